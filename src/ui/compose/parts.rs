//! Small pieces that the sections of the form share.
//!
//! Must not know the draft beyond the field they are told of.

use egui::{
    Align, CornerRadius, Id, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::model::draft::Field;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::{Tokens, type_size};
use crate::ui::widgets::{focus_ring, trouble_line};

use super::state::State;

/// Between a label and its control.
pub(super) const LABEL_GAP: f32 = 6.0;

/// A part of the form whose widgets keep their ids whatever comes and goes above it, so that the keyboard stays where
/// it is when a line of trouble appears.
pub(super) fn section<R>(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let id = Id::unique(("compose", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, LABEL_GAP);
        add(ui)
    })
    .inner
}

/// A column with a label on top, at most this wide.
pub(super) fn column<R>(
    ui: &mut Ui,
    name: &str,
    width: f32,
    label: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let id = Id::unique(("compose", name));
    let rect = Rect::from_min_size(ui.cursor().min, vec2(width, f32::INFINITY));
    let builder = UiBuilder::new()
        .scope_id(id)
        .max_rect(rect)
        .layout(egui::Layout::top_down(Align::Min));
    let inner = ui.scope_builder(builder, |ui| {
        ui.set_max_width(width);
        ui.spacing_mut().item_spacing = vec2(8.0, LABEL_GAP);
        ui.label(text::label(label));
        add(ui)
    });
    inner.inner
}

/// The label of a section, with a weak word beside it.
pub(super) fn heading(ui: &mut Ui, label: &str, beside: &str) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(text::label(label));
        if !beside.is_empty() {
            ui.label(text::hint(beside).color(t.third));
        }
    });
}

/// Gives the field the keyboard if it is its turn, and ties its trouble to it for who cannot see the line below.
pub(super) fn settle(state: &mut State, field: Field, response: &Response) {
    if state.goto == Some(field) {
        state.goto = None;
        response.request_focus();
        response.scroll_to_me(Some(Align::Center));
    }
    if let Some(error) = state.error(field) {
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_invalid(egui::accesskit::Invalid::True);
            node.set_description(error);
        });
    }
}

/// The line of trouble of a field, if it has one to say.
pub(super) fn trouble_of(ui: &mut Ui, state: &State, field: Field) {
    if let Some(error) = state.error(field) {
        trouble_line(ui, &error);
    }
}

/// One choice of a menu: a name, a weaker line or nothing, and a tick if it holds.
pub(super) fn menu_row(ui: &mut Ui, name: &str, line: &str, chosen: bool, role: Role) -> Response {
    let t = Tokens::of(ui);
    let height = if line.is_empty() { 36.0 } else { 50.0 };
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(role, ui.is_enabled(), chosen, name));
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(8), t.hover);
    }
    let room = width - 12.0 - 36.0;
    let painter = ui.painter();
    let title = elided(ui, name, fonts::medium(type_size::BODY), t.ink, room);
    let x = rect.left() + 12.0;
    if line.is_empty() {
        painter.galley(
            pos2(x, rect.center().y - title.size().y / 2.0),
            title,
            t.ink,
        );
    } else {
        painter.galley(pos2(x, rect.top() + 7.0), title, t.ink);
        let weak = elided(ui, line, fonts::hint(), t.third, room);
        painter.galley(pos2(x, rect.top() + 27.0), weak, t.third);
    }
    if chosen {
        let middle = pos2(rect.right() - 18.0, rect.center().y);
        let at = Rect::from_center_size(middle, vec2(16.0, 16.0));
        icons::paint(painter, Icon::Check, at, t.accent);
    }
    focus_ring(ui, &response, rect.shrink(2.0), 8);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// One line of text that ends in “…” where the room ends.
pub(super) fn elided(
    ui: &Ui,
    words: &str,
    font: egui::FontId,
    color: egui::Color32,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}
