//! What a file really is: magic bytes, the size in its header, and whether its end is there.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use image::{ImageFormat, ImageReader};

use super::{MediaError, MediaFormat, Probe, mp4};

/// How far from the end an end mark may stand; some tools append a little.
const TAIL: u64 = 4096;
const PNG_END: &[u8] = b"IEND\xAE\x42\x60\x82";
const JPEG_END: &[u8] = b"\xFF\xD9";

/// Probes a file on disk: its kind and size, and that it is not cut off. Reads the header and the end only.
///
/// # Errors
/// [`MediaError`] when it cannot be read, is of no known format, is cut off, or its header makes no sense.
pub fn probe_file(path: &Path) -> Result<Probe, MediaError> {
    let file = File::open(path).map_err(MediaError::Unreadable)?;
    probe(&mut BufReader::new(file))
}

/// Probes a file that is in memory, as [`probe_file`] does.
///
/// # Errors
/// As [`probe_file`].
pub fn probe_bytes(bytes: &[u8]) -> Result<Probe, MediaError> {
    probe(&mut Cursor::new(bytes))
}

fn probe<R: BufRead + Seek>(reader: &mut R) -> Result<Probe, MediaError> {
    let length = reader
        .seek(SeekFrom::End(0))
        .map_err(MediaError::Unreadable)?;
    let head = read_at(reader, 0, 16).map_err(MediaError::Unreadable)?;
    let format = recognise(&head).ok_or_else(|| MediaError::Unknown {
        begin: printable(&head),
    })?;
    let (width, height) = match format {
        MediaFormat::Mp4 => mp4::dimensions(reader, length)?,
        MediaFormat::Png => still(reader, ImageFormat::Png)?,
        MediaFormat::Jpeg => still(reader, ImageFormat::Jpeg)?,
        MediaFormat::WebP => still(reader, ImageFormat::WebP)?,
    };
    if !ends_well(reader, format, &head, length).map_err(MediaError::Unreadable)? {
        return Err(MediaError::Truncated);
    }
    Ok(Probe {
        kind: format.kind(),
        width,
        height,
        format,
    })
}

/// The format that these first bytes announce.
pub(super) fn recognise(head: &[u8]) -> Option<MediaFormat> {
    if head.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(MediaFormat::Png)
    } else if head.starts_with(b"\xFF\xD8\xFF") {
        Some(MediaFormat::Jpeg)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Some(MediaFormat::WebP)
    } else if head.get(4..8) == Some(b"ftyp") {
        Some(MediaFormat::Mp4)
    } else {
        None
    }
}

