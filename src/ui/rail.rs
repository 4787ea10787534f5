//! The places, at the left edge; Settings at its foot.

use egui::{
    Align, CornerRadius, CursorIcon, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::command::UserCommand;
use super::fonts;
use super::frame::{Action, Frame, Place};
use super::icons;
use super::tokens::{radius, type_size};
use super::widgets::{badge, focus_ring};

const ITEM: egui::Vec2 = vec2(60.0, 58.0);

/// Paints the rail.
pub fn rail_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let running = frame
        .view
        .jobs
        .iter()
        .filter(|job| !job.stage.is_settled())
        .count();
    for place in [
        Place::Compose,
        Place::Deliveries,
        Place::Gallery,
        Place::Brands,
    ] {
        let count = if place == Place::Deliveries {
            running
        } else {
            0
        };
        place_ui(ui, frame, place, count);
    }
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        place_ui(ui, frame, Place::Settings, 0);
    });
}

fn place_ui(ui: &mut Ui, frame: &Frame<'_>, place: Place, running: usize) {
    let t = frame.tokens;
    let command = UserCommand::to(place);
    let here = frame.place == place;
    let (rect, response) = ui.allocate_exact_size(ITEM, Sense::click());
    let name = if running > 0 {
        format!("{}, {running} running", place.label())
    } else {
        place.label().to_owned()
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, here, &name));
    let lit = response.hovered() || response.has_focus();
    if here || lit {
        let fill = if here { t.soft } else { t.hover };
        ui.painter()
            .rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    }
    let ink = match (here, lit) {
        (true, _) => t.accent,
        (false, true) => t.ink,
        _ => t.second,
    };
    let icon = Rect::from_center_size(pos2(rect.center().x, rect.top() + 21.0), vec2(20.0, 20.0));
    icons::paint(ui.painter(), command.icon(), icon, ink);
    let galley = ui.painter().layout_no_wrap(
        place.label().to_owned(),
        fonts::medium(type_size::TINY),
        ink,
    );
    let at = pos2(rect.center().x - galley.size().x / 2.0, rect.top() + 36.0);
    ui.painter().galley(at, galley, ink);
    if running > 0 {
        badge(
            ui.painter(),
            icon.right_top() + vec2(7.0, -1.0),
            running,
            &t,
        );
    }
    focus_ring(ui, &response, rect.shrink(1.0), radius::CONTROL);
    let response = response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(command.hover_text(ui.ctx()));
    if response.clicked() {
        frame.act(Action::Go(place));
    }
}
