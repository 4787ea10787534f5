//! Just enough of MP4 to know that a video is whole, how large its picture is, and that its tables claim no more than the
//! file can hold. Decoding is not done here.

use std::io::{Read, Seek};

use super::MediaError;
use super::probe::read_at;

/// No header of ours comes near this; a larger one is not read.
const MOST_HEADER: u64 = 16 << 20;
/// A file of more top-level boxes is not an ad.
const MOST_BOXES: usize = 4096;

/// Walks the top-level boxes, each of which must fit into the file, and reads the picture's size from the movie header;
/// 0 x 0 where there is none.
pub(super) fn dimensions<R: Read + Seek>(
    reader: &mut R,
    length: u64,
) -> Result<(u32, u32), MediaError> {
    let mut at = 0;
    let mut size = (0, 0);
    for _ in 0..MOST_BOXES {
        if at >= length {
            return Ok(size);
        }
        let head = read_at(reader, at, 16).map_err(MediaError::Unreadable)?;
        let header = Header::read(&head, length - at).ok_or(MediaError::Truncated)?;
        if header.length > length - at {
            return Err(MediaError::Truncated);
        }
        if &header.name == b"moov" && header.length <= MOST_HEADER {
            let moov = read_at(reader, at + header.skip, header.length - header.skip)
                .map_err(MediaError::Unreadable)?;
            size = track_size(&moov).unwrap_or(size);
        }
        at += header.length;
    }
    Err(MediaError::Damaged("it has too many parts".into()))
}

struct Header {
    name: [u8; 4],
    /// Of the whole box, this header included.
    length: u64,
    /// Of this header.
    skip: u64,
}

impl Header {
    /// Reads the first bytes of a box; `rest` is what is left of its surroundings. `None` when it makes no sense.
    fn read(head: &[u8], rest: u64) -> Option<Self> {
        let short = u32::from_be_bytes(head.get(0..4)?.try_into().ok()?);
        let name = head.get(4..8)?.try_into().ok()?;
        let (length, skip) = match short {
            0 => (rest, 8),
            1 => (u64::from_be_bytes(head.get(8..16)?.try_into().ok()?), 16),
            _ => (u64::from(short), 8),
        };
        (length >= skip).then_some(Self { name, length, skip })
    }
}

/// The boxes inside a box, as far as they make sense.
fn children(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let header = Header::read(bytes, bytes.len() as u64)?;
        let (skip, length) = (
            usize::try_from(header.skip).ok()?,
            usize::try_from(header.length).ok()?,
        );
        let payload = bytes.get(skip..length)?;
        bytes = bytes.get(length..)?;
        Some((header.name, payload))
    })
}

/// Whether no track claims more pictures than the file has bytes: what a parser can be given without fear for memory.
pub(super) fn tables_are_plausible(bytes: &[u8]) -> bool {
    let most = bytes.len();
    let mut boxes: Vec<([u8; 4], &[u8])> = children(bytes).collect();
    for inner in [b"moov", b"trak", b"mdia", b"minf", b"stbl"] {
        boxes = boxes
            .into_iter()
            .filter(|(name, _)| name == inner)
            .flat_map(|(_, payload)| children(payload))
            .collect();
    }
    let plausible = |sizes: &[u8]| -> Option<bool> {
        let field = |at: usize| -> Option<usize> {
            let four = sizes.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_be_bytes(four)).ok()
        };
        Some(field(4)?.max(1).checked_mul(field(8)?)? <= most)
    };
    let mut sizes = boxes.iter().filter(|(name, _)| name == b"stsz");
    sizes.all(|(_, payload)| plausible(payload).unwrap_or(false))
}

/// The size of the first track that has one: the last two fields of its header, 16.16 fixed point.
fn track_size(moov: &[u8]) -> Option<(u32, u32)> {
    children(moov)
        .filter(|(name, _)| name == b"trak")
        .flat_map(|(_, trak)| children(trak))
        .filter(|(name, _)| name == b"tkhd")
        .find_map(|(_, tkhd)| {
            let (_, fields) = tkhd.split_at_checked(tkhd.len().checked_sub(8)?)?;
            let field = |at: usize| {
                Some(u32::from_be_bytes(fields.get(at..at + 4)?.try_into().ok()?) >> 16)
            };
            let size = (field(0)?, field(4)?);
            (size.0 > 0 && size.1 > 0).then_some(size)
        })
}
