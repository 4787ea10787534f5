//! How a paid request is sent: written down first, then the same bytes under the same key until the service gives a
//! final answer, which is written down before anything follows from it.
//!
//! Must not make a second key for an intent, and must not drop an attempt that may have been accepted.

use crate::api::Attempt;
use crate::base::crash::{self, CrashPoint};
use crate::base::report::{Report, ReportKind};
use crate::library::Written;
use crate::model::account::{Account, Service};
use crate::model::delivery::{Delivery, Intent, IntentAge, intent_age};
use crate::wire::dessert::Accepted;

use super::note::{Ctx, Note, Reins};
use super::pace;

/// Writes a new intent down and sends it.
pub(super) async fn begin(ctx: Ctx, account: Account, mut intent: Intent, reins: Reins) {
    let id = intent.id.clone();
    // Without a usable key nothing is begun that could not be ended.
    match ctx.clients.client(&account).await {
        Ok(client) => {
            let is_pinned = account.service == Service::Dessert;
            intent.endpoint = is_pinned.then(|| client.base_url().to_string());
        }
        Err(report) => return ctx.tell(Note::NotWritten { intent: id, report }).await,
    }
    let copy = intent.clone();
    let written = ctx
        .keeper
        .run(move |library| match library.write_intent(&copy)? {
            Written::New => Ok(copy),
            // The wish was written down before: its own key and bytes count.
            Written::Known => Ok(library.intent(&copy.id)?.unwrap_or(copy)),
        })
        .await;
    match written {
        Ok(intent) => {
            ctx.tell(Note::Written {
                intent: Box::new(intent.clone()),
                reins: reins.clone(),
            })
            .await;
            crash::point(CrashPoint::AfterIntent);
            send(ctx, account, intent, false, reins).await;
        }
        Err(error) => {
            tracing::warn!("an intent was not written down: {error}");
            let report = error.report();
            ctx.tell(Note::NotWritten { intent: id, report }).await;
        }
    }
}

/// Sends an intent that is written down until there is a final answer, its key is too old, or it is let go.
/// `in_doubt` says that an earlier attempt may have been accepted.
pub(super) async fn send(
    ctx: Ctx,
    account: Account,
    intent: Intent,
    mut in_doubt: bool,
    reins: Reins,
) {
    let (mut round, mut attempts) = (0, 0);
    loop {
        if reins.is_let_go() {
            return ctx.tell(Note::LetGo(intent.id)).await;
        }
        if intent_age(ctx.clock.since(intent.created_at)) == IntentAge::NeedsDecision {
            return ctx.tell(Note::TooOld(intent.id)).await;
        }
        round += 1;
        let report = match attempt(&ctx, &account, &intent, &mut in_doubt, &mut attempts).await {
            Outcome::Accepted(answer) => {
                crash::point(CrashPoint::AfterAnswer);
                return accept(&ctx, &intent, &answer, &reins).await;
            }
            Outcome::Refused(report) => match refuse(&ctx, &intent, &report).await {
                Ok(()) => {
                    let intent = intent.id;
                    return ctx.tell(Note::Refused { intent, report }).await;
                }
                Err(report) => report,
            },
            Outcome::Elsewhere(report) => {
                let trouble = Note::SendTrouble {
                    intent: intent.id.clone(),
                    report,
                    wait: None,
                };
                ctx.tell(trouble).await;
                return ctx.tell(Note::TooOld(intent.id)).await;
            }
            Outcome::Trouble(report) => report,
        };
        let wait = pace::pause(ctx.poll_every, round);
        ctx.tell(Note::SendTrouble {
            intent: intent.id.clone(),
            report,
            wait: Some(wait),
        })
        .await;
        reins.pause(wait).await;
    }
}

enum Outcome {
    Accepted(Box<Accepted>),
    Refused(Report),
    /// The account is not where the intent was first sent.
    Elsewhere(Report),
    Trouble(Report),
}

