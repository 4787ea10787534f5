//! A service that asks to be left alone is left alone for exactly as long as it asked.

use std::time::Duration;

use parfait::base::report::Remedy;
use parfait::model::brief::Format;
use parfait::runtime::command::Command;
use parfait::runtime::view::JobStage;

use crate::support::fault_server::{Fault, Faults, Route};
use crate::support::world::{World, brief};

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_service_that_says_in_an_hour_is_not_asked_before_unless_the_person_says_so() {
    for route in [Route::Generate, Route::Delivery] {
        let fault = Fault::status_retry_after(429, "3600");
        let world = World::new(Faults::first(route, vec![fault]));
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Static));
        let job = run.wait_job(&intent, "trouble", |job| {
            job.trouble.is_some() && job.next_look.is_some()
        });
        let in_an_hour = Some(world.clock.now() + HOUR);
        let told = job.trouble.as_ref().unwrap();
        assert_eq!((told.until(), job.next_look), (in_an_hour, in_an_hour));
        assert_eq!(told.remedy(), Some(&Remedy::Wait));
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(world.server.requests_to(route).len(), 1, "{route:?}");
        match &job.delivery {
            None => run.send(Command::Retry(intent.clone())),
            Some(delivery) => run.send(Command::LookNow(delivery.id.clone())),
        }
        assert_eq!(run.settled(&intent).stage, JobStage::Done);
        run.stop();
        world.assert_charged(1);
        world.assert_promises();
    }
}

#[test]
fn nobody_waits_longer_than_a_key_is_good_for() {
    let fault = Fault::status_retry_after(503, "999999999");
    let world = World::new(Faults::always(Route::Generate, fault));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.wait_job(&intent, "trouble", |job| job.next_look.is_some());
    let day = world.clock.now() + 24 * HOUR;
    assert!(job.next_look.unwrap() <= day, "{job:#?}");
    run.stop();
}
