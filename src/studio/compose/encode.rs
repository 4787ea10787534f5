//! PNG files, quickly.

use super::{ComposeError, Picture};

/// Encodes a picture as 8-bit RGB.
///
/// Filter and level by measurement on dithered stills: the fast level costs a fraction of the default one for a few
/// per cent more bytes.
pub(super) fn png(picture: &Picture) -> Result<Vec<u8>, ComposeError> {
    let failed = |e: png::EncodingError| ComposeError::Encode(e.to_string());
    let size = |v: usize| u32::try_from(v).map_err(|e| ComposeError::Encode(e.to_string()));
    let mut bytes = Vec::with_capacity(picture.rgb.len());
    let mut encoder = png::Encoder::new(&mut bytes, size(picture.width)?, size(picture.height)?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&picture.rgb).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}
