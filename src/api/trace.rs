//! What is told of each attempt to whoever keeps the log: cleaned here, before anybody else sees it.
//!
//! Headers pass by a list of those that are harmless; bodies and addresses lose keys, signatures and the paths of
//! webhooks, and are cut. Must not wait: a [`Recorder`] takes an attempt or lets it go.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use tokio::time::Instant;
use url::Url;

use crate::base::secret::Secret;
use crate::model::exchange::{Body, Exchange, HIDDEN, Subject};
use crate::model::ids::DeliveryId;

use super::error::Fault;
use super::exchange::Request;
use super::http::Http;
use super::redact;
use super::retry::Method;

/// Keeps attempts. Called from async workers, so it must never block.
pub trait Recorder: Send + Sync + std::fmt::Debug {
    /// Keeps one attempt, or lets it go.
    fn record(&self, exchange: Exchange);
}

/// Whom an [`Http`] tells, and what its files are about.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    pub recorder: Option<Arc<dyn Recorder>>,
    pub about: Option<DeliveryId>,
}

/// Most of a body that is kept, in bytes.
const MOST: usize = 256 * 1024;
/// So much more is cleaned and then cut away, so that half a key at the edge goes too.
const EDGE: usize = 1024;

/// Headers of answers whose values are kept.
const HARMLESS: [&str; 19] = [
    "accept-ranges",
    "age",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "expires",
    "idempotent-replayed",
    "last-modified",
    "location",
    "retry-after",
    "server",
    "transfer-encoding",
    "vary",
    "via",
    "x-request-id",
];

/// One attempt while it is under way. Told of when it ends, and also when nobody waits for it any more.
pub(super) struct Tape(Option<Box<Recording>>);

struct Recording {
    recorder: Arc<dyn Recorder>,
    secret: Option<Secret>,
    started: Instant,
    exchange: Exchange,
}

impl Http {
    /// Begins to record an attempt of a call, if anybody keeps it.
    pub(super) fn tape(&self, request: &Request<'_>, attempt: u32) -> Tape {
        let about = Subject {
            key: request.key.cloned(),
            delivery: request.about.clone(),
        };
        let secret = Some(request.secret.clone());
        self.begin(about, secret, || {
            let secret = request.secret.expose();
            let mut headers = vec![("authorization".to_owned(), format!("Bearer {HIDDEN}"))];
            if let Some(key) = request.key {
                headers.push(("idempotency-key".to_owned(), key.as_str().to_owned()));
            }
            if request.body.is_some() {
                headers.push(("content-type".to_owned(), "application/json".to_owned()));
            }
            let body = request.body.as_ref();
            Exchange {
                attempt,
                method: name(request.method).to_owned(),
                url: redact::kept(request.url.as_str(), Some(secret)),
                sent_headers: headers,
                sent: body.map(|bytes: &Bytes| kept(bytes, Some(secret))),
                ..self.nothing_yet()
            }
        })
    }

    /// Begins to record the request for a file. `headers` are those that were set for it.
    pub(super) fn tape_of_file(&self, url: &Url, headers: &[(&str, &str)]) -> Tape {
        let about = Subject {
            key: None,
            delivery: self.trace().about.clone(),
        };
        self.begin(about, None, || Exchange {
            attempt: 1,
            method: "GET".to_owned(),
            url: redact::kept(url.as_str(), None),
            sent_headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..self.nothing_yet()
        })
    }

    fn begin(
        &self,
        about: Subject,
        secret: Option<Secret>,
        make: impl FnOnce() -> Exchange,
    ) -> Tape {
        let recorder = self.trace().recorder.as_ref();
        let Some(recorder) = recorder.filter(|_| !about.is_empty()) else {
            return Tape(None);
        };
        Tape(Some(Box::new(Recording {
            recorder: Arc::clone(recorder),
            secret,
            started: Instant::now(),
            exchange: Exchange { about, ..make() },
        })))
    }

    fn nothing_yet(&self) -> Exchange {
        Exchange {
            about: Subject::default(),
            attempt: 1,
            method: String::new(),
            url: String::new(),
            sent_headers: Vec::new(),
            sent: None,
            started_at: self.clock().now(),
            took_ms: 0,
            status: None,
            headers: Vec::new(),
            answer: None,
            fault: Some("Nobody waited for the answer any more.".to_owned()),
        }
    }
}

impl Tape {
    /// The head of the answer is here.
    pub(super) fn head(&mut self, status: u16, headers: &HeaderMap) {
        if let Some(it) = &mut self.0 {
            it.exchange.status = Some(status);
            let secret = it.secret.as_ref().map(Secret::expose);
            it.exchange.headers = harmless(headers, secret);
        }
    }

