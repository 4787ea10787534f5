//! A person's whole setting for one test: a fault server as the paid service, a data folder, and the runtime between
//! them, which may be dropped and started again at any time.
#![allow(dead_code)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parfait::api::{Http, RetryPolicy, Timing};
use parfait::base::clock::{Clock, Timestamp};
use parfait::base::paths::Paths;
use parfait::library::Library;
use parfait::model::ad::AssetState;
use parfait::model::brief::{Brief, Format};
use parfait::model::delivery::Delivery;
use parfait::model::draft::BriefDraft;
use parfait::model::ids::{AccountId, IntentId};
use parfait::model::settings::{Settings, SettingsChange};
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::handle::Handle;
use parfait::runtime::view::{Job, View};
use parfait::runtime::{Runtime, RuntimeConfig};
use parfait::secrets::{MemoryStore, Secrets};
use tokio::sync::mpsc;

use super::fault_server::{FaultServer, Faults};
use super::program::files_below;
use super::promises::{Left, assert_file, open_library};
use super::sentinel::Watched;

/// Nothing in these tests takes longer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What outlasts a run of the program.
pub struct World {
    pub server: FaultServer,
    pub folder: Watched,
    pub clock: Clock,
    pub resume: bool,
}

impl World {
    pub fn new(faults: Faults) -> Self {
        let clock = Clock::manual(Timestamp::from_second(1_770_110_100).unwrap());
        let server = FaultServer::start_blocking(faults);
        server.state().clock = clock.clone();
        Self {
            server,
            folder: Watched::new(),
            clock,
            resume: true,
        }
    }

    pub fn paths(&self) -> Paths {
        Paths::under(self.folder.path())
    }

    /// Opens the library; a run that was dropped may take a moment to let it go.
    pub fn library(&self) -> Library {
        open_library(&self.paths().library())
    }

    /// One run of the program.
    pub fn start(&self) -> Run {
        self.start_with(|_| {})
    }

    pub fn start_with(&self, change: impl FnOnce(&mut RuntimeConfig)) -> Run {
        let timing = Timing {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(5),
            stall: Duration::from_millis(500),
        };
        let http = Http::with(timing, RetryPolicy::hasty()).unwrap();
        let secrets = Secrets::new(Arc::new(MemoryStore::default()), Duration::from_secs(5))
            .with_environment(account(), self.server.key());
        let woken = Arc::new(AtomicUsize::new(0));
        let mut config = RuntimeConfig::new(self.paths(), self.library(), secrets, http);
        config.clock = self.clock.clone();
        config.poll_every = Some(Duration::from_millis(20));
        config.resume = self.resume;
        config.endpoints.insert(account(), self.server.url());
        let count = Arc::clone(&woken);
        config.wake = Arc::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        change(&mut config);
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (handle, events) = Runtime::start(config, tokio.handle()).unwrap();
        Run {
            handle,
            events,
            woken,
            heard: Vec::new(),
            tokio: Some(tokio),
        }
    }

    /// Every file below the folder that finished ads go to.
    pub fn files(&self) -> Vec<PathBuf> {
        files_below(self.paths().default_ads())
    }

    /// Every delivery of the server was paid for once and under its own key.
    pub fn assert_charged(&self, times: usize) {
        let charges = self.server.charges();
        assert_eq!(charges.len(), times, "{charges:?}");
        let mut keys: Vec<_> = charges.iter().filter_map(|it| it.key.clone()).collect();
        keys.dedup();
        assert_eq!(keys.len(), times);
    }

    /// The promises that hold at any moment, whatever failed. Nothing may be running.
    #[track_caller]
    pub fn assert_promises(&self) {
        let (library, paths) = (self.paths().library(), self.paths());
        let left = Left {
            server: &self.server,
            library: &library,
            ads: paths.default_ads(),
            below: self.folder.path(),
        };
        left.assert_promises();
    }

