//! The palette: a well for each colour with its value, and how copy reads on it.

use egui::{
    Color32, CornerRadius, CursorIcon, Id, Popup, PopupCloseBehavior, Role, Sense, StrokeKind, Ui,
    WidgetInfo, vec2,
};

use crate::model::kit::{KitField, MAX_COLOURS, MIN_COLOURS, Swatch, colour};
use crate::runtime::brands::KitCommand;
use crate::runtime::command::Command;
use crate::ui::icons::Icon;
use crate::ui::tokens::{self, radius};
use crate::ui::widgets::{self, Button, TextField, Tone, focus_ring, trouble_line};
use crate::ui::{fonts, text};

use super::State;
use super::draft::{Draft, said};
use super::editor::Desk;

const WELL: egui::Vec2 = egui::vec2(104.0, 64.0);
const GAP: f32 = 12.0;

/// Paints the palette.
pub(super) fn palette_ui(ui: &mut Ui, desk: Desk<'_>, state: &mut State, draft: &mut Draft) {
    let t = desk.frame.tokens;
    let count = draft.kit.palette.len();
    let mut gone = None;
    // A column of controls does not wrap by itself.
    let room = (ui.available_width() + GAP) / (WELL.x + GAP);
    let columns = (room.floor() as usize).clamp(1, MAX_COLOURS);
    for first in (0..count).step_by(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for index in first..(first + columns).min(count) {
                if one_ui(ui, desk, draft, index) {
                    gone = Some(index);
                }
            }
        });
    }
    if let Some(index) = gone {
        draft.kit.palette.remove(index);
    }
    if let Some(wrong) = said(desk.problems, KitField::Palette) {
        trouble_line(ui, &wrong);
    }
    let colours = (0..count).find_map(|index| said(desk.problems, KitField::Colour(index)));
    if let Some(wrong) = colours {
        trouble_line(ui, &wrong);
    } else if !draft.colours.sentence.is_empty() {
        let ink = if draft.colours.is_enough {
            t.second
        } else {
            t.warn
        };
        ui.label(text::hint(&draft.colours.sentence).color(ink));
    }
    ui.horizontal(|ui| {
        let full = (count >= MAX_COLOURS).then_some("Six colours are the most");
        let add = Button::secondary("Add colour")
            .icon(Icon::Plus)
            .dense()
            .disabled_because(full);
        if ui.add(add).clicked() {
            let new = unused(&draft.kit.palette);
            draft.kit.palette.push(new);
        }
        let has_picture = desk.kit.pictures().next().is_some();
        let reason = if state.picking {
            Some("They are being picked")
        } else {
            (!has_picture).then_some("Add a picture to a product first")
        };
        let pick = Button::secondary("Pick from the pictures")
            .icon(Icon::Sparkle)
            .dense()
            .tooltip("Takes the place of these colours; you can change them again")
            .disabled_because(reason);
        if ui.add(pick).clicked() {
            state.picking = true;
            state.unpicked = None;
            desk.frame.send(Command::Kit(KitCommand::PickPalette {
                brand: draft.kit.brand_id.clone(),
                colours: 5,
            }));
        }
    });
    if let Some(why) = &state.unpicked {
        trouble_line(ui, why);
    }
}

/// One colour; says whether it is to go.
fn one_ui(ui: &mut Ui, desk: Desk<'_>, draft: &mut Draft, index: usize) -> bool {
    let t = desk.frame.tokens;
    let Some(value) = draft.kit.palette.get(index).cloned() else {
        return false;
    };
    let shown = tokens::of_hex(&value);
    let swatch = draft
        .colours
        .swatches
        .iter()
        .find(|swatch| Some(&swatch.colour) == colour(&value).as_ref())
        .cloned();
    let mut gone = false;
    ui.vertical(|ui| {
        ui.set_width(WELL.x);
        ui.spacing_mut().item_spacing.y = 6.0;
        let name = format!("Colour {}: {value}", index + 1);
        let well = well_ui(ui, desk, shown, swatch.as_ref(), &name);
        let mut picked = shown.unwrap_or(t.hover);
        let before = picked;
        Popup::menu(&well)
            .id(Id::unique(("palette", index)))
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.set_width(220.0);
                widgets::colour_picker(ui, Id::unique((("palette", index), "picker")), &mut picked);
            });
        let mut typed = value.clone();
        let hex = format!("Hex value of colour {}", index + 1);
        TextField::new(&hex, &mut typed)
            .hide_label()
            .code()
            .width(WELL.x)
            .show(ui);
        if picked != before {
            let [r, g, b, _] = picked.to_array();
            typed = format!("#{r:02X}{g:02X}{b:02X}");
        }
        if typed != value
            && let Some(place) = draft.kit.palette.get_mut(index)
        {
            *place = typed;
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if let Some(swatch) = &swatch {
                badge_ui(ui, swatch);
            }
            if draft.kit.palette.len() > MIN_COLOURS {
                let name = format!("Remove colour {}", index + 1);
                gone = widgets::icon_button(ui, Icon::Cross, &name).clicked();
            }
        });
    });
    gone
}

/// How copy reads on a colour.
fn badge_ui(ui: &mut Ui, swatch: &Swatch) {
    let tone = if swatch.is_own { Tone::Ok } else { Tone::Warn };
    let words = format!("{:.1}:1", swatch.contrast);
    let told = if swatch.is_own {
        "Copy reads on it in a colour of the brand"
    } else {
        "No colour of the brand reads on it; copy there is set in a darker shade or in white"
    };
    widgets::pill(ui, &words, tone).on_hover_text(told);
}

fn well_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    shown: Option<Color32>,
    swatch: Option<&Swatch>,
    name: &str,
) -> egui::Response {
    let t = desk.frame.tokens;
    let (rect, response) = ui.allocate_exact_size(WELL, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ColorWell, ui.is_enabled(), name));
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect(
        rect,
        corner,
        shown.unwrap_or(t.hover),
        t.border(),
        StrokeKind::Inside,
    );
    // The copy's own colour on it says more than a number.
    let ink = swatch.and_then(|swatch| tokens::of_hex(&swatch.copy));
    if let (Some(ink), Some(_)) = (ink, shown) {
        ui.painter().text(
            rect.left_bottom() + vec2(10.0, -8.0),
            egui::Align2::LEFT_BOTTOM,
            "Aa",
            fonts::strong(18.0),
            ink,
        );
    }
    focus_ring(ui, &response, rect, radius::CONTROL);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// A grey that the palette does not have yet.
fn unused(palette: &[String]) -> String {
    [
        "#B8ADA6", "#8E8580", "#DDD3CC", "#6A625E", "#F2ECE7", "#494340",
    ]
    .into_iter()
    .find(|grey| palette.iter().all(|known| known != grey))
    .unwrap_or("#B8ADA6")
    .to_owned()
}
