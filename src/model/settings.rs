//! What the person chose, kept in the library.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

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

/// How many styles that were chosen lately are remembered.
const MOST_RECENT: usize = 24;

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
    /// Who writes.
    pub copywriting: Copywriting,
    /// Light or dark.
    pub theme: Theme,
    /// No motion at all.
    pub reduced_motion: bool,
    /// Styles that the person wants to find again, by id, newest first.
    pub favourite_styles: Vec<String>,
    /// Styles that the person chose lately, by id, newest first.
    pub recent_styles: Vec<String>,
    /// How the window was left; `None` until it was closed once.
    pub window: Option<WindowMemory>,
}

/// Who writes the words of the studio's ads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Copywriting {
    /// Whether the server writes; otherwise the built-in writer does.
    pub is_own: bool,
    /// The server, remembered also while it is not used.
    pub server: Option<CopyServer>,
}

/// A server that speaks OpenAI's chat completions. Its key is in the keychain, never here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyServer {
    /// Up to and with `/v1`.
    pub base_url: Url,
    /// Its name for the model.
    pub model: String,
}

impl Copywriting {
    /// The server, if it is to write.
    pub fn in_use(&self) -> Option<&CopyServer> {
        self.server.as_ref().filter(|_| self.is_own)
    }
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
            copywriting: Copywriting::default(),
            theme: Theme::default(),
            reduced_motion: false,
            favourite_styles: Vec::new(),
            recent_styles: Vec::new(),
            window: None,
        }
    }
}

impl Settings {
    /// The account of that id.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// Makes a style a favourite, or none.
    pub fn toggle_favourite(&mut self, style: &str) {
        match self.favourite_styles.iter().position(|held| held == style) {
            Some(at) => drop(self.favourite_styles.remove(at)),
            None => self.favourite_styles.insert(0, style.to_owned()),
        }
    }

    /// Notes that a style was chosen.
    pub fn note_recent(&mut self, style: &str) {
        self.recent_styles.retain(|held| held != style);
        self.recent_styles.insert(0, style.to_owned());
        self.recent_styles.truncate(MOST_RECENT);
    }

    /// The account in use.
    pub fn current(&self) -> Option<&Account> {
        self.account(self.account.as_ref()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_styles_are_few_and_newest_first_and_a_favourite_can_be_let_go() {
        let mut settings = Settings::default();
        for style in 0..40 {
            settings.note_recent(&style.to_string());
        }
        settings.note_recent("30");
        assert_eq!(settings.recent_styles.len(), MOST_RECENT);
        assert_eq!(settings.recent_styles[..3], ["30", "39", "38"]);
        settings.toggle_favourite("a");
        settings.toggle_favourite("b");
        settings.toggle_favourite("a");
        assert_eq!(settings.favourite_styles, ["b"]);
    }
}
