//! Whether a failed request is sent again, and when: a pure decision, and the budget that keeps retries of one host
//! within bounds.
//!
//! Must not send, sleep or ask for the time. A paid request is repeated only under its idempotency key: then a repeat
//! is a free replay, and without one it might be a second purchase.

use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use crate::base::clock::Timestamp;

use super::budget::Priority;

/// How patient a client is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// Upper bound of the first wait; doubled for each further one.
    pub base: Duration,
    /// No wait of our own making is longer.
    pub cap: Duration,
    /// Attempts in all, the first included.
    pub max_attempts: u32,
    /// Whoever asks for a longer wait ends the call: its caller waits, for as long as was asked.
    pub wait_in_call: Duration,
    /// The same for paid requests and looks at their turn: their callers wait where a person sees it and can end it.
    pub wait_unseen: Duration,
    /// Least wait after a 503 that does not say how long it lasts (contract A.0: warming up takes 30 s).
    pub warm_up: Duration,
    /// No attempt is begun later than this after the first.
    pub patience: Duration,
}

impl Default for RetryPolicy {
    /// With one answer in five failing, eight attempts fail together less than three times in a million.
    fn default() -> Self {
        Self {
            base: Duration::from_millis(250),
            cap: Duration::from_secs(20),
            max_attempts: 8,
            wait_in_call: Duration::from_secs(60),
            wait_unseen: Duration::from_secs(1),
            warm_up: Duration::from_secs(30),
            patience: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// How patient a call of this urgency is. A look at its turn is one attempt: its queue has pauses of its own, and a
    /// call that sleeps would hold up the looks behind it.
    #[must_use]
    pub fn of(&self, priority: Priority) -> Self {
        let unseen = self.wait_in_call.min(self.wait_unseen);
        match priority {
            Priority::Paid => Self {
                wait_in_call: unseen,
                ..*self
            },
            Priority::Poll => Self {
                wait_in_call: unseen,
                max_attempts: 1,
                ..*self
            },
            Priority::Asked | Priority::Account => *self,
        }
    }

    /// One attempt, no repeat.
    pub fn never() -> Self {
        Self {
            max_attempts: 1,
            ..Self::default()
        }
    }

    /// As persistent as the default, with waits of milliseconds: for tests against a server on this machine.
    pub fn hasty() -> Self {
        Self {
            base: Duration::from_millis(2),
            cap: Duration::from_millis(50),
            wait_in_call: Duration::from_secs(2),
            warm_up: Duration::from_millis(5),
            ..Self::default()
        }
    }
}

/// What kind of request it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads; repeating it costs nothing.
    Get,
    /// May cost money.
    Post,
    /// Writes the whole of something; repeating it changes nothing more.
    Put,
    /// Takes something away; repeating it changes nothing more.
    Delete,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The service refused with this status.
    Status(u16),
    /// No answer, or none that can be read.
    Network(NetworkKind),
}

/// How the network failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NetworkKind {
    /// No connection came about: refused, no such host, no trust, offline. Nothing was sent.
    Connect,
    /// Connected, but no answer within the time limit.
    TimedOut,
    /// The connection ended before the answer did.
    Cut,
    /// A success status whose body cannot be read: the work was probably accepted.
    Garbled,
}

/// Everything that the decision depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Situation {
    /// What was sent.
    pub method: Method,
    /// How it ended.
    pub outcome: Outcome,
    /// Attempts made so far, at least 1.
    pub attempt: u32,
    /// Whether an idempotency key was sent.
    pub has_key: bool,
    /// What the service asked for.
    pub retry_after: Option<Duration>,
    /// A fresh random number from 0 to 1.
    pub random: f64,
    /// Time since the first attempt began.
    pub elapsed: Duration,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The failure is the answer.
    Stop,
    /// Send the same bytes under the same key after this wait.
    After(Duration),
}

/// Decides (contract A.0 and A.1): 429, 500, 502, 503 and network failures are repeated, nothing else is, and a POST
/// only under a key.
pub fn decide(policy: &RetryPolicy, now: &Situation) -> Decision {
    let free_to_repeat = now.method != Method::Post || now.has_key;
    if !is_repeatable(now.outcome) || !free_to_repeat || now.attempt >= policy.max_attempts {
        return Decision::Stop;
    }
    let asked = asked(policy, now.outcome, now.retry_after);
    if asked.is_some_and(|asked| asked > policy.wait_in_call) {
        return Decision::Stop;
    }
    let wait = wait(policy, now, asked);
    if now.elapsed.saturating_add(wait) > policy.patience {
        return Decision::Stop;
    }
    Decision::After(wait)
}

