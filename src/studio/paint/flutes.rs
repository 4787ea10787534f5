//! Fluted glass: upright ribs that bend soft fields of colour moving slowly behind them.

use serde::Deserialize;

use super::brush::Brush;
use super::canvas::place;
use super::colour::Light;
use super::isa::{Isa, kernel};
use super::keepout::Rect;
use super::motif::{Motif, Setting};
use super::num::{Rng, cos_turns, max, mix, sat, sin_turns, smoothstep};

/// How the glass is ribbed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Flutes {
    /// Width of a rib in pixels.
    pub width: f32,
    /// How far a rib shifts what is behind it, in widths.
    pub bend: f32,
    /// Strength of the light on the ribs.
    pub gloss: f32,
}

/// A cloud of colour behind the glass.
#[derive(Debug, Clone, Copy)]
struct Cloud {
    at: [f32; 2],
    drift: [f32; 2],
    phase: f32,
    size: f32,
    colour: Light,
    amount: f32,
}

/// Fluted glass, set up for a picture.
#[derive(Debug)]
pub struct FlutedGlass {
    flutes: Flutes,
    setting: Setting,
    clouds: [Cloud; 5],
    calm: Rect,
}

impl FlutedGlass {
    /// Places the clouds behind the glass.
    pub fn new(flutes: Flutes, setting: Setting) -> Self {
        let mut rng = Rng::new(setting.seed, 31);
        let hues = &setting.hues;
        let [w, h] = setting.size;
        let colours = [
            hues.body,
            hues.stops[2],
            hues.body,
            hues.stops[0],
            hues.body,
        ];
        let mut index = 0;
        let clouds = colours.map(|colour| {
            let i = index as f32;
            index += 1;
            Cloud {
                at: [
                    w * rng.range(0.05, 0.95),
                    h * (0.1 + 0.2 * i + rng.range(-0.06, 0.06)),
                ],
                drift: [w * rng.range(0.16, 0.26), h * rng.range(0.03, 0.07)],
                phase: rng.unit(),
                size: w * rng.range(0.30, 0.50),
                colour,
                amount: rng.range(0.75, 0.95),
            }
        });
        let calm = setting.keep_out.hull();
        Self {
            flutes,
            setting,
            clouds,
            calm: calm.unwrap_or(Rect::new(-9e3, -9e3, 1.0, 1.0)),
        }
    }
}

/// What is the same for a whole column: where it looks, and how the rib takes the light there.
#[derive(Debug, Default)]
struct Columns {
    seen: Vec<f32>,
    lit: Vec<f32>,
    shine: Vec<f32>,
    beside: Vec<f32>,
}

/// A frame's view of the clouds.
#[derive(Debug, Clone, Copy)]
struct View {
    stops: [Light; 3],
    clouds: [Cloud; 5],
    inv_size: [f32; 2],
}

#[inline(always)]
fn row_kernel(view: &View, columns: &Columns, y: f32, calm_y: f32, rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (seen, lit) = (&columns.seen[..w], &columns.lit[..w]);
    let (shine, beside) = (&columns.shine[..w], &columns.beside[..w]);
    let v = y * view.inv_size[1];
    for i in 0..w {
        // Rounded-box distance to the copy: the glass is smoother and the light more even there.
        let away = (beside[i] + calm_y).sqrt();
        let wild = 0.10 + 0.90 * smoothstep(0.0, 240.0, away);
        let x = seen[i];
        let u = x * view.inv_size[0];
        let a = sat(v * 0.8 + 0.25 * (u - 0.5) + 0.1);
        let mut px = [0.0f32; 3];
        for (c, p) in px.iter_mut().enumerate() {
            let [c0, c1, c2] = view.stops.map(|s| s.0[c]);
            *p = mix(mix(c0, c1, sat(a * 2.0)), c2, sat(a * 2.0 - 1.0));
        }
        let base = px;
        for cloud in &view.clouds {
            let (dx, dy) = (
                (x - cloud.at[0]) * cloud.size,
                (y - cloud.at[1]) * cloud.size,
            );
            let q = 1.0 / (1.0 + dx * dx + dy * dy * 0.7);
            let q = q * q * cloud.amount;
            for (c, p) in px.iter_mut().enumerate() {
                *p = mix(*p, cloud.colour.0[c], q);
            }
        }
        let (light, spark) = (mix(1.0, lit[i], wild), shine[i] * wild);
        for (c, p) in px.iter_mut().enumerate() {
            *p = mix(base[c], *p, 0.16 + 0.84 * wild) * light;
            *p += spark * (0.25 + 0.75 * *p);
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(
    fn paint_row = row_kernel(view: &View, columns: &Columns, y: f32, calm_y: f32, rgb: [&mut [f32]; 3])
);

impl FlutedGlass {
    fn columns(&self, brush: &Brush<'_>, time: f32) -> Columns {
        let mut columns = Columns::default();
        let Flutes { width, bend, gloss } = self.flutes;
        for i in 0..brush.width {
            let x = place(i, brush.step);
            let at = x / width + 0.35;
            let rib = at as i32 as f32;
            let t = (at - rib) * 2.0 - 1.0;
            // A rib is a cylinder lens: it shows a mirrored, squeezed stretch of what lies behind it.
            let lens = -t * (1.0 + 0.5 * t * t);
            let centre = (rib + 0.5 - 0.35) * width;
            columns.seen.push(centre + lens * width * bend);
            let slope = t;
            let edge = t * t;
            let edge = edge * edge;
            let groove = edge * edge * edge;
            columns
                .lit
                .push(1.0 - 0.07 * slope - 0.10 * edge - 0.20 * groove * (0.6 + 0.4 * slope));
            // The lamp's line wanders a little over the rib as the light drifts.
            let line = (t + 0.52 + 0.07 * sin_turns(time + rib * 0.07)) * 5.2;
            let answer = (t - 0.80) * 9.0;
            columns.shine.push(
                gloss
                    * (0.22 / ((1.0 + line * line) * (1.0 + line * line))
                        + 0.09 / (1.0 + answer * answer)),
            );
            let dx = max(max(self.calm.x - x, x - self.calm.right()), 0.0);
            columns.beside.push(dx * dx);
        }
        columns
    }
}

impl Motif for FlutedGlass {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let columns = self.columns(brush, time);
        let mut clouds = self.clouds;
        for cloud in &mut clouds {
            let phase = time + cloud.phase;
            cloud.at[0] += cloud.drift[0] * sin_turns(phase);
            cloud.at[1] += cloud.drift[1] * cos_turns(phase);
            cloud.size = 1.0 / cloud.size;
        }
        let view = View {
            stops: self.setting.hues.stops,
            clouds,
            inv_size: self.setting.size.map(|v| 1.0 / v),
        };
        let (step, width) = (brush.step, brush.width);
        brush.par_rows(|j, row| {
            let y = place(j, step);
            let dy = max(max(self.calm.y - y, y - self.calm.bottom()), 0.0);
            let (r, gb) = row.split_at_mut(width);
            let (g, b) = gb.split_at_mut(width);
            paint_row(isa, &view, &columns, y, dy * dy, [r, g, b]);
        });
    }
}
