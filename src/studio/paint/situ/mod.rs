//! Lifestyle scenes: a place where the product stands, drawn around the place that the layout gave it.
//!
//! A scene is a set (wall and ground, drawn once) in a light that moves; water and cloth move themselves. The lamp stands
//! at the top left in front. Copy lies on the wall or the sky, which are calm; nothing here draws the product or its
//! shadow.

mod shelf;
mod shore;
mod sunwall;
mod tiles;
pub(in crate::studio::paint) mod view;
mod water;

use std::sync::OnceLock;

use serde::Deserialize;

pub use shelf::Shelf;
pub use shore::Shore;
pub use sunwall::SunWall;
pub use tiles::Tiles;
pub use water::Water;

use super::brush::Brush;
use super::canvas::{Canvas, place};
use super::flow::Flow;
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{float, mix, sat, smoothstep};
use super::shadows::{Shadows, Sunlight};
use super::surface::{Cloth, Matter, Relief, Surface};
use water::Shallows;

/// A place and its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// A slab of travertine in front of plaster.
    Shelf(Shelf),
    /// Glazed tiles over a polished counter.
    Tiles(Tiles),
    /// Combed sand under a clear sky.
    Shore(Shore),
    /// Silk that falls from behind and over the ground.
    Cloth(Cloth),
    /// A wall in the sun, leaves in front of it.
    SunWall(SunWall),
    /// Shallow water in front of a wall.
    Water(Water),
}

impl Place {
    /// Sets the scene up for a picture.
    pub fn motif(self, setting: Setting) -> Box<dyn Motif> {
        let set = match self {
            Self::Shelf(shelf) => Set::Shelf(shelf::Slab::new(shelf, &setting)),
            Self::Tiles(tiles) => Set::Tiles(tiles::Tiled::new(tiles, &setting)),
            Self::Shore(shore) => Set::Shore(shore::Beach::new(shore, &setting)),
            Self::SunWall(wall) => Set::SunWall(sunwall::Plaster::new(wall, &setting)),
            Self::Cloth(cloth) => {
                return Box::new(Surface::new(
                    Relief::Cloth(cloth),
                    Matter::Silk,
                    cloth.gloss,
                    setting,
                ));
            }
            Self::Water(water) => return Box::new(Shallows::new(water, &setting)),
        };
        let leaves = match self {
            Self::SunWall(wall) => Some(Sunlight::new(
                Shadows {
                    form: wall.form,
                    scale: wall.scale,
                    soft: wall.soft,
                    depth: 1.0,
                },
                setting.clone(),
            )),
            _ => None,
        };
        Box::new(Situ {
            free: Lowres::free(setting.size, PITCH, &setting.keep_out, 260.0),
            set,
            leaves,
            setting,
            drawn: OnceLock::new(),
        })
    }
}

/// Pixels between points of the grid of light.
const PITCH: usize = 4;

/// What stands still in a scene.
#[derive(Debug)]
enum Set {
    Shelf(shelf::Slab),
    Tiles(tiles::Tiled),
    Shore(shore::Beach),
    SunWall(sunwall::Plaster),
}

impl Set {
    /// Draws a row of the set: `x0` is its first pixel, `step` the distance of pixels.
    fn draw(&self, isa: Isa, y: f32, x0: f32, step: f32, out: &mut [f32]) {
        match self {
            Self::Shelf(slab) => shelf::base(isa, slab, y, x0, step, out),
            Self::Tiles(tiled) => tiles::base(isa, tiled, y, x0, step, out),
            Self::Shore(beach) => shore::base(isa, beach, y, x0, step, out),
            Self::SunWall(plaster) => sunwall::base(isa, plaster, y, x0, step, out),
        }
    }
}

/// A set in moving light, set up for a picture.
#[derive(Debug)]
struct Situ {
    set: Set,
    leaves: Option<Sunlight>,
    setting: Setting,
    /// How free each point is for the play of light: it is even behind copy.
    free: Lowres,
    /// The set at the resolution that was asked for first: films ask for it again and again.
    drawn: OnceLock<Drawn>,
}

/// A set, drawn for one resolution.
#[derive(Debug)]
struct Drawn {
    step: f32,
    size: [usize; 2],
    canvas: Canvas,
}

impl Situ {
    fn draw(&self, isa: Isa, like: &Brush<'_>) -> Canvas {
        let mut canvas = Canvas::new(like.width, like.height);
        let step = like.step;
        canvas.par_rows(|y, row| {
            self.set
                .draw(isa, place(y, step), place(0, step), step, row)
        });
        canvas
    }

