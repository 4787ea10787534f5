//! What each request cost and what came back, each with its evidence: the service's answer, or an entry of its usage.
//!
//! Pure. A refund is one only when it was seen; what merely fits in amount and time is *possible*, never certain.

use std::collections::HashMap;
use std::time::Duration;

use crate::base::clock::Timestamp;

use super::cost::Credits;
use super::ids::{AccountId, DeliveryId, IdempotencyKey, IntentId, RequestId};
use super::usage::{UsageEntry, UsageKind};

/// Clocks differ, and a service may write an entry a little before or after the request.
const AROUND: Duration = Duration::from_secs(15 * 60);
/// No refund comes later than this after its request.
const REFUND_WITHIN: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// A refund that has not come for so long after the failure is not asked about any more.
pub const REFUND_WATCH: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What a line of the ledger says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Credits were taken.
    Charge,
    /// Credits came back.
    Refund,
}

/// One line of the ledger: of each kind there is one for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who paid.
    pub account: AccountId,
    /// For which intent.
    pub intent: Option<IntentId>,
    /// For which delivery.
    pub delivery: Option<DeliveryId>,
    /// Taken or given back.
    pub kind: LineKind,
    /// How much, and how that is known.
    pub booked: Booked,
}

/// An amount with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// How much; never negative.
    pub credits: Credits,
    /// When.
    pub at: Timestamp,
    /// The service's answer to the request said so.
    pub by_answer: bool,
    /// Entries of the service's usage that say so, by id.
    pub entries: Vec<String>,
}

/// What is known of the money of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// What it cost.
    pub charged: Option<Booked>,
    /// What came back.
    pub refunded: Option<Booked>,
    /// Entries that fit in amount and time, and may be of another request.
    pub possible: Vec<UsageEntry>,
    /// The delivery that the only entry that fits is of, where it is followed for itself: its charge counts there.
    pub followed: Option<DeliveryId>,
}

impl Money {
    /// The same with a line of the library.
    pub fn book(&mut self, kind: LineKind, booked: Booked) {
        match kind {
            LineKind::Charge => self.charged = Some(booked),
            LineKind::Refund => self.refunded = Some(booked),
        }
    }

    /// What it cost in the end, as far as is known.
    pub fn net(&self) -> Option<Credits> {
        let back = self.refunded.as_ref().map_or(Credits(0), |it| it.credits);
        let left = self.charged.as_ref()?.credits - back;
        Some(left.max(Credits(0)))
    }
}

/// A request that entries of usage may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The delivery that it became.
    pub delivery: Option<DeliveryId>,
    /// The service's id of the answer.
    pub request: Option<RequestId>,
    /// The key that it was sent under.
    pub key: Option<IdempotencyKey>,
    /// What it costs.
    pub credits: Option<Credits>,
    /// When it was first written down and last sent.
    pub sent: (Timestamp, Timestamp),
    /// What would be looked for by amount and time.
    pub awaits: Awaits,
}

/// Evidence that a request still waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// Nothing more.
    Nothing,
    /// Whether it was charged at all.
    Charge,
    /// Its refund.
    Refund,
}

/// What usage says of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Entries that name it and took credits.
    pub charge: Option<Booked>,
    /// Entries that name it and gave credits back.
    pub refund: Option<Booked>,
    /// Entries that no request is named in and that fit, by amount and time; and of refunds that name it those that do
    /// not say how much came back.
    pub possible: Vec<UsageEntry>,
    /// The delivery, followed by its id alone, that the only entry that fits is of.
    pub followed: Option<DeliveryId>,
}

/// Finds what usage says of each request, in the order of the requests. An entry that names one is of that one alone.
pub fn reconcile(claims: &[Claim], entries: &[UsageEntry]) -> Vec<Found> {
    let mut found = vec![Found::default(); claims.len()];
    let names = Names::of(claims);
    let (mut unnamed, mut adopted) = (Vec::new(), Vec::new());
    for entry in entries {
        let owner = names
            .owner(entry)
            .and_then(|at| Some((found.get_mut(at)?, claims.get(at)?)));
        match (owner, entry.kind) {
            (Some((found, claim)), UsageKind::Charge) => {
                if let (Some(id), None) = (&claim.delivery, &claim.key) {
                    adopted.push((id, entry));
                }
                let credits = entry.amount().or(claim.credits).unwrap_or_default();
                add(&mut found.charge, entry, credits, claim);
            }
            (Some((found, claim)), UsageKind::Refund) => match entry.amount() {
                Some(credits) => add(&mut found.refund, entry, credits, claim),
                // A refund may be of a part: how much came back nobody has said.
                None => found.possible.push(entry.clone()),
            },
            (Some(_), _) => {}
            (None, _) => unnamed.push(entry),
        }
    }
    for (claim, found) in claims.iter().zip(&mut found) {
        let is_open = match claim.awaits {
            Awaits::Nothing => false,
            Awaits::Charge => found.charge.is_none(),
            Awaits::Refund => found.refund.is_none(),
        };
        if !is_open {
            found.possible.clear();
            continue;
        }
        let fitting = unnamed.iter().filter(|entry| fits(claim, entry));
        found.possible.extend(fitting.map(|entry| (*entry).clone()));
        // Of two that fit nobody knows which; and one delivery is what one request became.
        let is_its = |(_, entry): &(&DeliveryId, &UsageEntry)| {
            claim.delivery.is_none() && of_amount(claim, entry) && in_time(claim, entry, AROUND)
        };
        let mut fitting = adopted.iter().enumerate().filter(|(_, it)| is_its(it));
        if let (true, Some((at, (id, _))), None) =
            (found.possible.is_empty(), fitting.next(), fitting.next())
        {
            found.followed = Some((*id).clone());
            adopted.remove(at);
        }
    }
    found
}

