//! Everything that takes time.
