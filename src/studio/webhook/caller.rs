//! The task that makes the calls.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use url::Url;

use crate::base::clock::Clock;
use crate::base::secret::Secret;
use crate::model::account::is_loopback;
use crate::wire::dessert::iso;
use crate::wire::webhook::{DeliveryEvent, SIGNATURE, signature};

use super::super::http::answer;
use super::super::store::{Attempted, Call, Store, StoreError};
use super::Waits;

/// How long a receiver may take to answer (A.7, docs).
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// Calls made at the same time: one receiver that hangs must not hold up the others for long.
const AT_ONCE: u32 = 8;

/// How long to leave a store alone that has just failed.
const STORE_PAUSE: Duration = Duration::from_secs(30);

/// How we name ourselves.
const USER_AGENT: &str = concat!("parfait-studio/", env!("CARGO_PKG_VERSION"));

/// The running task. Dropping it ends it between or within calls; what was not heard is called again at the next start.
pub struct Caller {
    task: JoinHandle<()>,
}

impl Drop for Caller {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the task works with.
struct Desk {
    store: Arc<Store>,
    clock: Clock,
    secret: Secret,
    base_url: String,
    waits: Waits,
    client: reqwest::Client,
    local: reqwest::Client,
}

impl Caller {
    /// Starts the task on the current tokio runtime. `bell` is rung when a delivery has ended.
    ///
    /// # Errors
    /// When the system offers no way to make secure connections.
    pub fn start(
        store: Arc<Store>,
        clock: Clock,
        secret: Secret,
        base_url: String,
        waits: Waits,
        bell: Arc<Notify>,
    ) -> Result<Self, reqwest::Error> {
        let common = || {
            reqwest::Client::builder()
                .user_agent(USER_AGENT)
                .timeout(ANSWER_LIMIT)
                .redirect(Policy::none())
                .referer(false)
        };
        let desk = Arc::new(Desk {
            store,
            clock,
            secret,
            base_url,
            waits,
            client: common().build()?,
            local: common().no_proxy().build()?,
        });
        Ok(Self {
            task: tokio::spawn(run(desk, bell)),
        })
    }
}

async fn run(desk: Arc<Desk>, bell: Arc<Notify>) {
    loop {
        let pause = match desk.round().await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::error!(%error, "calls that are owed cannot be read or noted");
                Some(STORE_PAUSE)
            }
        };
        match pause {
            // Rung or due, whichever is first.
            Some(pause) => {
                tokio::time::timeout(pause, bell.notified()).await.ok();
            }
            None => bell.notified().await,
        }
    }
}

impl Desk {
    /// Makes every call that is due. Says how long until the next one; `None` when none is owed.
    async fn round(self: &Arc<Self>) -> Result<Option<Duration>, StoreError> {
        loop {
            let due = self.ask(|store| store.due_calls(AT_ONCE)).await?;
            if due.is_empty() {
                break;
            }
            let calls = due.into_iter().map(|call| Arc::clone(self).call(call));
            for noted in futures_util::future::join_all(calls).await {
                noted?;
            }
        }
        let next = self.ask(Store::next_call).await?;
        let now = self.clock.now();
        Ok(next.map(|at| Duration::try_from(at.duration_since(now)).unwrap_or_default()))
    }

    async fn call(self: Arc<Self>, call: Call) -> Result<(), StoreError> {
        let outcome = match self.attempt(&call).await {
            Ok(()) => Attempted::Delivered,
            Err(why) => {
                let failed = call.attempts.saturating_add(1);
                let again = self.waits.after(failed, self.clock.now());
                let host = call.url.host_str().unwrap_or_default();
                tracing::warn!(delivery = %call.delivery, host, attempt = failed, given_up = again.is_none(), why, "a webhook was not heard");
                Attempted::Failed { why, again }
            }
        };
        self.ask(move |store| store.attempted(&call.delivery, &outcome))
            .await
    }

    async fn attempt(&self, call: &Call) -> Result<(), String> {
        let body = self.body(call).await?;
        let client = self.client_for(&call.url)?;
        let sent = client
            .post(call.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE, signature(&self.secret, &body))
            .body(body)
            .send()
            .await;
        match sent {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("it answered {}", answer.status().as_u16())),
            Err(error) if error.is_timeout() => Err("it did not answer within 10 seconds".into()),
            Err(error) if error.is_connect() => Err("no connection could be made".into()),
            Err(_) => Err("the connection broke".into()),
        }
    }

    /// A key never leaves this computer unencrypted, nor does an address that opens a delivery.
    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, String> {
        match url.scheme() {
            "https" if !is_loopback(url) => Ok(&self.client),
            "https" | "http" if is_loopback(url) => Ok(&self.local),
            _ => Err("only https:// addresses are called".into()),
        }
    }

    async fn body(&self, call: &Call) -> Result<Vec<u8>, String> {
        let id = call.delivery.clone();
        let record = self
            .ask(move |store| store.delivery(id.as_str()))
            .await
            .map_err(|error| error.to_string())?
            .ok_or("the delivery is gone")?;
        let (request_id, ended) = (record.request_id.clone(), record.finished_at);
        let told = answer(record, &self.base_url);
        let event = DeliveryEvent {
            event: call.event.clone(),
            delivery_id: told.delivery_id,
            request_id: Some(request_id),
            status: told.status,
            ad_count: told.ad_count,
            ads: told.ads,
            viewer_url: told.viewer_url,
            delivered_at: ended.map(iso),
        };
        serde_json::to_vec(&event).map_err(|error| error.to_string())
    }

    /// Asks the store on a thread that may wait for the disk.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.store);
        match tokio::task::spawn_blocking(move || question(&store)).await {
            Ok(answer) => answer,
            Err(_) => Err(StoreError::Damaged("the question was interrupted".into())),
        }
    }
}
