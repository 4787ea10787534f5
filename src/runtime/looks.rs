//! When each followed delivery is looked at next: a queue of times for each account, and one timer for all of them. A
//! delivery that waits is a line in a queue and not a task, so that a thousand of them cost nothing; and there is one
//! place where order, fairness and the spread after a start or a sleep are decided.
//!
//! Must not look, and must not decide when to look again: [`super::poll`] and `model::cadence` do.

use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::base::clock::Timestamp;
use crate::model::cadence::Step;
use crate::model::ids::{AccountId, DeliveryId};

/// Looks of one account at the same time, beside those that somebody waits for.
const AT_ONCE: usize = 4;

/// A delivery that is followed.
#[derive(Debug)]
pub(super) struct Following {
    account: AccountId,
    /// Which line of the queue is meant; older ones are void.
    ticket: u64,
    due: Instant,
    asking: Asking,
    /// The look that is under way at its turn, to be called off by whoever cannot wait for it.
    task: Option<AbortHandle>,
    /// Somebody wants to know, as soon as may be.
    is_hurried: bool,
    /// Looks that were answered.
    pub looks: u32,
    /// Looks in a row that were not.
    pub misses: u32,
    /// The service said for how long it is to be left alone.
    pub is_told_to_wait: bool,
    /// The step that it was last seen in, and since when.
    pub step: Option<(Step, Timestamp)>,
    /// It was completed with files missing; the next look is the last.
    pub is_last: bool,
}

/// Whether a delivery is being looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    No,
    /// In one of the places of its account.
    AtItsTurn,
    /// For somebody who waits: beside those places.
    Hurried,
}

/// Times and tickets, the earliest first.
type Queue = BinaryHeap<Reverse<(Instant, u64, DeliveryId)>>;

#[derive(Debug, Default)]
struct Lane {
    queue: Queue,
    /// Looks that somebody waits for: they wait for no place.
    hurried: Queue,
    asking: usize,
    followed: usize,
}

impl Lane {
    /// Takes the next line out that is due by then and may begin.
    fn take(&mut self, now: Instant) -> Option<(u64, DeliveryId)> {
        let has_place = self.asking < AT_ONCE;
        take_due(&mut self.hurried, now)
            .or_else(|| has_place.then(|| take_due(&mut self.queue, now))?)
    }

    fn due(&self) -> Option<Instant> {
        let first = |queue: &Queue| queue.peek().map(|Reverse((due, ..))| *due);
        let queue = first(&self.queue).filter(|_| self.asking < AT_ONCE);
        first(&self.hurried).into_iter().chain(queue).min()
    }
}

/// Takes the next line out that is due by then.
fn take_due(queue: &mut Queue, now: Instant) -> Option<(u64, DeliveryId)> {
    let first = queue.peek_mut()?;
    if first.0.0 > now {
        return None;
    }
    let Reverse((_, ticket, id)) = PeekMut::pop(first);
    Some((ticket, id))
}

/// Every delivery that is followed.
#[derive(Debug, Default)]
pub(super) struct Looks {
    followed: HashMap<DeliveryId, Following>,
    lanes: HashMap<AccountId, Lane>,
    next: u64,
}

/// A look that is to be made now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub delivery: DeliveryId,
    /// Somebody waits for it.
    pub is_hurried: bool,
}

impl Looks {
    /// Follows a delivery from now on.
    pub fn follow(&mut self, id: &DeliveryId, account: &AccountId, due: Instant) {
        if self.follows(id) {
            return self.schedule(id, due);
        }
        let it = Following {
            account: account.clone(),
            ticket: 0,
            due,
            asking: Asking::No,
            task: None,
            is_hurried: false,
            looks: 0,
            misses: 0,
            is_told_to_wait: false,
            step: None,
            is_last: false,
        };
        self.followed.insert(id.clone(), it);
        self.lanes.entry(account.clone()).or_default().followed += 1;
        self.schedule(id, due);
    }

    /// Looks at it as soon as may be: instead of a look at its turn, which may be stuck, and once more after one that
    /// somebody waits for already.
    pub fn hurry(&mut self, id: &DeliveryId, now: Instant) {
        let Some(it) = self.followed.get_mut(id) else {
            return;
        };
        it.is_hurried = true;
        if let Some(task) = it.task.take().filter(|_| it.asking == Asking::AtItsTurn) {
            task.abort();
            self.ended(id);
        }
        self.schedule(id, now);
    }

    /// This task makes the look that has begun.
    pub fn begun(&mut self, id: &DeliveryId, task: AbortHandle) {
        if let Some(it) = self.followed.get_mut(id) {
            it.task = Some(task);
        }
    }

