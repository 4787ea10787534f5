//! A look in words: a search as one types, ranked results, and the styles that were pinned.

use egui::{Ui, Vec2, vec2};

use crate::model::catalog::{NEAR, StyleMatch};
use crate::model::draft::Field;
use crate::runtime::remote::Remote;
use crate::ui::frame::Frame;
use crate::ui::text;
use crate::ui::tokens::{Tokens, radius};
use crate::ui::widgets::{TextField, removable_chip, skeleton, text_button, trouble_line};

use super::parts::{settle, trouble_of};
use super::state::State;
use super::tile::{self, Tile};

/// A result is about this wide; the row is filled.
const ABOUT: f32 = 138.0;
/// Height of a result's picture to its width.
const SHAPE: f32 = 1.0;
/// Rows of results that are shown before one asks for all.
const FIRST_ROWS: usize = 2;

/// The search field, the pinned styles, the results. `greyed` when prompts are chosen, which win.
pub(super) fn styles_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, greyed: bool) {
    let t = frame.tokens;
    if greyed {
        ui.horizontal_wrapped(|ui| {
            let words = "Prompts win over a description, so this would not be used.";
            ui.label(text::hint(words).color(t.second));
            if text_button(ui, "Let the prompts go").clicked() {
                state.before = Some(state.draft.clone());
                state.draft.animation_prompts.clear();
            }
        });
    }
    ui.add_enabled_ui(!greyed, |ui| {
        let error = state.error(Field::StyleSearch);
        let response = TextField::new("Describe the look", &mut state.draft.style_search)
            .hide_label()
            .hint("cool mist over pale stone")
            .error(error.as_deref())
            .show(ui);
        if response.changed() {
            state.touch(Field::StyleSearch);
        }
        settle(state, Field::StyleSearch, &response);
    });
    pinned_ui(ui, state);
    if !greyed {
        results_ui(ui, frame, state);
    }
}

fn pinned_ui(ui: &mut Ui, state: &mut State) {
    if state.draft.featured_styles.is_empty() {
        return;
    }
    let t = Tokens::of(ui);
    let mut removed = None;
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 26.0;
        let middle = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(vec2(0.0, 26.0), middle, |ui| {
            ui.set_min_height(26.0);
            ui.label(text::hint("Pinned").color(t.third));
        });
        for (at, id) in state.draft.featured_styles.iter().enumerate() {
            let name = state.style_names.get(id).unwrap_or(id);
            if ui
                .push_id(("style", id), |ui| removable_chip(ui, name))
                .inner
            {
                removed = Some(at);
            }
        }
    });
    if let Some(at) = removed {
        state.draft.featured_styles.remove(at);
    }
    trouble_of(ui, state, Field::FeaturedStyles);
}

fn results_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    if state.draft.style_search.trim().is_empty() {
        let words = "The closest styles show here as you type. Pin the ones you want, or leave it to your words.";
        ui.label(text::hint(words).color(t.third));
        return;
    }
    let search = &frame.view.styles;
    let is_current = search.query == state.draft.style_search.trim();
    let results = &search.results;
    match results {
        Remote::Failed(_, report) if is_current => {
            trouble_line(
                ui,
                &format!(
                    "{} {} Your words are kept and sent as they are.",
                    report.summary, report.hint
                ),
            );
        }
        Remote::Ready(found) if is_current && found.is_empty() => {
            let words = if frame.is_studio() {
                "No word of this is understood as a look. Try other words, or every look takes its turn."
            } else {
                "Nothing comes close. Try other words; they are sent as they are either way."
            };
            ui.label(text::hint(words).color(t.second));
        }
        Remote::Ready(found) if is_current && frame.is_studio() => {
            let is_near = found.first().is_some_and(|best| best.similarity >= NEAR);
            let (words, ink) = if is_near {
                let words = "Words choose motion and material; the colours are the brand’s.";
                (words, t.third)
            } else {
                let words = "No look is near these words; these are the closest.";
                (words, t.second)
            };
            ui.label(text::hint(words).color(ink));
        }
        _ => {}
    }
    match results.value() {
        Some(found) if !found.is_empty() => list_ui(ui, frame, state, found),
        Some(_) => {}
        None if results.trouble().is_none() => waiting_ui(ui),
        None => {}
    }
}

/// As high as the first results will be.
fn waiting_ui(ui: &mut Ui) {
    let (columns, wide) = tile::columns(ui.available_width(), ABOUT);
    let size = tile::size(wide, SHAPE, 2);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tile::GAP;
        for _ in 0..columns {
            skeleton(ui, size, radius::CARD);
        }
    });
}

fn list_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, found: &[StyleMatch]) {
    let (columns, wide) = tile::columns(ui.available_width(), ABOUT);
    let size = tile::size(wide, SHAPE, 2);
    let shown = if state.all_results {
        found.len()
    } else {
        found.len().min(columns * FIRST_ROWS)
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(tile::GAP);
        for row in found[..shown].chunks(columns) {
            ui.horizontal(|ui| {
                for style in row {
                    result_ui(ui, frame, state, style, size);
                }
            });
        }
    });
    let more = found.len() - shown;
    if more > 0 && text_button(ui, &format!("Show {more} more")).clicked() {
        state.all_results = true;
    }
}

/// One result; pressing it pins the style or lets it go.
fn result_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, style: &StyleMatch, size: Vec2) {
    let id = style.id.as_str();
    let held = state.draft.featured_styles.iter();
    let at = held
        .enumerate()
        .find(|(_, held)| *held == id)
        .map(|(at, _)| at);
    let close = format!("{:.0} %", style.similarity.clamp(0.0, 1.0) * 100.0);
    // A service may have styles of its own; the prompt still tells how they look.
    let catalogue = &frame.view.catalogue;
    let card = catalogue.card(id);
    let tile = Tile {
        card: card.or_else(|| catalogue.of_prompt(&style.animation_prompt).next()),
        name: &style.name,
        line: &format!("{close} · {}", style.animation_prompt),
        label: &format!("{}, {}, {close} close", style.name, style.animation_prompt),
        chosen: at.is_some(),
    };
    let response = ui
        .push_id(("result", id), |ui| {
            tile.show(ui, frame, &mut state.swatches, size)
        })
        .inner
        .on_hover_text(if at.is_some() {
            "Unpin this style"
        } else {
            "Pin this style"
        });
    if !response.clicked() {
        return;
    }
    state.style_names.insert(id.to_owned(), style.name.clone());
    match at {
        Some(at) => drop(state.draft.featured_styles.remove(at)),
        None => {
            state.draft.featured_styles.push(id.to_owned());
            frame.change_settings(|settings| settings.note_recent(id));
        }
    }
}
