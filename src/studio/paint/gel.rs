//! Gel and water: clear drops that bend the backdrop, focus light below them and mirror a softbox.

use super::backdrop::Backdrop;
use super::colour::Light;
use super::isa::{Isa, kernel};
use super::lay::{Coat, Span};
use super::num::{abs, float, max, min, mix, sat};

/// A clear liquid in drops.
#[derive(Debug, Clone, Copy)]
pub struct Gel {
    /// Colour that light keeps after one unit of depth.
    pub tint: Light,
    /// Depth scale of the tint.
    pub absorb: f32,
    /// Strength of refraction.
    pub refract: f32,
    /// Strength of mirrored lamps.
    pub gloss: f32,
    /// Brightness of the mirrored room.
    pub room: f32,
    /// Strength of the shadow below a drop.
    pub shadow: f32,
    /// Strength of the light focused below a drop.
    pub focus: f32,
    /// Colour of the focused light.
    pub focus_tint: Light,
}

/// A soft-edged rectangle in reflection space: a lamp.
#[inline(always)]
pub(super) fn lamp(x: f32, y: f32, centre: [f32; 2], half: [f32; 2], soft: f32) -> f32 {
    let dx = abs(x - centre[0]) - half[0];
    let dy = abs(y - centre[1]) - half[1];
    let t = sat(0.5 - max(dx, dy) * (0.5 / soft));
    t * t * (3.0 - 2.0 * t)
}

/// The normal of the surface at a pixel and its height: what [`relief`] tells, with fewer roots and quotients.
#[inline(always)]
pub(super) fn normal(dome: f32, swell: f32, across: f32, down: f32, least: f32) -> ([f32; 3], f32) {
    let (swell, half) = (max(swell, least), dome * 0.5);
    let (a, b) = (across * half, down * half);
    let inv = 1.0 / (swell + a * a + b * b).sqrt();
    let root = swell.sqrt();
    ([-a * inv, -b * inv, root * inv], dome * root)
}

/// Slopes of the surface at a pixel, steepest where it meets the ground, and its height.
#[inline(always)]
pub(super) fn relief(dome: f32, swell: f32, across: f32, down: f32, least: f32) -> [f32; 3] {
    let root = max(swell, least).sqrt();
    let k = dome * 0.5 / root;
    [across * k, down * k, dome * max(swell, 0.0).sqrt()]
}

#[inline(always)]
fn ground_kernel(gel: &Gel, glint: &[f32], rgb: [&mut [f32]; 3]) {
    for (c, out) in rgb.into_iter().enumerate() {
        let tint = gel.focus_tint.0[c] * gel.focus;
        for (o, glint) in out.iter_mut().zip(glint) {
            *o = *o * (1.0 + gel.shadow * min(*glint, 0.0)) + tint * max(*glint, 0.0);
        }
    }
}

kernel!(fn ground = ground_kernel(gel: &Gel, glint: &[f32], rgb: [&mut [f32]; 3]));

/// Pixels of a span that are painted together.
pub(super) const CHUNK: usize = 64;

/// Pixels from one to the next at which what is smooth inside a drop is worked out.
pub(super) const CELL: usize = 4;

/// Places in a chunk at which it is worked out.
pub(super) const NODES: usize = CHUNK / CELL + 1;

/// What is smooth, for every pixel of a chunk.
pub(super) type Smooth = [[f32; CHUNK]; 3];

/// From the places in a chunk to its pixels.
#[inline(always)]
pub(super) fn spread(nodes: &[[f32; NODES]; 3], out: &mut Smooth) {
    for (nodes, out) in nodes.iter().zip(out) {
        for (k, cell) in out.chunks_exact_mut(CELL).enumerate() {
            let (a, b) = (nodes[k], nodes[k + 1]);
            for (j, o) in cell.iter_mut().enumerate() {
                *o = a + (b - a) * (float(j) * (1.0 / CELL as f32));
            }
        }
    }
}

