//! The program may end at any moment: at the next start everything goes on, and nothing is paid twice.

use std::time::Duration;

use parfait::base::report::ReportKind;
use parfait::model::brief::Format;
use parfait::model::delivery::IntentState;
use parfait::model::ids::{DeliveryId, IntentId};
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::view::{JobStage, KeyView};
use parfait::secrets::{MemoryStore, Secrets};

use crate::support::fault_server::{Fault, FaultServer, Faults, Route};
use crate::support::sentinel::Watched;
use crate::support::world::{Run, World, account, assert_whole, brief};

/// Starts again, lets everything end, and checks the promises.
fn finish(world: &World, intent: &IntentId, files: usize) {
    let mut run = world.start();
    let job = run.settled(intent);
    assert_eq!(job.stage, JobStage::Done, "{job:#?}");
    assert_whole(job.delivery.as_ref().unwrap());
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
    world.assert_disk_is(files);
}

#[test]
fn work_goes_on_wherever_the_program_was_dropped() {
    type Stage = (&'static str, fn(&mut Run, &IntentId));
    let stages: [Stage; 5] = [
        ("written down", |run, _| {
            run.wait_for_event("it", |event| matches!(event, Event::WrittenDown(_)));
        }),
        ("accepted", |run, _| {
            run.wait_for_event("it", |event| matches!(event, Event::Accepted { .. }));
        }),
        ("looked at", |run, intent| {
            run.wait_job(intent, "a look", |job| {
                job.delivery
                    .as_ref()
                    .is_some_and(|it| it.looked_at.is_some())
            });
        }),
        ("fetched in part", |run, intent| {
            run.wait_job(intent, "a file", |job| {
                job.delivery
                    .as_ref()
                    .is_some_and(|it| it.files_on_disk() > 0)
            });
        }),
        ("finished", |run, _| {
            run.wait_for_event("it", |event| matches!(event, Event::Finished { .. }));
        }),
    ];
    for (name, reach) in stages {
        println!("dropped when {name}");
        let world = World::new(Faults::none());
        let mut run = world.start();
        let intent = run.submit(&brief(2, Format::Full));
        reach(&mut run, &intent);
        drop(run);
        finish(&world, &intent, 8);
    }
}

#[test]
fn work_goes_on_whenever_the_program_was_dropped() {
    for millis in (0..160).step_by(8) {
        let world = World::new(Faults::one_in(6, millis));
        let run = world.start();
        let intent = run.submit(&brief(2, Format::Full));
        std::thread::sleep(Duration::from_millis(millis));
        drop(run);
        // What was not written down was not sent.
        if world.library().load().unwrap().intents.is_empty() {
            world.assert_charged(0);
        } else {
            finish(&world, &intent, 8);
        }
    }
}

#[test]
fn an_answer_that_was_lost_with_the_program_is_found_again_for_nothing() {
    let stall = Fault::Stall(Duration::from_secs(30));
    let world = World::new(Faults::first(Route::Generate, vec![stall]));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait("the charge", |_| {
        (!world.server.charges().is_empty()).then_some(())
    });
    drop(run);
    finish(&world, &intent, 2);
    let bodies: Vec<Vec<u8>> = world
        .server
        .requests_to(Route::Generate)
        .into_iter()
        .map(|seen| seen.incoming.body)
        .collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_intent_whose_key_is_too_old_waits_for_the_person() {
    let world = World::new(Faults::always(Route::Generate, Fault::CutBeforeAnswer));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    drop(run);
    world.server.set_faults(Faults::none());
    world.clock.advance(Duration::from_secs(24 * 60 * 60));
    let sent = world.server.requests_to(Route::Generate).len();

    let mut run = world.start();
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::NeedsDecision);
    run.send(Command::Retry(intent.clone()));
    run.wait_for_event("a refusal", |event| matches!(event, Event::Trouble(_)));
    assert_eq!(world.server.requests_to(Route::Generate).len(), sent);

    // To run it again is another wish under another key; the old one is let go.
    let again = IntentId::fresh();
    run.send(Command::RunAgain {
        of: intent.clone(),
        as_new: again.clone(),
        over: None,
    });
    assert_eq!(run.settled(&again).stage, JobStage::Done);
    assert_eq!(run.settled(&intent).stage, JobStage::Dismissed);
    run.stop();
    world.assert_charged(1);
    let intents = world.library().load().unwrap().intents;
    assert_eq!(intents[0].state, IntentState::Dismissed);
    assert_ne!(intents[0].key, intents[1].key);
}

#[test]
fn a_service_that_is_away_is_asked_again_with_the_same_key_until_it_is_back() {
    let world = World::new(Faults::always(Route::Generate, Fault::status(503)));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    world.server.set_faults(Faults::none());
    run.send(Command::Retry(intent.clone()));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    world.assert_charged(1);
    let keys: Vec<Option<String>> = world
        .server
        .requests_to(Route::Generate)
        .iter()
        .map(|seen| seen.incoming.header("idempotency-key").map(str::to_owned))
        .collect();
    assert!(keys[0].is_some() && keys.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_key_that_is_refused_after_a_lost_answer_does_not_bury_what_was_paid() {
    let world = World::new(Faults::by(|call| match (call.route, call.nth) {
        (Route::Generate, 1..=8) => Some(Fault::AnswerLost),
        (Route::Generate, 9..=14) => Some(Fault::status(401)),
        _ => None,
    }));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.wait_job(&intent, "the refused key", |job| {
        job.trouble
            .as_ref()
            .is_some_and(|it| it.kind == ReportKind::NotAuthorised)
    });
    assert!(!job.stage.is_settled());
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    world.assert_charged(1);
}

#[test]
fn a_proxy_that_answers_after_a_lost_answer_does_not_bury_what_was_paid() {
    let world = World::new(Faults::by(|call| match (call.route, call.nth) {
        (Route::Generate, 1) => Some(Fault::AnswerLost),
        (Route::Generate, 2) => Some(Fault::StatusHtml(404)),
        (Route::Generate, 3) => Some(Fault::StatusHtml(413)),
        _ => None,
    }));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    world.assert_charged(1);
}

#[test]
fn what_was_sent_to_one_address_is_never_sent_to_another() {
    let world = World::new(Faults::always(Route::Generate, Fault::AnswerLost));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    drop(run);
    let other = FaultServer::start_blocking(Faults::none());
    let mut run = world.start_with(|config| {
        config.endpoints.insert(account(), other.url());
    });
    for _ in 0..2 {
        let job = run.wait_job(&intent, "the decision", |job| {
            job.stage == JobStage::NeedsDecision && job.trouble.is_some()
        });
        let summary = &job.trouble.as_ref().unwrap().summary;
        assert!(summary.contains(world.server.url().as_str()), "{summary}");
        assert!(summary.contains(other.url().as_str()), "{summary}");
        run.send(Command::Retry(intent.clone()));
        std::thread::sleep(Duration::from_millis(50));
    }
    run.stop();
    assert!(other.requests_to(Route::Generate).is_empty());
    // Back at the first address it goes on under its key.
    world.server.set_faults(Faults::none());
    finish(&world, &intent, 2);
}

#[test]
fn a_refusal_is_final_costs_nothing_and_is_remembered() {
    let world = World::new(Faults::none());
    world.server.state().balance = 4;
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.settled(&intent);
    let JobStage::Refused(report) = &job.stage else {
        panic!("{job:#?}");
    };
    assert_eq!(report.kind, ReportKind::NotEnoughCredits);
    run.wait_for_event("it", |event| matches!(event, Event::Refused { .. }));
    run.stop();
    world.assert_charged(0);
    let mut run = world.start();
    assert!(matches!(run.settled(&intent).stage, JobStage::Refused(_)));
    run.stop();
    assert_eq!(world.server.requests_to(Route::Generate).len(), 1);
}

#[test]
fn without_a_key_nothing_is_written_down_and_nothing_is_sent() {
    let world = World::new(Faults::none());
    let store = std::sync::Arc::new(MemoryStore::default());
    let mut run = world.start_with(|config| {
        config.secrets = Secrets::new(store, Duration::from_secs(5));
    });
    run.wait("the missing key", |view| {
        (view.account(&account())?.key == KeyView::Missing).then_some(())
    });
    run.submit(&brief(1, Format::Static));
    let refused = run.wait_for_event("it", |event| matches!(event, Event::Refused { .. }));
    let Event::Refused { report, .. } = refused else {
        unreachable!();
    };
    assert_eq!(report.kind, ReportKind::NotAuthorised);
    assert!(run.view().jobs.is_empty());
    // A key that can be none is not kept; a real one is, and then it works.
    for (key, is_good) in [("hello", false), (crate::support::fault_server::KEY, true)] {
        run.send(Command::SetKey {
            account: account(),
            key: parfait::base::secret::Secret::new(key),
        });
        run.wait_for_event("it", |event| match event {
            Event::Trouble(_) => !is_good,
            Event::KeyKept { .. } => is_good,
            _ => false,
        });
    }
    let intent = run.submit(&brief(1, Format::Static));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    world.assert_charged(1);
}

#[test]
fn a_delivery_that_the_service_gave_up_says_so_once_and_for_all() {
    let world = World::new(Faults::none());
    world.server.state().fails = true;
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    assert!(matches!(run.settled(&intent).stage, JobStage::Failed(_)));
    run.wait_for_event("it", |event| matches!(event, Event::DeliveryFailed { .. }));
    run.stop();
    let mut run = world.start();
    assert!(matches!(run.settled(&intent).stage, JobStage::Failed(_)));
    let again = run
        .heard()
        .iter()
        .any(|event| matches!(event, Event::DeliveryFailed { .. }));
    assert!(!again);
    run.stop();
}

#[test]
fn a_delivery_is_followed_by_its_id_alone_and_an_unknown_one_is_named_so() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.settled(&intent);
    run.stop();
    let id = DeliveryId::new(world.server.deliveries()[0].clone());

    let other = World {
        folder: Watched::new(),
        ..world
    };
    let mut run = other.start();
    let adopt = |delivery: &DeliveryId| Command::Adopt {
        account: account(),
        delivery: delivery.clone(),
        folder: None,
    };
    run.send(adopt(&id));
    let stage = |run: &mut Run, id: &DeliveryId| {
        run.wait("the end", |view| {
            let job = view.job_of_delivery(id)?;
            job.stage.is_settled().then(|| job.stage.clone())
        })
    };
    assert_eq!(stage(&mut run, &id), JobStage::Done);
    let unknown = DeliveryId::new("recNOTHING");
    run.send(adopt(&unknown));
    assert!(matches!(stage(&mut run, &unknown), JobStage::Failed(_)));
    run.stop();
    other.assert_disk_is(2);
    // The account may have its key or its address back: it is looked at again.
    let looks = || other.server.requests_to(Route::Delivery).len();
    let before = looks();
    let mut run = other.start();
    run.wait("a look", |_| (looks() > before).then_some(()));
    assert!(matches!(stage(&mut run, &unknown), JobStage::Failed(_)));
    run.stop();
}

#[test]
fn nothing_is_taken_up_when_only_a_look_was_wanted() {
    let mut world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_for_event("it", |event| matches!(event, Event::Accepted { .. }));
    drop(run);
    let before = world.server.requests_to(Route::Delivery).len();
    world.resume = false;
    let run = world.start();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(world.server.requests_to(Route::Delivery).len(), before);
    drop(run);
    world.resume = true;
    finish(&world, &intent, 2);
}

#[test]
fn an_account_tells_its_credits_and_brands_and_what_it_taught_is_remembered() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    run.send(Command::UseAccount(account()));
    run.send(Command::SearchStyles {
        account: account(),
        query: "an older search".into(),
    });
    run.send(Command::SearchStyles {
        account: account(),
        query: "cool mist".into(),
    });
    run.wait("the account", |view| {
        let it = view.current()?;
        let is_there = it.balance.value().is_some() && it.brands.value()?.len() == 1;
        (is_there && view.styles.results.value()?.len() == 3).then_some(())
    });
    run.stop();
    let searches: Vec<String> = world
        .server
        .requests_to(Route::Styles)
        .into_iter()
        .map(|seen| seen.incoming.query)
        .collect();
    assert!(searches.iter().all(|query| !query.contains("older")));
    let run = world.start();
    let view = run.view();
    let current = view.current().unwrap();
    assert_eq!(current.account.id, account());
    assert!(current.prompts.contains(&"Lotion Texture".to_owned()));
    run.stop();
}
