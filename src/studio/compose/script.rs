//! Which writing can be set, known before anything is painted and cheaply: a look into the character maps of the
//! bundled typefaces, no shaping.

use std::sync::{Arc, LazyLock};

use parley::fontique::{Blob, CharmapIndex, FontInfo, SourceId, SourceInfo, SourceKind};
use thiserror::Error;

use super::fonts::FONTS;

/// Why a text cannot be set; names the first character that stands in the way and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unset {
    /// Hebrew, Arabic and other writing from right to left.
    #[error(
        "\u{201C}{0}\u{201D} is written from right to left, which cannot be set; use Latin or Cyrillic letters"
    )]
    RightToLeft(char),
    /// A pictogram.
    #[error("\u{201C}{0}\u{201D} is an emoji or a symbol that no typeface here has; leave it out")]
    Emoji(char),
    /// A mark that is not seen but changes how text runs.
    #[error("it holds the invisible character U+{:04X}; type the text again without it", u32::from(*.0))]
    Invisible(char),
    /// Writing that no typeface here has.
    #[error("no typeface here has \u{201C}{0}\u{201D}; use Latin or Cyrillic letters")]
    NoGlyph(char),
}

/// Checks that every character of a text can be set, in whatever pairing. Takes microseconds.
///
/// # Errors
/// [`Unset`] for the first character that cannot.
pub fn can_set(text: &str) -> Result<(), Unset> {
    let stands_in_the_way = |c: &char| {
        !is_space(*c) && (matches!(reason(*c), Unset::Invisible(_)) || !has("Inter", *c))
    };
    match text.chars().find(stands_in_the_way) {
        None => Ok(()),
        Some(c) => Err(reason(c)),
    }
}

/// Spaces are broken at, never drawn.
fn is_space(c: char) -> bool {
    c.is_whitespace()
}

fn reason(c: char) -> Unset {
    match u32::from(c) {
        0x0590..=0x08FF
        | 0xFB1D..=0xFDFF
        | 0xFE70..=0xFEFC
        | 0x10800..=0x10FFF
        | 0x1E800..=0x1EFFF => Unset::RightToLeft(c),
        0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF | 0x20E3 => Unset::Emoji(c),
        0x00AD
        | 0x200B..=0x200F
        | 0x202A..=0x202E
        | 0x2060..=0x206F
        | 0xFE00..=0xFE0F
        | 0xFEFF
        | 0xE0000..=0xE01FF => Unset::Invisible(c),
        _ if c.is_control() => Unset::Invisible(c),
        _ => Unset::NoGlyph(c),
    }
}

/// Whether a family, in any of its scripts, has a character.
pub(super) fn has(family: &str, c: char) -> bool {
    static MAPS: LazyLock<Vec<(&str, &[u8], CharmapIndex)>> = LazyLock::new(|| {
        let map = |(name, bytes): &(&'static str, &'static [u8])| {
            let source = SourceInfo::new(
                SourceId::new(),
                SourceKind::Memory(Blob::new(Arc::new(*bytes))),
            );
            let font = FontInfo::from_source(source, 0)?;
            Some((*name, *bytes, font.charmap_index()))
        };
        FONTS.iter().filter_map(map).collect()
    });
    MAPS.iter()
        .filter(|(name, ..)| belongs(name, family))
        .any(|(_, bytes, index)| {
            index
                .charmap(bytes)
                .and_then(|map| map.map(c))
                .is_some_and(|glyph| glyph != 0)
        })
}

/// Whether a file's name is the family's, or that of one of its further scripts.
fn belongs(file: &str, family: &str) -> bool {
    file.strip_prefix(family)
        .is_some_and(|rest| matches!(rest, "" | " Ext" | " Cyrillic" | " Vietnamese"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn european_scripts_can_be_set() {
        for text in [
            "Skin\u{2019}s \u{201C}best\u{201D} day \u{2013} ever\u{2026}",
            "Zażółć gęślą jaźń, 24 h",
            "Příliš žluťoučký kůň",
            "Işıltılı, yumuşacık cilt İÖÜĞ",
            "Làn da mềm mại suốt ngày, dưỡng ẩm",
            "Съешь ещё этих мягких французских булок",
            "Ґрунт, їжа, єдність",
            "30 % off: 50 ml / \u{20AC}19.90 & more!",
            "",
            "two\nlines\tand a tab",
        ] {
            assert_eq!(can_set(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_set_is_named_with_the_way_out() {
        for (text, wanted) in [
            ("glow \u{1F600}", Unset::Emoji('\u{1F600}')),
            ("so \u{6C34}", Unset::NoGlyph('\u{6C34}')),
            (
                "\u{5E9}\u{5DC}\u{5D5}\u{5DD}",
                Unset::RightToLeft('\u{5E9}'),
            ),
            ("glow \u{646}\u{648}\u{631}", Unset::RightToLeft('\u{646}')),
            ("a\u{202E}b", Unset::Invisible('\u{202E}')),
            ("a\u{0}b", Unset::Invisible('\u{0}')),
            ("\u{0E2A}", Unset::NoGlyph('\u{0E2A}')),
        ] {
            assert_eq!(can_set(text), Err(wanted), "{text:?}");
        }
    }
}