    /// How much of the key light reaches each point at `time`, 0..=1.
    fn light(&self, isa: Isa, time: f32) -> Lowres {
        let setting = &self.setting;
        let mut light = Lowres::new(setting.size, PITCH, 1);
        match (&self.leaves, &self.set) {
            (Some(leaves), Set::SunWall(plaster)) => {
                let shade = leaves.shade(isa, time);
                let floor = plaster.view.floor;
                let cols = light.cols;
                light.fill(|y, row| {
                    // On the ground the same shadows lie, stretched toward the eye and to the right.
                    let down = if y > floor { y - floor } else { 0.0 };
                    let from = (y + down * 1.5) / PITCH as f32;
                    let right = (down * 0.8) as usize / PITCH;
                    let shade = shade.channel(from as isize, 0);
                    let free = self.free.channel((y / PITCH as f32) as isize, 0);
                    for (i, v) in row.iter_mut().enumerate() {
                        let lit = shade[i.saturating_sub(right).min(cols - 1)];
                        *v = mix(0.94, lit, mix(0.14, 1.0, free[i]));
                    }
                });
            }
            _ => {
                let flows = [
                    Flow::at(time, 1.0, setting.seed.wrapping_add(5)),
                    Flow::at(time + 0.4, 1.0, setting.seed.wrapping_add(6)),
                ];
                light.fill(|y, row| {
                    let free = self.free.channel((y / PITCH as f32) as isize, 0);
                    dapple(isa, &flows, y, free, row);
                });
            }
        }
        light
    }

    /// What is left of the light in the shade, and what there is in full light.
    fn range(&self) -> [[f32; 3]; 2] {
        let shade = self.setting.hues.stops[2].0;
        let depth = if self.leaves.is_some() { 0.52 } else { 0.20 };
        let top = shade.iter().copied().fold(0.05, f32::max);
        let full = if self.leaves.is_some() { 1.06 } else { 1.03 };
        [
            shade.map(|v| 1.0 - depth * (1.0 - 0.45 * v / top)),
            [full; 3],
        ]
    }
}

/// Light through a far tree: large soft patches that wander.
#[inline(always)]
fn dapple_kernel(flows: &[Flow; 2], y: f32, free: &[f32], row: &mut [f32]) {
    for (i, (v, free)) in row.iter_mut().zip(free).enumerate() {
        let x = float(i * PITCH);
        let (a, b) = (x + 0.45 * y, y - 0.35 * x);
        let n = flows[0].noise(a * (1.0 / 520.0), b * (1.0 / 760.0))
            + 0.4 * flows[1].noise(a * (1.0 / 240.0), b * (1.0 / 380.0));
        let lit = smoothstep(-0.85, 0.45, n);
        *v = mix(0.80, lit, mix(0.25, 1.0, sat(*free)));
    }
}

kernel!(fn dapple = dapple_kernel(flows: &[Flow; 2], y: f32, free: &[f32], row: &mut [f32]));

#[inline(always)]
fn shine_kernel(drawn: &[f32], light: &[f32], range: &[[f32; 3]; 2], out: &mut [f32]) {
    let n = light.len();
    for ((out, drawn), c) in out.chunks_exact_mut(n).zip(drawn.chunks_exact(n)).zip(0..3) {
        let (low, more) = (range[0][c], range[1][c] - range[0][c]);
        for ((o, d), l) in out.iter_mut().zip(drawn).zip(light) {
            *o = *d * (low + more * *l);
        }
    }
}

kernel!(fn shine = shine_kernel(drawn: &[f32], light: &[f32], range: &[[f32; 3]; 2], out: &mut [f32]));

impl Motif for Situ {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let (width, step) = (brush.width, brush.step);
        if width == 0 || brush.height == 0 {
            return;
        }
        let size = [width, brush.height];
        let drawn = self.drawn.get_or_init(|| Drawn {
            step,
            size,
            canvas: self.draw(isa, brush),
        });
        let other;
        let set = if drawn.step == step && drawn.size == size {
            &drawn.canvas
        } else {
            other = self.draw(isa, brush);
            &other
        };
        let light = self.light(isa, time);
        let range = self.range();
        brush.par_rows_with(
            || vec![0.0; width],
            |line, y, row| {
                light.stretch_row(isa, y, step, line);
                shine(isa, set.row(y), line, &range, row);
            },
        );
    }
}
