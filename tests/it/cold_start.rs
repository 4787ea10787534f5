//! From a cold start to six thumbnails in the gallery: the real window on the real runtime, and the real studio behind
//! it, by mouse and by keyboard alone. And what that studio says through the window of a picture that is none.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::api::Http;
use parfait::base::clock::Clock;
use parfait::base::paths::Paths;
use parfait::library::Library;
use parfait::model::kit::KitEntry;
use parfait::runtime::handle::Handle;
use parfait::runtime::view::JobStage;
use parfait::runtime::{Launching, Runtime, RuntimeConfig, StudioAddress, StudioLauncher};
use parfait::secrets::{MemoryStore, Secrets};
use parfait::studio::{RunningStudio, Studio, StudioConfig};
use parfait::ui::{About, Parts, app::App};
use tokio::sync::Mutex;
use url::Url;

use crate::support::program::whole_pictures;

/// Nothing takes longer than this, even on a busy machine that renders without optimisation.
const PATIENCE: Duration = Duration::from_secs(120);

struct Launcher {
    paths: Paths,
    running: Mutex<Option<RunningStudio>>,
}

impl StudioLauncher for Launcher {
    fn launch(&self) -> Launching<'_> {
        Box::pin(async {
            let studio = Studio::start(StudioConfig::new(&self.paths.studio()))
                .await
                .unwrap();
            let base_url = Url::parse(studio.base_url()).unwrap();
            let address = StudioAddress {
                base_url,
                key: studio.key().clone(),
            };
            *self.running.lock().await = Some(studio);
            Ok(address)
        })
    }
}

struct Cold {
    window: Harness<'static, App>,
    handle: Handle,
    _tokio: tokio::runtime::Runtime,
}

fn cold_start(home: &Path) -> Cold {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let paths = Paths::under(home);
    let library = Library::open(&paths.library()).unwrap();
    let secrets = Secrets::new(Arc::new(MemoryStore::default()), Duration::from_secs(5));
    let mut config = RuntimeConfig::new(paths.clone(), library, secrets, Http::new().unwrap());
    config.studio = Some(Arc::new(Launcher {
        paths: paths.clone(),
        running: Mutex::default(),
    }));
    let (handle, events) = Runtime::start(config, tokio.handle()).unwrap();
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
    Cold {
        window,
        handle,
        _tokio: tokio,
    }
}

impl Cold {
    /// Lets the window run until something is so.
    #[track_caller]
    fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            self.window.step();
            if is_so(self) {
                return;
            }
            assert!(Instant::now() < end, "never came to: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn shows(&self, label: &str) -> bool {
        self.window
            .query_all_by_label_contains(label)
            .next()
            .is_some()
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.step();
        self.window.step();
    }

    /// Moves the focus on by Tab until it is on the control of this name.
    #[track_caller]
    fn tab_to(&mut self, label: &str) {
        for _ in 0..120 {
            self.key(Modifiers::NONE, Key::Tab);
            let focused = self
                .window
                .query_all_by_label_contains(label)
                .any(|node| node.accesskit_node().is_focused());
            if focused {
                return;
            }
        }
        panic!("Tab never came to {label}");
    }

    fn wait_for_the_delivery(&mut self) {
        self.until("a delivery that is done", |cold| {
            cold.handle
                .view()
                .jobs
                .first()
                .is_some_and(|job| job.stage == JobStage::Done)
        });
    }

    /// Six pictures are on screen, not their placeholders.
    fn wait_for_six_thumbnails(&mut self) {
        self.until("six thumbnails", |cold| {
            let app = cold.window.state();
            let concepts = cold.window.query_all_by_role(Role::ListBoxOption).count();
            concepts == 3 && app.pictures() >= 6 && !app.awaits_pictures()
        });
    }
}

#[test]
fn six_thumbnails_by_mouse() {
    let home = tempfile::tempdir().unwrap();
    let mut cold = cold_start(home.path());
    cold.until("the first run", |cold| cold.shows("Start with the Studio"));
    cold.window.get_by_label("Start with the Studio").click();
    cold.until("the form", |cold| cold.shows("Generate 3 concepts"));
    cold.until("the brand", |cold| cold.shows("Mirelune"));
    cold.window.get_by_label("Generate 3 concepts").click();
    cold.wait_for_the_delivery();
    cold.window
        .get_by_role_and_label(Role::Button, "Gallery")
        .click();
    cold.wait_for_six_thumbnails();
    assert_eq!(whole_pictures(&home.path().join("ads")).len(), 6);
}