/// Which request is meant by what an entry names.
#[derive(Default)]
struct Names<'a> {
    deliveries: HashMap<&'a DeliveryId, usize>,
    requests: HashMap<&'a RequestId, usize>,
    keys: HashMap<&'a IdempotencyKey, usize>,
}

impl<'a> Names<'a> {
    fn of(claims: &'a [Claim]) -> Self {
        let mut names = Self::default();
        for (at, claim) in claims.iter().enumerate() {
            if let Some(id) = &claim.delivery {
                names.deliveries.entry(id).or_insert(at);
            }
            if let Some(id) = &claim.request {
                names.requests.entry(id).or_insert(at);
            }
            if let Some(key) = &claim.key {
                names.keys.entry(key).or_insert(at);
            }
        }
        names
    }

    fn owner(&self, entry: &UsageEntry) -> Option<usize> {
        let by_delivery = entry
            .delivery
            .as_ref()
            .and_then(|id| self.deliveries.get(id));
        let by_request = || self.requests.get(entry.request.as_ref()?);
        let by_key = || self.keys.get(entry.key.as_ref()?);
        by_delivery.or_else(by_key).or_else(by_request).copied()
    }
}

fn add(booked: &mut Option<Booked>, entry: &UsageEntry, credits: Credits, claim: &Claim) {
    let at = entry.at.unwrap_or(claim.sent.1);
    match booked {
        Some(booked) => {
            booked.credits = Credits(booked.credits.0.saturating_add(credits.0));
            booked.at = booked.at.max(at);
            booked.entries.push(entry.id.clone());
        }
        None => {
            *booked = Some(Booked {
                credits,
                at,
                by_answer: false,
                entries: vec![entry.id.clone()],
            });
        }
    }
}

/// Whether an entry that names no request could be of this one.
fn fits(claim: &Claim, entry: &UsageEntry) -> bool {
    let (kind, late) = match claim.awaits {
        Awaits::Nothing => return false,
        Awaits::Charge => (UsageKind::Charge, AROUND),
        Awaits::Refund => (UsageKind::Refund, REFUND_WITHIN),
    };
    // An accepted request has a delivery of its own, so that an entry of another is not its.
    let is_anothers = entry.delivery.is_some() && claim.delivery.is_some();
    entry.kind == kind && !is_anothers && of_amount(claim, entry) && in_time(claim, entry, late)
}

fn of_amount(claim: &Claim, entry: &UsageEntry) -> bool {
    match (entry.amount(), claim.credits) {
        (Some(said), Some(wanted)) => said == wanted,
        // Something must speak for it.
        (None, _) => entry.at.is_some(),
        (Some(_), None) => true,
    }
}

