//! Who writes the words of the studio's ads: the built-in writer, or a server of the person's own.
//!
//! A server takes effect once its address and its model are right and left. The key is typed, handed over and forgotten.

use egui::{Align, Layout, Ui, vec2};
use url::Url;

use crate::base::secret::Secret;
use crate::model::account::{AddressFault, parse_address};
use crate::model::settings::{CopyServer, Copywriting};
use crate::runtime::command::Command;
use crate::runtime::copywriting::CopyCommand;
use crate::runtime::remote::Remote;
use crate::runtime::view::KeyView;
use crate::ui::first_run::{NOT_PLAIN, shown};
use crate::ui::frame::Frame;
use crate::ui::icons::Icon;
use crate::ui::text;
use crate::ui::widgets::{Button, TextField, Tone, pill, report_panel, segmented, was_left};

use super::divider_ui;

/// An address as an example: a server on this computer.
const EXAMPLE: &str = "http://localhost:11434/v1";

/// What is typed.
#[derive(Debug, Default)]
pub(super) struct CopyDraft {
    /// `None` until it was filled from the settings.
    is_own: Option<bool>,
    address: String,
    model: String,
    key: String,
    /// The key's field is open although there is a key.
    replacing: bool,
    /// The key is to be deleted, if that is said once more.
    doubting: bool,
}

impl CopyDraft {
    /// Whether it was ever filled.
    pub fn is_filled(&self) -> bool {
        self.is_own.is_some()
    }

    /// Takes what the settings say; a server that is being typed stays.
    pub fn fill(&mut self, chosen: &Copywriting) {
        self.is_own = Some(chosen.is_own);
        if let Some(server) = &chosen.server {
            shown(&server.base_url).clone_into(&mut self.address);
            self.model.clone_from(&server.model);
        }
    }

    /// The server as typed, if it can be one.
    fn server(&self) -> Option<CopyServer> {
        let base_url = check(&self.address).ok()?;
        let model = self.model.trim().to_owned();
        (!model.is_empty()).then_some(CopyServer { base_url, model })
    }
}

/// Reads the address, or says what is wrong with it.
fn check(address: &str) -> Result<Url, &'static str> {
    parse_address(address).map_err(|fault| match fault {
        AddressFault::NotPlain => NOT_PLAIN,
        AddressFault::NoUrl | AddressFault::Insecure => {
            "An address begins with https://, or with http:// and this very computer, such as http://localhost:11434/v1."
        }
    })
}

/// Paints the choice and, where a server is chosen, everything about it.
pub(super) fn copywriting_ui(ui: &mut Ui, frame: &Frame<'_>, draft: &mut CopyDraft) {
    let t = frame.tokens;
    if let Some(server) = &frame.view.copywriting.environment {
        ui.horizontal(|ui| {
            ui.label(text::strong(&server.model));
            pill(ui, "From the environment", Tone::Ok);
        });
        let address = shown(&server.base_url);
        let line =
            format!("PARFAIT_COPY_URL is set to {address} and goes before what is chosen here.");
        ui.label(text::hint(line).color(t.second));
        return;
    }
    let was_own = draft.is_own.unwrap_or_default();
    ui.horizontal(|ui| {
        ui.label(text::body("Writer"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let options = [(false, "Built-in"), (true, "Own server")];
            if let Some(is_own) = segmented(ui, "Writer", &options, was_own) {
                draft.is_own = Some(is_own);
                choose(frame, draft);
            }
        });
    });
    if !draft.is_own.unwrap_or_default() {
        let line = "Writes on this computer, from the facts of each product and nothing else.";
        ui.label(text::hint(line).color(t.second));
        return;
    }
    let line = "Any server that speaks OpenAI’s chat completions. Every line is held against the product’s facts; \
                where one breaks a rule the built-in writer steps in, and the ad says so.";
    ui.label(text::hint(line).color(t.second));
    ui.add_space(4.0);
    server_ui(ui, frame, draft);
    ui.add_space(4.0);
    key_ui(ui, frame, draft);
    divider_ui(ui, frame);
    check_ui(ui, frame, draft);
}

/// Saves the choice; a server that is not yet whole waits.
fn choose(frame: &Frame<'_>, draft: &CopyDraft) {
    let is_own = draft.is_own.unwrap_or_default();
    let server = draft.server();
    if is_own && server.is_none() {
        return;
    }
    frame.change_settings(|settings| {
        settings.copywriting.is_own = is_own;
        if server.is_some() {
            settings.copywriting.server = server;
        }
    });
}

fn server_ui(ui: &mut Ui, frame: &Frame<'_>, draft: &mut CopyDraft) {
    let width = (ui.available_width() - 16.0) / 3.0;
    let address = check(&draft.address)
        .err()
        .filter(|_| !draft.address.is_empty());
    let left = ui
        .horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            let field = TextField::new("Address", &mut draft.address)
                .width(width * 2.0)
                .hint(EXAMPLE)
                .code()
                .error(address)
                .show(ui);
            let model = TextField::new("Model", &mut draft.model)
                .width(width)
                .hint("llama3.1")
                .show(ui);
            was_left(&field) || was_left(&model)
        })
        .inner;
    if left {
        choose(frame, draft);
    }
}

