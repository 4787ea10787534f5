//! Ending a delivery of the studio early. Nothing is written down before: the studio's answer is what counts, and the
//! next look says the same.

use crate::base::report::{Report, ReportKind};
use crate::model::account::{Account, Service};
use crate::model::ids::DeliveryId;

use super::note::{Ctx, Look, Note, Turn};
use super::obey::{no_account, not_known};
use super::orchestrator::Orchestrator;

impl Orchestrator {
    /// Asks the studio to end a delivery.
    pub(super) fn cancel(&mut self, id: &DeliveryId) {
        let Some(work) = self.jobs.of_delivery(id) else {
            return self.trouble(not_known());
        };
        let account = work.job.account.clone();
        let Some(account) = self.settings.account(&account).cloned() else {
            return self.trouble(no_account(&account));
        };
        if account.service != Service::Studio {
            return self.trouble(Report::new(
                ReportKind::Invalid,
                "Only deliveries of the studio can be cancelled.",
                "Dessert makes what it has accepted.",
            ));
        }
        self.tasks.spawn(end(self.ctx.clone(), account, id.clone()));
    }
}

async fn end(ctx: Ctx, account: Account, delivery: DeliveryId) {
    let outcome = match ctx.clients.client(&account).await {
        Ok(client) => client
            .cancel(&delivery)
            .await
            .map_err(|error| error.report()),
        Err(report) => Err(report),
    };
    let note = match outcome {
        Ok(answer) => Note::Looked {
            delivery,
            look: Look::Answer(Box::new(answer.delivery)),
            turn: Turn::Aside,
        },
        Err(report) => Note::NotCancelled(report),
    };
    ctx.tell(note).await;
}
