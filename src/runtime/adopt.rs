//! Deliveries whose ids were told: by a person, or by an entry of usage that may be of an undecided request.
//!
//! Must not book what they cost: what the service says of its account does.

use std::path::PathBuf;

use crate::base::report::{Report, ReportKind};
use crate::model::delivery::Delivery;
use crate::model::ids::{AccountId, DeliveryId, IntentId};

use super::jobs::Work;
use super::obey::not_open;
use super::orchestrator::Orchestrator;
use super::view::JobStage;

impl Orchestrator {
    /// Follows a delivery that this library does not know.
    pub(super) async fn adopt(
        &mut self,
        account: AccountId,
        id: DeliveryId,
        folder: Option<PathBuf>,
    ) {
        if self.jobs.of_delivery(&id).is_some() {
            return self.fetch(id, None, folder).await;
        }
        let known = match self.payer(&account) {
            Ok(known) => known,
            Err(report) => return self.trouble(report),
        };
        let folder = folder.or(known.folder).unwrap_or_else(|| self.ads_folder());
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        let delivery = Delivery::new(id.clone(), account, folder, self.ctx.clock.now());
        let kept = delivery.clone();
        let written = self
            .ctx
            .keeper
            .run(move |library| library.adopt(&kept))
            .await;
        if !self.complain(written) {
            return;
        }
        let mut work = Work::of_delivery(delivery, &self.settings);
        work.is_wanted = true;
        let account = work.job.account.clone();
        self.jobs.add(work);
        self.match_up(&account);
        self.write_lines();
        self.changed();
        self.follow(&id);
    }

    /// Takes a delivery that usage names for what became of an undecided request, with its brief and its folder.
    pub(super) async fn follow_named(&mut self, id: &IntentId, named: DeliveryId) {
        if self.jobs.of_delivery(&named).is_some() {
            return self.trouble(Report::new(
                ReportKind::Invalid,
                format!("The delivery {named} is followed already."),
                "Let this request go if that is what became of it.",
            ));
        }
        let Some(work) = self.jobs.of_intent(id) else {
            return self.trouble(not_open());
        };
        let is_open = work.job.stage == JobStage::NeedsDecision && work.sending.is_none();
        let Some(intent) = work.intent.clone().filter(|_| is_open) else {
            return self.trouble(not_open());
        };
        let mut entries = work.job.money.possible.iter();
        let accepted_at = entries
            .find(|it| it.delivery.as_ref() == Some(&named))
            .and_then(|it| it.at)
            .or(work.last_sent_at);
        if let Err(report) = self.may_be_used(&intent.account) {
            return self.trouble(report);
        }
        let account = intent.account;
        let accepted_at = accepted_at.unwrap_or(intent.created_at);
        let delivery = Delivery {
            intent: Some(id.clone()),
            expected_files: Some(intent.brief.stills() + intent.brief.films()),
            brief: Some(intent.brief),
            ..Delivery::new(named.clone(), account.clone(), intent.folder, accepted_at)
        };
        let (asked, kept) = (id.clone(), delivery.clone());
        let written = self
            .ctx
            .keeper
            .run(move |library| library.follow_named(&asked, &kept))
            .await;
        match written {
            Ok(true) => {}
            Ok(false) => return self.trouble(not_open()),
            Err(error) => return self.trouble(error.report()),
        }
        self.jobs.join(id, delivery);
        if let Some(work) = self.jobs.of_intent(id) {
            // It was accepted some time ago.
            work.is_new = false;
            work.edit(|job| job.next_look = None);
        }
        self.match_up(&account);
        self.write_lines();
        self.changed();
        self.follow(&named);
    }
}
