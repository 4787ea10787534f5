//! Brands that are still being read in: their service is asked now and then whether they are ready, also after a
//! restart, and running the refused brief again is offered then.
//!
//! Must not send a brief: that costs, so it is the person's to say.

use std::time::Duration;

use crate::base::clock::Timestamp;
use crate::base::report::Remedy;
use crate::library::StoredWatch;
use crate::model::account::Account;
use crate::model::catalog::Brand;
use crate::model::ids::{AccountId, BrandId, IntentId};

use super::account;
use super::event::Event;
use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::view::JobStage;

/// Reading a brand in takes 15 to 60 minutes (contract A.0): so long it is asked for every two minutes.
const USUAL: Duration = Duration::from_secs(3600);
const OFTEN: Duration = Duration::from_secs(120);
/// Then it takes longer than anybody says.
const SELDOM: Duration = Duration::from_secs(900);
/// A brand that is not ready by then may never be.
const AT_MOST: Duration = Duration::from_secs(24 * 3600);

/// A refused brief whose brand is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct BrandWatch {
    /// The request that was refused.
    pub intent: IntentId,
    /// Its brand; the account's default if `None`.
    pub brand: Option<BrandId>,
    /// Since when.
    pub since: Timestamp,
    /// How it stands.
    pub state: WatchState,
    /// When the service was last asked, in this run.
    pub asked_at: Option<Timestamp>,
}

/// How a watched brand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchState {
    /// It is being read in.
    Waiting,
    /// Ads can be made for it.
    Ready,
    /// It was not ready after a day, and is not asked for any more.
    GivenUp,
}

/// How long until a brand is asked for again that has been watched this long; `None` once there is no point. `random`
/// (0 to 1) spreads it by a fifth to either side.
fn pause(watched: Duration, random: f64) -> Option<Duration> {
    let every = match watched {
        it if it >= AT_MOST => return None,
        it if it >= USUAL => SELDOM,
        _ => OFTEN,
    };
    Some(every.mul_f64(0.8 + 0.4 * random.clamp(0.0, 1.0)))
}

/// Whether ads can be made for the brand that a brief means. Which one is the default of several nobody says: then all of
/// them must be past being read in.
fn is_ready(brands: &[Brand], meant: Option<&BrandId>) -> bool {
    let mut candidates = brands
        .iter()
        .filter(|brand| meant.is_none_or(|id| brand.id == *id))
        .peekable();
    candidates.peek().is_some() && candidates.all(|brand| brand.is_active)
}

/// Asks for the brands after a while.
async fn ask(ctx: Ctx, account: Account, wait: Duration) {
    tokio::time::sleep(wait).await;
    let outcome = account::brands(&ctx, &account).await;
    let account = account.id;
    let is_told = outcome.is_ok();
    if is_told {
        let id = account.clone();
        ctx.tell(Note::Brands {
            account: id,
            outcome,
        })
        .await;
    }
    ctx.tell(Note::WatchAgain(account)).await;
}

impl Orchestrator {
    /// Takes up what an earlier run watched.
    pub(super) fn take_up_watches(&mut self, stored: Vec<StoredWatch>) {
        let now = self.ctx.clock.now();
        for it in stored {
            let Some(view) = self.account_mut(&it.account) else {
                continue;
            };
            let watched = Duration::try_from(now.duration_since(it.since)).unwrap_or_default();
            let is_over = pause(watched, 0.0).is_none();
            view.watches.push(BrandWatch {
                intent: it.intent,
                brand: it.brand,
                since: it.since,
                state: if is_over {
                    WatchState::GivenUp
                } else {
                    WatchState::Waiting
                },
                asked_at: None,
            });
        }
    }

    /// Goes on watching after a start, at once.
    pub(super) fn go_on_watching(&mut self) {
        let is_waited_for = |it: &BrandWatch| it.state == WatchState::Waiting;
        let watching = self.accounts.iter();
        let watching = watching.filter(|view| view.watches.iter().any(is_waited_for));
        let ids: Vec<AccountId> = watching.map(|view| view.account.id.clone()).collect();
        for id in ids {
            self.watch_in(&id, Duration::ZERO);
        }
    }

