//! Videos: H.264 in MP4, decoded picture by picture in the order in which they are shown.
//!
//! Must not keep time and must not show anything. What it cannot decode (another codec, a damaged file) is an error that
//! says so; a file is never trusted to be as long as it claims.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use openh264::OpenH264API;
use openh264::decoder::{Decoder, DecoderConfig, Flush};
use openh264::formats::YUVSource;

use super::{MediaError, RgbaPixels, mp4};

/// No ad comes near this; a larger file is not read.
const MOST_BYTES: u64 = 512 << 20;

const DAMAGED: &str = "it is damaged";

/// What the pictures of H.264 are separated by in a stream.
const START: [u8; 4] = [0, 0, 0, 1];

/// A video in memory, ready to be decoded.
pub struct Video {
    bytes: Vec<u8>,
    /// The parameter sets, as a stream.
    headers: Vec<u8>,
    /// Bytes in front of each unit that tell its length.
    prefix: usize,
    /// In the order of decoding.
    samples: Vec<Sample>,
    duration: Duration,
}

#[derive(Debug)]
struct Sample {
    at: Range<usize>,
    /// Whether decoding can begin here.
    is_key: bool,
    shown: Duration,
}

/// One picture and when it is shown, counted from the video's beginning.
#[derive(Debug)]
pub struct Moment {
    /// From the beginning.
    pub at: Duration,
    /// The picture.
    pub pixels: RgbaPixels,
}

impl Video {
    /// Reads a whole file and its table of pictures.
    ///
    /// # Errors
    /// [`MediaError`] when it cannot be read, is no MP4, is damaged, or its video is not H.264.
    pub fn open(path: &Path) -> Result<Self, MediaError> {
        let length = std::fs::metadata(path)
            .map_err(MediaError::Unreadable)?
            .len();
        if length > MOST_BYTES {
            return Err(unplayable("it is larger than 512 MB"));
        }
        Self::of(std::fs::read(path).map_err(MediaError::Unreadable)?)
    }

    /// As [`Self::open`], of bytes.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn of(bytes: Vec<u8>) -> Result<Self, MediaError> {
        if !mp4::tables_are_plausible(&bytes) {
            return Err(unplayable(DAMAGED));
        }
        // The parser is made for whole files and stops the thread on some damaged ones.
        let parsed = catch_unwind(AssertUnwindSafe(|| Self::parse(&bytes)));
        let (headers, prefix, samples, duration) = parsed.map_err(|_| unplayable(DAMAGED))??;
        if samples
            .iter()
            .any(|sample| bytes.get(sample.at.clone()).is_none())
        {
            return Err(MediaError::Truncated);
        }
        if !samples.first().is_some_and(|sample| sample.is_key) {
            return Err(unplayable("it does not begin with a whole picture"));
        }
        Ok(Self {
            bytes,
            headers,
            prefix,
            samples,
            duration,
        })
    }

    #[allow(clippy::type_complexity, reason = "handed to the one caller at once")]
    fn parse(bytes: &[u8]) -> Result<(Vec<u8>, usize, Vec<Sample>, Duration), MediaError> {
        let file = re_mp4::Mp4::read_bytes(bytes).map_err(|_| unplayable(DAMAGED))?;
        let is_video = |track: &&re_mp4::Track| track.kind == Some(re_mp4::TrackKind::Video);
        let track = file
            .tracks()
            .values()
            .find(is_video)
            .ok_or_else(|| unplayable("its pictures are not H.264"))?;
        let described = &track.trak(&file).mdia.minf.stbl.stsd.contents;
        let re_mp4::StsdBoxContent::Avc1(description) = described else {
            return Err(unplayable("its pictures are not H.264"));
        };
        let sets = &description.avcc;
        let units = sets.sequence_parameter_sets.iter();
        let mut headers = Vec::new();
        for unit in units.chain(&sets.picture_parameter_sets) {
            headers.extend(START);
            headers.extend(&unit.bytes);
        }
        let scale = track.timescale.max(1) as f64;
        let seconds = |ticks: i64| Duration::from_secs_f64(ticks.max(0) as f64 / scale);
        let samples = track.samples.iter().map(|sample| {
            let end = sample.offset.checked_add(sample.size)?;
            Some(Sample {
                at: usize::try_from(sample.offset).ok()?..usize::try_from(end).ok()?,
                is_key: sample.is_sync,
                shown: seconds(sample.composition_timestamp),
            })
        });
        let samples: Option<Vec<Sample>> = samples.collect();
        let samples = samples.ok_or(MediaError::Truncated)?;
        let last = track.samples.iter().map(|sample| {
            let length = i64::try_from(sample.duration).unwrap_or(0);
            sample.composition_timestamp.saturating_add(length)
        });
        let duration = seconds(last.max().unwrap_or(0));
        Ok((
            headers,
            usize::from(sets.length_size_minus_one & 3) + 1,
            samples,
            duration,
        ))
    }

    /// From the first picture to the end of the last.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// How many pictures it has.
    pub fn count(&self) -> usize {
        self.samples.len()
    }

    /// Decodes from the picture that is shown at `from` on. Pictures are `1 / shrink` of their size each way; `shrink`
    /// is 1, 2 or 4.
    ///
    /// # Errors
    /// [`MediaError::Unplayable`] when no decoder can be had.
    pub fn moments(&self, from: Duration, shrink: usize) -> Result<Moments<'_>, MediaError> {
        let begins = |sample: &Sample| sample.is_key && sample.shown <= from;
        let first = self.samples.iter().rposition(begins).unwrap_or(0);
        let (_, rest) = self.samples.split_at(first);
        let mut shown: Vec<Duration> = rest.iter().map(|sample| sample.shown).collect();
        shown.sort_unstable();
        // The picture that stands at `from` is the last one that is shown at or before it.
        let visible = shown.iter().rposition(|at| *at <= from).unwrap_or(0);
        let config = DecoderConfig::new().flush_after_decode(Flush::NoFlush);
        let mut decoder = Decoder::with_api_config(OpenH264API::from_source(), config)
            .map_err(|error| unplayable(&error.to_string()))?;
        // Parameter sets alone give no picture and, to this decoder, no success either.
        decoder.decode(&self.headers).ok();
        Ok(Moments {
            video: self,
            decoder,
            samples: rest.iter(),
            // Pictures come out in the order of showing, without a time of their own.
            times: shown.into_iter(),
            skip: visible,
            ready: Vec::new().into_iter(),
            shrink,
        })
    }
}

