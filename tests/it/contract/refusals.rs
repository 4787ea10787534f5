//! Every documented error code comes back as documented, in the envelope, and charges nothing.

use std::sync::Arc;
use std::time::Duration;

use parfait::studio::brand::Brands;
use parfait::studio::store::Funds;
use parfait::wire::dessert::BrandStatus;
use serde_json::{Value, json};

use super::bench::{Answer, Bench, Quick};

fn check(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{}",
        answer.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_missing_malformed_or_wrong_is_refused_by_its_own_code() {
    let bench = Bench::start(|_| {}).await;
    let right = bench.studio.key().expose().to_owned();
    let wrong = format!("dsrt_live_{}", "0".repeat(40));
    let scheme = "invalid_authorization_scheme";
    for (header, code) in [
        (None, "missing_authorization"),
        (Some(format!("Basic {right}")), scheme),
        (Some("Bearer".to_owned()), scheme),
        (Some(right.clone()), scheme),
        (Some("Bearer sk_live_123".to_owned()), "invalid_key_format"),
        (Some(format!("Bearer {wrong}")), "invalid_api_key"),
        (Some(format!("Bearer {right}0")), "invalid_api_key"),
        (Some("Bearer dsrt_live_".to_owned()), "invalid_api_key"),
    ] {
        for path in [
            "/v1/balance",
            "/v1/brands",
            "/v1/usage",
            "/v1/deliveries/rec1",
            "/v1/styles/search?q=a",
            "/v1/nothing",
        ] {
            let mut request = bench.client.get(bench.url(path));
            if let Some(header) = &header {
                request = request.header("Authorization", header);
            }
            let answer = bench.send(request).await;
            check(&answer, 401, code);
            assert!(!answer.text.contains(&right));
        }
        let request = bench
            .client
            .post(bench.url("/v1/ads/generate"))
            .header("Authorization", header.unwrap_or_else(|| "x".into()));
        assert_eq!(bench.send(request).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_is_named_and_nothing_is_charged() {
    let bench = Bench::start(|_| {}).await;
    let before = bench.balance().await;
    let with = |field: &str, value: Value| {
        let mut body = json!({"format": "static"});
        body[field] = value;
        body
    };
    let creative =
        |field: &str, value: Value| json!({"format": "static", "creative": {field: value}});
    let long = "x".repeat(501);
    for (body, code, says) in [
        (with("count", json!(0)), "invalid_count", "from 1 to 500"),
        (with("count", json!(-1)), "invalid_count", "-1"),
        (with("count", json!(2.5)), "invalid_count", "2.5"),
        (
            with("count", json!(1_000_000_000_000_u64)),
            "invalid_count",
            "1000000000000",
        ),
        (with("count", json!(1e12)), "invalid_count", "count"),
        (with("count", json!(501)), "invalid_count", "501"),
        (with("count", json!("3")), "invalid_count", "a string"),
        (with("count", json!([1])), "invalid_count", "an array"),
        (json!({"format": "STATIC"}), "invalid_format", "STATIC"),
        (json!({"format": 3}), "invalid_format", "a number"),
        (
            with("brand_id", json!("recNobody")),
            "brand_not_found",
            "recNobody",
        ),
        (with("brand_id", json!(7)), "invalid_request", "brand_id"),
        (
            with("product_ids", json!("recDewSerum000001")),
            "invalid_request",
            "product_ids must be an array",
        ),
        (
            with("product_ids", json!([1])),
            "invalid_request",
            "product_ids",
        ),
        (with("product_ids", json!([""])), "invalid_request", "empty"),
        (
            with("product_ids", json!(["recNothing"])),
            "invalid_request",
            "recDewSerum000001",
        ),
        (
            with("in_situ", json!("yes")),
            "invalid_request",
            "true or false",
        ),
        (
            with("creative", json!("ritual")),
            "invalid_request",
            "creative",
        ),
        (
            with("webhook_url", json!("http://hooks.example.test/x")),
            "invalid_request",
            "https://",
        ),
        (
            with("webhook_url", json!("no url")),
            "invalid_request",
            "webhook_url",
        ),
        (
            creative("copy_angle", json!("shouting")),
            "invalid_request",
            "pain + solution",
        ),
        (
            creative("copy_angle", json!(["ritual"])),
            "invalid_request",
            "creative.copy_angle",
        ),
        (
            creative("animation_prompts", json!([" "])),
            "invalid_request",
            "empty",
        ),
        (
            creative("animation_prompts", json!(["Sand Storm"])),
            "invalid_request",
            "Serum Droplets",
        ),
        (
            creative("featured_styles", json!(["sty_none"])),
            "invalid_request",
            "sty_none",
        ),
        (
            creative("brand_tone", json!(long)),
            "invalid_request",
            "500",
        ),
        (
            creative("style_search", json!({"q": 1})),
            "invalid_request",
            "creative.style_search",
        ),
    ] {
        let answer = bench.post(body.clone()).await;
        let status = if code == "brand_not_found" { 404 } else { 400 };
        check(&answer, status, code);
        assert!(answer.text.contains(says), "{body} → {}", answer.text);
    }
    assert_eq!(bench.balance().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_cannot_be_read_is_refused_in_words() {
    let bench = Bench::start(|_| {}).await;
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    for (body, code) in [
        (b"".to_vec(), "invalid_json"),
        (b"   ".to_vec(), "invalid_json"),
        (b"{\"count\": 1".to_vec(), "invalid_json"),
        (b"count=1&format=static".to_vec(), "invalid_json"),
        (b"{\"format\": \"\xff\xfe\"}".to_vec(), "invalid_json"),
        (b"{} {}".to_vec(), "invalid_json"),
        (deep.into_bytes(), "invalid_json"),
        (b"[]".to_vec(), "invalid_request"),
        (b"null".to_vec(), "invalid_request"),
        (b"\"static\"".to_vec(), "invalid_request"),
    ] {
        check(&bench.post_raw(body, None).await, 400, code);
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        let request = bench
            .client
            .post(bench.url("/v1/ads/generate"))
            .bearer_auth(bench.studio.key().expose());
        check(
            &bench
                .send(request.header("Content-Type", kind).body("{}"))
                .await,
            400,
            "invalid_request",
        );
    }
    for (size, path) in [
        (300 << 10, "/v1/ads/generate"),
        (12 << 20, "/v1/ads/generate"),
        (2 << 20, "/v1/nowhere"),
    ] {
        let request = bench
            .client
            .post(bench.url(path))
            .bearer_auth(bench.studio.key().expose());
        let body = vec![b' '; size];
        check(
            &bench
                .send(
                    request
                        .header("Content-Type", "application/json")
                        .body(body),
                )
                .await,
            413,
            "payload_too_large",
        );
    }
    for key in ["", &"k".repeat(256)] {
        check(
            &bench.post_raw("{\"format\":\"static\"}", Some(key)).await,
            400,
            "invalid_request",
        );
    }
    // After all of this the studio is as well as ever.
    assert_eq!(
        bench.end(&bench.order(1).await).await["status"],
        "completed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_path_method_or_delivery_is_refused_in_words() {
    let bench = Bench::start(|_| {}).await;
    let key = bench.studio.key().expose().to_owned();
    for path in [
        "/",
        "/v2/balance",
        "/view/x",
        "/files/../../studio.sqlite/1-square.png",
        "/favicon.ico",
        "/v1/ads",
    ] {
        let answer = bench.get(path).await;
        check(&answer, 404, "not_found");
    }
    for id in [
        "recUnknown0000001",
        "..%2F..%2Fetc",
        "%FF%FE",
        "a%00b",
        "'%20OR%201=1",
        &"x".repeat(5000),
    ] {
        check(
            &bench.get(&format!("/v1/deliveries/{id}")).await,
            404,
            "delivery_not_found",
        );
    }
    for (method, path) in [
        ("DELETE", "/v1/balance"),
        ("GET", "/v1/ads/generate"),
        ("POST", "/v1/brands"),
        ("PATCH", "/v1/usage"),
    ] {
        let method = method.parse().unwrap();
        let answer = bench
            .send(
                bench
                    .client
                    .request(method, bench.url(path))
                    .bearer_auth(&key),
            )
            .await;
        check(&answer, 405, "method_not_allowed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn brands_that_cannot_be_used_are_refused_by_their_own_code() {
    let none = Bench::start(|config| config.brands = Some(Brands::default())).await;
    check(
        &none.post(json!({"format": "static"})).await,
        400,
        "no_brand_selected",
    );
    let sample = Brands::sample().unwrap().all().first().unwrap().clone();
    for (status, code, number) in [
        (
            BrandStatus::PendingOnboarding,
            "brand_onboarding_in_progress",
            425,
        ),
        (BrandStatus::Suspended, "account_suspended", 403),
    ] {
        let mut kit = sample.clone();
        kit.status = status;
        let bench = Bench::start(|config| config.brands = Some(Brands::of(vec![kit]))).await;
        check(&bench.post(json!({"format": "static"})).await, number, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_credits_are_refused_only_when_nothing_tops_them_up() {
    let funds = Funds {
        start_bonus: 12,
        auto_recharge: false,
        ..Funds::default()
    };
    let bench = Bench::start(|config| config.funds = funds).await;
    bench.order(2).await;
    check(
        &bench.post(json!({"format": "static"})).await,
        402,
        "insufficient_credits",
    );
    assert_eq!(bench.balance().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_asks_for_patience_and_then_takes_more() {
    let renderer = Quick {
        takes: Duration::from_millis(300),
        ..Quick::default()
    };
    let bench = Bench::start(|config| {
        config.renderer = Arc::new(renderer);
        config.queue_limit = 2;
    })
    .await;
    let ids = [bench.order(1).await, bench.order(1).await];
    let before = bench.balance().await;
    let body = r#"{"format":"static"}"#;
    let answer = bench.post_raw(body, Some("patient")).await;
    check(&answer, 429, "rate_limited");
    assert_eq!(answer.headers["retry-after"], "2");
    assert_eq!(bench.balance().await, before);
    for id in &ids {
        bench.end(id).await;
    }
    // The same key is good: a refusal is not kept under it.
    assert_eq!(bench.post_raw(body, Some("patient")).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_store_is_an_upstream_error_and_never_a_charge() {
    let bench = Bench::start(|_| {}).await;
    let break_it = |sql: &str| {
        let store = rusqlite::Connection::open(bench.folder.path().join("studio.sqlite")).unwrap();
        store.busy_timeout(Duration::from_secs(5)).unwrap();
        store.execute_batch(sql).unwrap();
    };
    break_it("ALTER TABLE idempotency RENAME TO gone");
    let answer = bench.post_raw(r#"{"format":"static"}"#, Some("k")).await;
    check(&answer, 502, "orchestration_failed");
    break_it("ALTER TABLE gone RENAME TO idempotency; ALTER TABLE delivery RENAME TO gone");
    check(
        &bench.post(json!({"format": "static"})).await,
        502,
        "orchestration_failed",
    );
    check(
        &bench.get("/v1/deliveries/rec1").await,
        502,
        "upstream_error",
    );
    break_it("ALTER TABLE gone RENAME TO delivery; ALTER TABLE ledger RENAME TO gone");
    check(&bench.get("/v1/balance").await, 502, "upstream_error");
    check(&bench.get("/v1/usage").await, 502, "upstream_error");
    break_it("ALTER TABLE gone RENAME TO ledger");
    assert_eq!(bench.balance().await, 1250);
    assert_eq!(
        bench
            .post_raw(r#"{"format":"static"}"#, Some("k"))
            .await
            .status,
        202
    );
}
