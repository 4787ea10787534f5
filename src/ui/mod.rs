//! The window. It reads the runtime's view, paints it, and sends commands; it does no work of its own and waits for
//! nothing.
//!
//! Reading order: [`tokens`] (every colour and size) and [`widgets`] (the controls), [`frame`] (what a paint function may
//! look at and ask for), [`command`] (what a person can do by name), [`app`] (how a frame goes), then the screens. [`run`]
//! opens the window.
//!
//! Must not name the HTTP clients, the library, the keychain, the wire types or the studio.

pub mod account_tag;
pub mod app;
pub mod brands;
mod chooser;
pub mod command;
pub mod compose;
pub mod deliveries;
pub mod films;
pub mod first_run;
pub mod fonts;
pub mod frame;
pub mod gallery;
pub mod icons;
mod keys;
pub mod notices;
mod over_limit;
pub mod palette;
mod rail;
mod refusal;
pub mod remedy;
pub mod settings;
mod shortcuts;
pub mod state;
pub mod text;
pub mod textures;
pub mod theme;
pub mod tokens;
mod top_bar;
pub mod widgets;
mod window;
pub mod words;

pub use app::{Parts, Reach, Wake};
pub use frame::About;
pub use window::{UiError, can_open, run, run_report};
