//! Type: bundled faces only, real shaping, lines broken by ourselves so that they are balanced.
//!
//! Widths are measured once at a size of one em and scale exactly (no hinting), so the layout solver tries sizes with
//! plain arithmetic. A character that no bundled face has is an error before anything is painted.

use std::sync::{Arc, Mutex, PoisonError};

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::style::FontFamily;
use parley::{FontContext, FontWeight, Layout, LayoutContext, PositionedLayoutItem, StyleProperty};
use vello_cpu::kurbo::Affine;
use vello_cpu::{Glyph, Level, Pixmap, RenderContext, RenderSettings, Resources};

use super::face::Face;
use super::fonts::{FONTS, LAST, stack};
use super::lines::{Measured, Word};
use super::script::{self, Unset};

/// Keeps the words of a name together.
const NO_BREAK: char = '\u{a0}';

/// Typographer's punctuation, single spaces, the face's letter case. No-break spaces stay.
pub fn polish(text: &str, face: &Face) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let breaks = |c: char| c.is_whitespace() && c != NO_BREAK;
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        match word {
            "-" | "--" => out.push('\u{2013}'),
            _ => polish_word(word, &mut out),
        }
    }
    if face.upper { out.to_uppercase() } else { out }
}

fn polish_word(word: &str, out: &mut String) {
    let mut opening = true;
    let word = word.replace("...", "\u{2026}").replace("--", "\u{2014}");
    for c in word.chars() {
        match c {
            '"' if opening => out.push('\u{201C}'),
            '"' => out.push('\u{201D}'),
            '\'' if opening && word.len() > 1 && word.matches('\'').count() > 1 => {
                out.push('\u{2018}')
            }
            '\'' => out.push('\u{2019}'),
            c => out.push(c),
        }
        opening =
            matches!(c, '(' | '"' | '\'' | '\u{2014}') && opening || c == '(' || c == '\u{2014}';
    }
}

struct Shaper {
    fonts: FontContext,
    layouts: LayoutContext<()>,
}

/// Shapers are mutable: each rendering thread borrows one of its own.
pub struct Type {
    fonts: FontContext,
    idle: Mutex<Vec<Shaper>>,
}

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Type").finish_non_exhaustive()
    }
}

impl Default for Type {
    fn default() -> Self {
        Self::new()
    }
}

impl Type {
    /// Reads the bundled faces.
    pub fn new() -> Self {
        let options = CollectionOptions {
            shared: false,
            system_fonts: false,
        };
        let mut collection = Collection::new(options);
        for (family, bytes) in FONTS {
            let named = FontInfoOverride {
                family_name: Some(family),
                ..Default::default()
            };
            collection.register_fonts(Blob::new(Arc::new(bytes)), Some(named));
        }
        let fonts = FontContext {
            collection,
            source_cache: SourceCache::default(),
        };
        Self {
            fonts,
            idle: Mutex::new(Vec::new()),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Shaper) -> T) -> T {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut shaper = idle.unwrap_or_else(|| Shaper {
            fonts: self.fonts.clone(),
            layouts: LayoutContext::new(),
        });
        let out = work(&mut shaper);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(shaper);
        out
    }

    /// Polishes a text and measures its words.
    ///
    /// # Errors
    /// [`Unset`] when no bundled face has one of its characters.
    pub fn measure(&self, text: &str, face: &'static Face) -> Result<Measured, Unset> {
        const EM: f32 = 100.0;
        let face = covering(face, text);
        let text = polish(text, face);
        self.with(|shaper| {
            let mut words = Vec::new();
            for piece in text.split(' ') {
                let named = piece.split(NO_BREAK).filter(|w| !w.is_empty());
                for (at, word) in named.enumerate() {
                    let layout = shaper.shape(word, face, EM);
                    check_glyphs(&layout, word, face, shaper)?;
                    words.push(Word {
                        text: word.to_owned(),
                        width: layout.full_width() / EM,
                        bound: at > 0,
                    });
                }
            }
            let pair = shaper.shape("n n", face, EM).full_width()
                - 2.0 * shaper.shape("n", face, EM).full_width();
            Ok(Measured {
                words,
                space: pair / EM,
                face,
            })
        })
    }

    /// Space between the pen and the ink of a letter, in em.
    pub(super) fn bearing(&self, letter: char, face: &'static Face) -> f32 {
        const EM: f32 = 64.0;
        let letter = letter.to_string();
        let mask = self.mask(
            (128, 128),
            [(letter.as_str(), face, EM, [32.0, 88.0])].into_iter(),
        );
        let ink = |row: &[u8]| row.iter().position(|a| *a > 96);
        let left = mask.alpha.chunks_exact(mask.width).filter_map(ink).min();
        left.map_or(0.0, |x| (x as f32 - 32.0) / EM)
    }

