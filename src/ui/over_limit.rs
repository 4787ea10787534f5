//! A request that goes over a limit of its account: what is said of it, and the yes that lets it go.
//!
//! Must not decide whether it may: the runtime holds back whatever was not said yes to.

use egui::{Id, Modal, Ui, vec2};

use crate::model::cost::Credits;
use crate::model::ids::AccountId;
use crate::model::spend::{GivenBy, Limit, Over, Override, judge};
use crate::runtime::view::View;

use super::frame::Frame;
use super::widgets::{Button, panel_frame};
use super::{text, words};

/// The limits of an account that a request of this cost would go over now.
pub fn over(view: &View, account: &AccountId, cost: Credits) -> Vec<Over> {
    view.account(account).map_or_else(Vec::new, |it| {
        judge(cost, &it.account.limits, it.spending.today)
    })
}

/// The person's yes to exactly these; `None` where there is nothing to say yes to.
pub fn agreed(over: &[Over]) -> Option<Override> {
    (!over.is_empty()).then(|| Override {
        by: GivenBy::Dialog,
        over: over.to_vec(),
    })
}

/// One limit as a sentence: the sum, and what is allowed.
pub fn sentence(over: &Over) -> String {
    let (sum, allowed) = (words::credits(over.sum), over.allowed);
    match over.limit {
        Limit::PerDelivery => {
            format!("This delivery costs {sum}; the limit for one delivery is {allowed}.")
        }
        Limit::PerDay => {
            format!("Today it would be {sum} in all; the limit for one day is {allowed}.")
        }
    }
}

/// Paints the question about a new brief; `Some` with the answer once there is one.
pub fn question_ui(
    ui: &Ui,
    frame: &Frame<'_>,
    account: &str,
    cost: Credits,
    over: &[Over],
) -> Option<bool> {
    let t = &frame.tokens;
    let modal = Modal::new(Id::unique("over-limit"))
        .backdrop_color(t.scrim)
        .frame(panel_frame(t))
        .show(ui.ctx(), |ui| {
            ui.set_width(400.0);
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            let title = format!("Go over the limit of {account}?");
            ui.label(text::subtitle(title).color(t.ink));
            for over in over {
                ui.label(text::body(sentence(over)).color(t.second));
            }
            let hint = "The limits are kept under Settings, Accounts. That this brief may go over them is written down \
                        with it.";
            ui.label(text::hint(hint).color(t.third));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let yes = format!("Go over the limit · {}", words::credits(cost));
                let yes = ui.add(Button::primary(yes)).clicked();
                let no = ui.add(Button::secondary("Not now")).clicked();
                (yes, no)
            })
            .inner
        });
    let closes = modal.should_close();
    match modal.inner {
        (true, _) => Some(true),
        (false, no) => (no || closes).then_some(false),
    }
}
