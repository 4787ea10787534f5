//! The parts that the window and the command line share, built once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use url::Url;

use crate::api::Http;
use crate::base::paths::Paths;
use crate::base::report::{Report, ReportKind};
use crate::library::Library;
use crate::model::account::{Account, is_plain};
use crate::runtime::command::Command;
use crate::runtime::event::Event;
use crate::runtime::handle::Handle;
use crate::runtime::{Runtime, RuntimeConfig};
use crate::secrets::Secrets;
use crate::ui::About;

use super::studio::BuiltIn;

/// How long the runtime may take to write everything down.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// How long tasks that are still busy at the end are waited for.
const FAREWELL: Duration = Duration::from_secs(2);

/// What differs between the window and the verbs.
pub struct Start {
    /// How often to look at a delivery; the service's own pace if `None`.
    pub poll_every: Option<Duration>,
    /// Whether to take up what an earlier run left unfinished.
    pub resume: bool,
    /// Called when there is something new to see.
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

/// A running Parfait without a face.
pub struct Core {
    /// Commands and views.
    pub handle: Handle,
    /// Where everything asynchronous runs.
    pub tokio: tokio::runtime::Runtime,
    events: Mutex<Option<mpsc::Receiver<Event>>>,
    studio: Arc<BuiltIn>,
}

impl Core {
    /// Opens the library and starts the runtime. The studio starts when it is first needed.
    ///
    /// # Errors
    /// When the library cannot be opened, or an address in the environment is none.
    pub fn start(paths: &Paths, start: Start) -> Result<Self, Report> {
        let endpoint = dessert_url()?;
        let library = Library::open(&paths.library()).map_err(|error| error.report())?;
        let http = Http::new().map_err(|error| error.report())?;
        let tokio = executor()?;
        let studio = BuiltIn::new(paths.studio());
        let mut config =
            RuntimeConfig::new(paths.clone(), library, Secrets::of_this_machine(), http);
        config.studio = Some(Arc::clone(&studio) as _);
        config.copy = Some(Arc::clone(&studio) as _);
        config
            .endpoints
            .extend(endpoint.map(|url| (Account::dessert().id, url)));
        config.poll_every = start.poll_every;
        config.resume = start.resume;
        config.wake = start.wake;
        let (handle, events) = Runtime::start(config, tokio.handle())?;
        Ok(Self {
            handle,
            tokio,
            events: Mutex::new(Some(events)),
            studio,
        })
    }

    /// The events, for their one listener. A second call gets a channel that is already closed.
    pub fn take_events(&self) -> mpsc::Receiver<Event> {
        let mut slot = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        slot.take().unwrap_or_else(|| mpsc::channel(1).1)
    }

    /// Stops in order: the runtime writes everything down, then the studio, then the threads. Does nothing twice when
    /// the runtime has already stopped.
    pub fn stop(mut self) {
        self.tokio.block_on(async {
            if self.handle.send(Command::Shutdown) {
                let stopped = async { while self.handle.changed().await {} };
                tokio::time::timeout(STOP_WITHIN, stopped).await.ok();
            }
            self.studio.stop().await;
        });
        self.tokio.shutdown_timeout(FAREWELL);
    }
}

/// The threads for everything asynchronous.
///
/// # Errors
/// When the system gives no thread.
pub fn executor() -> Result<tokio::runtime::Runtime, Report> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("parfait-io")
        .enable_all()
        .build()
        .map_err(|error| {
            Report::failed(
                "Parfait could not start its background threads.",
                "Close other programs and start again.",
            )
            .with_details(error.to_string())
        })
}

/// `DESSERT_API_URL`, which replaces the address of the Dessert account.
fn dessert_url() -> Result<Option<Url>, Report> {
    let Some(text) = std::env::var("DESSERT_API_URL")
        .ok()
        .filter(|text| !text.trim().is_empty())
    else {
        return Ok(None);
    };
    let url = Url::parse(text.trim()).map_err(|_| {
        Report::new(
            ReportKind::Invalid,
            format!("DESSERT_API_URL is “{text}”, which is not a URL."),
            format!(
                "Set it to an address such as {}, or remove it.",
                Account::DESSERT_URL
            ),
        )
    })?;
    if !is_plain(&url) {
        return Err(Report::new(
            ReportKind::Invalid,
            "DESSERT_API_URL holds more than an address.",
            "Leave the user name, the password and everything from ? or # on out; the key goes into DESSERT_API_KEY.",
        ));
    }
    Ok(Some(url))
}

/// What Settings tells of this installation.
pub fn about(paths: &Paths) -> About {
    About {
        data_folder: paths.data().to_owned(),
        log: paths.log(),
        default_ads: paths.default_ads().to_owned(),
    }
}