    /// Begins to watch over the brand of a request that was refused because of it.
    pub(super) async fn watch_brand(&mut self, id: &IntentId) {
        let now = self.ctx.clock.now();
        let Some(work) = self.jobs.of_intent(id) else {
            return;
        };
        let is_meant = matches!(&work.job.stage, JobStage::Refused(report)
            if report.remedy() == Some(&Remedy::WatchBrand));
        if !is_meant {
            return;
        }
        let account = work.job.account.clone();
        let brief = work.job.brief.as_ref();
        let watch = BrandWatch {
            intent: id.clone(),
            brand: brief.and_then(|brief| brief.brand_id.clone()),
            since: now,
            state: WatchState::Waiting,
            asked_at: None,
        };
        let stored = StoredWatch {
            intent: id.clone(),
            account: account.clone(),
            brand: watch.brand.clone(),
            since: now,
        };
        let kept = self
            .ctx
            .keeper
            .run(move |library| library.watch(&stored))
            .await;
        // What cannot be kept is still watched in this run.
        self.complain(kept);
        if let Some(view) = self.account_mut(&account) {
            view.watches.retain(|it| it.intent != *id);
            view.watches.push(watch);
        }
        self.watch_in(&account, OFTEN);
        self.changed();
    }

    /// Ends to watch.
    pub(super) async fn stop_watching(&mut self, id: &IntentId) {
        let is_held =
            |view: &&mut super::view::AccountView| view.watches.iter().any(|it| it.intent == *id);
        let Some(view) = self.accounts.iter_mut().find(is_held) else {
            return;
        };
        view.watches.retain(|it| it.intent != *id);
        let forgotten = id.clone();
        let kept = self
            .ctx
            .keeper
            .run(move |library| library.unwatch(&forgotten))
            .await;
        self.complain(kept);
        self.changed();
    }

    /// Asks for the brands of an account in a while; earlier such plans are dropped.
    fn watch_in(&mut self, id: &AccountId, wait: Duration) {
        let Some(account) = self.settings.account(id).cloned() else {
            return;
        };
        let wait = self.ctx.poll_every.map_or(wait, |every| wait.min(every));
        let task = self.tasks.spawn(ask(self.ctx.clone(), account, wait));
        if let Some(earlier) = self.watching.insert(id.clone(), task) {
            earlier.abort();
        }
    }

    /// The brands of an account were asked for: plans the next time, as long as one of them is waited for.
    pub(super) fn watch_again(&mut self, id: &AccountId) {
        let now = self.ctx.clock.now();
        let Some(view) = self.account_mut(id) else {
            return;
        };
        let mut next: Option<Duration> = None;
        for watch in &mut view.watches {
            if watch.state != WatchState::Waiting {
                continue;
            }
            let watched = Duration::try_from(now.duration_since(watch.since)).unwrap_or_default();
            match pause(watched, fastrand::f64()) {
                Some(wait) => next = Some(next.map_or(wait, |next| next.min(wait))),
                None => watch.state = WatchState::GivenUp,
            }
        }
        if let Some(wait) = next {
            self.watch_in(id, wait);
        }
        self.changed();
    }

    /// The brands of an account are known anew: those that are ready now are told of, once in a run.
    pub(super) fn brands_seen(&mut self, id: &AccountId) {
        let now = self.ctx.clock.now();
        let Some(view) = self.account_mut(id) else {
            return;
        };
        let brands = view.brands.value().cloned().unwrap_or_default();
        let mut ready = Vec::new();
        for watch in &mut view.watches {
            watch.asked_at = Some(now);
            if watch.state == WatchState::Waiting && is_ready(&brands, watch.brand.as_ref()) {
                watch.state = WatchState::Ready;
                ready.push(watch.intent.clone());
            }
        }
        for intent in ready {
            self.happened(Event::BrandReady(intent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(id: &str, is_active: bool) -> Brand {
        Brand {
            is_active,
            ..Brand::new(BrandId::new(id), id)
        }
    }

    #[test]
    fn a_brand_is_asked_for_politely_and_not_for_ever() {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        for (watched, random, wait) in [
            (0, 0.0, Some(96)),
            (0, 1.0, Some(144)),
            (59, 0.5, Some(120)),
            (60, 0.5, Some(900)),
            (24 * 60 - 1, 0.5, Some(900)),
            (24 * 60, 0.5, None),
        ] {
            let wait = wait.map(Duration::from_secs);
            assert_eq!(pause(minutes(watched), random), wait, "{watched} {random}");
        }
    }

    #[test]
    fn a_brand_is_ready_when_the_one_that_is_meant_is_active() {
        let (a, b) = (BrandId::new("a"), BrandId::new("b"));
        let brands = [brand("a", true), brand("b", false)];
        assert!(is_ready(&brands, Some(&a)));
        assert!(!is_ready(&brands, Some(&b)));
        assert!(!is_ready(&brands, Some(&BrandId::new("c"))));
        assert!(
            !is_ready(&brands, None),
            "nobody knows which is the default"
        );
        assert!(is_ready(&brands[..1], None));
        assert!(!is_ready(&[], None));
    }
}