impl std::fmt::Debug for Video {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Video({} pictures)", self.samples.len())
    }
}

/// The pictures of a video from some moment on. Ends after an error.
pub struct Moments<'a> {
    video: &'a Video,
    decoder: Decoder,
    samples: std::slice::Iter<'a, Sample>,
    times: std::vec::IntoIter<Duration>,
    /// Pictures that still come before the first one that is wanted.
    skip: usize,
    /// What the decoder held back until the end.
    ready: std::vec::IntoIter<Option<RgbaPixels>>,
    shrink: usize,
}

impl Moments<'_> {
    /// Feeds the decoder until it gives a picture; `None` at the end.
    fn decode(&mut self) -> Result<Option<Moment>, MediaError> {
        for sample in self.samples.by_ref() {
            let stored = self.video.bytes.get(sample.at.clone()).unwrap_or_default();
            let unit = as_stream(stored, self.video.prefix).ok_or(MediaError::Truncated)?;
            let picture = self
                .decoder
                .decode(&unit)
                .map_err(|_| unplayable(DAMAGED))?;
            let Some(picture) = picture else { continue };
            let Some(at) = self.times.next() else { break };
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            return pixels(&picture, self.shrink).map(|pixels| Some(Moment { at, pixels }));
        }
        self.flushed()
    }

    /// What the decoder held back.
    fn flushed(&mut self) -> Result<Option<Moment>, MediaError> {
        if self.ready.len() == 0 {
            let shrink = self.shrink;
            let held = self
                .decoder
                .flush_remaining()
                .map_err(|_| unplayable(DAMAGED))?;
            let held: Vec<_> = held.iter().map(|yuv| pixels(yuv, shrink).ok()).collect();
            self.ready = held.into_iter();
        }
        for (picture, at) in self.ready.by_ref().zip(self.times.by_ref()) {
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            let damaged = || unplayable(DAMAGED);
            let pixels = picture.ok_or_else(damaged)?;
            return Ok(Some(Moment { at, pixels }));
        }
        Ok(None)
    }
}

impl Iterator for Moments<'_> {
    type Item = Result<Moment, MediaError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.decode().transpose();
        if matches!(next, Some(Err(_))) {
            self.samples = [].iter();
            self.times = Vec::new().into_iter();
        }
        next
    }
}

/// Turns units that each begin with their length into units that each begin with a mark.
fn as_stream(mut stored: &[u8], prefix: usize) -> Option<Vec<u8>> {
    let mut stream = Vec::with_capacity(stored.len() + 16);
    while !stored.is_empty() {
        let (length, rest) = stored.split_at_checked(prefix)?;
        let length = length
            .iter()
            .fold(0usize, |all, byte| (all << 8) | usize::from(*byte));
        let (unit, rest) = rest.split_at_checked(length)?;
        stream.extend(START);
        stream.extend(unit);
        stored = rest;
    }
    Some(stream)
}

