//! How a job stands for a person: a pure reading of what we know.

use std::collections::BTreeMap;

use crate::base::report::{Report, ReportKind};
use crate::model::ad::AssetState;
use crate::model::delivery::{Delivery, Stage};
use crate::wire::dessert::DeliveryAnswer;

use super::view::JobStage;

/// Reads a delivery. `is_closed` says that nothing more is being done for it: its sidecar is written, or given up.
pub(super) fn of_delivery(
    delivery: &Delivery,
    failure: Option<&Report>,
    is_closed: bool,
) -> JobStage {
    let (ordered, revised) = (delivery.ordered_files(), delivery.revised_files());
    let (done, total) = (
        ordered.done + revised.done,
        ordered.total() + revised.total(),
    );
    match delivery.stage() {
        Stage::Making => JobStage::Making(delivery.status.clone()),
        Stage::Failed => JobStage::Failed(failure.cloned().unwrap_or_else(gave_up)),
        Stage::Fetching => JobStage::Fetching { done, total },
        Stage::Done | Stage::Incomplete if !is_closed => JobStage::Fetching { done, total },
        Stage::Done if done >= total => JobStage::Done,
        Stage::Done | Stage::Incomplete => JobStage::Incomplete { done, total },
    }
}

/// What is said when the service gave up and told no reason.
pub(super) fn gave_up() -> Report {
    Report::failed(
        "The service could not make these ads.",
        "Change the brief first, or run it again as it is.",
    )
}

/// Why files of a delivery are missing: what is said of most of them, which ends in what to do.
pub(super) fn why_missing(delivery: &Delivery) -> Option<Report> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for asset in delivery.ads.iter().flat_map(|ad| &ad.assets) {
        if let AssetState::Failed(reason) = &asset.state {
            *reasons.entry(reason).or_default() += 1;
        }
    }
    // Ten thousand files may each name themselves.
    let details: Vec<&str> = reasons.keys().copied().take(20).collect();
    let details = details.join("\n");
    let (reason, _) = reasons.into_iter().max_by_key(|(_, times)| *times)?;
    Some(Report::failed(reason, "").with_details(details))
}

/// What is said of an answer that the service gave up.
pub(super) fn why(answer: &DeliveryAnswer) -> Report {
    match answer.files_kept {
        Some(_) => Report::new(
            ReportKind::Cancelled,
            "This delivery was cancelled before anything was finished.",
            "Nothing is charged for it.",
        ),
        None => gave_up(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ad::{Ad, AssetState, MediaKind};
    use crate::model::delivery::DeliveryStatus;
    use crate::model::ids::AdId;
    use crate::model::trial;

    fn delivery(status: DeliveryStatus, states: Vec<AssetState>) -> Delivery {
        let ad = |(index, state)| trial::ad(index, 1, vec![(MediaKind::Still, state)]);
        Delivery {
            status,
            expected_files: Some(2),
            ..trial::delivery((1..).zip(states).map(ad).collect())
        }
    }

    #[test]
    fn a_job_is_done_only_when_every_expected_file_is_whole_and_nothing_is_left_to_do() {
        let on_disk = || trial::on_disk("/ads/a");
        let failed = || AssetState::Failed("No.".into());
        let completed = DeliveryStatus::Completed;
        let count = |done, total| (done, total);
        let (two, one) = (count(2, 2), count(1, 2));
        for (states, is_closed, wanted) in [
            (vec![on_disk(), on_disk()], true, JobStage::Done),
            (
                vec![on_disk(), on_disk()],
                false,
                JobStage::Fetching {
                    done: two.0,
                    total: two.1,
                },
            ),
            (
                vec![on_disk(), AssetState::Waiting],
                true,
                JobStage::Fetching {
                    done: one.0,
                    total: one.1,
                },
            ),
            (
                vec![on_disk(), failed()],
                true,
                JobStage::Incomplete {
                    done: one.0,
                    total: one.1,
                },
            ),
            // The service called it completed with one file missing.
            (
                vec![on_disk()],
                true,
                JobStage::Incomplete {
                    done: one.0,
                    total: one.1,
                },
            ),
        ] {
            let it = delivery(completed.clone(), states);
            assert_eq!(of_delivery(&it, None, is_closed), wanted);
        }
        // Two files for one place stand for no file that is missing.
        let mut doubled = delivery(completed.clone(), vec![on_disk()]);
        let twin = delivery(completed.clone(), vec![on_disk()]).ads;
        let twin = twin.into_iter().map(|ad| Ad {
            id: AdId::new("b"),
            ..ad
        });
        doubled.ads.extend(twin);
        let incomplete = JobStage::Incomplete { done: 1, total: 2 };
        assert_eq!(of_delivery(&doubled, None, true), incomplete);
        // Versions that a person made do not stand for what was ordered and is missing.
        let mut revised = delivery(completed.clone(), vec![on_disk()]);
        let versions = delivery(completed, vec![on_disk(), on_disk()]).ads;
        let versions = versions.into_iter().map(|ad| Ad { version: 2, ..ad });
        revised.ads.extend(versions);
        let incomplete = JobStage::Incomplete { done: 3, total: 4 };
        assert_eq!(of_delivery(&revised, None, true), incomplete);
        let making = delivery(DeliveryStatus::Other("polishing".into()), Vec::new());
        assert!(!of_delivery(&making, None, true).is_settled());
    }
}
