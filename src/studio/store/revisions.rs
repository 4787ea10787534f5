//! Revisions: versions that a person made of a delivered concept. The delivered ads are never touched by them.
//!
//! A revision is promised in one transaction under an id of the caller's, so that a repeat is the same revision. Nothing
//! is debited for it.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::base::clock::Timestamp;
use crate::model::ad::{MediaKind, Orientation};
use crate::model::brief::Format;
use crate::model::ids::{AdId, DeliveryId, RevisionId};
use crate::model::revision::MAX_VERSIONS;
use crate::studio::dice;
use crate::studio::order::{Concept, ORIENTATIONS, Order};

use super::{MediaState, Store, StoreError, time};

/// A delivered concept, to be revised.
#[derive(Clone, Debug, PartialEq)]
pub struct ConceptRecord {
    /// Its delivery.
    pub delivery: DeliveryId,
    /// The unguessable part of the delivery's addresses.
    pub token: String,
    /// What was ordered.
    pub order: Order,
    /// What its ads say and look like.
    pub concept: Concept,
    /// What was made of it so far, oldest first.
    pub revisions: Vec<RevisionRecord>,
}

/// A version as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionRecord {
    /// Of the caller's.
    pub id: RevisionId,
    /// From 2.
    pub version: u32,
    /// What its ads say and look like.
    pub concept: Concept,
    /// `#RRGGBB`.
    pub palette: Vec<String>,
    /// When it was kept.
    pub created_at: Timestamp,
    /// Its ads, vertical first.
    pub ads: Vec<RevisionAd>,
}

/// One ad of a version.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionAd {
    /// Its id.
    pub id: AdId,
    /// Which of the two.
    pub orientation: Orientation,
    /// Its still.
    pub still: MediaState,
    /// Its film.
    pub film: MediaState,
    /// Why a file of it could not be made.
    pub why: Option<String>,
}

/// A version that is about to be kept.
#[derive(Clone, Debug)]
pub struct NewRevision {
    /// Of the caller's; a repeat bears the same.
    pub id: RevisionId,
    /// Whose.
    pub delivery: DeliveryId,
    /// What its ads say and look like; its index says which concept it is of.
    pub concept: Concept,
    /// `#RRGGBB`.
    pub palette: Vec<String>,
    /// Whether a film belongs to it.
    pub format: Format,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Keeping {
    /// It is kept, now or already.
    Kept {
        /// As it stands.
        record: Box<RevisionRecord>,
        /// Whether it was not there before.
        is_new: bool,
    },
    /// The id names another revision.
    Other,
    /// The concept has as many versions as it may have.
    Full,
}

/// A file of a version that is to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionFile {
    /// The row of the ad.
    pub ad: AdId,
    /// Its delivery.
    pub delivery: DeliveryId,
    /// The unguessable part of the delivery's addresses.
    pub token: String,
    /// What was ordered.
    pub order: Order,
    /// From 2.
    pub version: u32,
    /// What it says and looks like.
    pub concept: Concept,
    /// `#RRGGBB`.
    pub palette: Vec<String>,
    /// Which of the two.
    pub orientation: Orientation,
    /// Still or film.
    pub kind: MediaKind,
}

impl Store {
    /// A concept whose copy is written.
    ///
    /// # Errors
    /// When the store fails.
    pub fn concept(&self, delivery: &str, index: u32) -> Result<Option<ConceptRecord>, StoreError> {
        let connection = self.connection();
        let t = connection.unchecked_transaction()?;
        let found: Option<(String, String, String)> = t
            .prepare_cached(
                "SELECT d.token, d.wanted, a.plan FROM ad a JOIN delivery d ON d.id = a.delivery
                 WHERE a.delivery = ?1 AND a.concept = ?2 LIMIT 1",
            )?
            .query_row(params![delivery, index], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((token, wanted, plan)) = found else {
            return Ok(None);
        };
        let delivery = DeliveryId::new(delivery);
        let mut revisions = of_delivery(&t, &delivery)?;
        revisions.retain(|revision| revision.concept.index == index);
        Ok(Some(ConceptRecord {
            token,
            order: serde_json::from_str(&wanted)?,
            concept: serde_json::from_str(&plan)?,
            revisions,
            delivery,
        }))
    }

    /// Keeps a version, or finds that it is kept already.
    ///
    /// # Errors
    /// When the store fails; then nothing is kept.
    pub fn keep_revision(&self, new: &NewRevision) -> Result<Keeping, StoreError> {
        let now = self.now();
        let plan = serde_json::to_string(&new.concept)?;
        let palette = serde_json::to_string(&new.palette)?;
        self.write(|t| {
            if let Some(delivery) = owner(t, &new.id)? {
                let known = of_delivery(t, &delivery)?.into_iter();
                let same = known.filter(|it| {
                    delivery == new.delivery && it.concept == new.concept && it.palette == new.palette
                });
                return Ok(match same.into_iter().find(|it| it.id == new.id) {
                    Some(record) => Keeping::Kept {
                        record: Box::new(record),
                        is_new: false,
                    },
                    None => Keeping::Other,
                });
            }
            let sql = "SELECT coalesce(max(version), 1) + 1 FROM revision WHERE delivery = ?1 AND concept = ?2";
            let version: u32 = t.query_row(
                sql,
                params![new.delivery.as_str(), new.concept.index],
                |row| row.get(0),
            )?;
            if version > MAX_VERSIONS {
                return Ok(Keeping::Full);
            }
            t.execute(
                "INSERT INTO revision (id, delivery, concept, version, plan, palette, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    new.id.as_str(),
                    new.delivery.as_str(),
                    new.concept.index,
                    version,
                    plan,
                    palette,
                    now
                ],
            )?;
            let film = match new.format {
                Format::Static => MediaState::None,
                Format::Full => MediaState::Queued,
            };
            for orientation in &ORIENTATIONS {
                t.execute(
                    "INSERT INTO revision_ad (id, revision, orientation, still, film)
                     VALUES (?1, ?2, ?3, 'queued', ?4)",
                    params![
                        dice::fresh_id(),
                        new.id.as_str(),
                        orientation.as_str(),
                        film.as_str()
                    ],
                )?;
            }
            let kept = of_delivery(t, &new.delivery)?.into_iter();
            let record = kept.into_iter().find(|it| it.id == new.id);
            let record = record.ok_or_else(|| {
                StoreError::Damaged("a revision vanished while it was written".into())
            })?;
            Ok(Keeping::Kept {
                record: Box::new(record),
                is_new: true,
            })
        })
    }

