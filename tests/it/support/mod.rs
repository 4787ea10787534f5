//! What several tests share: fault server, temporary library, test clock, window harness, made-up views.

pub mod fault_server;
pub mod logged;
pub mod program;
pub mod views;
pub mod window;
pub mod world;
