//! Coverage and true colour in the narrow band at the product's outline.
//!
//! A band pixel is a mixture of the backdrop next to it (shadow included, so a shadow is no part of the product) and of
//! the product's own colour just inside. Coverage is how far its colour has moved from the one toward the other, in
//! light; where the two are too much alike, the shape of the outline decides.

use rayon::prelude::*;

use super::field::{Image, Mask, boxed};
use super::region::Region;
use crate::studio::paint::num::{max, mix, sat, smoothstep};
use crate::studio::picture::Picture;

/// The solved product.
#[derive(Debug, Clone)]
pub struct Matte {
    /// Coverage of each pixel, 0..=1.
    pub alpha: Vec<f32>,
    /// The product's own colour of each pixel, as light (gamma 2.0); black where there is none.
    pub light: Vec<[f32; 3]>,
    /// Share of the band where the colours did not tell, 0..=1.
    pub unsolved: f32,
    /// Usual contrast of the outline against the backdrop, in light.
    pub contrast: f32,
}

/// Largest deviation of light between two colours.
fn far(a: [f32; 3], b: [f32; 3]) -> f32 {
    let d = |c: usize| (a[c] - b[c]) * (a[c] - b[c]);
    ((d(0) + d(1) + d(2)) * (1.0 / 3.0)).sqrt()
}

impl Matte {
    /// Solves the band of that region.
    pub fn solve(image: &Image, region: &Region, noise: f32) -> Self {
        let (w, h) = (image.width, image.height);
        let longest = w.max(h) as f32;
        // In thirds of a pixel, as distances are.
        let depth = ((3.0 + longest / 500.0) * 3.0) as u32;
        let inside = region.product.inverted().distance();
        let outside = region.product.distance();
        let light: Vec<[f32; 3]> = image.rgb.par_iter().map(|p| p.map(|v| v * v)).collect();
        let ground = neighbours(&light, w, h, |i| outside[i] >= 4, 3 + w.max(h) / 300);
        let shape = outline(&region.product);

        let band =
            |i: usize| (inside[i] > 0 && inside[i] <= depth) || (1..=3).contains(&outside[i]);
        let noise = 0.010 + 1.5 * noise;
        let solve = |i: usize| -> (f32, f32) {
            if !band(i) {
                return (if inside[i] > 0 { 1.0 } else { 0.0 }, -1.0);
            }
            let (x, y) = (i % w, i / w);
            let back = ground[i];
            let own = far(light[i], back);
            let mut most = own;
            for j in y.saturating_sub(3)..(y + 4).min(h) {
                for k in x.saturating_sub(3)..(x + 4).min(w) {
                    let q = j * w + k;
                    if inside[q] >= inside[i] && inside[q] > 0 {
                        most = most.max(far(light[q], back));
                    }
                }
            }
            let told = sat((own / most.max(1e-4) - 0.04) * (1.0 / 0.88));
            let trust = most * most / (most * most + noise * noise);
            // Deep in the band everything is product; only its rim is in question.
            let deep = smoothstep(depth as f32 * 0.55, depth as f32, inside[i] as f32);
            let a = mix(shape[i], told, trust);
            (mix(a, 1.0, deep), most)
        };
        let solved: Vec<(f32, f32)> = (0..w * h).into_par_iter().map(solve).collect();
        let alpha = without_hairs(solved.iter().map(|s| s.0).collect(), w, h);
        let colours = own_colours(&light, &alpha, &ground, w, h);
        let rim: Vec<f32> = (0..w * h)
            .filter(|i| (1..=9).contains(&inside[*i]))
            .map(|i| solved[i].1)
            .collect();
        let weak = rim.iter().filter(|c| **c < noise * 3.0).count();
        let mut sorted = rim.clone();
        sorted.sort_by(f32::total_cmp);
        Self {
            alpha,
            light: colours,
            unsolved: weak as f32 / rim.len().max(1) as f32,
            contrast: sorted.get(sorted.len() / 2).copied().unwrap_or(0.0),
        }
    }

