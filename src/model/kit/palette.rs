//! Colours of a kit: how they are written, and what is known of how they serve.

use serde::{Deserialize, Serialize};

/// Fewest colours of a palette.
pub const MIN_COLOURS: usize = 2;

/// Most colours of a palette.
pub const MAX_COLOURS: usize = 6;

/// A colour as it is kept: `#RRGGBB`, from six or three digits with or without the hash. `None` for anything else.
pub fn colour(text: &str) -> Option<String> {
    let digits = text.trim();
    let digits = digits.strip_prefix('#').unwrap_or(digits);
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let six = match digits.len() {
        6 => digits.to_owned(),
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        _ => return None,
    };
    Some(format!("#{}", six.to_ascii_uppercase()))
}

/// How the colours of a palette serve, measured with the rule of the layout.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaletteReport {
    /// The parts that the colours play, lightest first.
    pub parts: Vec<PartColour>,
    /// Every colour of the palette, in its order.
    pub swatches: Vec<Swatch>,
    /// Contrast of the brand's darkest on its lightest, as the layout takes them.
    pub contrast: f32,
    /// What it comes to, as one sentence.
    pub sentence: String,
    /// Whether the brand's own colours carry copy as they are.
    pub is_enough: bool,
}

/// One part, and the colour that plays it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartColour {
    /// `light`, `soft`, `deep`, `accent` or `ink`.
    pub part: String,
    /// `#RRGGBB`.
    pub colour: String,
}

/// One colour of the palette with copy on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Swatch {
    /// `#RRGGBB`.
    pub colour: String,
    /// The colour that copy on it is set in.
    pub copy: String,
    /// Contrast of the two, 1 to 21.
    pub contrast: f32,
    /// Whether that is a colour of the brand's own, not a black or white that had to stand in.
    pub is_own: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        for (text, written) in [
            ("#e2b877", Some("#E2B877")),
            (" E2B877 ", Some("#E2B877")),
            ("#fa0", Some("#FFAA00")),
            ("#e2b8", None),
            ("#e2b87g", None),
            ("rose", None),
            ("", None),
            ("#äöüäöü", None),
        ] {
            assert_eq!(colour(text).as_deref(), written, "{text}");
        }
    }
}
