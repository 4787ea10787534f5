//! What is said of a job's money: what it costs, what came back, and how that is known. Pure.
//!
//! Must not call anything refunded, or free, that nobody has seen to be so.

use crate::base::clock::Timestamp;
use crate::model::account::Service;
use crate::model::cost::{Credits, documented};
use crate::model::delivery::{is_cancelled, is_not_known};
use crate::model::ids::DeliveryId;
use crate::model::ledger::Booked;
use crate::model::usage::UsageEntry;
use crate::runtime::view::{Job, JobStage, View};
use crate::ui::words;

/// How many entries that fit are listed.
const MOST_LISTED: usize = 5;

/// The price of a job and what stands under it.
pub fn cost(job: &Job, view: &View, now: Timestamp) -> (String, String) {
    if job.service == Service::Studio {
        let there = job.brief.as_ref().map(|brief| documented(brief).credits);
        let hint = there.map(|there| format!("{} at Dessert", words::credits(there)));
        return ("Free here".into(), hint.unwrap_or_default());
    }
    let charged = job.money.charged.as_ref().map(|it| it.credits);
    let price = || {
        let brief = job.brief.as_ref()?;
        Some(view.price(&job.account, brief).credits)
    };
    let plain = |credits: Credits| (words::credits(credits), String::new());
    let none = || (String::new(), String::new());
    let told = charged.or_else(|| job.delivery.as_ref()?.credits_charged);
    match (&job.stage, told, price()) {
        (JobStage::Refused(_), ..) => plain(Credits(0)),
        (JobStage::NeedsDecision | JobStage::Dismissed, Some(seen), _) => {
            let by_answer = job.money.charged.as_ref().is_some_and(|it| it.by_answer);
            (words::credits(seen), evidence(by_answer).into())
        }
        (JobStage::Dismissed, None, _) if job.money.followed.is_some() => {
            let id = job.money.followed.as_ref().map(ToString::to_string);
            (
                String::new(),
                format!("counts with {}", id.unwrap_or_default()),
            )
        }
        (JobStage::NeedsDecision | JobStage::Dismissed, None, Some(price)) => {
            (format!("{price} or 0 credits"), String::new())
        }
        (JobStage::Failed(report), told, price) if !is_not_known(report) => {
            let refunded = job.money.refunded.as_ref();
            match (told.or(price), refunded) {
                (Some(told), Some(back)) => {
                    let net = (told - back.credits).max(Credits(0));
                    let hint = format!("{} of {told} refunded", back.credits);
                    (words::credits(net), hint)
                }
                (Some(told), None) if job.is_refund_asked_for(now) => {
                    (words::credits(told), "refund expected".into())
                }
                (Some(told), None) => (words::credits(told), "no refund seen".into()),
                (None, _) => none(),
            }
        }
        (_, told, price) => told.or(price).map_or_else(none, plain),
    }
}

/// The line under a job that failed: whether its credits came back.
pub fn refund(job: &Job, now: Timestamp) -> Option<String> {
    let JobStage::Failed(report) = &job.stage else {
        return None;
    };
    let charged = job.money.charged.as_ref().map(|it| it.credits);
    let charged = charged.or_else(|| job.delivery.as_ref()?.credits_charged)?;
    if job.service == Service::Studio || is_not_known(report) || is_cancelled(report) {
        return None;
    }
    Some(match &job.money.refunded {
        Some(back) if back.credits >= charged => format!("{} refunded", words::credits(charged)),
        Some(back) => format!("{} of {} refunded", back.credits, words::credits(charged)),
        None if job.is_refund_asked_for(now) => format!(
            "Refund of {} expected, not seen yet",
            words::credits(charged)
        ),
        None => format!(
            "Refund of {} not seen within a week",
            words::credits(charged)
        ),
    })
}

/// What became of the money of a request that is to be run again, as a sentence.
pub fn earlier(job: &Job) -> String {
    let (charged, refunded) = (&job.money.charged, &job.money.refunded);
    let sentence = match (&job.stage, charged, refunded) {
        (JobStage::Failed(report), ..) if is_not_known(report) => {
            "If the earlier one was made after all, both are paid."
        }
        (JobStage::Failed(_), Some(charged), Some(back)) if back.credits >= charged.credits => {
            "The one that failed was refunded."
        }
        (JobStage::Failed(_), Some(charged), Some(back)) => {
            let charged = words::credits(charged.credits);
            return format!(
                "Of the one that failed {} of {charged} came back.",
                back.credits
            );
        }
        (JobStage::Failed(_), None, Some(back)) => {
            let back = words::credits(back.credits);
            return format!("Of the one that failed {back} came back.");
        }
        (JobStage::Failed(_), _, None) => "The refund of the one that failed was not seen yet.",
        (_, Some(_), _) => "The earlier one was paid, so that both are.",
        _ => "If the earlier one was made after all, both are paid.",
    };
    sentence.to_owned()
}

