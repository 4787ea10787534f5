//! The library on a thread of its own, so that a slow disk holds up no async worker.
//!
//! Must not decide anything: it carries calls to the library, in the order in which they were made, and answers back.

use std::io::ErrorKind;

use tokio::sync::{mpsc, oneshot};

use crate::base::trial::{Disk, DiskFault};
use crate::library::{Library, LibraryError};

/// Calls that may wait. More than that and whoever asks waits too.
const QUEUE: usize = 64;

/// Calls about files that one commit may take together.
const TOGETHER: usize = 32;

/// A call.
enum Job {
    /// With a commit of its own.
    Alone(Box<dyn FnOnce(&mut Library) + Send>),
    /// With whatever else is waiting of its kind.
    Shared(Box<dyn FnOnce(&mut Library) -> Answer + Send>),
}

/// Tells whoever asked what came of a call, once it is known whether it is written.
type Answer = Box<dyn FnOnce(Result<(), LibraryError>) + Send>;

/// The way to the library. The thread ends, and lets the library go, with the last clone.
#[derive(Clone, Debug)]
pub(super) struct Keeper {
    jobs: mpsc::Sender<Job>,
    disk: Disk,
}

/// Comes when the library is closed.
pub(super) type Closed = oneshot::Receiver<()>;

impl Keeper {
    /// Gives the library to its thread.
    pub fn start(mut library: Library, disk: Disk) -> Result<(Self, Closed), LibraryError> {
        let path = library.path().to_owned();
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        let (closed, receiver) = oneshot::channel();
        std::thread::Builder::new()
            .name("library".to_owned())
            .spawn(move || {
                let mut next = None;
                while let Some(job) = next.take().or_else(|| queue.blocking_recv()) {
                    next = match job {
                        Job::Alone(call) => {
                            call(&mut library);
                            None
                        }
                        Job::Shared(call) => together(&mut library, call, &mut queue),
                    };
                }
                drop(library);
                closed.send(()).ok();
            })
            .map_err(|error| LibraryError::Disk(path, error))?;
        Ok((Self { jobs, disk }, receiver))
    }

    /// Does `call` with the library. Once it is in the queue it is done, even if nobody waits for the answer any more.
    pub async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&mut Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let (reply, answer) = oneshot::channel();
        let disk = self.disk.clone();
        let job = Job::Alone(Box::new(move |library| {
            // Whoever asked may have stopped waiting.
            reply.send(through(&disk, library, call)).ok();
        }));
        self.jobs
            .send(job)
            .await
            .map_err(|_| LibraryError::Closed)?;
        answer.await.unwrap_or(Err(LibraryError::Closed))
    }

    /// Does `call`, which must be about files and not about money, in one commit with others of its kind that wait. The
    /// answer comes after the commit.
    pub async fn share<T: Send + 'static>(
        &self,
        call: impl FnOnce(&mut Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let (reply, answer) = oneshot::channel();
        let disk = self.disk.clone();
        let job = Job::Shared(Box::new(move |library| {
            let done = through(&disk, library, call);
            Box::new(move |committed| {
                reply.send(committed.and(done)).ok();
            })
        }));
        self.jobs
            .send(job)
            .await
            .map_err(|_| LibraryError::Closed)?;
        answer.await.unwrap_or(Err(LibraryError::Closed))
    }
}

/// Does a call, unless the disk fails: before it, or after it was done.
fn through<T>(
    disk: &Disk,
    library: &mut Library,
    call: impl FnOnce(&mut Library) -> Result<T, LibraryError>,
) -> Result<T, LibraryError> {
    let Some(fault) = disk.next() else {
        return call(library);
    };
    if fault == DiskFault::Unsaid {
        call(library)?;
    }
    let path = library.path().to_owned();
    Err(match fault.error() {
        error if error.kind() == ErrorKind::StorageFull => LibraryError::Full(path),
        error => LibraryError::Disk(path, error),
    })
}

/// Does a call and those of its kind that wait behind it, in their order; the first of another kind is handed back.
fn together(
    library: &mut Library,
    first: Box<dyn FnOnce(&mut Library) -> Answer + Send>,
    queue: &mut mpsc::Receiver<Job>,
) -> Option<Job> {
    let begun = library.begin();
    let mut answers = vec![first(library)];
    let mut next = None;
    while answers.len() < TOGETHER {
        match queue.try_recv() {
            Ok(Job::Shared(call)) => answers.push(call(library)),
            Ok(other) => {
                next = Some(other);
                break;
            }
            Err(_) => break,
        }
    }
    // What could not be begun was done call by call, each with a commit of its own.
    let committed = match begun {
        Ok(()) => library.commit(),
        Err(_) => Ok(()),
    };
    for answer in answers {
        answer(match &committed {
            Ok(()) => Ok(()),
            Err(error) => Err(error.for_another()),
        });
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn calls_that_share_a_commit_are_all_done_in_their_order_and_all_answered() {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::open(&folder.path().join("library.sqlite")).unwrap();
        let (keeper, closed) = Keeper::start(library, Disk::default()).unwrap();
        let mut calls = Vec::new();
        for number in 0..100_u32 {
            let keeper = keeper.clone();
            calls.push(tokio::spawn(async move {
                if number % 10 == 9 {
                    keeper
                        .run(move |library| library.put("alone", &number))
                        .await
                } else {
                    keeper
                        .share(move |library| library.put(&format!("{number}"), &number))
                        .await
                }
            }));
        }
        for call in calls {
            call.await.unwrap().unwrap();
        }
        let failed = keeper.share(|_| Err::<(), _>(LibraryError::Closed)).await;
        assert!(failed.is_err());
        drop(keeper);
        closed.await.unwrap();
        let library = Library::open(&folder.path().join("library.sqlite")).unwrap();
        for number in (0..100_u32).filter(|number| number % 10 != 9) {
            assert_eq!(
                library.get::<u32>(&format!("{number}")).unwrap(),
                Some(number)
            );
        }
    }
}
