//! Things that float above a backdrop: petals on a breeze, slices of fruit among drops of their juice.
//!
//! Where they are and how they move; how they look is in `petal` and `slice`.

use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::{BAND, Brush};
use super::canvas::place;
use super::flow::Flow;
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{Rng, abs, cos_turns, float, max, min, mix, sat, sin_turns};
use super::petal::{Leafage, petal};
use super::slice::{Juice, bead, slice};

/// What floats.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Pieces {
    /// Petals or citrus.
    pub form: Things,
    /// Size factor: 1 is the common look.
    pub scale: f32,
    /// Factor on their number.
    pub density: f32,
}

/// Kinds of things that float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Things {
    /// Petals of a rose.
    Petals,
    /// Slices of citrus and drops of juice.
    Citrus,
}

/// Which kernel draws a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Petal,
    Slice,
    Bead,
}

/// A piece and its way through the picture.
#[derive(Debug, Clone, Copy)]
struct Floater {
    kind: Kind,
    at: [f32; 2],
    size: f32,
    turn: f32,
    /// Pieces on one lane, one loop apart; 0 for those that stay.
    laps: f32,
    phase: f32,
    /// Height over the ground in pixels.
    lift: f32,
    /// Width of the edge: more when out of focus.
    soft: f32,
    /// What sets it apart from its like, -1..1.
    trait_of: f32,
}

/// A piece at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posed {
    kind: Kind,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub cos: f32,
    pub sin: f32,
    /// Width over the width seen from straight above.
    pub narrow: f32,
    pub lift: f32,
    pub soft: f32,
    pub trait_of: f32,
}

/// Pixels between points of the ground's grid.
const PITCH: usize = 4;

/// Floating things, set up for a picture.
#[derive(Debug)]
pub struct Floating {
    setting: Setting,
    floaters: Vec<Floater>,
    leafage: Leafage,
    juice: Juice,
}

impl Floating {
    /// Places the pieces clear of the copy.
    pub fn new(pieces: Pieces, setting: Setting) -> Self {
        let mut rng = Rng::new(setting.seed, 61);
        let mut floaters = match pieces.form {
            Things::Petals => petals(&pieces, &setting, &mut rng),
            Things::Citrus => citrus(&pieces, &setting, &mut rng),
        };
        floaters.sort_by(|a, b| a.lift.total_cmp(&b.lift));
        let hues = &setting.hues;
        Self {
            leafage: Leafage::new(hues),
            juice: Juice::new(hues, Flow::at(0.0, 1.0, setting.seed)),
            floaters,
            setting,
        }
    }

    fn posed(&self, time: f32) -> Vec<Posed> {
        let mut all = Vec::with_capacity(self.floaters.len() * 3);
        for f in &self.floaters {
            for lap in 0..max(f.laps, 1.0) as usize {
                all.push(pose(f, self.setting.size[0], lap as f32, time));
            }
        }
        all
    }
}

/// Where a piece on a lane is after `way` of it; 0 and 1 are both out of the picture.
fn lane(f: &Floater, w: f32, way: f32) -> [f32; 2] {
    let margin = 1.4 * f.size;
    [
        -margin + way * (w + 2.0 * margin),
        f.at[1] + 34.0 * sin_turns(way * 1.5 + f.phase) - 50.0 * (way - 0.5),
    ]
}

