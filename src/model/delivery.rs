//! Deliveries and intents: the life of a paid request.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::report::{Report, ReportKind};

use super::ad::{Ad, AssetState};
use super::brief::Brief;
use super::cost::Credits;
use super::fate::Undecided;
use super::ids::{AccountId, DeliveryId, IdempotencyKey, IntentId, RequestId};
use super::spend::Override;

/// Whether a failure says that the person wanted no more of it.
pub fn is_cancelled(failure: &Report) -> bool {
    failure.kind == ReportKind::Cancelled
}

/// Whether a failure says only that the delivery was not found.
pub fn is_not_known(failure: &Report) -> bool {
    failure.kind == ReportKind::NotKnown
}

/// A failure as the library holds it. Older libraries tell these two by their sentences alone.
#[must_use]
pub fn of_older(mut failure: Report) -> Report {
    let kind = match failure.summary.as_str() {
        "The service does not know this delivery under this key and address." => {
            ReportKind::NotKnown
        }
        "This delivery was cancelled before anything was finished." => ReportKind::Cancelled,
        _ => failure.kind,
    };
    if failure.kind == ReportKind::Failed {
        failure.kind = kind;
    }
    failure
}

/// Where a delivery stands at the service (contract A.2, seed).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum DeliveryStatus {
    /// Accepted, no worker yet.
    Queued,
    /// Copy is being written.
    Processing,
    /// Stills, and for full also films, are being rendered.
    Rendering,
    /// Every ad has its files.
    Completed,
    /// Given up; credits are refunded.
    Failed,
    /// A word that this version does not know; not terminal.
    Other(String),
}

impl DeliveryStatus {
    /// The word of the contract.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Rendering => "rendering",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Other(word) => word,
        }
    }

    /// Whether the service will not change it any more.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

impl From<String> for DeliveryStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "queued" => Self::Queued,
            "processing" => Self::Processing,
            "rendering" => Self::Rendering,
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            _ => Self::Other(word),
        }
    }
}

impl From<DeliveryStatus> for String {
    fn from(status: DeliveryStatus) -> Self {
        status.as_str().to_owned()
    }
}

/// A paid request written down before it is sent: account, key and exact bytes. Committed before the first attempt,
/// reused unchanged by every further one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Ours.
    pub id: IntentId,
    /// Who pays.
    pub account: AccountId,
    /// The address it is sent to, for good: nowhere else is its key known. `None` for the studio, whose port changes
    /// while its store stays.
    pub endpoint: Option<String>,
    /// Sent with every attempt.
    pub key: IdempotencyKey,
    /// The exact request body.
    pub body: Vec<u8>,
    /// The brief that the body says.
    pub brief: Brief,
    /// Where its files shall go.
    pub folder: PathBuf,
    /// When it was written down; the key's 24 h count from here.
    pub created_at: Timestamp,
    /// Attempts to send it, each counted before it was made.
    pub sends: u32,
    /// When the last attempt was about to be made.
    pub last_sent_at: Option<Timestamp>,
    /// One of the attempts may have been accepted, and paid.
    pub in_doubt: bool,
    /// Why it is not sent again by itself, where that outlasts a run.
    pub decision: Option<Undecided>,
    /// The limits of spending that somebody let it go over, and how.
    pub over: Option<Override>,
    /// What became of it.
    pub state: IntentState,
}

/// What became of an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentState {
    /// Written down; sent never, once or more often; no final answer yet.
    Open,
    /// Accepted as this delivery.
    Accepted(DeliveryId),
    /// Refused for good; nothing was charged.
    Refused(Report),
    /// The person let it go.
    Dismissed,
}

/// A delivery as the library remembers it: the only memory of its id, as the service has no list call.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The service's.
    pub id: DeliveryId,
    /// Who paid.
    pub account: AccountId,
    /// The intent it came from; `None` when it was adopted by id.
    pub intent: Option<IntentId>,
    /// The brief; `None` when it was adopted by id.
    pub brief: Option<Brief>,
    /// The brand's name at the time of sending, for file names; empty if unknown.
    pub brand_name: String,
    /// For support.
    pub request_id: Option<RequestId>,
    /// Where it stands at the service.
    pub status: DeliveryStatus,
    /// Debited at acceptance.
    pub credits_charged: Option<Credits>,
    /// Stills (and films) that are expected in all; `None` when adopted.
    pub expected_files: Option<u32>,
    /// A human review page, if the service has one.
    pub viewer_url: Option<String>,
    /// Where its files go.
    pub folder: PathBuf,
    /// When it was accepted (or adopted).
    pub created_at: Timestamp,
    /// When it was last looked at.
    pub looked_at: Option<Timestamp>,
    /// When the service was first seen to be done with it.
    pub finished_at: Option<Timestamp>,
    /// Its ads so far.
    pub ads: Vec<Ad>,
}

/// How a delivery stands for a person: the service's state and our own files in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The service still works on it.
    Making,
    /// The service is done; files are on their way.
    Fetching,
    /// Every file is whole on disk.
    Done,
    /// The service is done; some files could not be fetched.
    Incomplete,
    /// The service gave up.
    Failed,
}

/// Files, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileCount {
    /// Whole on disk.
    pub done: usize,
    /// Offered by the service.
    pub offered: usize,
    /// Promised by the service; 0 when nobody knows.
    pub expected: usize,
}

impl FileCount {
    /// As many as there will be, as far as is known.
    pub fn total(&self) -> usize {
        self.offered.max(self.expected)
    }
}

