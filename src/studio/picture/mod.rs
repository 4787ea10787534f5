//! A person's picture, taken in: any bytes become a checked, upright picture of a workable size, or a sentence that
//! says what is wrong with them and what to do.
//!
//! Must not trust a file: its size is read and judged before anything is allocated, and a wrong, cut, huge or hostile
//! one ends in a [`PictureError`]. Colour profiles are not applied: every picture is taken as sRGB.

mod kind;
mod shrink;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use thiserror::Error;

use crate::studio::paint::resample::Bitmap;
use kind::Kind;

/// Longest side of the working copy, in pixels; larger pictures are scaled down on import.
pub const WORKING: u32 = 2000;
/// The most pixels that are decoded. Cameras that are sold as 50 megapixels make up to 50.4 million.
const MOST_PIXELS: u64 = 52_000_000;
/// The longest side that is decoded.
const LONGEST: u32 = 16_000;
/// The shortest longer side that is of any use in an ad.
const SMALLEST: u32 = 200;
/// The shortest other side.
const THINNEST: u32 = 24;
/// The largest file that is looked at, in bytes.
pub const MOST_BYTES: usize = 200 << 20;
/// What a decoder may allocate, in bytes: 50 megapixels of 16 bits and four channels.
const MOST_MEMORY: u64 = 512 << 20;

/// An upright picture in memory: 8-bit sRGB with straight alpha, row by row from the top left.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// Why bytes are no picture that can be used. Each is a sentence for the person who chose the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PictureError {
    /// No bytes at all.
    #[error("The file is empty. Choose another one, or save the picture again.")]
    Empty,
    /// A known format that is not read.
    #[error("The file is {0}, which Parfait does not read. Save the picture as PNG, JPEG or WebP.")]
    Format(&'static str),
    /// Text, whatever its name says.
    #[error("The file holds text, not a picture. Choose a PNG, JPEG or WebP picture.")]
    Text,
    /// Neither picture nor text.
    #[error("The file is no picture that Parfait knows. Choose a PNG, JPEG or WebP picture.")]
    Unknown,
    /// It begins well and ends too soon.
    #[error("The picture ends too soon; part of the file is missing. Copy or download it again.")]
    CutOff,
    /// Its content makes no sense.
    #[error(
        "The picture is damaged and cannot be read. Save it again from the program it came from."
    )]
    Damaged,
    /// It moves.
    #[error("The picture is an animation. Save one of its frames as PNG, JPEG or WebP.")]
    Animated,
    /// Too few pixels to be of use.
    #[error(
        "The picture is only {width} x {height} pixels. Use one of at least {SMALLEST} pixels on its longer side and \
         {THINNEST} on the other."
    )]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// More pixels than are decoded.
    #[error(
        "The picture is {width} x {height} pixels, which is more than Parfait takes. Scale it down to at most 50 \
         megapixels and {LONGEST} pixels a side."
    )]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// More bytes than are read.
    #[error("The file is larger than 200 MB. Save the picture smaller, as JPEG for instance.")]
    TooHeavy,
}

