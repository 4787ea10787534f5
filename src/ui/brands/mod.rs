//! Brands: the studio's kits on the left, the one that is chosen on the right, saved as it is typed.
//!
//! What is typed is kept in [`Draft`]s until the studio has it; nothing here is lost by going elsewhere. With an account
//! of another service the place shows its brands, which cannot be changed from here.

mod colours;
mod draft;
mod editor;
mod elsewhere;
mod list;
mod pictures;
mod products;
mod typefaces;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{Margin, Panel, Ui};

use crate::model::ids::{BrandId, ProductId};
use crate::model::kit::{Kit, PictureKind};
use crate::runtime::brands::{KitCommand, KitEvent};
use crate::runtime::command::Command;
use crate::runtime::event::Event;
use crate::runtime::remote::Remote;
use crate::runtime::view::View;

use super::frame::{Action, Frame};
use super::tokens::space;
use draft::{Draft, ProductDraft};

/// The column of the brands' names.
const SIDE: f32 = 248.0;

/// What a picture is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PictureFor {
    /// The logo of a brand.
    Logo(BrandId),
    /// A product of a brand.
    Product(BrandId, ProductId),
}

impl PictureFor {
    fn brand(&self) -> &BrandId {
        match self {
            Self::Logo(brand) | Self::Product(brand, _) => brand,
        }
    }

    fn kind(&self) -> PictureKind {
        match self {
            Self::Logo(_) => PictureKind::Logo,
            Self::Product(..) => PictureKind::Product,
        }
    }
}

/// What the place remembers.
#[derive(Debug, Default)]
pub struct State {
    asked: bool,
    chosen: Option<BrandId>,
    drafts: HashMap<BrandId, Draft>,
    /// What an earlier run left unsaved is among the drafts; so many they were.
    restored: Option<usize>,
    /// The product that is open.
    open: Option<ProductId>,
    /// Pictures that are being taken in.
    coming: HashMap<u64, PictureFor>,
    /// Why a picture was not taken in.
    refused: HashMap<PictureFor, String>,
    /// A path as typed, per picture.
    paths: HashMap<PictureFor, String>,
    /// Deleting was pressed once.
    doubting: bool,
    /// Picking colours is under way.
    picking: bool,
    /// Why no colours were picked.
    unpicked: Option<String>,
    tickets: u64,
}

impl State {
    /// Hears what happened, once each.
    pub fn hear(&mut self, event: &Event, _view: &View) {
        let Event::Kit(event) = event else { return };
        match event {
            KitEvent::Saved { asked, version } => {
                if let Some(draft) = self.drafts.get_mut(&asked.brand_id) {
                    draft.was_saved(asked, *version);
                }
            }
            KitEvent::NotSaved {
                asked,
                problem,
                report,
            } => {
                if let Some(draft) = self.drafts.get_mut(&asked.brand_id) {
                    draft.was_refused(asked, problem.clone(), report);
                }
            }
            KitEvent::Deleted(brand) => {
                self.drafts.remove(brand);
                if self.chosen.as_ref() == Some(brand) {
                    self.chosen = None;
                }
            }
            KitEvent::Picked { brand, palette } => {
                self.picking = false;
                match (self.drafts.get_mut(brand), palette) {
                    (Some(draft), Ok(palette)) => draft.kit.palette.clone_from(palette),
                    (_, Err(report)) => self.unpicked = Some(report.to_string()),
                    (None, Ok(_)) => {}
                }
            }
            KitEvent::Checked { palette, colours } => {
                for draft in self.drafts.values_mut() {
                    if draft.asked == *palette {
                        draft.colours = colours.clone();
                    }
                }
            }
            KitEvent::Picture { ticket, outcome } => {
                let Some(target) = self.coming.remove(ticket) else {
                    return;
                };
                match outcome {
                    Err(sentence) => {
                        self.refused.insert(target, sentence.clone());
                    }
                    Ok(facts) => {
                        let Some(draft) = self.drafts.get_mut(target.brand()) else {
                            return;
                        };
                        match &target {
                            PictureFor::Logo(_) => draft.kit.logo = Some(facts.picture_id.clone()),
                            PictureFor::Product(_, id) => {
                                let Some(product) = draft.product_mut(id) else {
                                    return;
                                };
                                product.product.picture = Some(facts.picture_id.clone());
                                product.product.picture_use = facts.advised();
                            }
                        }
                        draft
                            .pictures
                            .retain(|known| known.picture_id != facts.picture_id);
                        draft.pictures.push(facts.clone());
                    }
                }
            }
        }
    }

