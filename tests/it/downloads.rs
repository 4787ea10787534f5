//! A file under its final name is whole, whatever the network and the disk do; one bad file never stops the rest.

mod resume;

use std::path::PathBuf;
use std::time::Duration;

use parfait::model::ad::AssetState;
use parfait::model::brief::Format;
use parfait::model::delivery::Delivery;
use parfait::model::ids::IntentId;
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::view::JobStage;

use crate::library::TinyDisk;
use crate::support::fault_server::{Fault, Faults, Route};
use crate::support::world::{Run, World, account, assert_whole, brief};

fn submit_to(run: &Run, count: u32, format: Format, folder: PathBuf) -> IntentId {
    let intent = IntentId::fresh();
    run.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: account(),
        brief: brief(count, format),
        folder: Some(folder),
        over: None,
    })));
    intent
}

fn failures(delivery: &Delivery) -> Vec<String> {
    let assets = delivery.ads.iter().flat_map(|ad| &ad.assets);
    assets
        .filter_map(|asset| match &asset.state {
            AssetState::Failed(sentence) => Some(sentence.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_file_that_is_cut_stalled_of_the_wrong_kind_or_length_is_fetched_again_until_it_is_whole() {
    let faults = vec![
        Fault::CutInBody,
        Fault::StallInBody(Duration::from_secs(2)),
        Fault::Html,
        Fault::WrongLength,
        Fault::status(500),
        Fault::WrongType,
    ];
    for format in [Format::Static, Format::Full] {
        let world = World::new(Faults::first(Route::Asset, faults.clone()));
        let mut run = world.start();
        let intent = run.submit(&brief(1, format));
        let job = run.settled(&intent);
        assert_eq!(job.stage, JobStage::Done);
        assert_whole(job.delivery.as_ref().unwrap());
        run.stop();
        world.assert_disk_is(if format == Format::Full { 4 } else { 2 });
    }
}

#[test]
fn a_file_that_cannot_be_had_is_given_up_with_a_sentence_and_the_rest_arrives() {
    let world = World::new(Faults::by(|call| {
        let is_bad = call.route == Route::Asset && call.path.contains("1-square");
        is_bad.then_some(Fault::Html)
    }));
    let mut run = world.start();
    let intent = run.submit(&brief(2, Format::Static));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Incomplete { done: 3, total: 4 });
    let delivery = job.delivery.as_ref().unwrap();
    let failed = failures(delivery);
    assert_eq!(failed.len(), 1);
    assert!(failed[0].contains("Fetch it again"), "{failed:?}");
    let finished = run.wait_for_event("the end", |event| matches!(event, Event::Finished { .. }));
    assert_eq!(
        finished,
        Event::Finished {
            delivery: delivery.id.clone(),
            files: 3,
            failed: 1
        }
    );
    world.assert_disk_is(3);
    // The service comes to itself, and so does the delivery; nothing is fetched twice.
    world.server.set_faults(Faults::none());
    let before = world.server.requests_to(Route::Asset).len();
    run.send(Command::Fetch {
        delivery: delivery.id.clone(),
        ad: None,
        folder: None,
    });
    let job = run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    assert_eq!(world.server.requests_to(Route::Asset).len(), before + 1);
    run.stop();
    world.assert_disk_is(4);
    world.assert_charged(1);
}

#[test]
fn a_folder_that_cannot_be_written_costs_no_ads_and_another_folder_gets_them() {
    let world = World::new(Faults::none());
    let blocked = world.folder.path().join("a file");
    std::fs::write(&blocked, b"in the way").unwrap();
    let mut run = world.start();
    let intent = submit_to(&run, 1, Format::Static, blocked.join("ads"));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Incomplete { done: 0, total: 2 });
    let delivery = job.delivery.clone().unwrap();
    let failed = failures(&delivery);
    assert!(failed[0].contains("another folder"), "{failed:?}");
    run.send(Command::Fetch {
        delivery: delivery.id,
        ad: None,
        folder: Some(world.paths().default_ads().to_owned()),
    });
    let job = run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    world.assert_disk_is(2);
    world.assert_charged(1);
    assert_eq!(std::fs::read(&blocked).unwrap(), b"in the way");
}

#[test]
fn a_full_disk_costs_no_ads_and_leaves_no_half_file() {
    let world = World::new(Faults::none());
    // Too small for the first picture.
    let Some(disk) = TinyDisk::mount(&world.folder.path().join("tiny"), 4) else {
        return;
    };
    let mut run = world.start();
    let intent = submit_to(&run, 1, Format::Full, disk.0.clone());
    let job = run.settled(&intent);
    let failed = failures(job.delivery.as_ref().unwrap());
    assert!(!failed.is_empty(), "{job:#?}");
    for sentence in &failed {
        assert!(sentence.contains("is full"), "{sentence}");
        assert_eq!(job.trouble.as_ref().unwrap().summary, *sentence);
    }
    // Nothing was even begun.
    assert_eq!(world.server.requests_to(Route::Asset).len(), 0);
    assert_eq!(std::fs::read_dir(&disk.0).unwrap().count(), 0);
    let delivery = job.delivery.as_ref().unwrap().id.clone();
    run.send(Command::Fetch {
        delivery,
        ad: None,
        folder: Some(world.paths().default_ads().to_owned()),
    });
    let job = run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    world.assert_disk_is(4);
}

#[test]
fn a_file_that_is_not_ours_is_never_written_over() {
    let world = World::new(Faults::none());
    // The names of the first delivery, taken by somebody else before.
    let names: Vec<PathBuf> = {
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Static));
        run.settled(&intent);
        run.stop();
        world.files()
    };
    for name in &names {
        std::fs::write(name, b"somebody else's").unwrap();
    }
    std::fs::remove_file(world.paths().library()).unwrap();
    let mut run = world.start();
    let delivery = world.server.deliveries()[0].clone();
    run.send(Command::Adopt {
        account: account(),
        delivery: parfait::model::ids::DeliveryId::new(delivery),
        folder: None,
    });
    run.wait_for_event("the end", |event| matches!(event, Event::Finished { .. }));
    run.stop();
    for name in &names {
        assert_eq!(std::fs::read(name).unwrap(), b"somebody else's");
    }
    let ours = world.files().len() - names.len();
    assert_eq!(ours, 3, "{:#?}", world.files());
}

