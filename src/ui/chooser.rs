//! The system's dialogs for folders and pictures, off the window's thread. The only file that names `rfd`.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use crate::base::clock::Clock;
use crate::base::report::Report;

/// Nobody cancels a dialog faster than this: it was never shown.
const TOO_FAST: Duration = Duration::from_millis(250);

type Answer = Result<PathBuf, Report>;

/// At most one dialog, and its answer once there is one.
#[derive(Debug, Default)]
pub struct Chooser {
    awaited: Option<mpsc::Receiver<Option<Answer>>>,
}

impl Chooser {
    /// Opens a dialog at `from` unless one is open; `wake` is called when there is an answer.
    pub fn open(&mut self, from: &Path, clock: &Clock, wake: impl FnOnce() + Send + 'static) {
        if self.awaited.is_some() {
            return;
        }
        // Made here, because macOS wants its dialogs from the main thread; awaited elsewhere.
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Where finished ads go")
            .set_directory(from)
            .pick_folder();
        self.await_answer(dialog, clock, wake);
    }

    /// Opens a dialog for one picture unless one is open; `wake` is called when there is an answer.
    pub fn open_picture(&mut self, clock: &Clock, wake: impl FnOnce() + Send + 'static) {
        if self.awaited.is_some() {
            return;
        }
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Choose a picture")
            .add_filter("Pictures", &["png", "jpg", "jpeg", "webp"])
            .pick_file();
        self.await_answer(dialog, clock, wake);
    }

    fn await_answer(
        &mut self,
        dialog: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static,
        clock: &Clock,
        wake: impl FnOnce() + Send + 'static,
    ) {
        let (sender, receiver) = mpsc::sync_channel(1);
        let clock = clock.clone();
        let asked = clock.now();
        let started = std::thread::Builder::new()
            .name("folder-dialog".into())
            .spawn(move || {
                let answer = match wait_for(dialog) {
                    Some(folder) => Some(Ok(folder.path().to_owned())),
                    None if clock.since(asked) < TOO_FAST => Some(Err(no_dialog())),
                    None => None,
                };
                sender.send(answer).ok();
                wake();
            });
        if started.is_ok() {
            self.awaited = Some(receiver);
        }
    }

    /// The answer, once; nothing while the dialog is open and when it was cancelled.
    pub fn answer(&mut self) -> Option<Answer> {
        match self.awaited.as_ref()?.try_recv() {
            Ok(answer) => {
                self.awaited = None;
                answer
            }
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => {
                self.awaited = None;
                Some(Err(no_dialog()))
            }
        }
    }
}

fn no_dialog() -> Report {
    Report::failed(
        "No dialog could be opened here.",
        "Type the path into the field instead.",
    )
    .with_details("Neither a desktop portal nor the program “zenity” answered.")
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for one future on this thread.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}