    /// Coverage of a few lines, drawn into a mask of that size. Positions are of the left end of the baseline.
    pub fn mask<'a>(
        &self,
        size: (u16, u16),
        lines: impl Iterator<Item = (&'a str, &'static Face, f32, [f32; 2])>,
    ) -> Mask {
        // The baseline level and no threads: coverage must not depend on the machine.
        let settings = RenderSettings {
            level: Level::baseline(),
            num_threads: 0,
        };
        let mut context = RenderContext::new_with(size.0, size.1, settings);
        let mut resources = Resources::new();
        context.set_paint(vello_cpu::peniko::Color::WHITE);
        let mut glyphs = 0;
        self.with(|shaper| {
            for (text, face, em, at) in lines {
                let layout = shaper.shape(text, face, em);
                glyphs += draw(&mut context, &mut resources, &layout, at);
            }
        });
        context.flush();
        let mut pixmap = Pixmap::new(size.0, size.1);
        context.render(&mut pixmap, &mut resources);
        let alpha = pixmap
            .data_as_u8_slice()
            .chunks_exact(4)
            .map(|p| p[3])
            .collect();
        Mask {
            width: usize::from(size.0),
            alpha,
            glyphs,
        }
    }
}

/// Coverage of text.
#[derive(Debug)]
pub struct Mask {
    /// Width in pixels.
    pub width: usize,
    /// 0..=255 per pixel.
    pub alpha: Vec<u8>,
    /// Glyphs drawn.
    pub glyphs: usize,
}

impl Shaper {
    fn shape(&mut self, text: &str, face: &Face, em: f32) -> Layout<()> {
        let families = format!("{}, {LAST}", stack(face.family));
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::Source(
            families.into(),
        )));
        builder.push_default(StyleProperty::FontSize(em));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(face.weight)));
        builder.push_default(StyleProperty::LetterSpacing(face.tracking * em));
        if !face.axes.is_empty() {
            builder.push_default(StyleProperty::FontVariations(face.axes.into()));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(None);
        layout
    }
}

/// The face, or its stand-in when only that has every letter of the text: one word never mixes two designs.
fn covering(face: &'static Face, text: &str) -> &'static Face {
    let lacks = |face: &Face| {
        text.chars()
            .filter(|c| c.is_alphabetic() && !script::has(face.family, *c))
            .count()
    };
    let missing = lacks(face);
    match face.instead {
        Some(instead) if missing > 0 && lacks(instead) < missing => instead,
        _ => face,
    }
}

fn check_glyphs(
    layout: &Layout<()>,
    word: &str,
    face: &Face,
    shaper: &mut Shaper,
) -> Result<(), Unset> {
    let missing = |layout: &Layout<()>| {
        let mut ids = layout
            .lines()
            .flat_map(|l| {
                l.runs()
                    .flat_map(|r| r.clusters().flat_map(|c| c.glyphs()).collect::<Vec<_>>())
                    .collect::<Vec<_>>()
            })
            .peekable();
        ids.peek().is_none() || ids.any(|g| g.id == 0)
    };
    if !missing(layout) {
        return Ok(());
    }
    let culprit = word
        .chars()
        .find(|c| missing(&shaper.shape(&c.to_string(), face, 100.0)));
    Err(Unset::NoGlyph(
        culprit.or_else(|| word.chars().next()).unwrap_or(' '),
    ))
}

fn draw(
    context: &mut RenderContext,
    resources: &mut Resources,
    layout: &Layout<()>,
    at: [f32; 2],
) -> usize {
    let mut count = 0;
    for line in layout.lines() {
        let y = at[1] - line.metrics().baseline;
        context.set_transform(Affine::translate((f64::from(at[0]), f64::from(y))));
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(glyphs) = item else {
                continue;
            };
            let run = glyphs.run();
            let axes: Vec<i16> = run
                .normalized_coords()
                .iter()
                .map(|c| c.to_bits())
                .collect();
            let placed: Vec<Glyph> = glyphs
                .positioned_glyphs()
                .map(|g| Glyph {
                    id: g.id,
                    x: g.x,
                    y: g.y,
                })
                .collect();
            let number = placed.len();
            let drawn = context
                .glyph_run(resources, run.font())
                .font_size(run.font_size())
                .normalized_coords(&axes)
                .hint(false)
                .fill_glyphs(placed.into_iter());
            if drawn.is_ok() {
                count += number;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::compose::face::{ATELIER, VERSE};

    #[test]
    fn quotes_and_dashes_are_the_typographers() {
        assert_eq!(
            polish("skin's  \"best\" day - ever...", &ATELIER.body),
            "skin\u{2019}s \u{201C}best\u{201D} day \u{2013} ever\u{2026}"
        );
        assert_eq!(polish("dew serum", &ATELIER.kicker), "DEW SERUM");
    }

    #[test]
    fn every_letter_gets_a_glyph_and_unknown_ones_are_named() {
        let face = Type::new();
        let mask = face.mask(
            (400, 100),
            [("Glow", &ATELIER.headline, 60.0, [10.0, 70.0])].into_iter(),
        );
        assert_eq!(mask.glyphs, 4);
        assert!(mask.alpha.iter().any(|a| *a > 200));
        assert!(matches!(
            face.measure("so 水", &ATELIER.headline),
            Err(Unset::NoGlyph('水'))
        ));
        assert!(face.measure("Łagodność życia", &VERSE.headline).is_ok());
    }
}
