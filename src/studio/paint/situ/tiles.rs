//! Glazed tiles up to a ledge, plaster above, and a polished counter in front.

use serde::Deserialize;

use super::view::View;
use crate::studio::paint::flow::Flow;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::motif::Setting;
use crate::studio::paint::num::{abs, float, max, min, mix, round, sat, smoothstep};

/// How a tiled wall looks.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Tiles {
    /// Width of a tile in product sizes.
    pub wide: f32,
    /// Height of a tile over its width.
    pub tall: f32,
    /// How much tiles differ from each other.
    pub handmade: f32,
}

/// A tiled wall, set up for a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tiled {
    view: View,
    tiles: Tiles,
    wall: [f32; 3],
    glaze: [f32; 3],
    counter: [f32; 3],
    shade: [f32; 3],
    /// Width and height of a tile, and half the width of the grout.
    tile: [f32; 2],
    grout: f32,
    /// Where the tiles end at the top.
    ledge: f32,
    noise: [Flow; 2],
}

impl Tiled {
    pub fn new(tiles: Tiles, setting: &Setting) -> Self {
        let view = View::new(setting, 0.075, 0.40);
        let [wall, counter, shade] = setting.hues.stops.map(|tone| tone.0);
        // Whole courses of tiles, at least two, as high as the copy above leaves room: small tiles where that is little.
        let copy = setting.keep_out.hull().map_or(0.0, |hull| hull.bottom());
        let room = max(view.floor - max(copy, view.size[1] * 0.16) - 30.0, 120.0);
        let wide = max(min(view.unit * tiles.wide, room * 0.5 / tiles.tall), 60.0);
        let tile = [wide, wide * tiles.tall];
        let courses = round(room / tile[1] - 0.499);
        let ledge = view.floor - tile[1] * courses;
        Self {
            view,
            tiles,
            wall,
            glaze: setting.hues.body.0,
            counter,
            shade,
            tile,
            grout: max(wide * 0.016, 2.0),
            ledge,
            noise: [1, 2].map(|n| Flow::at(0.0, 1.0, setting.seed.wrapping_add(n))),
        }
    }
}

/// A tile's own number, -1..1.
#[inline(always)]
fn own(a: f32, b: f32, n: f32) -> f32 {
    let h = a * 0.754_877_7 + b * 0.569_840_3 + n * 0.3137 + a * b * 0.217;
    let h = (h - round(h)) * 37.719;
    (h - round(h)) * 2.0
}

#[inline(always)]
fn tile_light(s: &Tiled, x: f32, y: f32, soft: f32) -> [f32; 2] {
    let [tw, th] = s.tile;
    let (u, w) = ((x - s.view.foot[0]) / tw + 0.31, (s.view.floor - y) / th);
    let (cu, cw) = (round(u - 0.5), round(w - 0.5));
    let (fu, fw) = ((u - cu - 0.5) * tw, (w - cw - 0.5) * th);
    let edge = min(tw * 0.5 - abs(fu), th * 0.5 - abs(fw)) - s.grout;
    let hand = s.tiles.handmade;
    let (a, b, c) = (own(cu, cw, 1.0), own(cu, cw, 2.0), own(cu, cw, 3.0));
    let inside = smoothstep(-soft, soft, edge);
    // The glaze is never flat: each tile leans its own way, and its face is a little wavy.
    let wave = s.noise[0].noise(x * 0.011 + a * 9.0, y * 0.011)
        + 0.5 * s.noise[1].noise(x * 0.031, y * 0.031 + b * 5.0);
    let lean = 0.5 * (a * fu / tw + b * fw / th) + 0.16 * wave;
    let tone = 1.0 + hand * (0.075 * c + 0.16 * lean);
    // Rounded rims: the upper left catches the lamp, the lower right falls away.
    let rim = 1.0 - sat(edge / (s.grout * 3.2));
    let slope = sat(0.5 - 0.7 * (fu / tw + fw / th)) - 0.5;
    let bright = rim * rim * 0.30 * slope;
    // Broad reflection of the window in tiles that lean toward it.
    let gleam = smoothstep(0.10, 0.55, hand * (0.75 * a + 0.5 * lean + 0.35 * b));
    let body = tone + bright + 0.10 * gleam * smoothstep(0.0, tw * 0.12, edge);
    [mix(0.80, body, inside), inside]
}

#[inline(always)]
fn base_kernel(s: &Tiled, y: f32, x0: f32, step: f32, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let v = &s.view;
    let soft = max(step, 1.2);
    let on_counter = smoothstep(v.floor - soft, v.floor + soft, y);
    let lip = s.grout * 5.0;
    // The counter mirrors the wall, squeezed as the eye is low.
    let mirrored = v.floor - (y - v.floor) * 0.94;
    let wall_y = mix(y, mirrored, on_counter);
    let plaster = 1.0 - smoothstep(s.ledge - lip - soft, s.ledge - lip + soft, wall_y);
    let in_lip = (1.0 - plaster) * (1.0 - smoothstep(s.ledge - soft, s.ledge + soft, wall_y));
    let under_lip =
        (1.0 - plaster) * (1.0 - in_lip) * (1.0 - sat((wall_y - s.ledge) / (lip * 1.4)));
    let lip_round = (s.ledge - wall_y) / lip;
    for i in 0..n {
        let x = x0 + float(i) * step;
        let key = v.key(x, y);
        let sway = s.noise[1].noise(x * 0.004, y * 0.009);
        let bent = wall_y + on_counter * 4.0 * sway;
        let [tile, glazed] =
            tile_light(s, x, bent, soft + on_counter * (2.0 + 0.05 * (y - v.floor)));
        let trowel =
            s.noise[0].noise(x * 0.0052, y * 0.0074) + 0.5 * s.noise[0].noise(x * 0.019, y * 0.026);
        let dark = 0.30 * v.corner(v.floor - wall_y, 34.0);
        let [gx, gz] = v.ground(x, y);
        let cloud = s.noise[1].noise(gx * 0.004, gz * 0.0016)
            + 0.5 * s.noise[0].noise(gx * 0.011 + 3.0, gz * 0.004);
        let near = sat((y - v.floor) / (v.size[1] - v.floor));
        let px: [f32; 3] = std::array::from_fn(|c| {
            let grout = s.wall[c] * 0.93;
            let tiles = mix(grout, s.glaze[c], glazed) * tile * (1.0 - 0.30 * under_lip);
            let rail = s.glaze[c] * (0.84 + 0.42 * lip_round * (1.4 - lip_round));
            let wall = mix(
                mix(tiles, rail, in_lip),
                s.wall[c] * (1.0 + 0.014 * trowel),
                plaster,
            );
            let wall = wall * key * (1.0 - dark);
            let body = s.counter[c] * (1.02 - 0.10 * near) * (1.0 + 0.03 * cloud) * key;
            let mirror = 0.46 - 0.26 * near;
            let top = mix(body, wall * mix(1.0, s.counter[c], 0.35), mirror);
            let top = top
                * (1.0 - 0.30 * v.corner(y - v.floor, v.unit * 0.014) * mix(1.0, s.shade[c], -0.2));
            mix(wall, top, on_counter)
        });
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(pub(super) fn base = base_kernel(s: &Tiled, y: f32, x0: f32, step: f32, out: &mut [f32]));
