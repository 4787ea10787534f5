//! The command line: the same runtime without a window.
//!
//! Reads flags into checked values, sends the runtime the same commands as the window does, prints what came of them.
//! Must not name the services, the library or the keychain; `start` hands it a running [`session::Session`].
//! Reading order: [`args`] (what may be typed), [`brief`] (flags become a brief), [`session`] (following the work),
//! then one file per verb.

mod account;
pub mod args;
pub mod brief;
pub mod delivery;
pub mod exit;
pub mod follow;
pub mod generate;
pub mod key;
pub mod output;
mod progress;
pub mod resume;
pub mod session;
pub mod usage;
