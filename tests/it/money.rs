//! Every amount has its evidence, a refund is one only when it was seen, nobody spends more than they said, and paid work
//! is never mixed up with other paid work.

use std::time::Duration;

use parfait::base::clock::Timestamp;
use parfait::base::report::ReportKind;
use parfait::model::account::Limits;
use parfait::model::brief::Format;
use parfait::model::cost::Credits;
use parfait::model::delivery::{Delivery, IntentState};
use parfait::model::ids::{AccountId, DeliveryId, IntentId};
use parfait::model::spend::{GivenBy, Limit, Over, Override};
use parfait::model::usage::UsageKind;
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::view::JobStage;

use crate::support::fault_server::{Fault, Faults, Route, UsageShape};
use crate::support::world::{Run, World, account, brief};

fn limit(run: &mut Run, per_delivery: Option<i64>, per_day: Option<i64>) {
    let limits = Limits {
        per_delivery: per_delivery.map(Credits),
        per_day: per_day.map(Credits),
    };
    run.change_settings(|settings| {
        for it in settings.accounts.iter_mut().filter(|it| it.id == account()) {
            it.limits = limits;
        }
    });
    run.wait("the limits", |view| {
        (view.account(&account())?.account.limits == limits).then_some(())
    });
}

fn submit(run: &Run, count: u32, over: Option<Override>) -> IntentId {
    let intent = IntentId::fresh();
    run.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: account(),
        brief: brief(count, Format::Static),
        folder: None,
        over,
    })));
    intent
}

fn held_back(run: &mut Run, intent: &IntentId) -> String {
    let is_it = |event: &Event| matches!(event, Event::Refused { intent: of, .. } if of == intent);
    let Event::Refused { report, .. } = run.wait_for_event("a refusal", is_it) else {
        unreachable!()
    };
    assert_eq!(report.kind, ReportKind::NotEnoughCredits, "{report}");
    report.to_string()
}

#[test]
fn a_failure_is_refunded_once_it_was_seen_and_not_before_in_whatever_words() {
    for (shape, is_told) in [
        (UsageShape::Studio, true),
        (UsageShape::Renamed, true),
        (UsageShape::Bare, true),
        (UsageShape::Empty, false),
    ] {
        let world = World::new(Faults::none());
        {
            let mut state = world.server.state();
            state.fails = true;
            state.usage = shape;
            state.refund_after = Duration::from_secs(3600);
        }
        let mut run = world.start();
        let intent = run.submit(&brief(2, Format::Static));
        let job = run.wait_job(&intent, "the failure", |job| {
            matches!(job.stage, JobStage::Failed(_))
        });
        let charged = job.money.charged.as_ref().unwrap();
        assert_eq!((charged.credits, charged.by_answer), (Credits(10), true));
        assert_eq!(job.money.refunded, None, "nothing has come back yet");
        let asked = world.server.requests_to(Route::Usage).len();
        run.wait("another question", |_| {
            (world.server.requests_to(Route::Usage).len() > asked + 1).then_some(())
        });
        let job = run.settled(&intent);
        assert_eq!(job.money.refunded, None, "nothing has come back yet");
        world.clock.advance(Duration::from_secs(3601));
        if is_told {
            run.wait_job(&intent, "the refund", |job| {
                let back = job.money.refunded.as_ref();
                back.is_some_and(|it| it.credits == Credits(10) && !it.by_answer)
            });
            let charged = run.settled(&intent).money.charged.clone().unwrap();
            assert_eq!(charged.entries.len(), 1, "the charge was seen too");
        }
        run.stop();
        // It is known at the next start, without asking.
        world
            .server
            .set_faults(Faults::always(Route::Usage, Fault::status(500)));
        let mut run = world.start();
        let job = run.settled(&intent);
        assert_eq!(job.money.refunded.is_some(), is_told, "{shape:?}");
        assert!(job.money.charged.as_ref().is_some_and(|it| it.by_answer));
        let spending = run.view().account(&account()).unwrap().spending;
        let left = if is_told { 0 } else { 10 };
        assert_eq!(spending.month, Credits(left));
        run.stop();
        world.assert_charged(1);
        world.assert_promises();
    }
}

