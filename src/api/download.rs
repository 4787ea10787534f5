//! Fetches the bytes of one file. Never sends a key: files lie on another host than the service.
//!
//! Must not write to disk and does not repeat: a file is repeated whole, by whoever writes it, and
//! [`Http::wait_before_retry`] says when.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use tokio::time::{Instant, timeout};
use url::Url;

use crate::model::account::may_carry_a_key;

use super::error::{ApiError, Fault};
use super::exchange::retry_after;
use super::http::Http;
use super::redact;
use super::retry::{Decision, Method, NetworkKind, Situation, decide, is_repeatable};

/// A server that wants to be left alone for longer than this fails the file, until somebody asks for it again.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// A file on its way. Dropping it ends the connection.
#[derive(Debug)]
pub struct Download {
    /// Bytes to come, if the server says.
    pub content_length: Option<u64>,
    /// What the server says it is; judge by the bytes.
    pub content_type: Option<String>,
    answer: Response,
    stall: Duration,
    started: Instant,
}

impl Download {
    /// The next piece; `None` at the end. An end before `content_length` is an error.
    ///
    /// # Errors
    /// When the connection broke off or nothing came for the stall limit.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ApiError> {
        let fault = match timeout(self.stall, self.answer.chunk()).await {
            Ok(Ok(piece)) => return Ok(piece),
            Ok(Err(error)) => Fault::network(NetworkKind::Cut, redact::cause(error)),
            Err(_) => stalled(self.stall),
        };
        Err(ApiError::from(fault).after(1, self.started.elapsed()))
    }
}

/// Begins to fetch `url`: over HTTPS, or over plain HTTP from this very machine.
///
/// # Errors
/// When the address is not allowed, nothing answered, or the answer is not a file.
pub async fn fetch(http: &Http, url: &str) -> Result<Download, ApiError> {
    let url = address(url)?;
    let started = Instant::now();
    let stall = http.timing().stall;
    let request = http.files(&url).get(url.clone()).send();
    let fault = match timeout(stall, request).await {
        Ok(Ok(answer)) if answer.status().as_u16() == 200 => {
            http.answered(&url);
            return Ok(Download {
                content_length: answer.content_length(),
                content_type: answer
                    .headers()
                    .get(CONTENT_TYPE)
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned),
                answer,
                stall,
                started,
            });
        }
        Ok(Ok(answer)) => Fault::NoFile {
            status: answer.status().as_u16(),
            retry_after: retry_after(http, &answer),
        },
        Ok(Err(error)) => Fault::sending(error),
        Err(_) => stalled(stall),
    };
    Err(ApiError::from(fault).after(1, started.elapsed()))
}

impl Http {
    /// How long to wait before a file is fetched again, after `attempt` attempts of which the last failed with
    /// `error`; `None` when another attempt is pointless.
    pub fn wait_before_retry(
        &self,
        url: &str,
        error: &ApiError,
        attempt: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        let url = address(url).ok()?;
        let (outcome, retry_after) = error.fault.outcome()?;
        let situation = Situation {
            method: Method::Get,
            outcome,
            attempt,
            has_key: false,
            retry_after,
            random: fastrand::f64(),
            elapsed,
        };
        match decide(self.policy(), &situation) {
            Decision::After(wait) => Some(wait.max(self.take_retry(&url))),
            // Longer than a call may wait, yet worth it for a file.
            Decision::Stop if attempt < self.policy().max_attempts && is_repeatable(outcome) => {
                retry_after.filter(|wait| (self.policy().wait_in_call..=LONGEST).contains(wait))
            }
            Decision::Stop => None,
        }
    }
}

fn address(url: &str) -> Result<Url, ApiError> {
    let url = Url::parse(url).map_err(|_| ApiError::from(Fault::BadAddress))?;
    if may_carry_a_key(&url) {
        Ok(url)
    } else {
        Err(Fault::Insecure {
            host: url.host_str().unwrap_or_default().to_owned(),
        }
        .into())
    }
}

fn stalled(limit: Duration) -> Fault {
    Fault::network(
        NetworkKind::TimedOut,
        format!("nothing came for {} s", limit.as_secs_f64()),
    )
}
