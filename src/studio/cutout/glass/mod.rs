//! How much of the backdrop shines through a product: glass keeps its highlights and its tint and lets the ad's own
//! background through.
//!
//! One photograph does not settle that by arithmetic: a clear pane before white and a white lid look alike. What tells
//! them apart is how glass looks (rims, reflections, a level of liquid), which [`net`] has learned. Arithmetic bounds
//! it: nothing lets more light through than there is. Must not know coverage at the outline; `matte` does.

mod net;

use rayon::prelude::*;

use super::backdrop::Backdrop;
use super::field::{Image, Mask, boxed, sampled};
use crate::studio::paint::num::{max, min, sat};
use net::{INPUTS, Net, Planes, STEP};

/// The longest side of what the network looks at, in pixels.
const SIDE: usize = 192;
/// What lets less light through than this everywhere is no glass.
const LEAST: f32 = 0.12;
/// The share of the product that has to be glass; less is a mistake more often than a pane.
const LEAST_SHARE: f32 = 0.05;
/// The brightest that a ratio of picture to backdrop is taken for.
const BRIGHTEST: f32 = 1.25;
/// How far inside the outline see-through begins, in pixels of what the network looks at: at its rim glass bends all
/// light away.
const RIM: f32 = 1.0;
/// Differences of brightness whose square is below this are no edge.
const FLAT: f32 = 0.0004;

/// How much light passes through each pixel of the product, 0..=1; `None` when nothing of it is see-through.
pub fn see_through(image: &Image, backdrop: &Backdrop, product: &Mask) -> Option<Vec<f32>> {
    let look = Look::at(image, backdrop, product)?;
    let coarse = look.ask(Net::learned()?);
    let glass = coarse.iter().filter(|t| **t > LEAST).count() as f32;
    let covered: f32 = look.cells.iter().map(|c| c.product).sum();
    if glass < LEAST_SHARE * covered {
        return None;
    }
    let sharp = look.sharpened(&coarse, image);
    let through = (0..sharp.len()).into_par_iter().map(|i| {
        let (x, y) = (i % image.width, i / image.width);
        let passed = if product.bits[i] { sharp[i] } else { 0.0 };
        min(passed, most(ratio(image.rgb[i], backdrop.at(x, y))))
    });
    Some(through.collect())
}

/// The picture's colour as a multiple of the backdrop's, both gamma-coded.
fn ratio(colour: [f32; 3], ground: [f32; 3]) -> [f32; 3] {
    [0, 1, 2].map(|c| colour[c] / max(ground[c], 0.02))
}

/// The most light that can have passed where the picture's colour is that multiple of the backdrop's.
fn most(ratio: [f32; 3]) -> f32 {
    let [r, g, b] = ratio.map(|q| sat(q * q));
    min(r, min(g, b))
}

/// What the network is shown: the product's surroundings, made small.
struct Look {
    /// The product's box in the picture: left, top, width, height.
    place: [usize; 4],
    /// Width and height of the small picture.
    size: (usize, usize),
    /// The small picture, row by row.
    cells: Vec<Cell>,
}

/// One pixel of the small picture.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The picture's colour as a multiple of the backdrop's, gamma-coded.
    ratio: [f32; 3],
    /// The backdrop's colour, gamma-coded.
    ground: [f32; 3],
    /// How much of it is product.
    product: f32,
}

impl Look {
    fn at(image: &Image, backdrop: &Backdrop, product: &Mask) -> Option<Self> {
        let place = product.place()?;
        let [left, top, width, height] = place;
        let scale = SIDE as f32 / width.max(height) as f32;
        let small = |n: usize| ((n as f32 * scale + 0.5) as usize).clamp(1, SIDE);
        let size = (small(width), small(height));
        let cells = (0..size.0 * size.1).into_par_iter().map(|i| {
            let across = span(i % size.0, size.0, width);
            let down = span(i / size.0, size.1, height);
            let mut sum = [0.0f32; 8];
            for y in down.map(|y| y + top) {
                for x in across.clone().map(|x| x + left) {
                    let at = y * image.width + x;
                    let ground @ [u, v, w] = backdrop.at(x, y);
                    let [r, g, b] = ratio(image.rgb[at], ground);
                    let covered = f32::from(u8::from(product.bits[at]));
                    let seen = [r, g, b, u, v, w, covered, 1.0];
                    for (s, v) in sum.iter_mut().zip(seen) {
                        *s += v;
                    }
                }
            }
            let [r, g, b, u, v, w, covered, count] = sum;
            Cell {
                ratio: [r, g, b].map(|s| min(s / count, BRIGHTEST)),
                ground: [u, v, w].map(|s| s / count),
                product: covered / count,
            }
        });
        Some(Self {
            place,
            size,
            cells: cells.collect(),
        })
    }

