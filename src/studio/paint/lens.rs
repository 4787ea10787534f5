//! Points of light as a lens shows them: glitter in and out of focus, and lamps far behind the focus.

use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::{BAND, Brush};
use super::canvas::place;
use super::colour::Light;
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{Rng, abs, cos_turns, float, max, min, mix, sat, sin_turns, smoothstep};

/// What shines.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Lights {
    /// Glitter or lamps.
    pub form: Lamps,
    /// Size factor: 1 is the common look.
    pub scale: f32,
    /// Factor on their number.
    pub density: f32,
}

/// Kinds of points of light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamps {
    /// Flakes that fall and turn, catching the lamp.
    Glitter,
    /// Lamps far out of focus.
    Bokeh,
}

/// Lights on a backdrop, set up for a picture.
#[derive(Debug)]
pub struct Shine {
    /// How much a light covers what it lies on: 0 adds only, 1 replaces.
    cover: f32,
    setting: Setting,
    flakes: Vec<Flake>,
}

/// Where a light goes and how it looks; flakes travel along a column, lamps sway about their place.
#[derive(Debug, Clone, Copy)]
struct Flake {
    at: [f32; 2],
    sway: f32,
    phase: [f32; 2],
    /// Flakes of one column, one loop apart; 0 for lamps, which stay.
    laps: f32,
    twinkle: f32,
    radius: f32,
    level: f32,
    colour: Light,
}

/// One light at one moment.
#[derive(Debug, Clone, Copy)]
struct Disc {
    x: f32,
    y: f32,
    r: f32,
    /// Width of the edge.
    soft: f32,
    /// Brightness of the rim over the middle.
    rim: f32,
    /// Length of the glare's arms, 0 for none.
    glare: f32,
    /// Offset of the lens barrel that cuts discs near the picture's edge.
    cut: [f32; 2],
    level: f32,
    colour: [f32; 3],
}

impl Disc {
    fn reach(&self) -> f32 {
        max(self.r + self.soft, self.glare) + 1.0
    }
}

impl Shine {
    /// Places the lights.
    pub fn new(lights: Lights, cover: f32, setting: Setting) -> Self {
        let mut rng = Rng::new(setting.seed, 21);
        let flakes = match lights.form {
            Lamps::Glitter => glitter(&lights, &setting, &mut rng),
            Lamps::Bokeh => bokeh(&lights, &setting, &mut rng),
        };
        Self {
            cover,
            setting,
            flakes,
        }
    }

    fn discs(&self, time: f32) -> Vec<Disc> {
        let mut discs = Vec::with_capacity(self.flakes.len() * 5);
        for flake in &self.flakes {
            for lap in 0..max(flake.laps, 1.0) as usize {
                discs.extend(self.disc(flake, lap as f32, time));
            }
        }
        discs
    }

    fn disc(&self, flake: &Flake, lap: f32, time: f32) -> Option<Disc> {
        let [w, h] = self.setting.size;
        let Flake { at, phase, .. } = *flake;
        let falls = flake.laps > 0.0;
        // Everything about a falling flake depends on where it is on its way only, so that it can hand over to the next.
        let way = (lap + time + phase[0]) / max(flake.laps, 1.0);
        let way = if way >= 1.0 { way - 1.0 } else { way };
        let (x, y, level, r) = if falls {
            let turn = cos_turns(way * flake.twinkle + phase[1]);
            let flash = turn * turn * turn * turn;
            (
                at[0] + flake.sway * sin_turns(way * 2.0 + phase[1]),
                -80.0 + way * (h + 160.0),
                0.10 + 0.90 * flash * flash,
                flake.radius,
            )
        } else {
            (
                at[0] + flake.sway * sin_turns(time + phase[0]),
                at[1] + flake.sway * 0.8 * cos_turns(time + phase[1]),
                0.72 + 0.28 * sin_turns(time + phase[1]),
                flake.radius,
            )
        };
        let away = self.setting.keep_out.distance(x, y);
        let free = if falls {
            smoothstep(4.0, 170.0, away - r)
        } else {
            smoothstep(-20.0, 110.0, away - r)
        };
        let level = level * flake.level * free;
        if level < 0.004 {
            return None;
        }
        let (dx, dy) = ((w * 0.5 - x) / w, (h * 0.5 - y) / h);
        let far = if falls { 0.0 } else { r * 0.3 };
        Some(Disc {
            x,
            y,
            r,
            soft: if falls {
                max(1.2, r * 0.16)
            } else {
                max(2.0, r * 0.035)
            },
            rim: if r > 8.0 { 0.55 } else { 0.0 },
            glare: if falls && r < 5.0 {
                r * 12.0 * sat(level * 2.0 - 1.1)
            } else {
                0.0
            },
            cut: [dx * far, dy * far],
            level,
            colour: flake.colour.0,
        })
    }
}

fn glitter(lights: &Lights, setting: &Setting, rng: &mut Rng) -> Vec<Flake> {
    let hues = &setting.hues;
    let warm = [hues.body, hues.light, hues.accent, hues.body, Light::WHITE];
    let columns = (250.0 * lights.density) as usize;
    (0..columns)
        .map(|_| {
            let depth = rng.unit();
            // Few are far from the focus; those are large and faint.
            let blurred = rng.unit() < 0.16;
            let radius = if blurred {
                rng.range(10.0, 34.0)
            } else {
                1.0 + 2.9 * depth * depth * depth
            };
            let colour = warm[((rng.unit() * 5.0) as usize).min(4)];
            Flake {
                at: [rng.range(-20.0, setting.size[0] + 20.0), 0.0],
                sway: rng.range(8.0, 34.0),
                phase: [rng.unit(), rng.unit()],
                laps: if blurred {
                    4.0
                } else {
                    whole(5.0 + (1.0 - depth) * 3.9)
                },
                twinkle: whole(rng.range(3.0, 9.0)),
                radius: radius * lights.scale,
                level: if blurred { rng.range(0.10, 0.26) } else { 1.0 },
                colour,
            }
        })
        .collect()
}