/// The backdrop as the liquid of a chunk shows it, displaced by its slopes; `tame` holds steep ones back.
#[inline(always)]
pub(super) fn bend(
    backdrop: &Backdrop,
    span: &Span<'_>,
    from: usize,
    [refract, tame]: [f32; 2],
    out: &mut Smooth,
) {
    let last = span.swell.len() - 1;
    let mut seen = [[0.0f32; NODES]; 3];
    for (seen, plane) in seen.iter_mut().zip([span.swell, span.across, span.down]) {
        for (k, v) in seen.iter_mut().enumerate() {
            *v = plane[(from + k * CELL).min(last)];
        }
    }
    let mut nodes = [[0.0f32; NODES]; 3];
    let [swell, across, down] = &seen;
    let [r, g, b] = &mut nodes;
    for (k, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        let x = span.x + float(from + k * CELL) * span.step;
        let [gx, gy, height] = relief(span.dome, swell[k], across[k], down[k], 2.0);
        let slope2 = gx * gx + gy * gy;
        let by = height * refract / (slope2 + 1.0 + slope2 * tame).sqrt();
        [*r, *g, *b] = backdrop.at(x + gx * by, span.y + gy * by);
    }
    spread(&nodes, out);
}

#[inline(always)]
fn body_kernel(gel: &Gel, backdrop: &Backdrop, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let mut bent = [[0.0; CHUNK]; 3];
    for from in (0..r.len()).step_by(CHUNK) {
        let to = r.len().min(from + CHUNK);
        bend(backdrop, span, from, [gel.refract, 0.0], &mut bent);
        let rgb = [&mut r[from..to], &mut g[from..to], &mut b[from..to]];
        chunk(gel, &span.cut(from, to), &bent, rgb);
    }
}

#[inline(always)]
fn chunk(gel: &Gel, span: &Span<'_>, bent: &Smooth, rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (dist, glint, swell) = (&span.dist[..w], &span.glint[..w], &span.swell[..w]);
    let (across, down) = (&span.across[..w], &span.down[..w]);
    let [bent_r, bent_g, bent_b] = bent;
    let (bent_r, bent_g, bent_b) = (&bent_r[..w], &bent_g[..w], &bent_b[..w]);
    let inv_step = 1.0 / span.step;
    for i in 0..w {
        let ([nx, ny, nz], height) = normal(span.dome, swell[i], across[i], down[i], 2.0);
        let cover = sat(0.5 - dist[i] * 0.9 * inv_step);
        let under = [r[i], g[i], b[i]];
        let shadow = 1.0 + gel.shadow * min(glint[i], 0.0);
        let focus = gel.focus * max(glint[i], 0.0);
        // Inside: the backdrop bent, tinted by depth, dark toward the lamp and bright away from it.
        let bent = [bent_r[i], bent_g[i], bent_b[i]];
        let away = nx * 0.52 + ny * 0.68;
        let pool = sat(away * 0.9 + 0.12);
        let dark = sat(-away);
        let depth = sat(height * 0.016 * gel.absorb);
        let lit = 1.0 + 0.62 * pool * pool - 0.34 * dark * dark;
        // Reflections: a sky gradient by Fresnel, a softbox, a weak rim strip.
        let (mx, my) = (2.0 * nz * nx, 2.0 * nz * ny);
        let f = 1.0 - nz;
        let fresnel = 0.025 + 0.81 * f * f * f * f * f + 0.10 * f * f;
        let room = (0.25 + 0.95 * sat(0.5 - 0.5 * my)) * gel.room;
        let key = lamp(
            mx + my * 0.18,
            my - mx * 0.18,
            [-0.47, -0.60],
            [0.17, 0.13],
            0.035,
        );
        let rim = lamp(mx, my, [0.62, 0.60], [0.20, 0.035], 0.06) * 0.30;
        let halo = lamp(mx, my, [-0.45, -0.58], [0.34, 0.30], 0.30) * 0.20;
        let inside_by = sat(-dist[i] * 0.5);
        let spec = gel.gloss * inside_by * (key * 1.15 + rim + halo);
        let mut px = [0.0f32; 3];
        for (c, p) in px.iter_mut().enumerate() {
            let surface = under[c] * shadow + focus * gel.focus_tint.0[c];
            let inside = bent[c] * mix(1.0, gel.tint.0[c], depth) * lit;
            let inside = inside + (room - inside) * fresnel + spec;
            *p = mix(surface, inside, cover);
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(
    fn body = body_kernel(gel: &Gel, backdrop: &Backdrop, span: &Span<'_>, rgb: [&mut [f32]; 3])
);

/// Gel over a backdrop that it bends.
#[derive(Debug)]
pub struct GelCoat {
    /// The gel.
    pub gel: Gel,
    /// What is seen through it.
    pub backdrop: Backdrop,
}

impl Coat for GelCoat {
    fn ground(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        ground(isa, &self.gel, span.glint, rgb);
    }

    fn body(&self, isa: Isa, span: &Span<'_>, rgb: [&mut [f32]; 3]) {
        body(isa, &self.gel, &self.backdrop, span, rgb);
    }
}
