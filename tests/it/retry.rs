//! One click never pays twice, and one answer in five failing stops nobody: the decision as tables, the rest over real
//! HTTP against a service that fails as told.

mod decision;

use std::sync::Mutex;
use std::time::{Duration, Instant};

use parfait::api::dessert::check_key;
use parfait::api::{
    ApiError, Attempt, Dessert, Endpoint, Fault as Failure, Http, RetryPolicy, Timing, fetch,
};
use parfait::base::report::ReportKind;
use parfait::base::secret::Secret;
use parfait::model::ids::{DeliveryId, IdempotencyKey};
use parfait::wire::dessert::{Accepted, ErrorCode};
use url::Url;

use crate::support::fault_server::{Fault, FaultServer, Faults, KEY, Route};
use crate::support::logged::Logged;

const BODY: &[u8] = br#"{"count":2,"format":"static"}"#;

fn hasty() -> Http {
    let timing = Timing {
        connect: Duration::from_secs(2),
        answer: Duration::from_millis(300),
        stall: Duration::from_millis(300),
    };
    Http::with(timing, RetryPolicy::hasty()).unwrap()
}

fn client(server: &FaultServer) -> Dessert {
    Dessert::new(hasty(), server.endpoint()).unwrap()
}

async fn generate(server: &FaultServer, key: &str) -> Result<Accepted, ApiError> {
    let key = IdempotencyKey::new(key);
    client(server).generate(&key, BODY, &|_| {}).await
}

#[tokio::test]
async fn every_passing_fault_of_generate_ends_in_one_charge_under_one_key_and_the_same_bytes() {
    let stall = Fault::Stall(Duration::from_secs(1));
    let body_stall = Fault::StallInBody(Duration::from_secs(1));
    for fault in Fault::of_calls().into_iter().chain([stall, body_stall]) {
        let server =
            FaultServer::start(Faults::first(Route::Generate, vec![fault.clone(); 2])).await;
        let accepted = generate(&server, "intent-1").await.unwrap();
        assert_eq!(server.charges().len(), 1, "{fault:?}");
        assert_eq!(server.deliveries(), [accepted.delivery_id.as_str()]);
        let sent = server.requests_to(Route::Generate);
        assert_eq!(sent.len(), 3, "{fault:?}");
        for seen in sent {
            assert_eq!(seen.incoming.header("idempotency-key"), Some("intent-1"));
            let bearer = format!("Bearer {KEY}");
            assert_eq!(seen.incoming.header("authorization"), Some(&*bearer));
            assert_eq!(
                seen.incoming.header("content-type"),
                Some("application/json")
            );
            assert!(
                seen.incoming
                    .header("user-agent")
                    .unwrap()
                    .starts_with("parfait/")
            );
            assert_eq!(seen.incoming.body, BODY);
        }
    }
}

#[tokio::test]
async fn with_one_answer_in_five_failing_everything_gets_through_and_is_paid_once() {
    let server = FaultServer::start(Faults::one_in(5, 7)).await;
    let client = client(&server);
    for n in 0..40 {
        let key = IdempotencyKey::new(format!("intent-{n}"));
        let accepted = client.generate(&key, BODY, &|_| {}).await.unwrap();
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
        (404, ReportKind::Failed),
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
    // Accepted and lost, then the key is revoked: that refusal says nothing of the first attempt.
    let faults = Faults::first(Route::Generate, vec![Fault::AnswerLost, Fault::status(401)]);
    let server = FaultServer::start(faults).await;
    let error = generate(&server, "k").await.unwrap_err();
    assert!(error.may_have_been_accepted() && !error.is_final_refusal());
}

#[tokio::test]
async fn a_service_that_is_not_there_was_surely_not_asked() {
    let server = FaultServer::start(Faults::none()).await;
    let endpoint = server.endpoint();
    drop(server);
    let client = Dessert::new(hasty(), endpoint).unwrap();
    let key = IdempotencyKey::new("k");
    let error = client.generate(&key, BODY, &|_| {}).await.unwrap_err();
    assert!(!error.may_have_been_accepted() && !error.is_final_refusal());
    assert_eq!(error.attempts, 8);
    assert!(error.report().summary.contains("could not be reached"));
}

#[tokio::test]
async fn whoever_watches_sees_every_attempt() {
    let faults = vec![Fault::status(503), Fault::CutBeforeAnswer];
    let server = FaultServer::start(Faults::first(Route::Generate, faults)).await;
    let seen = Mutex::new(Vec::new());
    let key = IdempotencyKey::new("k");
    let watch = |attempt| seen.lock().unwrap().push(attempt);
    client(&server).generate(&key, BODY, &watch).await.unwrap();
    let numbers: Vec<_> = seen
        .into_inner()
        .unwrap()
        .into_iter()
        .map(|attempt| match attempt {
            Attempt::Started { number } => (number, true),
            Attempt::Failed { number, .. } => (number, false),
        })
        .collect();
    assert_eq!(
        numbers,
        [(1, true), (1, false), (2, true), (2, false), (3, true)]
    );
}

#[tokio::test]
async fn dropping_a_call_ends_it() {
    let server = FaultServer::start(Faults::always(Route::Balance, Fault::status(500))).await;
    let client = client(&server);
    let call = tokio::time::timeout(Duration::from_millis(20), client.balance());
    assert!(call.await.is_err());
    let before = server.requests().len();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(server.requests().len() <= before + 1);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let fault = Fault::status_retry_after(429, "1");
    let server = FaultServer::start(Faults::first(Route::Balance, vec![fault])).await;
    let begun = Instant::now();
    client(&server).balance().await.unwrap();
    // A second is asked for; this policy cuts it to a tenth.
    assert!(begun.elapsed() >= Duration::from_millis(100));
}

// Keys and addresses.

#[tokio::test]
async fn a_key_goes_nowhere_but_to_the_service() {
    let elsewhere = FaultServer::start(Faults::none()).await;
    let to = format!("{}v1/balance", elsewhere.url());
    let server = FaultServer::start(Faults::always(Route::Balance, Fault::Redirect(to))).await;
    let error = client(&server).balance().await.unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert!(elsewhere.requests().is_empty());

    let accepted = generate(&server, "k").await.unwrap();
    let url = format!(
        "{}assets/{}/1-vertical.png",
        server.url(),
        accepted.delivery_id
    );
    let mut file = fetch(&hasty(), &url).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = file.chunk().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    assert_eq!(file.content_length, Some(bytes.len() as u64));
    assert_eq!(file.content_type.as_deref(), Some("image/png"));
    assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 1080);
    server.assert_no_key_reached_a_file();
}

