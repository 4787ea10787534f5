//! What can go wrong with a call, typed, and what it means for the money.
//!
//! Must not hold a key, nor an address with its query. Words for people are in `words`.

use std::time::Duration;

use thiserror::Error;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::model::ids::RequestId;
use crate::wire::dessert::ErrorCode;

use super::redact;
use super::retry::{NetworkKind, Outcome};
use super::words;

/// A call that failed, after all its attempts.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{fault} ({attempts} attempts in {:.1} s)", elapsed.as_secs_f64())]
pub struct ApiError {
    /// How the last attempt failed.
    #[source]
    pub fault: Fault,
    /// Attempts made; 0 when nothing was sent at all.
    pub attempts: u32,
    /// From the first attempt to the end.
    pub elapsed: Duration,
    /// Nobody is to come back any earlier than this after the call ended.
    pub not_before: Option<Duration>,
    in_doubt: bool,
}

/// How one attempt failed.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Fault {
    /// The service said no, in its own envelope.
    #[error("refused with {status} {}", code.as_str())]
    Refused {
        /// HTTP status.
        status: u16,
        /// The only thing to branch on.
        code: ErrorCode,
        /// The service's words: for details only. Keys are masked.
        message: Box<str>,
        /// The field of the request that is at fault, where the service names one. Keys are masked.
        field: Option<Box<FieldName>>,
        /// What support would ask for, and where to read about it.
        pointers: Box<Pointers>,
        /// What the service asked for.
        retry_after: Option<Duration>,
    },
    /// An answer that is neither a success nor the service's envelope: a proxy, a wrong address, a login page.
    #[error("answered with {status} and no reason")]
    NotJson {
        /// HTTP status.
        status: u16,
        /// What was asked for.
        retry_after: Option<Duration>,
    },
    /// A success whose body cannot be read.
    #[error("answered with {status} and an unreadable body: {cause}")]
    Garbled {
        /// HTTP status.
        status: u16,
        /// Where reading stopped; nothing of the body.
        cause: String,
    },
    /// A file came whole, as far as the connection knows, and is not what it should be.
    #[error("the file is not usable: {0}")]
    UnusableFile(String),
    /// A file could not be had.
    #[error("the file answered with {status}")]
    NoFile {
        /// HTTP status.
        status: u16,
        /// What the server asked for.
        retry_after: Option<Duration>,
    },
    /// No answer, or not all of it.
    #[error("network: {cause}")]
    Network {
        /// Which way it failed.
        kind: NetworkKind,
        /// The system's words, without addresses.
        cause: String,
    },
    /// The address is not one that a key, or a file, may travel to or from.
    #[error("{host} is not reached over HTTPS")]
    Insecure {
        /// The host alone.
        host: String,
    },
    /// The address cannot be one of the service.
    #[error("the address is not usable")]
    BadAddress,
    /// The key cannot be one of the service; nothing was sent.
    #[error("the key is malformed")]
    BadKey,
    /// The host asked everybody to leave it alone for so long; nothing was sent.
    #[error("the host is left alone for {:.0} s", .0.as_secs_f64())]
    Closed(Duration),
    /// A paid request was held back before it left; why, in a person's words.
    #[error("held back: {}", .0.summary)]
    Held(Box<Report>),
    /// The key of a paid request is too old, or of a time that has not come: it was not sent.
    #[error("the idempotency key may not be sent any more")]
    KeyExpired,
    /// No secure connections on this system.
    #[error("no HTTP client: {0}")]
    NoClient(String),
}

/// What a refusal points to beside itself. Keys are masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointers {
    /// What the service's support asks for.
    pub request_id: Option<RequestId>,
    /// The service's page about it: on the web, and nothing but a place.
    pub doc_url: Option<String>,
}

/// A field of a request by its address, such as `products[0].name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName(pub String);

impl Fault {
    pub(super) fn network(kind: NetworkKind, cause: impl Into<String>) -> Self {
        Self::Network {
            kind,
            cause: cause.into(),
        }
    }

    /// What `reqwest` says of a request that got no answer.
    pub(super) fn sending(error: reqwest::Error) -> Self {
        if error.is_builder() {
            return Self::BadAddress;
        }
        let kind = if error.is_connect() {
            NetworkKind::Connect
        } else if error.is_timeout() {
            NetworkKind::TimedOut
        } else {
            NetworkKind::Cut
        };
        Self::network(kind, redact::cause(error))
    }

    /// What the retry decision needs; `None` when repeating is out of the question.
    pub(super) fn outcome(&self) -> Option<(Outcome, Option<Duration>)> {
        match self {
            Self::Refused {
                status,
                retry_after,
                ..
            }
            | Self::NotJson {
                status,
                retry_after,
            }
            | Self::NoFile {
                status,
                retry_after,
            } => Some((Outcome::Status(*status), *retry_after)),
            Self::Garbled { .. } | Self::UnusableFile(_) => {
                Some((Outcome::Network(NetworkKind::Garbled), None))
            }
            Self::Network { kind, .. } => Some((Outcome::Network(*kind), None)),
            Self::Insecure { .. }
            | Self::BadAddress
            | Self::BadKey
            | Self::Closed(_)
            | Self::Held(_)
            | Self::KeyExpired
            | Self::NoClient(_) => None,
        }
    }

