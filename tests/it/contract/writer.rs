//! Another writer behind an OpenAI-compatible endpoint: used where it keeps the rules, told of where it does not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use parfait::base::secret::Secret;
use parfait::studio::copywriter::endpoint::{self, Endpoint, EndpointError};
use serde_json::{Value, json};
use url::Url;

use super::bench::Bench;

const KEY: &str = "sk-for-tests-only";

/// A language model in a box: what it answers is decided by the test, what it is asked is kept.
#[derive(Clone)]
struct Model {
    asked: Arc<Mutex<Vec<Value>>>,
    /// Requests, also those without the right key.
    knocks: Arc<AtomicUsize>,
    answer: fn(&Value) -> Value,
}

async fn complete(
    State(model): State<Model>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    model.knocks.fetch_add(1, Ordering::SeqCst);
    if headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        != Some(&format!("Bearer {KEY}"))
    {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({"error": {"message": KEY}})),
        );
    }
    let brief = body["messages"][1]["content"].as_str().unwrap_or("{}");
    let brief: Value = serde_json::from_str(brief).unwrap_or_default();
    let content = (model.answer)(&brief);
    model.asked.lock().unwrap().push(body);
    (
        StatusCode::OK,
        Json(
            json!({"choices": [{"message": {"role": "assistant", "content": content.to_string()}}]}),
        ),
    )
}

impl Model {
    async fn start(answer: fn(&Value) -> Value) -> (Self, Endpoint) {
        let model = Self {
            asked: Arc::default(),
            knocks: Arc::default(),
            answer,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url =
            Url::parse(&format!("http://{}/v1", listener.local_addr().unwrap())).unwrap();
        let app = Router::new()
            .route("/v1/chat/completions", post(complete))
            .with_state(model.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let key = Some(Secret::new(KEY));
        (
            model,
            Endpoint {
                base_url,
                model: "test-model".into(),
                key,
            },
        )
    }
}

fn ad(n: &Value, headline: &str) -> Value {
    json!({"n": n, "kicker": "For the face", "headline": headline,
        "body": "A weightless serum with white tea, made for slow mornings and long days.", "cta": "See the serum"})
}

/// Keeps every rule.
fn good(brief: &Value) -> Value {
    let words = ["morning", "noon", "evening", "night"];
    let ads = brief["ads"].as_array().cloned().unwrap_or_default();
    let ads = ads.iter().map(|asked| {
        let at = asked["n"].as_u64().unwrap() as usize;
        ad(
            &asked["n"],
            &format!("Light as {} rain on skin.", words[at % words.len()]),
        )
    });
    json!({"ads": ads.collect::<Vec<_>>()})
}

/// The first is good; the second invents a number, the third repeats the first, the fourth is missing.
fn mixed(_: &Value) -> Value {
    json!({"ads": [ad(&json!(1), "Light as rain on skin."), ad(&json!(2), "Works for 9 in 10 of you."),
        ad(&json!(3), "LIGHT as rain, on skin")]})
}

fn no_json(_: &Value) -> Value {
    json!("I would be delighted to write for you!")
}

async fn deliver(endpoint: Endpoint, angle: &str) -> Vec<Value> {
    deliver_some(4, endpoint, angle).await
}

async fn deliver_some(count: u32, endpoint: Endpoint, angle: &str) -> Vec<Value> {
    let bench = Bench::start(|config| config.copy.choose(Some(endpoint))).await;
    let answer = bench
        .post(
            json!({"count": count, "format": "static", "product_ids": ["recDewSerum000001"],
            "creative": {"copy_angle": angle}}),
        )
        .await;
    let delivery = bench
        .end(answer.json()["delivery_id"].as_str().unwrap())
        .await;
    assert_eq!(delivery["status"], "completed", "{delivery}");
    let ads = delivery["ads"].as_array().unwrap();
    ads.iter()
        .filter(|ad| ad["orientation"] == "vertical")
        .cloned()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_keep_the_rules_are_used_and_only_facts_are_told() {
    let (model, endpoint) = Model::start(good).await;
    let ads = deliver(endpoint, "ritual").await;
    for ad in &ads {
        assert!(
            ad["headline"].as_str().unwrap().ends_with("rain on skin."),
            "{ad}"
        );
        assert!(ad.get("note").is_none(), "{ad}");
    }
    let asked = model.asked.lock().unwrap();
    assert_eq!(asked.len(), 1, "asked once for a whole delivery");
    assert_eq!(asked[0]["response_format"]["type"], "json_object");
    let brief = asked[0]["messages"][1]["content"].as_str().unwrap();
    for told in ["white tea", "ritual", "Mirelune", "4.8 out of 5"] {
        assert!(brief.contains(told), "{told} in {brief}");
    }
    assert!(
        !brief.contains("Cloud Cream"),
        "only what the ads are about is told"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_writer_steps_in_for_each_ad_that_breaks_a_rule_and_says_so() {
    let (_, endpoint) = Model::start(mixed).await;
    let ads = deliver(endpoint, "sensory").await;
    let notes: Vec<&str> = ads
        .iter()
        .map(|ad| ad["note"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(
        (ads[0]["headline"].as_str().unwrap(), notes[0]),
        ("Light as rain on skin.", "")
    );
    for (note, says) in
        notes[1..]
            .iter()
            .zip(["the number 9", "said before", "nothing for this ad"])
    {
        assert!(
            note.contains("built-in writer") && note.contains(says),
            "{note}"
        );
    }
    let headlines: std::collections::BTreeSet<_> =
        ads.iter().map(|ad| ad["headline"].to_string()).collect();
    assert_eq!(headlines.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_of_no_use_costs_no_delivery() {
    let (_, chatty) = Model::start(no_json).await;
    let (_, mut locked) = Model::start(good).await;
    locked.key = Some(Secret::new("sk-wrong"));
    let mut gone = locked.clone();
    gone.base_url = Url::parse("http://127.0.0.1:9/v1").unwrap();
    for (endpoint, says) in [
        (chatty, "not the JSON"),
        (locked, "did not accept the key"),
        (gone, "could not be reached"),
    ] {
        for ad in deliver(endpoint, "ritual").await {
            let note = ad["note"].as_str().unwrap();
            assert!(note.contains(says) && !note.contains("sk-"), "{note}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_refuses_the_key_is_asked_once_for_a_whole_delivery() {
    let (model, mut endpoint) = Model::start(good).await;
    endpoint.key = Some(Secret::new("sk-wrong"));
    let ads = deliver_some(25, endpoint, "ritual").await;
    assert_eq!(model.knocks.load(Ordering::SeqCst), 1);
    assert_eq!(ads.len(), 25);
    for ad in ads {
        let note = ad["note"].as_str().unwrap();
        assert!(note.contains("did not accept the key"), "{note}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_can_be_tried_and_a_key_goes_nowhere_unencrypted() {
    let (_, mut endpoint) = Model::start(good).await;
    assert_eq!(endpoint::check(&endpoint).await, Ok(()));
    endpoint.key = None;
    assert_eq!(endpoint::check(&endpoint).await, Err(EndpointError::Key));
    for address in [
        "http://models.example.test/v1",
        "http://me:secret@127.0.0.1:9/v1",
        "http://127.0.0.1:9/v1?api-key=secret",
    ] {
        endpoint.base_url = Url::parse(address).unwrap();
        let refused = endpoint::check(&endpoint).await;
        assert_eq!(refused, Err(EndpointError::Address), "{address}");
    }
}
