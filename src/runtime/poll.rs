//! Follows deliveries at their service until they will not change any more: what is due is looked at, and every look
//! says when the next one is.
//!
//! Must not give up: an error or an unknown word is a reason to look again, later.

use std::time::Duration;

use tokio::time::Instant;

use crate::api::{ApiError, Priority};
use crate::base::report::Report;
use crate::model::account::{Account, Service};
use crate::model::cadence::{self, Moment, Phase, Step, Usual};
use crate::model::delivery::{Delivery, DeliveryStatus};
use crate::model::ids::DeliveryId;
use crate::wire::dessert::{DeliveryAnswer, ErrorCode};
use crate::wire::studio::RevisionRow;

use super::note::{Ctx, Look, Note, Turn};
use super::orchestrator::Orchestrator;

/// A service may take a moment until it finds what it has just accepted.
const SETTLING: Duration = Duration::from_secs(60);
/// What an earlier run left unfinished is looked at in turn: so long after the one before it.
const APART: Duration = Duration::from_millis(500);

impl Orchestrator {
    /// Follows a delivery from now on, or looks at it at once if it is followed already.
    pub(super) fn follow(&mut self, id: &DeliveryId) {
        if self.looks.follows(id) {
            return self.looks.hurry(id, Instant::now());
        }
        self.follow_in(id, Duration::ZERO);
        self.looks.hurry(id, Instant::now());
    }

    /// Follows what was accepted just now; it cannot be ready yet.
    pub(super) fn follow_new(&mut self, id: &DeliveryId) {
        let Some(delivery) = self.jobs.of_delivery(id).and_then(|it| it.delivery()) else {
            return;
        };
        let (delivery, step) = (delivery.clone(), Step::from(&delivery.status));
        let next = self.moment(&delivery, step, 0, Duration::ZERO);
        let wait = next.map_or(Duration::ZERO, |(usual, now)| {
            cadence::next(&usual, &now).wait
        });
        self.follow_in(id, wait);
    }

    /// Follows what an earlier run left unfinished, as the `place`th of its account.
    pub(super) fn follow_left(&mut self, id: &DeliveryId, service: Service, place: u32) {
        let is_slow = self.ctx.poll_every.is_none_or(|every| every >= APART);
        let apart = match service {
            Service::Dessert if is_slow => APART,
            Service::Dessert | Service::Studio => Duration::ZERO,
        };
        let jitter = apart.mul_f64(fastrand::f64());
        let wait = match place {
            0 => Duration::ZERO,
            place => apart.saturating_mul(place - 1) + jitter,
        };
        self.follow_in(id, wait);
    }

    fn follow_in(&mut self, id: &DeliveryId, wait: Duration) {
        let at = self.in_a_while(wait);
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let account = work.job.account.clone();
        if self.settings.account(&account).is_none() {
            let report = Report::failed(
                format!("The account “{account}” is not in Settings."),
                "Add it again to follow this delivery.",
            );
            work.edit(|job| job.trouble = Some(report));
            return self.changed();
        }
        work.edit(|job| job.next_look = at);
        self.looks.follow(id, &account, Instant::now() + wait);
    }

    /// Begins every look that is due.
    pub(super) fn begin_looks(&mut self) {
        while let Some(turn) = self.looks.begin(Instant::now()) {
            let id = turn.delivery;
            let delivery = self.jobs.of_delivery(&id).and_then(|it| it.delivery());
            let account = delivery.and_then(|it| self.settings.account(&it.account));
            let Some(account) = account.cloned() else {
                self.looks.forget(&id);
                continue;
            };
            let priority = if turn.is_hurried {
                Priority::Asked
            } else {
                Priority::Poll
            };
            let (ctx, delivery) = (self.ctx.clone(), id.clone());
            let task = self.tasks.spawn(async move {
                let look = look(&ctx, &account, &delivery, priority).await;
                let turn = Turn::Follow;
                ctx.tell(Note::Looked {
                    delivery,
                    look,
                    turn,
                })
                .await;
            });
            self.looks.begun(&id, task);
        }
    }

