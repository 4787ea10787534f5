//! Files on disk, in three steps, so that a crash between any two leaves neither a duplicate nor a doubt: *planned* (its
//! name is ours), *promised* (length and hash of what is about to be renamed), *recorded* (whole under its name).

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Row, ToSql, params};

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
    /// How much of it surely lies in its `.part` file, if it was broken off.
    pub progress: Option<Progress>,
}

/// What a file that was broken off is taken up with. While a file is on its way this lies in `files.validator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the `.part` file that have reached the disk.
    pub bytes: u64,
    /// Which state of the file they are of, in the words of whoever fetches.
    pub version: String,
}

impl FileKey {
    /// The values of its columns.
    fn key(&self) -> [&str; 3] {
        [self.delivery.as_str(), self.ad.as_str(), self.kind.as_str()]
    }
}

impl Progress {
    fn to_text(&self) -> String {
        format!("{} {}", self.bytes, self.version)
    }

    fn of_text(text: &str) -> Option<Self> {
        let (bytes, version) = text.split_once(' ')?;
        Some(Self {
            bytes: bytes.parse().ok()?,
            version: version.to_owned(),
        })
    }
}

/// A file as it was recorded, to be compared with what lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Which.
    pub key: FileKey,
    /// What was recorded.
    pub file: FileOnDisk,
    /// When it was last written, in milliseconds since the Unix epoch, as the disk said then. Once a file is recorded
    /// this lies in `files.validator`; libraries of before do not have it.
    pub touched: Option<i64>,
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
                file.key(),
                |row| {
                    Ok(Plan {
                        path: row::path(row, "path")?,
                        promise: on_disk(row)?,
                        progress: row
                            .get::<_, Option<String>>("validator")?
                            .and_then(|text| Progress::of_text(&text)),
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
        self.change_file(
            file,
            "state = 'waiting', reason = NULL, path = ?4, bytes = NULL, sha256 = NULL, validator = NULL",
            &[&path],
        )?;
        Ok(true)
    }

    /// Notes what is about to be renamed to its final name.
    ///
    /// # Errors
    /// When it is not written; then it must not be renamed.
    pub fn promise_file(&mut self, file: &FileKey, whole: &FileOnDisk) -> Result<(), LibraryError> {
        self.set_file(file, whole, "waiting", None)
    }

    /// Notes how much of a file has reached the disk in its `.part` file.
    ///
    /// # Errors
    /// When it is not written; then it is fetched from its beginning after a crash.
    pub fn note_progress(
        &mut self,
        file: &FileKey,
        progress: &Progress,
    ) -> Result<(), LibraryError> {
        self.change_file(
            file,
            "validator = iif(path IS NULL, validator, ?4)",
            &[&progress.to_text()],
        )
    }

    /// Notes that a file is whole under its final name; `touched` as in [`Recorded`].
    ///
    /// # Errors
    /// When it is not written.
    pub fn record_file(
        &mut self,
        file: &FileKey,
        whole: &FileOnDisk,
        touched: Option<i64>,
    ) -> Result<(), LibraryError> {
        self.set_file(file, whole, "on_disk", touched)
    }

    /// Notes that a file is given up for now, with its name and what there is of it kept for later.
    ///
    /// # Errors
    /// When it is not written.
    pub fn pause_file(&mut self, file: &FileKey, reason: &str) -> Result<(), LibraryError> {
        self.change_file(
            file,
            "state = 'failed', reason = ?4, bytes = NULL, sha256 = NULL",
            &[&reason],
        )
    }

    /// Notes that a file is given up for now, because the library failed: its name, what was promised under it and what
    /// there is of it are kept, for it may lie whole on the disk.
    ///
    /// # Errors
    /// When it is not written.
    pub fn leave_file(&mut self, file: &FileKey, reason: &str) -> Result<(), LibraryError> {
        self.change_file(file, "state = 'failed', reason = ?4", &[&reason])
    }

    /// Every file that was recorded as whole, those of the newest delivery first.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn recorded(&self) -> Result<Vec<Recorded>, LibraryError> {
        let read = || -> rusqlite::Result<Vec<Recorded>> {
            let mut statement = self.connection.prepare(
                "SELECT files.* FROM files JOIN deliveries ON deliveries.id = files.delivery
                 WHERE files.state = 'on_disk' ORDER BY deliveries.created_at DESC, files.path",
            )?;
            let rows = statement.query_map([], |row| {
                let kind: String = row.get("kind")?;
                let key = FileKey {
                    delivery: DeliveryId::new(row.get::<_, String>("delivery")?),
                    ad: AdId::new(row.get::<_, String>("ad")?),
                    kind: if kind == MediaKind::Video.as_str() {
                        MediaKind::Video
                    } else {
                        MediaKind::Still
                    },
                };
                let touched = row.get::<_, Option<String>>("validator")?;
                Ok(on_disk(row)?.map(|file| Recorded {
                    key,
                    file,
                    touched: touched.and_then(|text| text.parse().ok()),
                }))
            })?;
            rows.filter_map(Result::transpose).collect()
        };
        read().map_err(|error| self.fail(error))
    }

    /// How long a still and a video are on average, as far as any were recorded.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn usual_sizes(&self) -> Result<(Option<u64>, Option<u64>), LibraryError> {
        let of = |kind: MediaKind| -> Result<Option<u64>, LibraryError> {
            let mean: Option<f64> = self
                .connection
                .query_row(
                    "SELECT avg(bytes) FROM files WHERE state = 'on_disk' AND kind = ?1",
                    [kind.as_str()],
                    |row| row.get(0),
                )
                .map_err(|error| self.fail(error))?;
            Ok(mean.map(|mean| mean as u64))
        };
        Ok((of(MediaKind::Still)?, of(MediaKind::Video)?))
    }

    /// What is done from now on is written at once by [`Library::commit`], or not at all. Only for calls about files:
    /// what concerns money is committed for itself.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub fn begin(&mut self) -> Result<(), LibraryError> {
        self.connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|error| self.fail(error))
    }

    /// Writes what was done since [`Library::begin`].
    ///
    /// # Errors
    /// When nothing of it was written.
    pub fn commit(&mut self) -> Result<(), LibraryError> {
        let done = self
            .connection
            .execute_batch("COMMIT")
            .map_err(|error| self.fail(error));
        if done.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").ok();
        }
        done
    }

    /// Notes that a file is given up for now. The name that was taken for it is free again.
    ///
    /// # Errors
    /// When it is not written.
    pub fn fail_file(&mut self, file: &FileKey, reason: &str) -> Result<(), LibraryError> {
        self.change_file(
            file,
            "state = 'failed', reason = ?4, path = NULL, bytes = NULL, sha256 = NULL, validator = NULL",
            &[&reason],
        )
    }

    /// Forgets where a file was, so that it is fetched anew.
    ///
    /// # Errors
    /// When it is not written.
    pub fn forget_file(&mut self, file: &FileKey) -> Result<(), LibraryError> {
        self.change_file(
            file,
            "state = 'waiting', reason = NULL, path = NULL, bytes = NULL, sha256 = NULL, validator = NULL",
            &[],
        )
    }

    /// Sets columns of a file; its values are `?4` and on.
    fn change_file(
        &mut self,
        file: &FileKey,
        columns: &str,
        values: &[&dyn ToSql],
    ) -> Result<(), LibraryError> {
        let sql =
            format!("UPDATE files SET {columns} WHERE delivery = ?1 AND ad = ?2 AND kind = ?3");
        let key = file.key();
        let mut all: Vec<&dyn ToSql> = key.iter().map(|part| part as &dyn ToSql).collect();
        all.extend(values);
        self.change(&sql, &all)
    }

    fn set_file(
        &mut self,
        file: &FileKey,
        whole: &FileOnDisk,
        state: &str,
        touched: Option<i64>,
    ) -> Result<(), LibraryError> {
        let path = row::path_text(&whole.path)?;
        let bytes = i64::try_from(whole.bytes).unwrap_or(i64::MAX);
        self.change_file(
            file,
            "state = ?4, reason = NULL, path = ?5, bytes = ?6, sha256 = ?7, width = ?8, height = ?9, validator = ?10",
            params![
                state,
                path,
                bytes,
                whole.sha256,
                whole.width,
                whole.height,
                touched.map(|time| time.to_string())
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
