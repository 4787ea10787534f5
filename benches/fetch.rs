//! 300 files, 1 GB, from this machine to its memory and to its disk, side by side with `curl --parallel` and `aria2c`:
//! `cargo bench --bench fetch`.
//!
//! All three fetch the same files from the same server, in turn, and the turn goes round. What Parfait does beside the
//! others (hash, check of every file, promise and record in the library, sync, sidecar) counts as its time. On the disk
//! the others are measured twice: as they are, and with a sync of their files, after which they are as safe as ours. The
//! figures to keep are the ratios. `PARFAIT_BENCH_ROUNDS` sets the rounds.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parfait::api::Http;
use parfait::base::paths::Paths;
use parfait::base::secret::Secret;
use parfait::library::Library;
use parfait::model::ids::{AccountId, DeliveryId};
use parfait::runtime::command::Command as Order;
use parfait::runtime::event::Event;
use parfait::runtime::{Runtime, RuntimeConfig};
use parfait::secrets::{MemoryStore, Secrets};
use serde_json::json;

#[path = "support/loopback.rs"]
mod loopback;
use loopback::Reply;

const FILES: usize = 300;
const BYTES: usize = 3_400_000;
const KEY: &str = "dsrt_live_5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";
const ROUNDS: usize = 3;

fn main() {
    let server = serve();
    let rounds = std::env::var("PARFAIT_BENCH_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(ROUNDS);
    println!(
        "{FILES} files, {:.2} GB, over loopback",
        (FILES * BYTES) as f64 / 1e9
    );
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        let folder = tempfile::tempdir_in(memory).unwrap();
        compare("to memory", folder.path(), server, rounds, false);
    } else {
        println!("SKIPPED: to memory; this machine has no /dev/shm");
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    compare("to the disk", folder.path(), server, rounds, true);
}

/// Who fetches.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Parfait,
    Curl,
    Aria2,
}

fn compare(title: &str, folder: &Path, server: SocketAddr, rounds: usize, is_disk: bool) {
    let mut all = vec![Who::Parfait];
    for (who, program) in [(Who::Curl, "curl"), (Who::Aria2, "aria2c")] {
        if is_there(program) {
            all.push(who);
        } else {
            println!("SKIPPED: {program} is not installed, so nothing is said about it");
        }
    }
    let mut times: Vec<(Who, Vec<Duration>, Vec<Duration>)> = all
        .iter()
        .map(|who| (*who, Vec::new(), Vec::new()))
        .collect();
    for round in 0..rounds {
        for turn in 0..times.len() {
            let at = (round + turn) % times.len();
            let (who, plain, synced) = &mut times[at];
            let place = folder.join(format!("{who:?}-{round}"));
            std::fs::create_dir_all(&place).unwrap();
            let start = Instant::now();
            let files = match who {
                Who::Parfait => parfait(&place, server),
                Who::Curl => curl(&place, server),
                Who::Aria2 => aria2(&place, server),
            };
            plain.push(start.elapsed());
            if is_disk && *who != Who::Parfait {
                let done = Command::new("sync").args(&files).arg(&place).status();
                assert!(done.unwrap().success());
            }
            synced.push(start.elapsed());
            check(&files);
            std::fs::remove_dir_all(&place).unwrap();
            // What the last one left to be written is not the next one's to wait for.
            Command::new("sync").status().unwrap();
        }
    }
    println!("{title}, best and median of {rounds}:");
    let (best_of_ours, median_of_ours) = summary(&times[0].2);
    for (who, plain, synced) in &times {
        let line = |name: String, times: &[Duration]| {
            let (best, median) = summary(times);
            println!(
                "  {name:<18} {best:>7.3} s {median:>7.3} s   {:>5.2} x of ours ({:.2} x)",
                best / best_of_ours,
                median / median_of_ours
            );
        };
        line(format!("{who:?}"), plain);
        if is_disk && *who != Who::Parfait {
            line(format!("{who:?} and sync"), synced);
        }
    }
}

/// Best and median in seconds.
fn summary(times: &[Duration]) -> (f64, f64) {
    let mut times: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    times.sort_by(f64::total_cmp);
    (times[0], times[times.len() / 2])
}

fn is_there(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}

fn check(files: &[PathBuf]) {
    assert_eq!(files.len(), FILES);
    for file in files {
        assert_eq!(std::fs::metadata(file).unwrap().len(), BYTES as u64);
    }
}

fn url(server: SocketAddr, number: usize) -> String {
    format!("http://{server}/assets/{number}.png")
}

