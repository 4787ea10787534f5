//! Liquids on a backdrop: a pour (where the liquid is) with a coat (what it is made of).

use super::backdrop::Backdrop;
use super::canvas::Canvas;
use super::colour::Light;
use super::drips::Drips;
use super::drizzle::Drizzle;
use super::droplets::Droplets;
use super::field::{Blob, Field, Surface};
use super::gel::{self, Gel};
use super::isa::Isa;
use super::motif::{Motif, Setting};
use super::syrup::{self, Syrup};

/// Where the liquid is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pour {
    /// Drops strewn on a surface.
    Droplets(Droplets),
    /// Threads laid across.
    Drizzle(Drizzle),
    /// Drips from the top.
    Drips(Drips),
}

/// What the liquid is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coat {
    /// Clear drops.
    Gel {
        /// Depth of colour.
        absorb: f32,
        /// Strength of the mirrored lamps.
        gloss: f32,
    },
    /// Thick syrup.
    Syrup {
        /// Depth of colour.
        absorb: f32,
        /// 0 clear .. 1 opaque.
        cloud: f32,
    },
}

/// A liquid, set up for a picture.
#[derive(Debug)]
pub struct Liquid {
    /// Where it is.
    pub pour: Pour,
    /// What it is made of.
    pub coat: Coat,
    /// The picture.
    pub setting: Setting,
}

impl Motif for Liquid {
    fn paint(&self, isa: Isa, canvas: &mut Canvas, time: f32) {
        let backdrop = Backdrop::of(&self.setting, time);
        let field = Field::new(
            isa,
            canvas.width,
            canvas.height,
            &self.blobs(time),
            &self.surface(),
        );
        match self.coat {
            Coat::Gel { absorb, gloss } => {
                let gel = self.gel(absorb, gloss);
                gel::paint(isa, canvas, &field, &backdrop, &gel);
            }
            Coat::Syrup { absorb, cloud } => {
                let syrup = self.syrup(absorb, cloud, time);
                syrup::paint(isa, canvas, &field, &backdrop, &syrup);
            }
        }
    }
}

impl Liquid {
    fn blobs(&self, time: f32) -> Vec<Blob> {
        let Setting {
            size,
            keep_out,
            seed,
            ..
        } = &self.setting;
        match &self.pour {
            Pour::Droplets(droplets) => droplets.blobs(*size, keep_out, *seed, time),
            Pour::Drizzle(drizzle) => drizzle.blobs(*size, keep_out, *seed, time),
            Pour::Drips(drips) => drips.blobs(*size, keep_out, *seed, time),
        }
    }

    fn surface(&self) -> Surface {
        match self.pour {
            Pour::Droplets(_) => Surface {
                merge: 16.0,
                flat: 95.0,
                dome: 0.59,
                shade: 130.0,
                even: 0,
            },
            Pour::Drizzle(_) => Surface {
                merge: 8.0,
                flat: 24.0,
                dome: 0.80,
                shade: 34.0,
                even: 2,
            },
            Pour::Drips(_) => Surface {
                merge: 26.0,
                flat: 50.0,
                dome: 0.80,
                shade: 44.0,
                even: 7,
            },
        }
    }

    fn gel(&self, absorb: f32, gloss: f32) -> Gel {
        Gel {
            tint: self.setting.hues.body,
            absorb,
            refract: 1.5,
            gloss,
            room: 1.1,
            shadow: 0.34,
            focus: 0.42,
            focus_tint: self.setting.hues.stops[0].toward(Light::WHITE, 0.4),
        }
    }

    fn syrup(&self, absorb: f32, cloud: f32, time: f32) -> Syrup {
        Syrup {
            colour: self.setting.hues.body,
            depth: 14.0 / absorb,
            cloud,
            refract: 1.1,
            gloss: 1.0,
            // Thin threads need a wider lamp to show a line at all.
            strip: if matches!(self.pour, Pour::Drizzle(_)) {
                0.17
            } else {
                0.085
            },
            shadow: 0.40,
            focus: 0.34,
            ripple: 5.0,
            time,
        }
    }
}
