//! Sand that the wind has combed, a ridge behind it, and a clear sky.

use serde::Deserialize;

use super::view::View;
use crate::studio::paint::flow::Flow;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::motif::Setting;
use crate::studio::paint::num::{float, max, min, mix, sat, sin_turns, smoothstep};

/// How sand lies.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Shore {
    /// Distance of ripples in product sizes.
    pub ripple: f32,
    /// Steepness of ripples.
    pub steep: f32,
    /// Strength of single grains.
    pub grain: f32,
}

/// Sand, set up for a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beach {
    view: View,
    shore: Shore,
    sky: [f32; 3],
    sand: [f32; 3],
    shade: [f32; 3],
    per: f32,
    phase: f32,
    noise: [Flow; 3],
}

impl Beach {
    pub fn new(shore: Shore, setting: &Setting) -> Self {
        let view = View::new(setting, 0.17, 0.16);
        let [sky, sand, shade] = setting.hues.stops.map(|tone| tone.0);
        Self {
            view,
            shore,
            sky,
            sand,
            shade,
            per: 1.0 / (view.unit * shore.ripple),
            phase: (setting.seed % 97) as f32 * 0.137,
            noise: [1, 2, 3].map(|n| Flow::at(0.0, 1.0, setting.seed.wrapping_add(n))),
        }
    }
}

/// Height of the sand at a place on the ground, in pixels.
#[inline(always)]
fn height(s: &Beach, gx: f32, gz: f32) -> f32 {
    let unit = s.view.unit;
    let (a, b) = (gx / unit, gz / unit);
    let bend =
        0.50 * s.noise[0].noise(a * 1.1, b * 0.8) + 0.16 * s.noise[1].noise(a * 3.0, b * 2.2);
    let turn = (gz * 0.86 + gx * 0.30 + bend * unit * 0.34) * s.per + s.phase;
    // Long on the windward side, steep in the lee.
    let wave = sin_turns(turn + 0.10 * sin_turns(turn));
    let gather = 0.62 + 0.38 * s.noise[2].noise(a * 1.4 + 4.0, b * 1.1);
    // The product is pressed into the sand, which lies smooth around it.
    let near = min(gx * gx + gz * gz * 0.5, 4.0 * unit * unit) / (s.view.girth * s.view.girth);
    let free = smoothstep(0.9, 2.6, near);
    let bank = 5.0 * smoothstep(0.2, 1.05, near) * (1.0 - smoothstep(1.1, 3.2, near));
    s.shore.steep / s.per * (wave * gather * 0.14) * mix(0.12, 1.0, free)
        + 0.055 * unit * s.noise[1].noise(a * 0.7 + 2.0, b * 0.55) * free
        + bank
}

#[inline(always)]
fn base_kernel(s: &Beach, y: f32, x0: f32, step: f32, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let v = &s.view;
    for i in 0..n {
        let x = x0 + float(i) * step;
        let key = v.key(x, y);
        // Sky: a little lighter and warmer toward the ground.
        let low = sat(y / max(v.floor, 1.0));
        let sky = key * (1.0 - 0.03 * (1.0 - low));
        // Two far ridges, soft as they are out of focus, then the near one.
        let ridge = |base: f32, tall: f32, wide: f32, salt: f32| {
            base - tall * (0.5 + 0.8 * s.noise[0].noise(x / (v.unit * wide) + salt, salt))
        };
        let far = ridge(v.floor - 0.045 * v.unit, 0.055 * v.unit, 1.05, 3.7);
        let mid = ridge(v.floor - 0.005 * v.unit, 0.050 * v.unit, 0.74, 8.1);
        let near = v.floor + 0.018 * v.unit * s.noise[1].noise(x / (v.unit * 0.9), 1.5);
        let in_far = smoothstep(far - 9.0, far + 11.0, y);
        let in_mid = smoothstep(mid - 6.0, mid + 7.0, y);
        let in_near = smoothstep(near - 2.5, near + 3.0, y);
        let [gx, gz] = v.ground(x, max(y, v.floor - 0.02 * v.unit));
        let e = 2.0 + 0.004 * max(gz, 0.0);
        let here = height(s, gx, gz);
        let dx = (height(s, gx + e, gz) - here) / e;
        let dz = (height(s, gx, gz + e * 3.0) - here) / (e * 3.0);
        // A low lamp from the left, a little in front: slopes that face it are bright, the lee side is soft dark.
        let facing = (0.34 + 0.74 * dx + 0.50 * dz) / (1.0 + dx * dx + dz * dz).sqrt();
        let lit = smoothstep(-0.20, 0.66, facing);
        let fine = s.noise[1].noise(x * 0.43 / step, y * 0.47 / step)
            + 0.8 * s.noise[2].noise(x * 0.27, y * 0.31);
        let sharp = smoothstep(v.floor, v.foot[1] - 0.04 * v.unit, y);
        let grain = 1.0 + s.shore.grain * 0.055 * fine * mix(0.3, 1.0, sharp);
        let px: [f32; 3] = std::array::from_fn(|c| {
            let sky = s.sky[c] * sky;
            let dune = |part: f32, light: f32| mix(s.sky[c], s.sand[c] * light, part) * key;
            let back = mix(sky, dune(0.45, 1.0), in_far);
            let back = mix(
                back,
                dune(0.72, 0.95 + 0.05 * sat((y - mid) / 40.0)),
                in_mid,
            );
            let shade = s.sand[c] * mix(0.50, s.shade[c] * 0.8, 0.35);
            let sand = mix(shade, s.sand[c] * 1.06, lit) * grain * key;
            mix(back, sand, in_near)
        });
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(pub(super) fn base = base_kernel(s: &Beach, y: f32, x0: f32, step: f32, out: &mut [f32]));