fn pose(f: &Floater, w: f32, lap: f32, time: f32) -> Posed {
    let way = (lap + time + f.phase) / max(f.laps, 1.0);
    let way = if way >= 1.0 { way - 1.0 } else { way };
    let ([x, y], turn, narrow) = if f.laps > 0.0 {
        (
            lane(f, w, way),
            f.turn + way * 1.1 * f.trait_of + 0.05 * sin_turns(way * 3.0),
            0.78 + 0.22 * cos_turns(way * 2.0 + f.phase),
        )
    } else {
        let sway = if f.kind == Kind::Bead {
            5.0 + f.size * 0.3
        } else {
            13.0
        };
        (
            [
                f.at[0] + sway * sin_turns(time + f.phase),
                f.at[1] + sway * cos_turns(time + f.phase * 1.7),
            ],
            f.turn
                + if f.kind == Kind::Bead { 0.0 } else { 0.022 } * sin_turns(time + f.phase + 0.3),
            if f.kind == Kind::Petal {
                0.84 + 0.14 * sin_turns(time + f.phase)
            } else {
                1.0
            },
        )
    };
    Posed {
        kind: f.kind,
        x,
        y,
        size: f.size,
        cos: cos_turns(turn),
        sin: sin_turns(turn),
        narrow,
        lift: f.lift,
        soft: f.soft,
        trait_of: f.trait_of,
    }
}

/// Petals: a few drift on lanes that no copy crosses, the others float in their places.
fn petals(pieces: &Pieces, setting: &Setting, rng: &mut Rng) -> Vec<Floater> {
    let [w, h] = setting.size;
    let mut all: Vec<Floater> = Vec::new();
    let new = |rng: &mut Rng, at, size: f32| Floater {
        kind: Kind::Petal,
        at,
        size,
        turn: rng.unit(),
        laps: 0.0,
        phase: rng.unit(),
        lift: size * rng.range(0.25, 0.6),
        soft: 1.4,
        trait_of: rng.range(-1.0, 1.0),
    };
    let lanes = (4.0 * pieces.density) as usize;
    for _ in 0..60 {
        if all.len() >= lanes {
            break;
        }
        let size = rng.range(46.0, 84.0) * pieces.scale;
        let y = rng.range(0.04, 0.97) * h;
        let mut f = new(rng, [0.0, y], size);
        f.laps = 3.0;
        let clear = (0..25).all(|i| {
            let [x, y] = lane(&f, w, i as f32 / 24.0);
            setting.keep_out.distance(x, y) > size + 14.0
        });
        let apart = all.iter().all(|o| abs(o.at[1] - f.at[1]) > 170.0);
        if clear && apart {
            all.push(f);
        }
    }
    let wanted = all.len() + (15.0 * pieces.density * h / 1920.0) as usize;
    for _ in 0..900 {
        if all.len() >= wanted {
            break;
        }
        let size = (44.0 + 92.0 * rng.unit() * rng.unit()) * pieces.scale;
        let at = [rng.range(-30.0, w + 30.0), rng.range(-30.0, h + 30.0)];
        if fits(setting, &all, at, size) {
            all.push(new(rng, at, size));
        }
    }
    // One close to the lens, large and soft, where it covers nothing.
    let size = 250.0 * pieces.scale;
    for at in [
        [w + 40.0, h - 90.0],
        [-50.0, h - 60.0],
        [w + 60.0, 60.0],
        [-60.0, 40.0],
    ] {
        if setting.keep_out.distance(at[0], at[1]) > size + 40.0 {
            let mut f = new(rng, at, size);
            (f.soft, f.lift) = (44.0, 240.0);
            all.push(f);
            break;
        }
    }
    all
}

/// Clear of copy, not lost behind the product, and not on another piece that stays.
fn fits(setting: &Setting, all: &[Floater], at: [f32; 2], size: f32) -> bool {
    let free = setting.keep_out.distance(at[0], at[1]) > size + 34.0;
    let seen = setting.product.distance(at[0], at[1]) > -0.45 * size;
    let apart = all.iter().filter(|o| o.laps == 0.0).all(|o| {
        let (dx, dy) = (o.at[0] - at[0], o.at[1] - at[1]);
        (dx * dx + dy * dy).sqrt() > (o.size + size) * 1.06 + 16.0
    });
    free && seen && apart
}

