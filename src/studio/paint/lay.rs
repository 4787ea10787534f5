//! Lays materials over a backdrop: reads a [`Field`] row by row and hands the pieces on that show something.

use super::backdrop::Backdrop;
use super::canvas::{Canvas, place};
use super::field::{FAR, Field, ROWS, TILE};
use super::grid::{blend, widen};
use super::isa::{Isa, kernel};
use super::num::{abs, float, max, min, mix};

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

/// Pixels that are painted alike, or skipped.
const PIECE: usize = 16;

/// What a piece of a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Nothing but what is there already.
    Bare,
    /// Shadow or focused light.
    Beside,
    /// Liquid.
    Wet,
}

/// Whether nodes of two rows, each one longer than a piece, show liquid, and whether they show shadow or light.
#[inline(always)]
fn sorted<const N: usize>([a, b]: [&[f32]; 2], [c, d]: [&[f32]; 2], step: f32) -> Sort {
    let (mut least, mut most) = ([FAR; N], [0.0f32; N]);
    for at in [0, 1] {
        let rows = a[at..].iter().zip(&b[at..]).zip(&c[at..]).zip(&d[at..]);
        for ((((a, b), c), d), (least, most)) in rows.zip(least.iter_mut().zip(&mut most)) {
            *least = min(*least, min(*a, *b));
            *most = max(*most, max(abs(*c), abs(*d)));
        }
    }
    if least.iter().any(|d| *d < step) {
        Sort::Wet
    } else if most.iter().any(|g| *g > 0.0) {
        Sort::Beside
    } else {
        Sort::Bare
    }
}

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
    /// What each piece shows between the row of nodes `above` and the next.
    sorts: Vec<Sort>,
    above: Option<usize>,
}

/// A plane of a field that is read on its own.
#[derive(Clone, Copy)]
enum Plane {
    Dist,
    Glint,
}

/// The rows of nodes around a row of pixels, and how far below the second of them it lies.
#[derive(Clone, Copy)]
struct Between {
    isa: Isa,
    row: usize,
    share: f32,
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
            sorts: vec![Sort::Bare; width.div_ceil(PIECE)],
            above: None,
        }
    }

    /// Sorts the pieces between row `row` of nodes and the next.
    fn sort<'a>(&mut self, field: &'a Field, row: usize) {
        if self.above == Some(row) {
            return;
        }
        self.above = Some(row);
        let (w, per) = (field.grid.width, PIECE / field.grid.cell);
        let busy = &field.busy[row / ROWS * w.div_ceil(TILE)..];
        for (k, sort) in self.sorts.iter_mut().enumerate() {
            let (left, right) = (k * per, (k * per + per + 1).min(w));
            *sort = Sort::Bare;
            if busy.get(left / TILE) == Some(&true) {
                let cut = |data: &'a [f32]| {
                    [row, row + 1].map(|row| &data[row * w + left..row * w + right])
                };
                let (dist, glint) = (cut(&field.dist), cut(&field.glint));
                *sort = match field.grid.cell {
                    2 => sorted::<{ PIECE / 2 }>(dist, glint, field.grid.step),
                    4 => sorted::<{ PIECE / 4 }>(dist, glint, field.grid.step),
                    _ => sorted::<PIECE>(dist, glint, field.grid.step),
                };
            }
        }
    }

    /// Reads one plane of the field between the pixels `from..to`, which must lie on edges of pieces.
    fn plane(&mut self, field: &Field, at: Between, plane: Plane, from: usize, to: usize) {
        let Between { isa, row, share } = at;
        let (w, cell) = (field.grid.width, field.grid.cell);
        let (left, right) = (from / cell, (to.div_ceil(cell) + 1).min(w));
        let (data, out) = match plane {
            Plane::Dist => (&field.dist, &mut self.dist),
            Plane::Glint => (&field.glint, &mut self.glint),
        };
        let cut = |row: usize| &data[row * w + left..row * w + right];
        let nodes = &mut self.nodes[..right - left];
        blend(isa, cut(row), cut(row + 1), share, nodes);
        widen(isa, nodes, cell, &mut out[from..to]);
    }

    /// Reads the surface and its slopes there.
    fn surface(&mut self, field: &Field, at: Between, from: usize, to: usize) {
        let Between { isa, row, share } = at;
        let (w, cell) = (field.grid.width, field.grid.cell);
        let (left, right) = (from / cell, (to.div_ceil(cell) + 1).min(w));
        let nodes = &mut self.nodes[..right - left];
        let cut = |row: usize| row * w + left..row * w + right;
        let span = from..to;
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

impl Span<'_> {
    /// The pixels `from..to` of it.
    #[inline(always)]
    pub(super) fn cut(&self, from: usize, to: usize) -> Self {
        Self {
            x: self.x + float(from) * self.step,
            dist: &self.dist[from..to],
            swell: &self.swell[from..to],
            across: &self.across[from..to],
            down: &self.down[from..to],
            glint: &self.glint[from..to],
            ..*self
        }
    }
}

