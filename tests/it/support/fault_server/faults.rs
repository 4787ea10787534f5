//! Which request fails, and how.

use std::sync::Arc;
use std::time::Duration;

use super::{Incoming, Shape};

/// What a request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    Generate,
    Delivery,
    Brands,
    Balance,
    Usage,
    Styles,
    Asset,
    Other,
}

impl Route {
    pub fn of(incoming: &Incoming) -> Self {
        match (incoming.method.as_str(), incoming.path.as_str()) {
            ("POST", "/v1/ads/generate") => Self::Generate,
            ("GET", "/v1/brands") => Self::Brands,
            ("GET", "/v1/balance") => Self::Balance,
            ("GET", "/v1/usage") => Self::Usage,
            ("GET", "/v1/styles/search") => Self::Styles,
            ("GET", path) if path.starts_with("/v1/deliveries/") => Self::Delivery,
            ("GET", path) if path.starts_with("/assets/") => Self::Asset,
            _ => Self::Other,
        }
    }
}

/// What happens to one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Refused with the contract's envelope, not processed.
    Status {
        status: u16,
        code: &'static str,
        retry_after: Option<String>,
    },
    /// Refused with a page of HTML, not processed: a proxy in between.
    StatusHtml(u16),
    /// 302, not processed.
    Redirect(String),
    /// Read whole, not processed, closed without a byte.
    CutBeforeAnswer,
    /// Processed, closed without a byte.
    AnswerLost,
    /// Processed, closed in the middle of the body.
    CutInBody,
    /// Processed, then nothing for this long, then closed without a byte.
    Stall(Duration),
    /// Processed, half of the body, then nothing for this long, then closed.
    StallInBody(Duration),
    /// Processed, answered as usual after this long.
    Slow(Duration),
    /// Processed, answered byte by byte with this pause between them.
    Drip(Duration),
    /// Processed; a part is one of another file, under another tag: the server does not know `If-Range`.
    PartOfAnother,
    /// Processed; a part begins at another byte than was asked for.
    PartElsewhere,
    /// Processed, answered as a success with a body that is cut short, its length stated to match.
    WrongLength,
    /// Processed, answered as a success with a page of HTML that says it is one.
    Html,
    /// Processed, answered as usual under a content type that is not true.
    WrongType,
    /// Processed, and the answer says the same, or less, in another shape.
    Shape(Shape),
}

impl Fault {
    /// A refusal of the contract.
    pub fn status(status: u16) -> Self {
        let code = match status {
            401 => "invalid_api_key",
            402 => "insufficient_credits",
            403 => "account_suspended",
            404 => "delivery_not_found",
            425 => "brand_onboarding_in_progress",
            429 => "rate_limited",
            502 => "upstream_error",
            503 => "warming_up",
            _ => "internal",
        };
        Self::Status {
            status,
            code,
            retry_after: None,
        }
    }

    /// A refusal that says when to come back.
    pub fn status_retry_after(status: u16, header: impl Into<String>) -> Self {
        match Self::status(status) {
            Self::Status { status, code, .. } => Self::Status {
                status,
                code,
                retry_after: Some(header.into()),
            },
            other => other,
        }
    }

    /// Every passing fault of a call to the service that is over at once.
    pub fn of_calls() -> Vec<Self> {
        vec![
            Self::status(429),
            Self::status_retry_after(429, "0"),
            Self::status(500),
            Self::status(502),
            Self::status(503),
            Self::StatusHtml(502),
            Self::CutBeforeAnswer,
            Self::AnswerLost,
            Self::CutInBody,
            Self::WrongLength,
            Self::Html,
        ]
    }

    /// Every answer of the right form that says something else than one would expect.
    pub fn of_shapes() -> Vec<Self> {
        Shape::ALL.map(Self::Shape).to_vec()
    }

    /// Every passing fault of a file that is over at once. A wrong type is no fault: the bytes are right.
    pub fn of_files() -> Vec<Self> {
        vec![
            Self::status(500),
            Self::status(503),
            Self::CutBeforeAnswer,
            Self::CutInBody,
            Self::WrongLength,
            Self::Html,
        ]
    }
}

/// A request about to be answered.
#[derive(Clone, Debug)]
pub struct Call {
    /// 1 for the first of all.
    pub number: u32,
    pub route: Route,
    /// 1 for the first of its route.
    pub nth: u32,
    pub path: String,
}

type Decide = dyn Fn(&Call) -> Option<Fault> + Send + Sync;

/// Decides which request fails, and how.
#[derive(Clone)]
pub struct Faults(Arc<Decide>);

impl Faults {
    /// Nothing fails.
    pub fn none() -> Self {
        Self::by(|_| None)
    }

    /// Whatever the closure says.
    pub fn by(decide: impl Fn(&Call) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Arc::new(decide))
    }

    /// One request in `n`, by chance that the seed fixes, with any passing fault that fits its route.
    pub fn one_in(n: u64, seed: u64) -> Self {
        Self::by(move |call| {
            let chance = mixed(seed ^ (u64::from(call.number) << 20));
            if !chance.is_multiple_of(n) {
                return None;
            }
            let faults = if call.route == Route::Asset {
                Fault::of_files()
            } else {
                Fault::of_calls()
            };
            let pick = mixed(chance) as usize % faults.len();
            faults.into_iter().nth(pick)
        })
    }

    /// The first requests of a route fail like this, in order; then it works.
    pub fn first(route: Route, faults: Vec<Fault>) -> Self {
        Self::by(move |call| {
            (call.route == route)
                .then(|| faults.get(call.nth as usize - 1).cloned())
                .flatten()
        })
    }

    /// Every request of a route fails like this.
    pub fn always(route: Route, fault: Fault) -> Self {
        Self::by(move |call| (call.route == route).then(|| fault.clone()))
    }

    /// The nth request of all fails like this, no other.
    pub fn nth(number: u32, fault: Fault) -> Self {
        Self::by(move |call| (call.number == number).then(|| fault.clone()))
    }

    pub fn decide(&self, call: &Call) -> Option<Fault> {
        (self.0)(call)
    }
}

/// SplitMix64: chance without state.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
