//! Revising end to end: the real window on the real runtime and the real studio, and what of it outlives a restart.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::api::Http;
use parfait::base::clock::Clock;
use parfait::base::paths::Paths;
use parfait::library::{Library, LibraryError};
use parfait::model::brief::Format;
use parfait::model::draft::BriefDraft;
use parfait::model::ids::{AccountId, IntentId, RevisionId};
use parfait::model::revision::ConceptRef;
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::handle::Handle;
use parfait::runtime::revise::{ReviseCommand, ReviseEvent};
use parfait::runtime::view::{Job, JobStage};
use parfait::runtime::{Launching, Runtime, RuntimeConfig, StudioAddress, StudioLauncher};
use parfait::secrets::{MemoryStore, Secrets};
use parfait::studio::render::{Painter, RenderError, Renderer, Still};
use parfait::studio::{RunningStudio, Studio, StudioConfig};
use parfait::ui::{About, Parts, app::App};
use tokio::sync::{Mutex, mpsc};
use url::Url;

use crate::support::fault_server::video;
use crate::support::program::files_below;

const PATIENCE: Duration = Duration::from_secs(120);

/// Paints stills, and has its films at hand: the film itself is not what is tested here.
struct Studied {
    painter: Painter,
    films: AtomicBool,
}

impl Renderer for Studied {
    fn render(&self, still: &Still<'_>) -> Result<Vec<u8>, RenderError> {
        self.painter.render(still)
    }

