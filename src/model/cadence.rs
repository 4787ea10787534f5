//! When a delivery is looked at next, and how long one usually takes: pure decisions, no clock, no chance of their own.
//!
//! A look costs the service as much as it tells us. So looks are few while nothing can be ready, come about every five
//! seconds around the time at which deliveries of this account are usually ready, and grow rare behind it. On average
//! they are never more than the contract asks for (A.2: one in 15 to 30 s): each delivery earns one look in 15 s, and
//! who has spent them waits.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

use super::account::Service;
use super::brief::{Brief, Format};
use super::cost::usual_time;
use super::delivery::DeliveryStatus;

/// A delivery earns one look in this time: the shorter end of what the contract asks for.
pub const EARNS: Duration = Duration::from_secs(15);
/// Between looks around the usual end.
pub const NEAR: Duration = Duration::from_secs(5);
/// No early look is farther away than twice this.
const EARLY: Duration = Duration::from_secs(60);
/// The looks around the usual end begin so much before it.
const LEAD: Duration = Duration::from_secs(10);
/// Between looks at what takes far longer than it should.
const RARE: Duration = Duration::from_secs(300);
/// Between looks at the studio, which is on this machine and quick.
const STUDIO: Duration = Duration::from_millis(200);
/// Nobody is asked twice within this time.
const LEAST: Duration = Duration::from_millis(10);
/// What hundreds of deliveries of one account share.
const SHARE: Duration = Duration::from_millis(500);
/// The same at the studio.
const STUDIO_SHARE: Duration = Duration::from_millis(10);

/// So many deliveries say how long the next one takes.
const ENOUGH: usize = 5;
/// Older ones say nothing of today.
const NEWEST: usize = 64;
/// An end is known well if the look before it was no longer ago.
const WELL_SEEN: Duration = Duration::from_secs(60);

/// How long deliveries of one account took, from acceptance to their end, by format and size. Only those are in it that
/// were followed to their end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History(BTreeMap<(bool, u32), VecDeque<Duration>>);

/// How long a brief usually takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    /// One in ten is quicker.
    pub from: Duration,
    /// One in ten takes longer.
    pub to: Duration,
    /// One in four is quicker.
    pub early: Duration,
    /// Deliveries of this account that say so; 0 where it is the service's own word.
    pub seen: u32,
}

impl Usual {
    /// What the service says of itself (contract A.2), or was measured of the studio.
    pub fn documented(service: Service, brief: &Brief) -> Self {
        let (from, to) = usual_time(service, brief);
        Self {
            from,
            to,
            early: from,
            seen: 0,
        }
    }

    /// Of a delivery of which nobody knows what was asked for: anything from the shortest to the longest.
    pub fn unknown(service: Service) -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let (from, to) = match service {
            Service::Dessert => (minutes(2), minutes(9)),
            Service::Studio => (Duration::ZERO, minutes(1)),
        };
        Self {
            from,
            to,
            early: from,
            seen: 0,
        }
    }
}

impl fmt::Display for Usual {
    /// `2–4 min`, `up to 5 s`, `about 3 min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.to >= Duration::from_secs(90) {
            let minutes = |time: Duration| (time.as_secs_f64() / 60.0).round() as u64;
            let (from, to) = (minutes(self.from).max(1), minutes(self.to));
            return match from == to {
                true => write!(f, "about {to} min"),
                false => write!(f, "{from}–{to} min"),
            };
        }
        let (low, high) = (rough(self.from), rough(self.to));
        let is_nothing = self.from.as_secs() == 0;
        match (low.split_once(' '), high.split_once(' ')) {
            _ if low == high && is_nothing => write!(f, "{low}"),
            _ if low == high => write!(f, "about {low}"),
            _ if is_nothing => write!(f, "up to {high}"),
            (Some((low, unit)), Some((high, same))) if unit == same => {
                write!(f, "{low}–{high} {unit}")
            }
            _ => write!(f, "{low}–{high}"),
        }
    }
}

