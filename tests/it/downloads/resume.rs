//! What broke off is taken up where it broke off, if it is still the same file.

use std::time::Duration;

use parfait::model::brief::Format;
use parfait::model::delivery::Delivery;
use parfait::runtime::command::Command;
use parfait::runtime::view::JobStage;

use super::failures;
use crate::support::fault_server::{Fault, Faults, Route, Seen};
use crate::support::world::{World, assert_whole, brief};

/// In units of 8 bytes: videos of 800 kB, which are worth being taken up.
const HEAVY: usize = 100_000;
const HALF: u64 = 400_000;

fn heavy(faults: Faults) -> World {
    let world = World::new(faults);
    world.server.state().weight = HEAVY;
    world
}

/// Requests for films, and where each begins.
fn films(world: &World) -> Vec<(Seen, Option<u64>)> {
    let mut seen = world.server.requests_to(Route::Asset);
    seen.retain(|seen| seen.incoming.path.ends_with("1-square.mp4"));
    let start = |seen: &Seen| {
        let range = seen.incoming.header("range")?;
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    };
    seen.into_iter()
        .map(|it| (it.clone(), start(&it)))
        .collect()
}

/// The faults of the square film, one by one; then it works.
fn of_film(faults: Vec<Fault>) -> Faults {
    let left = std::sync::Mutex::new(faults.into_iter());
    Faults::by(move |call| {
        let is_film = call.path.ends_with("1-square.mp4");
        is_film.then(|| left.lock().unwrap().next()).flatten()
    })
}

#[test]
fn a_file_that_was_cut_goes_on_where_it_was_cut() {
    let world = heavy(of_film(vec![
        Fault::CutInBody,
        Fault::status(503),
        Fault::CutInBody,
    ]));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Full));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    let films = films(&world);
    let starts: Vec<u64> = films.iter().map(|(_, start)| start.unwrap_or(0)).collect();
    assert_eq!(starts.len(), 4, "{starts:?}");
    assert!(
        starts[0] == 0 && starts[1] >= HALF && starts[1] == starts[2],
        "{starts:?}"
    );
    assert!(starts[3] >= HALF + HALF / 2, "{starts:?}");
    for (seen, _) in films.iter().skip(1) {
        assert!(seen.incoming.header("if-range").unwrap().starts_with('"'));
    }
    world.assert_disk_is(4);
}

#[test]
fn what_does_not_fit_to_what_is_there_is_never_put_to_it() {
    for wrong in [Fault::PartOfAnother, Fault::PartElsewhere, Fault::Html] {
        let world = heavy(of_film(vec![Fault::CutInBody, wrong.clone()]));
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Full));
        let job = run.settled(&intent);
        assert_eq!(job.stage, JobStage::Done, "{wrong:?}");
        assert_whole(job.delivery.as_ref().unwrap());
        run.stop();
        let starts: Vec<Option<u64>> = films(&world).into_iter().map(|it| it.1).collect();
        assert_eq!(starts.len(), 3, "{wrong:?}: {starts:?}");
        assert!(
            starts[1].is_some() && starts[2].is_none(),
            "{wrong:?}: {starts:?}"
        );
        world.assert_disk_is(4);
    }
}

#[test]
fn what_broke_off_when_the_program_ended_is_taken_up_by_the_next_run() {
    for is_orderly in [true, false] {
        let faults = std::iter::once(Fault::CutInBody).chain(std::iter::repeat_n(
            Fault::Stall(Duration::from_secs(20)),
            50,
        ));
        let world = heavy(of_film(faults.collect()));
        let mut run = world.start();
        let intent = run.submit(&brief(1, Format::Full));
        run.wait("the second attempt", |_| {
            (films(&world).len() >= 2).then_some(())
        });
        if is_orderly {
            run.stop();
        } else {
            drop(run);
        }
        let before = films(&world).len();
        world.server.set_faults(Faults::none());
        let mut run = world.start();
        let job = run.settled(&intent);
        assert_eq!(job.stage, JobStage::Done);
        assert_whole(job.delivery.as_ref().unwrap());
        run.stop();
        let starts: Vec<Option<u64>> = films(&world).into_iter().map(|it| it.1).collect();
        assert!(
            starts[before].is_some_and(|start| start >= HALF),
            "{starts:?}"
        );
        world.assert_disk_is(4);
        world.assert_charged(1);
    }
}

#[test]
fn what_was_given_up_is_taken_up_when_it_is_asked_for_again() {
    let faults =
        std::iter::once(Fault::CutInBody).chain(std::iter::repeat_n(Fault::status(500), 50));
    let world = heavy(of_film(faults.collect()));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Full));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Incomplete { done: 3, total: 4 });
    let before = films(&world).len();
    world.server.set_faults(Faults::none());
    run.send(Command::Fetch {
        delivery: job.delivery.as_ref().unwrap().id.clone(),
        ad: None,
        folder: None,
    });
    let job = run.wait_job(&intent, "all files", |job| job.stage == JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    let starts: Vec<Option<u64>> = films(&world).into_iter().map(|it| it.1).collect();
    assert_eq!(starts.len(), before + 1);
    assert!(
        starts[before].is_some_and(|start| start >= HALF),
        "{starts:?}"
    );
    world.assert_disk_is(4);
}

#[test]
fn a_file_that_only_drips_is_fetched_over_a_better_connection() {
    let world = heavy(of_film(vec![Fault::Drip(Duration::from_millis(20))]));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Full));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Done);
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    assert_eq!(films(&world).len(), 2);
    world.assert_disk_is(4);
}

#[test]
fn an_address_whose_time_is_over_is_told_as_that() {
    let world = World::new(Faults::always(Route::Asset, Fault::StatusHtml(403)));
    world.server.state().expires = Some(1_770_110_000);
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.settled(&intent);
    let failed: Vec<String> = failures(job.delivery.as_ref().unwrap() as &Delivery);
    assert_eq!(failed.len(), 2);
    for sentence in &failed {
        assert!(
            sentence.contains("was good until 3 February 2026"),
            "{sentence}"
        );
        assert!(sentence.contains("Fetch it again"), "{sentence}");
    }
    run.stop();
    world.assert_disk_is(0);
}

#[test]
fn one_host_is_never_asked_for_more_than_four_files_at_once() {
    let world = World::new(Faults::always(
        Route::Asset,
        Fault::Slow(Duration::from_millis(50)),
    ));
    let mut run = world.start();
    let intent = run.submit(&brief(8, Format::Static));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    assert_eq!(world.server.files_at_once(), 4);
    world.assert_disk_is(16);
}
