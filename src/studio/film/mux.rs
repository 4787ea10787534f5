//! Encoded frames to an MP4 file in memory, its index in front so that it plays while it loads.

use muxide::api::{MuxerBuilder, VideoCodec};

use super::encode::Unit;
use super::{FPS, FilmError};

/// The whole file. Nothing in it depends on the time of day.
///
/// # Errors
/// [`FilmError::Encode`] when the frames are not what a file can hold.
pub fn mp4(width: usize, height: usize, units: &[Unit]) -> Result<Vec<u8>, FilmError> {
    let failed = |error: &dyn std::fmt::Display| FilmError::Encode(error.to_string());
    let size = |v: usize| u32::try_from(v).map_err(|error| failed(&error));
    let mut file = Vec::new();
    let mut muxer = MuxerBuilder::new(&mut file)
        .video(
            VideoCodec::H264,
            size(width)?,
            size(height)?,
            f64::from(FPS),
        )
        .with_fast_start(true)
        .build()
        .map_err(|error| failed(&error))?;
    for (i, unit) in units.iter().enumerate() {
        muxer
            .write_video(i as f64 / f64::from(FPS), &unit.bytes, unit.is_key)
            .map_err(|error| failed(&error))?;
    }
    muxer.finish().map_err(|error| failed(&error))?;
    Ok(file)
}
