//! One click never pays twice, and one answer in five failing stops nobody: the decision as tables, the rest over real
//! HTTP against a service that fails as told.

mod decision;
mod keys;

use std::sync::Mutex;
use std::time::{Duration, Instant};

use parfait::api::{
    ApiError, Dessert, Endpoint, Fault as Failure, Gate, Http, Opening, Paid, RetryPolicy, Timing,
    fetch,
};
use parfait::base::clock::{Clock, Timestamp};
use parfait::base::report::{Report, ReportKind};
use parfait::base::secret::Secret;
use parfait::model::fate::{KEY_LIFE, KeyWindow};
use parfait::model::ids::IdempotencyKey;
use parfait::wire::dessert::Accepted;

use crate::support::fault_server::{Fault, FaultServer, Faults, KEY, Route, UsageShape};

const BODY: &[u8] = br#"{"count":2,"format":"static"}"#;

/// Repeats at once, and waits long enough for a machine that is busy with other things.
fn hasty() -> Http {
    http(Duration::from_secs(20))
}

/// Gives up on a silent server soon.
fn impatient() -> Http {
    http(Duration::from_millis(700))
}

fn http(limit: Duration) -> Http {
    let timing = Timing {
        connect: Duration::from_secs(20),
        answer: limit,
        stall: limit,
    };
    Http::with(timing, RetryPolicy::hasty()).unwrap()
}

fn client(server: &FaultServer) -> Dessert {
    Dessert::new(hasty(), server.endpoint()).unwrap()
}

async fn generate(server: &FaultServer, key: &str) -> Result<Accepted, ApiError> {
    pay(&client(server), key).await
}

/// Under a key that was written down just now.
async fn pay(client: &Dessert, key: &str) -> Result<Accepted, ApiError> {
    let window = KeyWindow::of(Timestamp::now());
    pay_through(client, key, window, &Noting::default()).await
}

async fn pay_through(
    client: &Dessert,
    key: &str,
    window: KeyWindow,
    gate: &dyn Gate,
) -> Result<Accepted, ApiError> {
    client
        .generate(Paid {
            key: &IdempotencyKey::new(key),
            body: BODY,
            window,
            gate,
        })
        .await
}

/// A gate that notes which attempts it was asked for, and opens for as many as it is told.
#[derive(Default)]
struct Noting {
    asked: Mutex<Vec<u32>>,
    at_most: Option<u32>,
}

impl Gate for Noting {
    fn before(&self, attempt: u32) -> Opening<'_> {
        self.asked.lock().unwrap().push(attempt);
        let is_over = self.at_most.is_some_and(|most| attempt > most);
        Box::pin(async move {
            if is_over {
                return Err(Report::failed("The disk is full.", "Free some space."));
            }
            Ok(())
        })
    }
}

#[tokio::test]
async fn every_passing_fault_of_generate_ends_in_one_charge_under_one_key_and_the_same_bytes() {
    for fault in Fault::of_calls() {
        repeats_for_free(&hasty(), fault).await;
    }
    for silence in [Fault::Stall, Fault::StallInBody] {
        repeats_for_free(&impatient(), silence(Duration::from_secs(30))).await;
    }
}

async fn repeats_for_free(http: &Http, fault: Fault) {
    let faults = Faults::first(Route::Generate, vec![fault.clone(); 2]);
    let server = FaultServer::start(faults).await;
    let client = Dessert::new(http.clone(), server.endpoint()).unwrap();
    let accepted = pay(&client, "intent-1").await.unwrap();
    assert_eq!(server.charges().len(), 1, "{fault:?}");
    assert_eq!(server.deliveries(), [accepted.delivery_id.as_str()]);
    let sent = server.requests_to(Route::Generate);
    assert_eq!(sent.len(), 3, "{fault:?}");
    for seen in sent {
        let header = |name| seen.incoming.header(name).unwrap();
        assert_eq!(header("idempotency-key"), "intent-1");
        assert_eq!(header("authorization"), format!("Bearer {KEY}"));
        assert_eq!(header("content-type"), "application/json");
        assert!(header("user-agent").starts_with("parfait/"));
        assert_eq!(seen.incoming.body, BODY);
    }
}

