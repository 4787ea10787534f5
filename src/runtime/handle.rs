//! The one thing that the window and the command line hold of the runtime.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{mpsc, watch};

use super::command::Command;
use super::event::Event;
use super::view::View;

/// How many commands may wait. A person cannot press that fast; a full queue means the runtime hangs.
const COMMANDS: usize = 256;
/// How many events may wait to be heard.
const EVENTS: usize = 1024;

/// Sends commands and looks at the newest view. Cheap to clone; never blocks.
#[derive(Clone, Debug)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    view: Arc<ArcSwap<View>>,
    changed: watch::Receiver<u64>,
}

impl Handle {
    /// The newest view.
    pub fn view(&self) -> Arc<View> {
        self.view.load_full()
    }

    /// Sends a command; `false` when the runtime is gone or hangs.
    #[must_use]
    pub fn send(&self, command: Command) -> bool {
        self.commands.try_send(command).is_ok()
    }

    /// Waits until the view differs from the one seen last; `false` when the runtime is gone.
    pub async fn changed(&mut self) -> bool {
        self.changed.changed().await.is_ok()
    }
}

/// The runtime's end of a [`Handle`].
#[derive(Debug)]
pub struct Backstage {
    /// What is asked.
    pub commands: mpsc::Receiver<Command>,
    /// What happened.
    pub events: mpsc::Sender<Event>,
    view: Arc<ArcSwap<View>>,
    changed: watch::Sender<u64>,
}

impl Backstage {
    /// Replaces the view and tells who waits for it.
    pub fn publish(&self, view: View) {
        let revision = view.revision;
        self.view.store(Arc::new(view));
        self.changed.send_replace(revision);
    }
}

/// Connects both ends: the handle, the events to be heard by one listener, and the runtime's end. Tests use it to put
/// a made-up view before the window.
pub fn connect(first: View) -> (Handle, mpsc::Receiver<Event>, Backstage) {
    let (command_sender, commands) = mpsc::channel(COMMANDS);
    let (events, event_receiver) = mpsc::channel(EVENTS);
    let (changed, changed_receiver) = watch::channel(first.revision);
    let view = Arc::new(ArcSwap::from_pointee(first));
    let handle = Handle {
        commands: command_sender,
        view: Arc::clone(&view),
        changed: changed_receiver,
    };
    (
        handle,
        event_receiver,
        Backstage {
            commands,
            events,
            view,
            changed,
        },
    )
}
