//! The money of every request: what a service says of an account is asked for, kept, and matched with what was sent.
//!
//! Must not say that something was refunded, or not charged, without evidence: [`crate::model::ledger`] decides.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::api::Dessert;
use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::library::Books;
use crate::model::account::Service;
use crate::model::cadence;
use crate::model::cost::Credits;
use crate::model::delivery::{Delivery, is_not_known};
use crate::model::ids::AccountId;
use crate::model::ledger::{Awaits, Booked, Claim, Found, Line, LineKind, Money, reconcile};
use crate::model::usage::UsageEntry;
use crate::wire::usage;

use super::jobs::Work;
use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::remote::Remote;
use super::view::{self, AccountView, Job, JobStage};

/// News about money.
#[derive(Debug)]
pub(super) enum MoneyNote {
    /// What a service says of an account; it is kept already.
    Usage {
        account: AccountId,
        outcome: Result<Vec<UsageEntry>, Report>,
    },
    /// It is time to ask a service once more.
    Ask(AccountId),
}

/// What is known beside the jobs.
#[derive(Debug, Default)]
pub(super) struct Ledgers {
    /// Entries of usage of each account, newest first.
    entries: HashMap<AccountId, Arc<Vec<UsageEntry>>>,
    /// Lines that the library does not have yet.
    unwritten: Vec<Line>,
    /// Accounts that are asked once more after a pause, and how often they were.
    watched: HashMap<AccountId, u32>,
    /// Those of them whose pause has not ended.
    pausing: HashSet<AccountId>,
}

/// Asks for the usage of an account and keeps the answer.
pub(super) async fn ask(ctx: &Ctx, client: &Dessert, account: &AccountId) {
    let outcome = match client.usage().await {
        Ok(answer) => {
            let entries = usage::read(&answer);
            let (id, kept, now) = (account.clone(), entries.clone(), ctx.clock.now());
            let written = ctx
                .keeper
                .run(move |library| library.keep_usage(&id, &kept, now))
                .await;
            if let Err(error) = written {
                // They are told of once more in the next answer.
                tracing::warn!("entries of usage are not kept: {error}");
            }
            Ok(entries)
        }
        Err(error) => Err(error.report()),
    };
    tell(ctx, account.clone(), outcome).await;
}

/// Tells what came of asking.
pub(super) async fn tell(ctx: &Ctx, account: AccountId, outcome: Result<Vec<UsageEntry>, Report>) {
    ctx.tell(Note::Money(MoneyNote::Usage { account, outcome }))
        .await;
}

impl Orchestrator {
    /// Takes in what the library remembers, before anything is done.
    pub(super) fn open_books(&mut self, books: Books) {
        let mut entries: HashMap<AccountId, Vec<UsageEntry>> = HashMap::new();
        for (account, entry) in books.entries {
            entries.entry(account).or_default().push(entry);
        }
        for (account, entries) in entries {
            self.ledgers.entries.insert(account, Arc::new(entries));
        }
        for line in books.lines {
            let of_intent = line.intent.as_ref();
            let work = match of_intent.filter(|id| self.jobs.of_intent(id).is_some()) {
                Some(intent) => self.jobs.of_intent(intent),
                None => line
                    .delivery
                    .as_ref()
                    .and_then(|id| self.jobs.of_delivery(id)),
            };
            if let Some(work) = work.filter(|work| work.job.account == line.account) {
                work.edit(|job| job.money.book(line.kind, line.booked));
            }
        }
        let ids: Vec<AccountId> = self
            .accounts
            .iter()
            .map(|it| it.account.id.clone())
            .collect();
        for id in ids {
            self.match_up(&id);
            self.show_entries(&id);
        }
    }

