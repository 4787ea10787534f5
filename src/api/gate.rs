//! What must hold right before a paid request leaves: its key is young enough, and whoever keeps the books has noted it.

use std::pin::Pin;
use std::time::Instant;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::model::fate::KeyWindow;
use crate::model::ids::IdempotencyKey;

use super::error::Fault;

/// Whether an attempt may be made; if not, why.
pub type Opening<'a> = Pin<Box<dyn Future<Output = Result<(), Report>> + Send + 'a>>;

/// Asked, and waited for, before each attempt of a paid request.
pub trait Gate: Send + Sync {
    /// Opens for this attempt of the call (1 for the first), or ends the call.
    fn before(&self, attempt: u32) -> Opening<'_>;
}

/// A request that may cost money, the same for every attempt.
#[derive(Clone, Copy)]
pub struct Paid<'a> {
    /// Makes its repeats free.
    pub key: &'a IdempotencyKey,
    /// Exactly these bytes.
    pub body: &'a [u8],
    /// When the key may be sent; asked of the wall clock before each attempt.
    pub window: KeyWindow,
    /// Asked before each attempt, before the clock is.
    pub gate: &'a dyn Gate,
}

/// What an exchange asks before each attempt.
#[derive(Clone, Copy)]
pub(super) struct Permit<'a> {
    pub window: KeyWindow,
    pub gate: &'a dyn Gate,
}

impl Permit<'_> {
    /// Whether this attempt may be made. The clock is asked last, since the machine may sleep while the gate opens.
    pub async fn ask(&self, attempt: u32, now: impl Fn() -> Timestamp) -> Result<(), Fault> {
        let opened = self.gate.before(attempt).await;
        opened.map_err(|report| Fault::Held(Box::new(report)))?;
        if self.window.holds(now(), Instant::now()) {
            Ok(())
        } else {
            Err(Fault::KeyExpired)
        }
    }
}
