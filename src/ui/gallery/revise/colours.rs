//! The palette of a revision: a well for each colour, changed in a small window of its own.

use egui::{
    CornerRadius, CursorIcon, Id, Popup, PopupCloseBehavior, Role, Sense, StrokeKind, Ui,
    WidgetInfo, vec2,
};

use crate::ui::frame::Frame;
use crate::ui::tokens::{self, radius};
use crate::ui::widgets::{self, TextField, focus_ring};

const GAP: f32 = 8.0;
const HEIGHT: f32 = 40.0;

/// Paints the wells in one row; a change goes into `palette`.
pub(super) fn wells_ui(ui: &mut Ui, frame: &Frame<'_>, palette: &mut [String]) {
    let count = palette.len().max(1) as f32;
    let width = ((ui.available_width() + GAP) / count - GAP).min(72.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (index, value) in palette.iter_mut().enumerate() {
            well_ui(ui, frame, index, value, width);
        }
    });
}

fn well_ui(ui: &mut Ui, frame: &Frame<'_>, index: usize, value: &mut String, width: f32) {
    let t = &frame.tokens;
    let shown = tokens::of_hex(value);
    let (rect, well) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    let name = format!("Colour {}: {value}", index + 1);
    well.widget_info(|| WidgetInfo::labeled(Role::ColorWell, ui.is_enabled(), &name));
    let line = if shown.is_some() {
        t.border()
    } else {
        egui::Stroke::new(1.5, t.warn)
    };
    let corner = CornerRadius::same(radius::CONTROL);
    let fill = shown.unwrap_or(t.hover);
    ui.painter()
        .rect(rect, corner, fill, line, StrokeKind::Inside);
    focus_ring(ui, &well, rect, radius::CONTROL);
    let well = well
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(value.as_str());
    let mut picked = fill;
    Popup::menu(&well)
        .id(Id::unique(("revise-colour", index)))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(220.0);
            widgets::colour_picker(
                ui,
                Id::unique((("revise-colour", index), "picker")),
                &mut picked,
            );
            ui.add_space(4.0);
            let hex = format!("Hex value of colour {}", index + 1);
            TextField::new(&hex, value).hide_label().code().show(ui);
        });
    if picked != fill {
        let [r, g, b, _] = picked.to_array();
        *value = format!("#{r:02X}{g:02X}{b:02X}");
    }
}
