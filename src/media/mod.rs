//! Pictures as files: what a file really is, how it looks small, and how a video looks from moment to moment. The only
//! module, beside the studio, that names the `image` crate.
//!
//! Must not trust a file: a wrong, cut, huge or hostile one ends in a [`MediaError`], never in a panic or in gigabytes of
//! memory. Must not keep anything: caching is for those who show pictures.

mod mp4;
mod probe;
mod thumbnail;
mod video;

use std::io;

use crate::model::ad::MediaKind;

pub use probe::{probe_bytes, probe_file};
pub use thumbnail::{thumbnail, thumbnail_of};
pub use video::{Moment, Moments, Video};

/// A made-up PNG, for tests elsewhere that need a real file.
#[cfg(test)]
pub(crate) fn test_png(width: u32, height: u32) -> Vec<u8> {
    thumbnail::tests::picture(width, height, image::ImageFormat::Png)
}

/// What a file is, by its content alone. Its name and what a server called it are not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Still or video.
    pub kind: MediaKind,
    /// Width in pixels; 0 for a video whose header does not tell.
    pub width: u32,
    /// Height in pixels; 0 for a video whose header does not tell.
    pub height: u32,
    /// The container.
    pub format: MediaFormat,
}

/// The containers that an ad may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaFormat {
    /// A still.
    Png,
    /// A still.
    Jpeg,
    /// A still.
    WebP,
    /// A video.
    Mp4,
}

impl MediaFormat {
    /// What the file's name ends in, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Mp4 => "mp4",
        }
    }

    /// Still or video.
    pub fn kind(self) -> MediaKind {
        match self {
            Self::Png | Self::Jpeg | Self::WebP => MediaKind::Still,
            Self::Mp4 => MediaKind::Video,
        }
    }
}

/// A picture in memory: 8-bit sRGB with straight alpha, row by row from the top left.
#[derive(Clone, PartialEq, Eq)]
pub struct RgbaPixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width * height * 4` bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for RgbaPixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RgbaPixels({} x {})", self.width, self.height)
    }
}

/// Why a file is no ad.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file cannot be read at all.
    #[error("The file cannot be read: {0}.")]
    Unreadable(#[source] io::Error),
    /// It is neither of the formats we know.
    #[error("The file is neither PNG, JPEG, WebP nor MP4{}.", begins(.begin))]
    Unknown {
        /// Its first bytes, printable ones only, to tell an error page from a strange format.
        begin: String,
    },
    /// It begins well and ends too soon.
    #[error("The file ends too soon; part of it is missing.")]
    Truncated,
    /// Its header or its content makes no sense.
    #[error("The picture is damaged: {0}.")]
    Damaged(String),
    /// Larger than anything we make, and than is safe to decode.
    #[error("The picture is too large to show: {width} x {height} pixels.")]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// A video that cannot be decoded here, though another player may show it; why.
    #[error("The film cannot be played here: {0}.")]
    Unplayable(String),
    /// A video was met where a still was wanted.
    #[error("The file is a video, not a picture.")]
    NotAStill,
}

impl MediaError {
    /// Whether the file is simply not there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Unreadable(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

fn begins(begin: &str) -> String {
    if begin.is_empty() {
        String::new()
    } else {
        format!("; it begins with “{begin}”")
    }
}
