//! Gel and water: clear drops that bend the backdrop, focus light below them and mirror a softbox.

use super::backdrop::Backdrop;
use super::canvas::Canvas;
use super::colour::Light;
use super::field::{Field, rows_around};
use super::isa::{Isa, kernel};
use super::num::{abs, max, min, mix, sat, smoothstep};

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
    1.0 - smoothstep(-soft, soft, max(dx, dy))
}

struct Rows<'a> {
    y: f32,
    dist: &'a [f32],
    glint: &'a [f32],
    z: &'a [f32],
    above: &'a [f32],
    below: &'a [f32],
}

#[inline(always)]
fn shade_kernel(gel: &Gel, backdrop: &Backdrop, rows: &Rows<'_>, out: &mut [f32]) {
    let w = out.len() / 3;
    let (r, gb) = out.split_at_mut(w);
    let (g, b) = gb.split_at_mut(w);
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (dist, glint, z) = (&rows.dist[..w], &rows.glint[..w], &rows.z[..w + 2]);
    let (above, below, y) = (&rows.above[..w], &rows.below[..w], rows.y);
    for i in 0..w {
        let x = i as f32;
        let height = z[i + 1];
        let gx = (z[i + 2] - z[i]) * 0.5;
        let gy = (below[i] - above[i]) * 0.5;
        let nz = 1.0 / (gx * gx + gy * gy + 1.0).sqrt();
        let (nx, ny) = (-gx * nz, -gy * nz);
        let cover = sat(0.5 - dist[i] * 0.9);
        let under = backdrop.at(x, y);
        let shadow = 1.0 + gel.shadow * min(glint[i], 0.0);
        let focus = gel.focus * max(glint[i], 0.0);
        // Inside: the backdrop bent, tinted by depth, dark toward the lamp and bright away from it.
        let bent = backdrop.at(x - nx * height * gel.refract, y - ny * height * gel.refract);
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
            let inside = mix(bent[c], bent[c] * gel.tint.0[c], depth) * lit;
            let inside = inside + (room - inside) * fresnel + spec;
            *p = mix(surface, inside, cover);
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn shade = shade_kernel(gel: &Gel, backdrop: &Backdrop, rows: &Rows<'_>, out: &mut [f32]));

/// Paints the backdrop with drops of gel on it.
pub fn paint(isa: Isa, canvas: &mut Canvas, field: &Field, backdrop: &Backdrop, gel: &Gel) {
    let w = field.width;
    canvas.par_rows(|y, row| {
        let mut padded = Vec::with_capacity(w + 2);
        let (above, below) = rows_around(field, y, &mut padded);
        let span = y * w..(y + 1) * w;
        let rows = Rows {
            y: y as f32,
            dist: &field.dist[span.clone()],
            glint: &field.glint[span],
            z: &padded,
            above,
            below,
        };
        shade(isa, gel, backdrop, &rows, row);
    });
}
