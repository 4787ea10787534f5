//! The library on a thread of its own, so that a slow disk holds up no async worker.
//!
//! Must not decide anything: it carries calls to the library, in the order in which they were made, and answers back.

use tokio::sync::{mpsc, oneshot};

use crate::library::{Library, LibraryError};

/// Calls that may wait. More than that and whoever asks waits too.
const QUEUE: usize = 64;

type Job = Box<dyn FnOnce(&mut Library) + Send>;

/// The way to the library. The thread ends, and lets the library go, with the last clone.
#[derive(Clone, Debug)]
pub(super) struct Keeper {
    jobs: mpsc::Sender<Job>,
}

/// Comes when the library is closed.
pub(super) type Closed = oneshot::Receiver<()>;

impl Keeper {
    /// Gives the library to its thread.
    pub fn start(mut library: Library) -> Result<(Self, Closed), LibraryError> {
        let path = library.path().to_owned();
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        let (closed, receiver) = oneshot::channel();
        std::thread::Builder::new()
            .name("library".to_owned())
            .spawn(move || {
                while let Some(job) = queue.blocking_recv() {
                    job(&mut library);
                }
                drop(library);
                closed.send(()).ok();
            })
            .map_err(|error| LibraryError::Disk(path, error))?;
        Ok((Self { jobs }, receiver))
    }

    /// Does `call` with the library. Once it is in the queue it is done, even if nobody waits for the answer any more.
    pub async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&mut Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |library| {
            // Whoever asked may have stopped waiting.
            reply.send(call(library)).ok();
        });
        self.jobs
            .send(job)
            .await
            .map_err(|_| LibraryError::Closed)?;
        answer.await.unwrap_or(Err(LibraryError::Closed))
    }
}
