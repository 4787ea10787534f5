//! The spend guard: what may be spent without a word, what was spent, and what a call does to the balance.
//!
//! Pure; must not know where the numbers come from.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;

use super::account::Limits;
use super::catalog::Balance;
use super::cost::Credits;

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Of one delivery.
    PerDelivery,
    /// Of all deliveries of one day.
    PerDay,
}

/// A limit that a request would go over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    /// Which.
    pub limit: Limit,
    /// The most that is allowed.
    pub allowed: Credits,
    /// What it would be with the request.
    pub sum: Credits,
}

/// Somebody's word that a limit may be gone over, kept with the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// How it was given.
    pub by: GivenBy,
    /// The limits that it is about; what was gone over, once it is kept.
    pub over: Vec<Over>,
}

/// How an override is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenBy {
    /// Account, sum and limit were shown, and the person said yes to them.
    Dialog,
    /// `--over-limit` on the command line, for whatever limit it meets.
    Flag,
}

impl Override {
    /// Whether it covers all of these: a yes to a smaller sum or to another limit is none.
    pub fn covers(&self, over: &[Over]) -> bool {
        let is_seen = |now: &Over| {
            let mut seen = self.over.iter();
            seen.any(|it| it.limit == now.limit && it.allowed == now.allowed && now.sum <= it.sum)
        };
        self.by == GivenBy::Flag || over.iter().all(is_seen)
    }
}

/// What was spent with an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// Today, with what is being sent and what may have been paid.
    pub today: Credits,
    /// This month, likewise.
    pub month: Credits,
    /// What is being sent and may not be in the balance yet.
    pub open: Credits,
}

/// One thing that was, or may have been, paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// When it was ordered.
    pub at: Timestamp,
    /// What it cost in the end, or may have cost.
    pub credits: Credits,
    /// It is being sent.
    pub is_open: bool,
}

/// Adds up what was spent by the calendar of the person.
pub fn tally(spent: impl Iterator<Item = Spent>, now: Timestamp, zone: &TimeZone) -> Spending {
    let (day, month) = begins(now, zone);
    let mut sums = Spending::default();
    for it in spent {
        let add = |sum: &mut Credits, counts: bool| {
            if counts {
                *sum = plus(*sum, it.credits);
            }
        };
        // A time that lies ahead is of a clock that was set back: it counts.
        add(&mut sums.today, it.at >= day);
        add(&mut sums.month, it.at >= month);
        add(&mut sums.open, it.is_open);
    }
    sums
}

/// When the person's day and month began.
fn begins(now: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let here = now.to_zoned(zone.clone());
    let day = here.start_of_day().map_or(now, |it| it.timestamp());
    let month = here.first_of_month().and_then(|it| it.start_of_day());
    (day, month.map_or(day, |it| it.timestamp()))
}

/// The limits that a request of this cost would go over, after what was spent today.
pub fn judge(cost: Credits, limits: &Limits, today: Credits) -> Vec<Over> {
    let over = |limit, allowed: Option<Credits>, sum: Credits| {
        let allowed = allowed?;
        (sum > allowed).then_some(Over {
            limit,
            allowed,
            sum,
        })
    };
    let each = over(Limit::PerDelivery, limits.per_delivery, cost);
    let day = over(Limit::PerDay, limits.per_day, plus(today, cost));
    each.into_iter().chain(day).collect()
}

/// What a call leaves of the balance, and whether it makes the account top itself up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct After {
    /// The balance after it and after what is being sent; negative when that is not enough.
    pub left: Credits,
    /// US dollars of the top-up that it sets off.
    pub recharge_usd: Option<f64>,
}

/// What is left after a call of this cost.
pub fn after(balance: &Balance, open: Credits, cost: Credits) -> After {
    let left = balance.credits - open - cost;
    let recharge = balance
        .recharge
        .filter(|it| left < it.threshold.max(Credits(0)));
    After {
        left,
        recharge_usd: recharge.map(|it| it.amount_usd),
    }
}

