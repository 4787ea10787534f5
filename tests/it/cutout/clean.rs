//! The ten packshots against their truth, and what must not be called clean.

use std::path::{Path, PathBuf};

use parfait::studio::compose::ProductPicture;
use parfait::studio::cutout::{self, Fault, Verdict};
use parfait::studio::paint::num::Rng;
use parfait::studio::picture::Picture;

use super::photo::{Product, Set, error, photo};
use super::sets::{ALIKE, PRODUCTS, SETS};

/// The most that alpha may be wrong, averaged over the picture.
const MOST: f32 = 0.02;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packshots")
}

/// Cuts every product out of every set in `sets` and prints what came of it.
fn cut_all(sets: &[Set]) -> Vec<(String, f32, Verdict)> {
    let mut all = Vec::new();
    for name in PRODUCTS {
        let product = Product::read(&folder(), name);
        for set in sets {
            let photo = photo(&product, set, 0.12);
            let cut = cutout::cut(&photo.picture);
            let (mean, own) = error(&cut.picture, &photo.own);
            println!(
                "{name:9} before {:7} {:6.3} % of the picture, {:6.2} % of the product, {:?}",
                set.name,
                mean * 100.0,
                own * 100.0,
                cut.verdict
            );
            all.push((format!("{name} before {}", set.name), mean, cut.verdict));
        }
    }
    all
}

#[test]
fn ten_packshots_are_cut_out_within_two_percent_of_their_true_alpha() {
    for (what, mean, verdict) in cut_all(SETS) {
        assert!(mean < MOST, "{what}: {:.2} %", mean * 100.0);
        assert_eq!(verdict, Verdict::Clean, "{what}");
    }
}

#[test]
fn a_cut_that_lost_part_of_the_product_is_not_called_clean() {
    for (what, mean, verdict) in cut_all(&[ALIKE]) {
        assert!(
            mean < MOST || verdict != Verdict::Clean,
            "{what}: {:.2} % and called clean",
            mean * 100.0
        );
    }
}

#[test]
fn nothing_of_a_shadow_and_nothing_of_a_light_backdrop_stays_on_a_dark_product() {
    let product = Product::read(&folder(), "black");
    let photo = photo(&product, &SETS[0], 0.12);
    let cut = cutout::cut(&photo.picture).picture;
    let (mut left, mut fringe, mut rim) = (0.0, 0.0, 0.0);
    for (p, own) in cut.rgba().chunks_exact(4).zip(&photo.own) {
        let [a, truth] = [p[3], own[3]].map(|a| f32::from(a) / 255.0);
        if truth <= 0.0 {
            left += a;
        } else if (0.1..0.9).contains(&truth) && a > 0.1 {
            rim += 1.0;
            let paler = p
                .iter()
                .zip(own)
                .take(3)
                .all(|(v, own)| *v > own.saturating_add(50));
            fringe += f32::from(u8::from(paler));
        }
    }
    println!("{left} pixels of shadow, {fringe} of {rim} rim pixels too pale");
    assert!(left < photo.own.len() as f32 * 0.002);
    assert!(rim > 200.0 && fringe / rim < 0.05);
}

#[test]
fn own_transparency_is_used_as_it_is() {
    let png =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/brand/cloud-cream.png"))
            .unwrap();
    let picture = Picture::import(&png).unwrap();
    let cut = cutout::cut(&picture);
    assert!(cut.measures.own_alpha);
    assert_eq!((cut.verdict, &cut.picture), (Verdict::Clean, &picture));
}

#[test]
fn the_same_picture_gives_the_same_bytes_on_one_thread_and_on_many() {
    let photo = photo(&Product::read(&folder(), "lipstick"), &SETS[1], 0.12);
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let one = pool(1).install(|| cutout::cut(&photo.picture));
    let many = pool(3).install(|| cutout::cut(&photo.picture));
    assert_eq!(one.picture, many.picture);
    assert_eq!(one.measures, many.measures);
}

fn drawn(w: u32, h: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
    let rgba = (0..w * h).flat_map(|i| {
        let [r, g, b] = colour(i % w, i / w);
        [r, g, b, 255]
    });
    Picture::from_rgba(w, h, rgba.collect()).unwrap()
}

fn verdict(picture: &Picture) -> Verdict {
    let cut = cutout::cut(picture);
    println!("{:?} {:?}", cut.verdict, cut.measures);
    cut.verdict
}

fn inside(x: u32, y: u32, left: u32, top: u32, right: u32, bottom: u32) -> bool {
    (left..right).contains(&x) && (top..bottom).contains(&y)
}