/// Whether an entry is no older than the request, and not so much `late`r; one without a time may be of any.
fn in_time(claim: &Claim, entry: &UsageEntry, late: Duration) -> bool {
    let (first, last) = claim.sent;
    entry.at.is_none_or(|at| {
        let from = first.checked_sub(AROUND).unwrap_or(Timestamp::MIN);
        let until = last.checked_add(late).unwrap_or(Timestamp::MAX);
        from <= at && at <= until
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_770_110_100 + seconds).unwrap()
    }

    fn entry(id: &str, kind: UsageKind, credits: Option<i64>, when: Option<i64>) -> UsageEntry {
        UsageEntry {
            id: id.into(),
            kind,
            word: String::new(),
            credits: credits.map(|credits| kind.signed(Credits(credits))),
            balance_after: None,
            delivery: None,
            request: None,
            key: None,
            at: when.map(at),
            raw: "{}".into(),
        }
    }

    fn undecided() -> Claim {
        Claim {
            delivery: None,
            request: None,
            key: Some(IdempotencyKey::new("k1")),
            credits: Some(Credits(15)),
            sent: (at(0), at(2 * MINUTE)),
            awaits: Awaits::Charge,
        }
    }

    fn failed() -> Claim {
        Claim {
            delivery: Some(DeliveryId::new("rec2")),
            request: Some(RequestId::new("req2")),
            key: None,
            awaits: Awaits::Refund,
            ..undecided()
        }
    }

    #[test]
    fn what_names_a_request_is_of_it_and_of_no_other() {
        let of_delivery = UsageEntry {
            delivery: Some(DeliveryId::new("rec2")),
            ..entry("a", UsageKind::Charge, Some(15), Some(0))
        };
        let of_request = UsageEntry {
            request: Some(RequestId::new("req2")),
            ..entry("b", UsageKind::Refund, Some(10), Some(9 * MINUTE))
        };
        let more = UsageEntry {
            delivery: Some(DeliveryId::new("rec2")),
            ..entry("c", UsageKind::Refund, Some(5), Some(10 * MINUTE))
        };
        let of_key = UsageEntry {
            key: Some(IdempotencyKey::new("k1")),
            ..entry("d", UsageKind::Charge, None, None)
        };
        let entries = [more, of_request, of_delivery, of_key];
        let found = reconcile(&[undecided(), failed()], &entries);
        let told = |booked: &Option<Booked>| {
            let it = booked.as_ref()?;
            Some((it.credits.0, it.at, it.entries.concat()))
        };
        // Without an amount or a time of its own it has those of the request.
        assert_eq!(
            told(&found[0].charge),
            Some((15, at(2 * MINUTE), "d".into()))
        );
        assert_eq!(told(&found[1].charge), Some((15, at(0), "a".into())));
        // What came back in parts is one sum.
        assert_eq!(
            told(&found[1].refund),
            Some((15, at(10 * MINUTE), "cb".into()))
        );
        assert!(found.iter().all(|it| it.possible.is_empty()));
    }

    #[test]
    fn a_refund_that_does_not_say_how_much_came_back_stays_possible() {
        let named = UsageEntry {
            delivery: Some(DeliveryId::new("rec2")),
            ..entry("r", UsageKind::Refund, None, Some(MINUTE))
        };
        let found = reconcile(&[failed()], std::slice::from_ref(&named));
        assert_eq!(found[0].refund, None);
        assert_eq!(found[0].possible, std::slice::from_ref(&named));
        // Once an amount was told, there is nothing to guess.
        let told = UsageEntry {
            id: "s".into(),
            credits: Some(Credits(10)),
            ..named.clone()
        };
        let found = reconcile(&[failed()], &[named, told]);
        assert_eq!(found[0].refund.as_ref().map(|it| it.credits.0), Some(10));
        assert!(found[0].possible.is_empty());
    }

    #[test]
    fn a_refund_that_names_only_the_key_is_of_the_request_that_was_sent_under_it() {
        let of_key = UsageEntry {
            key: Some(IdempotencyKey::new("k2")),
            ..entry("r", UsageKind::Refund, Some(15), Some(9 * MINUTE))
        };
        let accepted = Claim {
            key: Some(IdempotencyKey::new("k2")),
            ..failed()
        };
        let found = reconcile(&[undecided(), accepted], &[of_key]);
        assert_eq!(found[0], Found::default());
        assert_eq!(found[1].refund.as_ref().map(|it| it.credits.0), Some(15));
    }

    #[test]
    fn a_request_whose_named_delivery_is_followed_for_itself_is_told_apart_from_one_that_may_be_paid()
     {
        let adopted = |id: &str| Claim {
            delivery: Some(DeliveryId::new(id)),
            request: None,
            key: None,
            credits: None,
            sent: (at(90 * MINUTE), at(90 * MINUTE)),
            awaits: Awaits::Nothing,
        };
        let named = |id: &str, credits, when| UsageEntry {
            delivery: Some(DeliveryId::new(id)),
            ..entry(id, UsageKind::Charge, Some(credits), Some(when))
        };
        let other = Claim {
            key: Some(IdempotencyKey::new("k3")),
            ..undecided()
        };
        let followed = |claims: &[Claim], entries: &[UsageEntry]| {
            let found = reconcile(claims, entries);
            let ids = found.into_iter().map(|it| it.followed);
            ids.map(|id| id.map_or("-".into(), |id| id.to_string()))
                .collect::<Vec<_>>()
        };
        let one = [named("rec7", 15, MINUTE)];
        assert_eq!(
            followed(&[undecided(), adopted("rec7")], &one),
            ["rec7", "-"]
        );
        // One delivery is what one request became.
        assert_eq!(
            followed(&[undecided(), other, adopted("rec7")], &one),
            ["rec7", "-", "-"]
        );
        // Another price, another time, or one more that fits: nobody knows.
        let dear = [named("rec7", 45, MINUTE)];
        assert_eq!(followed(&[undecided(), adopted("rec7")], &dear), ["-", "-"]);
        let late = [named("rec7", 15, 60 * MINUTE)];
        assert_eq!(followed(&[undecided(), adopted("rec7")], &late), ["-", "-"]);
        let two = [named("rec7", 15, MINUTE), named("rec8", 15, MINUTE)];
        assert_eq!(followed(&[undecided(), adopted("rec7")], &two), ["-", "-"]);
        let both = [undecided(), adopted("rec7"), adopted("rec8")];
        assert_eq!(followed(&both, &two), ["-", "-", "-"]);
    }

    #[test]
    fn what_fits_in_amount_and_time_is_possible_and_never_certain() {
        use UsageKind::{Charge, Other, Refund, TopUp};
        let of_stranger = |mut entry: UsageEntry| {
            entry.delivery = Some(DeliveryId::new("rec9"));
            entry
        };
        for (claim, entry, fits) in [
            (
                undecided(),
                entry("e", Charge, Some(15), Some(MINUTE)),
                true,
            ),
            (
                undecided(),
                entry("e", Charge, Some(15), Some(-14 * MINUTE)),
                true,
            ),
            (
                undecided(),
                entry("e", Charge, Some(15), Some(17 * MINUTE)),
                true,
            ),
            (
                undecided(),
                entry("e", Charge, Some(15), Some(18 * MINUTE)),
                false,
            ),
            (
                undecided(),
                entry("e", Charge, Some(15), Some(-16 * MINUTE)),
                false,
            ),
            (
                undecided(),
                entry("e", Charge, Some(45), Some(MINUTE)),
                false,
            ),
            (undecided(), entry("e", Charge, None, Some(MINUTE)), true),
            (undecided(), entry("e", Charge, Some(15), None), true),
            (undecided(), entry("e", Charge, None, None), false),
            (
                undecided(),
                entry("e", Refund, Some(15), Some(MINUTE)),
                false,
            ),
            (
                undecided(),
                entry("e", TopUp, Some(15), Some(MINUTE)),
                false,
            ),
            (
                undecided(),
                entry("e", Other, Some(15), Some(MINUTE)),
                false,
            ),
            // It names a delivery that nobody here knows: perhaps this is it.
            (
                undecided(),
                of_stranger(entry("e", Charge, Some(15), Some(MINUTE))),
                true,
            ),
            (
                failed(),
                entry("e", Refund, Some(15), Some(48 * 60 * MINUTE)),
                true,
            ),
            (
                failed(),
                entry("e", Refund, Some(15), Some(15 * 24 * 60 * MINUTE)),
                false,
            ),
            (failed(), entry("e", Refund, Some(5), Some(MINUTE)), false),
            (failed(), entry("e", Charge, Some(15), Some(MINUTE)), false),
            (
                failed(),
                of_stranger(entry("e", Refund, Some(15), Some(MINUTE))),
                false,
            ),
        ] {
            let found = reconcile(std::slice::from_ref(&claim), std::slice::from_ref(&entry));
            assert!(found[0].charge.is_none() && found[0].refund.is_none());
            assert_eq!(
                found[0].possible.len(),
                usize::from(fits),
                "{claim:?} {entry:?}"
            );
        }
        // Whoever waits for nothing is offered nothing, and two that wait may both be offered the same.
        let settled = Claim {
            awaits: Awaits::Nothing,
            ..undecided()
        };
        let other = Claim {
            key: None,
            ..undecided()
        };
        let one = entry("e", Charge, Some(15), Some(MINUTE));
        let found = reconcile(&[settled, undecided(), other], &[one]);
        let counts: Vec<_> = found.iter().map(|it| it.possible.len()).collect();
        assert_eq!(counts, [0, 1, 1]);
    }

    #[test]
    fn what_it_cost_in_the_end_is_never_less_than_nothing() {
        let booked = |credits| Booked {
            credits: Credits(credits),
            at: at(0),
            by_answer: true,
            entries: Vec::new(),
        };
        let mut money = Money::default();
        assert_eq!(money.net(), None);
        money.book(LineKind::Charge, booked(15));
        assert_eq!(money.net(), Some(Credits(15)));
        money.book(LineKind::Refund, booked(10));
        assert_eq!(money.net(), Some(Credits(5)));
        money.book(LineKind::Refund, booked(20));
        assert_eq!(money.net(), Some(Credits(0)));
    }
}
