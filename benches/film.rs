//! Films against the encoder alone, per animation prompt, on two threads: `cargo bench --bench film [-- NAME…]`.
//!
//! Each film is made whole, from the fonts to the bytes of the MP4, in vertical at full resolution; then the very same
//! frames, already developed, are only encoded. Both are timed in turn within one run; the ratio is the figure to keep.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::time::Instant;

use parfait::model::kit::TypePairing;
use parfait::studio::compose::{AdCopy, AdSpec, Engine, Palette, ProductPicture};
use parfait::studio::film::{self, Making, encode::Coder, reel::Reel, yuv::Yuv};
use parfait::studio::styles::{self, Style};

const THREADS: usize = 2;

/// What one film took, in seconds.
struct Took {
    name: String,
    whole: f64,
    encoder: f64,
    megabytes: f64,
}

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let mut took = Vec::new();
    println!(
        "{:24} {:>6} {:>8} {:>6} {:>6}",
        "1080 x 1920, 180 frames", "fps", "encoder", "share", "MB"
    );
    for style in first_looks() {
        let is_wanted = |name: &String| {
            style
                .animation_prompt
                .to_lowercase()
                .contains(&name.to_lowercase())
        };
        if wanted.is_empty() || wanted.iter().any(is_wanted) {
            took.push(timed(style));
            report(took.last().unwrap());
        }
    }
    let fps = |t: &Took| f64::from(film::FRAMES) / t.whole;
    let n = took.len().max(1) as f64;
    let mean = took.iter().map(fps).sum::<f64>() / n;
    let share = took.iter().map(|t| t.encoder / t.whole).sum::<f64>() / n;
    let least = took.iter().map(fps).fold(f64::MAX, f64::min);
    println!(
        "\nmean {mean:.1} frames a second, least {least:.1}, {:.0} % of the encoder alone",
        share * 100.0
    );
}

fn report(t: &Took) {
    let fps = |seconds: f64| f64::from(film::FRAMES) / seconds;
    println!(
        "{:24} {:6.1} {:8.1} {:4.0} % {:6.1}",
        t.name,
        fps(t.whole),
        fps(t.encoder),
        100.0 * t.encoder / t.whole,
        t.megabytes
    );
}

/// The first look of every prompt.
fn first_looks() -> Vec<&'static Style> {
    let mut looks: Vec<&Style> = Vec::new();
    for style in styles::catalogue() {
        if looks
            .iter()
            .all(|known| known.animation_prompt != style.animation_prompt)
        {
            looks.push(style);
        }
    }
    looks
}

fn timed(style: &Style) -> Took {
    let palette = Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]);
    let product = ProductPicture::decode(include_bytes!("../assets/brand/dew-serum.png")).unwrap();
    let copy = AdCopy {
        kicker: "Dew Serum".into(),
        headline: "Skin that looks freshly rained on".into(),
        body: "Polyglutamic acid and white tea for visibly plumper skin.".into(),
        cta: "Discover the serum".into(),
    };
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
    let making = Making {
        frames: film::FRAMES,
        threads: THREADS,
        is_stopped: &|| false,
    };
    let start = Instant::now();
    let bytes = film::make(&Engine::new(), &spec, making).unwrap();
    let whole = start.elapsed().as_secs_f64();

    let reel = Reel::new(&Engine::new(), &spec, film::FRAMES).unwrap();
    let frames = developed(&reel);
    let start = Instant::now();
    film::encode_frames(film::FRAMES, THREADS, &|| false, || {
        |i, coder: &mut Coder| coder.encode(&frames[i as usize])
    })
    .unwrap();
    let encoder = start.elapsed().as_secs_f64();
    Took {
        name: style.animation_prompt.to_string(),
        whole,
        encoder,
        megabytes: bytes.len() as f64 / 1e6,
    }
}

fn developed(reel: &Reel) -> Vec<Yuv> {
    use rayon::prelude::*;
    let (width, height) = reel.size();
    (0..reel.frames())
        .into_par_iter()
        .map_init(
            || reel.desk(),
            |desk, i| {
                let mut frame = Yuv::new(width, height);
                reel.frame(i, desk, &mut frame);
                frame
            },
        )
        .collect()
}
