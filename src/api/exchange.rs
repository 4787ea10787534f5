//! One request with all its attempts: the same bytes, the same key, until an answer can be read or `retry` says stop.
//!
//! Must not know a service's paths or meanings.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use crate::base::secret::Secret;
use crate::model::account::is_plain;
use crate::model::ids::{DeliveryId, IdempotencyKey, RequestId};
use crate::wire::dessert::{ErrorCode, IDEMPOTENCY_KEY};

use super::budget::Priority;
use super::error::{ApiError, Fault, FieldName, Pointers};
use super::gate::Permit;
use super::http::Http;
use super::redact;
use super::retry::{self, Decision, Method, NetworkKind, Situation, decide};
use super::trace::Tape;

/// No answer of a service is larger; a delivery of hundreds of ads is far below.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// What is sent, the same for every attempt.
pub(super) struct Request<'a> {
    pub method: Method,
    /// How urgent it is.
    pub priority: Priority,
    pub url: Url,
    pub token: HeaderValue,
    /// To be taken out of whatever the service says.
    pub secret: Secret,
    pub key: Option<&'a IdempotencyKey>,
    pub body: Option<Bytes>,
    /// The delivery that it is about, if one is known.
    pub about: Option<DeliveryId>,
    /// Asked before each attempt, where the request may cost money.
    pub permit: Option<Permit<'a>>,
}

impl Http {
    /// An exchange whose answer is JSON.
    pub(super) async fn exchange<T: DeserializeOwned>(
        &self,
        request: &Request<'_>,
    ) -> Result<T, ApiError> {
        let read = |status: u16, body: Vec<u8>| {
            serde_json::from_slice(&body).map_err(|error| Fault::Garbled {
                status,
                // Line and column only: the text around it is the service's.
                cause: format!("line {} column {}", error.line(), error.column()),
            })
        };
        self.exchange_as(request, &read).await
    }

    /// As [`Http::exchange`], with the answer's bytes as they are.
    pub(super) async fn exchange_bytes(&self, request: &Request<'_>) -> Result<Vec<u8>, ApiError> {
        self.exchange_as(request, &|_, body| Ok(body)).await
    }

    async fn exchange_as<T>(
        &self,
        request: &Request<'_>,
        read: &(dyn Fn(u16, Vec<u8>) -> Result<T, Fault> + Send + Sync),
    ) -> Result<T, ApiError> {
        let policy = self.policy().of(request.priority);
        let started = Instant::now();
        let mut in_doubt = false;
        let mut number = 1;
        loop {
            if let Err(fault) = self.may_send(request, number).await {
                let left = match fault {
                    Fault::Closed(left) => Some(left),
                    _ => None,
                };
                tracing::warn!(path = request.url.path(), "not sent: {fault}");
                return Err(ApiError::from(fault)
                    .after(number - 1, started.elapsed())
                    .not_before(left)
                    .in_doubt(in_doubt));
            }
            let fault = match self.attempt(request, number, read).await {
                Ok(answer) => {
                    self.answered(&request.url);
                    return Ok(answer);
                }
                Err(fault) => fault,
            };
            in_doubt |= request.method == Method::Post && fault.leaves_doubt();
            let outcome = fault.outcome();
            let not_before =
                outcome.and_then(|(outcome, wait)| retry::asked(&policy, outcome, wait));
            if let Some(wait) = outcome.and_then(|(outcome, wait)| retry::closes(outcome, wait)) {
                self.close(&request.url, wait);
            }
            let decision = outcome.map_or(Decision::Stop, |(outcome, wait)| {
                let situation = Situation {
                    method: request.method,
                    outcome,
                    attempt: number,
                    has_key: request.key.is_some(),
                    retry_after: wait,
                    random: fastrand::f64(),
                    elapsed: started.elapsed(),
                };
                decide(&policy, &situation)
            });
            let error = ApiError::from(fault)
                .after(number, started.elapsed())
                .not_before(not_before)
                .in_doubt(in_doubt);
            let Decision::After(wait) = decision else {
                tracing::warn!(path = request.url.path(), "{error}");
                return Err(error);
            };
            let wait = wait.max(self.take_retry(&request.url));
            tracing::info!(
                path = request.url.path(),
                ?wait,
                "{error}; sending it again"
            );
            sleep(wait).await;
            number += 1;
        }
    }

    /// Whether this attempt may be made: the host has room for it, and whoever keeps the books lets it go. The books are
    /// asked last, since what they note is an attempt that is made.
    async fn may_send(&self, request: &Request<'_>, number: u32) -> Result<(), Fault> {
        self.admit(&request.url, request.priority).await?;
        match &request.permit {
            Some(permit) => permit.ask(number, || self.clock().now()).await,
            None => Ok(()),
        }
    }