fn citrus(pieces: &Pieces, setting: &Setting, rng: &mut Rng) -> Vec<Floater> {
    let [w, h] = setting.size;
    let mut all: Vec<Floater> = Vec::new();
    let sizes = [
        (3.0, 170.0, 235.0, Kind::Slice),
        (4.0, 95.0, 140.0, Kind::Slice),
        (13.0, 17.0, 36.0, Kind::Bead),
        (44.0, 5.0, 13.0, Kind::Bead),
    ];
    for (count, small, large, kind) in sizes {
        let wanted = all.len() + (count * pieces.density * max(h / 1920.0, 0.8) + 0.5) as usize;
        for _ in 0..700 {
            if all.len() >= wanted {
                break;
            }
            let size = rng.range(small, large) * pieces.scale;
            let mut at = [rng.range(-60.0, w + 60.0), rng.range(-60.0, h + 60.0)];
            if kind == Kind::Bead {
                // Juice is flung from a slice, thinning out with distance.
                let from = all.get((rng.unit() * 6.99) as usize % all.len().max(1));
                let Some(from) = from.copied() else { break };
                let (turn, far) = (
                    rng.unit(),
                    from.size * (1.1 + 0.9 * rng.unit() * rng.unit()),
                );
                at = [
                    from.at[0] + cos_turns(turn) * (far + size),
                    from.at[1] + sin_turns(turn) * (far + size),
                ];
            }
            let clear = if kind == Kind::Slice {
                fits(setting, &all, at, size)
            } else {
                setting.keep_out.distance(at[0], at[1]) > size + 22.0
                    && all.iter().all(|o| {
                        let (dx, dy) = (o.at[0] - at[0], o.at[1] - at[1]);
                        (dx * dx + dy * dy).sqrt() > o.size + size + 6.0
                    })
            };
            if clear {
                all.push(Floater {
                    kind,
                    at,
                    size,
                    turn: rng.unit(),
                    laps: 0.0,
                    phase: rng.unit(),
                    lift: if kind == Kind::Bead {
                        size * 0.5
                    } else {
                        size * rng.range(0.16, 0.34)
                    },
                    soft: 1.5,
                    trait_of: rng.range(-1.0, 1.0),
                });
            }
        }
    }
    all
}

impl Motif for Floating {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let backdrop = Backdrop::of(&self.setting, time);
        let posed = self.posed(time);
        let shade = self.setting.hues.ink;
        let mut ground = Lowres::new(self.setting.size, PITCH, 3);
        ground.fill(|y, row| {
            sheet(isa, &backdrop, y, row);
            for p in &posed {
                cast(isa, p, shade.0, y, row);
            }
        });
        let step = brush.step;
        let reach = |p: &Posed| p.size * 1.12 + p.soft + step;
        let bands = brush.by_band(&posed, |p| [p.y, reach(p)]);
        brush.par_rows(|row_at, row| {
            ground.stretch_row(isa, row_at, step, row);
            let y = place(row_at, step);
            let width = row.len() / 3;
            for p in bands.get(row_at / BAND).into_iter().flatten() {
                let reach = reach(p);
                // Half the chord of the circle around the piece.
                let half = max(reach * reach - (y - p.y) * (y - p.y), 0.0).sqrt();
                let from = (max((p.x - half) / step, 0.0) as usize).min(width);
                let to = (max((p.x + half) / step + 1.0, 0.0) as usize).min(width);
                if half <= 0.0 || from >= to {
                    continue;
                }
                let span = Span {
                    x: place(from, step) - p.x,
                    y: y - p.y,
                    step,
                    from,
                    to,
                };
                match p.kind {
                    Kind::Petal => petal(isa, &self.leafage, p, &span, row),
                    Kind::Slice => slice(isa, &self.juice, p, &span, row),
                    Kind::Bead => bead(isa, &self.juice, p, &span, row),
                }
            }
        });
    }
}