    /// Its body is here.
    pub(super) fn body(&mut self, bytes: &[u8]) {
        if let Some(it) = &mut self.0 {
            let secret = it.secret.as_ref().map(Secret::expose);
            it.exchange.answer = Some(kept(bytes, secret));
        }
    }

    /// The attempt has ended, well or with this fault.
    pub(super) fn end(mut self, fault: Option<&Fault>) {
        if let Some(it) = &mut self.0 {
            let secret = it.secret.as_ref().map(Secret::expose);
            it.exchange.fault = fault.map(|fault| redact::kept(&fault.to_string(), secret));
        }
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        if let Some(mut it) = self.0.take() {
            let took = it.started.elapsed().as_millis();
            it.exchange.took_ms = u64::try_from(took).unwrap_or(u64::MAX);
            it.recorder.record(it.exchange);
        }
    }
}

fn name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    }
}

fn harmless(headers: &HeaderMap, secret: Option<&str>) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = value.to_str().ok().filter(|_| {
                let name = name.as_str();
                HARMLESS.binary_search(&name).is_ok()
            });
            let value = value.map_or_else(|| HIDDEN.to_owned(), |it| redact::kept(it, secret));
            (name.as_str().to_owned(), value)
        })
        .collect()
}

/// A body without keys and signatures, and not too long.
fn kept(bytes: &[u8], secret: Option<&str>) -> Body {
    let is_long = bytes.len() > MOST;
    let head = bytes.get(..MOST + EDGE).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head);
    let mut clean = redact::kept(&text, secret);
    let is_exact = !is_long && clean == text;
    if is_long {
        let end = MOST.min(clean.len().saturating_sub(EDGE));
        let end = (0..=end).rev().find(|at| clean.is_char_boundary(*at));
        clean.truncate(end.unwrap_or(0));
    }
    Body {
        text: clean.into(),
        bytes: bytes.len() as u64,
        is_exact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    #[test]
    fn the_list_of_harmless_headers_is_in_the_order_that_it_is_searched_in() {
        assert!(HARMLESS.is_sorted());
    }

    #[test]
    fn of_other_headers_only_the_name_is_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-request-id", "req_7"),
            ("set-cookie", "session=abc"),
            ("x-amz-security-token", "abc"),
            ("location", "https://files.example/a.png?sig=abc"),
            ("retry-after", "30"),
        ] {
            let name = HeaderName::from_static(name);
            headers.insert(name, HeaderValue::from_static(value));
        }
        let kept = harmless(&headers, None);
        let of = |name: &str| {
            let found = kept.iter().find(|(it, _)| it == name);
            found.map(|(_, value)| value.as_str()).unwrap()
        };
        assert_eq!(of("x-request-id"), "req_7");
        assert_eq!(of("set-cookie"), HIDDEN);
        assert_eq!(of("x-amz-security-token"), HIDDEN);
        assert_eq!(of("location"), "https://files.example/a.png?sig=••••");
        assert_eq!(of("retry-after"), "30");
    }

    #[test]
    fn a_body_is_kept_to_the_byte_unless_something_in_it_is_hidden_or_it_is_too_long() {
        let exact = kept(br#"{"count":3}"#, Some("hunter22"));
        assert!(exact.is_exact);
        assert_eq!(&*exact.text, r#"{"count":3}"#);
        let hidden = kept(br#"{"key":"hunter22"}"#, Some("hunter22"));
        assert!(!hidden.is_exact);
        assert_eq!(&*hidden.text, r#"{"key":"••••"}"#);
    }

    #[test]
    fn no_half_of_a_key_is_left_where_a_body_is_cut() {
        let secret = "a-key-without-any-known-beginning-0123456789";
        for before in (MOST - 60)..(MOST + 10) {
            let body = format!("{}{secret}{}", "x".repeat(before), "y".repeat(2 * EDGE));
            let kept = kept(body.as_bytes(), Some(secret));
            assert!(kept.text.len() <= MOST && !kept.is_exact);
            assert!(!kept.text.contains("a-key"), "{before}");
        }
        // Where much is hidden before it, the edge is not where it was.
        let urls = "https://files.example/a?sig=0123456789012345678901234567890123456789 ";
        let mut body = urls.repeat(2 * MOST / urls.len());
        body.replace_range(MOST + EDGE - 20..MOST + EDGE - 20, secret);
        let kept = kept(body.as_bytes(), Some(secret));
        assert!(!kept.text.contains("a-key"), "half a key");
    }
}
