//! Chips: small things that were added, and can be taken away.

use egui::{CornerRadius, CursorIcon, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Tokens, radius, type_size};

use super::focus_ring;

const HEIGHT: f32 = 26.0;

/// A chip that only says something.
pub fn chip(ui: &mut Ui, label: &str) -> Response {
    show(ui, label, false)
}

/// A chip with a cross; pressing it takes it away, and so do Enter, Space, Delete and Backspace. Named “Remove …”.
/// Returns whether it is to go.
pub fn removable_chip(ui: &mut Ui, label: &str) -> bool {
    let response = show(ui, label, true);
    let by_key = response.has_focus()
        && ui.input(|input| {
            input.key_pressed(egui::Key::Delete) || input.key_pressed(egui::Key::Backspace)
        });
    response.clicked() || by_key
}

fn show(ui: &mut Ui, label: &str, removable: bool) -> Response {
    let t = Tokens::of(ui);
    let galley =
        ui.painter()
            .layout_no_wrap(label.to_owned(), fonts::medium(type_size::LABEL), t.accent);
    let cross = if removable { 18.0 } else { 0.0 };
    let size = vec2(galley.size().x + 16.0 + cross, HEIGHT);
    let sense = if removable {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| {
        if removable {
            WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Remove {label}"))
        } else {
            WidgetInfo::labeled(Role::Label, ui.is_enabled(), label)
        }
    });
    let corner = CornerRadius::same(radius::CHIP);
    ui.painter().rect_filled(rect, corner, t.soft);
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left() + 8.0, top), galley, t.accent);
    if !removable {
        return response;
    }
    let lit = response.hovered() || response.has_focus();
    let icon = Rect::from_center_size(pos2(rect.right() - 14.0, rect.center().y), vec2(12.0, 12.0));
    let ink = if lit { t.ink } else { t.accent };
    icons::paint(ui.painter(), Icon::Cross, icon, ink);
    focus_ring(ui, &response, rect, radius::CHIP);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
