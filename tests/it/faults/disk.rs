//! "Fail the nth call to the disk, for every n": full, forbidden, broken, half written, and done though an error is told.
//! Files and library alike.

use std::time::{Duration, Instant};

use parfait::base::trial::{Disk, DiskFault};
use parfait::model::brief::Format;
use parfait::model::ids::IntentId;
use parfait::runtime::event::Event;
use parfait::runtime::view::JobStage;

use super::matrix::{end, told};
use crate::support::at_once::at_once;
use crate::support::fault_server::Faults;
use crate::support::promises::assert_told;
use crate::support::world::{Run, World, assert_whole, brief};

/// More calls than a brief of one concept ever needs.
const NEVER: u32 = 100_000;

#[test]
fn whichever_call_to_the_disk_fails_the_work_is_paid_for_once_and_arrives() {
    let calls = live_through(NEVER, DiskFault::Full);
    assert!(calls > 20, "only {calls} calls were counted");
    let cases: Vec<(u32, DiskFault)> = (1..=calls + 2)
        .flat_map(|at| DiskFault::ALL.map(|fault| (at, fault)))
        .collect();
    at_once(&cases, |(at, fault)| {
        live_through(*at, *fault);
    });
}

/// One run on that disk, then one on a healthy one. How many calls the first made.
fn live_through(at: u32, fault: DiskFault) -> u32 {
    let world = World::new(Faults::none());
    let disk = Disk::failing(at, fault);
    let mut run = world.start_with(|config| {
        config.disk = disk.clone();
        config.poll_every = Some(Duration::from_millis(5));
    });
    let intent = run.submit(&brief(1, Format::Static));
    let is_sent = wait(&mut run, &intent);
    if is_sent {
        told(&run.view(), &intent);
    }
    run.stop();
    let calls = disk.calls();
    world.assert_promises();
    assert_eq!(world.server.charges().len(), usize::from(is_sent));

    let mut run = world.start();
    if is_sent {
        let job = end(&mut run, &intent);
        assert_eq!(job.stage, JobStage::Done);
        assert_whole(job.delivery.as_ref().unwrap());
    } else {
        // What was told as not sent never is.
        assert!(run.view().job_of_intent(&intent).is_none());
    }
    run.stop();
    world.assert_promises();
    world.assert_charged(usize::from(is_sent));
    world.assert_disk_is(if is_sent { 2 } else { 0 });
    calls
}

/// Waits until nothing more happens by itself; whether it was sent.
fn wait(run: &mut Run, intent: &IntentId) -> bool {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let view = run.view();
        let job = view.job_of_intent(intent);
        if job.is_some_and(|job| job.stage.is_settled()) {
            return true;
        }
        for event in run.heard() {
            if let Event::Refused { report, .. } = event {
                assert_told(report);
                return false;
            }
        }
        assert!(Instant::now() < until, "it never ends: {:#?}", view.jobs);
        std::thread::sleep(Duration::from_millis(2));
    }
}
