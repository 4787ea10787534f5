//! Sun on a plain wall: the shadow of leaves, and the light of a window. Everything is soft, as shadows from afar are.

use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::flow::Flow;
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{Rng, abs, cos_turns, float, max, min, mix, sat, sin_turns, smoothstep};

/// What stands between the sun and the wall.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Shadows {
    /// Leaves or a window.
    pub form: Cast,
    /// Size factor: 1 is the common look.
    pub scale: f32,
    /// Width of the half shadow in pixels.
    pub soft: f32,
    /// How much light the shade takes: 0 none .. 1 all.
    pub depth: f32,
}

/// Kinds of shadow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cast {
    /// Fronds of long leaves.
    Fronds,
    /// Twigs with round leaves.
    Twigs,
    /// A window with bars, and a tree far outside.
    Window,
}

/// Pixels between points of the grid.
const PITCH: usize = 4;

/// A sunlit wall, set up for a picture.
#[derive(Debug)]
pub struct Sunlight {
    shadows: Shadows,
    setting: Setting,
    free: Lowres,
    stems: Vec<Stem>,
}

/// A branch: from where it comes, which way it points, and how its leaves stand.
#[derive(Debug, Clone, Copy)]
struct Stem {
    from: [f32; 2],
    turn: f32,
    long: f32,
    bend: f32,
    leaf: f32,
    phase: f32,
    /// Factor on the half shadow: far branches are softer.
    far: f32,
}

/// A leaf at one moment: a pointed oval along a line.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    at: [f32; 2],
    along: [f32; 2],
    half: f32,
    wide: f32,
    soft: f32,
}

impl Sunlight {
    /// Sets the wall up.
    pub fn new(shadows: Shadows, setting: Setting) -> Self {
        let free = Lowres::free(setting.size, PITCH, &setting.keep_out, 260.0);
        let mut rng = Rng::new(setting.seed, 51);
        let stems = match shadows.form {
            Cast::Window => Vec::new(),
            Cast::Fronds | Cast::Twigs => stems(&shadows, &setting, &mut rng),
        };
        Self {
            shadows,
            setting,
            free,
            stems,
        }
    }

    /// How much of the sun passes to each point of a grid of every fourth pixel, 0..=1.
    pub(super) fn shade(&self, isa: Isa, time: f32) -> Lowres {
        let mut shade = Lowres::new(self.setting.size, PITCH, 1);
        let leaves = self.leaves(time);
        let pane = Pane::new(&self.shadows, &self.setting, time);
        shade.fill(|y, row| match self.shadows.form {
            Cast::Window => window(isa, &pane, y, row),
            Cast::Fronds | Cast::Twigs => {
                row.fill(1.0);
                for leaf in &leaves {
                    lay(isa, leaf, y, row);
                }
            }
        });
        shade
    }

    fn leaves(&self, time: f32) -> Vec<Leaf> {
        let mut leaves = Vec::with_capacity(self.stems.len() * 40);
        for stem in &self.stems {
            self.grow(stem, time, &mut leaves);
        }
        leaves
    }

    /// The leaves of a branch; a light wind moves its tip more than its foot.
    fn grow(&self, stem: &Stem, time: f32, leaves: &mut Vec<Leaf>) {
        let round = self.shadows.form == Cast::Twigs;
        let count = if round { 11 } else { 26 };
        let soft = self.shadows.soft * stem.far;
        let gust =
            0.010 * sin_turns(time + stem.phase) + 0.004 * sin_turns(2.0 * time + stem.phase);
        let [mut x, mut y] = stem.from;
        for i in 0..count {
            let s = i as f32 / count as f32;
            let turn = stem.turn + stem.bend * s * s + gust * (0.4 + 1.6 * s);
            let part = stem.long / count as f32;
            let (dx, dy) = (cos_turns(turn), sin_turns(turn));
            leaves.push(Leaf {
                at: [x + dx * part * 0.5, y + dy * part * 0.5],
                along: [dx, dy],
                half: part * 0.75,
                wide: if round { 4.0 } else { 5.0 } * self.shadows.scale,
                soft,
            });
            x += dx * part;
            y += dy * part;
            // Leaves flutter a little each at its own moment.
            let flutter = 0.010 * sin_turns(time + stem.phase + 0.17 * i as f32);
            // Long in the middle of a frond, short at both ends.
            let size = if round {
                stem.leaf * (1.0 - 0.45 * s)
            } else {
                stem.leaf * (0.35 + 2.6 * (s + 0.06) * (1.0 - s) * (1.25 - 0.5 * s))
            };
            for side in [-1.0f32, 1.0] {
                if round && (i % 2 == 0) != (side > 0.0) {
                    continue;
                }
                let open = if round { 0.16 } else { 0.155 - 0.075 * s };
                let turn = turn + side * open + flutter * side;
                let (ux, uy) = (cos_turns(turn), sin_turns(turn));
                let half = size * 0.5;
                let wide = if round {
                    size * 0.30
                } else {
                    size * 0.052 + 5.0
                };
                leaves.push(Leaf {
                    at: [x + ux * half * 1.02, y + uy * half * 1.02],
                    along: [ux, uy],
                    half,
                    wide,
                    soft,
                });
            }
        }
    }
}

