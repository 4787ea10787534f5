//! The person's library.
