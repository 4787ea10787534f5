//! The shape of the library, and how an older one becomes the present one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::base::disk;

use super::error::LibraryError;

/// Each step turns the version of its place in the list into the next one. A released step is never changed again.
const MIGRATIONS: [&str; 5] = [FIRST, NOTES, VERSIONS, MONEY, MADE_AT];

/// The version that this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// Services may say why an ad is not as it was asked for.
const NOTES: &str = "ALTER TABLE ads ADD COLUMN note TEXT;";

/// A person may make further versions of an ad; a row of `revising` is one that was asked for and is not whole on disk
/// yet, so that its delivery is looked at again.
const VERSIONS: &str = "
ALTER TABLE ads ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE revising (
    delivery TEXT NOT NULL REFERENCES deliveries (id),
    revision TEXT NOT NULL,
    PRIMARY KEY (delivery, revision)
) STRICT;
";

/// What is known of the money, beyond the answers themselves.
///
/// `intents.sends` counts attempts and is committed before each; `doubt` says that one of them may have been accepted;
/// `decision` is why only the person can go on; `over` is the override of a spending limit: how it was given, and for which sums.
/// An intent of an older library may have been sent, so it counts as in doubt.
///
/// `usage_entries` is what the service said of its account, raw, under its own id or one made from its content.
/// `ledger` is what each request cost and what came back, once each. `recents` are ids and names that a person typed.
/// `brand_watches` are refused intents whose brand was still being read in. `deliveries.followed_to_end` marks those
/// whose time tells how long a service takes; `files.validator` is what a broken download is resumed with.
const MONEY: &str = "
ALTER TABLE intents ADD COLUMN sends INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intents ADD COLUMN last_sent_at INTEGER;
ALTER TABLE intents ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intents ADD COLUMN decision TEXT;
ALTER TABLE intents ADD COLUMN over TEXT;
UPDATE intents SET sends = 1, doubt = (state IN ('open', 'dismissed'));

ALTER TABLE deliveries ADD COLUMN followed_to_end INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN validator TEXT;

CREATE TABLE usage_entries (
    account       TEXT NOT NULL,
    id            TEXT NOT NULL,
    kind          TEXT NOT NULL DEFAULT '',
    credits       INTEGER,
    balance_after INTEGER,
    delivery      TEXT,
    at            INTEGER,
    raw           TEXT NOT NULL,
    seen_at       INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT;

CREATE TABLE ledger (
    account  TEXT NOT NULL,
    intent   TEXT,
    delivery TEXT,
    kind     TEXT NOT NULL CHECK (kind IN ('charge', 'refund')),
    credits  INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    source   TEXT NOT NULL CHECK (source IN ('answer', 'usage')),
    usage_id TEXT,
    CHECK (intent IS NOT NULL OR delivery IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX ledger_intent ON ledger (intent, kind) WHERE intent IS NOT NULL;
CREATE UNIQUE INDEX ledger_delivery ON ledger (account, delivery, kind) WHERE delivery IS NOT NULL;

CREATE TABLE recents (
    account TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('product', 'prompt')),
    scope   TEXT NOT NULL DEFAULT '',
    value   TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (account, kind, scope, value)
) STRICT;

CREATE TABLE brand_watches (
    intent  TEXT PRIMARY KEY REFERENCES intents (id),
    account TEXT NOT NULL,
    brand   TEXT,
    since   INTEGER NOT NULL
) STRICT;
";

/// A version that a person makes has a time of its own.
const MADE_AT: &str = "ALTER TABLE ads ADD COLUMN made_at INTEGER;";

const FIRST: &str = "
CREATE TABLE intents (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    endpoint    TEXT,
    key         TEXT NOT NULL UNIQUE,
    body        BLOB NOT NULL,
    sha256      TEXT NOT NULL,
    brief       TEXT NOT NULL,
    folder      TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'dismissed')),
    delivery    TEXT,
    report      TEXT
) STRICT;
CREATE INDEX intents_open ON intents (created_at) WHERE state = 'open';

CREATE TABLE deliveries (
    id              TEXT PRIMARY KEY,
    account         TEXT NOT NULL,
    intent          TEXT UNIQUE REFERENCES intents (id),
    brief           TEXT,
    brand_name      TEXT NOT NULL DEFAULT '',
    request_id      TEXT,
    status          TEXT NOT NULL,
    credits_charged INTEGER,
    expected_files  INTEGER,
    viewer_url      TEXT,
    folder          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    looked_at       INTEGER,
    finished_at     INTEGER,
    failure         TEXT,
    accepted        TEXT,
    answer          TEXT,
    sealed          INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE ads (
    delivery    TEXT NOT NULL REFERENCES deliveries (id),
    id          TEXT NOT NULL,
    concept     INTEGER NOT NULL,
    orientation TEXT NOT NULL,
    headline    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (delivery, id)
) STRICT;

CREATE TABLE files (
    delivery TEXT NOT NULL,
    ad       TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('still', 'video')),
    url      TEXT NOT NULL,
    state    TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'on_disk', 'failed')),
    reason   TEXT,
    path     TEXT COLLATE NOCASE,
    bytes    INTEGER,
    sha256   TEXT,
    width    INTEGER,
    height   INTEGER,
    PRIMARY KEY (delivery, ad, kind),
    FOREIGN KEY (delivery, ad) REFERENCES ads (delivery, id) ON UPDATE CASCADE
) STRICT;
CREATE UNIQUE INDEX files_path ON files (path) WHERE path IS NOT NULL;

