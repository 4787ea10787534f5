//! Coarse grids: smooth things are worked out at every few pixels and blended in between, so that only what is sharp
//! costs a full picture.
//!
//! A [`Mesh`] knows where its nodes lie in the finished picture; [`weave`] hands a kernel full-width rows blended from
//! the nodes above and below. Knows nothing of what the values mean.

use std::borrow::Cow;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::studio::paint::brush::Brush;
use crate::studio::paint::keepout::KeepOut;
use crate::studio::paint::num::{float, max, min, mix, smoothstep};

/// Where the nodes of a coarse grid lie on a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mesh {
    /// Pixels of the picture per node.
    pub pitch: usize,
    /// Pixels of the finished picture per node.
    pub gap: f32,
    /// Where the first column and row lie in the finished picture, `lead` nodes before the picture's own.
    pub origin: f32,
    /// Extra nodes to the left and above.
    pub lead: usize,
    /// Columns, and rows, that the picture needs (without `lead` and the one node after the last).
    pub size: [usize; 2],
}

impl Mesh {
    /// A mesh for the picture with a node every `cell` pixels of the finished picture (or every pixel of a coarser picture)
    /// that starts at least `reach` pixels early.
    pub fn new(brush: &Brush<'_>, cell: f32, reach: f32) -> Self {
        let pitch = ((cell / brush.step + 0.5) as usize).max(1);
        let gap = pitch as f32 * brush.step;
        let lead = (reach / gap) as usize + 2;
        Self {
            pitch,
            gap,
            origin: brush.place(0) - lead as f32 * gap,
            lead,
            size: [brush.width, brush.height].map(|n| n.saturating_sub(1) / pitch + 2),
        }
    }

    /// Columns of a field with lead and trail.
    pub fn columns(&self) -> usize {
        self.size[0] + self.lead + 1
    }

    /// Rows of a field with lead and trail.
    pub fn rows(&self) -> usize {
        self.size[1] + self.lead + 1
    }

    /// Where row (or column) `i` of a field lies in the finished picture.
    pub fn place(&self, i: usize) -> f32 {
        self.origin + float(i) * self.gap
    }

    /// Nodes that come closest to a distance in pixels, at least one and at most the lead.
    pub fn nodes(&self, pixels: f32) -> usize {
        ((pixels / self.gap + 0.5) as usize).clamp(1, self.lead)
    }

    /// A field over all nodes with lead and trail: `fill(y, row)` where `y` is in pixels; each row holds `planes` planes.
    pub fn field(&self, planes: usize, fill: impl Fn(f32, &mut [f32]) + Sync) -> Vec<f32> {
        let stride = self.columns() * planes;
        let mut field = vec![0.0f32; stride * self.rows()];
        field
            .par_chunks_mut(stride * 8)
            .enumerate()
            .for_each(|(band, rows)| {
                for (i, row) in rows.chunks_exact_mut(stride).enumerate() {
                    fill(self.place(band * 8 + i), row);
                }
            });
        field
    }

    /// Planes over the picture's own nodes: `fill(j, row)` for node row `j`.
    pub fn planes(&self, planes: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Vec<f32> {
        let stride = self.size[0] * planes;
        let mut field = vec![0.0f32; stride * self.size[1]];
        field
            .par_chunks_mut(stride * 8)
            .enumerate()
            .for_each(|(band, rows)| {
                for (i, row) in rows.chunks_exact_mut(stride).enumerate() {
                    fill(band * 8 + i, row);
                }
            });
        field
    }
}

/// Full-width rows of every plane, spread from one row of nodes.
fn spread(nodes: &[f32], count: usize, planes: usize, pitch: usize, out: &mut [f32]) {
    let wide = (count - 1) * pitch;
    for p in 0..planes {
        let row = &nodes[p * count..(p + 1) * count];
        let out = &mut out[p * wide..(p + 1) * wide];
        match pitch {
            1 => out.copy_from_slice(&row[..wide]),
            2 => spread_by::<2>(row, out),
            3 => spread_by::<3>(row, out),
            4 => spread_by::<4>(row, out),
            _ => spread_any(row, pitch, out),
        }
    }
}

#[inline(always)]
fn spread_by<const K: usize>(row: &[f32], out: &mut [f32]) {
    let part: [f32; K] = std::array::from_fn(|i| float(i) / K as f32);
    for ((cell, a), b) in out.chunks_exact_mut(K).zip(row).zip(&row[1..]) {
        for (o, t) in cell.iter_mut().zip(part) {
            *o = a + (b - a) * t;
        }
    }
}

fn spread_any(row: &[f32], pitch: usize, out: &mut [f32]) {
    for ((cell, a), b) in out.chunks_exact_mut(pitch).zip(row).zip(&row[1..]) {
        for (i, o) in cell.iter_mut().enumerate() {
            *o = a + (b - a) * (float(i) / pitch as f32);
        }
    }
}

/// Two rows of nodes, spread to full width, and how far a row of the picture lies from the first to the second.
pub(super) struct Woven<'a> {
    above: &'a [f32],
    below: &'a [f32],
    wide: usize,
    /// 0 at the row above .. 1 at the row below.
    pub part: f32,
}

