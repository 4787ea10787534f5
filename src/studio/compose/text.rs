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

use super::ComposeError;
use super::face::Face;
use super::fonts::FONTS;

/// Families tried when the wanted one lacks a character: last resort of every face.
const LAST: &str = "Inter, Inter Ext, Inter Cyrillic, Inter Vietnamese";

/// Typographer's punctuation, single spaces, the face's letter case.
pub fn polish(text: &str, face: &Face) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for word in text.split_whitespace() {
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

/// A text cut into words whose widths are known, in em.
#[derive(Debug)]
pub struct Measured {
    words: Vec<(String, f32)>,
    space: f32,
    /// Its face.
    pub face: &'static Face,
}

impl Measured {
    /// Whether there is nothing to set.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Width of words `from..to` on one line, in em.
    fn span(&self, from: usize, to: usize) -> f32 {
        let words: f32 = self.words[from..to].iter().map(|w| w.1).sum();
        words + self.space * (to - from).saturating_sub(1) as f32 - self.face.tracking.max(0.0)
    }

    /// The evenest lines that fit `width` em: as few lines as possible, then the narrowest widest line, then the
    /// shape that does not leave a single short word at the end. `None` when a word is wider or more than `most`
    /// lines are needed.
    pub fn lines(&self, width: f32, most: usize) -> Option<Vec<(String, f32)>> {
        let count = self.fewest(width)?;
        if count > most || self.words.is_empty() {
            return None;
        }
        let cuts = self.cuts(0, count, width)?.1;
        let mut from = 0;
        let mut lines = Vec::with_capacity(count);
        for to in cuts {
            let text: Vec<&str> = self.words[from..to].iter().map(|w| w.0.as_str()).collect();
            lines.push((text.join(" "), self.span(from, to)));
            from = to;
        }
        Some(lines)
    }

    fn fewest(&self, width: f32) -> Option<usize> {
        let (mut lines, mut from) = (1, 0);
        for to in 1..=self.words.len() {
            if self.span(to - 1, to) > width {
                return None;
            }
            if self.span(from, to) > width {
                lines += 1;
                from = to - 1;
            }
        }
        Some(lines)
    }

    /// Best way to set the words from `from` on in exactly `count` lines: its cost and where each line ends.
    fn cuts(&self, from: usize, count: usize, width: f32) -> Option<(f32, Vec<usize>)> {
        let n = self.words.len();
        if count == 1 {
            let w = self.span(from, n);
            let widow = if from > 0 && n - from == 1 {
                width * 0.35
            } else {
                0.0
            };
            return (w <= width).then(|| (square(width - w) + square(widow), vec![n]));
        }
        let mut best: Option<(f32, Vec<usize>)> = None;
        for to in from + 1..n {
            let w = self.span(from, to);
            if w > width {
                break;
            }
            // A line should not end in a little word that belongs to the next one.
            let dangling = if self.words[to - 1].0.chars().count() <= 2 {
                width * 0.12
            } else {
                0.0
            };
            let Some((rest, mut ends)) = self.cuts(to, count - 1, width) else {
                continue;
            };
            let cost = rest + square(width - w) + square(dangling);
            if best.as_ref().is_none_or(|b| cost < b.0) {
                ends.insert(0, to);
                best = Some((cost, ends));
            }
        }
        best
    }
}

fn square(x: f32) -> f32 {
    x * x
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
    /// [`ComposeError::MissingGlyph`] when no bundled face has one of its characters.
    pub fn measure(&self, text: &str, face: &'static Face) -> Result<Measured, ComposeError> {
        const EM: f32 = 100.0;
        let text = polish(text, face);
        self.with(|shaper| {
            let mut words = Vec::new();
            for word in text.split(' ').filter(|w| !w.is_empty()) {
                let layout = shaper.shape(word, face, EM);
                check_glyphs(&layout, word, face, shaper)?;
                words.push((word.to_owned(), layout.full_width() / EM));
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
        let families = format!("{}, {LAST}", super::fonts::stack(face.family));
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

fn check_glyphs(
    layout: &Layout<()>,
    word: &str,
    face: &Face,
    shaper: &mut Shaper,
) -> Result<(), ComposeError> {
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
    Err(ComposeError::MissingGlyph(
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
    fn lines_are_even_and_leave_no_widow() {
        let face = Type::new();
        let text = face
            .measure("Softness, all day long", &ATELIER.headline)
            .unwrap();
        let lines = text.lines(text.span(0, 3) + 0.1, 3).unwrap();
        let words: Vec<&str> = lines.iter().map(|l| l.0.as_str()).collect();
        assert_eq!(words, ["Softness,", "all day long"]);
        assert_eq!(text.lines(2.0, 9), None);
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
            Err(ComposeError::MissingGlyph('水'))
        ));
        assert!(face.measure("Łagodność życia", &VERSE.headline).is_ok());
    }
}
