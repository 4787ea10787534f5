//! Ending a delivery early: what is finished stays, what is not made is given back, and nothing is begun any more.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use parfait::base::clock::Clock;
use parfait::model::cost::Pricing;
use parfait::studio::store::{Funds, Store};
use serde_json::{Value, json};

use super::bench::{Answer, Bench, Quick};

/// What a film takes when nobody stops it: longer than any test waits.
const FILM: Duration = Duration::from_secs(600);

async fn cancel(bench: &Bench, id: &str) -> Answer {
    let url = bench.url(&format!("/v1/studio/deliveries/{id}/cancel"));
    let request = bench
        .client
        .post(url)
        .bearer_auth(bench.studio.key().expose());
    bench.send(request).await
}

async fn order(bench: &Bench, body: Value) -> String {
    let answer = bench.post(body).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.json()["delivery_id"].as_str().unwrap().to_owned()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn ads(delivery: &Value) -> &Vec<Value> {
    delivery["ads"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_finished_stays_and_every_concept_that_lacks_a_file_is_given_back() {
    let slow = Arc::new(Quick {
        takes: Duration::from_millis(20),
        ..Quick::default()
    });
    let painter = Arc::clone(&slow);
    let bench = Bench::start(|config| {
        config.renderer = painter;
        config.workers = 2;
    })
    .await;
    let before = bench.balance().await;
    let id = bench.order(40).await;
    until("seven stills", || slow.made.load(Ordering::SeqCst) >= 7).await;
    let answer = cancel(&bench, &id).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let ended = answer.json();
    let made = slow.made.load(Ordering::SeqCst);

    // It ends in a word of the contract, with ads that are whole, and with no others.
    assert_eq!(ended["status"], "completed");
    let kept = ads(&ended).len();
    assert!((5..60).contains(&kept), "{kept}");
    assert_eq!(
        (&ended["ad_count"], &ended["files_kept"]),
        (&json!(kept), &json!(kept))
    );
    let whole = ads(&ended)
        .iter()
        .filter(|ad| {
            ads(&ended)
                .iter()
                .filter(|it| it["index"] == ad["index"])
                .count()
                == 2
        })
        .count()
        / 2;
    let refund = 5 * (40 - whole as i64);
    assert_eq!(ended["credits_refunded"], refund);
    assert_eq!(bench.balance().await, before - 200 + refund);
    for ad in ads(&ended) {
        let file = bench
            .send(bench.client.get(ad["static_url"].as_str().unwrap()))
            .await;
        assert_eq!((file.status, &ad["status"]), (200, &json!("rendered")));
    }

    // Nothing goes on but what two workers had in hand, and a repeat tells the same and gives nothing back twice.
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(
        slow.made.load(Ordering::SeqCst) <= made + 2,
        "stills were begun after the end"
    );
    let again = cancel(&bench, &id).await.json();
    assert_eq!(again, ended);
    assert_eq!(bench.balance().await, before - 200 + refund);
    let seen = bench.get(&format!("/v1/deliveries/{id}")).await.json();
    assert_eq!(seen["ads"], ended["ads"]);
    assert_eq!(seen["files_kept"], ended["files_kept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_left_within_a_moment_and_stills_that_are_made_stay_at_their_price() {
    let slow = Arc::new(Quick {
        film_takes: FILM,
        ..Quick::default()
    });
    let painter = Arc::clone(&slow);
    let bench = Bench::start(|config| {
        config.renderer = painter;
        config.workers = 2;
    })
    .await;
    let before = bench.balance().await;
    let id = order(&bench, json!({"count": 2, "format": "full"})).await;
    until("four stills", || slow.made.load(Ordering::SeqCst) >= 4).await;
    // A worker begins a film when its last still is noted: both have.
    until("two films", || slow.filming.load(Ordering::SeqCst) >= 2).await;
    // Then the workers are wanted for something else.
    let ended = cancel(&bench, &id).await.json();
    let began = Instant::now();
    assert_eq!(
        (&ended["status"], &ended["files_kept"]),
        (&json!("completed"), &json!(4))
    );
    assert!(
        ads(&ended)
            .iter()
            .all(|ad| ad["static_url"].is_string() && ad["video_url"].is_null())
    );
    assert_eq!(
        ended["credits_refunded"], 20,
        "two concepts, each a film of ten credits"
    );
    assert_eq!(bench.balance().await, before - 30 + 20);

    let next = bench.order(1).await;
    assert_eq!(bench.end(&next).await["status"], "completed");
    assert!(
        began.elapsed() < FILM / 10,
        "the workers were kept for {:?}",
        began.elapsed()
    );
    assert_eq!(slow.filmed.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_which_nothing_is_finished_ends_as_failed_and_is_refunded_whole() {
    let stuck = Arc::new(Quick {
        takes: Duration::from_millis(300),
        ..Quick::default()
    });
    let bench = Bench::start(|config| {
        config.renderer = stuck;
        config.workers = 1;
    })
    .await;
    let busy = bench.order(2).await;
    let before = bench.balance().await;
    let id = bench.order(3).await;
    let ended = cancel(&bench, &id).await.json();
    assert_eq!(
        (&ended["status"], &ended["files_kept"], &ended["ad_count"]),
        (&json!("failed"), &json!(0), &json!(0))
    );
    assert_eq!(bench.balance().await, before);
    let latest = bench.get("/v1/usage").await.json()["transactions"][0].clone();
    assert_eq!(
        (&latest["type"], &latest["delivery_id"]),
        (&json!("Refund"), &json!(id))
    );
    // Its neighbour goes on.
    assert_eq!(bench.end(&busy).await["status"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_end_and_its_consequences_nothing_is_begun_again() {
    let slow = Arc::new(Quick {
        takes: Duration::from_millis(30),
        ..Quick::default()
    });
    let painter = Arc::clone(&slow);
    let bench = Bench::start(|config| config.renderer = painter).await;
    let before = bench.balance().await;
    let id = bench.order(30).await;
    until("three stills", || slow.made.load(Ordering::SeqCst) >= 3).await;
    let Bench { studio, folder, .. } = bench;
    drop(studio);
    // The transaction is in the store and the program is gone before any worker has heard of it.
    let store = Store::open(
        &folder.path().join("studio.sqlite"),
        Clock::system(),
        Funds::default(),
    )
    .unwrap();
    let cancelled = store.cancel(&id, &Pricing::default()).unwrap().unwrap();
    assert!(cancelled.is_new && cancelled.refunded > 0);
    drop(store);

    let quick = Arc::new(Quick::default());
    let painter = Arc::clone(&quick);
    let bench = Bench::in_folder(folder, |config| config.renderer = painter).await;
    let ended = cancel(&bench, &id).await.json();
    assert_eq!(ended["credits_refunded"], cancelled.refunded);
    assert_eq!(ended["status"], "completed");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(quick.made.load(Ordering::SeqCst), 0);
    assert_eq!(bench.balance().await, before - 150 + cancelled.refunded);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_deliveries_of_this_studio_can_be_ended_and_one_that_is_whole_stays_whole() {
    let bench = Bench::start(|_| {}).await;
    let unknown = cancel(&bench, "recNOTHING0000001").await;
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (404, "delivery_not_found")
    );
    let id = bench.order(1).await;
    let whole = bench.end(&id).await;
    let before = bench.balance().await;
    let answer = cancel(&bench, &id).await.json();
    assert_eq!(
        (&answer["status"], &answer["ads"]),
        (&whole["status"], &whole["ads"])
    );
    assert_eq!(answer["credits_refunded"], 0);
    assert!(answer["files_kept"].is_null());
    assert_eq!(bench.balance().await, before);
    let url = bench.url(&format!("/v1/studio/deliveries/{id}/cancel"));
    let nobody = bench.send(bench.client.post(&url)).await;
    assert_eq!(
        (nobody.status, nobody.code().as_str()),
        (401, "missing_authorization")
    );
}
