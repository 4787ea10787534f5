//! What a person typed for an account and may want again: product ids, which no service lists, and names of animation
//! prompts, of which only some are public.

use rusqlite::params;

use crate::base::clock::Timestamp;
use crate::model::ids::AccountId;

use super::Library;
use super::error::LibraryError;

/// So many are given back of each account.
const MOST: i64 = 200;

/// What was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecentKind {
    /// A product id; its scope is the brand, empty for the account's default.
    Product,
    /// The name of an animation prompt; without scope.
    Prompt,
}

impl RecentKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Prompt => "prompt",
        }
    }
}

/// Something that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// For which account.
    pub account: AccountId,
    /// What it is.
    pub kind: RecentKind,
    /// Within what it means something.
    pub scope: String,
    /// As typed.
    pub value: String,
}

impl Library {
    /// Notes that these were used just now, the last one last, whatever the clock says.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn note_recents(&mut self, recents: &[Recent], at: Timestamp) -> Result<(), LibraryError> {
        self.in_transaction(|transaction| {
            for it in recents {
                transaction.execute(
                    "INSERT INTO recents (account, kind, scope, value, used_at)
                     VALUES (?1, ?2, ?3, ?4,
                             max(?5, coalesce((SELECT max(used_at) + 1 FROM recents WHERE account = ?1), 0)))
                     ON CONFLICT (account, kind, scope, value) DO UPDATE SET used_at = excluded.used_at",
                    params![
                        it.account.as_str(),
                        it.kind.as_str(),
                        it.scope,
                        it.value,
                        at.as_millisecond()
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// Forgets one.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn forget_recent(&mut self, recent: &Recent) -> Result<(), LibraryError> {
        self.change(
            "DELETE FROM recents WHERE account = ?1 AND kind = ?2 AND scope = ?3 AND value = ?4",
            &[
                &recent.account.as_str(),
                &recent.kind.as_str(),
                &recent.scope,
                &recent.value,
            ],
        )
    }

    /// Everything that was typed lately, newest first.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn recents(&self) -> Result<Vec<Recent>, LibraryError> {
        let read = || {
            let mut statement = self.connection.prepare(
                "SELECT account, kind, scope, value FROM (
                     SELECT *, row_number() OVER (PARTITION BY account ORDER BY used_at DESC) AS nth FROM recents
                 ) WHERE nth <= ?1 ORDER BY used_at DESC, value",
            )?;
            let rows = statement.query_map([MOST], |row| {
                let (account, kind): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(Recent {
                    account: AccountId::new(account),
                    kind: match kind.as_str() {
                        "prompt" => RecentKind::Prompt,
                        _ => RecentKind::Product,
                    },
                    scope: row.get(2)?,
                    value: row.get(3)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.fail(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_newest_first_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = Library::open(&folder.path().join("library.sqlite")).unwrap();
        let product = |value: &str, scope: &str| Recent {
            account: AccountId::new("dessert"),
            kind: RecentKind::Product,
            scope: scope.into(),
            value: value.into(),
        };
        let prompt = Recent {
            kind: RecentKind::Prompt,
            ..product("Gel Swirl", "")
        };
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let (a, b) = (product("a", "rec1"), product("b", "rec1"));
        library
            .note_recents(&[a.clone(), prompt.clone()], at(1))
            .unwrap();
        library
            .note_recents(std::slice::from_ref(&b), at(2))
            .unwrap();
        library
            .note_recents(std::slice::from_ref(&a), at(3))
            .unwrap();
        assert_eq!(
            library.recents().unwrap(),
            [a.clone(), b.clone(), prompt.clone()]
        );
        library.forget_recent(&prompt).unwrap();
        assert_eq!(library.recents().unwrap(), [a, b]);
    }
}