impl Picture {
    /// Takes a picture in: PNG, JPEG or WebP, told by content. It is turned upright as its EXIF orientation says and
    /// scaled down in light so that its longest side is at most [`WORKING`] pixels.
    ///
    /// # Errors
    /// A [`PictureError`] for everything that cannot be used.
    pub fn import(bytes: &[u8]) -> Result<Self, PictureError> {
        let format = match kind::of(bytes)? {
            Kind::Png => ImageFormat::Png,
            Kind::Jpeg => ImageFormat::Jpeg,
            Kind::WebP => ImageFormat::WebP,
        };
        let mut decoder = ImageReader::with_format(Cursor::new(bytes), format)
            .into_decoder()
            .map_err(|error| told(&error, (0, 0)))?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST);
        limits.max_image_height = Some(LONGEST);
        limits.max_alloc = Some(MOST_MEMORY);
        decoder
            .set_limits(limits)
            .map_err(|error| told(&error, (width, height)))?;
        // A broken EXIF block is no reason to refuse a picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let decoded =
            DynamicImage::from_decoder(decoder).map_err(|error| told(&error, (width, height)))?;
        let mut working = DynamicImage::ImageRgba8(shrink::to_working(decoded, WORKING));
        working.apply_orientation(orientation);
        let upright = working.into_rgba8();
        Ok(Self {
            width: upright.width(),
            height: upright.height(),
            rgba: upright.into_raw(),
        })
    }

    /// A picture from pixels: `width * height * 4` bytes, straight alpha. `None` when that does not fit together.
    pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Option<Self> {
        let wanted = (width as usize)
            .checked_mul(height as usize)?
            .checked_mul(4)?;
        (wanted > 0 && rgba.len() == wanted).then_some(Self {
            width,
            height,
            rgba,
        })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels: red, green, blue, straight alpha; `width * height * 4` bytes.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// One pixel; transparent black outside.
    pub fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let at = (y as usize * self.width as usize + x as usize) * 4;
        let inside = x < self.width && y < self.height;
        self.rgba
            .get(at..at + 4)
            .filter(|_| inside)
            .and_then(|p| p.try_into().ok())
            .unwrap_or_default()
    }

    /// Scaled down so that its longest side is at most that many pixels (for previews); never scaled up.
    #[must_use]
    pub fn fitted(&self, longest: u32) -> Self {
        let longest = longest.max(1);
        if self.width.max(self.height) <= longest {
            return self.clone();
        }
        let (width, height) = shrink::fit(self.width, self.height, longest);
        Self::from_light(&self.to_light().resized(width as usize, height as usize))
    }

    /// The picture as premultiplied light, as the painter takes it.
    pub fn to_light(&self) -> Bitmap {
        let pixels = self.rgba.chunks_exact(4).map(|p| match *p {
            [r, g, b, a] => shrink::premultiplied([r, g, b, a]),
            _ => [0.0; 4],
        });
        Bitmap {
            width: self.width as usize,
            height: self.height as usize,
            pixels: pixels.collect(),
        }
    }

    /// The picture of premultiplied light.
    pub fn from_light(bitmap: &Bitmap) -> Self {
        Self {
            width: u32::try_from(bitmap.width).unwrap_or(u32::MAX),
            height: u32::try_from(bitmap.height).unwrap_or(u32::MAX),
            rgba: bitmap
                .pixels
                .iter()
                .flat_map(|p| shrink::straight(*p))
                .collect(),
        }
    }

    /// The picture as a PNG file with alpha, as a product's picture is kept.
    pub fn to_png(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let written = encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&self.rgba));
        debug_assert!(written.is_ok(), "memory takes every byte");
        file
    }
}

/// Whether pictures of that size are taken.
fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    let (long, short) = (width.max(height), width.min(height));
    if long > LONGEST || u64::from(width) * u64::from(height) > MOST_PIXELS {
        Err(PictureError::TooLarge { width, height })
    } else if long < SMALLEST || short < THINNEST {
        Err(PictureError::TooSmall { width, height })
    } else {
        Ok(())
    }
}

/// What a decoder found, in our words.
fn told(error: &image::ImageError, (width, height): (u32, u32)) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooLarge { width, height },
        image::ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            PictureError::CutOff
        }
        _ => PictureError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_judged_before_anything_is_decoded() {
        assert!(check_size(8688, 5792).is_ok());
        assert!(check_size(200, 24).is_ok());
        let too_large = |w, h| matches!(check_size(w, h), Err(PictureError::TooLarge { .. }));
        let too_small = |w, h| matches!(check_size(w, h), Err(PictureError::TooSmall { .. }));
        assert!(too_large(20_000, 20_000) && too_large(20_000, 30) && too_large(9000, 9000));
        assert!(too_small(1, 1) && too_small(199, 199) && too_small(4000, 3));
    }

    #[test]
    fn pixels_must_fit_their_size() {
        assert!(Picture::from_rgba(2, 2, vec![0; 16]).is_some());
        assert!(Picture::from_rgba(2, 2, vec![0; 15]).is_none());
        assert!(Picture::from_rgba(0, 2, vec![]).is_none());
        assert!(Picture::from_rgba(u32::MAX, u32::MAX, vec![]).is_none());
    }

    #[test]
    fn a_picture_survives_its_png() {
        let picture = Picture::from_rgba(
            300,
            200,
            (0..300 * 200 * 4).map(|i| (i * 7 % 251) as u8).collect(),
        )
        .unwrap();
        assert_eq!(Picture::import(&picture.to_png()).unwrap(), picture);
    }
}
