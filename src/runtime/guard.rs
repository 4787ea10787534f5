//! The spend guard: what was spent is added up, and a request that goes over a limit is held back before it is written
//! down.
//!
//! Must not count a refund that was not seen: [`super::ledger`] knows what was.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use crate::base::clock::Timestamp;
use crate::base::report::{Report, ReportKind};
use crate::model::account::{Account, Service};
use crate::model::brief::Brief;
use crate::model::cost::Credits;
use crate::model::ids::AccountId;
use crate::model::spend::{self, Limit, Over, Override, Spent};

use super::orchestrator::Orchestrator;
use super::view::{self, AccountView, Job, JobStage};

impl Orchestrator {
    /// Adds up what was spent, for everybody to see.
    pub(super) fn tally(&mut self) {
        let (now, zone) = (self.ctx.clock.now(), TimeZone::system());
        let mut spent: HashMap<AccountId, Vec<Spent>> = HashMap::new();
        for (account, credits) in self.pending.values() {
            spent.entry(account.clone()).or_default().push(Spent {
                at: now,
                credits: *credits,
                is_open: true,
            });
        }
        for work in self.jobs.iter_mut() {
            let job = &work.job;
            let mut payers = self.accounts.iter();
            if job.service == Service::Dessert
                && let Some(payer) = payers.find(|view| view.account.id == job.account)
                && let Some(it) = spent_on(job, work.last_sent_at, payer)
            {
                spent.entry(job.account.clone()).or_default().push(it);
            }
        }
        for view in &mut self.accounts {
            let spent = spent.remove(&view.account.id).unwrap_or_default();
            view.spending = spend::tally(spent.into_iter(), now, &zone);
        }
    }

    /// What a brief costs on an account, at its own prices or at the documented ones until they are known.
    pub(super) fn price(&self, account: &AccountId, brief: &Brief) -> Credits {
        let mut accounts = self.accounts.iter();
        let view = accounts.find(|view| view.account.id == *account);
        view::price(view, brief).credits
    }

    /// Holds back what goes over a limit of its account, unless somebody has said that it may. What was gone over is to
    /// be written down with the request.
    ///
    /// # Errors
    /// The limits, in words.
    pub(super) fn guard(
        &mut self,
        account: &Account,
        brief: &Brief,
        given: Option<&Override>,
    ) -> Result<Option<Override>, Report> {
        if account.service == Service::Studio {
            return Ok(None);
        }
        self.tally();
        let cost = self.price(&account.id, brief);
        let spending = self.account_mut(&account.id).map(|it| it.spending);
        let today = spending.unwrap_or_default().today;
        let over = spend::judge(cost, &account.limits, today);
        if over.is_empty() {
            return Ok(None);
        }
        match given.filter(|given| given.covers(&over)) {
            Some(given) => Ok(Some(Override { by: given.by, over })),
            None => Err(held_back(account, &over)),
        }
    }
}

/// What a job may have cost; `None` when nothing was charged, or when it counts as the delivery that it became.
fn spent_on(job: &Job, last_sent: Option<Timestamp>, payer: &AccountView) -> Option<Spent> {
    let charged = job.delivery.as_ref().and_then(|it| it.credits_charged);
    let price = || Some(payer.price(job.brief.as_ref()?).credits);
    let credits = match &job.stage {
        JobStage::Refused(_) => None,
        JobStage::Dismissed if job.money.followed.is_some() => job.money.net(),
        _ => job.money.net().or(charged).or_else(price),
    };
    // It is of the day on which it was paid, and that may not be the day on which it was written down or followed.
    let paid_at = job.money.charged.as_ref().map(|it| it.at);
    Some(Spent {
        at: paid_at.or(last_sent).unwrap_or(job.created_at),
        credits: credits?,
        is_open: matches!(job.stage, JobStage::Sending(_)),
    })
}