    /// Follows it no more.
    pub fn forget(&mut self, id: &DeliveryId) {
        let Some(it) = self.followed.remove(id) else {
            return;
        };
        if let Some(lane) = self.lanes.get_mut(&it.account) {
            lane.followed = lane.followed.saturating_sub(1);
            let had_place = it.asking == Asking::AtItsTurn;
            lane.asking = lane.asking.saturating_sub(usize::from(had_place));
            if lane.followed == 0 {
                self.lanes.remove(&it.account);
            }
        }
    }

    pub fn follows(&self, id: &DeliveryId) -> bool {
        self.followed.contains_key(id)
    }

    pub fn is_empty(&self) -> bool {
        self.followed.is_empty()
    }

    pub fn get_mut(&mut self, id: &DeliveryId) -> Option<&mut Following> {
        self.followed.get_mut(id)
    }

    /// Deliveries that are followed with an account.
    pub fn of_account(&self, account: &AccountId) -> usize {
        self.lanes.get(account).map_or(0, |lane| lane.followed)
    }

    /// When the next look may begin; `None` while nothing waits or every account has enough under way.
    pub fn due(&self) -> Option<Instant> {
        self.lanes.values().filter_map(Lane::due).min()
    }

    /// The next look that is to be made now, if one is.
    pub fn begin(&mut self, now: Instant) -> Option<Turn> {
        for lane in self.lanes.values_mut() {
            while let Some((ticket, id)) = lane.take(now) {
                let wanted = self.followed.get_mut(&id);
                let Some(it) = wanted.filter(|it| it.ticket == ticket && it.asking == Asking::No)
                else {
                    continue;
                };
                let is_hurried = std::mem::take(&mut it.is_hurried);
                it.asking = if is_hurried {
                    Asking::Hurried
                } else {
                    lane.asking += 1;
                    Asking::AtItsTurn
                };
                return Some(Turn {
                    is_hurried,
                    delivery: id,
                });
            }
        }
        None
    }

    /// A look came back. Whether somebody asked for another one meanwhile.
    pub fn ended(&mut self, id: &DeliveryId) -> bool {
        let it = self.followed.get_mut(id);
        let Some(it) = it.filter(|it| it.asking != Asking::No) else {
            return false;
        };
        it.task = None;
        let was = std::mem::replace(&mut it.asking, Asking::No);
        let lane = self.lanes.get_mut(&it.account);
        if let Some(lane) = lane.filter(|_| was == Asking::AtItsTurn) {
            lane.asking = lane.asking.saturating_sub(1);
        }
        it.is_hurried
    }

    /// Looks at it then, whenever it was to be before.
    pub fn schedule(&mut self, id: &DeliveryId, due: Instant) {
        let Some(it) = self.followed.get_mut(id) else {
            return;
        };
        self.next += 1;
        it.ticket = self.next;
        it.due = due;
        if let Some(lane) = self.lanes.get_mut(&it.account) {
            // Void lines are few, unless somebody is impatient.
            let most = 2 * lane.followed + 64;
            let queue = if it.is_hurried {
                &mut lane.hurried
            } else {
                &mut lane.queue
            };
            if queue.len() > most {
                let followed = &self.followed;
                queue.retain(|Reverse((_, ticket, id))| {
                    followed.get(id).is_some_and(|it| it.ticket == *ticket)
                });
            }
            queue.push(Reverse((due, self.next, id.clone())));
        }
    }

    /// How long every delivery still waits that is not being looked at.
    pub fn waits(&self, now: Instant) -> Vec<(DeliveryId, Duration)> {
        let is_waiting = |it: &Following| it.asking == Asking::No;
        let waiting = self.followed.iter().filter(|(_, it)| is_waiting(it));
        waiting
            .map(|(id, it)| (id.clone(), it.due.saturating_duration_since(now)))
            .collect()
    }