fn unplayable(why: &str) -> MediaError {
    MediaError::Unplayable(why.to_owned())
}

/// One decoded picture in RGB, `1 / shrink` of its size: each pixel is the mean of what it covers.
fn pixels(yuv: &impl YUVSource, shrink: usize) -> Result<RgbaPixels, MediaError> {
    let ((full_width, full_height), (ys, us, vs)) = (yuv.dimensions(), yuv.strides());
    let (width, height) = (full_width / shrink, full_height / shrink);
    let incomplete = || unplayable(DAMAGED);
    let coarse = shrink.div_ceil(2);
    let mut bytes = vec![255; width * height * 4];
    let mut luma = vec![0u32; width];
    let mut chroma = [vec![0u32; width], vec![0u32; width]];
    for (y, out) in bytes.chunks_exact_mut(width.max(1) * 4).enumerate() {
        let rows = (y * shrink..(y + 1) * shrink).map(|y| y * ys);
        means(yuv.y(), rows, shrink, &mut luma).ok_or_else(incomplete)?;
        for (plane, (samples, stride)) in chroma.iter_mut().zip([(yuv.u(), us), (yuv.v(), vs)]) {
            let first = y * shrink / 2;
            let rows = (first..first + coarse).map(|y| y * stride);
            if shrink == 1 {
                doubled(samples, first * stride, plane).ok_or_else(incomplete)?;
            } else {
                means(samples, rows, coarse, plane).ok_or_else(incomplete)?;
            }
        }
        let [u, v] = &chroma;
        for (((px, y), u), v) in out.chunks_exact_mut(4).zip(&luma).zip(u).zip(v) {
            let [r, g, b] = rgb(*y, *u, *v);
            px.copy_from_slice(&[r, g, b, 255]);
        }
    }
    Ok(RgbaPixels {
        width: width as u32,
        height: height as u32,
        bytes,
    })
}

/// Means of squares of `side` samples, for one row of them; `rows` are the offsets of the rows that they cover.
fn means(
    samples: &[u8],
    rows: impl Iterator<Item = usize>,
    side: usize,
    out: &mut [u32],
) -> Option<()> {
    out.fill(0);
    for row in rows {
        let row = samples.get(row..row + out.len() * side)?;
        for (sum, part) in out.iter_mut().zip(row.chunks_exact(side)) {
            *sum += part.iter().map(|v| u32::from(*v)).sum::<u32>();
        }
    }
    let count = (side * side) as u32;
    for sum in out {
        *sum = (*sum + count / 2) / count;
    }
    Some(())
}

/// One row of samples, each twice.
fn doubled(samples: &[u8], row: usize, out: &mut [u32]) -> Option<()> {
    let row = samples.get(row..row + out.len() / 2)?;
    for (pair, v) in out.chunks_mut(2).zip(row) {
        pair.fill(u32::from(*v));
    }
    Some(())
}

/// BT.709 in limited range, which is what pictures of this size are in whether they say so or not; 16.16 fixed point.
fn rgb(y: u32, u: u32, v: u32) -> [u8; 3] {
    let (y, u, v) = (76_309 * (y as i32 - 16), u as i32 - 128, v as i32 - 128);
    [117_489 * v, -13_975 * u - 34_925 * v, 138_438 * u]
        .map(|c| ((y + c + 32_768) >> 16).clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_high_definition() {
        assert_eq!(rgb(16, 128, 128), [0, 0, 0]);
        assert_eq!(rgb(235, 128, 128), [255, 255, 255]);
        // Pure red, green and blue of BT.709.
        assert_eq!(rgb(63, 102, 240), [255, 1, 0]);
        assert_eq!(rgb(173, 42, 26), [0, 255, 1]);
        assert_eq!(rgb(32, 240, 118), [1, 0, 255]);
    }

    #[test]
    fn units_with_lengths_become_units_with_marks() {
        assert_eq!(
            as_stream(&[0, 2, 7, 8, 0, 1, 9], 2),
            Some(vec![0, 0, 0, 1, 7, 8, 0, 0, 0, 1, 9])
        );
        assert_eq!(as_stream(&[0, 3, 7, 8], 2), None);
        assert_eq!(as_stream(&[0], 2), None);
    }

    #[test]
    fn garbage_is_an_error_and_never_a_panic() {
        assert!(Video::of(Vec::new()).is_err());
        assert!(Video::of(b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42".to_vec()).is_err());
    }
}
