//! What the person chose, kept in the library.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::ids::AccountId;
use super::naming;

/// Light, dark, or whatever the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Everything in Settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The account in use; `None` until the first run has chosen one.
    pub account: Option<AccountId>,
    /// Every account, the studio first.
    pub accounts: Vec<Account>,
    /// Where finished ads go; `None` means the default folder.
    pub ads_folder: Option<PathBuf>,
    /// How files are named; see [`naming`].
    pub naming: String,
    /// Light or dark.
    pub theme: Theme,
    /// No motion at all.
    pub reduced_motion: bool,
    /// How the window was left; `None` until it was closed once.
    pub window: Option<WindowMemory>,
}

/// How the window was left, so that it opens like that again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowMemory {
    /// Inner width in points.
    pub width: f32,
    /// Inner height in points.
    pub height: f32,
    /// Whether it filled the screen.
    pub maximized: bool,
    /// The place that was open, by its label.
    pub place: String,
}

impl Default for WindowMemory {
    fn default() -> Self {
        Self {
            width: 1280.0,
            height: 800.0,
            maximized: false,
            place: String::new(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account: None,
            accounts: vec![Account::studio(), Account::dessert()],
            ads_folder: None,
            naming: naming::DEFAULT_TEMPLATE.into(),
            theme: Theme::default(),
            reduced_motion: false,
            window: None,
        }
    }
}

impl Settings {
    /// The account of that id.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// The account in use.
    pub fn current(&self) -> Option<&Account> {
        self.account(self.account.as_ref()?)
    }
}
