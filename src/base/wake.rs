//! Finds out that the machine slept or that its clock was set, by comparing two clocks from time to time: the wall
//! clock, which a person may set, and the steady one, which may stand still while the machine sleeps.
//!
//! Must not ask for the time itself, so that a test can say.

use std::time::Duration;

use super::clock::Timestamp;

/// How often to compare.
pub const EVERY: Duration = Duration::from_secs(5);
/// Smaller differences are those of a busy machine, or of a clock that is kept right.
const SLACK: Duration = Duration::from_secs(10);

/// What happened between two comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// The machine slept, or this program was held up, or the clock was put forward, by so much.
    Ahead(Duration),
    /// The clock was put back by so much.
    Back(Duration),
}

/// The two clocks as they stood at the last comparison.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    wall: Timestamp,
    steady: Duration,
}

impl Watch {
    /// Begins. `steady` is counted from any fixed moment.
    pub fn new(wall: Timestamp, steady: Duration) -> Self {
        Self { wall, steady }
    }

    /// Compares. To be called about [`EVERY`] so often while anything waits for a time.
    pub fn compare(&mut self, wall: Timestamp, steady: Duration) -> Option<Jump> {
        let by_wall = wall.duration_since(self.wall);
        let passed = steady.saturating_sub(self.steady);
        *self = Self { wall, steady };
        // Some systems let the steady clock run on while they sleep: then this comparison is late by both clocks.
        let late = passed.saturating_sub(EVERY);
        let Ok(by_wall) = Duration::try_from(by_wall) else {
            return Some(Jump::Back(by_wall.unsigned_abs()))
                .filter(|_| by_wall.unsigned_abs() > SLACK);
        };
        let ahead = by_wall.saturating_sub(passed).max(late);
        let back = passed.saturating_sub(by_wall);
        if back > SLACK {
            Some(Jump::Back(back))
        } else {
            Some(Jump::Ahead(ahead)).filter(|_| ahead > SLACK)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_a_set_clock_are_told_from_time_that_passes() {
        let secs = Duration::from_secs;
        let hour = 3600;
        for (wall, steady, told) in [
            (5, 5, None),
            (8, 5, None),
            (5, 8, None),
            (15, 5, None),
            (16, 5, Some(Jump::Ahead(secs(11)))),
            (hour + 5, 5, Some(Jump::Ahead(secs(3600)))),
            // The steady clock ran on through the sleep.
            (hour, hour as u64, Some(Jump::Ahead(secs(3595)))),
            (0, 5, None),
            (-4, 5, None),
            (-3600, 5, Some(Jump::Back(secs(3600)))),
            // Put back during a sleep.
            (5, hour as u64, Some(Jump::Back(secs(3595)))),
        ] {
            let start = Timestamp::from_second(1_770_110_100).unwrap();
            let mut watch = Watch::new(start, secs(100));
            let now = Timestamp::from_second(start.as_second() + wall).unwrap();
            let jump = watch.compare(now, secs(100 + steady));
            assert_eq!(jump, told, "{wall} {steady}");
            assert_eq!(watch.compare(now + secs(5), secs(105 + steady)), None);
        }
    }
}
