//! The form itself: every field of a brief, from top to bottom.
//!
//! Must not check what was typed: the rules do.

use egui::{Align, CornerRadius, Layout, Sense, StrokeKind, Ui, UiBuilder, vec2};

use crate::model::brief::{CopyAngle, Format, MAX_COUNT};
use crate::model::draft::{BriefDraft, Field};
use crate::model::tone;
use crate::ui::frame::Frame;
use crate::ui::text;
use crate::ui::tokens::{Tokens, radius, size, space};
use crate::ui::widgets::{Segmented, Stepper, TextField, selectable_card, text_button, toggle};

use super::parts::{column, heading, section, settle, trouble_of};
use super::state::State;
use super::{advanced, brand, look};

/// Between one section and the next.
const BETWEEN: f32 = 22.0;
/// Between columns.
const GUTTER: f32 = 20.0;
/// Between cards.
const GAP: f32 = 10.0;

/// What the switch says.
const SCENE: &str = "Set it in a lifestyle scene";

/// Paints the form.
pub(super) fn form_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    ui.spacing_mut().item_spacing.y = 0.0;
    section(ui, "header", |ui| header_ui(ui, frame, state));
    ui.add_space(space::M);
    basics_ui(ui, frame, state);
    ui.add_space(BETWEEN);
    section(ui, "angle", |ui| angle_ui(ui, state));
    ui.add_space(BETWEEN);
    voice_ui(ui, frame, state);
    ui.add_space(BETWEEN);
    section(ui, "look", |ui| look::look_ui(ui, frame, state));
    ui.add_space(BETWEEN);
    section(ui, "webhook", |ui| webhook_ui(ui, state));
    section(ui, "advanced", |ui| {
        ui.add_space(space::S);
        advanced::advanced_ui(ui, frame, state);
    });
}

fn header_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.label(text::title("New brief"));
            ui.horizontal(|ui| {
                let saved = if state.is_saved() {
                    "Draft · saved on this computer"
                } else {
                    "Draft · saving…"
                };
                ui.label(text::hint(saved).color(t.third));
                if state.before.is_some() && text_button(ui, "Bring back what was here").clicked() {
                    state.bring_back();
                }
            });
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let is_empty = state.draft == BriefDraft::default();
            if !is_empty && text_button(ui, "Clear form").clicked() {
                state.clear();
            }
        });
    });
}

/// Concepts, format, brand and products: one row where there is room.
fn basics_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let width = ui.available_width();
    let is_wide = width >= 680.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GUTTER;
        count_ui(ui, state);
        format_ui(ui, state);
        if is_wide {
            let rest = ui.available_width();
            column(ui, "brand", rest, "Brand and products", |ui| {
                brand::brand_ui(ui, frame, state);
            });
        }
    });
    if !is_wide {
        ui.add_space(space::M);
        column(ui, "brand", width, "Brand and products", |ui| {
            brand::brand_ui(ui, frame, state);
        });
    }
    section(ui, "basics-trouble", |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.add_space(4.0);
        for field in [
            Field::Count,
            Field::Format,
            Field::BrandId,
            Field::ProductIds,
        ] {
            trouble_of(ui, state, field);
        }
        brand::brand_notes_ui(ui, frame, state);
    });
}

fn count_ui(ui: &mut Ui, state: &mut State) {
    column(ui, "count", 132.0, "Concepts", |ui| {
        let wrong = state.error(Field::Count).is_some();
        let response = Stepper::new("Concepts", &mut state.draft.count, 1, MAX_COUNT)
            .wrong(wrong)
            .show(ui);
        if response.changed() {
            state.touch(Field::Count);
        }
        settle(state, Field::Count, &response);
    });
}

fn format_ui(ui: &mut Ui, state: &mut State) {
    let options = Format::ALL.map(|format| (Some(format), format.label()));
    let chosen = Format::parse(state.draft.format.trim());
    let width = 186.0;
    column(ui, "format", width, "Format", |ui| {
        let shown = Segmented::new("Format", &options, chosen).show(ui);
        if let Some(Some(format)) = shown.inner {
            state.draft.format = format.as_str().into();
        }
        settle(state, Field::Format, &shown.response);
    });
}

fn angle_ui(ui: &mut Ui, state: &mut State) {
    heading(ui, Field::CopyAngle.label(), "leave empty to rotate");
    let width = ui.available_width();
    let columns = if width >= 630.0 { 3 } else { 2 };
    let card = vec2(
        (width - GAP * (columns as f32 - 1.0)) / columns as f32,
        64.0,
    );
    let chosen = CopyAngle::parse(state.draft.copy_angle.trim());
    let mut pressed = None;
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    for row in CopyAngle::ALL.chunks(columns) {
        ui.horizontal(|ui| {
            for angle in row {
                let is_chosen = chosen == Some(*angle);
                let response = selectable_card(ui, card, is_chosen, angle.label(), angle.hint());
                if response.clicked() {
                    pressed = Some((*angle, is_chosen));
                }
                if *angle == CopyAngle::PainSolution {
                    settle(state, Field::CopyAngle, &response);
                }
            }
        });
    }
    if let Some((angle, was_chosen)) = pressed {
        state.draft.copy_angle = if was_chosen {
            String::new()
        } else {
            angle.as_str().into()
        };
    }
    trouble_of(ui, state, Field::CopyAngle);
}

/// Tone and scene, side by side.
fn voice_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let half = (ui.available_width() - GUTTER) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GUTTER;
        column(ui, "tone", half, Field::BrandTone.label(), |ui| {
            let error = state.error(Field::BrandTone);
            let reads = frame.is_studio() && frame.view.has_built_in_writer();
            let unread = reads.then(|| tone::unread(&state.draft.brand_tone));
            let unread = unread.flatten();
            let mut field = TextField::new("Tone", &mut state.draft.brand_tone)
                .hide_label()
                .hint("The brand's own")
                .error(error.as_deref());
            if let Some(unread) = unread {
                field = field.help(unread);
            }
            let response = field.show(ui);
            if response.changed() {
                state.touch(Field::BrandTone);
            }
            settle(state, Field::BrandTone, &response);
        });
        column(ui, "scene", half, Field::InSitu.label(), |ui| {
            scene_ui(ui, state);
        });
    });
}

fn scene_ui(ui: &mut Ui, state: &mut State) {
    let t = Tokens::of(ui);
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::hover());
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter()
        .rect(rect, corner, t.raised, t.border(), StrokeKind::Inside);
    let inside = UiBuilder::new().max_rect(rect.shrink2(vec2(13.0, 0.0)));
    let mut row = ui.new_child(inside);
    let response = toggle(&mut row, SCENE, &mut state.draft.in_situ);
    settle(state, Field::InSitu, &response);
    trouble_of(ui, state, Field::InSitu);
}

fn webhook_ui(ui: &mut Ui, state: &mut State) {
    let error = state.error(Field::WebhookUrl);
    let response = TextField::new(Field::WebhookUrl.label(), &mut state.draft.webhook_url)
        .beside("optional")
        .hint("https://example.com/hook")
        .error(error.as_deref())
        .help("Called once when the ads are ready. HTTPS only.")
        .show(ui);
    // Half a URL is wrong until it is whole: told only when the person is done with it.
    if response.lost_focus() {
        state.touch(Field::WebhookUrl);
    }
    settle(state, Field::WebhookUrl, &response);
}
