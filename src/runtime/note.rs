//! What the tasks tell the orchestrator, and what they share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};

use crate::api::Http;
use crate::base::clock::Clock;
use crate::base::report::Report;
use crate::base::trial::Disk;
use crate::library::FileKey;
use crate::model::ad::FileOnDisk;
use crate::model::cadence;
use crate::model::catalog::{Balance, Brand, StyleMatch};
use crate::model::cost::Credits;
use crate::model::delivery::{Delivery, Intent};
use crate::model::fate::Undecided;
use crate::model::ids::{AccountId, DeliveryId, IntentId};
use crate::model::ledger::Booked;
use crate::secrets::KeyFound;
use crate::wire::dessert::DeliveryAnswer;

use super::brands::KitNote;
use super::clients::Clients;
use super::finish::Finished;
use super::keeper::Keeper;
use super::keys::KeptKey;
use super::lanes::Lanes;
use super::ledger::MoneyNote;
use super::log::LogNote;
use super::revise::ReviseNote;
use super::verify::Found;

/// News of a task. What it tells of is already in the library where it must be.
#[derive(Debug)]
pub(super) enum Note {
    /// An intent is committed.
    Written { intent: Box<Intent>, reins: Reins },
    /// An intent is not committed; nothing was sent.
    NotWritten { intent: IntentId, report: Report },
    /// An attempt begins.
    Attempt { intent: IntentId, number: u32 },
    /// Sending goes on after a pause.
    SendTrouble {
        intent: IntentId,
        report: Report,
        wait: Option<Duration>,
    },
    /// It is not sent again by itself, and why: the person decides.
    Undecided { intent: IntentId, report: Report },
    /// It was accepted as a delivery that cannot be kept beside another one; that is in the library.
    Clash {
        intent: IntentId,
        why: Box<Undecided>,
        charge: Option<Booked>,
    },
    /// The person let it go, and no attempt is under way any more.
    LetGo(IntentId),
    /// Refused for good.
    Refused { intent: IntentId, report: Report },
    /// Accepted, and in the library.
    Accepted {
        intent: IntentId,
        delivery: Box<Delivery>,
        balance: Option<Credits>,
    },
    /// A look at a delivery.
    Looked {
        delivery: DeliveryId,
        look: Look,
        turn: Turn,
    },
    /// A file is on disk, or given up for now.
    Fetched {
        file: FileKey,
        outcome: Result<FileOnDisk, String>,
    },
    /// Whether there is room for the files of a delivery; why not, if there is none.
    Room {
        delivery: DeliveryId,
        refusal: Option<String>,
    },
    /// Files of a delivery lie on the disk otherwise than they were recorded.
    Found { delivery: DeliveryId, found: Found },
    /// These files are no longer what they were when they were recorded.
    Checked {
        delivery: DeliveryId,
        gone: Vec<FileKey>,
    },
    /// The brand's name was waited for long enough.
    Unhold(DeliveryId),
    /// The last step of a delivery is done.
    Sealed {
        delivery: DeliveryId,
        trouble: Option<Report>,
    },
    /// Where a key is.
    Key {
        account: AccountId,
        found: Result<KeyFound, Report>,
    },
    /// A key was to be kept.
    KeyKept {
        account: AccountId,
        outcome: Result<KeptKey, Report>,
    },
    /// A key was to be forgotten.
    KeyGone {
        account: AccountId,
        outcome: Result<(), Report>,
    },
    /// Credits and prices.
    Balance {
        account: AccountId,
        outcome: Result<Balance, Report>,
    },
    /// Brands.
    Brands {
        account: AccountId,
        outcome: Result<Vec<Brand>, Report>,
    },
    /// The brands of an account were asked for because one of them is watched.
    WatchAgain(AccountId),
    /// What a style search found.
    Styles {
        query: String,
        outcome: Result<Vec<StyleMatch>, Report>,
    },
    /// Something about money.
    Money(MoneyNote),
    /// Something about the log of requests.
    Log(LogNote),
    /// Something about brand kits.
    Kit(KitNote),
    /// Something about the server that writes copy.
    Copy(super::copywriting::CopyNote),
    /// Something about versions of ads.
    Revise(ReviseNote),
    /// The studio's catalogue, or one of its moving pictures.
    Catalogue(super::styles::News),
    /// Names of animation prompts that an account knows.
    Prompts {
        account: AccountId,
        names: Vec<String>,
    },
    /// The service did not end a delivery early.
    NotCancelled(Report),
    /// A file was shown, or a page was not opened.
    Shown(Result<Option<std::path::PathBuf>, Report>),
}

/// What a look at a delivery brought.
#[derive(Debug)]
pub(super) enum Look {
    /// The service's answer.
    Answer(Box<DeliveryAnswer>),
    /// The service does not know it.
    Unknown(Report),
    /// No answer.
    Trouble(Report),
}

/// Who looked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    /// It was due.
    Follow,
    /// Somebody who needed a fresh address.
    Aside,
}

/// What every task has.
#[derive(Clone)]
pub(super) struct Ctx {
    pub clock: Clock,
    pub keeper: Keeper,
    /// Whatever is written, but for the library, goes through it.
    pub disk: Disk,
    pub clients: Clients,
    pub http: Http,
    pub notes: mpsc::Sender<Note>,
    /// Files being fetched at the same time.
    pub lanes: Lanes,
    /// Files that wait for their names.
    pub finished: mpsc::Sender<Finished>,
    pub poll_every: Option<Duration>,
}

impl Ctx {
    /// How long to pause after a failure: as long as the service asked for, and never less than `least`.
    pub fn wait_after(&self, report: &Report, least: Duration) -> Duration {
        let now = self.clock.now();
        let asked = report.until().map(|until| until.duration_since(now));
        let asked = asked.and_then(|left| Duration::try_from(left).ok());
        asked.unwrap_or(Duration::ZERO).max(least)
    }

    /// The pause after the `round`th failure in a row (from 1).
    pub fn pause(&self, round: u32) -> Duration {
        cadence::pause(self.poll_every, round, fastrand::f64())
    }

    /// Tells the orchestrator. When it is gone nobody needs to know.
    pub async fn tell(&self, note: Note) {
        self.notes.send(note).await.ok();
    }
}

/// Lets the orchestrator hurry a task on, or tell it to end at the next pause.
#[derive(Clone, Debug, Default)]
pub(super) struct Reins(Arc<(Notify, AtomicBool)>);

impl Reins {
    /// Ends the pause that the task is in, or its next one.
    pub fn hurry(&self) {
        self.0.0.notify_one();
    }

    /// The task ends instead of trying again. What it has begun it finishes: it may be paid for already.
    pub fn let_go(&self) {
        self.0.1.store(true, Ordering::SeqCst);
        self.0.0.notify_one();
    }

    /// Whether the task shall end.
    pub fn is_let_go(&self) -> bool {
        self.0.1.load(Ordering::SeqCst)
    }

    /// Waits, unless hurried.
    pub async fn pause(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.0.0.notified() => {}
        }
    }
}
