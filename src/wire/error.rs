//! What a service answers when it does not do what it was asked (contract A.0): the envelope and its codes.

use serde::{Deserialize, Serialize};

/// The error envelope (A.0, docs).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorEnvelope {
    /// What went wrong.
    pub error: ErrorBody,
}

/// Inside of the error envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Stable; the only thing to branch on.
    pub code: ErrorCode,
    /// To be logged, never parsed, never shown as our own words.
    #[serde(default)]
    pub message: String,
    /// May be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_url: Option<String>,
    /// Studio only: the field that is at fault, as an address in the body such as `products[0].name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal;)*) => {
        /// Every documented error code (A.0), and the studio's own for what the contract leaves without one.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)*
            /// A code that this version does not know.
            Other(String),
        }

        impl ErrorCode {
            /// Every code that this version knows.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }

            /// The HTTP status that belongs to it; `None` for an unknown code.
            pub fn status(&self) -> Option<u16> {
                match self {
                    $(Self::$variant => Some($status),)*
                    Self::Other(_) => None,
                }
            }
        }

        impl From<String> for ErrorCode {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text),
                }
            }
        }
    };
}

error_codes! {
    /// No `Authorization` header (docs).
    MissingAuthorization = "missing_authorization", 401;
    /// The header does not start with `Bearer ` (docs).
    InvalidAuthorizationScheme = "invalid_authorization_scheme", 401;
    /// The key lacks its prefix (docs).
    InvalidKeyFormat = "invalid_key_format", 401;
    /// The key is unknown or rotated away (docs).
    InvalidApiKey = "invalid_api_key", 401;
    /// The account is suspended (docs; the name is cut in the source).
    AccountSuspended = "account_suspended", 403;
    /// `count` is not a positive integer (seed).
    InvalidCount = "invalid_count", 400;
    /// `format` is neither `full` nor `static` (seed).
    InvalidFormat = "invalid_format", 400;
    /// No `brand_id` and no default brand (seed).
    NoBrandSelected = "no_brand_selected", 400;
    /// Too few credits, auto-recharge off or failed (seed).
    InsufficientCredits = "insufficient_credits", 402;
    /// The brand is not on this account (seed).
    BrandNotFound = "brand_not_found", 404;
    /// The brand is still being read in (seed).
    BrandOnboardingInProgress = "brand_onboarding_in_progress", 425;
    /// The orchestrator is unreachable; nothing was charged (seed).
    OrchestrationFailed = "orchestration_failed", 502;
    /// Wrong id, or another account's (seed).
    DeliveryNotFound = "delivery_not_found", 404;
    /// The delivery store is unreachable (seed).
    UpstreamError = "upstream_error", 502;
    /// Studio only: the body or a parameter does not validate and no documented code fits.
    InvalidRequest = "invalid_request", 400;
    /// Studio only: the body is not JSON.
    InvalidJson = "invalid_json", 400;
    /// Studio only: the body is larger than any brief.
    PayloadTooLarge = "payload_too_large", 413;
    /// Studio only: the file is no picture that can be used; the message says why.
    UnusablePicture = "unusable_picture", 422;
    /// Studio only: somebody else changed it since the version that this change rests on.
    Conflict = "conflict", 409;
    /// Studio only: no such path.
    NotFound = "not_found", 404;
    /// Studio only: the path does not take this method.
    MethodNotAllowed = "method_not_allowed", 405;
    /// Studio only: the queue is full.
    RateLimited = "rate_limited", 429;
    /// Studio only: a fault of ours.
    Internal = "internal", 500;
    /// Studio only: shutting down or still starting.
    Unavailable = "unavailable", 503;
}

impl From<ErrorCode> for String {
    fn from(code: ErrorCode) -> Self {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_error_codes_survive() {
        let text = r#"{"error":{"code":"brand_asleep","message":"zzz"}}"#;
        let envelope: ErrorEnvelope = serde_json::from_str(text).unwrap();
        assert_eq!(envelope.error.code, ErrorCode::Other("brand_asleep".into()));
        assert_eq!(serde_json::to_string(&envelope).unwrap(), text);
    }
}
