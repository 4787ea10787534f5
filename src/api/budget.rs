//! How much one host is asked, by whomever: a pure bucket of tokens for each host, which the less urgent may not empty,
//! and a door that the host closes for everybody when it says how long it wants to be left alone.
//!
//! Must not sleep or ask for the time.

use std::time::Duration;

use crate::base::clock::Timestamp;

/// How urgent a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// May cost money, and its key grows old. Never waits for the budget.
    Paid,
    /// A person waits for it.
    Asked,
    /// What an account has: balance, brands, usage.
    Account,
    /// A look at a delivery, at its turn.
    Poll,
}

impl Priority {
    /// The part of the bucket that is kept for what is more urgent.
    fn leaves(self) -> f64 {
        match self {
            Self::Paid | Self::Asked => 0.0,
            Self::Account => 0.25,
            Self::Poll => 0.5,
        }
    }
}

/// How many requests a host gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// At once, after a quiet time.
    pub burst: f64,
    /// A second, in the long run.
    pub per_second: f64,
}

/// What other machines, and this one, are asked at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// A service on the web: two requests a second.
    pub remote: Rate,
    /// A service on this machine, such as the studio.
    pub local: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            remote: Rate {
                burst: 16.0,
                per_second: 2.0,
            },
            local: Rate {
                burst: 4000.0,
                per_second: 2000.0,
            },
        }
    }
}

/// When a closed host opens again, by both clocks: one of them may be set, the other may have slept.
#[derive(Clone, Copy, Debug)]
struct Closed {
    steady: Duration,
    wall: Timestamp,
}

/// Whether a request may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Now; it is counted.
    Go,
    /// The budget is spent: ask again after this.
    Spent(Duration),
    /// The host wants to be left alone for so long.
    Closed(Duration),
}

/// The budget of one host. Times are counted from any fixed moment.
#[derive(Clone, Copy, Debug)]
pub struct HostBudget {
    rate: Rate,
    tokens: f64,
    seen: Duration,
    closed: Option<Closed>,
}

impl HostBudget {
    /// A full bucket.
    pub fn new(rate: Rate, now: Duration) -> Self {
        Self {
            rate,
            tokens: rate.burst,
            seen: now,
            closed: None,
        }
    }

    /// Asks for one request.
    pub fn ask(&mut self, priority: Priority, now: Duration, wall: Timestamp) -> Admission {
        if let Some(left) = self.closed_for(now, wall) {
            return Admission::Closed(left);
        }
        let passed = now.saturating_sub(self.seen).as_secs_f64();
        self.seen = self.seen.max(now);
        self.tokens = (self.tokens + passed * self.rate.per_second).min(self.rate.burst);
        let missing = 1.0 + self.rate.burst * priority.leaves() - self.tokens;
        if missing > 0.0 && priority != Priority::Paid {
            // A little more, so that rounding does not ask in vain.
            let wait = Duration::from_secs_f64(missing / self.rate.per_second);
            return Admission::Spent(wait + Duration::from_millis(1));
        }
        self.tokens = (self.tokens - 1.0).max(-self.rate.burst);
        Admission::Go
    }

    /// The host said for how long nobody is to come.
    pub fn close(&mut self, wait: Duration, now: Duration, wall: Timestamp) {
        let steady = now.saturating_add(wait);
        if self.closed.is_none_or(|closed| closed.steady < steady) {
            let wall = wall.checked_add(wait).unwrap_or(Timestamp::MAX);
            self.closed = Some(Closed { steady, wall });
        }
    }

    /// A person wants to know all the same.
    pub fn open(&mut self) {
        self.closed = None;
    }

    fn closed_for(&mut self, now: Duration, wall: Timestamp) -> Option<Duration> {
        let closed = self.closed?;
        let by_wall = Duration::try_from(closed.wall.duration_since(wall)).unwrap_or_default();
        let left = closed.steady.saturating_sub(now).min(by_wall);
        if left.is_zero() {
            self.closed = None;
            return None;
        }
        Some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        burst: 16.0,
        per_second: 2.0,
    };
    const WALL: Timestamp = Timestamp::UNIX_EPOCH;

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    /// Requests that go through in a time, by one that asks as often as it may.
    fn made(budget: &mut HostBudget, priority: Priority, from: u64, to: u64) -> usize {
        let (mut now, mut made) = (secs(from), 0);
        while now < secs(to) {
            match budget.ask(priority, now, WALL) {
                Admission::Go => made += 1,
                Admission::Spent(wait) | Admission::Closed(wait) => now += wait,
            }
        }
        made
    }

    #[test]
    fn a_crowd_of_polls_leaves_room_for_what_is_more_urgent() {
        let mut budget = HostBudget::new(RATE, Duration::ZERO);
        let polls = made(&mut budget, Priority::Poll, 0, 10);
        assert!((26..=28).contains(&polls), "{polls}");
        while budget.ask(Priority::Poll, secs(10), WALL) == Admission::Go {}
        for _ in 0..4 {
            assert_eq!(budget.ask(Priority::Account, secs(10), WALL), Admission::Go);
        }
        assert_ne!(budget.ask(Priority::Account, secs(10), WALL), Admission::Go);
        for _ in 0..3 {
            assert_eq!(budget.ask(Priority::Asked, secs(10), WALL), Admission::Go);
        }
        for _ in 0..100 {
            assert_eq!(budget.ask(Priority::Paid, secs(10), WALL), Admission::Go);
        }
    }

    #[test]
    fn no_ten_seconds_see_more_than_the_burst_and_the_rate() {
        for priority in [Priority::Asked, Priority::Account, Priority::Poll] {
            let mut budget = HostBudget::new(RATE, Duration::ZERO);
            for window in 0..5 {
                let made = made(&mut budget, priority, window * 10, window * 10 + 10);
                assert!(made <= 36, "{priority:?}: {made}");
            }
        }
    }

    #[test]
    fn a_closed_host_is_closed_for_everybody_until_its_time_or_a_person_says_so() {
        let mut budget = HostBudget::new(RATE, Duration::ZERO);
        budget.close(secs(3600), Duration::ZERO, WALL);
        budget.close(secs(7), Duration::ZERO, WALL);
        for priority in [Priority::Paid, Priority::Asked, Priority::Poll] {
            let told = budget.ask(priority, secs(600), WALL + secs(600));
            assert_eq!(told, Admission::Closed(secs(3000)));
        }
        // The machine slept: its steady clock stood still.
        let slept = budget.ask(Priority::Poll, secs(601), WALL + secs(3600));
        assert_eq!(slept, Admission::Go);
        budget.close(secs(3600), secs(601), WALL);
        budget.open();
        assert_eq!(budget.ask(Priority::Paid, secs(601), WALL), Admission::Go);
        // For ever is no number of seconds.
        budget.close(Duration::MAX, secs(602), WALL);
        let told = budget.ask(Priority::Poll, secs(602), WALL);
        assert!(matches!(told, Admission::Closed(_)), "{told:?}");
    }
}
