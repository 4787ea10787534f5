//! Whoever asked to be told hears of every end: signed, once it is heard no more, and never given up early.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use parfait::base::secret::Secret;
use parfait::studio::Waits;
use parfait::wire::webhook::signature;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::bench::{Bench, Quick};

const SECRET: &str = "whsec_for_tests_only";

/// One call as it came in.
#[derive(Clone, Debug)]
struct Heard {
    head: String,
    body: Vec<u8>,
}

impl Heard {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().skip(1);
        lines.find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }
}

/// A receiver on loopback that answers with these statuses in turn, the last one for ever.
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Receiver {
    async fn start(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?for=tests", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let calls = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let at = calls.lock().unwrap().len().min(answers.len() - 1);
                if let Some(call) = hear(stream, answers[at]).await {
                    calls.lock().unwrap().push(call);
                }
            }
        });
        Self { url, heard }
    }

    fn calls(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    async fn wait_for(&self, count: usize) -> Vec<Heard> {
        let started = Instant::now();
        while self.calls().len() < count {
            assert!(started.elapsed() < Duration::from_secs(30), "never called");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.calls()
    }
}

async fn hear(mut stream: TcpStream, answer: &str) -> Option<Heard> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0_u8; 4096];
        let n = stream.read(&mut piece).await.ok()?;
        bytes.extend_from_slice(piece.get(..n)?);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let call = Heard {
            head: head.to_owned(),
            body: bytes.get(head.len() + 4..)?.to_vec(),
        };
        let length: usize = call.header("content-length")?.parse().ok()?;
        if call.body.len() >= length {
            let answer =
                format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.ok()?;
            return Some(call);
        }
    }
}

fn quick_waits(times: usize) -> Waits {
    Waits::of(vec![Duration::from_millis(30); times])
}

async fn order(bench: &Bench, url: &str) -> String {
    let answer = bench
        .post(json!({"count": 1, "format": "static", "webhook_url": url}))
        .await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.json()["delivery_id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_completed_delivery_is_told_once_signed_and_in_the_documented_shape() {
    let receiver = Receiver::start(&["200 OK"]).await;
    let bench = Bench::start(|config| config.webhook_secret = Secret::new(SECRET)).await;
    let id = order(&bench, &receiver.url).await;
    let call = receiver.wait_for(1).await.remove(0);
    assert!(
        call.head.starts_with("POST /hook?for=tests HTTP/1.1"),
        "{}",
        call.head
    );
    assert_eq!(
        call.header("content-type").as_deref(),
        Some("application/json")
    );
    let signed = signature(&Secret::new(SECRET), &call.body);
    assert_eq!(call.header("x-dessert-signature"), Some(signed));
    assert!(call.header("authorization").is_none());
    let body = call.json();
    assert_eq!(body["event"], "delivery.completed");
    assert_eq!(
        (&body["delivery_id"], &body["status"]),
        (&json!(id), &json!("completed"))
    );
    assert_eq!(
        (&body["ad_count"], body["ads"].as_array().unwrap().len()),
        (&json!(2), 2)
    );
    assert!(body["delivered_at"].as_str().unwrap().ends_with('Z'));
    assert!(body["request_id"].as_str().unwrap().starts_with("req_"));
    let file = bench
        .client
        .get(body["ads"][0]["static_url"].as_str().unwrap());
    assert_eq!(bench.send(file).await.status, 200);
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(receiver.calls().len(), 1, "heard once, told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_delivery_is_refunded_says_why_and_is_told() {
    let receiver = Receiver::start(&["204 No Content"]).await;
    let bench = Bench::start(|config| {
        config.renderer = Arc::new(Quick {
            fails_on: Some("Dew Serum"),
            ..Quick::default()
        });
    })
    .await;
    let before = bench.balance().await;
    let body = json!({"count": 1, "format": "static", "product_ids": ["recDewSerum000001"],
        "webhook_url": receiver.url});
    let id = bench.post(body).await.json()["delivery_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let told = receiver.wait_for(1).await.remove(0).json();
    assert_eq!(
        (&told["event"], &told["status"]),
        (&json!("delivery.failed"), &json!("failed"))
    );
    assert_eq!(told["delivery_id"], json!(id));
    let delivery = bench.end(&id).await;
    assert!(
        delivery["raw_status"]
            .as_str()
            .unwrap()
            .contains("told to fail")
    );
    assert_eq!(bench.balance().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_not_heard_is_made_again_with_the_same_words() {
    let answers = &[
        "500 Internal Server Error",
        "302 Found",
        "404 Not Found",
        "200 OK",
    ];
    let receiver = Receiver::start(answers).await;
    let bench = Bench::start(|config| config.webhook_waits = quick_waits(7)).await;
    order(&bench, &receiver.url).await;
    let calls = receiver.wait_for(4).await;
    assert!(calls.iter().all(|call| call.body == calls[0].body));
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(receiver.calls().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_never_listens_is_given_up_and_others_are_still_told() {
    let deaf = Receiver::start(&["503 Service Unavailable"]).await;
    let good = Receiver::start(&["200 OK"]).await;
    let bench = Bench::start(|config| config.webhook_waits = quick_waits(2)).await;
    order(&bench, &deaf.url).await;
    deaf.wait_for(3).await;
    order(&bench, &good.url).await;
    good.wait_for(1).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(deaf.calls().len(), 3, "one attempt and two repeats");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_when_the_studio_ends_is_told_by_the_next_one() {
    let receiver = Receiver::start(&["500 Internal Server Error", "200 OK"]).await;
    let long = |config: &mut parfait::studio::StudioConfig| {
        config.webhook_waits = Waits::of(vec![Duration::from_millis(400)]);
    };
    let bench = Bench::start(long).await;
    let id = order(&bench, &receiver.url).await;
    receiver.wait_for(1).await;
    bench.end(&id).await;
    // The answer to the first call is noted before the studio ends.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let _bench = bench.crash_and_restart(long).await;
    let calls = receiver.wait_for(2).await;
    assert_eq!(calls[1].json()["delivery_id"], json!(id));
}
