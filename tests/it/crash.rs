//! Kills the real program at each named point, starts it again, checks the promises.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use parfait::base::crash::{CrashPoint, Scenario};

use crate::support::at_once::at_once;
use crate::support::fault_server::{Fault, FaultServer, Faults, Route, Seen};
use crate::support::program::{Ended, Home, ended, files_below, whole_pictures};

const BRIEF: [&str; 9] = [
    "generate",
    "--account",
    "dessert",
    "--count",
    "2",
    "--poll-every",
    "50ms",
    "--out",
    "ads",
];

const RESUME: [&str; 3] = ["resume", "--poll-every", "50ms"];

/// A server and a home before a scenario.
fn prepared(scenario: Scenario) -> (FaultServer, Home) {
    // Both attempts at the first film break off; half of it is enough to be taken up.
    let cut = Faults::by(|call| {
        let is_film = call.path.ends_with("1-square.mp4") && call.nth < 12;
        is_film.then_some(Fault::CutInBody)
    });
    let faults = if scenario == Scenario::Resume {
        cut
    } else {
        Faults::none()
    };
    let server = FaultServer::start_blocking(faults);
    match scenario {
        Scenario::Generate => {}
        Scenario::Refusal => server.state().balance = 0,
        Scenario::NotReady => server.state().brands[0].2 = "Pending Onboarding".into(),
        Scenario::Failure => server.state().fails = true,
        Scenario::Resume => server.state().weight = 100_000,
    }
    (server, Home::new())
}

#[test]
fn killed_at_any_named_point_nothing_is_lost_or_paid_twice() {
    at_once(&CrashPoint::ALL, |point| {
        let scenario = point.scenario();
        let (server, home) = prepared(scenario);
        let args = match scenario {
            Scenario::Resume => [&BRIEF[..], &["--format", "full"]].concat(),
            _ => BRIEF.to_vec(),
        };
        let log = home.path().join("reached");
        let died = home
            .command_on(&server, &args)
            .env("PARFAIT_CRASH_AT", point.name())
            .env("PARFAIT_CRASH_LOG", &log)
            .output()
            .unwrap();
        let died = ended(died);
        let reached = std::fs::read_to_string(&log).unwrap_or_default();
        assert_eq!(reached, point.name(), "it was not reached: {died:?}");
        assert_eq!(died.code, None, "it did not die there");
        assert!(server.charges().len() <= 1, "{:?}", server.charges());
        let before = server.requests_to(Route::Asset).len();

        // Taking up what was left changes nothing any more the second time.
        for _ in 0..2 {
            let resumed = resume(&home, &server);
            assert!(resumed.code.is_some(), "{resumed:?}");
            assert_came_true(scenario, &server, &home, &resumed);
            home.assert_promises(&server);
        }
        if scenario == Scenario::Resume {
            let later = server.requests_to(Route::Asset).split_off(before);
            let is_part = |seen: &Seen| seen.incoming.header("range").is_some();
            assert!(
                later.iter().any(is_part),
                "it was fetched from its beginning"
            );
        }
    });
}

/// Takes up what was left. A process that another test has just begun may hold the library's lock for a moment, as it
/// was born with everything that this one had open.
fn resume(home: &Home, server: &FaultServer) -> Ended {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let ended = home.run_on(server, &RESUME);
        if !ended.err.contains("already open") || Instant::now() > until {
            return ended;
        }
    }
}

/// What must have become of the brief in the end.
fn assert_came_true(scenario: Scenario, server: &FaultServer, home: &Home, resumed: &Ended) {
    let charges = server.charges();
    let files = files_below(&home.ads());
    let count = |kind: &str| {
        let of_kind = |path: &&PathBuf| path.extension().is_some_and(|it| it == kind);
        files.iter().filter(of_kind).count()
    };
    match scenario {
        Scenario::Generate => {
            assert_eq!((charges.len(), resumed.code), (1, Some(0)), "{resumed:?}");
            let sizes = whole_pictures(&home.ads()).into_iter().map(|it| it.1);
            let sizes: Vec<_> = sizes.collect();
            let upright = sizes.iter().filter(|it| **it == (1080, 1920)).count();
            assert_eq!((sizes.len(), upright), (4, 2), "{resumed:?}");
        }
        Scenario::Resume => {
            assert_eq!((charges.len(), resumed.code), (1, Some(0)), "{resumed:?}");
            assert_eq!((count("png"), count("mp4"), count("part")), (4, 4, 0));
        }
        Scenario::Failure => {
            assert_eq!(charges.len(), 1, "{charges:?}");
            assert_eq!(server.state().refunds, charges[0].credits);
            // What was fetched before the end stays.
            assert!(count("png") <= 2, "{files:?}");
        }
        Scenario::Refusal | Scenario::NotReady => {
            assert_eq!((charges.len(), files.len()), (0, 0), "{files:?}");
        }
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_paid_twice() {
    for after in [5, 20, 40, 60, 80, 120, 180, 250, 400].map(Duration::from_millis) {
        let server = FaultServer::start_blocking(Faults::none());
        let home = Home::new();
        let mut child = home
            .command_on(&server, &BRIEF)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(after);
        child.kill().ok();
        child.wait().unwrap();

        home.run_on(&server, &["resume", "--poll-every", "50ms"])
            .expect(0);
        let charges = server.charges().len();
        assert!(charges <= 1, "killed after {after:?}: paid {charges} times");
        let pictures = if home.ads().exists() {
            whole_pictures(&home.ads()).len()
        } else {
            0
        };
        assert_eq!(pictures, charges * 4, "killed after {after:?}");
    }
}

#[test]
fn the_studio_killed_with_the_program_finishes_what_it_accepted() {
    for point in [
        CrashPoint::AfterAnswer,
        CrashPoint::AfterAccept,
        CrashPoint::AfterPart,
    ] {
        let home = Home::new();
        let mut command = home.command(&["generate", "--count", "1", "--out", "ads"]);
        let died = command
            .env("PARFAIT_CRASH_AT", point.name())
            .output()
            .unwrap();
        assert_eq!(
            died.status.code(),
            None,
            "{}: {:?}",
            point.name(),
            ended(died)
        );
        home.run(&["resume"]).expect(0);
        let sizes: Vec<(u32, u32)> = whole_pictures(&home.ads())
            .into_iter()
            .map(|(_, size)| size)
            .collect();
        assert_eq!(sizes.len(), 2, "{}", point.name());
    }
}