/// Two or three branches that reach in from the top and the sides.
fn stems(shadows: &Shadows, setting: &Setting, rng: &mut Rng) -> Vec<Stem> {
    let [w, h] = setting.size;
    let long = if shadows.form == Cast::Twigs {
        900.0
    } else {
        1000.0
    };
    // From: share of width and height; which way it points; length.
    let places = [
        (-0.06, 0.50, 0.93, 1.0, 1.0),
        (1.08, -0.02, 0.37, 1.1, 1.5),
        (1.06, 0.62, 0.56, 0.85, 1.0),
        (-0.08, 1.02, 0.88, 0.9, 1.9),
        (0.30, -0.10, 0.20, 0.7, 2.3),
    ];
    places
        .into_iter()
        .map(|(x, y, turn, length, far)| Stem {
            from: [
                w * (x + rng.range(-0.03, 0.03)),
                h * (y + rng.range(-0.04, 0.04)),
            ],
            turn: turn + rng.range(-0.03, 0.03),
            long: long * length * shadows.scale,
            bend: rng.range(0.03, 0.10) * if x < 0.5 { 1.0 } else { -1.0 },
            leaf: if shadows.form == Cast::Twigs {
                220.0
            } else {
                330.0
            } * shadows.scale
                * (0.8 + 0.2 * length),
            phase: rng.unit(),
            far,
        })
        .collect()
}

impl Motif for Sunlight {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let size = self.setting.size;
        let shade = self.shade(isa, time);
        let hues = &self.setting.hues;
        let wall = Wall {
            backdrop: Backdrop::of(&self.setting, time),
            shade: hues.body,
            sun: hues.light.toward(Light::WHITE, 0.7),
            depth: self.shadows.depth,
            grain: Flow::at(0.0, 1.0, self.setting.seed),
            open: self.shadows.form == Cast::Window,
        };
        let mut picture = Lowres::new(size, PITCH, 3);
        picture.fill(|y, out| {
            let at = (y / PITCH as f32) as isize;
            light(
                isa,
                &wall,
                y,
                shade.channel(at, 0),
                self.free.channel(at, 0),
                out,
            );
        });
        picture.stretch(isa, brush);
    }
}

/// Takes the light that one leaf blocks from a row, where they meet.
fn lay(isa: Isa, leaf: &Leaf, y: f32, row: &mut [f32]) {
    let reach = leaf.half + leaf.soft + 4.0;
    if abs(y - leaf.at[1]) > reach {
        return;
    }
    let cell = 1.0 / PITCH as f32;
    let from = (max((leaf.at[0] - reach) * cell, 0.0) as usize).min(row.len());
    let to = (max((leaf.at[0] + reach) * cell + 2.0, 0.0) as usize).min(row.len());
    block(
        isa,
        leaf,
        (from * PITCH) as f32,
        y,
        &mut row[from..to.max(from)],
    );
}

#[inline(always)]
fn block_kernel(leaf: &Leaf, x0: f32, y: f32, row: &mut [f32]) {
    let dy = y - leaf.at[1];
    let inv_half = 1.0 / (leaf.half + 0.35 * leaf.soft);
    let inv_soft = 1.0 / leaf.soft;
    let [ux, uy] = leaf.along;
    for (i, v) in row.iter_mut().enumerate() {
        let dx = x0 + float(i * PITCH) - leaf.at[0];
        let a = (dx * ux + dy * uy) * inv_half;
        let across = abs(dy * ux - dx * uy);
        // A pointed oval: widest a little before the middle.
        let t = sat(1.0 - a * a);
        let wide = leaf.wide * t * (1.0 - 0.22 * a);
        let q = sat(0.5 + (wide - across) * inv_soft) * sat(t * 6.0);
        *v *= 1.0 - q * q * (3.0 - 2.0 * q) * 0.92;
    }
}

kernel!(fn block = block_kernel(leaf: &Leaf, x0: f32, y: f32, row: &mut [f32]));

/// The window's image on the wall.
#[derive(Debug)]
struct Pane {
    at: [f32; 2],
    half: [f32; 2],
    /// Sideways run per pixel down, and fall per pixel across: the sun stands high on the left.
    slant: [f32; 2],
    soft: f32,
    bars: [f32; 2],
    flows: [Flow; 2],
    sway: f32,
}

