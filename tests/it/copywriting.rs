//! A copy server that a person has chosen: takes effect without a restart, its key stays in the keychain, and the window
//! says who writes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use parfait::base::secret::Secret;
use parfait::model::brief::Format;
use parfait::model::ids::{AccountId, IntentId};
use parfait::model::settings::{CopyServer, Copywriting, Theme};
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::copywriting::CopyCommand;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::KeyView;
use parfait::secrets::{MemoryStore, Secrets};
use parfait::start::studio::BuiltIn;
use serde_json::{Value, json};
use url::Url;

use crate::support::fault_server::Faults;
use crate::support::views;
use crate::support::window::Window;
use crate::support::world::{Run, World, brief};

const KEY: &str = "sk-only-for-this-test-7f3a";

/// A language model in a box, on a thread of its own.
#[derive(Clone, Default)]
struct Model {
    asked: Arc<Mutex<Vec<Value>>>,
    /// What each request brought as its key.
    bearers: Arc<Mutex<Vec<Option<String>>>>,
}

async fn complete(
    State(model): State<Model>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let bearer = headers
        .get("authorization")
        .map(|it| it.to_str().unwrap().to_owned());
    model.bearers.lock().unwrap().push(bearer.clone());
    if bearer.is_none_or(|it| it != format!("Bearer {KEY}")) {
        return (StatusCode::UNAUTHORIZED, Json(json!({})));
    }
    let asked = body["messages"][1]["content"].as_str().unwrap_or("{}");
    let asked: Value = serde_json::from_str(asked).unwrap_or_default();
    let ads = asked["ads"].as_array().cloned().unwrap_or_default();
    let ads: Vec<Value> = ads
        .iter()
        .map(|ad| {
            json!({"n": ad["n"], "kicker": "For the face", "headline": "Light as noon rain on skin.",
                "body": "A weightless serum with white tea, made for slow mornings and long days.",
                "cta": "See the serum"})
        })
        .collect();
    model.asked.lock().unwrap().push(body);
    let content = json!({"ads": ads}).to_string();
    (
        StatusCode::OK,
        Json(json!({"choices": [{"message": {"role": "assistant", "content": content}}]})),
    )
}

impl Model {
    fn start() -> (Self, CopyServer) {
        let model = Self::default();
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let base_url = Url::parse(&format!("http://{}/v1", socket.local_addr().unwrap())).unwrap();
        let app = Router::new()
            .route("/v1/chat/completions", post(complete))
            .with_state(model.clone());
        std::thread::spawn(move || {
            let tokio = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            tokio.block_on(async {
                let listener = tokio::net::TcpListener::from_std(socket).unwrap();
                axum::serve(listener, app).await.unwrap();
            });
        });
        let server = CopyServer {
            base_url,
            model: "test-model".into(),
        };
        (model, server)
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn start(world: &World, keychain: &Arc<MemoryStore>) -> Run {
    world.start_with(|config| {
        let studio = BuiltIn::new(world.paths().studio());
        config.secrets = Secrets::new(Arc::clone(keychain) as _, Duration::from_secs(5));
        config.studio = Some(Arc::clone(&studio) as _);
        config.copy = Some(studio);
    })
}

/// Sends one concept of the serum and gives its headline and note.
fn deliver(run: &mut Run) -> (String, Option<String>) {
    let intent = IntentId::fresh();
    let mut brief = brief(1, Format::Static);
    brief.product_ids = vec![parfait::model::ids::ProductId::new("recDewSerum000001")];
    run.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: AccountId::new("studio"),
        brief,
        folder: None,
        over: None,
    })));
    let job = run.settled(&intent);
    let delivery = job.delivery.clone().unwrap();
    let ad = delivery.ads.first().cloned().unwrap();
    (ad.headline, ad.note)
}

fn choose(run: &mut Run, is_own: bool, server: &CopyServer) {
    let copywriting = Copywriting {
        is_own,
        server: Some(server.clone()),
    };
    run.change_settings(|settings| settings.copywriting = copywriting.clone());
    run.wait("the choice", |view| {
        let is_told = view.copywriting.on_the_way == 0;
        (view.settings.copywriting == copywriting && is_told).then_some(())
    });
}

fn keep_key(run: &mut Run, server: &CopyServer) {
    run.send(Command::Copy(CopyCommand::SetKey {
        address: server.base_url.clone(),
        key: Secret::new(KEY),
    }));
    run.wait("the key", |view| {
        let copy = &view.copywriting;
        (copy.key == KeyView::Keychain && copy.on_the_way == 0).then_some(())
    });
}

fn checked(run: &mut Run, server: &CopyServer) -> Remote<CopyServer> {
    check_with(run, server, None)
}

