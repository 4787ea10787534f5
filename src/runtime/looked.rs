//! What a look at a delivery changes.

use std::time::Duration;

use tokio::time::Instant;

use crate::base::crash::{self, CrashPoint};
use crate::base::report::{Report, ReportKind};
use crate::model::ad::AssetState;
use crate::model::cadence;
use crate::model::delivery::{Delivery, DeliveryStatus, is_cancelled, is_not_known};
use crate::model::ids::{AdId, DeliveryId};
use crate::wire::dessert::DeliveryAnswer;

use super::absorb::absorb;
use super::event::Event;
use super::note::{Look, Turn};
use super::orchestrator::Orchestrator;
use super::stage;

/// What is worth writing down of a look, beside the delivery itself.
struct News {
    renamed: Vec<(AdId, AdId)>,
    /// It has just failed, or is back.
    turned: Option<bool>,
    /// Its end was seen soon after it came.
    was_followed: bool,
}

impl Orchestrator {
    /// Takes a look in.
    pub(super) async fn looked(&mut self, id: DeliveryId, mut look: Look, turn: Turn) {
        let next_look = match turn {
            Turn::Follow => self.follow_on(&id, &mut look),
            Turn::Aside => None,
        };
        match look {
            Look::Answer(answer) => self.answered(&id, &answer).await,
            Look::Unknown(report) => self.unknown(&id, report).await,
            Look::Trouble(report) => {
                let now = self.ctx.clock.now();
                // A look is one attempt: the first in vain, if it may pass, is nobody's concern.
                let misses = self.looks.get_mut(&id).map_or(u32::MAX, |it| it.misses);
                let may_pass = report.kind == ReportKind::Failed && report.until().is_none();
                if may_pass && misses < 2 {
                    return;
                }
                if let Some(work) = self.jobs.of_delivery(&id) {
                    work.edit(|job| {
                        job.trouble = Some(report);
                        let last = job.delivery.as_ref().and_then(|it| it.looked_at);
                        job.silent_since.get_or_insert(last.unwrap_or(now));
                    });
                }
            }
        }
        if next_look.is_none() {
            self.settle(&id);
        }
    }

    /// Looks again, or not: how long that is to wait for.
    fn follow_on(&mut self, id: &DeliveryId, look: &mut Look) -> Option<Duration> {
        let had_missed = self.looks.get_mut(id).is_some_and(|it| it.misses > 0);
        let next = self.next_look(id, look);
        match next {
            Some(wait) => self.looks.schedule(id, Instant::now() + wait),
            None => {
                if matches!(look, Look::Answer(_)) {
                    crash::point(CrashPoint::AfterCompleted);
                }
                self.looks.forget(id);
            }
        }
        let at = next.and_then(|wait| self.in_a_while(wait));
        let work = self.jobs.of_delivery(id)?;
        let account = work.job.account.clone();
        let is_answer = matches!(look, Look::Answer(_));
        work.edit(|job| {
            job.next_look = at;
            job.is_overdue &= next.is_some();
            job.silent_since = job.silent_since.filter(|_| !is_answer);
        });
        if had_missed && is_answer {
            self.back_online(&account);
        }
        next
    }

