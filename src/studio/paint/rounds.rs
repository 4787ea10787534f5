//! Round bodies on a backdrop: pearls, bubbles, drops of oil, and bubbles on lather.

use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::discs::{Discs, Spread};
use super::field::{Blob, Field, Surface};
use super::film::Film;
use super::isa::Isa;
use super::lay::{Coat, lay};
use super::motif::{Motif, Setting};
use super::nacre::{Lather, Nacre};
use super::num::{Rng, cos_turns, sin_turns};

/// What round bodies are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ball {
    /// Opaque pearls.
    Pearl,
    /// Bubbles of air in water.
    Bubble,
    /// Discs of oil lit from behind.
    Oil,
    /// Bubbles on a bed of lather.
    Foam,
}

/// Round bodies, set up for a picture.
#[derive(Debug)]
pub struct Rounds {
    matter: Ball,
    discs: Discs,
    setting: Setting,
    spread: Spread,
    bed: Vec<Blob>,
}

impl Rounds {
    /// Places the bodies in the picture.
    pub fn new(discs: Discs, matter: Ball, setting: Setting) -> Self {
        let bed = if matter == Ball::Foam {
            bed(&setting)
        } else {
            Vec::new()
        };
        Self {
            matter,
            discs,
            spread: discs.spread(&setting),
            bed,
            setting,
        }
    }

    fn nacre(&self, time: f32) -> Nacre {
        let hues = &self.setting.hues;
        Nacre {
            light: hues.body.toward(
                Light::WHITE,
                if hues.body.luminance() < 0.2 {
                    0.30
                } else {
                    0.72
                },
            ),
            body: hues.body,
            shade: hues.body.toward(hues.ink, 0.42),
            overtone: hues.accent.toward(hues.soft, 0.5).toward(Light::WHITE, 0.2),
            gloss: 0.85,
            shadow: 0.52,
            time,
        }
    }

    fn film(&self, time: f32) -> Film {
        let hues = &self.setting.hues;
        let dark = hues.stops[1].luminance() < 0.2;
        match self.matter {
            Ball::Oil => Film {
                tint: hues.body,
                depth: 1.0,
                play: [
                    hues.body.toward(Light::WHITE, 0.35),
                    hues.body.toward(hues.ink, 0.25),
                ],
                rim: 0.35,
                dark: 0.55,
                crescent: if dark { 0.42 } else { 0.50 },
                gloss: 0.35,
                shadow: 0.26,
                focus: 0.30,
                time,
            },
            _ => Film {
                tint: hues.body,
                depth: if dark { 0.10 } else { 0.22 },
                play: [
                    hues.soft.toward(Light::WHITE, 0.55),
                    hues.accent.toward(Light::WHITE, 0.25),
                ],
                rim: if self.matter == Ball::Foam {
                    0.42
                } else {
                    0.62
                },
                dark: if dark { 0.10 } else { 0.34 },
                crescent: if dark { 0.16 } else { 0.34 },
                gloss: 1.0,
                shadow: if self.matter == Ball::Foam {
                    0.20
                } else {
                    0.10
                },
                focus: 0.16,
                time,
            },
        }
    }
}

impl Motif for Rounds {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let oil = self.matter == Ball::Oil;
        let surface = Surface {
            merge: self.discs.merge,
            flat: if oil { 4000.0 } else { 1000.0 },
            dome: 1.0,
            shade: if oil { 60.0 } else { 110.0 },
            even: 0,
            pitch: 2.0,
        };
        let field = Field::new(isa, brush, &self.spread.blobs(time), &surface);
        let (nacre, film) = (self.nacre(time), self.film(time));
        let ball: &dyn Coat = match self.matter {
            Ball::Pearl => &nacre,
            Ball::Bubble | Ball::Oil | Ball::Foam => &film,
        };
        let bed = (!self.bed.is_empty()).then(|| self.lather(isa, brush, time));
        let mut layers: Vec<(&Field, &dyn Coat)> = Vec::with_capacity(2);
        if let Some((field, lather)) = &bed {
            layers.push((field, lather));
        }
        layers.push((&field, ball));
        let backdrop = Backdrop::of(&self.setting, time);
        lay(isa, brush, &backdrop, &layers);
    }
}

impl Rounds {
    /// The bed of lather at `time`.
    fn lather(&self, isa: Isa, brush: &Brush<'_>, time: f32) -> (Field, Lather) {
        let mut bed = self.bed.clone();
        for (i, blob) in bed.iter_mut().enumerate() {
            let phase = i as f32 * 0.137;
            *blob = Blob::drop(
                blob.a[0] + 9.0 * sin_turns(time + phase),
                blob.a[1] + 7.0 * cos_turns(time + phase),
                blob.ra,
            );
        }
        let surface = Surface {
            merge: 12.0,
            flat: 44.0,
            dome: 0.58,
            shade: 44.0,
            even: 2,
            pitch: 4.0,
        };
        let hues = &self.setting.hues;
        let lather = Lather {
            light: hues.body.toward(Light::WHITE, 0.75),
            shade: hues.body.toward(hues.deep, 0.30),
            shadow: 0.42,
        };
        (Field::new(isa, brush, &bed, &surface), lather)
    }
}

/// Banks of lather where the copy leaves room, made of small lumps, so that they end in bubbles and not in a line.
fn bed(setting: &Setting) -> Vec<Blob> {
    let Setting { size, keep_out, .. } = setting;
    let mut rng = Rng::new(setting.seed, 34);
    let (p, q) = (rng.unit(), rng.unit());
    let mut bed = Vec::new();
    let mut y = -30.0;
    while y < size[1] + 50.0 {
        let mut x = -30.0 + rng.range(0.0, 40.0);
        while x < size[0] + 50.0 {
            let at = [x + rng.range(-16.0, 16.0), y + rng.range(-16.0, 16.0)];
            let r = rng.range(30.0, 38.0) + 20.0 * rng.unit() * rng.unit();
            let (u, v) = (at[0] * (1.0 / 1080.0), at[1] * (1.0 / 1080.0));
            let bank = sin_turns(0.62 * u + 0.38 * v + p)
                + 0.7 * sin_turns(0.55 * v - 0.45 * u + q)
                + 0.35 * sin_turns(1.4 * u + 1.1 * v + p * 3.0);
            let room = keep_out.distance(at[0], at[1]) - r;
            if room > 44.0 + 60.0 * rng.unit() && bank + 0.30 * rng.unit() > -0.10 {
                bed.push(Blob::drop(at[0], at[1], r));
            }
            x += 43.0;
        }
        y += 38.0;
    }
    bed
}
