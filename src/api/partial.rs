//! Whether what a server sends is the file from its beginning, its rest, or something that must not be put together with
//! what is there: pure judgement of heads of answers (RFC 9110, sections 13 to 15).

use reqwest::header::{
    CONTENT_LENGTH, CONTENT_RANGE, DATE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED,
};

/// Which state of a file a server sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// A strong `ETag`, or `Last-Modified`, as it came.
    pub validator: String,
    /// Bytes of the whole file, if the server said so.
    pub total: Option<u64>,
}

impl Version {
    /// As it is kept: the length or `*`, a space, the validator.
    pub fn to_text(&self) -> String {
        let total = self
            .total
            .map_or_else(|| "*".to_owned(), |total| total.to_string());
        format!("{total} {}", self.validator)
    }

    /// Reads what [`Version::to_text`] wrote.
    pub fn of_text(text: &str) -> Option<Self> {
        let (total, validator) = text.split_once(' ')?;
        let total = match total {
            "*" => None,
            number => Some(number.parse().ok()?),
        };
        (!validator.is_empty()).then(|| Self {
            validator: validator.to_owned(),
            total,
        })
    }
}

/// What is there of a file already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// Bytes, more than 0.
    pub offset: u64,
    /// Of which state of the file they are.
    pub version: Version,
}

/// What an answer is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Its body begins at this byte of the file, which is so long in all.
    Body { start: u64, total: Option<u64> },
    /// There is nothing to be added.
    AlreadyWhole,
    /// It does not fit to what is there: ask for the whole file.
    StartOver,
    /// It is no file.
    NoFile,
}

/// Judges the head of an answer to a request for the rest after `asked`, or for the whole file.
pub(super) fn judge(status: u16, headers: &HeaderMap, asked: Option<&Resume>) -> Judged {
    let length = number(headers, CONTENT_LENGTH);
    match (status, asked) {
        (200, _) => Judged::Body {
            start: 0,
            total: length,
        },
        (206, Some(asked)) if fits(headers, length, asked) => Judged::Body {
            start: asked.offset,
            total: range_of(headers)
                .and_then(|range| range.total)
                .or(asked.version.total),
        },
        (416, Some(asked)) => {
            let total = range_of(headers).and_then(|range| range.total);
            let told = asked.version.total;
            if total == Some(asked.offset) && told.is_none_or(|told| told == asked.offset) {
                Judged::AlreadyWhole
            } else {
                Judged::StartOver
            }
        }
        (206, Some(_)) => Judged::StartOver,
        _ => Judged::NoFile,
    }
}

/// Whether a part is exactly the rest of the same state of the file.
fn fits(headers: &HeaderMap, length: Option<u64>, asked: &Resume) -> bool {
    let Some(ContentRange {
        bytes: Some((first, last)),
        total,
    }) = range_of(headers)
    else {
        return false;
    };
    let count = last.checked_sub(first).and_then(|it| it.checked_add(1));
    let is_to_the_end = total.is_none_or(|total| last.checked_add(1) == Some(total));
    let is_as_long = match (total, asked.version.total) {
        (Some(total), Some(told)) => total == told,
        (None, Some(told)) => last.checked_add(1) == Some(told),
        (_, None) => true,
    };
    // A server that does not understand `If-Range` still says of what it sends a part.
    let is_same = match text(headers, ETAG) {
        Some(etag) if asked.version.validator.starts_with('"') => etag == asked.version.validator,
        _ => true,
    };
    first == asked.offset
        && count.is_some()
        && length.is_none_or(|length| count == Some(length))
        && is_to_the_end
        && is_as_long
        && is_same
}

/// What a broken download may be taken up with, if the server offers anything that is good for it.
pub(super) fn version(headers: &HeaderMap, total: Option<u64>) -> Option<Version> {
    let etag = text(headers, ETAG).filter(|etag| etag.starts_with('"'));
    let validator = etag.or_else(|| {
        // A date is good for it only if the file cannot have changed within the same second.
        let (changed, sent) = (text(headers, LAST_MODIFIED)?, text(headers, DATE)?);
        (seconds(sent)? > seconds(changed)?).then_some(changed)
    })?;
    Some(Version {
        validator: validator.to_owned(),
        total,
    })
}

fn seconds(date: &str) -> Option<i64> {
    let date = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(date.timestamp().as_second())
}

/// A `Content-Range`: first and last byte, and the length of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ContentRange {
    bytes: Option<(u64, u64)>,
    total: Option<u64>,
}

fn range_of(headers: &HeaderMap) -> Option<ContentRange> {
    content_range(text(headers, CONTENT_RANGE)?)
}

