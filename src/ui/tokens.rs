//! The design tokens: every colour, distance, radius and size of the window, for light and dark.
//!
//! The only file that constructs colours. Must not know what is painted with them.

use egui::{Color32, Shadow, Stroke};

use crate::model::account::AccountColour;

/// Distances on the 8 px grid, with its half inside controls.
pub mod space {
    /// Inside controls, between an icon and its badge.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Between a label's block and its neighbour.
    pub const M: f32 = 16.0;
    /// Between sections, and around a screen's content.
    pub const L: f32 = 24.0;
    /// Left and right of a screen's content.
    pub const XL: f32 = 32.0;
}

/// Corner radii.
pub mod radius {
    /// Small things inside controls: chips, key caps.
    pub const CHIP: u8 = 7;
    /// Buttons and fields.
    pub const CONTROL: u8 = 10;
    /// Cards in forms.
    pub const CARD: u8 = 12;
    /// Panels and rows.
    pub const PANEL: u8 = 14;
    /// Concepts.
    pub const CONCEPT: u8 = 16;
}

/// Heights and widths of the fixed parts.
pub mod size {
    /// A control.
    pub const CONTROL: f32 = 40.0;
    /// A control where space is dear.
    pub const DENSE: f32 = 36.0;
    /// An icon in a control.
    pub const ICON: f32 = 18.0;
    /// The rail's width.
    pub const RAIL: f32 = 76.0;
    /// The top bar's height.
    pub const TOP_BAR: f32 = 56.0;
    /// The widest that a column of form text may grow.
    pub const READING: f32 = 720.0;
}

/// Type sizes; the faces are in [`super::fonts`], ready-made texts in [`super::text`].
pub mod type_size {
    /// Under an icon of the rail.
    pub const TINY: f32 = 11.0;
    /// Hints and secondary lines.
    pub const HINT: f32 = 12.0;
    /// Labels of fields.
    pub const LABEL: f32 = 13.0;
    /// Everything else.
    pub const BODY: f32 = 14.0;
    /// Titles of panels.
    pub const SUBTITLE: f32 = 16.0;
    /// Titles of screens.
    pub const TITLE: f32 = 20.0;
    /// The wordmark.
    pub const WORDMARK: f32 = 29.0;
    /// The greeting of the first run.
    pub const DISPLAY: f32 = 44.0;
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Whether these are the dark ones.
    pub dark: bool,
    /// Behind everything.
    pub ground: Color32,
    /// Top bar, rail, panels.
    pub panel: Color32,
    /// Controls, cards and what floats.
    pub raised: Color32,
    /// Borders and dividers.
    pub line: Color32,
    /// A border under the pointer.
    pub line_strong: Color32,
    /// A control under the pointer; the empty part of a progress bar; a placeholder of a picture.
    pub hover: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text and icons.
    pub second: Color32,
    /// Hints; holds 4.5:1 on ground, panel and raised.
    pub third: Color32,
    /// What is chosen, and the one main action.
    pub accent: Color32,
    /// The main action under the pointer.
    pub accent_hover: Color32,
    /// Text on accent.
    pub on_accent: Color32,
    /// Behind what is chosen.
    pub soft: Color32,
    /// It worked.
    pub ok: Color32,
    /// Behind what worked.
    pub ok_soft: Color32,
    /// It needs attention.
    pub warn: Color32,
    /// Behind what needs attention.
    pub warn_soft: Color32,
    /// Over the window, behind a dialog.
    pub scrim: Color32,
    /// Over a picture, behind words.
    pub veil: Color32,
    /// Words on [`Self::veil`].
    pub on_veil: Color32,
    /// The soft shadow's colour.
    pub shade: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn black(alpha: u8) -> Color32 {
    Color32::from_black_alpha(alpha)
}

/// A colour of a brand, which is content and no token: `#RRGGBB`, or three digits, with or without the hash.
pub fn of_hex(text: &str) -> Option<Color32> {
    let written = crate::model::kit::colour(text)?;
    let value = u32::from_str_radix(written.strip_prefix('#')?, 16).ok()?;
    Some(rgb(value))
}

/// Nothing at all: for a fill or a line that is not there.
pub const NONE: Color32 = Color32::TRANSPARENT;

impl Tokens {
    /// The light theme.
    pub const LIGHT: Self = Self {
        dark: false,
        ground: rgb(0xFAF7F5),
        panel: rgb(0xFFFFFF),
        raised: rgb(0xFFFFFF),
        line: rgb(0xECE5E0),
        line_strong: rgb(0xD6CBC5),
        hover: rgb(0xF5F0ED),
        ink: rgb(0x221A1D),
        second: rgb(0x6F6267),
        third: rgb(0x776B70),
        accent: rgb(0xA8324F),
        accent_hover: rgb(0x942943),
        on_accent: rgb(0xFFFFFF),
        soft: rgb(0xF8E9ED),
        ok: rgb(0x2A7554),
        ok_soft: rgb(0xE7F3ED),
        warn: rgb(0x8F5C0E),
        warn_soft: rgb(0xFBF1E0),
        scrim: black(72),
        veil: black(150),
        on_veil: rgb(0xFFFFFF),
        shade: black(15),
    };

