//! A paid wish asks once more, with the price on the button.

use egui::{Id, Modal, Ui, vec2};

use crate::model::cost::Credits;
use crate::model::ids::{AccountId, IntentId};
use crate::model::spend::{Over, Override};
use crate::runtime::command::Command;
use crate::runtime::view::Job;
use crate::ui::account_tag;
use crate::ui::frame::Frame;
use crate::ui::widgets::{Button, panel_frame, trouble_line};
use crate::ui::{over_limit, text, words};

use super::money;

/// Running a paid brief again, not yet agreed to.
#[derive(Debug)]
pub struct Confirm {
    of: IntentId,
    account: AccountId,
    title: String,
    price: Credits,
    /// What became of the earlier request, as a sentence.
    earlier: String,
    /// Credits now, if known.
    balance: Option<Credits>,
    /// Limits that it goes over.
    over: Vec<Over>,
}

impl Confirm {
    /// Asks about running this job again.
    pub fn of(frame: &Frame<'_>, job: &Job, title: &str, price: Credits) -> Option<Self> {
        let balance = frame
            .view
            .account(&job.account)
            .and_then(|account| account.balance.value())
            .map(|balance| balance.credits);
        Some(Self {
            of: job.intent.clone()?,
            account: job.account.clone(),
            title: title.to_owned(),
            price,
            earlier: money::earlier(job),
            balance,
            over: over_limit::over(frame.view, &job.account, price),
        })
    }
}

/// Sends the brief of an intent anew. `over` is the person's yes to going over a limit.
pub fn run_again(frame: &Frame<'_>, of: IntentId, over: Option<Override>) {
    frame.send(Command::RunAgain {
        of,
        as_new: IntentId::fresh(),
        over,
    });
}

/// Paints the question, if there is one, and carries out the answer.
pub fn confirm_ui(ui: &Ui, frame: &Frame<'_>, open: &mut Option<Confirm>) {
    let Some(confirm) = open else { return };
    let t = &frame.tokens;
    let modal = Modal::new(Id::unique("run-again"))
        .backdrop_color(t.scrim)
        .frame(panel_frame(t))
        .show(ui.ctx(), |ui| {
            ui.set_width(400.0);
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            ui.label(text::subtitle("Run this brief again?").color(t.ink));
            ui.label(text::strong(&confirm.title).color(t.second));
            account_tag::tag_ui(ui, frame, &confirm.account);
            let price = words::credits(confirm.price);
            let sentence = format!(
                "It is sent as a new request and costs {price}. {}",
                confirm.earlier
            );
            ui.label(text::body(sentence).color(t.second));
            for over in &confirm.over {
                trouble_line(ui, &over_limit::sentence(over));
            }
            let short = confirm.balance.filter(|balance| *balance < confirm.price);
            match (short, confirm.balance) {
                (Some(balance), _) => {
                    trouble_line(ui, &format!("There are only {}.", words::credits(balance)));
                }
                (None, Some(balance)) => {
                    let after = balance - confirm.price;
                    let line = format!("{} are left after that.", words::credits(after));
                    ui.label(text::hint(line).color(t.third));
                }
                (None, None) => {}
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let reason = short.map(|_| "Not enough credits");
                let words = if confirm.over.is_empty() {
                    format!("Run again · {price}")
                } else {
                    format!("Run again, over the limit · {price}")
                };
                let run = Button::primary(words).disabled_because(reason);
                let run = ui.add(run).clicked();
                let not_now = ui.add(Button::secondary("Not now")).clicked();
                (run, not_now)
            })
            .inner
        });
    let closes = modal.should_close();
    let (run, not_now) = modal.inner;
    if run {
        run_again(frame, confirm.of.clone(), over_limit::agreed(&confirm.over));
    }
    if run || not_now || closes {
        *open = None;
    }
}
