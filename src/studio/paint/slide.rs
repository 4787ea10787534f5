//! Drops that slide down the picture: whole spans, forever, in the loop of the picture.
//!
//! Several identical drops share a track at equal distances; within one loop each takes the place of the next. What a
//! drop looks like depends only on where it is, so the loop has no seam.

use super::field::Blob;
use super::keepout::KeepOut;
use super::num::{Rng, sat, sin_turns};

/// A track that drops slide down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slide {
    x: f32,
    top: f32,
    bottom: f32,
    count: usize,
    r: f32,
    phase: f32,
}

/// Farthest that a drop may slide within one loop, in pixels.
const FARTHEST: f32 = 760.0;

impl Slide {
    /// Tracks down the free columns of the picture, at most `wanted`, for drops of `smallest..largest` radius.
    pub fn tracks(
        rng: &mut Rng,
        size: [f32; 2],
        keep_out: &KeepOut,
        wanted: usize,
        [smallest, largest]: [f32; 2],
        gap: f32,
    ) -> Vec<Self> {
        let mut slides: Vec<Self> = Vec::new();
        for _ in 0..wanted * 12 {
            if slides.len() == wanted {
                break;
            }
            let (x, r) = (
                rng.range(0.02, 0.98) * size[0],
                rng.range(smallest, largest),
            );
            let phase = rng.unit();
            let Some((top, bottom)) = longest_free(keep_out, x, r + 22.0, size[1]) else {
                continue;
            };
            let apart = slides.iter().all(|s| {
                let (away, least) = (s.x - x, r + s.r + gap);
                away * away > least * least
            });
            if apart && bottom - top > 520.0 {
                slides.push(Self {
                    x,
                    top,
                    bottom,
                    count: ((bottom - top) / FARTHEST) as usize + 1,
                    r,
                    phase,
                });
            }
        }
        slides
    }

    /// The drops on the track at `time`: their centres, and their radius there.
    pub fn at(&self, time: f32) -> impl Iterator<Item = [f32; 3]> + '_ {
        // Drops stick and slip a little.
        let moved = time + self.phase + 0.09 * sin_turns(time + self.phase);
        (0..self.count).map(move |k| {
            let u = (k as f32 + moved) / self.count as f32;
            let u = u - u as i32 as f32;
            let y = self.top + (self.bottom - self.top) * u;
            let (grow, fade) = (sat(u * 7.0), sat((1.0 - u) * 5.0));
            let r = self.r * grow * (2.0 - grow) * fade * (2.0 - fade);
            [self.x + self.sway(y), y, r]
        })
    }

    /// Where the track is at `y`, across.
    pub fn column(&self, y: f32) -> f32 {
        self.x + self.sway(y)
    }

    /// How far the track bends aside at `y`.
    fn sway(&self, y: f32) -> f32 {
        0.35 * self.r * sin_turns(y * 0.0021 + self.phase)
            + 0.2 * self.r * sin_turns(y * 0.0053 + self.phase * 3.0)
    }

    /// Adds the drops as pieces of liquid, each with a tail above it.
    pub fn pour(&self, time: f32, blobs: &mut Vec<Blob>) {
        for [x, y, r] in self.at(time) {
            if r < 1.5 {
                continue;
            }
            let above = y - r * 1.3;
            blobs.push(Blob {
                a: [self.x + self.sway(above), above],
                b: [x, y],
                ra: r * 0.66,
                rb: r,
                strand: 0,
            });
        }
    }
}

/// The longest stretch of the column at `x` that keeps `room` from the copy, from above the picture to below it.
fn longest_free(keep_out: &KeepOut, x: f32, room: f32, height: f32) -> Option<(f32, f32)> {
    let (mut best, mut open) = (None, None);
    let mut y = -120.0;
    while y <= height + 136.0 {
        let free = keep_out.distance(x, y) > room && y <= height + 120.0;
        match (free, open) {
            (true, None) => open = Some(y),
            (false, Some(from)) => {
                if best.is_none_or(|(a, b)| y - from > b - a) {
                    best = Some((from, y));
                }
                open = None;
            }
            _ => {}
        }
        y += 16.0;
    }
    best
}
