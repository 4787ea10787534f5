//! Brand and products: a brand from the account's list where there is one, products as chips.
//!
//! A list that could not be had is no dead end: ids can be typed.

use egui::{
    CornerRadius, CursorIcon, Frame as Surface, Margin, Popup, PopupCloseBehavior, Rect, Response,
    Role, Sense, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::catalog::{Brand, Product};
use crate::model::draft::Field;
use crate::runtime::command::Command;
use crate::runtime::remote::Remote;
use crate::ui::fonts;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::{NONE, Tokens, radius, size, type_size};
use crate::ui::widgets::{focus_ring, removable_chip, text_button, trouble_line};

use super::parts::{elided, menu_row, settle};
use super::rules::brand_of;
use super::state::State;

/// Height of what stands in the box.
const ROW: f32 = 28.0;
/// The longest that a brand's name is shown.
const NAME: f32 = 220.0;

/// The box with the brand, the chosen products, and the way to more.
pub(super) fn brand_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    let wrong = state.error(Field::BrandId).is_some() || state.error(Field::ProductIds).is_some();
    let line = if wrong { t.warn } else { t.line };
    Surface::NONE
        .fill(t.raised)
        .stroke((1.0, line))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin {
            left: 5,
            right: 7,
            top: 5,
            bottom: 5,
        })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_min_height(size::CONTROL - 12.0);
            ui.spacing_mut().interact_size.y = ROW;
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            ui.horizontal_wrapped(|ui| match frame.account().map(|account| &account.brands) {
                Some(brands) if brands.value().is_some_and(|list| !list.is_empty()) => {
                    let list = brands.value().map_or(&[][..], Vec::as_slice);
                    chosen_ui(ui, frame, state, list);
                }
                Some(Remote::Loading(_)) => quiet_words(ui, "Asking for the brands…"),
                _ => typed_brand_ui(ui, frame, state),
            });
        });
}

fn quiet_words(ui: &mut Ui, words: &str) {
    let t = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(200.0, ROW), Sense::hover());
    let galley = elided(ui, words, fonts::body(), t.third, 200.0);
    let at = pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.third);
}

fn chosen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, brands: &[Brand]) {
    let brand = brand_of(&state.draft, brands);
    let name = match brand {
        Some(brand) => brand.name.clone(),
        None if state.draft.brand_id.trim().is_empty() => "The account's default".into(),
        None => state.draft.brand_id.trim().to_owned(),
    };
    let button = picker_button(ui, &name, "Brand", Tokens::of(ui).ink);
    settle(state, Field::BrandId, &button);
    brand_menu(&button, state, brands);
    products_ui(
        ui,
        frame,
        state,
        brand.map_or(&[][..], |brand| &brand.products),
    );
}

