//! The request behind the brief, for whoever wants to see or script it.

use egui::{CornerRadius, Frame as Surface, Margin, ScrollArea, Ui};
use url::Url;

use crate::model::brief::Brief;
use crate::runtime::preview::{self, RequestPreview};
use crate::ui::frame::Frame;
use crate::ui::text;
use crate::ui::tokens::{Tokens, radius};
use crate::ui::widgets::{disclosure, panel_frame, text_button};

use super::state::State;

/// A folded panel with the JSON body and the command.
pub(super) fn request_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    let panel = panel_frame(&t).inner_margin(Margin::symmetric(16, 10));
    panel.show(ui, |ui| {
        ui.set_width(ui.available_width());
        disclosure(ui, "request", "Request as JSON and curl", |ui| {
            open_ui(ui, frame, state);
        });
    });
}

fn open_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    let Some(brief) = state.brief().cloned() else {
        let words = "It shows once nothing is wrong with the brief.";
        ui.label(text::hint(words).color(t.second));
        return;
    };
    let base = frame.account().and_then(|view| view.address.clone());
    // Another account is another address.
    let is_of = |of: &(Brief, Option<Url>, RequestPreview)| of.0 == brief && of.1 == base;
    if !state.request.as_ref().is_some_and(is_of) {
        let made = preview::request(&brief, base.as_ref());
        state.request = Some((brief, base.clone(), made));
    }
    let Some((.., made)) = &state.request else {
        return;
    };
    let (json, curl) = (made.json.clone(), made.curl.clone());
    ui.add_space(4.0);
    block_ui(ui, &t, "JSON", &json);
    ui.add_space(12.0);
    block_ui(ui, &t, "curl", &curl);
    ui.add_space(4.0);
    let words = if base.is_some() {
        "The key is taken from the environment; it is never shown here."
    } else {
        "“parfait serve” runs the studio alone and prints its address and key."
    };
    ui.label(text::hint(words).color(t.third));
}

fn block_ui(ui: &mut Ui, t: &Tokens, name: &str, words: &str) {
    ui.horizontal(|ui| {
        ui.label(text::label(name));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if text_button(ui, &format!("Copy {name}")).clicked() {
                ui.ctx().copy_text(words.to_owned());
            }
        });
    });
    Surface::NONE
        .fill(t.hover)
        .corner_radius(CornerRadius::same(radius::CHIP))
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::horizontal().id_salt(name).show(ui, |ui| {
                let label = egui::Label::new(text::code(words).color(t.ink));
                ui.add(label.extend().selectable(true));
            });
        });
}
