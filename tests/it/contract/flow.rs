//! The documentation's own flow: submit, poll until the end, read the ads by index, fetch the files.

use std::sync::Arc;

use parfait::studio::render::Painter;
use serde_json::json;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_becomes_pictures_by_the_documented_flow() {
    let bench = Bench::start(|config| config.renderer = Arc::new(Painter::new())).await;
    let body = json!({"count": 2, "format": "static", "creative": {"copy_angle": "ritual", "brand_tone": "quiet"}});
    let accepted = bench.post(body).await;
    assert_eq!(accepted.status, 202, "{}", accepted.text);
    let accepted = accepted.json();
    let id = accepted["delivery_id"].as_str().unwrap();
    assert_eq!(accepted["status"], "queued");
    assert_eq!(
        (
            &accepted["ad_count_expected"],
            &accepted["credits_charged"],
            &accepted["eta_seconds"]
        ),
        (&json!(2), &json!(10), &json!(180))
    );
    assert!(accepted.get("replayed_from_idempotency_key").is_none());
    assert_eq!(
        accepted["status_url"],
        bench.url(&format!("/v1/deliveries/{id}"))
    );

    let delivery = bench.end(id).await;
    assert_eq!(delivery["status"], "completed", "{delivery}");
    let mut ads = delivery["ads"].as_array().unwrap().clone();
    assert_eq!(delivery["ad_count"], 4);
    ads.sort_by_key(|ad| ad["index"].as_u64());
    for (ad, wanted) in ads.iter().zip([
        (1, "vertical"),
        (1, "square"),
        (2, "vertical"),
        (2, "square"),
    ]) {
        assert_eq!(
            (ad["index"].as_u64(), ad["orientation"].as_str()),
            (Some(wanted.0), Some(wanted.1))
        );
        assert_eq!(ad["status"], "rendered");
        // No key: the address itself is the secret.
        let response = bench
            .client
            .get(ad["static_url"].as_str().unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "image/png");
        let length: usize = response.headers()["content-length"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        let bytes = response.bytes().await.unwrap();
        assert_eq!(bytes.len(), length);
        let picture = image::load_from_memory(&bytes).unwrap();
        let size = if wanted.1 == "vertical" {
            (1080, 1920)
        } else {
            (1080, 1350)
        };
        assert_eq!((picture.width(), picture.height()), size);
    }
    bench.studio.shutdown().await;
}
