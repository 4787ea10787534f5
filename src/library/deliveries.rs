//! Deliveries and their ads: the only memory of them.

use std::path::Path;

use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::base::report::Report;
use crate::model::ad::Ad;
use crate::model::cost::Credits;
use crate::model::delivery::{Delivery, DeliveryStatus, of_older};
use crate::model::ids::{AccountId, AdId, DeliveryId, IntentId, RequestId, RevisionId};

use super::contents::StoredDelivery;
use super::error::LibraryError;
use super::{Library, row};

impl Library {
    /// Remembers a delivery that was made elsewhere. One that is known stays as it is.
    ///
    /// # Errors
    /// When it is not written.
    pub fn adopt(&mut self, delivery: &Delivery) -> Result<(), LibraryError> {
        self.in_transaction(|transaction| insert(transaction, delivery))
    }

    /// Keeps what a look at the service brought: the delivery's state, its ads and where their files are offered.
    /// Finished files are not touched. `renamed` are ads that the service now calls otherwise; `answer` is what it said.
    ///
    /// # Errors
    /// When nothing of it was written.
    pub fn save_look(
        &mut self,
        delivery: &Delivery,
        renamed: &[(AdId, AdId)],
        answer: &str,
    ) -> Result<(), LibraryError> {
        self.in_transaction(|transaction| {
            for (old, new) in renamed {
                transaction.execute(
                    "UPDATE ads SET id = ?3 WHERE delivery = ?1 AND id = ?2",
                    [delivery.id.as_str(), old.as_str(), new.as_str()],
                )?;
            }
            transaction.execute(
                "UPDATE deliveries SET status = ?2, viewer_url = ?3, looked_at = ?4, finished_at = ?5, answer = ?6,
                     expected_files = coalesce(?7, expected_files)
                 WHERE id = ?1",
                params![
                    delivery.id.as_str(),
                    delivery.status.as_str(),
                    delivery.viewer_url,
                    delivery.looked_at.map(|time| time.as_millisecond()),
                    delivery.finished_at.map(|time| time.as_millisecond()),
                    answer,
                    delivery.expected_files
                ],
            )?;
            for ad in &delivery.ads {
                upsert_ad(transaction, &delivery.id, ad)?;
            }
            // Ads that were announced and will not come.
            let named: Vec<&str> = delivery.ads.iter().map(|ad| ad.id.as_str()).collect();
            transaction.execute(
                "DELETE FROM ads WHERE delivery = ?1 AND id NOT IN (SELECT value FROM json_each(?2))
                     AND NOT EXISTS (SELECT 1 FROM files WHERE files.delivery = ads.delivery AND files.ad = ads.id)",
                params![delivery.id.as_str(), serde_json::json!(named).to_string()],
            )?;
            Ok(())
        })
    }

    /// Notes that the service gave a delivery up, or does not know it, and in which words.
    ///
    /// # Errors
    /// When it is not written.
    pub fn fail_delivery(
        &mut self,
        delivery: &Delivery,
        failure: &Report,
    ) -> Result<(), LibraryError> {
        let failure = row::json(failure)?;
        let finished = delivery.finished_at.map(|time| time.as_millisecond());
        self.change(
            "UPDATE deliveries SET status = ?2, failure = ?3, finished_at = ?4 WHERE id = ?1",
            params![
                delivery.id.as_str(),
                delivery.status.as_str(),
                failure,
                finished
            ],
        )
    }

    /// Takes back what [`Library::fail_delivery`] noted: the service works on it after all.
    ///
    /// # Errors
    /// When it is not written.
    pub fn clear_failure(&mut self, delivery: &DeliveryId) -> Result<(), LibraryError> {
        self.change(
            "UPDATE deliveries SET failure = NULL WHERE id = ?1",
            params![delivery.as_str()],
        )
    }

