//! One thread that talks to the store, so that a keychain that waits for a person holds up nobody else: neither the
//! async workers, nor the end of the program.
//!
//! Must not interpret what the store says. Calls are done in the order in which they were made.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::store::{SecretStore, StoreError};

/// Calls that may wait behind one that hangs.
const QUEUE: usize = 32;

type Job = Box<dyn FnOnce(&dyn SecretStore) + Send>;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum WorkerError {
    /// The store said so.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It did not answer within the limit; it may still do what was asked.
    #[error("the keychain did not answer in time")]
    Late,
    /// The thread could not be started, or is overrun.
    #[error("the keychain is not reachable")]
    Gone,
}

impl WorkerError {
    /// Why a key is kept for this run only, in a person's words.
    pub fn reason(&self) -> String {
        match self {
            Self::Store(StoreError::Unavailable(_)) => {
                "This system has no keychain that Parfait may use."
            }
            Self::Store(StoreError::Failed(_)) | Self::Gone => {
                "The system's keychain did not take the key."
            }
            Self::Late => "The system's keychain was not unlocked in time.",
        }
        .to_owned()
    }
}

/// The way to the thread. The thread ends with the last clone.
#[derive(Clone)]
pub(super) struct Worker(Option<SyncSender<Job>>);

impl Worker {
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        let (sender, jobs) = sync_channel(QUEUE);
        let started = std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || serve(&*store, &jobs));
        Self(started.ok().map(|_| sender))
    }

    /// Has `call` done and waits for it, at most `limit`.
    pub async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce(&dyn SecretStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, WorkerError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            // Whoever asked may have stopped waiting.
            reply.send(call(store)).ok();
        });
        let sender = self.0.as_ref().ok_or(WorkerError::Gone)?;
        sender.try_send(job).map_err(|_| WorkerError::Gone)?;
        match timeout(limit, answer).await {
            Ok(Ok(result)) => Ok(result?),
            Ok(Err(_)) => Err(WorkerError::Gone),
            Err(_) => Err(WorkerError::Late),
        }
    }
}

fn serve(store: &dyn SecretStore, jobs: &Receiver<Job>) {
    while let Ok(job) = jobs.recv() {
        job(store);
    }
}