impl<'a> Woven<'a> {
    /// The two rows of a plane, `width` pixels each.
    pub fn plane(&self, p: usize, width: usize) -> (&'a [f32], &'a [f32]) {
        let at = p * self.wide..p * self.wide + width;
        (&self.above[at.clone()], &self.below[at])
    }
}

/// Runs `paint(y, woven, row)` for every row of the picture over `planes` planes of [`Mesh::planes`].
pub(super) fn weave(
    brush: &mut Brush<'_>,
    mesh: &Mesh,
    planes: usize,
    nodes: &[f32],
    paint: impl Fn(usize, &Woven<'_>, &mut [f32]) + Sync,
) {
    let (width, stride, pitch) = (brush.width, mesh.size[0] * planes, mesh.pitch);
    let wide = (mesh.size[0] - 1) * pitch;
    let band = pitch * (32 / pitch).max(1);
    brush.par_bands(band, |top, rows| {
        let row_of = |j: usize| &nodes[j * stride..(j + 1) * stride];
        let mut scratch = vec![0.0f32; wide * planes * 2];
        let (mut above, mut below) = scratch.split_at_mut(wide * planes);
        let first = top / pitch;
        spread(row_of(first), mesh.size[0], planes, pitch, below);
        for (i, row) in rows.chunks_exact_mut(width * 3).enumerate() {
            if i % pitch == 0 {
                std::mem::swap(&mut above, &mut below);
                let next = row_of(first + i / pitch + 1);
                spread(next, mesh.size[0], planes, pitch, below);
            }
            let part = (i % pitch) as f32 / pitch as f32;
            let woven = Woven {
                above,
                below,
                wide,
                part,
            };
            paint(top + i, &woven, row);
        }
    });
}

/// How lively a surface may be: 0 behind copy, rising smoothly to 1 well away from it. Worked out once per picture.
#[derive(Debug, Clone)]
pub(super) struct Calm {
    columns: usize,
    rows: usize,
    data: Vec<f32>,
    /// The values at the nodes of the first mesh that asked: that of a film's frames.
    still: OnceLock<(Mesh, Vec<f32>)>,
}

/// Pixels per value of [`Calm`].
const CALM_CELL: f32 = 16.0;

impl Calm {
    /// Calm inside the boxes, lively `fade` pixels away from them.
    pub fn new(size: [f32; 2], keep_out: &KeepOut, fade: f32) -> Self {
        let [columns, rows] = size.map(|n| (n / CALM_CELL) as usize + 3);
        let mut data: Vec<f32> = (0..columns * rows)
            .map(|at| {
                let (i, j) = (at % columns, at / columns);
                let (x, y) = (float(i) * CALM_CELL, j as f32 * CALM_CELL);
                smoothstep(0.0, fade, keep_out.distance(x, y) - 6.0)
            })
            .collect();
        // Where the reaches of two lines meet there are creases: even them out, without raising what is calm.
        for _ in 0..3 {
            let old = data.clone();
            for j in 1..rows - 1 {
                for i in 1..columns - 1 {
                    let at = j * columns + i;
                    let round = old[at - 1] + old[at + 1] + old[at - columns] + old[at + columns];
                    data[at] = old[at] * 0.5 + round * 0.125;
                }
            }
        }
        Self {
            columns,
            rows,
            data,
            still: OnceLock::new(),
        }
    }

    /// The values at the nodes of a mesh over the picture, row by row.
    pub fn over(&self, mesh: &Mesh) -> Cow<'_, [f32]> {
        let lead = mesh.lead;
        let fill = || {
            mesh.planes(1, |j, row| {
                self.row(mesh.place(lead + j), mesh.place(lead), mesh.gap, row);
            })
        };
        let (known, values) = self.still.get_or_init(|| (*mesh, fill()));
        if known == mesh {
            Cow::Borrowed(values)
        } else {
            Cow::Owned(fill())
        }
    }

    /// The values at row `y` and columns `x`, `x + gap`, and so on.
    pub fn row(&self, y: f32, x: f32, gap: f32, out: &mut [f32]) {
        let v = min(max(y / CALM_CELL, 0.0), self.rows as f32 - 1.01);
        let j = v as usize;
        let part = v - j as f32;
        let top = &self.data[j * self.columns..(j + 1) * self.columns];
        let low = &self.data[(j + 1) * self.columns..(j + 2) * self.columns];
        let last = self.columns as f32 - 1.01;
        for (n, out) in out.iter_mut().enumerate() {
            let u = min(max((x + n as f32 * gap) / CALM_CELL, 0.0), last);
            let i = u as usize;
            let f = u - i as f32;
            *out = mix(mix(top[i], top[i + 1], f), mix(low[i], low[i + 1], f), part);
        }
    }
}
