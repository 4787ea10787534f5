//! Paid requests, written down before they are sent.

use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::base::clock::Timestamp;
use crate::base::hex::hex;
use crate::base::report::Report;
use crate::model::brief::Brief;
use crate::model::delivery::{Delivery, Intent, IntentState};
use crate::model::draft::BriefDraft;
use crate::model::fate::{Undecided, Why};
use crate::model::ids::{AccountId, DeliveryId, IdempotencyKey, IntentId};
use crate::model::ledger::Line;

use super::error::LibraryError;
use super::{Library, row};

/// Whether an intent was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is now committed.
    New,
    /// It was there already and stays as it was.
    Known,
}

impl Library {
    /// Commits an intent. When this returns, a power cut cannot lose it.
    ///
    /// # Errors
    /// When it is not written; then nothing may be sent.
    pub fn write_intent(&mut self, intent: &Intent) -> Result<Written, LibraryError> {
        let brief = row::json(&intent.brief)?;
        let folder = row::path_text(&intent.folder)?;
        let hash = hex(&Sha256::digest(&intent.body));
        let over = intent.over.as_ref().map(row::json).transpose()?;
        let changed = self
            .connection
            .execute(
                "INSERT INTO intents (id, account, key, body, sha256, brief, folder, created_at, endpoint, over,
                     state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'open') ON CONFLICT (id) DO NOTHING",
                params![
                    intent.id.as_str(),
                    intent.account.as_str(),
                    intent.key.as_str(),
                    intent.body,
                    hash,
                    brief,
                    folder,
                    intent.created_at.as_millisecond(),
                    intent.endpoint,
                    over
                ],
            )
            .map_err(|error| self.fail(error))?;
        Ok(if changed == 1 {
            Written::New
        } else {
            Written::Known
        })
    }

    /// Closes an intent as accepted and inserts its delivery, in one transaction. `answer` is what the service said.
    /// A dismissed intent may still turn out to have been accepted; the delivery then counts.
    ///
    /// # Errors
    /// When nothing of it was written; the intent is then still open. [`LibraryError::Clash`] when that delivery is here
    /// already as another account's, or as what another intent became: they are never taken for one.
    pub fn accept(
        &mut self,
        intent: &IntentId,
        delivery: &Delivery,
        answer: &str,
    ) -> Result<(), LibraryError> {
        if let Some(whose) = self.holder(intent, delivery)? {
            return Err(LibraryError::Clash {
                delivery: delivery.id.clone(),
                whose,
            });
        }
        self.in_transaction(|transaction| {
            super::deliveries::insert(transaction, delivery)?;
            super::ledger::charge(transaction, delivery)?;
            transaction.execute(
                "UPDATE deliveries SET accepted = ?2 WHERE id = ?1",
                [delivery.id.as_str(), answer],
            )?;
            transaction.execute(
                "UPDATE intents SET state = 'accepted', delivery = ?2, report = NULL WHERE id = ?1",
                [intent.as_str(), delivery.id.as_str()],
            )?;
            Ok(())
        })
    }

    /// Whose a delivery of that id is, if it is not the answer to this intent.
    fn holder(
        &self,
        intent: &IntentId,
        delivery: &Delivery,
    ) -> Result<Option<AccountId>, LibraryError> {
        self.connection
            .query_row(
                "SELECT account FROM deliveries WHERE id = ?1 AND (account <> ?2 OR intent <> ?3)",
                [
                    delivery.id.as_str(),
                    delivery.account.as_str(),
                    intent.as_str(),
                ],
                |row| row::id(row, "account", AccountId::new),
            )
            .optional()
            .map_err(|error| self.fail(error))
    }

    /// Closes an open intent as refused for good.
    ///
    /// # Errors
    /// When it is not written; the intent is then still open.
    pub fn refuse(&mut self, intent: &IntentId, report: &Report) -> Result<(), LibraryError> {
        let report = row::json(report)?;
        self.connection
            .execute(
                "UPDATE intents SET state = 'refused', report = ?2 WHERE id = ?1 AND state = 'open'",
                params![intent.as_str(), report],
            )
            .map_err(|error| self.fail(error))?;
        Ok(())
    }

    /// Counts an attempt that is about to be made: until [`Library::clear_doubt`] it may have been accepted. `false` when
    /// the intent is closed and must not be sent any more.
    ///
    /// # Errors
    /// When it is not written; then nothing may be sent.
    pub fn note_send(&mut self, intent: &IntentId, at: Timestamp) -> Result<bool, LibraryError> {
        self.connection
            .execute(
                "UPDATE intents SET sends = sends + 1, last_sent_at = ?2, doubt = 1, decision = NULL
                 WHERE id = ?1 AND state IN ('open', 'dismissed')",
                params![intent.as_str(), at.as_millisecond()],
            )
            .map(|changed| changed == 1)
            .map_err(|error| self.fail(error))
    }

    /// Notes that no attempt so far can have been accepted.
    ///
    /// # Errors
    /// When it is not written; the intent then counts as in doubt.
    pub fn clear_doubt(&mut self, intent: &IntentId) -> Result<(), LibraryError> {
        self.change(
            "UPDATE intents SET doubt = 0 WHERE id = ?1",
            params![intent.as_str()],
        )
    }

    /// Notes that an open intent waits for the person, and why, until it is sent again.
    ///
    /// # Errors
    /// When it is not written.
    pub fn set_decision(&mut self, intent: &IntentId, why: &Undecided) -> Result<(), LibraryError> {
        let why = row::json(why)?;
        self.change(
            "UPDATE intents SET decision = ?2 WHERE id = ?1 AND state = 'open'",
            params![intent.as_str(), why],
        )
    }

    /// Notes that an intent was accepted as a delivery that cannot be kept beside another one, and what it cost, in one
    /// transaction.
    ///
    /// # Errors
    /// When nothing of it was written.
    pub fn keep_clash(
        &mut self,
        intent: &IntentId,
        why: &Undecided,
        charge: Option<&Line>,
    ) -> Result<(), LibraryError> {
        let why = row::json(why)?;
        self.in_transaction(|transaction| {
            transaction.execute(
                "UPDATE intents SET decision = ?2, doubt = 1 WHERE id = ?1",
                params![intent.as_str(), why],
            )?;
            charge.map_or(Ok(()), |line| super::ledger::write(transaction, line))
        })
    }

    /// Closes an open intent as the delivery that the person says it became, and inserts that, in one transaction.
    /// `false` when the intent is not open any more; then nothing is written.
    ///
    /// # Errors
    /// When nothing of it was written. [`LibraryError::Clash`] as for [`Library::accept`].
    pub fn follow_named(
        &mut self,
        intent: &IntentId,
        delivery: &Delivery,
    ) -> Result<bool, LibraryError> {
        if let Some(whose) = self.holder(intent, delivery)? {
            return Err(LibraryError::Clash {
                delivery: delivery.id.clone(),
                whose,
            });
        }
        let mut is_open = false;
        self.in_transaction(|transaction| {
            let closed = transaction.execute(
                "UPDATE intents SET state = 'accepted', delivery = ?2, decision = NULL
                 WHERE id = ?1 AND state = 'open'",
                [intent.as_str(), delivery.id.as_str()],
            )?;
            is_open = closed == 1;
            if is_open {
                super::deliveries::insert(transaction, delivery)?;
            }
            Ok(())
        })?;
        Ok(is_open)
    }

    /// Lets an open intent go.
    ///
    /// # Errors
    /// When it is not written; the intent is then still open.
    pub fn dismiss(&mut self, intent: &IntentId) -> Result<(), LibraryError> {
        self.connection
            .execute(
                "UPDATE intents SET state = 'dismissed' WHERE id = ?1 AND state = 'open'",
                [intent.as_str()],
            )
            .map_err(|error| self.fail(error))?;
        Ok(())
    }

    /// One intent.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn intent(&self, id: &IntentId) -> Result<Option<Intent>, LibraryError> {
        self.connection
            .query_row("SELECT * FROM intents WHERE id = ?1", [id.as_str()], read)
            .optional()
            .map(Option::flatten)
            .map_err(|error| self.fail(error))
    }
}