    /// The dark theme.
    pub const DARK: Self = Self {
        dark: true,
        ground: rgb(0x171214),
        panel: rgb(0x1F191B),
        raised: rgb(0x282023),
        line: rgb(0x362C30),
        line_strong: rgb(0x54464C),
        hover: rgb(0x30272B),
        ink: rgb(0xF4ECEE),
        second: rgb(0xB3A5AA),
        third: rgb(0x9C8E93),
        accent: rgb(0xE7829B),
        accent_hover: rgb(0xEE9AAF),
        on_accent: rgb(0x2A0F17),
        soft: rgb(0x3A222A),
        ok: rgb(0x7CCBA5),
        ok_soft: rgb(0x1F332A),
        warn: rgb(0xE4B76B),
        warn_soft: rgb(0x362B1A),
        scrim: black(140),
        veil: black(160),
        on_veil: rgb(0xFFFFFF),
        shade: black(60),
    };

    /// The tokens of the theme that `ui` is painted in.
    pub fn of(ui: &egui::Ui) -> Self {
        Self::when(ui.visuals().dark_mode)
    }

    /// The tokens of the theme that `ctx` is in.
    pub fn of_context(ctx: &egui::Context) -> Self {
        Self::when(ctx.theme() == egui::Theme::Dark)
    }

    /// The dark or the light ones.
    pub fn when(dark: bool) -> Self {
        if dark { Self::DARK } else { Self::LIGHT }
    }

    /// What tells an account from the others; holds 4.5:1 on ground, panel and raised.
    pub fn account(&self, colour: AccountColour) -> Color32 {
        let (light, dark) = match colour {
            AccountColour::Red => (0xC2302A, 0xF28B82),
            AccountColour::Orange => (0xB14E08, 0xF2A65E),
            AccountColour::Yellow => (0x856600, 0xE3C84B),
            AccountColour::Green => (0x2E7A34, 0x86C98A),
            AccountColour::Teal => (0x0A7480, 0x62C6CF),
            AccountColour::Blue => (0x2563C9, 0x8AB4F8),
            AccountColour::Violet => (0x7A45C9, 0xBFA0F5),
            AccountColour::Pink => (0xB8337F, 0xF199C9),
        };
        rgb(if self.dark { dark } else { light })
    }

    /// A border of a control or a card.
    pub fn border(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }

    /// The ring around what has the keyboard's focus, and around what is chosen.
    pub fn ring(&self) -> Stroke {
        Stroke::new(2.0, self.accent)
    }

    /// The soft shadow under panels.
    pub fn shadow(&self) -> Shadow {
        Shadow {
            offset: [0, 6],
            blur: 20,
            spread: 0,
            color: self.shade,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_can_be_read_on_everything_it_stands_on() {
        for t in [Tokens::LIGHT, Tokens::DARK] {
            let texts = [
                ("ink", t.ink),
                ("second", t.second),
                ("third", t.third),
                ("accent", t.accent),
                ("ok", t.ok),
                ("warn", t.warn),
            ];
            let accounts = AccountColour::ALL.map(|colour| (colour.label(), t.account(colour)));
            let grounds = [
                ("ground", t.ground),
                ("panel", t.panel),
                ("raised", t.raised),
            ];
            for (name, text) in texts.into_iter().chain(accounts) {
                for (where_, ground) in grounds {
                    let ratio = contrast(text, ground);
                    assert!(
                        ratio >= 4.5,
                        "{name} on {where_}, dark {}: {ratio:.2}",
                        t.dark
                    );
                }
            }
            for (name, text, ground) in [
                ("on accent", t.on_accent, t.accent),
                ("on accent under the pointer", t.on_accent, t.accent_hover),
                ("accent on soft", t.accent, t.soft),
                ("second on hover", t.second, t.hover),
                ("third on hover", t.third, t.hover),
                ("ok on its soft", t.ok, t.ok_soft),
                ("warn on its soft", t.warn, t.warn_soft),
                ("second on warn soft", t.second, t.warn_soft),
                ("ink on soft", t.ink, t.soft),
            ] {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "{name}, dark {}: {ratio:.2}", t.dark);
            }
        }
    }
}