    /// Asks about money that is not accounted for: whether an undecided request was paid, whether a refund has come.
    pub(super) fn take_up_money(&mut self) {
        self.write_lines();
        let current = self.settings.account.clone();
        let now = self.ctx.clock.now();
        let mut asked: Vec<AccountId> = Vec::new();
        for work in self.jobs.iter_mut() {
            let id = &work.job.account;
            let is_asked = current.as_ref() == Some(id) || asked.contains(id);
            let is_open =
                work.job.stage == JobStage::NeedsDecision || awaits_refund(&work.job, now);
            if is_open && work.job.service == Service::Dessert && !is_asked {
                asked.push(id.clone());
            }
        }
        for id in &asked {
            self.refresh(id);
        }
    }

    /// Takes news about money in.
    pub(super) fn hear_of_money(&mut self, note: MoneyNote) {
        match note {
            MoneyNote::Ask(account) => {
                self.ledgers.pausing.remove(&account);
                self.refresh(&account);
            }
            MoneyNote::Usage { account, outcome } => {
                let trouble = match outcome {
                    Ok(entries) => {
                        self.take_entries(&account, entries);
                        None
                    }
                    Err(report) => Some(report),
                };
                self.match_up(&account);
                self.show_entries(&account);
                if let (Some(report), Some(view)) = (trouble, self.account_mut(&account)) {
                    view.usage.finish(Err(report));
                }
                self.write_lines();
                self.watch_refunds(&account);
            }
        }
    }

    /// New entries come in front of those that are known; what is known is replaced by what is said now.
    fn take_entries(&mut self, account: &AccountId, newest: Vec<UsageEntry>) {
        let held = self.ledgers.entries.entry(account.clone()).or_default();
        let named: HashSet<&str> = newest.iter().map(|it| it.id.as_str()).collect();
        let older = held.iter().filter(|it| !named.contains(it.id.as_str()));
        let older: Vec<UsageEntry> = older.cloned().collect();
        *held = Arc::new(newest.into_iter().chain(older).collect());
    }

    fn show_entries(&mut self, account: &AccountId) {
        let Some(entries) = self.ledgers.entries.get(account).map(Arc::clone) else {
            return;
        };
        if let Some(view) = self.account_mut(account) {
            view.usage = Remote::Ready(entries);
        }
    }

    /// Matches the requests of an account with its usage, as far as that is known.
    pub(super) fn match_up(&mut self, account: &AccountId) {
        let payer = self.accounts.iter().find(|it| it.account.id == *account);
        let entries = self.ledgers.entries.get(account).map(Arc::clone);
        let mut works: Vec<&mut Work> = self
            .jobs
            .iter_mut()
            .filter(|work| work.job.account == *account && work.job.service == Service::Dessert)
            .collect();
        let claims: Vec<Claim> = works.iter().map(|work| claim(work, payer)).collect();
        let found = reconcile(&claims, entries.as_deref().map_or(&[], Vec::as_slice));
        for (work, found) in works.iter_mut().zip(found) {
            let money = settled(&work.job, found);
            if money == work.job.money {
                continue;
            }
            let before = work.job.money.clone();
            let news = [
                (LineKind::Charge, &before.charged, &money.charged),
                (LineKind::Refund, &before.refunded, &money.refunded),
            ];
            for (kind, before, now) in news {
                let Some(booked) = now.as_ref().filter(|_| before != now) else {
                    continue;
                };
                self.ledgers.unwritten.push(Line {
                    account: account.clone(),
                    intent: work.job.intent.clone(),
                    delivery: work.delivery().map(|it| it.id.clone()),
                    kind,
                    booked: booked.clone(),
                });
            }
            work.edit(|job| job.money = money);
        }
    }

    /// Where this fails, the same lines follow from the same entries at the next start.
    pub(super) fn write_lines(&mut self) {
        let lines = std::mem::take(&mut self.ledgers.unwritten);
        if lines.is_empty() {
            return;
        }
        let keeper = self.ctx.keeper.clone();
        self.tasks.spawn(async move {
            if let Err(error) = keeper.run(move |library| library.book(&lines)).await {
                tracing::warn!("lines of the ledger are not written down: {error}");
            }
        });
    }

