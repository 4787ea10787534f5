//! A delivery that a person ends early: what is finished stays, the rest is taken back and given back, in one
//! transaction. A repeat changes nothing and tells the same.
//!
//! The contract knows no state for it. A delivery of which anything is finished ends as `completed`, with exactly the
//! ads that it has; one of which nothing is finished ends as `failed`, which refunds it whole.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::model::brief::Format;
use crate::model::cost::Pricing;
use crate::model::ids::DeliveryId;
use crate::studio::order::{ORIENTATIONS, Order};
use crate::wire::webhook;

use super::ledger::{self, EntryKind};
use super::outbox;
use super::{Store, StoreError};

/// What became of a wish to end a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// Whether this call has ended it; `false` when it was over before.
    pub is_new: bool,
    /// Credits that were given back for it, then or earlier.
    pub refunded: i64,
}

/// What one concept still costs when so many of its files are finished: the whole price for all of them, the price of
/// stills for its stills, else nothing. What is half made is on the house.
pub fn kept_price(pricing: &Pricing, format: Format, stills: u32, films: u32) -> i64 {
    let all = u32::try_from(ORIENTATIONS.len()).unwrap_or(u32::MAX);
    match format {
        _ if stills < all => 0,
        Format::Full if films >= all => pricing.full_ad_credits,
        Format::Full | Format::Static => pricing.static_ad_credits,
    }
}

impl Store {
    /// Ends a delivery: the files that are finished stay, the other ads are taken out of it, and what they cost is
    /// given back. `None` when there is no such delivery.
    ///
    /// # Errors
    /// When the store fails; then nothing has changed.
    pub fn cancel(&self, id: &str, pricing: &Pricing) -> Result<Option<Cancelled>, StoreError> {
        let now = self.now();
        self.write(|t| {
            let sql = "SELECT wanted, credits, status IN ('completed', 'failed') FROM delivery WHERE id = ?1";
            let found: Option<(String, i64, bool)> = t
                .query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((order, credits, is_over)) = found else {
                return Ok(None);
            };
            let id = DeliveryId::new(id);
            if is_over {
                let refunded = refunded(t, &id)?;
                return Ok(Some(Cancelled {
                    is_new: false,
                    refunded,
                }));
            }
            let order: Order = serde_json::from_str(&order)?;
            let refund = credits - owed(t, &id, order.format, pricing)?.min(credits);
            end(t, &id, now)?;
            if refund > 0 {
                ledger::add(t, EntryKind::Refund, refund, Some(&id), now)?;
            }
            Ok(Some(Cancelled {
                is_new: true,
                refunded: refund,
            }))
        })
    }
}

/// What the finished files of a delivery cost.
fn owed(
    t: &Transaction<'_>,
    id: &DeliveryId,
    format: Format,
    pricing: &Pricing,
) -> Result<i64, StoreError> {
    let mut query = t.prepare(
        "SELECT sum(status = 'rendered'), sum(film = 'rendered') FROM ad WHERE delivery = ?1 GROUP BY concept",
    )?;
    let mut rows = query.query([id.as_str()])?;
    let mut owed = 0;
    while let Some(row) = rows.next()? {
        owed += kept_price(pricing, format, row.get(0)?, row.get(1)?);
    }
    Ok(owed)
}

/// Takes out what is not finished and ends the delivery.
fn end(t: &Transaction<'_>, id: &DeliveryId, now: i64) -> Result<(), StoreError> {
    let ordered: u32 = t.query_row(
        "SELECT count(*) + coalesce(sum(film <> 'none'), 0) FROM ad WHERE delivery = ?1",
        [id.as_str()],
        |row| row.get(0),
    )?;
    let sql = "DELETE FROM ad WHERE delivery = ?1 AND status <> 'rendered'";
    t.execute(sql, [id.as_str()])?;
    let sql = "UPDATE ad SET film = 'none' WHERE delivery = ?1 AND film = 'queued'";
    t.execute(sql, [id.as_str()])?;
    let kept: u32 = t.query_row(
        "SELECT count(*) + coalesce(sum(film = 'rendered'), 0) FROM ad WHERE delivery = ?1",
        [id.as_str()],
        |row| row.get(0),
    )?;
    let (status, event, told) = if kept > 0 {
        let told = format!("4. Cancelled: {kept} of {ordered} files finished");
        ("completed", webhook::COMPLETED, told)
    } else {
        let told = "Cancelled before anything was finished".to_owned();
        ("failed", webhook::FAILED, told)
    };
    t.execute(
        "UPDATE delivery SET status = ?2, raw_status = ?3, finished_at = ?4, cancelled_at = ?4 WHERE id = ?1",
        params![id.as_str(), status, told, now],
    )?;
    outbox::owe(t, id, event, now)
}

fn refunded(t: &Transaction<'_>, id: &DeliveryId) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce(sum(credits), 0) FROM ledger WHERE delivery = ?1 AND kind = ?2";
    let kind = EntryKind::Refund.as_str();
    Ok(t.query_row(sql, [id.as_str(), kind], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concept_costs_what_is_finished_of_it_and_nothing_while_half_made() {
        let pricing = Pricing::default();
        for (format, stills, films, credits) in [
            (Format::Static, 0, 0, 0),
            (Format::Static, 1, 0, 0),
            (Format::Static, 2, 0, 5),
            (Format::Full, 1, 0, 0),
            (Format::Full, 2, 0, 5),
            (Format::Full, 2, 1, 5),
            (Format::Full, 2, 2, 15),
        ] {
            let got = kept_price(&pricing, format, stills, films);
            assert_eq!(got, credits, "{format:?} {stills} {films}");
        }
    }
}
