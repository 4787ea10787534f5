//! Lays a material over what has been painted already: reads a [`Field`] row by row and hands its busy pieces on.

use super::canvas::{Canvas, place};
use super::field::{FAR, Field, TILE};
use super::grid::{blend, widen};
use super::isa::{Isa, kernel};
use super::num::{min, mix};

#[inline(always)]
fn fall_kernel(rows: [&[f32]; 4], share: f32, inv: f32, out: &mut [f32]) {
    let [a, b, c, d] = rows;
    for ((((o, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *o = mix(*c - *a, *d - *b, share) * inv;
    }
}

kernel!(fn fall = fall_kernel(rows: [&[f32]; 4], share: f32, inv: f32, out: &mut [f32]));

#[inline(always)]
fn lean_kernel(padded: &[f32], inv: f32, out: &mut [f32]) {
    let n = out.len();
    let (left, right) = (&padded[..n], &padded[2..n + 2]);
    for ((o, a), b) in out.iter_mut().zip(left).zip(right) {
        *o = (*b - *a) * inv;
    }
}

kernel!(fn lean = lean_kernel(padded: &[f32], inv: f32, out: &mut [f32]));

/// A row of pixels of a field.
#[derive(Debug)]
pub struct Strip {
    dist: Vec<f32>,
    glint: Vec<f32>,
    swell: Vec<f32>,
    across: Vec<f32>,
    down: Vec<f32>,
    nodes: Vec<f32>,
    padded: Vec<f32>,
}

impl Strip {
    fn new(width: usize) -> Self {
        let row = || vec![0.0; width];
        Self {
            dist: row(),
            glint: row(),
            swell: row(),
            across: row(),
            down: row(),
            nodes: vec![0.0; width + 4],
            padded: vec![0.0; width + 6],
        }
    }

    /// Reads pixel row `y` of the field, between the pixels `from..to`, which must lie on edges of tiles.
    fn read(&mut self, isa: Isa, field: &Field, y: usize, from: usize, to: usize) {
        let (w, cell) = (field.grid.width, field.grid.cell);
        let (row, share) = field.grid.above(y);
        let (left, right) = (from / cell, (to.div_ceil(cell) + 1).min(w));
        let nodes = &mut self.nodes[..right - left];
        let cut = |row: usize| row * w + left..row * w + right;
        let span = from..to;
        for (data, out) in [
            (&field.dist, &mut self.dist),
            (&field.glint, &mut self.glint),
        ] {
            blend(isa, &data[cut(row)], &data[cut(row + 1)], share, nodes);
            widen(isa, nodes, cell, &mut out[span.clone()]);
        }
        let z = &field.swell;
        let rows = [
            row.saturating_sub(1),
            row,
            row + 1,
            (row + 2).min(field.grid.height - 1),
        ]
        .map(|r| &z[cut(r)]);
        let inv = 0.5 / field.grid.pitch();
        fall(isa, rows, share, inv, nodes);
        widen(isa, nodes, cell, &mut self.down[span.clone()]);
        blend(isa, rows[1], rows[2], share, nodes);
        widen(isa, nodes, cell, &mut self.swell[span.clone()]);
        // One node more on both sides for the slope across; at the edges of the picture the last is repeated.
        let padded = &mut self.padded[..right - left + 2];
        let (a, b) = (row * w, (row + 1) * w);
        for (k, at) in [
            (0, left.saturating_sub(1)),
            (right - left + 1, right.min(w - 1)),
        ] {
            padded[k] = mix(z[a + at], z[b + at], share);
        }
        padded[1..=right - left].copy_from_slice(nodes);
        lean(isa, padded, inv, nodes);
        widen(isa, nodes, cell, &mut self.across[span]);
    }
}

/// Part of a row of pixels, as materials see it. All slices have the same length.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    /// Column of the first pixel in the finished picture.
    pub x: f32,
    /// Row in the finished picture.
    pub y: f32,
    /// Pixels of the finished picture from one pixel to the next.
    pub step: f32,
    /// Height over the square root of [`Self::swell`].
    pub dome: f32,
    /// See [`Field::dist`].
    pub dist: &'a [f32],
    /// See [`Field::swell`].
    pub swell: &'a [f32],
    /// Slope of [`Self::swell`] to the right, per pixel of the finished picture.
    pub across: &'a [f32],
    /// Slope downward.
    pub down: &'a [f32],
    /// See [`Field::glint`].
    pub glint: &'a [f32],
}

/// A material that is laid over what has been painted already.
pub trait Coat: Sync {
    /// Paints the light and shade beside the liquid.
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]);
    /// Paints pixels that liquid covers, wholly or in part, and what lies beside it among them.
    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]);
}

/// Lays liquid of that material on the canvas.
pub fn lay(isa: Isa, canvas: &mut Canvas, field: &Field, coat: &dyn Coat) {
    let (w, step) = (canvas.width, canvas.step);
    let tile = TILE * field.grid.cell;
    canvas.par_rows_with(
        || Strip::new(w),
        |strip, y, row| {
            let mut from = 0;
            while from < w {
                let column = from / tile;
                if !field.is_busy(y, column) {
                    from += tile;
                    continue;
                }
                let mut to = from;
                while to < w && field.is_busy(y, to / tile) {
                    to += tile;
                }
                let to = to.min(w);
                strip.read(isa, field, y, from, to);
                let mut row = Row {
                    isa,
                    y: place(y, step),
                    step,
                    dome: field.dome,
                    strip,
                    rgb: &mut *row,
                    coat,
                };
                row.pieces(from, to, tile);
                from = to;
            }
        },
    );
}

struct Row<'a> {
    isa: Isa,
    y: f32,
    step: f32,
    dome: f32,
    strip: &'a Strip,
    rgb: &'a mut [f32],
    coat: &'a dyn Coat,
}

impl Row<'_> {
    /// Paints busy tiles: neighbours of one sort go in one piece.
    fn pieces(&mut self, from: usize, to: usize, tile: usize) {
        let wet = |a: usize| {
            let piece = &self.strip.dist[a..(a + tile).min(to)];
            piece.iter().fold(FAR, |m, d| min(m, *d)) < self.step
        };
        let mut pieces = Vec::with_capacity((to - from) / tile + 1);
        for start in (from..to).step_by(tile) {
            let (end, wet) = ((start + tile).min(to), wet(start));
            match pieces.last_mut() {
                Some((_, last, sort)) if *sort == wet => *last = end,
                _ => pieces.push((start, end, wet)),
            }
        }
        for (start, end, wet) in pieces {
            self.piece(start, end, wet);
        }
    }

    fn piece(&mut self, start: usize, end: usize, wet: bool) {
        let span = Span {
            x: place(start, self.step),
            y: self.y,
            step: self.step,
            dome: self.dome,
            dist: &self.strip.dist[start..end],
            swell: &self.strip.swell[start..end],
            across: &self.strip.across[start..end],
            down: &self.strip.down[start..end],
            glint: &self.strip.glint[start..end],
        };
        let w = self.rgb.len() / 3;
        let (r, gb) = self.rgb.split_at_mut(w);
        let (g, b) = gb.split_at_mut(w);
        let rgb = [&mut r[start..end], &mut g[start..end], &mut b[start..end]];
        if wet {
            self.coat.body(self.isa, &span, rgb);
        } else {
            self.coat.ground(self.isa, &span, rgb);
        }
    }
}
