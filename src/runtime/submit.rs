//! How a paid request is sent: written down first, then the same bytes under the same key until the service gives a
//! final answer, which is written down before anything follows from it.
//!
//! Must not make a second key for an intent, and must not drop an attempt that may have been accepted.

use std::time::{Duration, Instant};

use crate::api::{Gate, Opening, Paid};
use crate::base::crash::{self, CrashPoint};
use crate::base::report::{Report, ReportKind};
use crate::library::{LibraryError, Written};
use crate::model::account::{Account, Service};
use crate::model::delivery::{Delivery, Intent};
use crate::model::fate::{Fate, KeyWindow, Undecided, Why, fate, not_sent};
use crate::model::ids::IntentId;
use crate::model::ledger::{Booked, Line, LineKind};
use crate::wire::dessert::Accepted;

use super::note::{Ctx, Note, Reins};

/// How much later than the end of a key's window somebody looks whether it is over.
const TICK: Duration = Duration::from_secs(1);

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
    let written = match written {
        // It may have been written all the same: what was told as not sent must not be sent at the next start.
        Err(error) => {
            let asked = id.clone();
            match ctx.keeper.run(move |library| library.intent(&asked)).await {
                Ok(Some(intent)) => Ok(intent),
                Ok(None) | Err(_) => Err(error),
            }
        }
        written => written,
    };
    match written {
        Ok(intent) => {
            ctx.tell(Note::Written {
                intent: Box::new(intent.clone()),
                reins: reins.clone(),
            })
            .await;
            crash::point(CrashPoint::AfterIntent);
            send(ctx, account, intent, reins).await;
        }
        Err(error) => {
            tracing::warn!("an intent was not written down: {error}");
            let report = error.report();
            ctx.tell(Note::NotWritten { intent: id, report }).await;
        }
    }
}

/// Sends an intent of the library once more. What the library says of its attempts counts, not what a view remembers.
pub(super) async fn again(ctx: Ctx, account: Account, id: IntentId, reins: Reins) {
    let mut round = 0;
    loop {
        if reins.is_let_go() {
            return ctx.tell(Note::LetGo(id)).await;
        }
        let asked = id.clone();
        let report = match ctx.keeper.run(move |library| library.intent(&asked)).await {
            Ok(Some(mut intent)) => {
                if intent
                    .decision
                    .as_ref()
                    .is_some_and(|it| it.why.may_be_retried())
                {
                    intent.decision = None;
                }
                return send(ctx, account, intent, reins).await;
            }
            Ok(None) => return ctx.tell(Note::LetGo(id)).await,
            Err(error) => error.report(),
        };
        round += 1;
        let wait = ctx.pause(round);
        trouble(&ctx, &id, report, wait, &reins).await;
    }
}

/// Sends an intent that is written down until there is a final answer, only the person can go on, or it is let go.
async fn send(ctx: Ctx, account: Account, mut intent: Intent, reins: Reins) {
    let window = KeyWindow::of(intent.created_at).seen(ctx.clock.now(), Instant::now());
    let (mut round, mut attempts) = (0, 0);
    loop {
        if reins.is_let_go() {
            return ctx.tell(Note::LetGo(intent.id)).await;
        }
        let outcome = match fate(&intent, ctx.clock.now()) {
            Fate::Sendable => attempt(&ctx, &account, &mut intent, window, &mut attempts).await,
            Fate::NotSent => Outcome::Refused(not_sent(&intent)),
            Fate::Unknown(why) => Outcome::Undecided(why),
        };
        round += 1;
        let report = match outcome {
            Outcome::Accepted(answer) => {
                crash::point(CrashPoint::AfterAnswer);
                return accept(&ctx, &intent, &answer, &reins).await;
            }
            Outcome::Refused(report) => return refuse(&ctx, intent.id, report, &reins).await,
            Outcome::Undecided(why) => {
                let report = why.report.clone();
                keep_decision(&ctx, &intent.id, why).await;
                return undecided(&ctx, intent.id, report).await;
            }
            Outcome::Elsewhere(report) => return undecided(&ctx, intent.id, report).await,
            Outcome::Trouble(report) => report,
        };
        // However long the service asks for: once the key is too old there is nothing to wait for.
        let at_most = window.left(ctx.clock.now()).saturating_add(TICK);
        let wait = ctx.wait_after(&report, ctx.pause(round));
        trouble(&ctx, &intent.id, report, wait.min(at_most), &reins).await;
    }
}

