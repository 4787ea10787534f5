//! Everything that takes time: sending, polling, fetching, recovering. One orchestrator owns the state; the window and
//! the command line send it [`command::Command`]s, look at the newest [`view::View`] and hear [`event::Event`]s.
//!
//! Must not name egui (it wakes the window through a plain callback), clap, or the studio (which it reaches over
//! loopback HTTP like any other account).

pub mod command;
pub mod event;
pub mod handle;
pub mod pictures;
pub mod preview;
pub mod remote;
pub mod view;
