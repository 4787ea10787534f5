//! Which pixels belong to the product: everything that the backdrop, flooding in from the picture's border, does not
//! reach. What lies inside the outline belongs to it, whatever its colour.
//!
//! The flood is a disc of some width, so it does not leak through small gaps in a faint outline, and it runs through
//! soft shadows: darker backdrop of the same hue without an edge.

use rayon::prelude::*;

use super::backdrop::{Backdrop, apart};
use super::field::{Image, Mask};
use crate::studio::flood::{beside, border};

/// The product's pixels and how sure that is.
#[derive(Debug, Clone)]
pub struct Region {
    /// The product, filled; a little fat, the true outline lies up to three pixels inside.
    pub product: Mask,
    /// The pieces that were kept, in pixels, largest first.
    pub pieces: Vec<usize>,
    /// Share of the product that only a wide flood kept, 0..=1: what would be lost if its outline were any weaker.
    pub pockets: f32,
    /// Share of the product that looks like plain backdrop, 0..=1.
    pub hollow: f32,
    /// Share of the product in slivers, 0..=1: the remains of an outline that the flood broke through.
    pub slivers: f32,
}

/// Pieces smaller than this share of the picture are dust.
const DUST: f32 = 0.0006;
/// Pieces smaller than this share of the largest are left out too.
const CRUMB: f32 = 0.01;

impl Region {
    /// Finds the product before that backdrop.
    pub fn find(image: &Image, backdrop: &Backdrop) -> Self {
        let (w, h) = (image.width, image.height);
        let open = Open::of(image, backdrop);
        let longest = w.max(h) as f32;
        let wide = (longest * 0.006).max(3.0);
        let seeds = || border(w, h);

        let core = open.quiet.shrunk(wide).flooded(seeds());
        let mut flood = both(&core.grown(wide), &open.quiet);
        // Narrow bays are found again, but only near the wide flood's front.
        let near = flood.grown(wide * 3.0);
        let bays = both(&open.quiet.shrunk(1.0), &near);
        let bays = bays.flooded((0..w * h).filter(|i| flood.bits[*i]));
        // The broad means reach over the outline; the last two pixels up to it are decided by narrower ones.
        flood = both(&either(&flood, &bays).grown(2.0), &open.plain);
        flood = through_shadow(&flood, &open, wide);

        let thin = open.plain.shrunk(1.0).flooded(seeds()).grown(1.5);
        let (product, pieces) = kept(&flood);
        // Where a rim is as bright as what it stands before, the flood gnaws at it; the outline runs on over such bites.
        let bite = longest * 0.006;
        let product = product.grown(bite).shrunk(bite);
        let size = product.count().max(1) as f32;
        let share = |test: &dyn Fn(usize) -> bool| {
            (0..w * h).filter(|i| product.bits[*i] && test(*i)).count() as f32 / size
        };
        let solid = product.shrunk(wide).grown(wide + 1.0);
        let pockets = share(&|i| thin.bits[i]);
        let hollow = share(&|i| open.plain.bits[i]);
        let slivers = share(&|i| !solid.bits[i]);
        Self {
            product,
            pieces,
            pockets,
            hollow,
            slivers,
        }
    }
}

fn both(a: &Mask, b: &Mask) -> Mask {
    Mask::of(a.width, a.height, |i| a.bits[i] && b.bits[i])
}

fn either(a: &Mask, b: &Mask) -> Mask {
    Mask::of(a.width, a.height, |i| a.bits[i] || b.bits[i])
}

/// What the flood leaves, without dust and crumbs.
fn kept(flood: &Mask) -> (Mask, Vec<usize>) {
    let left = flood.inverted();
    let area = (flood.width * flood.height) as f32;
    let pieces = left.pieces();
    let largest = pieces.first().map_or(0, Vec::len) as f32;
    let least = (area * DUST).max(largest * CRUMB).max(1.0);
    let mut product = Mask::none(flood.width, flood.height);
    let mut sizes = Vec::new();
    for piece in pieces.iter().filter(|p| p.len() as f32 >= least) {
        sizes.push(piece.len());
        for at in piece {
            product.bits[*at] = true;
        }
    }
    (product, sizes)
}

