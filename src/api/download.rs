//! Fetches the bytes of one file. Never sends a key: files lie on another host than the service.
//!
//! Must not write to disk and does not repeat: whoever writes it does, from where it broke off if the server still has
//! the same file ([`Resume`]), and [`Http::wait_before_retry`] says when.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, IF_RANGE, RANGE};
use reqwest::{Response, Version as HttpVersion};
use tokio::time::{Instant, timeout};
use url::Url;

use crate::model::account::may_carry_a_key;

use super::error::{ApiError, Fault};
use super::exchange::retry_after;
use super::http::Http;
use super::partial::{Judged, judge, version};
pub use super::partial::{Resume, Version};
use super::redact;
use super::retry::{Decision, Method, NetworkKind, Situation, decide, is_repeatable};

/// A server that wants to be left alone for longer than this fails the file, until somebody asks for it again.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Less than so many bytes a second, over a while, is as good as nothing: the connection is given up for a better one.
const FLOOR: u64 = 1024;
/// How many times the stall limit that while is.
const FLOOR_OVER: u32 = 2;

/// A file on its way. Dropping it ends the connection.
#[derive(Debug)]
pub struct Download {
    /// Which byte of the file the next piece begins with: 0, or the offset that was asked for.
    pub start: u64,
    /// Bytes of the whole file, if the server says.
    pub total: Option<u64>,
    /// What it may be taken up with after it broke off.
    pub version: Option<Version>,
    /// What the server says it is; judge by the bytes.
    pub content_type: Option<String>,
    /// Whether more files share this connection (HTTP/2).
    pub is_multiplexed: bool,
    answer: Option<Response>,
    pace: Pace,
    started: Instant,
}

impl Download {
    /// The next piece; `None` at the end. An end before the announced one is an error.
    ///
    /// # Errors
    /// When the connection broke off, nothing came for the stall limit, or hardly anything for twice as long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ApiError> {
        let Some(answer) = &mut self.answer else {
            return Ok(None);
        };
        let asked = Instant::now();
        let fault = match timeout(self.pace.stall, answer.chunk()).await {
            Ok(Ok(Some(piece))) => match self.pace.came(asked.elapsed(), piece.len() as u64) {
                Ok(()) => return Ok(Some(piece)),
                Err(fault) => fault,
            },
            Ok(Ok(None)) => return Ok(None),
            Ok(Err(error)) => Fault::network(NetworkKind::Cut, redact::cause(error)),
            Err(_) => stalled(self.pace.stall),
        };
        Err(ApiError::from(fault).after(1, self.started.elapsed()))
    }
}

/// How fast a file comes. Only the time that is spent waiting for the network counts.
#[derive(Debug)]
struct Pace {
    stall: Duration,
    waited: Duration,
    bytes: u64,
}

impl Pace {
    fn new(stall: Duration) -> Self {
        Self {
            stall,
            waited: Duration::ZERO,
            bytes: 0,
        }
    }

    fn came(&mut self, waited: Duration, bytes: u64) -> Result<(), Fault> {
        self.waited += waited;
        self.bytes += bytes;
        let over = self.stall * FLOOR_OVER;
        if self.waited < over {
            return Ok(());
        }
        if (self.bytes as f64) < FLOOR as f64 * self.waited.as_secs_f64() {
            return Err(Fault::network(
                NetworkKind::TimedOut,
                format!(
                    "only {} bytes came in {:.1} s",
                    self.bytes,
                    self.waited.as_secs_f64()
                ),
            ));
        }
        *self = Self::new(self.stall);
        Ok(())
    }
}

/// Begins to fetch the whole of `url`: over HTTPS, or over plain HTTP from this very machine.
///
/// # Errors
/// When the address is not allowed, nothing answered, or the answer is not a file.
pub async fn fetch(http: &Http, url: &str) -> Result<Download, ApiError> {
    fetch_from(http, url, None).await
}

/// The same for the rest of a file of which a part is there. Where the server has another file by now, or does not know
/// parts, [`Download::start`] is 0.
///
/// # Errors
/// As [`fetch`].
pub async fn fetch_from(
    http: &Http,
    url: &str,
    resume: Option<&Resume>,
) -> Result<Download, ApiError> {
    let url = address(url)?;
    let started = Instant::now();
    if resume.is_some()
        && let Some(download) = ask(http, &url, resume, started).await?
    {
        return Ok(download);
    }
    let whole = ask(http, &url, None, started).await?;
    whole.ok_or_else(|| ApiError::unusable_file("a part came where the whole was asked for"))
}

/// One request; `None` when what came does not fit to what is there.
async fn ask(
    http: &Http,
    url: &Url,
    resume: Option<&Resume>,
    started: Instant,
) -> Result<Option<Download>, ApiError> {
    let stall = http.timing().stall;
    let mut request = http.files(url).get(url.clone());
    let range = resume.map(|it| (format!("bytes={}-", it.offset), &it.version.validator));
    let mut headers = Vec::new();
    if let Some((range, validator)) = &range {
        headers = vec![
            (RANGE.as_str(), range.as_str()),
            (IF_RANGE.as_str(), validator.as_str()),
        ];
    }
    for (name, value) in &headers {
        request = request.header(*name, *value);
    }
    let mut tape = http.tape_of_file(url, &headers);
    let answer = timeout(stall, request.send()).await;
    if let Ok(Ok(answer)) = &answer {
        tape.head(answer.status().as_u16(), answer.headers());
    }
    let fault = match answer {
        Ok(Ok(answer)) => match judge(answer.status().as_u16(), answer.headers(), resume) {
            Judged::Body { start, total } => {
                http.answered(url);
                tape.end(None);
                let download = begun(answer, start, total, stall, started);
                return Ok(Some(download));
            }
            Judged::AlreadyWhole => {
                http.answered(url);
                tape.end(None);
                return Ok(resume.map(|resume| Download {
                    start: resume.offset,
                    total: Some(resume.offset),
                    version: Some(resume.version.clone()),
                    content_type: None,
                    is_multiplexed: false,
                    answer: None,
                    pace: Pace::new(stall),
                    started,
                }));
            }
            Judged::StartOver => {
                tape.end(None);
                return Ok(None);
            }
            Judged::NoFile => Fault::NoFile {
                status: answer.status().as_u16(),
                retry_after: retry_after(http, &answer),
            },
        },
        Ok(Err(error)) => Fault::sending(error),
        Err(_) => stalled(stall),
    };
    tape.end(Some(&fault));
    Err(ApiError::from(fault).after(1, started.elapsed()))
}

fn begun(
    answer: Response,
    start: u64,
    total: Option<u64>,
    stall: Duration,
    started: Instant,
) -> Download {
    Download {
        start,
        total,
        version: version(answer.headers(), total),
        content_type: answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        is_multiplexed: answer.version() == HttpVersion::HTTP_2,
        answer: Some(answer),
        pace: Pace::new(stall),
        started,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_hardly_comes_is_given_up_and_a_slow_one_is_not() {
        let drip = |bytes: u64| {
            let mut pace = Pace::new(Duration::from_secs(30));
            // A piece every 20 s, for ten minutes.
            (0..30).all(|_| pace.came(Duration::from_secs(20), bytes).is_ok())
        };
        assert!(!drip(1));
        assert!(!drip(20 * 1024 - 1));
        assert!(drip(20 * 1024));
    }
}