    async fn attempt<T>(
        &self,
        request: &Request<'_>,
        number: u32,
        read: &(dyn Fn(u16, Vec<u8>) -> Result<T, Fault> + Send + Sync),
    ) -> Result<T, Fault> {
        let mut tape = self.tape(request, number);
        let limit = self.timing().answer;
        let late = || {
            let cause = format!("no whole answer within {} s", limit.as_secs_f64());
            Fault::network(NetworkKind::TimedOut, cause)
        };
        let outcome = timeout(limit, self.send(request, read, &mut tape))
            .await
            .unwrap_or_else(|_| Err(late()));
        tape.end(outcome.as_ref().err());
        outcome
    }

    async fn send<T>(
        &self,
        request: &Request<'_>,
        understand: &(dyn Fn(u16, Vec<u8>) -> Result<T, Fault> + Send + Sync),
        tape: &mut Tape,
    ) -> Result<T, Fault> {
        let client = self.api(&request.url);
        let mut call = match request.method {
            Method::Get => client.get(request.url.clone()),
            Method::Post => client.post(request.url.clone()),
            Method::Put => client.put(request.url.clone()),
            Method::Delete => client.delete(request.url.clone()),
        }
        .header(AUTHORIZATION, request.token.clone());
        if let Some(key) = request.key {
            call = call.header(IDEMPOTENCY_KEY, key.as_str());
        }
        if let Some(body) = &request.body {
            call = call
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        let answer = call.send().await.map_err(Fault::sending)?;
        let status = answer.status();
        tape.head(status.as_u16(), answer.headers());
        let retry_after = retry_after(self, &answer);
        let request_id = header(&answer, "x-request-id");
        let is_success = status.is_success();
        let body = match read(answer).await {
            // The status of a refusal says enough, even if its body is cut.
            Err(_) if !is_success => Vec::new(),
            body => body?,
        };
        tape.body(&body);
        if is_success {
            return understand(status.as_u16(), body);
        }
        let refusal = Refusal {
            status: status.as_u16(),
            retry_after,
            request_id,
        };
        Err(refusal.read(&body, request.secret.expose()))
    }
}

/// The head of an answer that is not a success.
struct Refusal {
    status: u16,
    retry_after: Option<Duration>,
    request_id: Option<String>,
}

/// The error envelope, as lenient as can be: `error` is an object or a bare code.
#[derive(Deserialize)]
struct Envelope {
    error: Body,
    #[serde(default)]
    request_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Full {
        code: ErrorCode,
        #[serde(default)]
        message: Option<String>,
        #[serde(default)]
        request_id: Option<String>,
        #[serde(default)]
        field: Option<String>,
        #[serde(default)]
        doc_url: Option<String>,
    },
    Code(ErrorCode),
}

impl Refusal {
    fn read(self, body: &[u8], secret: &str) -> Fault {
        let status = self.status;
        let Ok(envelope) = serde_json::from_slice::<Envelope>(body) else {
            return Fault::NotJson {
                status,
                retry_after: self.retry_after,
            };
        };
        let (code, message, inner_id, field, doc_url) = match envelope.error {
            Body::Full {
                code,
                message,
                request_id,
                field,
                doc_url,
            } => (
                code,
                message.unwrap_or_default(),
                request_id,
                field,
                doc_url,
            ),
            Body::Code(code) => (code, String::new(), None, None, None),
        };
        // A page that a person may open is on the web and holds nothing of theirs.
        let doc_url = doc_url.filter(|url| {
            let is_page =
                Url::parse(url).is_ok_and(|url| url.scheme() == "https" && is_plain(&url));
            is_page && !url.contains(secret)
        });
        let code = match code {
            ErrorCode::Other(text) => ErrorCode::Other(redact::foreign(&text, Some(secret))),
            known => known,
        };
        Fault::Refused {
            status,
            code,
            message: redact::foreign(&message, Some(secret)).into(),
            field: field.map(|field| Box::new(FieldName(redact::foreign(&field, Some(secret))))),
            pointers: Box::new(Pointers {
                request_id: inner_id
                    .or(envelope.request_id)
                    .or(self.request_id)
                    .map(|id| RequestId::new(redact::foreign(&id, Some(secret)))),
                doc_url,
            }),
            retry_after: self.retry_after,
        }
    }
}

/// What `Retry-After` says, if anything. A date is seen from the answer's own, where it has one: our clock may be wrong.
pub(super) fn retry_after(http: &Http, answer: &Response) -> Option<Duration> {
    let now = http.clock().now();
    let there = header(answer, DATE.as_str()).and_then(|date| retry::http_date(&date, now));
    let text = header(answer, RETRY_AFTER.as_str())?;
    retry::retry_after(&text, there.unwrap_or(now))
}

fn header(answer: &Response, name: &str) -> Option<String> {
    Some(answer.headers().get(name)?.to_str().ok()?.to_owned())
}

async fn read(mut answer: Response) -> Result<Vec<u8>, Fault> {
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() <= MAX_ANSWER => {
                body.extend_from_slice(&piece);
            }
            Ok(Some(_)) => {
                return Err(Fault::Garbled {
                    status,
                    cause: "the answer is too long".into(),
                });
            }
            Ok(None) => return Ok(body),
            Err(error) => return Err(Fault::network(NetworkKind::Cut, redact::cause(error))),
        }
    }
}
