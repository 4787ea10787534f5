//! The end card: wordmark, product and call to action on a calm sheet in the brand's colours.

use super::super::compose::block::{Button, Line};
use super::super::compose::layout::ProductBox;
use super::super::compose::lines::Manner;
use super::super::compose::text::Type;
use super::super::compose::{AdSpec, ComposeError, Part, Plan, Template, can_set, ink};
use super::super::paint::colour::{Light, contrast};
use super::super::paint::keepout::Rect;

/// A sheet of two colours under a soft light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground {
    /// Colour at the top.
    pub top: Light,
    /// Colour at the bottom.
    pub bottom: Light,
    /// Light that is added around the product.
    pub glow: Light,
    /// Where, in pixels.
    pub centre: [f32; 2],
}

/// An end card, laid out.
#[derive(Debug)]
pub struct Card {
    /// Where everything goes.
    pub plan: Plan,
    /// What it lies on.
    pub ground: Ground,
    /// Colour of the wordmark and of the pill.
    pub ink: Light,
    /// Colour of the words on the pill.
    pub on_pill: Light,
    /// The darkest and the brightest luminance of the ground.
    pub behind: (f32, f32),
}

/// Free space above and below the product.
const ABOVE: f32 = 56.0;
const BELOW: f32 = 60.0;

/// Least contrast of the card's words.
const WANTED: f32 = 5.0;

impl Card {
    /// Lays the card out.
    ///
    /// # Errors
    /// [`ComposeError::Unset`] as for the picture itself; [`ComposeError::Unreadable`] when no ink reads.
    pub fn new(faces: &Type, spec: &AdSpec<'_>) -> Result<Self, ComposeError> {
        let plan = plan(faces, spec)?;
        let palette = spec.palette;
        let dark = palette.tone(spec.style.backdrop[1]).luminance() < 0.16;
        let (top, bottom, lift) = if dark {
            let deep = palette.ink.toward(Light::BLACK, 0.45);
            (palette.ink.toward(Light::BLACK, 0.12), deep, 0.05)
        } else {
            let warm = palette.soft.toward(palette.light, 0.15);
            (palette.light.toward(palette.soft, 0.18), warm, 0.16)
        };
        let ground = Ground {
            top,
            bottom,
            glow: Light::WHITE.toward(palette.light, 0.6).times(lift),
            centre: plan.product.rect.centre(),
        };
        let brightest = ground.at_most().luminance();
        let darkest = top.luminance().min(bottom.luminance());
        let reads = |ink: &Light| {
            let l = ink.luminance();
            let between = l > darkest && l < brightest;
            !between && contrast(l, darkest).min(contrast(l, brightest)) >= WANTED
        };
        let ink = [
            if dark { palette.light } else { palette.ink },
            palette.ink.toward(Light::BLACK, 0.5),
            Light::WHITE,
        ]
        .into_iter()
        .find(reads)
        .ok_or(ComposeError::Unreadable)?;
        Ok(Self {
            plan,
            ground,
            ink,
            on_pill: ink::on_pill(ink, palette),
            behind: (darkest, brightest),
        })
    }
}

impl Ground {
    /// Brighter than any place of the sheet.
    fn at_most(&self) -> Light {
        let mut most = self.top;
        for ((m, b), g) in most.0.iter_mut().zip(self.bottom.0).zip(self.glow.0) {
            *m = m.max(b) + g;
        }
        most
    }
}

/// One line on the axis, as large as `em` or as fits `widest`.
fn line(
    faces: &Type,
    spec: &AdSpec<'_>,
    part: Part,
    words: &str,
    em: f32,
    widest: f32,
) -> Result<Option<Line>, ComposeError> {
    let face = spec.pairing.face(part);
    let axis = spec.size.0 as f32 * 0.5;
    let measured = can_set(words)
        .and_then(|()| faces.measure(words, face))
        .map_err(|why| ComposeError::Unset { part, why })?;
    let Some((text, width)) = measured
        .lines(f32::MAX, 1, Manner::Display)
        .and_then(|broken| broken.lines.into_iter().next())
    else {
        return Ok(None);
    };
    let em = (em * face.scale).min(widest / width.max(0.1));
    let width = width * em;
    Ok(Some(Line {
        part,
        text,
        em,
        at: [axis - width * 0.5, 0.0],
        width,
        face,
    }))
}

fn plan(faces: &Type, spec: &AdSpec<'_>) -> Result<Plan, ComposeError> {
    let (w, h) = (spec.size.0 as f32, spec.size.1 as f32);
    let tall = h / w > 1.5;
    let (top, bottom) = if tall {
        (0.149 * h, 0.795 * h)
    } else {
        (0.077 * h, 0.935 * h)
    };
    let axis = w * 0.5;
    let mut lines = Vec::new();
    let mut y = top;
    let mut logo = None;
    if let Some(picture) = spec.logo {
        // A like area for logos of any shape, as on the picture itself but larger.
        let high = (30_000.0 / picture.aspect()).sqrt().clamp(60.0, 136.0);
        let high = high.min(w * 0.6 / picture.aspect());
        let wide = high * picture.aspect();
        logo = Some(Rect::new(axis - wide * 0.5, y, wide, high));
        y += high;
    } else if let Some(mut mark) =
        line(faces, spec, Part::Wordmark, spec.brand_name, 80.0, w * 0.74)?
    {
        y += mark.face.cap * mark.em;
        mark.at[1] = y;
        lines.push(mark);
    }
    let kicker = &spec.copy.kicker;
    if let Some(mut name) = line(faces, spec, Part::Kicker, kicker, 24.0, w * 0.8)? {
        y += 38.0 + name.face.cap * name.em;
        name.at[1] = y;
        lines.push(name);
    }
    let mut foot = bottom;
    let mut button = None;
    if let Some(mut words) = line(faces, spec, Part::Cta, &spec.copy.cta, 30.0, w * 0.7)? {
        let pill = Rect::new(words.at[0] - 56.0, bottom - 84.0, words.width + 112.0, 84.0);
        words.at[1] = pill.y + (pill.h + words.face.cap * words.em) * 0.5;
        lines.push(words);
        button = Some(Button::Pill(pill));
        foot = pill.y;
    }
    // The product is what the last seconds are for: it takes all the room that words leave it.
    let room = (foot - BELOW - (y + ABOVE)).max(120.0);
    let aspect = spec.product.aspect();
    let high = room.min(w * 0.78 / aspect);
    let wide = high * aspect;
    let middle = y + ABOVE + room * 0.5;
    Ok(Plan {
        template: Template::Centred,
        lines,
        button,
        logo,
        product: ProductBox {
            rect: Rect::new(axis - wide * 0.5, middle - high * 0.5, wide, high),
            turns: 0.0,
        },
    })
}
