//! A brief that goes over a limit of its account: it waits here for the person's yes.

use egui::Ui;

use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::cost::Credits;
use crate::model::ids::AccountId;
use crate::model::spend::Over;
use crate::ui::frame::Frame;
use crate::ui::over_limit;

use super::state::State;

/// A brief over a limit, not yet agreed to.
#[derive(Debug)]
pub(super) struct Question {
    account: AccountId,
    name: String,
    brief: Brief,
    cost: Credits,
    over: Vec<Over>,
}

impl Question {
    /// The question about this brief, if there is one.
    pub(super) fn of(frame: &Frame<'_>, brief: &Brief) -> Option<Self> {
        let account = &frame.account()?.account;
        if account.service == Service::Studio {
            return None;
        }
        let cost = frame.view.price(&account.id, brief).credits;
        let over = over_limit::over(frame.view, &account.id, cost);
        (!over.is_empty()).then(|| Self {
            account: account.id.clone(),
            name: account.name.clone(),
            brief: brief.clone(),
            cost,
            over,
        })
    }
}

/// Paints the question, if there is one, and carries out the answer.
pub(super) fn question_ui(ui: &Ui, frame: &Frame<'_>, state: &mut State) {
    let Some(it) = state.question.take() else {
        return;
    };
    match over_limit::question_ui(ui, frame, &it.name, it.cost, &it.over) {
        Some(true) => {
            let over = over_limit::agreed(&it.over);
            state.send(frame, it.account, it.brief, over);
        }
        Some(false) => {}
        None => state.question = Some(it),
    }
}
