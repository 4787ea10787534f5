//! The scrolling grid: paints only the lines that are visible, and moves the choice by key.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align2, EventFilter, FocusDirection, Id, Rect, Role, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::model::account::Service;
use crate::runtime::command::Command;
use crate::ui::frame::Frame;
use crate::ui::widgets::Button;
use crate::ui::{fonts, keys, tokens::type_size, words};

use super::State;
use super::card::{Done, card_id, card_ui};
use super::keys::{GRID, GridKey};
use super::layout::{HEADER, Row, RowKind};
use super::list::{ConceptKey, Group, Shown};

/// Left and right of the grid.
pub const MARGIN: f32 = 28.0;

/// Paints the grid into what is left of `ui`.
pub fn grid_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let width = ui.available_width() - 2.0 * MARGIN;
    state.layout.refresh(&state.list, width, state.query.shape);
    let reach = by_key(ui, state).or_else(|| reach(state));
    ScrollArea::vertical()
        .id_salt("gallery")
        .auto_shrink(false)
        .show_viewport(ui, |ui, viewport| {
            let origin = ui.max_rect().min + vec2(MARGIN, 0.0);
            ui.set_height(state.layout.height);
            if let Some(reach) = &reach {
                let area = Rect::from_min_max(
                    pos2(origin.x, origin.y + reach.start),
                    pos2(origin.x + width, origin.y + reach.end),
                );
                ui.scroll_to_rect(area, None);
            }
            let rows: Vec<Row> = state
                .layout
                .visible(viewport.top(), viewport.bottom())
                .to_vec();
            for row in rows {
                let top = pos2(origin.x, origin.y + row.y);
                let area = Rect::from_min_size(top, vec2(width, row.height));
                row_ui(ui, frame, state, &row, area);
            }
        });
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, row: &Row, area: Rect) {
    let Some(shown) = state.list.shown().get(row.group).cloned() else {
        return;
    };
    match &row.kind {
        RowKind::Header => header_ui(ui, frame, &shown, area),
        RowKind::Concepts(range) => line_ui(ui, frame, state, &shown, range.clone(), area),
    }
}

fn line_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    state: &mut State,
    shown: &Shown,
    range: Range<usize>,
    area: Rect,
) {
    let grid = state.layout.grid;
    for (column, nth) in range.enumerate() {
        let Some(card) = shown.card(nth) else {
            continue;
        };
        let corner = area.min + vec2(grid.x(column), 0.0);
        let rect = Rect::from_min_size(corner, vec2(grid.width, grid.height));
        let selected = state.selected.as_ref() == Some(&card.key);
        let shape = state.query.shape;
        let (response, done) = card_ui(ui, frame, rect, card, &grid, shape, selected);
        if selected && state.take_focus {
            state.take_focus = false;
            response.request_focus();
        }
        if response.has_focus() {
            hold_arrows(ui, response.id);
            // While the keyboard is on its way to another concept, this one still has it.
            if response.gained_focus() && !selected && !state.take_focus {
                state.selected = Some(card.key.clone());
                ui.ctx().request_repaint();
            }
        }
        match done {
            Some(Done::Chosen) => {
                state.selected = Some(card.key.clone());
                response.request_focus();
                ui.ctx().request_repaint();
            }
            Some(Done::Opened) => {
                state.selected = Some(card.key.clone());
                state.open(card);
            }
            None => {}
        }
    }
}

