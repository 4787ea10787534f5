//! Deliveries are followed politely, however many there are: looks are spread, the past says how long one takes, sleep
//! makes nothing burst, and ten thousand ads in one answer are no trouble.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use parfait::api::{Http, Rates, RetryPolicy, Timing};
use parfait::model::account::Service;
use parfait::model::brief::Format;
use parfait::model::delivery::Delivery;
use parfait::model::ids::DeliveryId;
use parfait::runtime::command::Command;
use parfait::runtime::view::JobStage;

use crate::support::fault_server::{Fault, Faults, Route};
use crate::support::world::{World, account, brief};

/// A delivery that an earlier run adopted and left unfinished.
fn left(world: &World, number: u32) -> Delivery {
    let id = format!("rec{number:014}");
    world.server.state().put(&id, 1);
    let folder = world.paths().default_ads().to_owned();
    Delivery::new(DeliveryId::new(id), account(), folder, world.clock.now())
}

#[test]
fn two_hundred_unfinished_deliveries_are_looked_at_in_turn_and_not_at_once() {
    let world = World::new(Faults::none());
    {
        let mut library = world.library();
        for number in 0..200 {
            library.adopt(&left(&world, number)).unwrap();
        }
    }
    let rates = Rates {
        local: Rates::default().remote,
        ..Rates::default()
    };
    let http = Http::within(Timing::default(), RetryPolicy::hasty(), rates).unwrap();
    let mut run = world.start_with(|config| {
        config.http = http;
        config.poll_every = None;
    });
    let all = run.wait("every delivery", |view| {
        let all = view.jobs.iter().map(|job| job.next_look);
        Some(all.collect::<Option<BTreeSet<_>>>()?).filter(|all| all.len() > 150)
    });
    // Half a second for each.
    let (first, last) = (*all.first().unwrap(), *all.last().unwrap());
    let apart = Duration::try_from(last.duration_since(first)).unwrap();
    assert!((90..160).contains(&apart.as_secs()), "{apart:?}");
    std::thread::sleep(Duration::from_secs(3));
    let looks = world.server.requests_to(Route::Delivery).len();
    assert!((4..=16).contains(&looks), "{looks} looks in three seconds");
    assert!(world.server.requests().len() <= 16 + 6 + 1);
    run.stop();
}

#[test]
fn how_long_it_usually_takes_is_learned_from_what_was_followed_and_outlasts_the_run() {
    let world = World::new(Faults::none());
    world.server.state().is_tiny = true;
    let brief = brief(1, Format::Static);
    let mut run = world.start();
    let usual = |run: &crate::support::world::Run| {
        let view = run.view();
        view.usual(&account(), Service::Dessert, &brief).seen
    };
    for seen in 1..=5 {
        let intent = run.submit(&brief);
        assert_eq!(run.settled(&intent).stage, JobStage::Done);
        let wanted = if seen < 5 { 0 } else { 5 };
        assert_eq!(usual(&run), wanted, "after {seen}");
    }
    run.stop();
    let run = world.start();
    assert_eq!(usual(&run), 5);
    run.stop();
}

#[test]
fn what_is_overdue_after_a_sleep_goes_on_and_the_host_is_no_longer_closed() {
    let fault = Fault::status_retry_after(429, "3600");
    let world = World::new(Faults::first(Route::Delivery, vec![fault]));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.silent_since.is_some());
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(world.server.requests_to(Route::Delivery).len(), 1);
    // The lid is closed for two hours; only the wall clock sees it.
    world.clock.advance(Duration::from_secs(7200));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
}

#[test]
fn a_host_that_closes_is_closed_for_every_request_to_it() {
    let fault = Fault::status_retry_after(429, "3600");
    let world = World::new(Faults::first(Route::Delivery, vec![fault]));
    let mut run = world.start();
    let first = run.submit(&brief(1, Format::Static));
    run.wait_job(&first, "trouble", |job| job.silent_since.is_some());
    // What was under way comes to its end.
    std::thread::sleep(Duration::from_millis(200));
    let asked = world.server.requests().len();
    // Not even paid requests: they are written down and wait.
    let second = run.submit(&brief(1, Format::Static));
    let job = run.wait_job(&second, "trouble", |job| job.trouble.is_some());
    let until = job.trouble.as_ref().unwrap().until().unwrap();
    let left = Duration::try_from(until.duration_since(world.clock.now())).unwrap();
    assert!((3500..=3600).contains(&left.as_secs()), "{left:?}");
    assert_eq!(world.server.requests().len(), asked);
    run.send(Command::Retry(second.clone()));
    assert_eq!(run.settled(&second).stage, JobStage::Done);
    run.stop();
    world.assert_charged(2);
}

#[test]
fn ten_thousand_ads_in_one_answer_are_taken_in_and_fetched_quickly() {
    let world = World::new(Faults::none());
    {
        let mut state = world.server.state();
        state.is_tiny = true;
        state.pace = 0;
        state.put("recMANY0000000001", 5_000);
    }
    let mut run = world.start();
    let started = Instant::now();
    run.send(Command::Adopt {
        account: account(),
        delivery: DeliveryId::new("recMANY0000000001"),
        folder: None,
    });
    run.wait("ten thousand ads", |view| {
        let delivery = view.jobs.first()?.delivery.as_ref()?;
        (delivery.ads.len() == 10_000).then_some(())
    });
    let known = started.elapsed();
    assert!(known < Duration::from_secs(10), "{known:?} to take them in");
    // Each is in the queue as a line of it; a few hundred on disk show that it moves on at an even pace.
    run.wait("files", |view| {
        let delivery = view.jobs.first()?.delivery.as_ref()?;
        (delivery.files_on_disk() >= 300).then_some(())
    });
    let fetched = started.elapsed();
    println!("{known:?} to take ten thousand ads in, {fetched:?} with 300 files");
    run.stop();
}
