//! Who an account is: name, address, colour, and the folder of its ads.

use std::path::PathBuf;

use egui::{CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use crate::model::account::{Account, AccountColour};
use crate::runtime::view::AccountView;
use crate::ui::first_run::{check_address, shown};
use crate::ui::frame::{Action, Frame};
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::widgets::{Button, TextField, focus_ring, text_button, was_left};

use super::super::AccountDraft;
use super::super::ads::check_folder;
use super::edit;

const SWATCH: f32 = 25.0;

/// Name and address.
pub(super) fn identity_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    account: &AccountView,
    draft: &mut AccountDraft,
) {
    let width = (ui.available_width() - 16.0) / 3.0;
    let id = &account.account.id;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        let wrong = draft
            .name
            .trim()
            .is_empty()
            .then_some("An account needs a name.");
        let name = TextField::new("Name", &mut draft.name)
            .width(width)
            .error(wrong)
            .show(ui);
        let left = was_left(&name);
        if left && wrong.is_none() && draft.name.trim() != account.account.name {
            frame.change_settings(|settings| {
                edit(settings, id, |account| {
                    draft.name.trim().clone_into(&mut account.name)
                });
            });
        }
        let address = check_address(&draft.address);
        let field = TextField::new("Address", &mut draft.address)
            .width(width * 2.0)
            .hint(Account::DESSERT_URL)
            .code()
            .error(address.as_ref().err().copied())
            .show(ui);
        let left = was_left(&field);
        let is_new =
            |url: &url::Url| account.account.base_url.as_ref().map(shown) != Some(shown(url));
        if let (true, Ok(url)) = (left, address)
            && is_new(&url)
        {
            frame.change_settings(|settings| {
                edit(settings, id, |account| account.base_url = Some(url));
            });
        }
    });
    if let (true, Some(address)) = (account.is_overridden, &account.address) {
        let words = format!(
            "In this run its requests go to {}, as the environment says.",
            shown(address)
        );
        ui.label(text::hint(words).color(frame.tokens.second));
    }
}

/// Colour and folder.
pub(super) fn looks_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    account: &AccountView,
    draft: &mut AccountDraft,
    browsing: &mut Option<crate::model::ids::AccountId>,
) {
    let width = (ui.available_width() - 16.0) / 3.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        ui.allocate_ui(vec2(width, 0.0), |ui| {
            ui.set_width(width);
            ui.vertical(|ui| colours_ui(ui, frame, account));
        });
        ui.vertical(|ui| folder_ui(ui, frame, account, draft, browsing));
    });
}

fn colours_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView) {
    ui.spacing_mut().item_spacing = vec2(2.0, 6.0);
    ui.label(text::label("Colour"));
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(40.0);
        let chosen = account.account.colour();
        for colour in AccountColour::ALL {
            if swatch_ui(ui, frame, colour, colour == chosen) && colour != chosen {
                frame.change_settings(|settings| {
                    let id = &account.account.id;
                    edit(settings, id, |account| account.colour = Some(colour));
                });
            }
        }
    });
}

/// One colour to choose; whether it was pressed.
fn swatch_ui(ui: &mut Ui, frame: &Frame<'_>, colour: AccountColour, chosen: bool) -> bool {
    let t = frame.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(SWATCH, SWATCH), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, colour.label())
    });
    let lit = response.hovered() || response.has_focus();
    let size = if lit || chosen { 11.0 } else { 9.0 };
    ui.painter()
        .circle_filled(rect.center(), size, t.account(colour));
    if chosen {
        let check = Rect::from_center_size(rect.center(), vec2(14.0, 14.0));
        icons::paint(ui.painter(), Icon::Check, check, t.panel);
    }
    focus_ring(ui, &response, rect.shrink(2.0), 14);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(colour.label())
        .clicked()
}

fn folder_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    account: &AccountView,
    draft: &mut AccountDraft,
    browsing: &mut Option<crate::model::ids::AccountId>,
) {
    let id = &account.account.id;
    let general = frame.view.ads_folder.display().to_string();
    let typed = draft.folder.text.trim().to_owned();
    let wrong = (!typed.is_empty()).then(|| check_folder(&typed)).flatten();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let width = (ui.available_width() - 120.0).max(120.0);
        let field = TextField::new("Folder of its ads", &mut draft.folder.text)
            .width(width)
            .hint(&general)
            .code()
            .error(wrong)
            .show(ui);
        let folder = (!typed.is_empty()).then(|| PathBuf::from(&typed));
        let left = was_left(&field);
        let is_new = folder != account.account.folder;
        if (left || draft.folder.chosen) && is_new && wrong.is_none() {
            frame.change_settings(|settings| {
                edit(settings, id, |account| account.folder.clone_from(&folder));
            });
        }
        draft.folder.chosen = false;
        ui.vertical(|ui| {
            ui.add_space(26.0);
            let browse = Button::secondary("Browse…").icon(Icon::Folder).width(112.0);
            if ui.add(browse).clicked() {
                *browsing = Some(id.clone());
                let from = folder.unwrap_or_else(|| frame.view.ads_folder.clone());
                frame.act(Action::BrowseForFolder(from));
            }
        });
    });
    if account.account.folder.is_some()
        && text_button(ui, "Use the folder of all accounts").clicked()
    {
        draft.folder.text.clear();
        frame.change_settings(|settings| {
            edit(settings, id, |account| account.folder = None);
        });
    }
}
