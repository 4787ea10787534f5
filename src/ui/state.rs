//! Everything that the window remembers from one frame to the next and the runtime need not know.

use crate::runtime::event::Event;
use crate::runtime::view::View;

use super::frame::Place;
use super::{brands, compose, deliveries, first_run, gallery, palette, settings};

/// The window's own state: where it is, and one member for each screen, which only that screen changes.
#[derive(Debug, Default)]
pub struct ViewState {
    /// Where the window is.
    pub place: Place,
    /// Whether the sheet of shortcuts is open.
    pub shortcuts: bool,
    /// Commands by name.
    pub palette: palette::State,
    /// The form.
    pub compose: compose::State,
    /// The list of what was sent.
    pub deliveries: deliveries::State,
    /// The pictures.
    pub gallery: gallery::State,
    /// The brand kits.
    pub brands: brands::State,
    /// Settings.
    pub settings: settings::State,
    /// The choice at the very start.
    pub first_run: first_run::State,
}

impl ViewState {
    /// What it starts with.
    pub fn new(view: &View) -> Self {
        Self {
            place: view
                .settings
                .window
                .as_ref()
                .and_then(|window| Place::named(&window.place))
                .unwrap_or_default(),
            shortcuts: false,
            palette: palette::State::default(),
            compose: compose::State::new(view),
            deliveries: deliveries::State::new(view),
            gallery: gallery::State::new(view),
            brands: brands::State::default(),
            settings: settings::State::new(view),
            first_run: first_run::State::default(),
        }
    }

    /// Lets every screen hear what happened.
    pub fn hear(&mut self, event: &Event, view: &View) {
        self.compose.hear(event, view);
        self.deliveries.hear(event, view);
        self.gallery.hear(event, view);
        self.brands.hear(event, view);
        self.settings.hear(event, view);
    }
}
