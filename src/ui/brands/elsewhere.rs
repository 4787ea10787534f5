//! The brands of a service whose kits are not ours to change.

use egui::{Margin, ScrollArea, Ui, vec2};

use crate::ui::frame::{Action, Frame};
use crate::ui::icons::Icon;
use crate::ui::tokens::{radius, size, space};
use crate::ui::widgets::{self, Button, Tone};
use crate::ui::{command::UserCommand, text};

/// Paints the screen, read-only.
pub(super) fn screen_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let t = frame.tokens;
    let inside = egui::Frame::NONE.inner_margin(Margin::symmetric(space::XL as i8, 22));
    inside.show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(size::READING);
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            let Some(view) = frame.account() else { return };
            ui.label(text::title(format!("Brands of {}", view.account.name)));
            let line = "Brand kits belong to the studio. What this account knows of its brands is kept by its service and can \
                        only be looked at here; choose the Studio account above to edit kits.";
            ui.label(text::body(line).color(t.second));
            ui.add_space(8.0);
            if let Some(report) = view.brands.trouble() {
                widgets::report_panel(ui, report, |ui| {
                    if ui.add(Button::secondary("Try again").dense()).clicked() {
                        frame.act(Action::Do(UserCommand::Refresh));
                    }
                });
            }
            let brands = view.brands.value().map_or(&[][..], Vec::as_slice);
            if brands.is_empty() && view.brands.trouble().is_none() {
                if view.brands.is_loading() {
                    widgets::skeleton(ui, vec2(ui.available_width(), 72.0), radius::CARD);
                } else {
                    widgets::empty_state(
                        ui,
                        Icon::Tag,
                        "No brand on this account",
                        "Brands are made at the service itself.",
                        None,
                    );
                }
            }
            for brand in brands {
                widgets::card(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.label(text::strong(&brand.name));
                        let (word, tone) = match &brand.unusable {
                            None => ("Active", Tone::Ok),
                            Some(_) => ("Not ready", Tone::Warn),
                        };
                        widgets::pill(ui, word, tone);
                    });
                    let products: Vec<&str> =
                        brand.products.iter().map(|it| it.name.as_str()).collect();
                    let line = match (&brand.unusable, products.as_slice()) {
                        (Some(why), _) => why.clone(),
                        (None, []) => format!("{} products", brand.product_count),
                        (None, names) => names.join(", "),
                    };
                    ui.label(text::hint(line).color(t.third));
                });
            }
        });
    });
}