async fn undecided(ctx: &Ctx, intent: IntentId, report: Report) {
    ctx.tell(Note::Undecided { intent, report }).await;
}

/// Tells of trouble and pauses.
async fn trouble(ctx: &Ctx, intent: &IntentId, report: Report, wait: Duration, reins: &Reins) {
    ctx.tell(Note::SendTrouble {
        intent: intent.clone(),
        report,
        wait: Some(wait),
    })
    .await;
    reins.pause(wait).await;
}

enum Outcome {
    Accepted(Box<Accepted>),
    Refused(Report),
    /// Only the person can go on.
    Undecided(Undecided),
    /// The account is not where the intent was first sent.
    Elsewhere(Report),
    Trouble(Report),
}

/// Counts every attempt in the library before it is made.
struct Counting<'a> {
    ctx: &'a Ctx,
    intent: &'a IntentId,
    /// Attempts of earlier calls.
    before: u32,
}

impl Gate for Counting<'_> {
    fn before(&self, attempt: u32) -> Opening<'_> {
        Box::pin(async move {
            let (id, now) = (self.intent.clone(), self.ctx.clock.now());
            let noted = self
                .ctx
                .keeper
                .run(move |library| library.note_send(&id, now))
                .await;
            match noted {
                Ok(true) => {}
                Ok(false) => return Err(super::obey::not_open()),
                Err(error) => return Err(error.report()),
            }
            crash::point(CrashPoint::BeforeSend);
            let (intent, number) = (self.intent.clone(), self.before + attempt);
            // Only shown; a full queue may lose it.
            self.ctx
                .notes
                .try_send(Note::Attempt { intent, number })
                .ok();
            Ok(())
        })
    }
}

async fn attempt(
    ctx: &Ctx,
    account: &Account,
    intent: &mut Intent,
    window: KeyWindow,
    attempts: &mut u32,
) -> Outcome {
    let client = match ctx.clients.client(account).await {
        Ok(client) => client,
        Err(report) => return Outcome::Trouble(report),
    };
    let here = client.base_url().as_str();
    if let Some(first) = intent.endpoint.as_deref().filter(|first| *first != here) {
        return Outcome::Elsewhere(elsewhere(account, first, here));
    }
    let paid = Paid {
        key: &intent.key,
        body: &intent.body,
        window,
        gate: &Counting {
            ctx,
            intent: &intent.id,
            before: *attempts,
        },
    };
    let error = match client.generate(paid).await {
        Ok(answer) => return Outcome::Accepted(Box::new(answer)),
        Err(error) => error,
    };
    *attempts += error.attempts;
    intent.sends += error.attempts;
    let was_in_doubt = intent.in_doubt;
    intent.in_doubt |= error.may_have_been_accepted();
    if !intent.in_doubt {
        clear_doubt(ctx, &intent.id).await;
    }
    if matches!(error.status(), Some(401 | 403 | 407)) {
        ctx.clients.forget(&account.id);
    }
    let report = error.report_at(ctx.clock.now());
    // The studio looks for the key before it looks at anything else.
    let is_told_by_key = account.service == Service::Studio && error.is_refusal_in_its_own_words();
    if error.is_final_refusal_after(was_in_doubt) || is_told_by_key {
        Outcome::Refused(report)
    } else if error.is_refusal_in_its_own_words() {
        Outcome::Undecided(Undecided::refused(&report))
    } else {
        Outcome::Trouble(report)
    }
}

/// Notes that no attempt can have been accepted. Where that fails, the intent counts as in doubt at the next start.
async fn clear_doubt(ctx: &Ctx, intent: &IntentId) {
    let id = intent.clone();
    let noted = ctx
        .keeper
        .run(move |library| library.clear_doubt(&id))
        .await;
    if let Err(error) = noted {
        tracing::warn!("an intent stays in doubt: {error}");
    }
}

