//! The products of a kit: closed, a line with its picture; open, everything that ads may show and say.

use egui::{Ui, vec2};

use crate::model::kit::{KitField, KitProduct, MAX_PRODUCTS, PictureFace, ProductField, missing};
use crate::ui::icons::Icon;
use crate::ui::text;
use crate::ui::widgets::{self, Button, TextField, Tone, toggle};

use super::draft::{Draft, ProductDraft, said};
use super::editor::Desk;
use super::{PictureFor, State, pictures};

/// Paints the products.
pub(super) fn products_ui(ui: &mut Ui, desk: Desk<'_>, state: &mut State, draft: &mut Draft) {
    let t = desk.frame.tokens;
    let brand = draft.kit.brand_id.clone();
    if draft.products.is_empty() {
        let words = "No product yet. Drop a picture on the window, or add one by hand.";
        ui.label(text::body(words).color(t.second));
    }
    let mut gone = None;
    for index in 0..draft.products.len() {
        let Some(mut it) = draft.products.get(index).cloned() else {
            continue;
        };
        let target = PictureFor::Product(brand.clone(), it.product.product_id.clone());
        let is_open = state.open.as_ref() == Some(&it.product.product_id);
        widgets::card(ui, |ui| {
            row_ui(ui, desk, state, draft, &it, is_open);
            if is_open {
                ui.add_space(8.0);
                pictures::product_ui(ui, desk, state, draft, &mut it.product, &target);
                fields_ui(ui, desk, &mut it, index);
                let take_out = Button::quiet("Take this product out")
                    .icon(Icon::Trash)
                    .dense();
                if ui.add(take_out).clicked() {
                    gone = Some(index);
                }
            }
        });
        if let Some(place) = draft.products.get_mut(index) {
            *place = it;
        }
    }
    if let Some(index) = gone {
        draft.products.remove(index);
        state.open = None;
    }
    let full = (draft.products.len() >= MAX_PRODUCTS).then_some("A kit holds no more products");
    let add = Button::secondary("Add product")
        .icon(Icon::Plus)
        .dense()
        .disabled_because(full);
    if ui.add(add).clicked() {
        let begun = ProductDraft::begun("");
        state.open = Some(begun.product.product_id.clone());
        draft.products.push(begun);
    }
}

fn row_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    state: &mut State,
    draft: &Draft,
    it: &ProductDraft,
    is_open: bool,
) {
    let t = desk.frame.tokens;
    let product: KitProduct = it.to_product();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let face = PictureFace::from(product.picture_use);
        pictures::thumbnail_ui(
            ui,
            desk.frame,
            product.picture.as_ref(),
            face,
            vec2(48.0, 48.0),
        );
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let name = shown_name(&product);
            ui.label(text::strong(name));
            let line = match (product.category.as_str(), product.size.as_str()) {
                ("", "") => "nothing known yet".to_owned(),
                (one, "") | ("", one) => one.to_owned(),
                (category, size) => format!("{category} · {size}"),
            };
            ui.label(text::hint(line).color(t.third));
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (words, icon) = if is_open {
                ("Close", Icon::ChevronUp)
            } else {
                ("Edit", Icon::Pencil)
            };
            let name = format!("{words} {}", shown_name(&product));
            if widgets::icon_button(ui, icon, &name).clicked() {
                state.open = (!is_open).then(|| product.product_id.clone());
            }
            let missing = missing(&product);
            let id = &product.product_id;
            let at = draft
                .products
                .iter()
                .position(|it| it.product.product_id == *id);
            let is_wrong = desk.problems.iter().any(
                |problem| matches!(problem.field, KitField::Product(index, _) if Some(index) == at),
            );
            if is_wrong {
                widgets::pill(ui, "Look at it", Tone::Warn);
            } else if missing.is_empty() {
                widgets::pill(ui, "Ready", Tone::Ok);
            } else {
                widgets::pill(ui, &format!("Needs {}", missing.join(", ")), Tone::Warn);
            }
        });
    });
}

fn shown_name(product: &KitProduct) -> &str {
    if product.name.is_empty() {
        "New product"
    } else {
        &product.name
    }
}

fn fields_ui(ui: &mut Ui, desk: Desk<'_>, it: &mut ProductDraft, index: usize) {
    let wrong = |field| said(desk.problems, KitField::Product(index, field));
    let half = ((ui.available_width() - 12.0) / 2.0).floor();
    let pair = |ui: &mut Ui, add: &mut dyn FnMut(&mut Ui)| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            add(ui);
        });
        ui.add_space(2.0);
    };
    let product = &mut it.product;
    pair(ui, &mut |ui| {
        let name = wrong(ProductField::Name);
        TextField::new("Product name", &mut product.name)
            .width(half)
            .error(name.as_deref())
            .show(ui);
        let category = wrong(ProductField::Category);
        TextField::new("Category", &mut product.category)
            .width(half)
            .hint("face serum")
            .error(category.as_deref())
            .show(ui);
    });
    let one_liner = wrong(ProductField::OneLiner);
    TextField::new("In one sentence", &mut product.one_liner)
        .beside("optional")
        .hint("A weightless serum that leaves skin looking freshly rained on.")
        .error(one_liner.as_deref())
        .show(ui);
    let benefits = wrong(ProductField::Benefits);
    TextField::new("Benefits", &mut it.benefits)
        .rows(3)
        .hint("softer skin")
        .help("One a line, as a few words. Copy says nothing that does not stand here.")
        .error(benefits.as_deref())
        .show(ui);
    let ingredients = wrong(ProductField::Ingredients);
    TextField::new("Ingredients", &mut it.ingredients)
        .beside("optional")
        .hint("oat ceramides, squalane")
        .error(ingredients.as_deref())
        .show(ui);
    pair(ui, &mut |ui| {
        let texture = wrong(ProductField::Texture);
        TextField::new("Texture", &mut it.texture)
            .beside("optional")
            .width(half)
            .hint("weightless, silky")
            .error(texture.as_deref())
            .show(ui);
        let scent = wrong(ProductField::Scent);
        TextField::new("Scent", &mut it.scent)
            .beside("optional")
            .width(half)
            .hint("neroli, cedar")
            .error(scent.as_deref())
            .show(ui);
    });
    pair(ui, &mut |ui| {
        let size = wrong(ProductField::Size);
        TextField::new("Size", &mut it.product.size)
            .beside("optional")
            .width(half)
            .hint("30 ml")
            .error(size.as_deref())
            .show(ui);
    });
    proof_ui(ui, desk, it, index);
}

/// What customers said, only with its source.
fn proof_ui(ui: &mut Ui, desk: Desk<'_>, it: &mut ProductDraft, index: usize) {
    let t = desk.frame.tokens;
    let wrong = |field| said(desk.problems, KitField::Product(index, field));
    toggle(ui, "There is a rating on file", &mut it.has_proof);
    if !it.has_proof {
        let line = "Without one, no ad speaks of customers.";
        ui.label(text::hint(line).color(t.third));
        return;
    }
    let width = ui.available_width();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let rating = wrong(ProductField::Rating);
        TextField::new("Rating", &mut it.rating)
            .width(90.0)
            .hint("4.8")
            .error(rating.as_deref())
            .show(ui);
        let reviews = wrong(ProductField::Reviews);
        TextField::new("Reviews", &mut it.reviews)
            .width(110.0)
            .hint("2310")
            .error(reviews.as_deref())
            .show(ui);
        let source = wrong(ProductField::Source);
        TextField::new("Source", &mut it.source)
            .width((width - 224.0).max(120.0))
            .hint("own shop, May 2026")
            .error(source.as_deref())
            .show(ui);
    });
}
