//! Starting and stopping a studio, in an order in which nothing that was promised is lost.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::base::disk::Lock;
use crate::base::secret::Secret;

use super::brand::Shelf;
use super::catalogue::Catalogue;
use super::http::{self, App, Front};
use super::jobs::{Jobs, Workshop};
use super::store::{Store, StoreError};
use super::webhook::Caller;
use super::{StudioConfig, StudioError};

/// How long open connections are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// The local service, not yet running.
#[derive(Debug)]
pub struct Studio;

/// A studio that listens and works. Dropping it stops both, after the still that each worker is at; whatever is
/// unfinished is taken up again by the next start on the same folder.
pub struct RunningStudio {
    base_url: String,
    key: Secret,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
    app: Arc<App>,
    _caller: Caller,
    /// Let go last.
    _lock: Lock,
}

impl Studio {
    /// Opens the store, takes up what was unfinished, and listens. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// See [`StudioError`].
    pub async fn start(config: StudioConfig) -> Result<RunningStudio, StudioError> {
        let addr = config.addr;
        let tokio = Handle::current();
        let opened = tokio::task::spawn_blocking(move || Opened::open(config, &tokio)).await;
        let opened =
            opened.map_err(|_| StudioError::Assets("the start was interrupted".to_owned()))??;
        let listen_error = |source| StudioError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(listen_error)?;
        let bound = listener.local_addr().map_err(listen_error)?;
        opened.listen(listener, bound)
    }
}

/// Everything but the network.
struct Opened {
    config: StudioConfig,
    lock: Lock,
    store: Arc<Store>,
    shelf: Arc<Shelf>,
    jobs: Jobs,
    /// Rung when a delivery has ended.
    bell: Arc<Notify>,
    /// Turned true to close everything.
    stop: watch::Sender<bool>,
}

impl Opened {
    fn open(mut config: StudioConfig, tokio: &Handle) -> Result<Self, StudioError> {
        let folder = config.folder.clone();
        let lock = match Lock::take(&folder.join("studio.lock")) {
            Ok(Some(lock)) => lock,
            Ok(None) => return Err(StudioError::InUse(folder)),
            Err(source) => {
                return Err(StudioError::Folder {
                    path: folder,
                    source,
                });
            }
        };
        // What a crash has left of pictures that were coming in.
        std::fs::remove_dir_all(http::incoming(&folder)).ok();
        let path = folder.join("studio.sqlite");
        let failed = |source: StoreError| StudioError::Store {
            path: path.clone(),
            source,
        };
        let store =
            Arc::new(Store::open(&path, config.clock.clone(), config.funds).map_err(failed)?);
        let pending = store.pending().map_err(failed)?;
        let revisions = store.revision_files(None).map_err(failed)?;
        let fixed = config.brands.take();
        let shelf = Shelf::open(&folder, Arc::clone(&store), fixed).map_err(failed)?;
        let shelf = Arc::new(shelf);
        let bell = Arc::new(Notify::new());
        let (stop, closing) = watch::channel(false);
        let workshop = Workshop {
            store: Arc::clone(&store),
            shelf: Arc::clone(&shelf),
            renderer: Arc::clone(&config.renderer),
            copy: config.copy.clone(),
            tokio: tokio.clone(),
            closing,
            folder,
            on_end: {
                let bell = Arc::clone(&bell);
                Box::new(move |_| bell.notify_one())
            },
        };
        let jobs = Jobs::start(workshop, config.workers).map_err(StudioError::Worker)?;
        for delivery in pending {
            jobs.add(delivery);
        }
        jobs.revise(revisions);
        Ok(Self {
            config,
            lock,
            store,
            shelf,
            jobs,
            bell,
            stop,
        })
    }

    fn listen(self, listener: TcpListener, addr: SocketAddr) -> Result<RunningStudio, StudioError> {
        let Self {
            config,
            lock,
            store,
            shelf,
            jobs,
            bell,
            stop,
        } = self;
        let caller = Caller::start(
            Arc::clone(&store),
            config.clock,
            config.webhook_secret,
            http::base_url(addr),
            config.webhook_waits,
            bell,
        )
        .map_err(|error| StudioError::Caller(error.to_string()))?;
        let key = config.key.clone();
        let app = Arc::new(App {
            store,
            shelf,
            catalogue: Arc::new(Catalogue::of_styles()),
            renderer: config.renderer,
            jobs,
            key: config.key,
            addr,
            folder: config.folder,
            queue_limit: config.queue_limit,
        });
        let mut stopped = stop.subscribe();
        let server = axum::serve(Front(listener), http::router(Arc::clone(&app)))
            .with_graceful_shutdown(async move {
                stopped.wait_for(|stop| *stop).await.ok();
            });
        Ok(RunningStudio {
            base_url: http::base_url(addr),
            key,
            stop,
            server: Some(tokio::spawn(async move {
                if let Err(error) = server.await {
                    tracing::error!(%error, "the studio stopped listening");
                }
            })),
            app,
            _caller: caller,
            _lock: lock,
        })
    }
}

impl RunningStudio {
    /// Where it is, without a trailing slash and without `/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The key that it accepts.
    pub fn key(&self) -> &Secret {
        &self.key
    }

    /// Stops listening, answers what has been asked, lets every worker finish its still.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        self.app.jobs.close();
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(FAREWELL, &mut server).await.is_err()
        {
            server.abort();
        }
        let rest = self;
        // Joins the workers, which may take the length of a still.
        tokio::task::spawn_blocking(move || drop(rest)).await.ok();
    }
}

impl Drop for RunningStudio {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(server) = &self.server {
            server.abort();
        }
        self.app.jobs.stop();
    }
}