fn check_with(run: &mut Run, server: &CopyServer, key: Option<Secret>) -> Remote<CopyServer> {
    let server = server.clone();
    run.send(Command::Copy(CopyCommand::Check { server, key }));
    run.wait("the end of the check", |view| {
        let check = &view.copywriting.check;
        check.is_settled().then(|| check.clone())
    })
}

#[test]
fn a_server_writes_from_the_next_delivery_on_and_the_built_in_writer_after_it() {
    let world = World::new(Faults::none());
    let keychain = Arc::new(MemoryStore::default());
    let (model, server) = Model::start();
    let mut run = start(&world, &keychain);
    let (built_in, _) = deliver(&mut run);
    assert_ne!(built_in, "Light as noon rain on skin.");

    // Without its key the server is of no use, which the check and the ad both say.
    choose(&mut run, true, &server);
    let refused = checked(&mut run, &server);
    let why = refused.trouble().unwrap();
    assert!(why.summary.contains("did not accept the key"), "{why:?}");
    let (_, note) = deliver(&mut run);
    assert!(note.unwrap().contains("did not accept the key"));

    keep_key(&mut run, &server);
    assert_eq!(checked(&mut run, &server), Remote::Ready(server.clone()));
    assert_eq!(
        deliver(&mut run),
        ("Light as noon rain on skin.".to_owned(), None)
    );

    let asked = model.asked();
    choose(&mut run, false, &server);
    let (back, note) = deliver(&mut run);
    assert_ne!(back, "Light as noon rain on skin.");
    assert_eq!((note, model.asked()), (None, asked));

    // A new start knows the choice and finds the key before the first delivery.
    choose(&mut run, true, &server);
    run.stop();
    let mut run = start(&world, &keychain);
    assert_eq!(deliver(&mut run).0, "Light as noon rain on skin.");
    assert_eq!(run.view().copywriting.key, KeyView::Keychain);
    let said = format!("{:?} {:?}", run.view(), run.heard());
    assert!(!said.contains(KEY), "the key is shown");
    run.stop();

    // The key lies in the keychain and nowhere on disk.
    for file in files_below(world.folder.path()) {
        let bytes = std::fs::read(&file).unwrap();
        let holds = bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
        assert!(!holds, "{} holds the key", file.display());
    }
}

