//! Calls to a `webhook_url` that are owed: written in the transaction that ends a delivery, so that none is forgotten.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use url::Url;

use crate::base::clock::Timestamp;
use crate::model::ids::DeliveryId;

use super::{Store, StoreError, time};

/// A call that is owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// About which delivery.
    pub delivery: DeliveryId,
    /// `delivery.completed` or `delivery.failed`.
    pub event: String,
    /// Where to.
    pub url: Url,
    /// Attempts made so far, all in vain.
    pub attempts: u32,
}

/// How a call stands.
#[derive(Clone, Debug, PartialEq)]
pub enum CallState {
    /// It will be tried (again) then.
    Waiting(Timestamp),
    /// The receiver has answered 2xx.
    Delivered,
    /// Every attempt was in vain.
    GivenUp,
}

/// A call as a report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// How it stands.
    pub state: CallState,
    /// Attempts made.
    pub attempts: u32,
    /// What the last one met, in words; empty when it went well.
    pub last_error: String,
}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempted {
    /// The receiver has answered 2xx.
    Delivered,
    /// It has not; try again then, or never if `None`.
    Failed {
        /// Why, in words.
        why: String,
        /// When to try again.
        again: Option<Timestamp>,
    },
}

/// Owes a call about a delivery's end, if its order named an address.
pub(super) fn owe(
    t: &Transaction<'_>,
    id: &DeliveryId,
    event: &str,
    now: i64,
) -> Result<(), StoreError> {
    t.execute(
        "INSERT OR IGNORE INTO webhook (delivery, event, url, due_at, created_at)
         SELECT id, ?2, json_extract(wanted, '$.webhook_url'), ?3, ?3 FROM delivery
         WHERE id = ?1 AND json_extract(wanted, '$.webhook_url') IS NOT NULL",
        params![id.as_str(), event, now],
    )?;
    Ok(())
}

impl Store {
    /// The calls that are due, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn due_calls(&self, limit: u32) -> Result<Vec<Call>, StoreError> {
        let now = self.now();
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT delivery, event, url, attempts FROM webhook WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2",
        )?;
        let mut rows = query.query(params![now, limit])?;
        let mut calls = Vec::new();
        while let Some(row) = rows.next()? {
            calls.push(call(row)?);
        }
        Ok(calls)
    }

    /// When the next call is due; `None` when none is owed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_call(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT min(due_at) FROM webhook";
        let due: Option<i64> = self
            .connection()
            .query_row(sql, [], |row| row.get(0))
            .optional()?
            .flatten();
        Ok(due.map(time))
    }

    /// Notes what an attempt came to.
    ///
    /// # Errors
    /// When the store fails; the call is then made again.
    pub fn attempted(&self, id: &DeliveryId, outcome: &Attempted) -> Result<(), StoreError> {
        let (outcome, why, again) = match outcome {
            Attempted::Delivered => ("delivered", "", None),
            Attempted::Failed { why, again: None } => ("given_up", why.as_str(), None),
            Attempted::Failed { why, again } => ("waiting", why.as_str(), *again),
        };
        self.write(|t| {
            t.execute(
                "UPDATE webhook SET attempts = attempts + 1, outcome = ?2, last_error = ?3, due_at = ?4 WHERE delivery = ?1",
                params![id.as_str(), outcome, why, again.map(|at| at.as_millisecond())],
            )?;
            Ok(())
        })
    }

    /// How the call about a delivery stands; `None` when none is owed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn call_of(&self, id: &DeliveryId) -> Result<Option<CallRecord>, StoreError> {
        let sql = "SELECT outcome, attempts, last_error, due_at FROM webhook WHERE delivery = ?1";
        let found = self
            .connection()
            .query_row(sql, [id.as_str()], |row| {
                let outcome: String = row.get(0)?;
                let due: Option<i64> = row.get(3)?;
                let state = match (outcome.as_str(), due) {
                    ("waiting", Some(due)) => CallState::Waiting(time(due)),
                    ("delivered", _) => CallState::Delivered,
                    _ => CallState::GivenUp,
                };
                Ok(CallRecord {
                    state,
                    attempts: row.get(1)?,
                    last_error: row.get(2)?,
                })
            })
            .optional()?;
        Ok(found)
    }
}

fn call(row: &Row<'_>) -> Result<Call, StoreError> {
    let url: String = row.get(2)?;
    Ok(Call {
        delivery: DeliveryId::new(row.get::<_, String>(0)?),
        event: row.get(1)?,
        url: Url::parse(&url).map_err(|error| StoreError::Damaged(error.to_string()))?,
        attempts: row.get(3)?,
    })
}
