//! The accounts: who they are, where their ads go, where their keys are, and the way out.

mod identity;
mod key;

use egui::{Align, Layout, Ui};

use crate::model::account::{Account, Service};
use crate::model::ids::AccountId;
use crate::model::settings::Settings;
use crate::runtime::command::Command;
use crate::runtime::remote::Remote;
use crate::runtime::view::AccountView;
use crate::ui::account_tag;
use crate::ui::frame::Frame;
use crate::ui::icons::Icon;
use crate::ui::remedy::{Concern, Shape, way_ui};
use crate::ui::text;
use crate::ui::widgets::{Button, Tone, pill, report_panel};

use super::limits::limits_ui;
use super::{AccountDraft, divider_ui};

/// Paints every account, and a way to add one.
pub(super) fn accounts_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    drafts: &mut [AccountDraft],
    browsing: &mut Option<AccountId>,
) {
    for (at, account) in frame.view.accounts.iter().enumerate() {
        let draft = drafts
            .iter_mut()
            .find(|draft| draft.id.as_ref() == Some(&account.account.id));
        let Some(draft) = draft else { continue };
        if at > 0 {
            divider_ui(ui, frame);
        }
        ui.push_id(account.account.id.as_str(), |ui| {
            account_ui(ui, frame, account, draft, browsing);
        });
    }
    divider_ui(ui, frame);
    let add = Button::secondary("Add a Dessert account").icon(Icon::Plus);
    if ui.add(add.dense()).clicked() {
        frame.change_settings(|settings| {
            let number = settings.accounts.len();
            settings.accounts.push(Account {
                id: AccountId::fresh(),
                name: format!("Dessert {number}"),
                ..Account::dessert()
            });
        });
    }
}

fn account_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    account: &AccountView,
    draft: &mut AccountDraft,
    browsing: &mut Option<AccountId>,
) {
    let t = frame.tokens;
    let is_studio = account.account.service == Service::Studio;
    let in_use = frame.view.settings.account.as_ref() == Some(&account.account.id);
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        account_tag::mark_ui(ui, t.account(account.account.colour()));
        ui.add_space(2.0);
        ui.label(text::strong(&account.account.name));
        if in_use {
            pill(ui, "In use", Tone::Accent);
        }
        if let (false, Some(balance)) = (is_studio, account.balance.value()) {
            let words = format!("{} credits", balance.credits);
            ui.label(text::hint(words).color(t.second));
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
    if matches!(account.balance, Remote::Absent) && account.key.is_usable() && !draft.acquainted {
        // What is shown is asked for, once.
        draft.acquainted = true;
        frame.send(Command::Acquaint(account.account.id.clone()));
    }
    ui.add_space(4.0);
    identity::identity_ui(ui, frame, account, draft);
    ui.add_space(4.0);
    identity::looks_ui(ui, frame, account, draft, browsing);
    ui.add_space(8.0);
    key::key_ui(ui, frame, account, draft);
    ui.add_space(8.0);
    limits_ui(ui, frame, account, &mut draft.limits);
    if let Some(report) = account.balance.trouble() {
        ui.add_space(4.0);
        report_panel(ui, report, |ui| {
            let concern = Concern::Account(&account.account.id);
            let has_way = way_ui(ui, frame, report, concern, Shape::Button);
            let again = Button::secondary("Ask again").icon(Icon::Refresh).dense();
            if !has_way && ui.add(again).clicked() {
                frame.send(Command::Refresh(account.account.id.clone()));
            }
        });
    }
    if !is_first(&frame.view.settings, &account.account) && !in_use {
        remove_ui(ui, frame, account, draft);
    }
}

/// The first account of the paid service stays: there is always one to enter a key for.
fn is_first(settings: &Settings, account: &Account) -> bool {
    let mut all = settings.accounts.iter();
    let first = all.find(|other| other.service == Service::Dessert);
    first.is_some_and(|first| first.id == account.id)
}

fn remove_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, draft: &mut AccountDraft) {
    ui.add_space(4.0);
    if !draft.leaving {
        draft.leaving = ui
            .add(Button::quiet("Remove this account").dense())
            .clicked();
        return;
    }
    let words = "Its key is deleted with it. Finished ads stay where they are; what is still at the service cannot be looked up any more.";
    ui.label(text::hint(words).color(frame.tokens.second));
    ui.horizontal(|ui| {
        let remove = Button::secondary(format!("Remove {}", account.account.name));
        if ui.add(remove.icon(Icon::Trash).dense()).clicked() {
            frame.send(Command::RemoveAccount(account.account.id.clone()));
            draft.leaving = false;
        }
        if ui.add(Button::quiet("Keep it").dense()).clicked() {
            draft.leaving = false;
        }
    });
}

/// Changes one account of the settings.
fn edit(settings: &mut Settings, id: &AccountId, change: impl FnOnce(&mut Account)) {
    let mut all = settings.accounts.iter_mut();
    if let Some(account) = all.find(|account| account.id == *id) {
        change(account);
    }
}
