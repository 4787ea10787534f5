//! Lays materials over a backdrop: reads a [`Field`] row by row and hands the pieces on that show something.

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::canvas::place;
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
    /// Liquid far from its outline.
    Deep,
}

impl Sort {
    fn is_wet(self) -> bool {
        matches!(self, Self::Wet | Self::Deep)
    }
}

/// How far from its outline liquid is deep, in pixels.
const DEEP: f32 = 5.0;

/// Whether nodes of two rows, each one longer than a piece, show liquid, and whether they show shadow or light.
#[inline(always)]
fn sorted<const N: usize>([a, b]: [&[f32]; 2], [c, d]: [&[f32]; 2], step: f32) -> Sort {
    let (mut least, mut most, mut out) = ([FAR; N], [0.0f32; N], [-FAR; N]);
    for at in [0, 1] {
        let rows = a[at..].iter().zip(&b[at..]).zip(&c[at..]).zip(&d[at..]);
        let bounds = least.iter_mut().zip(&mut most).zip(&mut out);
        for ((((a, b), c), d), ((least, most), out)) in rows.zip(bounds) {
            *least = min(*least, min(*a, *b));
            *out = max(*out, max(*a, *b));
            *most = max(*most, max(abs(*c), abs(*d)));
        }
    }
    if out.iter().all(|d| *d < -DEEP) {
        return Sort::Deep;
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
    /// Light of every second pixel.
    light: [Vec<f32>; 3],
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
        let row = || vec![0.0; width + 1];
        Self {
            dist: row(),
            glint: row(),
            swell: row(),
            across: row(),
            down: row(),
            nodes: vec![0.0; width + 4],
            padded: vec![0.0; width + 6],
            light: [row(), row(), row()],
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

    /// Reads one plane of the field.
    fn plane(&mut self, field: &Field, at: Between, plane: Plane, cut: Cut) {
        let Between { isa, row, share } = at;
        let w = field.grid.width;
        let (left, right) = cut.nodes(field);
        let (data, out) = match plane {
            Plane::Dist => (&field.dist, &mut self.dist),
            Plane::Glint => (&field.glint, &mut self.glint),
        };
        let of = |row: usize| &data[row * w + left..row * w + right];
        let nodes = &mut self.nodes[..right - left];
        blend(isa, of(row), of(row + 1), share, nodes);
        cut.widen(isa, nodes, field, out);
    }

    /// Reads the surface and its slopes.
    fn surface(&mut self, field: &Field, at: Between, cut: Cut) {
        let Between { isa, row, share } = at;
        let w = field.grid.width;
        let (left, right) = cut.nodes(field);
        let nodes = &mut self.nodes[..right - left];
        let of = |row: usize| row * w + left..row * w + right;
        let z = &field.swell;
        let rows = [
            row.saturating_sub(1),
            row,
            row + 1,
            (row + 2).min(field.grid.height - 1),
        ]
        .map(|r| &z[of(r)]);
        let inv = 0.5 / field.grid.pitch();
        fall(isa, rows, share, inv, nodes);
        cut.widen(isa, nodes, field, &mut self.down);
        blend(isa, rows[1], rows[2], share, nodes);
        cut.widen(isa, nodes, field, &mut self.swell);
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
        cut.widen(isa, nodes, field, &mut self.across);
    }
}

/// The pixels `from..to` of a row, which lie on edges of pieces: all of them, or every second one and the one after them.
#[derive(Debug, Clone, Copy)]
struct Cut {
    from: usize,
    to: usize,
    half: bool,
}

impl Cut {
    /// The nodes around them.
    fn nodes(self, field: &Field) -> (usize, usize) {
        let (w, cell) = (field.grid.width, field.grid.cell);
        (self.from / cell, (self.to.div_ceil(cell) + 1).min(w))
    }

    /// How many values are read.
    fn len(self) -> usize {
        if self.half {
            (self.to - self.from) / 2 + 1
        } else {
            self.to - self.from
        }
    }

    /// From the nodes around them to their values.
    fn widen(self, isa: Isa, nodes: &[f32], field: &Field, out: &mut [f32]) {
        let (cell, n) = (field.grid.cell, self.len());
        if self.half {
            widen(isa, nodes, cell / 2, &mut out[..n]);
        } else {
            widen(isa, nodes, cell, &mut out[..n]);
        }
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
    /// Whether bodies are so broad that every second pixel is enough far from their outlines.
    fn is_broad(&self) -> bool {
        false
    }
}

/// Paints a backdrop and lays liquids on it, one over the other.
pub fn lay(isa: Isa, brush: &mut Brush<'_>, backdrop: &Backdrop, layers: &[(&Field, &dyn Coat)]) {
    let (w, step) = (brush.width, brush.step);
    let sweep = backdrop.sweep(isa, brush);
    brush.par_rows_with(
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
        let grid = self.field.grid;
        let halves = self.coat.is_broad() && grid.step == 1.0 && grid.cell > 1;
        let sort_of = |sort: Sort| match sort {
            Sort::Deep if !halves => Sort::Wet,
            sort => sort,
        };
        let mut k = 0;
        while let Some(sort) = self.strip.sorts.get(k).copied().map(sort_of) {
            let rest = &self.strip.sorts[k..];
            let same = match sort {
                // A gap of one piece costs less than starting again.
                Sort::Wet => (1..rest.len())
                    .find(|i| rest[*i..].iter().take(2).all(|s| sort_of(*s) != Sort::Wet))
                    .unwrap_or(rest.len()),
                _ => rest.iter().take_while(|s| **s == sort).count(),
            };
            let (from, to) = (k * PIECE, ((k + same) * PIECE).min(width));
            let half = sort == Sort::Deep && (to - from).is_multiple_of(4);
            match sort {
                Sort::Bare => {}
                _ => self.piece(Cut { from, to, half }, sort.is_wet()),
            }
            k += same;
        }
    }

    fn piece(&mut self, cut: Cut, wet: bool) {
        let (field, isa) = (self.field, self.at.isa);
        let (Cut { from, to, half }, n) = (cut, cut.len());
        let Strip {
            dist,
            glint,
            swell,
            across,
            down,
            light,
            ..
        } = {
            self.strip.plane(field, self.at, Plane::Glint, cut);
            if wet {
                self.strip.plane(field, self.at, Plane::Dist, cut);
                self.strip.surface(field, self.at, cut);
            }
            &mut *self.strip
        };
        let span = Span {
            x: place(from, field.grid.step),
            y: self.y,
            step: field.grid.step * if half { 2.0 } else { 1.0 },
            dome: field.dome,
            dist: &dist[..n],
            swell: &swell[..n],
            across: &across[..n],
            down: &down[..n],
            glint: &glint[..n],
        };
        let w = self.rgb.len() / 3;
        if half {
            for (light, row) in light.iter_mut().zip(self.rgb.chunks_exact(w)) {
                for (l, v) in light[..n].iter_mut().zip(row[from..].iter().step_by(2)) {
                    *l = *v;
                }
                light[n - 1] = row[to.min(w - 1)];
            }
            let [r, g, b] = light.each_mut().map(|l| &mut l[..n]);
            self.coat.body(isa, &span, [r, g, b]);
            for (light, row) in light.iter().zip(self.rgb.chunks_exact_mut(w)) {
                widen(isa, &light[..n], 2, &mut row[from..to]);
            }
            return;
        }
        let (r, gb) = self.rgb.split_at_mut(w);
        let (g, b) = gb.split_at_mut(w);
        let rgb = [&mut r[from..to], &mut g[from..to], &mut b[from..to]];
        if wet {
            self.coat.body(isa, &span, rgb);
        } else {
            self.coat.ground(isa, &span, rgb);
        }
    }
}
