//! Light in air that carries matter: how much reaches each place from the lamp, and what is seen of it.

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::Setting;
use super::num::{float, max, mix, sat};

/// Paints matter on the backdrop. The grid has two channels: the density, and room for the depth toward the lamp.
pub(super) fn paint(
    isa: Isa,
    brush: &mut Brush<'_>,
    setting: &Setting,
    time: f32,
    matter: &mut Lowres,
    look: &Look,
) {
    sweep(isa, matter, look.kept);
    let backdrop = Backdrop::of(setting, time);
    let pitch = matter.pitch as f32;
    let mut picture = Lowres::new(setting.size, matter.pitch, 3);
    picture.fill(|y, out| {
        let at = (y / pitch) as isize;
        let rows = Rows {
            density: matter.channel(at, 0),
            above: matter.channel(at - 1, 0),
            below: matter.channel(at + 1, 0),
            depth: matter.channel(at, 1),
        };
        shade(isa, look, &backdrop, pitch, y, &rows, out);
    });
    picture.stretch(isa, brush);
}

/// Carries the depth of matter from the lamp, at the top left, through the grid: each row takes on the one above, shifted
/// and spread a little, so that shadows in the air soften with distance.
fn sweep(isa: Isa, matter: &mut Lowres, kept: f32) {
    let cols = matter.cols;
    let mut before = vec![0.0f32; cols + 2];
    for row in matter.data_mut().chunks_exact_mut(cols * 2) {
        let (density, depth) = row.split_at_mut(cols);
        carry(isa, &before, density, depth, kept);
        before[2..].copy_from_slice(depth);
    }
}

#[inline(always)]
fn carry_kernel(before: &[f32], density: &[f32], depth: &mut [f32], kept: f32) {
    let n = depth.len();
    let (left, middle, right) = (&before[..n], &before[1..n + 1], &before[2..n + 2]);
    let density = &density[..n];
    for i in 0..n {
        depth[i] = kept * (0.3 * left[i] + 0.45 * middle[i] + 0.25 * right[i]) + density[i];
    }
}

kernel!(fn carry = carry_kernel(before: &[f32], density: &[f32], depth: &mut [f32], kept: f32));

/// How the matter takes light.
#[derive(Debug)]
pub(super) struct Look {
    /// Colour toward the lamp.
    pub lit: Light,
    /// Colour in its own shadow.
    pub dim: Light,
    /// How opaque it is.
    pub density: f32,
    /// Strength of the small forms.
    pub relief: f32,
    /// Light that one cell at full density takes.
    pub block: f32,
    /// How much of the depth toward the lamp is carried on from cell to cell.
    pub kept: f32,
}

struct Rows<'a> {
    density: &'a [f32],
    above: &'a [f32],
    below: &'a [f32],
    depth: &'a [f32],
}

#[inline(always)]
fn shade_kernel(
    look: &Look,
    backdrop: &Backdrop,
    pitch: f32,
    y: f32,
    rows: &Rows<'_>,
    out: &mut [f32],
) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let (density, above, below, depth) = (
        &rows.density[..n],
        &rows.above[..n],
        &rows.below[..n],
        &rows.depth[..n],
    );
    for i in 0..n {
        let ground = backdrop.at(float(i) * pitch, y);
        let d = density[i];
        // Depth in front of this point, without its own.
        let through = 1.0 / (1.0 + look.block * max(depth[i] - d, 0.0));
        let slope = (below[i] - above[i]) * look.relief;
        let light = sat(through * through + 0.32 * slope);
        let thick = 1.0 / (1.0 + look.density * d);
        let cover = 1.0 - thick * thick;
        let mut px = [0.0f32; 3];
        for (c, p) in px.iter_mut().enumerate() {
            *p = mix(ground[c], mix(look.dim.0[c], look.lit.0[c], light), cover);
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn shade = shade_kernel(look: &Look, backdrop: &Backdrop, pitch: f32, y: f32, rows: &Rows<'_>, out: &mut [f32]));