/// `None` for a row whose brief no version of ours can have written.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Option<Intent>> {
    let id = row::id(row, "id", IntentId::new)?;
    let body: Vec<u8> = row.get("body")?;
    let Some(brief) = row::opt_json(row, "brief")?.or_else(|| brief_of(&body)) else {
        tracing::warn!(%id, "an intent cannot be read and is left alone");
        return Ok(None);
    };
    let word: String = row.get("state")?;
    let state = match word.as_str() {
        "accepted" => row::opt_id(row, "delivery", DeliveryId::new)?
            .map_or(IntentState::Dismissed, IntentState::Accepted),
        "refused" => IntentState::Refused(row::opt_json(row, "report")?.unwrap_or_else(|| {
            Report::failed(
                "The service refused this brief.",
                "Check it and run it again.",
            )
        })),
        "dismissed" => IntentState::Dismissed,
        _ => IntentState::Open,
    };
    Ok(Some(Intent {
        id,
        account: row::id(row, "account", AccountId::new)?,
        endpoint: row.get("endpoint")?,
        key: row::id(row, "key", IdempotencyKey::new)?,
        decision: decision(row, &state, &body)?,
        body,
        brief,
        folder: row::path(row, "folder")?,
        created_at: row::time(row, "created_at")?,
        sends: row.get("sends")?,
        last_sent_at: row::opt_time(row, "last_sent_at")?,
        in_doubt: row.get("doubt")?,
        over: row::opt_json(row, "over")?,
        state,
    }))
}

/// Why an open intent waits for the person. Bytes that are not those that were written down never go out under its key.
fn decision(
    row: &Row<'_>,
    state: &IntentState,
    body: &[u8],
) -> rusqlite::Result<Option<Undecided>> {
    if *state != IntentState::Open {
        return Ok(None);
    }
    let hash: String = row.get("sha256")?;
    if hash != hex(&Sha256::digest(body)) {
        return Ok(Some(Undecided::new(Why::BodyDamaged)));
    }
    row::opt_json(row, "decision")
}

/// What the bytes that were sent say.
fn brief_of(body: &[u8]) -> Option<Brief> {
    let text = std::str::from_utf8(body).ok()?;
    BriefDraft::from_json(text).ok()?.check().ok()
}
