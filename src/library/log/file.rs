//! The file of the log: attempts, and their bodies, equal ones once. What is old or too much is deleted, and a damaged
//! file is put aside.
//!
//! Must not know who writes or on which thread.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::base::clock::Timestamp;
use crate::library::error::LibraryError;
use crate::library::row::{json, time};
use crate::model::exchange::{Body, Exchange, LogEntry, MOST_READ, Subject};
use crate::model::ids::{DeliveryId, IdempotencyKey};

/// Between two looks at the size of the file it may grow by one part of its limit in so many.
const LOOKS: i64 = 16;
/// What an attempt takes beside its bodies, roughly.
const ROW_BYTES: usize = 1024;

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    age: Duration,
    bytes: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            age: Duration::from_secs(90 * 24 * 60 * 60),
            bytes: 64 * 1024 * 1024,
        }
    }
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS bodies (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        text TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        is_exact INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS exchanges (
        id INTEGER PRIMARY KEY,
        delivery TEXT,
        key TEXT,
        attempt INTEGER NOT NULL,
        method TEXT NOT NULL,
        url TEXT NOT NULL,
        sent_headers TEXT NOT NULL,
        sent INTEGER REFERENCES bodies (id),
        started_at INTEGER NOT NULL,
        took_ms INTEGER NOT NULL,
        status INTEGER,
        headers TEXT NOT NULL,
        answer INTEGER REFERENCES bodies (id),
        fault TEXT,
        lost_before INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS exchanges_delivery ON exchanges (delivery);
    CREATE INDEX IF NOT EXISTS exchanges_key ON exchanges (key);
    CREATE INDEX IF NOT EXISTS exchanges_sent ON exchanges (sent);
    CREATE INDEX IF NOT EXISTS exchanges_answer ON exchanges (answer);
";

/// The open file.
#[derive(Debug)]
pub(super) struct File {
    connection: Connection,
    path: PathBuf,
    limits: Limits,
    /// Bytes written since the last look.
    since_look: usize,
}

impl File {
    /// Opens the log, or begins a new one beside a damaged one, and deletes what is too old.
    pub(super) fn open(path: &Path, now: Timestamp, limits: Limits) -> Result<Self, LibraryError> {
        let opened = Self::try_open(path, now, limits);
        match opened {
            Err(LibraryError::Damaged { .. } | LibraryError::NotALibrary(_)) => {
                put_aside(path)?;
                Self::try_open(path, now, limits)
            }
            other => other,
        }
    }

    fn try_open(path: &Path, now: Timestamp, limits: Limits) -> Result<Self, LibraryError> {
        let fail = |error| LibraryError::sql(path, error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| LibraryError::Disk(folder.to_owned(), error))?;
        }
        let connection = Connection::open(path).map_err(fail)?;
        connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(fail)?;
        for (name, value) in [
            ("auto_vacuum", "incremental"),
            ("journal_mode", "wal"),
            // What a power cut takes from this log nobody misses.
            ("synchronous", "normal"),
        ] {
            connection.pragma_update(None, name, value).map_err(fail)?;
        }
        connection.execute_batch(SCHEMA).map_err(fail)?;
        let mut file = Self {
            connection,
            path: path.to_owned(),
            limits,
            since_look: 0,
        };
        file.forget_old(now)?;
        file.forget_much()?;
        Ok(file)
    }

    pub(super) fn keep(&mut self, it: &Exchange, lost_before: u64) -> Result<(), LibraryError> {
        let path = self.path.clone();
        let fail = |error| LibraryError::sql(&path, error);
        let (sent_headers, headers) = (json(&it.sent_headers)?, json(&it.headers)?);
        let whole = self.connection.transaction().map_err(fail)?;
        let body = |body: &Option<Body>| body.as_ref().map(|it| keep_body(&whole, it)).transpose();
        let (sent, answer) = (
            body(&it.sent).map_err(fail)?,
            body(&it.answer).map_err(fail)?,
        );
        whole
            .prepare_cached(
                "INSERT INTO exchanges (delivery, key, attempt, method, url, sent_headers, sent, started_at, took_ms,
                     status, headers, answer, fault, lost_before)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    it.about.delivery.as_ref().map(DeliveryId::as_str),
                    it.about.key.as_ref().map(IdempotencyKey::as_str),
                    it.attempt,
                    it.method,
                    it.url,
                    sent_headers,
                    sent,
                    it.started_at.as_millisecond(),
                    number(it.took_ms),
                    it.status,
                    headers,
                    answer,
                    it.fault,
                    number(lost_before),
                ])
            })
            .map_err(fail)?;
        whole.commit().map_err(fail)?;
        let texts = [&it.sent, &it.answer].into_iter().flatten();
        self.since_look += ROW_BYTES + texts.map(|body| body.text.len()).sum::<usize>();
        if number(self.since_look as u64) > self.limits.bytes / LOOKS {
            self.since_look = 0;
            self.forget_much()?;
        }
        Ok(())
    }

    pub(super) fn read(&self, about: &Subject) -> Result<Vec<LogEntry>, LibraryError> {
        let fail = |error| LibraryError::sql(&self.path, error);
        let mut select = self
            .connection
            .prepare_cached(
                "SELECT * FROM exchanges WHERE (?1 IS NOT NULL AND delivery = ?1) OR (?2 IS NOT NULL AND key = ?2)
                 ORDER BY id DESC LIMIT ?3",
            )
            .map_err(fail)?;
        // Equal bodies are one text in memory too.
        let mut bodies = HashMap::new();
        let rows = select
            .query_map(
                params![
                    about.delivery.as_ref().map(DeliveryId::as_str),
                    about.key.as_ref().map(IdempotencyKey::as_str),
                    number(MOST_READ as u64),
                ],
                |row| self.entry(row, &mut bodies),
            )
            .map_err(fail)?;
        let mut entries = rows.collect::<Result<Vec<_>, _>>().map_err(fail)?;
        entries.reverse();
        Ok(entries)
    }

    fn entry(&self, row: &Row<'_>, bodies: &mut HashMap<i64, Body>) -> rusqlite::Result<LogEntry> {
        let headers = |column| {
            let text: String = row.get(column)?;
            Ok::<_, rusqlite::Error>(serde_json::from_str(&text).unwrap_or_default())
        };
        let mut body = |column| match row.get::<_, Option<i64>>(column)? {
            Some(id) => self.body(id, bodies),
            None => Ok(None),
        };
        Ok(LogEntry {
            id: row.get("id")?,
            lost_before: count(row, "lost_before")?,
            exchange: Exchange {
                about: Subject {
                    key: row
                        .get::<_, Option<String>>("key")?
                        .map(IdempotencyKey::new),
                    delivery: row
                        .get::<_, Option<String>>("delivery")?
                        .map(DeliveryId::new),
                },
                attempt: row.get("attempt")?,
                method: row.get("method")?,
                url: row.get("url")?,
                sent_headers: headers("sent_headers")?,
                sent: body("sent")?,
                started_at: time(row, "started_at")?,
                took_ms: count(row, "took_ms")?,
                status: row.get("status")?,
                headers: headers("headers")?,
                answer: body("answer")?,
                fault: row.get("fault")?,
            },
        })
    }

    fn body(&self, id: i64, known: &mut HashMap<i64, Body>) -> rusqlite::Result<Option<Body>> {
        if let Some(body) = known.get(&id) {
            return Ok(Some(body.clone()));
        }
        let body = self
            .connection
            .prepare_cached("SELECT text, bytes, is_exact FROM bodies WHERE id = ?1")?
            .query_row([id], |row| {
                Ok(Body {
                    text: row.get::<_, String>("text")?.into(),
                    bytes: count(row, "bytes")?,
                    is_exact: row.get("is_exact")?,
                })
            })
            .optional()?;
        if let Some(body) = &body {
            known.insert(id, body.clone());
        }
        Ok(body)
    }

    fn forget_old(&mut self, now: Timestamp) -> Result<(), LibraryError> {
        let oldest = now.checked_sub(self.limits.age).unwrap_or(Timestamp::MIN);
        let deleted = self
            .connection
            .execute(
                "DELETE FROM exchanges WHERE started_at < ?1",
                [oldest.as_millisecond()],
            )
            .map_err(|error| self.fail(error))?;
        if deleted > 0 {
            self.forget_bodies()?;
        }
        Ok(())
    }

    /// Deletes the oldest until the file is well below its limit.
    fn forget_much(&mut self) -> Result<(), LibraryError> {
        while self.bytes()? > self.limits.bytes {
            let deleted = self
                .connection
                .execute(
                    "DELETE FROM exchanges WHERE id IN
                         (SELECT id FROM exchanges ORDER BY id LIMIT (SELECT 1 + count(*) / 8 FROM exchanges))",
                    [],
                )
                .map_err(|error| self.fail(error))?;
            self.forget_bodies()?;
            if deleted == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Deletes bodies that no attempt has, and gives their space back.
    fn forget_bodies(&mut self) -> Result<(), LibraryError> {
        self.connection
            .execute_batch(
                "DELETE FROM bodies WHERE NOT EXISTS (SELECT 1 FROM exchanges WHERE sent = bodies.id)
                     AND NOT EXISTS (SELECT 1 FROM exchanges WHERE answer = bodies.id)",
            )
            .and_then(|()| {
                // Each row that it gives is a page that it gives back.
                let mut vacuum = self.connection.prepare("PRAGMA incremental_vacuum")?;
                let mut pages = vacuum.query([])?;
                while pages.next()?.is_some() {}
                Ok(())
            })
            .map_err(|error| self.fail(error))
    }

    /// Bytes in use.
    fn bytes(&self) -> Result<i64, LibraryError> {
        let of = |name| {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .map_err(|error| self.fail(error))
        };
        Ok((of("page_count")? - of("freelist_count")?) * of("page_size")?)
    }

    fn fail(&self, error: rusqlite::Error) -> LibraryError {
        LibraryError::sql(&self.path, error)
    }
}

/// The id of a body that may be there already.
fn keep_body(connection: &Connection, body: &Body) -> rusqlite::Result<i64> {
    let mut hash = Sha256::new();
    hash.update(body.bytes.to_le_bytes());
    hash.update([u8::from(body.is_exact)]);
    hash.update(body.text.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let known = connection
        .prepare_cached("SELECT id FROM bodies WHERE hash = ?1")?
        .query_row([&hash[..]], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO bodies (hash, text, bytes, is_exact) VALUES (?1, ?2, ?3, ?4)")?
        .insert(params![
            &hash[..],
            &*body.text,
            number(body.bytes),
            body.is_exact
        ])
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

/// Moves a log that cannot be read out of the way; an earlier one that was put aside goes.
fn put_aside(path: &Path) -> Result<(), LibraryError> {
    tracing::warn!("{} is damaged and begun anew", path.display());
    for end in ["-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        // Of no use without the file itself, and harmful to a new one.
        std::fs::remove_file(beside).ok();
    }
    std::fs::rename(path, path.with_extension("damaged"))
        .map_err(|error| LibraryError::Disk(path.to_owned(), error))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    pub fn exchange(delivery: &str, at: Timestamp, answer: &str) -> Exchange {
        let body = |text: &str| Body {
            text: text.into(),
            bytes: text.len() as u64,
            is_exact: true,
        };
        Exchange {
            about: Subject {
                key: None,
                delivery: Some(DeliveryId::new(delivery)),
            },
            attempt: 1,
            method: "GET".into(),
            url: format!("https://api.dessert.dev/v1/deliveries/{delivery}"),
            sent_headers: vec![("authorization".into(), "Bearer ••••".into())],
            sent: None,
            started_at: at,
            took_ms: 120,
            status: Some(200),
            headers: vec![("date".into(), "today".into())],
            answer: Some(body(answer)),
            fault: None,
        }
    }

    pub fn about(delivery: &str) -> Subject {
        Subject {
            key: None,
            delivery: Some(DeliveryId::new(delivery)),
        }
    }

    fn rows(file: &File, table: &str) -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        let count = file.connection.query_row(&count, [], |row| row.get(0));
        count.unwrap()
    }

    pub fn now() -> Timestamp {
        "2026-11-21T10:42:00Z".parse().unwrap()
    }

    #[test]
    fn what_was_kept_is_read_as_it_was_and_equal_answers_are_stored_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("requests.sqlite");
        let mut file = File::open(&path, now(), Limits::default()).unwrap();
        for at in 0..50_u32 {
            let then = now() + Duration::from_secs(u64::from(at));
            file.keep(&exchange("d1", then, "still rendering"), 0)
                .unwrap();
            file.keep(&exchange("d2", then, "still rendering"), 0)
                .unwrap();
        }
        let last = exchange("d1", now() + DAY, "done");
        file.keep(&last, 3).unwrap();
        assert_eq!(rows(&file, "bodies"), 2);
        let read = file.read(&about("d1")).unwrap();
        assert_eq!(read.len(), 51);
        assert!(read.is_sorted_by_key(|entry| entry.id));
        let newest = read.last().unwrap();
        assert_eq!((newest.lost_before, &newest.exchange), (3, &last));
        drop(file);
        let file = File::open(&path, now(), Limits::default()).unwrap();
        assert_eq!(file.read(&about("d1")).unwrap(), read);
        assert!(file.read(&Subject::default()).unwrap().is_empty());
    }

    #[test]
    fn what_is_older_than_ninety_days_goes_with_its_bodies() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("requests.sqlite");
        let mut file = File::open(&path, now(), Limits::default()).unwrap();
        file.keep(&exchange("d1", now(), "old"), 0).unwrap();
        file.keep(&exchange("d1", now() + 2 * DAY, "young"), 0)
            .unwrap();
        drop(file);
        let file = File::open(&path, now() + 91 * DAY, Limits::default()).unwrap();
        let read = file.read(&about("d1")).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(rows(&file, "bodies"), 1);
    }

    #[test]
    fn the_oldest_goes_when_the_file_grows_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("requests.sqlite");
        let limits = Limits {
            bytes: 1024 * 1024,
            ..Limits::default()
        };
        let mut file = File::open(&path, now(), limits).unwrap();
        for at in 0..768 {
            let body = format!("{at}{}", "x".repeat(8 * 1024));
            file.keep(&exchange("d1", now(), &body), 0).unwrap();
        }
        assert!(file.bytes().unwrap() <= limits.bytes + limits.bytes / 8);
        let read = file.read(&about("d1")).unwrap();
        let newest = &read.last().unwrap().exchange.answer;
        assert!(newest.as_ref().unwrap().text.starts_with("767x"));
        drop(file);
        assert!(std::fs::metadata(&path).unwrap().len() < 2 * limits.bytes as u64);
    }

    #[test]
    fn a_damaged_log_is_put_aside_and_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("requests.sqlite");
        std::fs::write(&path, "no database, and long enough to be looked at as one").unwrap();
        let mut file = File::open(&path, now(), Limits::default()).unwrap();
        file.keep(&exchange("d1", now(), "x"), 0).unwrap();
        assert_eq!(file.read(&about("d1")).unwrap().len(), 1);
        assert!(path.with_extension("damaged").exists());
    }
}