    /// Brings forward every look that is later than so much from now, to any moment within it, as `chance` says (0 to
    /// 1). What was brought forward, with how long it still has to wait.
    pub fn bring_forward(
        &mut self,
        now: Instant,
        within: Duration,
        is_meant: impl Fn(&DeliveryId, &AccountId, &Following) -> bool,
        mut chance: impl FnMut() -> f64,
    ) -> Vec<(DeliveryId, Duration)> {
        let meant: Vec<DeliveryId> = self
            .followed
            .iter()
            .filter(|(id, it)| {
                it.asking == Asking::No && it.due > now && is_meant(id, &it.account, it)
            })
            .map(|(id, _)| id.clone())
            .collect();
        let mut moved = Vec::new();
        for id in meant {
            let wait = within.mul_f64(chance().clamp(0.0, 1.0));
            let is_later = |it: &Following| it.due > now + wait;
            if self.followed.get(&id).is_some_and(is_later) {
                self.schedule(&id, now + wait);
                moved.push((id, wait));
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> AccountId {
        AccountId::new(name)
    }

    fn id(number: usize) -> DeliveryId {
        DeliveryId::new(format!("d{number}"))
    }

    fn begun(looks: &mut Looks, now: Instant) -> Vec<String> {
        let mut begun = Vec::new();
        while let Some(turn) = looks.begin(now) {
            begun.push(turn.delivery.to_string());
        }
        begun.sort();
        begun
    }

    #[test]
    fn few_are_asked_about_at_once_in_the_order_of_their_times_and_no_account_holds_up_another() {
        let start = Instant::now();
        let at = |secs| start + Duration::from_secs(secs);
        let mut looks = Looks::default();
        for number in 0..100 {
            looks.follow(&id(number), &account("a"), at(100 - number as u64));
        }
        looks.follow(&id(200), &account("b"), at(50));
        assert_eq!(looks.of_account(&account("a")), 100);
        assert_eq!(looks.due(), Some(at(1)));
        assert!(begun(&mut looks, start).is_empty());
        assert_eq!(
            begun(&mut looks, at(90)),
            ["d200", "d96", "d97", "d98", "d99"]
        );
        // Nobody may begin, so there is no time to wait for.
        assert_eq!(looks.due(), None);
        looks.ended(&id(98));
        assert_eq!(looks.due(), Some(at(5)));
        assert_eq!(begun(&mut looks, at(90)), ["d95"]);
        looks.forget(&id(95));
        assert_eq!(begun(&mut looks, at(90)), ["d94"]);
    }

    #[test]
    fn who_is_in_a_hurry_is_looked_at_now_and_again_if_that_is_under_way() {
        let now = Instant::now();
        let hour = now + Duration::from_secs(3600);
        let mut looks = Looks::default();
        looks.follow(&id(1), &account("a"), hour);
        looks.hurry(&id(1), now);
        let turn = looks.begin(now).unwrap();
        assert!(turn.is_hurried);
        assert_eq!(looks.begin(hour), None);
        looks.hurry(&id(1), now);
        assert_eq!(looks.begin(now), None, "it is being looked at");
        assert!(looks.ended(&id(1)));
        looks.schedule(&id(1), now);
        assert!(looks.begin(now).is_some());
        assert!(!looks.ended(&id(1)));
        looks.forget(&id(1));
        assert!(looks.is_empty());
        assert_eq!((looks.due(), looks.begin(hour)), (None, None));
    }

    #[test]
    fn who_is_in_a_hurry_waits_for_no_place_and_for_no_look_that_is_stuck() {
        let now = Instant::now();
        let mut looks = Looks::default();
        for number in 0..10 {
            looks.follow(&id(number), &account("a"), now);
        }
        assert_eq!(begun(&mut looks, now).len(), AT_ONCE);
        assert_eq!(looks.due(), None);
        looks.hurry(&id(9), now);
        assert_eq!(looks.due(), Some(now));
        let turn = looks.begin(now).unwrap();
        assert_eq!((turn.delivery, turn.is_hurried), (id(9), true));
        assert_eq!(looks.begin(now), None, "the places are still taken");
        // It takes no place with it when it comes back.
        looks.ended(&id(9));
        assert_eq!(looks.begin(now), None);
        looks.ended(&id(0));
        assert_eq!(begun(&mut looks, now).len(), 1);
    }

    #[tokio::test]
    async fn a_look_that_is_stuck_makes_way_for_somebody_who_waits() {
        let now = Instant::now();
        let mut looks = Looks::default();
        looks.follow(&id(1), &account("a"), now);
        assert!(!looks.begin(now).unwrap().is_hurried);
        let stuck = tokio::spawn(std::future::pending::<()>());
        looks.begun(&id(1), stuck.abort_handle());
        looks.hurry(&id(1), now);
        assert!(looks.begin(now).unwrap().is_hurried);
        assert!(stuck.await.unwrap_err().is_cancelled());
    }

    #[test]
    fn what_is_brought_forward_is_spread_and_nothing_becomes_later() {
        let now = Instant::now();
        let mut looks = Looks::default();
        for number in 0..100 {
            let due = now + Duration::from_secs(10 * number as u64);
            looks.follow(&id(number), &account("a"), due);
        }
        let mut chance = (0..).map(|n| f64::from(n % 100) / 100.0);
        let within = Duration::from_secs(20);
        let moved = looks.bring_forward(now, within, |_, _, _| true, || chance.next().unwrap());
        assert!(moved.len() >= 97, "{}", moved.len());
        assert!(moved.iter().all(|(_, wait)| *wait < within));
        let soon = moved.iter().filter(|(_, wait)| *wait < within / 2).count();
        assert!((40..60).contains(&soon), "{soon}");
        assert!(looks.due() <= Some(now));
    }

    #[test]
    fn impatience_fills_no_queue() {
        let now = Instant::now();
        let mut looks = Looks::default();
        looks.follow(&id(1), &account("a"), now);
        (0..1000).for_each(|_| looks.hurry(&id(1), now));
        let lane = &looks.lanes[&account("a")];
        let lines = lane.queue.len() + lane.hurried.len();
        assert!(lines <= 68, "{lines}");
    }
}
