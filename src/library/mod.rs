//! The person's library: one SQLite file that remembers every paid request before it is sent, every delivery, every ad
//! and every file. The services have no list call, so what is not here is lost.
//!
//! Names `rusqlite` (with `studio::store` the only one that may). Every call blocks, so it is made from one thread of
//! its own and never from an async worker. Must not hold a key, do network or decide anything about money: it keeps what
//! it is told, whole or not at all.

mod contents;
mod deliveries;
mod error;
mod files;
mod intents;
mod ledger;
mod log;
mod recents;
mod row;
mod schema;
mod watches;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::disk::Lock;

pub use contents::{Contents, StoredDelivery};
pub use error::LibraryError;
pub use files::{FileKey, Plan, Progress, Recorded};
pub use intents::Written;
pub use ledger::Books;
pub use log::RequestLog;
pub use recents::{Recent, RecentKind};
pub use schema::VERSION;
pub use watches::StoredWatch;

/// What every SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// An open library. It is this process's alone for as long as the value lives.
#[derive(Debug)]
pub struct Library {
    connection: Connection,
    path: PathBuf,
    _lock: Lock,
}

impl Library {
    /// Opens the library at `path`, or makes an empty one. Nothing that is there is ever deleted.
    ///
    /// # Errors
    /// When another program has it open, when the file is no library, is damaged or of a newer version, or when the
    /// folder cannot be written.
    pub fn open(path: &Path) -> Result<Self, LibraryError> {
        let lock = match Lock::take(&path.with_extension("lock")) {
            Ok(Some(lock)) => lock,
            Ok(None) => return Err(LibraryError::InUse(path.to_owned())),
            Err(error) => return Err(LibraryError::Disk(path.to_owned(), error)),
        };
        refuse_what_is_no_database(path)?;
        let fail = |error| LibraryError::sql(path, error);
        let mut connection = Connection::open(path).map_err(fail)?;
        prepare(&connection).map_err(fail)?;
        schema::migrate(&mut connection, path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A value that was put under this name, if it is there and can be read.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, LibraryError> {
        let text: Option<String> = self
            .connection
            .query_row(
                "SELECT value FROM settings WHERE name = ?1",
                [name],
                |row| row.get(0),
            )
            .optional()
            .map_err(|error| self.fail(error))?;
        Ok(text.and_then(|text| {
            serde_json::from_str(&text)
                .inspect_err(|error| tracing::warn!(name, "a kept value cannot be read: {error}"))
                .ok()
        }))
    }

    /// Keeps a value under a name, in place of an earlier one.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn put<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), LibraryError> {
        let text = row::json(value)?;
        self.connection
            .execute(
                "INSERT INTO settings (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![name, text],
            )
            .map_err(|error| self.fail(error))?;
        Ok(())
    }

    /// Names an error after this library.
    fn fail(&self, error: rusqlite::Error) -> LibraryError {
        LibraryError::sql(&self.path, error)
    }
}

/// Names of values kept with [`Library::put`].
pub mod names {
    /// [`crate::model::settings::Settings`].
    pub const SETTINGS: &str = "settings";
    /// [`crate::model::draft::BriefDraft`].
    pub const DRAFT: &str = "draft";
    /// Kits ([`crate::model::kit::Kit`]) as they were typed and could not be saved.
    pub const UNSAVED_KITS: &str = "unsaved-kits";
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // A paid request must survive a power cut, so every commit reaches the disk.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// SQLite itself would only say so at the first query, and would turn an empty file into a database.
fn refuse_what_is_no_database(path: &Path) -> Result<(), LibraryError> {
    let mut head = Vec::new();
    match File::open(path) {
        Ok(file) => file
            .take(MAGIC.len() as u64)
            .read_to_end(&mut head)
            .map_err(|error| LibraryError::Disk(path.to_owned(), error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(LibraryError::Disk(path.to_owned(), error)),
    };
    if head.is_empty() || head == MAGIC {
        Ok(())
    } else {
        Err(LibraryError::NotALibrary(path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::model::delivery::{Intent, IntentState};
    use crate::model::draft::BriefDraft;
    use crate::model::ids::{AccountId, IdempotencyKey, IntentId};

    #[test]
    fn an_intent_that_does_not_fit_on_the_disk_is_not_written_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = Library::open(&folder.path().join("library.sqlite")).unwrap();
        // SQLite's own way to have a full disk.
        library
            .connection
            .pragma_update(None, "max_page_count", 1)
            .unwrap();
        let intent = Intent {
            id: IntentId::fresh(),
            account: AccountId::new("studio"),
            endpoint: None,
            key: IdempotencyKey::fresh(),
            body: vec![b' '; 100_000],
            brief: BriefDraft::default().check().unwrap(),
            folder: folder.path().to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            sends: 0,
            last_sent_at: None,
            in_doubt: false,
            decision: None,
            over: None,
            state: IntentState::Open,
        };
        let error = library.write_intent(&intent).unwrap_err();
        assert!(matches!(error, LibraryError::Full(_)), "{error:?}");
        assert!(error.report().hint.contains("Free some space"));
        assert!(library.load().unwrap().intents.is_empty());
    }
}
