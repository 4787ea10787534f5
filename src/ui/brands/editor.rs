//! The kit that is chosen, section by section.

use egui::{ScrollArea, Ui, vec2};

use crate::model::kit::{Kit, KitEntry, KitField, KitProblem};
use crate::model::tone;
use crate::runtime::brands::KitCommand;
use crate::runtime::command::Command;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::{radius, size, space};
use crate::ui::widgets::{self, Button, TextField, Tone};

use super::draft::{Draft, Standing, said};
use super::{PictureFor, State, colours, kits, list, pictures, products, typefaces};

/// The column of the sections' names.
const SIDE: f32 = 148.0;

/// Everything that a section may look at beside its draft.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    /// The frame.
    pub frame: &'a Frame<'a>,
    /// What the kit is as typed now.
    pub kit: &'a Kit,
    /// What is wrong with it.
    pub problems: &'a [KitProblem],
}

/// Paints the editor, or why there is none.
pub(super) fn editor_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let remote = &frame.view.brand_kits.kits;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        ui.set_width((ui.available_width() - space::XL).max(0.0));
        if let Some(report) = remote.trouble() {
            list::trouble_ui(ui, frame, report);
            ui.add_space(8.0);
        }
        let chosen = state.chosen.clone();
        let draft = chosen.and_then(|id| Some((state.drafts.remove(&id)?, id)));
        let Some((mut draft, id)) = draft else {
            return empty_ui(ui, frame, state);
        };
        let entry = kits(frame)
            .iter()
            .find(|entry| entry.kit.brand_id == id)
            .cloned();
        let kit = draft.to_kit();
        let problems = draft.problems(&kit);
        let desk = Desk {
            frame,
            kit: &kit,
            problems: &problems,
        };
        header_ui(ui, desk, state, &mut draft, entry.as_deref());
        sections_ui(ui, desk, state, &mut draft);
        ui.add_space(space::XL);
        state.drafts.insert(id, draft);
    });
}

fn empty_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let remote = &frame.view.brand_kits.kits;
    if remote.value().is_none() {
        if remote.trouble().is_none() {
            widgets::skeleton(ui, vec2(220.0, 28.0), radius::CHIP);
            for _ in 0..3 {
                widgets::skeleton(
                    ui,
                    vec2(ui.available_width().min(size::READING), 120.0),
                    radius::CARD,
                );
            }
        }
        return;
    }
    ui.add_space(80.0);
    let hint = "A kit holds what ads need of a brand: its colours, its typefaces, its products with their pictures.";
    if widgets::empty_state(ui, Icon::Tag, "No brand yet", hint, Some("New brand")) {
        list::begin(frame, state);
    }
}

fn header_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    state: &mut State,
    draft: &mut Draft,
    entry: Option<&KitEntry>,
) {
    let frame = desk.frame;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.label(text::title(desk.kit.name.as_str()));
        if let Some(entry) = entry {
            if entry.missing.is_empty() {
                widgets::pill(ui, "Ready", Tone::Ok);
            } else {
                widgets::pill(
                    ui,
                    &format!("Needs {}", entry.missing.join(", ")),
                    Tone::Warn,
                );
            }
            if entry.is_default {
                widgets::pill(ui, "Default", Tone::Accent);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            actions_ui(ui, frame, state, draft, entry);
        });
    });
    standing_ui(ui, desk, draft, entry);
    ui.add_space(8.0);
}

