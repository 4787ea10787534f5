//! Where the time of a still goes, per look: layout, painting, copy, PNG. `cargo bench --bench studio`.
//!
//! Give `RAYON_NUM_THREADS=1` for the cost on one core. Each figure is the least of several runs, in milliseconds.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a report for people"
)]

use std::time::Instant;

use parfait::model::kit::TypePairing;
use parfait::studio::compose::{AdCopy, AdSpec, Engine, Palette, ProductPicture, arrange, prepare};
use parfait::studio::styles;

const RUNS: usize = 7;

fn least(mut work: impl FnMut()) -> f64 {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e3
    });
    times.fold(f64::MAX, f64::min)
}

fn main() {
    let engine = Engine::new();
    let palette = Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]);
    let bytes = include_bytes!("../assets/brand/dew-serum.png");
    println!(
        "decode product {:6.1}",
        least(|| drop(ProductPicture::decode(bytes).unwrap()))
    );
    let product = ProductPicture::decode(bytes).unwrap();
    let copy = AdCopy {
        kicker: "Dew Serum".into(),
        headline: "Skin that looks freshly rained on".into(),
        body: "Polyglutamic acid and white tea for visibly plumper skin.".into(),
        cta: "Discover the serum".into(),
    };
    println!(
        "{:20} {:>6} {:>8} {:>6} {:>6} {:>6} {:>7}",
        "1080 x 1920", "layout", "prepare", "copy", "png", "sum", "KB"
    );
    for style in styles::catalogue() {
        let spec = AdSpec {
            size: (1080, 1920),
            style,
            palette: &palette,
            copy: &copy,
            pairing: TypePairing::default(),
            brand_name: "Mirelune",
            logo: None,
            product: &product,
            seed: 0,
        };
        let layout = least(|| drop(arrange(&engine, &spec).unwrap()));
        let ready = least(|| drop(prepare(&engine, &spec).unwrap()));
        let whole = least(|| drop(prepare(&engine, &spec).unwrap().finish(&engine, None)));
        let still = prepare(&engine, &spec).unwrap().finish(&engine, None);
        let png = least(|| drop(still.png().unwrap()));
        let size = still.png().unwrap().len() / 1024;
        let text = (whole - ready).max(0.0);
        let paint = ready - layout;
        println!(
            "{:20} {layout:6.1} {paint:8.1} {text:6.1} {png:6.1} {:6.1} {size:7}",
            style.name,
            whole + png
        );
    }
}
