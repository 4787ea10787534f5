//! What stands between the brief and the ads: a missing key, too few credits, no connection, a refusal.

use egui::{CornerRadius, Frame as Surface, Margin, Ui, vec2};

use crate::model::account::Service;
use crate::model::cost::Credits;
use crate::model::spend::after;
use crate::runtime::command::Command;
use crate::runtime::view::{AccountView, KeyView};
use crate::ui::frame::{Action, Frame, Place};
use crate::ui::icons::{self, Icon};
use crate::ui::remedy::{BILLING, Concern, Shape, way_ui};
use crate::ui::text;
use crate::ui::tokens::radius;
use crate::ui::widgets::{report_details_ui, text_button};
use crate::ui::words;

use super::rules;
use super::state::State;

/// Everything there is to warn of, each with its way out.
pub(super) fn warnings_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    if let Some(account) = frame.account() {
        account_ui(ui, frame, account);
        balance_ui(ui, frame, state, account);
    }
    if let Some(report) = state.refused.clone() {
        warning_ui(ui, frame, &report.summary, &[&report.hint], |ui| {
            ui.horizontal_wrapped(|ui| way_ui(ui, frame, &report, Concern::Form, Shape::Word));
            report_details_ui(ui, &report);
        });
    }
    problems_ui(ui, frame, state);
}

fn account_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView) {
    match &account.key {
        KeyView::Unknown(report) => {
            let title = report.summary.as_str();
            warning_ui(ui, frame, title, &[report.hint.as_str()], |ui| {
                if text_button(ui, "Open Settings").clicked() {
                    frame.act(Action::Go(Place::Settings));
                }
            });
            return;
        }
        KeyView::Missing => {
            let hint = "Everything typed stays as it is.";
            let title = format!("{} needs a key first.", account.account.name);
            warning_ui(ui, frame, &title, &[hint], |ui| {
                if text_button(ui, "Add a key in Settings").clicked() {
                    frame.act(Action::Go(Place::Settings));
                }
            });
            return;
        }
        KeyView::Asking => {
            let hint = "It may be waiting to be unlocked.";
            warning_ui(
                ui,
                frame,
                "Asking the keychain for the key…",
                &[hint],
                |_| {},
            );
            return;
        }
        _ => {}
    }
    let trouble = account.balance.trouble().or(account.brands.trouble());
    if let Some(report) = trouble {
        let hint = "The brief can be written down now; it is sent as soon as the service answers.";
        let concern = Concern::Account(&account.account.id);
        warning_ui(ui, frame, &report.summary, &[hint], |ui| {
            ui.horizontal_wrapped(|ui| {
                let has_way = way_ui(ui, frame, report, concern, Shape::Word);
                if !has_way && text_button(ui, "Ask again").clicked() {
                    frame.send(Command::Refresh(account.account.id.clone()));
                }
            });
            report_details_ui(ui, report);
        });
    }
}

fn balance_ui(ui: &mut Ui, frame: &Frame<'_>, state: &State, account: &AccountView) {
    if account.account.service == Service::Studio {
        return;
    }
    let (Some(brief), Some(balance)) = (state.brief(), account.balance.value()) else {
        return;
    };
    let cost = account.price(brief);
    let after = after(balance, account.spending.open, cost.credits);
    let missing = Credits(0) - after.left;
    if let (Some(usd), Some(recharge)) = (after.recharge_usd, balance.recharge) {
        let title = format!("This brief makes the account recharge itself: ${usd:.2}.");
        let why = if missing > Credits(0) {
            format!(
                "{} are missing; Dessert buys more within the same request.",
                words::credits(missing)
            )
        } else {
            let left = words::credits(after.left);
            format!(
                "It leaves {left}, and Dessert buys more below {}.",
                recharge.threshold
            )
        };
        return warning_ui(ui, frame, &title, &[why], |_| {});
    }
    if missing <= Credits(0) {
        return;
    }
    let usd = missing.0 as f64 * balance.pricing.credit_usd;
    let title = format!("{missing} credits are missing (${usd:.2}).");
    let hint = "The account does not recharge itself, so Dessert is going to refuse the brief.";
    warning_ui(ui, frame, &title, &[hint], |ui| {
        if text_button(ui, "Top up at Dessert").clicked() {
            frame.send(Command::OpenPage(BILLING.into()));
        }
    });
}

/// What is wrong with the form; pressing a line leads to its field.
fn problems_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let shown: Vec<_> = state.shown_problems().cloned().collect();
    let Some(first) = shown.first() else { return };
    let title = match shown.len() {
        1 => "One thing to put right".to_owned(),
        count => format!("{count} things to put right"),
    };
    let lines: Vec<String> = shown.iter().map(rules::sentence).collect();
    let several = shown.len() > 1;
    let mut wanted = None;
    warning_ui(ui, frame, &title, &lines, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            if !several && text_button(ui, "Show me").clicked() {
                wanted = Some(first.field);
            }
            for problem in shown.iter().filter(|_| several) {
                if text_button(ui, problem.field.label()).clicked() {
                    wanted = Some(problem.field);
                }
            }
        });
    });
    if let Some(field) = wanted {
        state.lead_to(field);
        ui.ctx().request_repaint();
    }
}

fn warning_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    title: &str,
    lines: &[impl AsRef<str>],
    way_out: impl FnOnce(&mut Ui),
) {
    let t = frame.tokens;
    Surface::NONE
        .fill(t.warn_soft)
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                icons::show(ui, Icon::Warning, 18.0, t.warn);
                ui.vertical(|ui| {
                    ui.label(text::label(title).color(t.ink));
                    for line in lines {
                        ui.label(text::hint(line.as_ref()).color(t.second));
                    }
                    way_out(ui);
                });
            });
        });
    ui.add_space(10.0);
}
