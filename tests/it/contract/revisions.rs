//! Versions of an ad over real HTTP: seen before they are kept, kept once, never in the way of what was delivered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parfait::studio::render::Painter;
use reqwest::Method;
use serde_json::{Value, json};

use super::bench::{Answer, Bench, Quick};

fn concept(delivery: &str) -> String {
    format!("/v1/studio/deliveries/{delivery}/concepts/1")
}

/// The delivered version, as the body of a revision.
async fn delivered(bench: &Bench, delivery: &str) -> Value {
    let answer = bench.get(&concept(delivery)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let version = answer.json()["versions"][0].clone();
    assert_eq!(version["version"], 1);
    version
}

fn with(body: &Value, field: &str, value: impl Into<Value>) -> Value {
    let mut body = body.clone();
    body[field] = value.into();
    body
}

async fn preview(bench: &Bench, delivery: &str, orientation: &str, body: &Value) -> (u16, Vec<u8>) {
    let asked = with(body, "orientation", orientation);
    let response = bench
        .client
        .post(bench.url(&format!("{}/preview", concept(delivery))))
        .bearer_auth(bench.studio.key().expose())
        .body(asked.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    (status, response.bytes().await.unwrap().to_vec())
}

async fn keep(bench: &Bench, delivery: &str, id: &str, body: &Value) -> Answer {
    let path = format!("{}/revisions/{id}", concept(delivery));
    let request = bench
        .client
        .request(Method::PUT, bench.url(&path))
        .bearer_auth(bench.studio.key().expose())
        .body(body.to_string());
    bench.send(request).await
}

async fn delivery(bench: &Bench, id: &str) -> Value {
    bench.get(&format!("/v1/deliveries/{id}")).await.json()
}

async fn file(bench: &Bench, url: &Value) -> Vec<u8> {
    let response = bench.client.get(url.as_str().unwrap()).send().await;
    let response = response.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{url}");
    response.bytes().await.unwrap().to_vec()
}

/// Waits until the versions of a delivery have every file that they will have.
async fn made(bench: &Bench, id: &str) -> Value {
    let started = Instant::now();
    loop {
        let delivery = delivery(bench, id).await;
        let rows = delivery["revisions"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let is_open = |row: &Value| {
            let ads = row["ads"].as_array().unwrap();
            ads.iter().any(|ad| ad["status"] == "queued")
        };
        if !rows.is_empty() && !rows.iter().any(is_open) {
            return delivery;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{delivery}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_of_an_unchanged_ad_is_its_delivered_picture_pixel_for_pixel() {
    let bench = Bench::start(|config| config.renderer = Arc::new(Painter::new())).await;
    let id = bench.order(1).await;
    let ads = bench.end(&id).await["ads"].clone();
    let body = delivered(&bench, &id).await;
    for ad in ads.as_array().unwrap() {
        let orientation = ad["orientation"].as_str().unwrap();
        let (status, seen) = preview(&bench, &id, orientation, &body).await;
        assert_eq!(status, 200);
        assert_eq!(seen, file(&bench, &ad["static_url"]).await, "{orientation}");
        let other = with(&body, "headline", "Quiet mornings, kept for longer.");
        let (_, changed) = preview(&bench, &id, orientation, &other).await;
        assert!(changed.starts_with(b"\x89PNG") && changed != seen);
        let dark = ["#101418", "#2B3A42", "#5E7A86", "#B9CBD3", "#F4F8FA"];
        let (_, cool) = preview(
            &bench,
            &id,
            orientation,
            &with(&body, "palette", json!(dark)),
        )
        .await;
        assert!(cool.starts_with(b"\x89PNG") && cool != seen && cool != changed);
    }
    // A line that no layout has room for is said at its field, and keeps nothing.
    let long = with(&body, "headline", "W".repeat(60));
    let (status, refusal) = preview(&bench, &id, "square", &long).await;
    let refusal: Value = serde_json::from_slice(&refusal).unwrap();
    assert_eq!(
        (status, &refusal["error"]["field"]),
        (400, &json!("headline"))
    );
    let answer = keep(&bench, &id, "too-long", &long).await;
    assert_eq!(answer.code(), "invalid_request");
    assert!(answer.text.contains("Shorten"), "{}", answer.text);
    assert!(delivery(&bench, &id).await.get("revisions").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_version_stands_beside_the_delivered_one_and_costs_nothing() {
    let bench = Bench::start(|_| {}).await;
    let id = bench.order(1).await;
    let before = bench.end(&id).await;
    let balance = bench.balance().await;
    let body = with(&delivered(&bench, &id).await, "headline", "Slow dew.");
    let first = keep(&bench, &id, "one", &body).await;
    assert_eq!((first.status, &first.json()["version"]), (201, &json!(2)));
    // A repeat, as after an answer that was lost, is the same version.
    let again = keep(&bench, &id, "one", &body).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    // The same id for something else is refused.
    let other = with(&body, "headline", "Another thing.");
    assert_eq!(keep(&bench, &id, "one", &other).await.status, 409);
    let second = keep(&bench, &id, "two", &other).await;
    assert_eq!((second.status, &second.json()["version"]), (201, &json!(3)));
    let after = made(&bench, &id).await;
    assert_eq!(
        (&after["ads"], &after["ad_count"]),
        (&before["ads"], &json!(2))
    );
    assert_eq!(after["status"], "completed");
    let revisions = after["revisions"].as_array().unwrap();
    assert_eq!(revisions.len(), 2);
    for (row, headline) in revisions.iter().zip(["Slow dew.", "Another thing."]) {
        let ads = row["ads"].as_array().unwrap();
        assert_eq!(ads.len(), 2);
        for ad in ads {
            let text = String::from_utf8(file(&bench, &ad["static_url"]).await).unwrap();
            assert!(text.ends_with(headline), "{text}");
            assert!(ad.get("video_url").is_none());
        }
    }
    for ad in before["ads"].as_array().unwrap() {
        let text = String::from_utf8(file(&bench, &ad["static_url"]).await).unwrap();
        assert!(text.ends_with(ad["headline"].as_str().unwrap()), "{text}");
    }
    let versions = bench.get(&concept(&id)).await.json()["versions"].clone();
    let said: Vec<_> = versions
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["headline"].clone())
        .collect();
    assert_eq!(said[1..], [json!("Slow dew."), json!("Another thing.")]);
    assert_eq!(bench.balance().await, balance);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_of_a_full_ad_gets_its_film_later_and_a_crash_does_not_lose_it() {
    let slow = |film_takes| {
        Arc::new(Quick {
            film_takes,
            ..Quick::default()
        })
    };
    let bench = Bench::start(|_| {}).await;
    let order = bench.post(json!({"count": 1, "format": "full"})).await;
    let id = order.json()["delivery_id"].as_str().unwrap().to_owned();
    bench.end(&id).await;
    let minutes = slow(Duration::from_secs(600));
    let bench = bench
        .crash_and_restart(|config| config.renderer = minutes)
        .await;
    let body = with(&delivered(&bench, &id).await, "headline", "Slow dew.");
    let row = keep(&bench, &id, "one", &body).await.json();
    for ad in row["ads"].as_array().unwrap() {
        assert_eq!(ad["status"], "queued");
        assert!(ad["static_url"].is_string() && ad.get("video_url").is_none());
    }
    let bench = bench.crash_and_restart(|_| {}).await;
    let after = made(&bench, &id).await;
    for ad in after["revisions"][0]["ads"].as_array().unwrap() {
        assert_eq!(ad["status"], "rendered");
        assert!(!file(&bench, &ad["video_url"]).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_makes_what_a_failing_store_has_left_open() {
    let bench = Bench::start(|_| {}).await;
    let id = bench.order(1).await;
    bench.end(&id).await;
    let body = with(&delivered(&bench, &id).await, "headline", "Slow dew.");
    let store = rusqlite::Connection::open(bench.folder.path().join("studio.sqlite")).unwrap();
    store.busy_timeout(Duration::from_secs(20)).unwrap();
    let broken =
        "CREATE TRIGGER broken BEFORE UPDATE ON revision_ad BEGIN SELECT RAISE(ABORT, 'full'); END";
    store.execute_batch(broken).unwrap();
    let first = keep(&bench, &id, "one", &body).await;
    assert_eq!(first.status, 201, "it is kept: {}", first.text);
    store.execute_batch("DROP TRIGGER broken").unwrap();
    let started = Instant::now();
    loop {
        assert_eq!(keep(&bench, &id, "one", &body).await.status, 200);
        let rows = delivery(&bench, &id).await["revisions"].clone();
        let is_whole = |ad: &Value| ad["status"] == "rendered";
        if rows[0]["ads"].as_array().unwrap().iter().all(is_whole) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{rows}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_cannot_be_made_is_said_and_takes_nothing_else_along() {
    let bench = Bench::start(|_| {}).await;
    let order = bench.post(json!({"count": 1, "format": "full"})).await;
    let id = order.json()["delivery_id"].as_str().unwrap().to_owned();
    bench.end(&id).await;
    let broken = Arc::new(Quick {
        fails_films: true,
        ..Quick::default()
    });
    let bench = bench
        .crash_and_restart(|config| config.renderer = broken)
        .await;
    let body = with(&delivered(&bench, &id).await, "cta", "See it");
    keep(&bench, &id, "one", &body).await;
    let after = made(&bench, &id).await;
    assert_eq!(after["status"], "completed");
    let ad = &after["revisions"][0]["ads"][0];
    assert_eq!(ad["status"], "failed");
    assert!(ad["static_url"].is_string());
    assert!(ad["note"].as_str().unwrap().contains("told to fail"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_ad_can_bear_is_refused_by_its_field_in_a_sentence() {
    let bench = Bench::start(|_| {}).await;
    let id = bench.order(1).await;
    bench.end(&id).await;
    let body = delivered(&bench, &id).await;
    for (field, value, says) in [
        ("headline", json!(""), "is empty"),
        ("headline", json!("Glow 🌿"), "Leave it out"),
        ("headline", json!("柔らかい肌"), "cannot be set"),
        ("headline", json!("עור רך ורגוע"), "right to left"),
        ("body", json!("קרם לילה"), "right to left"),
        ("body", json!("x".repeat(400)), "Shorten it"),
        ("cta", json!("x".repeat(21)), "Shorten it"),
        ("product_id", json!("gone"), "Choose another"),
        ("palette", json!(["#FFFFFF"]), "Add one"),
    ] {
        let wrong = with(&body, field, value);
        let answer = keep(&bench, &id, "one", &wrong).await;
        assert_eq!(answer.code(), "invalid_request", "{field}");
        let error = answer.json()["error"].clone();
        assert_eq!(error["field"], field);
        assert!(error["message"].as_str().unwrap().contains(says), "{error}");
        assert_eq!(preview(&bench, &id, "vertical", &wrong).await.0, 400);
    }
    let (status, _) = preview(&bench, &id, "wide", &body).await;
    assert_eq!(status, 400);
    assert_eq!(keep(&bench, &id, "a b", &body).await.status, 400);
    for path in [
        "/v1/studio/deliveries/recNothing/concepts/1".to_owned(),
        format!("/v1/studio/deliveries/{id}/concepts/9"),
        format!("/v1/studio/deliveries/{id}/concepts/x"),
    ] {
        assert_eq!(bench.get(&path).await.code(), "not_found", "{path}");
    }
    assert!(delivery(&bench, &id).await.get("revisions").is_none());
}