impl Pane {
    fn new(shadows: &Shadows, setting: &Setting, time: f32) -> Self {
        let mut rng = Rng::new(setting.seed, 52);
        let [w, h] = setting.size;
        let [px, _] = setting.product.centre();
        let tall = h * 0.40;
        Self {
            at: [
                mix(px, w * 0.5, 0.45) + rng.range(-40.0, 40.0) + 14.0 * sin_turns(time),
                h * 0.44 + 8.0 * cos_turns(time),
            ],
            half: [w * 0.40 * shadows.scale, tall * shadows.scale],
            slant: [0.26 + rng.range(-0.04, 0.04), 0.20],
            soft: shadows.soft,
            bars: [2.0, 3.0],
            flows: [
                Flow::at(time, 1.0, setting.seed.wrapping_add(3)),
                Flow::at(time + 0.4, 1.0, setting.seed.wrapping_add(8)),
            ],
            sway: 0.12 * sin_turns(time),
        }
    }
}

#[inline(always)]
fn window_kernel(p: &Pane, y: f32, row: &mut [f32]) {
    let inv = [1.0 / p.half[0], 1.0 / p.half[1]];
    for (i, v) in row.iter_mut().enumerate() {
        let x = float(i * PITCH);
        let (dx, dy) = (x - p.at[0], y - p.at[1]);
        let sx = dx + p.slant[0] * dy;
        let sy = dy - p.slant[1] * dx;
        // The half shadow grows with the way of the light, to the lower right.
        let soft = p.soft * (1.0 + 0.5 * (sx * inv[0] + sy * inv[1]));
        let soft = max(soft, p.soft * 0.5);
        let inv_soft = 1.0 / soft;
        let edge = min(p.half[0] - abs(sx), p.half[1] - abs(sy));
        let inside = sat(0.5 + edge * inv_soft);
        // Bars at even distances.
        let (u, w) = (
            (sx * inv[0] * 0.5 + 0.5) * p.bars[0],
            (sy * inv[1] * 0.5 + 0.5) * p.bars[1],
        );
        let (u, w) = (u - super::num::round(u), w - super::num::round(w));
        let bar_u = abs(u) * p.half[0] * 2.0 / p.bars[0] - 13.0;
        let bar_w = abs(w) * p.half[1] * 2.0 / p.bars[1] - 11.0;
        let clear = sat(0.5 + bar_u * inv_soft) * sat(0.5 + bar_w * inv_soft);
        // A tree far outside dapples the light.
        let n = p.flows[0].noise(x * (1.0 / 230.0) + p.sway, y * (1.0 / 230.0))
            + 0.6 * p.flows[1].noise(x * (1.0 / 105.0) - p.sway, y * (1.0 / 105.0));
        let dapple = smoothstep(-0.75, 0.15, n + 0.25 - 0.55 * sx * inv[0]);
        let i2 = inside * inside * (3.0 - 2.0 * inside);
        *v = i2 * clear * mix(0.30, 1.0, dapple);
    }
}

kernel!(fn window = window_kernel(p: &Pane, y: f32, row: &mut [f32]));

/// The wall and its two lights: the sun, and the sky that fills the shade.
#[derive(Debug)]
struct Wall {
    backdrop: Backdrop,
    shade: Light,
    sun: Light,
    depth: f32,
    grain: Flow,
    /// Whether the wall is in the shade but for a window's light.
    open: bool,
}

#[inline(always)]
fn light_kernel(w: &Wall, y: f32, shade: &[f32], free: &[f32], out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b, shade, free) = (&mut g[..n], &mut b[..n], &shade[..n], &free[..n]);
    let rest = if w.open { 0.42 } else { 0.90 };
    for i in 0..n {
        let x = float(i * PITCH);
        let ground = w.backdrop.at(x, y);
        // Trowel marks: faint, and only where the sun grazes.
        let mark = w.grain.noise(x * (1.0 / 190.0), y * (1.0 / 70.0))
            + 0.5 * w.grain.noise(x * (1.0 / 60.0), y * (1.0 / 34.0) + 9.0);
        // The light is even behind the copy.
        let lit = mix(rest, shade[i], mix(0.16, 1.0, free[i]));
        let plaster = 1.0 + 0.016 * mark * (0.4 + lit);
        let dark = w.depth * (1.0 - lit);
        let gain = 0.10 * lit;
        let mut px = [0.0f32; 3];
        for (c, p) in px.iter_mut().enumerate() {
            let v = mix(ground[c], ground[c] * w.shade.0[c], dark);
            *p = (v + gain * (w.sun.0[c] - 0.6 * v)) * plaster;
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn light = light_kernel(w: &Wall, y: f32, shade: &[f32], free: &[f32], out: &mut [f32]));
