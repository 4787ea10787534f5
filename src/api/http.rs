//! The only place that builds an HTTP client: who we are, how long we wait, where a redirect may lead.
//!
//! Must not know any service. Calls to a service follow no redirect, so that its key reaches nobody else; files are
//! fetched without any key and may be redirected over HTTPS. What lies on this machine is never asked through a proxy.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use reqwest::redirect::{Action, Attempt as Hop, Policy};
use reqwest::{Client, ClientBuilder};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::base::clock::Clock;
use crate::model::account::{is_loopback, may_carry_a_key};
use crate::model::ids::DeliveryId;

use super::budget::{Admission, HostBudget, Priority, Rate, Rates};
use super::error::{ApiError, Fault};
use super::redact;
use super::retry::{Budget, RetryPolicy};
use super::trace::{Recorder, Trace};

/// How we name ourselves.
const USER_AGENT: &str = concat!("parfait/", env!("CARGO_PKG_VERSION"));

/// Redirects that a file may take.
const MAX_HOPS: usize = 5;

/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_secs(60);
/// How often a quiet connection is asked whether it is still there, and how long it has to answer.
const ALIVE: Duration = Duration::from_secs(20);

/// How long we wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// For a connection.
    pub connect: Duration,
    /// For the whole answer to one attempt. Long, because a short balance is recharged within the same request.
    pub answer: Duration,
    /// For the next piece of a file.
    pub stall: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            stall: Duration::from_secs(30),
        }
    }
}

/// Connections, time limits, patience and the budgets of all hosts. Cheap to clone; one per process is enough.
#[derive(Clone, Debug)]
pub struct Http(Arc<Inner>, Clock, Trace);

#[derive(Debug)]
struct Inner {
    wires: RwLock<Wires>,
    timing: Timing,
    policy: RetryPolicy,
    rates: Rates,
    start: Instant,
    budgets: Mutex<HashMap<String, Budgets>>,
}

/// Every connection.
#[derive(Clone, Debug)]
struct Wires {
    api: Pair,
    files: Pair,
}

/// What one host is asked, and how often the same again.
#[derive(Debug)]
struct Budgets {
    calls: HostBudget,
    retries: Budget,
}

/// The same client twice: for other machines, and for this one without any proxy.
#[derive(Clone, Debug)]
struct Pair {
    remote: Client,
    local: Client,
}

impl Pair {
    fn build(make: impl Fn() -> ClientBuilder) -> Result<Self, ApiError> {
        let build = |builder: ClientBuilder| {
            builder
                .build()
                .map_err(|error| ApiError::from(Fault::NoClient(redact::cause(error))))
        };
        Ok(Self {
            remote: build(make())?,
            local: build(make().no_proxy())?,
        })
    }

    fn of(&self, url: &Url) -> &Client {
        if is_loopback(url) {
            &self.local
        } else {
            &self.remote
        }
    }
}

impl Wires {
    fn new(timing: Timing) -> Result<Self, ApiError> {
        let common = || {
            Client::builder()
                .user_agent(USER_AGENT)
                .connect_timeout(timing.connect)
                .referer(false)
                // A connection that the network has forgotten is found out before somebody waits for it.
                .pool_idle_timeout(IDLE)
                .tcp_keepalive(ALIVE)
                .http2_keep_alive_interval(ALIVE)
                .http2_keep_alive_timeout(ALIVE)
                // Every repeat is decided in `retry`, none behind our back.
                .retry(reqwest::retry::never())
        };
        Ok(Self {
            api: Pair::build(|| common().redirect(Policy::none()))?,
            files: Pair::build(|| common().redirect(Policy::custom(hop)))?,
        })
    }
}

impl Http {
    /// With the usual time limits and patience.
    ///
    /// # Errors
    /// When the system offers no way to make secure connections.
    pub fn new() -> Result<Self, ApiError> {
        Self::with(Timing::default(), RetryPolicy::default())
    }

