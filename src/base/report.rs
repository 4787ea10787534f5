//! What a person is told when something went wrong: one shape for the window and the command line.

use serde::{Deserialize, Serialize};

use super::clock::Timestamp;

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    more: Option<Box<More>>,
}

/// What few reports have; kept apart so that a report stays small enough to be returned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct More {
    remedy: Option<Remedy>,
    request_id: Option<String>,
    doc_url: Option<String>,
    until: Option<Timestamp>,
}

/// What a person can do about a failure. Plain data: whoever shows it knows what it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Buy credits.
    TopUp,
    /// Enter the account's key.
    EnterKey,
    /// Check the account's address.
    CheckAddress,
    /// Choose a brand, or another one.
    PickBrand,
    /// Change this field of the brief, by its name in the request.
    FixField(String),
    /// Change the brief; which part, only the service's own words say.
    EditBrief,
    /// Wait until the brand is read in, then send a new request.
    WatchBrand,
    /// Wait, until [`Report::until()`] where that is known; it goes on by itself.
    Wait,
    /// The same request under the same key: never paid twice.
    RetryNow,
    /// The same brief as a new request, which costs.
    RunAgain,
    /// Ask the service once more how it stands.
    LookAgain,
    /// Fetch the missing files.
    FetchAgain,
    /// Free space on the disk.
    FreeSpace,
    /// Choose another folder.
    ChooseFolder,
    /// Write to the service's support.
    CopyForSupport,
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
            more: None,
        }
    }

    /// A plain failure of a service or a file.
    pub fn failed(summary: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(ReportKind::Failed, summary, hint)
    }

    /// The one thing that helps, if one thing does: a button rather than words.
    pub fn remedy(&self) -> Option<&Remedy> {
        self.more.as_ref()?.remedy.as_ref()
    }

    /// What the service's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.more.as_ref()?.request_id.as_deref()
    }

    /// The service's own page about it, over HTTPS.
    pub fn doc_url(&self) -> Option<&str> {
        self.more.as_ref()?.doc_url.as_deref()
    }

    /// The service is not to be asked again before this.
    pub fn until(&self) -> Option<Timestamp> {
        self.more.as_ref()?.until
    }

    /// Adds the one thing that helps.
    #[must_use]
    pub fn with_remedy(self, remedy: impl Into<Option<Remedy>>) -> Self {
        let remedy = remedy.into();
        self.with(remedy.is_some(), |more| more.remedy = remedy)
    }

    /// Adds what the service's support asks for.
    #[must_use]
    pub fn with_request_id(self, id: Option<String>) -> Self {
        self.with(id.is_some(), |more| more.request_id = id)
    }

    /// Adds the service's own page about it.
    #[must_use]
    pub fn with_doc_url(self, url: Option<String>) -> Self {
        self.with(url.is_some(), |more| more.doc_url = url)
    }

    /// Adds when the service may be asked again.
    #[must_use]
    pub fn with_until(self, until: Option<Timestamp>) -> Self {
        self.with(until.is_some(), |more| more.until = until)
    }

    fn with(mut self, is_some: bool, change: impl FnOnce(&mut More)) -> Self {
        if is_some {
            change(self.more.get_or_insert_default());
        }
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_an_older_library_is_read_and_a_new_one_comes_back_whole() {
        let old = r#"{"summary":"No.","hint":"Do.","kind":"failed","details":""}"#;
        let read: Report = serde_json::from_str(old).unwrap();
        assert_eq!(read, Report::failed("No.", "Do."));
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
        let new = read
            .with_remedy(Remedy::FixField("count".into()))
            .with_until(Some(Timestamp::UNIX_EPOCH));
        let text = serde_json::to_string(&new).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), new);
    }
}
