//! Which pixels belong to the product: everything that the backdrop, flooding in from the picture's border, does not
//! reach. What lies inside the outline belongs to it, whatever its colour.
//!
//! The flood is a disc of some width, so it does not leak through small gaps in a faint outline, and it runs through
//! soft shadows: darker backdrop of the same hue without an edge.

use rayon::prelude::*;

use super::backdrop::{Backdrop, apart};
use super::field::{Image, Mask, border};

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
}

/// Pieces smaller than this share of the picture are dust.
const DUST: f32 = 0.0006;
/// Pieces smaller than this share of the largest are left out too.
const CRUMB: f32 = 0.01;

impl Region {
    /// Finds the product before that backdrop.
    pub fn find(image: &Image, backdrop: &Backdrop) -> Self {
        let (w, h) = (image.width, image.height);
        let open = passable(image, backdrop);
        let longest = w.max(h) as f32;
        let wide = (longest * 0.006).max(3.0);
        let seeds = || border(w, h);

        let core = open.passable.shrunk(wide).flooded(seeds());
        let mut flood = both(&core.grown(wide), &open.passable);
        // Narrow bays are found again, but only near the wide flood's front.
        let near = flood.grown(wide * 3.0);
        let bays = both(&open.passable.shrunk(1.0), &near);
        let bays = bays.flooded((0..w * h).filter(|i| flood.bits[*i]));
        flood = either(&flood, &both(&bays.grown(1.5), &open.passable));

        let thin = open.passable.shrunk(1.0).flooded(seeds()).grown(1.5);
        let (product, pieces) = kept(&flood);
        let size = product.count().max(1) as f32;
        let share = |test: &dyn Fn(usize) -> bool| {
            (0..w * h).filter(|i| product.bits[*i] && test(*i)).count() as f32 / size
        };
        let pockets = share(&|i| thin.bits[i]);
        let hollow = share(&|i| open.plain.bits[i]);
        Self {
            product,
            pieces,
            pockets,
            hollow,
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

struct Open {
    /// What looks like the backdrop itself.
    plain: Mask,
    /// That, and soft shadows on it.
    passable: Mask,
}

/// Where the flood may run.
fn passable(image: &Image, backdrop: &Backdrop) -> Open {
    let (w, h) = (image.width, image.height);
    let smooth = image.blurred(1);
    let broad = image.blurred(2);
    let wide = image.blurred(3);
    let noise = backdrop.noise;
    let (sharp_limit, broad_limit) = (0.018 + 4.5 * noise, 0.0075 + 0.9 * noise);
    let grey = |p: &[f32; 3]| 0.3 * p[0] + 0.5 * p[1] + 0.2 * p[2];
    let slope = |rgb: &[[f32; 3]], x: usize, y: usize, reach: usize| {
        let (left, right) = (x.saturating_sub(reach), (x + reach).min(w - 1));
        let (top, bottom) = (y.saturating_sub(reach), (y + reach).min(h - 1));
        let dx = grey(&rgb[y * w + right]) - grey(&rgb[y * w + left]);
        let dy = grey(&rgb[bottom * w + x]) - grey(&rgb[top * w + x]);
        let (dx, dy) = (
            dx / (right - left).max(1) as f32,
            dy / (bottom - top).max(1) as f32,
        );
        (dx * dx + dy * dy).sqrt()
    };
    let faint = 0.006 + 1.0 * noise;
    let mut marks = vec![0u8; w * h];
    marks.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        for (x, mark) in row.iter_mut().enumerate() {
            let at = y * w + x;
            let ground = backdrop.at(x, y);
            let plain = apart(image.rgb[at], ground) < sharp_limit
                && apart(broad.rgb[at], ground) < broad_limit;
            if plain {
                *mark = 2;
                continue;
            }
            // A shadow dims all channels alike and has no edge: its slope is the same from near and from afar.
            let dimmed = [0, 1, 2].map(|c| {
                let q = (smooth.rgb[at][c] + 0.004) / (ground[c] + 0.004);
                q * q
            });
            let level = (dimmed[0] + dimmed[1] + dimmed[2]) * (1.0 / 3.0);
            let tint = dimmed
                .iter()
                .map(|d| (d - level).abs())
                .fold(0.0f32, f32::max);
            if !(0.30..1.0).contains(&level) || tint > 0.05 + 2.0 * noise {
                continue;
            }
            let near = slope(&smooth.rgb, x, y, 1);
            let far = slope(&wide.rgb, x, y, 5);
            let edge = near > 0.05 || (near > faint && near > 1.7 * far);
            if !edge {
                *mark = 1;
            }
        }
    });
    Open {
        plain: Mask::of(w, h, |i| marks[i] == 2),
        passable: Mask::of(w, h, |i| marks[i] > 0),
    }
}
