//! The shape of the library, and how an older one becomes the present one.

use std::path::Path;

use rusqlite::Connection;

use super::error::LibraryError;

/// Each step turns the version of its place in the list into the next one. A released step is never changed again.
const MIGRATIONS: [&str; 3] = [FIRST, NOTES, VERSIONS];

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

/// A database of somebody else's: version 0, but not empty.
fn has_tables(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| {
        row.get(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_of_every_earlier_version_is_brought_to_the_present_one() {
        for start in 0..MIGRATIONS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            for step in MIGRATIONS.iter().take(start) {
                connection.execute_batch(step).unwrap();
            }
            connection
                .pragma_update(None, "user_version", start as i64)
                .unwrap();
            migrate(&mut connection, Path::new("test")).unwrap();
            let version: i64 = connection
                .query_row("PRAGMA user_version", [], |row| row.get(0))
                .unwrap();
            assert_eq!(version, VERSION);
            // A second start changes nothing.
            migrate(&mut connection, Path::new("test")).unwrap();
        }
    }
}
