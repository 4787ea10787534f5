//! The built-in studio as the runtime may start it: when it is first needed, once.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use crate::base::report::Report;
use crate::runtime::{Launching, StudioAddress, StudioLauncher};
use crate::studio::{RunningStudio, Studio, StudioConfig};

/// Starts the studio in this very process.
#[derive(Default)]
pub struct BuiltIn {
    folder: PathBuf,
    running: Mutex<Option<RunningStudio>>,
}

impl BuiltIn {
    /// A studio that keeps its store and its files in `folder`.
    pub fn new(folder: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            folder,
            running: Mutex::default(),
        })
    }

    /// Stops it, if it was started.
    pub async fn stop(&self) {
        if let Some(studio) = self.running.lock().await.take() {
            studio.shutdown().await;
        }
    }
}

impl StudioLauncher for BuiltIn {
    fn launch(&self) -> Launching<'_> {
        Box::pin(async move {
            let mut slot = self.running.lock().await;
            let studio = match slot.take() {
                Some(running) => running,
                None => Studio::start(StudioConfig::new(&self.folder))
                    .await
                    .map_err(|error| error.report())?,
            };
            let studio = slot.insert(studio);
            let base_url = Url::parse(studio.base_url()).map_err(|_| {
                Report::failed(
                    "The studio has no address.",
                    "Close Parfait and start it again.",
                )
            })?;
            Ok(StudioAddress {
                base_url,
                key: studio.key().clone(),
            })
        })
    }
}
