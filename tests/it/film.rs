//! The studio's films: what a player reads, the same bytes everywhere, faithful, readable, whole through every door.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use parfait::model::kit::TypePairing;
use parfait::studio::compose::{
    AdCopy, AdSpec, Engine, Palette, Part, Plan, ProductPicture, prepare,
};
use parfait::studio::film::reel::Reel;
use parfait::studio::film::yuv::Yuv;
use parfait::studio::film::{self, FilmError, Making};
use parfait::studio::paint::colour::{contrast, luminance};
use parfait::studio::paint::isa::Isa;
use parfait::studio::styles;
use serde_json::Value;

use crate::support::program::Home;

struct Shelf {
    palette: Palette,
    product: ProductPicture,
    copy: AdCopy,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/brand/dew-serum.png");
    Shelf {
        palette: Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]),
        product: ProductPicture::decode(&std::fs::read(path).unwrap()).unwrap(),
        copy: AdCopy {
            kicker: "Dew Serum".into(),
            headline: "Skin that looks freshly rained on".into(),
            body: "Polyglutamic acid and white tea for visibly plumper skin.".into(),
            cta: "Discover the serum".into(),
        },
    }
});

pub fn spec(style: &str, size: (u32, u32)) -> AdSpec<'static> {
    AdSpec {
        size,
        style: styles::by_id(style).unwrap(),
        palette: &SHELF.palette,
        copy: &SHELF.copy,
        pairing: TypePairing::default(),
        logo: None,
        brand_name: "Mirelune",
        product: &SHELF.product,
        seed: 3,
    }
}

pub const SQUARE: (u32, u32) = (1080, 1350);
pub const CREAM: &str = "sty_whipped_silk";

/// A short film.
pub fn short(engine: &Engine, size: (u32, u32), frames: u32, threads: usize) -> Vec<u8> {
    let making = Making {
        frames,
        threads,
        is_stopped: &|| false,
    };
    film::make(engine, &spec(CREAM, size), making).unwrap()
}

/// Runs a tool of ffmpeg; `None`, said aloud, when it is not there.
fn ffmpeg(tool: &str, args: &[&str]) -> Option<std::process::Output> {
    match Command::new(tool).args(args).output() {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("{tool} is not here ({error}): nothing was read with it");
            None
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_film_is_the_same_bytes_for_every_instruction_set_and_thread_count() {
    let reference = short(&Engine::with_isa(Isa::BASELINE), SQUARE, 13, 1);
    for (threads, isa) in (2..).zip(Isa::available()) {
        let again = short(&Engine::with_isa(isa), SQUARE, 13, threads);
        assert!(again == reference, "{isa:?} with {threads} threads differs");
    }
}

#[test]
fn what_is_decoded_is_what_was_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let (file, raw) = (folder.path().join("a.mp4"), folder.path().join("a.yuv"));
    let engine = Engine::new();
    std::fs::write(&file, short(&engine, SQUARE, 13, 2)).unwrap();
    let args = [
        "-v",
        "warning",
        "-i",
        text(&file),
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p",
        text(&raw),
    ];
    let Some(output) = ffmpeg("ffmpeg", &args) else {
        return;
    };
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let decoded = std::fs::read(&raw).unwrap();
    let reel = Reel::new(&engine, &spec(CREAM, SQUARE), 13).unwrap();
    let (w, h) = reel.size();
    let mut frame = Yuv::new(w, h);
    let mut desk = reel.desk();
    let bytes = w * h * 3 / 2;
    assert_eq!(decoded.len(), 13 * bytes);
    for i in [0, 3, 8, 10, 12] {
        reel.frame(i, &mut desk, &mut frame);
        let shown = &decoded[i as usize * bytes..];
        let likeness = ssim(&frame.y, &shown[..w * h], w);
        assert!(likeness >= 0.99, "frame {i}: {likeness:.4}");
        let chroma = ssim(&frame.u, &shown[w * h..w * h * 5 / 4], w / 2);
        assert!(chroma >= 0.98, "frame {i}, chroma: {chroma:.4}");
    }
}

/// Mean structural similarity over blocks of 8 x 8.
fn ssim(a: &[u8], b: &[u8], width: usize) -> f64 {
    let (c1, c2) = (6.5025, 58.5225);
    let (mut sum, mut blocks) = (0.0, 0.0);
    for y in (0..a.len() / width - 8).step_by(8) {
        for x in (0..width - 8).step_by(8) {
            let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for at in (0..64).map(|i| (y + i / 8) * width + x + i % 8) {
                let (p, q) = (f64::from(a[at]), f64::from(b[at]));
                (sa, sb, saa) = (sa + p, sb + q, saa + p * p);
                (sbb, sab) = (sbb + q * q, sab + p * q);
            }
            let (ma, mb) = (sa / 64.0, sb / 64.0);
            let (va, vb) = (saa / 64.0 - ma * ma, sbb / 64.0 - mb * mb);
            let cov = sab / 64.0 - ma * mb;
            sum += (2.0 * ma * mb + c1) * (2.0 * cov + c2)
                / ((ma * ma + mb * mb + c1) * (va + vb + c2));
            blocks += 1.0;
        }
    }
    sum / blocks
}

#[test]
fn a_film_is_the_still_come_alive_and_its_copy_reads_from_the_first_rest_to_the_end() {
    let engine = Engine::new();
    for (style, size) in [(CREAM, (1080, 1920)), ("sty_slow_honey", SQUARE)] {
        let ad = spec(style, size);
        let still = prepare(&engine, &ad).unwrap();
        let reel = Reel::new(&engine, &ad, 180).unwrap();
        let (plan, inks) = reel.first_scene();
        assert_eq!(plan, &still.plan);
        assert_eq!(
            (inks.copy, inks.on_pill),
            (still.inks.copy, still.inks.on_pill)
        );
        let mut desk = reel.desk();
        for frame in [62, 95, 128] {
            let least = reel.least_contrast(frame, &mut desk);
            assert!(least >= 4.5, "{style} frame {frame}: {least:.2}");
        }
        // The first frame's ground under the copy is the still's own, but for the dither.
        let first = reel.rgb(0, false, &mut desk);
        let line = plan
            .lines
            .iter()
            .find(|l| l.part == Part::Headline)
            .unwrap()
            .ink_box();
        let far = (line.y as usize..line.bottom() as usize)
            .flat_map(|y| (line.x as usize..line.right() as usize).map(move |x| (y, x)))
            .map(|(y, x)| (y * size.0 as usize + x) * 3)
            .map(|at| first[at].abs_diff(still.picture.rgb[at]))
            .max();
        assert!(far.unwrap() <= 6, "{style}: {far:?}");
        check_card(style, &reel, size);
    }
}

fn check_card(style: &str, reel: &Reel, size: (u32, u32)) {
    let (plan, [ink, on_pill]): (&Plan, _) = reel.end_card();
    let (w, h) = (size.0 as f32, size.1 as f32);
    let (top, bottom) = if h > 1500.0 {
        (0.14, 0.80)
    } else {
        (0.05, 0.95)
    };
    let ground = reel.rgb(179, false, &mut reel.desk());
    assert!(contrast(ink.luminance(), on_pill.luminance()) >= 4.5);
    for line in &plan.lines {
        let rect = line.ink_box();
        assert!(
            rect.y >= top * h && rect.bottom() <= bottom * h,
            "{style}: {rect:?}"
        );
        assert!(
            rect.x >= 60.0 && rect.right() <= w - 60.0,
            "{style}: {rect:?}"
        );
        assert!(!plan.product.meets(&rect, 12.0), "{style}: {rect:?}");
        if line.part == Part::Cta {
            continue;
        }
        for y in rect.y as usize..rect.bottom() as usize {
            for x in rect.x as usize..rect.right() as usize {
                let at = (y * size.0 as usize + x) * 3;
                let px = [ground[at], ground[at + 1], ground[at + 2]];
                let reads = contrast(ink.luminance(), luminance(px));
                assert!(reads >= 4.5, "{style}: {reads:.2} at {x},{y}");
            }
        }
    }
}

#[test]
fn a_film_that_is_told_to_stop_stops() {
    let asked = std::sync::atomic::AtomicU32::new(0);
    let making = Making {
        frames: 180,
        threads: 1,
        is_stopped: &|| asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= 2,
    };
    let outcome = film::make(&Engine::new(), &spec(CREAM, SQUARE), making);
    assert_eq!(outcome, Err(FilmError::Stopped));
    assert_eq!(asked.into_inner(), 3);
}

/// The names of a file's top-level boxes.
fn boxes(file: &[u8]) -> Vec<String> {
    let (mut at, mut names) = (0, Vec::new());
    while at + 8 <= file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        names.push(String::from_utf8_lossy(&file[at + 4..at + 8]).into_owned());
        at += length.max(8);
    }
    names
}

