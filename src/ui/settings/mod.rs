//! Settings.

use std::path::Path;

use egui::Ui;

use crate::runtime::event::Event;
use crate::runtime::view::View;

use super::frame::Frame;

/// What this screen alone shows.
#[derive(Debug, Default)]
pub struct State {}

impl State {
    /// What it starts with.
    pub fn new(_view: &View) -> Self {
        Self::default()
    }

    /// Hears what happened, once each.
    pub fn hear(&mut self, _event: &Event, _view: &View) {}

    /// Takes a folder that was chosen in the system's dialog.
    pub fn chosen(&mut self, _folder: &Path) {}
}

/// Paints the screen.
pub fn screen_ui(ui: &mut Ui, _frame: &Frame<'_>, _state: &mut State) {
    ui.label(super::text::title("Settings"));
}
