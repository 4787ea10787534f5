//! Ending a delivery early asks once more, and says what is kept and what is not made. Only the studio's can be, and
//! the studio is free: nothing is said of credits.

use egui::{Id, Modal, Ui, vec2};

use crate::model::ids::DeliveryId;
use crate::runtime::command::Command;
use crate::runtime::view::{Job, JobStage};
use crate::ui::frame::Frame;
use crate::ui::widgets::{Button, panel_frame};
use crate::ui::{text, words};

/// Paints the question, if there is one, and carries out the answer. The counts are those of this moment; once there
/// is nothing left to cancel the question goes away by itself.
pub fn cancel_ui(ui: &Ui, frame: &Frame<'_>, open: &mut Option<DeliveryId>) {
    let Some(id) = open.clone() else { return };
    let is_it = |job: &&std::sync::Arc<Job>| job.delivery.as_ref().is_some_and(|it| it.id == id);
    let job = frame.view.jobs.iter().find(is_it);
    let Some(job) = job.filter(|job| matches!(job.stage, JobStage::Making(_))) else {
        *open = None;
        return;
    };
    let t = &frame.tokens;
    let modal = Modal::new(Id::unique("cancel-delivery"))
        .backdrop_color(t.scrim)
        .frame(panel_frame(t))
        .show(ui.ctx(), |ui| {
            ui.set_width(400.0);
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            ui.label(text::subtitle("Cancel this delivery?").color(t.ink));
            for sentence in consequences(job) {
                ui.label(text::body(sentence).color(t.second));
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let cancel = ui.add(Button::primary("Cancel delivery")).clicked();
                let keep = ui.add(Button::secondary("Keep making")).clicked();
                (cancel, keep)
            })
            .inner
        });
    let closes = modal.should_close();
    let (cancel, keep) = modal.inner;
    if cancel {
        frame.send(Command::Cancel(id));
    }
    if cancel || keep || closes {
        *open = None;
    }
}

/// What is kept and what is not made, as sentences.
fn consequences(job: &Job) -> Vec<String> {
    let Some(delivery) = &job.delivery else {
        return Vec::new();
    };
    let files = delivery.ordered_files();
    let (made, ordered) = (files.offered, files.expected);
    let rest = ordered.saturating_sub(made);
    if made == 0 {
        return vec!["Nothing of it is finished yet, so no file is kept.".into()];
    }
    let kept = if made == 1 {
        "is finished and stays"
    } else {
        "are finished and stay"
    };
    let counted = if ordered > 0 {
        format!("{made} of {}", words::count(ordered, "file", "files"))
    } else {
        words::count(made, "file", "files")
    };
    vec![
        format!("{counted} {kept}, on disk and in the gallery."),
        if rest == 1 {
            "The other one is not made.".into()
        } else {
            "The others are not made.".into()
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::model::account::Service;
    use crate::model::ad::{AssetState, MediaKind};
    use crate::model::delivery::{Delivery, DeliveryStatus};
    use crate::model::ids::AccountId;
    use crate::model::trial;
    use crate::runtime::view::JobStage;

    #[test]
    fn versions_are_not_counted_among_what_was_ordered() {
        let ad = |version| {
            let files = [MediaKind::Still, MediaKind::Video];
            trial::ad(
                1,
                version,
                files.map(|kind| (kind, AssetState::Waiting)).into(),
            )
        };
        let delivery = Delivery {
            status: DeliveryStatus::Rendering,
            expected_files: Some(4),
            ..trial::delivery(vec![ad(1), ad(2), ad(3)])
        };
        let job = Job {
            intent: None,
            account: AccountId::new("studio"),
            service: Service::Studio,
            brief: None,
            stage: JobStage::Making(DeliveryStatus::Rendering),
            delivery: Some(delivery),
            created_at: Timestamp::UNIX_EPOCH,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Default::default(),
        };
        let said = consequences(&job);
        assert!(said[0].starts_with("2 of 4 files"), "{said:?}");
        assert!(said[1].starts_with("The others are not made"), "{said:?}");
    }
}
