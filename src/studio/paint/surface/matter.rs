//! What a surface is made of: how a height field takes the light.
//!
//! Everything soft (shade, sheen, iridescence) is worked out at the nodes of a mesh by [`shade`]; only highlights and
//! grain are worked out for every pixel, by [`finish`]. The lamp stands at the top left.

use serde::Deserialize;

use super::mesh::Woven;
use crate::studio::paint::colour::Light;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::motif::Hues;
use crate::studio::paint::num::{cos_turns, float, max, mix, sat, smoothstep};

/// What a surface is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Soft and deep: light wanders inside.
    Cream,
    /// Woven and supple: broad glow along the folds.
    Silk,
    /// Matt and dense, with a fine tooth.
    Clay,
    /// Grains in low light.
    Sand,
    /// Still water: slopes show as tints, lamps as sharp lights.
    Water,
    /// Polished stone: what the generator calls veins is dark.
    Stone,
    /// Polished dark stone: veins are bright.
    Onyx,
    /// Ice: clear faces, pale cracks.
    Ice,
    /// Mother of pearl: the brand's colours change with the slope.
    Nacre,
}

/// The light of a matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Toward the lamp, a unit vector (y grows downward).
    lamp: [f32; 3],
    /// How far light creeps around to the side away from the lamp.
    wrap: f32,
    /// Darkening per pixel of height that stands between a place and the lamp.
    shadow: f32,
    /// How far from the place that height is looked for, in pixels.
    pub reach: f32,
    /// Light of a place that is stroked smooth.
    level: f32,
    /// Broad glow around the highlights.
    glow: f32,
    /// Light on slopes that are seen at a grazing angle.
    sheen: f32,
    /// How much of the highlight is broad, and how much sharp.
    lobes: [f32; 2],
    /// Depth of the grain.
    grain: f32,
    /// Strength of the change of colour with the slope.
    shift: f32,
    /// Darkening of what the generator marks; less than nothing lightens it.
    vein: f32,
    /// Light that the matter gives back at most.
    dim: f32,
    /// Darkening of the picture's far corner.
    fall: f32,
}

const CREAM: Look = Look {
    lamp: [-0.50, -0.58, 0.64],
    wrap: 0.35,
    shadow: 0.0077,
    reach: 52.0,
    level: 0.80,
    glow: 0.0,
    sheen: 0.125,
    lobes: [0.10, 0.89],
    grain: 0.0,
    shift: 0.0,
    vein: 0.0,
    dim: 1.0,
    fall: 1.0,
};

impl Matter {
    /// How this matter takes the light.
    pub(super) fn look(self) -> Look {
        match self {
            Self::Cream => CREAM,
            Self::Silk => Look {
                lamp: [-0.56, -0.50, 0.66],
                wrap: 0.22,
                shadow: 0.006,
                reach: 60.0,
                level: 0.66,
                glow: 0.42,
                sheen: 0.20,
                lobes: [0.35, 0.10],
                ..CREAM
            },
            Self::Clay => Look {
                lamp: [-0.60, -0.52, 0.60],
                wrap: 0.18,
                shadow: 0.012,
                level: 0.74,
                sheen: 0.05,
                lobes: [0.05, 0.0],
                grain: 0.05,
                ..CREAM
            },
            Self::Sand => Look {
                lamp: [-0.78, -0.42, 0.46],
                wrap: 0.05,
                shadow: 0.016,
                reach: 44.0,
                level: 0.62,
                sheen: 0.0,
                lobes: [0.0, 0.0],
                grain: 0.16,
                ..CREAM
            },
            Self::Water => Look {
                lamp: [-0.46, -0.62, 0.63],
                wrap: 0.12,
                shadow: 0.0,
                level: 0.62,
                glow: 0.10,
                sheen: 0.6,
                lobes: [0.06, 1.1],
                ..CREAM
            },
            Self::Stone => Look {
                wrap: 0.5,
                shadow: 0.0,
                level: 0.84,
                glow: 0.22,
                sheen: 0.0,
                lobes: [0.10, 0.0],
                vein: 0.78,
                ..CREAM
            },
            Self::Onyx => Look {
                wrap: 0.5,
                shadow: 0.0,
                level: 0.10,
                glow: 0.10,
                sheen: 0.0,
                lobes: [0.06, 0.0],
                vein: -0.85,
                dim: 0.12,
                ..CREAM
            },
            Self::Ice => Look {
                lamp: [-0.55, -0.55, 0.63],
                wrap: 0.30,
                shadow: 0.002,
                level: 0.72,
                glow: 0.35,
                sheen: 0.30,
                lobes: [0.35, 0.5],
                vein: -0.30,
                ..CREAM
            },
            Self::Nacre => Look {
                wrap: 0.5,
                shadow: 0.002,
                level: 0.82,
                glow: 0.35,
                sheen: 0.10,
                lobes: [0.30, 0.25],
                shift: 1.0,
                ..CREAM
            },
        }
    }
}