    /// Notes that its end was seen soon after it came: from then on it tells how long such a one takes.
    ///
    /// # Errors
    /// When it is not written.
    pub fn note_followed(&mut self, delivery: &DeliveryId) -> Result<(), LibraryError> {
        self.change(
            "UPDATE deliveries SET followed_to_end = 1 WHERE id = ?1",
            params![delivery.as_str()],
        )
    }

    /// Fixes the brand's name for the names of files.
    ///
    /// # Errors
    /// When it is not written.
    pub fn set_brand_name(
        &mut self,
        delivery: &DeliveryId,
        name: &str,
    ) -> Result<(), LibraryError> {
        self.change(
            "UPDATE deliveries SET brand_name = ?2 WHERE id = ?1",
            params![delivery.as_str(), name],
        )
    }

    /// Files that are still to come go here.
    ///
    /// # Errors
    /// When it is not written.
    pub fn set_folder(&mut self, delivery: &DeliveryId, folder: &Path) -> Result<(), LibraryError> {
        let folder = row::path_text(folder)?;
        self.change(
            "UPDATE deliveries SET folder = ?2 WHERE id = ?1",
            params![delivery.as_str(), folder],
        )
    }

    /// Whether there is nothing left to do: every file is whole on disk and the sidecar is written.
    ///
    /// # Errors
    /// When it is not written.
    pub fn seal(&mut self, delivery: &DeliveryId, sealed: bool) -> Result<(), LibraryError> {
        self.change(
            "UPDATE deliveries SET sealed = ?2 WHERE id = ?1",
            params![delivery.as_str(), sealed],
        )
    }

    /// Notes that this version of one of its concepts is asked for: even a sealed delivery is looked at again until
    /// [`Library::end_revising`].
    ///
    /// # Errors
    /// When it is not written.
    pub fn begin_revising(
        &mut self,
        delivery: &DeliveryId,
        revision: &RevisionId,
    ) -> Result<(), LibraryError> {
        self.change(
            "INSERT INTO revising (delivery, revision) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![delivery.as_str(), revision.as_str()],
        )
    }

    /// Notes that this version is whole on disk, or is not kept. Others that are on their way stay noted.
    ///
    /// # Errors
    /// When it is not written.
    pub fn end_revising(
        &mut self,
        delivery: &DeliveryId,
        revision: &RevisionId,
    ) -> Result<(), LibraryError> {
        self.change(
            "DELETE FROM revising WHERE delivery = ?1 AND revision = ?2",
            params![delivery.as_str(), revision.as_str()],
        )
    }

