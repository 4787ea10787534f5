//! A few choices side by side, of which one holds.

use egui::{
    Color32, CornerRadius, CursorIcon, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::ui::fonts;
use crate::ui::tokens::{NONE, Tokens, radius, size, type_size};

use super::focus_ring;

/// Shows `options`; returns the one that was pressed, if it is another. `group` names the whole for who cannot see it.
pub fn segmented<T: Copy + PartialEq>(
    ui: &mut Ui,
    group: &str,
    options: &[(T, &str)],
    selected: T,
) -> Option<T> {
    segmented_with_height(ui, group, options, selected, size::CONTROL)
}

fn segmented_with_height<T: Copy + PartialEq>(
    ui: &mut Ui,
    group: &str,
    options: &[(T, &str)],
    selected: T,
    height: f32,
) -> Option<T> {
    let t = Tokens::of(ui);
    let galleys: Vec<_> = options
        .iter()
        .map(|(_, text)| {
            ui.painter().layout_no_wrap(
                (*text).to_owned(),
                fonts::medium(type_size::BODY),
                Color32::PLACEHOLDER,
            )
        })
        .collect();
    let wide: f32 = galleys.iter().map(|galley| galley.size().x + 32.0).sum();
    let (id, rect) = ui.allocate_space(vec2(wide, height));
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect_filled(rect, corner, t.raised);
    let mut pressed = None;
    let mut x = rect.left();
    let last = options.len().saturating_sub(1);
    for (at, ((value, text), galley)) in options.iter().zip(galleys).enumerate() {
        let width = galley.size().x + 32.0;
        let part = Rect::from_min_size(pos2(x, rect.top()), vec2(width, height));
        let response = ui.interact(part, id.with(at), Sense::click());
        let chosen = *value == selected;
        response.widget_info(|| {
            WidgetInfo::selected(
                Role::RadioButton,
                ui.is_enabled(),
                chosen,
                format!("{group}: {text}"),
            )
        });
        let left = if at == 0 { radius::CONTROL } else { 0 };
        let right = if at == last { radius::CONTROL } else { 0 };
        let fill = match (chosen, response.hovered()) {
            (true, _) => t.soft,
            (false, true) => t.hover,
            _ => NONE,
        };
        ui.painter().rect_filled(
            part,
            CornerRadius {
                nw: left,
                sw: left,
                ne: right,
                se: right,
            },
            fill,
        );
        let ink = if chosen { t.accent } else { t.second };
        let top_left = part.center() - galley.size() / 2.0;
        ui.painter().galley(top_left, galley, ink);
        focus_ring(ui, &response, part.shrink(2.0), radius::CONTROL - 2);
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        if response.clicked() && !chosen {
            pressed = Some(*value);
        }
        x += width;
    }
    ui.painter()
        .rect_stroke(rect, corner, t.border(), StrokeKind::Inside);
    pressed
}
