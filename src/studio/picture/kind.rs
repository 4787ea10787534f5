//! What a file is, by its content alone, and whether its end is there.

use super::{MOST_BYTES, PictureError};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    WebP,
}

/// The kind of a whole file.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(PictureError::TooHeavy);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        png(bytes).map(|()| Kind::Png)
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        jpeg(bytes).map(|()| Kind::Jpeg)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes).map(|()| Kind::WebP)
    } else {
        Err(stranger(bytes))
    }
}

/// Formats that are known by name but not read.
fn stranger(bytes: &[u8]) -> PictureError {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let name = if begins(b"GIF87a") || begins(b"GIF89a") {
        "a GIF"
    } else if begins(b"II*\0") || begins(b"MM\0*") {
        "a TIFF or camera raw file"
    } else if begins(b"BM") && bytes.len() > 26 {
        "a BMP"
    } else if begins(b"8BPS") {
        "a Photoshop document"
    } else if begins(b"%PDF") {
        "a PDF"
    } else if begins(b"\xFF\x0A") || begins(b"\0\0\0\x0CJXL ") {
        "a JPEG XL"
    } else if bytes.get(4..8) == Some(b"ftyp") {
        match bytes.get(8..12) {
            Some(b"avif" | b"avis") => "an AVIF",
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1") => "a HEIC",
            _ => "a video",
        }
    } else if let Some(text) = as_text(bytes) {
        let text = text.to_ascii_lowercase();
        if !text.contains("<svg") {
            return PictureError::Text;
        }
        "an SVG drawing"
    } else {
        return PictureError::Unknown;
    };
    PictureError::Format(name)
}

/// The beginning of the file, when it reads as text.
fn as_text(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(2048))?;
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The cut at the end may have split a letter.
        Err(error) if error.valid_up_to() + 4 > head.len() => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let readable = |c: char| !c.is_control() || c.is_whitespace();
    text.chars().all(readable).then_some(text)
}

/// Walks the chunks of a PNG to its end mark.
fn png(bytes: &[u8]) -> Result<(), PictureError> {
    let mut at = 8usize;
    loop {
        let length = be32(bytes, at).ok_or(PictureError::CutOff)? as usize;
        let name = bytes.get(at + 4..at + 8).ok_or(PictureError::CutOff)?;
        let next = at.checked_add(length).and_then(|at| at.checked_add(12));
        let next = next.filter(|next| *next <= bytes.len());
        let next = next.ok_or(PictureError::CutOff)?;
        match name {
            b"IEND" => return Ok(()),
            b"acTL" => return Err(PictureError::Animated),
            _ => at = next,
        }
    }
}

/// Walks the segments and scans of a JPEG to its end mark. Decoders fill what is missing with grey and say nothing.
fn jpeg(bytes: &[u8]) -> Result<(), PictureError> {
    let mut at = 2usize;
    let mut scans = 0;
    loop {
        // To the next marker, over fill bytes and over what a scan holds.
        while !matches!((bytes.get(at), bytes.get(at + 1)), (Some(0xFF), Some(code)) if !matches!(code, 0 | 0xFF | 0xD0..=0xD7))
        {
            if at + 1 >= bytes.len() {
                return Err(PictureError::CutOff);
            }
            at += 1;
        }
        match bytes.get(at + 1) {
            Some(0xD9) if scans > 0 => return Ok(()),
            Some(0xD9) => return Err(PictureError::Damaged),
            Some(0x01 | 0xD8) => at += 2,
            code => {
                scans += usize::from(code == Some(&0xDA));
                let length = bytes.get(at + 2..at + 4).ok_or(PictureError::CutOff)?;
                at += 2 + length
                    .iter()
                    .fold(0, |n, b| n << 8 | usize::from(*b))
                    .max(2);
            }
        }
    }
}

/// The length that a WebP tells must be there, and it must not move.
fn webp(bytes: &[u8]) -> Result<(), PictureError> {
    let told = bytes
        .get(4..8)
        .and_then(|b| <[u8; 4]>::try_from(b).ok())
        .map_or(u64::MAX, |b| u64::from(u32::from_le_bytes(b)) + 8);
    if told > bytes.len() as u64 {
        return Err(PictureError::CutOff);
    }
    let extended = bytes.get(12..16) == Some(b"VP8X");
    if extended && bytes.get(20).is_some_and(|flags| flags & 2 != 0) {
        return Err(PictureError::Animated);
    }
    Ok(())
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}
