//! How far something has come, and where something will be.

use std::cmp::Ordering;

use egui::{CornerRadius, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

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

/// Steps of some work as dots in a row: full behind the one it is in, a ring there, faint ahead. The names are told, not
/// shown; a pointer that rests on the dots reads them.
pub fn step_dots(ui: &mut Ui, steps: &[&str], at: usize) -> Response {
    const DOT: f32 = 8.0;
    const APART: f32 = 18.0;
    let t = Tokens::of(ui);
    let last = steps.len().saturating_sub(1) as f32;
    let size = vec2(DOT + APART * last, DOT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = steps.get(at).copied().unwrap_or_default();
    response.widget_info(|| {
        let words = format!("Step {} of {}: {name}", at + 1, steps.len());
        WidgetInfo::labeled(Role::Label, true, words)
    });
    let painter = ui.painter();
    let place = |step: usize| {
        let x = rect.left() + DOT / 2.0 + APART * step as f32;
        pos2(x, rect.center().y)
    };
    for step in 0..steps.len() {
        let is_done = step < at;
        let ink = if is_done || step == at {
            t.accent
        } else {
            t.line
        };
        if step + 1 < steps.len() {
            let (from, to) = (
                place(step).x + DOT / 2.0 + 2.0,
                place(step + 1).x - DOT / 2.0 - 2.0,
            );
            let line = if is_done { t.accent } else { t.line };
            painter.hline(from..=to, rect.center().y, Stroke::new(1.0, line));
        }
        if step == at {
            painter.circle_stroke(place(step), DOT / 2.0 - 0.75, Stroke::new(1.5, ink));
            painter.circle_filled(place(step), 1.75, ink);
        } else {
            painter.circle_filled(place(step), DOT / 2.0, ink);
        }
    }
    let words = |(step, name): (usize, &&str)| match step.cmp(&at) {
        Ordering::Less => format!("{name}: done"),
        Ordering::Equal => format!("{name}: now"),
        Ordering::Greater => format!("{name}: to come"),
    };
    let told: Vec<String> = steps.iter().enumerate().map(words).collect();
    response.on_hover_text(told.join("\n"))
}

/// Where something will be once it is here. It stands still, and nothing moves when the thing arrives.
pub fn skeleton(ui: &mut Ui, size: Vec2, corner: u8) -> Rect {
    let t = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(size);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(corner), t.hover);
    rect
}
