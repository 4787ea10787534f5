//! Generator: a thread of liquid laid across the picture to and fro, thick where it turns, folding at its ends.

use serde::Deserialize;

use super::field::Blob;
use super::keepout::KeepOut;
use super::num::{Rng, cos_turns, max, sat, sin_turns};

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

/// A laid thread: points close to each other, the length of thread up to each, and how it moves.
#[derive(Debug)]
struct Thread {
    knots: Vec<(Knot, f32)>,
    /// Direction across the thread.
    side: [f32; 2],
    scale: f32,
    phase: f32,
    /// 1 when the liquid runs from the first point to the last, -1 when it runs back.
    way: f32,
}

/// Threads and puddles that have been placed in a picture.
#[derive(Debug)]
pub struct Laid {
    threads: Vec<Thread>,
    pools: Vec<Blob>,
}

impl Laid {
    /// The liquid at `time` (0..1, loops).
    pub fn blobs(&self, time: f32) -> Vec<Blob> {
        let mut blobs = Vec::with_capacity(self.threads.len() * 60);
        for thread in &self.threads {
            thread.pour(time, &mut blobs);
        }
        blobs.extend(self.pools.iter().enumerate().map(|(i, blob)| {
            let by = 1.0 + 0.035 * sin_turns(time + i as f32 * 0.31);
            Blob {
                ra: blob.ra * by,
                rb: blob.rb * by,
                ..*blob
            }
        }));
        blobs
    }
}

/// Distance between two drops that run down a thread, in pixels.
const BEADS: f32 = 330.0;

impl Thread {
    fn at(&self, time: f32, (knot, s): &(Knot, f32), whole: f32) -> Knot {
        let calm = sat(s * (1.0 / 120.0)) * sat((whole - s) * (1.0 / 120.0));
        let sway = 6.0 * self.scale * calm * sin_turns(s * 0.0011 + self.phase + time);
        // Two drops pass every place within one loop.
        let near =
            0.5 + 0.5 * cos_turns(s * (1.0 / BEADS) * self.way - 2.0 * time + self.phase * 7.0);
        let near = near * near;
        let bead = near * near;
        Knot {
            at: [
                knot.at[0] + self.side[0] * sway,
                knot.at[1] + self.side[1] * sway,
            ],
            r: knot.r * (0.88 + 0.62 * bead * calm),
        }
    }

    fn pour(&self, time: f32, blobs: &mut Vec<Blob>) {
        let (Some(first), Some(last)) = (self.knots.first(), self.knots.last()) else {
            return;
        };
        let strand = blobs.len() as u32 + 1;
        let mut before = self.at(time, first, last.1);
        for knot in &self.knots[1..] {
            let here = self.at(time, knot, last.1);
            blobs.push(Blob {
                a: before.at,
                b: here.at,
                ra: before.r,
                rb: here.r,
                strand,
            });
            before = here;
        }
        // A bead gathers where the pour began, and a small one where it ended.
        for (end, swell) in [(first, 1.7), (last, 1.25)] {
            let knot = self.at(time, end, last.1);
            blobs.push(Blob::drop(knot.at[0], knot.at[1], knot.r * swell));
        }
    }
}

impl Drizzle {
    /// Lays the threads of a picture of that size.
    pub fn lay(&self, size: [f32; 2], keep_out: &KeepOut, seed: u64) -> Laid {
        let mut rng = Rng::new(seed, 4);
        let mut laid = Laid {
            threads: Vec::new(),
            pools: Vec::new(),
        };
        self.pass(&mut rng, size, keep_out, &mut laid.threads);
        // A second, thinner pass lies across the first.
        let thin = Self {
            scale: self.scale * 0.55,
            spacing: self.spacing * 2.9,
            slant: self.slant - 0.055 - 0.03 * rng.unit(),
        };
        thin.pass(&mut rng, size, keep_out, &mut laid.threads);
        self.pools(&mut rng, size, keep_out, &mut laid.pools);
        laid
    }

    fn pass(&self, rng: &mut Rng, size: [f32; 2], keep_out: &KeepOut, threads: &mut Vec<Thread>) {
        for run in self.runs(rng, size, keep_out) {
            let mut knots = Vec::new();
            let ends = if rng.unit() < 0.5 {
                [run.from, run.to]
            } else {
                [run.to, run.from]
            };
            self.knot_run(rng, size, run.across, ends, &mut knots);
            let at = self.point(size, ends[1], run.across);
            let room = keep_out.distance(at[0], at[1]);
            // A thick ribbon is too heavy to coil: it would only make a lump.
            let light = self.scale < 1.3;
            if rng.unit() < 0.45 && light && room > 104.0 * self.scale {
                self.coil(rng, at, ends[1] > ends[0], &mut knots);
            }
            let downhill = (ends[1] - ends[0]) * sin_turns(self.slant) > 0.0;
            threads.push(Thread {
                knots: smooth(&knots),
                side: [-sin_turns(self.slant), cos_turns(self.slant)],
                scale: self.scale,
                phase: rng.unit(),
                way: if downhill { 1.0 } else { -1.0 },
            });
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

    /// Puddles where the liquid came to rest: a few drops of different sizes that ran into each other downhill.
    fn pools(&self, rng: &mut Rng, size: [f32; 2], keep_out: &KeepOut, pools: &mut Vec<Blob>) {
        let mut placed = 0;
        for _ in 0..60 {
            let (x, y) = (
                rng.range(-0.02, 1.02) * size[0],
                rng.range(0.02, 1.02) * size[1],
            );
            let r = rng.range(30.0, 46.0) * self.scale;
            if placed == 3 || keep_out.distance(x, y) < r * 3.0 + 60.0 {
                continue;
            }
            placed += 1;
            let (c, s) = (cos_turns(self.slant), sin_turns(self.slant));
            let (mut along, mut across, mut wide) = (0.0, 0.0, r);
            for _ in 0..4 {
                pools.push(Blob::drop(
                    x + along * c - across * s,
                    y + along * s + across * c,
                    wide,
                ));
                along -= wide * rng.range(0.75, 1.05);
                across += wide * rng.range(-0.34, 0.34);
                wide *= rng.range(0.52, 0.86);
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
            let sway = bow * arc + 5.0 * self.scale * sin_turns(t * 1.3 + phase);
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
}

/// Points close to each other on a smooth thread through the knots, and the length of thread up to each.
fn smooth(knots: &[Knot]) -> Vec<(Knot, f32)> {
    let n = knots.len();
    let Some(first) = knots.first().filter(|_| n >= 3) else {
        return Vec::new();
    };
    let (mut points, mut length) = (vec![(*first, 0.0)], 0.0);
    let mut last = *first;
    for i in 0..n - 1 {
        let (p0, p1) = (knots[i.saturating_sub(1)], knots[i]);
        let (p2, p3) = (knots[i + 1], knots[(i + 2).min(n - 1)]);
        let (dx, dy) = (p2.at[0] - p1.at[0], p2.at[1] - p1.at[1]);
        let steps = ((dx * dx + dy * dy).sqrt() / 18.0) as usize + 2;
        for step in 1..=steps {
            let here = spline([p0, p1, p2, p3], step as f32 / steps as f32);
            let (dx, dy) = (here.at[0] - last.at[0], here.at[1] - last.at[1]);
            length += (dx * dx + dy * dy).sqrt();
            points.push((here, length));
            last = here;
        }
    }
    points
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
