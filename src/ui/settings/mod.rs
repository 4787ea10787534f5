//! Settings: accounts and their keys, where ads go and how they are named, looks, and facts about this installation.
//!
//! What is typed here is kept apart from the settings until it is right and left; then the whole settings are saved.

mod accounts;
mod ads;
mod copywriting;
mod limits;
mod looks;

use std::path::Path;
use std::sync::Arc;

use egui::{Margin, ScrollArea, Ui, vec2};

use crate::model::ids::AccountId;
use crate::model::settings::Settings;
use crate::runtime::event::Event;
use crate::runtime::view::View;

use super::first_run::shown;
use super::frame::Frame;
use super::text;
use super::tokens::space;
use super::widgets;

/// The column of the sections' names.
const SIDE: f32 = 184.0;

/// What is typed here and not yet saved.
#[derive(Debug, Default)]
pub struct State {
    /// The settings that the fields were filled from.
    seen: Arc<Settings>,
    accounts: Vec<AccountDraft>,
    folder: ads::FolderDraft,
    naming: String,
    copy: copywriting::CopyDraft,
    /// Whose folder is being chosen in the system's dialog; that of all accounts if `None`.
    browsing: Option<AccountId>,
}

/// One account as typed.
#[derive(Debug, Default)]
struct AccountDraft {
    id: Option<AccountId>,
    name: String,
    address: String,
    folder: ads::FolderDraft,
    key: String,
    limits: limits::LimitsDraft,
    /// The key's field is open although there is a key.
    replacing: bool,
    /// Deleting the key was pressed once.
    doubting: bool,
    /// Removing the account was pressed once.
    leaving: bool,
    /// What it holds was asked for.
    acquainted: bool,
}

impl State {
    /// What it starts with.
    pub fn new(view: &View) -> Self {
        let mut state = Self::default();
        state.fill(view);
        state
    }

    /// Hears what happened, once each.
    pub fn hear(&mut self, event: &Event, _view: &View) {
        if let Event::KeyKept { account, .. } = event {
            for draft in &mut self.accounts {
                if draft.id.as_ref() == Some(account) {
                    draft.replacing = false;
                }
            }
        }
    }

    /// Takes a folder that was chosen in the system's dialog; it is saved with the next frame.
    pub fn chosen(&mut self, folder: &Path) {
        let whose = self.browsing.take();
        let mut drafts = self.accounts.iter_mut();
        let of_account = drafts.find(|draft| whose.is_some() && draft.id == whose);
        let typed = of_account.map_or(&mut self.folder, |draft| &mut draft.folder);
        typed.text = folder.display().to_string();
        typed.chosen = true;
    }

    /// Fills the fields from the settings, but not those that hold something typed and unsaved.
    fn fill(&mut self, view: &View) {
        let new = &view.settings;
        let old = std::mem::replace(&mut self.seen, Arc::clone(new));
        if self.folder.text.is_empty() || old.ads_folder != new.ads_folder {
            self.folder.text = view.ads_folder.display().to_string();
        }
        if self.naming.is_empty() || self.naming == old.naming {
            self.naming.clone_from(&new.naming);
        }
        if old.copywriting != new.copywriting || !self.copy.is_filled() {
            self.copy.fill(&new.copywriting);
        }
        let mut drafts = std::mem::take(&mut self.accounts);
        self.accounts = new
            .accounts
            .iter()
            .map(|account| {
                let known = drafts
                    .iter()
                    .position(|draft| draft.id.as_ref() == Some(&account.id));
                let mut draft = known.map(|at| drafts.swap_remove(at)).unwrap_or_default();
                let before = old.account(&account.id);
                if known.is_none() || before != Some(account) {
                    draft.name.clone_from(&account.name);
                    let address = account.base_url.as_ref().map_or("", |url| shown(url));
                    address.clone_into(&mut draft.address);
                    draft.limits.fill(&account.limits);
                    let folder = account.folder.as_ref();
                    draft.folder.text =
                        folder.map_or_else(String::new, |folder| folder.display().to_string());
                }
                draft.id = Some(account.id.clone());
                draft
            })
            .collect();
    }
}

/// Paints the screen.
pub fn screen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    if state.seen != frame.view.settings || state.accounts.is_empty() {
        state.fill(frame.view);
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        egui::Frame::NONE
            .inner_margin(Margin {
                left: space::XL as i8,
                right: space::XL as i8,
                top: 22,
                bottom: space::XL as i8,
            })
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
                ui.label(text::title("Settings"));
                ui.add_space(8.0);
                section_ui(ui, "Accounts", "Who makes your ads.", |ui| {
                    accounts::accounts_ui(ui, frame, &mut state.accounts, &mut state.browsing);
                });
                section_ui(
                    ui,
                    "Finished ads",
                    "Where they go and what they are called.",
                    |ui| {
                        if ads::ads_ui(ui, frame, &mut state.folder, &mut state.naming) {
                            state.browsing = None;
                        }
                    },
                );
                if frame.view.copywriting.is_available {
                    let hint = "Who writes the words of the studio’s ads.";
                    section_ui(ui, "Copywriting", hint, |ui| {
                        copywriting::copywriting_ui(ui, frame, &mut state.copy);
                    });
                }
                section_ui(ui, "Looks", "How Parfait appears.", |ui| {
                    looks::looks_ui(ui, frame)
                });
                section_ui(ui, "About", "For support and for the curious.", |ui| {
                    looks::about_ui(ui, frame);
                });
            });
    });
}

/// A section: what it is on the left, the card with its controls on the right.
fn section_ui(ui: &mut Ui, title: &str, hint: &str, add: impl FnOnce(&mut Ui)) {
    ui.add_space(16.0);
    widgets::section(ui, SIDE, title, hint, add);
}

/// A thin line between the parts of a card.
fn divider_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.add_space(8.0);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    ui.painter()
        .hline(rect.x_range(), rect.center().y, (1.0, frame.tokens.line));
    ui.add_space(8.0);
}
