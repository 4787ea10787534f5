//! A brand's logo: drawn in place of the wordmark, in its own colours where they read, else in one ink.
//!
//! Takes logos that already stand free of their background: `studio::cutout::lift` sees to that. What a logo wears is
//! decided by measured contrast alone, so that a still, its film and the end card each decide for their own ground.

use crate::studio::flood::{border, reached};
use crate::studio::paint::colour::{Light, contrast};
use crate::studio::paint::keepout::Rect;
use crate::studio::paint::num::{sat, smoothstep};
use crate::studio::paint::resample::Bitmap;

use super::ComposeError;
use super::ink::Picture;
use super::product::ProductPicture;

/// Contrast that a place of a logo must have for its own colour to be seen.
const OWN: f32 = 3.0;

/// The share of a logo, in percent, that may sink into the ground before all of it is drawn in one ink.
const LOST: usize = 8;

/// Contrast from which on two colours of a logo are two tones of it.
const TWO_TONES: f32 = 2.0;

/// A logo, decoded once.
#[derive(Debug, Clone)]
pub struct Logo {
    bitmap: Bitmap,
}

/// What a logo wears on a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wear {
    /// Its own colours.
    Own,
    /// One ink; what is enclosed in it and stands out from it is left open.
    Ink,
}

/// A logo at its final size, dressed for its ground.
#[derive(Debug)]
pub(in crate::studio) struct Emblem {
    /// Width in pixels.
    pub width: usize,
    /// Red, green, blue as 8-bit sRGB and coverage; rows from the top.
    pub pixels: Vec<[u8; 4]>,
}

impl Logo {
    /// Decodes a PNG; transparent borders are trimmed.
    ///
    /// # Errors
    /// [`ComposeError::Logo`] when it cannot be used.
    pub fn decode(bytes: &[u8]) -> Result<Self, ComposeError> {
        ProductPicture::decode(bytes)
            .map(|picture| Self {
                bitmap: picture.bitmap().clone(),
            })
            .map_err(|error| match error {
                ComposeError::Product(why) => ComposeError::Logo(why),
                other => other,
            })
    }

    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.bitmap.width as f32 / self.bitmap.height as f32
    }

    /// The logo as large as a rectangle, for a ground between two luminances; `ink` is the colour of the copy, worn
    /// where its own colours do not read.
    pub(in crate::studio) fn dressed(&self, rect: &Rect, ground: (f32, f32), ink: Light) -> Emblem {
        let sized = self
            .bitmap
            .resized((rect.w + 0.5) as usize, (rect.h + 0.5) as usize);
        let tones = Tones::of(&sized);
        let wear = tones.wear(ground);
        let coverage = match wear {
            Wear::Own => tones.coverage.clone(),
            Wear::Ink => tones.in_one_ink(),
        };
        let pixels = sized.pixels.iter().zip(coverage).map(|(p, a)| {
            let worn = match wear {
                Wear::Own => colour(p),
                Wear::Ink => ink,
            };
            let [r, g, b] = worn.to_rgb8();
            [r, g, b, (a * 255.0 + 0.5) as u8]
        });
        Emblem {
            width: sized.width,
            pixels: pixels.collect(),
        }
    }

    /// Draws it on a picture.
    pub(super) fn draw(&self, picture: &mut Picture, rect: &Rect, ink: Light) {
        let emblem = self.dressed(rect, picture.extremes(rect), ink);
        for (j, row) in emblem.pixels.chunks_exact(emblem.width).enumerate() {
            for (i, [r, g, b, a]) in row.iter().enumerate() {
                let (x, y) = (rect.x as usize + i, rect.y as usize + j);
                if *a > 0 && x < picture.width && y < picture.height {
                    picture.blend(x, y, [*r, *g, *b], *a);
                }
            }
        }
    }
}

