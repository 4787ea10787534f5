//! From a style, a palette and a plan to a background that can be painted.

use crate::studio::paint::colour::Light;
use crate::studio::paint::dewy::DewyGlass;
use crate::studio::paint::flutes::FlutedGlass;
use crate::studio::paint::glow::Radiance;
use crate::studio::paint::keepout::KeepOut;
use crate::studio::paint::lens::Shine;
use crate::studio::paint::liquid::{Coat, Liquid, Pour};
use crate::studio::paint::melt::LiquidMetal;
use crate::studio::paint::motif::{Hues, Motif, Setting};
use crate::studio::paint::pieces::Floating;
use crate::studio::paint::rounds::{Ball, Rounds};
use crate::studio::paint::shadows::Sunlight;
use crate::studio::paint::sheet::Spilled;
use crate::studio::paint::smoke::Plume;
use crate::studio::paint::surface::{Matter, PleatedSatin, Pool, Relief, Slab, Surface};
use crate::studio::paint::vapour::{Air, Volume};
use crate::studio::styles::{Generator, Material, Style};

use super::AdSpec;
use super::layout::Plan;
use super::palette::Palette;
use super::product::Lighting;

/// What a background needs to know.
pub(super) struct Stage<'a> {
    pub style: &'a Style,
    pub palette: &'a Palette,
    pub plan: &'a Plan,
    pub seed: u64,
}

impl<'a> Stage<'a> {
    /// The stage of an ad that is laid out as `plan`.
    pub fn of(spec: &AdSpec<'a>, plan: &'a Plan) -> Self {
        Self {
            style: spec.style,
            palette: spec.palette,
            plan,
            seed: spec.seed,
        }
    }
}

impl Stage<'_> {
    /// Sets the background up for a picture of that size.
    pub fn motif(&self, size: [f32; 2]) -> Box<dyn Motif> {
        let setting = self.setting(size);
        let liquid = |pour, setting| {
            let coat = match self.style.material {
                Material::Gel { absorb, gloss } => Coat::Gel { absorb, gloss },
                Material::Syrup { absorb, cloud } => Coat::Syrup { absorb, cloud },
                Material::Cream { gloss } | Material::Surface { gloss, .. } => {
                    Coat::Gel { absorb: 1.0, gloss }
                }
                _ => Coat::Gel {
                    absorb: 1.0,
                    gloss: 1.0,
                },
            };
            Box::new(Liquid::new(pour, coat, setting))
        };
        match self.style.generator {
            Generator::Glow(glow) => Box::new(Radiance::new(glow, self.air().density, setting)),
            Generator::Lights(lights) => Box::new(Shine::new(lights, self.air().density, setting)),
            Generator::Pieces(pieces) => Box::new(Floating::new(pieces, setting)),
            Generator::Shadows(shadows) => Box::new(Sunlight::new(shadows, setting)),
            Generator::Situ(place) => place.motif(setting),
            Generator::Smoke(smoke) => Box::new(Plume::new(smoke, self.air(), setting)),
            Generator::Vapour(vapour) => Box::new(Volume::new(vapour, self.air(), setting)),
            Generator::Droplets(droplets) => liquid(Pour::Droplets(droplets), setting),
            Generator::Drizzle(drizzle) => liquid(Pour::Drizzle(drizzle), setting),
            Generator::Drips(drips) => liquid(Pour::Drips(drips), setting),
            Generator::Folds(folds) => self.surface(Relief::Folds(folds), setting),
            Generator::Surface(relief) => self.surface(relief, setting),
            Generator::Pleats(pleats) => Box::new(PleatedSatin::new(pleats, setting)),
            Generator::Caustics(caustics) => Box::new(Pool::new(caustics, setting)),
            Generator::Terrazzo(terrazzo) => Box::new(Slab::new(terrazzo, setting)),
            Generator::Flutes(flutes) => Box::new(FlutedGlass::new(flutes, setting)),
            Generator::Melt(melt) => Box::new(LiquidMetal::new(melt, setting)),
            Generator::Sheet(sheet) => Box::new(Spilled::new(sheet, setting)),
            Generator::Dew(dew) => Box::new(DewyGlass::new(dew, setting)),
            Generator::Discs(discs) => Box::new(Rounds::new(
                discs,
                match self.style.material {
                    Material::Round { of } => of,
                    _ => Ball::Bubble,
                },
                setting,
            )),
        }
    }

    fn air(&self) -> Air {
        match self.style.material {
            Material::Air { density, shade } => Air { density, shade },
            _ => Air {
                density: 1.0,
                shade: 0.3,
            },
        }
    }

    /// A surface of the style's matter; any other material lends it nothing but a middling gloss.
    fn surface(&self, relief: Relief, setting: Setting) -> Box<dyn Motif> {
        let (matter, gloss) = match self.style.material {
            Material::Cream { gloss } => (Matter::Cream, gloss),
            Material::Surface { of, gloss } => (of, gloss),
            _ => (Matter::Cream, 0.5),
        };
        Box::new(Surface::new(relief, matter, gloss, setting))
    }

    pub fn setting(&self, size: [f32; 2]) -> Setting {
        let product = self.plan.product.rect;
        let floor = product.bottom() - product.h.min(product.w * 2.4) * 0.13;
        Setting {
            size,
            keep_out: KeepOut {
                boxes: self.plan.calm(),
            },
            product,
            floor: self.style.scene.stands().then_some(floor),
            hues: Hues {
                stops: self.style.backdrop.map(|t| self.palette.tone(t)),
                body: self.palette.tone(self.style.liquid),
                light: self.palette.light,
                soft: self.palette.soft,
                deep: self.palette.deep,
                ink: self.palette.ink,
                accent: self.palette.accent,
            },
            glow: self.style.glow,
            beam: self.style.beam,
            seed: self.seed,
        }
    }

    /// How the product is lit in this scene.
    pub fn lighting(&self) -> Lighting {
        let ground = self.palette.tone(self.style.backdrop[1]);
        let dark = ground.luminance() < 0.12;
        let top = ground.0.iter().copied().fold(0.05, f32::max);
        Lighting {
            shade: self.palette.ink.times(if dark { 0.2 } else { 0.8 }),
            depth: if dark { 0.9 } else { 0.85 },
            bounce: Light(ground.0.map(|v| v / top)),
            level: if dark { 0.92 } else { 1.0 },
            footing: self.style.footing,
        }
    }
}
