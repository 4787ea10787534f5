//! When a call that was in vain is made again.

use std::time::Duration;

use crate::base::clock::Timestamp;

/// The pauses between attempts. After the last pause there is one more attempt, then the call is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits(Vec<Duration>);

impl Default for Waits {
    /// Eight attempts over about ten hours: quick ones for a receiver that restarts, slow ones for one that is down.
    fn default() -> Self {
        Self(
            [5, 30, 120, 600, 1800, 7200, 28_800]
                .map(Duration::from_secs)
                .to_vec(),
        )
    }
}

impl Waits {
    /// These pauses.
    pub fn of(pauses: Vec<Duration>) -> Self {
        Self(pauses)
    }

    /// When to try again after `failed` attempts (at least one), of which the last ended `now`; `None` means never.
    pub fn after(&self, failed: u32, now: Timestamp) -> Option<Timestamp> {
        let pause = self.0.get(usize::try_from(failed.checked_sub(1)?).ok()?)?;
        now.checked_add(*pause).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_repeated_after_growing_pauses_and_then_given_up() {
        let waits = Waits::default();
        let seconds = |failed| {
            let at = waits.after(failed, Timestamp::UNIX_EPOCH)?;
            Some(at.as_second())
        };
        let all: Vec<Option<i64>> = (0..=9).map(seconds).collect();
        let some = [5, 30, 120, 600, 1800, 7200, 28_800].map(Some);
        assert_eq!(all.first(), Some(&None));
        assert_eq!(all.get(1..8), Some(&some[..]));
        assert_eq!(all.get(8..), Some(&[None, None][..]));
    }
}
