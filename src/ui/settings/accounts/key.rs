//! The key of an account: whether there is one, where, what the service says of it, and a field for another. A key is
//! typed, handed over and forgotten here.

use egui::{Align, Layout, Ui, vec2};

use crate::base::clock::Timestamp;
use crate::base::secret::Secret;
use crate::runtime::command::Command;
use crate::runtime::keys::KeyCheck;
use crate::runtime::view::{AccountView, KeyView};
use crate::ui::account_tag;
use crate::ui::frame::Frame;
use crate::ui::icons::Icon;
use crate::ui::widgets::{
    Button, TextField, Tone, disclosure, pill, report_details_ui, trouble_line, was_left,
};
use crate::ui::{text, words};

use super::super::AccountDraft;

/// Paints everything about the key.
pub(super) fn key_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    account: &AccountView,
    draft: &mut AccountDraft,
) {
    let t = frame.tokens;
    let (tone, mark, line) = standing(&account.key);
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        ui.label(text::label("API key"));
        pill(ui, mark, tone);
        let has_key = matches!(account.key, KeyView::Keychain | KeyView::OnlyThisRun(_));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if has_key {
                key_buttons_ui(ui, frame, account, draft);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let check = check_words(account, frame.now);
                ui.label(text::hint(check).color(t.second));
            });
        });
    });
    if !line.is_empty() {
        ui.label(text::hint(line).color(t.second));
    }
    if let (true, KeyCheck::Refused(report)) = (account.key.is_usable(), &account.key_facts.check) {
        trouble_line(ui, &report.to_string());
        if account.balance.trouble() != Some(report) {
            report_details_ui(ui, report);
        }
    }
    if let Some(words) = same_words(frame, account) {
        trouble_line(ui, &words);
    }
    let can_enter = matches!(account.key, KeyView::Missing | KeyView::Unknown(_));
    if can_enter || draft.replacing {
        key_field_ui(ui, frame, account, draft);
    }
    if account.key.is_usable() {
        disclosure(ui, "key-place", "Where is my key?", |ui| {
            place_ui(ui, frame, account);
        });
    }
}

/// The mark beside the key, and a line below it.
fn standing(key: &KeyView) -> (Tone, &'static str, String) {
    let none = String::new;
    match key {
        KeyView::NotNeeded => (Tone::Plain, "Not needed", none()),
        KeyView::Asking => (
            Tone::Plain,
            "Waiting",
            "The keychain has not answered; it may be asking for your password.".to_owned(),
        ),
        KeyView::Missing => (Tone::Warn, "None yet", none()),
        KeyView::Unknown(report) => (Tone::Warn, "Keychain closed", report.to_string()),
        KeyView::Keychain => (Tone::Ok, "In the keychain", none()),
        KeyView::OnlyThisRun(reason) => (
            Tone::Warn,
            "For this run only",
            format!(
                "{reason} The key is kept until Parfait closes, and has to be entered again then."
            ),
        ),
        KeyView::Environment(name) => (
            Tone::Ok,
            "From the environment",
            format!("{name} is set and goes before the keychain."),
        ),
    }
}

/// What the service says of the key.
fn check_words(account: &AccountView, now: Timestamp) -> String {
    if !account.key.is_usable() {
        return String::new();
    }
    let facts = &account.key_facts;
    let masked = facts.masked.as_deref().unwrap_or_default();
    let said = match &facts.check {
        _ if facts.is_checking => "a new one is being checked…".to_owned(),
        KeyCheck::NotYet => "not checked yet".to_owned(),
        KeyCheck::Good(at) => format!("accepted {}", moment(*at, now)),
        KeyCheck::Refused(_) => "refused by the service".to_owned(),
    };
    format!("{masked} · {said}")
        .trim_start_matches(" · ")
        .to_owned()
}

/// `today 14:02`.
fn moment(at: Timestamp, now: Timestamp) -> String {
    let day = words::day(at, now).to_lowercase();
    format!("{day} {}", words::clock_time(at))
}

/// The very same key in two accounts is said, and allowed.
fn same_words(frame: &Frame<'_>, account: &AccountView) -> Option<String> {
    let same = &account.key_facts.same_as;
    if same.is_empty() {
        return None;
    }
    let names = same.iter().map(|id| account_tag::name_of(frame.view, id));
    let names: Vec<String> = names.collect();
    Some(format!(
        "{} has the very same key: both spend the same credits.",
        names.join(" and ")
    ))
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
    let is_checking = account.key_facts.is_checking;
    let help = if draft.replacing {
        "The service is asked first: until it accepts the new key, the old one stays in use. A key that is rotated at Dessert ends within 5 minutes, so enter the new one soon; deliveries that run go on with it."
    } else {
        "The service is asked first. The key is kept in this computer’s keychain, never in a file."
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let width = ui.available_width() - 108.0;
        let field = TextField::new("New key", &mut draft.key)
            .hide_label()
            .hint("dsrt_live_…")
            .help(help)
            .password()
            .width(width)
            .show(ui);
        let enter = was_left(&field) && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let reason = if is_checking {
            Some("The service is being asked about it")
        } else if draft.key.trim().is_empty() {
            Some("Enter a key first")
        } else {
            None
        };
        let label = if is_checking {
            "Checking…"
        } else {
            "Keep key"
        };
        let keep = Button::secondary(label)
            .width(100.0)
            .disabled_because(reason);
        if (ui.add(keep).clicked() || enter) && reason.is_none() {
            frame.send(Command::SetKey {
                account: account.account.id.clone(),
                key: Secret::take_from(&mut draft.key),
            });
        }
    });
}

/// Where the key is, to be found again with the system's own tools.
fn place_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView) {
    let t = frame.tokens;
    let facts = &account.key_facts;
    let (store, entry) = match &account.key {
        KeyView::Environment(name) => (
            "The environment of this run; Parfait does not keep it".to_owned(),
            (*name).to_owned(),
        ),
        KeyView::OnlyThisRun(_) => (
            "The memory of this run; gone when Parfait closes".to_owned(),
            "none in the keychain".to_owned(),
        ),
        _ => (
            facts.place.store.to_owned(),
            format!("{} · {}", facts.place.service, facts.place.user),
        ),
    };
    let masked = facts.masked.clone().unwrap_or_else(|| "unknown".into());
    let checked = match &facts.check {
        KeyCheck::NotYet => "Not yet in this run".to_owned(),
        KeyCheck::Good(at) => format!("Accepted {}", moment(*at, frame.now)),
        KeyCheck::Refused(report) => format!("Refused: {}", report.summary),
    };
    for (name, value) in [
        ("Kept in", store),
        ("Entry", entry),
        ("Key", masked),
        ("Checked", checked),
    ] {
        ui.horizontal_top(|ui| {
            ui.add_space(24.0);
            let size = vec2(72.0, 18.0);
            ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
                ui.set_min_width(size.x);
                ui.label(text::hint(name).color(t.third));
            });
            ui.label(text::hint(value).color(t.ink));
        });
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_space(24.0);
        let words = "It is in no file, no log and no request that you can copy here.";
        ui.label(text::hint(words).color(t.third));
    });
}
