//! Which part of a file a request asks for: `Range: bytes=…`, one range only, as players send it. Pure.

use std::ops::Range;

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Everything: nothing was asked for, or something that we may ignore.
    Whole,
    /// These bytes.
    Of(Range<u64>),
    /// The range lies beyond the file's end.
    Beyond,
}

/// Reads the header of a request for a file of that length.
pub fn part(header: Option<&str>, length: u64) -> Part {
    let Some((first, last)) = header
        .and_then(|text| text.trim().strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return Part::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let number = |text: &str| text.parse::<u64>().ok();
    let span = match (first.is_empty(), last.is_empty()) {
        // The last so many bytes.
        (true, false) => match number(last) {
            Some(0) => return Part::Beyond,
            Some(count) => length.saturating_sub(count)..length,
            None => return Part::Whole,
        },
        (false, true) => match number(first) {
            Some(from) => from..length,
            None => return Part::Whole,
        },
        (false, false) => match (number(first), number(last)) {
            (Some(from), Some(to)) if from <= to => from..to.saturating_add(1).min(length),
            _ => return Part::Whole,
        },
        (true, true) => return Part::Whole,
    };
    if span.start >= length {
        Part::Beyond
    } else {
        Part::Of(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_has_it() {
        for (header, wanted) in [
            (None, Part::Whole),
            (Some("bytes=0-"), Part::Of(0..1000)),
            (Some("bytes=0-0"), Part::Of(0..1)),
            (Some("bytes=10-19"), Part::Of(10..20)),
            (Some("bytes=990-5000"), Part::Of(990..1000)),
            (Some("bytes=-5"), Part::Of(995..1000)),
            (Some("bytes=-5000"), Part::Of(0..1000)),
            (Some("bytes=-0"), Part::Beyond),
            (Some("bytes=1000-"), Part::Beyond),
            (Some("bytes=20-10"), Part::Whole),
            (Some("bytes=0-1,5-9"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("bytes=a-b"), Part::Whole),
            (Some("lines=0-5"), Part::Whole),
            (Some(""), Part::Whole),
        ] {
            assert_eq!(part(header, 1000), wanted, "{header:?}");
        }
    }
}
