//! Generator: liquid running down from the top edge, its drips as long as the copy below them allows.

use serde::Deserialize;

use super::field::Blob;
use super::keepout::KeepOut;
use super::num::{Rng, cos_turns, max, min, sat, sin_turns, smoothstep};

/// How liquid runs down.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Drips {
    /// Factor on widths.
    pub scale: f32,
    /// Factor on lengths.
    pub length: f32,
}

/// Mean depth of the sheet at the top, in pixels.
const SHEET: f32 = 118.0;

/// One drip.
#[derive(Debug)]
struct Drip {
    x: f32,
    /// Half its width.
    r: f32,
    /// Where it leaves the sheet.
    top: f32,
    /// Where its bead ends when it hangs shortest.
    end: f32,
    /// How far the bead sinks before more liquid arrives.
    sag: f32,
    phase: f32,
}

/// Drips that have been placed in a picture.
#[derive(Debug)]
pub struct Hung {
    sheet: Vec<Blob>,
    drips: Vec<Drip>,
}

impl Hung {
    /// The liquid at `time` (0..1, loops).
    pub fn blobs(&self, time: f32) -> Vec<Blob> {
        let mut blobs = self.sheet.clone();
        for (i, blob) in blobs.iter_mut().enumerate() {
            blob.b[1] += 7.0 * sin_turns(i as f32 * 0.045 - time);
        }
        for drip in &self.drips {
            drip.pour(time, &mut blobs);
        }
        blobs
    }
}

impl Drips {
    /// Places the drips of a picture of that size.
    pub fn hang(&self, size: [f32; 2], keep_out: &KeepOut, seed: u64) -> Hung {
        let mut rng = Rng::new(seed, 3);
        let phase = rng.unit();
        let hem = |x: f32| {
            let u = x / size[0];
            let wave = 0.55 * sin_turns(u * 0.9 + phase) + 0.45 * sin_turns(u * 2.3 + phase * 3.0);
            SHEET * (1.0 + 0.38 * wave)
        };
        let sheet = sheet(size, hem, keep_out);
        let mut drips = Vec::new();
        let mut x = rng.range(-20.0, 40.0);
        while x < size[0] + 30.0 {
            let r = rng.range(15.0, 31.0) * self.scale;
            let (kind, amount, phase) = (rng.unit(), rng.unit(), rng.unit());
            let wanted = self.length * size[1] * length_share(kind, amount);
            let top = hem(x);
            let free = clear_below(keep_out, x, r, top, size[1]);
            // Drips that meet the copy's calm stop at different heights, not along a line.
            let end = min(top + wanted, top + (free - top) * (0.72 + 0.28 * amount));
            if end > top + r * 1.2 {
                let sag = min((end - top) * 0.16, 54.0);
                drips.push(Drip {
                    x,
                    r,
                    top,
                    end: min(end, free - sag),
                    sag,
                    phase,
                });
            }
            x += r * rng.range(2.5, 4.6) + 22.0 * self.scale;
        }
        Hung { sheet, drips }
    }
}

/// The body at the top: overlapping columns that end in a wavy hem.
fn sheet(size: [f32; 2], hem: impl Fn(f32) -> f32, keep_out: &KeepOut) -> Vec<Blob> {
    let r = 62.0;
    let columns = (size[0] / 24.0) as usize + 7;
    (0..columns)
        .map(|i| {
            let x = i as f32 * 24.0 - 72.0;
            let end = min(hem(x), clear_below(keep_out, x, r, 0.0, size[1]) - 8.0) - r;
            Blob {
                a: [x, -140.0],
                b: [x, end],
                ra: r,
                rb: r,
                strand: 0,
            }
        })
        .collect()
}

impl Drip {
    /// Wide where it leaves the sheet, thinning as it runs, a heavy bead at its end. Once in a loop a drop of fresh
    /// liquid leaves the sheet, slides down and fills the bead, which sinks and draws the drip thin again.
    fn pour(&self, time: f32, blobs: &mut Vec<Blob>) {
        let strand = blobs.len() as u32;
        let Self { x, r, top, .. } = *self;
        let now = time + self.phase;
        let u = now - now as i32 as f32;
        let full = 0.5 + 0.5 * cos_turns(now - 0.12);
        let end = self.end + self.sag * full;
        let length = end - top;
        let bead = r * (0.84 + 0.16 * full + 0.22 * smoothstep(80.0, 420.0, length));
        let last = end - bead;
        let neck = r * (0.80 - 0.34 * smoothstep(60.0, 700.0, length));
        let (steps, start) = (((last - top) / 22.0) as usize + 2, top - 46.0);
        let fresh = start + (last - start) * u * u * (1.6 - 0.6 * u);
        let swell = r * 0.62 * sat(u * 5.0) * sat((1.0 - u) * 7.0);
        let inv = 1.0 / (r * 1.5);
        let mut before: Option<([f32; 2], f32)> = None;
        for i in 0..=steps {
            let t = i as f32 / steps as f32;
            let y = start + (last - start) * t;
            let below = y - top;
            // A skirt at the sheet, a long thinning neck, a belly just above the bead.
            let skirt = r * 0.75 * (1.0 - smoothstep(-40.0, 90.0, below));
            let belly = (bead - neck) * smoothstep(last - r * 3.4, last, y);
            let away = (y - fresh) * if y > fresh { inv * 1.5 } else { inv * 0.6 };
            let drop = swell / ((1.0 + away * away) * (1.0 + away * away));
            let radius =
                neck + skirt + max(belly, drop) + r * 0.05 * sin_turns(y * 0.006 + self.phase);
            let bend = 3.2 * sin_turns(y * 0.0013 + self.phase) * smoothstep(0.0, 160.0, below);
            let here = ([x + bend, y], radius);
            if let Some((a, ra)) = before {
                blobs.push(Blob {
                    a,
                    b: here.0,
                    ra,
                    rb: here.1,
                    strand,
                });
            }
            before = Some(here);
        }
    }
}

/// Share of the picture's height that a drip wants: most are short, a few run far.
fn length_share(kind: f32, amount: f32) -> f32 {
    if kind < 0.40 {
        0.03 + 0.06 * amount
    } else if kind < 0.74 {
        0.10 + 0.14 * amount
    } else {
        0.26 + 0.24 * amount
    }
}

/// How far down a drip of that half width may come at `x` before it disturbs the copy.
fn clear_below(keep_out: &KeepOut, x: f32, r: f32, top: f32, bottom: f32) -> f32 {
    let mut y = top;
    while y < bottom + 100.0 {
        if keep_out.distance(x, y) < r + 16.0 {
            return y - 12.0;
        }
        y += 8.0;
    }
    y
}
