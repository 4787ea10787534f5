//! Dewy glass: a pane covered with fine condensation; now and then a heavy drop runs down and wipes a clear track.

use std::sync::OnceLock;

use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::field::{Blob, Field, ROWS, Surface, TILE};
use super::gel::{Gel, GelCoat};
use super::isa::Isa;
use super::lay::lay;
use super::motif::{Motif, Setting};
use super::num::{Rng, abs, max, min, mix, sat};
use super::slide::Slide;

/// How a pane is covered.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Dew {
    /// Distance of neighbouring fine drops in pixels.
    pub fine: f32,
    /// Radius of the largest drops.
    pub largest: f32,
    /// Drops that run at the same time.
    pub running: usize,
}

/// A dewy pane, set up for a picture.
#[derive(Debug)]
pub struct DewyGlass {
    setting: Setting,
    drops: Vec<Blob>,
    tracks: Vec<Slide>,
    /// What does not move, at the resolution of stills and films.
    still: OnceLock<Field>,
}

const SURFACE: Surface = Surface {
    merge: 4.0,
    flat: 70.0,
    dome: 0.62,
    shade: 30.0,
    even: 0,
    pitch: 2.0,
};

/// How far above a running drop the pane has misted over again.
const TRACK: f32 = 620.0;

impl DewyGlass {
    /// Covers the pane.
    pub fn new(dew: Dew, setting: Setting) -> Self {
        let Setting { size, keep_out, .. } = &setting;
        let mut rng = Rng::new(setting.seed, 36);
        let mut drops = Vec::new();
        // From coarse to fine; each kind keeps to a loose grid of its own.
        for (pitch, small, large, share) in [
            (9.5, 0.50, 1.0, 0.34),
            (4.2, 0.20, 0.48, 0.52),
            (1.9, 0.11, 0.26, 0.66),
            (1.0, 0.055, 0.13, 0.96),
        ] {
            let pitch = dew.fine * pitch;
            let mut y = -pitch * 0.5;
            while y < size[1] + pitch {
                let mut x = -pitch * 0.5;
                while x < size[0] + pitch {
                    let (u, v, q) = (rng.unit(), rng.unit(), rng.unit());
                    let (kept, at) = (
                        rng.unit(),
                        [x + (u - 0.5) * pitch * 0.9, y + (v - 0.5) * pitch * 0.9],
                    );
                    let r = dew.largest * mix(small, large, q * q);
                    let clear = keep_out.distance(at[0], at[1]) - r;
                    // The pane is dry behind the copy and wets gradually around it.
                    let wet = sat((clear - 12.0) * (1.0 / 170.0));
                    let crowded = drops.iter().any(|d: &Blob| {
                        let (dx, dy, m) = (d.a[0] - at[0], d.a[1] - at[1], d.ra * 1.04 + r + 1.5);
                        dx * dx + dy * dy < m * m
                    });
                    if clear > 12.0 && kept < share * wet && !crowded {
                        drops.push(Blob::drop(at[0], at[1], r));
                    }
                    x += pitch;
                }
                y += pitch;
            }
        }
        let radii = [dew.largest * 0.42, dew.largest * 0.66];
        let tracks = Slide::tracks(&mut rng, *size, keep_out, dew.running, radii, 90.0);
        Self {
            setting,
            drops,
            tracks,
            still: OnceLock::new(),
        }
    }

    fn field(&self, isa: Isa, brush: &Brush<'_>, time: f32) -> Field {
        let build = || Field::new(isa, brush, &self.drops, &SURFACE);
        let finished = brush.step == 1.0 && brush.width as f32 == self.setting.size[0];
        let mut field = if finished && brush.height as f32 == self.setting.size[1] {
            self.still.get_or_init(build).clone()
        } else {
            build()
        };
        // First every track, then every drop: a track must not wipe away the drop that follows on it.
        for track in &self.tracks {
            for [_, y, r] in track.at(time).filter(|d| d[2] > 1.5) {
                wipe(&mut field, track, y, r);
            }
        }
        for track in &self.tracks {
            for [x, y, r] in track.at(time).filter(|d| d[2] > 1.5) {
                run(&mut field, [x, y, r], track.column(y - r * 1.4));
            }
        }
        field
    }
}

