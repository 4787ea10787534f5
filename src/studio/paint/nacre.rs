//! Nacre: opaque pearls with a deep soft glow, a window of light and a faint second colour toward the rim.

use super::colour::Light;
use super::gel::{lamp, normal};
use super::isa::{Isa, kernel};
use super::lay::{Coat, Span};
use super::num::{cos_turns, max, min, mix, sat, smoothstep};

/// A pearly material.
#[derive(Debug, Clone, Copy)]
pub struct Nacre {
    /// Where the light falls.
    pub light: Light,
    /// Its own colour.
    pub body: Light,
    /// In the shade.
    pub shade: Light,
    /// The second colour, seen at a slant.
    pub overtone: Light,
    /// Strength of the highlights.
    pub gloss: f32,
    /// Strength of the shadow beside it.
    pub shadow: f32,
    /// Phase of the wandering light, in turns.
    pub time: f32,
}

#[inline(always)]
fn ground_kernel(shadow: f32, glint: &[f32], rgb: [&mut [f32]; 3]) {
    for out in rgb {
        for (o, glint) in out.iter_mut().zip(glint) {
            *o *= 1.0 + shadow * min(*glint, 0.0);
        }
    }
}

kernel!(fn ground = ground_kernel(shadow: f32, glint: &[f32], rgb: [&mut [f32]; 3]));

#[inline(always)]
fn body_kernel(n: &Nacre, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (dist, glint, swell) = (&span.dist[..w], &span.glint[..w], &span.swell[..w]);
    let (across, down) = (&span.across[..w], &span.down[..w]);
    let inv_step = 1.0 / span.step;
    let wander = 0.05 * cos_turns(n.time);
    for i in 0..w {
        let ([nx, ny, nz], _) = normal(span.dome, swell[i], across[i], down[i], 2.0);
        let cover = sat(0.5 - dist[i] * inv_step);
        let shadow = 1.0 + n.shadow * min(glint[i], 0.0);
        let facing = nx * -(0.46 + wander) + ny * -0.56 + nz * 0.69;
        let wrap = sat(facing * 0.62 + 0.38);
        let lit = wrap * wrap * (3.0 - 2.0 * wrap);
        let slant = 1.0 - nz;
        // Light that went through and comes out on the far side, and light from the ground.
        let away = sat(nx * 0.55 + ny * 0.60 + 0.05);
        let bounce = away * away * smoothstep(0.10, 0.75, slant) * 0.34;
        let ring = slant - 0.42;
        let ring = 1.0 / (1.0 + ring * ring * 26.0);
        let rim = smoothstep(0.70, 1.0, slant) * 0.30;
        let (mx, my) = (2.0 * nz * nx, 2.0 * nz * ny);
        let key = lamp(
            mx + my * 0.2,
            my - mx * 0.2,
            [-0.52 - wander, -0.58],
            [0.15, 0.11],
            0.09,
        );
        let halo = (mx + 0.5) * (mx + 0.5) + (my + 0.56) * (my + 0.56);
        let halo = 1.0 / (1.0 + halo * 7.0);
        let spec = n.gloss * (0.75 * key + 0.26 * halo * halo);
        let mut px = [0.0f32; 3];
        for (c, p) in px.iter_mut().enumerate() {
            let low = mix(n.shade.0[c], n.body.0[c], sat(lit * 1.9));
            let tone = mix(low, n.light.0[c], sat(lit * 1.5 - 0.5));
            let tone = mix(tone, n.overtone.0[c] * (0.35 + 0.65 * lit), 0.30 * ring);
            *p = (tone + bounce * n.body.0[c]) * (1.0 - rim * (1.0 - away)) + spec;
        }
        r[i] = mix(r[i] * shadow, px[0], cover);
        g[i] = mix(g[i] * shadow, px[1], cover);
        b[i] = mix(b[i] * shadow, px[2], cover);
    }
}

kernel!(fn body = body_kernel(n: &Nacre, span: &Span<'_>, rgb: [&mut [f32]; 3]));

impl Coat for Nacre {
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        ground(isa, self.shadow, span.glint, rgb);
    }

    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        body(isa, self, span, rgb);
    }
}

/// Lather: white, matt and full of light.
#[derive(Debug, Clone, Copy)]
pub struct Lather {
    /// Where the light falls.
    pub light: Light,
    /// In the shade.
    pub shade: Light,
    /// Strength of the shadow beside it.
    pub shadow: f32,
}

#[inline(always)]
fn lather_kernel(l: &Lather, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (dist, glint, swell) = (&span.dist[..w], &span.glint[..w], &span.swell[..w]);
    let (across, down) = (&span.across[..w], &span.down[..w]);
    let inv_step = 1.0 / span.step;
    for i in 0..w {
        let ([nx, ny, nz], height) = normal(span.dome, swell[i], across[i], down[i], 9.0);
        let cover = sat(0.5 - dist[i] * 0.8 * inv_step);
        let shadow = 1.0 + l.shadow * min(glint[i], 0.0);
        let facing = nz * 0.74 - nx * 0.42 - ny * 0.52;
        let wrap = sat(facing * 0.60 + 0.40);
        let open = 0.78 + 0.22 * sat(height * 0.03);
        let lit = wrap * max(open, 0.0);
        for (c, o) in [&mut *r, &mut *g, &mut *b].into_iter().enumerate() {
            let tone = mix(l.shade.0[c], l.light.0[c], lit);
            o[i] = mix(o[i] * shadow, tone, cover);
        }
    }
}

kernel!(fn lather = lather_kernel(l: &Lather, span: &Span<'_>, rgb: [&mut [f32]; 3]));

impl Coat for Lather {
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        ground(isa, self.shadow, span.glint, rgb);
    }

    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        lather(isa, self, span, rgb);
    }

    fn is_broad(&self) -> bool {
        true
    }
}
