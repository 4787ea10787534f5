//! What few need: styles pinned by their id, typed.

use egui::Ui;

use crate::model::draft::Field;
use crate::ui::frame::Frame;
use crate::ui::text;
use crate::ui::widgets::{Button, TextField, disclosure, removable_chip};

use super::parts::{settle, trouble_of};
use super::state::State;

/// The folded section. It opens by itself where something in it has to be looked at.
pub(super) fn advanced_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    // The studio lists its styles: there is a browser for them.
    if frame.is_studio() {
        return;
    }
    disclosure(ui, "advanced", "Advanced", |ui| styles_ui(ui, frame, state));
}

fn styles_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    ui.label(text::label("Pinned styles, by id"));
    let words = "The ids are those of a style search. How pinned styles rank against animation prompts or a description is \
                 not documented: the service decides.";
    ui.label(text::hint(words).color(t.second));
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        for (at, id) in state.draft.featured_styles.iter().enumerate() {
            let name = state.style_names.get(id).unwrap_or(id);
            if ui
                .push_id(("pinned", id), |ui| removable_chip(ui, name))
                .inner
            {
                removed = Some(at);
            }
        }
    });
    if let Some(at) = removed {
        state.draft.featured_styles.remove(at);
    }
    let mut add = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let field = TextField::new("Add a style id", &mut state.new_style)
            .hide_label()
            .hint("Style id…")
            .code()
            .width(260.0)
            .show(ui);
        settle(state, Field::FeaturedStyles, &field);
        add = field.lost_focus() && !state.new_style.trim().is_empty();
        let is_empty = state.new_style.trim().is_empty();
        let button = Button::secondary("Pin").disabled_because(is_empty.then_some("Type an id."));
        add |= ui.add(button).clicked();
    });
    if add {
        let typed = std::mem::take(&mut state.new_style);
        for id in typed.split([',', ';', ' ']).map(str::trim) {
            let pinned = &mut state.draft.featured_styles;
            if !id.is_empty() && !pinned.iter().any(|held| held == id) {
                pinned.push(id.to_owned());
            }
        }
        state.touch(Field::FeaturedStyles);
    }
    trouble_of(ui, state, Field::FeaturedStyles);
}