#[test]
fn a_key_goes_to_no_other_address_than_the_one_that_it_was_entered_for() {
    let world = World::new(Faults::none());
    let (_, first) = Model::start();
    let (model, second) = Model::start();
    let mut run = start(&world, &Arc::default());
    choose(&mut run, true, &first);
    keep_key(&mut run, &first);

    choose(&mut run, true, &second);
    run.wait("no key for the second", |view| {
        (view.copywriting.key == KeyView::Missing).then_some(())
    });
    let check = checked(&mut run, &second);
    let why = check.trouble().unwrap();
    assert!(why.summary.contains("did not accept the key"), "{why:?}");
    let (_, note) = deliver(&mut run);
    assert!(note.unwrap().contains("did not accept the key"));
    let bearers = model.bearers.lock().unwrap().clone();
    assert_eq!(bearers, [None, None], "check and delivery, both without");

    // Back at the first, its key is still there.
    choose(&mut run, true, &first);
    assert_eq!(deliver(&mut run).0, "Light as noon rain on skin.");
    run.wait("its key", |view| {
        (view.copywriting.key == KeyView::Keychain).then_some(())
    });
    run.stop();
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_server_that_is_not_there_is_told_of_in_a_sentence() {
    let world = World::new(Faults::none());
    let mut run = start(&world, &Arc::default());
    let nobody = CopyServer {
        base_url: Url::parse("http://127.0.0.1:9/v1").unwrap(),
        model: "m".into(),
    };
    let check = checked(&mut run, &nobody);
    let why = check.trouble().unwrap();
    assert!(why.summary.contains("could not be reached"), "{why:?}");
    run.stop();
}

fn settings_of(view: parfait::runtime::view::View) -> Window {
    // Tall enough for every section.
    let mut window = Window::open_as(view, (1440.0, 1700.0), Theme::Light);
    press(&mut window, Role::Button, "Settings");
    window.asked();
    window
}

fn press(window: &mut Window, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click();
    window.run();
}

fn type_into(window: &mut Window, role: Role, label: &str, words: &str) {
    // An account has an address too; that of the server comes last.
    let field = |window: &Window| {
        let fields = window.harness.get_all_by_role_and_label(role, label);
        fields.last().map(|node| node.rect().center())
    };
    let at = field(window).unwrap();
    window.harness.event(egui::Event::PointerMoved(at));
    for pressed in [true, false] {
        window.harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    window.run();
    window.harness.event(egui::Event::Text(words.to_owned()));
    window.run();
    window.harness.key_press(egui::Key::Tab);
    window.run();
}

fn shows(window: &Window, words: &str) -> bool {
    window
        .harness
        .query_all_by_label_contains(words)
        .next()
        .is_some()
}

fn saved(window: &mut Window) -> Vec<Copywriting> {
    let settings = window
        .asked()
        .into_iter()
        .filter_map(|command| match command {
            Command::SaveSettings(settings) => Some(settings.wished.copywriting),
            _ => None,
        });
    settings.collect()
}

#[test]
fn the_window_saves_a_server_once_it_is_whole_and_hands_its_key_over() {
    let mut window = settings_of(views::studio());
    window.picture("settings-built-in-writer");
    press(&mut window, Role::RadioButton, "Writer: Own server");
    assert_eq!(
        saved(&mut window),
        [],
        "nothing is chosen that cannot be asked"
    );
    assert!(shows(
        &window,
        "The built-in writer writes until address and model are entered."
    ));
    assert!(shows(&window, "enter address and model first"));
    type_into(
        &mut window,
        Role::TextInput,
        "Address",
        "http://example.com/v1",
    );
    assert!(shows(&window, "or with http:// and this very computer"));
    assert_eq!(saved(&mut window), []);
    window.picture("settings-own-server-wrong");
    window
        .harness
        .key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::Tab);
    window.run();
    window
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.run();
    type_into_focused(&mut window, "http://localhost:11434/v1");
    type_into(&mut window, Role::TextInput, "Model", "llama3.1");
    let server = CopyServer {
        base_url: Url::parse("http://localhost:11434/v1").unwrap(),
        model: "llama3.1".into(),
    };
    let whole = Copywriting {
        is_own: true,
        server: Some(server.clone()),
    };
    assert_eq!(saved(&mut window).last(), Some(&whole));
    window.settings(|settings| settings.copywriting = whole);
    assert!(shows(&window, "none for this address yet"));
    type_into(&mut window, Role::PasswordInput, "Key of the server", KEY);
    press(&mut window, Role::Button, "Check");
    let typed = Command::Copy(CopyCommand::Check {
        server: server.clone(),
        key: Some(Secret::new(KEY)),
    });
    assert_eq!(window.asked(), [typed], "the key that is typed is tried");
    window.show(|view| view.copywriting.check = Remote::Ready(server.clone()));
    assert!(shows(
        &window,
        "It answers. Keep the key, so that it writes."
    ));
    window.picture("settings-own-server-key-typed");
    press(&mut window, Role::Button, "Keep server key");
    let asked = window.asked();
    assert!(
        matches!(&asked[..], [Command::Copy(CopyCommand::SetKey { address, key })]
            if key.expose() == KEY && *address == server.base_url),
        "{asked:?}"
    );
    window.show(|view| view.copywriting.key = KeyView::Keychain);
    press(&mut window, Role::Button, "Check");
    assert_eq!(
        window.asked(),
        [Command::Copy(CopyCommand::Check {
            server: server.clone(),
            key: None
        })]
    );
    press(&mut window, Role::Button, "Delete");
    assert_eq!(window.asked(), [], "it is asked once more");
    press(&mut window, Role::Button, "Really delete");
    let address = server.base_url.clone();
    assert_eq!(
        window.asked(),
        [Command::Copy(CopyCommand::DeleteKey(address))]
    );
    window.show(|view| view.copywriting.check = Remote::Ready(server));
    assert!(shows(
        &window,
        "It answers. It writes from the next delivery on."
    ));
    window.picture("settings-own-server");
    press(&mut window, Role::RadioButton, "Writer: Built-in");
    let back = saved(&mut window);
    assert!(back.iter().all(|it| !it.is_own && it.server.is_some()) && !back.is_empty());
}

fn type_into_focused(window: &mut Window, words: &str) {
    window.harness.event(egui::Event::Text(words.to_owned()));
    window.run();
    window.harness.key_press(egui::Key::Tab);
    window.run();
}

#[test]
fn the_environment_goes_before_the_settings_and_the_window_says_so() {
    let mut view = views::studio();
    view.copywriting.environment = Some(CopyServer {
        base_url: Url::parse("https://words.example.com/v1").unwrap(),
        model: "house-model".into(),
    });
    let mut window = settings_of(view);
    assert!(shows(
        &window,
        "PARFAIT_COPY_URL is set to https://words.example.com/v1"
    ));
    assert!(
        window
            .harness
            .query_by_label("Writer: Own server")
            .is_none()
    );
    window.picture("settings-copy-environment");
}
