//! Time to the first frame, and what the window costs while nothing happens: `cargo bench --bench start`.
//!
//! Needs Linux and Xvfb; says so where they are missing.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;
const IDLE: Duration = Duration::from_secs(5);
const DISPLAY: &str = ":93";

fn main() {
    let screen = ["-screen", "0", "1440x900x24", "-nolisten", "tcp"];
    let xvfb = Command::new("Xvfb")
        .arg(DISPLAY)
        .args(screen)
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut xvfb) = xvfb else {
        println!("SKIPPED start: there is no Xvfb on this machine");
        return;
    };
    sleep(Duration::from_secs(1));
    let mut firsts: Vec<u64> = (0..ROUNDS).filter_map(|_| first_frame()).collect();
    firsts.sort_unstable();
    let median = firsts.get(firsts.len() / 2).copied().unwrap_or_default();
    println!(
        "first frame after the start        {median:>5} ms  (median of {})",
        firsts.len()
    );
    if let Some(ticks) = idle_ticks() {
        println!(
            "CPU while nothing happens          {ticks:>5} ticks of 10 ms in {} s",
            IDLE.as_secs()
        );
    }
    xvfb.kill().ok();
    xvfb.wait().ok();
}

fn window(home: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_parfait"))
        .env("HOME", home)
        .env("PARFAIT_DATA_DIR", home.join("data"))
        .env("DISPLAY", DISPLAY)
        .env_remove("WAYLAND_DISPLAY")
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Milliseconds from the start of the program to its first frame, as it writes them into its log.
fn first_frame() -> Option<u64> {
    let home = tempfile::tempdir().unwrap();
    let mut child = window(home.path());
    let log = home.path().join("data/parfait.log");
    let until = Instant::now() + Duration::from_secs(20);
    let mut millis = None;
    while millis.is_none() && Instant::now() < until {
        sleep(Duration::from_millis(20));
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        millis = text
            .split("first frame millis=")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    }
    child.kill().ok();
    child.wait().ok();
    millis
}

/// Processor time that an idle window uses, in the kernel's ticks.
fn idle_ticks() -> Option<u64> {
    let home = tempfile::tempdir().unwrap();
    let mut child = window(home.path());
    sleep(Duration::from_secs(3));
    let before = ticks(child.id());
    sleep(IDLE);
    let after = ticks(child.id());
    child.kill().ok();
    child.wait().ok();
    Some(after? - before?)
}

fn ticks(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let user: u64 = fields.get(11)?.parse().ok()?;
    let system: u64 = fields.get(12)?.parse().ok()?;
    Some(user + system)
}
