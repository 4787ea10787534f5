//! The one list of what a person can do by name. Key handling, tooltips, the rail and the sheet of shortcuts derive from
//! it.
//!
//! Must not carry anything out: the app or the screen that can does.

use egui::{Context, Key, KeyboardShortcut};

use super::frame::Place;
use super::icons::Icon;
use super::keys::{self, command, plain};

/// Something a person can do by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum UserCommand {
    GoCompose,
    GoDeliveries,
    GoGallery,
    GoBrands,
    GoSettings,
    Generate,
    Search,
    Refresh,
    OpenAdsFolder,
    SwitchTheme,
    Palette,
    Shortcuts,
    Quit,
}

/// What must hold for a command to be of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Where the window is.
    pub place: Place,
    /// Whether an account is in use; before that there is only the first run.
    pub has_account: bool,
    /// Whether a text field has the keyboard.
    pub is_typing: bool,
}

impl UserCommand {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 13] = [
        Self::GoCompose,
        Self::GoDeliveries,
        Self::GoGallery,
        Self::GoBrands,
        Self::GoSettings,
        Self::Generate,
        Self::Search,
        Self::Refresh,
        Self::OpenAdsFolder,
        Self::SwitchTheme,
        Self::Palette,
        Self::Shortcuts,
        Self::Quit,
    ];

    /// What it is called.
    pub fn text(self) -> &'static str {
        match self {
            Self::GoCompose => "Compose",
            Self::GoDeliveries => "Deliveries",
            Self::GoGallery => "Gallery",
            Self::GoBrands => "Brands",
            Self::GoSettings => "Settings",
            Self::Generate => "Generate",
            Self::Search => "Search the gallery",
            Self::Refresh => "Refresh the account",
            Self::OpenAdsFolder => "Open the ads folder",
            Self::SwitchTheme => "Light or dark",
            Self::Palette => "Commands",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::Quit => "Quit",
        }
    }

    /// What it does, as one line.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::GoCompose => "Write a brief",
            Self::GoDeliveries => "Everything that was sent",
            Self::GoGallery => "Every ad that came back",
            Self::GoBrands => "Colours, typefaces and products of your brands",
            Self::GoSettings => "Accounts, folders, looks",
            Self::Generate => "Send the brief",
            Self::Search => "Find ads by words, brand or look",
            Self::Refresh => "Ask for the balance and the brands again",
            Self::OpenAdsFolder => "Show finished ads in the file manager",
            Self::SwitchTheme => "Switch between light and dark",
            Self::Palette => "Do anything by its name",
            Self::Shortcuts => "Everything the keyboard can do",
            Self::Quit => "Close Parfait; what is being made goes on at the next start",
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::GoCompose => Icon::Pencil,
            Self::GoDeliveries => Icon::List,
            Self::GoGallery => Icon::Gallery,
            Self::GoBrands => Icon::Tag,
            Self::GoSettings => Icon::Settings,
            Self::Generate => Icon::Sparkle,
            Self::Search => Icon::Search,
            Self::Refresh => Icon::Refresh,
            Self::OpenAdsFolder => Icon::Reveal,
            Self::SwitchTheme => Icon::Moon,
            Self::Palette => Icon::Search,
            Self::Shortcuts => Icon::Keyboard,
            Self::Quit => Icon::Cross,
        }
    }

    /// Its key.
    pub fn shortcut(self) -> KeyboardShortcut {
        match self {
            Self::GoCompose => command(Key::Num1),
            Self::GoDeliveries => command(Key::Num2),
            Self::GoGallery => command(Key::Num3),
            Self::GoBrands => command(Key::Num4),
            Self::GoSettings => command(Key::Comma),
            Self::Generate => command(Key::Enter),
            Self::Search => command(Key::F),
            Self::Refresh => command(Key::R),
            Self::OpenAdsFolder => command(Key::O),
            Self::SwitchTheme => command(Key::D),
            Self::Palette => command(Key::K),
            Self::Shortcuts => plain(Key::F1),
            Self::Quit => command(Key::Q),
        }
    }

    /// Its key as this system writes it.
    pub fn shortcut_text(self, ctx: &Context) -> String {
        keys::name(ctx, &self.shortcut())
    }

    /// What it does and its key, for a tooltip.
    pub fn hover_text(self, ctx: &Context) -> String {
        format!("{}  {}", self.tooltip(), self.shortcut_text(ctx))
    }

    /// Whether it is of use now.
    pub fn is_enabled(self, now: Circumstances) -> bool {
        match self {
            Self::SwitchTheme | Self::Shortcuts | Self::Quit => true,
            Self::Generate => now.has_account && now.place == Place::Compose,
            _ => now.has_account,
        }
    }

    /// The place it leads to.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::GoCompose => Some(Place::Compose),
            Self::GoDeliveries => Some(Place::Deliveries),
            Self::GoGallery => Some(Place::Gallery),
            Self::GoBrands => Some(Place::Brands),
            Self::GoSettings => Some(Place::Settings),
            _ => None,
        }
    }

    /// The command that leads to a place.
    pub fn to(place: Place) -> Self {
        match place {
            Place::Compose => Self::GoCompose,
            Place::Deliveries => Self::GoDeliveries,
            Place::Gallery => Self::GoGallery,
            Place::Brands => Self::GoBrands,
            Place::Settings => Self::GoSettings,
        }
    }
}

/// Takes the keys of this frame that mean a command. A key without Ctrl or Cmd is left to a field that is typed in.
pub fn pressed(ctx: &Context, now: Circumstances) -> Vec<UserCommand> {
    ctx.input_mut(|input| {
        let mut pressed: Vec<UserCommand> = UserCommand::ALL
            .into_iter()
            .filter(|command| {
                command.is_enabled(now) && input.consume_shortcut(&command.shortcut())
            })
            .collect();
        let asked = !now.is_typing && input.key_pressed(Key::Questionmark);
        if asked && !pressed.contains(&UserCommand::Shortcuts) {
            pressed.push(UserCommand::Shortcuts);
        }
        pressed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key_or_a_name() {
        for (at, a) in UserCommand::ALL.into_iter().enumerate() {
            for b in UserCommand::ALL.into_iter().skip(at + 1) {
                assert_ne!(a.shortcut(), b.shortcut(), "{a:?} and {b:?}");
                assert_ne!(a.text(), b.text());
            }
        }
    }

    #[test]
    fn before_an_account_is_chosen_only_the_looks_can_change_and_the_window_close() {
        let now = Circumstances::default();
        let enabled: Vec<_> = UserCommand::ALL
            .into_iter()
            .filter(|command| command.is_enabled(now))
            .collect();
        assert_eq!(
            enabled,
            [
                UserCommand::SwitchTheme,
                UserCommand::Shortcuts,
                UserCommand::Quit
            ]
        );
    }
}
