//! What several tests share: fault server, temporary library, test clock, window harness.

pub mod fault_server;
pub mod logged;
