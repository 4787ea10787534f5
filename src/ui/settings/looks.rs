//! Light or dark, motion, and facts about this installation.

use std::path::Path;

use egui::{Align, Layout, Ui, vec2};

use crate::model::settings::Theme;
use crate::runtime::command::Command;
use crate::ui::command::UserCommand;
use crate::ui::frame::{Action, Frame};
use crate::ui::icons::Icon;
use crate::ui::text;
use crate::ui::widgets::{Button, icon_button, segmented, toggle};

use super::divider_ui;

/// Paints theme and motion.
pub(super) fn looks_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.horizontal(|ui| {
        ui.label(text::body("Theme"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let options = [
                (Theme::System, "System"),
                (Theme::Light, "Light"),
                (Theme::Dark, "Dark"),
            ];
            if let Some(theme) = segmented(ui, "Theme", &options, frame.view.settings.theme) {
                frame.change_settings(|settings| settings.theme = theme);
            }
        });
    });
    divider_ui(ui, frame);
    let mut reduced = frame.view.settings.reduced_motion;
    if toggle(ui, "Reduced motion", &mut reduced).changed() {
        frame.change_settings(|settings| settings.reduced_motion = reduced);
    }
}

/// Paints version, folders and the way to the shortcuts.
pub(super) fn about_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let t = frame.tokens;
    ui.horizontal(|ui| {
        ui.label(text::strong("Parfait"));
        ui.label(text::body(env!("CARGO_PKG_VERSION")).color(t.second));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let shortcuts = Button::quiet(UserCommand::Shortcuts.text())
                .icon(Icon::Keyboard)
                .dense();
            if ui.add(shortcuts).clicked() {
                frame.act(Action::ShowShortcuts(true));
            }
        });
    });
    divider_ui(ui, frame);
    path_ui(ui, frame, "Data folder", &frame.about.data_folder);
    path_ui(ui, frame, "Log", &frame.about.log);
}

fn path_ui(ui: &mut Ui, frame: &Frame<'_>, label: &str, path: &Path) {
    let t = frame.tokens;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
        ui.label(text::body(label));
        ui.add_space(8.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Copy, &format!("Copy the path: {label}")).clicked() {
                ui.ctx().copy_text(path.display().to_string());
                frame.act(Action::Say("The path was copied.".into()));
            }
            if icon_button(ui, Icon::Reveal, &format!("Show: {label}")).clicked() {
                frame.send(Command::Reveal(path.to_owned()));
            }
            let shown = text::code(path.display().to_string()).color(t.second);
            ui.add(egui::Label::new(shown).truncate());
        });
    });
}