#[test]
fn a_busy_background_and_plain_texture_are_not_called_clean() {
    let mut rng = Rng::new(5, 1);
    let blobs: Vec<(f32, f32, f32, [u8; 3])> = (0..160)
        .map(|_| {
            let colour = [0; 3].map(|_| rng.range(30.0, 230.0) as u8);
            (
                rng.range(0.0, 500.0),
                rng.range(0.0, 700.0),
                rng.range(20.0, 70.0),
                colour,
            )
        })
        .collect();
    let room = |x: u32, y: u32| {
        let hit = |b: &&(f32, f32, f32, [u8; 3])| {
            let (u, v) = (x as f32 - b.0, y as f32 - b.1);
            u * u + v * v < b.2 * b.2
        };
        blobs.iter().rev().find(hit).map_or([120; 3], |b| b.3)
    };
    let busy = drawn(500, 700, |x, y| {
        if inside(x, y, 180, 200, 320, 600) {
            [20, 20, 30]
        } else {
            room(x, y)
        }
    });
    assert_eq!(verdict(&busy), Verdict::Framed { why: Fault::Busy });

    let mut rng = Rng::new(6, 1);
    let grain: Vec<u8> = (0..400 * 400)
        .map(|_| rng.range(60.0, 200.0) as u8)
        .collect();
    let texture = drawn(400, 400, |x, y| {
        let v = grain[(y * 400 + x) as usize];
        [v, v / 2 + 40, v / 3]
    });
    assert!(verdict(&texture) != Verdict::Clean);
}

#[test]
fn a_product_that_runs_out_of_the_picture_is_not_called_clean() {
    let cropped = drawn(500, 700, |x, y| {
        if inside(x, y, 150, 250, 350, 700) {
            [150, 60, 40]
        } else {
            [245, 245, 245]
        }
    });
    assert_eq!(
        verdict(&cropped),
        Verdict::Framed {
            why: Fault::Cropped
        }
    );
    let two = drawn(600, 500, |x, y| {
        let one = inside(x, y, 0, 150, 160, 420);
        let other = inside(x, y, 420, 100, 600, 400);
        if one || other {
            [30, 60, 90]
        } else {
            [240, 238, 236]
        }
    });
    assert_eq!(
        verdict(&two),
        Verdict::Framed {
            why: Fault::Cropped
        }
    );
}

#[test]
fn a_product_of_the_backdrop_s_own_colour_and_an_empty_picture_are_not_called_clean() {
    let empty = drawn(500, 700, |_, y| [235 - (y / 40) as u8; 3]);
    assert_eq!(
        verdict(&empty),
        Verdict::Framed {
            why: Fault::Nothing
        }
    );
    // Only a small dark cap stands out of a body that has no outline.
    let mut rng = Rng::new(8, 1);
    let noise: Vec<i16> = (0..500 * 700)
        .map(|_| rng.range(-3.0, 3.0) as i16)
        .collect();
    let pale = drawn(500, 700, |x, y| {
        let body = inside(x, y, 170, 200, 330, 620);
        let base = if body { 237 } else { 236 };
        [(base + noise[(y * 500 + x) as usize]) as u8; 3]
    });
    assert!(verdict(&pale) != Verdict::Clean);
}

#[test]
fn several_things_are_not_called_clean() {
    let things = drawn(700, 500, |x, y| {
        let at = |left| inside(x, y, left, 150, left + 80, 400);
        if at(60) || at(230) || at(400) || at(560) {
            [40, 90, 60]
        } else {
            [240; 3]
        }
    });
    assert_eq!(
        verdict(&things),
        Verdict::Framed {
            why: Fault::Scattered
        }
    );
}

#[test]
fn a_framed_picture_is_a_card_with_soft_corners_that_an_ad_takes() {
    let photo = drawn(600, 800, |x, y| [(x / 3) as u8, (y / 4) as u8, 90]);
    let card = cutout::framed(&photo);
    assert!(card.width() > 600 && card.height() > 800);
    assert_eq!(card.at(0, 0)[3], 0);
    let (x, y) = (card.width() / 2, card.height() / 2);
    assert_eq!(card.at(x, y)[3], 255);
    assert_eq!(card.at(x, 2), [255; 4]);
    let soft = (0..60).any(|i| (1..255).contains(&card.at(i, 3)[3]));
    assert!(soft, "the corner is a staircase");
    assert!(ProductPicture::decode(&card.to_png()).is_ok());
}

#[test]
fn every_fault_says_what_to_do() {
    for why in [
        Fault::Busy,
        Fault::Nothing,
        Fault::Faint,
        Fault::Cropped,
        Fault::Scattered,
    ] {
        let told = why.to_string();
        assert!(
            told.ends_with('.') && told.matches(". ").count() == 1,
            "{told}"
        );
    }
}
