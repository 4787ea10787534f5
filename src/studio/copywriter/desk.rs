//! Which writer the studio uses now: the built-in one, or an endpoint that a person has set up. Can change while the
//! studio runs; a delivery asks once, when its copy is written.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::endpoint::Endpoint;

/// The choice of a writer, shared by the studio and whoever owns the settings.
#[derive(Clone, Debug, Default)]
pub struct CopyDesk(Arc<ArcSwapOption<Endpoint>>);

impl CopyDesk {
    /// Chooses an endpoint, or the built-in writer.
    pub fn choose(&self, endpoint: Option<Endpoint>) {
        self.0.store(endpoint.map(Arc::new));
    }

    /// The endpoint, if one is chosen.
    pub fn endpoint(&self) -> Option<Arc<Endpoint>> {
        self.0.load_full()
    }
}
