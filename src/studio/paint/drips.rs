//! Generator: liquid running down from the top edge, its drips as long as the copy below them allows.

use serde::Deserialize;

use super::field::Blob;
use super::keepout::KeepOut;
use super::num::{Rng, min, sin_turns, smoothstep};

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

/// One drip before it is drawn.
struct Drip {
    x: f32,
    /// Half its width.
    r: f32,
    /// Where it leaves the sheet.
    top: f32,
    /// Where its bead ends.
    end: f32,
}

impl Drips {
    /// The liquid of a picture of that size, at `time` (0..1, loops).
    pub fn blobs(&self, size: [f32; 2], keep_out: &KeepOut, seed: u64, time: f32) -> Vec<Blob> {
        let mut rng = Rng::new(seed, 3);
        let phase = rng.unit();
        let hem = |x: f32| {
            let u = x / size[0];
            let wave = 0.55 * sin_turns(u * 0.9 + phase) + 0.45 * sin_turns(u * 2.3 + phase * 3.0);
            SHEET * (1.0 + 0.38 * wave)
        };
        let mut blobs = self.sheet(size, hem, keep_out);
        let mut x = rng.range(-20.0, 40.0);
        while x < size[0] + 30.0 {
            let r = rng.range(15.0, 31.0) * self.scale;
            let (kind, amount, sway) = (rng.unit(), rng.unit(), rng.unit());
            let wanted = self.length
                * size[1]
                * length_share(kind, amount)
                * (1.0 + 0.03 * sin_turns(time + sway));
            let top = hem(x);
            let free = clear_below(keep_out, x, r, top, size[1]);
            // Drips that meet the copy's calm stop at different heights, not along a line.
            let end = min(top + wanted, top + (free - top) * (0.72 + 0.28 * amount));
            if end > top + r * 1.2 {
                self.drip(&Drip { x, r, top, end }, sway, &mut blobs);
                if kind > 0.9 && end + r * 9.0 < free {
                    fallen(&mut rng, x, end, r, &mut blobs);
                }
            }
            x += r * rng.range(2.5, 4.6) + 22.0 * self.scale;
        }
        blobs
    }

    /// The body at the top: overlapping columns that end in a wavy hem.
    fn sheet(&self, size: [f32; 2], hem: impl Fn(f32) -> f32, keep_out: &KeepOut) -> Vec<Blob> {
        let r = 62.0;
        let columns = (size[0] / 24.0) as usize + 7;
        (0..columns)
            .map(|i| {
                let x = i as f32 * 24.0 - 72.0;
                let end = min(hem(x), clear_below(keep_out, x, r, 0.0, size[1])) - r;
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

    /// A drip: wide where it leaves the sheet, thinning as it runs, a heavy bead at its end.
    fn drip(&self, drip: &Drip, sway: f32, blobs: &mut Vec<Blob>) {
        let strand = blobs.len() as u32;
        let Drip { x, r, top, end } = *drip;
        let length = end - top;
        let bead = r * (0.92 + 0.22 * smoothstep(80.0, 420.0, length));
        let last = end - bead;
        let neck = r * (0.86 - 0.34 * smoothstep(60.0, 700.0, length));
        let steps = ((last - top) / 26.0) as usize + 2;
        let start = top - 46.0;
        let mut before: Option<([f32; 2], f32)> = None;
        for i in 0..=steps {
            let t = i as f32 / steps as f32;
            let y = start + (last - start) * t;
            let below = y - top;
            // A skirt at the sheet, a long thinning neck, a belly just above the bead.
            let skirt = r * 0.75 * (1.0 - smoothstep(-40.0, 90.0, below));
            let belly = (bead - neck) * smoothstep(last - r * 3.4, last, y);
            let radius = neck + skirt + belly + r * 0.05 * sin_turns(y * 0.006 + sway);
            let bend = 3.2 * sin_turns(y * 0.0013 + sway) * smoothstep(0.0, 160.0, below);
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

/// A drop that has parted from the drip above it.
fn fallen(rng: &mut Rng, x: f32, end: f32, r: f32, blobs: &mut Vec<Blob>) {
    let y = end + r * rng.range(3.0, 5.5);
    let size = r * rng.range(0.5, 0.72);
    blobs.push(Blob {
        a: [x, y - size * 0.9],
        b: [x, y],
        ra: size * 0.55,
        rb: size,
        strand: 0,
    });
}