/// The flood, carried on through shadows. A shadow darkens toward the product and lies about its foot: the flood only
/// descends, so it cannot climb into a product through a gap in its outline; higher up only broad soft shadows count.
fn through_shadow(flood: &Mask, open: &Open, wide: f32) -> Mask {
    let (w, h) = (flood.width, flood.height);
    let (product, _) = kept(flood);
    let rows = |y: &usize| product.bits[y * w..(y + 1) * w].iter().any(|b| *b);
    let top = (0..h).find(rows).unwrap_or(0);
    let bottom = (0..h).rev().find(rows).unwrap_or(0);
    let foot = top + (bottom.saturating_sub(top)) * 62 / 100;

    let passable = Mask::of(w, h, |i| flood.bits[i] || open.level[i] > 0);
    let brush = wide * 0.6;
    let (narrow, broad) = (passable.shrunk(brush), passable.shrunk(wide * 3.0));
    let free = |i: usize| {
        if i / w > foot {
            narrow.bits[i]
        } else {
            broad.bits[i]
        }
    };

    // From the brightest level down; a pixel is reached by the path whose darkest point is brightest.
    let mut reached = flood.clone();
    let mut open_at: Vec<Vec<usize>> = vec![Vec::new(); 256];
    for at in 0..w * h {
        if flood.bits[at] {
            open_at[255].push(at);
        }
    }
    for level in (0..256usize).rev() {
        while let Some(at) = open_at[level].pop() {
            beside(at, (w, h), |next| {
                let own = usize::from(open.level[next]);
                if !reached.bits[next] && free(next) && own <= level + CLIMB {
                    reached.bits[next] = true;
                    open_at[own.min(level)].push(next);
                }
            });
        }
    }
    either(flood, &both(&reached.grown(brush + 0.5), &passable))
}

/// How much brighter the way through a shadow may get again, in steps of 1 / 250.
const CLIMB: usize = 3;

struct Open {
    /// What looks like the backdrop itself.
    plain: Mask,
    /// That, and its surroundings too: differences too faint for single pixels show in broader means.
    quiet: Mask,
    /// How much light a soft shadow leaves, in steps of 1 / 250; 0 where there is none.
    level: Vec<u8>,
}

impl Open {
    /// Where the flood may run.
    fn of(image: &Image, backdrop: &Backdrop) -> Self {
        let (w, h) = (image.width, image.height);
        let smooth = image.blurred(1);
        let broad = image.blurred(2);
        let wide = image.blurred(3);
        let noise = backdrop.noise;
        let (sharp_limit, broad_limit) = (0.018 + 4.5 * noise, 0.0075 + 0.4 * noise);
        let wide_limit = 0.006 + 0.2 * noise;
        let faint = 0.005 + 0.45 * noise;
        let mut plain = Mask::none(w, h);
        let mut quiet = Mask::none(w, h);
        let mut level = vec![0u8; w * h];
        plain
            .bits
            .par_chunks_mut(w)
            .zip(quiet.bits.par_chunks_mut(w))
            .zip(level.par_chunks_mut(w))
            .enumerate()
            .for_each(|(y, ((plain, quiet), level))| {
                let row = plain.iter_mut().zip(quiet).zip(level);
                for (x, ((plain, quiet), level)) in row.enumerate() {
                    let at = y * w + x;
                    let ground = backdrop.at(x, y);
                    *plain = apart(image.rgb[at], ground) < sharp_limit
                        && apart(broad.rgb[at], ground) < broad_limit;
                    *quiet = *plain && apart(wide.rgb[at], ground) < wide_limit;
                    let near = slope(&smooth, x, y, 1);
                    // A shadow has no edge: its slope is the same from near and from afar.
                    let edge = near > 0.05 || (near > faint && near > 1.7 * slope(&wide, x, y, 5));
                    if !edge {
                        *level = shade(broad.rgb[at], ground, 0.035 + 0.5 * noise);
                    }
                }
            });
        Self {
            plain,
            quiet,
            level,
        }
    }
}

/// How much light is left of the ground's, in steps of 1 / 250; 0 when it is no shadow: a shadow dims all channels
/// alike, and never to black.
fn shade(colour: [f32; 3], ground: [f32; 3], tolerance: f32) -> u8 {
    let dimmed = [0, 1, 2].map(|c| {
        let q = (colour[c] + 0.004) / (ground[c] + 0.004);
        q * q
    });
    let level = (dimmed[0] + dimmed[1] + dimmed[2]) * (1.0 / 3.0);
    let grey = dimmed.iter().all(|d| (d - level).abs() < tolerance);
    if grey && (0.28..1.01).contains(&level) {
        (level * 250.0) as u8
    } else {
        0
    }
}

/// Steepness of the brightness per pixel, between pixels that far to each side.
fn slope(image: &Image, x: usize, y: usize, reach: usize) -> f32 {
    let (w, h) = (image.width, image.height);
    let grey = |x: usize, y: usize| {
        let p = image.rgb[y * w + x];
        0.3 * p[0] + 0.5 * p[1] + 0.2 * p[2]
    };
    let (left, right) = (x.saturating_sub(reach), (x + reach).min(w - 1));
    let (top, bottom) = (y.saturating_sub(reach), (y + reach).min(h - 1));
    let dx = (grey(right, y) - grey(left, y)) / (right - left).max(1) as f32;
    let dy = (grey(x, bottom) - grey(x, top)) / (bottom - top).max(1) as f32;
    (dx * dx + dy * dy).sqrt()
}
