//! The brands by name: which is the default, which is ready, and how to make another.

use egui::{ScrollArea, Ui, vec2};

use crate::base::report::Report;
use crate::model::ids::BrandId;
use crate::model::kit::{Kit, KitEntry, MAX_KITS};
use crate::runtime::brands::KitCommand;
use crate::runtime::command::Command;
use crate::ui::frame::Frame;
use crate::ui::icons::Icon;
use crate::ui::text;
use crate::ui::tokens::radius;
use crate::ui::widgets::{self, Button, skeleton};

use super::draft::Draft;
use super::{State, kits};

/// Paints the column.
pub(super) fn list_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    ui.label(text::title("Brands"));
    let width = ui.available_width();
    let full = kits(frame).len() >= MAX_KITS;
    let reason = full.then_some("There are as many brands as the studio holds");
    let add = Button::secondary("New brand")
        .icon(Icon::Plus)
        .width(width)
        .disabled_because(reason);
    let is_known = frame.view.brand_kits.kits.value().is_some();
    if ui.add_enabled(is_known, add).clicked() {
        begin(frame, state);
    }
    ui.add_space(4.0);
    let remote = &frame.view.brand_kits.kits;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if remote.value().is_none() && remote.trouble().is_none() {
            for _ in 0..3 {
                skeleton(ui, vec2(width, 64.0), radius::CARD);
            }
        }
        for entry in kits(frame) {
            row_ui(ui, frame, state, entry);
        }
        if frame.view.brand_kits.sample_is_hidden {
            ui.add_space(8.0);
            let back = Button::quiet("Bring Mirelune back")
                .icon(Icon::Refresh)
                .dense()
                .tooltip("The sample brand, as it was on the first day");
            if ui.add(back).clicked() {
                frame.send(Command::Kit(KitCommand::RestoreSample));
            }
        }
    });
}

/// Makes a brand here and now; the studio hears of it with this frame.
pub(super) fn begin(frame: &Frame<'_>, state: &mut State) {
    let taken = |name: &str| kits(frame).iter().any(|entry| entry.kit.name == name);
    let name = (1..)
        .map(|n| {
            if n == 1 {
                "New brand".to_owned()
            } else {
                format!("New brand {n}")
            }
        })
        .find(|name| !taken(name))
        .unwrap_or_default();
    let kit = Kit::begun(BrandId::fresh(), name);
    state.chosen = Some(kit.brand_id.clone());
    state.open = None;
    state.drafts.insert(kit.brand_id.clone(), Draft::begun(kit));
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, entry: &KitEntry) {
    let t = frame.tokens;
    let id = &entry.kit.brand_id;
    let here = state.chosen.as_ref() == Some(id);
    let typed = state.drafts.get(id).map(|draft| draft.kit.name.trim());
    let name = typed
        .filter(|name| !name.is_empty())
        .unwrap_or(&entry.kit.name);
    let size = vec2(ui.available_width(), 66.0);
    let pressed = widgets::selectable_frame(ui, size, here, name, |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        let ink = if here { t.accent } else { t.ink };
        ui.add(egui::Label::new(text::strong(name).color(ink)).truncate());
        let products = match entry.kit.products.len() {
            0 => "no product yet".to_owned(),
            1 => "1 product".to_owned(),
            many => format!("{many} products"),
        };
        let line = if !entry.missing.is_empty() {
            format!("Needs {}", entry.missing.join(", "))
        } else if entry.is_default {
            format!("{products} · default")
        } else {
            products
        };
        let ink = if entry.missing.is_empty() {
            t.third
        } else {
            t.warn
        };
        ui.add(egui::Label::new(text::hint(line).color(ink)).truncate());
    });
    if pressed.response.clicked() {
        state.chosen = Some(id.clone());
        state.open = None;
        state.doubting = false;
        state.unpicked = None;
    }
}

/// The kits cannot be had.
pub(super) fn trouble_ui(ui: &mut Ui, frame: &Frame<'_>, report: &Report) {
    widgets::report_panel(ui, report, |ui| {
        if ui
            .add(Button::secondary("Try again").icon(Icon::Refresh).dense())
            .clicked()
        {
            frame.send(Command::Kit(KitCommand::Load));
        }
    });
}
