//! The tables, as numbered steps that are only ever added to.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// Step `n` brings a store from format `n` to `n + 1`.
const STEPS: &[&str] = &[
    "
    CREATE TABLE delivery (
        id           TEXT PRIMARY KEY,
        token        TEXT NOT NULL UNIQUE,
        request_id   TEXT NOT NULL,
        status       TEXT NOT NULL,
        raw_status   TEXT NOT NULL,
        seed         INTEGER NOT NULL,
        wanted       TEXT NOT NULL,
        credits      INTEGER NOT NULL,
        created_at   INTEGER NOT NULL,
        finished_at  INTEGER
    ) STRICT;
    CREATE INDEX delivery_open ON delivery (created_at) WHERE status NOT IN ('completed', 'failed');
    CREATE TABLE ad (
        id           TEXT PRIMARY KEY,
        delivery     TEXT NOT NULL REFERENCES delivery (id),
        concept      INTEGER NOT NULL,
        orientation  TEXT NOT NULL,
        plan         TEXT NOT NULL,
        headline     TEXT NOT NULL,
        status       TEXT NOT NULL,
        UNIQUE (delivery, concept, orientation)
    ) STRICT;
    CREATE TABLE idempotency (
        key          TEXT PRIMARY KEY,
        body_sha256  BLOB NOT NULL,
        status       INTEGER NOT NULL,
        answer       TEXT NOT NULL,
        created_at   INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX idempotency_age ON idempotency (created_at);
    CREATE TABLE ledger (
        id             INTEGER PRIMARY KEY,
        kind           TEXT NOT NULL,
        credits        INTEGER NOT NULL,
        balance_after  INTEGER NOT NULL,
        delivery       TEXT REFERENCES delivery (id),
        created_at     INTEGER NOT NULL
    ) STRICT;
    -- A delivery is debited once and refunded at most once, whatever the program does.
    CREATE UNIQUE INDEX ledger_once ON ledger (delivery, kind) WHERE delivery IS NOT NULL;
",
    "
    -- One end, one call: due_at is empty once it is settled.
    CREATE TABLE webhook (
        delivery     TEXT PRIMARY KEY REFERENCES delivery (id),
        event        TEXT NOT NULL,
        url          TEXT NOT NULL,
        attempts     INTEGER NOT NULL DEFAULT 0,
        outcome      TEXT NOT NULL DEFAULT 'waiting',
        last_error   TEXT NOT NULL DEFAULT '',
        due_at       INTEGER,
        created_at   INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX webhook_due ON webhook (due_at) WHERE due_at IS NOT NULL;
",
    "
    -- A kit is one document; every change is a new version, and a delivery holds on to the one that it was ordered with.
    CREATE TABLE kit (
        brand       TEXT NOT NULL,
        version     INTEGER NOT NULL,
        document    TEXT NOT NULL,
        written_at  INTEGER NOT NULL,
        PRIMARY KEY (brand, version)
    ) STRICT;
    CREATE TABLE brand (
        id            TEXT PRIMARY KEY,
        version       INTEGER NOT NULL,
        is_default    INTEGER NOT NULL,
        is_hidden     INTEGER NOT NULL,
        created_at    INTEGER NOT NULL,
        onboarded_at  INTEGER,
        FOREIGN KEY (id, version) REFERENCES kit (brand, version)
    ) STRICT;
    CREATE UNIQUE INDEX brand_default ON brand (is_default) WHERE is_default = 1;
    CREATE TABLE picture (
        id        TEXT PRIMARY KEY,
        facts     TEXT NOT NULL,
        added_at  INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE kit_picture (
        brand    TEXT NOT NULL,
        version  INTEGER NOT NULL,
        picture  TEXT NOT NULL,
        PRIMARY KEY (brand, version, picture),
        FOREIGN KEY (brand, version) REFERENCES kit (brand, version) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX kit_picture_use ON kit_picture (picture);
    CREATE TABLE delivery_kit (
        delivery  TEXT PRIMARY KEY REFERENCES delivery (id),
        brand     TEXT NOT NULL,
        version   INTEGER NOT NULL,
        FOREIGN KEY (brand, version) REFERENCES kit (brand, version)
    ) STRICT;
    CREATE INDEX delivery_kit_use ON delivery_kit (brand, version);
",
    "
    -- An ad of format full has a film beside its still: 'none', 'queued' or 'rendered'.
    ALTER TABLE ad ADD COLUMN film TEXT NOT NULL DEFAULT 'none';
",
    "
    -- What a person made of a delivered concept. The delivered ads stay as they are; versions count from 2.
    CREATE TABLE revision (
        id          TEXT PRIMARY KEY,
        delivery    TEXT NOT NULL REFERENCES delivery (id),
        concept     INTEGER NOT NULL,
        version     INTEGER NOT NULL,
        plan        TEXT NOT NULL,
        palette     TEXT NOT NULL,
        created_at  INTEGER NOT NULL,
        UNIQUE (delivery, concept, version)
    ) STRICT;
    -- still and film: 'none', 'queued', 'rendered' or 'failed'.
    CREATE TABLE revision_ad (
        id           TEXT PRIMARY KEY,
        revision     TEXT NOT NULL REFERENCES revision (id),
        orientation  TEXT NOT NULL,
        still        TEXT NOT NULL,
        film         TEXT NOT NULL,
        why          TEXT,
        UNIQUE (revision, orientation)
    ) STRICT;
    CREATE INDEX revision_ad_open ON revision_ad (revision) WHERE still = 'queued' OR film = 'queued';
",
    "
    -- Set when a person ended a delivery early; what was finished then is all that it has.
    ALTER TABLE delivery ADD COLUMN cancelled_at INTEGER;
",
];

/// Brings the store to the newest format, one committed step at a time.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for (from, step) in (0_u32..).zip(STEPS) {
        if from < found {
            continue;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", from + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_every_earlier_format_is_brought_to_the_present_one_with_what_it_holds() {
        for start in 1..STEPS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            for step in STEPS.iter().take(start) {
                connection.execute_batch(step).unwrap();
            }
            connection
                .pragma_update(None, "user_version", start as u32)
                .unwrap();
            connection
                .execute_batch(
                    "INSERT INTO delivery (id, token, request_id, status, raw_status, seed, wanted, credits, created_at)
                     VALUES ('d', 't', 'r', 'completed', '4. Done', 1, '{}', 2, 3);
                     INSERT INTO ad (id, delivery, concept, orientation, plan, headline, status)
                     VALUES ('a', 'd', 1, 'vertical', '{}', 'H', 'rendered');",
                )
                .unwrap();
            migrate(&mut connection).unwrap();
            let count =
                |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
            assert_eq!(count("SELECT count(*) FROM ad WHERE film = 'none'"), 1);
            assert_eq!(count("SELECT count(*) FROM revision"), 0);
            assert_eq!(count("PRAGMA user_version"), STEPS.len() as i64);
        }
    }

    #[test]
    fn a_store_of_a_newer_program_is_refused_and_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(StoreError::TooNew { found: 99, .. })
        ));
    }
}
