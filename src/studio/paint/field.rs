//! Height fields of liquid: blobs joined by a smooth union, with the light that they block and focus.
//!
//! Coordinates are pixels of the finished picture. The field is kept at every second pixel (or fourth): distances and squared heights
//! interpolate well, so edges and highlights still come out crisp. A blob is a round cone (a segment whose radius changes along it); a drop is one with both
//! ends in the same place. Tiles keep the cost flat: each looks only at the blobs near it.

use rayon::prelude::*;

use super::brush::Brush;
use super::grid::Grid;
use super::isa::{Isa, kernel};
use super::num::{float, max, min, mix, sat};

/// A piece of liquid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blob {
    /// One end.
    pub a: [f32; 2],
    /// The other end.
    pub b: [f32; 2],
    /// Radius at `a`.
    pub ra: f32,
    /// Radius at `b`.
    pub rb: f32,
    /// Blobs of one strand (the same number, one after the other) are one smooth piece; 0 stands for a piece of its own.
    pub strand: u32,
}

impl Blob {
    /// A round drop.
    pub fn drop(x: f32, y: f32, r: f32) -> Self {
        Self {
            a: [x, y],
            b: [x, y],
            ra: r,
            rb: r,
            strand: 0,
        }
    }

    /// Left, top, right and bottom of what it changes: itself, what flows into it, its shadow.
    fn bounds(&self, surface: &Surface) -> [f32; 4] {
        let r = max(self.ra, self.rb);
        let pad = r + surface.merge + 2.0 * surface.even as f32 + 6.0;
        let cast = max(pad, r + min(r, surface.shade) * 0.72 + 6.0);
        [
            min(self.a[0], self.b[0]) - pad,
            min(self.a[1], self.b[1]) - pad,
            max(self.a[0], self.b[0]) + cast,
            max(self.a[1], self.b[1]) + cast,
        ]
    }
}

/// How blobs become a surface.
#[derive(Debug, Clone, Copy)]
pub struct Surface {
    /// Distance over which neighbours flow together, in pixels.
    pub merge: f32,
    /// Radius beyond which a surface is flat on top instead of domed.
    pub flat: f32,
    /// Height of a dome over its radius.
    pub dome: f32,
    /// Largest radius that a shadow is computed from; keeps shadows of big bodies short.
    pub shade: f32,
    /// Radius over which the surface is evened out, in pixels; 0 leaves it as it is. Bodies of many blobs need it:
    /// without it their seams catch the light.
    pub even: usize,
    /// Most pixels between nodes: 2 keeps small drops crisp, 4 is enough for broad, even bodies.
    pub pitch: f32,
}

/// The liquid on a coarse grid over a picture.
#[derive(Debug, Clone)]
pub struct Field {
    /// Where its nodes lie.
    pub grid: Grid,
    /// Height over the square root of [`Self::swell`].
    pub dome: f32,
    /// Signed distance to the outline (negative inside), in pixels.
    pub dist: Vec<f32>,
    /// Squared height over the dome factor: it rises linearly from the outline, and goes below zero outside.
    pub swell: Vec<f32>,
    /// Light beside the liquid: negative is shadow, positive is light focused by it.
    pub glint: Vec<f32>,
    /// Whether there is liquid, shadow or light in each tile of [`ROWS`] rows by [`TILE`] columns of nodes.
    pub busy: Vec<bool>,
}

/// Nodes per tile, across.
pub const TILE: usize = 16;

/// Rows of nodes per tile.
pub const ROWS: usize = 8;

/// Distance reported where there is no liquid near.
pub(super) const FAR: f32 = 96.0;

/// Squared height reported there: that of a small drop's surroundings.
const OUTSIDE: f32 = -600.0;

#[derive(Clone)]
struct Tile {
    dist: [f32; TILE],
    radius: [f32; TILE],
    shadow: [f32; TILE],
    focus: [f32; TILE],
}

/// The axis of a blob: distances are counted from it.
#[derive(Debug, Clone, Copy)]
struct Reach {
    a: [f32; 2],
    ab: [f32; 2],
    inv_len2: f32,
    ra: f32,
    dr: f32,
}

