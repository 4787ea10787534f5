//! Play money. The studio is free; its ledger exists so that the contract's rules hold and can be rehearsed.

use rusqlite::{Transaction, params};

use crate::base::clock::Timestamp;
use crate::model::ids::DeliveryId;

use super::{Store, StoreError, time};

/// The rules of the play money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funds {
    /// Given once to a new store.
    pub start_bonus: i64,
    /// Whether a short balance is topped up by itself, for nothing. With it on, nobody is ever stuck.
    pub auto_recharge: bool,
    /// A debit that would leave less than this is preceded by a recharge.
    pub recharge_below: i64,
    /// Credits of one recharge.
    pub recharge_credits: i64,
}

impl Default for Funds {
    /// A generous bonus, and the contract's own recharge: below 20 credits, 25 dollars' worth (A.6).
    fn default() -> Self {
        Self {
            start_bonus: 1_250,
            auto_recharge: true,
            recharge_below: 20,
            recharge_credits: 250,
        }
    }
}

/// Why the balance changed. `Bonus` and `Refund` are the contract's words; the others are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Given to a new account.
    Bonus,
    /// Paid for a delivery.
    Debit,
    /// Given back for a failed delivery.
    Refund,
    /// Topped up by itself.
    Recharge,
}

impl EntryKind {
    const ALL: [Self; 4] = [Self::Bonus, Self::Debit, Self::Refund, Self::Recharge];

    /// The word in the ledger and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bonus => "Bonus",
            Self::Debit => "Debit",
            Self::Refund => "Refund",
            Self::Recharge => "Recharge",
        }
    }

    fn parse(word: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| StoreError::Damaged(format!("ledger entry of kind {word}")))
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Rising number.
    pub id: i64,
    /// Why.
    pub kind: EntryKind,
    /// How much; negative for a debit.
    pub credits: i64,
    /// Balance after it.
    pub balance_after: i64,
    /// The delivery that it belongs to.
    pub delivery: Option<DeliveryId>,
    /// When.
    pub created_at: Timestamp,
}

/// What the account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    /// Credits now.
    pub balance: i64,
    /// Credits that recharges have brought, all time.
    pub purchased: i64,
    /// The rules.
    pub funds: Funds,
}

impl Store {
    pub(super) fn give_start_bonus(&self) -> Result<(), StoreError> {
        let now = self.now();
        self.write(|t| {
            let entries: i64 = t.query_row("SELECT count(*) FROM ledger", [], |row| row.get(0))?;
            if entries == 0 && self.funds.start_bonus > 0 {
                add(t, EntryKind::Bonus, self.funds.start_bonus, None, now)?;
            }
            Ok(())
        })
    }

    /// What the account holds.
    ///
    /// # Errors
    /// When the store fails.
    pub fn purse(&self) -> Result<Purse, StoreError> {
        self.write(|t| {
            let sql = "SELECT coalesce(sum(credits), 0) FROM ledger WHERE kind = ?1";
            let purchased = t.query_row(sql, [EntryKind::Recharge.as_str()], |row| row.get(0))?;
            Ok(Purse {
                balance: balance(t)?,
                purchased,
                funds: self.funds,
            })
        })
    }

    /// The latest entries, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn usage(&self, most: u32) -> Result<Vec<Entry>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT id, kind, credits, balance_after, delivery, created_at FROM ledger ORDER BY id DESC LIMIT ?1",
        )?;
        let mut rows = query.query([most])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(Entry {
                id: row.get(0)?,
                kind: EntryKind::parse(&row.get::<_, String>(1)?)?,
                credits: row.get(2)?,
                balance_after: row.get(3)?,
                delivery: row.get::<_, Option<String>>(4)?.map(DeliveryId::new),
                created_at: time(row.get(5)?),
            });
        }
        Ok(entries)
    }
}

/// The balance, which is what the last entry says.
pub(super) fn balance(t: &Transaction<'_>) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce((SELECT balance_after FROM ledger ORDER BY id DESC LIMIT 1), 0)";
    Ok(t.query_row(sql, [], |row| row.get(0))?)
}

/// Writes one entry and gives the balance after it.
pub(super) fn add(
    t: &Transaction<'_>,
    kind: EntryKind,
    credits: i64,
    delivery: Option<&DeliveryId>,
    now: i64,
) -> Result<i64, StoreError> {
    let after = balance(t)?.saturating_add(credits);
    t.execute(
        "INSERT INTO ledger (kind, credits, balance_after, delivery, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![kind.as_str(), credits, after, delivery.map(DeliveryId::as_str), now],
    )?;
    Ok(after)
}

/// Makes sure that `cost` can be paid, recharging if the rules allow it; `Err(balance)` when it cannot.
pub(super) fn cover(
    t: &Transaction<'_>,
    funds: Funds,
    cost: i64,
    now: i64,
) -> Result<Result<(), i64>, StoreError> {
    let mut held = balance(t)?;
    if funds.auto_recharge && funds.recharge_credits > 0 {
        while held.saturating_sub(cost) < funds.recharge_below {
            held = add(t, EntryKind::Recharge, funds.recharge_credits, None, now)?;
        }
    }
    Ok(if held < cost { Err(held) } else { Ok(()) })
}
