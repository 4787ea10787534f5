//! Where keys live.
