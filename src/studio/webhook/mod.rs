//! Calls to whoever asked to be told when a delivery ends: signed, over HTTPS, repeated until heard or given up.
//!
//! What is owed lies in the store, so a call outlives the program. A receiver hears of every end at least once and
//! tells repeats apart by delivery and event. Must not follow a redirect, and must not log more of an address than its host.

mod caller;
mod waits;

pub(super) use caller::Caller;
pub use waits::Waits;