    async fn answered(&mut self, id: &DeliveryId, answer: &DeliveryAnswer) {
        let now = self.ctx.clock.now();
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let Some(mut delivery) = work.delivery().cloned() else {
            return;
        };
        let account = delivery.account.clone();
        let was_failed = delivery.status == DeliveryStatus::Failed;
        let was_over = delivery.status.is_terminal();
        if work.failure.as_ref().is_some_and(is_not_known) {
            // It was only not found; now it is.
            delivery.status = DeliveryStatus::Queued;
        }
        let before = delivery
            .looked_at
            .or(delivery.intent.is_some().then_some(delivery.created_at));
        let absorbed = absorb(&mut delivery, answer, now);
        let has_failed = delivery.status == DeliveryStatus::Failed;
        let is_over = delivery.status.is_terminal() && !was_over;
        // An ad under a new id is fetched under that id.
        let is_renamed = |ad: &AdId| absorbed.renamed.iter().any(|(old, _)| old == ad);
        for (_, task) in work.fetching.extract_if(|key, _| is_renamed(&key.ad)) {
            task.abort();
        }
        if absorbed.changed || was_failed != has_failed {
            let turned = (was_failed != has_failed).then_some(has_failed);
            let is_whole =
                delivery.status == DeliveryStatus::Completed && answer.files_kept.is_none();
            let since = before.map(|before| self.ctx.clock.since(before));
            let was_followed = is_over && is_whole && cadence::was_followed(since);
            let news = News {
                renamed: absorbed.renamed,
                turned,
                was_followed,
            };
            if let Err(report) = self.keep_look(&delivery, news, answer).await {
                // What is not written down has not happened: look again.
                if let Some(work) = self.jobs.of_delivery(id) {
                    work.edit(|job| job.trouble = Some(report));
                }
                return self.follow_later(id);
            }
            crash::point(CrashPoint::AfterLook);
            if has_failed {
                crash::point(CrashPoint::AfterFailure);
            }
            if let Some(brief) = delivery.brief.as_ref().filter(|_| was_followed) {
                let took = self.ctx.clock.since(delivery.created_at);
                self.took(&account, brief, took);
            }
        }
        if let Some(work) = self.jobs.of_delivery(id) {
            work.is_fresh = true;
            work.failure =
                has_failed.then(|| work.failure.take().unwrap_or_else(|| stage::why(answer)));
            work.edit(|job| job.trouble = None);
            work.set_delivery(delivery);
            let never_kept = work.coming.looked(&answer.revisions);
            self.end_revising(id, never_kept).await;
        }
        if has_failed && !was_failed {
            self.gave_up(id);
        } else if answer.files_kept.is_some() && is_over {
            self.refresh(&account);
        }
        self.fetch_files(id).await;
    }

    /// Writes down what a look brought.
    async fn keep_look(
        &self,
        delivery: &Delivery,
        news: News,
        answer: &DeliveryAnswer,
    ) -> Result<(), Report> {
        let kept = delivery.clone();
        let text = serde_json::to_string(answer).unwrap_or_default();
        let why = stage::why(answer);
        let saved = self.ctx.keeper.run(move |library| {
            library.save_look(&kept, &news.renamed, &text)?;
            if news.was_followed {
                library.note_followed(&kept.id)?;
            }
            match news.turned {
                Some(true) => library.fail_delivery(&kept, &why),
                Some(false) => library.clear_failure(&kept.id),
                None => Ok(()),
            }
        });
        saved.await.map_err(|error| {
            tracing::warn!(delivery = %delivery.id, "a look is not written down: {error}");
            error.report()
        })
    }

    fn gave_up(&mut self, id: &DeliveryId) {
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let report = work.failure.clone().unwrap_or_else(stage::gave_up);
        let account = work.job.account.clone();
        let delivery = id.clone();
        self.refresh(&account);
        // Nobody needs to be told of an end that they wished for.
        if !is_cancelled(&report) {
            self.happened(Event::DeliveryFailed { delivery, report });
        }
    }

    /// The service does not know the delivery: nothing more will come.
    async fn unknown(&mut self, id: &DeliveryId, report: Report) {
        let now = self.ctx.clock.now();
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let Some(mut delivery) = work.delivery().cloned() else {
            return;
        };
        delivery.looked_at = Some(now);
        work.coming.unknown();
        let is_news = !delivery.status.is_terminal();
        if is_news {
            delivery.status = DeliveryStatus::Failed;
            delivery.finished_at = Some(now);
            work.failure = Some(report.clone());
            let (kept, failure) = (delivery.clone(), report.clone());
            let noted = self
                .ctx
                .keeper
                .run(move |library| library.fail_delivery(&kept, &failure))
                .await;
            if let Err(error) = noted {
                tracing::warn!(delivery = %id, "a failure is not written down: {error}");
            }
        }
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        work.set_delivery(delivery);
        let reason = format!("{} {}", report.summary, report.hint);
        for (key, state) in work.files() {
            if state == AssetState::Waiting && !work.fetching.contains_key(&key) {
                work.set_file(&key, AssetState::Failed(reason.clone()));
            }
        }
        work.read_stage();
        if is_news {
            self.gave_up(id);
        }
    }
}
