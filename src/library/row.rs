//! Between Rust values and columns. What was written by us is read strictly, what came from a service leniently.

use std::path::{Path, PathBuf};

use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::clock::Timestamp;

use super::error::LibraryError;

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, LibraryError> {
    serde_json::to_string(value).map_err(|error| LibraryError::Unstorable(error.to_string()))
}

/// A path as text, or the refusal of one that is none.
pub(super) fn path_text(path: &Path) -> Result<&str, LibraryError> {
    path.to_str()
        .ok_or_else(|| LibraryError::Unstorable(format!("the folder {}", path.display())))
}

pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Ok(moment(row.get(column)?))
}

pub(super) fn opt_time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(moment))
}

fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

pub(super) fn path(row: &Row<'_>, column: &str) -> rusqlite::Result<PathBuf> {
    Ok(PathBuf::from(row.get::<_, String>(column)?))
}

pub(super) fn id<T>(
    row: &Row<'_>,
    column: &str,
    make: impl FnOnce(String) -> T,
) -> rusqlite::Result<T> {
    Ok(make(row.get(column)?))
}

pub(super) fn opt_id<T>(
    row: &Row<'_>,
    column: &str,
    make: impl FnOnce(String) -> T,
) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<String>>(column)?.map(make))
}

/// A JSON column; `None` when it is empty or of a kind that this version does not know.
pub(super) fn opt_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|text| {
        serde_json::from_str(&text)
            .inspect_err(|error| tracing::warn!(column, "a kept value cannot be read: {error}"))
            .ok()
    }))
}
