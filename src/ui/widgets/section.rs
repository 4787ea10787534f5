//! A section of a long form: what it is on the left, the card with its controls on the right.

use egui::{Ui, vec2};

use crate::ui::text;
use crate::ui::tokens::{Tokens, size, space};

use super::card_frame;

/// Shows a section; the column of its name is `side` px wide.
pub fn section(ui: &mut Ui, side: f32, title: &str, hint: &str, add: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        ui.vertical(|ui| {
            ui.set_width(side);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add_space(12.0);
            ui.label(text::subtitle(title));
            ui.label(text::hint(hint).color(t.third));
        });
        ui.vertical(|ui| {
            ui.set_width(ui.available_width().min(size::READING));
            // Raised fields stand on the panel's colour, so that they can be told from it.
            card_frame(&t).fill(t.panel).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
                add(ui);
            });
        });
    });
}
