//! One click never pays twice, a failure pays back, and a replay tells what the first answer told.

use std::sync::Arc;
use std::time::Duration;

use parfait::base::clock::{Clock, Timestamp};
use parfait::studio::store::Funds;
use serde_json::{Value, json};

use super::bench::{Bench, Quick};

const BODY: &str = r#"{"count":2,"format":"static"}"#;

fn without(mut answer: Value, fields: &[&str]) -> Value {
    for field in fields {
        answer.as_object_mut().unwrap().remove(*field);
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_answered_the_same_and_charged_once() {
    let bench = Bench::start(|_| {}).await;
    let first = bench.post_raw(BODY, Some("one")).await;
    assert_eq!(first.status, 202);
    let again = bench.post_raw(BODY, Some("one")).await;
    assert_eq!(
        (again.status, &again.json()["replayed_from_idempotency_key"]),
        (202, &json!(true))
    );
    assert_eq!(
        without(again.json(), &["replayed_from_idempotency_key"]),
        first.json()
    );
    assert_eq!(bench.balance().await, 1240);
    // Without a key every click is a new delivery, as documented.
    assert_ne!(
        bench.post_raw(BODY, None).await.json()["delivery_id"],
        first.json()["delivery_id"]
    );
    assert_eq!(bench.balance().await, 1230);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_clicks_at_once_make_one_delivery_and_one_debit() {
    let bench = Arc::new(Bench::start(|_| {}).await);
    let clicks: Vec<_> = (0..8)
        .map(|_| {
            let bench = Arc::clone(&bench);
            tokio::spawn(async move { bench.post_raw(BODY, Some("click")).await })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    let mut fresh = 0;
    for click in clicks {
        let answer = click.await.unwrap();
        assert_eq!(answer.status, 202, "{}", answer.text);
        let answer = answer.json();
        ids.insert(answer["delivery_id"].as_str().unwrap().to_owned());
        fresh += u32::from(answer.get("replayed_from_idempotency_key").is_none());
    }
    assert_eq!((ids.len(), fresh), (1, 1));
    assert_eq!(bench.balance().await, 1240);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_with_another_body_is_refused_and_charges_nothing() {
    let bench = Bench::start(|_| {}).await;
    bench.post_raw(BODY, Some("one")).await;
    let other = bench
        .post_raw(r#"{"count":3,"format":"static"}"#, Some("one"))
        .await;
    assert_eq!(
        (other.status, other.code().as_str()),
        (400, "invalid_request")
    );
    assert!(other.text.contains("Idempotency-Key"));
    assert_eq!(bench.balance().await, 1240);
    // A refused body does not use its key up.
    assert_eq!(
        bench.post_raw(r#"{"count":0}"#, Some("two")).await.status,
        400
    );
    assert_eq!(bench.post_raw(BODY, Some("two")).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_outlives_a_crash_and_lives_for_24_hours() {
    let clock = Clock::manual(Timestamp::from_millisecond(1_770_110_100_000).unwrap());
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let use_clock = |config: &mut parfait::studio::StudioConfig| config.clock = clock.clone();
    let bench = Bench::start(use_clock).await;
    let first = bench.post_raw(BODY, Some("one")).await.json();
    clock.advance(hours(23));
    let bench = bench.crash_and_restart(use_clock).await;
    let again = bench.post_raw(BODY, Some("one")).await.json();
    assert_eq!(again["replayed_from_idempotency_key"], true);
    let changed = ["replayed_from_idempotency_key", "status_url"];
    assert_eq!(
        without(again.clone(), &changed),
        without(first.clone(), &changed)
    );
    // The port is a new one, so the address is told anew and works.
    assert!(
        again["status_url"]
            .as_str()
            .unwrap()
            .starts_with(bench.studio.base_url())
    );
    assert_eq!(bench.balance().await, 1240);
    clock.advance(hours(2));
    let late = bench.post_raw(BODY, Some("one")).await.json();
    assert!(late.get("replayed_from_idempotency_key").is_none());
    assert_ne!(late["delivery_id"], first["delivery_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_delivery_is_refunded_once_and_leaves_others_alone() {
    let renderer = Quick {
        fails_on: Some("Cloud Cream"),
        ..Quick::default()
    };
    let bench = Bench::start(|config| config.renderer = Arc::new(renderer)).await;
    let order = async |product: &str| {
        let body = json!({"count": 4, "format": "static", "product_ids": [product]});
        bench.post(body).await.json()["delivery_id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (good, bad) = (
        order("recDewSerum000001").await,
        order("recCloudCream0001").await,
    );
    let failed = bench.end(&bad).await;
    assert_eq!(failed["status"], "failed");
    assert!(
        failed["raw_status"]
            .as_str()
            .unwrap()
            .contains("told to fail"),
        "{failed}"
    );
    assert_eq!(bench.end(&good).await["status"], "completed");
    assert_eq!(bench.balance().await, 1230);
    let usage = bench.get("/v1/usage").await.json();
    let lines: Vec<(&str, i64, i64)> = usage["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| {
            (
                t["type"].as_str().unwrap(),
                t["credits"].as_i64().unwrap(),
                t["credits_balance_after"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("Refund", 20, 1230),
            ("Debit", -20, 1210),
            ("Debit", -20, 1230),
            ("Bonus", 1250, 1250)
        ]
    );
    assert_eq!(usage["transactions"][0]["delivery_id"], json!(bad));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_the_renderer_is_a_failure_like_any_other() {
    let renderer = Quick {
        panics_on: Some("Silk Lotion"),
        ..Quick::default()
    };
    let bench = Bench::start(|config| config.renderer = Arc::new(renderer)).await;
    for _ in 0..4 {
        let body = json!({"format": "static", "product_ids": ["recSilkLotion0001"]});
        let id = bench.post(body).await.json()["delivery_id"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(bench.end(&id).await["status"], "failed");
    }
    assert_eq!(bench.balance().await, 1250);
    let body = json!({"format": "static", "product_ids": ["recDewSerum000001"]});
    let id = bench.post(body).await.json()["delivery_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(bench.end(&id).await["status"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn play_money_recharges_by_itself_so_that_nobody_is_stuck() {
    let bench = Bench::start(|config| {
        config.funds = Funds {
            start_bonus: 50,
            ..Funds::default()
        }
    })
    .await;
    assert_eq!(bench.balance().await, 50);
    let answer = bench
        .post(json!({"count": 100, "format": "static"}))
        .await
        .json();
    // 50 + 2 × 250 would leave 50, above the threshold of 20.
    assert_eq!(
        (
            answer["credits_charged"].as_i64(),
            answer["credits_balance_after"].as_i64()
        ),
        (Some(500), Some(50))
    );
    let balance = bench.get("/v1/balance").await.json();
    assert_eq!(balance["credits_lifetime_purchased"], 500);
    assert_eq!(balance["credits_balance_usd_equivalent"], 5.0);
    assert_eq!(balance["auto_recharge_enabled"], true);
    assert_eq!(
        (
            &balance["auto_recharge_threshold"],
            &balance["auto_recharge_amount_usd"]
        ),
        (&json!(20), &json!(25.0))
    );
    assert_eq!(
        balance["pricing"],
        json!({"credit_usd": 0.1, "static_ad_credits": 5, "full_ad_credits": 15})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_shows_the_latest_fifty() {
    let bench = Bench::start(|_| {}).await;
    for _ in 0..55 {
        bench.order(1).await;
    }
    let usage = bench.get("/v1/usage").await.json();
    let list = usage["transactions"].as_array().unwrap();
    assert_eq!(list.len(), 50);
    assert!(
        list.windows(2)
            .all(|pair| pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str())
    );
}
