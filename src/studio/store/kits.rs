//! Brand kits: one document each, every change a new version. A version stays for as long as it is the newest, a
//! delivery was ordered with it, or somebody may just be ordering with it.

use std::time::Duration;

use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::base::clock::Timestamp;
use crate::model::ids::{BrandId, DeliveryId};
use crate::model::kit::Kit;

use super::{Store, StoreError, time};

/// How long a version that nobody needs is kept for an order that is on its way.
const GRACE: Duration = Duration::from_secs(10 * 60);

/// A kit and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct KitRow {
    /// The newest version.
    pub kit: Kit,
    /// Whether the person made it the default.
    pub is_default: bool,
    /// Whether it is put away.
    pub is_hidden: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When ads could first be made with it.
    pub onboarded_at: Option<Timestamp>,
}

/// What became of a kit that was to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Put {
    /// Written, or the same as before; the version is the newest.
    Done {
        /// As it stands now.
        row: Box<KitRow>,
        /// Whether there was none of that id.
        is_new: bool,
    },
    /// It was changed by somebody else since the version that this change rests on.
    Stale(Box<KitRow>),
    /// There are as many kits as there may be.
    Full,
}

impl Store {
    /// Every kit, hidden ones too, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn kits(&self) -> Result<Vec<KitRow>, StoreError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached(&format!("{SELECT} ORDER BY b.created_at, b.rowid"))?;
        let mut rows = query.query([])?;
        let mut kits = Vec::new();
        while let Some(row) = rows.next()? {
            kits.push(kit_row(row)?);
        }
        Ok(kits)
    }

    /// The kit of that id, hidden or not.
    ///
    /// # Errors
    /// When the store fails.
    pub fn kit(&self, id: &BrandId) -> Result<Option<KitRow>, StoreError> {
        self.write(|t| find(t, id))
    }

    /// Writes a kit as its next version. `kit.version` is the version that the change rests on; 0 means whatever stands.
    /// `is_ready` says whether ads can be made with it.
    ///
    /// # Errors
    /// When the store fails; then the kit is what it was before.
    pub fn put_kit(&self, kit: &Kit, is_ready: bool, most: usize) -> Result<Put, StoreError> {
        let now = self.now();
        self.write(|t| {
            let found = find(t, &kit.brand_id)?;
            if let Some(row) = &found {
                let mut same = kit.clone();
                same.version = row.kit.version;
                if same == row.kit {
                    // A repeat of what was written already.
                    return Ok(Put::Done {
                        row: Box::new(row.clone()),
                        is_new: false,
                    });
                }
                if kit.version != 0 && kit.version != row.kit.version {
                    return Ok(Put::Stale(Box::new(row.clone())));
                }
            } else if count(t)? >= most {
                return Ok(Put::Full);
            }
            write_version(t, kit, is_ready, now)?;
            forget_old(t, now)?;
            let row = find(t, &kit.brand_id)?
                .ok_or_else(|| StoreError::Damaged("a kit vanished while it was written".into()))?;
            Ok(Put::Done {
                row: Box::new(row),
                is_new: found.is_none(),
            })
        })
    }

    /// Writes a kit if there is none of that id. Says whether it did.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seed_kit(&self, kit: &Kit) -> Result<bool, StoreError> {
        let now = self.now();
        self.write(|t| {
            if find(t, &kit.brand_id)?.is_some() {
                return Ok(false);
            }
            write_version(t, kit, true, now)?;
            Ok(true)
        })
    }

    /// Puts a kit away or brings it back.
    ///
    /// # Errors
    /// When the store fails.
    pub fn hide_kit(&self, id: &BrandId, is_hidden: bool) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE brand SET is_hidden = ?2, is_default = CASE WHEN ?2 THEN 0 ELSE is_default END WHERE id = ?1",
                params![id.as_str(), is_hidden],
            )?;
            Ok(())
        })
    }

    /// Forgets a kit. What was ordered with it stays possible. Says whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove_kit(&self, id: &BrandId) -> Result<bool, StoreError> {
        let now = self.now();
        self.write(|t| {
            let gone = t.execute("DELETE FROM brand WHERE id = ?1", [id.as_str()])?;
            forget_old(t, now)?;
            Ok(gone > 0)
        })
    }

    /// Makes a kit the default. Says whether there is one of that id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn make_default(&self, id: &BrandId) -> Result<bool, StoreError> {
        self.write(|t| {
            if find(t, id)?.is_none_or(|row| row.is_hidden) {
                return Ok(false);
            }
            t.execute("UPDATE brand SET is_default = 0 WHERE is_default = 1", [])?;
            t.execute(
                "UPDATE brand SET is_default = 1 WHERE id = ?1",
                [id.as_str()],
            )?;
            Ok(true)
        })
    }

    /// The kit that a delivery was ordered with; `None` for one that keeps none.
    ///
    /// # Errors
    /// When the store fails.
    pub fn kit_of(&self, delivery: &DeliveryId) -> Result<Option<Kit>, StoreError> {
        let connection = self.connection();
        let found: Option<(String, i64)> = connection
            .prepare_cached(
                "SELECT k.document, k.version FROM delivery_kit d
                 JOIN kit k ON k.brand = d.brand AND k.version = d.version WHERE d.delivery = ?1",
            )?
            .query_row([delivery.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        found
            .map(|(document, version)| read_kit(&document, version))
            .transpose()
    }
}

const SELECT: &str =
    "SELECT k.document, b.version, b.is_default, b.is_hidden, b.created_at, b.onboarded_at
    FROM brand b JOIN kit k ON k.brand = b.id AND k.version = b.version";

fn find(t: &Transaction<'_>, id: &BrandId) -> Result<Option<KitRow>, StoreError> {
    let mut query = t.prepare_cached(&format!("{SELECT} WHERE b.id = ?1"))?;
    let mut rows = query.query([id.as_str()])?;
    rows.next()?.map(kit_row).transpose()
}

fn kit_row(row: &Row<'_>) -> Result<KitRow, StoreError> {
    Ok(KitRow {
        kit: read_kit(&row.get::<_, String>(0)?, row.get(1)?)?,
        is_default: row.get(2)?,
        is_hidden: row.get(3)?,
        created_at: time(row.get(4)?),
        onboarded_at: row.get::<_, Option<i64>>(5)?.map(time),
    })
}

fn read_kit(document: &str, version: i64) -> Result<Kit, StoreError> {
    let mut kit: Kit = serde_json::from_str(document)?;
    kit.version = u64::try_from(version).unwrap_or(0);
    Ok(kit)
}

fn count(t: &Transaction<'_>) -> Result<usize, StoreError> {
    let count: i64 = t.query_row("SELECT count(*) FROM brand", [], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

fn write_version(
    t: &Transaction<'_>,
    kit: &Kit,
    is_ready: bool,
    now: i64,
) -> Result<(), StoreError> {
    let id = kit.brand_id.as_str();
    // Above every version that was ever kept, so that a brand that was deleted and made again repeats none.
    let sql = "SELECT coalesce(max(version), 0) + 1 FROM kit WHERE brand = ?1";
    let version: i64 = t.query_row(sql, [id], |row| row.get(0))?;
    let mut written = kit.clone();
    written.version = u64::try_from(version).unwrap_or(0);
    t.execute(
        "INSERT INTO kit (brand, version, document, written_at) VALUES (?1, ?2, ?3, ?4)",
        params![id, version, serde_json::to_string(&written)?, now],
    )?;
    for picture in kit.pictures() {
        t.execute(
            "INSERT OR IGNORE INTO kit_picture (brand, version, picture) VALUES (?1, ?2, ?3)",
            params![id, version, picture.as_str()],
        )?;
    }
    t.execute(
        "INSERT INTO brand (id, version, is_default, is_hidden, created_at, onboarded_at)
         VALUES (?1, ?2, 0, 0, ?3, CASE WHEN ?4 THEN ?3 END)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version,
             onboarded_at = coalesce(onboarded_at, excluded.onboarded_at)",
        params![id, version, now, is_ready],
    )?;
    Ok(())
}

/// Holds on to the version that a delivery is ordered with. One that is gone by now is replaced by the newest.
pub(super) fn pin(
    t: &Transaction<'_>,
    delivery: &DeliveryId,
    brand: &BrandId,
    version: u64,
) -> Result<(), StoreError> {
    t.execute(
        "INSERT INTO delivery_kit (delivery, brand, version)
         SELECT ?1, brand, version FROM kit WHERE brand = ?2 ORDER BY version = ?3 DESC, version DESC LIMIT 1",
        params![
            delivery.as_str(),
            brand.as_str(),
            i64::try_from(version).unwrap_or(i64::MAX)
        ],
    )?;
    Ok(())
}

fn forget_old(t: &Transaction<'_>, now: i64) -> Result<(), StoreError> {
    let grace = i64::try_from(GRACE.as_millis()).unwrap_or(i64::MAX);
    t.execute(
        "DELETE FROM kit WHERE written_at <= ?1
           AND NOT EXISTS (SELECT 1 FROM brand b WHERE b.id = kit.brand AND b.version = kit.version)
           AND NOT EXISTS (SELECT 1 FROM delivery_kit d WHERE d.brand = kit.brand AND d.version = kit.version)",
        [now.saturating_sub(grace)],
    )?;
    Ok(())
}
