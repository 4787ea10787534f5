//! Syrup: honey, oil and glaze. Colour comes from thickness, edges are dark, the core glows, lamps mirror as long strips.

use super::backdrop::Backdrop;
use super::colour::Light;
use super::gel::{CELL, CHUNK, NODES, Smooth, bend, lamp, relief, spread};
use super::isa::{Isa, kernel};
use super::lay::{Coat, Span};
use super::num::{float, max, min, mix, sat, sin_turns, smoothstep};

/// A thick liquid.
#[derive(Debug, Clone, Copy)]
pub struct Syrup {
    /// Colour that light keeps after [`Self::depth`] pixels.
    pub colour: Light,
    /// Thickness at which the colour is reached, in pixels.
    pub depth: f32,
    /// 0 clear .. 1 opaque.
    pub cloud: f32,
    /// Strength of refraction.
    pub refract: f32,
    /// Strength of mirrored lamps.
    pub gloss: f32,
    /// Half width of the mirrored strip lamp; thin threads need a wider one to show a line at all.
    pub strip: f32,
    /// Strength of the shadow beside it.
    pub shadow: f32,
    /// Strength of the coloured light in its shadow.
    pub focus: f32,
    /// Height of the ripples that its flow leaves, in pixels.
    pub ripple: f32,
    /// Phase of the ripples, in turns.
    pub time: f32,
    /// Whether its bodies are broad: see [`Coat::is_broad`].
    pub broad: bool,
}

impl Syrup {
    /// Absorption per unit of depth and channel: light kept is `1 / (1 + a t)^2`, which needs no exponential.
    fn absorption(&self) -> [f32; 3] {
        self.colour
            .0
            .map(|c| 1.0 / c.clamp(0.004, 0.995).sqrt() - 1.0)
    }
}

#[inline(always)]
fn ground_kernel(s: &Syrup, absorb: [f32; 3], glint: &[f32], rgb: [&mut [f32]; 3]) {
    for (c, out) in rgb.into_iter().enumerate() {
        let half = 1.0 / (1.0 + absorb[c] * 0.5);
        let tint = half * half;
        let (dark, lit) = (s.shadow * (1.0 - 0.45 * tint), s.focus * tint);
        for (o, glint) in out.iter_mut().zip(glint) {
            *o *= 1.0 + dark * min(*glint, 0.0) + lit * max(*glint, 0.0);
        }
    }
}

kernel!(fn ground = ground_kernel(s: &Syrup, absorb: [f32; 3], glint: &[f32], rgb: [&mut [f32]; 3]));

/// Slow waves in the thickness of a chunk: what they add to both slopes, and to the depth.
#[inline(always)]
fn waves(s: &Syrup, span: &Span<'_>, from: usize, out: &mut Smooth) {
    let mut nodes = [[0.0f32; NODES]; 3];
    let wave_y = span.y * (1.0 / 1080.0);
    let [across, down, depth] = &mut nodes;
    let places = across.iter_mut().zip(down).zip(depth);
    for (k, ((across, down), depth)) in places.enumerate() {
        let wave_x = (span.x + float(from + k * CELL) * span.step) * (1.0 / 1080.0);
        let p = 2.6 * wave_x + 0.5 * sin_turns(0.9 * wave_y + 0.7 * wave_x + s.time);
        let q = 1.1 * wave_y - 1.7 * wave_x + 0.3 * sin_turns(1.3 * wave_x);
        *across = s.ripple * 0.022 * sin_turns(p * 2.0 + q);
        *down = s.ripple * 0.012 * sin_turns(q * 2.0 + p * 0.7);
        *depth = 1.0 + 0.10 * sin_turns(p + 0.4 * q);
    }
    spread(&nodes, out);
}

#[inline(always)]
fn body_kernel(
    s: &Syrup,
    absorb: [f32; 3],
    backdrop: &Backdrop,
    span: &Span<'_>,
    rgb: [&mut [f32]; 3],
) {
    let [r, g, b] = rgb;
    let (mut bent, mut wavy) = ([[0.0; CHUNK]; 3], [[0.0; CHUNK]; 3]);
    for from in (0..r.len()).step_by(CHUNK) {
        let to = r.len().min(from + CHUNK);
        bend(backdrop, span, from, [s.refract, 0.06], &mut bent);
        waves(s, span, from, &mut wavy);
        let rgb = [&mut r[from..to], &mut g[from..to], &mut b[from..to]];
        chunk(s, absorb, &span.cut(from, to), [&bent, &wavy], rgb);
    }
}

