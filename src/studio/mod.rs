//! The studio: a local service that really makes ads, behind the documented contract of the paid one.
//!
//! A request goes down one way: [`http`](self) door → [`ask`] (checked, looked up) → [`store`] (promised in one
//! transaction) → [`jobs`] (workers) → [`order`] (concepts) with the [`copywriter`] → [`render`] → files. Must not
//! know the window, the library or the runtime: they reach it over loopback HTTP like any other service.
//!
//! The studio is free. Its credits are play money that recharges by itself, kept so that the contract's rules hold.

pub mod ask;
pub mod assets;
pub mod brand;
pub mod catalogue;
pub mod compose;
pub mod copywriter;
pub mod cutout;
mod described;
mod dice;
mod error;
pub mod film;
mod flood;
mod http;
mod jobs;
pub mod order;
pub mod paint;
pub mod picture;
pub mod refusal;
pub mod render;
mod revise;
mod running;
pub mod search;
pub mod situ;
pub mod store;
pub mod styles;
pub mod swatch;
mod webhook;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::clock::Clock;
use crate::base::secret::Secret;

use brand::Brands;
use copywriter::CopyDesk;
use render::{Painter, Renderer};
use store::Funds;

pub use dice::{fresh_key, fresh_webhook_secret};
pub use error::StudioError;
pub use running::{RunningStudio, Studio};
pub use webhook::Waits;

/// How a studio is to run.
#[derive(Clone)]
pub struct StudioConfig {
    /// Where to listen; port 0 takes any free one.
    pub addr: SocketAddr,
    /// Its store and its files; no two studios may share one.
    pub folder: PathBuf,
    /// The key that it accepts.
    pub key: Secret,
    /// What time it is.
    pub clock: Clock,
    /// Whose ads it makes; `None` means the kits that its store keeps, the sample brand among them from the first start.
    pub brands: Option<Brands>,
    /// What makes the pictures.
    pub renderer: Arc<dyn Renderer>,
    /// Rules of the play money.
    pub funds: Funds,
    /// Unfinished deliveries beyond which a new one is refused with `rate_limited`.
    pub queue_limit: u32,
    /// Worker threads.
    pub workers: usize,
    /// Which writer to use; can be changed while the studio runs.
    pub copy: CopyDesk,
    /// Signs the calls to a `webhook_url`.
    pub webhook_secret: Secret,
    /// Pauses between attempts of a call that is not heard.
    pub webhook_waits: Waits,
}

impl StudioConfig {
    /// The usual studio: any free port of this computer only, a fresh key, the kits of its store, one worker per core.
    pub fn new(folder: &Path) -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            folder: folder.to_owned(),
            key: fresh_key(),
            clock: Clock::system(),
            brands: None,
            renderer: Arc::new(Painter::new()),
            funds: Funds::default(),
            queue_limit: 256,
            copy: CopyDesk::default(),
            webhook_secret: fresh_webhook_secret(),
            webhook_waits: Waits::default(),
            workers: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        }
    }
}