    /// What is typed and not yet sent: to be sent before the window closes or goes elsewhere, or, where something in it
    /// is wrong, to be remembered as it is.
    pub fn unsaved(&mut self, now: crate::base::clock::Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        let mut wrong = Vec::new();
        for draft in self.drafts.values_mut() {
            let kit = draft.to_kit();
            match draft.due(&kit, now, true) {
                Some(kit) => commands.push(save(kit)),
                // Not to be sent as it is, and not to be lost.
                None if draft.is_dirty() && !draft.is_on_its_way() => wrong.push(kit),
                None => {}
            }
        }
        if self
            .restored
            .is_some_and(|before| before > 0 || !wrong.is_empty())
        {
            self.restored = Some(wrong.len());
            commands.push(Command::KeepUnsavedKits(wrong));
        }
        commands
    }

    /// Takes a picture that was chosen in the system's dialog.
    pub fn chosen_picture(&mut self, target: PictureFor, path: PathBuf) -> Command {
        self.add_picture(target, path)
    }

    fn add_picture(&mut self, target: PictureFor, from: PathBuf) -> Command {
        self.tickets += 1;
        self.refused.remove(&target);
        let kind = target.kind();
        // A newer picture for the same place takes the place of one that is still coming.
        self.coming.retain(|_, other| *other != target);
        self.coming.insert(self.tickets, target);
        Command::Kit(KitCommand::AddPicture {
            ticket: self.tickets,
            kind,
            from,
        })
    }
}

fn save(kit: Kit) -> Command {
    Command::Kit(KitCommand::Save(Box::new(kit)))
}

/// Paints the screen.
pub fn screen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    if !state.asked && matches!(frame.view.brand_kits.kits, Remote::Absent) {
        state.asked = true;
        frame.send(Command::Kit(KitCommand::Load));
    }
    if !frame.is_studio() {
        return elsewhere::screen_ui(ui, frame);
    }
    take_drops(ui, frame, state);
    restore(frame, state);
    settle(frame, state);
    let surface = egui::Frame::NONE
        .fill(frame.tokens.panel)
        .inner_margin(Margin::symmetric(16, 20));
    Panel::left("brands-list")
        .exact_size(SIDE)
        .resizable(false)
        .frame(surface)
        .show(ui, |ui| list::list_ui(ui, frame, state));
    let inside = egui::Frame::NONE.inner_margin(Margin {
        left: space::XL as i8,
        right: 0,
        top: 20,
        bottom: 0,
    });
    egui::CentralPanel::default()
        .frame(inside)
        .show(ui, |ui| editor::editor_ui(ui, frame, state));
    keep(ui, frame, state);
}

/// Brings back what was typed in an earlier run and could not be saved, unless its kit was changed since.
fn restore(frame: &Frame<'_>, state: &mut State) {
    let brands = &frame.view.brand_kits;
    if state.restored.is_some() || brands.kits.value().is_none() {
        return;
    }
    for kit in brands.unsaved.iter() {
        let draft = match brands.kit(&kit.brand_id) {
            Some(entry) if entry.kit.version == kit.version => Draft::of(entry).retyped(kit),
            None if kit.version == 0 => Draft::begun(kit.clone()),
            _ => continue,
        };
        state.drafts.insert(kit.brand_id.clone(), draft);
    }
    state.restored = Some(brands.unsaved.len());
}

/// Chooses a brand where none is chosen, and lets drafts follow what others changed.
fn settle(frame: &Frame<'_>, state: &mut State) {
    let Some(kits) = frame.view.brand_kits.kits.value() else {
        return;
    };
    let is_there = |id: &BrandId| kits.iter().any(|entry| entry.kit.brand_id == *id);
    let is_kept = |id: &BrandId| is_there(id) || state.drafts.contains_key(id);
    if !state.chosen.as_ref().is_some_and(is_kept) {
        state.chosen = kits.first().map(|entry| entry.kit.brand_id.clone());
        state.open = None;
    }
    for entry in kits {
        if let Some(draft) = state.drafts.get_mut(&entry.kit.brand_id) {
            draft.follow(entry);
        } else if state.chosen.as_ref() == Some(&entry.kit.brand_id) {
            let draft = Draft::of(entry);
            state.drafts.insert(entry.kit.brand_id.clone(), draft);
        }
    }
}

