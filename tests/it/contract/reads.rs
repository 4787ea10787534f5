//! What is only read: brands, styles, the review page; and what a brief's choices lead to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn brands_come_with_their_products_and_stable_ids() {
    let bench = Bench::start(|_| {}).await;
    let brands = bench.get("/v1/brands").await.json();
    let brand = &brands["brands"][0];
    assert_eq!(
        (&brand["name"], &brand["status"], &brand["product_count"]),
        (&json!("Mirelune"), &json!("Active"), &json!(3))
    );
    assert_eq!(brand["onboarding_status"], "Complete");
    assert_eq!(
        brand["products"][0],
        json!({"product_id": "recDewSerum000001", "name": "Dew Serum"})
    );
    let body = json!({"count": 1, "format": "static", "brand_id": brand["brand_id"], "product_ids": ["recSilkLotion0001"]});
    assert_eq!(bench.post(body).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn styles_are_found_by_words_best_first() {
    let bench = Bench::start(|_| {}).await;
    let found = bench
        .get("/v1/styles/search?q=dark+evening%20rain&top_n=3")
        .await
        .json();
    assert_eq!(found["query"], "dark evening rain");
    let results = found["results"].as_array().unwrap();
    assert!(!results.is_empty() && results.len() <= 3);
    assert_eq!(results[0]["style_name"], "Night Rain");
    let similarity: Vec<f64> = results
        .iter()
        .map(|r| r["similarity"].as_f64().unwrap())
        .collect();
    assert!(
        similarity.is_sorted_by(|a, b| a >= b)
            && similarity.iter().all(|s| (0.0..=1.0).contains(s))
    );
    for query in [
        "",
        "?q=",
        "?q=%20",
        "?top_n=3",
        "?q=a&top_n=0",
        "?q=a&top_n=51",
        "?q=a&top_n=x",
        "?q=a&top_n=-1",
    ] {
        let answer = bench.get(&format!("/v1/styles/search{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalid_request"),
            "{query}"
        );
    }
    assert_eq!(
        bench
            .get("/v1/styles/search?q=%FF%FE&top_n=50")
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_and_nulls_are_ignored() {
    let bench = Bench::start(|_| {}).await;
    let body = json!({"format": "static", "count": null, "brand_id": null, "product_ids": null, "creative": null,
        "in_situ": null, "webhook_url": null, "novelty": {"a": [1]}});
    let answer = bench.post(body).await;
    assert_eq!(
        (answer.status, &answer.json()["ad_count_expected"]),
        (202, &json!(1))
    );
    let body = json!({"format": "static", "count": 2.0, "in_situ": false, "product_ids": [], "webhook_url": "",
        "creative": {"animation_prompts": [], "style_search": " ", "copy_angle": "", "brand_tone": "", "mood": 1}});
    assert_eq!(bench.post(body).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_in_situ_is_taken_and_made_like_any_other() {
    let bench = Bench::start(|_| {}).await;
    let body = json!({"count": 7, "format": "static", "in_situ": true});
    let answer = bench.post(body).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    let delivery = bench
        .end(answer.json()["delivery_id"].as_str().unwrap())
        .await;
    assert_eq!(
        (&delivery["status"], &delivery["ad_count"]),
        (&json!("completed"), &json!(14))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_headline_comes_twice_in_a_delivery_and_both_stills_share_theirs() {
    let bench = Bench::start(|_| {}).await;
    for creative in [
        json!({}),
        json!({"copy_angle": "social proof"}),
        json!({"copy_angle": "ritual"}),
    ] {
        let body = json!({"count": 100, "format": "static", "creative": creative});
        let id = bench.post(body).await.json()["delivery_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let delivery = bench.end(&id).await;
        assert_eq!(
            (&delivery["status"], &delivery["ad_count"]),
            (&json!("completed"), &json!(200))
        );
        let ads = delivery["ads"].as_array().unwrap();
        let headlines: BTreeSet<&str> = ads
            .iter()
            .map(|ad| ad["headline"].as_str().unwrap())
            .collect();
        assert_eq!(headlines.len(), 100);
        assert!(
            ads.chunks(2)
                .all(|pair| pair[0]["index"] == pair[1]["index"]
                    && pair[0]["headline"] == pair[1]["headline"])
        );
        let ids: BTreeSet<&str> = ads.iter().map(|ad| ad["ad_id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_review_page_shows_every_picture_and_no_key_opens_nothing_else() {
    let bench = Bench::start(|_| {}).await;
    let delivery = bench.end(&bench.order(2).await).await;
    let page = bench
        .send(bench.client.get(delivery["viewer_url"].as_str().unwrap()))
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    for ad in delivery["ads"].as_array().unwrap() {
        let url = ad["static_url"].as_str().unwrap();
        let path = url.strip_prefix(bench.studio.base_url()).unwrap();
        assert!(
            page.text.contains(&format!("src=\"{path}\"")),
            "{path} is not shown"
        );
        let name: &Value = &ad["index"];
        // Guessing needs the token: the same name under another one is nothing.
        let guess = format!("/files/{}/{name}-vertical.png", "0".repeat(40));
        assert_eq!(
            bench.send(bench.client.get(bench.url(&guess))).await.status,
            404
        );
    }
    assert!(!page.text.contains("dsrt_live_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_lists_its_styles_and_shows_each_in_motion() {
    let bench = Bench::start(|_| {}).await;
    let listed = bench.get("/v1/studio/styles").await.json();
    let styles = listed["styles"].as_array().unwrap();
    assert!(styles.len() >= 8);
    let elsewhere = bench.get("/v1/studio/styles?brand_id=unknown").await.json();
    assert_eq!(listed, elsewhere);
    let style = styles
        .iter()
        .find(|style| style["id"] == "sty_night_rain")
        .unwrap();
    assert_eq!(
        (&style["animation_prompt"], &style["is_dark"]),
        (&json!("Serum Droplets"), &json!(true))
    );
    let sheet = bench.get("/v1/studio/styles/sty_night_rain/swatch").await;
    assert_eq!(
        (sheet.status, &sheet.headers["content-type"]),
        (200, &"image/jpeg".parse().unwrap())
    );
    let tag = sheet.headers["etag"].to_str().unwrap();
    assert_eq!(tag.trim_matches('"'), style["swatch"]);
    let answer = bench.get("/v1/studio/styles/nothing/swatch").await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
    let without_key = bench.client.get(bench.url("/v1/studio/styles"));
    assert_eq!(bench.send(without_key).await.status, 401);
}