fn curl(place: &Path, server: SocketAddr) -> Vec<PathBuf> {
    let files: Vec<PathBuf> = (0..FILES).map(|n| place.join(format!("{n}.png"))).collect();
    let mut list = String::new();
    for (number, file) in files.iter().enumerate() {
        let url = url(server, number);
        list.push_str(&format!(
            "url = \"{url}\"\noutput = \"{}\"\n",
            file.display()
        ));
    }
    let config = place.join("list");
    std::fs::write(&config, list).unwrap();
    let done = Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--fail",
            "--parallel",
            "--config",
        ])
        .arg(&config)
        // It draws its progress whatever it is told.
        .stderr(Stdio::null())
        .status();
    assert!(done.unwrap().success());
    files
}

fn aria2(place: &Path, server: SocketAddr) -> Vec<PathBuf> {
    let mut list = String::new();
    for number in 0..FILES {
        list.push_str(&format!("{}\n  out={number}.png\n", url(server, number)));
    }
    let input = place.join("list");
    std::fs::write(&input, list).unwrap();
    let done = Command::new("aria2c")
        .args([
            "--quiet",
            "--file-allocation=none",
            "--max-concurrent-downloads=6",
        ])
        .arg("--dir")
        .arg(place)
        .arg("--input-file")
        .arg(&input)
        .status();
    assert!(done.unwrap().success());
    (0..FILES).map(|n| place.join(format!("{n}.png"))).collect()
}

/// The program itself, without its window: from the id of a delivery to its end.
fn parfait(place: &Path, server: SocketAddr) -> Vec<PathBuf> {
    let account = AccountId::new("dessert");
    let paths = Paths::under(place);
    let library = Library::open(&paths.library()).unwrap();
    let secrets = Secrets::new(Arc::new(MemoryStore::default()), Duration::from_secs(5))
        .with_environment(account.clone(), Secret::new(KEY));
    let mut config = RuntimeConfig::new(paths, library, secrets, Http::new().unwrap());
    let endpoint = format!("http://{server}").parse().unwrap();
    config.endpoints.insert(account.clone(), endpoint);
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let (handle, mut events) = Runtime::start(config, tokio.handle()).unwrap();
    let id = DeliveryId::new("recBENCH00000001");
    let adopt = Order::Adopt {
        account,
        delivery: id,
        folder: Some(place.join("ads")),
    };
    assert!(handle.send(adopt));
    loop {
        match events.blocking_recv().unwrap() {
            Event::Finished { files, failed, .. } => {
                assert_eq!((files, failed), (FILES, 0));
                break;
            }
            _ => continue,
        }
    }
    let view = handle.view();
    let job = view.jobs.first().unwrap();
    let ads = &job.delivery.as_ref().unwrap().ads;
    ads.iter()
        .map(|ad| ad.still_file().unwrap().path.clone())
        .collect()
}

/// The service and its files, every file the same bytes in memory.
fn serve() -> SocketAddr {
    let file: Arc<[u8]> = picture().into();
    loopback::serve(move |path, address| {
        if path.starts_with("/assets/") {
            Reply::Png(Arc::clone(&file))
        } else {
            Reply::Json(200, answer(path, address))
        }
    })
}

fn answer(path: &str, address: SocketAddr) -> String {
    let value = if path.starts_with("/v1/deliveries/") {
        let ads: Vec<_> = (0..FILES)
            .map(|number| {
                let orientation = ["vertical", "square"][number % 2];
                json!({ "ad_id": format!("ad{number}"), "index": number / 2 + 1,
                        "orientation": orientation, "headline": "Slow mornings",
                        "status": "rendered", "static_url": url(address, number) })
            })
            .collect();
        json!({ "delivery_id": "recBENCH00000001", "status": "completed", "ad_count": FILES, "ads": ads })
    } else if path.starts_with("/v1/brands") {
        json!({ "brands": [{ "brand_id": "recB", "name": "Moss & Tallow", "status": "Active" }] })
    } else {
        json!({ "credits_balance": 100, "credits_balance_usd_equivalent": 10.0,
                "pricing": { "credit_usd": 0.1, "static_ad_credits": 5, "full_ad_credits": 15 } })
    };
    value.to_string()
}

/// A small picture, and before its end a private chunk that gives the file its weight.
fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1080, 1350);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; 1080 * 1350]).unwrap();
    writer.finish().unwrap();
    let end = bytes.split_off(bytes.len() - 12);
    let weight = BYTES - bytes.len() - end.len() - 12;
    bytes.extend_from_slice(&(weight as u32).to_be_bytes());
    bytes.extend_from_slice(b"paDd");
    bytes.extend((0..weight).map(|at| (at * 31) as u8));
    // Nobody reads its checksum: it is not needed to show the picture.
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&end);
    assert_eq!(bytes.len(), BYTES);
    bytes
}
