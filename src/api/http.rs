//! The only place that builds an HTTP client: who we are, how long we wait, where a redirect may lead.
//!
//! Must not know any service. Calls to a service follow no redirect, so that its key reaches nobody else; files are
//! fetched without any key and may be redirected over HTTPS. What lies on this machine is never asked through a proxy.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::{Action, Attempt as Hop, Policy};
use reqwest::{Client, ClientBuilder};
use tokio::time::Instant;
use url::Url;

use crate::base::clock::Clock;
use crate::model::account::{is_loopback, may_carry_a_key};

use super::error::{ApiError, Fault};
use super::redact;
use super::retry::{Budget, RetryPolicy};

/// How we name ourselves.
const USER_AGENT: &str = concat!("parfait/", env!("CARGO_PKG_VERSION"));

/// Redirects that a file may take.
const MAX_HOPS: usize = 5;

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

/// Connections, time limits, patience and the retry budgets of all hosts. Cheap to clone; one per process is enough.
#[derive(Clone, Debug)]
pub struct Http(Arc<Inner>, Clock);

#[derive(Debug)]
struct Inner {
    api: Pair,
    files: Pair,
    timing: Timing,
    policy: RetryPolicy,
    start: Instant,
    budgets: Mutex<HashMap<String, Budget>>,
}

/// The same client twice: for other machines, and for this one without any proxy.
#[derive(Debug)]
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
        let common = || {
            Client::builder()
                .user_agent(USER_AGENT)
                .connect_timeout(timing.connect)
                .referer(false)
                // Every repeat is decided in `retry`, none behind our back.
                .retry(reqwest::retry::never())
        };
        let inner = Inner {
            api: Pair::build(|| common().redirect(Policy::none()))?,
            files: Pair::build(|| common().redirect(Policy::custom(hop)))?,
            timing,
            policy,
            start: Instant::now(),
            budgets: Mutex::default(),
        };
        Ok(Self(Arc::new(inner), Clock::system()))
    }

    /// The same, asking this clock for the time.
    #[must_use]
    pub fn on(&self, clock: Clock) -> Self {
        Self(Arc::clone(&self.0), clock)
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

    pub(super) fn api(&self, url: &Url) -> &Client {
        self.0.api.of(url)
    }

    pub(super) fn files(&self, url: &Url) -> &Client {
        self.0.files.of(url)
    }

    /// Tells the budget of this host that it answered well.
    pub(super) fn answered(&self, url: &Url) {
        self.budget(url, Budget::answered);
    }

    /// Takes one retry from the budget of this host: how long it must wait at least.
    pub(super) fn take_retry(&self, url: &Url) -> Duration {
        let now = self.0.start.elapsed();
        self.budget(url, |budget| budget.take(now))
    }

    fn budget<T>(&self, url: &Url, act: impl FnOnce(&mut Budget) -> T) -> T {
        let now = self.0.start.elapsed();
        let mut budgets = self
            .0
            .budgets
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let host = url.authority().to_owned();
        act(budgets.entry(host).or_insert_with(|| Budget::new(now)))
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