/// Counts by place: a second file for the same place stands for no file that is missing. `true` where a place is on
/// disk.
fn count<'a>(ads: impl Iterator<Item = &'a Ad>, expected: usize) -> FileCount {
    let mut places: HashMap<_, bool> = HashMap::new();
    for ad in ads {
        // Who knows which place an unknown shape is for.
        let unknown = ad.orientation.size().is_none().then_some(&ad.id);
        for asset in &ad.assets {
            let place = (ad.version, ad.index, &ad.orientation, asset.kind, unknown);
            let is_on_disk = matches!(asset.state, AssetState::OnDisk(_));
            *places.entry(place).or_default() |= is_on_disk;
        }
    }
    FileCount {
        done: places.values().filter(|is_on_disk| **is_on_disk).count(),
        offered: places.len(),
        expected,
    }
}

impl Delivery {
    /// One that was just accepted or adopted: queued, and nothing else is known of it.
    pub fn new(id: DeliveryId, account: AccountId, folder: PathBuf, created_at: Timestamp) -> Self {
        Self {
            id,
            account,
            intent: None,
            brief: None,
            brand_name: String::new(),
            request_id: None,
            status: DeliveryStatus::Queued,
            credits_charged: None,
            expected_files: None,
            viewer_url: None,
            folder,
            created_at,
            looked_at: None,
            finished_at: None,
            ads: Vec::new(),
        }
    }

    /// How it stands for a person.
    pub fn stage(&self) -> Stage {
        match self.status {
            DeliveryStatus::Failed => Stage::Failed,
            DeliveryStatus::Completed => {
                let states = || {
                    self.ads
                        .iter()
                        .flat_map(|ad| &ad.assets)
                        .map(|asset| &asset.state)
                };
                if states().any(|state| matches!(state, AssetState::Waiting)) {
                    Stage::Fetching
                } else if states().any(|state| matches!(state, AssetState::Failed(_))) {
                    Stage::Incomplete
                } else {
                    Stage::Done
                }
            }
            _ => Stage::Making,
        }
    }

    /// The folder that its files lie in, as deep as holds all of them; the chosen one while none is on disk there.
    pub fn own_folder(&self) -> &Path {
        let assets = self.ads.iter().flat_map(|ad| &ad.assets);
        let files = assets.filter_map(|asset| match &asset.state {
            AssetState::OnDisk(file) if file.path.starts_with(&self.folder) => Some(&*file.path),
            _ => None,
        });
        let folders = files.filter_map(Path::parent);
        let common = folders.reduce(|one, other| {
            let mut shared = one.ancestors();
            let holds_both = shared.find(|folder| other.starts_with(folder));
            holds_both.unwrap_or(&self.folder)
        });
        common.unwrap_or(&self.folder)
    }

    /// The ads that were ordered, without the versions that a person made of them.
    pub fn ordered(&self) -> impl Iterator<Item = &Ad> {
        self.ads.iter().filter(|ad| ad.version <= 1)
    }

    /// The files that were ordered. Versions neither stand for a file that is missing nor count as ordered.
    pub fn ordered_files(&self) -> FileCount {
        let expected = self.expected_files.map_or(0, |files| files as usize);
        count(self.ordered(), expected)
    }

    /// The files of the versions that a person made.
    pub fn revised_files(&self) -> FileCount {
        count(self.ads.iter().filter(|ad| ad.version > 1), 0)
    }

    /// Files that are whole on disk, those of versions among them.
    pub fn files_on_disk(&self) -> usize {
        self.ads
            .iter()
            .flat_map(|ad| &ad.assets)
            .filter(|asset| matches!(asset.state, AssetState::OnDisk(_)))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ad::MediaKind;
    use crate::model::trial;

    #[test]
    fn only_a_plain_failure_takes_its_kind_from_the_sentence_of_an_older_library() {
        let sentence = "This delivery was cancelled before anything was finished.";
        assert!(is_cancelled(&of_older(Report::failed(sentence, ""))));
        for report in [
            Report::failed("The service could not make these ads.", ""),
            Report::new(ReportKind::Invalid, sentence, ""),
            Report::new(ReportKind::NotKnown, "In other words.", ""),
        ] {
            assert_eq!(of_older(report.clone()), report);
        }
    }

    #[test]
    fn the_own_folder_is_the_deepest_that_holds_every_file() {
        let of = |files: &[&str]| {
            let file = |path: &&str| (MediaKind::Still, trial::on_disk(path));
            let ad = trial::ad(1, 1, files.iter().map(file).collect());
            trial::delivery(vec![ad]).own_folder().to_owned()
        };
        for (files, wanted) in [
            (&[][..], "/ads"),
            (&["/ads/mirelune/d/1.png"], "/ads/mirelune/d"),
            (
                &["/ads/mirelune/d/1.png", "/ads/mirelune/d/2.png"],
                "/ads/mirelune/d",
            ),
            (
                &["/ads/mirelune/d/a/1.png", "/ads/mirelune/d/b/2.png"],
                "/ads/mirelune/d",
            ),
            (&["/ads/1.png"], "/ads"),
            // A file that was left behind elsewhere leads nowhere near.
            (&["/old/1.png", "/ads/d/2.png"], "/ads/d"),
        ] {
            assert_eq!(of(files), Path::new(wanted), "{files:?}");
        }
    }

    #[test]
    fn an_unknown_status_survives_and_is_not_final() {
        let status: DeliveryStatus = serde_json::from_str("\"polishing\"").unwrap();
        assert!(!status.is_terminal());
        assert_eq!(serde_json::to_string(&status).unwrap(), "\"polishing\"");
    }
}