/// The first bytes as a person may read them; empty when they are not text.
pub(super) fn printable(head: &[u8]) -> String {
    match std::str::from_utf8(head) {
        Ok(text) if text.chars().all(|c| !c.is_control() || c.is_whitespace()) => {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

fn still<R: BufRead + Seek>(reader: &mut R, format: ImageFormat) -> Result<(u32, u32), MediaError> {
    reader.rewind().map_err(MediaError::Unreadable)?;
    let (width, height) = ImageReader::with_format(reader, format)
        .into_dimensions()
        .map_err(damaged)?;
    if width == 0 || height == 0 {
        return Err(MediaError::Damaged("its size is zero".into()));
    }
    Ok((width, height))
}

/// Says in our words what the decoder found; a file that stops early is its own case.
pub(super) fn damaged(error: image::ImageError) -> MediaError {
    match error {
        image::ImageError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            MediaError::Truncated
        }
        image::ImageError::IoError(error) => MediaError::Unreadable(error),
        error => MediaError::Damaged(error.to_string().trim_end_matches('.').to_owned()),
    }
}

fn ends_well<R: Read + Seek>(
    reader: &mut R,
    format: MediaFormat,
    head: &[u8],
    length: u64,
) -> io::Result<bool> {
    let tail_holds = |reader: &mut R, mark: &[u8]| -> io::Result<bool> {
        let tail = read_at(reader, length.saturating_sub(TAIL), TAIL)?;
        Ok(tail.windows(mark.len()).any(|window| window == mark))
    };
    match format {
        MediaFormat::Png => tail_holds(reader, PNG_END),
        MediaFormat::Jpeg => tail_holds(reader, JPEG_END),
        MediaFormat::WebP => {
            let told = head
                .get(4..8)
                .and_then(|bytes| <[u8; 4]>::try_from(bytes).ok())
                .map(u32::from_le_bytes);
            Ok(told.is_some_and(|told| u64::from(told) + 8 <= length))
        }
        // The walk over its boxes has already found that each one fits.
        MediaFormat::Mp4 => Ok(true),
    }
}

/// Up to `count` bytes from `at`; fewer at the end.
pub(super) fn read_at<R: Read + Seek>(reader: &mut R, at: u64, count: u64) -> io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    reader.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::thumbnail::tests::picture;
    use crate::model::ad::MediaKind;

    fn video(width: u32, height: u32) -> Vec<u8> {
        let boxed = |name: &[u8; 4], payload: &[u8]| {
            let mut bytes = u32::try_from(payload.len() + 8)
                .unwrap()
                .to_be_bytes()
                .to_vec();
            bytes.extend_from_slice(name);
            bytes.extend_from_slice(payload);
            bytes
        };
        let mut tkhd = vec![0; 76];
        tkhd.extend_from_slice(&(width << 16).to_be_bytes());
        tkhd.extend_from_slice(&(height << 16).to_be_bytes());
        let trak = boxed(b"trak", &boxed(b"tkhd", &tkhd));
        let mut file = boxed(b"ftyp", b"isomavc1mp41");
        file.extend(boxed(b"moov", &trak));
        file.extend(boxed(b"mdat", &[7; 400]));
        file
    }

    #[test]
    fn every_known_format_is_told_by_its_content() {
        for (format, extension) in [
            (ImageFormat::Png, "png"),
            (ImageFormat::Jpeg, "jpg"),
            (ImageFormat::WebP, "webp"),
        ] {
            let probe = probe_bytes(&picture(108, 192, format)).unwrap();
            assert_eq!((probe.width, probe.height), (108, 192));
            assert_eq!(probe.kind, MediaKind::Still);
            assert_eq!(probe.format.extension(), extension);
        }
        let probe = probe_bytes(&video(1080, 1920)).unwrap();
        assert_eq!(
            (probe.kind, probe.width, probe.height),
            (MediaKind::Video, 1080, 1920)
        );
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_never_whole() {
        let files = [
            picture(40, 60, ImageFormat::Png),
            picture(40, 60, ImageFormat::Jpeg),
            picture(40, 60, ImageFormat::WebP),
            video(1080, 1350),
        ];
        for file in files {
            assert!(probe_bytes(&file).is_ok());
            for end in 0..file.len() {
                let verdict = probe_bytes(&file[..end]);
                // Cut between two boxes, an MP4 cannot be told from a whole one; the checked length finds that.
                let between = file.get(4..8) == Some(b"ftyp") && matches!(end, 20 | 128);
                assert!(verdict.is_err() || between, "{end} of {}", file.len());
            }
        }
    }

    #[test]
    fn an_error_page_is_told_with_its_first_words() {
        let error = probe_bytes(b"<html><body>Not found</body></html>").unwrap_err();
        assert!(error.to_string().contains("“<html><body>Not"), "{error}");
        assert!(matches!(
            probe_bytes(&[0; 64]).unwrap_err(),
            MediaError::Unknown { begin } if begin.is_empty()
        ));
        assert!(probe_bytes(b"").is_err());
    }

    #[test]
    fn a_missing_file_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let error = probe_file(&folder.path().join("no.png")).unwrap_err();
        assert!(error.is_missing());
        // A folder where a file should be is an error like any other.
        assert!(probe_file(folder.path()).is_err());
    }
}