fn held_back(account: &Account, over: &[Over]) -> Report {
    let each = over.iter().map(|it| match it.limit {
        Limit::PerDelivery => format!(
            "{} credits for one delivery, where {} are allowed",
            it.sum, it.allowed
        ),
        Limit::PerDay => format!("{} credits today, where {} are allowed", it.sum, it.allowed),
    });
    let each: Vec<String> = each.collect();
    Report::new(
        ReportKind::NotEnoughCredits,
        format!(
            "This goes over the limit of {}: {}.",
            account.name,
            each.join(", and ")
        ),
        "Nothing was sent. Say that it may go over the limit (on the command line with --over-limit), or change the limit \
         in Settings.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::DeliveryId;
    use crate::model::ledger::{Booked, Found};
    use crate::runtime::ledger::settled;
    use crate::runtime::ledger::tests::{booked, job};

    fn payer() -> AccountView {
        AccountView::new(Account::dessert())
    }

    #[test]
    fn what_may_have_been_paid_counts_and_only_a_seen_refund_gives_back() {
        let no = || Report::failed("No.", "Nothing.");
        let refunded = |mut job: Job, credits| {
            job.money = settled(
                &job,
                Found {
                    refund: Some(booked(credits, &["r"])),
                    ..Found::default()
                },
            );
            job
        };
        let unknown = Report::new(ReportKind::NotKnown, "No.", "Nothing.");
        for (job, wanted, is_open) in [
            (job(JobStage::Sending(1), None), Some(15), true),
            (job(JobStage::NeedsDecision, None), Some(15), false),
            (job(JobStage::Dismissed, None), Some(15), false),
            (job(JobStage::Refused(no()), None), None, false),
            (job(JobStage::Done, Some(12)), Some(12), false),
            (job(JobStage::Failed(no()), Some(12)), Some(12), false),
            (job(JobStage::Failed(unknown), Some(12)), Some(12), false),
            (
                refunded(job(JobStage::Failed(no()), Some(12)), 12),
                Some(0),
                false,
            ),
            (
                refunded(job(JobStage::Failed(no()), Some(12)), 5),
                Some(7),
                false,
            ),
        ] {
            let spent = spent_on(&job, None, &payer());
            assert_eq!(spent.map(|it| it.credits.0), wanted, "{job:?}");
            assert_eq!(spent.is_some_and(|it| it.is_open), is_open);
        }
    }

    #[test]
    fn what_is_paid_counts_on_the_day_on_which_it_is_paid() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let counted = |job: &Job, last_sent| {
            spent_on(job, last_sent, &payer()).map(|it| (it.at.as_second(), it.credits.0))
        };
        // Written down offline, sent and charged on the next day.
        let mut late = job(JobStage::Sending(1), None);
        assert_eq!(counted(&late, None), Some((0, 15)));
        assert_eq!(counted(&late, Some(at(100))), Some((100, 15)));
        late.money.charged = Some(Booked {
            at: at(200),
            ..booked(15, &[])
        });
        assert_eq!(counted(&late, Some(at(100))), Some((200, 15)));
        // Made elsewhere a month ago, followed today.
        let mut adopted = job(JobStage::Done, None);
        (adopted.intent, adopted.brief) = (None, None);
        adopted.created_at = at(9_000_000);
        assert_eq!(counted(&adopted, None), None);
        adopted.money.charged = Some(booked(15, &["t"]));
        assert_eq!(counted(&adopted, None), Some((0, 15)));
    }

    #[test]
    fn a_request_that_was_let_go_for_its_named_delivery_counts_once() {
        let mut let_go = job(JobStage::Dismissed, None);
        assert!(spent_on(&let_go, None, &payer()).is_some());
        let_go.money.followed = Some(DeliveryId::new("rec7"));
        assert_eq!(spent_on(&let_go, None, &payer()), None);
        // Not yet let go, it may still be another one.
        let_go.stage = JobStage::NeedsDecision;
        assert!(spent_on(&let_go, None, &payer()).is_some());
    }
}
