//! The studio under load: how quickly it takes a brief while films are made, and how much memory that takes:
//! `cargo bench --bench busy`.
//!
//! One delivery of ten concepts with films runs in `parfait serve`; meanwhile small briefs are sent one after the other.
//! The same calls to an idle studio are the other side. Memory is read from the system, so that needs Linux.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

const CALLS: usize = 100;
const BETWEEN: Duration = Duration::from_millis(20);

struct Studio {
    child: Child,
    url: String,
    key: String,
    client: Client,
}

impl Studio {
    fn start(home: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_parfait"))
            .args(["serve", "--addr", "127.0.0.1:0"])
            .env("HOME", home)
            .env("PARFAIT_DATA_DIR", home.join("data"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut after = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(name).unwrap().to_owned()
        };
        let (url, key) = (after("DESSERT_API_URL="), after("DESSERT_API_KEY="));
        Self {
            child,
            url,
            key,
            client: Client::new(),
        }
    }

    async fn generate(&self, body: Value) -> Value {
        let answer = self
            .client
            .post(format!("{}/v1/ads/generate", self.url))
            .bearer_auth(&self.key)
            .header("Idempotency-Key", uuid::Uuid::new_v4().to_string())
            .header("Content-Type", "application/json")
            .body(body.to_string());
        let answer = answer.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    async fn status(&self, delivery: &str) -> String {
        let answer = self
            .client
            .get(format!("{}/v1/deliveries/{delivery}", self.url))
            .bearer_auth(&self.key);
        let text = answer.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        answer["status"].as_str().unwrap_or_default().to_owned()
    }

    /// The median and the 95th percentile of the time in which a small brief is taken.
    async fn taken(&self) -> (Duration, Duration) {
        let mut times = Vec::new();
        for _ in 0..CALLS {
            let start = Instant::now();
            self.generate(json!({"count": 1, "format": "static"})).await;
            times.push(start.elapsed());
            tokio::time::sleep(BETWEEN).await;
        }
        times.sort();
        (times[CALLS / 2], times[CALLS * 95 / 100])
    }

    /// The most memory that the process ever had, in MB.
    fn peak(&self) -> Option<f64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1024.0)
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let home = tempfile::tempdir().unwrap();
        let studio = Studio::start(home.path());
        let start = Instant::now();
        let accepted = studio
            .generate(json!({"count": 10, "format": "full"}))
            .await;
        let delivery = accepted["delivery_id"].as_str().unwrap().to_owned();
        let busy = studio.taken().await;
        assert_ne!(
            studio.status(&delivery).await,
            "completed",
            "it was not busy"
        );
        while studio.status(&delivery).await != "completed" {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let took = start.elapsed();
        println!(
            "10 concepts with films, 20 films and 20 stills   {:>8.1} s",
            took.as_secs_f64()
        );
        match studio.peak() {
            Some(peak) => {
                println!("most memory meanwhile                            {peak:>8.0} MB")
            }
            None => println!("SKIPPED memory: this system does not tell it"),
        }
        let other = tempfile::tempdir().unwrap();
        let idle = Studio::start(other.path()).taken().await;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "a brief is taken, films being made: median       {:>8.2} ms, 95 % within {:.2} ms",
            ms(busy.0),
            ms(busy.1)
        );
        println!(
            "a brief is taken, small briefs only: median      {:>8.2} ms, 95 % within {:.2} ms",
            ms(idle.0),
            ms(idle.1)
        );
        println!(
            "busy / not                                       {:>8.2} x",
            ms(busy.0) / ms(idle.0)
        );
    });
}
