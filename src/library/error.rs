//! What can go wrong with the library, and how a person is told.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::base::disk;
use crate::base::report::Report;
use crate::model::fate::{Undecided, Why};
use crate::model::ids::{AccountId, DeliveryId};

/// A library call that failed. Whatever was to be written is then not there at all.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// Another process has it open.
    #[error("{} is in use", .0.display())]
    InUse(PathBuf),
    /// The file is something else.
    #[error("{} is not a library", .0.display())]
    NotALibrary(PathBuf),
    /// Written by a newer Parfait.
    #[error("{} is of version {found}, newer than {known}", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// SQLite found damage.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// The disk is full.
    #[error("no space for {}", .0.display())]
    Full(PathBuf),
    /// The file or its folder cannot be read or written.
    #[error("{path}: {1}", path = .0.display())]
    Disk(PathBuf, #[source] io::Error),
    /// Anything else that SQLite says.
    #[error("{}: {error}", path.display())]
    Sql {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// A value that cannot be kept, such as a folder whose name is no Unicode text.
    #[error("cannot be kept: {0}")]
    Unstorable(String),
    /// A service calls new work by an id that is another's here.
    #[error("delivery {delivery} is here already, of the account {whose}")]
    Clash {
        /// The id.
        delivery: DeliveryId,
        /// Who has it here.
        whose: AccountId,
    },
    /// The library was closed; the program is ending.
    #[error("the library is closed")]
    Closed,
}

impl LibraryError {
    /// The same failure once more, for another of those whom it befell.
    pub fn for_another(&self) -> Self {
        match self {
            Self::Full(path) => Self::Full(path.clone()),
            Self::Disk(path, error) => Self::Disk(
                path.clone(),
                io::Error::new(error.kind(), error.to_string()),
            ),
            Self::Damaged { path, what } => Self::Damaged {
                path: path.clone(),
                what: what.clone(),
            },
            Self::Sql { path, error } => {
                Self::Disk(path.clone(), io::Error::other(error.to_string()))
            }
            other => Self::Unstorable(other.to_string()),
        }
    }

    pub(super) fn sql(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::NotADatabase) => Self::NotALibrary(path),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged {
                path,
                what: error.to_string(),
            },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::Disk(path, io::Error::from(io::ErrorKind::PermissionDenied))
            }
            _ => Self::Sql { path, error },
        }
    }

    /// What happened and what to do, for a person.
    pub fn report(&self) -> Report {
        let (summary, hint) = match self {
            Self::InUse(path) => (
                format!("Parfait is already open with the library {}.", path.display()),
                "Close it, or use another --data-dir.".to_owned(),
            ),
            Self::NotALibrary(path) => (
                format!("{} is not a Parfait library.", path.display()),
                "Move that file aside and start again, or use another --data-dir. Nothing was changed."
                    .to_owned(),
            ),
            Self::Newer { path, .. } => (
                format!("The library {} was made by a newer Parfait.", path.display()),
                "Install the newer Parfait, or use another --data-dir. Nothing was changed.".to_owned(),
            ),
            Self::Damaged { path, .. } => (
                format!("The library {} is damaged.", path.display()),
                "Put back a copy of it, or move it aside and start with an empty one. Nothing was deleted; \
                 your finished ads are not in it."
                    .to_owned(),
            ),
            Self::Full(path) => disk::explain(&io::Error::from(io::ErrorKind::StorageFull), path),
            Self::Disk(path, error) => disk::explain(error, path),
            Self::Sql { path, .. } => (
                format!("The library {} could not be used.", path.display()),
                "Try again; if it stays so, start Parfait anew. Nothing was sent.".to_owned(),
            ),
            Self::Unstorable(what) => (
                format!("Parfait cannot keep {what}."),
                "Choose a folder whose name is plain text.".to_owned(),
            ),
            Self::Clash { delivery, .. } => {
                let report = Undecided::new(Why::Clash(delivery.clone())).report;
                return report.with_details(self.to_string());
            }
            Self::Closed => (
                "Parfait is closing.".to_owned(),
                "Start it again; everything that was written down goes on.".to_owned(),
            ),
        };
        Report::failed(summary, hint).with_details(self.to_string())
    }
}
