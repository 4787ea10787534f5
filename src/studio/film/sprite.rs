//! Copy as bitmaps of coverage, one per line, drawn once and then only moved and faded.

use std::ops::Range;

use super::super::compose::Emblem;
use super::super::compose::block::{Button, Line};
use super::super::compose::text::Type;
use super::super::compose::{Part, Plan};
use super::super::paint::colour::Light;
use super::super::paint::isa::Isa;
use super::super::paint::keepout::Rect;
use super::super::paint::num::{sat, smoothstep};
use super::kernels;
use super::score::Pose;

/// Columns over which a sweep uncovers.
const SWEEP: f32 = 260.0;

/// One line of type, or the mark of the call to action.
#[derive(Debug)]
pub struct Sprite {
    /// The part of the copy that it belongs to.
    pub part: Part,
    /// Its number within that part.
    pub line: usize,
    left: usize,
    top: isize,
    width: usize,
    height: usize,
    coverage: Vec<u8>,
    ink: [f32; 3],
    /// Colours of the pixels, gamma-coded, where one ink is not enough.
    colours: Vec<[f32; 3]>,
}

/// A sprite as one frame shows it.
#[derive(Debug)]
pub struct Posed<'a> {
    sprite: &'a Sprite,
    pose: Pose,
    /// Opacity per column, over 255.
    gain: Vec<f32>,
}

/// All sprites of a plan but its logo, the button before its words. `on_pill` is the ink of words on a pill.
pub fn of_plan(
    faces: &Type,
    plan: &Plan,
    size: (u32, u32),
    copy: Light,
    on_pill: Light,
) -> Vec<Sprite> {
    let mut sprites = Vec::new();
    if let Some(button) = plan.button {
        sprites.push(mark(button, size, copy));
    }
    let pill = matches!(plan.button, Some(Button::Pill(_)));
    let mut number = 0;
    let mut before = None;
    for line in &plan.lines {
        number = if before == Some(line.part) {
            number + 1
        } else {
            0
        };
        before = Some(line.part);
        let ink = if pill && line.part == Part::Cta {
            on_pill
        } else {
            copy
        };
        sprites.extend(letters(faces, line, number, size, ink));
    }
    sprites
}

/// Gamma-coded values of an ink, as the still blends it.
fn coded(ink: Light) -> [f32; 3] {
    ink.to_rgb8().map(|v| f32::from(v) / 255.0)
}

/// Whole pixels around a rectangle, within the picture sideways.
fn around(rect: &Rect, air: f32, size: (u32, u32)) -> (usize, isize, usize, usize) {
    let rect = rect.grown(air);
    let left = (rect.x.max(0.0)) as usize;
    let right = (rect.right().max(0.0) as usize + 1).min(size.0 as usize);
    let top = (rect.y.max(0.0)) as usize;
    let bottom = (rect.bottom().max(0.0) as usize + 1).min(size.1 as usize);
    (
        left,
        top as isize,
        right.saturating_sub(left),
        bottom.saturating_sub(top),
    )
}

fn letters(
    faces: &Type,
    line: &Line,
    number: usize,
    size: (u32, u32),
    ink: Light,
) -> Option<Sprite> {
    let (left, top, width, height) = around(&line.ink_box(), 24.0, size);
    let mask_size = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    let at = [line.at[0] - left as f32, line.at[1] - top as f32];
    let mask = faces.mask(
        mask_size,
        std::iter::once((line.text.as_str(), line.face(), line.em, at)),
    );
    Some(Sprite {
        part: line.part,
        line: number,
        left,
        top,
        width,
        height,
        coverage: mask.alpha,
        ink: coded(ink),
        colours: Vec::new(),
    })
}

fn mark(button: Button, size: (u32, u32), ink: Light) -> Sprite {
    let (rect, radius) = match button {
        Button::Pill(rect) => (rect, rect.h * 0.5),
        Button::Rule(rect) => (rect, 0.0),
    };
    let (left, top, width, height) = around(&rect, 3.0, size);
    let core = rect.grown(-radius);
    let mut coverage = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (x, y) = ((left + x) as f32 + 0.5, top as f32 + y as f32 + 0.5);
            let alpha = sat(0.5 + radius - core.distance(x, y));
            coverage.push((alpha * 255.0 + 0.5) as u8);
        }
    }
    Sprite {
        part: Part::Cta,
        line: 0,
        left,
        top,
        width,
        height,
        coverage,
        ink: coded(ink),
        colours: Vec::new(),
    }
}

