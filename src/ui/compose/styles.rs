//! A look in words: a search as one types, ranked results, and the styles that were pinned.

use egui::{
    CornerRadius, CursorIcon, Frame as Surface, Margin, Rect, Response, Role, Sense, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::model::catalog::StyleMatch;
use crate::model::draft::Field;
use crate::runtime::remote::Remote;
use crate::ui::fonts;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::{NONE, Tokens, radius, type_size};
use crate::ui::widgets::{
    TextField, focus_ring, removable_chip, skeleton, text_button, trouble_line,
};

use super::parts::{elided, settle, trouble_of};
use super::state::State;

/// Results that are shown before one asks for all.
const FIRST: usize = 6;
/// Height of a result.
const ROW: f32 = 48.0;

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
            let words =
                "Nothing comes close. Try other words; they are sent as they are either way.";
            ui.label(text::hint(words).color(t.second));
        }
        _ => {}
    }
    match results.value() {
        Some(found) if !found.is_empty() => list_ui(ui, state, found),
        Some(_) => {}
        None if results.trouble().is_none() => waiting_ui(ui),
        None => {}
    }
}

fn list_surface(t: &Tokens) -> Surface {
    Surface::NONE
        .fill(t.raised)
        .stroke(t.border())
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(4))
}

/// As high as the first results will be.
fn waiting_ui(ui: &mut Ui) {
    let t = Tokens::of(ui);
    list_surface(&t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        for at in 0..FIRST {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
            let wide = 120.0 + 30.0 * (at % 3) as f32;
            let bar = Rect::from_min_size(
                pos2(rect.left() + 12.0, rect.top() + 16.0),
                vec2(wide, 14.0),
            );
            let mut at = ui.new_child(egui::UiBuilder::new().max_rect(bar));
            skeleton(&mut at, bar.size(), 5);
        }
    });
}

fn list_ui(ui: &mut Ui, state: &mut State, found: &[StyleMatch]) {
    let t = Tokens::of(ui);
    let shown = if state.all_results {
        found.len()
    } else {
        found.len().min(FIRST)
    };
    list_surface(&t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        for style in found.iter().take(shown) {
            let id = style.id.as_str();
            let at = state
                .draft
                .featured_styles
                .iter()
                .position(|held| held == id);
            let response = ui
                .push_id(("result", id), |ui| result_ui(ui, style, at.is_some()))
                .inner;
            if response.clicked() {
                state.style_names.insert(id.to_owned(), style.name.clone());
                match at {
                    Some(at) => drop(state.draft.featured_styles.remove(at)),
                    None => state.draft.featured_styles.push(id.to_owned()),
                }
            }
        }
        let more = found.len() - shown;
        if more > 0 {
            ui.horizontal(|ui| {
                ui.add_space(12.0);
                if text_button(ui, &format!("Show {more} more")).clicked() {
                    state.all_results = true;
                }
            });
            ui.add_space(8.0);
        }
    });
}

fn result_ui(ui: &mut Ui, style: &StyleMatch, pinned: bool) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let close = style.similarity.clamp(0.0, 1.0) as f32;
    response.widget_info(|| {
        let name = format!(
            "{}, {}, {:.0} % close",
            style.name,
            style.animation_prompt,
            close * 100.0
        );
        WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), pinned, name)
    });
    let fill = match (pinned, response.hovered()) {
        (true, _) => t.soft,
        (false, true) => t.hover,
        _ => NONE,
    };
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(8), fill);
    let ink = if pinned { t.accent } else { t.ink };
    let room = (rect.width() - 190.0).max(80.0);
    let x = rect.left() + 12.0;
    let name = elided(ui, &style.name, fonts::medium(type_size::BODY), ink, room);
    painter.galley(pos2(x, rect.top() + 6.0), name, ink);
    let prompt = elided(ui, &style.animation_prompt, fonts::hint(), t.second, room);
    painter.galley(pos2(x, rect.top() + 26.0), prompt, t.second);
    let bar = Rect::from_min_size(
        pos2(rect.right() - 156.0, rect.center().y - 2.0),
        vec2(72.0, 4.0),
    );
    painter.rect_filled(bar, CornerRadius::same(2), t.line);
    let mut done = bar;
    done.set_width(bar.width() * close);
    painter.rect_filled(done, CornerRadius::same(2), t.accent);
    let percent = format!("{:.0} %", close * 100.0);
    let percent = elided(ui, &percent, fonts::hint(), t.second, 40.0);
    let at = pos2(
        rect.right() - 72.0,
        rect.center().y - percent.size().y / 2.0,
    );
    painter.galley(at, percent, t.second);
    let mark = Rect::from_center_size(pos2(rect.right() - 20.0, rect.center().y), vec2(16.0, 16.0));
    let icon = if pinned { Icon::Check } else { Icon::Plus };
    icons::paint(
        painter,
        icon,
        mark,
        if pinned { t.accent } else { t.second },
    );
    focus_ring(ui, &response, rect.shrink(2.0), 8);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(if pinned {
            "Unpin this style"
        } else {
            "Pin this style"
        })
}
