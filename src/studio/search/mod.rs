//! Which looks fit a description in free words: by what the words mean, and by which of them are the same.
//!
//! Reading order: [`words`] (a text as words), [`vectors`] (what a word means), [`index`] (how looks are ranked). Must not
//! know where a query comes from, nor ask anyone over the network: the meaning of 27,367 pieces of words is part of the
//! program.
//!
//! The same query gives the same figures on every machine: sums run in a fixed order and nothing but `+ - * / sqrt` is used,
//! because what a search finds decides which pictures are made.

pub mod index;
pub mod vectors;
pub mod words;

pub use index::{Index, Text};
