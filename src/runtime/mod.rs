//! Everything that takes time: sending, polling, fetching, recovering. One orchestrator owns the state; the window and
//! the command line send it [`command::Command`]s, look at the newest [`view::View`] and hear [`event::Event`]s.
//!
//! Must not name egui (it wakes the window through a plain callback), clap, or the studio (which it reaches over
//! loopback HTTP like any other account).
//!
//! Reading order: `submit` (how a paid request is sent), `poll` (how a delivery is followed), `fetcher`,
//! `download` and `finish` (how a file comes to its final name), `seal` (the last step), then `orchestrator` with `obey` (commands), `hear`,
//! `looked` and `accounts` (news of the tasks) and `work` (what it sets going by itself), `ledger` (what it all cost),
//! `guard` (what may be spent), `copywriting` (who writes), `log` and `support` (what was sent and answered, for a person to read). `stage` and `absorb`
//! are pure decisions.

mod absorb;
mod account;
mod accounts;
mod adopt;
mod awake;
pub mod brands;
mod cancel;
mod clients;
pub mod command;
mod config;
pub mod copywriting;
mod desk;
mod download;
pub mod event;
mod fetcher;
mod finish;
mod guard;
pub mod handle;
mod hear;
mod jobs;
mod keeper;
pub mod keys;
mod lanes;
mod ledger;
pub mod log;
mod looked;
mod looks;
mod note;
mod obey;
mod orchestrator;
mod part;
pub mod pictures;
mod place;
pub mod player;
mod poll;
pub mod preview;
pub mod recall;
pub mod remote;
pub mod revise;
mod room;
mod seal;
mod stage;
pub mod styles;
mod submit;
mod support;
mod verify;
pub mod view;
pub mod watch;
mod work;

pub use config::{
    Checking, CopyAccess, CopyChoice, Launching, RuntimeConfig, StudioAddress, StudioLauncher,
};
pub use orchestrator::Runtime;
