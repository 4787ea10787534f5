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

/// What somebody changed in the settings that they saw. Meanwhile something else may have changed, and stays.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsChange {
    seen: Settings,
    /// As they are wished.
    pub wished: Settings,
}

impl SettingsChange {
    /// What `change` does to the settings that were seen; `None` when that is nothing.
    pub fn of(seen: &Settings, change: impl FnOnce(&mut Settings)) -> Option<Self> {
        let mut wished = seen.clone();
        change(&mut wished);
        (wished != *seen).then(|| Self {
            seen: seen.clone(),
            wished,
        })
    }

    /// The settings of now with what was changed, field by field.
    pub fn onto(&self, now: &Settings) -> Settings {
        let Self { seen, wished } = self;
        let mut merged = now.clone();
        take(&mut merged.account, &seen.account, &wished.account);
        take(&mut merged.ads_folder, &seen.ads_folder, &wished.ads_folder);
        take(&mut merged.naming, &seen.naming, &wished.naming);
        let copywriting = (&seen.copywriting, &wished.copywriting);
        take(&mut merged.copywriting, copywriting.0, copywriting.1);
        take(&mut merged.theme, &seen.theme, &wished.theme);
        let motion = (&seen.reduced_motion, &wished.reduced_motion);
        take(&mut merged.reduced_motion, motion.0, motion.1);
        let favourites = (&seen.favourite_styles, &wished.favourite_styles);
        take(&mut merged.favourite_styles, favourites.0, favourites.1);
        let recent = (&seen.recent_styles, &wished.recent_styles);
        take(&mut merged.recent_styles, recent.0, recent.1);
        take(&mut merged.window, &seen.window, &wished.window);
        merged
            .accounts
            .retain(|it| wished.account(&it.id).is_some() || seen.account(&it.id).is_none());
        for account in &wished.accounts {
            let held = merged.accounts.iter_mut().find(|it| it.id == account.id);
            match (held, seen.account(&account.id)) {
                (Some(held), Some(seen)) => edit(held, seen, account),
                (None, None) => merged.accounts.push(account.clone()),
                // Somebody else added it, or took it away.
                (Some(_), None) | (None, Some(_)) => {}
            }
        }
        merged
    }
}

/// Takes over what was changed of an account.
fn edit(held: &mut Account, seen: &Account, wished: &Account) {
    take(&mut held.name, &seen.name, &wished.name);
    take(&mut held.base_url, &seen.base_url, &wished.base_url);
    take(&mut held.colour, &seen.colour, &wished.colour);
    take(&mut held.folder, &seen.folder, &wished.folder);
    let (held, seen, wished) = (&mut held.limits, &seen.limits, &wished.limits);
    take(
        &mut held.per_delivery,
        &seen.per_delivery,
        &wished.per_delivery,
    );
    take(&mut held.per_day, &seen.per_day, &wished.per_day);
}

fn take<T: PartialEq + Clone>(held: &mut T, seen: &T, wished: &T) {
    if wished != seen {
        held.clone_from(wished);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::AccountColour;
    use crate::model::cost::Credits;

    #[test]
    fn two_changes_of_the_same_settings_both_hold() {
        let seen = Settings::default();
        let first = SettingsChange::of(&seen, |it| {
            it.accounts[1].limits.per_day = Some(Credits(60));
            it.naming = "{n}".into();
        });
        let second = SettingsChange::of(&seen, |it| {
            it.accounts[1].colour = Some(AccountColour::Teal);
            it.theme = Theme::Dark;
        });
        let both = second.unwrap().onto(&first.unwrap().onto(&seen));
        assert_eq!(both.accounts[1].limits.per_day, Some(Credits(60)));
        assert_eq!(both.accounts[1].colour, Some(AccountColour::Teal));
        assert_eq!((both.naming.as_str(), both.theme), ("{n}", Theme::Dark));
        assert_eq!(SettingsChange::of(&seen, |_| ()), None);
    }

    #[test]
    fn an_account_that_is_gone_does_not_come_back_and_one_that_came_stays() {
        let seen = Settings::default();
        let other = Account {
            id: AccountId::new("other"),
            ..Account::dessert()
        };
        let added = SettingsChange::of(&seen, |it| it.accounts.push(other.clone())).unwrap();
        let renamed = SettingsChange::of(&seen, |it| it.accounts[1].name = "D".into()).unwrap();
        let both = renamed.onto(&added.onto(&seen));
        let names: Vec<&str> = both.accounts.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Studio", "D", &other.name]);

        let gone = SettingsChange::of(&both, |it| it.accounts.retain(|it| *it != other)).unwrap();
        let late = SettingsChange::of(&both, |it| it.accounts[2].name = "O".into()).unwrap();
        assert_eq!(late.onto(&gone.onto(&both)).accounts.len(), 2);
    }

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