#[tokio::test]
async fn with_one_answer_in_five_failing_everything_gets_through_and_is_paid_once() {
    let server = FaultServer::start(Faults::one_in(5, 7)).await;
    let client = client(&server);
    for n in 0..40 {
        let accepted = pay(&client, &format!("intent-{n}")).await.unwrap();
        let answer = client.delivery(&accepted.delivery_id).await.unwrap();
        assert_eq!(answer.delivery_id, accepted.delivery_id);
        client.balance().await.unwrap();
        client.brands().await.unwrap();
        client.search_styles("cool mist", 7).await.unwrap();
    }
    assert_eq!(server.charges().len(), 40);
    let failed = server
        .requests()
        .iter()
        .filter(|s| s.fault.is_some())
        .count();
    assert!(
        failed > 20,
        "only {failed} faults in {}",
        server.requests().len()
    );
}

#[tokio::test]
async fn refusals_are_final_after_one_attempt_and_say_what_to_do() {
    for (status, kind) in [
        (400, ReportKind::Failed),
        (401, ReportKind::NotAuthorised),
        (402, ReportKind::NotEnoughCredits),
        (403, ReportKind::NotAuthorised),
        // What the documented code of this status says.
        (404, ReportKind::NotKnown),
        (425, ReportKind::Failed),
    ] {
        let server =
            FaultServer::start(Faults::always(Route::Generate, Fault::status(status))).await;
        let error = generate(&server, "k").await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{status}");
        assert!(error.is_final_refusal() && !error.may_have_been_accepted());
        assert_eq!((error.status(), error.attempts), (Some(status), 1));
        assert_eq!(error.report().kind, kind, "{status}");
    }
    for (status, kind) in [(403, ReportKind::NotAuthorised), (404, ReportKind::Failed)] {
        let html = Fault::StatusHtml(status);
        let server = FaultServer::start(Faults::always(Route::Generate, html)).await;
        let error = generate(&server, "k").await.unwrap_err();
        assert_eq!((server.requests().len(), error.report().kind), (1, kind));
        assert!(error.is_final_refusal());
    }
}

