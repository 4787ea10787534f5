//! What the runtime is started with.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::api::Http;
use crate::base::clock::Clock;
use crate::base::paths::Paths;
use crate::base::report::Report;
use crate::base::secret::Secret;
use crate::base::trial::Disk;
use crate::library::Library;
use crate::model::ids::AccountId;
use crate::model::settings::CopyServer;
use crate::secrets::Secrets;

/// Where a started studio is, and what opens it.
#[derive(Clone, Debug)]
pub struct StudioAddress {
    /// Root of the service, without `/v1`.
    pub base_url: Url,
    /// The key of this run.
    pub key: Secret,
}

/// A studio that is on its way.
pub type Launching<'a> = Pin<Box<dyn Future<Output = Result<StudioAddress, Report>> + Send + 'a>>;

/// Starts the studio. Called when the studio account is first used, and again only if that failed.
pub trait StudioLauncher: Send + Sync {
    /// Starts it.
    fn launch(&self) -> Launching<'_>;
}

/// A server that writes copy, and what opens it.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyAccess {
    /// Where it is and which model.
    pub server: CopyServer,
    /// Sent along, if there is one.
    pub key: Option<Secret>,
}

/// An answer to the question whether a server can write; if not, why, as a sentence.
pub type Checking<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// The studio's desk where it is decided who writes.
pub trait CopyChoice: Send + Sync {
    /// Has this server write from the next delivery on; `None` is the built-in writer.
    fn choose(&self, server: Option<CopyAccess>);

    /// Asks a server for one short answer.
    fn check(&self, server: CopyAccess) -> Checking<'_>;

    /// The server that the environment has chosen for this run, before everything else.
    fn of_environment(&self) -> Option<CopyServer>;
}

/// Everything that the runtime is made of.
pub struct RuntimeConfig {
    /// Where things are on this machine.
    pub paths: Paths,
    /// What time it is.
    pub clock: Clock,
    /// The person's library.
    pub library: Library,
    /// The keys.
    pub secrets: Secrets,
    /// Connections.
    pub http: Http,
    /// Starts the studio; without it the studio account cannot be used.
    pub studio: Option<Arc<dyn StudioLauncher>>,
    /// Decides who writes the studio's copy; without it nobody else can be chosen.
    pub copy: Option<Arc<dyn CopyChoice>>,
    /// Addresses that replace those of the settings, as the environment gives them.
    pub endpoints: HashMap<AccountId, Url>,
    /// How often to look at a delivery; the service's own pace if `None`.
    pub poll_every: Option<Duration>,
    /// Called when there is something new to see, at most 30 times a second, from any thread.
    pub wake: Arc<dyn Fn() + Send + Sync>,
    /// What is written goes through it, the library included; a test may have it fail.
    pub disk: Disk,
    /// Whether to take up what an earlier run left unfinished.
    pub resume: bool,
}

impl RuntimeConfig {
    /// The usual: the machine's clock, no studio, the services' own pace, and everything unfinished is taken up.
    pub fn new(paths: Paths, library: Library, secrets: Secrets, http: Http) -> Self {
        Self {
            paths,
            clock: Clock::system(),
            library,
            secrets,
            http,
            studio: None,
            copy: None,
            endpoints: HashMap::new(),
            poll_every: None,
            wake: Arc::new(|| {}),
            disk: Disk::default(),
            resume: true,
        }
    }
}

impl std::fmt::Debug for RuntimeConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuntimeConfig")
            .field("paths", &self.paths)
            .field("endpoints", &self.endpoints)
            .field("poll_every", &self.poll_every)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}