#[test]
fn six_thumbnails_by_keyboard_alone() {
    let home = tempfile::tempdir().unwrap();
    let mut cold = cold_start(home.path());
    cold.until("the first run", |cold| cold.shows("Start with the Studio"));
    cold.tab_to("Start with the Studio");
    cold.key(Modifiers::NONE, Key::Enter);
    cold.until("the form", |cold| cold.shows("Generate 3 concepts"));
    cold.until("the brand", |cold| cold.shows("Mirelune"));
    cold.tab_to("Generate 3 concepts");
    cold.key(Modifiers::NONE, Key::Enter);
    cold.wait_for_the_delivery();
    cold.key(Modifiers::COMMAND, Key::Num3);
    cold.wait_for_six_thumbnails();
    assert_eq!(whole_pictures(&home.path().join("ads")).len(), 6);
}

#[test]
fn the_forms_styles_move_as_the_studio_paints_them_and_are_kept_on_disk() {
    let home = tempfile::tempdir().unwrap();
    let mut cold = cold_start(home.path());
    cold.until("the first run", |cold| cold.shows("Start with the Studio"));
    cold.window.get_by_label("Start with the Studio").click();
    cold.until("a moving picture", |cold| {
        !cold.handle.view().catalogue.sheets.is_empty()
    });
    let sheets = cold.handle.view().catalogue.sheets.clone();
    let (style, path) = sheets.first_key_value().unwrap();
    assert!(path.starts_with(Paths::under(home.path()).swatches()));
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with(style.as_str()), "{name}");
    let file = std::fs::read(path).unwrap();
    let probe = parfait::media::probe_bytes(&file).unwrap();
    assert_eq!((probe.width, probe.height), (1296, 1080));
}

#[test]
fn a_text_file_named_as_a_picture_gets_its_sentence_and_what_was_there_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut cold = cold_start(home.path());
    cold.until("the first run", |cold| cold.shows("Start with the Studio"));
    cold.window.get_by_label("Start with the Studio").click();
    cold.until("the brand", |cold| cold.shows("Mirelune"));
    cold.key(Modifiers::COMMAND, Key::Num4);
    cold.until("the kit", |cold| cold.shows("Edit Dew Serum"));
    let kit = |cold: &Cold| {
        let view = cold.handle.view();
        let kits = view.brand_kits.kits.value().unwrap();
        Arc::clone(kits.first().unwrap())
    };
    let before = kit(&cold);
    let product = |entry: &KitEntry| {
        let mut products = entry.kit.products.iter();
        let serum = products.find(|it| it.name == "Dew Serum").unwrap();
        serum.picture.clone()
    };
    assert!(product(&before).is_some());

    let bad = home.path().join("notes.png");
    std::fs::write(&bad, "Shopping: milk, bread, a new camera.").unwrap();
    let edit = |cold: &Cold| {
        cold.window
            .get_by_role_and_label(Role::Button, "Edit Dew Serum")
            .scroll_to_me();
    };
    edit(&cold);
    cold.window.run_steps(4);
    cold.window
        .get_by_role_and_label(Role::Button, "Edit Dew Serum")
        .click();
    cold.until("the field", |cold| cold.shows("Path of the picture"));
    let field = |cold: &Cold| {
        cold.window
            .get_by_role_and_label(Role::TextInput, "Path of the picture")
            .focus();
    };
    field(&cold);
    cold.window.step();
    cold.window
        .get_by_role_and_label(Role::TextInput, "Path of the picture")
        .type_text(&bad.display().to_string());
    cold.window.step();
    cold.key(Modifiers::NONE, Key::Enter);
    cold.until("the sentence", |cold| {
        cold.shows("The file holds text, not a picture. Choose a PNG, JPEG or WebP picture.")
    });
    // Long enough that a change would have been saved.
    let end = Instant::now() + Duration::from_secs(2);
    while Instant::now() < end {
        cold.window.step();
        std::thread::sleep(Duration::from_millis(20));
    }
    let after = kit(&cold);
    assert_eq!(after.kit, before.kit, "the kit is as it was");
    assert_eq!(product(&after), product(&before));
}