fn content_range(header: &str) -> Option<ContentRange> {
    let (range, total) = header.trim().strip_prefix("bytes ")?.split_once('/')?;
    let total = match total.trim() {
        "*" => None,
        number => Some(number.parse().ok()?),
    };
    let bytes = match range.trim() {
        "*" => None,
        range => {
            let (first, last) = range.split_once('-')?;
            Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
        }
    };
    Some(ContentRange { bytes, total })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn number(headers: &HeaderMap, name: HeaderName) -> Option<u64> {
    text(headers, name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    fn resume() -> Resume {
        Resume {
            offset: 100,
            version: Version {
                validator: "\"a\"".into(),
                total: Some(300),
            },
        }
    }

    #[test]
    fn only_the_exact_rest_of_the_same_file_is_put_to_what_is_there() {
        let rest = Judged::Body {
            start: 100,
            total: Some(300),
        };
        let range = "content-range";
        type Case<'a> = (&'a str, u16, &'a [(&'static str, &'a str)], Judged);
        let cases: &[Case<'_>] = &[
            (
                "the rest",
                206,
                &[(range, "bytes 100-299/300")],
                rest.clone(),
            ),
            (
                "with its length",
                206,
                &[(range, "bytes 100-299/300"), ("content-length", "200")],
                rest.clone(),
            ),
            (
                "of the same tag",
                206,
                &[(range, "bytes 100-299/300"), ("etag", "\"a\"")],
                rest.clone(),
            ),
            ("length not told", 206, &[(range, "bytes 100-299/*")], rest),
            (
                "of another tag",
                206,
                &[(range, "bytes 100-299/300"), ("etag", "\"b\"")],
                Judged::StartOver,
            ),
            (
                "of a longer file",
                206,
                &[(range, "bytes 100-300/301")],
                Judged::StartOver,
            ),
            (
                "from another byte",
                206,
                &[(range, "bytes 99-299/300")],
                Judged::StartOver,
            ),
            (
                "not to the end",
                206,
                &[(range, "bytes 100-200/300")],
                Judged::StartOver,
            ),
            (
                "another length",
                206,
                &[(range, "bytes 100-299/300"), ("content-length", "199")],
                Judged::StartOver,
            ),
            (
                "several parts",
                206,
                &[("content-type", "multipart/byteranges")],
                Judged::StartOver,
            ),
            (
                "nonsense",
                206,
                &[(range, "bytes 299-100/300")],
                Judged::StartOver,
            ),
            (
                "the whole",
                200,
                &[("content-length", "300")],
                Judged::Body {
                    start: 0,
                    total: Some(300),
                },
            ),
            (
                "shorter now",
                416,
                &[(range, "bytes */90")],
                Judged::StartOver,
            ),
            ("no length", 416, &[], Judged::StartOver),
            ("a refusal", 403, &[], Judged::NoFile),
        ];
        for (name, status, lines, expected) in cases {
            assert_eq!(
                judge(*status, &head(lines), Some(&resume())),
                *expected,
                "{name}"
            );
        }
        let whole = Resume {
            offset: 300,
            ..resume()
        };
        let head_416 = head(&[(range, "bytes */300")]);
        assert_eq!(judge(416, &head_416, Some(&whole)), Judged::AlreadyWhole);
        // A part that nobody asked for is no file.
        let part = head(&[(range, "bytes 0-9/300")]);
        assert_eq!(judge(206, &part, None), Judged::NoFile);
        assert_eq!(judge(416, &head_416, None), Judged::NoFile);
    }

    #[test]
    fn only_what_surely_tells_two_states_apart_is_kept() {
        let day = "Tue, 03 Feb 2026 09:15:00 GMT";
        let next = "Tue, 03 Feb 2026 09:15:01 GMT";
        let validator = |lines: &[(&'static str, &str)]| {
            version(&head(lines), None).map(|version| version.validator)
        };
        assert_eq!(validator(&[("etag", "\"x\"")]).as_deref(), Some("\"x\""));
        assert_eq!(validator(&[("etag", "W/\"x\"")]), None);
        let dated = [("etag", "W/\"x\""), ("last-modified", day), ("date", next)];
        assert_eq!(validator(&dated).as_deref(), Some(day));
        assert_eq!(validator(&[("last-modified", day), ("date", day)]), None);
        assert_eq!(validator(&[("last-modified", day)]), None);
        assert_eq!(validator(&[]), None);
    }

    #[test]
    fn a_version_is_kept_as_text() {
        for total in [Some(3), None] {
            let version = Version {
                validator: "\"a b\"".into(),
                total,
            };
            assert_eq!(Version::of_text(&version.to_text()), Some(version));
        }
        for text in ["", "3", "3 ", "x \"a\""] {
            assert_eq!(Version::of_text(text), None, "{text}");
        }
    }
}
