//! Film and lens: bubbles with bright rims and discs of oil lit from behind. Nothing is mirrored in them but a window.

use super::colour::Light;
use super::gel::{lamp, normal};
use super::isa::{Isa, kernel};
use super::lay::{Coat, Span};
use super::num::{max, min, mix, sat, sin_turns, smoothstep};

/// A thin skin or a clear lens.
#[derive(Debug, Clone, Copy)]
pub struct Film {
    /// Colour that light keeps which goes through the middle.
    pub tint: Light,
    /// How much of that colour: 0 air .. 1 oil.
    pub depth: f32,
    /// The two colours that play on the rim.
    pub play: [Light; 2],
    /// Strength of that play.
    pub rim: f32,
    /// Strength of the dark line on the side of the lamp.
    pub dark: f32,
    /// Strength of the bright crescent on the other side.
    pub crescent: f32,
    /// Strength of the mirrored window.
    pub gloss: f32,
    /// Strength of the shadow beside it.
    pub shadow: f32,
    /// Strength of the light focused beside it.
    pub focus: f32,
    /// Phase of the play of colour, in turns.
    pub time: f32,
}

#[inline(always)]
fn ground_kernel(f: &Film, glint: &[f32], rgb: [&mut [f32]; 3]) {
    for (c, out) in rgb.into_iter().enumerate() {
        let tint = mix(1.0, f.tint.0[c], f.depth) * f.focus;
        for (o, glint) in out.iter_mut().zip(glint) {
            *o *= 1.0 + f.shadow * min(*glint, 0.0) + tint * max(*glint, 0.0);
        }
    }
}

kernel!(fn ground = ground_kernel(f: &Film, glint: &[f32], rgb: [&mut [f32]; 3]));

#[inline(always)]
fn body_kernel(f: &Film, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (dist, glint, swell) = (&span.dist[..w], &span.glint[..w], &span.swell[..w]);
    let (across, down) = (&span.across[..w], &span.down[..w]);
    let inv_step = 1.0 / span.step;
    for i in 0..w {
        let ([nx, ny, nz], _) = normal(span.dome, swell[i], across[i], down[i], 2.0);
        let cover = sat(0.5 - dist[i] * inv_step);
        let beside = 1.0 + f.shadow * min(glint[i], 0.0);
        let spot = f.focus * max(glint[i], 0.0);
        let slant = 1.0 - nz;
        let away = nx * 0.62 + ny * 0.66;
        let edge = smoothstep(0.30, 0.96, slant);
        let skin = edge * edge;
        let dark = 1.0 - f.dark * skin * sat(0.62 - 0.75 * away);
        let far = sat(away);
        let crescent = f.crescent
            * far
            * far
            * smoothstep(0.06, 0.62, slant)
            * (1.0 - 0.7 * smoothstep(0.72, 1.0, slant));
        let play = 0.5 + 0.5 * sin_turns(slant * 1.7 + nx * 0.45 - ny * 0.3 + f.time);
        let rim = f.rim * skin * (0.35 + 0.65 * far + 0.35 * sat(-away));
        let (mx, my) = (2.0 * nz * nx, 2.0 * nz * ny);
        let key = lamp(
            mx + my * 0.2,
            my - mx * 0.2,
            [-0.50, -0.62],
            [0.13, 0.10],
            0.05,
        );
        let answer = lamp(mx, my, [0.56, 0.64], [0.07, 0.05], 0.06);
        let spec = f.gloss * (0.95 * key + 0.45 * answer);
        let depth = f.depth * (0.50 + 0.50 * nz);
        let lit = 0.94 + 0.20 * far - 0.10 * sat(-away);
        for (c, o) in [&mut *r, &mut *g, &mut *b].into_iter().enumerate() {
            let under = o[i];
            let surface = under * (beside + spot * mix(1.0, f.tint.0[c], f.depth));
            let through = under * mix(1.0, f.tint.0[c], depth) * lit;
            let glow = mix(f.play[0].0[c], f.play[1].0[c], play);
            let through = mix(through * dark, glow, rim);
            let inside = through + crescent * mix(1.0, f.tint.0[c], 0.7 * f.depth) + spec;
            o[i] = mix(surface, inside, cover);
        }
    }
}

kernel!(fn body = body_kernel(f: &Film, span: &Span<'_>, rgb: [&mut [f32]; 3]));

impl Coat for Film {
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        ground(isa, self, span.glint, rgb);
    }

    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        body(isa, self, span, rgb);
    }
}
