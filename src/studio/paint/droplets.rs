//! Generator: drops scattered on a surface, gathered around a focus, never on the copy.

use serde::Deserialize;

use super::field::Blob;
use super::keepout::KeepOut;
use super::num::{Rng, cos_turns, min, sat, sin_turns};
use super::slide::Slide;

/// How the drops are strewn.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Droplets {
    /// Size factor: 1 is the common look.
    pub scale: f32,
    /// Factor on the number of drops.
    pub density: f32,
    /// Chance that a big drop grows an arm, which makes its outline organic.
    pub arms: f32,
}

/// One size class: how many, smallest and largest radius, free space around each.
const CLASSES: [(f32, f32, f32, f32); 4] = [
    (11.0, 66.0, 128.0, 44.0),
    (36.0, 24.0, 60.0, 13.0),
    (105.0, 7.0, 19.0, 10.0),
    (230.0, 3.0, 6.2, 7.0),
];

/// Drops that have been placed in a picture.
#[derive(Debug)]
pub struct Strewn {
    rest: Vec<Resting>,
    slides: Vec<Slide>,
}

/// A drop that trembles where it is, and a smaller one that has run into it.
#[derive(Debug)]
struct Resting {
    drop: [f32; 3],
    arm: Option<[f32; 3]>,
    phases: [f32; 2],
}

impl Strewn {
    /// The drops at `time` (0..1, loops).
    pub fn blobs(&self, time: f32) -> Vec<Blob> {
        let mut blobs = Vec::with_capacity(self.rest.len() + 40);
        for resting in &self.rest {
            let ([x, y, r], [p, q]) = (resting.drop, resting.phases);
            let sway = min(r * 0.06, 4.0);
            let (dx, dy) = (sway * sin_turns(time + p), sway * cos_turns(time + q));
            blobs.push(Blob::drop(x + dx, y + dy, r));
            if let Some([x, y, r]) = resting.arm {
                blobs.push(Blob::drop(x + dx * 0.4, y + dy * 0.4, r));
            }
        }
        for slide in &self.slides {
            slide.pour(time, &mut blobs);
        }
        blobs
    }
}

impl Droplets {
    /// Places the drops of a picture of that size.
    pub fn strew(&self, size: [f32; 2], keep_out: &KeepOut, seed: u64) -> Strewn {
        let mut rng = Rng::new(seed, 1);
        let mut drops: Vec<[f32; 3]> = Vec::new();
        let area = size[0] * size[1] / (1080.0 * 1920.0);
        for (count, small, large, gap) in CLASSES {
            let wanted = count * area * self.density / (self.scale * self.scale).clamp(0.5, 1.6);
            let class = Class {
                small: small * self.scale,
                large: large * self.scale,
                gap,
            };
            class.strew(&mut rng, wanted as usize, size, keep_out, &mut drops);
        }
        let rest = drops
            .into_iter()
            .map(|drop| Resting {
                drop,
                phases: [rng.unit(), rng.unit()],
                arm: (drop[2] > 34.0 && rng.unit() < self.arms)
                    .then(|| arm(&mut rng, drop, keep_out))
                    .flatten(),
            })
            .collect();
        let radii = [17.0 * self.scale, 31.0 * self.scale];
        Strewn {
            rest,
            slides: Slide::tracks(&mut Rng::new(seed, 11), size, keep_out, 5, radii, 40.0),
        }
    }
}

/// A smaller drop that has run into a big one.
fn arm(rng: &mut Rng, [x, y, r]: [f32; 3], keep_out: &KeepOut) -> Option<[f32; 3]> {
    let (turn, size) = (rng.unit(), r * rng.range(0.42, 0.72));
    let (ax, ay) = (
        x + cos_turns(turn) * r * 0.82,
        y + sin_turns(turn) * r * 0.82,
    );
    (keep_out.distance(ax, ay) > size + 8.0).then_some([ax, ay, size])
}

pub(super) struct Class {
    pub small: f32,
    pub large: f32,
    pub gap: f32,
}

impl Class {
    /// Rejection sampling; deterministic because it draws from one stream in a fixed order.
    pub fn strew(
        &self,
        rng: &mut Rng,
        wanted: usize,
        size: [f32; 2],
        keep_out: &KeepOut,
        drops: &mut Vec<[f32; 3]>,
    ) {
        let mut placed = 0;
        for _ in 0..wanted * 40 {
            if placed == wanted {
                return;
            }
            let q = rng.unit();
            let r = self.small + (self.large - self.small) * q * q;
            let (x, y) = (
                rng.range(-30.0, size[0] + 30.0),
                rng.range(-30.0, size[1] + 30.0),
            );
            let keep = rng.unit();
            let clear = keep_out.distance(x, y) - r;
            // Shadows need room too, and drops thin out toward the copy instead of stopping at a line.
            if clear < 14.0 + r * 0.5 || keep > sat((clear - 14.0) / 120.0) * 0.9 + 0.1 {
                continue;
            }
            let crowded = drops.iter().any(|d| {
                let (dx, dy, m) = (d[0] - x, d[1] - y, d[2] + r + self.gap);
                dx * dx + dy * dy < m * m
            });
            if !crowded {
                drops.push([x, y, r]);
                placed += 1;
            }
        }
    }
}