/// Nodes of one axis between two places in the picture.
fn nodes(field: &Field, from: f32, to: f32, count: usize) -> std::ops::Range<usize> {
    let (left, pitch) = (field.grid.place(0), field.grid.pitch());
    let node = |at: f32| min(max((at - left) / pitch, 0.0), count as f32) as usize;
    node(from)..node(to)
}

/// Clears the track above a running drop; it narrows upward, where mist has settled again.
fn wipe(field: &mut Field, track: &Slide, y: f32, r: f32) {
    let (w, h) = (field.grid.width, field.grid.height);
    for row in nodes(field, y - TRACK, y, h) {
        let at = field.grid.place(row);
        let left = 1.0 - (y - at) / TRACK;
        let half = r * 0.92 * left.max(0.0).sqrt();
        let centre = track.column(at);
        for i in nodes(field, centre - half - 4.0, centre + half + 6.0, w) {
            let inside = half - abs(field.grid.place(i) - centre);
            let node = row * w + i;
            field.dist[node] = max(field.dist[node], inside);
            field.swell[node] = min(field.swell[node], -8.0 * inside);
            let clean = sat(inside * 0.25) * sat(left * 2.5);
            field.glint[node] = mix(field.glint[node], -0.16, clean);
            field.busy[row / ROWS * w.div_ceil(TILE) + i / TILE] = true;
        }
    }
}

/// Adds a running drop: a round cone, thin above.
fn run(field: &mut Field, [x, y, r]: [f32; 3], above: f32) {
    let (w, h) = (field.grid.width, field.grid.height);
    let (dx, dy) = (x - above, r * 1.4);
    let inv = 1.0 / (dx * dx + dy * dy);
    for row in nodes(field, y - r * 2.4 - 8.0, y + r + 10.0, h) {
        for i in nodes(field, x - r - 14.0, x + r + 16.0, w) {
            let (px, py) = (
                field.grid.place(i) - above,
                field.grid.place(row) - (y - dy),
            );
            let t = sat((px * dx + py * dy) * inv);
            let (ex, ey) = (px - dx * t, py - dy * t);
            let radius = r * (0.62 + 0.38 * t);
            let dist = (ex * ex + ey * ey).sqrt() - radius;
            let node = row * w + i;
            let k = 7.0;
            let share = sat(0.5 + 0.5 * (field.dist[node] - dist) * (1.0 / k));
            let q = max(min(1.0 + dist / radius, 1.6), 0.0);
            let swell = radius * radius * (1.0 - q * q);
            field.dist[node] = mix(field.dist[node], dist, share) - k * share * (1.0 - share);
            field.swell[node] = mix(field.swell[node], swell, share);
            let shade = -0.8 * sat(1.0 - (dist - 1.0) * (1.0 / 9.0)) * sat((px + py) * 0.05);
            field.glint[node] = min(field.glint[node], shade);
            field.busy[row / ROWS * w.div_ceil(TILE) + i / TILE] = true;
        }
    }
}

impl Motif for DewyGlass {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let backdrop = Backdrop::of(&self.setting, time);
        let hues = &self.setting.hues;
        let gel = Gel {
            tint: hues.body,
            absorb: 1.3,
            refract: 2.6,
            gloss: 0.9,
            room: 1.2,
            shadow: 0.36,
            focus: 0.34,
            focus_tint: hues.stops[0].toward(Light::WHITE, 0.5),
        };
        let field = self.field(isa, brush, time);
        lay(
            isa,
            brush,
            &backdrop,
            &[(&field, &GelCoat { gel, backdrop })],
        );
    }
}
