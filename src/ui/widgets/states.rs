//! The states beside the good one: empty, failed, wrong.

use egui::{CornerRadius, Frame, Margin, Response, Ui, vec2};

use crate::base::report::Report;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::{Tokens, radius};

use super::{Button, disclosure, text_button};

/// A screen or a part that has nothing to show yet; returns whether its one action was pressed.
pub fn empty_state(ui: &mut Ui, icon: Icon, title: &str, hint: &str, action: Option<&str>) -> bool {
    let t = Tokens::of(ui);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        let (_, rect) = ui.allocate_space(vec2(64.0, 64.0));
        ui.painter().circle_filled(rect.center(), 32.0, t.soft);
        icons::paint(ui.painter(), icon, rect.shrink(19.0), t.accent);
        ui.add_space(8.0);
        ui.label(text::subtitle(title));
        ui.scope(|ui| {
            ui.set_max_width(420.0);
            ui.label(text::body(hint).color(t.second));
        });
        ui.add_space(8.0);
        action.is_some_and(|action| ui.add(Button::secondary(action)).clicked())
    })
    .inner
}

/// A failure in full: what happened, what to do, and folded what support would ask for. `actions` adds buttons.
pub fn report_panel(ui: &mut Ui, report: &Report, actions: impl FnOnce(&mut Ui)) -> Response {
    let t = Tokens::of(ui);
    Frame::NONE
        .fill(t.warn_soft)
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(16))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
            ui.horizontal_top(|ui| {
                icons::show(ui, Icon::Warning, 20.0, t.warn);
                ui.vertical(|ui| {
                    ui.label(text::strong(&report.summary));
                    ui.label(text::body(&report.hint).color(t.second));
                    report_details_ui(ui, report);
                    ui.add_space(4.0);
                    ui.horizontal(actions);
                });
            });
        })
        .response
}

/// The request id of a report, ready to copy, and its folded part, with a way to copy it all. Nothing if it has neither.
pub fn report_details_ui(ui: &mut Ui, report: &Report) {
    if let Some(id) = report.request_id() {
        request_id_ui(ui, id);
    }
    if report.details.is_empty() {
        return;
    }
    disclosure(ui, &report.details, "Details", |ui| {
        let t = Tokens::of(ui);
        ui.label(text::code(&report.details).color(t.second));
        if text_button(ui, "Copy details").clicked() {
            ui.ctx().copy_text(format!(
                "{}\n{}\n{}",
                report.summary, report.hint, report.details
            ));
        }
    });
}

/// What the service's support asks for.
pub fn request_id_ui(ui: &mut Ui, id: &str) {
    let t = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(text::code(id).color(t.second));
        if text_button(ui, "Copy request id").clicked() {
            ui.ctx().copy_text(id.to_owned());
        }
    });
}

/// One line of trouble under a field.
pub fn trouble_line(ui: &mut Ui, sentence: &str) -> Response {
    let t = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icons::show(ui, Icon::Warning, 14.0, t.warn);
        ui.label(text::hint(sentence).color(t.warn))
    })
    .inner
}
