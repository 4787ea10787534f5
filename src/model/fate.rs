//! What may be done with an open intent: the rules by which one click never pays twice.
//!
//! Pure: whoever asks says what time it is. Must not send anything.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::report::{Remedy, Report, ReportKind};

use super::delivery::Intent;
use super::ids::DeliveryId;

/// How long a service replays an idempotency key (contract A.1, seed).
pub const KEY_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// Clocks differ, and the service counts from when it saw the key: so much earlier a key is not sent any more, and a
/// time that lies farther ahead is none of a right clock.
const MARGIN: Duration = Duration::from_secs(600);

/// When the key of an intent may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyWindow {
    from: Timestamp,
    until: Timestamp,
    /// The same end by a clock that nobody can set back.
    closes: Option<Instant>,
}

impl KeyWindow {
    /// Of a key that was written down then.
    pub fn of(created_at: Timestamp) -> Self {
        Self {
            from: created_at.checked_sub(MARGIN).unwrap_or(Timestamp::MIN),
            until: created_at
                .checked_add(KEY_LIFE - MARGIN)
                .unwrap_or(created_at),
            closes: None,
        }
    }

    /// The same, seen `now` at this instant: setting the clock back later makes the window no longer.
    #[must_use]
    pub fn seen(self, now: Timestamp, instant: Instant) -> Self {
        Self {
            closes: instant.checked_add(self.left(now)),
            ..self
        }
    }

    /// How much longer it is open by the clock.
    pub fn left(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.until.duration_since(now)).unwrap_or(Duration::ZERO)
    }

    /// Whether the key may be sent now, by both clocks.
    pub fn holds(&self, now: Timestamp, instant: Instant) -> bool {
        self.from <= now && now < self.until && self.closes.is_none_or(|end| instant < end)
    }
}

/// Why nobody but the person can say what becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its key may be forgotten by the service.
    TooOld,
    /// It was written down, or sent, at a time that has not come yet: nobody knows how old its key is.
    ClockWasWrong,
    /// An attempt got no answer, and then the service refused it. Whether the service looks for the key before it looks
    /// at credits and brands is written nowhere.
    RefusedAfterDoubt,
    /// Its bytes are not those that were written down.
    BodyDamaged,
    /// It was accepted and paid as a delivery of this id, and the library holds another one by it.
    Clash(DeliveryId),
}

impl Why {
    /// Whether sending the same again is still free of risk, once the person asks for it.
    pub fn may_be_retried(&self) -> bool {
        *self == Self::RefusedAfterDoubt
    }

    /// Whether it is certain that it was paid, so that nothing of it is sent once more.
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Clash(_))
    }
}

/// Why a request waits for the person, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undecided {
    /// The reason.
    pub why: Why,
    /// For the person.
    pub report: Report,
}

impl Undecided {
    /// With the usual words.
    pub fn new(why: Why) -> Self {
        if let Why::Clash(id) = &why {
            let report = clash(id);
            return Self { why, report };
        }
        let summary = match why {
            Why::TooOld => {
                "The answer to this request was lost, and its key is too old to retry it safely."
            }
            Why::ClockWasWrong => {
                "This computer's clock was wrong when this request was sent, so nobody knows how old its key is."
            }
            Why::RefusedAfterDoubt => {
                "One attempt got no answer and the next was refused, so this may have been made and paid, or not."
            }
            Why::BodyDamaged | Why::Clash(_) => {
                "What was written down of this request is damaged, so it cannot be retried safely."
            }
        };
        let hint = if why.may_be_retried() {
            "Put right what the refusal says and retry, which is never paid twice; or look at the usage entries of the \
             service before you run it again."
        } else {
            "It may have been made and paid, or not: look at the usage entries of the service, then run it again, which \
             costs, or let it go."
        };
        let kind = if why.may_be_retried() {
            ReportKind::Invalid
        } else {
            ReportKind::Failed
        };
        let remedy = if why.may_be_retried() {
            Remedy::RetryNow
        } else {
            Remedy::RunAgain
        };
        Self {
            why,
            report: Report::new(kind, summary, hint).with_remedy(remedy),
        }
    }

    /// A refusal that tells nothing of the attempt before it.
    pub fn refused(refusal: &Report) -> Self {
        let mut it = Self::new(Why::RefusedAfterDoubt);
        it.report.hint = format!(
            "The refusal says: {} Put that right and retry, which is never paid twice; or look at the usage entries of the \
             service before you run it again.",
            refusal.summary
        );
        it.report = it
            .report
            .with_details(refusal.details.as_str())
            .with_request_id(refusal.request_id().map(str::to_owned))
            .with_doc_url(refusal.doc_url().map(str::to_owned));
        it
    }
}

/// Paid work that cannot be told apart from other paid work must never take its place.
fn clash(id: &DeliveryId) -> Report {
    Report::failed(
        format!(
            "This request was accepted and paid as {id}, and this library already holds a delivery {id}."
        ),
        format!(
            "Nothing of either is lost. Fetch its ads into another library, with parfait --data-dir NEW delivery {id} \
             --wait, and do not run it again, which would be paid anew."
        ),
    )
    .with_remedy(Remedy::CopyForSupport)
}

/// What may be done with an open intent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its key is replayed, or was never seen: sending it is free of risk.
    Sendable,
    /// No attempt was accepted, and it is too late to make one of its own accord: it can be closed.
    NotSent,
    /// It may have been accepted, and sending it might pay twice.
    Unknown(Undecided),
}