impl Reach {
    fn new(blob: &Blob) -> Self {
        let ab = [blob.b[0] - blob.a[0], blob.b[1] - blob.a[1]];
        let len2 = ab[0] * ab[0] + ab[1] * ab[1];
        let inv_len2 = if len2 > 1e-6 { 1.0 / len2 } else { 0.0 };
        Self {
            a: blob.a,
            ab,
            inv_len2,
            ra: blob.ra,
            dr: blob.rb - blob.ra,
        }
    }

    /// Vector from the nearest point of the axis, and the radius there.
    #[inline(always)]
    fn at(&self, x: f32, y: f32) -> (f32, f32, f32) {
        let (px, py) = (x - self.a[0], y - self.a[1]);
        let h = sat((px * self.ab[0] + py * self.ab[1]) * self.inv_len2);
        (
            px - self.ab[0] * h,
            py - self.ab[1] * h,
            self.ra + self.dr * h,
        )
    }
}

/// A blob with everything that is the same wherever one looks at it.
#[derive(Debug, Clone, Copy)]
struct Shape {
    reach: Reach,
    strand: u32,
    /// Whether it is a drop of its own.
    round: bool,
    /// Left, top, right and bottom.
    bounds: [f32; 4],
    /// How far its shadow is moved aside, its inverse softness and its strength; the same of the light that it focuses.
    cast: [f32; 2],
    inv_soft: f32,
    inv_focus: f32,
    amount: f32,
}

impl Shape {
    fn new(blob: &Blob, surface: &Surface) -> Self {
        let rs = min(max(blob.ra, blob.rb), surface.shade);
        Self {
            reach: Reach::new(blob),
            strand: blob.strand,
            round: blob.strand == 0 && blob.a == blob.b,
            bounds: blob.bounds(surface),
            cast: [rs * 0.26, rs * 0.40],
            inv_soft: 1.0 / (rs * 0.55 + 2.0),
            inv_focus: 1.0 / (rs * rs * 0.36),
            amount: sat(rs * 0.05 + 0.25),
        }
    }
}

/// What a strand has come to so far on a tile row.
struct Piece {
    dist: [f32; TILE],
    radius: [f32; TILE],
}

#[inline(always)]
fn merge(tile: &mut Tile, piece: &mut Piece, k: f32) {
    let inv_k = 1.0 / k;
    for i in 0..TILE {
        let dist = piece.dist[i];
        let join = sat(0.5 + 0.5 * (tile.dist[i] - dist) * inv_k);
        tile.dist[i] = mix(tile.dist[i], dist, join) - k * join * (1.0 - join);
        tile.radius[i] = mix(tile.radius[i], piece.radius[i], join);
        piece.dist[i] = 2.0 * FAR;
    }
}

/// Adds a drop of its own: most of what there is, so it goes without the detour over a strand.
#[inline(always)]
fn drop_in(tile: &mut Tile, shape: &Shape, [x0, y]: [f32; 2], pitch: f32, k: f32) {
    let (left, dy, r) = (x0 - shape.reach.a[0], y - shape.reach.a[1], shape.reach.ra);
    let ([ox, oy], amount) = (shape.cast, shape.amount);
    let (sy, cy, inv_k) = (dy - oy, dy - oy - oy * 0.75, 1.0 / k);
    let (dy2, sy2, cy2) = (dy * dy, sy * sy, cy * cy);
    for i in 0..TILE {
        let dx = left + float(i) * pitch;
        let dist = (dx * dx + dy2).sqrt() - r;
        let join = sat(0.5 + 0.5 * (tile.dist[i] - dist) * inv_k);
        tile.dist[i] = mix(tile.dist[i], dist, join) - k * join * (1.0 - join);
        tile.radius[i] = mix(tile.radius[i], r, join);
        let sx = dx - ox;
        let d = (sx * sx + sy2).sqrt() - r;
        let q = sat(0.5 - d * shape.inv_soft);
        tile.shadow[i] = max(tile.shadow[i], amount * q * q * (3.0 - 2.0 * q));
        let cx = sx - ox * 0.75;
        let q = sat(1.0 - (cx * cx + cy2) * shape.inv_focus);
        tile.focus[i] = max(tile.focus[i], amount * q * q);
    }
}