async fn attempt(
    ctx: &Ctx,
    account: &Account,
    intent: &Intent,
    in_doubt: &mut bool,
    attempts: &mut u32,
) -> Outcome {
    let before = *attempts;
    let client = match ctx.clients.client(account).await {
        Ok(client) => client,
        Err(report) => return Outcome::Trouble(report),
    };
    let here = client.base_url().as_str();
    if let Some(first) = intent.endpoint.as_deref().filter(|first| *first != here) {
        return Outcome::Elsewhere(elsewhere(account, first, here));
    }
    let watch = |attempt: Attempt| {
        if let Attempt::Started { number } = attempt {
            let (intent, number) = (intent.id.clone(), before + number);
            // Only shown; a full queue may lose it.
            ctx.notes.try_send(Note::Attempt { intent, number }).ok();
        }
    };
    match client.generate(&intent.key, &intent.body, &watch).await {
        Ok(answer) => Outcome::Accepted(Box::new(answer)),
        Err(error) => {
            *attempts += error.attempts;
            let is_final = error.is_final_refusal_after(*in_doubt);
            *in_doubt |= error.may_have_been_accepted();
            if matches!(error.status(), Some(401 | 403 | 407)) {
                ctx.clients.forget(&account.id);
            }
            if is_final {
                Outcome::Refused(error.report())
            } else {
                Outcome::Trouble(error.report())
            }
        }
    }
}

/// A key is free to repeat only at the service that saw it first.
fn elsewhere(account: &Account, first: &str, here: &str) -> Report {
    Report::new(
        ReportKind::Invalid,
        format!(
            "This request was sent to {first}, and {} is now at {here}.",
            account.name
        ),
        "It may have been made and paid there, so it is not sent to another address. Set the address back in Settings \
         and retry, or look at the usage entries there, then run it again or let it go.",
    )
}

async fn refuse(ctx: &Ctx, intent: &Intent, report: &Report) -> Result<(), Report> {
    let (id, kept) = (intent.id.clone(), report.clone());
    ctx.keeper
        .run(move |library| library.refuse(&id, &kept))
        .await
        .map_err(|error| error.report())
}

/// Closes the intent and inserts the delivery. The answer is the only trace of paid work, so this is tried until it
/// succeeds; should the program end before, the intent is open and its replay brings the same answer.
async fn accept(ctx: &Ctx, intent: &Intent, answer: &Accepted, reins: &Reins) {
    let delivery = delivery_of(ctx, intent, answer);
    let text = serde_json::to_string(answer).unwrap_or_default();
    let mut round = 0;
    loop {
        let (id, kept, text) = (intent.id.clone(), delivery.clone(), text.clone());
        let written = ctx
            .keeper
            .run(move |library| library.accept(&id, &kept, &text))
            .await;
        let Err(error) = written else {
            break;
        };
        tracing::warn!("an accepted delivery is not yet written down: {error}");
        round += 1;
        let wait = pace::pause(ctx.poll_every, round);
        ctx.tell(Note::SendTrouble {
            intent: intent.id.clone(),
            report: error.report(),
            wait: Some(wait),
        })
        .await;
        reins.pause(wait).await;
    }
    crash::point(CrashPoint::AfterAccept);
    ctx.tell(Note::Accepted {
        intent: intent.id.clone(),
        delivery: Box::new(delivery),
        balance: answer.credits_balance_after,
    })
    .await;
}

fn delivery_of(ctx: &Ctx, intent: &Intent, answer: &Accepted) -> Delivery {
    Delivery {
        id: answer.delivery_id.clone(),
        account: intent.account.clone(),
        intent: Some(intent.id.clone()),
        brief: Some(intent.brief.clone()),
        brand_name: String::new(),
        request_id: answer.request_id.clone(),
        status: answer.status.clone(),
        credits_charged: answer.credits_charged,
        expected_files: Some(intent.brief.stills() + intent.brief.videos()),
        viewer_url: None,
        folder: intent.folder.clone(),
        created_at: ctx.clock.now(),
        looked_at: None,
        finished_at: None,
        ads: Vec::new(),
    }
}
