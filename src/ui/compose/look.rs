//! The look: named animation prompts as swatches, or a description in words. Prompts win over a description, so setting
//! one greys the other out and says why.

use egui::{Align, Layout, Ui, Vec2};

use crate::model::draft::Field;
use crate::runtime::command::Command;
use crate::ui::frame::Frame;
use crate::ui::text;
use crate::ui::tokens::Tokens;
use crate::ui::widgets::{Button, Segmented, TextField, removable_chip, text_button};

use super::parts::{settle, trouble_of};
use super::state::{LookBy, State};
use super::styles;
use super::tile::{self, Tile};

/// A swatch is about this wide; the row is filled.
const ABOUT: f32 = 138.0;
/// Height of a swatch to its width.
const SHAPE: f32 = 0.63;

/// The section.
pub(super) fn look_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    tabs_ui(ui, frame, state);
    ui.add_space(4.0);
    match state.look_by {
        LookBy::Prompts => prompts_ui(ui, frame, state),
        LookBy::Words => {
            let greyed = !state.draft.animation_prompts.is_empty();
            styles::styles_ui(ui, frame, state, greyed);
        }
    }
}

fn tabs_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        ui.label(text::label("Look"));
        ui.add_space(8.0);
        let prompts = match state.draft.animation_prompts.len() {
            0 => "Animation prompts".to_owned(),
            count => format!("Animation prompts · {count}"),
        };
        let options = [
            (LookBy::Prompts, prompts.as_str()),
            (LookBy::Words, "Describe it"),
        ];
        let tabs = Segmented::new("Look", &options, state.look_by).dense();
        if let Some(look_by) = tabs.show(ui).inner {
            state.look_by = look_by;
        }
        if ui.available_width() > 130.0 {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if text_button(ui, "Browse every style").clicked() {
                    state.browser.is_open = true;
                }
                if ui.available_width() > 190.0 {
                    ui.label(text::hint("Prompts win over a description").color(t.third));
                }
            });
        }
    });
}

fn prompts_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    let is_described = !state.draft.style_search.trim().is_empty();
    let greyed = is_described && state.draft.animation_prompts.is_empty();
    if greyed {
        ui.horizontal_wrapped(|ui| {
            let words = "You described the look in words, and prompts would win over them.";
            ui.label(text::hint(words).color(t.second));
            if text_button(ui, "Pick prompts instead").clicked() {
                state.draft.style_search.clear();
            }
        });
    }
    ui.add_enabled_ui(!greyed, |ui| {
        grid_ui(ui, frame, state);
        // The studio has shown every name that it knows.
        if !frame.is_studio() {
            ui.add_space(4.0);
            add_by_name_ui(ui, frame, state);
            typed_ui(ui, frame, state);
        }
    });
    trouble_of(ui, state, Field::AnimationPrompts);
}

/// Every prompt that is known by name, then those of the draft that are not.
fn names(frame: &Frame<'_>, state: &State) -> Vec<String> {
    let mut names = frame
        .account()
        .map_or_else(Vec::new, |account| account.prompts.clone());
    for prompt in &state.draft.animation_prompts {
        if !names.contains(prompt) {
            names.push(prompt.clone());
        }
    }
    names
}

fn grid_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let names = names(frame, state);
    let (columns, wide) = tile::columns(ui.available_width(), ABOUT);
    let size = tile::size(wide, SHAPE, 1);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(tile::GAP);
        let mut is_first = true;
        for row in names.chunks(columns) {
            ui.horizontal(|ui| {
                for name in row {
                    let tile = Tile {
                        card: frame.view.catalogue.of_prompt(name).next(),
                        name,
                        line: "",
                        label: name,
                        chosen: state.draft.animation_prompts.contains(name),
                    };
                    let response = tile.show(ui, frame, &mut state.swatches, size);
                    if std::mem::take(&mut is_first) {
                        settle(state, Field::AnimationPrompts, &response);
                    }
                    if response.clicked() {
                        toggle(&mut state.draft.animation_prompts, name);
                    }
                }
            });
        }
    });
}

fn toggle(list: &mut Vec<String>, name: &str) {
    match list.iter().position(|held| held == name) {
        Some(at) => drop(list.remove(at)),
        None => list.push(name.to_owned()),
    }
}

/// The names that a person typed and the service has not told by itself: a wrong one can be forgotten.
fn typed_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let Some(account) = frame.account() else {
        return;
    };
    let typed = &account.typed.prompts;
    if typed.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let words = "Typed by you; take away what the service does not know:";
        ui.label(text::hint(words).color(frame.tokens.third));
        for name in typed {
            if ui
                .push_id(("typed", name), |ui| removable_chip(ui, name))
                .inner
            {
                state.draft.animation_prompts.retain(|held| held != name);
                frame.send(Command::ForgetPrompt {
                    account: account.account.id.clone(),
                    name: name.clone(),
                });
            }
        }
    });
}

fn add_by_name_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let mut add = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let field = TextField::new("Add an animation prompt by name", &mut state.new_prompt)
            .hide_label()
            .hint("Add by name…")
            .width(260.0)
            .show(ui);
        add = field.lost_focus() && !state.new_prompt.trim().is_empty();
        if add && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            field.request_focus();
        }
        let is_empty = state.new_prompt.trim().is_empty();
        let button = Button::secondary("Add").disabled_because(is_empty.then_some("Type a name."));
        add |= ui.add(button).clicked();
        let t = Tokens::of(ui);
        let words = "Any of the service's 36 names, spelled exactly";
        if ui.available_width() > 270.0 {
            ui.label(text::hint(words).color(t.third));
        }
    });
    if add {
        let name = std::mem::take(&mut state.new_prompt).trim().to_owned();
        if let (false, Some(account)) = (name.is_empty(), frame.account()) {
            frame.send(Command::KeepPrompt {
                account: account.account.id.clone(),
                name: name.clone(),
            });
        }
        if !name.is_empty() && !state.draft.animation_prompts.contains(&name) {
            state.draft.animation_prompts.push(name);
        }
        state.touch(Field::AnimationPrompts);
    }
}
