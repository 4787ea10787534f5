//! What a look at a delivery changes.

use crate::base::report::Report;
use crate::model::ad::AssetState;
use crate::model::delivery::{Delivery, DeliveryStatus, is_cancelled, is_not_known};
use crate::model::ids::{AdId, DeliveryId};
use crate::wire::dessert::DeliveryAnswer;

use super::absorb::{Absorbed, absorb};
use super::event::Event;
use super::note::{Look, Turn};
use super::orchestrator::Orchestrator;
use super::stage;

impl Orchestrator {
    /// Takes a look in.
    pub(super) async fn looked(&mut self, id: DeliveryId, look: Look, turn: Turn) {
        let next_look = match turn {
            Turn::Follow(next) => {
                let at = next.and_then(|wait| self.in_a_while(wait));
                if let Some(work) = self.jobs.of_delivery(&id) {
                    if next.is_none() {
                        work.following = None;
                    }
                    work.edit(|job| job.next_look = at);
                }
                next
            }
            Turn::Aside => None,
        };
        match look {
            Look::Answer(answer) => self.answered(&id, &answer).await,
            Look::Unknown(report) => self.unknown(&id, report).await,
            Look::Trouble(report) => {
                if let Some(work) = self.jobs.of_delivery(&id) {
                    work.edit(|job| job.trouble = Some(report));
                }
            }
        }
        if next_look.is_none() {
            self.settle(&id);
        }
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
            if let Err(report) = self.keep_look(&delivery, absorbed, answer, turned).await {
                // What is not written down has not happened: look again.
                if let Some(work) = self.jobs.of_delivery(id) {
                    work.edit(|job| job.trouble = Some(report));
                }
                return self.follow_later(id);
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

    /// Writes down what a look brought. `turned` says whether the delivery has just failed, or is back.
    async fn keep_look(
        &self,
        delivery: &Delivery,
        absorbed: Absorbed,
        answer: &DeliveryAnswer,
        turned: Option<bool>,
    ) -> Result<(), Report> {
        let kept = delivery.clone();
        let text = serde_json::to_string(answer).unwrap_or_default();
        let why = stage::why(answer);
        let saved = self.ctx.keeper.run(move |library| {
            library.save_look(&kept, &absorbed.renamed, &text)?;
            match turned {
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