/// A rough span: `under 1 s`, `4 s`, `3 min`, `2 h`.
pub fn rough(time: Duration) -> String {
    match time.as_secs() {
        0 => "under 1 s".into(),
        secs @ 1..=90 => format!("{secs} s"),
        secs @ 91..=5400 => format!("{} min", (secs + 30) / 60),
        secs => format!("{} h", (secs + 1800) / 3600),
    }
}

/// Sizes that take about as long: up to twofold.
fn bucket(format: Format, count: u32) -> (bool, u32) {
    (format == Format::Full, count.max(1).ilog2())
}

impl History {
    /// Adds a delivery that was followed to its end; the newest last.
    pub fn add(&mut self, format: Format, count: u32, took: Duration) {
        let of_size = self.0.entry(bucket(format, count)).or_default();
        of_size.push_back(took);
        if of_size.len() > NEWEST {
            of_size.pop_front();
        }
    }

    /// How long a brief usually takes: as seen with this account, as documented where too few were seen.
    pub fn usual(&self, service: Service, brief: &Brief) -> Usual {
        let seen = self.0.get(&bucket(brief.format, brief.count));
        let Some(seen) = seen.filter(|seen| seen.len() >= ENOUGH) else {
            return Usual::documented(service, brief);
        };
        let mut took: Vec<Duration> = seen.iter().copied().collect();
        took.sort_unstable();
        let at = |tenths: usize| {
            let place = ((took.len() - 1) * tenths + 5) / 10;
            took.get(place).copied().unwrap_or_default()
        };
        Usual {
            from: at(1),
            to: at(9),
            early: at(2),
            seen: u32::try_from(took.len()).unwrap_or(u32::MAX),
        }
    }
}

/// Whether the end of a delivery was seen soon enough to tell how long it took: `before` is how long before the look
/// that found the end another one had found none.
pub fn was_followed(before: Option<Duration>) -> bool {
    before.is_some_and(|before| before <= WELL_SEEN)
}

/// A step of the work at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Waits for a place.
    Queued,
    /// Copy is written.
    Copy,
    /// Pictures and films are rendered.
    Render,
    /// A word that this version does not know.
    Other,
    /// Said to be completed, with files still missing.
    Completed,
}

impl From<&DeliveryStatus> for Step {
    fn from(status: &DeliveryStatus) -> Self {
        match status {
            DeliveryStatus::Queued => Self::Queued,
            DeliveryStatus::Processing => Self::Copy,
            DeliveryStatus::Rendering => Self::Render,
            DeliveryStatus::Other(_) => Self::Other,
            DeliveryStatus::Completed | DeliveryStatus::Failed => Self::Completed,
        }
    }
}

impl Step {
    /// A step that lasts longer than this is told as *still running*. Large orders have time in proportion.
    pub fn deadline(self, usual: &Usual) -> Duration {
        let minutes: u64 = match self {
            Self::Queued => 5,
            Self::Copy => 10,
            Self::Render | Self::Other | Self::Completed => 30,
        };
        Duration::from_secs(60 * minutes).max(usual.to * 2)
    }
}

/// However its steps went: what takes longer in all is told as *still running*.
fn deadline_in_all(usual: &Usual) -> Duration {
    Duration::from_secs(45 * 60).max(usual.to * 4)
}

/// What the next look depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Whose it is.
    pub service: Service,
    /// Where it stands.
    pub step: Step,
    /// Since it was accepted.
    pub age: Duration,
    /// Since it was first seen in this step.
    pub in_step: Duration,
    /// Looks so far.
    pub looks: u32,
    /// Deliveries that are followed with the same account, this one among them.
    pub followed: usize,
    /// How often the person wants to look; the service's own pace if `None`.
    pub wished: Option<Duration>,
    /// A fresh random number from 0 to 1.
    pub random: f64,
}

/// How near its end a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It cannot well be ready yet.
    Early,
    /// It may be ready any moment.
    Near,
    /// It takes longer than most.
    Late,
    /// It takes so long that something may be wrong; nobody knows.
    StillRunning,
}