/// The colour of a premultiplied pixel.
fn colour(p: &[f32; 4]) -> Light {
    let a = if p[3] > 0.0 { p[3] } else { 1.0 };
    Light([p[0], p[1], p[2]].map(|v| sat(v / a)))
}

/// What of a logo is where, and how bright.
struct Tones {
    width: usize,
    coverage: Vec<f32>,
    luminance: Vec<f32>,
}

impl Tones {
    fn of(bitmap: &Bitmap) -> Self {
        Self {
            width: bitmap.width,
            coverage: bitmap.pixels.iter().map(|p| sat(p[3])).collect(),
            luminance: bitmap
                .pixels
                .iter()
                .map(|p| colour(p).luminance())
                .collect(),
        }
    }

    fn is_solid(&self, at: usize) -> bool {
        self.coverage.get(at).is_some_and(|a| *a > 0.6)
    }

    /// What to wear between the darkest and the brightest pixel of a ground. A place is lost when it does not read and
    /// nothing that does closes it off from the ground: white letters within a red disc are kept on white.
    fn wear(&self, (dark, bright): (f32, f32)) -> Wear {
        let reads = |at: usize| {
            let l = self.luminance[at];
            contrast(l, dark).min(contrast(l, bright)) >= OWN && !(dark < l && l < bright)
        };
        let outside = self.outside(|at| !self.is_solid(at) || !reads(at));
        let solid = || (0..outside.len()).filter(|at| self.is_solid(*at));
        let lost = solid().filter(|at| outside[*at] && !reads(*at)).count();
        if lost * 100 > solid().count() * LOST {
            Wear::Ink
        } else {
            Wear::Own
        }
    }

    /// Coverage of the logo as one tone: places of another tone that its outer one encloses are left open.
    fn in_one_ink(&self) -> Vec<f32> {
        let plain = || self.coverage.clone();
        let Some(outer) = self.outer_tone() else {
            return plain();
        };
        let others = (0..self.luminance.len())
            .filter(|at| self.is_solid(*at))
            .map(|at| self.luminance[at])
            .filter(|l| contrast(*l, outer) >= TWO_TONES);
        let (sum, count) = others.fold((0.0, 0.0), |(sum, n), l| (sum + l, n + 1.0));
        if count == 0.0 {
            return plain();
        }
        let inner: f32 = sum / count;
        let open = |at: usize| {
            let t = (self.luminance[at] - outer) / (inner - outer);
            smoothstep(0.3, 0.7, t)
        };
        let outside = self.outside(|at| !self.is_solid(at) || open(at) > 0.5);
        let kept = |(at, a): (usize, &f32)| {
            if outside[at] {
                *a
            } else {
                a * (1.0 - open(at))
            }
        };
        self.coverage.iter().enumerate().map(kept).collect()
    }

    /// The middle luminance of its outline.
    fn outer_tone(&self) -> Option<f32> {
        let height = self.coverage.len() / self.width;
        let is_clear = |x: usize, y: usize| {
            x >= self.width || y >= height || !self.is_solid(y * self.width + x)
        };
        let mut tones: Vec<f32> = (0..self.coverage.len())
            .filter(|at| self.is_solid(*at))
            .filter(|at| {
                let (x, y) = (at % self.width, at / self.width);
                is_clear(x.wrapping_sub(1), y)
                    || is_clear(x + 1, y)
                    || is_clear(x, y.wrapping_sub(1))
                    || is_clear(x, y + 1)
            })
            .map(|at| self.luminance[at])
            .collect();
        tones.sort_by(f32::total_cmp);
        tones.get(tones.len() / 2).copied()
    }