/// The ledger of a job, a line each: what was charged and refunded, how that is known, and what else may be its.
pub fn ledger(job: &Job, view: &View, now: Timestamp) -> Vec<String> {
    if job.service == Service::Studio {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if let Some(charge) = &job.money.charged {
        lines.push(booked("Charged", charge, now));
    }
    if let Some(refund) = &job.money.refunded {
        lines.push(booked("Refunded", refund, now));
    }
    let is_open = matches!(job.stage, JobStage::NeedsDecision | JobStage::Dismissed);
    let is_unpaid_back = refund(job, now).is_some() && job.money.refunded.is_none();
    if is_unpaid_back {
        let line = if job.is_refund_asked_for(now) {
            "No refund was seen yet. Parfait asks about it by itself."
        } else {
            "No refund was seen within a week, and Parfait asks no more: ask the service about it."
        };
        lines.push(line.into());
    }
    if is_open && job.money.charged.is_none() || is_unpaid_back {
        lines.extend(fitting(job, view, now));
    }
    lines
}

/// Entries that fit, or why there are none.
fn fitting(job: &Job, view: &View, now: Timestamp) -> Vec<String> {
    let possible = &job.money.possible;
    if possible.is_empty() {
        let usage = view.account(&job.account).map(|it| &it.usage);
        let is_decision = job.stage == JobStage::NeedsDecision;
        let line = match usage {
            Some(usage) if usage.is_loading() => "Asking the service for its usage…".to_owned(),
            Some(usage) if usage.trouble().is_some() => {
                "The usage of the account could not be had, so nothing can be held against it.".to_owned()
            }
            Some(usage) if usage.value().is_some() => {
                "No entry of the account’s usage fits in time and amount. The service tells of the latest 50 only."
                    .to_owned()
            }
            _ => return Vec::new(),
        };
        return is_decision.then_some(line).into_iter().collect();
    }
    let mut lines = vec!["Entries of the account’s usage that fit in time and amount:".to_owned()];
    let listed = possible.iter().take(MOST_LISTED);
    lines.extend(listed.map(|entry| format!("•  {}", entry_line(entry, now))));
    if let Some(more) = possible.len().checked_sub(MOST_LISTED).filter(|it| *it > 0) {
        lines.push(format!("•  and {more} more"));
    }
    lines.push(
        "That an entry fits is no proof: another request of the same price may be meant.".into(),
    );
    lines
}

fn evidence(by_answer: bool) -> &'static str {
    if by_answer {
        "told when it was accepted"
    } else {
        "seen in the usage"
    }
}

fn booked(verb: &str, booked: &Booked, now: Timestamp) -> String {
    let evidence = match (booked.by_answer, booked.entries.is_empty()) {
        (true, false) => "told when it was accepted, seen in the usage",
        (by_answer, _) => evidence(by_answer),
    };
    format!(
        "{verb} {} · {} · {evidence}",
        words::credits(booked.credits),
        moment(booked.at, now)
    )
}

/// `Today 10:42 · Debit · -15 credits · recDELIV000000042`.
pub fn entry_line(entry: &UsageEntry, now: Timestamp) -> String {
    let mut parts = vec![
        entry
            .at
            .map_or_else(|| "No time".into(), |at| moment(at, now)),
    ];
    parts.push(if entry.word.is_empty() {
        entry.kind.label().to_owned()
    } else {
        entry.word.chars().take(40).collect()
    });
    if let Some(credits) = entry.credits {
        parts.push(words::credits(credits));
    }
    parts.extend(entry.delivery.as_ref().map(ToString::to_string));
    parts.join(" · ")
}

fn moment(at: Timestamp, now: Timestamp) -> String {
    format!("{} {}", words::day(at, now), words::clock_time(at))
}

