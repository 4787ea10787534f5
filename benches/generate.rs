//! From a request to files on disk, the whole program in an empty home: `cargo bench --bench generate`.
//!
//! The figures to keep are the ratios: both sides are measured in turn within one run.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;

fn main() {
    let (mut bare, mut one, mut three) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(timed(&["--version"]));
        one.push(timed(&["generate", "--count", "1", "--out", "ads"]));
        three.push(timed(&["generate", "--count", "3", "--out", "ads"]));
    }
    let (bare, one, three) = (median(bare), median(one), median(three));
    println!(
        "program start and end              {:>7.3} s",
        bare.as_secs_f64()
    );
    println!(
        "1 concept, two stills on disk      {:>7.3} s",
        one.as_secs_f64()
    );
    println!(
        "3 concepts, six stills on disk     {:>7.3} s",
        three.as_secs_f64()
    );
    println!(
        "six stills / two stills            {:>7.2} x",
        three.as_secs_f64() / one.as_secs_f64()
    );
    println!(
        "a further still                    {:>7.3} s",
        (three - one).as_secs_f64() / 4.0
    );
}

fn timed(args: &[&str]) -> Duration {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parfait"));
    command
        .args(args)
        .env("HOME", home.path())
        .env("PARFAIT_DATA_DIR", home.path().join("data"))
        .current_dir(home.path())
        .stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    let took = start.elapsed();
    assert!(status.success(), "parfait {args:?} ended with {status}");
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
