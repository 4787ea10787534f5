//! From a style to a painted background.

use crate::studio::paint::backdrop::Backdrop;
use crate::studio::paint::canvas::Canvas;
use crate::studio::paint::colour::Light;
use crate::studio::paint::cream::{self, Cream};
use crate::studio::paint::drips::Drips;
use crate::studio::paint::drizzle::Drizzle;
use crate::studio::paint::droplets::Droplets;
use crate::studio::paint::field::{Blob, Field, Surface};
use crate::studio::paint::gel::{self, Gel};
use crate::studio::paint::isa::Isa;
use crate::studio::paint::keepout::{KeepOut, Rect};
use crate::studio::paint::num::Rng;
use crate::studio::paint::syrup::{self, Syrup};
use crate::studio::styles::{Generator, Material, Scene, Style};

use super::layout::Plan;
use super::palette::Palette;
use super::product::Lighting;

/// What a background needs to know.
pub(super) struct Stage<'a> {
    pub isa: Isa,
    pub style: &'a Style,
    pub palette: &'a Palette,
    pub plan: &'a Plan,
    pub seed: u64,
    /// 0..1, loops.
    pub time: f32,
}

impl Stage<'_> {
    /// Paints the background of a picture.
    pub fn paint(&self, canvas: &mut Canvas) {
        let keep_out = KeepOut {
            boxes: self.plan.calm(),
        };
        let size = [canvas.width as f32, canvas.height as f32];
        match (self.style.generator, self.style.material) {
            (
                Generator::Folds {
                    frequency,
                    relief,
                    marks,
                },
                material,
            ) => {
                let cream = Cream {
                    tones: self.style.backdrop.map(|t| self.palette.tone(t)),
                    frequency,
                    relief,
                    gloss: if let Material::Cream { gloss } = material {
                        gloss
                    } else {
                        0.5
                    },
                    marks,
                    phase: Rng::new(self.seed, 2).unit() * 4.0,
                    time: self.time,
                    calm: keep_out.hull().unwrap_or(Rect::new(-9e3, -9e3, 1.0, 1.0)),
                };
                cream::paint(self.isa, canvas, &cream);
            }
            (generator, material) => {
                let backdrop = self.backdrop(size);
                let (blobs, surface) = self.liquid(generator, size, &keep_out);
                let field = Field::new(self.isa, canvas.width, canvas.height, &blobs, &surface);
                self.coat(canvas, &field, &backdrop, material);
            }
        }
    }

    fn liquid(
        &self,
        generator: Generator,
        size: [f32; 2],
        keep_out: &KeepOut,
    ) -> (Vec<Blob>, Surface) {
        match generator {
            Generator::Droplets {
                scale,
                density,
                arms,
            } => {
                let blobs = Droplets {
                    scale,
                    density,
                    arms,
                }
                .blobs(size, keep_out, self.seed, self.time);
                (
                    blobs,
                    Surface {
                        merge: 16.0,
                        flat: 95.0,
                        dome: 0.59,
                        shade: 130.0,
                        even: 0,
                    },
                )
            }
            Generator::Drizzle {
                scale,
                spacing,
                slant,
            } => {
                let blobs = Drizzle {
                    scale,
                    spacing,
                    slant,
                }
                .blobs(size, keep_out, self.seed, self.time);
                (
                    blobs,
                    Surface {
                        merge: 8.0,
                        flat: 24.0,
                        dome: 0.80,
                        shade: 34.0,
                        even: 2,
                    },
                )
            }
            Generator::Drips { scale, length } => {
                let drips = Drips {
                    scale,
                    length,
                    sheet: 118.0,
                };
                let blobs = drips.blobs(size, keep_out, self.seed, self.time);
                (
                    blobs,
                    Surface {
                        merge: 26.0,
                        flat: 50.0,
                        dome: 0.80,
                        shade: 44.0,
                        even: 7,
                    },
                )
            }
            Generator::Folds { .. } => (
                Vec::new(),
                Surface {
                    merge: 8.0,
                    flat: 8.0,
                    dome: 0.5,
                    shade: 8.0,
                    even: 0,
                },
            ),
        }
    }

    fn coat(&self, canvas: &mut Canvas, field: &Field, backdrop: &Backdrop, material: Material) {
        let liquid = self.palette.tone(self.style.liquid);
        let paper = self.palette.tone(self.style.backdrop[0]);
        if let Material::Syrup { absorb, cloud } = material {
            let syrup = Syrup {
                colour: liquid,
                depth: 14.0 / absorb,
                cloud,
                refract: 1.1,
                gloss: 1.0,
                strip: if matches!(self.style.generator, Generator::Drizzle { .. }) {
                    0.17
                } else {
                    0.085
                },
                shadow: 0.40,
                focus: 0.34,
                ripple: 5.0,
                time: self.time,
            };
            syrup::paint(self.isa, canvas, field, backdrop, &syrup);
            return;
        }
        let (absorb, gloss) = if let Material::Gel { absorb, gloss } = material {
            (absorb, gloss)
        } else {
            (1.0, 1.0)
        };
        let gel = Gel {
            tint: liquid,
            absorb,
            refract: 1.5,
            gloss,
            room: 1.1,
            shadow: 0.34,
            focus: 0.42,
            focus_tint: paper.toward(Light::WHITE, 0.4),
        };
        gel::paint(self.isa, canvas, field, backdrop, &gel);
    }

    fn backdrop(&self, size: [f32; 2]) -> Backdrop {
        let stops = self.style.backdrop.map(|t| self.palette.tone(t));
        let product = self.plan.product.rect;
        let standing = self.style.scene == Scene::Standing;
        let floor = if standing {
            product.bottom() - product.h.min(product.w * 2.4) * 0.13
        } else {
            1e6
        };
        Backdrop {
            stops,
            glow: Light::WHITE.toward(stops[0], 0.4).times(self.style.glow),
            focus: product.centre(),
            size,
            floor,
            ground: [stops[1].toward(stops[0], 0.5), stops[2]],
            vignette: 0.34,
            beam: self.style.beam,
            time: self.time,
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
        }
    }
}
