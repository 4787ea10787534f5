//! What a person is told when something went wrong: one shape for the window and the command line.

use serde::{Deserialize, Serialize};

/// One failure in a person's words. Layers keep typed errors; they become a report once, at the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What happened, as one plain sentence.
    pub summary: String,
    /// What to do next, as one plain sentence.
    pub hint: String,
    /// The class of the failure; decides the exit code and which button the window offers.
    pub kind: ReportKind,
    /// For the curious and for support: codes, request ids, paths. Never a key.
    pub details: String,
}

/// What kind of failure a [`Report`] tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// The service or a file failed.
    Failed,
    /// The request itself is wrong and would be refused again unchanged.
    Invalid,
    /// The key is missing, malformed, revoked or may not do this.
    NotAuthorised,
    /// Too few credits.
    NotEnoughCredits,
    /// Still running when the time was up.
    TimedOut,
    /// The service does not know the delivery under this key and address. It may be running, and paid, all the same.
    NotKnown,
    /// The person ended it before anything was finished.
    Cancelled,
    /// Nothing of it was accepted, and it is too late to send it of its own accord.
    NotSent,
}

impl Report {
    /// A report without details.
    pub fn new(kind: ReportKind, summary: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            hint: hint.into(),
            kind,
            details: String::new(),
        }
    }

    /// A plain failure of a service or a file.
    pub fn failed(summary: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(ReportKind::Failed, summary, hint)
    }

    /// Adds what support would ask for.
    #[must_use]
    pub fn with_details(mut self, details: impl Into<String>) -> Self {
        self.details = details.into();
        self
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.summary, self.hint)
    }
}