#[tokio::test]
async fn when_every_attempt_fails_the_error_knows_whether_money_may_have_moved() {
    for (fault, doubt) in [
        (Fault::AnswerLost, true),
        (Fault::CutBeforeAnswer, true),
        (Fault::Html, true),
        (Fault::status(500), true),
        (Fault::status(429), false),
    ] {
        let server = FaultServer::start(Faults::always(Route::Generate, fault.clone())).await;
        let error = generate(&server, "k").await.unwrap_err();
        assert_eq!(error.may_have_been_accepted(), doubt, "{fault:?}");
        assert!(
            !error.is_final_refusal() && error.is_transient(),
            "{fault:?}"
        );
        assert_eq!(error.attempts, 8);
        assert!(error.report().details.contains("8 attempts"), "{fault:?}");
        assert!(server.charges().len() <= 1);
    }
    // Accepted and lost, then only "too many requests": the doubt of the first attempt stays.
    let faults = Faults::by(|call| {
        Some(if call.nth == 1 {
            Fault::AnswerLost
        } else {
            Fault::status(429)
        })
    });
    let server = FaultServer::start(faults).await;
    assert!(
        generate(&server, "k")
            .await
            .unwrap_err()
            .may_have_been_accepted()
    );
    // Accepted and lost, then refused: that refusal says nothing of the first attempt.
    for status in [400, 401, 402, 403, 404, 425] {
        let faults = vec![Fault::AnswerLost, Fault::status(status)];
        let server = FaultServer::start(Faults::first(Route::Generate, faults)).await;
        let error = generate(&server, "k").await.unwrap_err();
        assert!(error.may_have_been_accepted() && !error.is_final_refusal());
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_was_surely_not_asked() {
    // Bound and not listening: nobody else gets this port while the test runs.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    let endpoint = Endpoint {
        base_url: format!("http://{address}").parse().unwrap(),
        key: Secret::new(KEY),
    };
    let client = Dessert::new(hasty(), endpoint).unwrap();
    let error = pay(&client, "k").await.unwrap_err();
    assert!(!error.may_have_been_accepted() && !error.is_final_refusal());
    assert_eq!(error.attempts, 8);
    assert!(error.report().summary.contains("could not be reached"));
}

#[tokio::test]
async fn every_attempt_of_a_paid_request_is_asked_for_before_it_is_made() {
    let faults = vec![Fault::status(429), Fault::CutBeforeAnswer];
    let server = FaultServer::start(Faults::first(Route::Generate, faults.clone())).await;
    let window = KeyWindow::of(Timestamp::now());
    let gate = Noting::default();
    pay_through(&client(&server), "k", window, &gate)
        .await
        .unwrap();
    assert_eq!(gate.asked.into_inner().unwrap(), [1, 2, 3]);

    // A gate that stays shut ends the call, and the doubt of what was sent before stays.
    for (opened, doubt) in [(0, false), (1, false), (2, true)] {
        let server = FaultServer::start(Faults::first(Route::Generate, faults.clone())).await;
        let gate = Noting {
            at_most: Some(opened),
            ..Noting::default()
        };
        let error = pay_through(&client(&server), "k", window, &gate)
            .await
            .unwrap_err();
        assert_eq!(server.requests().len(), opened as usize);
        assert_eq!(
            (error.attempts, error.may_have_been_accepted()),
            (opened, doubt)
        );
        assert_eq!(error.report().summary, "The disk is full.");
        assert!(!error.is_final_refusal());
    }
}

#[tokio::test]
async fn a_key_that_grows_too_old_between_two_attempts_is_not_sent_again() {
    let clock = Clock::manual(Timestamp::from_second(1_770_110_100).unwrap());
    let window = KeyWindow::of(clock.now());
    for (to, is_good) in [
        (Duration::from_secs(23 * 3600), true),
        (KEY_LIFE, false),
        (Duration::from_secs(30 * 3600), false),
    ] {
        clock.set(Timestamp::from_second(1_770_110_100).unwrap());
        let slept = clock.clone();
        let faults = Faults::by(move |call| {
            (call.nth == 1).then(|| {
                slept.advance(to);
                Fault::AnswerLost
            })
        });
        let server = FaultServer::start(faults).await;
        server.state().clock = clock.clone();
        let client = Dessert::new(hasty().on(clock.clone()), server.endpoint()).unwrap();
        let outcome = pay_through(&client, "k", window, &Noting::default()).await;
        assert_eq!(server.charges().len(), 1, "{to:?}");
        if is_good {
            assert!(outcome.unwrap().replayed_from_idempotency_key);
        } else {
            let error = outcome.unwrap_err();
            assert_eq!((&error.fault, error.attempts), (&Failure::KeyExpired, 1));
            assert!(error.may_have_been_accepted() && !error.is_final_refusal());
        }
    }
    // Set back to before it was written down: nobody knows how old it is.
    clock.set(Timestamp::from_second(1_770_110_100 - 3600).unwrap());
    let server = FaultServer::start(Faults::none()).await;
    let client = Dessert::new(hasty().on(clock), server.endpoint()).unwrap();
    let error = pay_through(&client, "k", window, &Noting::default())
        .await
        .unwrap_err();
    assert_eq!((error.fault, error.attempts), (Failure::KeyExpired, 0));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn dropping_a_call_ends_it() {
    let fault = Fault::status_retry_after(500, "1");
    let server = FaultServer::start(Faults::always(Route::Balance, fault)).await;
    let client = client(&server);
    let call = tokio::time::timeout(Duration::from_millis(50), client.balance());
    assert!(call.await.is_err());
    tokio::time::sleep(Duration::from_millis(50)).await;
    let before = server.requests().len();
    tokio::time::sleep(Duration::from_millis(1_300)).await;
    assert_eq!(server.requests().len(), before);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let fault = Fault::status_retry_after(429, "1");
    let server = FaultServer::start(Faults::first(Route::Balance, vec![fault])).await;
    let begun = Instant::now();
    client(&server).balance().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn whoever_is_told_to_come_back_in_an_hour_is_not_asked_to_wait_in_the_call() {
    let clock = Clock::manual("2026-02-03T09:15:00Z".parse().unwrap());
    for (header, wait) in [("3600", 3600), ("Tue, 03 Feb 2026 10:15:30 GMT", 3630)] {
        let fault = Fault::status_retry_after(429, header);
        let server = FaultServer::start(Faults::always(Route::Generate, fault)).await;
        let client = Dessert::new(hasty().on(clock.clone()), server.endpoint()).unwrap();
        let window = KeyWindow::of(clock.now());
        let error = pay_through(&client, "k", window, &Noting::default())
            .await
            .unwrap_err();
        assert_eq!((error.attempts, server.requests().len()), (1, 1));
        assert_eq!(error.not_before, Some(Duration::from_secs(wait)));
        let until = error.report_at(clock.now()).until();
        assert_eq!(until, Some(clock.now() + Duration::from_secs(wait)));
    }
}

#[tokio::test]
async fn a_paid_request_without_a_key_is_sent_once() {
    let server = FaultServer::start(Faults::always(Route::Generate, Fault::AnswerLost)).await;
    let error = generate(&server, "").await.unwrap_err();
    assert_eq!((error.attempts, server.charges().len()), (1, 1));
    assert!(error.may_have_been_accepted());
}

#[tokio::test]
async fn a_file_that_breaks_off_or_stalls_is_an_error_that_says_when_to_try_again() {
    for (fault, can_repeat) in [
        (Fault::CutInBody, true),
        (Fault::StallInBody(Duration::from_secs(30)), true),
        (Fault::CutBeforeAnswer, true),
        (Fault::status(503), true),
        (Fault::status(404), false),
        (Fault::Redirect("http://example.com/x.png".into()), false),
    ] {
        let server = FaultServer::start(Faults::none()).await;
        let id = generate(&server, "k").await.unwrap().delivery_id;
        server.set_faults(Faults::always(Route::Asset, fault.clone()));
        let http = impatient();
        let url = format!("{}assets/{id}/1-square.png?signature=s3cret", server.url());
        let error = whole(&http, &url).await.unwrap_err();
        let wait = http.wait_before_retry(&url, &error, 1, Duration::ZERO);
        assert_eq!(wait.is_some(), can_repeat, "{fault:?}");
        let said = format!("{error:?} {:?}", error.report());
        assert!(!said.contains("s3cret"), "{said}");
    }
    let http = hasty();
    let unusable = ApiError::unusable_file("it begins like a page");
    let url = "https://example.com/a.png";
    let wait = |attempt| http.wait_before_retry(url, &unusable, attempt, Duration::ZERO);
    assert!(wait(1).is_some() && wait(8).is_none());
    for url in ["http://example.com/a.png", "file:///etc/passwd", "nonsense"] {
        assert!(fetch(&hasty(), url).await.is_err(), "{url}");
    }
}

async fn whole(http: &Http, url: &str) -> Result<Vec<u8>, ApiError> {
    let mut file = fetch(http, url).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = file.chunk().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

#[tokio::test]
async fn usage_is_read_in_whatever_words_it_comes_and_tells_a_late_refund_when_it_is_there() {
    for (shape, before, after) in [
        (UsageShape::Studio, 1, 2),
        (UsageShape::Renamed, 1, 2),
        (UsageShape::Bare, 1, 2),
        (UsageShape::Empty, 0, 0),
    ] {
        let clock = Clock::manual(Timestamp::from_second(1_770_110_100).unwrap());
        let server = FaultServer::start(Faults::none()).await;
        {
            let mut state = server.state();
            (state.usage, state.clock) = (shape, clock.clone());
            (state.fails, state.pace) = (true, 0);
            state.refund_after = Duration::from_secs(600);
        }
        let accepted = generate(&server, "k").await.unwrap();
        let client = client(&server);
        client.delivery(&accepted.delivery_id).await.unwrap();
        for (wait, wanted) in [(0, before), (599, before), (1, after)] {
            clock.advance(Duration::from_secs(wait));
            let told = client.usage().await.unwrap().to_string();
            let found = told.matches(accepted.delivery_id.as_str()).count();
            assert_eq!(found, wanted, "{shape:?} after {wait} s: {told}");
        }
        assert_eq!(server.state().refunds, 10);
    }
}
