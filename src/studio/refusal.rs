//! The documented error envelope: every answer that is not a success is one of these.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::wire::dessert::{ErrorBody, ErrorCode, ErrorEnvelope};

use super::store::StoreError;

/// A request that is not carried out, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    code: ErrorCode,
    message: String,
    field: Option<String>,
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Refusal {
    /// A refusal with its documented code.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
            header: None,
        }
    }

    /// A field of the request that does not validate and has no code of its own.
    pub fn field(field: &str, sentence: impl AsRef<str>) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            format!("{field} {}", sentence.as_ref()),
        )
    }

    /// Names the field that is at fault, for whoever shows the sentence beside it.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The store failed while a delivery was to be accepted: nothing was charged.
    pub fn not_accepted(error: &StoreError) -> Self {
        tracing::error!(%error, "a delivery could not be accepted");
        Self::new(
            ErrorCode::OrchestrationFailed,
            "The delivery could not be written down. Nothing was charged; try again with the same Idempotency-Key.",
        )
    }

    /// The store failed while something was to be read.
    pub fn not_read(error: &StoreError) -> Self {
        tracing::error!(%error, "the store could not be read");
        Self::new(
            ErrorCode::UpstreamError,
            "The delivery store could not be read; try again.",
        )
    }

    /// Adds one header, such as `Retry-After`.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    /// What to branch on.
    pub fn code(&self) -> &ErrorCode {
        &self.code
    }

    /// What to read.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self
            .code
            .status()
            .and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = envelope_at(self.code, self.message, self.field);
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let value = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value);
        }
        if let Some((name, value)) = self.header.map(|header| *header) {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// The bytes of an envelope.
pub fn envelope(code: ErrorCode, message: String) -> Vec<u8> {
    envelope_at(code, message, None)
}

fn envelope_at(code: ErrorCode, message: String, field: Option<String>) -> Vec<u8> {
    let envelope = ErrorEnvelope {
        error: ErrorBody {
            code,
            message,
            doc_url: None,
            field,
        },
    };
    // A struct of three strings always serialises.
    serde_json::to_vec(&envelope).unwrap_or_default()
}
