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
}

impl Blob {
    /// A round drop.
    pub fn drop(x: f32, y: f32, r: f32) -> Self {
        Self {
            a: [x, y],
            b: [x, y],
            ra: r,
            rb: r,
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

#[derive(Clone)]
struct Tile {
    dist: [f32; TILE],
    radius: [f32; TILE],
    shadow: [f32; TILE],
    focus: [f32; TILE],
}

#[inline(always)]
fn tile_kernel(tile: &mut Tile, x0: f32, y: f32, blobs: &[Blob], surface: &Surface) {
    let k = surface.merge;
    let inv_k = 1.0 / k;
    for blob in blobs {
        let (bx, by) = (blob.b[0] - blob.a[0], blob.b[1] - blob.a[1]);
        let len2 = bx * bx + by * by;
        let inv_len2 = if len2 > 1e-6 { 1.0 / len2 } else { 0.0 };
        let py = y - blob.a[1];
        let dr = blob.rb - blob.ra;
        let rs = min(max(blob.ra, blob.rb), surface.shade);
        let (ox, oy) = (rs * 0.26, rs * 0.40);
        let inv_soft = 1.0 / (rs * 0.55 + 2.0);
        let inv_focus = 1.0 / (rs * rs * 0.36);
        let amount = sat(rs * 0.05 + 0.25);
        for i in 0..TILE {
            let px = x0 + i as f32 - blob.a[0];
            let h = sat((px * bx + py * by) * inv_len2);
            let (dx, dy) = (px - bx * h, py - by * h);
            let r = blob.ra + dr * h;
            let dist = (dx * dx + dy * dy).sqrt() - r;
            let join = sat(0.5 + 0.5 * (tile.dist[i] - dist) * inv_k);
            tile.dist[i] = mix(tile.dist[i], dist, join) - k * join * (1.0 - join);
            tile.radius[i] = mix(tile.radius[i], r, join);
            let (sx, sy) = (dx - ox, dy - oy);
            let d = (sx * sx + sy * sy).sqrt() - r;
            let q = sat(0.5 - d * inv_soft);
            tile.shadow[i] = max(tile.shadow[i], amount * q * q * (3.0 - 2.0 * q));
            let (cx, cy) = (sx - ox * 0.75, sy - oy * 0.75);
            let q = sat(1.0 - (cx * cx + cy * cy) * inv_focus);
            tile.focus[i] = max(tile.focus[i], amount * q * q);
        }
    }
}

kernel!(fn fill_tile = tile_kernel(tile: &mut Tile, x0: f32, y: f32, blobs: &[Blob], surface: &Surface));

#[inline(always)]
fn dome_kernel(dist: &[f32], radius: &[f32], z: &mut [f32], surface: &Surface) {
    for ((z, d), r) in z.iter_mut().zip(dist).zip(radius) {
        let r = max(min(*r, surface.flat), 1.0);
        let t = 1.0 - sat(-*d / r);
        let s = 1.0 - t * t;
        *z = r * surface.dome * s.sqrt() * (0.86 + 0.14 * s);
    }
}

kernel!(fn dome = dome_kernel(dist: &[f32], radius: &[f32], z: &mut [f32], surface: &Surface));

impl Field {
    /// The surface of `blobs`. Their order matters a little where three of them meet, so it must be stable.
    pub fn new(isa: Isa, width: usize, height: usize, blobs: &[Blob], surface: &Surface) -> Self {
        let cells = width * height;
        let mut field = Self {
            width,
            height,
            dist: vec![FAR; cells],
            z: vec![0.0; cells],
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
            dome(
                isa,
                &tile.dist[..n],
                &tile.radius[..n],
                &mut z[at..at + n],
                surface,
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
