//! A few choices side by side, of which one holds.

use egui::{
    Color32, CornerRadius, CursorIcon, Galley, InnerResponse, Rect, Response, Role, Sense,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

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
    Segmented::new(group, options, selected).show(ui).inner
}

/// Choices side by side, with more to say about them than [`segmented`] takes.
#[must_use = "show it with `show`"]
pub struct Segmented<'a, T> {
    group: &'a str,
    options: &'a [(T, &'a str)],
    selected: T,
    dense: bool,
}

impl<'a, T: Copy + PartialEq> Segmented<'a, T> {
    /// Choices, of which `selected` holds.
    pub fn new(group: &'a str, options: &'a [(T, &'a str)], selected: T) -> Self {
        Self {
            group,
            options,
            selected,
            dense: false,
        }
    }

    /// 32 px high, with smaller words.
    pub fn dense(mut self) -> Self {
        self.dense = true;
        self
    }

    /// Shows it; gives the choice that was pressed, if it is another, and the response of the one that held.
    pub fn show(self, ui: &mut Ui) -> InnerResponse<Option<T>> {
        let t = Tokens::of(ui);
        let (height, type_size, padding) = if self.dense {
            (32.0, type_size::HINT, 14.0)
        } else {
            (size::CONTROL, type_size::BODY, 16.0)
        };
        let galleys: Vec<_> = self
            .options
            .iter()
            .map(|(_, text)| {
                ui.painter().layout_no_wrap(
                    (*text).to_owned(),
                    fonts::medium(type_size),
                    Color32::PLACEHOLDER,
                )
            })
            .collect();
        let width_of = |galley: &Galley| galley.size().x + 2.0 * padding;
        let wide: f32 = galleys.iter().map(|galley| width_of(galley)).sum();
        let (rect, whole) = ui.allocate_exact_size(vec2(wide, height), Sense::hover());
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter().rect_filled(rect, corner, t.raised);
        let mut pressed = None;
        let mut holds = None;
        let mut x = rect.left();
        for (at, ((value, _), galley)) in self.options.iter().zip(galleys).enumerate() {
            let part = Rect::from_min_size(pos2(x, rect.top()), vec2(width_of(&galley), height));
            x = part.right();
            let response = self.part_ui(ui, part, whole.id, at, galley);
            if response.clicked() && *value != self.selected {
                pressed = Some(*value);
            }
            if *value == self.selected {
                holds = Some(response);
            }
        }
        ui.painter()
            .rect_stroke(rect, corner, t.border(), StrokeKind::Inside);
        InnerResponse::new(pressed, holds.unwrap_or(whole))
    }

    fn part_ui(
        &self,
        ui: &Ui,
        part: Rect,
        id: egui::Id,
        at: usize,
        galley: Arc<Galley>,
    ) -> Response {
        let t = Tokens::of(ui);
        let (value, text) = self.options[at];
        let chosen = value == self.selected;
        let response = ui.interact(part, id.with(at), Sense::click());
        response.widget_info(|| {
            let name = format!("{}: {text}", self.group);
            WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, name)
        });
        let fill = match (chosen, response.hovered()) {
            (true, _) => t.soft,
            (false, true) => t.hover,
            _ => NONE,
        };
        ui.painter().rect_filled(part, self.corner(at), fill);
        let ink = if chosen { t.accent } else { t.second };
        let top_left = part.center() - galley.size() / 2.0;
        ui.painter().galley(top_left, galley, ink);
        focus_ring(ui, &response, part.shrink(2.0), radius::CONTROL - 2);
        response.on_hover_cursor(CursorIcon::PointingHand)
    }

    fn corner(&self, at: usize) -> CornerRadius {
        let left = if at == 0 { radius::CONTROL } else { 0 };
        let right = if at + 1 == self.options.len() {
            radius::CONTROL
        } else {
            0
        };
        CornerRadius {
            nw: left,
            sw: left,
            ne: right,
            se: right,
        }
    }
}
