//! What is said while a service works on a delivery: the step it is in, what is counted, how long it takes as a rule, and
//! when it was and will be looked at. Pure.
//!
//! Must not estimate: there is no bar where nothing is counted.

use std::time::Duration;

use crate::base::clock::Timestamp;
use crate::model::account::Service;
use crate::model::brief::Format;
use crate::model::cadence::Step;
use crate::model::delivery::DeliveryStatus;
use crate::runtime::view::{Job, View};
use crate::ui::widgets::Tone;
use crate::ui::words;

use super::telling::{Offer, Telling, elapsed, files, part, web};

/// The steps of every delivery; the last is ours.
pub const STEPS: [&str; 4] = ["queued", "copy", "render", "files"];

/// The place among [`STEPS`] of what a service says; `None` of a word that nobody knows.
fn place(status: &DeliveryStatus) -> Option<usize> {
    match Step::from(status) {
        Step::Queued => Some(0),
        Step::Copy => Some(1),
        Step::Render => Some(2),
        Step::Completed => Some(3),
        Step::Other => None,
    }
}

/// Tells of a job that a service works on.
pub fn making(
    telling: &mut Telling,
    job: &Job,
    status: &DeliveryStatus,
    view: &View,
    now: Timestamp,
) {
    let (offered, expected) = files(job);
    let counted = if expected > 0 {
        format!(" · {} of {expected}", offered.min(expected))
    } else {
        String::new()
    };
    let stage = match status {
        DeliveryStatus::Queued => "Waiting for a place".to_owned(),
        DeliveryStatus::Processing => "Writing copy".to_owned(),
        DeliveryStatus::Rendering => format!("{}{counted}", rendering(job)),
        DeliveryStatus::Completed => "Collecting files".to_owned(),
        DeliveryStatus::Failed => "Ending".to_owned(),
        DeliveryStatus::Other(word) => format!("Working: {word}"),
    };
    let usual = job
        .brief
        .as_ref()
        .map(|brief| view.usual(&job.account, job.service, brief));
    let elapsed = elapsed(job, now);
    let usually = match (usual, job.is_overdue) {
        (Some(usual), false) => format!(" · usually {usual}"),
        (Some(usual), true) => format!(" · far longer than the usual {usual}"),
        (None, _) => String::new(),
    };
    telling.step = place(status);
    // What is finished is counted where it is offered file by file.
    telling.progress = part(offered, expected).filter(|_| offered > 0);
    telling.line = format!("{elapsed} elapsed{usually}");
    telling.looks = looks(job, now);
    telling.stage = if job.is_overdue {
        telling.tone = Tone::Warn;
        format!("Still running · {stage}")
    } else {
        stage
    };
    telling.offers.push(Offer::LookNow);
    // Only the studio can be told to stop.
    let can_cancel = job.service == Service::Studio && job.delivery.is_some();
    telling.offers.extend(can_cancel.then_some(Offer::Cancel));
    telling.offers.extend(web(job));
}

fn rendering(job: &Job) -> &'static str {
    match job.brief.as_ref().map(|brief| brief.format) {
        Some(Format::Full) => "Rendering stills and films",
        Some(Format::Static) => "Rendering stills",
        None => "Rendering",
    }
}

/// When it was looked at and when that is next: `Looked 4 s ago, next look in 11 s`.
fn looks(job: &Job, now: Timestamp) -> String {
    let next = job.next_look.map(|at| match words::between(now, at) {
        Duration::ZERO => "looking now".to_owned(),
        wait => format!("next look in {}", words::span(wait)),
    });
    let last = job.delivery.as_ref().and_then(|it| it.looked_at);
    let before = match (job.silent_since, last) {
        (Some(since), _) => format!("No answer since {}", words::clock_time(since)),
        // The studio is on this machine and looked at several times a second.
        (None, _) if job.service == Service::Studio => return String::new(),
        (None, Some(last)) => match words::between(last, now) {
            ago if ago < Duration::from_secs(1) => "Looked just now".to_owned(),
            ago => format!("Looked {} ago", words::span(ago)),
        },
        (None, None) => "Not looked at yet".to_owned(),
    };
    match next {
        Some(next) => format!("{before}, {next}"),
        None => before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::AccountId;
    use crate::runtime::view::JobStage;

    fn job() -> Job {
        Job {
            intent: None,
            account: AccountId::new("dessert"),
            service: Service::Dessert,
            brief: None,
            stage: JobStage::Sending(1),
            delivery: None,
            created_at: Timestamp::UNIX_EPOCH,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Default::default(),
        }
    }

    #[test]
    fn a_row_says_when_it_was_and_will_be_looked_at_and_since_when_nobody_answers() {
        let now: Timestamp = "2026-11-21T14:02:00Z".parse().unwrap();
        let secs = |secs: i64| Timestamp::from_second(now.as_second() + secs).unwrap();
        for (next, silent, words) in [
            (None, None, "Not looked at yet"),
            (Some(11), None, "Not looked at yet, next look in 11 s"),
            (Some(0), None, "Not looked at yet, looking now"),
            (Some(-3), None, "Not looked at yet, looking now"),
        ] {
            let job = Job {
                next_look: next.map(secs),
                silent_since: silent,
                ..job()
            };
            assert_eq!(looks(&job, now), words);
        }
        let silent = Job {
            next_look: Some(secs(600)),
            silent_since: Some(secs(-60)),
            ..job()
        };
        let since = words::clock_time(secs(-60));
        let told = format!("No answer since {since}, next look in 10 min");
        assert_eq!(looks(&silent, now), told);
        let studio = Job {
            service: Service::Studio,
            ..job()
        };
        assert_eq!(looks(&studio, now), "");
    }

    #[test]
    fn every_status_has_its_step_and_an_unknown_one_has_none() {
        for (word, step) in [
            ("queued", Some("queued")),
            ("processing", Some("copy")),
            ("rendering", Some("render")),
            ("completed", Some("files")),
            ("polishing", None),
        ] {
            let place = place(&DeliveryStatus::from(word.to_owned()));
            assert_eq!(place.map(|at| STEPS[at]), step, "{word}");
        }
    }
}