#[test]
fn a_person_who_must_decide_sees_what_the_service_says_of_its_account() {
    let world = World::new(Faults::always(Route::Generate, Fault::AnswerLost));
    let mut run = world.start();
    let intent = run.submit(&brief(3, Format::Static));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    drop(run);
    world.server.set_faults(Faults::none());
    world.clock.advance(Duration::from_secs(2 * 24 * 3600));
    let mut run = world.start();
    let job = run.wait_job(&intent, "an entry that fits", |job| {
        job.stage == JobStage::NeedsDecision && !job.money.possible.is_empty()
    });
    assert_eq!(job.money.charged, None, "what fits is no proof");
    let [entry] = job.money.possible.as_slice() else {
        panic!("{:#?}", job.money);
    };
    assert_eq!(
        (entry.kind, entry.credits),
        (UsageKind::Charge, Some(Credits(-15)))
    );
    let named = entry.delivery.clone().unwrap();
    // It is followed by that id, and then it is that delivery's.
    run.send(Command::Dismiss(intent.clone()));
    run.send(Command::Adopt {
        account: account(),
        delivery: named.clone(),
        folder: None,
    });
    let job = run.wait("the adopted delivery", |view| {
        let job = view.job_of_delivery(&named)?;
        (job.stage == JobStage::Done && job.money.charged.is_some()).then(|| job.clone())
    });
    let charged = job.money.charged.as_ref().unwrap();
    assert_eq!((charged.credits, charged.by_answer), (Credits(15), false));
    let let_go = run.settled(&intent);
    assert_eq!(
        (&let_go.stage, let_go.money.possible.len()),
        (&JobStage::Dismissed, 0)
    );
    // Together they are one delivery.
    let spending = run.view().account(&account()).unwrap().spending;
    assert_eq!(spending.month, Credits(15));
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
}

#[test]
fn the_named_delivery_that_is_followed_is_what_became_of_the_request() {
    let world = World::new(Faults::always(Route::Generate, Fault::AnswerLost));
    let folder = world.paths().default_ads().join("elsewhere");
    let mut run = world.start();
    let intent = IntentId::fresh();
    run.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: account(),
        brief: brief(3, Format::Static),
        folder: Some(folder.clone()),
        over: None,
    })));
    run.wait_job(&intent, "trouble", |job| job.trouble.is_some());
    drop(run);
    world.server.set_faults(Faults::none());
    world.clock.advance(Duration::from_secs(2 * 24 * 3600));
    let mut run = world.start();
    let job = run.wait_job(&intent, "an entry that fits", |job| {
        job.stage == JobStage::NeedsDecision && !job.money.possible.is_empty()
    });
    let named = job.money.possible[0].delivery.clone().unwrap();
    let follow = Command::FollowNamed {
        intent: intent.clone(),
        delivery: named.clone(),
    };
    run.send(follow.clone());
    let job = run.wait_job(&intent, "its ads", |job| job.stage == JobStage::Done);
    assert_eq!(run.view().jobs.len(), 1, "they are one");
    let delivery = job.delivery.as_ref().unwrap();
    assert_eq!((&delivery.id, &delivery.folder), (&named, &folder));
    assert_eq!(delivery.brief, job.brief);
    assert_eq!(delivery.expected_files, Some(6));
    let charged = job.money.charged.as_ref().unwrap();
    assert_eq!((charged.credits, charged.by_answer), (Credits(15), false));
    let spending = run.view().account(&account()).unwrap().spending;
    assert_eq!((spending.today, spending.month), (Credits(0), Credits(15)));
    // It is closed: a second click changes nothing.
    run.send(follow);
    let is_no = |event: &Event| matches!(event, Event::Trouble(it) if it.summary.contains("followed already"));
    run.wait_for_event("trouble", is_no);
    run.stop();
    let kept = world.library().intent(&intent).unwrap().unwrap();
    assert_eq!(kept.state, IntentState::Accepted(named));
    world.assert_charged(1);
    world.assert_promises();
}

