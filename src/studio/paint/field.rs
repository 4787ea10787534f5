//! Height fields of liquid: blobs joined by a smooth union, with the light that they block and focus.
//!
//! Coordinates are pixels. A blob is a round cone (a segment whose radius changes along it); a drop is one with both
//! ends in the same place. Tiles keep the cost flat: each looks only at the blobs near it.

use rayon::prelude::*;

use super::canvas::BAND;
use super::isa::{Isa, kernel};
use super::num::{max, min, mix, sat};

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

    fn reach(&self) -> f32 {
        max(self.ra, self.rb)
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
}

/// The liquid at each pixel.
#[derive(Debug)]
pub struct Field {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Signed distance to the outline (negative inside).
    pub dist: Vec<f32>,
    /// Height above the surface below.
    pub z: Vec<f32>,
    /// Light beside the liquid: negative is shadow, positive is light focused by it.
    pub glint: Vec<f32>,
}

/// Pixels per tile, across.
const TILE: usize = 64;

/// Distance reported where there is no liquid near.
const FAR: f32 = 96.0;

/// Squared height reported there: that of a small drop's surroundings.
const OUTSIDE: f32 = -600.0;

#[derive(Clone)]
struct Tile {
    dist: [f32; TILE],
    radius: [f32; TILE],
    shadow: [f32; TILE],
    focus: [f32; TILE],
}

/// Distance of a blob to the pixels of a tile row: one term for each pixel, and the local radius.
struct Reach {
    a: [f32; 2],
    ab: [f32; 2],
    inv_len2: f32,
    ra: f32,
    dr: f32,
}

impl Reach {
    #[inline(always)]
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

#[inline(always)]
fn tile_kernel(tile: &mut Tile, x0: f32, y: f32, blobs: &[Blob], surface: &Surface) {
    let k = surface.merge;
    let mut piece = Piece {
        dist: [2.0 * FAR; TILE],
        radius: [0.0; TILE],
    };
    let mut strand = 0;
    for blob in blobs {
        if blob.strand != strand || strand == 0 {
            merge(tile, &mut piece, k);
            strand = blob.strand;
        }
        let reach = Reach::new(blob);
        let rs = min(max(blob.ra, blob.rb), surface.shade);
        let (ox, oy) = (rs * 0.26, rs * 0.40);
        let inv_soft = 1.0 / (rs * 0.55 + 2.0);
        let inv_focus = 1.0 / (rs * rs * 0.36);
        let amount = sat(rs * 0.05 + 0.25);
        for i in 0..TILE {
            let (dx, dy, r) = reach.at(x0 + i as f32, y);
            let dist = (dx * dx + dy * dy).sqrt() - r;
            let nearer = dist < piece.dist[i];
            piece.dist[i] = if nearer { dist } else { piece.dist[i] };
            piece.radius[i] = if nearer { r } else { piece.radius[i] };
            let (sx, sy, r) = reach.at(x0 + i as f32 - ox, y - oy);
            let d = (sx * sx + sy * sy).sqrt() - r;
            let q = sat(0.5 - d * inv_soft);
            tile.shadow[i] = max(tile.shadow[i], amount * q * q * (3.0 - 2.0 * q));
            let (cx, cy) = (sx - ox * 0.75, sy - oy * 0.75);
            let q = sat(1.0 - (cx * cx + cy * cy) * inv_focus);
            tile.focus[i] = max(tile.focus[i], amount * q * q);
        }
    }
    merge(tile, &mut piece, k);
}

kernel!(fn fill_tile = tile_kernel(tile: &mut Tile, x0: f32, y: f32, blobs: &[Blob], surface: &Surface));

/// Squared height over the dome factor: it rises linearly from the outline, and goes below zero outside, so that it can
/// be evened out without blunting the edge.
#[inline(always)]
fn swell_kernel(dist: &[f32], radius: &[f32], z: &mut [f32], flat: f32) {
    for ((z, d), r) in z.iter_mut().zip(dist).zip(radius) {
        let r = max(min(*r, flat), 1.0);
        let t = max(min(1.0 + *d / r, 1.6), 0.0);
        *z = r * r * (1.0 - t * t);
    }
}

kernel!(fn swell = swell_kernel(dist: &[f32], radius: &[f32], z: &mut [f32], flat: f32));

#[inline(always)]
fn rise_kernel(z: &mut [f32], dome: f32) {
    for z in z.iter_mut() {
        *z = dome * max(*z, 0.0).sqrt();
    }
}

kernel!(fn rise = rise_kernel(z: &mut [f32], dome: f32));

impl Field {
    /// The surface of `blobs`. Their order matters a little where three of them meet, so it must be stable.
    pub fn new(isa: Isa, width: usize, height: usize, blobs: &[Blob], surface: &Surface) -> Self {
        let cells = width * height;
        let mut field = Self {
            width,
            height,
            dist: vec![FAR; cells],
            z: vec![OUTSIDE; cells],
            glint: vec![0.0; cells],
        };
        if cells == 0 {
            return field;
        }
        let pad = surface.merge + surface.shade * 1.2 + 6.0;
        field
            .dist
            .par_chunks_mut(width * BAND)
            .zip(field.z.par_chunks_mut(width * BAND))
            .zip(field.glint.par_chunks_mut(width * BAND))
            .enumerate()
            .for_each(|(band, ((dist, z), glint))| {
                let y0 = (band * BAND) as f32;
                let y1 = y0 + BAND as f32;
                let near = |b: &Blob| {
                    let reach = b.reach() + pad;
                    b.a[1].min(b.b[1]) - reach < y1 && b.a[1].max(b.b[1]) + reach > y0
                };
                let row_blobs: Vec<Blob> = blobs.iter().copied().filter(near).collect();
                fill_band(isa, width, y0, &row_blobs, pad, surface, [dist, z, glint]);
            });
        if surface.even > 0 {
            for _ in 0..2 {
                even_columns(&mut field.z, width, surface.even);
                even_rows(&mut field.z, width, surface.even);
            }
        }
        field
            .z
            .par_chunks_mut(width * BAND)
            .for_each(|z| rise(isa, z, surface.dome));
        field
    }
}

fn fill_band(
    isa: Isa,
    width: usize,
    y0: f32,
    blobs: &[Blob],
    pad: f32,
    surface: &Surface,
    [dist, z, glint]: [&mut [f32]; 3],
) {
    let mut list = Vec::with_capacity(blobs.len());
    for left in (0..width).step_by(TILE) {
        let n = TILE.min(width - left);
        let (x0, x1) = (left as f32, (left + TILE) as f32);
        list.clear();
        list.extend(blobs.iter().copied().filter(|b| {
            let reach = b.reach() + pad;
            b.a[0].min(b.b[0]) - reach < x1 && b.a[0].max(b.b[0]) + reach > x0
        }));
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
            fill_tile(isa, &mut tile, x0, y0 + row as f32, &list, surface);
            swell(
                isa,
                &tile.dist[..n],
                &tile.radius[..n],
                &mut z[at..at + n],
                surface.flat,
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

/// The three rows of `z` around row `y`, the middle one with one column of padding on both sides.
pub(super) fn rows_around<'a>(
    field: &'a Field,
    y: usize,
    padded: &mut Vec<f32>,
) -> (&'a [f32], &'a [f32]) {
    let w = field.width;
    let row = |y: usize| &field.z[y * w..(y + 1) * w];
    let middle = row(y);
    padded.clear();
    padded.extend(middle.first());
    padded.extend_from_slice(middle);
    padded.extend(middle.last());
    (row(y.saturating_sub(1)), row((y + 1).min(field.height - 1)))
}
