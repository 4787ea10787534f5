//! Ending a delivery early asks once more, and says what is kept and what is given back.

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

/// What is kept and what is given back, as sentences.
fn consequences(job: &Job) -> Vec<String> {
    let Some(delivery) = &job.delivery else {
        return Vec::new();
    };
    let made: usize = delivery.ads.iter().map(|ad| ad.assets.len()).sum();
    let ordered = delivery.expected_files.unwrap_or(0) as usize;
    let rest = ordered.saturating_sub(made);
    if made == 0 {
        return vec![
            "Nothing of it is finished yet: no file is kept, and all its credits are given back."
                .into(),
        ];
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
            "The other one is not made; the credits of a concept that lacks a file are given back."
                .into()
        } else {
            "The others are not made; the credits of every concept that lacks a file are given back.".into()
        },
    ]
}
