//! One attempt of a request and what came back, as it is kept for a person and for support.
//!
//! Holds only what was cleaned where it was written down (`api::trace`): never a key, never the signature of an address.

use std::sync::Arc;

use serde::Serialize;

use crate::base::clock::Timestamp;

use super::ids::{DeliveryId, IdempotencyKey};

/// Stands in place of what is hidden.
pub const HIDDEN: &str = "••••";

/// Most attempts of one delivery that are shown, the newest.
pub const MOST_READ: usize = 2000;

/// What a request was about. A paid one is known by its key until the service has named the delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The idempotency key that it bore, or that its delivery was asked for with.
    pub key: Option<IdempotencyKey>,
    /// The delivery.
    pub delivery: Option<DeliveryId>,
}

impl Subject {
    /// Whether both are about the same.
    pub fn meets(&self, other: &Self) -> bool {
        let same = |a: &Option<_>, b: &Option<_>| a.is_some() && a == b;
        let key = self.key.is_some() && self.key == other.key;
        key || same(&self.delivery, &other.delivery)
    }

    /// Whether it is about nothing.
    pub fn is_empty(&self) -> bool {
        self.key.is_none() && self.delivery.is_none()
    }
}

/// A body as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Body {
    /// Its text, cleaned and perhaps cut.
    pub text: Arc<str>,
    /// Bytes that went over the wire.
    pub bytes: u64,
    /// Nothing in it was hidden, and nothing is missing.
    pub is_exact: bool,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// What it was about.
    pub about: Subject,
    /// Which attempt of one call, from 1.
    pub attempt: u32,
    /// `GET`, `POST`.
    pub method: String,
    /// Where it went; values of its query are hidden.
    pub url: String,
    /// The headers that were set for it, in lower case.
    pub sent_headers: Vec<(String, String)>,
    /// What was sent.
    pub sent: Option<Body>,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in milliseconds. Of a file: until its first byte.
    pub took_ms: u64,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// The answer's headers, in lower case.
    pub headers: Vec<(String, String)>,
    /// The answer's body; none is kept of a file.
    pub answer: Option<Body>,
    /// Why it counts as failed, in the program's words.
    pub fault: Option<String>,
}

impl Exchange {
    /// Whether it carried the account's key. Files are fetched without.
    pub fn had_key(&self) -> bool {
        self.sent_headers
            .iter()
            .any(|(name, _)| name == "authorization")
    }

    /// The path of its address, without host and query.
    pub fn path(&self) -> &str {
        let rest = self.url.split_once("://").map_or("", |(_, rest)| rest);
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        path.split(['?', '#']).next().unwrap_or(path)
    }
}

/// An attempt in its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// Grows with time.
    pub id: i64,
    /// How many attempts, of anything, were not written down right before it because there were too many at once.
    pub lost_before: u64,
    /// The attempt.
    #[serde(flatten)]
    pub exchange: Exchange,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_meet_by_key_or_by_delivery_and_nothing_meets_nothing() {
        let of = |key: Option<&str>, delivery: Option<&str>| Subject {
            key: key.map(IdempotencyKey::new),
            delivery: delivery.map(DeliveryId::new),
        };
        let both = of(Some("k"), Some("d"));
        assert!(both.meets(&of(Some("k"), None)));
        assert!(both.meets(&of(None, Some("d"))));
        assert!(!both.meets(&of(Some("d"), Some("k"))));
        assert!(!Subject::default().meets(&Subject::default()));
    }
}
