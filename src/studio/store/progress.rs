//! The life of a delivery after its promise. Every step checks the state that it leaves, so a late or repeated step
//! changes nothing.

use rusqlite::{Transaction, params};

use crate::model::ad::{MediaKind, Orientation};
use crate::model::brief::Format;
use crate::model::ids::{AdId, DeliveryId};
use crate::studio::dice;
use crate::studio::order::{Concept, ORIENTATIONS, Order};
use crate::wire::webhook;

use super::ledger::{self, EntryKind};
use super::outbox;
use super::{MediaState, Store, StoreError};

/// A delivery that is not yet finished, as a start of the program finds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// Which.
    pub id: DeliveryId,
    /// The unguessable part of its addresses; also the name of its folder.
    pub token: String,
    /// All chance in its ads comes from it.
    pub seed: u64,
    /// What to make.
    pub order: Order,
}

/// One file that is to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct AdToMake {
    /// Its row.
    pub id: AdId,
    /// Which of the two.
    pub orientation: Orientation,
    /// Still or film.
    pub kind: MediaKind,
    /// What it says and looks like.
    pub concept: Concept,
}

impl Store {
    /// Every delivery that is not finished, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pending(&self) -> Result<Vec<Pending>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT id, token, seed, wanted FROM delivery
             WHERE status NOT IN ('completed', 'failed') ORDER BY created_at, rowid",
        )?;
        let mut rows = query.query([])?;
        let mut pending = Vec::new();
        while let Some(row) = rows.next()? {
            pending.push(Pending {
                id: DeliveryId::new(row.get::<_, String>(0)?),
                token: row.get(1)?,
                seed: u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0),
                order: serde_json::from_str(&row.get::<_, String>(3)?)?,
            });
        }
        Ok(pending)
    }

    /// Attaches the ads with their copy: `queued` → `processing`. Does nothing if they are attached already.
    ///
    /// # Errors
    /// When the store fails.
    pub fn attach(
        &self,
        id: &DeliveryId,
        format: Format,
        concepts: &[Concept],
    ) -> Result<(), StoreError> {
        let film = match format {
            Format::Static => MediaState::None,
            Format::Full => MediaState::Queued,
        };
        self.write(|t| {
            let changed = t.execute(
                "UPDATE delivery SET status = 'processing', raw_status = '2. Copy written' WHERE id = ?1 AND status = 'queued'",
                [id.as_str()],
            )?;
            if changed == 0 {
                return Ok(());
            }
            for concept in concepts {
                let plan = serde_json::to_string(concept)?;
                for orientation in &ORIENTATIONS {
                    t.execute(
                        "INSERT INTO ad (id, delivery, concept, orientation, plan, headline, status, film)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', ?7)",
                        params![
                            dice::fresh_id(),
                            id.as_str(),
                            concept.index,
                            orientation.as_str(),
                            plan,
                            concept.copy.headline,
                            film.as_str()
                        ],
                    )?;
                }
            }
            Ok(())
        })
    }

    /// Whether the copy is written and attached.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_written(&self, id: &DeliveryId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM ad WHERE delivery = ?1)";
        let is_written = self
            .connection()
            .query_row(sql, [id.as_str()], |row| row.get(0))?;
        Ok(is_written)
    }

    /// `processing` → `rendering`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn start_rendering(&self, id: &DeliveryId) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE delivery SET status = 'rendering', raw_status = '3. In render' WHERE id = ?1 AND status = 'processing'",
                [id.as_str()],
            )?;
            Ok(())
        })
    }

    /// The files that are still to be made: every still, then every film, each in the order of the concepts.
    ///
    /// # Errors
    /// When the store fails.
    pub fn to_make(&self, id: &DeliveryId) -> Result<Vec<AdToMake>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT id, orientation, plan, 0 AS is_film, concept FROM ad WHERE delivery = ?1 AND status = 'queued'
             UNION ALL
             SELECT id, orientation, plan, 1, concept FROM ad WHERE delivery = ?1 AND film = 'queued'
             ORDER BY is_film, concept, orientation DESC",
        )?;
        let mut rows = query.query([id.as_str()])?;
        let mut ads = Vec::new();
        while let Some(row) = rows.next()? {
            ads.push(AdToMake {
                id: AdId::new(row.get::<_, String>(0)?),
                orientation: Orientation::from(row.get::<_, String>(1)?),
                kind: if row.get(3)? {
                    MediaKind::Video
                } else {
                    MediaKind::Still
                },
                concept: serde_json::from_str(&row.get::<_, String>(2)?)?,
            });
        }
        Ok(ads)
    }

    /// Notes a file that is whole; with the last one the delivery is completed. Says whether it was the last.
    ///
    /// # Errors
    /// When the store fails.
    pub fn rendered(
        &self,
        delivery: &DeliveryId,
        ad: &AdId,
        kind: MediaKind,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let sql = match kind {
            MediaKind::Still => {
                "UPDATE ad SET status = 'rendered' WHERE id = ?1 AND status = 'queued'"
            }
            MediaKind::Video => "UPDATE ad SET film = 'rendered' WHERE id = ?1 AND film = 'queued'",
        };
        self.write(|t| {
            t.execute(sql, [ad.as_str()])?;
            complete(t, delivery, now)
        })
    }

    /// Completes a delivery whose every file is made, as one that was interrupted after its last file.
    ///
    /// # Errors
    /// When the store fails.
    pub fn complete_if_done(&self, delivery: &DeliveryId) -> Result<bool, StoreError> {
        let now = self.now();
        self.write(|t| complete(t, delivery, now))
    }

    /// Gives a delivery up and refunds it. Says whether it was open until now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn fail(&self, id: &DeliveryId, why: &str) -> Result<bool, StoreError> {
        let now = self.now();
        self.write(|t| {
            let changed = t.execute(
                "UPDATE delivery SET status = 'failed', raw_status = ?2, finished_at = ?3
                 WHERE id = ?1 AND status NOT IN ('completed', 'failed')",
                params![id.as_str(), format!("Failed: {why}"), now],
            )?;
            if changed == 0 {
                return Ok(false);
            }
            let sql = "SELECT credits FROM delivery WHERE id = ?1";
            let credits: i64 = t.query_row(sql, [id.as_str()], |row| row.get(0))?;
            ledger::add(t, EntryKind::Refund, credits, Some(id), now)?;
            outbox::owe(t, id, webhook::FAILED, now)?;
            Ok(true)
        })
    }
}

fn complete(t: &Transaction<'_>, id: &DeliveryId, now: i64) -> Result<bool, StoreError> {
    let changed = t.execute(
        "UPDATE delivery SET status = 'completed', raw_status = '4. Done', finished_at = ?2
         WHERE id = ?1 AND status = 'rendering'
           AND NOT EXISTS (SELECT 1 FROM ad WHERE delivery = ?1 AND (status <> 'rendered' OR film = 'queued'))",
        params![id.as_str(), now],
    )?;
    if changed == 1 {
        outbox::owe(t, id, webhook::COMPLETED, now)?;
    }
    Ok(changed == 1)
}
