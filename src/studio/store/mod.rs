//! The studio's memory: deliveries, ads, idempotency keys, the play ledger and the brand kits, in one SQLite file.
//!
//! Everything that a 202 promises is committed in one transaction before the answer leaves. Must not know HTTP, and
//! must not decide what an ad looks like.

mod accept;
mod cancel;
mod kits;
mod ledger;
mod outbox;
mod pictures;
mod progress;
mod read;
mod revisions;
mod schema;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::base::clock::{Clock, Timestamp};

pub use accept::{Acceptance, KEPT_FOR, NewDelivery, Replay};
pub use cancel::{Cancelled, kept_price};
pub use kits::{KitRow, Put};
pub use ledger::{Entry, EntryKind, Funds, Purse};
pub use outbox::{Attempted, Call, CallRecord, CallState};
pub use progress::{AdToMake, Pending};
pub use read::{AdRecord, DeliveryRecord, MediaState};
pub use revisions::{
    ConceptRecord, Keeping, NewRevision, RevisionAd, RevisionFile, RevisionRecord,
};

/// The store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite says no.
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What was written does not read back.
    #[error("the store holds what it should not: {0}")]
    Damaged(String),
    /// The file was written by a newer version of the program.
    #[error(
        "the store was written by a newer version of Parfait (format {found}, this one reads up to {known})"
    )]
    TooNew {
        /// Its number.
        found: u32,
        /// Ours.
        known: u32,
    },
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// The open store. Calls block for the length of a disk write: from async code, go through `spawn_blocking`.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
    clock: Clock,
    funds: Funds,
}

impl Store {
    /// Opens the file, makes it if it is new, brings it up to date, and gives the start bonus to a new one.
    ///
    /// # Errors
    /// When SQLite cannot open it or a newer program wrote it.
    pub fn open(path: &Path, clock: Clock, funds: Funds) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A promise of money outlives a power cut, not only a crash.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        schema::migrate(&mut connection)?;
        let store = Self {
            connection: Mutex::new(connection),
            clock,
            funds,
        };
        store.give_start_bonus()?;
        Ok(store)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere has rolled its transaction back; the connection itself is sound.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// Runs one writing transaction, committed only if `work` says `Ok`.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}
