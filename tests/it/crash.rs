//! Kills the real program at each named point, starts it again, checks the promises.

use std::process::Stdio;
use std::time::Duration;

use parfait::base::crash::CrashPoint;

use crate::support::fault_server::{FaultServer, Faults};
use crate::support::program::{Home, ended, whole_pictures};

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

#[test]
fn killed_at_any_named_point_nothing_is_lost_or_paid_twice() {
    for point in CrashPoint::ALL {
        let server = FaultServer::start_blocking(Faults::none());
        let home = Home::new();
        let died = home
            .command_on(&server, &BRIEF)
            .env("PARFAIT_CRASH_AT", point.name())
            .output()
            .unwrap();
        assert_eq!(
            died.status.code(),
            None,
            "{}: the program did not reach the point",
            point.name()
        );
        assert!(
            server.charges().len() <= 1,
            "{}: paid {} times",
            point.name(),
            server.charges().len()
        );

        let resumed = home
            .run_on(&server, &["resume", "--poll-every", "50ms", "--json"])
            .expect(0)
            .json();
        assert_eq!(server.charges().len(), 1, "{}", point.name());
        let pictures = whole_pictures(&home.ads());
        assert_eq!(pictures.len(), 4, "{}: {resumed:#}", point.name());
        assert_eq!(
            pictures
                .iter()
                .filter(|(_, size)| *size == (1080, 1920))
                .count(),
            2,
            "{}",
            point.name()
        );
        assert_eq!(
            pictures
                .iter()
                .filter(|(_, size)| *size == (1080, 1350))
                .count(),
            2,
            "{}",
            point.name()
        );

        home.run_on(&server, &["resume", "--poll-every", "50ms"])
            .expect(0);
        assert_eq!(
            server.charges().len(),
            1,
            "{}: resuming twice paid twice",
            point.name()
        );
        assert_eq!(whole_pictures(&home.ads()).len(), 4, "{}", point.name());
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
