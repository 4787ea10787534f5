//! Acceptance: delivery, debit and idempotency key in one transaction, or nothing at all.

use std::time::Duration;

use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::model::ids::{DeliveryId, RequestId};
use crate::studio::order::Order;

use super::kits;
use super::ledger::{self, EntryKind};
use super::{Store, StoreError};

/// How long an idempotency key is replayed (contract A.1).
pub const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// A delivery that is about to be promised.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// Fresh.
    pub id: DeliveryId,
    /// Fresh; the unguessable part of its addresses.
    pub token: String,
    /// Fresh.
    pub request_id: RequestId,
    /// Fresh; all chance in its ads comes from it.
    pub seed: u64,
    /// What to make.
    pub order: Order,
    /// What it costs.
    pub credits: i64,
    /// The version of the brand's kit that it was ordered with, where the store keeps the kit.
    pub kit_version: Option<u64>,
    /// The idempotency key and the body that came with it.
    pub key: Option<(String, Vec<u8>)>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Acceptance {
    /// Committed; the answer that was promised, and kept under the key.
    Accepted {
        /// The answer.
        answer: String,
    },
    /// The key was seen before; nothing was made or charged.
    Seen(Replay),
    /// Too few credits; nothing was made or charged.
    Insufficient {
        /// Credits there are.
        balance: i64,
    },
    /// Too many deliveries are waiting; nothing was made or charged.
    QueueFull,
}

/// What is kept under an idempotency key.
#[derive(Clone, Debug, PartialEq)]
pub enum Replay {
    /// The same body: this was the first answer.
    Same {
        /// Its HTTP status.
        status: u16,
        /// Its body.
        answer: String,
    },
    /// Another body came with the same key.
    OtherBody,
}

impl Store {
    /// What is kept under this key, if it is younger than [`KEPT_FOR`].
    ///
    /// # Errors
    /// When the store fails.
    pub fn replay(&self, key: &str, body: &[u8]) -> Result<Option<Replay>, StoreError> {
        let now = self.now();
        self.write(|t| find(t, key, body, now))
    }

    /// Promises a delivery. `answer` writes the 202's body once the balance after the debit is known.
    ///
    /// # Errors
    /// When the store fails; then nothing was promised or charged.
    pub fn accept(
        &self,
        new: &NewDelivery,
        queue_limit: u32,
        answer: impl FnOnce(i64) -> String,
    ) -> Result<Acceptance, StoreError> {
        let now = self.now();
        let mut connection = self.connection();
        let t = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        if let Some((key, body)) = &new.key
            && let Some(seen) = find(&t, key, body, now)?
        {
            return Ok(Acceptance::Seen(seen));
        }
        if open_deliveries(&t)? >= queue_limit {
            return Ok(Acceptance::QueueFull);
        }
        if let Err(balance) = ledger::cover(&t, self.funds, new.credits, now)? {
            return Ok(Acceptance::Insufficient { balance });
        }
        insert(&t, new, now)?;
        if let Some(version) = new.kit_version {
            kits::pin(&t, &new.id, &new.order.brand_id, version)?;
        }
        let after = ledger::add(&t, EntryKind::Debit, -new.credits, Some(&new.id), now)?;
        let answer = answer(after);
        if let Some((key, body)) = &new.key {
            keep(&t, key, body, &answer, now)?;
        }
        t.commit()?;
        Ok(Acceptance::Accepted { answer })
    }
}

fn find(
    t: &Transaction<'_>,
    key: &str,
    body: &[u8],
    now: i64,
) -> Result<Option<Replay>, StoreError> {
    let row: Option<(Vec<u8>, u16, String)> = t
        .query_row(
            "SELECT body_sha256, status, answer FROM idempotency WHERE key = ?1 AND created_at > ?2",
            params![key, now - kept_for_millis()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    Ok(row.map(|(hash, status, answer)| {
        if hash == Sha256::digest(body).as_slice() {
            Replay::Same { status, answer }
        } else {
            Replay::OtherBody
        }
    }))
}

fn keep(
    t: &Transaction<'_>,
    key: &str,
    body: &[u8],
    answer: &str,
    now: i64,
) -> Result<(), StoreError> {
    t.execute(
        "DELETE FROM idempotency WHERE created_at <= ?1",
        [now - kept_for_millis()],
    )?;
    t.execute(
        "INSERT INTO idempotency (key, body_sha256, status, answer, created_at) VALUES (?1, ?2, 202, ?3, ?4)",
        params![key, Sha256::digest(body).as_slice(), answer, now],
    )?;
    Ok(())
}

fn insert(t: &Transaction<'_>, new: &NewDelivery, now: i64) -> Result<(), StoreError> {
    t.execute(
        "INSERT INTO delivery (id, token, request_id, status, raw_status, seed, wanted, credits, created_at)
         VALUES (?1, ?2, ?3, 'queued', '1. Queued', ?4, ?5, ?6, ?7)",
        params![
            new.id.as_str(),
            new.token,
            new.request_id.as_str(),
            i64::try_from(new.seed).unwrap_or(i64::MAX),
            serde_json::to_string(&new.order)?,
            new.credits,
            now
        ],
    )?;
    Ok(())
}

fn open_deliveries(t: &Transaction<'_>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM delivery WHERE status NOT IN ('completed', 'failed')";
    Ok(t.query_row(sql, [], |row| row.get(0))?)
}

fn kept_for_millis() -> i64 {
    i64::try_from(KEPT_FOR.as_millis()).unwrap_or(i64::MAX)
}