/// The next look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// How near its end it is.
    pub phase: Phase,
    /// How long to wait.
    pub wait: Duration,
}

/// How near its end a delivery is.
pub fn phase(usual: &Usual, step: Step, age: Duration, in_step: Duration) -> Phase {
    if in_step > step.deadline(usual) || age > deadline_in_all(usual) {
        Phase::StillRunning
    } else if age > usual.to {
        Phase::Late
    } else if age >= usual.early.saturating_sub(LEAD) {
        Phase::Near
    } else {
        Phase::Early
    }
}

/// When to look next, after a look that was answered.
pub fn next(usual: &Usual, now: &Moment) -> Next {
    let phase = phase(usual, now.step, now.age, now.in_step);
    let random = now.random.clamp(0.0, 1.0);
    // Around a mean, so that many never come together.
    let around = |mean: Duration| mean.mul_f64(2.0 * random);
    let (own, share) = match now.service {
        Service::Dessert => (None, SHARE),
        Service::Studio => (Some(STUDIO), STUDIO_SHARE),
    };
    let crowd = share.saturating_mul(u32::try_from(now.followed).unwrap_or(u32::MAX));
    let crowd = crowd.mul_f64(0.5 + random);
    let wait = match now.wished.or(own) {
        // Whoever wishes for more than everybody's share knows the server: it is theirs.
        Some(every) if now.wished.is_some() && every < share => around(every),
        Some(every) => every.mul_f64(0.5 + random).max(crowd),
        None => dessert(usual, now, phase, &around).max(crowd),
    };
    Next {
        phase,
        wait: wait.max(LEAST),
    }
}

fn dessert(
    usual: &Usual,
    now: &Moment,
    phase: Phase,
    around: &dyn Fn(Duration) -> Duration,
) -> Duration {
    let wait = match phase {
        Phase::Early => {
            // A few looks tell which step it is in; the rest is saved for the end.
            let near = usual.early.saturating_sub(LEAD);
            let left = near.saturating_sub(now.age);
            around((near / 3).min(EARLY)).min(left.max(NEAR))
        }
        _ if now.step == Step::Completed => around(EARNS),
        Phase::Near => around((usual.to.saturating_sub(usual.early) / 24).clamp(NEAR, EARNS)),
        Phase::Late if now.age < usual.to.mul_f64(1.5) => around(EARNS),
        Phase::Late if now.age < usual.to.mul_f64(2.5) => around(EARNS * 2),
        Phase::Late => around(EARNS * 4),
        Phase::StillRunning => around(RARE),
    };
    // The next look must be earned by the time it is made.
    let earned = EARNS.saturating_mul(now.looks);
    let debt = earned.saturating_sub(now.age);
    if wait < debt {
        // Still not at the same moment as others.
        debt + around(NEAR)
    } else {
        wait
    }
}

/// How long to pause after the `round`th failure in a row (from 1): full jitter over a bound that is doubled each time,
/// from a quarter of the usual pace up to five minutes. Whoever looks more often also tries more often.
pub fn pause(wished: Option<Duration>, round: u32, random: f64) -> Duration {
    /// However long trouble lasts, the bound is no more units than this.
    const LONGEST: u32 = 60;
    let unit = wished.unwrap_or(Duration::from_secs(20)) / 4;
    let doubled = 1_u32
        .checked_shl(round.saturating_sub(1))
        .unwrap_or(LONGEST);
    let bound = unit.saturating_mul(doubled.min(LONGEST));
    bound.mul_f64(random.clamp(0.0, 1.0))
}

/// How long to wait before a service is asked for the `round`th time (from 1) whether a refund has come: about a minute at
/// first, an hour in the end.
pub fn ask_of_refund(wished: Option<Duration>, round: u32, random: f64) -> Duration {
    let minute = wished.unwrap_or(Duration::from_secs(4 * 60));
    // Half of it is sure, so that nobody asks at once.
    let bound = pause(Some(minute), round, 1.0);
    bound.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
}

