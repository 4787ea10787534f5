//! The log of requests and answers: a file of its own beside the library, on a thread of its own.
//!
//! It is for reading, never for deciding, so it may lose: a full queue lets an attempt go (and counts it), a damaged
//! file is put aside, and what is old or too much is deleted. It must not hold up whoever sends a request.

mod file;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, oneshot};

use crate::base::clock::Timestamp;
use crate::model::exchange::{Exchange, LogEntry, Subject};

use super::error::LibraryError;
use file::{File, Limits};

/// Attempts that may wait to be written down; what comes beyond that is counted and let go.
const QUEUE: usize = 1024;

/// The way to the log. Cheap to clone; the thread ends with the last clone.
#[derive(Clone, Debug)]
pub struct RequestLog {
    jobs: mpsc::Sender<Job>,
    lost: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Job {
    Keep(Box<Exchange>),
    Read(
        Subject,
        oneshot::Sender<Result<Vec<LogEntry>, LibraryError>>,
    ),
    Close(oneshot::Sender<()>),
}

impl RequestLog {
    /// The log at `path`, which is opened, or made, when something is first to be written or read. Where the system
    /// gives no thread nothing is kept.
    pub fn start(path: &Path, now: Timestamp) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let lost = Arc::new(AtomicU64::new(0));
        let (path, counted) = (path.to_owned(), Arc::clone(&lost));
        let thread = std::thread::Builder::new()
            .name("request-log".to_owned())
            .spawn(move || serve(&path, now, queue, &counted));
        if let Err(error) = thread {
            tracing::warn!("requests are not logged: {error}");
        }
        Self { jobs, lost }
    }

    /// Writes an attempt down soon, or lets it go and counts it. Never waits.
    pub fn keep(&self, exchange: Exchange) {
        if self.jobs.try_send(Job::Keep(Box::new(exchange))).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Every attempt that was about this, oldest first; of very many the newest [`MOST_READ`](crate::model::exchange::MOST_READ).
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn read(&self, about: Subject) -> Result<Vec<LogEntry>, LibraryError> {
        let (reply, answer) = oneshot::channel();
        let asked = self.jobs.send(Job::Read(about, reply)).await;
        asked.map_err(|_| LibraryError::Closed)?;
        answer.await.unwrap_or(Err(LibraryError::Closed))
    }

    /// Writes down what still waits and lets the file go.
    pub async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.jobs.send(Job::Close(reply)).await.is_ok() {
            closed.await.ok();
        }
    }
}

fn serve(path: &Path, now: Timestamp, mut queue: mpsc::Receiver<Job>, lost: &AtomicU64) {
    let mut opened = None;
    while let Some(job) = queue.blocking_recv() {
        let file = opened.get_or_insert_with(|| {
            File::open(path, now, Limits::default())
                .inspect_err(|error| tracing::warn!("requests are not logged: {error}"))
        });
        match (job, file) {
            (Job::Keep(exchange), Ok(file)) => {
                let lost_before = lost.swap(0, Ordering::Relaxed);
                if let Err(error) = file.keep(&exchange, lost_before) {
                    tracing::warn!("a request is not logged: {error}");
                    lost.fetch_add(lost_before + 1, Ordering::Relaxed);
                }
            }
            (Job::Keep(_), Err(_)) => {}
            (Job::Read(about, reply), file) => {
                let entries = match file {
                    Ok(file) => file.read(&about),
                    Err(error) => Err(error.for_another()),
                };
                reply.send(entries).ok();
            }
            (Job::Close(reply), _) => {
                drop(opened);
                reply.send(()).ok();
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::file::tests::{about, exchange, now};
    use super::*;

    #[tokio::test]
    async fn whoever_sends_never_waits_and_what_was_let_go_is_counted() {
        let (jobs, queue) = mpsc::channel(2);
        let log = RequestLog {
            jobs,
            lost: Arc::default(),
        };
        for _ in 0..5 {
            log.keep(exchange("d1", now(), "x"));
        }
        assert_eq!(log.lost.load(Ordering::Relaxed), 3);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("requests.sqlite");
        let lost = Arc::clone(&log.lost);
        let thread = std::thread::spawn(move || serve(&path, now(), queue, &lost));
        let read = log.read(about("d1")).await.unwrap();
        let lost: Vec<u64> = read.iter().map(|entry| entry.lost_before).collect();
        assert_eq!(lost, [3, 0]);
        log.close().await;
        thread.join().unwrap();
        assert!(log.read(about("d1")).await.is_err());
    }
}