    /// Nothing but whole files under their final names and one sidecar: no `.part`, no duplicate.
    pub fn assert_disk_is(&self, ads: usize) {
        let files = self.files();
        let named = |end: &str| {
            let of_end = |path: &&PathBuf| path.to_string_lossy().ends_with(end);
            files.iter().filter(of_end).count()
        };
        assert_eq!(named(".part"), 0, "{files:#?}");
        assert_eq!(named(".png") + named(".mp4"), ads, "{files:#?}");
        assert_eq!(named(".json"), files.len() - ads, "{files:#?}");
    }
}

/// One run of the program. Dropping it ends it as abruptly as an async runtime can end.
pub struct Run {
    pub handle: Handle,
    events: mpsc::Receiver<Event>,
    woken: Arc<AtomicUsize>,
    heard: Vec<Event>,
    tokio: Option<tokio::runtime::Runtime>,
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(tokio) = self.tokio.take() {
            tokio.shutdown_timeout(Duration::from_secs(5));
        }
    }
}

impl Run {
    pub fn view(&self) -> Arc<View> {
        self.handle.view()
    }

    pub fn send(&self, command: Command) {
        assert!(self.handle.send(command));
    }

    pub fn submit(&self, brief: &Brief) -> IntentId {
        let intent = IntentId::fresh();
        self.send(submit(&intent, brief));
        intent
    }

    /// Everything that happened so far.
    pub fn heard(&mut self) -> &[Event] {
        while let Ok(event) = self.events.try_recv() {
            self.heard.push(event);
        }
        &self.heard
    }

    pub fn wakes(&self) -> usize {
        self.woken.load(Ordering::SeqCst)
    }

    /// Waits until an event happens, or happened.
    pub fn wait_for_event(&mut self, what: &str, is: impl Fn(&Event) -> bool) -> Event {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(event) = self.heard().iter().find(|event| is(event)) {
                return event.clone();
            }
            assert!(
                Instant::now() < until,
                "{what} never happened: {:#?}\n{:#?}",
                self.heard,
                self.view().jobs
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until the view shows something.
    pub fn wait<T>(&mut self, what: &str, look: impl Fn(&View) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look(&self.view()) {
                return found;
            }
            self.heard();
            assert!(
                Instant::now() < until,
                "{what} was never to be seen: {:#?}\n{:#?}",
                self.heard,
                self.view().jobs
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until a job stands like this.
    pub fn wait_job(
        &mut self,
        intent: &IntentId,
        what: &str,
        is: impl Fn(&Job) -> bool,
    ) -> Arc<Job> {
        self.wait(what, |view| {
            view.job_of_intent(intent).filter(|job| is(job)).cloned()
        })
    }

    /// Waits until nothing more happens to a job by itself.
    pub fn settled(&mut self, intent: &IntentId) -> Arc<Job> {
        self.wait_job(intent, "the end of a job", |job| job.stage.is_settled())
    }

    /// Changes the settings; something has to be changed.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let change = SettingsChange::of(&self.view().settings, change).expect("a change");
        self.send(Command::SaveSettings(Box::new(change)));
    }

    /// Stops in order.
    pub fn stop(mut self) {
        self.send(Command::Shutdown);
        self.wait_for_event("the end", |event| *event == Event::Stopped);
    }
}

pub fn account() -> AccountId {
    AccountId::new("dessert")
}

pub fn submit(intent: &IntentId, brief: &Brief) -> Command {
    Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: account(),
        brief: brief.clone(),
        folder: None,
        over: None,
    }))
}

pub fn brief(count: u32, format: Format) -> Brief {
    let mut brief = BriefDraft::default().check().unwrap();
    brief.count = count;
    brief.format = format;
    brief
}

/// Every file of a delivery is whole on disk: length and hash as recorded, and a picture of its size.
pub fn assert_whole(delivery: &Delivery) {
    for asset in delivery.ads.iter().flat_map(|ad| &ad.assets) {
        let AssetState::OnDisk(file) = &asset.state else {
            panic!("not on disk: {asset:?}");
        };
        assert_file(file);
    }
}
