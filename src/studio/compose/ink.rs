//! Copy on the picture: which ink reads, a scrim when none does, and the blending of type.

use crate::studio::paint::canvas::Canvas;
use crate::studio::paint::colour::{Light, contrast, luminance};
use crate::studio::paint::isa::Isa;
use crate::studio::paint::keepout::Rect;
use crate::studio::paint::num::{mix, sat, smoothstep};

use super::block::{Button, Line};
use super::layout::Plan;
use super::palette::Palette;
use super::text::Type;
use super::{ComposeError, Part};

/// Least contrast of copy against any pixel behind it.
pub const LEAST_CONTRAST: f32 = 4.5;

/// Strength of one layer of scrim at the copy, and how far from it it begins and ends.
pub(in crate::studio) const VEIL: f32 = 0.3;
pub(in crate::studio) const VEIL_REACH: (f32, f32) = (8.0, 128.0);

/// What is aimed at before dithering and rounding take their share.
const WANTED: f32 = 4.75;

/// The colours that copy was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inks {
    /// Letters.
    pub copy: Light,
    /// Letters on the pill.
    pub on_pill: Light,
    /// Least contrast of the copy against the pixels behind it.
    pub contrast: f32,
    /// Strength of the scrim that it took, 0 for none.
    pub scrim: f32,
    /// Layers of that scrim.
    pub veils: u32,
    /// Colour of the scrim.
    pub veil: Light,
}

/// A finished background: 8-bit RGB, what viewers will see behind the copy.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Three bytes per pixel, rows from the top.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// Darkest and brightest luminance (WCAG) in a rectangle; `(1, 0)` when it is empty.
    pub fn extremes(&self, rect: &Rect) -> (f32, f32) {
        let columns = clip(rect.x, rect.right(), self.width);
        let mut range = (1.0f32, 0.0f32);
        for y in clip(rect.y, rect.bottom(), self.height) {
            let row =
                &self.rgb[(y * self.width + columns.start) * 3..(y * self.width + columns.end) * 3];
            for px in row.chunks_exact(3) {
                let l = luminance([px[0], px[1], px[2]]);
                range = (range.0.min(l), range.1.max(l));
            }
        }
        range
    }

    /// Blends in the gamma-coded space, where letters keep their drawn weight on light and on dark.
    pub(super) fn blend(&mut self, x: usize, y: usize, ink: [u8; 3], alpha: u8) {
        let at = (y * self.width + x) * 3;
        let a = u32::from(alpha);
        for (v, ink) in self.rgb[at..at + 3].iter_mut().zip(ink) {
            *v = ((u32::from(*v) * (255 - a) + u32::from(ink) * a + 127) / 255) as u8;
        }
    }
}

fn clip(from: f32, to: f32, limit: usize) -> std::ops::Range<usize> {
    let to = (to.max(0.0).ceil() as usize).min(limit);
    (from.max(0.0) as usize).min(to)..to
}

/// The colours that copy may have, in the order in which they are tried: the brand's own first.
pub fn copy_inks(palette: &Palette) -> [Light; 5] {
    let black = |by| palette.ink.toward(Light::BLACK, by);
    let light = palette.light.toward(Light::WHITE, 0.45);
    [palette.ink, light, black(0.45), Light::WHITE, black(0.8)]
}

/// Develops the canvas and chooses the ink for a plan, laying a soft scrim under the copy if there is no other way.
pub(super) fn choose(
    isa: Isa,
    canvas: &mut Canvas,
    plan: &Plan,
    palette: &Palette,
) -> Result<(Picture, Inks), ComposeError> {
    let behind = copy_boxes(plan);
    let black = |by| palette.ink.toward(Light::BLACK, by);
    let candidates = copy_inks(palette);
    let mut picture = develop(isa, canvas);
    let (dark, bright) = range(&picture, &behind);
    // Toward whichever side the picture already leans.
    let veil = if dark + bright > 0.45 {
        palette.light
    } else {
        black(0.5)
    };
    for (veils, scrim) in (0..).zip([0.0, 0.3, 0.5, 0.7, 0.85]) {
        if veils > 0 {
            lay_scrim(canvas, plan, veil, VEIL);
            picture = develop(isa, canvas);
        }
        let (dark, bright) = range(&picture, &behind);
        for copy in candidates {
            let l = copy.luminance();
            let least = contrast(l, dark).min(contrast(l, bright));
            let between = l > dark && l < bright;
            if least >= LEAST_CONTRAST && !between {
                let inks = Inks {
                    copy,
                    on_pill: on_pill(copy, palette),
                    contrast: least,
                    scrim,
                    veils,
                    veil,
                };
                return Ok((picture, inks));
            }
        }
    }
    Err(ComposeError::Unreadable)
}

