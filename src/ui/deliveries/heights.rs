//! How high rows are that were measured before: to measure one means to lay its words out, and a thousand rows in trouble
//! would take a whole frame.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::runtime::view::Job;

/// Heights of rows, as long as neither the job nor the width changes.
#[derive(Debug, Default)]
pub struct Heights {
    width: f32,
    scale: f32,
    /// By the address of the job, which stays its own as long as the reference is kept.
    known: HashMap<usize, Known>,
}

#[derive(Debug)]
struct Known {
    alive: Weak<Job>,
    is_unfolded: bool,
    height: f32,
}

fn place(job: &Arc<Job>) -> usize {
    Arc::as_ptr(job) as usize
}

impl Heights {
    /// Before the rows of a frame: forgets what was measured otherwise, and of jobs that are no more.
    pub fn begin(&mut self, width: f32, scale: f32, jobs: usize) {
        if (self.width, self.scale) != (width, scale) {
            (self.width, self.scale) = (width, scale);
            self.known.clear();
        }
        if self.known.len() > 2 * jobs + 64 {
            self.known.retain(|_, known| known.alive.strong_count() > 0);
        }
    }

    /// How high the row of a job is, if it was measured as it is now.
    pub fn get(&self, job: &Arc<Job>, is_unfolded: bool) -> Option<f32> {
        let known = self.known.get(&place(job))?;
        (known.is_unfolded == is_unfolded).then_some(known.height)
    }

    /// Keeps what was measured.
    pub fn put(&mut self, job: &Arc<Job>, is_unfolded: bool, height: f32) {
        let known = Known {
            alive: Arc::downgrade(job),
            is_unfolded,
            height,
        };
        self.known.insert(place(job), known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::model::account::Service;
    use crate::model::ids::AccountId;
    use crate::runtime::view::JobStage;

    fn job() -> Arc<Job> {
        Arc::new(Job {
            intent: None,
            account: AccountId::new("dessert"),
            service: Service::Dessert,
            brief: None,
            stage: JobStage::NeedsDecision,
            delivery: None,
            created_at: Timestamp::UNIX_EPOCH,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Default::default(),
        })
    }

    #[test]
    fn a_height_holds_for_its_job_its_width_and_its_fold_alone() {
        let mut heights = Heights::default();
        heights.begin(800.0, 1.0, 1);
        let (one, other) = (job(), job());
        heights.put(&one, false, 140.0);
        assert_eq!(heights.get(&one, false), Some(140.0));
        assert_eq!(heights.get(&one, true), None);
        assert_eq!(heights.get(&other, false), None);
        // A changed job is another one.
        assert_eq!(heights.get(&Arc::new((*one).clone()), false), None);
        heights.begin(801.0, 1.0, 1);
        assert_eq!(heights.get(&one, false), None);
    }

    #[test]
    fn jobs_that_are_no_more_are_forgotten() {
        let mut heights = Heights::default();
        let kept = job();
        heights.put(&kept, false, 1.0);
        for _ in 0..1000 {
            heights.put(&job(), false, 1.0);
            heights.begin(0.0, 0.0, 1);
        }
        assert!(heights.known.len() <= 67, "{}", heights.known.len());
        assert_eq!(heights.get(&kept, false), Some(1.0));
    }
}
