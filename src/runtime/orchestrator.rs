//! Owns the state and lets nobody else change it: commands and news of tasks come in, views and events go out.
//!
//! Must not wait for a service or for a file: that is done by tasks, which end when the orchestrator is dropped.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::library::{Contents, Library, LibraryError, RequestLog, names};
use crate::model::cadence::History;
use crate::model::cost::Credits;
use crate::model::delivery::{Intent, IntentState};
use crate::model::draft::BriefDraft;
use crate::model::fate::{Fate, fate};
use crate::model::ids::{AccountId, DeliveryId, IntentId};
use crate::model::settings::Settings;

use super::awake::Awake;
use super::brands::KitsWork;
use super::clients::Clients;
use super::command::Command;
use super::config::RuntimeConfig;
use super::copywriting::CopyView;
use super::event::Event;
use super::fetcher::Fetcher;
use super::finish::{self, Finished};
use super::handle::{Backstage, Handle, connect};
use super::jobs::Jobs;
use super::keeper::{Closed, Keeper};
use super::keys::KeyBook;
use super::lanes::Lanes;
use super::ledger::Ledgers;
use super::log::{LogWork, Tap};
use super::looks::Looks;
use super::note::{Ctx, Note};
use super::recall::Typed;
use super::remote::Remote;
use super::revise::ReviseWork;
use super::styles::Shelf;
use super::verify;
use super::view::{AccountView, StyleSearch, View};

/// News that may wait; tasks wait beyond that.
const NOTES: usize = 512;
/// Files that may wait for their names; whoever has one more waits too.
const FINISHED: usize = 64;
/// News taken in before the view is replaced.
const BATCH: usize = 64;
/// At most 30 wakes a second.
const WAKE_EVERY: Duration = Duration::from_millis(34);
/// How long what is being sent may still take when the program ends.
const LAST_SENDS: Duration = Duration::from_secs(2);

/// Starts the runtime.
#[derive(Debug)]
pub struct Runtime;

impl Runtime {
    /// Reads the library and starts on `tokio`. The handle shows everything that the library remembers at once; the
    /// receiver hears what happens from then on. It ends with [`Command::Shutdown`] or with the last handle.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn start(
        config: RuntimeConfig,
        tokio: &tokio::runtime::Handle,
    ) -> Result<(Handle, mpsc::Receiver<Event>), Report> {
        let (orchestrator, handle, events) =
            Orchestrator::new(config).map_err(|error| error.report())?;
        tokio.spawn(orchestrator.run());
        Ok((handle, events))
    }
}

pub(super) struct Orchestrator {
    pub(super) ctx: Ctx,
    pub(super) jobs: Jobs,
    pub(super) settings: Arc<Settings>,
    pub(super) draft: Arc<BriefDraft>,
    pub(super) accounts: Vec<AccountView>,
    pub(super) prompts: BTreeMap<AccountId, BTreeSet<String>>,
    pub(super) keys: KeyBook,
    /// What was typed for each account.
    pub(super) typed: BTreeMap<AccountId, Typed>,
    pub(super) styles: StyleSearch,
    pub(super) kits: KitsWork,
    pub(super) revise: ReviseWork,
    pub(super) shelf: Shelf,
    pub(super) copywriting: CopyView,
    pub(super) log: LogWork,
    /// Intents that are being written down: who pays, and how much.
    pub(super) pending: HashMap<IntentId, (AccountId, Credits)>,
    pub(super) ledgers: Ledgers,
    pub(super) search: Option<AbortHandle>,
    pub(super) refreshing: HashMap<AccountId, AbortHandle>,
    /// Asks for brands that are watched.
    pub(super) watching: HashMap<AccountId, AbortHandle>,
    pub(super) tasks: JoinSet<()>,
    pub(super) fetcher: Fetcher,
    pub(super) looks: Looks,
    pub(super) awake: Awake,
    /// How long deliveries of each account took.
    pub(super) histories: HashMap<AccountId, Arc<History>>,
    /// Deliveries of which files have arrived that the view does not show yet.
    pub(super) landed: HashSet<DeliveryId>,
    finished: Option<mpsc::Receiver<Finished>>,
    pub(super) default_folder: PathBuf,
    pub(super) support_folder: PathBuf,
    backstage: Backstage,
    notes: mpsc::Receiver<Note>,
    closed: Closed,
    news: Vec<Event>,
    is_changed: bool,
    revision: u64,
    wake: Arc<dyn Fn() + Send + Sync>,
    woken: Instant,
    wake_at: Option<Instant>,
    resume: bool,
}

