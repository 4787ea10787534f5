//! The built-in studio as the runtime may start it: when it is first needed, once.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::account::{AddressFault, parse_address};
use crate::model::settings::CopyServer;
use crate::runtime::{Checking, CopyAccess, CopyChoice, Launching, StudioAddress, StudioLauncher};
use crate::studio::copywriter::CopyDesk;
use crate::studio::copywriter::endpoint::{self, Endpoint};
use crate::studio::{RunningStudio, Studio, StudioConfig};

/// Starts the studio in this very process.
pub struct BuiltIn {
    folder: PathBuf,
    running: Mutex<Option<RunningStudio>>,
    copy: CopyDesk,
    /// The copy endpoint of the environment, or what is wrong with it.
    given: Result<Option<Endpoint>, Report>,
}

impl BuiltIn {
    /// A studio that keeps its store and its files in `folder`.
    pub fn new(folder: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            folder,
            running: Mutex::default(),
            copy: CopyDesk::default(),
            given: given_copy_endpoint(),
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
                    if let Some(endpoint) = self.given.clone()? {
                        self.copy.choose(Some(endpoint));
                    }
                    config.copy = self.copy.clone();
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

impl CopyChoice for BuiltIn {
    fn choose(&self, server: Option<CopyAccess>) {
        // The environment goes before every other choice.
        if matches!(self.given, Ok(None)) {
            self.copy.choose(server.map(endpoint_of));
        }
    }

    fn check(&self, server: CopyAccess) -> Checking<'_> {
        Box::pin(async move {
            let answer = endpoint::check(&endpoint_of(server)).await;
            answer.map_err(|error| error.to_string())
        })
    }

    fn of_environment(&self) -> Option<CopyServer> {
        let given = self.given.as_ref().ok()?.as_ref()?;
        Some(CopyServer {
            base_url: given.base_url.clone(),
            model: given.model.clone(),
        })
    }
}

fn endpoint_of(CopyAccess { server, key }: CopyAccess) -> Endpoint {
    Endpoint {
        base_url: server.base_url,
        model: server.model,
        key,
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

/// The copy endpoint of the environment: `PARFAIT_COPY_URL` with `PARFAIT_COPY_MODEL`, and `PARFAIT_COPY_KEY` if it
/// wants one. Without an address the built-in writer writes.
///
/// # Errors
/// When the address is none, holds more than a place, would carry a key unencrypted, or comes without a model.
pub fn given_copy_endpoint() -> Result<Option<Endpoint>, Report> {
    let given = |name: &str| {
        std::env::var(name)
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    };
    let (address, model) = (given("PARFAIT_COPY_URL"), given("PARFAIT_COPY_MODEL"));
    if address.is_empty() {
        return Ok(None);
    }
    let wrong = |what: &str, way_out: &str| Err(Report::new(ReportKind::Invalid, what, way_out));
    let base_url = match parse_address(&address) {
        Ok(url) => url,
        Err(AddressFault::NotPlain) => {
            return wrong(
                "PARFAIT_COPY_URL holds more than an address.",
                "Leave the user name, the password and everything from ? or # on out; a key goes into PARFAIT_COPY_KEY.",
            );
        }
        Err(AddressFault::NoUrl | AddressFault::Insecure) => {
            return wrong(
                "PARFAIT_COPY_URL is no address that may carry a key.",
                "Let it begin with https://, or with http:// and this computer, as http://localhost:11434/v1.",
            );
        }
    };
    if model.is_empty() {
        return wrong(
            "PARFAIT_COPY_URL is set, but PARFAIT_COPY_MODEL is not.",
            "Name the model, or remove the address for the built-in writer.",
        );
    }
    let key = Some(Secret::new(given("PARFAIT_COPY_KEY"))).filter(|key| !key.is_empty());
    Ok(Some(Endpoint {
        base_url,
        model,
        key,
    }))
}
