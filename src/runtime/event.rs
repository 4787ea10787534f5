//! What the runtime tells once, as it happens. What lasts is in the [`super::view::View`].

use std::path::PathBuf;

use crate::base::report::Report;
use crate::model::ids::{AccountId, DeliveryId, IntentId};

use super::brands::KitEvent;
use super::revise::ReviseEvent;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The intent is committed to the library; from here on nothing is lost.
    WrittenDown(IntentId),
    /// The service accepted the work.
    Accepted {
        /// Which intent.
        intent: IntentId,
        /// The service's id for it.
        delivery: DeliveryId,
    },
    /// The intent could not be written down, or the service refused it for good. Nothing was charged.
    Refused {
        /// Which intent.
        intent: IntentId,
        /// Why, and what to do.
        report: Report,
    },
    /// Every file of a delivery is whole on disk, or is given up for now.
    Finished {
        /// Which delivery.
        delivery: DeliveryId,
        /// Files on disk.
        files: usize,
        /// Files that failed.
        failed: usize,
    },
    /// The service gave the delivery up.
    DeliveryFailed {
        /// Which delivery.
        delivery: DeliveryId,
        /// Why, and what to do.
        report: Report,
    },
    /// A key was kept.
    KeyKept {
        /// Whose.
        account: AccountId,
        /// Why only for this run, if there is no keychain.
        only_this_run: Option<String>,
        /// Why the service could not be asked about it yet.
        unchecked: Option<Report>,
        /// Other accounts that have the very same key.
        same_as: Vec<AccountId>,
    },
    /// A key was forgotten.
    KeyGone(AccountId),
    /// The brand of this refused request is ready now; nothing was sent.
    BrandReady(IntentId),
    /// Something about brand kits.
    Kit(KitEvent),
    /// Something about versions of ads.
    Revise(ReviseEvent),
    /// A command could not be carried out.
    Trouble(Report),
    /// A file or folder was shown.
    Revealed(PathBuf),
    /// The runtime has stopped; nothing follows.
    Stopped,
}