fn key_ui(ui: &mut Ui, frame: &Frame<'_>, draft: &mut CopyDraft) {
    let t = frame.tokens;
    let Some(address) = saved_address(frame, draft) else {
        let line = "A key belongs to one address: enter address and model first.";
        ui.label(text::hint(line).color(t.second));
        return;
    };
    let key = &frame.view.copywriting.key;
    let has_key = matches!(key, KeyView::Keychain | KeyView::OnlyThisRun(_));
    let mut below = String::new();
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        ui.label(text::label("Key"));
        match key {
            KeyView::Keychain => pill(ui, "In the keychain", Tone::Ok),
            KeyView::OnlyThisRun(reason) => {
                below = format!(
                    "There is no keychain here: {reason}. The key is gone when Parfait closes."
                );
                pill(ui, "For this run only", Tone::Warn)
            }
            KeyView::Unknown(report) => {
                below = format!("{} {}", report.summary, report.hint);
                pill(ui, "Keychain closed", Tone::Warn)
            }
            KeyView::Asking => ui.label(text::hint("Asking the keychain…").color(t.third)),
            KeyView::Missing | KeyView::NotNeeded | KeyView::Environment(_) => ui.label(
                text::hint("none for this address yet; servers on this computer rarely want one")
                    .color(t.third),
            ),
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            draft.doubting &= has_key;
            let delete = if draft.doubting {
                Button::secondary("Really delete").icon(Icon::Trash)
            } else {
                Button::quiet("Delete").icon(Icon::Trash)
            };
            if has_key && ui.add(delete.dense()).clicked() {
                if draft.doubting {
                    frame.send(Command::Copy(CopyCommand::DeleteKey(address.clone())));
                }
                draft.doubting = !draft.doubting;
            }
            let replace = if draft.replacing {
                "Keep it"
            } else {
                "Replace"
            };
            if has_key && ui.add(Button::quiet(replace).dense()).clicked() {
                draft.replacing = !draft.replacing;
                draft.doubting = false;
                draft.key.clear();
            }
        });
    });
    if !below.is_empty() {
        ui.label(text::hint(&below).color(t.second));
    }
    if !has_key || draft.replacing {
        key_field_ui(ui, frame, draft, address);
    }
}

/// The typed address, if what is known of a key is about it: its server is the one in the settings.
fn saved_address(frame: &Frame<'_>, draft: &CopyDraft) -> Option<Url> {
    let typed = check(&draft.address).ok()?;
    let saved = frame.view.settings.copywriting.server.as_ref()?;
    (saved.base_url.origin() == typed.origin()).then_some(typed)
}

fn key_field_ui(ui: &mut Ui, frame: &Frame<'_>, draft: &mut CopyDraft, address: Url) {
    let origin = address.origin().ascii_serialization();
    let help =
        format!("Kept in this computer’s keychain, never in a file, and sent to {origin} alone.");
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let width = ui.available_width() - 148.0;
        let field = TextField::new("Key of the server", &mut draft.key)
            .hide_label()
            .help(&help)
            .password()
            .width(width)
            .show(ui);
        let enter = was_left(&field) && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let empty = draft.key.trim().is_empty();
        let keep = Button::secondary("Keep server key")
            .width(140.0)
            .disabled_because(empty.then_some("Enter a key first"));
        if (ui.add(keep).clicked() || enter) && !empty {
            draft.replacing = false;
            let key = Secret::take_from(&mut draft.key);
            frame.send(Command::Copy(CopyCommand::SetKey { address, key }));
        }
    });
}

fn check_ui(ui: &mut Ui, frame: &Frame<'_>, draft: &CopyDraft) {
    let t = frame.tokens;
    let server = draft.server();
    let state = &frame.view.copywriting.check;
    let has_typed_key = !draft.key.trim().is_empty();
    let is_in_use = server.is_some() && server.as_ref() == frame.view.settings.copywriting.in_use();
    let reason = if server.is_none() {
        Some("Enter address and model first")
    } else if state.is_loading() {
        Some("The server is being asked")
    } else {
        None
    };
    ui.horizontal(|ui| {
        let button = Button::secondary("Check").dense().disabled_because(reason);
        if ui.add(button).clicked()
            && let Some(server) = &server
        {
            frame.send(Command::Copy(CopyCommand::Check {
                server: server.clone(),
                key: has_typed_key.then(|| Secret::new(&draft.key)),
            }));
        }
        let line = match state {
            Remote::Loading(_) => "The server is being asked; a small one may take a while.",
            Remote::Ready(answered) if server.as_ref() == Some(answered) && has_typed_key => {
                "It answers. Keep the key, so that it writes."
            }
            Remote::Ready(answered) if server.as_ref() == Some(answered) => {
                "It answers. It writes from the next delivery on."
            }
            _ if is_in_use && frame.view.copywriting.on_the_way > 0 => {
                "The studio is being told of it."
            }
            _ if is_in_use => "It writes from the next delivery on.",
            _ => "The built-in writer writes until address and model are entered.",
        };
        ui.label(text::hint(line).color(t.second));
    });
    if let Some(report) = state.trouble() {
        ui.add_space(4.0);
        report_panel(ui, report, |_| {});
    }
}
