//! Liquids on a backdrop: a pour (where the liquid is) with a coat (what it is made of).

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::drips::{Drips, Hung};
use super::drizzle::{Drizzle, Laid};
use super::droplets::{Droplets, Strewn};
use super::field::{Field, Surface};
use super::gel::{Gel, GelCoat};
use super::isa::Isa;
use super::lay::lay;
use super::motif::{Motif, Setting};
use super::syrup::{Syrup, SyrupCoat};

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

/// What has been placed in the picture.
#[derive(Debug)]
enum Placed {
    Strewn(Strewn),
    Laid(Laid),
    Hung(Hung),
}

/// A liquid, set up for a picture.
#[derive(Debug)]
pub struct Liquid {
    pour: Pour,
    coat: Coat,
    setting: Setting,
    placed: Placed,
}

impl Motif for Liquid {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let backdrop = Backdrop::of(&self.setting, time);
        let blobs = match &self.placed {
            Placed::Strewn(strewn) => strewn.blobs(time),
            Placed::Laid(laid) => laid.blobs(time),
            Placed::Hung(hung) => hung.blobs(time),
        };
        let field = Field::new(isa, brush, &blobs, &self.surface());
        match self.coat {
            Coat::Gel { absorb, gloss } => {
                let gel = self.gel(absorb, gloss);
                let coat = GelCoat { gel, backdrop };
                lay(isa, brush, &backdrop, &[(&field, &coat)]);
            }
            Coat::Syrup { absorb, cloud } => {
                let syrup = self.syrup(absorb, cloud, time);
                let coat = SyrupCoat { syrup, backdrop };
                lay(isa, brush, &backdrop, &[(&field, &coat)]);
            }
        }
    }
}

impl Liquid {
    /// Places the liquid in the picture.
    pub fn new(pour: Pour, coat: Coat, setting: Setting) -> Self {
        let Setting {
            size,
            keep_out,
            seed,
            ..
        } = &setting;
        let placed = match &pour {
            Pour::Droplets(droplets) => Placed::Strewn(droplets.strew(*size, keep_out, *seed)),
            Pour::Drizzle(drizzle) => Placed::Laid(drizzle.lay(*size, keep_out, *seed)),
            Pour::Drips(drips) => Placed::Hung(drips.hang(*size, keep_out, *seed)),
        };
        Self {
            pour,
            coat,
            setting,
            placed,
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
                pitch: 2.0,
            },
            Pour::Drizzle(_) => Surface {
                merge: 12.0,
                flat: 40.0,
                dome: 0.80,
                shade: 34.0,
                even: 2,
                pitch: 2.0,
            },
            Pour::Drips(_) => Surface {
                merge: 26.0,
                flat: 50.0,
                dome: 0.80,
                shade: 44.0,
                even: 7,
                pitch: 4.0,
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
            broad: false,
            time,
        }
    }
}
