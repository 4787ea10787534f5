//! Surfaces that fill the picture: a relief (height field) times a matter (how it takes the light).
//!
//! Heights and all soft shading live on a [`mesh`]; pixels only add highlights and grain. Nothing here knows of copy or
//! products beyond the setting's areas: behind copy every surface is stroked smooth.

mod caustics;
mod cloth;
mod grain;
mod matter;
mod mesh;
mod pleats;
mod relief;
mod shapes;
mod solids;
mod terrazzo;

pub use caustics::{Caustics, Pool};
pub use cloth::Cloth;
pub use matter::Matter;
pub use pleats::{PleatedSatin, Pleats};
pub use relief::{Folds, Relief};
pub use shapes::{Drape, Dunes, Rings, Swirl};
pub use solids::{Facets, Lustre, Smear, Veins};
pub use terrazzo::{Slab, Terrazzo};

use super::canvas::Canvas;
use super::isa::Isa;
use super::motif::{Motif, Setting};
use super::num::Rng;
use grain::Grain;
use matter::{
    Heights, MATT_PLANES, PLANES, Pairs, Skin, finish, readable, roughen, shade, shade_matt,
};
use mesh::{Calm, Mesh, weave};
use relief::Row;

/// A surface, set up for a picture.
#[derive(Debug)]
pub struct Surface {
    relief: Relief,
    matter: Matter,
    gloss: f32,
    setting: Setting,
    calm: Calm,
    grain: Grain,
}

impl Surface {
    /// A surface of that shape and matter; `gloss` is the strength of its highlights.
    pub fn new(relief: Relief, matter: Matter, gloss: f32, setting: Setting) -> Self {
        Self {
            relief,
            matter,
            gloss,
            calm: Calm::new(setting.size, &setting.keep_out, 230.0),
            grain: if matter.look().grain_at(1.0) > 0.0 {
                Grain::new(setting.seed, setting.size[0])
            } else {
                Grain::none(setting.size[0])
            },
            setting,
        }
    }
}