/// A part of a row, seen from a piece's centre.
pub(super) struct Span {
    pub x: f32,
    pub y: f32,
    pub step: f32,
    pub from: usize,
    pub to: usize,
}

#[inline(always)]
fn sheet_kernel(backdrop: &Backdrop, y: f32, row: &mut [f32]) {
    let n = row.len() / 3;
    let (r, gb) = row.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        [*r, *g, *b] = backdrop.at(float(i * PITCH), y);
    }
}

kernel!(fn sheet = sheet_kernel(backdrop: &Backdrop, y: f32, row: &mut [f32]));

/// Lays a piece's shadow on a row of the ground: further away and softer the higher it floats.
fn cast(isa: Isa, p: &Posed, shade: [f32; 3], y: f32, row: &mut [f32]) {
    let (ox, oy) = (p.lift * 0.42 + 3.0, p.lift * 0.66 + 5.0);
    let soft = p.lift * 0.75 + 10.0;
    let reach = p.size + soft;
    let cols = row.len() / 3;
    let cell = 1.0 / PITCH as f32;
    let from = (max((p.x + ox - reach) * cell, 0.0) as usize).min(cols);
    let to = (max((p.x + ox + reach) * cell + 2.0, 0.0) as usize).min(cols);
    if abs(y - p.y - oy) > reach || from >= to {
        return;
    }
    // A petal is narrower than long; slices and beads are round.
    let wide = if p.kind == Kind::Petal {
        0.80 * p.narrow
    } else {
        1.0
    };
    let strength = if p.kind == Kind::Bead { 0.34 } else { 0.46 } / (1.0 + p.lift * 0.006);
    let umbra = Umbra {
        at: [(from * PITCH) as f32 - p.x - ox, y - p.y - oy],
        soft,
        wide,
        strength,
        shade,
    };
    darken(isa, p, &umbra, [from, to], row);
}

/// A shadow's part of a row of the ground.
struct Umbra {
    /// Its first point, seen from the shadow's centre.
    at: [f32; 2],
    soft: f32,
    wide: f32,
    strength: f32,
    shade: [f32; 3],
}

#[inline(always)]
fn darken_kernel(p: &Posed, umbra: &Umbra, span: [usize; 2], row: &mut [f32]) {
    let Umbra {
        at,
        soft,
        wide,
        strength,
        shade,
    } = *umbra;
    let n = row.len() / 3;
    let (r, gb) = row.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let [from, to] = span;
    let (r, g, b) = (&mut r[from..to], &mut g[from..to], &mut b[from..to]);
    let (inv_soft, inv_wide) = (1.0 / soft, 1.0 / wide);
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        let (dx, dy) = (at[0] + float(i * PITCH), at[1]);
        let u = dx * p.cos + dy * p.sin;
        let v = (dy * p.cos - dx * p.sin) * inv_wide;
        let d = (u * u + v * v).sqrt() - p.size * 0.94;
        let q = sat(0.5 - d * inv_soft);
        let a = strength * q * q * (3.0 - 2.0 * q);
        *r = mix(*r, *r * shade[0], a);
        *g = mix(*g, *g * shade[1], a);
        *b = mix(*b, *b * shade[2], a);
    }
}

kernel!(fn darken = darken_kernel(p: &Posed, umbra: &Umbra, span: [usize; 2], row: &mut [f32]));

/// Light from the top left, in a piece's own axes: along, across.
#[inline(always)]
pub(super) fn lamp(p: &Posed) -> [f32; 2] {
    let (lx, ly) = (-0.58, -0.62);
    [lx * p.cos + ly * p.sin, ly * p.cos - lx * p.sin]
}

/// The nearest to `a` or `b`, rounded over `k`.
#[inline(always)]
pub(super) fn round_min(a: f32, b: f32, k: f32) -> f32 {
    let h = sat(0.5 + 0.5 * (b - a) / k);
    min(mix(b, a, h) - k * h * (1.0 - h), b)
}
