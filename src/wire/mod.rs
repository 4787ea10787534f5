//! The bytes of the services, field by field, shared by the clients and the studio so that neither can drift from the
//! contract alone.
//!
//! May name `model` for words that both layers use (statuses, orientations, ids); must not do input or output.

pub mod dessert;
mod error;
mod lenient;
pub mod studio;
pub mod styles;
pub mod usage;
pub mod webhook;
