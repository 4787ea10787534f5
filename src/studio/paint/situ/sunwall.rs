//! A rough plastered wall and a ground of the same, for the sun to fall on.

use serde::Deserialize;

use super::view::View;
use crate::studio::paint::flow::Flow;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::motif::Setting;
use crate::studio::paint::num::{float, max, mix, sat, smoothstep};
use crate::studio::paint::shadows::Cast;

/// How a sunlit wall looks.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct SunWall {
    /// What stands between the sun and the wall.
    pub form: Cast,
    /// Size factor of the leaves: 1 is the common look.
    pub scale: f32,
    /// Width of the half shadow in pixels.
    pub soft: f32,
    /// Roughness of the plaster.
    pub rough: f32,
}

/// A wall, set up for a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plaster {
    pub view: View,
    rough: f32,
    wall: [f32; 3],
    ground: [f32; 3],
    noise: [Flow; 3],
}

impl Plaster {
    pub fn new(wall: SunWall, setting: &Setting) -> Self {
        let [tone, ground, _] = setting.hues.stops.map(|tone| tone.0);
        Self {
            view: View::new(setting, 0.095, 0.36),
            rough: wall.rough,
            wall: tone,
            ground,
            noise: [1, 2, 3].map(|n| Flow::at(0.0, 1.0, setting.seed.wrapping_add(n))),
        }
    }
}

#[inline(always)]
fn base_kernel(s: &Plaster, y: f32, x0: f32, step: f32, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let v = &s.view;
    let [n0, n1, n2] = &s.noise;
    // A gentle cove, not a knife edge.
    let on_ground = smoothstep(v.floor - 0.006 * v.unit, v.floor + 0.010 * v.unit, y);
    for i in 0..n {
        let x = x0 + float(i) * step;
        let key = v.key(x, y);
        let [gx, gz] = v.ground(x, max(y, v.floor));
        let (tx, ty) = (mix(x, gx, on_ground), mix(y, gz * 0.5, on_ground));
        // Strokes of the trowel: long and shallow; what they leave is fine and sandy. Only their slope is seen.
        let trowel = |x: f32, y: f32| {
            n0.noise(
                x * 0.0048 + 0.6 * n2.noise(x * 0.002, y * 0.003),
                y * 0.0095,
            ) + 0.55 * n1.noise(x * 0.013 + y * 0.003, y * 0.021)
        };
        let slope = trowel(tx + 5.0, ty + 4.0) - trowel(tx - 5.0, ty - 4.0);
        let tooth = n1.noise(tx * 0.21, ty * 0.22) + 0.8 * n2.noise(tx * 0.47, ty * 0.45);
        let cloud = n2.noise(tx * 0.0030 + 5.0, ty * 0.0034);
        let sharp = mix(1.0, smoothstep(v.floor, v.foot[1], y), on_ground);
        let matter = 1.0 + s.rough * (0.16 * slope + 0.014 * tooth * sharp + 0.020 * cloud);
        let wall_dark = 0.14 * v.corner(v.floor - y, 60.0);
        let ground_dark = 0.16 * v.corner(y - v.floor, v.unit * 0.03);
        let light = key * matter * (1.0 - mix(wall_dark, ground_dark, on_ground));
        let near = sat((y - v.floor) / (v.size[1] - v.floor));
        let px: [f32; 3] = std::array::from_fn(|c| {
            mix(s.wall[c], s.ground[c] * (1.03 - 0.08 * near), on_ground) * light
        });
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(pub(super) fn base = base_kernel(s: &Plaster, y: f32, x0: f32, step: f32, out: &mut [f32]));