/// The logo, in whatever it wears.
pub(super) fn emblem(logo: &Emblem, rect: &Rect) -> Sprite {
    // A transparent row above and below: a drop by part of a pixel fades the edge instead of cutting it.
    let rim = vec![[0u8; 4]; logo.width];
    let pixels = || rim.iter().chain(&logo.pixels).chain(&rim);
    Sprite {
        part: Part::Wordmark,
        line: 0,
        left: rect.x.max(0.0) as usize,
        top: rect.y as isize - 1,
        width: logo.width,
        height: logo.pixels.len() / logo.width.max(1) + 2,
        coverage: pixels().map(|[.., a]| *a).collect(),
        ink: [0.0; 3],
        colours: pixels()
            .map(|[r, g, b, _]| [*r, *g, *b].map(|v| f32::from(v) / 255.0))
            .collect(),
    }
}

impl Sprite {
    /// Readies the sprite for a frame; `None` when nothing of it shows.
    pub fn posed(&self, pose: Pose) -> Option<Posed<'_>> {
        if pose.opacity <= 0.0 || pose.reveal <= 0.0 || self.width == 0 {
            return None;
        }
        let full = pose.opacity / 255.0;
        let reach = pose.reveal * (self.width as f32 + SWEEP);
        let gain = if pose.reveal >= 1.0 {
            vec![full; self.width]
        } else {
            (0..self.width)
                .map(|x| full * smoothstep(0.0, SWEEP, reach - x as f32))
                .collect()
        };
        Some(Posed {
            sprite: self,
            pose,
            gain,
        })
    }
}

impl Posed<'_> {
    /// Draws what of it lies on row `y` of the picture into the gamma-coded row.
    pub fn draw(&self, isa: Isa, y: usize, row: &mut [f32]) {
        let sprite = self.sprite;
        let from = y as f32 - self.pose.drop - sprite.top as f32;
        let whole = (from + 4096.0) as isize - 4096;
        let by = from - whole as f32;
        let line = |j: isize| {
            let j = usize::try_from(j).ok().filter(|j| *j < sprite.height)?;
            Some(j * sprite.width..(j + 1) * sprite.width)
        };
        // A row that only touches the bitmap's edge finds nothing there: letters keep a distance to it.
        let (Some(upper), Some(lower)) = (line(whole), line(whole + 1).or(line(whole))) else {
            return;
        };
        let width = row.len() / 3;
        let span = sprite.left..sprite.left + sprite.width;
        let (r, gb) = row.split_at_mut(width);
        let (g, b) = gb.split_at_mut(width);
        if !sprite.colours.is_empty() {
            let channels = [&mut r[span.clone()], &mut g[span.clone()], &mut b[span]];
            return self.draw_coloured(channels, [upper, lower], by);
        }
        let [upper, lower] = [upper, lower].map(|row| &sprite.coverage[row]);
        kernels::letters(
            isa,
            [&mut r[span.clone()], &mut g[span.clone()], &mut b[span]],
            [upper, lower],
            by,
            &self.gain,
            sprite.ink,
        );
    }

    /// Draws a row of pixels that have colours of their own, between two rows of the bitmap. Small, so no kernel.
    fn draw_coloured(&self, channels: [&mut [f32]; 3], rows: [Range<usize>; 2], by: f32) {
        let Sprite {
            coverage, colours, ..
        } = self.sprite;
        for (c, channel) in channels.into_iter().enumerate() {
            let [upper, lower] = rows.clone();
            let pixels = channel.iter_mut().zip(&self.gain).zip(upper.zip(lower));
            for ((v, gain), (upper, lower)) in pixels {
                let above = f32::from(coverage[upper]) * (1.0 - by) * gain;
                let below = f32::from(coverage[lower]) * by * gain;
                let through = 1.0 - (above + below);
                *v = *v * through + (colours[upper][c] * above + colours[lower][c] * below);
            }
        }
    }
}