/// Rounded down.
fn whole(x: f32) -> f32 {
    x as u32 as f32
}

fn bokeh(lights: &Lights, setting: &Setting, rng: &mut Rng) -> Vec<Flake> {
    let hues = &setting.hues;
    let colours = [hues.accent, hues.body, hues.soft, hues.body, hues.light];
    let [w, h] = setting.size;
    let count = (96.0 * lights.density * h / 1920.0) as usize;
    let slope = rng.range(-0.25, 0.25);
    (0..count)
        .map(|_| {
            let far = rng.unit();
            let x = rng.range(-60.0, w + 60.0);
            // Two loose bands, as strings of lamps hang, and a few strays.
            let band = if rng.unit() < 0.6 { 0.72 } else { 0.16 };
            let spread = rng.range(-1.0, 1.0);
            let y = h * (band + 0.24 * spread * abs(spread) + slope * (x / w - 0.5));
            Flake {
                at: [x, y],
                sway: rng.range(10.0, 26.0),
                phase: [rng.unit(), rng.unit()],
                laps: 0.0,
                twinkle: 0.0,
                radius: (30.0 + 118.0 * far * far) * lights.scale,
                level: mix(0.66, 0.24, far),
                colour: colours[((rng.unit() * 5.0) as usize).min(4)],
            }
        })
        .collect()
}

impl Motif for Shine {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let backdrop = Backdrop::of(&self.setting, time);
        let mut ground = Lowres::new(self.setting.size, 8, 3);
        ground.fill(|y, row| sheet(isa, &backdrop, y, row));
        let discs = self.discs(time);
        let (step, cover) = (brush.step, self.cover);
        let bands = brush.by_band(&discs, |disc| [disc.y, disc.reach() + step]);
        brush.par_rows(|y, row| {
            ground.stretch_row(isa, y, step, row);
            let at = place(y, step);
            let width = row.len() / 3;
            for disc in bands.get(y / BAND).into_iter().flatten() {
                let reach = disc.reach() + step;
                if abs(at - disc.y) > reach {
                    continue;
                }
                let from = (max((disc.x - reach) / step, 0.0) as usize).min(width);
                let to = (max((disc.x + reach) / step + 1.0, 0.0) as usize).min(width);
                light(isa, disc, at, step, cover, from, to, row);
            }
        });
    }
}

#[inline(always)]
fn sheet_kernel(backdrop: &Backdrop, y: f32, row: &mut [f32]) {
    let n = row.len() / 3;
    let (r, gb) = row.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        [*r, *g, *b] = backdrop.at(float(i * 8), y);
    }
}

kernel!(fn sheet = sheet_kernel(backdrop: &Backdrop, y: f32, row: &mut [f32]));

#[inline(always)]
fn light_kernel(d: &Disc, y: f32, step: f32, cover: f32, from: usize, to: usize, row: &mut [f32]) {
    let width = row.len() / 3;
    let (r, gb) = row.split_at_mut(width);
    let (g, b) = gb.split_at_mut(width);
    let (r, g, b) = (&mut r[from..to], &mut g[from..to], &mut b[from..to]);
    let soft = max(d.soft, step);
    let (inv_soft, inv_r) = (1.0 / soft, 1.0 / d.r);
    let dy = y - d.y;
    let cy = dy - d.cut[1];
    let arm = if d.glare > 0.0 { 1.0 / d.glare } else { 1.0 };
    let shine = if d.glare > 0.0 { 0.75 } else { 0.0 };
    let thin = 1.0 / max(d.r * 0.32, 0.4 * step);
    let x0 = (from as f32 + 0.5) * step - 0.5 - d.x;
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        let dx = x0 + float(i) * step;
        let cx = dx - d.cut[0];
        let near = (dx * dx + dy * dy).sqrt();
        let barrel = (cx * cx + cy * cy).sqrt() - d.r * 0.06;
        let dist = max(near, barrel) - d.r;
        let inside = sat(0.5 - dist * inv_soft);
        let t = sat(1.0 + dist * inv_r);
        let t4 = t * t * t * t;
        let edge = 0.78 + d.rim * t4 * t4 + 0.1 * t;
        let (ax, ay) = (abs(dx), abs(dy));
        let across = sat(1.0 - ax * arm);
        let down = sat(1.0 - ay * arm);
        let (qx, qy) = (ax * thin, ay * thin);
        let star =
            across * across * across / (1.0 + qy * qy) + down * down * down / (1.0 + qx * qx);
        let v = min(d.level * (inside * edge + shine * star), 1.0);
        *r += v * (d.colour[0] - cover * *r);
        *g += v * (d.colour[1] - cover * *g);
        *b += v * (d.colour[2] - cover * *b);
    }
}

kernel!(fn light = light_kernel(d: &Disc, y: f32, step: f32, cover: f32, from: usize, to: usize, row: &mut [f32]));