    fn film(
        &self,
        still: &Still<'_>,
        _threads: usize,
        is_stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<u8>>, RenderError> {
        while !self.films.load(Ordering::SeqCst) {
            if is_stopped() {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let concept = still.concept;
        let orientation = still.orientation.as_str();
        Ok(Some(video(
            &concept.copy.headline,
            concept.index,
            orientation,
        )))
    }
}

struct Launcher {
    paths: Paths,
    renderer: Arc<Studied>,
    running: Mutex<Option<RunningStudio>>,
}

impl StudioLauncher for Launcher {
    fn launch(&self) -> Launching<'_> {
        Box::pin(async {
            let mut config = StudioConfig::new(&self.paths.studio());
            config.renderer = Arc::clone(&self.renderer) as Arc<dyn Renderer>;
            let studio = Studio::start(config).await.unwrap();
            let base_url = Url::parse(studio.base_url()).unwrap();
            let key = studio.key().clone();
            *self.running.lock().await = Some(studio);
            Ok(StudioAddress { base_url, key })
        })
    }
}

/// One run of the program.
struct Run {
    window: Harness<'static, App>,
    handle: Handle,
    launcher: Arc<Launcher>,
    tokio: tokio::runtime::Runtime,
}

fn open(path: &Path) -> Library {
    let until = Instant::now() + PATIENCE;
    loop {
        match Library::open(path) {
            Err(LibraryError::InUse(_)) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            opened => return opened.unwrap(),
        }
    }
}

/// The runtime and the studio of one run, without a window.
struct Bare {
    handle: Handle,
    events: mpsc::Receiver<Event>,
    launcher: Arc<Launcher>,
    tokio: tokio::runtime::Runtime,
}

fn start_bare(home: &Path, films: bool) -> Bare {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let paths = Paths::under(home);
    let launcher = Arc::new(Launcher {
        paths: paths.clone(),
        renderer: Arc::new(Studied {
            painter: Painter::new(),
            films: AtomicBool::new(films),
        }),
        running: Mutex::default(),
    });
    let secrets = Secrets::new(Arc::new(MemoryStore::default()), Duration::from_secs(5));
    let library = open(&paths.library());
    let mut config = RuntimeConfig::new(paths.clone(), library, secrets, Http::new().unwrap());
    config.studio = Some(Arc::clone(&launcher) as Arc<dyn StudioLauncher>);
    let (handle, events) = Runtime::start(config, tokio.handle()).unwrap();
    Bare {
        handle,
        events,
        launcher,
        tokio,
    }
}

impl Bare {
    /// Waits for what happens, past everything else.
    #[track_caller]
    fn hear<T>(&mut self, what: &str, mut is_it: impl FnMut(Event) -> Option<T>) -> T {
        let events = &mut self.events;
        let heard = self.tokio.block_on(async {
            let found = async {
                loop {
                    if let Some(found) = is_it(events.recv().await.unwrap()) {
                        return found;
                    }
                }
            };
            tokio::time::timeout(PATIENCE, found).await.ok()
        });
        heard.unwrap_or_else(|| panic!("never heard of: {what}\n{:#?}", self.handle.view().jobs))
    }

    #[track_caller]
    fn until(&self, what: &str, is_so: impl Fn(&Job) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let view = self.handle.view();
            if view.jobs.first().is_some_and(|job| is_so(job)) {
                return;
            }
            assert!(
                Instant::now() < end,
                "never came to: {what}\n{:#?}",
                view.jobs
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn order(&self, count: u32, format: Format) {
        let studio = AccountId::new("studio");
        let draft = BriefDraft {
            count: count.to_string(),
            ..BriefDraft::default()
        };
        let mut brief = draft.check().unwrap();
        brief.format = format;
        let submit = Submit {
            intent: IntentId::fresh(),
            account: studio,
            brief,
            folder: None,
            over: None,
        };
        assert!(self.handle.send(Command::Submit(Box::new(submit))));
    }

    /// Asks for a version with this headline.
    fn keep(&self, index: u32, headline: &str) {
        let view = self.handle.view();
        let delivery = view.jobs.first().unwrap().delivery.as_ref().unwrap();
        let concept = ConceptRef {
            delivery: delivery.id.clone(),
            index,
        };
        let open = ReviseCommand::Open(concept.clone());
        assert!(self.handle.send(Command::Revise(open)));
        let sheet = || {
            let view = self.handle.view();
            let is_ours = view.revise.concept.as_ref() == Some(&concept);
            view.revise.sheet.value().filter(|_| is_ours).cloned()
        };
        let end = Instant::now() + PATIENCE;
        while sheet().is_none() {
            assert!(Instant::now() < end, "no sheet");
            std::thread::sleep(Duration::from_millis(10));
        }
        let mut revision = sheet().unwrap().version(1).unwrap().revision.clone();
        revision.headline = headline.into();
        let keep = ReviseCommand::Keep {
            id: RevisionId::fresh(),
            concept,
            revision: Box::new(revision),
        };
        assert!(self.handle.send(Command::Revise(keep)));
    }

    fn stop(self) {
        assert!(self.handle.send(Command::Shutdown));
        let mut handle = self.handle.clone();
        self.tokio.block_on(async {
            while handle.changed().await {}
            if let Some(studio) = self.launcher.running.lock().await.take() {
                studio.shutdown().await;
            }
        });
        self.tokio.shutdown_timeout(Duration::from_secs(10));
    }
}

fn whole_files(job: &Job) -> usize {
    let delivery = job.delivery.as_ref();
    delivery.map_or(0, |delivery| delivery.files_on_disk())
}

fn start(home: &Path, films: bool) -> Run {
    let Bare {
        handle,
        events,
        launcher,
        tokio,
    } = start_bare(home, films);
    let paths = Paths::under(home);
    let parts = Parts {
        handle: handle.clone(),
        events,
        clock: Clock::system(),
        about: About {
            data_folder: paths.data().to_owned(),
            log: paths.log(),
            default_ads: paths.default_ads().to_owned(),
        },
        on_open: Box::new(|_| {}),
        on_first_frame: Box::new(|| {}),
    };
    let window = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .with_os(egui::os::OperatingSystem::Nix)
        .build_eframe(|creation| App::new(&creation.egui_ctx, parts));
    Run {
        window,
        handle,
        launcher,
        tokio,
    }
}

impl Run {
    #[track_caller]
    fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            self.window.step();
            if is_so(self) {
                return;
            }
            let view = self.handle.view();
            assert!(
                Instant::now() < end,
                "never came to: {what}\n{:#?}\n{:#?}",
                view.revise,
                view.jobs
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn job(&self) -> Arc<Job> {
        Arc::clone(self.handle.view().jobs.first().unwrap())
    }

    /// One concept of the studio, whole on disk.
    fn order(&mut self, format: Format) -> ConceptRef {
        let studio = AccountId::new("studio");
        assert!(self.handle.send(Command::UseAccount(studio.clone())));
        let draft = BriefDraft {
            count: "1".into(),
            ..BriefDraft::default()
        };
        let mut brief = draft.check().unwrap();
        brief.format = format;
        let submit = Submit {
            intent: IntentId::fresh(),
            account: studio,
            brief,
            folder: None,
            over: None,
        };
        assert!(self.handle.send(Command::Submit(Box::new(submit))));
        self.until("a finished delivery", |run| {
            let view = run.handle.view();
            view.jobs
                .first()
                .is_some_and(|job| job.stage == JobStage::Done)
        });
        let delivery = self.job().delivery.as_ref().unwrap().id.clone();
        ConceptRef { delivery, index: 1 }
    }

    fn shows(&self, role: Role, label: &str) -> bool {
        let mut found = self.window.query_all_by_role_and_label(role, label);
        found.next().is_some()
    }

    fn press(&mut self, role: Role, label: &str) {
        self.until(label, |run| run.shows(role, label));
        self.window.get_by_role_and_label(role, label).click();
        self.window.step();
        self.window.step();
    }

    /// The first concept in full.
    fn open_viewer(&mut self) {
        self.press(Role::Button, "Gallery");
        self.until("the concept", |run| {
            run.window.query_all_by_role(Role::ListBoxOption).count() == 1
        });
        for key in [Key::ArrowRight, Key::Space] {
            self.window.key_press(key);
            self.window.step();
            self.window.step();
        }
    }

    fn type_headline(&mut self, text: &str) {
        let field = |run: &Self| run.shows(Role::MultilineTextInput, "Headline");
        self.until("the headline", field);
        let role = Role::MultilineTextInput;
        self.window.get_by_role_and_label(role, "Headline").focus();
        self.window.step();
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.window.step();
        let field = self.window.get_by_role_and_label(role, "Headline");
        field.type_text(text);
        self.window.step();
    }

    fn version_is(&self, number: u32) -> bool {
        let label = format!("Version: {number}");
        let mut found = self.window.query_all_by_role(Role::RadioButton);
        found.any(|node| {
            let node = node.accesskit_node();
            node.label().is_some_and(|it| it == label) && node.toggled() == Some(Toggled::True)
        })
    }

    fn headline_of(&self, version: u32) -> String {
        let job = self.job();
        let ads = &job.delivery.as_ref().unwrap().ads;
        let ad = ads.iter().find(|ad| ad.version == version).unwrap();
        ad.headline.clone()
    }

    /// Files on disk, as the library knows them: version, bytes of the file.
    fn files(&self) -> Vec<(u32, std::path::PathBuf)> {
        let job = self.job();
        let ads = &job.delivery.as_ref().unwrap().ads;
        let files = ads.iter().flat_map(|ad| {
            ad.assets.iter().filter_map(|asset| match &asset.state {
                parfait::model::ad::AssetState::OnDisk(file) => {
                    Some((ad.version, file.path.clone()))
                }
                _ => None,
            })
        });
        files.collect()
    }

    fn stop(self) {
        assert!(self.handle.send(Command::Shutdown));
        let mut handle = self.handle.clone();
        self.tokio.block_on(async {
            while handle.changed().await {}
            if let Some(studio) = self.launcher.running.lock().await.take() {
                studio.shutdown().await;
            }
        });
        drop(self.window);
        self.tokio.shutdown_timeout(Duration::from_secs(10));
    }
}

#[test]
fn a_headline_is_typed_seen_and_kept_and_both_versions_outlive_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let mut run = start(home.path(), true);
    run.order(Format::Static);
    let before = run.files();
    let old = run.headline_of(1);
    let balance = |run: &Run| {
        let view = run.handle.view();
        let balance = view.current().and_then(|it| it.balance.value().cloned());
        balance.map(|balance| balance.credits)
    };
    run.until("a balance", |run| balance(run).is_some());
    let credits = balance(&run);
    run.open_viewer();
    run.press(Role::Button, "Revise…");
    run.until("the panel", |run| {
        run.shows(Role::Image, "Picture: As it is")
    });
    run.type_headline("Slow dew, soft days.");
    run.until("a preview", |run| {
        run.shows(Role::Image, "Picture: Preview, not kept yet")
    });
    let drawn = run.handle.view().revise.picture.clone().unwrap();
    let delivered = std::fs::read(&before[0].1).unwrap();
    let seen = std::fs::read(&drawn.source.path).unwrap();
    assert_ne!(seen, delivered);
    // The other shape is drawn as well, before it is kept.
    run.press(Role::RadioButton, "Shape: 4:5");
    run.until("the other preview", |run| {
        let picture = run.handle.view().revise.picture.clone();
        picture.is_some_and(|it| it.orientation.as_str() == "square")
            && run.shows(Role::Image, "Picture: Preview, not kept yet")
    });
    run.press(Role::Button, "Keep this version");
    run.until("version 2", |run| run.version_is(2));
    assert_eq!(run.headline_of(2), "Slow dew, soft days.");
    run.until("everything on disk", |run| {
        run.job().stage == JobStage::Done
    });
    let after = run.files();
    assert_eq!(after.len(), 4);
    assert_eq!(after[..2], before[..], "the delivered files stay");
    for (version, path) in &after[2..] {
        let name = path.file_stem().unwrap().to_string_lossy();
        assert!(*version == 2 && name.ends_with("_v2"), "{name}");
    }
    assert_eq!(
        std::fs::read(&after[2].1).unwrap(),
        seen,
        "what was seen is what is kept"
    );
    assert_eq!(std::fs::read(&before[0].1).unwrap(), delivered);
    run.press(Role::RadioButton, "Version: 1");
    run.until("version 1", |run| {
        run.version_is(1) && run.shows(Role::Label, &old)
    });
    assert_eq!(balance(&run), credits);
    let previews = Paths::under(home.path()).data().join("revise-previews");
    run.until("no preview on disk", |_| files_below(&previews).is_empty());
    run.stop();

    let mut run = start(home.path(), true);
    run.until("the library", |run| run.handle.view().jobs.len() == 1);
    assert_eq!(run.files(), after);
    run.open_viewer();
    run.until("the newest", |run| run.version_is(2));
    run.press(Role::RadioButton, "Version: 1");
    run.until("the delivered one", |run| {
        run.version_is(1) && run.shows(Role::Label, &old)
    });
    run.stop();
}

#[test]
fn a_film_that_is_still_being_made_at_the_end_comes_after_the_restart() {
    let home = tempfile::tempdir().unwrap();
    let mut run = start(home.path(), true);
    let concept = run.order(Format::Full);
    assert_eq!(run.files().len(), 4);
    run.launcher.renderer.films.store(false, Ordering::SeqCst);
    let open = ReviseCommand::Open(concept.clone());
    assert!(run.handle.send(Command::Revise(open)));
    run.until("the sheet", |run| {
        run.handle.view().revise.sheet.value().is_some()
    });
    let sheet = run.handle.view().revise.sheet.value().cloned().unwrap();
    let mut revision = sheet.version(1).unwrap().revision.clone();
    revision.headline = "Slow dew, soft days.".into();
    let keep = ReviseCommand::Keep {
        id: RevisionId::fresh(),
        concept,
        revision: Box::new(revision),
    };
    assert!(run.handle.send(Command::Revise(keep)));
    run.until("its stills", |run| run.files().len() == 6);
    run.open_viewer();
    run.until("a word about its film", |run| {
        run.shows(Role::Label, "Film is being made")
    });
    run.stop();

    let mut run = start(home.path(), true);
    run.until("its films", |run| run.files().len() == 8);
    run.until("the end", |run| run.job().stage == JobStage::Done);
    let whole = files_below(&home.path().join("ads"));
    let films = whole
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "mp4"));
    assert_eq!(films.count(), 4);
    run.stop();
}

#[test]
fn a_refused_version_does_not_make_an_earlier_one_forgotten_and_no_end_is_swallowed() {
    let home = tempfile::tempdir().unwrap();
    let mut run = start_bare(home.path(), false);
    run.order(1, Format::Full);
    run.until("the stills", |job| whole_files(job) == 2);
    // Kept before the delivery ends.
    run.keep(1, "Slow dew, soft days.");
    run.until("the stills of version 2", |job| whole_files(job) == 4);
    run.launcher.renderer.films.store(true, Ordering::SeqCst);
    let (mut finished, mut versions) = (None, Vec::new());
    run.hear("both ends", |event| {
        match event {
            Event::Finished { files, failed, .. } => finished = Some((files, failed)),
            Event::Revise(ReviseEvent::OnDisk { version, .. }) => versions.push(version),
            _ => {}
        }
        (finished.is_some() && !versions.is_empty()).then_some(())
    });
    assert_eq!((finished, versions), (Some((4, 0)), vec![2]));
    run.until("the end", |job| job.stage == JobStage::Done);
    // A version whose film is still being made, and one that no ad can bear.
    run.launcher.renderer.films.store(false, Ordering::SeqCst);
    run.keep(1, "Slow dew, softer days.");
    run.until("the stills of version 3", |job| whole_files(job) == 10);
    run.keep(1, &"too long ".repeat(20));
    run.hear("the refusal", |event| match event {
        Event::Revise(ReviseEvent::NotKept { problem, .. }) => problem,
        _ => None,
    });
    run.stop();

    let run = start_bare(home.path(), true);
    run.until("the films of version 3", |job| whole_files(job) == 12);
    run.until("the end", |job| job.stage == JobStage::Done);
    run.stop();
}

#[test]
fn every_version_is_told_of_for_its_own_concept() {
    let home = tempfile::tempdir().unwrap();
    let mut run = start_bare(home.path(), true);
    run.order(2, Format::Static);
    run.until("the end", |job| job.stage == JobStage::Done);
    let steps = [
        (1, 2, "Slow dew."),
        (1, 3, "Soft dew."),
        (2, 2, "Still dew."),
    ];
    for (index, number, headline) in steps {
        run.keep(index, headline);
        let told = run.hear("a version on disk", |event| match event {
            Event::Revise(ReviseEvent::OnDisk {
                concept,
                version,
                failed,
            }) => Some((concept.index, version, failed)),
            _ => None,
        });
        assert_eq!(told, (index, number, 0));
    }
    run.until("every file", |job| whole_files(job) == 10);
    run.stop();
}
