//! Format full: a still and a film for every ad, at its price, each made once.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use super::bench::{Bench, Quick};

async fn order(bench: &Bench, body: Value) -> (String, Value) {
    let answer = bench.post(body).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    let promise = answer.json();
    (promise["delivery_id"].as_str().unwrap().to_owned(), promise)
}

fn ads(delivery: &Value) -> &Vec<Value> {
    delivery["ads"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_brief_and_one_without_format_yield_a_still_and_a_film_per_ad_for_fifteen_credits() {
    let bench = Bench::start(|_| {}).await;
    for body in [json!({"count": 2, "format": "full"}), json!({"count": 2})] {
        let before = bench.balance().await;
        let (id, promise) = order(&bench, body).await;
        assert_eq!(promise["format"], "full");
        assert_eq!(promise["credits_charged"], 30);
        assert_eq!(promise["eta_seconds"], 480);
        assert_eq!(promise["ad_count_expected"], 2);
        assert_eq!(bench.balance().await, before - 30);
        let delivery = bench.end(&id).await;
        assert_eq!(delivery["status"], "completed");
        assert_eq!(delivery["ad_count"], 4);
        for ad in ads(&delivery) {
            assert_eq!(ad["status"], "rendered");
            for (field, kind) in [("static_url", "image/png"), ("video_url", "video/mp4")] {
                let url = ad[field].as_str().unwrap();
                let answer = bench.send(bench.client.get(url)).await;
                assert_eq!(
                    (answer.status, &answer.headers["content-type"]),
                    (200, &kind.parse().unwrap())
                );
                assert_eq!(answer.headers["accept-ranges"], "bytes");
            }
        }
    }
    // Stills alone name no film at all.
    let (id, _) = order(&bench, json!({"format": "static"})).await;
    let delivery = bench.end(&id).await;
    assert!(
        ads(&delivery)
            .iter()
            .all(|ad| ad.get("video_url").is_none_or(Value::is_null))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_gets_the_part_of_a_film_that_it_asks_for() {
    let bench = Bench::start(|_| {}).await;
    let (id, _) = order(&bench, json!({"format": "full"})).await;
    let delivery = bench.end(&id).await;
    let url = ads(&delivery)[0]["video_url"].as_str().unwrap().to_owned();
    let whole = bench.send(bench.client.get(&url)).await.text;
    let ask = |range: &str| bench.send(bench.client.get(&url).header("Range", range));
    let part = ask("bytes=5-6").await;
    assert_eq!((part.status, part.text.as_str()), (206, &whole[5..7]));
    assert_eq!(
        part.headers["content-range"],
        format!("bytes 5-6/{}", whole.len()).as_str()
    );
    assert_eq!(part.headers["content-type"], "video/mp4");
    assert_eq!(ask("bytes=5-").await.text, whole[5..]);
    assert_eq!(ask("bytes=0-1,4-5").await.status, 200);
    let beyond = ask("bytes=100000-").await;
    assert_eq!(beyond.status, 416);
    assert_eq!(
        beyond.headers["content-range"],
        format!("bytes */{}", whole.len()).as_str()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_leaves_a_film_at_once_and_the_next_start_makes_only_what_is_missing() {
    let slow = Arc::new(Quick {
        film_takes: Duration::from_secs(600),
        ..Quick::default()
    });
    let painter = Arc::clone(&slow);
    let bench = Bench::start(|config| config.renderer = painter).await;
    let (id, _) = order(&bench, json!({"count": 2, "format": "full"})).await;
    while slow.made.load(Ordering::SeqCst) < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The stills are seen while the films are being made.
    let seen = loop {
        let seen = bench.get(&format!("/v1/deliveries/{id}")).await.json();
        if ads(&seen).iter().all(|ad| ad["static_url"].is_string()) {
            break seen;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(seen["status"], "rendering");
    assert!(ads(&seen).iter().all(|ad| ad["status"] == "queued"));
    let quick = Arc::new(Quick::default());
    let painter = Arc::clone(&quick);
    let began = std::time::Instant::now();
    let bench = bench
        .crash_and_restart(|config| config.renderer = painter)
        .await;
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "the stop waited for a film"
    );
    assert_eq!(slow.filmed.load(Ordering::SeqCst), 0);
    assert_eq!(bench.end(&id).await["status"], "completed");
    assert_eq!(
        quick.made.load(Ordering::SeqCst),
        0,
        "a still was made twice"
    );
    assert_eq!(quick.filmed.load(Ordering::SeqCst), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_cannot_be_made_gives_the_credits_back() {
    let bench = Bench::start(|config| {
        config.renderer = Arc::new(Quick {
            fails_films: true,
            ..Quick::default()
        });
    })
    .await;
    let before = bench.balance().await;
    let (id, _) = order(&bench, json!({"format": "full"})).await;
    let delivery = bench.end(&id).await;
    assert_eq!(delivery["status"], "failed");
    assert!(
        delivery["raw_status"]
            .as_str()
            .unwrap()
            .contains("told to fail")
    );
    assert_eq!(bench.balance().await, before);
}
