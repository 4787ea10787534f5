//! Brands that are watched until ads can be made for them, so that a restart does not forget them.

use rusqlite::params;

use crate::base::clock::Timestamp;
use crate::model::ids::{AccountId, BrandId, IntentId};

use super::Library;
use super::error::LibraryError;

/// A watch as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredWatch {
    /// The request that was refused because of the brand.
    pub intent: IntentId,
    /// Whose brand.
    pub account: AccountId,
    /// The account's default if `None`.
    pub brand: Option<BrandId>,
    /// Since when.
    pub since: Timestamp,
}

impl Library {
    /// Keeps a watch, in place of an earlier one of the same request.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn watch(&mut self, watch: &StoredWatch) -> Result<(), LibraryError> {
        let brand = watch.brand.as_ref().map(BrandId::as_str);
        self.connection
            .execute(
                "INSERT INTO brand_watches (intent, account, brand, since) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (intent) DO UPDATE SET since = excluded.since",
                params![
                    watch.intent.as_str(),
                    watch.account.as_str(),
                    brand,
                    watch.since.as_millisecond()
                ],
            )
            .map_err(|error| self.fail(error))?;
        Ok(())
    }

    /// Forgets a watch.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn unwatch(&mut self, intent: &IntentId) -> Result<(), LibraryError> {
        self.connection
            .execute(
                "DELETE FROM brand_watches WHERE intent = ?1",
                [intent.as_str()],
            )
            .map_err(|error| self.fail(error))?;
        Ok(())
    }

    /// Every watch, oldest first.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn watches(&self) -> Result<Vec<StoredWatch>, LibraryError> {
        let read = || {
            let mut statement = self.connection.prepare(
                "SELECT intent, account, brand, since FROM brand_watches ORDER BY since, intent",
            )?;
            let rows = statement.query_map([], |row| {
                let (intent, account): (String, String) = (row.get(0)?, row.get(1)?);
                let (brand, since): (Option<String>, i64) = (row.get(2)?, row.get(3)?);
                Ok(StoredWatch {
                    intent: IntentId::new(intent),
                    account: AccountId::new(account),
                    brand: brand.map(BrandId::new),
                    since: Timestamp::from_millisecond(since).unwrap_or(Timestamp::UNIX_EPOCH),
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.fail(error))
    }
}
