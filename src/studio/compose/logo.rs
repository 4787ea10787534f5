//! A brand's logo: drawn in place of the wordmark, in its own colours where they read, else as a mask of one colour.

use crate::studio::paint::colour::{Light, contrast};
use crate::studio::paint::keepout::Rect;
use crate::studio::paint::num::sat;
use crate::studio::paint::resample::Bitmap;

use super::ComposeError;
use super::ink::Picture;
use super::product::ProductPicture;

/// Contrast that enough of a logo must have for its own colours to be kept.
const OWN: f32 = 3.0;

/// A logo, decoded once.
#[derive(Debug, Clone)]
pub struct Logo {
    bitmap: Bitmap,
}

impl Logo {
    /// Decodes a PNG. One on a plain opaque ground loses the ground.
    ///
    /// # Errors
    /// [`ComposeError::Logo`] when it cannot be used.
    pub fn decode(bytes: &[u8]) -> Result<Self, ComposeError> {
        ProductPicture::decode(bytes)
            .map(|picture| Self::from_picture(&picture))
            .map_err(|error| match error {
                ComposeError::Product(why) => ComposeError::Logo(why),
                other => other,
            })
    }

    /// A logo from a picture that was decoded elsewhere.
    pub fn from_picture(picture: &ProductPicture) -> Self {
        let mut bitmap = picture.bitmap().clone();
        if picture.is_card() {
            lift_off(&mut bitmap);
        }
        Self { bitmap }
    }

    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.bitmap.width as f32 / self.bitmap.height as f32
    }

    /// How much of each pixel it covers at a size, 0..=255.
    pub(in crate::studio) fn coverage(&self, width: usize, height: usize) -> Vec<u8> {
        let sized = self.bitmap.resized(width, height);
        let alpha = |p: &[f32; 4]| (sat(p[3]) * 255.0 + 0.5) as u8;
        sized.pixels.iter().map(alpha).collect()
    }

    /// Draws it; `ink` is the colour of the copy, used where the logo's own do not read.
    pub(super) fn draw(&self, picture: &mut Picture, rect: &Rect, ink: Light) {
        let sized = self
            .bitmap
            .resized((rect.w + 0.5) as usize, (rect.h + 0.5) as usize);
        let own = reads(&sized, picture.extremes(rect));
        let ink = ink.to_rgb8();
        for (j, row) in sized.pixels.chunks_exact(sized.width).enumerate() {
            for (i, p) in row.iter().enumerate() {
                let (x, y) = (rect.x as usize + i, rect.y as usize + j);
                if p[3] <= 0.0 || x >= picture.width || y >= picture.height {
                    continue;
                }
                let colour = if own {
                    Light([0, 1, 2].map(|c| sat(p[c] / p[3]))).to_rgb8()
                } else {
                    ink
                };
                picture.blend(x, y, colour, (sat(p[3]) * 255.0 + 0.5) as u8);
            }
        }
    }
}

/// Whether nearly all that is solid stands out from the lightest and the darkest pixel behind it.
fn reads(logo: &Bitmap, (dark, bright): (f32, f32)) -> bool {
    let (mut solid, mut clear) = (0usize, 0usize);
    for p in logo.pixels.iter().filter(|p| p[3] > 0.6) {
        let l = Light([0, 1, 2].map(|c| sat(p[c] / p[3]))).luminance();
        solid += 1;
        clear += usize::from(contrast(l, dark).min(contrast(l, bright)) >= OWN);
    }
    clear * 100 >= solid * 92
}

/// Turns an opaque plain ground (the colour of the first corner) into transparency.
fn lift_off(bitmap: &mut Bitmap) {
    let Some(ground) = bitmap.pixels.first().copied() else {
        return;
    };
    for p in &mut bitmap.pixels {
        let far = [0, 1, 2]
            .map(|c| (p[c].max(0.0).sqrt() - ground[c].max(0.0).sqrt()).abs())
            .into_iter()
            .fold(0.0, f32::max);
        let a = sat((far - 0.04) * 4.0);
        // Colour of the part without the ground that shone through.
        *p = [0, 1, 2, 3].map(|c| {
            if c == 3 {
                a
            } else {
                (p[c] - ground[c] * (1.0 - a)).max(0.0)
            }
        });
    }
}
