//! Every fault at every place: at the first call, in the middle, and again and again until it is healed. Whatever
//! happens, a click is paid for at most once, every file is whole, the person is told in sentences, and in the end the
//! work is done or was refused without a charge.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parfait::api::{Http, RetryPolicy, Timing};
use parfait::model::ad::AssetState;
use parfait::model::brief::Format;
use parfait::model::ids::IntentId;
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::view::{Job, JobStage, View};

use crate::support::at_once::at_once;
use crate::support::fault_server::{Call, Fault, FaultServer, Faults, Route, Shape};
use crate::support::promises::{assert_told, assert_way_out};
use crate::support::world::{Run, World, account, assert_whole, brief};

/// No answer takes longer than this; whoever drips or stalls does.
const ANSWER: Duration = Duration::from_millis(600);

/// A busy machine is late itself, and then it takes some more turns.
const PATIENCE: Duration = Duration::from_secs(120);

/// When a call fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    First,
    Middle,
    /// All of them, until the person has seen that something is wrong.
    UntilHealed,
}

#[derive(Debug)]
struct Case {
    routes: &'static [Route],
    fault: Fault,
    moment: Moment,
}

/// What is only read, to be shown: nothing of it is on the way of the work.
const READS: &[Route] = &[Route::Brands, Route::Balance, Route::Usage, Route::Styles];

/// Stands for the host that a redirect leads to, which is known only when it runs.
const ELSEWHERE: &str = "elsewhere";

fn faults_of_calls() -> Vec<Fault> {
    // The test's own clock stands at this very moment.
    let now = "Tue, 03 Feb 2026 09:15:00 GMT";
    let more = [
        Fault::status(400),
        Fault::status(401),
        Fault::status(402),
        Fault::status(403),
        Fault::status(404),
        Fault::status(425),
        Fault::StatusHtml(403),
        Fault::status_retry_after(429, now),
        Fault::status_retry_after(503, "0"),
        Fault::status_retry_after(503, "soon"),
        Fault::Redirect(ELSEWHERE.into()),
        Fault::Drip(Duration::from_millis(10)),
        Fault::Stall(ANSWER * 2),
        Fault::StallInBody(ANSWER * 2),
        Fault::WrongType,
    ];
    [Fault::of_calls(), Fault::of_shapes(), more.to_vec()].concat()
}

fn faults_of_files() -> Vec<Fault> {
    let more = [
        Fault::status(403),
        Fault::status(404),
        Fault::status(429),
        Fault::status_retry_after(429, "0"),
        Fault::StatusHtml(410),
        Fault::Redirect(ELSEWHERE.into()),
        Fault::Drip(Duration::from_millis(10)),
        Fault::Stall(ANSWER * 2),
        Fault::StallInBody(ANSWER * 2),
        Fault::WrongType,
    ];
    [Fault::of_files(), more.to_vec()].concat()
}

fn cases(routes: &'static [Route], faults: &[Fault]) -> Vec<Case> {
    let moments = [Moment::First, Moment::Middle, Moment::UntilHealed];
    let of = |fault: &Fault| {
        let fault = fault.clone();
        moments.map(move |moment| Case {
            routes,
            fault: fault.clone(),
            moment,
        })
    };
    faults.iter().flat_map(of).collect()
}

#[test]
fn whatever_happens_to_what_is_sent_it_is_paid_for_at_most_once() {
    at_once(&cases(&[Route::Generate], &faults_of_calls()), live_through);
}

#[test]
fn whatever_happens_to_looks_the_work_arrives() {
    at_once(&cases(&[Route::Delivery], &faults_of_calls()), live_through);
}

#[test]
fn whatever_happens_to_what_is_only_shown_the_work_arrives_and_the_person_is_told() {
    at_once(&cases(READS, &faults_of_calls()), live_through);
}

#[test]
fn whatever_happens_to_files_they_arrive_whole() {
    at_once(&cases(&[Route::Asset], &faults_of_files()), live_through);
}

fn live_through(case: &Case) {
    let elsewhere = FaultServer::start_blocking(Faults::none());
    let world = World::new(Faults::none());
    let is_healed = Arc::new(AtomicBool::new(false));
    world
        .server
        .set_faults(faults(case, &elsewhere, &is_healed));
    let mut run = world.start_with(|config| {
        let timing = Timing {
            connect: Duration::from_secs(5),
            answer: ANSWER,
            stall: ANSWER / 2,
        };
        let policy = RetryPolicy {
            max_attempts: 3,
            ..RetryPolicy::hasty()
        };
        config.http = Http::with(timing, policy).unwrap();
        config.poll_every = Some(Duration::from_millis(5));
    });
    let intent = run.submit(&brief(1, Format::Static));
    // Twice, so that there is a middle.
    for query in ["fog", "fog on hills"] {
        read_all(&mut run, query);
    }
    let faulted = || {
        let seen = world.server.requests();
        seen.iter().filter(|it| it.fault.is_some()).count()
    };
    run.wait("something to tell of", |view| {
        let job = view.job_of_intent(&intent)?;
        let is_nothing = is_harmless(case) && faulted() > 8;
        let is_seen = job.trouble.is_some() || job.stage.is_settled() || is_nothing;
        is_seen.then_some(())
    });
    for route in case.routes {
        let seen = world.server.requests_to(*route);
        assert!(
            seen.iter().any(|it| it.fault.is_some()),
            "{route:?} never failed"
        );
    }
    let said = told(&run.view(), &intent);
    is_healed.store(true, Ordering::SeqCst);
    if case.moment == Moment::UntilHealed {
        assert!(said > 0 || is_harmless(case), "nobody was told of it");
    }
    read_in_the_end(&mut run);
    let job = end(&mut run, &intent);
    for event in run.heard() {
        if let Event::Trouble(report)
        | Event::Refused { report, .. }
        | Event::DeliveryFailed { report, .. } = event
        {
            assert_told(report);
        }
    }
    run.stop();
    match &job.stage {
        JobStage::Refused(report) => {
            assert_told(report);
            world.assert_charged(0);
            world.assert_disk_is(0);
        }
        _ => {
            assert_whole(job.delivery.as_ref().unwrap());
            world.assert_charged(1);
            world.assert_disk_is(2);
        }
    }
    world.assert_promises();
    // Where a redirect led to, no key came along; and to a service nobody follows one.
    for seen in elsewhere.requests() {
        assert_eq!(case.routes, [Route::Asset]);
        assert_eq!(seen.incoming.header("authorization"), None);
        assert_eq!(seen.incoming.header("idempotency-key"), None);
    }
}