/// Whether a delivery that is said to be completed is looked at once more, and only once, because files are missing.
pub fn looks_once_more(offered: usize, expected: Option<u32>, had_its_last: bool) -> bool {
    let expected = expected.map_or(0, |expected| expected as usize);
    offered < expected && !had_its_last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draft::BriefDraft;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    fn stills(count: u32) -> Brief {
        let mut brief = BriefDraft::default().check().unwrap();
        brief.count = count;
        brief
    }

    fn moment(age: u64, looks: u32) -> Moment {
        Moment {
            service: Service::Dessert,
            step: Step::Render,
            age: secs(age),
            in_step: secs(age),
            looks,
            followed: 1,
            wished: None,
            random: 0.5,
        }
    }

    #[test]
    fn what_was_seen_counts_once_it_was_seen_often_enough_and_only_for_its_like() {
        let mut history = History::default();
        for took in [100, 90, 80, 70] {
            history.add(Format::Static, 3, secs(took));
        }
        let documented = Usual::documented(Service::Dessert, &stills(3));
        assert_eq!(history.usual(Service::Dessert, &stills(3)), documented);
        history.add(Format::Static, 2, secs(60));
        let usual = history.usual(Service::Dessert, &stills(3));
        let seen = (usual.from, usual.early, usual.to, usual.seen);
        assert_eq!(seen, (secs(60), secs(70), secs(100), 5));
        for other in [1, 4, 500] {
            let usual = history.usual(Service::Dessert, &stills(other));
            assert_eq!(usual.seen, 0, "{other}");
        }
        let mut full = stills(3);
        full.format = Format::Full;
        assert_eq!(history.usual(Service::Dessert, &full).seen, 0);
        // What is long past says nothing of today.
        (0..NEWEST).for_each(|_| history.add(Format::Static, 3, secs(30)));
        let usual = history.usual(Service::Dessert, &stills(3));
        assert_eq!((usual.from, usual.to, usual.seen), (secs(30), secs(30), 64));
    }

    #[test]
    fn only_an_end_that_was_seen_soon_tells_how_long_it_took() {
        for (before, counts) in [
            (None, false),
            (Some(5), true),
            (Some(60), true),
            (Some(61), false),
        ] {
            assert_eq!(was_followed(before.map(secs)), counts, "{before:?}");
        }
    }

    /// Looks at a delivery that ends after so many seconds, with this chance.
    fn looks_until(usual: &Usual, end: u64, mut chance: impl FnMut() -> f64) -> Vec<Duration> {
        let mut at = Vec::new();
        let mut age = Duration::ZERO;
        while age < secs(end) {
            let now = Moment {
                age,
                in_step: age,
                looks: at.len() as u32,
                random: chance(),
                ..moment(0, 0)
            };
            age += next(usual, &now).wait;
            at.push(age);
        }
        at
    }

    #[test]
    fn looks_are_never_more_than_the_contract_asks_for_whatever_chance_does() {
        let mut history = History::default();
        (0..5).for_each(|_| history.add(Format::Static, 3, secs(150)));
        let mut rng = fastrand::Rng::with_seed(7);
        for brief in [stills(3), stills(1)] {
            let usual = history.usual(Service::Dessert, &brief);
            for round in 0..200 {
                let end = rng.u64(1..4000);
                let looks = looks_until(&usual, end, || match round {
                    0 => 0.0,
                    1 => 1.0,
                    _ => rng.f64(),
                });
                for (made, at) in (1..).zip(&looks) {
                    assert!(EARNS * (made - 1) <= *at, "{made} looks after {at:?}");
                }
            }
        }
    }

    #[test]
    fn looks_are_few_early_and_about_every_five_seconds_around_the_usual_end() {
        let usual = Usual::documented(Service::Dessert, &stills(3));
        let looks = looks_until(&usual, 240, || 0.5);
        let within = |from: u64, to: u64| {
            let of = |at: &&Duration| (secs(from)..secs(to)).contains(*at);
            looks.iter().filter(of).count()
        };
        assert!(within(0, 100) <= 3, "{looks:?}");
        assert!(within(115, 145) >= 5, "{looks:?}");
    }

    #[test]
    fn behind_the_usual_end_looks_grow_rare_and_a_step_that_lasts_too_long_is_still_running() {
        let usual = Usual::documented(Service::Dessert, &stills(3));
        for (step, age, in_step, phase, wait) in [
            (Step::Queued, 0, 0, Phase::Early, 36),
            (Step::Copy, 60, 30, Phase::Early, 36),
            (Step::Render, 105, 9, Phase::Early, 5),
            (Step::Render, 130, 60, Phase::Near, 5),
            (Step::Render, 250, 60, Phase::Late, 15),
            (Step::Render, 400, 60, Phase::Late, 30),
            (Step::Render, 700, 60, Phase::Late, 60),
            (Step::Completed, 250, 9, Phase::Late, 15),
            (Step::Queued, 600, 481, Phase::StillRunning, 300),
            (Step::Render, 2000, 1801, Phase::StillRunning, 300),
            (Step::Other, 2701, 1, Phase::StillRunning, 300),
        ] {
            let now = Moment {
                step,
                in_step: secs(in_step),
                ..moment(age, 0)
            };
            let next = next(&usual, &now);
            assert_eq!(next.phase, phase, "{step:?} at {age}");
            assert_eq!(next.wait.as_secs(), wait, "{step:?} at {age}");
        }
    }

    #[test]
    fn many_deliveries_share_what_one_account_may_ask() {
        let usual = Usual::documented(Service::Dessert, &stills(3));
        let wait = |followed, wished, service| {
            let now = Moment {
                followed,
                wished,
                service,
                ..moment(130, 0)
            };
            next(&usual, &now).wait
        };
        let millis = Duration::from_millis;
        for (service, wished, followed, wanted) in [
            (Service::Dessert, None, 4, secs(5)),
            (Service::Dessert, None, 400, secs(200)),
            (Service::Dessert, Some(secs(1)), 1, secs(1)),
            (Service::Dessert, Some(secs(1)), 100, secs(50)),
            (Service::Dessert, Some(millis(30)), 100, millis(30)),
            (Service::Studio, None, 1, millis(200)),
            (Service::Studio, None, 100, secs(1)),
        ] {
            assert_eq!(
                wait(followed, wished, service),
                wanted,
                "{wished:?} {followed}"
            );
        }
    }

    #[test]
    fn how_long_it_takes_reads_well() {
        for (from, to, words) in [
            (120, 240, "2–4 min"),
            (100, 130, "about 2 min"),
            (40, 100, "1–2 min"),
            (0, 3, "up to 3 s"),
            (0, 0, "under 1 s"),
            (2, 2, "about 2 s"),
            (60, 80, "60–80 s"),
        ] {
            let usual = Usual {
                from: secs(from),
                to: secs(to),
                early: secs(from),
                seen: 0,
            };
            assert_eq!(usual.to_string(), words);
        }
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let seconds = |random| {
            let pause = |round| pause(None, round, random).as_secs();
            [1, 2, 3, 7, 40, u32::MAX].map(pause)
        };
        assert_eq!(seconds(1.0), [5, 10, 20, 300, 300, 300]);
        assert_eq!(seconds(0.5), [2, 5, 10, 150, 150, 150]);
        assert_eq!(seconds(0.0), [0; 6]);
        let minutes = |round| ask_of_refund(None, round, 1.0).as_secs() / 60;
        assert_eq!([1, 2, 7, 40].map(minutes), [1, 2, 60, 60]);
    }

    #[test]
    fn a_delivery_that_is_completed_without_its_files_is_looked_at_exactly_once_more() {
        assert!(looks_once_more(3, Some(4), false));
        assert!(!looks_once_more(3, Some(4), true));
        assert!(!looks_once_more(4, Some(4), false));
        assert!(!looks_once_more(0, None, false));
    }
}
