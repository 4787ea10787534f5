//! A running runtime as the verbs use it: send a command, wait until something is true, stop in order.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::base::report::Report;
use crate::runtime::command::Command;
use crate::runtime::event::Event;
use crate::runtime::handle::Handle;
use crate::runtime::view::View;

/// How long the runtime may take to stop before the program ends without it; everything is written down by then.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// The runtime's handle and its events.
#[derive(Debug)]
pub struct Session {
    /// Commands and the newest view.
    pub handle: Handle,
    /// What happens, once each.
    pub events: mpsc::Receiver<Event>,
}

/// Why waiting ended without what was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupted {
    /// The time is up.
    TimeUp,
    /// The person pressed Ctrl+C.
    ByPerson,
    /// The runtime has ended.
    Gone,
}

impl Session {
    /// Sends a command.
    ///
    /// # Errors
    /// When the runtime no longer listens.
    pub fn send(&self, command: Command) -> Result<(), Report> {
        if self.handle.send(command) {
            return Ok(());
        }
        Err(Report::failed(
            "Parfait's background work has stopped.",
            "Start again; nothing is lost.",
        ))
    }

    /// Waits until `look` finds what it looks for in the view or among the events. It is asked at once, and again
    /// after every change.
    pub async fn wait_for<T>(
        &mut self,
        deadline: Option<Instant>,
        mut look: impl FnMut(&View, Option<&Event>) -> Option<T>,
    ) -> Result<T, Interrupted> {
        let mut event: Option<Event> = None;
        loop {
            let view: Arc<View> = self.handle.view();
            if let Some(found) = look(&view, event.as_ref()) {
                return Ok(found);
            }
            event = tokio::select! {
                biased;
                () = passed(deadline) => return Err(Interrupted::TimeUp),
                _ = tokio::signal::ctrl_c() => return Err(Interrupted::ByPerson),
                next = self.events.recv() => Some(next.ok_or(Interrupted::Gone)?),
                alive = self.handle.changed() => {
                    if !alive {
                        return Err(Interrupted::Gone);
                    }
                    None
                }
            };
        }
    }

    /// Lets the runtime write everything down and stop.
    pub async fn stop(mut self) {
        if self.handle.send(Command::Shutdown) {
            let until = Instant::now() + STOP_WITHIN;
            while let Ok(Some(event)) = timeout_at(until, self.events.recv()).await {
                if event == Event::Stopped {
                    break;
                }
            }
        }
    }
}

async fn passed(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