    /// What the service said at acceptance and at the last look, as it said it.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn answers(
        &self,
        delivery: &DeliveryId,
    ) -> Result<(Option<String>, Option<String>), LibraryError> {
        self.connection
            .query_row(
                "SELECT accepted, answer FROM deliveries WHERE id = ?1",
                [delivery.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|error| self.fail(error))
    }

    /// Adds animation prompts that an account was seen to know.
    ///
    /// # Errors
    /// When nothing of it was written.
    pub fn learn(&mut self, account: &AccountId, prompts: &[String]) -> Result<(), LibraryError> {
        self.in_transaction(|transaction| {
            for prompt in prompts {
                transaction.execute(
                    "INSERT INTO prompts (account, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    [account.as_str(), prompt],
                )?;
            }
            Ok(())
        })
    }

    pub(super) fn change(
        &mut self,
        sql: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<(), LibraryError> {
        self.connection
            .execute(sql, values)
            .map(|_| ())
            .map_err(|error| self.fail(error))
    }

    pub(super) fn in_transaction(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), LibraryError> {
        let done = self.connection.transaction().and_then(|transaction| {
            work(&transaction)?;
            transaction.commit()
        });
        done.map_err(|error| self.fail(error))
    }
}

/// A delivery that is known already (adopted by id, and now found to be the answer to an intent) gains what is new.
pub(super) fn insert(transaction: &Transaction<'_>, delivery: &Delivery) -> rusqlite::Result<()> {
    let text = |error: LibraryError| rusqlite::Error::ToSqlConversionFailure(error.into());
    let brief = delivery
        .brief
        .as_ref()
        .map(row::json)
        .transpose()
        .map_err(text)?;
    transaction.execute(
        "INSERT INTO deliveries (id, account, intent, brief, brand_name, request_id, status, credits_charged,
             expected_files, viewer_url, folder, created_at, looked_at, finished_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (id) DO UPDATE SET
             intent = coalesce(intent, excluded.intent),
             brief = coalesce(brief, excluded.brief),
             request_id = coalesce(request_id, excluded.request_id),
             credits_charged = coalesce(credits_charged, excluded.credits_charged),
             expected_files = coalesce(expected_files, excluded.expected_files)",
        params![
            delivery.id.as_str(),
            delivery.account.as_str(),
            delivery.intent.as_ref().map(IntentId::as_str),
            brief,
            delivery.brand_name,
            delivery.request_id.as_ref().map(RequestId::as_str),
            delivery.status.as_str(),
            delivery.credits_charged.map(|credits| credits.0),
            delivery.expected_files,
            delivery.viewer_url,
            row::path_text(&delivery.folder).map_err(text)?,
            delivery.created_at.as_millisecond(),
            delivery.looked_at.map(|time| time.as_millisecond()),
            delivery.finished_at.map(|time| time.as_millisecond()),
        ],
    )?;
    for ad in &delivery.ads {
        upsert_ad(transaction, &delivery.id, ad)?;
    }
    Ok(())
}

fn upsert_ad(
    transaction: &Transaction<'_>,
    delivery: &DeliveryId,
    ad: &Ad,
) -> rusqlite::Result<()> {
    // Ten thousand in one answer: each statement is read once.
    let mut statement = transaction.prepare_cached(
        "INSERT INTO ads (delivery, id, concept, orientation, headline, note, version, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (delivery, id) DO UPDATE SET concept = excluded.concept, orientation = excluded.orientation,
             headline = excluded.headline, note = excluded.note,
             made_at = coalesce(excluded.made_at, made_at)",
    )?;
    statement.execute(params![
        delivery.as_str(),
        ad.id.as_str(),
        ad.index,
        ad.orientation.as_str(),
        ad.headline,
        ad.note,
        ad.version,
        ad.made_at.map(|at| at.as_millisecond())
    ])?;
    let mut statement = transaction.prepare_cached(
        "INSERT INTO files (delivery, ad, kind, url) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (delivery, ad, kind) DO UPDATE SET url = excluded.url",
    )?;
    for asset in &ad.assets {
        statement.execute(params![
            delivery.as_str(),
            ad.id.as_str(),
            asset.kind.as_str(),
            asset.url
        ])?;
    }
    Ok(())
}

/// A delivery without its ads and versions.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<StoredDelivery> {
    let status: String = row.get("status")?;
    Ok(StoredDelivery {
        delivery: Delivery {
            id: row::id(row, "id", DeliveryId::new)?,
            account: row::id(row, "account", AccountId::new)?,
            intent: row::opt_id(row, "intent", IntentId::new)?,
            brief: row::opt_json(row, "brief")?,
            brand_name: row.get("brand_name")?,
            request_id: row::opt_id(row, "request_id", RequestId::new)?,
            status: DeliveryStatus::from(status),
            credits_charged: row.get::<_, Option<i64>>("credits_charged")?.map(Credits),
            expected_files: row.get("expected_files")?,
            viewer_url: row.get("viewer_url")?,
            folder: row::path(row, "folder")?,
            created_at: row::time(row, "created_at")?,
            looked_at: row::opt_time(row, "looked_at")?,
            finished_at: row::opt_time(row, "finished_at")?,
            ads: Vec::new(),
        },
        failure: row::opt_json(row, "failure")?.map(of_older),
        sealed: row.get("sealed")?,
        followed: row.get("followed_to_end")?,
        revising: Vec::new(),
    })
}
