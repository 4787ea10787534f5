//! The accounts: name, address, and where the key is. A key is typed, handed over and forgotten here.

use egui::{Align, Layout, Ui, vec2};

use crate::base::secret::Secret;
use crate::model::account::{Account, Service};
use crate::model::ids::AccountId;
use crate::runtime::command::Command;
use crate::runtime::view::{AccountView, KeyView};
use crate::ui::first_run::{check_address, shown};
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::widgets::{Button, TextField, Tone, pill, report_panel, was_left};

use super::limits::limits_ui;
use super::{AccountDraft, divider_ui, save};

/// Paints every account, and a way to add one.
pub(super) fn accounts_ui(ui: &mut Ui, frame: &Frame<'_>, drafts: &mut [AccountDraft]) {
    for (at, account) in frame.view.accounts.iter().enumerate() {
        let draft = drafts
            .iter_mut()
            .find(|draft| draft.id.as_ref() == Some(&account.account.id));
        let Some(draft) = draft else { continue };
        if at > 0 {
            divider_ui(ui, frame);
        }
        ui.push_id(account.account.id.as_str(), |ui| {
            account_ui(ui, frame, account, draft);
        });
    }
    divider_ui(ui, frame);
    let add = Button::secondary("Add a Dessert account").icon(Icon::Plus);
    if ui.add(add.dense()).clicked() {
        save(frame, |settings| {
            let number = settings.accounts.len();
            settings.accounts.push(Account {
                id: AccountId::fresh(),
                name: format!("Dessert {number}"),
                ..Account::dessert()
            });
        });
    }
}

fn account_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, draft: &mut AccountDraft) {
    let t = frame.tokens;
    let is_studio = account.account.service == Service::Studio;
    let in_use = frame.view.settings.account.as_ref() == Some(&account.account.id);
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        let icon = if is_studio { Icon::Computer } else { Icon::Key };
        icons::show(ui, icon, 20.0, t.second);
        ui.add_space(4.0);
        ui.label(text::strong(&account.account.name));
        if in_use {
            pill(ui, "In use", Tone::Accent);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !in_use && ui.add(Button::secondary("Use").dense()).clicked() {
                frame.send(Command::UseAccount(account.account.id.clone()));
            }
        });
    });
    if is_studio {
        let line =
            "Makes ads on this computer. It needs no key and no network, and nothing is charged.";
        ui.label(text::hint(line).color(t.second));
        return;
    }
    ui.add_space(4.0);
    identity_ui(ui, frame, account, draft);
    ui.add_space(8.0);
    key_ui(ui, frame, account, draft);
    ui.add_space(8.0);
    limits_ui(ui, frame, account, &mut draft.limits);
    if let Some(report) = account.balance.trouble() {
        ui.add_space(4.0);
        report_panel(ui, report, |ui| {
            if ui
                .add(Button::secondary("Try again").icon(Icon::Refresh).dense())
                .clicked()
            {
                frame.send(Command::Refresh(account.account.id.clone()));
            }
        });
    }
    let is_first = frame
        .view
        .settings
        .accounts
        .iter()
        .find(|other| other.service == Service::Dessert)
        .is_some_and(|first| first.id == account.account.id);
    if !is_first
        && !in_use
        && ui
            .add(Button::quiet("Remove this account").dense())
            .clicked()
    {
        frame.send(Command::DeleteKey(account.account.id.clone()));
        save(frame, |settings| {
            settings
                .accounts
                .retain(|other| other.id != account.account.id);
        });
    }
}

fn identity_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, draft: &mut AccountDraft) {
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
            save(frame, |settings| {
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
            save(frame, |settings| {
                edit(settings, id, |account| account.base_url = Some(url));
            });
        }
    });
}

fn edit(
    settings: &mut crate::model::settings::Settings,
    id: &AccountId,
    change: impl FnOnce(&mut Account),
) {
    if let Some(account) = settings
        .accounts
        .iter_mut()
        .find(|account| account.id == *id)
    {
        change(account);
    }
}

fn key_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, draft: &mut AccountDraft) {
    let t = frame.tokens;
    let mut can_replace = true;
    let mut below = String::new();
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        ui.label(text::label("API key"));
        let line = match &account.key {
            KeyView::NotNeeded => {
                can_replace = false;
                "Not needed.".to_owned()
            }
            KeyView::Asking => {
                can_replace = false;
                pill(ui, "Waiting", Tone::Plain);
                "The keychain has not answered; it may be asking for your password.".to_owned()
            }
            KeyView::Missing => {
                pill(ui, "None yet", Tone::Warn);
                String::new()
            }
            KeyView::Unknown(report) => {
                pill(ui, "Keychain closed", Tone::Warn);
                below = format!("{} {}", report.summary, report.hint);
                String::new()
            }
            KeyView::Keychain => {
                pill(ui, "In the keychain", Tone::Ok);
                String::new()
            }
            KeyView::OnlyThisRun(reason) => {
                pill(ui, "For this run only", Tone::Warn);
                below = format!(
                    "There is no keychain here: {reason}. The key is gone when Parfait closes."
                );
                String::new()
            }
            KeyView::Environment(name) => {
                can_replace = false;
                pill(ui, "From the environment", Tone::Ok);
                format!("{name} is set and goes before the keychain.")
            }
        };
        let has_key = matches!(account.key, KeyView::Keychain | KeyView::OnlyThisRun(_));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if has_key {
                key_buttons_ui(ui, frame, account, draft);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(text::hint(line).color(t.second));
            });
        });
    });
    if !below.is_empty() {
        ui.label(text::hint(&below).color(t.second));
    }
    let open = matches!(account.key, KeyView::Missing | KeyView::Unknown(_)) || draft.replacing;
    if can_replace && open {
        key_field_ui(ui, frame, account, draft);
    }
}

fn key_buttons_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, draft: &mut AccountDraft) {
    let delete = if draft.doubting {
        Button::secondary("Really delete").icon(Icon::Trash)
    } else {
        Button::quiet("Delete").icon(Icon::Trash)
    };
    if ui.add(delete.dense()).clicked() {
        if draft.doubting {
            frame.send(Command::DeleteKey(account.account.id.clone()));
        }
        draft.doubting = !draft.doubting;
    }
    let replace = if draft.replacing {
        "Keep it"
    } else {
        "Replace"
    };
    if ui.add(Button::quiet(replace).dense()).clicked() {
        draft.replacing = !draft.replacing;
        draft.key.clear();
        draft.doubting = false;
    }
}

fn key_field_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, draft: &mut AccountDraft) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let width = ui.available_width() - 108.0;
        let field = TextField::new("New key", &mut draft.key)
            .hide_label()
            .hint("dsrt_live_…")
            .help("Kept in this computer’s keychain, never in a file.")
            .password()
            .width(width)
            .show(ui);
        let enter = was_left(&field) && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let empty = draft.key.trim().is_empty();
        let keep = Button::secondary("Keep key")
            .width(100.0)
            .disabled_because(empty.then_some("Enter a key first"));
        if (ui.add(keep).clicked() || enter) && !empty {
            frame.send(Command::SetKey {
                account: account.account.id.clone(),
                key: Secret::take_from(&mut draft.key),
            });
        }
    });
}