impl Orchestrator {
    fn new(config: RuntimeConfig) -> Result<(Self, Handle, mpsc::Receiver<Event>), LibraryError> {
        let mut library = config.library;
        let (sender, notes) = mpsc::channel(NOTES);
        let requests = RequestLog::start(&config.paths.requests(), config.clock.now());
        let tap = Tap::new(requests, sender.clone());
        let http = config.http.on(config.clock.clone());
        let http = http.recorded_by(Arc::clone(&tap) as _);
        let settings: Settings = library.get(names::SETTINGS)?.unwrap_or_default();
        let draft: BriefDraft = library.get(names::DRAFT)?.unwrap_or_default();
        let unsaved_kits = library.get(names::UNSAVED_KITS)?.unwrap_or_default();
        let mut contents: Contents = library.load()?;
        let (watches, recents) = (library.watches()?, library.recents()?);
        note_fates(&mut library, &mut contents, config.clock.now());
        let prompts = std::mem::take(&mut contents.prompts)
            .into_iter()
            .map(|(account, names)| (account, names.into_iter().collect()))
            .collect();
        let books = library.books()?;
        let histories = histories(&contents);
        let awake = Awake::new(config.clock.now());
        let jobs = Jobs::of_library(contents, &settings);
        let (keeper, closed) = Keeper::start(library, config.disk.clone())?;
        let copywriting = Self::first_copy_view(config.copy.as_ref());
        let clients = Clients::new(
            http.clone(),
            config.secrets,
            config.studio,
            config.copy,
            config.endpoints,
        );
        clients.copy().set(&settings.copywriting);
        clients.set_accounts(&settings.accounts);
        let (finishing, finished) = mpsc::channel(FINISHED);
        let ctx = Ctx {
            clock: config.clock,
            keeper,
            disk: config.disk,
            clients,
            http,
            notes: sender,
            lanes: Lanes::new(),
            finished: finishing,
            poll_every: config.poll_every,
        };
        let (handle, events, backstage) = connect(View::empty());
        let now = Instant::now();
        let mut orchestrator = Self {
            ctx,
            jobs,
            settings: Arc::new(settings),
            draft: Arc::new(draft),
            accounts: Vec::new(),
            prompts,
            keys: KeyBook::default(),
            typed: BTreeMap::new(),
            styles: StyleSearch {
                query: String::new(),
                results: Remote::Absent,
            },
            kits: KitsWork::new(config.paths.data().join("kit-previews"), unsaved_kits),
            revise: ReviseWork::new(config.paths.data().join("revise-previews")),
            shelf: Shelf::new(config.paths.swatches()),
            copywriting,
            log: LogWork::new(tap),
            pending: HashMap::new(),
            ledgers: Ledgers::default(),
            search: None,
            refreshing: HashMap::new(),
            watching: HashMap::new(),
            tasks: JoinSet::new(),
            fetcher: Fetcher::default(),
            looks: Looks::default(),
            awake,
            histories,
            landed: HashSet::new(),
            finished: Some(finished),
            default_folder: config.paths.default_ads().to_owned(),
            support_folder: config.paths.support(),
            backstage,
            notes,
            closed,
            news: Vec::new(),
            is_changed: true,
            revision: 0,
            wake: config.wake,
            woken: now.checked_sub(WAKE_EVERY).unwrap_or(now),
            wake_at: None,
            resume: config.resume,
        };
        orchestrator.take_up_typed(recents);
        orchestrator.list_accounts();
        orchestrator.take_up_watches(watches);
        orchestrator.prepare_jobs();
        orchestrator.open_books(books);
        orchestrator.publish(true);
        Ok((orchestrator, handle, events))
    }

