//! Generator: a thread of liquid laid across the picture to and fro, thick where it turns, folding at its ends.

use serde::Deserialize;

use super::field::Blob;
use super::keepout::KeepOut;
use super::num::{Rng, cos_turns, max, sin_turns};

/// How a thread is laid.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Drizzle {
    /// Factor on the thickness.
    pub scale: f32,
    /// Mean distance between neighbouring runs, in pixels.
    pub spacing: f32,
    /// Direction of the runs, in turns; negative rises to the right.
    pub slant: f32,
}

/// A point of the thread and its half thickness there.
#[derive(Debug, Clone, Copy)]
struct Knot {
    at: [f32; 2],
    r: f32,
}

/// One straight run of the thread: where it starts and ends, as distances along the slant, and its offset across.
#[derive(Debug, Clone, Copy)]
struct Run {
    across: f32,
    from: f32,
    to: f32,
}

impl Drizzle {
    /// The threads of a picture of that size, at `time` (0..1, loops).
    pub fn blobs(&self, size: [f32; 2], keep_out: &KeepOut, seed: u64, time: f32) -> Vec<Blob> {
        let mut rng = Rng::new(seed, 4);
        let mut blobs = Vec::new();
        self.lay(&mut rng, size, keep_out, time, &mut blobs);
        // A second, thinner pass lies across the first.
        let thin = Self {
            scale: self.scale * 0.55,
            spacing: self.spacing * 2.9,
            slant: self.slant - 0.055 - 0.03 * rng.unit(),
        };
        thin.lay(&mut rng, size, keep_out, time, &mut blobs);
        self.pools(&mut rng, size, keep_out, &mut blobs);
        blobs
    }

    fn lay(
        &self,
        rng: &mut Rng,
        size: [f32; 2],
        keep_out: &KeepOut,
        time: f32,
        blobs: &mut Vec<Blob>,
    ) {
        for run in self.runs(rng, size, keep_out) {
            let mut knots = Vec::new();
            let ends = if rng.unit() < 0.5 {
                [run.from, run.to]
            } else {
                [run.to, run.from]
            };
            self.knot_run(rng, size, run.across, ends, time, &mut knots);
            let at = self.point(size, ends[1], run.across);
            let room = keep_out.distance(at[0], at[1]);
            // A thick ribbon is too heavy to coil: it would only make a lump.
            let light = self.scale < 1.3;
            if rng.unit() < 0.45 && light && room > 104.0 * self.scale {
                self.coil(rng, at, ends[1] > ends[0], &mut knots);
            }
            self.pour(&knots, blobs);
        }
    }

    /// Thick liquid that lands folds back on itself: the thread ends in a small coil.
    fn coil(&self, rng: &mut Rng, at: [f32; 2], forward: bool, knots: &mut Vec<Knot>) {
        let radius = self.scale * rng.range(28.0, 44.0);
        let (way, spin) = (
            if forward { 1.0 } else { -1.0 },
            if rng.unit() < 0.5 { 1.0 } else { -1.0 },
        );
        let (c, s) = (cos_turns(self.slant) * way, sin_turns(self.slant) * way);
        let r = knots.last().map_or(8.0, |k| k.r) * 0.72;
        for i in 1..=11 {
            let t = i as f32 * 0.125;
            let wide = radius * (1.0 - 0.035 * i as f32);
            // The coil lies a little longer along the thread than across it, and drifts on.
            let along = wide * 1.25 * sin_turns(t) + t * radius * 0.34;
            let across = spin * wide * 0.8 * (1.0 - cos_turns(t));
            let at = [
                at[0] + along * c - across * s,
                at[1] + along * s + across * c,
            ];
            knots.push(Knot { at, r });
        }
    }

    /// The runs that stay off the copy, in order across the picture.
    fn runs(&self, rng: &mut Rng, size: [f32; 2], keep_out: &KeepOut) -> Vec<Run> {
        let reach = size[0] + size[1];
        let half = reach * 0.62;
        let mut runs = Vec::new();
        let mut across = -half + rng.range(0.0, self.spacing);
        while across < half {
            let (mut best, mut open): (Option<Run>, Option<f32>) = (None, None);
            let mut along = -half;
            while along <= half + 12.0 {
                let [x, y] = self.point(size, along, across);
                let seen = x > -220.0 && y > -220.0 && x < size[0] + 220.0 && y < size[1] + 220.0;
                let free =
                    seen && keep_out.distance(x, y) > 46.0 + 16.0 * self.scale && along <= half;
                match (free, open) {
                    (true, None) => open = Some(along),
                    (false, Some(from)) => {
                        let run = Run {
                            across,
                            from,
                            to: along,
                        };
                        if best.is_none_or(|b: Run| run.to - run.from > b.to - b.from) {
                            best = Some(run);
                        }
                        open = None;
                    }
                    _ => {}
                }
                along += 12.0;
            }
            // Ends drawn back by chance do not trace the outline of the copy.
            let (a, b) = (rng.range(0.0, 150.0), rng.range(0.0, 150.0));
            let drawn = best.map(|r| Run {
                from: r.from + a,
                to: r.to - b,
                ..r
            });
            runs.extend(drawn.filter(|r| r.to - r.from > 320.0));
            across += self.spacing * rng.range(0.45, 1.65);
        }
        runs
    }