/// Arrow keys move the choice here, not the focus by themselves.
pub fn hold_arrows(ui: &Ui, id: Id) {
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

/// Moves the choice by key; returns the stretch that must then be visible.
fn by_key(ui: &Ui, state: &mut State) -> Option<Range<f32>> {
    if state.viewer.is_some() || ui.ctx().text_edit_focused() {
        return None;
    }
    let focused = ui.memory(|memory| memory.focused());
    let selected = state
        .selected
        .as_ref()
        .and_then(|key| state.list.find(key))
        .map(|(_, card)| card);
    // A button that has the keyboard keeps its keys.
    if focused.is_some() && focused != selected.map(card_id) {
        return None;
    }
    let step = match ui.input_mut(|input| keys::pressed(input, &GRID, focused.is_none()))? {
        GridKey::Step(step) => step,
        GridKey::Open => {
            let key = selected?.key.clone();
            state.open_key(&key);
            return None;
        }
    };
    // egui has already begun to move the focus by this key.
    ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    let next = match selected {
        Some(card) => state.layout.step(&state.list, &card.key, step)?,
        None => first(state)?,
    };
    state.selected = Some(next.clone());
    state.take_focus = true;
    state.layout.stretch(&state.list, &next)
}

/// Where the concept that was last seen in full stands, once.
fn reach(state: &mut State) -> Option<Range<f32>> {
    if !std::mem::take(&mut state.reach) {
        return None;
    }
    state.layout.stretch(&state.list, state.selected.as_ref()?)
}

fn first(state: &State) -> Option<ConceptKey> {
    state.list.cards().next().map(|card| card.key.clone())
}

/// The line above a delivery's concepts.
fn header_ui(ui: &mut Ui, frame: &Frame<'_>, shown: &Shown, area: Rect) {
    let t = &frame.tokens;
    let group = &shown.group;
    let (before, after) = facts(frame, group);
    let mut line = LayoutJob::default();
    let plain = TextFormat::simple(egui::FontId::proportional(type_size::LABEL), t.second);
    line.append(&before, 0.0, plain.clone());
    let title = TextFormat::simple(fonts::strong(type_size::LABEL), t.ink);
    line.append(&group.title, 0.0, title);
    line.append(&after, 0.0, plain);
    line.wrap = egui::text::TextWrapping::truncate_at_width(area.width() - 120.0);
    let words = line.text.clone();
    let galley = ui.painter().layout_job(line);
    let id = Id::unique(("group", &group.delivery));
    let at = pos2(area.left(), area.bottom() - 12.0);
    let place = Align2::LEFT_BOTTOM.anchor_size(at, galley.size());
    ui.interact(place, id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Heading, true, &words));
    ui.painter().galley(place.min, galley, t.second);
    folder_ui(ui, frame, group, area);
}

fn folder_ui(ui: &mut Ui, frame: &Frame<'_>, group: &Group, area: Rect) {
    let Some(delivery) = &group.job.delivery else {
        return;
    };
    let mut right = area;
    right.min.y = area.bottom() - HEADER + 6.0;
    // The words end where the pictures do; only the button's ground reaches further.
    right.max.x += 4.0;
    let mut tools = ui.new_child(
        UiBuilder::new()
            .id_salt(("folder", &group.delivery))
            .max_rect(right)
            .layout(egui::Layout::right_to_left(egui::Align::Center)),
    );
    let button = Button::quiet("Show folder").dense();
    if tools.add(button).clicked() {
        frame.send(Command::Reveal(delivery.own_folder().to_owned()));
    }
}

/// What is said before and after a group's title.
fn facts(frame: &Frame<'_>, group: &Group) -> (String, String) {
    let delivery = group.job.delivery.as_ref();
    let day = words::day(group.job.created_at, frame.now);
    let mut after = Vec::new();
    if !group.facts.is_empty() {
        after.push(group.facts.clone());
    }
    after.extend(words::outcome(&group.job));
    match (
        group.job.service,
        delivery.and_then(|delivery| delivery.credits_charged),
    ) {
        (Service::Studio, _) => after.push("free here".to_owned()),
        (Service::Dessert, Some(credits)) => after.push(words::credits(credits)),
        (Service::Dessert, None) => {}
    }
    let after = after.iter().map(|fact| format!("  ·  {fact}")).collect();
    (format!("{day}  ·  "), after)
}