/// Sends what is due, and sees to it that what is not yet due will be looked at again.
fn keep(ui: &Ui, frame: &Frame<'_>, state: &mut State) {
    for draft in state.drafts.values_mut() {
        let kit = draft.to_kit();
        draft.look(&kit, frame.now);
        if let Some(kit) = draft.due(&kit, frame.now, false) {
            frame.send(save(kit));
        } else if let Some(wait) = draft.wait(&kit, frame.now) {
            ui.ctx().request_repaint_after(wait);
        }
        if kit.palette != draft.asked {
            draft.asked.clone_from(&kit.palette);
            frame.send(Command::Kit(KitCommand::CheckPalette(kit.palette)));
        }
    }
}

/// Pictures that were dropped on the window: for the product that is open, else each becomes a product of its own.
fn take_drops(ui: &Ui, frame: &Frame<'_>, state: &mut State) {
    let dropped = ui.input(|input| input.raw.dropped_files.clone());
    let Some(brand) = state.chosen.clone() else {
        return;
    };
    let many = dropped.len() > 1;
    for file in dropped {
        let from = file.path().to_owned();
        let open = state.open.clone().filter(|_| !many);
        let product = open.unwrap_or_else(|| {
            let begun = ProductDraft::begun(named_after(&from));
            let id = begun.product.product_id.clone();
            if let Some(draft) = state.drafts.get_mut(&brand) {
                draft.products.push(begun);
            }
            state.open = Some(id.clone());
            id
        });
        let target = PictureFor::Product(brand.clone(), product);
        let command = state.add_picture(target, from);
        frame.send(command);
    }
}

/// `night-oil_v2.png` → `Night oil v2`.
fn named_after(path: &std::path::Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let words: Vec<&str> = stem
        .split(|c: char| c == '-' || c == '_' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    let name = words.join(" ");
    let mut letters = name.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first.chars().chain(letters).take(40).collect()
}

/// Opens the system's dialog for a picture.
fn browse(frame: &Frame<'_>, target: &PictureFor) {
    frame.act(Action::BrowseForPicture(target.clone()));
}

/// The kits as far as they are known.
fn kits<'a>(frame: &Frame<'a>) -> &'a [Arc<crate::model::kit::KitEntry>] {
    frame
        .view
        .brand_kits
        .kits
        .value()
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_remembered_at_the_end_and_what_is_right_is_saved() {
        let entry = |id: &str, name: &str| crate::model::kit::KitEntry {
            kit: Kit {
                brand_id: BrandId::new(id),
                version: 3,
                name: name.into(),
                palette: ["#F6E7DF", "#5B2F26"].map(str::to_owned).to_vec(),
                ..Kit::default()
            },
            ..crate::model::kit::KitEntry::default()
        };
        let mut state = State {
            restored: Some(0),
            ..State::default()
        };
        for (id, typed) in [("right", "Moss & Tallow"), ("wrong", ""), ("same", "Same")] {
            let mut draft = Draft::of(&entry(id, "Same"));
            draft.kit.name = typed.into();
            state.drafts.insert(BrandId::new(id), draft);
        }
        let now = crate::base::clock::Timestamp::UNIX_EPOCH;
        let commands = state.unsaved(now);
        let [
            Command::Kit(KitCommand::Save(saved)),
            Command::KeepUnsavedKits(kept),
        ] = &commands[..]
        else {
            panic!("{commands:?}");
        };
        assert_eq!(saved.brand_id.as_str(), "right");
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].brand_id.as_str(), kept[0].version), ("wrong", 3));
        // Put right, nothing of it is remembered any more.
        if let Some(draft) = state.drafts.get_mut(&BrandId::new("wrong")) {
            draft.kit.name = "Same".into();
        }
        assert_eq!(state.unsaved(now), [Command::KeepUnsavedKits(Vec::new())]);
        assert_eq!(state.unsaved(now), []);
    }

    #[test]
    fn a_product_is_named_after_its_file() {
        for (file, name) in [
            ("night-oil_v2.png", "Night oil v2"),
            ("/a/b/élan.jpg", "Élan"),
            ("_.webp", ""),
        ] {
            assert_eq!(named_after(std::path::Path::new(file)), name);
        }
    }
}
