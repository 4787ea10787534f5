//! A picture on disk, decoded and made small enough to show.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;

use image::imageops::{self, FilterType};
use image::{ImageFormat, ImageReader, Limits, RgbaImage};

use super::probe::{damaged, printable, recognise};
use super::{MediaError, MediaFormat, RgbaPixels};

/// The longest side that is decoded. Ads are 1080 x 1920; this leaves room for any real picture.
const LONGEST: u32 = 12_000;
/// What a decoder may allocate: enough for about 60 megapixels.
const MOST_BYTES: u64 = 256 << 20;

/// Decodes a still and scales it down to fit into `max_width` x `max_height`, keeping its shape. Never scales up.
///
/// # Errors
/// [`MediaError`] when it cannot be read, is no still, is damaged, or is larger than is safe.
pub fn thumbnail(path: &Path, max_width: u32, max_height: u32) -> Result<RgbaPixels, MediaError> {
    let file = File::open(path).map_err(MediaError::Unreadable)?;
    let full = decode(BufReader::new(file))?;
    Ok(shrink(full, max_width.max(1), max_height.max(1)))
}

/// As [`thumbnail`], of a still in memory.
///
/// # Errors
/// As [`thumbnail`].
pub fn thumbnail_of(
    bytes: &[u8],
    max_width: u32,
    max_height: u32,
) -> Result<RgbaPixels, MediaError> {
    let full = decode(BufReader::new(Cursor::new(bytes)))?;
    Ok(shrink(full, max_width.max(1), max_height.max(1)))
}

fn decode<R: Read + Seek>(mut reader: BufReader<R>) -> Result<RgbaImage, MediaError> {
    let mut head = [0; 16];
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest).map_err(MediaError::Unreadable)? {
            0 => break,
            count => filled += count,
        }
    }
    let head = head.get(..filled).unwrap_or_default();
    let format = match recognise(head) {
        Some(MediaFormat::Png) => ImageFormat::Png,
        Some(MediaFormat::Jpeg) => ImageFormat::Jpeg,
        Some(MediaFormat::WebP) => ImageFormat::WebP,
        Some(MediaFormat::Mp4) => return Err(MediaError::NotAStill),
        None => {
            return Err(MediaError::Unknown {
                begin: printable(head),
            });
        }
    };
    reader.rewind().map_err(MediaError::Unreadable)?;
    let (width, height) = ImageReader::with_format(&mut reader, format)
        .into_dimensions()
        .map_err(damaged)?;
    let too_large = MediaError::TooLarge { width, height };
    if width > LONGEST || height > LONGEST {
        return Err(too_large);
    }
    reader.rewind().map_err(MediaError::Unreadable)?;
    let mut decoder = ImageReader::with_format(reader, format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    decoder.limits(limits);
    let picture = decoder.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => too_large,
        error => damaged(error),
    })?;
    Ok(picture.into_rgba8())
}

/// Scales down in two steps: whole boxes of pixels first, which is fast, then a smooth filter over at most four times
/// the area, which is what the eye sees.
fn shrink(full: RgbaImage, max_width: u32, max_height: u32) -> RgbaPixels {
    let (width, height) = fit(full.width(), full.height(), max_width, max_height);
    let small = if (width, height) == full.dimensions() {
        full
    } else {
        let near = if width.saturating_mul(2) < full.width() {
            imageops::thumbnail(
                &full,
                (width * 2).min(full.width()),
                (height * 2).min(full.height()),
            )
        } else {
            full
        };
        imageops::resize(&near, width, height, FilterType::CatmullRom)
    };
    RgbaPixels {
        width: small.width(),
        height: small.height(),
        bytes: small.into_raw(),
    }
}

/// The size of a picture fitted into a box, at least one pixel each way, never larger than it was.
fn fit(width: u32, height: u32, max_width: u32, max_height: u32) -> (u32, u32) {
    let scale = (f64::from(max_width) / f64::from(width.max(1)))
        .min(f64::from(max_height) / f64::from(height.max(1)))
        .min(1.0);
    let side = |side: u32, most: u32| ((f64::from(side) * scale).round() as u32).clamp(1, most);
    (side(width, max_width), side(height, max_height))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;

    /// A made-up picture, encoded.
    pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let drawn = image::RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([x as u8, y as u8, (x * y) as u8])
        });
        drawn.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn on_disk(folder: &Path, bytes: &[u8]) -> std::path::PathBuf {
        let path = folder.join("file");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn a_picture_fits_its_box_and_keeps_its_shape() {
        assert_eq!(fit(1080, 1920, 320, 10_000), (320, 569));
        assert_eq!(fit(1080, 1350, 10_000, 135), (108, 135));
        assert_eq!(fit(10, 10, 100, 100), (10, 10));
        assert_eq!(fit(1, 12_000, 100, 100), (1, 100));
        let folder = tempfile::tempdir().unwrap();
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let path = on_disk(folder.path(), &picture(216, 384, format));
            let small = thumbnail(&path, 54, 1000).unwrap();
            assert_eq!((small.width, small.height), (54, 96));
            assert_eq!(small.bytes.len(), 54 * 96 * 4);
        }
    }

    #[test]
    fn scaling_keeps_an_even_colour_even() {
        let grey = RgbaImage::from_pixel(300, 500, image::Rgba([120, 40, 200, 255]));
        let small = shrink(grey, 77, 10_000);
        assert!(
            small
                .bytes
                .chunks(4)
                .all(|pixel| pixel == [120, 40, 200, 255])
        );
    }

    #[test]
    fn garbage_is_an_error_and_never_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let good = picture(64, 64, format);
            for end in (0..good.len()).step_by(37) {
                thumbnail(&on_disk(folder.path(), &good[..end]), 16, 16).ok();
            }
            for at in (0..good.len()).step_by(11) {
                let mut bad = good.clone();
                bad[at] ^= 0x5A;
                thumbnail(&on_disk(folder.path(), &bad), 16, 16).ok();
            }
        }
        assert!(thumbnail(&on_disk(folder.path(), b""), 16, 16).is_err());
        assert!(thumbnail(folder.path(), 16, 16).is_err());
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded() {
        let mut bytes = picture(64, 64, ImageFormat::Png);
        bytes[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        // The header's checksum, for 60,000 x 60,000.
        let checksum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
        let folder = tempfile::tempdir().unwrap();
        let error = thumbnail(&on_disk(folder.path(), &bytes), 16, 16).unwrap_err();
        assert!(
            matches!(error, MediaError::TooLarge { width: 60_000, .. }),
            "{error}"
        );
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
            })
        })
    }
}
