//! How long a style search takes, tokenising included: `cargo bench --bench search`.
#![allow(missing_docs, clippy::print_stdout, reason = "a report for people")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use parfait::studio::catalogue::Catalogue;

const ROUNDS: usize = 200;
/// What the contract of the studio promises.
const MOST: Duration = Duration::from_millis(2);

fn main() {
    let queries = [
        "honey",
        "cool mist over pale stone",
        "sticky breakfast sweetness, slow and warm, seen from very close in late light",
    ];
    let start = Instant::now();
    let catalogue = Catalogue::of_styles();
    black_box(catalogue.search("warm"));
    println!(
        "{} styles, first search, table read and styles indexed   {:>7.3} ms",
        catalogue.looks().len(),
        millis(start.elapsed())
    );
    for query in queries {
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                black_box(catalogue.search(black_box(query)));
                start.elapsed()
            })
            .collect();
        times.sort();
        let (median, slow) = (times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
        let verdict = if slow <= MOST { "" } else { "  OVER 2 ms" };
        println!(
            "median {:>7.3} ms, 99 of 100 within {:>7.3} ms{verdict}   {query}",
            millis(median),
            millis(slow)
        );
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