#[test]
fn insecure_addresses_and_malformed_keys_are_refused_before_anything_is_sent() {
    let http = hasty();
    let new = |url: &str, key: &str| {
        let endpoint = Endpoint {
            base_url: Url::parse(url).unwrap(),
            key: Secret::new(key),
        };
        Dessert::new(http.clone(), endpoint).map_err(|error| error.fault)
    };
    assert!(new("https://api.dessert.dev", KEY).is_ok());
    assert!(new("http://127.0.0.1:8787/v1/", KEY).is_ok());
    assert!(matches!(
        new("http://api.dessert.dev", KEY),
        Err(Failure::Insecure { .. })
    ));
    assert!(matches!(
        new("ftp://127.0.0.1", KEY),
        Err(Failure::Insecure { .. })
    ));
    assert!(matches!(
        new("https://me:pw@api.dessert.dev", KEY),
        Err(Failure::BadAddress)
    ));
    for key in [
        "",
        "dsrt_live_",
        "ck_live_0123",
        "dsrt_live_a b",
        "dsrt_live_ä",
    ] {
        assert_eq!(
            new("https://api.dessert.dev", key).err(),
            Some(Failure::BadKey),
            "{key}"
        );
        assert!(check_key(&Secret::new(key)).is_err());
    }
}

#[tokio::test]
async fn an_address_that_was_pasted_with_too_much_still_works_and_ids_cannot_leave_their_place() {
    let server = FaultServer::start(Faults::none()).await;
    let mut endpoint = server.endpoint();
    endpoint.base_url = server.url().join("/v1/?a=b#c").unwrap();
    let client = Dessert::new(hasty(), endpoint).unwrap();
    client.balance().await.unwrap();
    let error = client
        .delivery(&DeliveryId::new("../balance?x"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::DeliveryNotFound));
    let path = &server.requests().last().unwrap().incoming.path.clone();
    assert_eq!(path, "/v1/deliveries/..%2Fbalance%3Fx");
}

#[tokio::test]
async fn a_key_is_in_no_error_no_report_and_no_log() {
    let log = Logged::start();
    let secret = KEY.strip_prefix("dsrt_live_").unwrap();
    for fault in [
        Fault::Status {
            status: 400,
            code: "dsrt_live_5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
            retry_after: None,
        },
        Fault::status(401),
        Fault::CutBeforeAnswer,
        Fault::Html,
    ] {
        let server = FaultServer::start(Faults::always(Route::Generate, fault)).await;
        let client = client(&server);
        let key = IdempotencyKey::new("k");
        let error = client.generate(&key, BODY, &|_| {}).await.unwrap_err();
        let said = format!("{error} {error:?} {:?} {client:?}", error.report());
        assert!(!said.contains(secret), "{said}");
    }
    let logged = log.text();
    assert!(
        logged.contains("/v1/ads/generate") && !logged.contains(secret),
        "{logged}"
    );
}

// Files.

#[tokio::test]
async fn a_file_that_breaks_off_or_stalls_is_an_error_that_says_when_to_try_again() {
    for (fault, can_repeat) in [
        (Fault::CutInBody, true),
        (Fault::StallInBody(Duration::from_secs(1)), true),
        (Fault::CutBeforeAnswer, true),
        (Fault::status(503), true),
        (Fault::status(404), false),
        (Fault::Redirect("http://example.com/x.png".into()), false),
    ] {
        let server = FaultServer::start(Faults::none()).await;
        let id = generate(&server, "k").await.unwrap().delivery_id;
        server.set_faults(Faults::always(Route::Asset, fault.clone()));
        let http = hasty();
        let url = format!("{}assets/{id}/1-square.png?signature=s3cret", server.url());
        let error = whole(&http, &url).await.unwrap_err();
        let wait = http.wait_before_retry(&url, &error, 1, Duration::ZERO);
        assert_eq!(wait.is_some(), can_repeat, "{fault:?}");
        let said = format!("{error:?} {:?}", error.report());
        assert!(!said.contains("s3cret"), "{said}");
    }
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
