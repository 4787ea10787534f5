//! When to look again and how long to pause: pure decisions, no clock, no chance.

use std::time::Duration;

use crate::model::account::Service;

/// The contract's samples look every 20 s (A.2).
const DESSERT: Duration = Duration::from_secs(20);
/// The studio is on this machine and quick.
const STUDIO: Duration = Duration::from_millis(200);
/// However long trouble lasts, the next attempt is no farther away than this many units.
const LONGEST_PAUSE: u32 = 60;
/// Four times as long as a refund is first waited for.
const REFUND: Duration = Duration::from_secs(4 * 60);
/// Looks that a delivery gets after it was first called completed without all of its files.
const LATE_LOOKS: u32 = 3;

/// How long to wait between two looks at a delivery while `running` deliveries are followed at that service: one
/// delivery keeps the service's own pace, hundreds share at most two looks a second.
pub(super) fn look_every(service: Service, wished: Option<Duration>, running: usize) -> Duration {
    let running = u32::try_from(running).unwrap_or(u32::MAX);
    let (own, share) = match service {
        Service::Dessert => (DESSERT, Duration::from_millis(500)),
        Service::Studio => (STUDIO, Duration::from_millis(10)),
    };
    let own = wished.unwrap_or(own);
    let crowd = if wished.is_some_and(|wish| wish < share) {
        Duration::ZERO
    } else {
        share.saturating_mul(running)
    };
    own.max(crowd)
}

/// The pause after the `round`th failure in a row (from 1): doubled each time, up to a bound. Whoever looks more often
/// also tries more often.
pub(super) fn pause(wished: Option<Duration>, round: u32) -> Duration {
    let unit = wished.unwrap_or(DESSERT) / 4;
    let doubled = 1_u32
        .checked_shl(round.saturating_sub(1))
        .unwrap_or(LONGEST_PAUSE);
    unit.saturating_mul(doubled.min(LONGEST_PAUSE))
}

/// How long to wait before a service is asked for the `round`th time (from 1) whether a refund has come: a minute at
/// first, an hour in the end.
pub(super) fn ask_of_refund(wished: Option<Duration>, round: u32) -> Duration {
    pause(Some(wished.unwrap_or(REFUND)), round)
}

/// Whether a completed delivery is looked at once more, because it does not yet offer all of its files.
pub(super) fn look_late(offered: usize, expected: Option<u32>, late_looks: u32) -> bool {
    let expected = expected.map_or(0, |expected| expected as usize);
    offered < expected && late_looks < LATE_LOOKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_delivery_keeps_the_pace_of_its_service_and_many_do_not_hammer() {
        let secs = Duration::from_secs;
        let wish = Some(Duration::from_millis(30));
        for (service, wished, running, wanted) in [
            (Service::Dessert, None, 1, secs(20)),
            (Service::Dessert, None, 40, secs(20)),
            (Service::Dessert, None, 400, secs(200)),
            (Service::Studio, None, 1, Duration::from_millis(200)),
            (Service::Dessert, Some(secs(1)), 1, secs(1)),
            (Service::Dessert, wish, 100, Duration::from_millis(30)),
        ] {
            assert_eq!(look_every(service, wished, running), wanted);
        }
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let seconds: Vec<u64> = [1, 2, 3, 7, 40, u32::MAX]
            .into_iter()
            .map(|round| pause(None, round).as_secs())
            .collect();
        assert_eq!(seconds, [5, 10, 20, 300, 300, 300]);
        let minutes = |round| ask_of_refund(None, round).as_secs() / 60;
        assert_eq!([1, 2, 7, 40].map(minutes), [1, 2, 60, 60]);
    }

    #[test]
    fn a_delivery_that_is_completed_without_its_files_is_looked_at_a_few_times_more() {
        assert!(look_late(3, Some(4), 0));
        assert!(!look_late(3, Some(4), LATE_LOOKS));
        assert!(!look_late(4, Some(4), 0));
        assert!(!look_late(0, None, 0));
    }
}