    /// What a look means for the next one: how long to wait for it, or `None` when this was the last.
    pub(super) fn next_look(&mut self, id: &DeliveryId, look: &mut Look) -> Option<Duration> {
        let is_hurried = self.looks.ended(id);
        let delivery = self.jobs.of_delivery(id)?.delivery()?.clone();
        if let Look::Unknown(report) = look
            && self.is_settling(&delivery)
        {
            *look = Look::Trouble(report.clone());
        }
        let wait = match look {
            Look::Trouble(report) => {
                let following = self.looks.get_mut(id)?;
                following.misses += 1;
                following.is_told_to_wait = report.until().is_some();
                let misses = following.misses;
                self.ctx.wait_after(report, self.ctx.pause(misses))
            }
            Look::Unknown(_) => return None,
            Look::Answer(answer) => self.after(&delivery, answer)?,
        };
        Some(if is_hurried { Duration::ZERO } else { wait })
    }

    fn after(&mut self, delivery: &Delivery, answer: &DeliveryAnswer) -> Option<Duration> {
        let now = self.ctx.clock.now();
        let following = self.looks.get_mut(&delivery.id)?;
        following.misses = 0;
        following.looks = following.looks.saturating_add(1);
        match answer.status {
            DeliveryStatus::Failed => return None,
            DeliveryStatus::Completed => {
                let expected = answer.files_kept.or(delivery.expected_files);
                let is_last = std::mem::replace(&mut following.is_last, true);
                let is_revised = answer.revisions.iter().any(RevisionRow::is_being_made);
                if !is_revised && !cadence::looks_once_more(offered(answer), expected, is_last) {
                    return None;
                }
            }
            _ => {}
        }
        let step = Step::from(&answer.status);
        let since = match following.step {
            Some((before, since)) if before == step => since,
            _ => now,
        };
        following.step = Some((step, since));
        let looks = following.looks;
        let in_step = self.ctx.clock.since(since);
        let (usual, moment) = self.moment(delivery, step, looks, in_step)?;
        let next = cadence::next(&usual, &moment);
        let is_overdue = next.phase == Phase::StillRunning;
        if let Some(work) = self.jobs.of_delivery(&delivery.id) {
            work.edit(|job| job.is_overdue = is_overdue);
        }
        Some(next.wait)
    }

    fn moment(
        &self,
        delivery: &Delivery,
        step: Step,
        looks: u32,
        in_step: Duration,
    ) -> Option<(Usual, Moment)> {
        let account = self.settings.account(&delivery.account)?;
        let service = account.service;
        let usual = match (&delivery.brief, self.account(&delivery.account)) {
            (Some(brief), Some(view)) => view.history.usual(service, brief),
            _ => Usual::unknown(service),
        };
        let moment = Moment {
            service,
            step,
            age: self.ctx.clock.since(delivery.created_at),
            in_step,
            looks,
            followed: self.looks.of_account(&delivery.account),
            wished: self.ctx.poll_every,
            random: fastrand::f64(),
        };
        Some((usual, moment))
    }

    fn is_settling(&mut self, delivery: &Delivery) -> bool {
        let work = self.jobs.of_delivery(&delivery.id);
        work.is_some_and(|work| work.is_new) && self.ctx.clock.since(delivery.created_at) < SETTLING
    }
}

/// One look.
pub(super) async fn look(
    ctx: &Ctx,
    account: &Account,
    delivery: &DeliveryId,
    priority: Priority,
) -> Look {
    let client = match ctx.clients.client(account).await {
        Ok(client) => client,
        Err(report) => return Look::Trouble(report),
    };
    match client.look(delivery, priority).await {
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

/// Files that an answer offers.
fn offered(answer: &DeliveryAnswer) -> usize {
    let of_row = |row: &crate::wire::dessert::AdRow| {
        usize::from(row.static_url.is_some()) + usize::from(row.video_url.is_some())
    };
    answer.ads.iter().map(of_row).sum()
}

/// Only the service's own word counts: a proxy says 404 too.
fn is_unknown(error: &ApiError) -> bool {
    error.code() == Some(&ErrorCode::DeliveryNotFound)
}