    /// Puddles where the liquid came to rest, long in the direction of the runs.
    fn pools(&self, rng: &mut Rng, size: [f32; 2], keep_out: &KeepOut, blobs: &mut Vec<Blob>) {
        let mut placed = 0;
        for _ in 0..60 {
            let (x, y) = (
                rng.range(-0.02, 1.02) * size[0],
                rng.range(0.02, 1.02) * size[1],
            );
            let r = rng.range(38.0, 78.0) * self.scale;
            if placed == 2 || keep_out.distance(x, y) < r * 2.6 + 60.0 {
                continue;
            }
            placed += 1;
            let (c, s) = (cos_turns(self.slant), sin_turns(self.slant));
            let (long, lean, phase) = (rng.range(0.75, 1.35), rng.range(-0.12, 0.12), rng.unit());
            let strand = blobs.len() as u32 + 1;
            for i in 0..=24 {
                // Discs under a rounded profile: a lens with a soft, slightly uneven outline.
                let t = i as f32 / 12.0 - 1.0;
                let wide = (1.0 - t * t).sqrt() * (1.0 + 0.07 * sin_turns(t * 0.9 + phase)) + 0.12;
                let (along, across) = (
                    t * long * r,
                    (lean * t * t + 0.05 * sin_turns(t + phase)) * r,
                );
                let at = [x + along * c - across * s, y + along * s + across * c];
                blobs.push(Blob {
                    strand,
                    ..Blob::drop(at[0], at[1], r * 0.8 * wide)
                });
            }
        }
    }

    fn point(&self, size: [f32; 2], along: f32, across: f32) -> [f32; 2] {
        let (c, s) = (cos_turns(self.slant), sin_turns(self.slant));
        [
            size[0] * 0.5 + along * c - across * s,
            size[1] * 0.5 + along * s + across * c,
        ]
    }

    /// Knots of one run; the liquid slows and thickens at both ends, where it turns.
    fn knot_run(
        &self,
        rng: &mut Rng,
        size: [f32; 2],
        across: f32,
        ends: [f32; 2],
        time: f32,
        knots: &mut Vec<Knot>,
    ) {
        let length = ends[1] - ends[0];
        let count = (max(length, -length) / 170.0) as usize + 2;
        let (phase, bow, pace) = (
            rng.unit(),
            rng.range(-0.20, 0.20) * self.spacing,
            rng.range(0.55, 1.45),
        );
        for i in 0..=count {
            let t = i as f32 / count as f32;
            let arc = 4.0 * t * (1.0 - t);
            let sway = bow * arc + 5.0 * self.scale * sin_turns(t * 1.3 + phase + time);
            let turn = (1.0 - arc) * (1.0 - arc);
            let r = self.scale
                * pace
                * (8.6 + 2.6 * sin_turns(t * 1.9 + phase * 5.0) + 3.5 * turn * turn);
            knots.push(Knot {
                at: self.point(size, ends[0] + length * t, across + sway),
                r,
            });
        }
    }

    /// Draws a smooth thread through the knots.
    fn pour(&self, knots: &[Knot], blobs: &mut Vec<Blob>) {
        let n = knots.len();
        if n < 3 {
            return;
        }
        let strand = blobs.len() as u32 + 1;
        let mut last = knots[0];
        for i in 0..n - 1 {
            let (p0, p1) = (knots[i.saturating_sub(1)], knots[i]);
            let (p2, p3) = (knots[i + 1], knots[(i + 2).min(n - 1)]);
            let (dx, dy) = (p2.at[0] - p1.at[0], p2.at[1] - p1.at[1]);
            let steps = ((dx * dx + dy * dy).sqrt() / 18.0) as usize + 2;
            for step in 1..=steps {
                let here = spline([p0, p1, p2, p3], step as f32 / steps as f32);
                blobs.push(Blob {
                    a: last.at,
                    b: here.at,
                    ra: last.r,
                    rb: here.r,
                    strand,
                });
                last = here;
            }
        }
        // A bead gathers where the pour began, and a small one where it ended.
        for (end, swell) in [(knots[0], 1.75), (knots[n - 1], 1.25)] {
            blobs.push(Blob::drop(end.at[0], end.at[1], end.r * swell));
        }
    }
}

/// Catmull-Rom between the second and third knot.
fn spline(k: [Knot; 4], t: f32) -> Knot {
    let (t2, t3) = (t * t, t * t * t);
    let w = [
        -0.5 * t3 + t2 - 0.5 * t,
        1.5 * t3 - 2.5 * t2 + 1.0,
        -1.5 * t3 + 2.0 * t2 + 0.5 * t,
        0.5 * t3 - 0.5 * t2,
    ];
    let sum = |f: fn(&Knot) -> f32| k.iter().zip(w).map(|(k, w)| f(k) * w).sum::<f32>();
    Knot {
        at: [sum(|k| k.at[0]), sum(|k| k.at[1])],
        r: max(sum(|k| k.r), 1.5),
    }
}
