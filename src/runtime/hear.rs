//! What each piece of news changes.

use std::time::Duration;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::library::FileKey;
use crate::model::ad::{Ad, AssetState};
use crate::model::cost::Credits;
use crate::model::delivery::{Delivery, DeliveryStatus, Intent};
use crate::model::ids::{AccountId, DeliveryId, IntentId};
use crate::model::ledger::LineKind;

use super::event::Event;
use super::jobs::Work;
use super::note::{Note, Reins};
use super::orchestrator::Orchestrator;
use super::stage;
use super::view::JobStage;

impl Orchestrator {
    /// Takes news in.
    pub(super) async fn hear(&mut self, note: Note) {
        self.changed();
        match note {
            Note::Written { intent, reins } => self.written(*intent, reins),
            Note::NotWritten { intent, report } => self.refuse(intent, report),
            Note::Attempt { intent, number } => {
                let now = self.ctx.clock.now();
                if let Some(work) = self.jobs.of_intent(&intent) {
                    work.last_sent_at = Some(now);
                    if let Some(intent) = &mut work.intent {
                        intent.last_sent_at = Some(now);
                    }
                }
                self.sending(&intent, |job_stage, _| {
                    *job_stage = JobStage::Sending(number);
                });
            }
            Note::SendTrouble {
                intent,
                report,
                wait,
            } => self.send_trouble(&intent, report, wait),
            Note::Undecided { intent, report } => self.undecided(&intent, report),
            Note::Clash {
                intent,
                why,
                charge,
            } => {
                let report = why.report.clone();
                if let Some(work) = self.jobs.of_intent(&intent) {
                    if let Some(intent) = &mut work.intent {
                        intent.decision = Some(*why);
                    }
                    if let Some(charge) = charge {
                        work.edit(|job| job.money.book(LineKind::Charge, charge));
                    }
                }
                self.undecided(&intent, report);
            }
            Note::LetGo(intent) => self.sent(&intent),
            Note::Refused { intent, report } => {
                self.refused(intent.clone(), report);
                self.watch_brand(&intent).await;
            }
            Note::Accepted {
                intent,
                delivery,
                balance,
            } => {
                let (account, brief) = (delivery.account.clone(), delivery.brief.clone());
                self.accepted(intent, *delivery, balance);
                if let Some(brief) = brief {
                    self.remember_brief(&account, &brief).await;
                }
            }
            Note::Looked {
                delivery,
                look,
                turn,
            } => self.looked(delivery, look, turn).await,
            Note::Fetched { file, outcome } => self.fetched(&file, outcome),
            Note::Found { delivery, found } => self.found(&delivery, found),
            Note::Room { delivery, refusal } => self.measured(&delivery, refusal).await,
            Note::Checked { delivery, gone } => self.checked(&delivery, gone).await,
            Note::Unhold(delivery) => {
                if let Some(work) = self.jobs.of_delivery(&delivery) {
                    work.is_unheld = true;
                }
                self.fetch_files(&delivery).await;
            }
            Note::Sealed { delivery, trouble } => self.sealed(delivery, trouble).await,
            Note::Money(note) => self.hear_of_money(note),
            Note::Log(note) => self.hear_of_log(note),
            Note::Kit(note) => self.hear_of_kit(note),
            Note::NotCancelled(report) => self.trouble(report),
            Note::Copy(note) => self.hear_of_copy(note),
            Note::Revise(note) => self.hear_of_revision(note),
            other => self.hear_of_account(other).await,
        }
    }

    /// At the end only what concerns money counts.
    pub(super) fn hear_last(&mut self, note: Note) {
        match note {
            Note::Accepted {
                intent, delivery, ..
            } => {
                let id = delivery.id.clone();
                self.jobs.join(&intent, *delivery);
                let delivery = id;
                self.happened(Event::Accepted { intent, delivery });
            }
            Note::Refused { intent, report } => self.refused(intent, report),
            Note::Written { intent, reins } => {
                reins.let_go();
                self.written(*intent, reins);
            }
            Note::LetGo(intent) | Note::Undecided { intent, .. } | Note::Clash { intent, .. } => {
                self.sent(&intent);
            }
            Note::Kit(note) => self.hear_of_kit(note),
            _ => {}
        }
    }

    fn written(&mut self, intent: Intent, reins: Reins) {
        let id = intent.id.clone();
        self.pending.remove(&id);
        let mut work = Work::of_intent(intent, &self.settings);
        work.sending = Some(reins);
        self.jobs.add(work);
        self.happened(Event::WrittenDown(id));
    }

    /// Changes how a job that is being sent stands; one that was let go stays as it is.
    fn sending(
        &mut self,
        intent: &IntentId,
        change: impl FnOnce(&mut JobStage, &mut Option<Report>),
    ) {
        if let Some(work) = self.jobs.of_intent(intent)
            && work.intent.is_some()
        {
            work.edit(|job| change(&mut job.stage, &mut job.trouble));
        }
    }

    fn undecided(&mut self, intent: &IntentId, report: Report) {
        self.sending(intent, |stage, trouble| {
            *stage = JobStage::NeedsDecision;
            *trouble = Some(report);
        });
        self.sent(intent);
        // What the service says of its account helps to decide.
        self.refresh_of_intent(intent);
    }