/// Where this fails, the next start finds out anew.
async fn keep_decision(ctx: &Ctx, intent: &IntentId, why: Undecided) {
    let id = intent.clone();
    let noted = ctx
        .keeper
        .run(move |library| library.set_decision(&id, &why))
        .await;
    if let Err(error) = noted {
        tracing::warn!("why an intent waits is not written down: {error}");
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
         and retry, or look at the usage entries there, then run it again, which costs, or let it go.",
    )
}

/// Closes the intent as refused. It is not sent again because that could not be written down: a refusal is an answer.
async fn refuse(ctx: &Ctx, intent: IntentId, report: Report, reins: &Reins) {
    crash::point(CrashPoint::BeforeRefusal);
    let mut round = 0;
    loop {
        let (id, kept) = (intent.clone(), report.clone());
        let written = ctx
            .keeper
            .run(move |library| library.refuse(&id, &kept))
            .await;
        let Err(error) = written else {
            break;
        };
        tracing::warn!("a refusal is not yet written down: {error}");
        if reins.is_let_go() {
            return ctx.tell(Note::LetGo(intent)).await;
        }
        round += 1;
        trouble(ctx, &intent, error.report(), ctx.pause(round), reins).await;
    }
    crash::point(CrashPoint::AfterRefusal);
    ctx.tell(Note::Refused { intent, report }).await;
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
        if let LibraryError::Clash { delivery, .. } = &error {
            let mut why = Undecided::new(Why::Clash(delivery.clone()));
            let id = answer.request_id.as_ref().map(ToString::to_string);
            why.report = error.report().with_request_id(id);
            return clash(ctx, intent, answer, why, reins).await;
        }
        tracing::warn!("an accepted delivery is not yet written down: {error}");
        round += 1;
        let wait = ctx.pause(round);
        trouble(ctx, &intent.id, error.report(), wait, reins).await;
    }
    crash::point(CrashPoint::AfterAccept);
    ctx.tell(Note::Accepted {
        intent: intent.id.clone(),
        delivery: Box::new(delivery),
        balance: answer.credits_balance_after,
    })
    .await;
}

/// Keeps what is known of paid work that cannot be kept as a delivery. It is the only trace of it, so this is tried until
/// it succeeds; should the program end before, the intent is open and its replay brings the same answer.
async fn clash(ctx: &Ctx, intent: &Intent, answer: &Accepted, why: Undecided, reins: &Reins) {
    let charge = answer.credits_charged.map(|credits| Booked {
        credits,
        at: ctx.clock.now(),
        by_answer: true,
        entries: Vec::new(),
    });
    // By the id alone it would be a line of the other delivery.
    let line = charge.clone().map(|booked| Line {
        account: intent.account.clone(),
        intent: Some(intent.id.clone()),
        delivery: None,
        kind: LineKind::Charge,
        booked,
    });
    let mut round = 0;
    loop {
        let (id, why, line) = (intent.id.clone(), why.clone(), line.clone());
        let kept = ctx
            .keeper
            .run(move |library| library.keep_clash(&id, &why, line.as_ref()))
            .await;
        let Err(error) = kept else {
            break;
        };
        tracing::warn!("a paid request is not yet written down: {error}");
        round += 1;
        let wait = ctx.pause(round);
        trouble(ctx, &intent.id, error.report(), wait, reins).await;
    }
    ctx.tell(Note::Clash {
        intent: intent.id.clone(),
        why: Box::new(why),
        charge,
    })
    .await;
}

fn delivery_of(ctx: &Ctx, intent: &Intent, answer: &Accepted) -> Delivery {
    let (id, account) = (answer.delivery_id.clone(), intent.account.clone());
    Delivery {
        intent: Some(intent.id.clone()),
        brief: Some(intent.brief.clone()),
        request_id: answer.request_id.clone(),
        status: answer.status.clone(),
        credits_charged: answer.credits_charged,
        expected_files: Some(intent.brief.stills() + intent.brief.films()),
        ..Delivery::new(id, account, intent.folder.clone(), ctx.clock.now())
    }
}
