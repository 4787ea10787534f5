//! The connection to the other writer: one question, one answer, within limits of time and size.
//!
//! Must not follow a redirect with a key, and must not repeat what a server says of itself.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::redirect::Policy;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::model::account::{is_loopback, is_plain, may_carry_a_key};

use super::{Endpoint, EndpointError};

/// How long one answer may take; local servers on small machines are slow.
const ANSWER_LIMIT: Duration = Duration::from_secs(120);

/// No answer needs more bytes.
const LARGEST: usize = 1 << 20;

#[derive(Debug, Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<String>,
}

/// An endpoint that may be asked, and the connection to it.
pub(super) struct Line<'a> {
    endpoint: &'a Endpoint,
    client: reqwest::Client,
}

impl<'a> Line<'a> {
    /// Checks the address before anything is sent there.
    ///
    /// # Errors
    /// [`EndpointError::Address`] for one that no key may be sent to.
    pub fn to(endpoint: &'a Endpoint) -> Result<Self, EndpointError> {
        if !may_carry_a_key(&endpoint.base_url) || !is_plain(&endpoint.base_url) {
            return Err(EndpointError::Address);
        }
        Ok(Self {
            endpoint,
            client: client(&endpoint.base_url)?,
        })
    }

    /// One call of `POST {base}/chat/completions`; gives the text of the first choice.
    ///
    /// # Errors
    /// See [`EndpointError`].
    pub async fn complete(
        &self,
        messages: serde_json::Value,
        seed: u64,
    ) -> Result<String, EndpointError> {
        let base = self.endpoint.base_url.as_str().trim_end_matches('/');
        // Numbers that every JSON reader holds exactly.
        let seed = seed & 0x7FFF_FFFF;
        let body = json!({"model": self.endpoint.model, "messages": messages, "temperature": 0.7, "seed": seed,
            "response_format": {"type": "json_object"}});
        let request = self.client.post(format!("{base}/chat/completions"));
        let mut request = request.json_body(&body);
        if let Some(key) = &self.endpoint.key {
            request = request.bearer_auth(key.expose());
        }
        let answer = request.send().await.map_err(|error| fault(&error))?;
        match answer.status() {
            StatusCode::OK => first_choice(answer).await,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(EndpointError::Key),
            status => Err(EndpointError::Status(status.as_u16())),
        }
    }
}

async fn first_choice(mut answer: reqwest::Response) -> Result<String, EndpointError> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| fault(&error))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST {
            return Err(EndpointError::Malformed);
        }
    }
    let completion: Completion =
        serde_json::from_slice(&bytes).map_err(|_| EndpointError::Malformed)?;
    let first = completion.choices.into_iter().next();
    first
        .and_then(|choice| choice.message.content)
        .ok_or(EndpointError::Malformed)
}

fn fault(error: &reqwest::Error) -> EndpointError {
    if error.is_timeout() {
        EndpointError::Late
    } else {
        EndpointError::Unreachable
    }
}

fn client(base: &Url) -> Result<reqwest::Client, EndpointError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("parfait/", env!("CARGO_PKG_VERSION")))
        .timeout(ANSWER_LIMIT)
        .redirect(Policy::none())
        .referer(false);
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|_| EndpointError::Unreachable)
}

/// A JSON body without reqwest's own feature for it.
trait JsonBody {
    fn json_body(self, body: &serde_json::Value) -> Self;
}

impl JsonBody for reqwest::RequestBuilder {
    fn json_body(self, body: &serde_json::Value) -> Self {
        self.header(reqwest::header::CONTENT_TYPE, "application/json")
            .body(body.to_string())
    }
}