/// Decides about an open intent.
pub fn fate(intent: &Intent, now: Timestamp) -> Fate {
    let why = match &intent.decision {
        Some(undecided) if !undecided.why.may_be_retried() => Some(undecided.clone()),
        decision => late(intent, now)
            .map(Undecided::new)
            .or_else(|| decision.clone()),
    };
    match why {
        None => Fate::Sendable,
        Some(it) if !intent.in_doubt && !it.why.is_paid() => Fate::NotSent,
        Some(why) => Fate::Unknown(why),
    }
}

fn late(intent: &Intent, now: Timestamp) -> Option<Why> {
    let window = KeyWindow::of(intent.created_at);
    let is_ahead = |then: Timestamp| KeyWindow::of(then).from > now;
    if is_ahead(intent.created_at) || intent.last_sent_at.is_some_and(is_ahead) {
        Some(Why::ClockWasWrong)
    } else {
        (now >= window.until).then_some(Why::TooOld)
    }
}

/// What is said of an intent that was closed without having been accepted.
pub fn not_sent(intent: &Intent) -> Report {
    let summary = if intent.sends == 0 {
        "This request was written down and then never sent."
    } else {
        "No attempt to send this request came through while its key was good."
    };
    Report::new(
        ReportKind::NotSent,
        summary,
        "Nothing was charged; put the brief into the form and generate it anew.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::delivery::IntentState;
    use crate::model::draft::BriefDraft;
    use crate::model::ids::{AccountId, IdempotencyKey, IntentId};

    const HOUR: i64 = 3600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_770_110_100 + seconds).unwrap()
    }

    fn intent(in_doubt: bool, decision: Option<Undecided>) -> Intent {
        Intent {
            id: IntentId::new("i"),
            account: AccountId::new("dessert"),
            endpoint: None,
            key: IdempotencyKey::new("k"),
            body: Vec::new(),
            brief: BriefDraft::default().check().unwrap(),
            folder: "/ads".into(),
            created_at: at(0),
            sends: u32::from(in_doubt),
            last_sent_at: None,
            in_doubt,
            decision,
            over: None,
            state: IntentState::Open,
        }
    }

    #[test]
    fn only_what_may_have_been_accepted_waits_for_the_person_and_only_a_young_key_is_sent() {
        let refused = || Some(Undecided::new(Why::RefusedAfterDoubt));
        let damaged = || Some(Undecided::new(Why::BodyDamaged));
        let clash = || Why::Clash(DeliveryId::new("rec1"));
        let paid = || Some(Undecided::new(clash()));
        for (now, in_doubt, decision, wanted) in [
            (0, true, None, Ok(true)),
            (23 * HOUR, true, None, Ok(true)),
            (-9 * 60, true, None, Ok(true)),
            (24 * HOUR - 600, true, None, Err(Why::TooOld)),
            (365 * 24 * HOUR, true, None, Err(Why::TooOld)),
            (-HOUR, true, None, Err(Why::ClockWasWrong)),
            (HOUR, true, refused(), Err(Why::RefusedAfterDoubt)),
            (24 * HOUR, true, refused(), Err(Why::TooOld)),
            (HOUR, true, damaged(), Err(Why::BodyDamaged)),
            // What is certain to be paid stays told, however old it is.
            (HOUR, true, paid(), Err(clash())),
            (365 * 24 * HOUR, true, paid(), Err(clash())),
            (365 * 24 * HOUR, false, paid(), Err(clash())),
            // Nothing was accepted, so nothing is to be decided.
            (23 * HOUR, false, None, Ok(true)),
            (24 * HOUR, false, None, Ok(false)),
            (-HOUR, false, None, Ok(false)),
            (HOUR, false, damaged(), Ok(false)),
        ] {
            let found = fate(&intent(in_doubt, decision), at(now));
            let found = match found {
                Fate::Sendable => Ok(true),
                Fate::NotSent => Ok(false),
                Fate::Unknown(undecided) => Err(undecided.why),
            };
            assert_eq!(found, wanted, "{now} s, in doubt: {in_doubt}");
        }
        let mut sent = intent(true, None);
        sent.last_sent_at = Some(at(5 * HOUR));
        assert!(matches!(fate(&sent, at(HOUR)), Fate::Unknown(it) if it.why == Why::ClockWasWrong));
    }

    #[test]
    fn a_window_closes_even_when_the_clock_is_set_back_while_it_is_open() {
        let begun = Instant::now();
        let later = |hours: u64| begun + Duration::from_secs(hours * 3600);
        let window = KeyWindow::of(at(0)).seen(at(HOUR), begun);
        assert!(window.holds(at(HOUR), begun));
        assert!(!window.holds(at(24 * HOUR), later(1)));
        assert!(!window.holds(at(-HOUR), later(1)));
        // Set back by a day at once: another clock has counted on.
        assert!(window.holds(at(2 * HOUR), later(22)));
        assert!(!window.holds(at(2 * HOUR), later(23)));
    }

    #[test]
    fn every_reason_is_told_in_whole_sentences() {
        for why in [
            Why::TooOld,
            Why::ClockWasWrong,
            Why::RefusedAfterDoubt,
            Why::BodyDamaged,
            Why::Clash(DeliveryId::new("rec1")),
        ] {
            let report = Undecided::new(why.clone()).report;
            assert!(report.summary.ends_with('.') && report.hint.ends_with('.'));
            let told = report.to_string();
            let times = told.matches("been made and paid").count();
            assert!(times <= 1, "said {times} times: {told}");
            assert_eq!(report.kind == ReportKind::Invalid, why.may_be_retried());
        }
    }
}
