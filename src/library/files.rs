//! Files on disk, in three steps, so that a crash between any two leaves neither a duplicate nor a doubt: *planned* (its
//! name is ours), *promised* (length and hash of what is about to be renamed), *recorded* (whole under its name).

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Row, params};

use crate::model::ad::{AssetState, FileOnDisk, MediaKind};
use crate::model::ids::{AdId, DeliveryId};

use super::error::LibraryError;
use super::{Library, row};

/// What identifies a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileKey {
    /// The delivery it belongs to.
    pub delivery: DeliveryId,
    /// The ad it belongs to.
    pub ad: AdId,
    /// Still or video.
    pub kind: MediaKind,
}

/// How far the writing of a file had come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its final name.
    pub path: PathBuf,
    /// What was about to be renamed to it, if it came that far.
    pub promise: Option<FileOnDisk>,
}

impl Library {
    /// How far the writing of a file has come, if it was begun.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn plan(&self, file: &FileKey) -> Result<Option<Plan>, LibraryError> {
        self.connection
            .query_row(
                "SELECT * FROM files WHERE delivery = ?1 AND ad = ?2 AND kind = ?3 AND path IS NOT NULL",
                [file.delivery.as_str(), file.ad.as_str(), file.kind.as_str()],
                |row| {
                    Ok(Plan {
                        path: row::path(row, "path")?,
                        promise: on_disk(row)?,
                    })
                },
            )
            .optional()
            .map_err(|error| self.fail(error))
    }

    /// Takes a name for a file; `false` when another file of the library has it.
    ///
    /// # Errors
    /// When it is not written.
    pub fn plan_file(&mut self, file: &FileKey, path: &Path) -> Result<bool, LibraryError> {
        let path = row::path_text(path)?;
        let taken: bool = self
            .connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM files WHERE path = ?1 AND NOT (delivery = ?2 AND ad = ?3 AND kind = ?4))",
                [path, file.delivery.as_str(), file.ad.as_str(), file.kind.as_str()],
                |row| row.get(0),
            )
            .map_err(|error| self.fail(error))?;
        if taken {
            return Ok(false);
        }
        self.change(
            "UPDATE files SET state = 'waiting', reason = NULL, path = ?4, bytes = NULL, sha256 = NULL
             WHERE delivery = ?1 AND ad = ?2 AND kind = ?3",
            params![
                file.delivery.as_str(),
                file.ad.as_str(),
                file.kind.as_str(),
                path
            ],
        )?;
        Ok(true)
    }

    /// Notes what is about to be renamed to its final name.
    ///
    /// # Errors
    /// When it is not written; then it must not be renamed.
    pub fn promise_file(&mut self, file: &FileKey, whole: &FileOnDisk) -> Result<(), LibraryError> {
        self.set_file(file, whole, "waiting")
    }

    /// Notes that a file is whole under its final name.
    ///
    /// # Errors
    /// When it is not written.
    pub fn record_file(&mut self, file: &FileKey, whole: &FileOnDisk) -> Result<(), LibraryError> {
        self.set_file(file, whole, "on_disk")
    }

    /// Notes that a file is given up for now. The name that was taken for it is free again.
    ///
    /// # Errors
    /// When it is not written.
    pub fn fail_file(&mut self, file: &FileKey, reason: &str) -> Result<(), LibraryError> {
        self.change(
            "UPDATE files SET state = 'failed', reason = ?4, path = NULL, bytes = NULL, sha256 = NULL
             WHERE delivery = ?1 AND ad = ?2 AND kind = ?3",
            params![
                file.delivery.as_str(),
                file.ad.as_str(),
                file.kind.as_str(),
                reason
            ],
        )
    }

    /// Forgets where a file was, so that it is fetched anew.
    ///
    /// # Errors
    /// When it is not written.
    pub fn forget_file(&mut self, file: &FileKey) -> Result<(), LibraryError> {
        self.change(
            "UPDATE files SET state = 'waiting', reason = NULL, path = NULL, bytes = NULL, sha256 = NULL
             WHERE delivery = ?1 AND ad = ?2 AND kind = ?3",
            params![file.delivery.as_str(), file.ad.as_str(), file.kind.as_str()],
        )
    }

    fn set_file(
        &mut self,
        file: &FileKey,
        whole: &FileOnDisk,
        state: &str,
    ) -> Result<(), LibraryError> {
        let path = row::path_text(&whole.path)?;
        let bytes = i64::try_from(whole.bytes).unwrap_or(i64::MAX);
        self.change(
            "UPDATE files SET state = ?4, reason = NULL, path = ?5, bytes = ?6, sha256 = ?7, width = ?8, height = ?9
             WHERE delivery = ?1 AND ad = ?2 AND kind = ?3",
            params![
                file.delivery.as_str(),
                file.ad.as_str(),
                file.kind.as_str(),
                state,
                path,
                bytes,
                whole.sha256,
                whole.width,
                whole.height
            ],
        )
    }
}

/// How far a file has come, as it is shown.
pub(super) fn state(row: &Row<'_>) -> rusqlite::Result<AssetState> {
    let word: String = row.get("state")?;
    Ok(match (word.as_str(), on_disk(row)?) {
        ("on_disk", Some(file)) => AssetState::OnDisk(file),
        ("failed", _) => AssetState::Failed(
            row.get::<_, Option<String>>("reason")?
                .unwrap_or_else(|| "The file could not be fetched. Fetch it again.".into()),
        ),
        _ => AssetState::Waiting,
    })
}

fn on_disk(row: &Row<'_>) -> rusqlite::Result<Option<FileOnDisk>> {
    let (Some(path), Some(bytes), Some(sha256)) = (
        row.get::<_, Option<String>>("path")?,
        row.get::<_, Option<i64>>("bytes")?,
        row.get::<_, Option<String>>("sha256")?,
    ) else {
        return Ok(None);
    };
    Ok(Some(FileOnDisk {
        path: PathBuf::from(path),
        bytes: u64::try_from(bytes).unwrap_or_default(),
        sha256,
        width: row.get::<_, Option<u32>>("width")?.unwrap_or_default(),
        height: row.get::<_, Option<u32>>("height")?.unwrap_or_default(),
    }))
}
