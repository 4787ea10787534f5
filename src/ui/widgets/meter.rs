//! How far something has come, and where something will be.

use egui::{CornerRadius, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use crate::ui::tokens::Tokens;

/// A thin bar over the whole width. `None` means: under way, nobody knows how far; it stands still, because the line
/// beside it tells the time. `name` is told, not shown.
pub fn progress_bar(ui: &mut Ui, fraction: Option<f32>, name: &str) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = fraction.map(|fraction| f64::from(fraction * 100.0).round());
        info
    });
    let corner = CornerRadius::same(2);
    ui.painter().rect_filled(rect, corner, t.line);
    let done = match fraction {
        Some(fraction) => Rect::from_min_size(
            rect.min,
            vec2(rect.width() * fraction.clamp(0.0, 1.0), rect.height()),
        ),
        None => Rect::from_min_size(rect.min, vec2(rect.width() * 0.12, rect.height())),
    };
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