    /// The files of versions that are still to be made, of one version or of all: every still, then every film, oldest
    /// first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn revision_files(&self, of: Option<&RevisionId>) -> Result<Vec<RevisionFile>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT a.id, r.delivery, d.token, d.wanted, r.version, r.plan, r.palette, a.orientation, k.is_film
             FROM revision_ad a
             JOIN revision r ON r.id = a.revision
             JOIN delivery d ON d.id = r.delivery
             JOIN (SELECT 0 AS is_film UNION SELECT 1) k
               ON (k.is_film = 0 AND a.still = 'queued') OR (k.is_film = 1 AND a.film = 'queued')
             WHERE (a.still = 'queued' OR a.film = 'queued') AND (?1 IS NULL OR r.id = ?1)
             ORDER BY k.is_film, r.created_at, r.rowid, a.orientation DESC",
        )?;
        let mut rows = query.query([of.map(RevisionId::as_str)])?;
        let mut files = Vec::new();
        while let Some(row) = rows.next()? {
            files.push(RevisionFile {
                ad: AdId::new(row.get::<_, String>(0)?),
                delivery: DeliveryId::new(row.get::<_, String>(1)?),
                token: row.get(2)?,
                order: serde_json::from_str(&row.get::<_, String>(3)?)?,
                version: row.get(4)?,
                concept: serde_json::from_str(&row.get::<_, String>(5)?)?,
                palette: serde_json::from_str(&row.get::<_, String>(6)?)?,
                orientation: Orientation::from(row.get::<_, String>(7)?),
                kind: if row.get(8)? {
                    MediaKind::Video
                } else {
                    MediaKind::Still
                },
            });
        }
        Ok(files)
    }

    /// Notes a file of a version that is whole, or, with a reason, one that could not be made.
    ///
    /// # Errors
    /// When the store fails.
    pub fn revision_file_ended(
        &self,
        ad: &AdId,
        kind: MediaKind,
        why_not: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = match kind {
            MediaKind::Still => {
                "UPDATE revision_ad SET still = ?2, why = coalesce(?3, why) WHERE id = ?1 AND still = 'queued'"
            }
            MediaKind::Video => {
                "UPDATE revision_ad SET film = ?2, why = coalesce(?3, why) WHERE id = ?1 AND film = 'queued'"
            }
        };
        let state = match why_not {
            None => MediaState::Rendered,
            Some(_) => MediaState::Failed,
        };
        self.write(|t| {
            t.execute(sql, params![ad.as_str(), state.as_str(), why_not])?;
            Ok(())
        })
    }
}

fn owner(t: &Transaction<'_>, id: &RevisionId) -> Result<Option<DeliveryId>, StoreError> {
    let sql = "SELECT delivery FROM revision WHERE id = ?1";
    let found: Option<String> = t
        .query_row(sql, [id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.map(DeliveryId::new))
}

/// The revisions of a delivery, by concept, oldest first.
pub(super) fn of_delivery(
    connection: &Connection,
    delivery: &DeliveryId,
) -> Result<Vec<RevisionRecord>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT r.id, r.version, r.plan, r.palette, r.created_at, a.id, a.orientation, a.still, a.film, a.why
         FROM revision r JOIN revision_ad a ON a.revision = r.id
         WHERE r.delivery = ?1 ORDER BY r.concept, r.version, a.orientation DESC",
    )?;
    let mut rows = query.query([delivery.as_str()])?;
    let mut revisions: Vec<RevisionRecord> = Vec::new();
    while let Some(row) = rows.next()? {
        let ad = RevisionAd {
            id: AdId::new(row.get::<_, String>(5)?),
            orientation: Orientation::from(row.get::<_, String>(6)?),
            still: MediaState::read(&row.get::<_, String>(7)?),
            film: MediaState::read(&row.get::<_, String>(8)?),
            why: row.get(9)?,
        };
        let id = RevisionId::new(row.get::<_, String>(0)?);
        match revisions.last_mut() {
            Some(last) if last.id == id => last.ads.push(ad),
            _ => revisions.push(RevisionRecord {
                id,
                version: row.get(1)?,
                concept: serde_json::from_str(&row.get::<_, String>(2)?)?,
                palette: serde_json::from_str(&row.get::<_, String>(3)?)?,
                created_at: time(row.get(4)?),
                ads: vec![ad],
            }),
        }
    }
    Ok(revisions)
}
