//! How far something has come, and where something will be.

use egui::{CornerRadius, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use crate::ui::tokens::Tokens;

/// A thin bar over the whole width, filled by what is done of the whole and nothing else. `name` is told, not shown.
pub fn progress_bar(ui: &mut Ui, fraction: f32, name: &str) -> Response {
    let fraction = fraction.clamp(0.0, 1.0);
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = Some(f64::from(fraction * 100.0).round());
        info
    });
    let corner = CornerRadius::same(2);
    ui.painter().rect_filled(rect, corner, t.line);
    let size = vec2(rect.width() * fraction, rect.height());
    let done = Rect::from_min_size(rect.min, size);
    ui.painter().rect_filled(done, corner, t.accent);
    response
}

/// Where something will be once it is here. It stands still, and nothing moves when the thing arrives.
pub fn skeleton(ui: &mut Ui, size: Vec2, corner: u8) -> Rect {
    let t = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(size);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(corner), t.hover);
    rect
}