#[inline(always)]
fn tile_kernel(tile: &mut Tile, at: [f32; 2], pitch: f32, shapes: &[Shape], k: f32) {
    let [x0, y] = at;
    let mut piece = Piece {
        dist: [2.0 * FAR; TILE],
        radius: [0.0; TILE],
    };
    let (mut strand, mut pending) = (0, false);
    for shape in shapes {
        if shape.bounds[1] > y || shape.bounds[3] < y {
            continue;
        }
        if pending && (shape.strand != strand || shape.strand == 0) {
            merge(tile, &mut piece, k);
            pending = false;
        }
        if shape.round {
            drop_in(tile, shape, at, pitch, k);
            continue;
        }
        strand = shape.strand;
        pending = true;
        let ([ox, oy], amount) = (shape.cast, shape.amount);
        for i in 0..TILE {
            let x = x0 + float(i) * pitch;
            let (dx, dy, r) = shape.reach.at(x, y);
            let dist = (dx * dx + dy * dy).sqrt() - r;
            let nearer = dist < piece.dist[i];
            piece.dist[i] = if nearer { dist } else { piece.dist[i] };
            piece.radius[i] = if nearer { r } else { piece.radius[i] };
            let (sx, sy, r) = shape.reach.at(x - ox, y - oy);
            let d = (sx * sx + sy * sy).sqrt() - r;
            let q = sat(0.5 - d * shape.inv_soft);
            tile.shadow[i] = max(tile.shadow[i], amount * q * q * (3.0 - 2.0 * q));
            let (cx, cy) = (sx - ox * 0.75, sy - oy * 0.75);
            let q = sat(1.0 - (cx * cx + cy * cy) * shape.inv_focus);
            tile.focus[i] = max(tile.focus[i], amount * q * q);
        }
    }
    if pending {
        merge(tile, &mut piece, k);
    }
}

kernel!(fn fill_tile = tile_kernel(tile: &mut Tile, at: [f32; 2], pitch: f32, shapes: &[Shape], k: f32));

#[inline(always)]
fn swell_kernel(dist: &[f32], radius: &[f32], swell: &mut [f32], flat: f32) {
    for ((z, d), r) in swell.iter_mut().zip(dist).zip(radius) {
        let r = max(min(*r, flat), 1.0);
        let t = max(min(1.0 + *d / r, 1.6), 0.0);
        *z = r * r * (1.0 - t * t);
    }
}

kernel!(fn rise = swell_kernel(dist: &[f32], radius: &[f32], swell: &mut [f32], flat: f32));

impl Field {
    /// A field without liquid, its nodes at most `pitch` pixels apart.
    pub fn empty(brush: &Brush<'_>, dome: f32, pitch: f32) -> Self {
        let grid = Grid::over(brush, pitch);
        Self {
            grid,
            dome,
            dist: vec![FAR; grid.len()],
            swell: vec![OUTSIDE; grid.len()],
            glint: vec![0.0; grid.len()],
            busy: vec![false; grid.width.div_ceil(TILE) * grid.height.div_ceil(ROWS)],
        }
    }

    /// The surface of `blobs`. Their order matters a little where three of them meet, so it must be stable.
    pub fn new(isa: Isa, brush: &Brush<'_>, blobs: &[Blob], surface: &Surface) -> Self {
        let mut field = Self::empty(brush, surface.dome, surface.pitch);
        let grid = field.grid;
        let even = (surface.even as f32 / grid.pitch() + 0.5) as usize;
        let shapes: Vec<Shape> = blobs.iter().map(|b| Shape::new(b, surface)).collect();
        field
            .dist
            .par_chunks_mut(grid.width * ROWS)
            .zip(field.swell.par_chunks_mut(grid.width * ROWS))
            .zip(field.glint.par_chunks_mut(grid.width * ROWS))
            .zip(field.busy.par_chunks_mut(grid.width.div_ceil(TILE)))
            .enumerate()
            .for_each(|(band, (((dist, swell), glint), busy))| {
                let (y0, y1) = (grid.place(band * ROWS), grid.place(band * ROWS + ROWS));
                let near: Vec<Shape> = shapes
                    .iter()
                    .filter(|s| s.bounds[1] < y1 && s.bounds[3] > y0)
                    .copied()
                    .collect();
                let band = Band {
                    isa,
                    grid,
                    y0,
                    near: &near,
                    surface,
                };
                band.fill([dist, swell, glint], busy);
            });
        if even > 0 {
            for _ in 0..2 {
                even_columns(&mut field.swell, grid.width, even);
                even_rows(&mut field.swell, grid.width, even);
            }
        }
        field
    }
}