/// The delivery that the only entry that fits an undecided request names, and that nobody here follows: it may be what
/// was made of it.
pub fn named(job: &Job, view: &View) -> Option<DeliveryId> {
    if job.stage != JobStage::NeedsDecision {
        return None;
    }
    let mut ids = job
        .money
        .possible
        .iter()
        .filter_map(|it| it.delivery.as_ref());
    let (Some(id), None) = (ids.next(), ids.next()) else {
        return None;
    };
    view.job_of_delivery(id).is_none().then(|| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::report::{Report, ReportKind};
    use crate::model::draft::BriefDraft;
    use crate::model::ids::{AccountId, IntentId};
    use crate::model::ledger::Money;
    use crate::model::usage::UsageKind;

    fn job(stage: JobStage, charged: Option<i64>, refunded: Option<i64>) -> Job {
        let booked = |credits: i64, by_answer| Booked {
            credits: Credits(credits),
            at: Timestamp::UNIX_EPOCH,
            by_answer,
            entries: if by_answer {
                Vec::new()
            } else {
                vec!["t1".into()]
            },
        };
        Job {
            intent: Some(IntentId::new("i")),
            account: AccountId::new("dessert"),
            service: Service::Dessert,
            brief: BriefDraft::default().check().ok(),
            stage,
            delivery: None,
            created_at: Timestamp::UNIX_EPOCH,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Money {
                charged: charged.map(|it| booked(it, true)),
                refunded: refunded.map(|it| booked(it, false)),
                ..Money::default()
            },
        }
    }

    fn failed() -> JobStage {
        JobStage::Failed(Report::failed("No.", "Nothing."))
    }

    #[test]
    fn refunded_is_said_only_of_what_was_seen_to_come_back() {
        let now = Timestamp::UNIX_EPOCH;
        let not_known = JobStage::Failed(Report::new(ReportKind::NotKnown, "No.", "Look."));
        for (job, cost_hint, line, sentence) in [
            (
                job(failed(), Some(15), None),
                ("15 credits", "refund expected"),
                Some("Refund of 15 credits expected, not seen yet"),
                "The refund of the one that failed was not seen yet.",
            ),
            (
                job(failed(), Some(15), Some(15)),
                ("0 credits", "15 of 15 refunded"),
                Some("15 credits refunded"),
                "The one that failed was refunded.",
            ),
            (
                job(failed(), Some(15), Some(10)),
                ("5 credits", "10 of 15 refunded"),
                Some("10 of 15 credits refunded"),
                "Of the one that failed 10 of 15 credits came back.",
            ),
            (
                job(not_known, Some(15), None),
                ("15 credits", ""),
                None,
                "If the earlier one was made after all, both are paid.",
            ),
            (
                job(JobStage::NeedsDecision, None, None),
                ("15 or 0 credits", ""),
                None,
                "If the earlier one was made after all, both are paid.",
            ),
            (
                job(JobStage::NeedsDecision, Some(15), None),
                ("15 credits", "told when it was accepted"),
                None,
                "The earlier one was paid, so that both are.",
            ),
        ] {
            let (told, hint) = cost(&job, &View::empty(), now);
            assert_eq!((told.as_str(), hint.as_str()), cost_hint, "{job:?}");
            assert_eq!(refund(&job, now).as_deref(), line, "{job:?}");
            assert_eq!(earlier(&job), sentence, "{job:?}");
        }
    }

    #[test]
    fn a_refund_that_is_not_asked_about_any_more_is_not_said_to_be() {
        let job = job(failed(), Some(15), None);
        for (days, hint, line, told) in [
            (
                6,
                "refund expected",
                "expected, not seen yet",
                "asks about it by itself",
            ),
            (
                8,
                "no refund seen",
                "not seen within a week",
                "ask the service about it",
            ),
        ] {
            let now = Timestamp::UNIX_EPOCH + std::time::Duration::from_secs(days * 24 * 3600);
            assert_eq!(cost(&job, &View::empty(), now).1, hint);
            assert!(refund(&job, now).is_some_and(|it| it.ends_with(line)));
            let lines = ledger(&job, &View::empty(), now);
            assert!(lines.iter().any(|it| it.contains(told)), "{lines:?}");
        }
    }

    #[test]
    fn each_amount_is_told_with_its_evidence_and_what_merely_fits_is_no_proof() {
        let now = Timestamp::UNIX_EPOCH;
        let lines = ledger(&job(failed(), Some(15), Some(15)), &View::empty(), now);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].starts_with("Charged 15 credits")
                && lines[0].ends_with("told when it was accepted")
        );
        assert!(
            lines[1].starts_with("Refunded 15 credits") && lines[1].ends_with("seen in the usage")
        );
        let mut open = job(JobStage::NeedsDecision, None, None);
        let entry = |id: &str, delivery: Option<&str>| UsageEntry {
            id: id.into(),
            kind: UsageKind::Charge,
            word: "Debit".into(),
            credits: Some(Credits(-15)),
            balance_after: None,
            delivery: delivery.map(DeliveryId::new),
            request: None,
            key: None,
            at: Some(now),
            raw: "{}".into(),
        };
        open.money.possible = vec![entry("a", Some("rec9")), entry("b", None)];
        let lines = ledger(&open, &View::empty(), now);
        assert!(
            lines[1].ends_with("Debit · -15 credits · rec9"),
            "{lines:?}"
        );
        assert!(lines.last().is_some_and(|it| it.contains("no proof")));
        assert_eq!(named(&open, &View::empty()), Some(DeliveryId::new("rec9")));
        // Of two that are named, nobody knows which.
        open.money.possible.push(entry("c", Some("rec8")));
        assert_eq!(named(&open, &View::empty()), None);
        let mut studio = job(failed(), Some(15), Some(15));
        studio.service = Service::Studio;
        assert!(ledger(&studio, &View::empty(), now).is_empty());
        assert_eq!(refund(&studio, now), None);
    }
}
