//! HTTP clients of the services: sending, repeating, reading answers, naming failures.
//!
//! The only module that may name `reqwest`. Must not write anything down (that is `library`), must not know the
//! keychain (keys are handed in), and starts no tasks: dropping a future ends what it was doing.
//! Reading order: [`retry`] (the decision), [`http`] (the wire), [`dessert`] (the calls), [`error`] (what went wrong).

pub mod budget;
pub mod dessert;
pub mod download;
pub mod error;
mod exchange;
mod expiry;
pub mod gate;
pub mod http;
mod partial;
mod redact;
mod remedy;
pub mod retry;
mod studio;
mod trace;
mod words;

pub use budget::{Priority, Rate, Rates};
pub use dessert::{Dessert, Endpoint};
pub use download::{Download, Resume, Version, fetch, fetch_from};
pub use error::{ApiError, Fault, Pointers};
pub use expiry::expires_at;
pub use gate::{Gate, Opening, Paid};
pub use http::{Http, Timing};
pub use retry::RetryPolicy;
pub use trace::Recorder;
