//! What several tests share: fault server, temporary library, test clock, window harness, made-up views.

pub mod at_once;
pub mod fault_server;
pub mod logged;
pub mod program;
pub mod promises;
pub mod sentinel;
pub mod views;
pub mod window;
pub mod world;
