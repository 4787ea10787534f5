//! The type pairings, each shown in its own faces with the brand's own words.

use egui::{Label, RichText, Ui, vec2};

use crate::model::kit::TypePairing;
use crate::ui::widgets::selectable_frame;
use crate::ui::{fonts, text};

use super::draft::Draft;
use super::editor::Desk;

/// Paints the pairings.
pub(super) fn pairings_ui(ui: &mut Ui, desk: Desk<'_>, draft: &mut Draft) {
    let t = desk.frame.tokens;
    let gap = 12.0;
    let columns = if ui.available_width() > 560.0 {
        3.0
    } else {
        2.0
    };
    let width = ((ui.available_width() - gap * (columns - 1.0)) / columns).floor();
    let product = desk
        .kit
        .products
        .iter()
        .find(|product| !product.one_liner.is_empty());
    let headline = product
        .and_then(|product| product.benefits.first())
        .map_or_else(
            || "Softer, by evening".to_owned(),
            |benefit| capital(benefit),
        );
    let body = product.map_or("A calm line of running text.", |it| it.one_liner.as_str());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap, gap);
        for pairing in TypePairing::ALL {
            let chosen = draft.kit.type_pairing == pairing;
            let name = format!("{}: {}", pairing.label(), pairing.faces());
            let card = selectable_frame(ui, vec2(width, 148.0), chosen, &name, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 3.0);
                let faces = fonts::specimen(pairing);
                let words = RichText::new(headline.as_str())
                    .font(faces.headline)
                    .color(t.ink);
                ui.add(Label::new(words).truncate());
                let words = RichText::new(body).font(faces.text).color(t.second);
                let room = vec2(ui.available_width(), 38.0);
                let left = egui::Layout::top_down(egui::Align::Min);
                ui.allocate_ui_with_layout(room, left, |ui| {
                    ui.set_min_size(room);
                    ui.add(Label::new(words).wrap());
                });
                let ink = if chosen { t.accent } else { t.ink };
                ui.label(text::label(pairing.label()).color(ink));
                let line = format!("{} · {}", pairing.faces(), pairing.voice());
                ui.add(Label::new(text::hint(line).color(t.third)).truncate());
            });
            if card.response.clicked() {
                draft.kit.type_pairing = pairing;
            }
        }
    });
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}", letters.as_str())
}