    async fn run(mut self) {
        if let Some(finished) = self.finished.take() {
            let (keeper, disk) = (self.ctx.keeper.clone(), self.ctx.disk.clone());
            // None of the tasks that are called off at the end: what has its name by then is recorded too.
            tokio::spawn(finish::run(keeper, disk, finished));
        }
        if self.resume {
            self.take_up_unfinished();
            self.take_up_money();
            self.go_on_watching();
            self.tasks.spawn(verify::run(self.ctx.clone()));
        }
        self.ask_for_keys();
        self.ask_for_copy_key();
        self.refresh_current();
        self.compare_clocks();
        self.begin_looks();
        self.publish(true);
        loop {
            tokio::select! {
                command = self.backstage.commands.recv() => match command {
                    None | Some(Command::Shutdown) => break,
                    Some(command) => self.obey(command).await,
                },
                Some(note) = self.notes.recv() => self.hear(note).await,
                Some(_) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    // Where a file ended another may begin; nothing else has changed.
                    while self.tasks.try_join_next().is_some() {}
                    self.begin_files();
                    continue;
                }
                () = until(self.wake_at) => {}
                () = until(self.looks.due()) => {}
                () = until(self.awake.due()) => {}
            }
            for _ in 0..BATCH {
                let Ok(note) = self.notes.try_recv() else {
                    break;
                };
                self.hear(note).await;
            }
            self.compare_clocks();
            self.begin_looks();
            let is_due = self.is_due();
            if is_due {
                self.land();
            }
            self.begin_files();
            self.publish(is_due);
        }
        self.stop().await;
    }

    /// Something is to be seen that was not before.
    pub(super) fn changed(&mut self) {
        self.is_changed = true;
    }

    /// Something happened.
    pub(super) fn happened(&mut self, event: Event) {
        self.news.push(event);
        self.is_changed = true;
    }

    /// A command could not be carried out.
    pub(super) fn trouble(&mut self, report: Report) {
        self.happened(Event::Trouble(report));
    }

    /// Replaces the view, then tells what happened, then wakes who looks: whoever hears of something finds it in the
    /// view.
    ///
    /// Nobody sees more than 30 views a second, and each makes the next change of a job a copy of it: so they wait for
    /// their turn, unless something happened.
    fn publish(&mut self, is_due: bool) {
        let is_seen = is_due || !self.news.is_empty();
        if self.is_changed {
            self.wake_at.get_or_insert(self.next_wake());
        }
        if is_seen && std::mem::take(&mut self.is_changed) {
            self.revision += 1;
            self.tally();
            let view = View {
                revision: self.revision,
                settings: Arc::clone(&self.settings),
                ads_folder: self.ads_folder(),
                saved_draft: Arc::clone(&self.draft),
                accounts: self.accounts.clone(),
                jobs: self.jobs.shown(),
                styles: self.styles.clone(),
                brand_kits: self.kits.view.clone(),
                revise: self.revise.view.clone(),
                catalogue: self.shelf.view.clone(),
                copywriting: self.copywriting.clone(),
                log: self.log.view.clone(),
            };
            self.backstage.publish(view);
        }
        for event in self.news.drain(..) {
            if let Err(error) = self.backstage.events.try_send(event) {
                tracing::warn!("nobody hears what happens: {error}");
            }
        }
        if is_due && self.wake_at.take().is_some() {
            self.woken = Instant::now();
            (self.wake)();
        }
    }

    /// When who looks may be woken next.
    fn next_wake(&self) -> Instant {
        self.woken.checked_add(WAKE_EVERY).unwrap_or(self.woken)
    }

    /// Whether who looks may be woken now.
    fn is_due(&self) -> bool {
        self.next_wake() <= Instant::now()
    }

    /// What is being sent may end, everything else ends at once; then the library is let go.
    async fn stop(mut self) {
        for work in self.jobs.iter_mut() {
            if let Some(reins) = &work.sending {
                reins.let_go();
            }
            for (_, task) in work.fetching.drain() {
                task.abort();
            }
        }
        let until = Instant::now() + LAST_SENDS;
        while !self.kits.view.saving.is_empty()
            || self.jobs.iter_mut().any(|work| work.sending.is_some())
        {
            let left = until.saturating_duration_since(Instant::now());
            match timeout(left, self.notes.recv()).await {
                Ok(Some(note)) => self.hear_last(note),
                Ok(None) | Err(_) => break,
            }
        }
        self.tasks.shutdown().await;
        self.revise.clear().await;
        timeout(LAST_SENDS, self.log.log().close()).await.ok();
        self.publish(true);
        let Self {
            ctx,
            closed,
            backstage,
            wake,
            ..
        } = self;
        drop(ctx);
        timeout(LAST_SENDS, closed).await.ok();
        timeout(LAST_SENDS, backstage.events.send(Event::Stopped))
            .await
            .ok();
        wake();
    }
}

/// Writes down which open intents wait for the person. A clock that was wrong is seen only as long as it was ahead of the
/// present, so that what is seen now must last.
fn note_fates(library: &mut Library, contents: &mut Contents, now: Timestamp) {
    let is_open = |intent: &&mut Intent| intent.state == IntentState::Open;
    for intent in contents.intents.iter_mut().filter(is_open) {
        let Fate::Unknown(why) = fate(intent, now) else {
            continue;
        };
        if intent.decision.as_ref() == Some(&why) {
            continue;
        }
        if let Err(error) = library.set_decision(&intent.id, &why) {
            tracing::warn!("why an intent waits is not written down: {error}");
        }
        intent.decision = Some(why);
    }
}

/// How long deliveries took that were followed to their end, account by account.
fn histories(contents: &Contents) -> HashMap<AccountId, Arc<History>> {
    let mut histories: HashMap<AccountId, History> = HashMap::new();
    for stored in contents.deliveries.iter().filter(|it| it.followed) {
        let it = &stored.delivery;
        if let (Some(brief), Some(end)) = (&it.brief, it.finished_at) {
            let took = Duration::try_from(end.duration_since(it.created_at)).unwrap_or_default();
            let history = histories.entry(it.account.clone()).or_default();
            history.add(brief.format, brief.count, took);
        }
    }
    let shared = |(account, history)| (account, Arc::new(history));
    histories.into_iter().map(shared).collect()
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