/// A row of tiles that is being filled.
struct Band<'a> {
    isa: Isa,
    grid: Grid,
    y0: f32,
    near: &'a [Shape],
    surface: &'a Surface,
}

impl Band<'_> {
    fn fill(&self, [dist, swell, glint]: [&mut [f32]; 3], busy: &mut [bool]) {
        let (grid, width) = (self.grid, self.grid.width);
        let mut list = Vec::with_capacity(self.near.len());
        for (left, busy) in (0..width).step_by(TILE).zip(busy) {
            let n = TILE.min(width - left);
            let (x0, x1) = (grid.place(left), grid.place(left + TILE));
            list.clear();
            let beside = |s: &&Shape| s.bounds[0] < x1 && s.bounds[2] > x0;
            list.extend(self.near.iter().filter(beside).copied());
            *busy = !list.is_empty();
            if list.is_empty() {
                continue;
            }
            for row in 0..dist.len() / width {
                let at = row * width + left;
                let mut tile = Tile {
                    dist: [FAR; TILE],
                    radius: [20.0; TILE],
                    shadow: [0.0; TILE],
                    focus: [0.0; TILE],
                };
                let place = [x0, self.y0 + row as f32 * grid.pitch()];
                fill_tile(
                    self.isa,
                    &mut tile,
                    place,
                    grid.pitch(),
                    &list,
                    self.surface.merge,
                );
                rise(
                    self.isa,
                    &tile.dist[..n],
                    &tile.radius[..n],
                    &mut swell[at..at + n],
                    self.surface.flat,
                );
                dist[at..at + n].copy_from_slice(&tile.dist[..n]);
                for ((g, focus), shadow) in glint[at..at + n]
                    .iter_mut()
                    .zip(&tile.focus)
                    .zip(&tile.shadow)
                {
                    *g = focus * 1.15 - shadow;
                }
            }
        }
    }
}

/// Box mean along each row.
fn even_rows(z: &mut [f32], width: usize, radius: usize) {
    let inverse = 1.0 / (2 * radius + 1) as f32;
    z.par_chunks_mut(width).for_each_init(
        || Vec::with_capacity(width + 2 * radius + 1),
        |line, row| {
            let (Some(first), Some(last)) = (row.first().copied(), row.last().copied()) else {
                return;
            };
            line.clear();
            line.extend(std::iter::repeat_n(first, radius + 1));
            line.extend_from_slice(row);
            line.extend(std::iter::repeat_n(last, radius));
            let mut sum: f32 = line[..2 * radius + 1].iter().sum();
            for ((v, old), new) in row.iter_mut().zip(&*line).zip(&line[2 * radius + 1..]) {
                sum += new - old;
                *v = sum * inverse;
            }
        },
    );
}

/// Box mean along each column; every band starts its own running sum, so that threads do not matter.
fn even_columns(z: &mut [f32], width: usize, radius: usize) {
    const ROWS: usize = 64;
    let source = z.to_vec();
    let height = source.len() / width;
    let row = |y: isize| {
        let y = y.clamp(0, height as isize - 1) as usize;
        &source[y * width..(y + 1) * width]
    };
    let (r, inverse) = (radius as isize, 1.0 / (2 * radius + 1) as f32);
    z.par_chunks_mut(width * ROWS)
        .enumerate()
        .for_each(|(band, rows)| {
            let top = (band * ROWS) as isize;
            let mut sum = vec![0.0f32; width];
            for y in top - r - 1..top + r {
                for (s, v) in sum.iter_mut().zip(row(y)) {
                    *s += v;
                }
            }
            for (y, out) in (top..).zip(rows.chunks_exact_mut(width)) {
                for (((s, out), new), old) in
                    sum.iter_mut().zip(out).zip(row(y + r)).zip(row(y - r - 1))
                {
                    *s += new - old;
                    *out = *s * inverse;
                }
            }
        });
}