#[test]
fn a_delivery_of_another_account_under_the_same_id_is_never_taken_for_this_one() {
    let world = World::new(Faults::none());
    let id = DeliveryId::new("recDELIV000000001");
    let other = AccountId::new("another");
    let folder = world.paths().default_ads().to_owned();
    let before = Delivery::new(id.clone(), other.clone(), folder, world.clock.now());
    world.library().adopt(&before).unwrap();
    for days in [0, 0, 2] {
        world.clock.advance(Duration::from_secs(days * 24 * 3600));
        let mut run = world.start();
        let known = run.view().jobs.iter().find_map(|job| job.intent.clone());
        let intent = known.unwrap_or_else(|| run.submit(&brief(1, Format::Static)));
        let job = run.wait_job(&intent, "the clash", |job| {
            job.stage == JobStage::NeedsDecision && job.trouble.is_some()
        });
        let told = job.trouble.clone().unwrap();
        assert!(told.summary.contains("recDELIV000000001"), "{told}");
        assert!(told.hint.contains("do not run it again"), "{told}");
        let charged = job.money.charged.clone().unwrap();
        assert_eq!((charged.credits, charged.by_answer), (Credits(5), true));
        run.send(Command::Retry(intent.clone()));
        run.send(Command::RunAgain {
            of: intent.clone(),
            as_new: IntentId::fresh(),
            over: None,
        });
        let until = std::time::Instant::now() + Duration::from_secs(20);
        let is_no = |event: &&Event| matches!(event, Event::Trouble(it) if *it == told);
        while run.heard().iter().filter(is_no).count() < 2 {
            assert!(std::time::Instant::now() < until, "{:#?}", run.heard());
            std::thread::sleep(Duration::from_millis(2));
        }
        run.stop();
        assert_eq!(world.server.requests_to(Route::Generate).len(), 1);
        let contents = world.library().load().unwrap();
        assert_eq!(contents.deliveries.len(), 1);
        assert_eq!(contents.deliveries[0].delivery, before);
        let kept = &contents.intents[0];
        assert_eq!((&kept.state, kept.in_doubt), (&IntentState::Open, true));
    }
    world.assert_charged(1);
}

#[test]
fn what_goes_over_a_limit_is_held_back_before_it_is_written_down() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    limit(&mut run, Some(20), Some(30));
    let too_large = submit(&run, 5, None);
    let told = held_back(&mut run, &too_large);
    assert!(
        told.contains("25 credits for one delivery, where 20 are allowed"),
        "{told}"
    );
    // Two quick clicks: only the first fits the day.
    let (first, second) = (submit(&run, 4, None), submit(&run, 4, None));
    let told = held_back(&mut run, &second);
    assert!(
        told.contains("40 credits today, where 30 are allowed"),
        "{told}"
    );
    assert_eq!(run.settled(&first).stage, JobStage::Done);
    // A yes to a smaller sum is no yes to this one, and a yes to this one is kept with it.
    let over = |sum| Over {
        limit: Limit::PerDay,
        allowed: Credits(30),
        sum: Credits(sum),
    };
    let yes = |sum| Override {
        by: GivenBy::Dialog,
        over: vec![over(sum)],
    };
    let meant_less = submit(&run, 4, Some(yes(35)));
    held_back(&mut run, &meant_less);
    let agreed = submit(&run, 4, Some(yes(40)));
    assert_eq!(run.settled(&agreed).stage, JobStage::Done);
    // To run it again is a new request, and held back as one: nothing of the old one is changed.
    let again = IntentId::fresh();
    run.send(Command::RunAgain {
        of: agreed.clone(),
        as_new: again.clone(),
        over: None,
    });
    run.wait_for_event("trouble", |event| {
        matches!(event, Event::Trouble(report) if report.kind == ReportKind::NotEnoughCredits)
    });
    run.stop();
    let library = world.library();
    let kept = |id: &IntentId| library.intent(id).unwrap();
    assert_eq!(kept(&first).unwrap().over, None);
    assert_eq!(kept(&agreed).unwrap().over, Some(yes(40)));
    for never in [&too_large, &second, &meant_less, &again] {
        assert_eq!(kept(never), None);
    }
    drop(library);
    world.assert_charged(2);
    world.assert_promises();
    // Another day is another sum.
    world.clock.advance(Duration::from_secs(48 * 3600));
    let mut run = world.start();
    let next = submit(&run, 4, None);
    assert_eq!(run.settled(&next).stage, JobStage::Done);
    run.stop();
    world.assert_charged(3);
}

#[test]
fn an_override_of_the_command_line_says_what_it_went_over() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    limit(&mut run, Some(0), None);
    let given = Override {
        by: GivenBy::Flag,
        over: Vec::new(),
    };
    let intent = submit(&run, 1, Some(given));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    let kept = world.library().intent(&intent).unwrap().unwrap();
    let over = kept.over.unwrap();
    assert_eq!(over.by, GivenBy::Flag);
    assert_eq!(
        (over.over[0].limit, over.over[0].sum),
        (Limit::PerDelivery, Credits(5))
    );
    assert!(kept.created_at > Timestamp::UNIX_EPOCH);
    world.assert_charged(1);
}