fn develop(isa: Isa, canvas: &Canvas) -> Picture {
    Picture {
        width: canvas.width,
        height: canvas.height,
        rgb: canvas.to_rgb8(isa),
    }
}

/// The areas of the picture that letters and the logo lie on (letters on the pill lie on the pill).
pub(in crate::studio) fn copy_boxes(plan: &Plan) -> Vec<Rect> {
    let on_picture = plan
        .lines
        .iter()
        .filter(|l| l.part != Part::Cta || !pill(plan));
    on_picture.map(|l| l.ink_box()).chain(plan.logo).collect()
}

fn pill(plan: &Plan) -> bool {
    matches!(plan.button, Some(Button::Pill(_)))
}

fn range(picture: &Picture, rects: &[Rect]) -> (f32, f32) {
    let all = rects.iter().map(|r| picture.extremes(r));
    all.fold((1.0, 0.0), |a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The first colour that reads on a pill filled with the copy's ink.
pub(in crate::studio) fn on_pill(ink: Light, palette: &Palette) -> Light {
    let l = ink.luminance();
    let reads = |c: &Light| contrast(l, c.luminance()) >= WANTED;
    let best = if l > 0.4 { palette.ink } else { palette.light };
    [best, best.toward(Light::BLACK, 0.5), Light::WHITE]
        .into_iter()
        .find(reads)
        .unwrap_or(Light::BLACK)
}

/// Veils the copy's area softly; in float, before dithering, because 8-bit veils band.
fn lay_scrim(canvas: &mut Canvas, plan: &Plan, veil: Light, strength: f32) {
    let hulls = plan.copy_hulls();
    let width = canvas.width;
    canvas.par_rows(|y, row| {
        for x in 0..width {
            let d = hulls.distance(x as f32, y as f32);
            let a = strength * (1.0 - smoothstep(VEIL_REACH.0, VEIL_REACH.1, d));
            if a > 0.0 {
                for c in 0..3 {
                    let v = &mut row[c * width + x];
                    *v = mix(*v, veil.0[c], a);
                }
            }
        }
    });
}

/// Draws the button and the lines of copy. Gives the number of glyphs drawn.
pub(super) fn draw(picture: &mut Picture, faces: &Type, plan: &Plan, inks: &Inks) -> usize {
    if let Some(button) = plan.button {
        draw_button(picture, button, inks.copy.to_rgb8());
    }
    let lines = |on_pill: bool| {
        plan.lines
            .iter()
            .filter(move |l| (l.part == Part::Cta && pill(plan)) == on_pill)
    };
    let on_picture = draw_lines(picture, faces, lines(false), inks.copy);
    on_picture + draw_lines(picture, faces, lines(true), inks.on_pill)
}

fn draw_lines<'a>(
    picture: &mut Picture,
    faces: &Type,
    lines: impl Iterator<Item = &'a Line> + Clone,
    ink: Light,
) -> usize {
    let boxes = lines.clone().map(|l| l.ink_box().grown(24.0));
    let Some(area) = boxes.reduce(|a, b| a.union(&b)) else {
        return 0;
    };
    let columns = clip(area.x, area.right(), picture.width);
    let rows = clip(area.y, area.bottom(), picture.height);
    let (Ok(wide), Ok(high)) = (u16::try_from(columns.len()), u16::try_from(rows.len())) else {
        return 0;
    };
    let (left, top) = (columns.start as f32, rows.start as f32);
    let mask = faces.mask(
        (wide, high),
        lines.map(|l| {
            (
                l.text.as_str(),
                l.face(),
                l.em,
                [l.at[0] - left, l.at[1] - top],
            )
        }),
    );
    let ink = ink.to_rgb8();
    for (y, coverage) in rows.zip(mask.alpha.chunks_exact(mask.width)) {
        for (x, alpha) in columns.clone().zip(coverage).filter(|(_, a)| **a > 0) {
            picture.blend(x, y, ink, *alpha);
        }
    }
    mask.glyphs
}

fn draw_button(picture: &mut Picture, button: Button, ink: [u8; 3]) {
    let (rect, radius) = match button {
        Button::Pill(rect) => (rect, rect.h * 0.5),
        Button::Rule(rect) => (rect, 0.0),
    };
    let core = rect.grown(-radius);
    for y in clip(rect.y - 2.0, rect.bottom() + 2.0, picture.height) {
        for x in clip(rect.x - 2.0, rect.right() + 2.0, picture.width) {
            let alpha = sat(0.5 + radius - core.distance(x as f32 + 0.5, y as f32 + 0.5));
            picture.blend(x, y, ink, (alpha * 255.0 + 0.5) as u8);
        }
    }
}