#[inline(always)]
fn chunk(
    s: &Syrup,
    absorb: [f32; 3],
    span: &Span<'_>,
    [bent, wavy]: [&Smooth; 2],
    rgb: [&mut [f32]; 3],
) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (dist, glint, swell) = (&span.dist[..w], &span.glint[..w], &span.swell[..w]);
    let (across, down) = (&span.across[..w], &span.down[..w]);
    let [bent_r, bent_g, bent_b] = bent;
    let (bent_r, bent_g, bent_b) = (&bent_r[..w], &bent_g[..w], &bent_b[..w]);
    let [wave_x, wave_y, wave_z] = wavy;
    let (wave_x, wave_y, wave_z) = (&wave_x[..w], &wave_y[..w], &wave_z[..w]);
    let inv_step = 1.0 / span.step;
    let tints = absorb.map(|a| {
        let half = 1.0 / (1.0 + a * 0.5);
        half * half
    });
    let inv_depth = 1.0 / s.depth;
    for i in 0..w {
        let [gx, gy, height] = relief(span.dome, swell[i], across[i], down[i], 1.0);
        // Slow waves in the thickness keep long strands and wide sheets from looking like tubes and plates.
        let full = smoothstep(4.0, 26.0, height);
        let (gx, gy) = (gx + full * wave_x[i], gy + full * wave_y[i]);
        // The outline is infinitely steep; what a pixel can show of it is not.
        let slope2 = gx * gx + gy * gy;
        let inv = 1.0 / (1.0 + slope2 * 1.06).sqrt();
        let (nx, ny, nz) = (-gx * inv, -gy * inv, inv * (1.0 + slope2 * 0.06).sqrt());
        let inside_by = sat(-dist[i] * 0.40);
        let cover = sat(0.5 - dist[i] * 0.9 * inv_step) * sat(height * height * 0.06);
        let under = [r[i], g[i], b[i]];
        let dark = s.shadow * max(-glint[i], 0.0);
        let lit_shadow = s.focus * max(glint[i], 0.0);
        let bent = [bent_r[i], bent_g[i], bent_b[i]];
        let away = nx * 0.60 + ny * 0.62;
        let pool = sat(away * 1.15 + 0.05);
        let pool = pool * pool;
        let toward = sat(-away);
        let steep = 1.0 - nz;
        let edge = smoothstep(0.10, 0.72, steep) * (1.0 - 0.85 * pool);
        let core = smoothstep(0.55, 1.0, nz) * full;
        // Very deep liquid keeps some of its glow.
        let deep = height / (1.0 + height * 0.022);
        let thick = deep * inv_depth * wave_z[i] + 0.9 * edge;
        let lit = 1.0 + 0.75 * pool + 0.10 * core - 0.26 * toward - 0.30 * edge;
        // The lamp is a tall strip on the left and a window above; a thin strip answers on the right.
        let (mx, my) = (2.0 * nz * nx, 2.0 * nz * ny);
        let f = steep;
        let fresnel = 0.02 + 0.70 * f * f * f * f * f + 0.07 * f * f;
        let room = 0.30 + 0.75 * sat(0.5 - 0.5 * my);
        let strip = lamp(mx, my, [-0.56, -0.12], [s.strip, 0.62], s.strip * 0.6);
        let window = lamp(
            mx + my * 0.15,
            my - mx * 0.15,
            [-0.34, -0.66],
            [0.20, 0.09],
            0.04,
        );
        let rim = lamp(mx, my, [0.80, 0.10], [0.03, 0.55], 0.07) * 0.22;
        let halo = lamp(mx, my, [-0.50, -0.30], [0.30, 0.60], 0.30) * 0.08;
        let sheen = lamp(mx, my, [-0.16, -0.22], [0.10, 0.16], 0.22) * 0.025 * full;
        let spec = s.gloss * inside_by * (max(strip * 0.85, window) + rim + halo + sheen);
        let fresnel = fresnel * inside_by;
        let facing = sat((nx * -0.46 + ny * -0.52 + nz * 0.72 + 0.25) * 0.80);
        let mut px = [0.0f32; 3];
        // One quotient for all three channels.
        let [a0, a1, a2] = absorb.map(|a| 1.0 + a * thick);
        let all = 1.0 / (a0 * a1 * a2);
        let keeps = [a1 * a2 * all, a0 * a2 * all, a0 * a1 * all];
        for (c, p) in px.iter_mut().enumerate() {
            let keep = keeps[c] * keeps[c];
            let tint = tints[c];
            let surface =
                under[c] * (1.0 - dark * (1.0 - 0.45 * tint)) + lit_shadow * tint * under[c];
            let clear = bent[c] * keep * lit + 0.16 * pool * tint;
            let body = s.colour.0[c] * (0.42 + 0.72 * facing) * (1.0 - 0.30 * edge)
                + 0.10 * pool * s.colour.0[c];
            let inside = mix(clear, body, s.cloud);
            let inside = inside + (room - inside) * fresnel + spec;
            *p = mix(surface, inside, cover);
        }
        r[i] = min(px[0], 4.0);
        g[i] = min(px[1], 4.0);
        b[i] = min(px[2], 4.0);
    }
}

kernel!(
    fn body = body_kernel(s: &Syrup, absorb: [f32; 3], backdrop: &Backdrop, span: &Span<'_>, rgb: [&mut [f32]; 3])
);

/// Syrup over a backdrop that it bends and colours.
#[derive(Debug)]
pub struct SyrupCoat {
    /// The syrup.
    pub syrup: Syrup,
    /// What is seen through it.
    pub backdrop: Backdrop,
}

impl Coat for SyrupCoat {
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        ground(isa, &self.syrup, self.syrup.absorption(), span.glint, rgb);
    }

    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        body(
            isa,
            &self.syrup,
            self.syrup.absorption(),
            &self.backdrop,
            span,
            rgb,
        );
    }

    fn is_broad(&self) -> bool {
        self.syrup.broad
    }
}