#[test]
fn a_full_brief_on_the_command_line_yields_two_stills_and_two_films_that_play_everywhere() {
    let home = Home::new();
    let answer = home
        .run(&[
            "generate",
            "--count",
            "1",
            "--format",
            "full",
            "--animation-prompt",
            "Lotion Texture",
            "--out",
            "ads",
            "--json",
        ])
        .expect(0);
    let _: Value = serde_json::from_str(&answer.out).unwrap();
    let mut films = 0;
    for path in crate::support::program::files_below(&home.path().join("ads")) {
        if path.extension().is_none_or(|e| e != "mp4") {
            continue;
        }
        films += 1;
        let file = std::fs::read(&path).unwrap();
        assert_eq!(boxes(&file), ["ftyp", "moov", "mdat"]);
        let probe = parfait::media::probe_file(&path).unwrap();
        assert!(matches!((probe.width, probe.height), (1080, 1920 | 1350)));
        check_with_ffmpeg(&path, probe.height);
    }
    assert_eq!(films, 2);
}

fn check_with_ffmpeg(path: &Path, height: u32) {
    let args = [
        "-v",
        "error",
        "-count_frames",
        "-of",
        "json",
        "-show_streams",
        "-show_format",
        text(path),
    ];
    let Some(output) = ffmpeg("ffprobe", &args) else {
        return;
    };
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let stream = &said["streams"][0];
    for (field, wanted) in [
        ("codec_name", "h264"),
        ("profile", "High"),
        ("pix_fmt", "yuv420p"),
        ("color_range", "tv"),
        ("color_space", "bt709"),
        ("color_transfer", "bt709"),
        ("color_primaries", "bt709"),
        ("r_frame_rate", "30/1"),
        ("avg_frame_rate", "30/1"),
        ("nb_frames", "180"),
        ("nb_read_frames", "180"),
        ("duration", "6.000000"),
    ] {
        assert_eq!(stream[field], wanted, "{field}");
    }
    assert_eq!(
        (stream["width"].as_u64(), stream["height"].as_u64()),
        (Some(1080), Some(height.into()))
    );
    let output = ffmpeg(
        "ffmpeg",
        &["-v", "warning", "-i", text(path), "-f", "null", "-"],
    )
    .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
