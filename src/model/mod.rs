//! Pure meaning: what a brief, a delivery and an ad are. No input or output, no async, no service's bytes.
//!
//! Must not name any other module but `base`. Reading order: [`brief`], [`draft`], [`cost`], [`delivery`], [`ad`],
//! [`naming`].

pub mod account;
pub mod ad;
pub mod brief;
pub mod cadence;
pub mod catalog;
pub mod cost;
pub mod delivery;
pub mod draft;
pub mod exchange;
pub mod fate;
pub mod ids;
pub mod kit;
pub mod ledger;
pub mod naming;
pub mod revision;
pub mod settings;
pub mod spend;
pub mod tone;
pub mod usage;

#[cfg(test)]
pub(crate) mod trial;
