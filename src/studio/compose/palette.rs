//! Brand colours and the parts that they play.

use crate::studio::paint::colour::Light;
use crate::studio::styles::{Role, Tone};

/// A brand's colours by part.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    /// Lightest: paper, highlights.
    pub light: Light,
    /// Second lightest: surfaces.
    pub soft: Light,
    /// Middle: depth.
    pub deep: Light,
    /// Darkest: copy.
    pub ink: Light,
    /// The colour that stands apart: liquids, small marks.
    pub accent: Light,
}

impl Palette {
    /// Assigns parts to a brand's colours (`#RRGGBB`), in any order and number; unreadable ones are skipped and missing
    /// parts are mixed from those given. Without any colour a warm neutral set is used.
    pub fn from_hex<S: AsRef<str>>(colours: &[S]) -> Self {
        let mut given: Vec<Light> = colours
            .iter()
            .filter_map(|c| Light::from_hex(c.as_ref()))
            .collect();
        if given.is_empty() {
            given = [0xF6E7DF_u32, 0xE9BFAE, 0xC98F7C, 0x5B2F26, 0xE2B877]
                .map(from_u32)
                .to_vec();
        }
        given.sort_by(|a, b| b.luminance().total_cmp(&a.luminance()));
        let (lightest, darkest) = (given[0], given[given.len() - 1]);
        let light = if lightest.luminance() < 0.6 {
            lightest.toward(Light::WHITE, 0.78)
        } else {
            lightest
        };
        let ink = if darkest.luminance() > 0.10 {
            darkest.toward(Light::BLACK, 0.62)
        } else {
            darkest
        };
        let mut middle: Vec<Light> = given
            .into_iter()
            .filter(|c| *c != lightest && *c != darkest || c.chroma() > 0.25 && *c != ink)
            .collect();
        middle.retain(|c| *c != light && *c != ink);
        let accent = (middle.len() > 2)
            .then(|| take_most_colourful(&mut middle))
            .flatten();
        let soft = middle.first().copied().unwrap_or(light.toward(ink, 0.18));
        let deep = middle
            .get(1..)
            .and_then(<[_]>::last)
            .copied()
            .unwrap_or(soft.toward(ink, 0.35));
        Self {
            light,
            soft,
            deep,
            ink,
            accent: accent.unwrap_or(deep),
        }
    }

    /// The colour of a tone.
    pub fn tone(&self, tone: Tone) -> Light {
        self.role(tone.role).toward(self.role(tone.toward), tone.by)
    }

    fn role(&self, role: Role) -> Light {
        match role {
            Role::White => Light::WHITE,
            Role::Light => self.light,
            Role::Soft => self.soft,
            Role::Deep => self.deep,
            Role::Ink => self.ink,
            Role::Accent => self.accent,
            Role::Black => Light::BLACK,
        }
    }
}

fn take_most_colourful(colours: &mut Vec<Light>) -> Option<Light> {
    let best = colours
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.chroma().total_cmp(&b.1.chroma()))?
        .0;
    Some(colours.remove(best))
}

fn from_u32(value: u32) -> Light {
    let [_, r, g, b] = value.to_be_bytes();
    Light::from_rgb8([r, g, b])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_brand_palette_gets_its_parts() {
        let palette = Palette::from_hex(&["#5B2F26", "#F6E7DF", "#E9BFAE", "#C98F7C", "#E2B877"]);
        assert_eq!(palette.light.to_rgb8(), [0xF6, 0xE7, 0xDF]);
        assert_eq!(palette.soft.to_rgb8(), [0xE9, 0xBF, 0xAE]);
        assert_eq!(palette.deep.to_rgb8(), [0xC9, 0x8F, 0x7C]);
        assert_eq!(palette.ink.to_rgb8(), [0x5B, 0x2F, 0x26]);
        assert_eq!(palette.accent.to_rgb8(), [0xE2, 0xB8, 0x77]);
    }

    #[test]
    fn odd_palettes_still_give_light_and_ink_apart() {
        for given in [
            vec![],
            vec!["nonsense"],
            vec!["#808080"],
            vec!["#00FF00", "#00FF00"],
            vec!["#112233", "#223344"],
        ] {
            let palette = Palette::from_hex(&given);
            assert!(
                palette.light.luminance() > 0.4 && palette.ink.luminance() < 0.2,
                "{given:?} {palette:?}"
            );
        }
    }
}