    /// Takes out what shines through: of each pixel's own light that share is the backdrop's, and no coverage.
    /// `through` is 0..=1 per pixel, `ground` the backdrop's light there.
    pub fn let_through(&mut self, through: &[f32], ground: impl Fn(usize) -> [f32; 3] + Sync) {
        let pixels = self.alpha.par_iter_mut().zip(&mut self.light).zip(through);
        pixels.enumerate().for_each(|(i, ((a, light), through))| {
            if *through > 0.0 && *a > 0.0 {
                let (back, own) = (ground(i), 1.0 - through);
                *light = [0, 1, 2].map(|c| sat((light[c] - through * back[c]) / max(own, 0.02)));
                *a *= own;
            }
        });
    }

    /// The product as a picture with straight alpha.
    pub fn picture(&self, image: &Image) -> Picture {
        let code = |v: f32| (sat(v).sqrt() * 255.0 + 0.5) as u8;
        let rgba = self.alpha.iter().zip(&self.light).flat_map(|(a, l)| {
            let a = (sat(*a) * 255.0 + 0.5) as u8;
            if a == 0 {
                [0; 4]
            } else {
                [code(l[0]), code(l[1]), code(l[2]), a]
            }
        });
        let (width, height) = (image.width as u32, image.height as u32);
        Picture::from_rgba(width, height, rgba.collect()).unwrap_or_default()
    }
}

/// For each pixel the mean colour of the chosen pixels near it; where there are none near, of those farther away.
fn neighbours(
    light: &[[f32; 3]],
    w: usize,
    h: usize,
    chosen: impl Fn(usize) -> bool + Sync,
    radius: usize,
) -> Vec<[f32; 3]> {
    let known: Vec<[f32; 4]> = light
        .par_iter()
        .enumerate()
        .map(|(i, p)| {
            if chosen(i) {
                [p[0], p[1], p[2], 1.0]
            } else {
                [0.0; 4]
            }
        })
        .collect();
    let near = boxed(&known, w, h, radius);
    let wide = boxed(&known, w, h, radius * 4);
    near.into_par_iter()
        .zip(wide)
        .map(|(n, f)| {
            let weight = n[3] + f[3] * 0.01;
            if weight > 1e-6 {
                [0, 1, 2].map(|c| (n[c] + f[c] * 0.01) / weight)
            } else {
                [0.0; 3]
            }
        })
        .collect()
}

/// What is thinner than three pixels and stands off the rest is ringing about the outline, not product.
fn without_hairs(mut alpha: Vec<f32>, w: usize, h: usize) -> Vec<f32> {
    let solid = Mask::of(w, h, |i| alpha[i] > 0.5);
    let near = solid.shrunk(1.0).grown(2.4);
    for (a, near) in alpha.iter_mut().zip(near.bits) {
        if !near {
            *a = 0.0;
        }
    }
    alpha
}

/// A soft step at the outline of the mask, half covered where the true outline most likely lies.
fn outline(product: &Mask) -> Vec<f32> {
    let lean = product.shrunk(1.3);
    let plane: Vec<f32> = lean.bits.iter().map(|b| f32::from(u8::from(*b))).collect();
    boxed(
        &boxed(&plane, product.width, product.height, 1),
        product.width,
        product.height,
        1,
    )
}

/// The product's colour without the backdrop's share. Where little is covered, the colour comes from its neighbours.
fn own_colours(
    light: &[[f32; 3]],
    alpha: &[f32],
    ground: &[[f32; 3]],
    w: usize,
    h: usize,
) -> Vec<[f32; 3]> {
    let sure = neighbours(light, w, h, |i| alpha[i] > 0.9, 2);
    light
        .par_iter()
        .enumerate()
        .map(|(i, c)| {
            let a = alpha[i];
            if a <= 0.0 {
                return [0.0; 3];
            }
            if a >= 1.0 {
                return *c;
            }
            let trust = smoothstep(0.15, 0.7, a);
            [0, 1, 2].map(|k| {
                let own = sat((c[k] - (1.0 - a) * ground[i][k]) / a.max(0.05));
                mix(sure[i][k], own, trust)
            })
        })
        .collect()
}
