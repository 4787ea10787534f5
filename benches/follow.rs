//! A thousand deliveries followed at once, by the real runtime behind the real window: `cargo bench --bench follow`.
//!
//! Shown are the requests in the busiest ten seconds beside what the budget of a service on the web allows; how long the
//! window works on a frame of the list while it is scrolled, in good order and with every row in trouble, beside the list
//! with ten rows; and the most memory of all of it.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use parfait::api::{Http, Rate, Rates, RetryPolicy, Timing};
use parfait::base::clock::Clock;
use parfait::base::paths::Paths;
use parfait::base::secret::Secret;
use parfait::library::Library;
use parfait::model::delivery::Delivery;
use parfait::model::ids::{AccountId, DeliveryId};
use parfait::runtime::command::Command;
use parfait::runtime::{Runtime, RuntimeConfig};
use parfait::secrets::{MemoryStore, Secrets};
use parfait::ui::app::{App, Parts};
use parfait::ui::frame::About;
use serde_json::json;

#[path = "support/loopback.rs"]
mod loopback;
use loopback::Reply;

const KEY: &str = "dsrt_live_5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";
const MANY: usize = 1000;
const FEW: usize = 10;
const FRAMES: usize = 300;

type Requests = Arc<Mutex<Vec<Instant>>>;

fn main() {
    let (good, requests) = follow(MANY, Some(KEY), Duration::from_secs(60));
    // Without a key nothing can be followed, and every row says so.
    let (trouble, _) = follow(MANY, None, Duration::from_secs(3));
    let memory = most_memory();
    let (few, _) = follow(FEW, Some(KEY), Duration::from_secs(3));
    let Rate { burst, per_second } = Rates::default().remote;
    let most = burst + 10.0 * per_second;
    println!("{MANY} deliveries");
    println!("requests in the busiest 10 s        {requests:>6}   (the budget allows {most})");
    match memory {
        Some(megabytes) => println!("most memory, with the window        {megabytes:>6.0} MB"),
        None => println!("SKIPPED: most memory; this system does not tell it"),
    }
    for (name, frame) in [
        ("a frame of the list, scrolled       ", good),
        ("the same, every row in trouble      ", trouble),
        ("the same, ten rows in good order    ", few),
    ] {
        let Frame { median, slow } = frame;
        println!("{name}{median:>6.2} ms, 95 of 100 within {slow:.2} ms");
    }
    println!(
        "many / few                          {:>6.2} x",
        good.median / few.median
    );
}

/// How long the window works on a frame, in milliseconds.
#[derive(Clone, Copy)]
struct Frame {
    median: f64,
    /// What 95 of 100 keep to.
    slow: f64,
}

/// Follows that many for a while: its frames, and the requests of the busiest ten seconds.
fn follow(count: usize, key: Option<&str>, time: Duration) -> (Frame, usize) {
    let requests = Requests::default();
    let server = serve(Arc::clone(&requests));
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let config = config(folder.path(), server, count, key);
    let (handle, events) = Runtime::start(config, tokio.handle()).unwrap();
    assert!(handle.send(Command::UseAccount(AccountId::new("dessert"))));
    let parts = Parts {
        handle,
        events,
        clock: Clock::system(),
        about: About {
            data_folder: folder.path().to_owned(),
            log: folder.path().join("parfait.log"),
            default_ads: folder.path().join("ads"),
        },
        on_open: Box::new(|_wake| {}),
        on_first_frame: Box::new(|| {}),
    };
    let mut window = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(|creation| App::new(&creation.egui_ctx, parts));
    let until = Instant::now() + time;
    while Instant::now() < until {
        window.step();
        std::thread::sleep(Duration::from_millis(100));
    }
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num2);
    for _ in 0..5 {
        window.step();
    }
    let shown = |label: &str| window.query_all_by_label_contains(label).count();
    let seen = if key.is_some() {
        shown("Look now")
    } else {
        shown("key")
    };
    assert!(seen > 3, "{seen} rows are seen");
    let mut frames: Vec<f64> = (0..FRAMES).map(|at| frame(&mut window, at)).collect();
    frames.sort_by(f64::total_cmp);
    let busiest = busiest(&requests.lock().unwrap());
    let frame = Frame {
        median: frames[FRAMES / 2],
        slow: frames[FRAMES * 95 / 100],
    };
    (frame, busiest)
}

/// Milliseconds that the window works on a frame, down the list in the first half of the frames and up again.
fn frame(window: &mut Harness<'static, App>, at: usize) -> f64 {
    let down = if at < FRAMES / 2 { -120.0 } else { 120.0 };
    window.event(egui::Event::PointerMoved(egui::pos2(700.0, 500.0)));
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, down),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::NONE,
    });
    let start = Instant::now();
    window.step();
    let output = window.output();
    let shapes = window
        .ctx
        .tessellate(output.shapes.clone(), output.pixels_per_point);
    assert!(!shapes.is_empty());
    start.elapsed().as_secs_f64() * 1e3
}

fn busiest(requests: &[Instant]) -> usize {
    let window = Duration::from_secs(10);
    let within = |first: &Instant| {
        let soon = |it: &&Instant| **it >= *first && **it < *first + window;
        requests.iter().filter(soon).count()
    };
    requests.iter().map(within).max().unwrap_or_default()
}

/// The runtime as the program starts it, before a library with deliveries that an earlier run left unfinished.
fn config(folder: &Path, server: SocketAddr, count: usize, key: Option<&str>) -> RuntimeConfig {
    let account = AccountId::new("dessert");
    let paths = Paths::under(folder);
    let clock = Clock::system();
    let mut library = Library::open(&paths.library()).unwrap();
    for number in 0..count {
        let id = DeliveryId::new(format!("rec{number:014}"));
        let ads = PathBuf::from(folder).join("ads");
        let left = Delivery::new(id, account.clone(), ads, clock.now());
        library.adopt(&left).unwrap();
    }
    let mut secrets = Secrets::new(Arc::new(MemoryStore::default()), Duration::from_secs(5));
    if let Some(key) = key {
        secrets = secrets.with_environment(account.clone(), Secret::new(key));
    }
    let rates = Rates {
        local: Rates::default().remote,
        ..Rates::default()
    };
    let http = Http::within(Timing::default(), RetryPolicy::default(), rates).unwrap();
    let mut config = RuntimeConfig::new(paths, library, secrets, http);
    let endpoint = format!("http://{server}").parse().unwrap();
    config.endpoints.insert(account, endpoint);
    config
}

/// Every delivery is being made, for ever.
fn serve(requests: Requests) -> SocketAddr {
    loopback::serve(move |path, _| {
        requests.lock().unwrap().push(Instant::now());
        if let Some(id) = path.strip_prefix("/v1/deliveries/") {
            let id = id.split('?').next().unwrap_or_default();
            let answer =
                json!({ "delivery_id": id, "status": "rendering", "ad_count": 6, "ads": [] });
            Reply::Json(200, answer.to_string())
        } else if path.starts_with("/v1/brands") {
            Reply::Json(200, json!({ "brands": [] }).to_string())
        } else if path.starts_with("/v1/usage") {
            Reply::Json(200, json!({ "transactions": [] }).to_string())
        } else {
            let balance = json!({ "credits_balance": 100, "credits_balance_usd_equivalent": 10.0,
                "pricing": { "credit_usd": 0.1, "static_ad_credits": 5, "full_ad_credits": 15 } });
            Reply::Json(200, balance.to_string())
        }
    })
}

/// The most memory that this process has had, in megabytes.
fn most_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1000.0)
}
