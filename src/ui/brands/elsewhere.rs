//! The brands of a service whose kits are not ours to change.

use egui::{Margin, ScrollArea, Ui, vec2};

use crate::runtime::command::Command;
use crate::ui::frame::{Action, Frame};
use crate::ui::icons::Icon;
use crate::ui::remedy::{Concern, Shape, way_ui};
use crate::ui::tokens::{radius, size, space};
use crate::ui::widgets::{self, Button, Tone};
use crate::ui::{command::UserCommand, text, words};

/// Where brands are made and changed: the service's own pages (contract A.0).
const BRANDS: &str = "https://app.dessert.dev";

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
                    let concern = Concern::Account(&view.account.id);
                    let has_way = way_ui(ui, frame, report, concern, Shape::Button);
                    let again = Button::secondary("Ask again").dense();
                    if !has_way && ui.add(again).clicked() {
                        frame.act(Action::Do(UserCommand::Refresh));
                    }
                });
            }
            if widgets::text_button(ui, "Manage brands at Dessert").clicked() {
                frame.send(Command::OpenPage(BRANDS.into()));
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
                        let tone = match &brand.unusable {
                            None if brand.is_active => Tone::Ok,
                            None => Tone::Plain,
                            Some(_) => Tone::Warn,
                        };
                        let word = match brand.status.as_str() {
                            "" => "State not told",
                            word => word,
                        };
                        widgets::pill(ui, word, tone);
                        if let Some(state) = brand.onboarding.as_ref().filter(|_| !brand.is_active)
                        {
                            let words = format!("Onboarding: {state}");
                            ui.label(text::hint(words).color(t.second));
                        }
                    });
                    let products: Vec<&str> =
                        brand.products.iter().map(|it| it.name.as_str()).collect();
                    let line = match (&brand.unusable, products.as_slice()) {
                        (Some(why), _) => why.clone(),
                        (None, []) => format!("{} products", brand.product_count),
                        (None, names) => names.join(", "),
                    };
                    ui.label(text::hint(line).color(t.third));
                    let since = brand.onboarded_at.map(|at| {
                        format!("active since {}", words::day(at, frame.now).to_lowercase())
                    });
                    let mut facts = vec![brand.id.to_string()];
                    facts.extend(since);
                    ui.label(text::hint(facts.join(" · ")).color(t.third));
                });
            }
        });
    });
}
