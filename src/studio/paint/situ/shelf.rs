//! A slab of travertine in front of a plastered wall, its front edge in the picture.

use serde::Deserialize;

use super::view::View;
use crate::studio::paint::flow::Flow;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::motif::Setting;
use crate::studio::paint::num::{abs, float, max, min, mix, sat, smoothstep};

/// How a stone shelf looks.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Shelf {
    /// Thickness of the slab in product sizes.
    pub thick: f32,
    /// Contrast of its strata.
    pub strata: f32,
    /// How many of its pores are open.
    pub pores: f32,
}

/// A shelf, set up for a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slab {
    view: View,
    shelf: Shelf,
    wall: [f32; 3],
    stone: [f32; 3],
    shade: [f32; 3],
    /// Where the top ends toward the eye, and where the front ends.
    edge: f32,
    under: f32,
    noise: [Flow; 3],
}

impl Slab {
    pub fn new(shelf: Shelf, setting: &Setting) -> Self {
        let view = View::new(setting, 0.11, 0.34);
        let [wall, stone, shade] = setting.hues.stops.map(|tone| tone.0);
        let edge = min(view.foot[1] + view.unit * 0.075, view.size[1] - 34.0);
        Self {
            view,
            shelf,
            wall,
            stone,
            shade,
            edge,
            under: edge + view.unit * shelf.thick,
            noise: [1, 2, 3].map(|n| Flow::at(0.0, 1.0, setting.seed.wrapping_add(n))),
        }
    }
}

#[inline(always)]
fn base_kernel(s: &Slab, y: f32, x0: f32, step: f32, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let v = &s.view;
    let [n0, n1, n2] = &s.noise;
    let soft = max(step, 1.0);
    let on_top = smoothstep(v.floor - soft, v.floor + soft, y);
    let on_face = smoothstep(s.edge - soft, s.edge + soft, y);
    let below = smoothstep(s.under - soft, s.under + soft, y);
    for i in 0..n {
        let x = x0 + float(i) * step;
        let key = v.key(x, y);
        // The wall: plaster, lit from the left, darker in the corner.
        let trowel = n0.noise(x * 0.0052, y * 0.0074) + 0.5 * n0.noise(x * 0.019, y * 0.026);
        let dark = 0.20 * v.corner(v.floor - y, 90.0);
        let wall_light = key * (1.0 - dark) * (1.0 + 0.014 * trowel);
        // Under the slab the wall lies in its shadow.
        let hidden = 0.58 - 0.26 * sat((y - s.under) / (v.unit * 0.5));
        let wall_light = wall_light * mix(1.0, 1.0 - hidden, below);
        // The stone: strata in the depth of the slab, pores along them.
        let [gx, gz] = v.ground(x, y);
        let (tx, ty) = (
            mix(gx, x - v.foot[0], on_face),
            mix(gz * 0.34, (y - s.edge) * 1.0 + 500.0, on_face),
        );
        let bend = 26.0 * n0.noise(tx * 0.0030, ty * 0.0060);
        let bed = ty + bend + 0.05 * tx;
        let strata = n1.noise(tx * 0.0016, bed * 0.030)
            + 0.7 * n1.noise(tx * 0.0042 + 7.0, bed * 0.075)
            + 0.4 * n2.noise(tx * 0.013, bed * 0.17);
        let cloud = n2.noise(tx * 0.006, ty * 0.010);
        let pore = n1.noise(tx * 0.030 + 3.0, bed * 0.105) + 0.45 * n2.noise(tx * 0.09, bed * 0.22);
        let open = smoothstep(0.62, 0.92, pore + 0.22 * strata) * s.shelf.pores;
        let tooth = n2.noise(tx * 0.31, ty * 0.33) + 0.6 * n1.noise(tx * 0.61, ty * 0.57);
        let matter = 1.0 + s.shelf.strata * (0.055 * strata + 0.03 * cloud) + 0.010 * tooth;
        // Far ground is out of focus: what is fine evens out.
        let sharp = smoothstep(v.floor, v.foot[1] - v.unit * 0.03, y);
        let matter =
            mix(1.0, matter, mix(0.55, 1.0, sharp)) * (1.0 - open * 0.30 * mix(0.4, 1.0, sharp));
        let away = 0.34 * v.corner(y - v.floor, v.unit * 0.022);
        let top = key * 1.07 * (1.0 - away);
        // The rounded edge catches the lamp, the front looks at the eye and gets less.
        let bevel = 1.0 - sat(abs(y - s.edge - 1.0) / (0.010 * v.unit + 2.0));
        let front = key * (0.80 - 0.16 * sat((y - s.edge) / (s.under - s.edge)));
        let stone_light =
            (mix(top, front, on_face) + 0.20 * bevel * bevel * (0.6 + 0.4 * tooth * 0.2)) * matter;
        let stone = on_top * (1.0 - below);
        let px: [f32; 3] = std::array::from_fn(|c| {
            let w = s.wall[c] * wall_light;
            // Shade takes colour from the brand's dark, not grey.
            let w = mix(w, w * mix(1.0, s.shade[c] * 1.6, 0.30), below);
            let lit = s.stone[c] * stone_light;
            let lit = mix(lit, lit * s.shade[c], 0.30 * open + 0.16 * on_face);
            mix(w, lit, stone)
        });
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(pub(super) fn base = base_kernel(s: &Slab, y: f32, x0: f32, step: f32, out: &mut [f32]));