    /// Asks once more in a while, ever more seldom, as long as a refund has not come.
    fn watch_refunds(&mut self, account: &AccountId) {
        let now = self.ctx.clock.now();
        let is_of_account = |work: &&mut Work| work.job.account == *account;
        let mut works = self.jobs.iter_mut().filter(is_of_account);
        if !works.any(|work| awaits_refund(&work.job, now)) {
            self.ledgers.watched.remove(account);
            return;
        }
        if !self.ledgers.pausing.insert(account.clone()) {
            return;
        }
        let round = self.ledgers.watched.entry(account.clone()).or_default();
        *round += 1;
        let wait = cadence::ask_of_refund(self.ctx.poll_every, *round, fastrand::f64());
        let (ctx, account) = (self.ctx.clone(), account.clone());
        self.tasks.spawn(async move {
            tokio::time::sleep(wait).await;
            ctx.tell(Note::Money(MoneyNote::Ask(account))).await;
        });
    }
}

/// What is asked of usage about a job.
fn claim(work: &Work, payer: Option<&AccountView>) -> Claim {
    let job = &work.job;
    let delivery = work.delivery();
    let charged = delivery.and_then(|it| it.credits_charged);
    let price = || Some(view::price(payer, job.brief.as_ref()?).credits);
    let accepted = delivery.map(|it| it.created_at);
    let last = work.last_sent_at.max(accepted).unwrap_or(job.created_at);
    Claim {
        delivery: delivery.map(|it| it.id.clone()),
        request: delivery.and_then(|it| it.request_id.clone()),
        key: work.key.clone(),
        credits: charged.or_else(price),
        sent: (job.created_at, last.max(job.created_at)),
        awaits: match &job.stage {
            _ if job.money.charged.as_ref().is_some_and(|it| it.by_answer)
                && delivery.is_none() =>
            {
                Awaits::Nothing
            }
            JobStage::NeedsDecision | JobStage::Dismissed => Awaits::Charge,
            JobStage::Failed(report) if !is_not_known(report) => Awaits::Refund,
            _ => Awaits::Nothing,
        },
    }
}

/// What is known of a job's money now. What was seen once stays.
pub(super) fn settled(job: &Job, found: Found) -> Money {
    let by_answer = |delivery: &Delivery| {
        Some(Booked {
            credits: delivery.credits_charged?,
            at: delivery.created_at,
            by_answer: true,
            entries: Vec::new(),
        })
    };
    let before = &job.money;
    let told_before = || before.charged.clone().filter(|it| it.by_answer);
    let answer = job.delivery.as_ref().and_then(by_answer);
    let answer = answer.or_else(told_before);
    let charged = match (answer, found.charge) {
        (Some(answer), Some(seen)) => Some(Booked {
            entries: seen.entries,
            ..answer
        }),
        (Some(answer), None) => {
            let before = before.charged.as_ref();
            let entries = before.map(|it| it.entries.clone()).unwrap_or_default();
            Some(Booked { entries, ..answer })
        }
        (None, seen) => seen.or_else(|| before.charged.clone()),
    };
    Money {
        charged,
        refunded: found.refund.or_else(|| before.refunded.clone()),
        possible: found.possible,
        followed: found.followed,
    }
}

