//! The studio: a local service that makes ads.

pub mod compose;
pub mod paint;
pub mod styles;