    fn send_trouble(&mut self, intent: &IntentId, report: Report, wait: Option<Duration>) {
        let next_look = wait.and_then(|wait| self.in_a_while(wait));
        if let Some(work) = self.jobs.of_intent(intent)
            && work.intent.is_some()
        {
            work.edit(|job| {
                job.trouble = Some(report);
                job.next_look = next_look;
            });
        }
    }

    fn sent(&mut self, intent: &IntentId) {
        if let Some(work) = self.jobs.of_intent(intent) {
            work.sending = None;
            work.edit(|job| job.next_look = None);
        }
    }

    fn refused(&mut self, intent: IntentId, report: Report) {
        if let Some(work) = self.jobs.of_intent(&intent) {
            work.intent = None;
            work.sending = None;
            let report = report.clone();
            work.edit(|job| {
                job.stage = JobStage::Refused(report);
                job.trouble = None;
                job.next_look = None;
            });
        }
        self.refresh_of_intent(&intent);
        self.happened(Event::Refused { intent, report });
    }

    fn accepted(&mut self, intent: IntentId, delivery: Delivery, balance: Option<Credits>) {
        let id = delivery.id.clone();
        self.jobs.join(&intent, delivery);
        if let Some(work) = self.jobs.of_intent(&intent) {
            work.edit(|job| job.next_look = None);
            let account = work.job.account.clone();
            self.match_up(&account);
            self.write_lines();
            self.set_credits(&account, balance);
            self.refresh(&account);
        }
        self.follow_new(&id);
        let delivery = id;
        self.happened(Event::Accepted { intent, delivery });
    }

    fn fetched(&mut self, file: &FileKey, outcome: Result<crate::model::ad::FileOnDisk, String>) {
        if let Some(work) = self.jobs.of_delivery(&file.delivery) {
            work.fetching.remove(file);
            work.copies.remove(file);
            let state = outcome.map_or_else(AssetState::Failed, AssetState::OnDisk);
            work.set_file(file, state);
        }
        // Many come at once: how the delivery stands is read once for all of them.
        self.landed.insert(file.delivery.clone());
    }

    /// Reads anew how the deliveries stand of which files have arrived.
    pub(super) fn land(&mut self) {
        for id in std::mem::take(&mut self.landed) {
            if let Some(work) = self.jobs.of_delivery(&id) {
                work.read_stage();
            }
            self.settle(&id);
        }
    }

    async fn checked(&mut self, id: &DeliveryId, gone: Vec<FileKey>) {
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        for key in &gone {
            work.set_file(key, AssetState::Waiting);
        }
        work.read_stage();
        // Also where the service has never offered all that was ordered: it may by now.
        let lacks = matches!(work.job.stage, JobStage::Fetching { done, total } if done < total);
        let is_incomplete = work.is_waiting() || lacks;
        let is_over = work
            .delivery()
            .is_some_and(|delivery| delivery.status.is_terminal());
        let is_awaited = work.coming.is_awaited();
        if !gone.is_empty() {
            let forgotten = self
                .ctx
                .keeper
                .run(move |library| gone.iter().try_for_each(|key| library.forget_file(key)))
                .await;
            self.complain(forgotten);
        }
        if is_incomplete {
            // Addresses may have grown stale since the last look.
            if let Some(work) = self.jobs.of_delivery(id) {
                work.is_fresh = false;
            }
            self.follow(id);
        } else if is_over && !is_awaited {
            self.settle(id);
        } else {
            self.follow(id);
        }
    }

    async fn sealed(&mut self, id: DeliveryId, trouble: Option<Report>) {
        let is_followed = self.looks.follows(&id);
        let Some(work) = self.jobs.of_delivery(&id) else {
            return;
        };
        work.is_sealing = false;
        // A version may have been kept meanwhile.
        work.is_closed = !is_followed && !work.coming.is_awaited();
        let trouble = trouble.or_else(|| work.delivery().and_then(stage::why_missing));
        work.edit(|job| job.trouble = trouble);
        work.read_stage();
        let Some(delivery) = work.job.delivery.clone() else {
            return;
        };
        let arrived = work.coming.take_arrived(&delivery);
        let is_failed = delivery.status == DeliveryStatus::Failed;
        let is_news = !is_failed && (arrived.is_empty() || !work.is_told);
        work.is_told |= is_news;
        if is_news {
            let is_arrived = |ad: &Ad| {
                let mut arrived = arrived.iter();
                arrived.any(|it| (it.index, it.version) == (ad.index, ad.version))
            };
            // Versions are told of for themselves.
            let ads = delivery.ads.iter().filter(|ad| !is_arrived(ad));
            let states: Vec<&AssetState> = ads
                .flat_map(|ad| ad.assets.iter().map(|asset| &asset.state))
                .collect();
            let count = |is: fn(&AssetState) -> bool| states.iter().filter(|s| is(s)).count();
            self.happened(Event::Finished {
                delivery: id.clone(),
                files: count(|state| matches!(state, AssetState::OnDisk(_))),
                failed: count(|state| matches!(state, AssetState::Failed(_))),
            });
        }
        self.arrived(&id, arrived).await;
    }

    pub(super) fn in_a_while(&self, wait: Duration) -> Option<Timestamp> {
        self.ctx.clock.now().checked_add(wait).ok()
    }

    fn refresh_of_intent(&mut self, intent: &IntentId) {
        let account: Option<AccountId> = self
            .jobs
            .of_intent(intent)
            .map(|work| work.job.account.clone());
        if let Some(account) = account {
            self.refresh(&account);
        }
    }
}