    /// What the network says of each pixel of the small picture.
    fn ask(&self, net: &Net) -> Vec<f32> {
        let (w, h) = self.size;
        let count = self.cells.len() as f32;
        let mean = |c: usize| self.cells.iter().map(|cell| cell.ground[c]).sum::<f32>() / count;
        let around = Cell {
            ratio: [1.0; 3],
            ground: [mean(0), mean(1), mean(2)],
            product: 0.0,
        };
        let padded = |n: usize| n.div_ceil(STEP) * STEP;
        let mut planes = Planes::zeros(padded(w), padded(h), INPUTS);
        for y in 0..planes.height {
            for x in 0..planes.width {
                let cell = if x < w {
                    self.cells.get(y * w + x)
                } else {
                    None
                };
                for (plane, v) in cell.unwrap_or(&around).scaled().into_iter().enumerate() {
                    planes.set(plane, x, y, v);
                }
            }
        }
        let answer = net.run(&planes);
        // At the outline nothing was learned: the picture says there what the coverage is.
        let whole = |i: usize| {
            let (x, y) = (i % w, i / w);
            x.min(y) > 0 && x + 1 < w && y + 1 < h && self.cells[i].product > 0.99
        };
        let inner = Mask::of(w, h, whole).shrunk(RIM);
        let bounded = |(i, cell): (usize, &Cell)| {
            let passed = answer.get(0, i % w, i / w) * most(cell.ratio);
            if inner.bits[i] { passed } else { 0.0 }
        };
        self.cells.iter().enumerate().map(bounded).collect()
    }

    /// The coarse answer at the picture's own size, its edges laid along those of the picture (a guided filter).
    fn sharpened(&self, coarse: &[f32], image: &Image) -> Vec<f32> {
        let (w, h) = (image.width, image.height);
        let [left, top, width, height] = self.place;
        let guide = |i: usize| image.rgb[i].iter().sum::<f32>() * (1.0 / 3.0);
        // Where in the small picture a column or row of the large one lies.
        let place = |i: usize, first: usize, small: usize, large: usize| {
            (i.saturating_sub(first).min(large - 1) as f32 + 0.5) * small as f32 / large as f32
                - 0.5
        };
        let pairs = (0..w * h).into_par_iter().map(|i| {
            let x = place(i % w, left, self.size.0, width);
            let y = place(i / w, top, self.size.1, height);
            let passed = sampled(coarse, self.size, x, y);
            let guide = guide(i);
            [guide, passed, guide * passed, guide * guide]
        });
        let radius = (width.max(height) / SIDE).max(1);
        let means = boxed(&pairs.collect::<Vec<_>>(), w, h, radius);
        let lines: Vec<[f32; 2]> = means
            .par_iter()
            .map(|[guide, passed, product, square]| {
                let slope = (product - guide * passed) / (square - guide * guide + FLAT);
                [slope, passed - slope * guide]
            })
            .collect();
        let lines = boxed(&lines, w, h, radius);
        let at = |(i, [slope, offset]): (usize, &[f32; 2])| sat(slope * guide(i) + offset);
        lines.par_iter().enumerate().map(at).collect()
    }
}

impl Cell {
    /// In the units in which the network has learned.
    fn scaled(&self) -> [f32; INPUTS] {
        let [r, g, b] = self.ratio.map(|q| (q - 0.85) * 3.0);
        let [u, v, w] = self.ground.map(|q| (q - 0.8) * 2.0);
        [r, g, b, u, v, w, self.product]
    }
}

/// The pixels that small pixel `i` of `to` covers of a line of `from`; at least one.
fn span(i: usize, to: usize, from: usize) -> std::ops::Range<usize> {
    let first = i * from / to;
    first..((i + 1) * from / to).clamp(first + 1, from.max(first + 1))
}
