//! A switch that is on or off.

use egui::{
    CornerRadius, CursorIcon, Rect, Response, Role, Sense, Ui, WidgetInfo, lerp, pos2, vec2,
};

use crate::ui::tokens::{Tokens, size};

use super::focus_ring;

const TRACK: egui::Vec2 = vec2(36.0, 20.0);

/// A switch at the right end of its sentence; the whole row can be pressed. `changed()` tells whether it was.
pub fn toggle(ui: &mut Ui, label: &str, on: &mut bool) -> Response {
    let t = Tokens::of(ui);
    let width = ui.available_width();
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let state = *on;
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), state, label));
    let galley = ui.painter().layout(
        label.to_owned(),
        crate::ui::fonts::body(),
        t.ink,
        width - TRACK.x - 16.0,
    );
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(rect.left(), top), galley, t.ink);
    let track = Rect::from_min_size(
        pos2(rect.right() - TRACK.x, rect.center().y - TRACK.y / 2.0),
        TRACK,
    );
    let how_on = ui.ctx().animate_bool_responsive(response.id, state);
    let fill = if state {
        t.accent
    } else if response.hovered() {
        t.third
    } else {
        t.line_strong
    };
    ui.painter()
        .rect_filled(track, CornerRadius::same(10), fill);
    let x = lerp(track.left() + 10.0..=track.right() - 10.0, how_on);
    let knob = if state { t.on_accent } else { t.panel };
    ui.painter()
        .circle_filled(pos2(x, track.center().y), 7.5, knob);
    focus_ring(ui, &response, track, 10);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
