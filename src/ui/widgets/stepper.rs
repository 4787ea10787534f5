//! A number that is typed or stepped.

use egui::{
    Align2, Color32, CornerRadius, CursorIcon, FontSelection, Frame, Key, Rect, Response, Role,
    Sense, StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Tokens, radius, size, type_size};

use super::focus_ring;

/// A whole number between two buttons. What is typed is kept as text, so that nothing typed is ever lost.
#[must_use = "show it with `show`"]
pub struct Stepper<'a> {
    name: &'a str,
    value: &'a mut String,
    from: u32,
    to: u32,
    width: f32,
    wrong: bool,
}

impl<'a> Stepper<'a> {
    /// A stepper over `from..=to`; `name` is told, not shown.
    pub fn new(name: &'a str, value: &'a mut String, from: u32, to: u32) -> Self {
        Self {
            name,
            value,
            from,
            to,
            width: 132.0,
            wrong: false,
        }
    }

    /// Marks the text as wrong; say why near it.
    pub fn wrong(mut self, wrong: bool) -> Self {
        self.wrong = wrong;
        self
    }

    /// Exactly this wide.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Shows it; `changed()` tells whether the text is another.
    pub fn show(self, ui: &mut Ui) -> Response {
        let t = Tokens::of(ui);
        let (id, rect) = ui.allocate_space(vec2(self.width, size::CONTROL));
        let corner = CornerRadius::same(radius::CONTROL);
        let line = if self.wrong { t.warn } else { t.line };
        ui.painter()
            .rect(rect, corner, t.raised, (1.0, line), StrokeKind::Inside);
        let now = self.value.trim().parse::<u32>().ok();
        let side = size::CONTROL;
        let left = Rect::from_min_size(rect.min, vec2(side, side));
        let right = Rect::from_min_size(rect.right_top() - vec2(side, 0.0), vec2(side, side));
        let less = step_button(
            ui,
            left,
            id.with("less"),
            Icon::Minus,
            &format!("Fewer: {}", self.name),
        );
        let middle = Rect::from_min_max(left.right_top(), right.left_bottom());
        let edit_id = id.with("edit");
        let had_focus = ui.memory(|memory| memory.has_focus(edit_id));
        let mut field = ui.new_child(UiBuilder::new().max_rect(middle));
        let mut response = field.add(
            TextEdit::singleline(self.value)
                .id(edit_id)
                .font(FontSelection::FontId(fonts::strong(type_size::BODY)))
                .align(Align2::CENTER_CENTER)
                .text_color(t.ink)
                .desired_width(middle.width())
                .min_size(middle.size())
                .frame(Frame::NONE),
        );
        response = response.accessible_name(self.name);
        let more = step_button(
            ui,
            right,
            id.with("more"),
            Icon::Plus,
            &format!("More: {}", self.name),
        );
        let keys = ui.input(|input| {
            i64::from(had_focus && input.key_pressed(Key::ArrowUp))
                - i64::from(had_focus && input.key_pressed(Key::ArrowDown))
        });
        let step = i64::from(more.clicked()) - i64::from(less.clicked()) + keys;
        if step != 0 {
            let next = i64::from(now.unwrap_or(self.from)) + step;
            let next = next.clamp(i64::from(self.from), i64::from(self.to));
            if now.map(i64::from) != Some(next) {
                *self.value = next.to_string();
                response.mark_changed();
            }
        }
        focus_ring(ui, &response, rect, radius::CONTROL);
        response
    }
}

fn step_button(ui: &mut Ui, rect: Rect, id: egui::Id, icon: Icon, name: &str) -> Response {
    let t = Tokens::of(ui);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let lit = response.hovered() || response.has_focus();
    let inside = rect.shrink(4.0);
    if lit {
        ui.painter()
            .rect_filled(inside, CornerRadius::same(radius::CHIP), t.hover);
    }
    let ink: Color32 = if lit { t.ink } else { t.second };
    let icon_rect = Rect::from_center_size(rect.center(), vec2(16.0, 16.0));
    icons::paint(ui.painter(), icon, icon_rect, ink);
    focus_ring(ui, &response, inside.shrink(2.0), radius::CHIP - 2);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
