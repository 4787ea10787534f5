//! A service that asks to be left alone is left alone for exactly as long as it asked.

use std::time::{Duration, Instant};

use parfait::api::{Http, RetryPolicy, Timing};
use parfait::base::report::Remedy;
use parfait::model::brief::Format;
use parfait::runtime::command::Command;
use parfait::runtime::view::JobStage;

use crate::support::fault_server::{Fault, Faults, Route};
use crate::support::world::{Run, World, account, brief};

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

/// Waits of milliseconds, and a real half minute for what warms up.
fn start_patiently(world: &World) -> Run {
    let policy = RetryPolicy {
        warm_up: Duration::from_secs(30),
        ..RetryPolicy::hasty()
    };
    let http = Http::with(Timing::default(), policy).unwrap();
    world.start_with(|config| config.http = http)
}

#[test]
fn a_style_index_that_warms_up_holds_nothing_back_and_is_asked_once_for_a_nicety() {
    let world = World::new(Faults::always(Route::Styles, Fault::status(503)));
    let begun = Instant::now();
    let mut run = start_patiently(&world);
    run.send(Command::Refresh(account()));
    let asked = || world.server.requests_to(Route::Styles).len();
    run.wait("the nicety", |_| (asked() > 0).then_some(()));
    let intent = run.submit(&brief(1, Format::Static));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    assert!(
        begun.elapsed() < Duration::from_secs(25),
        "{:?}",
        begun.elapsed()
    );
    run.stop();
    // Once for each time that the account was asked.
    assert!(asked() <= world.server.requests_to(Route::Balance).len());
    world.assert_charged(1);
}

#[test]
fn a_paid_request_waits_where_a_person_sees_it_and_goes_at_once_when_told_to() {
    for (route, fault) in [
        (Route::Generate, Fault::status(503)),
        (Route::Generate, Fault::status_retry_after(429, "20")),
        // Another request was told to leave the host alone.
        (Route::Brands, Fault::status_retry_after(503, "20")),
    ] {
        let world = World::new(Faults::first(route, vec![fault.clone()]));
        let begun = Instant::now();
        let mut run = start_patiently(&world);
        run.send(Command::Refresh(account()));
        run.wait("the brands", |view| {
            let brands = &view.account(&account())?.brands;
            (brands.value().is_some() || brands.trouble().is_some()).then_some(())
        });
        let intent = run.submit(&brief(1, Format::Static));
        let job = run.wait_job(&intent, "trouble", |job| {
            job.trouble.is_some() && job.next_look.is_some()
        });
        let until = job.trouble.as_ref().unwrap().until();
        assert!(until > Some(world.clock.now()), "{fault:?}: {until:?}");
        let sent = world.server.requests_to(Route::Generate).len();
        assert_eq!(sent, usize::from(route == Route::Generate), "{fault:?}");
        run.send(Command::Retry(intent.clone()));
        assert_eq!(run.settled(&intent).stage, JobStage::Done, "{fault:?}");
        assert!(begun.elapsed() < Duration::from_secs(18), "{fault:?}");
        run.stop();
        world.assert_charged(1);
    }
}

#[test]
fn what_the_service_asks_for_on_a_paid_route_is_obeyed() {
    let fault = Fault::status_retry_after(503, "2");
    let world = World::new(Faults::first(Route::Generate, vec![fault]));
    let begun = Instant::now();
    let mut run = start_patiently(&world);
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    assert_eq!(world.server.requests_to(Route::Generate).len(), 1);
    // The wall clock of this world stands; the steady one does not.
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    assert!(begun.elapsed() >= Duration::from_secs(2));
    run.stop();
    world.assert_charged(1);
}
