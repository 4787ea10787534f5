//! What each request cost and what came back, and what the services say of their accounts.
//!
//! Entries of usage are kept as they were written and read anew at every start, so that a better reader reads old ones
//! better. Nothing that was seen once is forgotten when a service stops telling of it.

use rusqlite::{Row, Transaction, params};

use crate::base::clock::Timestamp;
use crate::model::cost::Credits;
use crate::model::delivery::Delivery;
use crate::model::ids::{AccountId, DeliveryId, IntentId};
use crate::model::ledger::{Booked, Line, LineKind};
use crate::model::usage::UsageEntry;
use crate::wire::usage;

use super::error::LibraryError;
use super::{Library, row};

/// Everything that the library remembers of money beside the deliveries themselves.
#[derive(Debug, Default)]
pub struct Books {
    /// Every line of the ledger.
    pub lines: Vec<Line>,
    /// Every entry of usage that was ever seen, with its account.
    pub entries: Vec<(AccountId, UsageEntry)>,
}

impl Library {
    /// Keeps what a service says of an account. What was kept before is replaced by what it says now.
    ///
    /// # Errors
    /// When nothing of it was written.
    pub fn keep_usage(
        &mut self,
        account: &AccountId,
        entries: &[UsageEntry],
        now: Timestamp,
    ) -> Result<(), LibraryError> {
        self.in_transaction(|transaction| {
            for entry in entries {
                transaction.execute(
                    "INSERT INTO usage_entries (account, id, kind, credits, balance_after, delivery, at, raw, seen_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                     ON CONFLICT (account, id) DO UPDATE SET kind = excluded.kind, credits = excluded.credits,
                         balance_after = excluded.balance_after, delivery = excluded.delivery, at = excluded.at,
                         raw = excluded.raw
                     WHERE raw <> excluded.raw",
                    params![
                        account.as_str(),
                        entry.id,
                        entry.word,
                        entry.credits.map(|it| it.0),
                        entry.balance_after.map(|it| it.0),
                        entry.delivery.as_ref().map(DeliveryId::as_str),
                        entry.at.map(|at| at.as_millisecond()),
                        entry.raw,
                        now.as_millisecond(),
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// Writes lines of the ledger, each in the place of an earlier one of its kind for the same request.
    ///
    /// # Errors
    /// When nothing of it was written.
    pub fn book(&mut self, lines: &[Line]) -> Result<(), LibraryError> {
        self.in_transaction(|transaction| {
            lines.iter().try_for_each(|line| write(transaction, line))
        })
    }

    /// Reads everything about money.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn books(&self) -> Result<Books, LibraryError> {
        self.read_books().map_err(|error| self.fail(error))
    }

    fn read_books(&self) -> rusqlite::Result<Books> {
        let mut books = Books::default();
        let mut statement = self
            .connection
            .prepare("SELECT * FROM ledger ORDER BY at, rowid")?;
        for line in statement.query_map([], read_line)? {
            books.lines.push(line?);
        }
        let newest_first = "SELECT account, id, raw FROM usage_entries ORDER BY coalesce(at, seen_at) DESC, rowid DESC";
        let mut statement = self.connection.prepare(newest_first)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let account = row::id(row, "account", AccountId::new)?;
            let (id, raw): (String, String) = (row.get("id")?, row.get("raw")?);
            if let Some(entry) = usage::kept(id, &raw) {
                books.entries.push((account, entry));
            }
        }
        Ok(books)
    }
}

/// Notes what the answer to a request says that it cost.
pub(super) fn charge(transaction: &Transaction<'_>, delivery: &Delivery) -> rusqlite::Result<()> {
    let Some(credits) = delivery.credits_charged else {
        return Ok(());
    };
    let line = Line {
        account: delivery.account.clone(),
        intent: delivery.intent.clone(),
        delivery: Some(delivery.id.clone()),
        kind: LineKind::Charge,
        booked: Booked {
            credits,
            at: delivery.created_at,
            by_answer: true,
            entries: Vec::new(),
        },
    };
    write(transaction, &line)
}

pub(super) fn write(transaction: &Transaction<'_>, line: &Line) -> rusqlite::Result<()> {
    let kind = match line.kind {
        LineKind::Charge => "charge",
        LineKind::Refund => "refund",
    };
    let intent = line.intent.as_ref().map(IntentId::as_str);
    let delivery = line.delivery.as_ref().map(DeliveryId::as_str);
    transaction.execute(
        "DELETE FROM ledger WHERE account = ?1 AND kind = ?2 AND (intent = ?3 OR delivery = ?4)",
        params![line.account.as_str(), kind, intent, delivery],
    )?;
    let source = if line.booked.by_answer {
        "answer"
    } else {
        "usage"
    };
    transaction.execute(
        "INSERT INTO ledger (account, intent, delivery, kind, credits, at, source, usage_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            line.account.as_str(),
            intent,
            delivery,
            kind,
            line.booked.credits.0,
            line.booked.at.as_millisecond(),
            source,
            line.booked.entries.first(),
        ],
    )?;
    Ok(())
}

fn read_line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let kind: String = row.get("kind")?;
    let source: String = row.get("source")?;
    let entry: Option<String> = row.get("usage_id")?;
    Ok(Line {
        account: row::id(row, "account", AccountId::new)?,
        intent: row::opt_id(row, "intent", IntentId::new)?,
        delivery: row::opt_id(row, "delivery", DeliveryId::new)?,
        kind: if kind == "refund" {
            LineKind::Refund
        } else {
            LineKind::Charge
        },
        booked: Booked {
            credits: Credits(row.get("credits")?),
            at: row::time(row, "at")?,
            by_answer: source == "answer",
            entries: entry.into_iter().collect(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::usage::UsageKind;

    fn entries(json: &str) -> Vec<UsageEntry> {
        usage::read(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn what_was_seen_once_is_kept_whole_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.sqlite");
        let account = AccountId::new("dessert");
        let now = Timestamp::UNIX_EPOCH;
        let first = entries(
            r#"[{"id":"b","type":"Refund","credits":15,"delivery_id":"rec1","created_at":"2026-02-03T09:16:00Z"},
                {"id":"a","type":"Debit","credits":-15,"delivery_id":"rec1","created_at":"2026-02-03T09:15:00Z"}]"#,
        );
        let later = entries(
            r#"[{"id":"c","type":"Debit","credits":-5,"created_at":"2026-02-03T09:17:00Z","odd":{"x":[1]}},
                {"id":"b","type":"Refund","credits":10,"delivery_id":"rec1","created_at":"2026-02-03T09:16:00Z"}]"#,
        );
        let line = |kind, credits, by_answer, entry: Option<&str>| Line {
            account: account.clone(),
            intent: Some(IntentId::new("i")),
            delivery: Some(DeliveryId::new("rec1")),
            kind,
            booked: Booked {
                credits: Credits(credits),
                at: now,
                by_answer,
                entries: entry.into_iter().map(str::to_owned).collect(),
            },
        };
        {
            let mut library = Library::open(&path).unwrap();
            library.keep_usage(&account, &first, now).unwrap();
            library.keep_usage(&account, &later, now).unwrap();
            library
                .book(&[line(LineKind::Charge, 15, true, None)])
                .unwrap();
            let both = [
                line(LineKind::Charge, 15, true, Some("a")),
                line(LineKind::Refund, 10, false, Some("b")),
            ];
            for _ in 0..2 {
                library.book(&both).unwrap();
            }
        }
        let books = Library::open(&path).unwrap().books().unwrap();
        let told: Vec<_> = books.entries.iter().map(|(_, it)| it.id.as_str()).collect();
        assert_eq!(told, ["c", "b", "a"]);
        assert_eq!(books.entries[0].1, later[0]);
        assert_eq!(books.entries[1].1.kind, UsageKind::Refund);
        assert_eq!(books.entries[1].1.credits, Some(Credits(10)));
        let told: Vec<_> = books
            .lines
            .iter()
            .map(|it| {
                (
                    it.kind,
                    it.booked.credits.0,
                    it.booked.by_answer,
                    it.booked.entries.concat(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (LineKind::Charge, 15, true, "a".to_owned()),
                (LineKind::Refund, 10, false, "b".to_owned())
            ]
        );
    }
}