fn actions_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    state: &mut State,
    draft: &mut Draft,
    entry: Option<&KitEntry>,
) {
    let Some(entry) = entry else { return };
    let id = entry.kit.brand_id.clone();
    if state.doubting {
        let words = if entry.is_sample {
            "Put it away"
        } else {
            "Delete it"
        };
        let sure = ui.add(Button::primary(words).icon(Icon::Trash).dense());
        let keep = ui.add(Button::quiet("Keep it").dense());
        if sure.clicked() {
            // What was typed and not saved goes with it, or saving it would bring the brand back.
            *draft = Draft::of(entry);
            frame.send(Command::Kit(KitCommand::Delete(id)));
        }
        if sure.clicked() || keep.clicked() {
            state.doubting = false;
        }
        return;
    }
    let words = if entry.is_sample {
        "Put away"
    } else {
        "Delete brand"
    };
    let hint = "Ads that were ordered with it are still finished";
    let delete = Button::quiet(words).icon(Icon::Trash).dense().tooltip(hint);
    if ui.add(delete).clicked() {
        state.doubting = true;
    }
    if entry.is_sample {
        let hint = "Undo every change to the sample brand";
        let back = Button::quiet("Reset")
            .icon(Icon::Refresh)
            .dense()
            .tooltip(hint);
        if ui.add(back).clicked() {
            *draft = Draft::of(entry);
            frame.send(Command::Kit(KitCommand::RestoreSample));
        }
    }
    if !entry.is_default {
        let hint = "A brief that names no brand means this one";
        let button = Button::secondary("Make default").dense().tooltip(hint);
        if ui.add(button).clicked() {
            frame.send(Command::Kit(KitCommand::MakeDefault(id)));
        }
    }
}

/// One line that says whether everything typed is kept.
fn standing_ui(ui: &mut Ui, desk: Desk<'_>, draft: &mut Draft, entry: Option<&KitEntry>) {
    let t = desk.frame.tokens;
    let (icon, ink, words) = match draft.standing(desk.kit, desk.problems) {
        Standing::Saved => (Icon::Check, t.ok, "Saved".to_owned()),
        Standing::Saving => (Icon::Clock, t.third, "Saving…".to_owned()),
        Standing::Wrong => {
            let first = desk
                .problems
                .first()
                .map(KitProblem::said)
                .unwrap_or_default();
            (Icon::Warning, t.warn, format!("Not saved yet. {first}"))
        }
        Standing::Failed => {
            let report = draft.trouble.clone();
            let words = report.map(|report| report.to_string()).unwrap_or_default();
            (Icon::Warning, t.warn, format!("Not saved yet. {words}"))
        }
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icons::show(ui, icon, 14.0, ink);
        ui.label(text::hint(words).color(ink));
        if draft.trouble.is_some() && widgets::text_button(ui, "Try again").clicked() {
            draft.try_again(entry.map_or(0, |entry| entry.kit.version));
        }
    });
}

fn sections_ui(ui: &mut Ui, desk: Desk<'_>, state: &mut State, draft: &mut Draft) {
    let brand = draft.kit.brand_id.clone();
    section_ui(ui, "Brand", "Its name, its voice, its mark.", |ui| {
        let wrong = said(desk.problems, KitField::Name);
        TextField::new("Name", &mut draft.kit.name)
            .error(wrong.as_deref())
            .show(ui);
        ui.add_space(4.0);
        let wrong = said(desk.problems, KitField::Tone);
        let unread = desk
            .frame
            .view
            .has_built_in_writer()
            .then(|| tone::unread(&draft.kit.tone));
        let help = unread.flatten();
        TextField::new("Tone", &mut draft.kit.tone)
            .beside("optional")
            .hint("quiet, sensorial, exact")
            .help(help.unwrap_or("The voice of the copy, in a few words."))
            .error(wrong.as_deref())
            .show(ui);
        ui.add_space(8.0);
        let target = PictureFor::Logo(brand.clone());
        pictures::logo_ui(ui, desk, state, draft, &target);
    });
    section_ui(
        ui,
        "Colours",
        "Two to six, the ground of every ad. Copy is set in one of them wherever that can be read.",
        |ui| {
            colours::palette_ui(ui, desk, state, draft);
        },
    );
    section_ui(ui, "Typefaces", "How its ads speak.", |ui| {
        typefaces::pairings_ui(ui, desk, draft);
    });
    let hint = "What ads show, and what copy may say.";
    section_ui(ui, "Products", hint, |ui| {
        products::products_ui(ui, desk, state, draft);
    });
}

/// A section: what it is on the left, its controls on the right.
fn section_ui(ui: &mut Ui, title: &str, hint: &str, add: impl FnOnce(&mut Ui)) {
    ui.add_space(10.0);
    widgets::section(ui, SIDE, title, hint, add);
}
