//! Where finished ads go, and how their files are named.

use std::path::{Path, PathBuf};

use egui::{Ui, vec2};

use crate::model::naming::{self, Template};
use crate::runtime::command::Command;
use crate::ui::frame::{Action, Frame};
use crate::ui::icons::Icon;
use crate::ui::text;
use crate::ui::widgets::{Button, TextField, text_button, was_left};

use super::divider_ui;

/// The folder as typed.
#[derive(Debug, Default)]
pub(super) struct FolderDraft {
    pub(super) text: String,
    /// It was chosen in the system's dialog and is to be saved without the field being left.
    pub(super) chosen: bool,
}

/// Paints the folder and the template; whether the folder is to be chosen in the system's dialog.
pub(super) fn ads_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    folder: &mut FolderDraft,
    template: &mut String,
) -> bool {
    let browses = folder_ui(ui, frame, folder);
    divider_ui(ui, frame);
    naming_ui(ui, frame, template);
    browses
}

fn folder_ui(ui: &mut Ui, frame: &Frame<'_>, typed: &mut FolderDraft) -> bool {
    let mut browses = false;
    let before = frame.view.ads_folder.display().to_string();
    let wrong = check_folder(&typed.text);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let width = ui.available_width() - 232.0;
        let field = TextField::new("Folder", &mut typed.text)
            .width(width)
            .code()
            .error(wrong)
            .help("Finished ads go here. If it is not there yet, it is made with the first file.")
            .show(ui);
        let is_new = typed.text.trim() != before;
        let left = was_left(&field);
        if (left || typed.chosen) && is_new && wrong.is_none() {
            save_folder(frame, &typed.text);
        }
        typed.chosen = false;
        ui.vertical(|ui| {
            ui.add_space(26.0);
            ui.horizontal(|ui| {
                if ui
                    .add(Button::secondary("Browse…").icon(Icon::Folder).width(112.0))
                    .clicked()
                {
                    browses = true;
                    frame.act(Action::BrowseForFolder(frame.view.ads_folder.clone()));
                }
                if ui
                    .add(Button::secondary("Show").icon(Icon::Reveal).width(104.0))
                    .clicked()
                {
                    frame.send(Command::Reveal(frame.view.ads_folder.clone()));
                }
            });
        });
    });
    let default = &frame.about.default_ads;
    let is_default = frame.view.settings.ads_folder.is_none() || frame.view.ads_folder == *default;
    if !is_default && text_button(ui, "Use the default folder").clicked() {
        typed.text = default.display().to_string();
        frame.change_settings(|settings| settings.ads_folder = None);
    }
    browses
}

fn save_folder(frame: &Frame<'_>, typed: &str) {
    let folder = PathBuf::from(typed.trim());
    let is_default = folder == frame.about.default_ads;
    frame.change_settings(|settings| {
        settings.ads_folder = (!is_default).then_some(folder);
    });
}

/// What is wrong with a typed folder.
pub(super) fn check_folder(typed: &str) -> Option<&'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some("Enter a folder.");
    }
    (!Path::new(typed).is_absolute()).then_some("Enter the whole path, from the root.")
}

fn naming_ui(ui: &mut Ui, frame: &Frame<'_>, typed: &mut String) {
    let t = frame.tokens;
    let example = example(typed);
    let field = TextField::new("File names", typed)
        .code()
        .error(example.as_ref().err().map(String::as_str))
        .show(ui);
    let left = was_left(&field);
    if left && example.is_ok() {
        frame.change_settings(|settings| settings.naming.clone_from(typed));
    }
    if let Ok(example) = &example {
        ui.horizontal_wrapped(|ui| {
            ui.label(text::hint("For example").color(t.third));
            ui.label(text::code(example).color(t.second));
        });
    }
    ui.horizontal_wrapped(|ui| {
        let words =
            "Tokens: {brand}  {date}  {delivery}  {index}  {orientation}  {headline}  {ext}";
        ui.label(text::hint(words).color(t.third));
    });
    let is_default = *typed == naming::DEFAULT_TEMPLATE;
    if !is_default && text_button(ui, "Use the default names").clicked() {
        naming::DEFAULT_TEMPLATE.clone_into(typed);
        frame.change_settings(|settings| settings.naming.clone_from(typed));
    }
}

/// What a file would be called, or what is wrong with the template.
fn example(template: &str) -> Result<String, String> {
    match Template::parse(template) {
        Ok(template) => Ok(template.example().display().to_string()),
        Err(error) => Err(format!("{} {}", error, error.hint())),
    }
}
