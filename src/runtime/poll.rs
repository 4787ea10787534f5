//! Follows a delivery at the service until it will not change any more.
//!
//! Must not give up: an error or an unknown word is a reason to look again, later.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::api::ApiError;
use crate::base::crash::{self, CrashPoint};
use crate::model::account::Account;
use crate::model::delivery::DeliveryStatus;
use crate::model::ids::DeliveryId;
use crate::wire::dessert::{DeliveryAnswer, ErrorCode};
use crate::wire::studio::RevisionRow;

use super::note::{Ctx, Look, Note, Reins, Turn};
use super::pace;

/// A service may take a moment until it finds what it has just accepted.
const SETTLING: Duration = Duration::from_secs(60);

/// What is followed.
#[derive(Clone, Debug)]
pub(super) struct Follow {
    pub account: Account,
    pub delivery: DeliveryId,
    pub expected: Option<u32>,
    /// When it was accepted in this very run.
    pub accepted_at: Option<crate::base::clock::Timestamp>,
}

/// Counts followed deliveries for as long as it lives.
struct Counted<'a>(&'a Ctx);

impl<'a> Counted<'a> {
    fn new(ctx: &'a Ctx) -> Self {
        ctx.followed.fetch_add(1, Ordering::SeqCst);
        Self(ctx)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.followed.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Looks at once and then again and again, until the service says that it is done or that it does not know it.
pub(super) async fn follow(ctx: Ctx, it: Follow, reins: Reins) {
    let _counted = Counted::new(&ctx);
    let (mut late, mut misses) = (0, 0);
    loop {
        let look = look(&ctx, &it.account, &it.delivery).await;
        let running = ctx.followed.load(Ordering::SeqCst);
        let every = pace::look_every(it.account.service, ctx.poll_every, running);
        let mut failed = |report| {
            misses += 1;
            let wait = ctx.wait_after(&report, every.max(pace::pause(ctx.poll_every, misses)));
            (Look::Trouble(report), Some(wait))
        };
        let (look, next) = match look {
            Look::Trouble(report) => failed(report),
            Look::Unknown(report) if is_settling(&ctx, &it) => failed(report),
            Look::Unknown(report) => (Look::Unknown(report), None),
            Look::Answer(answer) => {
                misses = 0;
                let next = after(&answer, &it, &mut late).then_some(every);
                if next.is_none() {
                    crash::point(CrashPoint::AfterCompleted);
                }
                (Look::Answer(answer), next)
            }
        };
        ctx.tell(Note::Looked {
            delivery: it.delivery.clone(),
            look,
            turn: Turn::Follow(next),
        })
        .await;
        match next {
            None => return,
            Some(wait) => reins.pause(wait).await,
        }
    }
}

/// One look.
pub(super) async fn look(ctx: &Ctx, account: &Account, delivery: &DeliveryId) -> Look {
    let client = match ctx.clients.client(account).await {
        Ok(client) => client,
        Err(report) => return Look::Trouble(report),
    };
    let outcome = {
        let _permit = ctx.looks.acquire().await;
        client.delivery(delivery).await
    };
    match outcome {
        Ok(answer) => Look::Answer(Box::new(answer)),
        Err(error) => {
            if error.status() == Some(401) {
                ctx.clients.forget(&account.id);
            }
            if is_unknown(&error) {
                Look::Unknown(error.report())
            } else {
                Look::Trouble(error.report_at(ctx.clock.now()))
            }
        }
    }
}

/// Whether to look again after this answer.
fn after(answer: &DeliveryAnswer, it: &Follow, late: &mut u32) -> bool {
    match answer.status {
        DeliveryStatus::Failed => false,
        DeliveryStatus::Completed => {
            let offered: usize = answer
                .ads
                .iter()
                .map(|row| {
                    usize::from(row.static_url.is_some()) + usize::from(row.video_url.is_some())
                })
                .sum();
            let expected = answer.files_kept.or(it.expected);
            let again = pace::look_late(offered, expected, *late);
            *late += 1;
            again || answer.revisions.iter().any(RevisionRow::is_being_made)
        }
        _ => true,
    }
}

fn is_settling(ctx: &Ctx, it: &Follow) -> bool {
    it.accepted_at
        .is_some_and(|then| ctx.clock.since(then) < SETTLING)
}

/// Only the service's own word counts: a proxy says 404 too.
fn is_unknown(error: &ApiError) -> bool {
    error.code() == Some(&ErrorCode::DeliveryNotFound)
}
