//! What a paint function may look at, and the one way in which it may ask for something.
//!
//! A paint function is named `…_ui`, takes `&mut egui::Ui` and a [`Frame`], and returns nothing that matters: wishes go
//! into the [`Outbox`] and are carried out by the app after painting. Everything in a frame is read-only. The single
//! exception is a screen's own [`super::state::ViewState`] member, which the screen gets as `&mut` beside the frame,
//! because text fields need somewhere to type into; it holds nothing but what that screen shows.

use std::cell::RefCell;
use std::path::PathBuf;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::draft::Field;
use crate::model::ids::DeliveryId;
use crate::model::settings::{Settings, SettingsChange};
use crate::runtime::command::Command;
use crate::runtime::view::{AccountView, View};

use super::brands::PictureFor;
use super::command::UserCommand;
use super::films::Films;
use super::textures::Textures;
use super::tokens::Tokens;

/// Where in the window one can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// The brief.
    #[default]
    Compose,
    /// Everything that was sent.
    Deliveries,
    /// Everything that came back.
    Gallery,
    /// The brands that ads are made for.
    Brands,
    /// Accounts, folders, looks.
    Settings,
}

impl Place {
    /// All of them, as the rail shows them.
    pub const ALL: [Self; 5] = [
        Self::Compose,
        Self::Deliveries,
        Self::Gallery,
        Self::Brands,
        Self::Settings,
    ];

    /// The word under its icon.
    pub fn label(self) -> &'static str {
        match self {
            Self::Compose => "Compose",
            Self::Deliveries => "Deliveries",
            Self::Gallery => "Gallery",
            Self::Brands => "Brands",
            Self::Settings => "Settings",
        }
    }

    /// The place of that label.
    pub fn named(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.label() == label)
    }
}

/// A wish that only concerns what the window shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Go somewhere.
    Go(Place),
    /// Show one delivery's concepts in the gallery.
    OpenInGallery(DeliveryId),
    /// Put a brief into the form, to be changed and sent anew.
    ComposeFrom(Box<Brief>),
    /// Go to a field of the form, with this brief in it if there is one.
    LeadTo {
        /// To be changed and sent anew; what is in the form stays if `None`.
        brief: Option<Box<Brief>>,
        /// Where the keyboard goes.
        field: Field,
    },
    /// Tell the person something went wrong.
    Complain(Report),
    /// Tell the person something in passing, as one line.
    Say(String),
    /// Run a user command as if its key had been pressed.
    Do(UserCommand),
    /// Let the person choose a folder; the answer goes to [`super::settings::State::chosen`].
    BrowseForFolder(PathBuf),
    /// Let the person choose a picture of a brand kit; the answer goes to [`super::brands::State::chosen_picture`].
    BrowseForPicture(PictureFor),
    /// Open or close the sheet of shortcuts.
    ShowShortcuts(bool),
    /// Put a notice away, by its number.
    DropNotice(u64),
}

/// What was asked for while painting.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Of the window.
    Act(Action),
    /// Of the runtime.
    Ask(Command),
}

/// Collects wishes while painting. Full of nothing between frames.
#[derive(Debug, Default)]
pub struct Outbox(RefCell<Vec<Wish>>);

impl Outbox {
    /// Adds a wish.
    pub fn push(&self, wish: Wish) {
        self.0.borrow_mut().push(wish);
    }

    /// Takes every wish, in the order it was made.
    pub fn take(&mut self) -> Vec<Wish> {
        std::mem::take(self.0.get_mut())
    }
}

/// Everything that a paint function may look at.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// The runtime's newest view.
    pub view: &'a View,
    /// The colours of this theme.
    pub tokens: Tokens,
    /// The time of this frame.
    pub now: Timestamp,
    /// Where the window is.
    pub place: Place,
    /// Facts about this installation.
    pub about: &'a About,
    /// Pictures on the graphics card.
    pub textures: &'a Textures,
    /// The film that plays.
    pub films: &'a Films,
    /// User commands that were called by key, palette or menu and wait to be carried out by the screen that can.
    pub invoked: &'a [UserCommand],
    /// Where wishes go.
    pub outbox: &'a Outbox,
}

/// Facts about this installation that never change while it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Where the library and the log are.
    pub data_folder: PathBuf,
    /// The log file.
    pub log: PathBuf,
    /// The folder that ads go to unless another is chosen.
    pub default_ads: PathBuf,
}

impl Frame<'_> {
    /// Asks the runtime.
    pub fn send(&self, command: Command) {
        self.outbox.push(Wish::Ask(command));
    }

    /// Asks for other settings; nothing if nothing is changed.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        if let Some(change) = SettingsChange::of(&self.view.settings, change) {
            self.send(Command::SaveSettings(Box::new(change)));
        }
    }

    /// Asks the window.
    pub fn act(&self, action: Action) {
        self.outbox.push(Wish::Act(action));
    }

    /// Whether the person called this command in this frame. A screen treats it like a press of its own button.
    pub fn invoked(&self, command: UserCommand) -> bool {
        self.invoked.contains(&command)
    }

    /// The account in use.
    pub fn account(&self) -> Option<&AccountView> {
        self.view.current()
    }

    /// Whether the account in use is the studio, where money is not spoken of as spent.
    pub fn is_studio(&self) -> bool {
        self.account()
            .is_some_and(|view| view.account.service == Service::Studio)
    }

    /// Whether things may move by themselves.
    pub fn may_move(&self) -> bool {
        !self.view.settings.reduced_motion
    }
}