fn faults(case: &Case, elsewhere: &FaultServer, is_healed: &Arc<AtomicBool>) -> Faults {
    let (routes, moment, is_healed) = (case.routes, case.moment, Arc::clone(is_healed));
    let fault = match &case.fault {
        Fault::Redirect(_) => Fault::Redirect(format!("{}somewhere", elsewhere.url())),
        fault => fault.clone(),
    };
    Faults::by(move |call: &Call| {
        let is_now = match moment {
            Moment::First => call.nth == 1,
            // A brief is sent once, if nothing goes wrong: the middle is what comes after a lost answer.
            Moment::Middle
                if routes == [Route::Generate] && routes.contains(&call.route) && call.nth == 1 =>
            {
                return Some(Fault::AnswerLost);
            }
            Moment::Middle => call.nth == 2,
            Moment::UntilHealed => !is_healed.load(Ordering::SeqCst),
        };
        (is_now && routes.contains(&call.route)).then(|| fault.clone())
    })
}

/// Has everything read that is only shown, and waits for it.
fn read_all(run: &mut Run, query: &str) {
    run.send(Command::SearchStyles {
        account: account(),
        query: query.to_owned(),
    });
    run.send(Command::Refresh(account()));
    run.wait("what was asked for", |view| {
        let of_account = view.account(&account())?;
        let is_here = of_account.balance.is_settled()
            && of_account.brands.is_settled()
            && of_account.usage.is_settled()
            && view.styles.query == query
            && view.styles.results.is_settled();
        is_here.then_some(())
    });
}

/// What is only shown is here once nothing fails any more; a busy machine may be late itself.
fn read_in_the_end(run: &mut Run) {
    let until = Instant::now() + PATIENCE;
    loop {
        read_all(run, "fog");
        let view = run.view();
        let of_account = view.account(&account()).unwrap();
        let troubles = [
            of_account.balance.trouble(),
            of_account.brands.trouble(),
            of_account.usage.trouble(),
            view.styles.results.trouble(),
        ];
        if troubles.iter().all(Option::is_none) {
            return;
        }
        assert!(Instant::now() < until, "it never comes: {troubles:?}");
    }
}

/// Checks everything that is said of what went wrong; how much that is.
pub(super) fn told(view: &View, intent: &IntentId) -> usize {
    let job = view.job_of_intent(intent).unwrap();
    let of_account = view.account(&account()).unwrap();
    let mut reports: Vec<_> = job.trouble.iter().collect();
    if let JobStage::Refused(report) | JobStage::Failed(report) = &job.stage {
        reports.push(report);
    }
    reports.extend(of_account.balance.trouble());
    reports.extend(of_account.brands.trouble());
    reports.extend(of_account.usage.trouble());
    reports.extend(view.styles.results.trouble());
    reports.iter().for_each(|report| assert_told(report));
    let ads = job.delivery.iter().flat_map(|it| &it.ads);
    let mut files = 0;
    for asset in ads.flat_map(|ad| &ad.assets) {
        if let AssetState::Failed(sentence) = &asset.state {
            assert_way_out(sentence);
            files += 1;
        }
    }
    reports.len() + files
}

/// What the client understands all the same, or what is no failure yet.
fn is_harmless(case: &Case) -> bool {
    matches!(case.fault, Fault::Shape(_) | Fault::WrongType)
}

/// Does what a person would do, until the work is done or was refused.
pub(super) fn end(run: &mut Run, intent: &IntentId) -> Arc<Job> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let job = run.view().job_of_intent(intent).unwrap().clone();
        let id = job.delivery.as_ref().map(|it| it.id.clone());
        match (&job.stage, id) {
            (JobStage::Done | JobStage::Refused(_), _) => return job,
            (JobStage::Sending(_) | JobStage::NeedsDecision, _) => {
                run.send(Command::Retry(intent.clone()));
            }
            (JobStage::Incomplete { .. } | JobStage::Fetching { .. }, Some(delivery)) => {
                run.send(Command::Fetch {
                    delivery,
                    ad: None,
                    folder: None,
                });
            }
            (JobStage::Making(_) | JobStage::Failed(_), Some(delivery)) => {
                run.send(Command::LookNow(delivery));
            }
            _ => panic!("nothing can be done about {job:#?}"),
        }
        std::thread::sleep(Duration::from_millis(50));
        run.settled(intent);
    }
    panic!("it never ends: {:#?}", run.view().jobs);
}

#[test]
fn shapes_of_every_kind_are_among_the_faults() {
    for shape in Shape::ALL {
        assert!(faults_of_calls().contains(&Fault::Shape(shape)));
    }
}