    /// With other time limits and patience.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn with(timing: Timing, policy: RetryPolicy) -> Result<Self, ApiError> {
        Self::within(timing, policy, Rates::default())
    }

    /// With other time limits, patience and budgets.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn within(timing: Timing, policy: RetryPolicy, rates: Rates) -> Result<Self, ApiError> {
        let inner = Inner {
            wires: RwLock::new(Wires::new(timing)?),
            timing,
            policy,
            rates,
            start: Instant::now(),
            budgets: Mutex::default(),
        };
        Ok(Self(Arc::new(inner), Clock::system(), Trace::default()))
    }

    /// Lets go of every connection that is not in use: after a sleep they lead nowhere, and whoever takes one waits for
    /// nothing.
    pub fn renew(&self) {
        match Wires::new(self.0.timing) {
            Ok(new) => {
                let mut wires = self.0.wires.write().unwrap_or_else(PoisonError::into_inner);
                *wires = new;
            }
            Err(error) => tracing::warn!("connections are not renewed: {error}"),
        }
    }

    /// The same, asking this clock for the time.
    #[must_use]
    pub fn on(&self, clock: Clock) -> Self {
        Self(Arc::clone(&self.0), clock, self.2.clone())
    }

    /// The same, telling of every attempt that is about a delivery.
    #[must_use]
    pub fn recorded_by(mut self, recorder: Arc<dyn Recorder>) -> Self {
        self.2.recorder = Some(recorder);
        self
    }

    /// The same, for files of this delivery.
    #[must_use]
    pub fn about(&self, delivery: &DeliveryId) -> Self {
        let mut same = self.clone();
        same.2.about = Some(delivery.clone());
        same
    }

    pub(super) fn trace(&self) -> &Trace {
        &self.2
    }

    /// How patient it is.
    pub fn policy(&self) -> &RetryPolicy {
        &self.0.policy
    }

    pub(super) fn timing(&self) -> Timing {
        self.0.timing
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.1
    }

    pub(super) fn api(&self, url: &Url) -> Client {
        self.wires(|wires| wires.api.of(url).clone())
    }

    pub(super) fn files(&self, url: &Url) -> Client {
        self.wires(|wires| wires.files.of(url).clone())
    }

    fn wires<T>(&self, read: impl FnOnce(&Wires) -> T) -> T {
        read(&self.0.wires.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until the budget of this host lets one more request go.
    ///
    /// # Errors
    /// [`Fault::Closed`] when the host wants to be left alone for longer than a call may wait.
    pub(super) async fn admit(&self, url: &Url, priority: Priority) -> Result<(), Fault> {
        let at_most = self.0.policy.of(priority).wait_in_call;
        loop {
            let (now, wall) = (self.0.start.elapsed(), self.1.now());
            let wait = match self.budget(url, |it| it.calls.ask(priority, now, wall)) {
                Admission::Go => return Ok(()),
                Admission::Closed(left) if left > at_most => {
                    return Err(Fault::Closed(left));
                }
                // Whoever waited comes a little later than all the others.
                Admission::Closed(left) => left + self.0.policy.base.mul_f64(fastrand::f64()),
                Admission::Spent(wait) => wait,
            };
            sleep(wait).await;
        }
    }

    /// This host is to be left alone for so long, by everybody.
    pub(super) fn close(&self, url: &Url, wait: Duration) {
        let (now, wall) = (self.0.start.elapsed(), self.1.now());
        self.budget(url, |it| it.calls.close(wait, now, wall));
    }

    /// A person wants this host to be asked although it wished to be left alone.
    pub fn open(&self, url: &Url) {
        self.budget(url, |it| it.calls.open());
    }

    /// Tells the budget of this host that it answered well.
    pub(super) fn answered(&self, url: &Url) {
        self.budget(url, |it| it.retries.answered());
    }

    /// Takes one retry from the budget of this host: how long it must wait at least.
    pub(super) fn take_retry(&self, url: &Url) -> Duration {
        let now = self.0.start.elapsed();
        self.budget(url, |it| it.retries.take(now))
    }

    fn budget<T>(&self, url: &Url, act: impl FnOnce(&mut Budgets) -> T) -> T {
        let rate: Rate = if is_loopback(url) {
            self.0.rates.local
        } else {
            self.0.rates.remote
        };
        let now = self.0.start.elapsed();
        let mut budgets = self
            .0
            .budgets
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let host = url.authority().to_owned();
        act(budgets.entry(host).or_insert_with(|| Budgets {
            calls: HostBudget::new(rate, now),
            retries: Budget::new(now),
        }))
    }
}

/// A file may be redirected to HTTPS, or from this machine to this machine; nowhere else.
fn hop(hop: Hop) -> Action {
    let from_here = hop.previous().last().is_some_and(is_loopback);
    let to = hop.url();
    if hop.previous().len() > MAX_HOPS || !may_carry_a_key(to) || (is_loopback(to) && !from_here) {
        hop.stop()
    } else {
        hop.follow()
    }
}