    /// Whether a POST that ended like this may have been accepted all the same.
    pub(super) fn leaves_doubt(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => {
                let surely_not = matches!(
                    code,
                    ErrorCode::OrchestrationFailed | ErrorCode::Unavailable
                );
                *status >= 500 && !surely_not
            }
            Self::NotJson { status, .. } => *status >= 500 || *status == 408,
            Self::Garbled { .. } => true,
            Self::Network { kind, .. } => *kind != NetworkKind::Connect,
            Self::NoFile { .. }
            | Self::UnusableFile(_)
            | Self::Insecure { .. }
            | Self::BadAddress
            | Self::BadKey
            | Self::Closed(_)
            | Self::Held(_)
            | Self::KeyExpired
            | Self::NoClient(_) => false,
        }
    }
}

impl From<Fault> for ApiError {
    /// A failure before anything was sent.
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            attempts: 0,
            elapsed: Duration::ZERO,
            not_before: None,
            in_doubt: false,
        }
    }
}

impl ApiError {
    pub(super) fn after(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.attempts = attempts;
        self.elapsed = elapsed;
        self
    }

    pub(super) fn not_before(mut self, wait: Option<Duration>) -> Self {
        self.not_before = wait;
        self
    }

    pub(super) fn in_doubt(mut self, in_doubt: bool) -> Self {
        self.in_doubt = in_doubt;
        self
    }

    /// A file that arrived and is not what it should be (another length, other bytes than a picture's), so that it can
    /// be fetched again as any other failure. `cause` must not quote the file's address.
    pub fn unusable_file(cause: impl Into<String>) -> Self {
        Self::from(Fault::UnusableFile(cause.into())).after(1, Duration::ZERO)
    }

    /// One plain sentence, one next step, and the rest folded away.
    pub fn report(&self) -> Report {
        words::report(self)
    }

    /// The same of a call that ended `now`: with the time at which one may come back, where the service said so.
    pub fn report_at(&self, now: Timestamp) -> Report {
        let until = self.not_before.and_then(|wait| now.checked_add(wait).ok());
        self.report().with_until(until)
    }

    /// The service's code, if it gave one.
    pub fn code(&self) -> Option<&ErrorCode> {
        match &self.fault {
            Fault::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The field of the request that the studio found at fault, and its sentence without the field. Only the studio names
    /// fields, and its words are ours.
    pub fn field(&self) -> Option<(&str, &str)> {
        match &self.fault {
            Fault::Refused {
                field: Some(field),
                message,
                ..
            } => {
                let field = field.0.as_str();
                let sentence = message.strip_prefix(field).unwrap_or(message);
                Some((field, sentence.trim_start()))
            }
            _ => None,
        }
    }

    /// The HTTP status of the last attempt, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match &self.fault {
            Fault::Refused { status, .. }
            | Fault::NotJson { status, .. }
            | Fault::Garbled { status, .. }
            | Fault::NoFile { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Nothing was charged, and sending the same again unchanged is pointless: a paid request may be closed as refused.
    ///
    /// A client that could not be built ([`Fault::BadKey`] and the like, `attempts` 0) is no refusal: build it before the
    /// intent.
    pub fn is_final_refusal(&self) -> bool {
        self.is_final_refusal_after(false)
    }

    /// The same, of a request that, where `in_doubt`, may have been accepted by an attempt before this call.
    ///
    /// Once there is a doubt, no refusal takes it away: it may have been decided on credits, a brand or the key of the
    /// account before anybody looked for the idempotency key.
    pub fn is_final_refusal_after(&self, in_doubt: bool) -> bool {
        let is_refusal = match &self.fault {
            Fault::Refused { status, .. } | Fault::NotJson { status, .. } => {
                matches!(status, 400..=499) && !matches!(status, 408 | 409 | 429)
            }
            // Nothing was sent now, which tells nothing of what was sent before.
            _ => false,
        };
        is_refusal && !in_doubt && !self.in_doubt
    }

    /// The service itself refused, in a word that we know and about the request rather than the account's key. Without a
    /// doubt this is final; with one, repeating it brings nothing before something else has changed.
    pub fn is_refusal_in_its_own_words(&self) -> bool {
        matches!(&self.fault, Fault::Refused { status, code, .. }
            if matches!(status, 400..=499)
                && !matches!(status, 401 | 403 | 407 | 408 | 409 | 429)
                && !matches!(code, ErrorCode::Other(_)))
    }

    /// The service may have accepted, and charged, what was sent: repeat it only under the same idempotency key. When
    /// this and [`ApiError::is_final_refusal`] are both false, nothing was charged and a later attempt makes sense.
    pub fn may_have_been_accepted(&self) -> bool {
        self.in_doubt
    }

    /// Whether the same call may well succeed later, unchanged.
    pub fn is_transient(&self) -> bool {
        match &self.fault {
            Fault::Network { .. } | Fault::Garbled { .. } | Fault::UnusableFile(_) => true,
            _ => matches!(self.status(), Some(408 | 425 | 429 | 500..=599)),
        }
    }
}
