//! `parfait usage`: what was spent with an account, and what the service says of it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::base::report::{Report, ReportKind};
use crate::model::account::Service;
use crate::model::cost::Credits;
use crate::model::ids::AccountId;
use crate::model::usage::UsageEntry;
use crate::runtime::command::Command;
use crate::runtime::view::{AccountView, JobStage, View};

use super::account;
use super::args::UsageArgs;
use super::exit::Exit;
use super::output;
use super::session::Session;

/// A service that has not answered by now is not waited for any more.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);

/// Asks the service and prints sums and entries. What is known from before is printed even when it does not answer.
///
/// # Errors
/// When there is no such account, or it is the studio, which costs nothing.
pub async fn run(session: &mut Session, args: &UsageArgs) -> Result<Exit, Report> {
    let id = account::called(&session.handle.view(), &args.account)?;
    check(&session.handle.view(), &id)?;
    // Every answer brings a list of its own, so that a new one is known from what was here before.
    let list = |view: &View| {
        view.account(&id)
            .and_then(|it| it.usage.value().map(Arc::clone))
    };
    let before = list(&session.handle.view());
    let is_new = |now: &Option<Arc<Vec<UsageEntry>>>| match (now, &before) {
        (Some(now), Some(before)) => !Arc::ptr_eq(now, before),
        (now, _) => now.is_some(),
    };
    session.send(Command::Refresh(id.clone()))?;
    let answered = session
        .wait_for(Some(Instant::now() + ANSWER_WITHIN), |view, _| {
            let usage = &view.account(&id)?.usage;
            let is_there = usage.trouble().is_some() || usage.is_settled() && is_new(&list(view));
            is_there.then_some(())
        })
        .await;
    let view = session.handle.view();
    let Some(account) = view.account(&id) else {
        return check(&view, &id).map(|()| Exit::Failed);
    };
    let trouble = match answered {
        Ok(()) => account.usage.trouble().cloned(),
        Err(why) => Some(super::follow::still_running(why, None)),
    };
    if args.json {
        output::document(&document(&view, account, trouble.as_ref()));
    } else {
        print(&view, account);
    }
    Ok(match trouble {
        Some(report) => {
            output::complain(&report, false);
            report.kind.into()
        }
        None => Exit::Done,
    })
}

fn check(view: &View, id: &AccountId) -> Result<(), Report> {
    let invalid =
        |summary: String, hint: &str| Err(Report::new(ReportKind::Invalid, summary, hint));
    match view.account(id).map(|it| it.account.service) {
        Some(Service::Dessert) => Ok(()),
        Some(Service::Studio) => invalid(
            "The studio charges nothing, so it has no usage.".into(),
            "Name an account of Dessert, such as --account dessert.",
        ),
        None => invalid(
            format!("There is no account called “{id}”."),
            "Choose one of the accounts in Settings.",
        ),
    }
}

fn document(view: &View, account: &AccountView, trouble: Option<&Report>) -> Value {
    let entries = account.usage.value().into_iter().flat_map(|it| it.iter());
    let entries: Vec<Value> = entries.map(|entry| entry_value(view, entry)).collect();
    json!({
        "account": account.account.id,
        "credits": account.balance.value().map(|it| it.credits),
        "spent_today": account.spending.today,
        "spent_this_month": account.spending.month,
        "being_sent": account.spending.open,
        "limit_per_delivery": account.account.limits.per_delivery,
        "limit_per_day": account.account.limits.per_day,
        "needs_decision": undecided(view, account),
        "entries": entries,
        "error": trouble.map(output::error_value),
    })
}

/// Requests of which nobody knows whether they were paid.
fn undecided(view: &View, account: &AccountView) -> usize {
    let is_open = |stage: &JobStage| *stage == JobStage::NeedsDecision;
    let jobs = view
        .jobs
        .iter()
        .filter(|job| job.account == account.account.id);
    jobs.filter(|job| is_open(&job.stage)).count()
}

fn entry_value(view: &View, entry: &UsageEntry) -> Value {
    json!({
        "id": entry.id,
        "kind": entry.kind.label(),
        "type": entry.word,
        "credits": entry.credits,
        "balance_after": entry.balance_after,
        "delivery_id": entry.delivery,
        "at": entry.at.map(|at| at.to_string()),
        "is_known": is_known(view, entry),
    })
}

/// Whether it belongs to something that was sent from this library.
fn is_known(view: &View, entry: &UsageEntry) -> bool {
    view.jobs.iter().any(|job| {
        let booked = job.money.charged.iter().chain(&job.money.refunded);
        booked.flat_map(|it| &it.entries).any(|id| *id == entry.id)
    })
}

fn print(view: &View, account: &AccountView) {
    let of =
        |limit: Option<Credits>| limit.map_or_else(String::new, |it| format!(" of {it} allowed"));
    if let Some(balance) = account.balance.value() {
        output::line(&format!("balance     {} credits", balance.credits));
    }
    let today = of(account.account.limits.per_day);
    output::line(&format!(
        "today       {} credits{today}",
        account.spending.today
    ));
    output::line(&format!("this month  {} credits", account.spending.month));
    for entry in account.usage.value().into_iter().flat_map(|it| it.iter()) {
        let at = entry.at.map_or_else(
            || "-".to_owned(),
            |at| at.strftime("%Y-%m-%dT%H:%MZ").to_string(),
        );
        let credits = entry
            .credits
            .map_or_else(|| "?".to_owned(), |it| it.to_string());
        let word = if entry.word.is_empty() {
            entry.kind.label()
        } else {
            &entry.word
        };
        let delivery = entry.delivery.as_ref().map_or("", |id| id.as_str());
        let known = if is_known(view, entry) {
            ""
        } else {
            "  (not matched)"
        };
        output::line(&format!(
            "{at:<17}  {credits:>8}  {word}  {delivery}{known}"
        ));
    }
    match undecided(view, account) {
        0 => {}
        1 => output::note(
            "note: 1 request needs your decision; it may be among what is not matched.",
        ),
        many => output::note(&format!(
            "note: {many} requests need your decision; they may be among what is not matched."
        )),
    }
}
