//! The choice at the very start.

/// What is typed and open there.
#[derive(Debug, Default)]
pub struct State {}