/// Whether the same request may fare better later.
pub(super) fn is_repeatable(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Status(status) => matches!(status, 429 | 500 | 502 | 503),
        Outcome::Network(_) => true,
    }
}

/// How long this call is not to come back: what the service asked for, else the half minute of a 503.
pub fn asked(
    policy: &RetryPolicy,
    outcome: Outcome,
    retry_after: Option<Duration>,
) -> Option<Duration> {
    let is_warming_up = outcome == Outcome::Status(503);
    retry_after.or_else(|| is_warming_up.then_some(policy.warm_up))
}

/// How long nobody at all is to come to this host: only where the service itself says so. A 503 that does not (contract
/// A.4: the style index is warming up) is about what was asked for, and no reason to hold back what pays.
pub fn closes(outcome: Outcome, retry_after: Option<Duration>) -> Option<Duration> {
    retry_after.filter(|_| matches!(outcome, Outcome::Status(429 | 503)))
}

/// Full jitter over an exponential bound; on top of what was asked for, where something was.
fn wait(policy: &RetryPolicy, now: &Situation, asked: Option<Duration>) -> Duration {
    let random = now.random.clamp(0.0, 1.0);
    if let Some(asked) = asked {
        return asked.saturating_add(policy.base.mul_f64(random));
    }
    let doublings = now.attempt.saturating_sub(1).min(20);
    let bound = policy.base.saturating_mul(1_u32 << doublings);
    bound.min(policy.cap).mul_f64(random)
}

/// Reads a `Retry-After` header: seconds, or an HTTP date seen from `now`. A date in the past means at once.
pub fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than can be counted are for ever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = http_date(text, now)?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// Reads a date in any of the three forms that RFC 9110 has every recipient accept. `now` tells the century where a
/// year has two digits.
pub fn http_date(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let read = |form: &str, text: &str| strtime::parse(form, text).ok()?.to_datetime().ok();
    let in_utc = |time: DateTime| Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp());
    if let Ok(date) = jiff::fmt::rfc2822::parse(text) {
        return Some(date.timestamp());
    }
    // The name of the day adds nothing, and belongs to the right century alone.
    let short = text.split_once(", ").map_or(text, |(_, rest)| rest);
    if let Some(date) = read("%d-%b-%y %H:%M:%S GMT", short) {
        // More than fifty years ahead means a hundred years before that.
        let latest = now.to_zoned(TimeZone::UTC).saturating_add(50.years());
        let is_ahead = in_utc(date)? > latest.timestamp();
        let earlier = || date.saturating_sub(100.years());
        return in_utc(if is_ahead { earlier() } else { date });
    }
    in_utc(read("%a %b %e %H:%M:%S %Y", text)?)
}

/// Retries of one host: a burst is free, every answer gives one back, and beyond that they wait in turn. The budget
/// delays, it never refuses: a host that is down is asked a few times a second in all, however many requests wait.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    tokens: f64,
    seen: Duration,
}

impl Budget {
    /// Retries that need not wait.
    pub const BURST: f64 = 32.0;
    /// Retries per second beyond the burst.
    pub const RATE: f64 = 4.0;

    /// A full budget; times are counted from any fixed moment.
    pub fn new(now: Duration) -> Self {
        Self {
            tokens: Self::BURST,
            seen: now,
        }
    }

    /// The host answered well.
    pub fn answered(&mut self) {
        self.tokens = (self.tokens + 1.0).min(Self::BURST);
    }

    /// Takes one retry and says how long it has to wait at least.
    pub fn take(&mut self, now: Duration) -> Duration {
        let passed = now.saturating_sub(self.seen).as_secs_f64();
        self.seen = self.seen.max(now);
        self.tokens = (self.tokens + passed * Self::RATE).min(Self::BURST) - 1.0;
        Duration::from_secs_f64((-self.tokens / Self::RATE).max(0.0))
    }
}