    /// Which pixels can be reached from outside through passable ones.
    fn outside(&self, passes: impl Fn(usize) -> bool) -> Vec<bool> {
        let (w, h) = (self.width, self.coverage.len() / self.width);
        reached((w, h), border(w, h), passes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [176, 24, 40];
    const NAVY: [u8; 3] = [20, 28, 60];
    const CREAM: [u8; 3] = [250, 240, 228];
    const GOLD: [u8; 3] = [222, 186, 96];

    /// A mark drawn with letters: `.` nothing, `a` the first colour, `b` the second; each place four pixels wide.
    fn drawn(rows: &[&str], a: [u8; 3], b: [u8; 3]) -> Tones {
        let pixel = |c: char| {
            let Light([r, g, b]) = Light::from_rgb8(if c == 'a' { a } else { b });
            if c == '.' { [0.0; 4] } else { [r, g, b, 1.0] }
        };
        let wide = |row: &&str| -> Vec<[f32; 4]> {
            let places = row.chars().flat_map(|c| [pixel(c); 4]);
            places.collect()
        };
        let rows: Vec<Vec<[f32; 4]>> = rows.iter().map(wide).collect();
        Tones::of(&Bitmap {
            width: rows[0].len(),
            height: rows.len() * 4,
            pixels: rows.iter().flat_map(|row| row.repeat(4)).collect(),
        })
    }

    fn flat(rgb: [u8; 3]) -> (f32, f32) {
        let l = Light::from_rgb8(rgb).luminance();
        (l, l)
    }

    #[test]
    fn a_logo_keeps_its_colours_where_they_read_and_takes_the_ink_where_they_sink() {
        let word = ["aa.aa.aa", "a..a..a."];
        let disc = [".aaaa.", "aabbaa", "aabbaa", ".aaaa."];
        let open = ["aaaaaa", "aaaaaa", "..bb..", "..bb.."];
        let speck = ["aaaaaaaa", "aaaaaaaa", "aaaaaaaa", "aaaaaaab"];
        let busy = (flat(NAVY).0, flat(CREAM).0);
        let table: [(&[&str], _, _, _, Wear); 12] = [
            (&word, NAVY, NAVY, flat(CREAM), Wear::Own),
            (&word, NAVY, NAVY, flat([40, 30, 30]), Wear::Ink),
            (&word, CREAM, CREAM, flat(NAVY), Wear::Own),
            (&word, CREAM, CREAM, flat([255; 3]), Wear::Ink),
            (&word, GOLD, GOLD, flat(CREAM), Wear::Ink),
            (&word, GOLD, GOLD, flat(NAVY), Wear::Own),
            // Nothing reads both on the darkest and on the brightest of such a ground.
            (&word, RED, RED, busy, Wear::Ink),
            // Enclosed: the disc carries its letters.
            (&disc, RED, CREAM, flat(CREAM), Wear::Own),
            (&disc, CREAM, RED, flat(CREAM), Wear::Ink),
            // Not enclosed: a third of the mark would be gone.
            (&open, NAVY, CREAM, flat(CREAM), Wear::Ink),
            (&open, RED, NAVY, flat(CREAM), Wear::Own),
            // A grain of it may go.
            (&speck, NAVY, CREAM, flat(CREAM), Wear::Own),
        ];
        for (rows, a, b, ground, expected) in table {
            let got = drawn(rows, a, b).wear(ground);
            assert_eq!(got, expected, "{rows:?} {a:?} {b:?} on {ground:?}");
        }
    }

    #[test]
    fn in_one_ink_letters_within_a_disc_stay_open_and_two_tones_side_by_side_stay_whole() {
        let covered = |rows: &[&str], a, b| -> f32 {
            drawn(rows, a, b).in_one_ink().iter().sum::<f32>() / 16.0
        };
        let disc = [".aaaa.", "aabbaa", "aabbaa", ".aaaa."];
        assert_eq!(covered(&disc, RED, CREAM), 16.0, "the letters are open");
        assert_eq!(
            covered(&disc, CREAM, NAVY),
            16.0,
            "also the other way round"
        );
        assert_eq!(covered(&disc, RED, RED), 20.0, "one tone is whole");
        let beside = ["aa..bb", "aa..bb"];
        assert_eq!(covered(&beside, NAVY, CREAM), 8.0);
    }
}
