//! The controls of the window. Each has an accessible name and role, works from the keyboard, and shows its focus.
//!
//! They know the tokens and nothing of ads; they return what was done and change only what they are lent.

mod badge;
mod button;
mod card;
mod chip;
mod field;
mod meter;
mod picker;
mod section;
mod segmented;
mod states;
mod stepper;
mod toggle;

pub use badge::{Tone, badge, dot, key_cap, pill};
pub use button::{Button, icon_button, text_button};
pub use card::{
    card, card_frame, disclosure, panel, panel_frame, selectable_card, selectable_frame,
};
pub use chip::{chip, removable_chip};
pub use field::{TextField, was_left};
pub use meter::{progress_bar, skeleton, step_dots};
pub use picker::colour_picker;
pub use section::section;
pub use segmented::{Segmented, segmented};
pub use states::{empty_state, report_details_ui, report_panel, request_id_ui, trouble_line};
pub use stepper::Stepper;
pub use toggle::toggle;

use egui::{CornerRadius, Rect, Response, StrokeKind, Ui};

use super::tokens::Tokens;

/// The ring around what has the keyboard's focus. Call it after painting a control.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, corner: u8) {
    if response.has_focus() {
        let t = Tokens::of(ui);
        ui.painter().rect_stroke(
            rect.expand(2.0),
            CornerRadius::same(corner + 2),
            t.ring(),
            StrokeKind::Outside,
        );
    }
}