impl Motif for Surface {
    fn paint(&self, isa: Isa, canvas: &mut Canvas, time: f32) {
        if canvas.width == 0 || canvas.height == 0 {
            return;
        }
        let setting = &self.setting;
        let look = self.matter.look();
        let skin = Skin::new(look, setting.hues, self.gloss, setting.size);
        let mesh = Mesh::new(canvas, self.relief.cell(), look.reach);
        let columns = mesh.columns();
        let phase = Rng::new(setting.seed, 2).unit() * 4.0;
        let view = cloth::view(setting);
        let field = mesh.field(2, |y, row| {
            let (z, aux) = row.split_at_mut(columns);
            let at = Row {
                x: mesh.place(0),
                y,
                gap: mesh.gap,
                time,
                phase,
                focus: setting.product.centre(),
                view: &view,
            };
            self.relief.fill(isa, &at, z, aux);
        });
        // Toward the lamp, as far as the matter looks for what stands in its way.
        let (ahead, up) = (mesh.nodes(look.reach * 0.65), mesh.nodes(look.reach * 0.77));
        let (lead, wide) = (mesh.lead, mesh.size[0]);
        let calm = self.calm.over(&mesh);
        let matt = look.is_matt();
        let planes = if matt { MATT_PLANES } else { PLANES };
        let nodes = mesh.planes(planes, |j, out| {
            let z = |j: usize| &field[j * columns * 2..j * columns * 2 + columns];
            let here = j + lead;
            let (x, y) = (mesh.place(lead), mesh.place(here));
            let heights = Heights {
                y,
                x,
                gap: mesh.gap,
                here: &z(here)[lead - 1..],
                above: &z(here - 1)[lead..],
                below: &z(here + 1)[lead..],
                toward: &z(here - up)[lead - ahead..],
                aux: &field[here * columns * 2 + columns + lead..],
                wild: &calm[j * wide..(j + 1) * wide],
            };
            if matt {
                shade_matt(isa, &skin, &heights, out);
            } else {
                shade(isa, &skin, &heights, out);
            }
        });
        let (width, depth) = (canvas.width, look.grain_at(canvas.step));
        weave(canvas, &mesh, planes, &nodes, |y, woven, out| {
            let grain = self.grain.row(y, width);
            if matt {
                roughen(isa, &Pairs::new(woven, width, grain, depth), out);
            } else {
                finish(isa, &skin, &Pairs::new(woven, width, grain, depth), out);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::paint::colour::Light;
    use crate::studio::paint::keepout::{KeepOut, Rect};
    use crate::studio::paint::motif::Hues;

    /// One motif of each kind and shape, with its name.
    fn surfaces() -> Vec<(String, Box<dyn Motif>)> {
        let folds = Folds {
            frequency: 1.0,
            relief: 150.0,
            marks: 1.0,
        };
        let swirl = Swirl {
            turns: 7.0,
            relief: 84.0,
            marks: 1.0,
        };
        let drape = Drape {
            frequency: 2.6,
            relief: 120.0,
            slant: 0.09,
        };
        let dunes = Dunes {
            ripple: 62.0,
            relief: 190.0,
        };
        let rings = Rings {
            wave: 92.0,
            relief: 22.0,
        };
        let smear = Smear {
            width: 0.17,
            relief: 70.0,
            slant: -0.04,
        };
        let veins = Veins {
            frequency: 2.0,
            width: 1.0,
            wander: 1.0,
        };
        let facets = Facets {
            frequency: 3.0,
            relief: 260.0,
        };
        let lustre = Lustre {
            frequency: 1.0,
            relief: 40.0,
            bands: 1.0,
        };
        [
            (Relief::Rings(rings), Matter::Water),
            (Relief::Smear(smear), Matter::Clay),
            (Relief::Veins(veins), Matter::Stone),
            (Relief::Facets(facets), Matter::Ice),
            (Relief::Lustre(lustre), Matter::Nacre),
            (Relief::Folds(folds), Matter::Cream),
            (Relief::Swirl(swirl), Matter::Cream),
            (Relief::Drape(drape), Matter::Silk),
            (Relief::Dunes(dunes), Matter::Sand),
        ]
        .map(|(relief, matter)| -> (String, Box<dyn Motif>) {
            let surface = Surface::new(relief, matter, 0.5, setting());
            (format!("{relief:?}"), Box::new(surface))
        })
        .into_iter()
        .chain(others())
        .collect()
    }

    fn others() -> [(String, Box<dyn Motif>); 3] {
        let pleats = Pleats {
            count: 6.0,
            slant: 0.03,
            fan: 0.1,
            gloss: 0.5,
        };
        let caustics = Caustics {
            waves: 3.0,
            depth: 1.0,
            bright: 0.3,
        };
        let terrazzo = Terrazzo {
            chip: 120.0,
            density: 0.3,
            gloss: 0.5,
        };
        [
            (
                "pleats".to_owned(),
                Box::new(PleatedSatin::new(pleats, setting())),
            ),
            (
                "caustics".to_owned(),
                Box::new(Pool::new(caustics, setting())),
            ),
            (
                "terrazzo".to_owned(),
                Box::new(Slab::new(terrazzo, setting())),
            ),
        ]
    }

    fn setting() -> Setting {
        let tone = Light::from_rgb8;
        Setting {
            size: [324.0, 576.0],
            keep_out: KeepOut {
                boxes: vec![Rect::new(60.0, 90.0, 200.0, 60.0)],
            },
            product: Rect::new(110.0, 260.0, 100.0, 220.0),
            floor: None,
            hues: Hues {
                stops: [
                    tone([250, 240, 232]),
                    tone([233, 191, 174]),
                    tone([160, 110, 90]),
                ],
                body: tone([233, 191, 174]),
                light: tone([246, 231, 223]),
                soft: tone([233, 191, 174]),
                deep: tone([201, 143, 124]),
                ink: tone([91, 47, 38]),
                accent: tone([226, 184, 119]),
            },
            glow: 0.1,
            beam: 0.0,
            seed: 7,
        }
    }

    fn bytes(surface: &dyn Motif, isa: Isa, step: u32, time: f32) -> Vec<u8> {
        let mut canvas = Canvas::coarse((324, 576), step);
        surface.paint(isa, &mut canvas, time);
        canvas.to_rgb8(isa)
    }

    /// Mean difference of two pictures, in 8-bit steps.
    fn apart(a: &[u8], b: &[u8]) -> f64 {
        let sum: f64 = a
            .iter()
            .zip(b)
            .map(|(a, b)| f64::from(a.abs_diff(*b)))
            .sum();
        sum / a.len() as f64
    }

    #[test]
    fn every_instruction_set_paints_the_same_surface() {
        for (name, surface) in surfaces() {
            let wanted = bytes(&*surface, Isa::BASELINE, 2, 0.3);
            for isa in Isa::available() {
                assert!(bytes(&*surface, isa, 2, 0.3) == wanted, "{isa:?} {name}");
            }
        }
    }

    #[test]
    fn surfaces_move_and_their_loops_close() {
        let isa = Isa::detect();
        for (name, surface) in surfaces() {
            let at = |time| bytes(&*surface, isa, 2, time);
            let closing = apart(&at(1.0 - 1.0 / 180.0), &at(1.0));
            let usual = (0..4).map(|i| i as f32 * 0.21);
            let usual = usual.map(|t| apart(&at(t), &at(t + 1.0 / 180.0)));
            let most = usual.fold(0.0, f64::max);
            assert!(closing <= most * 1.6 + 0.05, "{closing} {most} {name}");
            assert!(apart(&at(0.0), &at(1.0)) < 0.05, "{name}");
            assert!(apart(&at(0.0), &at(0.17)) > 0.4, "{name}");
        }
    }

    #[test]
    fn a_coarse_surface_is_the_fine_one_made_small() {
        let isa = Isa::detect();
        for (name, surface) in surfaces() {
            let (fine, coarse) = (bytes(&*surface, isa, 1, 0.1), bytes(&*surface, isa, 4, 0.1));
            let mut small = Vec::with_capacity(coarse.len());
            for y in 0..144 {
                for x in 0..81 {
                    for c in 0..3 {
                        let block = (0..16).map(|i| {
                            u32::from(fine[((y * 4 + i / 4) * 324 + x * 4 + i % 4) * 3 + c])
                        });
                        small.push((block.sum::<u32>() / 16) as u8);
                    }
                }
            }
            let far = apart(&small, &coarse);
            assert!(far < 4.0, "{far} {name}");
        }
    }
}
