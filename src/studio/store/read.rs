//! Reading a delivery back, by its id or by the unguessable part of its addresses.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::base::clock::Timestamp;
use crate::model::ad::Orientation;
use crate::model::delivery::DeliveryStatus;
use crate::model::ids::{AdId, DeliveryId, RequestId};

use super::revisions::{self, RevisionRecord};
use super::{Store, StoreError, time};

/// A delivery as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRecord {
    /// Its id.
    pub id: DeliveryId,
    /// The unguessable part of its addresses.
    pub token: String,
    /// Trace id.
    pub request_id: RequestId,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// The same in finer words.
    pub raw_status: String,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Whether a person ended it early.
    pub is_cancelled: bool,
    /// Its ads as they were delivered, by concept, vertical first.
    pub ads: Vec<AdRecord>,
    /// What a person made of them, by concept, oldest first.
    pub revisions: Vec<RevisionRecord>,
}

/// One ad as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct AdRecord {
    /// Its id.
    pub id: AdId,
    /// 1-based number of the concept.
    pub index: u32,
    /// Which of the two.
    pub orientation: Orientation,
    /// Its headline.
    pub headline: String,
    /// Why it does not say what was asked for.
    pub note: Option<String>,
    /// Its still.
    pub still: MediaState,
    /// Its film.
    pub film: MediaState,
}

impl AdRecord {
    /// Whether every file that it will have is whole.
    pub fn is_rendered(&self) -> bool {
        self.still == MediaState::Rendered && self.film != MediaState::Queued
    }
}

/// How far a file of an ad is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaState {
    /// It was not ordered.
    None,
    /// It is still to be made.
    Queued,
    /// It is whole.
    Rendered,
    /// It could not be made.
    Failed,
}

impl MediaState {
    /// The word in the store.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Queued => "queued",
            Self::Rendered => "rendered",
            Self::Failed => "failed",
        }
    }

    pub(super) fn read(word: &str) -> Self {
        match word {
            "failed" => Self::Failed,
            "rendered" => Self::Rendered,
            "queued" => Self::Queued,
            _ => Self::None,
        }
    }
}

impl Store {
    /// The delivery of that id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn delivery(&self, id: &str) -> Result<Option<DeliveryRecord>, StoreError> {
        read(&self.connection(), "id = ?1", id)
    }

    /// The delivery with that token.
    ///
    /// # Errors
    /// When the store fails.
    pub fn delivery_of_token(&self, token: &str) -> Result<Option<DeliveryRecord>, StoreError> {
        read(&self.connection(), "token = ?1", token)
    }
}

fn read(
    connection: &Connection,
    condition: &str,
    value: &str,
) -> Result<Option<DeliveryRecord>, StoreError> {
    // One read transaction, so that status and ads are of the same moment.
    let t = connection.unchecked_transaction()?;
    let sql = format!(
        "SELECT id, token, request_id, status, raw_status, created_at, finished_at, cancelled_at IS NOT NULL FROM delivery WHERE {condition}"
    );
    let found = t
        .prepare_cached(&sql)?
        .query_row([value], delivery)
        .optional()?;
    let Some(mut record) = found else {
        return Ok(None);
    };
    let mut query = t.prepare_cached(
        "SELECT id, concept, orientation, headline, status, json_extract(plan, '$.note'), film FROM ad WHERE delivery = ?1 ORDER BY concept, orientation DESC",
    )?;
    let ads = query.query_map([record.id.as_str()], ad)?;
    record.ads = ads.collect::<Result<_, _>>()?;
    record.revisions = revisions::of_delivery(&t, &record.id)?;
    Ok(Some(record))
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<DeliveryRecord> {
    Ok(DeliveryRecord {
        id: DeliveryId::new(row.get::<_, String>(0)?),
        token: row.get(1)?,
        request_id: RequestId::new(row.get::<_, String>(2)?),
        status: DeliveryStatus::from(row.get::<_, String>(3)?),
        raw_status: row.get(4)?,
        created_at: time(row.get(5)?),
        finished_at: row.get::<_, Option<i64>>(6)?.map(time),
        is_cancelled: row.get(7)?,
        ads: Vec::new(),
        revisions: Vec::new(),
    })
}

fn ad(row: &Row<'_>) -> rusqlite::Result<AdRecord> {
    Ok(AdRecord {
        id: AdId::new(row.get::<_, String>(0)?),
        index: row.get(1)?,
        orientation: Orientation::from(row.get::<_, String>(2)?),
        headline: row.get(3)?,
        note: row.get(5)?,
        still: MediaState::read(&row.get::<_, String>(4)?),
        film: MediaState::read(&row.get::<_, String>(6)?),
    })
}