CREATE TABLE prompts (
    account TEXT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (account, name)
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
";

/// Brings the library to [`VERSION`], one step per transaction, after a look for damage.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LibraryError> {
    let fail = |error| LibraryError::sql(path, error);
    let found: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(fail)?;
    if found > VERSION {
        return Err(LibraryError::Newer {
            path: path.to_owned(),
            found,
            known: VERSION,
        });
    }
    let health: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(fail)?;
    if health != "ok" {
        return Err(LibraryError::Damaged {
            path: path.to_owned(),
            what: health,
        });
    }
    if found == 0 && has_tables(connection).map_err(fail)? {
        return Err(LibraryError::NotALibrary(path.to_owned()));
    }
    if (1..VERSION).contains(&found) {
        back_up(connection, path, found)?;
    }
    let steps = MIGRATIONS
        .iter()
        .zip(1_i64..)
        .filter(|(_, version)| *version > found);
    for (step, version) in steps {
        let transaction = connection.transaction().map_err(fail)?;
        transaction.execute_batch(step).map_err(fail)?;
        transaction
            .pragma_update(None, "user_version", version)
            .map_err(fail)?;
        transaction.commit().map_err(fail)?;
    }
    Ok(())
}

/// Where the library of an older version is kept, beside the one that was brought up from it.
fn backup_name(path: &Path, version: i64) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".version-{version}"));
    path.with_file_name(name)
}

/// Keeps the library as it is before it is changed for good: it is the only memory of paid work. Without a whole copy
/// nothing is changed.
fn back_up(connection: &Connection, path: &Path, version: i64) -> Result<(), LibraryError> {
    let kept = backup_name(path, version);
    let part = disk::part_name(&kept);
    let on_disk = |error| LibraryError::Disk(kept.clone(), error);
    match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(on_disk(error)),
        _ => {}
    }
    let copied = connection
        .execute("VACUUM INTO ?1", [part.to_string_lossy()])
        .map_err(|error| LibraryError::sql(path, error))
        .and_then(|_| {
            File::options()
                .write(true)
                .open(&part)
                .and_then(|file| file.sync_all())
                .and_then(|()| disk::promote(&part, &kept))
                .map_err(on_disk)
        });
    if copied.is_err() {
        fs::remove_file(&part).ok();
    }
    copied
}

/// A database of somebody else's: version 0, but not empty.
fn has_tables(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| {
        row.get(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A library file as a program of this version left it, with one open intent.
    fn older(path: &Path, version: usize) -> Connection {
        let connection = Connection::open(path).unwrap();
        for step in MIGRATIONS.iter().take(version) {
            connection.execute_batch(step).unwrap();
        }
        connection
            .pragma_update(None, "user_version", version as i64)
            .unwrap();
        if version > 0 {
            connection
                .execute_batch(
                    "INSERT INTO intents (id, account, key, body, sha256, brief, folder, created_at, state)
                     VALUES ('i', 'dessert', 'k', x'7b7d', '', '{}', '/', 0, 'open')",
                )
                .unwrap();
        }
        connection
    }

    fn one<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> T {
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_library_of_every_earlier_version_is_brought_to_the_present_one() {
        for start in 0..=MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("library.sqlite");
            let mut connection = older(&path, start);
            // A second start changes nothing.
            for _ in 0..2 {
                migrate(&mut connection, &path).unwrap();
                let version: i64 = one(&connection, "PRAGMA user_version");
                assert_eq!(version, VERSION);
            }
            // As it was before, whole, and only where there was something to lose.
            let kept = backup_name(&path, start as i64);
            assert_eq!(kept.exists(), (1..MIGRATIONS.len()).contains(&start));
            let files = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(files, if kept.exists() { 2 } else { 1 });
            if kept.exists() {
                let kept = Connection::open(kept).unwrap();
                let version: i64 = one(&kept, "PRAGMA user_version");
                assert_eq!(version, start as i64);
                let id: String = one(&kept, "SELECT id FROM intents");
                assert_eq!(id, "i");
                // Nobody knows whether a program that did not count attempts had sent it.
                let counts = MIGRATIONS.iter().position(|step| *step == MONEY).unwrap();
                if start <= counts {
                    let doubt: bool = one(&connection, "SELECT doubt FROM intents WHERE sends = 1");
                    assert!(doubt);
                }
            }
        }
    }

    #[test]
    fn a_library_that_cannot_be_backed_up_is_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.sqlite");
        let mut connection = older(&path, 2);
        fs::create_dir_all(backup_name(&path, 2).join("in the way")).unwrap();
        assert!(migrate(&mut connection, &path).is_err());
        let version: i64 = one(&connection, "PRAGMA user_version");
        assert_eq!(version, 2);
    }
}
