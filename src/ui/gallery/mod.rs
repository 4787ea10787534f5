//! The Gallery: every ad that came back, grouped by delivery, and one of them at full size.
//!
//! Reading order: [`list`] (what is shown), [`layout`] (where it stands), [`grid`] and [`card`] (how it looks),
//! [`viewer`] (one ad in full), [`revise`] (a further version of it). Must not read files: pictures come from the shared textures.

mod card;
mod film;
mod grid;
mod keys;
mod layout;
mod list;
pub(super) mod picture;
mod revise;
mod stage;
mod toolbar;
mod viewer;
mod viewer_side;

use std::collections::HashMap;

use egui::{Ui, vec2};

use crate::model::ids::DeliveryId;
use crate::runtime::command::Command;
use crate::runtime::event::Event;
use crate::runtime::revise::ReviseCommand;
use crate::runtime::view::View;

use super::frame::{Action, Frame, Place};
use super::icons::Icon;
use super::widgets::empty_state;

pub(super) use keys::{GRID, REVISE, VIEWER};
use layout::Layout;
use list::{Card, ConceptKey, List, Query};
use revise::Panel;
use viewer::Viewer;

/// What this screen alone shows: typed text, what is open, what is chosen.
#[derive(Debug, Default)]
pub struct State {
    list: List,
    layout: Layout,
    query: Query,
    selected: Option<ConceptKey>,
    viewer: Option<Viewer>,
    /// Revisions that were begun and put away, by concept and the version that they start from.
    begun: HashMap<(ConceptKey, u32), Panel>,
    /// A panel was put away with its viewer, which the runtime is to be told of.
    is_let_go: bool,
    /// The last ticket of a wish for a picture.
    tickets: u64,
    /// The chosen concept is to get the keyboard when it is next painted.
    take_focus: bool,
    /// The chosen concept is to be scrolled to.
    reach: bool,
    /// The frame that last painted this screen.
    painted: u64,
    /// Files changed, so pictures that failed deserve another try.
    try_again: bool,
}

impl State {
    /// What it starts with.
    pub fn new(_view: &View) -> Self {
        Self::default()
    }

    /// Shows one delivery's concepts only.
    pub fn show_delivery(&mut self, delivery: &DeliveryId) {
        self.query = Query {
            only: Some(delivery.clone()),
            ..Query::default()
        };
        self.put_viewer_away();
        self.selected = None;
    }

    /// Closes the viewer, whatever the reason; what was typed in its panel can be taken up again.
    fn put_viewer_away(&mut self) {
        if let Some(mut viewer) = self.viewer.take()
            && viewer.panel.is_some()
        {
            self.begun.extend(viewer.put_panel_away());
            self.is_let_go = true;
        }
    }

    /// Hears what happened, once each.
    pub fn hear(&mut self, event: &Event, _view: &View) {
        if matches!(event, Event::Finished { .. }) {
            self.try_again = true;
        }
        if let Event::Revise(event) = event {
            let open = self.viewer.iter_mut().filter_map(|it| it.panel.as_mut());
            for panel in open.chain(self.begun.values_mut()) {
                panel.hear(event);
            }
            self.begun.retain(|_, panel| panel.kept().is_none());
        }
    }

    fn open(&mut self, card: &Card) {
        self.viewer = Some(Viewer::of(card, self.query.shape));
    }

    fn open_key(&mut self, key: &ConceptKey) {
        let viewer = self
            .list
            .find(key)
            .map(|(_, card)| Viewer::of(card, self.query.shape));
        self.viewer = viewer;
    }
}

/// Paints the screen.
pub fn screen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let changed = state.list.refresh(frame.view, &state.query);
    if changed || std::mem::take(&mut state.try_again) {
        frame.textures.try_faults_again();
    }
    arrive(ui, state);
    let was_open = state.viewer.is_some();
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    if state.list.total == 0 {
        nothing_ui(ui, frame);
    } else {
        toolbar::toolbar_ui(ui, frame, state);
        state.list.refresh(frame.view, &state.query);
        if state.list.count() == 0 {
            no_match_ui(ui, state);
        } else {
            grid::grid_ui(ui, frame, state);
        }
    }
    if was_open {
        viewer::viewer_ui(ui, frame, state);
    } else if state.viewer.is_some() {
        // The key that opened it must not be the key that closes it.
        ui.ctx().request_repaint();
    }
    if std::mem::take(&mut state.is_let_go) {
        frame.send(Command::Revise(ReviseCommand::Close));
    }
}

/// Whoever comes here can use the arrow keys at once: the button that led here lets go of the keyboard.
fn arrive(ui: &Ui, state: &mut State) {
    let now = ui.ctx().cumulative_frame_nr();
    let is_new = now > state.painted + 1 || state.painted == 0;
    state.painted = now;
    if is_new && let Some(id) = ui.memory(|memory| memory.focused()) {
        ui.memory_mut(|memory| memory.surrender_focus(id));
    }
}

fn nothing_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.add_space((ui.available_height() * 0.5 - 130.0).max(24.0));
    let making = frame.view.jobs.iter().any(|job| !job.stage.is_settled());
    if making {
        let hint = "The first pictures appear here as soon as they are on disk.";
        let action = Some("Go to Deliveries");
        if empty_state(ui, Icon::Clock, "Your ads are being made", hint, action) {
            frame.act(Action::Go(Place::Deliveries));
        }
        return;
    }
    let hint = "Compose a brief, and the ads it becomes are shown here.";
    if empty_state(
        ui,
        Icon::Gallery,
        "No ads yet",
        hint,
        Some("Compose a brief"),
    ) {
        frame.act(Action::Go(Place::Compose));
    }
}

fn no_match_ui(ui: &mut Ui, state: &mut State) {
    ui.add_space((ui.available_height() * 0.5 - 130.0).max(24.0));
    let hint = if state.query.words.trim().is_empty() {
        "No concept has this shape here."
    } else {
        "No headline, brand, angle or look has all of these words."
    };
    let action = Some("Show everything");
    if empty_state(ui, Icon::Search, "Nothing matches", hint, action) {
        state.query = Query::default();
    }
}
