//! The retry decision and its budget as tables.

use std::time::Duration;

use parfait::api::RetryPolicy;
use parfait::api::retry::{
    Budget, Decision, Method, NetworkKind, Outcome, Situation, decide, http_date, retry_after,
};

fn situation(method: Method, outcome: Outcome) -> Situation {
    Situation {
        method,
        outcome,
        attempt: 1,
        has_key: method == Method::Post,
        retry_after: None,
        random: 0.5,
        elapsed: Duration::ZERO,
    }
}

#[test]
fn only_the_documented_statuses_and_network_failures_are_repeated() {
    let policy = RetryPolicy::default();
    for method in [Method::Get, Method::Post] {
        for status in 300..600 {
            let decision = decide(&policy, &situation(method, Outcome::Status(status)));
            let repeats = matches!(status, 429 | 500 | 502 | 503);
            assert_eq!(decision != Decision::Stop, repeats, "{method:?} {status}");
        }
        for kind in [
            NetworkKind::Connect,
            NetworkKind::TimedOut,
            NetworkKind::Cut,
            NetworkKind::Garbled,
        ] {
            let now = situation(method, Outcome::Network(kind));
            assert_ne!(decide(&policy, &now), Decision::Stop, "{method:?} {kind:?}");
            let keyless = Situation {
                has_key: false,
                ..now
            };
            let stops = decide(&policy, &keyless) == Decision::Stop;
            assert_eq!(stops, method == Method::Post, "{method:?} {kind:?}");
        }
    }
}

#[test]
fn waits_grow_within_their_bounds_and_end() {
    let policy = RetryPolicy::default();
    let bounds = [250, 500, 1000, 2000, 4000, 8000, 16000];
    for (attempt, bound) in (1..).zip(bounds) {
        for random in [0.0, 0.5, 1.0] {
            let now = Situation {
                attempt,
                random,
                ..situation(Method::Get, Outcome::Status(500))
            };
            let wait = Duration::from_millis(bound).mul_f64(random);
            assert_eq!(decide(&policy, &now), Decision::After(wait));
        }
    }
    for attempt in [8, 9, u32::MAX] {
        let now = Situation {
            attempt,
            ..situation(Method::Get, Outcome::Status(500))
        };
        assert_eq!(decide(&policy, &now), Decision::Stop);
    }
    let late = Situation {
        elapsed: Duration::from_secs(300),
        ..situation(Method::Get, Outcome::Status(500))
    };
    assert_eq!(decide(&policy, &late), Decision::Stop);
}

#[test]
fn what_the_service_asks_for_is_never_cut_and_what_a_call_cannot_wait_for_ends_it() {
    let policy = RetryPolicy::default();
    for (asked, waits) in [
        (0, Some((0, 250))),
        (7, Some((7000, 7250))),
        (60, Some((60_000, 60_250))),
        (61, None),
        (3600, None),
        (u64::MAX, None),
    ] {
        for status in [429, 500, 502, 503] {
            for random in [0.0, 1.0] {
                let now = Situation {
                    retry_after: Some(Duration::from_secs(asked)),
                    random,
                    ..situation(Method::Post, Outcome::Status(status))
                };
                match (decide(&policy, &now), waits) {
                    (Decision::After(wait), Some((least, most))) => {
                        let wait = wait.as_millis();
                        assert!((least..=most).contains(&wait), "{asked} s: {wait} ms");
                    }
                    (decision, waits) => assert_eq!((decision, waits), (Decision::Stop, None)),
                }
            }
        }
    }
}

#[test]
fn a_service_that_warms_up_is_given_its_half_minute_from_the_first_answer_on() {
    let policy = RetryPolicy::default();
    for attempt in 1..8 {
        for (random, wait) in [(0.0, 30_000), (1.0, 30_250)] {
            let now = Situation {
                attempt,
                random,
                ..situation(Method::Get, Outcome::Status(503))
            };
            let wait = Duration::from_millis(wait);
            assert_eq!(decide(&policy, &now), Decision::After(wait), "{attempt}");
        }
    }
}

#[test]
fn retry_after_is_read_as_seconds_or_as_a_date() {
    let now: jiff::Timestamp = "1994-11-06T08:49:30Z".parse().unwrap();
    for (header, wait) in [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(7)),
        ("Sun Nov  6 08:49:37 1994", Some(7)),
        ("Tue Nov 16 08:49:30 1994", None),
        ("99999999999999999999999", Some(u64::MAX)),
        ("-3", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ] {
        let wait = wait.map(Duration::from_secs);
        assert_eq!(retry_after(header, now), wait, "{header}");
    }
}

#[test]
fn a_year_of_two_digits_lies_no_more_than_fifty_years_ahead() {
    for (now, date) in [
        ("2026-11-06T00:00:00Z", "2026-11-06T08:49:37Z"),
        ("1976-11-06T09:00:00Z", "2026-11-06T08:49:37Z"),
        ("1976-11-06T08:00:00Z", "1926-11-06T08:49:37Z"),
    ] {
        let (now, date): (jiff::Timestamp, jiff::Timestamp) =
            (now.parse().unwrap(), date.parse().unwrap());
        // The day of the week is that of the year that is meant.
        let day = date.strftime("%A, %d-%b-%y %H:%M:%S GMT").to_string();
        assert_eq!(http_date(&day, now), Some(date), "{day} at {now}");
    }
}

#[test]
fn retries_of_a_host_that_is_down_are_spread_and_of_a_good_one_are_free() {
    let mut down = Budget::new(Duration::ZERO);
    let waits: Vec<_> = (0..72).map(|_| down.take(Duration::ZERO)).collect();
    assert_eq!(waits[31], Duration::ZERO);
    assert_eq!(waits[71], Duration::from_secs(10));
    assert_eq!(down.take(Duration::from_secs(3600)), Duration::ZERO);
    let mut good = Budget::new(Duration::ZERO);
    for _ in 0..1000 {
        assert_eq!(good.take(Duration::ZERO), Duration::ZERO);
        (0..4).for_each(|_| good.answered());
    }
}
