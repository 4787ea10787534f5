//! When nobody can know whether a request was paid, it is not sent again by itself: the person decides. And what was
//! surely not paid is never left to them.

use std::time::Duration;

use parfait::base::clock::Timestamp;
use parfait::base::report::ReportKind;
use parfait::model::brief::Format;
use parfait::model::delivery::{Intent, IntentState};
use parfait::model::ids::{IdempotencyKey, IntentId};
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::view::{Job, JobStage};

use crate::support::fault_server::{Fault, Faults, Route};
use crate::support::world::{World, account, assert_whole, brief};

fn posts(world: &World) -> usize {
    world.server.requests_to(Route::Generate).len()
}

/// Starts anew and checks that this request waits for the person, says why, and is not sent.
fn assert_waits(world: &World, intent: &IntentId, why: &str) {
    let before = posts(world);
    let mut run = world.start();
    let job = run.settled(intent);
    assert_decision(&job, why);
    std::thread::sleep(Duration::from_millis(100));
    run.stop();
    assert_eq!(posts(world), before);
}

fn assert_decision(job: &Job, why: &str) {
    assert_eq!(job.stage, JobStage::NeedsDecision, "{job:#?}");
    let told = job.trouble.as_ref().unwrap();
    assert!(told.summary.contains(why), "{told}");
}

#[test]
fn a_refusal_after_a_lost_answer_is_never_taken_for_not_paid() {
    let world = World::new(Faults::first(Route::Generate, vec![Fault::AnswerLost]));
    world.server.state().checks_before_key = true;
    // The lost attempt takes the last credits, so that its repeat meets an empty account.
    world.server.state().balance = 5;
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.settled(&intent);
    assert_decision(&job, "no answer");
    let told = job.trouble.clone().unwrap();
    assert!(told.hint.contains("not enough credits"), "{told}");
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
    assert_waits(&world, &intent, "no answer");

    // Topped up and retried under the same key, the lost answer is there.
    world.server.state().balance = 100;
    let mut run = world.start();
    run.send(Command::Retry(intent.clone()));
    let job = run.wait_job(&intent, "the delivery", |job| job.stage == JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
    world.assert_disk_is(2);
}

#[test]
fn the_lid_may_be_closed_between_two_attempts_for_as_long_as_one_likes() {
    for (fault, stage) in [
        // It was accepted: nobody but the person knows what to do.
        (Fault::AnswerLost, None),
        // It was surely not: that is all there is to say.
        (Fault::status(429), Some(ReportKind::NotSent)),
    ] {
        let world = World::new(Faults::none());
        let clock = world.clock.clone();
        let is_lost = fault == Fault::AnswerLost;
        world.server.set_faults(Faults::by(move |call| {
            (call.route == Route::Generate && call.nth == 1).then(|| {
                clock.advance(Duration::from_secs(30 * 3600));
                fault.clone()
            })
        }));
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Static));
        let job = run.settled(&intent);
        match stage {
            None => assert_decision(&job, "too old"),
            Some(kind) => {
                assert!(matches!(&job.stage, JobStage::Refused(report) if report.kind == kind));
            }
        }
        run.stop();
        assert_eq!(posts(&world), 1);
        world.assert_charged(usize::from(is_lost));
        world.assert_promises();
        if is_lost {
            assert_waits(&world, &intent, "too old");
        }
    }
}

#[test]
fn a_clock_that_was_ahead_makes_no_key_young_again() {
    let world = World::new(Faults::always(Route::Generate, Fault::AnswerLost));
    let right = world.clock.now();
    world.clock.advance(Duration::from_secs(5 * 24 * 3600));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    drop(run);
    world.server.set_faults(Faults::none());
    world.clock.set(right);
    assert_waits(&world, &intent, "clock was wrong");
    // Two days later by the right clock the service has forgotten the key, and the key is still not sent.
    world.clock.advance(Duration::from_secs(2 * 24 * 3600));
    assert_waits(&world, &intent, "clock was wrong");
    // An hour after the time at which it seems to have been written down, it seems young.
    world
        .clock
        .advance(Duration::from_secs((3 * 24 + 1) * 3600));
    assert_waits(&world, &intent, "clock was wrong");
    let mut run = world.start();
    run.send(Command::Retry(intent.clone()));
    run.wait_for_event("a refusal", |event| matches!(event, Event::Trouble(_)));
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
}

/// Written down, and then the program ended.
fn write_down(world: &World) -> IntentId {
    let intent = Intent {
        id: IntentId::fresh(),
        account: account(),
        endpoint: Some(world.server.url().to_string()),
        key: IdempotencyKey::fresh(),
        body: br#"{"count":1,"format":"static"}"#.to_vec(),
        brief: brief(1, Format::Static),
        folder: world.paths().default_ads().to_owned(),
        created_at: world.clock.now(),
        sends: 0,
        last_sent_at: None,
        in_doubt: false,
        decision: None,
        over: None,
        state: IntentState::Open,
    };
    world.library().write_intent(&intent).unwrap();
    intent.id
}

#[test]
fn what_was_never_sent_needs_no_decision() {
    let world = World::new(Faults::none());
    let young = write_down(&world);
    world.clock.advance(Duration::from_secs(3600));
    let mut run = world.start();
    assert_eq!(run.settled(&young).stage, JobStage::Done);
    run.stop();
    let old = write_down(&world);
    world.clock.advance(Duration::from_secs(2 * 24 * 3600));
    for _ in 0..2 {
        let mut run = world.start();
        let job = run.settled(&old);
        let JobStage::Refused(report) = &job.stage else {
            panic!("{job:#?}");
        };
        assert_eq!(report.kind, ReportKind::NotSent);
        assert!(report.summary.contains("never sent"), "{report}");
        run.stop();
    }
    assert_eq!(posts(&world), 1);
    world.assert_charged(1);
    world.assert_promises();
}

#[test]
fn every_attempt_is_counted_before_it_is_made_and_a_doubt_outlasts_the_program() {
    let world = World::new(Faults::first(
        Route::Generate,
        vec![
            Fault::status(429),
            Fault::status(429),
            Fault::Stall(Duration::from_secs(30)),
        ],
    ));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait("the third attempt", |_| (posts(&world) == 3).then_some(()));
    drop(run);
    let kept = world.library().intent(&intent).unwrap().unwrap();
    assert_eq!((kept.sends, kept.in_doubt), (3, true));
    assert_eq!(kept.last_sent_at, Some(world.clock.now()));
    // What surely came to nothing leaves no doubt.
    let world = World::new(Faults::always(Route::Generate, Fault::status(429)));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    run.stop();
    let kept = world.library().intent(&intent).unwrap().unwrap();
    assert!(kept.sends >= 8 && !kept.in_doubt, "{kept:?}");
}

#[test]
fn bytes_that_are_not_those_that_were_written_down_never_go_out_under_the_key() {
    let world = World::new(Faults::none());
    let intent = write_down(&world);
    world
        .library()
        .note_send(&intent, Timestamp::UNIX_EPOCH)
        .unwrap();
    let file = rusqlite::Connection::open(world.paths().library()).unwrap();
    let more = br#"{"count":9,"format":"static"}"#;
    file.execute("UPDATE intents SET body = ?1", [more.as_slice()])
        .unwrap();
    drop(file);
    assert_waits(&world, &intent, "damaged");
    assert_eq!(posts(&world), 0);
}