#[test]
fn a_file_that_was_deleted_or_changed_is_fetched_again_and_the_others_are_kept() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(2, Format::Static));
    let job = run.settled(&intent);
    let delivery = job.delivery.clone().unwrap();
    let file = |at: usize| delivery.ads[at].still_file().unwrap().path.clone();
    std::fs::remove_file(file(0)).unwrap();
    std::fs::write(file(1), b"painted over").unwrap();
    let before = world.server.requests_to(Route::Asset).len();
    run.send(Command::Fetch {
        delivery: delivery.id.clone(),
        ad: None,
        folder: None,
    });
    run.wait_job(&intent, "the fetch", |job| job.stage != JobStage::Done);
    let job = run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    assert_eq!(world.server.requests_to(Route::Asset).len(), before + 2);
    // What was changed is the person's now.
    assert_eq!(std::fs::read(file(1)).unwrap(), b"painted over");
    run.stop();
}

#[test]
fn at_the_start_what_was_changed_is_kept_and_said_and_what_is_damaged_is_offered_again() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(2, Format::Static));
    let job = run.settled(&intent);
    run.stop();
    let delivery = job.delivery.clone().unwrap();
    let file = |at: usize| delivery.ads[at].still_file().unwrap().path.clone();
    let painted = std::fs::read(file(1)).unwrap();
    std::fs::write(file(0), &painted).unwrap();
    std::fs::write(file(2), &painted[..painted.len() / 2]).unwrap();
    // Taken away by the person: nobody is told what they did themselves.
    std::fs::remove_file(file(3)).unwrap();
    let mut run = world.start();
    let job = run.wait_job(&intent, "what was found", |job| job.trouble.is_some());
    assert_eq!(job.stage, JobStage::Incomplete { done: 3, total: 4 });
    let summary = &job.trouble.as_ref().unwrap().summary;
    assert!(summary.contains("One file is damaged"), "{summary}");
    assert!(summary.contains("one file was changed"), "{summary}");
    assert_eq!(failures(job.delivery.as_ref().unwrap()).len(), 1);
    run.send(Command::Fetch {
        delivery: delivery.id.clone(),
        ad: Some(parfait::model::ad::AdKey {
            delivery: delivery.id.clone(),
            ad: delivery.ads[2].id.clone(),
        }),
        folder: None,
    });
    run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    assert_eq!(std::fs::read(file(0)).unwrap(), painted);
    assert_eq!(std::fs::read(file(2)).unwrap().len(), painted.len() / 2);
    assert!(!file(3).exists());
    run.stop();
}

#[test]
fn files_that_are_whole_in_one_folder_are_copied_to_another_without_the_service() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Full));
    let job = run.settled(&intent);
    let before = world.server.requests_to(Route::Asset).len();
    let elsewhere = world.folder.path().join("elsewhere");
    run.send(Command::Fetch {
        delivery: job.delivery.as_ref().unwrap().id.clone(),
        ad: None,
        folder: Some(elsewhere.clone()),
    });
    run.wait_job(&intent, "the fetch", |job| job.stage != JobStage::Done);
    let job = run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    let delivery = job.delivery.as_ref().unwrap();
    assert_whole(delivery);
    assert!(
        delivery
            .ads
            .iter()
            .all(|ad| ad.still_file().unwrap().path.starts_with(&elsewhere))
    );
    assert_eq!(world.server.requests_to(Route::Asset).len(), before);
    run.stop();
    world.assert_disk_is(4);
}

#[test]
fn an_address_that_has_grown_stale_is_asked_for_anew() {
    let world = World::new(Faults::first(Route::Asset, vec![Fault::StatusHtml(403)]));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
}

#[test]
fn the_sidecar_tells_the_brief_the_answers_and_the_files_and_no_key() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.settled(&intent);
    run.stop();
    let files = world.files();
    let sidecar = files.iter().find(|it| it.ends_with("delivery.json"));
    let text = std::fs::read_to_string(sidecar.unwrap()).unwrap();
    assert!(!text.contains(crate::support::fault_server::KEY));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["brief"]["count"], 1);
    assert_eq!(value["accepted"]["credits_charged"], 5);
    assert_eq!(value["answer"]["status"], "completed");
    assert_eq!(value["files"].as_array().unwrap().len(), 2);
    let delivery = job.delivery.as_ref().unwrap();
    assert_eq!(value["delivery_id"], delivery.id.as_str());
    // Named after the brand, which was told while the ads were being made.
    assert!(
        files
            .iter()
            .all(|file| file.to_string_lossy().contains("moss-tallow")),
        "{files:#?}"
    );
}
