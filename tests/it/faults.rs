//! "Fail the nth call, for every n": whatever the network does, work is paid for once and arrives whole.

mod disk;
mod matrix;

use parfait::model::brief::Format;
use parfait::model::ids::IntentId;
use parfait::runtime::event::Event;
use parfait::runtime::view::JobStage;

use crate::support::at_once::at_once;
use crate::support::fault_server::{Fault, Faults, Route};
use crate::support::world::{World, assert_whole, brief, submit};

#[test]
fn a_brief_becomes_whole_files_under_their_final_names_and_is_paid_for_once() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(2, Format::Full));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Done);
    let delivery = job.delivery.as_ref().unwrap();
    assert_eq!(delivery.files_on_disk(), 8);
    assert_whole(delivery);
    let order: Vec<&str> = run.heard().iter().filter_map(word).collect();
    assert_eq!(order, ["written down", "accepted", "finished"]);
    assert!(run.wakes() > 0);
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
    world.assert_disk_is(8);
    world.server.assert_no_key_reached_a_file();
    // What was sent is what was written down, to the byte.
    let sent = world.server.requests_to(Route::Generate);
    let intents = world.library().load().unwrap().intents;
    assert_eq!(intents[0].body, sent[0].incoming.body);
}

fn word(event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::WrittenDown(_) => "written down",
        Event::Accepted { .. } => "accepted",
        Event::Finished { .. } => "finished",
        _ => return None,
    })
}

#[test]
fn when_one_request_in_five_fails_every_ad_arrives_whole_and_is_paid_for_once() {
    for seed in 0..4 {
        let world = World::new(Faults::one_in(5, seed));
        let mut run = world.start();
        let intents: Vec<IntentId> = [1, 3, 2]
            .into_iter()
            .map(|count| run.submit(&brief(count, Format::Full)))
            .collect();
        for intent in &intents {
            let job = run.settled(intent);
            assert_eq!(job.stage, JobStage::Done, "seed {seed}: {job:#?}");
            assert_whole(job.delivery.as_ref().unwrap());
        }
        run.stop();
        world.assert_charged(3);
        world.assert_promises();
        world.assert_disk_is(24);
    }
}

#[test]
fn whichever_call_fails_and_however_the_work_is_paid_for_once_and_arrives() {
    let calls = {
        let world = World::new(Faults::none());
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Static));
        run.settled(&intent);
        run.stop();
        world.server.requests().len() as u32
    };
    let cases: Vec<(u32, Fault)> = (1..=calls)
        .flat_map(|number| Fault::of_calls().into_iter().map(move |it| (number, it)))
        .collect();
    at_once(&cases, |(number, fault)| {
        let world = World::new(Faults::nth(*number, fault.clone()));
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Static));
        let job = run.settled(&intent);
        assert_eq!(job.stage, JobStage::Done);
        assert_whole(job.delivery.as_ref().unwrap());
        run.stop();
        world.assert_charged(1);
        world.assert_promises();
        world.assert_disk_is(2);
    });
}

#[test]
fn the_same_wish_sent_twice_is_one_intent_and_one_charge() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = IntentId::fresh();
    for _ in 0..5 {
        run.send(submit(&intent, &brief(1, Format::Static)));
    }
    run.settled(&intent);
    run.send(submit(&intent, &brief(1, Format::Static)));
    run.stop();
    let mut run = world.start();
    run.send(submit(&intent, &brief(1, Format::Static)));
    run.settled(&intent);
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
    assert_eq!(world.library().load().unwrap().intents.len(), 1);
}
