//! Everything that can be done by name, found by typing a part of it.

use egui::{
    Align2, Area, CornerRadius, CursorIcon, Id, Key, Modal, Modifiers, Order, Rect, Response, Role,
    ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::ids::AccountId;
use crate::runtime::command::Command;

use super::command::{Circumstances, UserCommand};
use super::fonts;
use super::frame::{Action, Frame};
use super::icons::{self, Icon};
use super::text;
use super::tokens::{radius, type_size};
use super::widgets::{TextField, panel_frame};

/// What is typed into it.
#[derive(Debug, Default)]
pub struct State {
    open: bool,
    query: String,
    /// Which of the found entries Enter means.
    chosen: usize,
}

impl State {
    /// Opens it empty, or closes it.
    pub fn toggle(&mut self) {
        *self = Self {
            open: !self.open,
            ..Self::default()
        };
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    text: String,
    icon: Icon,
    key: String,
    /// Disabled entries stay in sight, so that one learns that they exist.
    enabled: bool,
    does: Deed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Deed {
    Run(UserCommand),
    Use(AccountId),
}

const WIDTH: f32 = 520.0;
const ROW: f32 = 40.0;

/// Paints it over the window while it is open.
pub fn palette_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, now: Circumstances) {
    if !state.open {
        return;
    }
    let step = ui.input_mut(|input| {
        i64::from(input.consume_key(Modifiers::NONE, Key::ArrowDown))
            - i64::from(input.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let t = frame.tokens;
    let id = Id::unique("palette");
    let area = Area::new(id)
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 96.0));
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(t.scrim)
        .frame(panel_frame(&t).inner_margin(12))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            let entries = entries(ui, frame, &state.query, now);
            state.chosen = moved(state.chosen, step, entries.len());
            let field = TextField::new("Command", &mut state.query)
                .hide_label()
                .hint("Type a command…")
                .id(id.with("query"))
                .show(ui);
            field.request_focus();
            if field.changed() {
                state.chosen = 0;
            }
            list_ui(ui, frame, &entries, state.chosen, enter)
        });
    if let Some(deed) = &modal.inner {
        match deed {
            Deed::Run(command) => frame.act(Action::Do(*command)),
            Deed::Use(account) => frame.send(Command::UseAccount(account.clone())),
        }
    }
    if modal.inner.is_some() || modal.should_close() {
        state.toggle();
    }
}

fn list_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    entries: &[Entry],
    chosen: usize,
    enter: bool,
) -> Option<Deed> {
    let mut done = None;
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.add_space(4.0);
    ScrollArea::vertical().max_height(ROW * 9.0).show(ui, |ui| {
        for (at, entry) in entries.iter().enumerate() {
            let pressed = row_ui(ui, frame, entry, at == chosen).clicked();
            if entry.enabled && (pressed || (enter && at == chosen)) {
                done = Some(entry.does.clone());
            }
        }
        if entries.is_empty() {
            ui.add_space(8.0);
            ui.label(text::body("Nothing is called that.").color(frame.tokens.third));
            ui.add_space(8.0);
        }
    });
    done
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, entry: &Entry, chosen: bool) -> Response {
    let t = frame.tokens;
    let sense = if entry.enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 10.0, ROW), sense);
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListBoxOption, entry.enabled, chosen, &entry.text)
    });
    if chosen || (entry.enabled && response.hovered()) {
        let fill = if chosen { t.soft } else { t.hover };
        ui.painter()
            .rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    }
    let ink = match (entry.enabled, chosen) {
        (false, _) => t.third,
        (true, true) => t.accent,
        (true, false) => t.ink,
    };
    let middle = rect.center().y;
    let icon = Rect::from_center_size(pos2(rect.left() + 22.0, middle), vec2(18.0, 18.0));
    icons::paint(ui.painter(), entry.icon, icon, ink);
    let painter = ui.painter();
    let words = painter.layout_no_wrap(entry.text.clone(), fonts::medium(type_size::BODY), ink);
    let top = middle - words.size().y / 2.0;
    painter.galley(pos2(rect.left() + 44.0, top), words, ink);
    let key = painter.layout_no_wrap(entry.key.clone(), fonts::hint(), t.second);
    let at = pos2(
        rect.right() - 12.0 - key.size().x,
        middle - key.size().y / 2.0,
    );
    painter.galley(at, key, t.second);
    if chosen {
        response.scroll_to_me(None);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Everything whose text has every typed word in it, in the order of the list.
fn entries(ui: &Ui, frame: &Frame<'_>, query: &str, now: Circumstances) -> Vec<Entry> {
    let commands = UserCommand::ALL
        .into_iter()
        .filter(|command| *command != UserCommand::Palette)
        .map(|command| Entry {
            text: command.text().to_owned(),
            icon: command.icon(),
            key: command.shortcut_text(ui.ctx()),
            enabled: command.is_enabled(now),
            does: Deed::Run(command),
        });
    let in_use = frame.view.settings.account.as_ref();
    let accounts = frame
        .view
        .accounts
        .iter()
        .filter(|account| Some(&account.account.id) != in_use)
        .map(|account| Entry {
            text: format!("Use the account {}", account.account.name),
            icon: Icon::Key,
            key: String::new(),
            enabled: true,
            does: Deed::Use(account.account.id.clone()),
        });
    commands
        .chain(accounts)
        .filter(|entry| matches(&entry.text, query))
        .collect()
}

fn matches(text: &str, query: &str) -> bool {
    let text = text.to_lowercase();
    query
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

/// The next place in a list of `count`, round its ends.
fn moved(at: usize, step: i64, count: usize) -> usize {
    let count = i64::try_from(count).unwrap_or(i64::MAX).max(1);
    let next = (i64::try_from(at).unwrap_or(0) + step).rem_euclid(count);
    usize::try_from(next).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_case() {
        assert!(matches("Open the ads folder", "folder OPEN"));
        assert!(matches("Open the ads folder", ""));
        assert!(!matches("Open the ads folder", "folder close"));
    }

    #[test]
    fn the_choice_goes_round_the_ends() {
        assert_eq!(moved(0, -1, 3), 2);
        assert_eq!(moved(2, 1, 3), 0);
        assert_eq!(moved(5, 0, 3), 2);
        assert_eq!(moved(0, 1, 0), 0);
    }
}