/// A word with a chevron that opens a menu. `what` names it for who cannot see it.
fn picker_button(ui: &mut Ui, name: &str, what: &str, ink: egui::Color32) -> Response {
    let t = Tokens::of(ui);
    let galley = elided(ui, name, fonts::medium(type_size::BODY), ink, NAME);
    let width = 8.0 + galley.size().x + 6.0 + 14.0 + 8.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
    response.widget_info(|| {
        let label = format!("{what}: {name}");
        WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), label)
    });
    let fill = if response.hovered() || response.has_focus() {
        t.hover
    } else {
        NONE
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::CHIP), fill);
    let middle = rect.center().y;
    let at = pos2(rect.left() + 8.0, middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    let chevron = Rect::from_center_size(pos2(rect.right() - 14.0, middle), vec2(14.0, 14.0));
    icons::paint(ui.painter(), Icon::ChevronDown, chevron, t.second);
    focus_ring(ui, &response, rect.shrink(2.0), radius::CHIP);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn brand_menu(button: &Response, state: &mut State, brands: &[Brand]) {
    let mut picked: Option<String> = None;
    Popup::menu(button)
        .gap(8.0)
        .width(300.0)
        .accessible_name("Brands")
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .show(|ui| {
            ui.set_width(300.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            let current = state.draft.brand_id.trim();
            if brands.len() > 1 {
                let line = "Whatever the service takes when none is named";
                let row = menu_row(
                    ui,
                    "The account's default",
                    line,
                    current.is_empty(),
                    Role::MenuItemRadio,
                );
                if row.clicked() {
                    picked = Some(String::new());
                }
            }
            let meant = brand_of(&state.draft, brands).map(|brand| &brand.id);
            for brand in brands {
                let line = match (&brand.unusable, brand.product_count) {
                    (Some(why), _) => match brand.onboarding.as_ref() {
                        Some(state) if !why.starts_with(state.as_str()) => {
                            format!("Onboarding: {state}. {why}")
                        }
                        _ => why.clone(),
                    },
                    (None, 1) => "1 product".into(),
                    (None, count) => format!("{count} products"),
                };
                let chosen = meant == Some(&brand.id);
                let row = ui.add_enabled_ui(brand.unusable.is_none(), |ui| {
                    menu_row(ui, &brand.name, &line, chosen, Role::MenuItemRadio)
                });
                if row.inner.clicked() {
                    picked = Some(brand.id.to_string());
                }
            }
        });
    if let Some(id) = picked {
        choose_brand(state, id, brands);
    }
}

/// Takes a brand; products of another one mean nothing to it and go.
fn choose_brand(state: &mut State, id: String, brands: &[Brand]) {
    state.draft.brand_id = id;
    if let Some(brand) = brand_of(&state.draft, brands)
        && !brand.products.is_empty()
    {
        state.draft.product_ids.retain(|id| {
            brand
                .products
                .iter()
                .any(|product| product.id.as_str() == id)
        });
    }
}

fn products_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, known: &[Product]) {
    let mut removed = None;
    for (at, id) in state.draft.product_ids.iter().enumerate() {
        let name = known
            .iter()
            .find(|product| product.id.as_str() == id)
            .map_or(id.as_str(), |product| &product.name);
        if ui
            .push_id(("product", id), |ui| chip_in_row(ui, name))
            .inner
        {
            removed = Some(at);
        }
    }
    if let Some(at) = removed {
        state.draft.product_ids.remove(at);
    }
    if known.is_empty() {
        typed_product_ui(ui, state);
        recent_products_ui(ui, frame, state);
    } else {
        product_menu_ui(ui, state, known);
    }
}

/// A chip, as high as the rest of the row.
fn chip_in_row(ui: &mut Ui, name: &str) -> bool {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(vec2(0.0, ROW), layout, |ui| {
        ui.set_min_height(ROW);
        removable_chip(ui, name)
    })
    .inner
}

fn product_menu_ui(ui: &mut Ui, state: &mut State, known: &[Product]) {
    let t = Tokens::of(ui);
    let chosen = &state.draft.product_ids;
    let words = match chosen.len() {
        0 => "All products in turn",
        count if count < known.len() => "Add…",
        _ => "All of them",
    };
    let button = picker_button(ui, words, "Products", t.third);
    settle(state, Field::ProductIds, &button);
    Popup::menu(&button)
        .gap(8.0)
        .width(280.0)
        .accessible_name("Products")
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(280.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for product in known {
                let id = product.id.as_str();
                let at = state.draft.product_ids.iter().position(|held| held == id);
                let role = Role::MenuItemCheckBox;
                if menu_row(ui, &product.name, "", at.is_some(), role).clicked() {
                    match at {
                        Some(at) => drop(state.draft.product_ids.remove(at)),
                        None => state.draft.product_ids.push(id.to_owned()),
                    }
                }
            }
        });
}

/// A field inside the box, without a frame of its own.
fn bare_field(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    value: &mut String,
    width: f32,
    id: &str,
) -> Response {
    let t = Tokens::of(ui);
    let response = ui
        .add(
            TextEdit::singleline(value)
                .id(ui.make_persistent_id(id))
                .hint_text(text::body(hint).color(t.third))
                .font(fonts::body())
                .text_color(t.ink)
                .desired_width(width)
                .min_size(vec2(width, ROW))
                .align(egui::Align2::LEFT_CENTER)
                .frame(Surface::NONE.inner_margin(Margin::symmetric(8, 4))),
        )
        .accessible_name(name);
    if response.has_focus() {
        let corner = CornerRadius::same(radius::CHIP);
        ui.painter()
            .rect_stroke(response.rect, corner, t.ring(), StrokeKind::Inside);
    }
    response
}