/// A material that is laid over what has been painted already.
pub trait Coat: Sync {
    /// Paints the light and shade beside the liquid.
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]);
    /// Paints pixels that liquid covers, wholly or in part, and what lies beside it among them.
    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]);
}

/// Paints a backdrop and lays liquids on it, one over the other.
pub fn lay(isa: Isa, canvas: &mut Canvas, backdrop: &Backdrop, layers: &[(&Field, &dyn Coat)]) {
    let (w, step) = (canvas.width, canvas.step);
    let sweep = backdrop.sweep(isa, canvas);
    canvas.par_rows_with(
        || {
            let strips = layers.iter().map(|_| Strip::new(w));
            (sweep.line(), strips.collect::<Vec<_>>())
        },
        |(line, strips), y, rgb| {
            sweep.row(isa, y, line, rgb);
            for ((field, coat), strip) in layers.iter().zip(strips) {
                let (row, share) = field.grid.above(y);
                strip.sort(field, row);
                let mut row = Row {
                    at: Between { isa, row, share },
                    y: place(y, step),
                    field,
                    strip,
                    rgb: &mut *rgb,
                    coat: *coat,
                };
                row.pieces(w);
            }
        },
    );
}

struct Row<'a> {
    at: Between,
    y: f32,
    field: &'a Field,
    strip: &'a mut Strip,
    rgb: &'a mut [f32],
    coat: &'a dyn Coat,
}

impl Row<'_> {
    /// Paints the pieces that show something: neighbours of one sort in one go.
    fn pieces(&mut self, width: usize) {
        let mut k = 0;
        while let Some(sort) = self.strip.sorts.get(k).copied() {
            let rest = &self.strip.sorts[k..];
            let same = match sort {
                // A gap of one piece costs less than starting again.
                Sort::Wet => (1..rest.len())
                    .find(|i| rest[*i..].iter().take(2).all(|s| *s != Sort::Wet))
                    .unwrap_or(rest.len()),
                _ => rest.iter().take_while(|s| **s == sort).count(),
            };
            if sort != Sort::Bare {
                self.piece(
                    k * PIECE,
                    ((k + same) * PIECE).min(width),
                    sort == Sort::Wet,
                );
            }
            k += same;
        }
    }

    fn piece(&mut self, start: usize, end: usize, wet: bool) {
        let (field, strip) = (self.field, &mut *self.strip);
        let step = field.grid.step;
        strip.plane(field, self.at, Plane::Glint, start, end);
        if wet {
            strip.plane(field, self.at, Plane::Dist, start, end);
            strip.surface(field, self.at, start, end);
        }
        let span = Span {
            x: place(start, step),
            y: self.y,
            step,
            dome: field.dome,
            dist: &strip.dist[start..end],
            swell: &strip.swell[start..end],
            across: &strip.across[start..end],
            down: &strip.down[start..end],
            glint: &strip.glint[start..end],
        };
        let w = self.rgb.len() / 3;
        let (r, gb) = self.rgb.split_at_mut(w);
        let (g, b) = gb.split_at_mut(w);
        let rgb = [&mut r[start..end], &mut g[start..end], &mut b[start..end]];
        if wet {
            self.coat.body(self.at.isa, &span, rgb);
        } else {
            self.coat.ground(self.at.isa, &span, rgb);
        }
    }
}