/// Whether a refund is expected and has not been seen.
fn awaits_refund(job: &Job, now: Timestamp) -> bool {
    let JobStage::Failed(report) = &job.stage else {
        return false;
    };
    let was_charged = job
        .money
        .charged
        .as_ref()
        .is_some_and(|it| it.credits > Credits(0));
    let is_dessert = job.service == Service::Dessert;
    let is_missing = was_charged && job.money.refunded.is_none();
    is_dessert && !is_not_known(report) && is_missing && job.is_refund_asked_for(now)
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::base::report::ReportKind;
    use crate::model::delivery::{Intent, IntentState};
    use crate::model::draft::BriefDraft;
    use crate::model::ids::{DeliveryId, IdempotencyKey, IntentId};
    use crate::model::settings::Settings;

    pub fn job(stage: JobStage, charged: Option<i64>) -> Job {
        let delivery = charged.map(|credits| Delivery {
            credits_charged: Some(Credits(credits)),
            finished_at: Some(Timestamp::UNIX_EPOCH),
            ..Delivery::new(
                DeliveryId::new("rec1"),
                AccountId::new("dessert"),
                "/ads".into(),
                Timestamp::UNIX_EPOCH,
            )
        });
        Job {
            intent: Some(IntentId::new("i")),
            account: AccountId::new("dessert"),
            service: Service::Dessert,
            brief: BriefDraft::default().check().ok(),
            stage,
            delivery,
            created_at: Timestamp::UNIX_EPOCH,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Money::default(),
        }
    }

    pub fn booked(credits: i64, entries: &[&str]) -> Booked {
        Booked {
            credits: Credits(credits),
            at: Timestamp::UNIX_EPOCH,
            by_answer: false,
            entries: entries.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    #[test]
    fn a_key_is_known_by_whatever_became_of_its_request() {
        let sent_at = Timestamp::UNIX_EPOCH + Duration::from_secs(60);
        for state in [
            IntentState::Open,
            IntentState::Accepted(DeliveryId::new("rec1")),
            IntentState::Dismissed,
        ] {
            let brief = BriefDraft::default().check().unwrap();
            let intent = Intent {
                id: IntentId::new("i"),
                account: AccountId::new("dessert"),
                endpoint: None,
                key: IdempotencyKey::new("k1"),
                body: Vec::new(),
                brief,
                folder: "/ads".into(),
                created_at: Timestamp::UNIX_EPOCH,
                sends: 1,
                last_sent_at: Some(sent_at),
                in_doubt: true,
                decision: None,
                over: None,
                state,
            };
            let work = Work::of_intent(intent, &Settings::default());
            let claim = claim(&work, None);
            assert_eq!(claim.key, Some(IdempotencyKey::new("k1")));
            assert_eq!(claim.sent, (Timestamp::UNIX_EPOCH, sent_at));
        }
    }

    #[test]
    fn what_was_seen_once_stays_and_an_answer_is_stronger_than_an_entry() {
        let mut job = job(JobStage::Done, Some(12));
        let seen = Found {
            charge: Some(booked(10, &["a"])),
            ..Found::default()
        };
        job.money = settled(&job, seen);
        for _ in 0..2 {
            let charged = job.money.charged.clone().unwrap();
            assert_eq!(
                (charged.credits, charged.by_answer, charged.entries.concat()),
                (Credits(12), true, "a".into())
            );
            job.money = settled(&job, Found::default());
        }
    }

    #[test]
    fn a_refund_is_waited_for_where_one_is_due() {
        let failed = || JobStage::Failed(Report::failed("No.", "Nothing."));
        let unknown = JobStage::Failed(Report::new(ReportKind::NotKnown, "No.", "Nothing."));
        let now = Timestamp::UNIX_EPOCH + Duration::from_secs(60);
        for (stage, refunded, now, wanted) in [
            (failed(), false, now, true),
            (failed(), true, now, false),
            (
                failed(),
                false,
                now + Duration::from_secs(8 * 24 * 3600),
                false,
            ),
            (unknown, false, now, false),
            (JobStage::Done, false, now, false),
        ] {
            let mut job = job(stage, Some(12));
            let refund = refunded.then(|| booked(12, &["r"]));
            job.money = settled(
                &job,
                Found {
                    refund,
                    ..Found::default()
                },
            );
            assert_eq!(awaits_refund(&job, now), wanted, "{job:?}");
        }
    }
}