/// Planes that [`shade`] makes: red, green, blue, how lively the place is, and both slopes.
pub(super) const PLANES: usize = 6;

/// Planes that [`shade_matt`] makes: the same without the slopes.
pub(super) const MATT_PLANES: usize = 4;

/// The colour of a place by how much light it gets.
#[inline(always)]
pub(super) fn toned(stops: &[Light; 3], light: f32) -> [f32; 3] {
    let mut out = [0.0; 3];
    for (c, o) in out.iter_mut().enumerate() {
        let deep = mix(stops[2].0[c], stops[1].0[c], sat(light * 1.65));
        *o = mix(deep, stops[0].0[c], smoothstep(0.42, 0.95, light));
    }
    out
}

/// The light that a smooth place gets, so that copy reads there: the wanted one where it is pale enough for dark letters,
/// else the nearest that is dark enough for light letters (or the lightest or darkest there is).
pub(super) fn readable(wanted: f32, stops: &[Light; 3]) -> f32 {
    let luminance = |light: f32| Light(toned(stops, light)).luminance();
    let at = luminance(wanted);
    if !(0.10..=0.50).contains(&at) {
        return wanted;
    }
    let lighter = (0..=10).map(|i| wanted + (1.0 - wanted) * i as f32 * 0.1);
    let darker = (0..=20).map(|i| wanted * (1.0 - i as f32 * 0.05));
    let pale = lighter.into_iter().find(|l| luminance(*l) > 0.50);
    let dark = darker.into_iter().find(|l| luminance(*l) < 0.10);
    pale.or(dark).unwrap_or(0.0)
}

/// Everything about a picture's surface that is the same for all of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skin {
    pub look: Look,
    pub hues: Hues,
    /// Strength of highlights.
    pub gloss: f32,
    /// Width and height of the picture.
    pub size: [f32; 2],
    /// Halfway between lamp and eye.
    half: [f32; 3],
}

impl Skin {
    pub fn new(look: Look, hues: Hues, gloss: f32, size: [f32; 2]) -> Self {
        let [x, y, z] = look.lamp;
        let long = (x * x + y * y + (z + 1.0) * (z + 1.0)).sqrt();
        let look = Look {
            level: readable(look.level, &hues.stops),
            ..look
        };
        Self {
            look,
            hues,
            gloss,
            size,
            half: [x / long, y / long, (z + 1.0) / long],
        }
    }
}

/// Heights around a row of nodes.
pub(super) struct Heights<'a> {
    /// Place of the row and of its first node, in pixels, and pixels between nodes.
    pub y: f32,
    pub x: f32,
    pub gap: f32,
    /// One node more at both ends.
    pub here: &'a [f32],
    pub above: &'a [f32],
    pub below: &'a [f32],
    /// Toward the lamp.
    pub toward: &'a [f32],
    /// What the generator says of the matter: brightness, or the phase of iridescence.
    pub aux: &'a [f32],
    /// 0 stroked smooth .. 1 lively.
    pub wild: &'a [f32],
}

#[inline(always)]
fn shade_kernel(skin: &Skin, h: &Heights<'_>, out: &mut [f32]) {
    let (out, slopes) = out.split_at_mut(h.wild.len() * MATT_PLANES);
    shade_planes::<false>(skin, h, out, slopes);
}

