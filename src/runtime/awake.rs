//! What is done after the machine slept, its clock was set, or the network came back: whatever is overdue goes on, spread
//! so that nothing comes in a burst, and what depends on the time of day is judged again.
//!
//! No system tells of a network that came back in a way that all have; the first answer after failures does.

use std::time::Duration;

use tokio::time::Instant;

use crate::base::wake::{EVERY, Jump, Watch};
use crate::model::ids::{AccountId, DeliveryId};

use super::orchestrator::Orchestrator;

/// What is brought forward is spread over so long.
const SPREAD: Duration = Duration::from_secs(20);

/// Few need no such room: this is enough for each.
const APART: Duration = Duration::from_millis(500);

/// Compares the clocks while anything waits for a time.
#[derive(Debug)]
pub(super) struct Awake {
    watch: Watch,
    start: Instant,
    due: Option<Instant>,
}

impl Awake {
    pub fn new(wall: crate::base::clock::Timestamp) -> Self {
        Self {
            watch: Watch::new(wall, Duration::ZERO),
            start: Instant::now(),
            due: None,
        }
    }

    /// When to compare next; never while nothing waits.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }
}

impl Orchestrator {
    /// Sees whether the machine slept or its clock was set, and takes up what waited for a time.
    pub(super) fn compare_clocks(&mut self) {
        let is_waiting =
            !self.looks.is_empty() || self.jobs.iter_mut().any(|work| work.sending.is_some());
        let now = Instant::now();
        let (wall, steady) = (self.ctx.clock.now(), now - self.awake.start);
        if !is_waiting {
            self.awake.due = None;
            return;
        }
        match self.awake.due {
            // Nothing waited so far: what passed meanwhile concerned nobody.
            None => self.awake.watch = Watch::new(wall, steady),
            Some(due) if due > now => return,
            Some(_) => {
                if let Some(jump) = self.awake.watch.compare(wall, steady) {
                    tracing::info!(?jump, "the clocks have jumped");
                    self.woken_up(jump);
                }
            }
        }
        self.awake.due = Some(now + EVERY);
    }

    fn woken_up(&mut self, jump: Jump) {
        if matches!(jump, Jump::Ahead(_)) {
            self.ctx.http.renew();
        }
        let now = self.ctx.clock.now();
        let mut overdue: Vec<DeliveryId> = Vec::new();
        for work in self.jobs.iter_mut() {
            // Fates and windows are judged anew before each attempt.
            if let Some(reins) = &work.sending {
                reins.hurry();
            }
            let is_overdue = work.job.next_look.is_some_and(|at| at <= now);
            if let Some(delivery) = work.delivery().filter(|_| is_overdue) {
                overdue.push(delivery.id.clone());
            }
        }
        let is_back = matches!(jump, Jump::Back(_));
        let overdue: std::collections::HashSet<DeliveryId> = overdue.into_iter().collect();
        let few = u32::try_from(overdue.len()).unwrap_or(u32::MAX);
        let moved = self.looks.bring_forward(
            Instant::now(),
            SPREAD.min(APART.saturating_mul(few)),
            |id, _, _| overdue.contains(id),
            fastrand::f64,
        );
        self.note_moved(moved);
        if is_back {
            self.tell_times_anew();
        }
        self.changed();
    }

    /// After a failure somebody answered: the others of this account need not wait out their pauses.
    pub(super) fn back_online(&mut self, account: &AccountId) {
        let moved = self.looks.bring_forward(
            Instant::now(),
            SPREAD,
            |_, of, it| of == account && it.misses > 0 && !it.is_told_to_wait,
            fastrand::f64,
        );
        self.note_moved(moved);
        for work in self.jobs.iter_mut() {
            let is_meant = work.job.account == *account;
            let is_told_to_wait = work
                .job
                .trouble
                .as_ref()
                .is_some_and(|it| it.until().is_some());
            if let Some(reins) = work
                .sending
                .as_ref()
                .filter(|_| is_meant && !is_told_to_wait)
            {
                reins.hurry();
            }
        }
    }

    fn note_moved(&mut self, moved: Vec<(DeliveryId, Duration)>) {
        for (id, wait) in moved {
            let at = self.in_a_while(wait);
            if let Some(work) = self.jobs.of_delivery(&id) {
                work.edit(|job| job.next_look = at);
            }
        }
    }

    /// The clock was put back: the looks are where they were, at another time of day.
    fn tell_times_anew(&mut self) {
        let waits = self.looks.waits(Instant::now());
        self.note_moved(waits);
    }
}
