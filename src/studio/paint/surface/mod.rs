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

use super::brush::Brush;
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
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        if brush.width == 0 || brush.height == 0 {
            return;
        }
        let setting = &self.setting;
        let look = self.matter.look();
        let skin = Skin::new(look, setting.hues, self.gloss, setting.size);
        let mesh = Mesh::new(brush, self.relief.cell(), look.reach);
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
        let (width, depth) = (brush.width, look.grain_at(brush.step));
        weave(brush, &mesh, planes, &nodes, |y, woven, out| {
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
    use crate::studio::paint::trial::{self, Named};

    const SIZE: (u32, u32) = (324, 576);

    /// One motif of each kind and shape, with its name.
    fn surfaces() -> Vec<Named> {
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
        .map(|(relief, matter)| -> Named {
            let surface = Surface::new(relief, matter, 0.5, setting());
            (format!("{relief:?}"), Box::new(surface))
        })
        .into_iter()
        .chain(others())
        .collect()
    }

    fn others() -> [Named; 3] {
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
        trial::setting(SIZE)
    }

    #[test]
    fn every_instruction_set_paints_the_same_surface() {
        trial::is_the_same_on_every_set(&surfaces(), SIZE, &[2]);
    }

    #[test]
    fn surfaces_move_and_their_loops_close() {
        trial::moves_and_closes(&surfaces(), SIZE, (0.17, 0.4));
    }

    #[test]
    fn a_coarse_surface_is_the_fine_one_made_small() {
        trial::is_the_fine_one_made_small(&surfaces(), SIZE);
    }
}
