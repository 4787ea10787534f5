//! Above the grid: the title, how much there is, the search, and which shapes are shown.

use egui::{Align, Id, Key, Layout, Modifiers, Rect, Ui, UiBuilder, pos2, vec2};

use crate::model::ids::DeliveryId;
use crate::ui::command::UserCommand;
use crate::ui::frame::Frame;
use crate::ui::widgets::{TextField, removable_chip, segmented};
use crate::ui::{text, words};

use super::State;
use super::grid::MARGIN;
use super::list::Shape;

const HEIGHT: f32 = 72.0;
/// The search field grows no wider.
const WIDEST_SEARCH: f32 = 380.0;

fn search_id() -> Id {
    Id::unique("gallery-search")
}

/// Paints the bar and changes what is asked for.
pub fn toolbar_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = &frame.tokens;
    let (_, bar) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    ui.painter()
        .hline(bar.x_range(), bar.bottom() - 0.5, t.border());
    let inside = Rect::from_min_max(
        pos2(bar.left() + MARGIN, bar.top() + 16.0),
        pos2(bar.right() - MARGIN, bar.bottom() - 16.0),
    );
    let mut right = ui.new_child(
        UiBuilder::new()
            .id_salt("gallery-tools")
            .max_rect(inside)
            .layout(Layout::right_to_left(Align::Center)),
    );
    tools_ui(&mut right, frame, state);
    let mut rest = inside;
    rest.max.x = right.min_rect().left() - 16.0;
    let mut left = ui.new_child(
        UiBuilder::new()
            .id_salt("gallery-title")
            .max_rect(rest)
            .layout(Layout::left_to_right(Align::Center)),
    );
    left.spacing_mut().item_spacing.x = 16.0;
    left.label(text::title("Gallery").color(t.ink));
    left.add(
        egui::Label::new(text::hint(counts(state)).color(t.third))
            .truncate()
            .selectable(false),
    );
    if let Some(only) = state.query.only.clone()
        && removable_chip(&mut left, &only_words(state, frame, &only))
    {
        state.query.only = None;
    }
}

fn tools_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    ui.spacing_mut().item_spacing.x = 12.0;
    let options = [
        (Shape::Both, "Both"),
        (Shape::Vertical, "9:16"),
        (Shape::Square, "4:5"),
    ];
    if let Some(shape) = segmented(ui, "Shapes", &options, state.query.shape) {
        state.query.shape = shape;
    }
    let width = (ui.available_width() * 0.5).clamp(160.0, WIDEST_SEARCH);
    let response = ui
        .allocate_ui(vec2(width, 40.0), |ui| {
            TextField::new("Search the gallery", &mut state.query.words)
                .hide_label()
                .hint("Search headlines, brands, looks")
                .id(search_id())
                .width(width)
                .show(ui)
        })
        .inner;
    if frame.invoked(UserCommand::Search) {
        response.request_focus();
    }
    let escaped = response.has_focus() || response.lost_focus();
    if escaped && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        state.query.words.clear();
        response.surrender_focus();
    }
}

fn counts(state: &State) -> String {
    let shown = state.list.count();
    let all = words::count(state.list.total, "concept", "concepts");
    if shown == state.list.total {
        all
    } else {
        format!("{shown} of {all}")
    }
}

fn only_words(state: &State, frame: &Frame<'_>, only: &DeliveryId) -> String {
    match state.list.group(only) {
        Some(group) => format!(
            "{}, {} {}",
            group.title,
            words::day(group.job.created_at, frame.now).to_lowercase(),
            words::clock_time(group.job.created_at)
        ),
        None => "One delivery".to_owned(),
    }
}
