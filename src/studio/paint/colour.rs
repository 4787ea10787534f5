//! Colours, and the canvas's working space.
//!
//! Light is added and blended in a gamma-2.0 space: near enough to linear for light to behave, and its inverse is one
//! exact `sqrt`. Contrast is measured in true sRGB luminance, as the guidelines define it.

use super::num::mix;

/// A colour as light: red, green, blue, 0..=1, gamma 2.0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light(pub [f32; 3]);

impl Light {
    /// White.
    pub const WHITE: Self = Self([1.0; 3]);
    /// Black.
    pub const BLACK: Self = Self([0.0; 3]);

    /// From 8-bit sRGB values.
    pub fn from_rgb8(rgb: [u8; 3]) -> Self {
        Self(rgb.map(|v| {
            let v = f32::from(v) / 255.0;
            v * v
        }))
    }

    /// From `#RRGGBB` (the hash may be missing); `None` when malformed.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if digits.len() != 6 || !digits.is_ascii() {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, r, g, b] = value.to_be_bytes();
        Some(Self::from_rgb8([r, g, b]))
    }

    /// To 8-bit sRGB values.
    pub fn to_rgb8(self) -> [u8; 3] {
        self.0
            .map(|v| (v.clamp(0.0, 1.0).sqrt() * 255.0 + 0.5) as u8)
    }

    /// Blend with another colour, in the gamma-coded space where steps look even.
    pub fn toward(self, other: Self, by: f32) -> Self {
        let mut out = [0.0; 3];
        for ((o, a), b) in out.iter_mut().zip(self.0).zip(other.0) {
            let v = mix(a.max(0.0).sqrt(), b.max(0.0).sqrt(), by);
            *o = v * v;
        }
        Self(out)
    }

    /// All channels times `by`.
    pub fn times(self, by: f32) -> Self {
        Self(self.0.map(|v| v * by))
    }

    /// Relative luminance as WCAG defines it, of the 8-bit colour.
    pub fn luminance(self) -> f32 {
        luminance(self.to_rgb8())
    }

    /// Difference between the strongest and the weakest channel, gamma-coded: a plain measure of colourfulness.
    pub fn chroma(self) -> f32 {
        let v = self.0.map(|v| v.max(0.0).sqrt());
        v[0].max(v[1]).max(v[2]) - v[0].min(v[1]).min(v[2])
    }
}

/// Relative luminance (WCAG 2) of an 8-bit sRGB colour.
pub fn luminance(rgb: [u8; 3]) -> f32 {
    let [r, g, b] = rgb.map(|v| SRGB_TO_LINEAR[usize::from(v)]);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast ratio (WCAG 2) of two luminances, 1..=21.
pub fn contrast(a: f32, b: f32) -> f32 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The sRGB curve as a table, made at compile time with exact operations only (Newton's method for the 2.4th power).
static SRGB_TO_LINEAR: [f32; 256] = srgb_table();

const fn srgb_table() -> [f32; 256] {
    let mut table = [0.0; 256];
    let mut i = 0;
    while i < 256 {
        let c = i as f64 / 255.0;
        table[i] = if c <= 0.04045 {
            (c / 12.92) as f32
        } else {
            let base = (c + 0.055) / 1.055;
            // base^2.4 = base^2 * fifth_root(base)^2
            let mut root = 1.0;
            let mut n = 0;
            while n < 60 {
                let r4 = root * root * root * root;
                root -= (r4 * root - base) / (5.0 * r4);
                n += 1;
            }
            (base * base * root * root) as f32
        };
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        let (white, black) = (luminance([255; 3]), luminance([0; 3]));
        assert!((contrast(white, black) - 21.0).abs() < 0.01);
        assert!((luminance([119, 119, 119]) - 0.1845).abs() < 0.001);
    }

    #[test]
    fn hex_colours_round_trip() {
        assert_eq!(
            Light::from_hex("#E2B877").unwrap().to_rgb8(),
            [0xE2, 0xB8, 0x77]
        );
        assert_eq!(Light::from_hex("#E2B87"), None);
        assert_eq!(Light::from_hex("#Ä2B87"), None);
    }
}
