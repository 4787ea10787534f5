//! A person's picture is taken in safely, and a packshot is cut out as its known truth says.

mod clean;
mod import;
pub mod photo;
pub mod sets;
