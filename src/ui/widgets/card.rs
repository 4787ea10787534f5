//! Frames: cards, panels, cards that can be chosen, and parts that fold.

use egui::{
    CornerRadius, CursorIcon, Frame, InnerResponse, Margin, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Tokens, radius, type_size};
use crate::ui::{fonts, text};

use super::focus_ring;

/// The frame of a card: raised, a thin line, 16 px inside.
pub fn card_frame(t: &Tokens) -> Frame {
    Frame::NONE
        .fill(t.raised)
        .stroke(t.border())
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(16))
}

/// A card as wide as there is room.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let t = Tokens::of(ui);
    card_frame(&t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui)
    })
}

/// The frame of a panel: 20 px inside, a soft shadow.
pub fn panel_frame(t: &Tokens) -> Frame {
    Frame::NONE
        .fill(t.panel)
        .stroke(t.border())
        .corner_radius(CornerRadius::same(radius::PANEL))
        .inner_margin(Margin::same(20))
        .shadow(t.shadow())
}

/// A panel as wide as there is room.
pub fn panel<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let t = Tokens::of(ui);
    panel_frame(&t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui)
    })
}

/// A card of a fixed size that can be chosen; `add` paints what is in it. `name` is told, not shown.
pub fn selectable_frame<R>(
    ui: &mut Ui,
    size: Vec2,
    selected: bool,
    name: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), selected, name));
    let line = if selected {
        t.ring()
    } else if response.hovered() {
        Stroke::new(1.0, t.line_strong)
    } else {
        t.border()
    };
    let corner = CornerRadius::same(radius::CARD);
    ui.painter()
        .rect(rect, corner, t.raised, line, StrokeKind::Inside);
    // Downwards, also where the card itself stands in a row.
    let inside = UiBuilder::new()
        .max_rect(rect.shrink(14.0))
        .layout(egui::Layout::top_down(egui::Align::Min));
    let mut child = ui.new_child(inside);
    let inner = add(&mut child);
    focus_ring(ui, &response, rect, radius::CARD);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    InnerResponse::new(inner, response)
}

/// A card with a title and a line under it, that can be chosen.
pub fn selectable_card(
    ui: &mut Ui,
    size: Vec2,
    selected: bool,
    title: &str,
    hint: &str,
) -> Response {
    selectable_frame(ui, size, selected, title, |ui| {
        let t = Tokens::of(ui);
        ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
        let ink = if selected { t.accent } else { t.ink };
        ui.label(text::label(title).color(ink));
        ui.label(text::hint(hint).color(t.third));
    })
    .response
}

/// A part that folds: a row with a chevron, and what is behind it while it is open. Remembers whether it is.
pub fn disclosure<R>(
    ui: &mut Ui,
    salt: impl egui::AsIdSalt,
    title: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let id = ui.make_persistent_id(salt);
    let mut open = ui.data_mut(|data| data.get_temp::<bool>(id).unwrap_or(false));
    let response = disclosure_row(ui, title, open);
    if response.clicked() {
        open = !open;
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    open.then(|| add(ui))
}

fn disclosure_row(ui: &mut Ui, title: &str, open: bool) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, ui.is_enabled(), title));
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_expanded(open));
    let ink = if response.hovered() { t.ink } else { t.second };
    let icon = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), vec2(16.0, 16.0));
    let chevron = if open {
        Icon::ChevronDown
    } else {
        Icon::ChevronRight
    };
    icons::paint(ui.painter(), chevron, icon, ink);
    let galley =
        ui.painter()
            .layout_no_wrap(title.to_owned(), fonts::medium(type_size::LABEL), ink);
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left() + 24.0, top), galley, ink);
    focus_ring(ui, &response, rect, radius::CHIP);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
