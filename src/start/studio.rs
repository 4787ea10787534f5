//! The built-in studio as the runtime may start it: when it is first needed, once.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use crate::base::report::Report;
use crate::base::secret::Secret;
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
                None => {
                    let mut config = StudioConfig::new(&self.folder);
                    given_webhook_secret(&mut config);
                    Studio::start(config)
                        .await
                        .map_err(|error| error.report())?
                }
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

/// Takes `PARFAIT_WEBHOOK_SECRET`, if it is set, and says whether it was; otherwise every run signs with a new one.
pub fn given_webhook_secret(config: &mut StudioConfig) -> bool {
    let secret = Secret::new(std::env::var("PARFAIT_WEBHOOK_SECRET").unwrap_or_default());
    let is_given = !secret.is_empty();
    if is_given {
        config.webhook_secret = secret;
    }
    is_given
}
