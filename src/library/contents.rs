//! Everything in the library, read once at the start.

use std::collections::{BTreeMap, HashMap};

use crate::base::report::Report;
use crate::model::ad::{Ad, Asset, MediaKind, Orientation};
use crate::model::delivery::{Delivery, Intent};
use crate::model::ids::{AccountId, AdId, DeliveryId, RevisionId};

use super::error::LibraryError;
use super::{Library, deliveries, files, intents, row};

/// What the library remembers of paid work.
#[derive(Debug, Default)]
pub struct Contents {
    /// Every intent, oldest first.
    pub intents: Vec<Intent>,
    /// Every delivery with its ads, oldest first.
    pub deliveries: Vec<StoredDelivery>,
    /// Animation prompts that each account was seen to know.
    pub prompts: BTreeMap<AccountId, Vec<String>>,
}

/// A delivery and what only the library knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// Why it failed, if it did.
    pub failure: Option<Report>,
    /// Nothing is left to do.
    pub sealed: bool,
    /// Its end was seen soon after it came, so that it tells how long such a one takes.
    pub followed: bool,
    /// Versions of its concepts that were asked for and are not known to be whole on disk.
    pub revising: Vec<RevisionId>,
}

impl Library {
    /// Reads everything.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn load(&self) -> Result<Contents, LibraryError> {
        self.read_all().map_err(|error| self.fail(error))
    }

    fn read_all(&self) -> rusqlite::Result<Contents> {
        let mut ads = self.read_ads()?;
        let mut revising = self.read_revising()?;
        let mut contents = Contents::default();
        let mut statement = self
            .connection
            .prepare("SELECT * FROM intents ORDER BY created_at, rowid")?;
        for intent in statement.query_map([], intents::read)? {
            contents.intents.extend(intent?);
        }
        let mut statement = self
            .connection
            .prepare("SELECT * FROM deliveries ORDER BY created_at, rowid")?;
        for stored in statement.query_map([], deliveries::read)? {
            let mut stored = stored?;
            stored.delivery.ads = ads.remove(&stored.delivery.id).unwrap_or_default();
            stored.revising = revising.remove(&stored.delivery.id).unwrap_or_default();
            contents.deliveries.push(stored);
        }
        let mut statement = self
            .connection
            .prepare("SELECT account, name FROM prompts ORDER BY name")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let account = row::id(row, "account", AccountId::new)?;
            contents
                .prompts
                .entry(account)
                .or_default()
                .push(row.get("name")?);
        }
        Ok(contents)
    }

    fn read_ads(&self) -> rusqlite::Result<HashMap<DeliveryId, Vec<Ad>>> {
        let mut assets = self.read_assets()?;
        let mut ads: HashMap<DeliveryId, Vec<Ad>> = HashMap::new();
        let mut statement = self
            .connection
            .prepare("SELECT * FROM ads ORDER BY delivery, concept, version, rowid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let delivery = row::id(row, "delivery", DeliveryId::new)?;
            let id = row::id(row, "id", AdId::new)?;
            let orientation: String = row.get("orientation")?;
            let key = (delivery.clone(), id.clone());
            ads.entry(delivery).or_default().push(Ad {
                id,
                index: row.get("concept")?,
                version: row.get("version")?,
                orientation: Orientation::from(orientation),
                headline: row.get("headline")?,
                note: row.get("note")?,
                made_at: row::opt_time(row, "made_at")?,
                assets: assets.remove(&key).unwrap_or_default(),
            });
        }
        Ok(ads)
    }

    fn read_revising(&self) -> rusqlite::Result<HashMap<DeliveryId, Vec<RevisionId>>> {
        let mut revising: HashMap<DeliveryId, Vec<RevisionId>> = HashMap::new();
        let mut statement = self.connection.prepare("SELECT * FROM revising")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let delivery = row::id(row, "delivery", DeliveryId::new)?;
            let revision = row::id(row, "revision", RevisionId::new)?;
            revising.entry(delivery).or_default().push(revision);
        }
        Ok(revising)
    }

    fn read_assets(&self) -> rusqlite::Result<HashMap<(DeliveryId, AdId), Vec<Asset>>> {
        let mut assets: HashMap<(DeliveryId, AdId), Vec<Asset>> = HashMap::new();
        // Alphabetically "still" comes before "video".
        let mut statement = self
            .connection
            .prepare("SELECT * FROM files ORDER BY delivery, ad, kind")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key = (
                row::id(row, "delivery", DeliveryId::new)?,
                row::id(row, "ad", AdId::new)?,
            );
            let kind: String = row.get("kind")?;
            assets.entry(key).or_default().push(Asset {
                kind: if kind == MediaKind::Video.as_str() {
                    MediaKind::Video
                } else {
                    MediaKind::Still
                },
                url: row.get("url")?,
                state: files::state(row)?,
            });
        }
        Ok(assets)
    }
}