/// As [`shade_kernel`] for matter without sharp highlights: the broad ones are worked out at the nodes too.
#[inline(always)]
fn matt_kernel(skin: &Skin, h: &Heights<'_>, out: &mut [f32]) {
    shade_planes::<true>(skin, h, out, &mut []);
}

#[inline(always)]
fn shade_planes<const MATT: bool>(
    skin: &Skin,
    h: &Heights<'_>,
    out: &mut [f32],
    slopes: &mut [f32],
) {
    let n = h.wild.len();
    let (r, rest) = out.split_at_mut(n);
    let (g, rest) = rest.split_at_mut(n);
    let (b, sheer) = rest.split_at_mut(n);
    let sheer = &mut sheer[..n];
    let (sx, sy) = slopes.split_at_mut(if MATT { 0 } else { n });
    let (left, mid, right) = (&h.here[..n], &h.here[1..=n], &h.here[2..n + 2]);
    let (above, below, toward) = (&h.above[..n], &h.below[..n], &h.toward[..n]);
    let (aux, wild) = (&h.aux[..n], &h.wild[..n]);
    let look = &skin.look;
    let per = 0.5 / h.gap;
    let [lx, ly, lz] = look.lamp;
    let [hx, hy, hz] = skin.half;
    let top_tone = skin.hues.stops[0];
    let accent = skin.hues.accent.toward(top_tone, 0.5);
    let (across, v) = (1.0 / skin.size[0], h.y / skin.size[1] - 0.5);
    let scale = 1.0 / (1.0 + look.wrap);
    for i in 0..n {
        let u = (h.x + float(i) * h.gap) * across - 0.5;
        let free = 0.07 + 0.93 * wild[i];
        let gx = (right[i] - left[i]) * per * free;
        let gy = (below[i] - above[i]) * per * free;
        let nz = 1.0 / (gx * gx + gy * gy + 1.0).sqrt();
        let (nx, ny) = (-gx * nz, -gy * nz);
        let facing = nx * lx + ny * ly + nz * lz;
        let wrap = sat((facing + look.wrap) * scale);
        let diffuse = wrap * wrap * (3.0 - 2.0 * wrap);
        let open = sat(0.85 + (mid[i] - toward[i]) * look.shadow * free);
        let light = diffuse * (0.45 + 0.55 * open) * look.dim;
        let light = mix(look.level, light, 0.25 + 0.75 * free);
        let light = sat(light - look.vein * (aux[i] - 0.06) * free);
        let half = sat(nx * hx + ny * hy + nz * hz);
        let h2 = half * half;
        let h8 = h2 * h2 * h2 * h2;
        let glow = look.glow * skin.gloss * h8 * h8 * free;
        let f = 1.0 - nz;
        let sheen = f * f * look.sheen + glow;
        let lit = 1.0 - look.fall * (0.26 * (u * u + v * v) + 0.05 * (u + v));
        let body = 0.97 + 0.10 * (1.0 - look.shift) * (sat(aux[i]) - 0.5) * free;
        // Thin layers: which colour of the brand comes back depends on the angle, and wanders with the growth of the shell.
        let turn = aux[i] + 0.9 * facing;
        let warm = look.shift * (0.5 + 0.5 * cos_turns(turn)) * 0.42 * (0.25 + 0.75 * free);
        let cool = look.shift * (0.5 + 0.5 * cos_turns(turn + 0.37)) * 0.42 * (0.25 + 0.75 * free);
        let mut px = [0.0f32; 3];
        let tones = toned(&skin.hues.stops, light);
        for (c, p) in px.iter_mut().enumerate() {
            let tone = tones[c];
            let tone = mix(tone, accent.0[c] * (0.25 + 0.75 * light), warm);
            let tone = mix(tone, skin.hues.body.0[c] * (0.25 + 0.75 * light), cool);
            *p = (tone * body + sheen * top_tone.0[c]) * lit;
        }
        if MATT {
            let broad = max(hz - gx * hx - gy * hy, 0.0) * nz;
            let h2 = broad * broad;
            let h8 = h2 * h2 * h2 * h2;
            let spec = skin.gloss * free * look.lobes[0] * (h8 * h8 * h8 * h8);
            px = px.map(|v| v + spec);
        } else {
            sx[i] = gx;
            sy[i] = gy;
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
        sheer[i] = free;
    }
}

kernel!(pub(super) fn shade = shade_kernel(skin: &Skin, h: &Heights<'_>, out: &mut [f32]));
kernel!(pub(super) fn shade_matt = matt_kernel(skin: &Skin, h: &Heights<'_>, out: &mut [f32]));

/// Two rows of each plane, see [`PLANES`].
pub(super) struct Pairs<'a, const N: usize> {
    pub rows: [(&'a [f32], &'a [f32]); N],
    /// 0 at the upper rows .. 1 at the lower.
    pub part: f32,
    /// Grain of this row, about -1..1.
    pub grain: &'a [f32],
    /// How much of it shows.
    pub depth: f32,
}

impl<'a, const N: usize> Pairs<'a, N> {
    /// The planes of a woven row of that width.
    pub fn new(woven: &Woven<'a>, width: usize, grain: &'a [f32], depth: f32) -> Self {
        Self {
            rows: std::array::from_fn(|p| woven.plane(p, width)),
            part: woven.part,
            grain,
            depth,
        }
    }
}

#[inline(always)]
fn finish_kernel(skin: &Skin, pairs: &Pairs<'_, PLANES>, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, rest) = out.split_at_mut(n);
    let (g, b) = rest.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let [(r0, r1), (g0, g1), (b0, b1), (s0, s1), (x0, x1), (y0, y1)] =
        pairs.rows.map(|(a, b)| (&a[..n], &b[..n]));
    let grain = &pairs.grain[..n];
    let t = pairs.part;
    let [hx, hy, hz] = skin.half;
    let [broad, sharp] = skin.look.lobes;
    for i in 0..n {
        let gx = mix(x0[i], x1[i], t);
        let gy = mix(y0[i], y1[i], t);
        let facing = hz - gx * hx - gy * hy;
        let half = max(facing, 0.0) / (gx * gx + gy * gy + 1.0).sqrt();
        let h2 = half * half;
        let h4 = h2 * h2;
        let h8 = h4 * h4;
        let h16 = h8 * h8;
        let h32 = h16 * h16;
        let h64 = h32 * h32;
        let h192 = h64 * h64 * h64;
        let free = mix(s0[i], s1[i], t);
        let spec = skin.gloss * free * (broad * h32 + sharp * h192 * (0.6 + 0.4 * h64 * h64));
        let tooth = 1.0 + pairs.depth * (0.4 + 0.6 * free) * grain[i];
        r[i] = mix(r0[i], r1[i], t) * tooth + spec;
        g[i] = mix(g0[i], g1[i], t) * tooth + spec;
        b[i] = mix(b0[i], b1[i], t) * tooth + spec;
    }
}

kernel!(pub(super) fn finish = finish_kernel(skin: &Skin, pairs: &Pairs<'_, PLANES>, out: &mut [f32]));

/// Matt matter only gets its grain.
#[inline(always)]
fn roughen_kernel(pairs: &Pairs<'_, MATT_PLANES>, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, rest) = out.split_at_mut(n);
    let (g, b) = rest.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let [(r0, r1), (g0, g1), (b0, b1), (s0, s1)] = pairs.rows.map(|(a, b)| (&a[..n], &b[..n]));
    let grain = &pairs.grain[..n];
    let t = pairs.part;
    for i in 0..n {
        let free = mix(s0[i], s1[i], t);
        let tooth = 1.0 + pairs.depth * (0.4 + 0.6 * free) * grain[i];
        r[i] = mix(r0[i], r1[i], t) * tooth;
        g[i] = mix(g0[i], g1[i], t) * tooth;
        b[i] = mix(b0[i], b1[i], t) * tooth;
    }
}

kernel!(pub(super) fn roughen = roughen_kernel(pairs: &Pairs<'_, MATT_PLANES>, out: &mut [f32]));

impl Look {
    /// Whether it has no sharp highlights.
    pub fn is_matt(&self) -> bool {
        self.lobes[1] == 0.0
    }

    /// Depth of the grain on a canvas of that step: what is finer than its pixels evens out.
    pub fn grain_at(&self, step: f32) -> f32 {
        self.grain / step
    }
}
