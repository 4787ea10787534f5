//! What is known of the pictures of brand kits. The pictures themselves are files; see `studio::brand`.

use std::time::Duration;

use rusqlite::{OptionalExtension, params};

use crate::model::ids::PictureId;
use crate::model::kit::PictureFacts;

use super::{Store, StoreError};

/// How long a picture that no kit uses is kept: somebody may be writing the kit that will.
const UNUSED: Duration = Duration::from_secs(24 * 60 * 60);

impl Store {
    /// Notes a picture whose files are whole. The same picture again changes nothing but its age.
    ///
    /// # Errors
    /// When the store fails.
    pub fn add_picture(&self, facts: &PictureFacts) -> Result<(), StoreError> {
        let now = self.now();
        self.write(|t| {
            t.execute(
                "INSERT INTO picture (id, facts, added_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET facts = excluded.facts, added_at = excluded.added_at",
                params![facts.picture_id.as_str(), serde_json::to_string(facts)?, now],
            )?;
            Ok(())
        })
    }

    /// What is known of a picture.
    ///
    /// # Errors
    /// When the store fails.
    pub fn picture(&self, id: &PictureId) -> Result<Option<PictureFacts>, StoreError> {
        let facts: Option<String> = self
            .connection()
            .prepare_cached("SELECT facts FROM picture WHERE id = ?1")?
            .query_row([id.as_str()], |row| row.get(0))
            .optional()?;
        Ok(facts
            .map(|facts| serde_json::from_str(&facts))
            .transpose()?)
    }

    /// Forgets a picture that no kit and no delivery needs. Says whether it is gone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove_picture(&self, id: &PictureId) -> Result<bool, StoreError> {
        self.write(|t| {
            let sql = "SELECT EXISTS (SELECT 1 FROM kit_picture WHERE picture = ?1)";
            if t.query_row(sql, [id.as_str()], |row| row.get(0))? {
                return Ok(false);
            }
            t.execute("DELETE FROM picture WHERE id = ?1", [id.as_str()])?;
            Ok(true)
        })
    }

    /// Forgets every picture that nobody has used for a day, and says which.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_unused_pictures(&self) -> Result<Vec<PictureId>, StoreError> {
        let age = i64::try_from(UNUSED.as_millis()).unwrap_or(i64::MAX);
        let before = self.now().saturating_sub(age);
        self.write(|t| {
            let mut query = t.prepare(
                "DELETE FROM picture WHERE added_at <= ?1
                   AND NOT EXISTS (SELECT 1 FROM kit_picture k WHERE k.picture = picture.id) RETURNING id",
            )?;
            let gone = query.query_map([before], |row| row.get::<_, String>(0))?;
            gone.map(|id| Ok(PictureId::new(id?))).collect()
        })
    }
}