fn typed_product_ui(ui: &mut Ui, state: &mut State) {
    let width = if state.draft.product_ids.is_empty() {
        230.0
    } else {
        150.0
    };
    let hint = if state.draft.product_ids.is_empty() {
        "All products; or add an id…"
    } else {
        "Add an id…"
    };
    let response = bare_field(
        ui,
        "Add a product id",
        hint,
        &mut state.new_product,
        width,
        "new-product",
    );
    settle(state, Field::ProductIds, &response);
    let is_split = state.new_product.contains([',', ';']);
    if response.lost_focus() || is_split {
        let typed = std::mem::take(&mut state.new_product);
        for id in typed.split([',', ';']).map(str::trim) {
            let is_new = !id.is_empty() && !state.draft.product_ids.iter().any(|held| held == id);
            if is_new {
                state.draft.product_ids.push(id.to_owned());
                state.touch(Field::ProductIds);
            }
        }
        let by_enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
        if is_split || by_enter {
            response.request_focus();
        }
    }
}

/// The product ids that were used with this brand before: no service lists them.
fn recent_products_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let Some(account) = frame.account() else {
        return;
    };
    let brands = account.brands.value().map_or(&[][..], Vec::as_slice);
    // The default brand, once it is known which one that is, has what was used with it under its own id, too.
    let typed = state.draft.brand_id.trim().to_owned();
    let meant = brand_of(&state.draft, brands).map_or("", |brand| brand.id.as_str());
    let mut recent: Vec<&str> = Vec::new();
    for scope in [typed.as_str(), meant] {
        let ids = account.typed.products(scope).map(|id| id.as_str());
        recent.extend(ids);
    }
    let mut seen: Vec<String> = Vec::new();
    for id in recent {
        if !seen.iter().any(|held| held == id) {
            seen.push(id.to_owned());
        }
    }
    if seen.is_empty() {
        return;
    }
    let button = picker_button(ui, "Recent", "Recent products", frame.tokens.third);
    Popup::menu(&button)
        .gap(8.0)
        .width(280.0)
        .accessible_name("Recent products")
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(280.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for id in seen {
                let at = state.draft.product_ids.iter().position(|held| *held == id);
                let role = Role::MenuItemCheckBox;
                if menu_row(ui, &id, "", at.is_some(), role).clicked() {
                    match at {
                        Some(at) => drop(state.draft.product_ids.remove(at)),
                        None => state.draft.product_ids.push(id),
                    }
                    state.touch(Field::ProductIds);
                }
            }
        });
}

fn typed_brand_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let response = bare_field(
        ui,
        "Brand id",
        "Brand id, or empty for the default",
        &mut state.draft.brand_id,
        240.0,
        "brand-id",
    );
    if response.lost_focus() {
        state.touch(Field::BrandId);
    }
    settle(state, Field::BrandId, &response);
    products_ui(ui, frame, state, &[]);
}

/// Under the row: what keeps the brands from being known.
pub(super) fn brand_notes_ui(ui: &mut Ui, frame: &Frame<'_>, state: &State) {
    let t = frame.tokens;
    let Some(account) = frame.account() else {
        return;
    };
    match &account.brands {
        Remote::Failed(_, report) => {
            ui.horizontal_wrapped(|ui| {
                trouble_line(
                    ui,
                    &format!("The brands could not be had. {}", report.summary),
                );
                if text_button(ui, "Ask again").clicked() {
                    frame.send(Command::Refresh(account.account.id.clone()));
                }
            });
        }
        Remote::Ready(brands) if brands.is_empty() => {
            trouble_line(
                ui,
                "This account has no brand yet. Create one at the service, then ask again with Ctrl+R.",
            );
        }
        Remote::Ready(brands) => {
            let told =
                brand_of(&state.draft, brands).is_some_and(|brand| !brand.products.is_empty());
            if !told && !state.draft.product_ids.is_empty() {
                let words = "Product ids are not listed by this service; they are sent as typed.";
                ui.label(text::hint(words).color(t.third));
            }
        }
        _ => {}
    }
}
