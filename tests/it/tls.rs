//! Over a connection that cannot be trusted nothing is sent, neither a key nor a brief; and it is told as what it is.
//!
//! The program trusts what the system trusts. On Linux `SSL_CERT_FILE` says what that is, so that these run there only.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::support::at_once::at_once;
use crate::support::fault_server::{FaultServer, Handshake, Identities, Route};
use crate::support::program::{Home, ended, whole_pictures};

const BRIEF: [&str; 11] = [
    "generate",
    "--account",
    "dessert",
    "--count",
    "1",
    "--format",
    "static",
    "--poll-every",
    "50ms",
    "--out",
    "ads",
];

/// The program in a home whose system trusts the server's authority.
fn trusting(home: &Home, server: &FaultServer, authority: &str, args: &[&str]) -> Command {
    let file = home.path().join("authority.pem");
    std::fs::write(&file, authority).unwrap();
    let mut command = home.command_on(server, args);
    command.env("SSL_CERT_FILE", file);
    command
}

fn is_elsewhere(test: &str) -> bool {
    if !cfg!(target_os = "linux") {
        eprintln!("SKIPPED {test}: what the system trusts can be chosen on Linux only");
    }
    !cfg!(target_os = "linux")
}

#[test]
fn when_one_handshake_in_three_fails_everything_arrives_and_is_paid_for_once() {
    if is_elsewhere("when_one_handshake_in_three_fails_everything_arrives_and_is_paid_for_once") {
        return;
    }
    let identities = Identities::make();
    let authority = identities.authority().to_owned();
    let mut number = 0;
    let server = FaultServer::start_secured(identities, move || {
        number += 1;
        if number % 3 == 1 {
            Handshake::BROKEN[number / 3 % 4]
        } else {
            Handshake::Good
        }
    });
    let home = Home::new();
    let mut command = trusting(&home, &server, &authority, &BRIEF);
    ended(command.output().unwrap()).expect(0);
    assert_eq!(server.charges().len(), 1);
    assert_eq!(whole_pictures(&home.ads()).len(), 2);
    server.assert_no_key_reached_a_file();
}

#[test]
fn nothing_is_sent_to_a_server_that_is_not_who_it_should_be() {
    if is_elsewhere("nothing_is_sent_to_a_server_that_is_not_who_it_should_be") {
        return;
    }
    at_once(&Handshake::BROKEN, |broken| {
        let identities = Identities::make();
        let authority = identities.authority().to_owned();
        let is_healed = Arc::new(AtomicBool::new(false));
        let (broken, healed) = (*broken, Arc::clone(&is_healed));
        let server = FaultServer::start_secured(identities, move || {
            if healed.load(Ordering::SeqCst) {
                Handshake::Good
            } else {
                broken
            }
        });
        let home = Home::new();
        let args = [&BRIEF[..], &["--timeout", "3s"]].concat();
        let output = trusting(&home, &server, &authority, &args)
            .output()
            .unwrap();
        let gave_up = ended(output);
        assert_ne!(gave_up.code, Some(0), "{gave_up:?}");
        assert!(
            gave_up.code.is_some() && server.requests().is_empty(),
            "{gave_up:?}"
        );
        assert!(gave_up.err.trim_end().ends_with('.'), "{gave_up:?}");
        // Once it is who it should be, the same request goes out for the first time.
        is_healed.store(true, Ordering::SeqCst);
        let args = ["resume", "--poll-every", "50ms"];
        ended(
            trusting(&home, &server, &authority, &args)
                .output()
                .unwrap(),
        )
        .expect(0);
        assert_eq!(server.requests_to(Route::Generate).len(), 1);
        assert_eq!(server.charges().len(), 1);
        assert_eq!(whole_pictures(&home.ads()).len(), 2);
    });
}
