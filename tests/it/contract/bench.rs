//! A studio on loopback to be asked things, with a renderer that is quick, slow or broken as the test wants it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use parfait::studio::render::{RenderError, Renderer, Still};
use parfait::studio::{RunningStudio, Studio, StudioConfig};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the renderer does in place of painting.
#[derive(Debug, Default)]
pub struct Quick {
    /// Time that each still takes.
    pub takes: Duration,
    /// Fails on headlines of these products.
    pub fails_on: Option<&'static str>,
    /// Panics on them.
    pub panics_on: Option<&'static str>,
    /// Stills made so far.
    pub made: AtomicU32,
    /// Films begun so far.
    pub filming: AtomicU32,
    /// Films made so far.
    pub filmed: AtomicU32,
    /// Fails on every film.
    pub fails_films: bool,
    /// Time that each film takes, unless it is stopped.
    pub film_takes: Duration,
}

impl Renderer for Quick {
    fn render(&self, still: &Still<'_>) -> Result<Vec<u8>, RenderError> {
        std::thread::sleep(self.takes);
        let product = still.product.name.as_str();
        assert!(self.panics_on != Some(product), "told to panic");
        if self.fails_on == Some(product) {
            return Err(RenderError::from("told to fail"));
        }
        self.made.fetch_add(1, Ordering::SeqCst);
        let (width, height) = still.orientation.size().unwrap();
        Ok(format!(
            "\x7fPNG {width}x{height} {} {}",
            still.concept.seed, still.concept.copy.headline
        )
        .into_bytes())
    }

    fn film(
        &self,
        still: &Still<'_>,
        _threads: usize,
        is_stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<u8>>, RenderError> {
        self.filming.fetch_add(1, Ordering::SeqCst);
        let until = Instant::now() + self.film_takes;
        while Instant::now() < until {
            if is_stopped() {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        if self.fails_films {
            return Err(RenderError::from("told to fail"));
        }
        self.filmed.fetch_add(1, Ordering::SeqCst);
        Ok(Some(format!("film of {}", still.concept.seed).into_bytes()))
    }
}

/// A studio and the folder that it works in.
pub struct Bench {
    pub studio: RunningStudio,
    pub folder: TempDir,
    pub client: reqwest::Client,
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The code in the envelope; checks that it is the documented envelope.
    pub fn code(&self) -> String {
        let value = self.json();
        let error = value["error"]
            .as_object()
            .unwrap_or_else(|| panic!("no envelope: {}", self.text));
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| message.len() > 10),
            "{}",
            self.text
        );
        assert_eq!(self.headers["content-type"], "application/json");
        error["code"].as_str().unwrap().to_owned()
    }
}

pub fn quick(folder: &Path) -> StudioConfig {
    StudioConfig {
        renderer: Arc::new(Quick::default()),
        ..StudioConfig::new(folder)
    }
}

impl Bench {
    /// A studio with a quick renderer, changed as the test wants it.
    pub async fn start(change: impl FnOnce(&mut StudioConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::in_folder(folder, change).await
    }

    pub async fn in_folder(folder: TempDir, change: impl FnOnce(&mut StudioConfig)) -> Self {
        let mut config = quick(folder.path());
        change(&mut config);
        let studio = Studio::start(config).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            studio,
            folder,
            client,
        }
    }

    /// Lets go without a farewell, as a crash would, and starts again on the same folder.
    pub async fn crash_and_restart(self, change: impl FnOnce(&mut StudioConfig)) -> Self {
        let Self { studio, folder, .. } = self;
        drop(studio);
        Self::in_folder(folder, change).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.studio.base_url())
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(
            self.client
                .get(self.url(path))
                .bearer_auth(self.studio.key().expose()),
        )
        .await
    }

    /// POST to generate with exactly this body.
    pub async fn post_raw(&self, body: impl Into<reqwest::Body>, key: Option<&str>) -> Answer {
        let mut request = self
            .client
            .post(self.url("/v1/ads/generate"))
            .bearer_auth(self.studio.key().expose())
            .header("Content-Type", "application/json")
            .body(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.send(request).await
    }

    pub async fn post(&self, body: Value) -> Answer {
        self.post_raw(body.to_string(), None).await
    }

    /// Accepts a brief of that many stills and gives its id.
    pub async fn order(&self, count: u32) -> String {
        let answer = self.post(json!({"count": count, "format": "static"})).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        answer.json()["delivery_id"].as_str().unwrap().to_owned()
    }

    /// Polls until the delivery has ended.
    pub async fn end(&self, id: &str) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.get(&format!("/v1/deliveries/{id}")).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let delivery = answer.json();
            if ["completed", "failed"].contains(&delivery["status"].as_str().unwrap()) {
                return delivery;
            }
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "never ended: {delivery}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn balance(&self) -> i64 {
        self.get("/v1/balance").await.json()["credits_balance"]
            .as_i64()
            .unwrap()
    }
}
