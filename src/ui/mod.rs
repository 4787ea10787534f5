//! The window. It reads the runtime's view, paints it, and sends commands; it does no work of its own and waits for
//! nothing.
//!
//! Reading order: [`tokens`] (every colour and size) and [`widgets`] (the controls), [`frame`] (what a paint function may
//! look at and ask for), [`command`] (what a person can do by name), [`app`] (how a frame goes), then the screens.
//!
//! Must not name the HTTP clients, the library, the keychain, the wire types or the studio.

pub mod command;
pub mod compose;
pub mod deliveries;
pub mod first_run;
pub mod fonts;
pub mod frame;
pub mod gallery;
pub mod icons;
pub mod settings;
pub mod state;
pub mod text;
pub mod textures;
pub mod theme;
pub mod tokens;
pub mod widgets;