fn plus(one: Credits, other: Credits) -> Credits {
    Credits(one.0.saturating_add(other.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::AutoRecharge;
    use crate::model::cost::Pricing;

    fn limits(per_delivery: Option<i64>, per_day: Option<i64>) -> Limits {
        Limits {
            per_delivery: per_delivery.map(Credits),
            per_day: per_day.map(Credits),
        }
    }

    #[test]
    fn a_request_goes_over_a_limit_only_when_it_is_above_it() {
        use Limit::{PerDay, PerDelivery};
        for (cost, per_delivery, per_day, today, wanted) in [
            (45, None, None, 10_000, &[][..]),
            (45, Some(45), Some(100), 55, &[]),
            (46, Some(45), None, 0, &[(PerDelivery, 46)]),
            (45, Some(45), Some(100), 56, &[(PerDay, 101)]),
            (
                60,
                Some(45),
                Some(100),
                56,
                &[(PerDelivery, 60), (PerDay, 116)],
            ),
            (1, Some(0), Some(0), 0, &[(PerDelivery, 1), (PerDay, 1)]),
            (i64::MAX, None, Some(100), 7, &[(PerDay, i64::MAX)]),
        ] {
            let over = judge(
                Credits(cost),
                &limits(per_delivery, per_day),
                Credits(today),
            );
            let told: Vec<_> = over.iter().map(|it| (it.limit, it.sum.0)).collect();
            assert_eq!(told, wanted, "{cost} after {today}");
        }
    }

    #[test]
    fn a_yes_covers_what_was_shown_and_nothing_more() {
        let over = |limit, allowed, sum| Over {
            limit,
            allowed: Credits(allowed),
            sum: Credits(sum),
        };
        let seen = Override {
            by: GivenBy::Dialog,
            over: vec![over(Limit::PerDay, 100, 120)],
        };
        for (now, covered) in [
            (vec![], true),
            (vec![over(Limit::PerDay, 100, 120)], true),
            (vec![over(Limit::PerDay, 100, 101)], true),
            // Something else was spent meanwhile, or the limit is another one.
            (vec![over(Limit::PerDay, 100, 121)], false),
            (vec![over(Limit::PerDay, 50, 120)], false),
            (vec![over(Limit::PerDelivery, 100, 120)], false),
            (
                vec![
                    over(Limit::PerDay, 100, 120),
                    over(Limit::PerDelivery, 1, 2),
                ],
                false,
            ),
        ] {
            assert_eq!(seen.covers(&now), covered, "{now:?}");
            let flag = Override {
                by: GivenBy::Flag,
                over: Vec::new(),
            };
            assert!(flag.covers(&now));
        }
    }

    #[test]
    fn a_day_is_the_day_of_the_person() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        // Half past one in the night of the 21st, where the person is.
        let now = at("2026-11-20T23:30:00Z");
        let spent = [
            ("2026-10-31T21:59:00Z", 1, false),
            ("2026-10-31T22:01:00Z", 10, false),
            ("2026-11-20T21:59:00Z", 100, false),
            ("2026-11-20T22:01:00Z", 1_000, false),
            ("2026-11-20T23:29:00Z", 10_000, true),
            ("2026-11-23T00:00:00Z", 100_000, false),
        ];
        let spent = spent.into_iter().map(|(time, credits, is_open)| Spent {
            at: at(time),
            credits: Credits(credits),
            is_open,
        });
        let sums = tally(spent, now, &zone);
        let told = (sums.today.0, sums.month.0, sums.open.0);
        assert_eq!(told, (111_000, 111_110, 10_000));
    }

    #[test]
    fn a_call_sets_off_a_recharge_when_it_leaves_less_than_the_threshold() {
        let balance = |credits, threshold: Option<i64>| Balance {
            credits: Credits(credits),
            pricing: Pricing::default(),
            recharge: threshold.map(|threshold| AutoRecharge {
                threshold: Credits(threshold),
                amount_usd: 25.0,
            }),
        };
        for (credits, threshold, open, cost, left, recharges) in [
            (100, Some(20), 0, 80, 20, false),
            (100, Some(20), 0, 81, 19, true),
            (100, Some(20), 15, 70, 15, true),
            (10, Some(20), 0, 45, -35, true),
            (10, None, 0, 45, -35, false),
            // Even without a threshold, what is short is topped up.
            (10, Some(0), 0, 45, -35, true),
            (50, Some(0), 0, 45, 5, false),
        ] {
            let after = after(&balance(credits, threshold), Credits(open), Credits(cost));
            let told = (after.left.0, after.recharge_usd.is_some());
            assert_eq!(told, (left, recharges), "{credits} - {open} - {cost}");
        }
    }
}
