//! Every background of the catalogue and every lifestyle scene: the same bits everywhere, a loop without a seam, motion that can be seen.

use parfait::model::kit::TypePairing;
use parfait::studio::compose::{AdCopy, AdSpec, Engine, Palette, ProductPicture, background};
use parfait::studio::paint::brush::Brush;
use parfait::studio::paint::canvas::Canvas;
use parfait::studio::paint::isa::Isa;
use parfait::studio::paint::motif::Motif;
use parfait::studio::situ::scenes;
use parfait::studio::styles::{Style, catalogue};
use rayon::prelude::*;

const SIZE: (u32, u32) = (1080, 1350);

/// Coarse, so that the whole catalogue is looked at in seconds.
const STEP: u32 = 9;

/// A frame of a film of six seconds.
const FRAME: f32 = 1.0 / 180.0;

fn every_background(check: impl Fn(&Style, &dyn Motif) -> Result<(), String> + Sync) {
    let engine = Engine::new();
    let palette = Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]);
    let product = ProductPicture::decode(include_bytes!("../../assets/brand/dew-serum.png"))
        .expect("the sample product is readable");
    let copy = AdCopy {
        kicker: "Dew Serum".into(),
        headline: "Skin that looks freshly rained on".into(),
        body: "Light as dew.".into(),
        cta: "Discover".into(),
    };
    let faults: Vec<String> = catalogue()
        .par_iter()
        .chain(scenes())
        .filter_map(|style| {
            let spec = AdSpec {
                size: SIZE,
                style,
                palette: &palette,
                copy: &copy,
                brand_name: "Mirelune",
                logo: None,
                product: &product,
                pairing: TypePairing::default(),
                seed: 5,
            };
            let motif = background(&engine, &spec).expect("the sample ad fits");
            let fault = check(style, motif.as_ref()).err()?;
            Some(format!("{}: {fault}", style.id))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn paint(motif: &dyn Motif, isa: Isa, time: f32) -> Canvas {
    let mut canvas = Canvas::coarse(SIZE, STEP);
    motif.paint(isa, &mut canvas.brush(), time);
    canvas
}

fn pixels(canvas: &Canvas) -> impl Iterator<Item = [f32; 3]> {
    (0..canvas.height).flat_map(move |y| (0..canvas.width).map(move |x| canvas.at(x, y)))
}

/// Differences of the channels as the eye sees them, in steps of 8 bits.
fn differences(a: &Canvas, b: &Canvas) -> Vec<f32> {
    let seen = |v: f32| v.clamp(0.0, 1.0).sqrt() * 255.0;
    pixels(a)
        .zip(pixels(b))
        .map(|(a, b)| {
            a.iter()
                .zip(b)
                .fold(0.0f32, |most, (a, b)| most.max((seen(*a) - seen(b)).abs()))
        })
        .collect()
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

fn same_bits(a: &Canvas, b: &Canvas) -> bool {
    pixels(a)
        .zip(pixels(b))
        .all(|(a, b)| a.map(f32::to_bits) == b.map(f32::to_bits))
}

/// Whether a brush that keeps nothing is handed the very rows of the canvas that kept them all, from the top down.
fn is_passed_on(motif: &dyn Motif, time: f32, kept: &Canvas) -> bool {
    let (mut next, mut is_same) = (0, true);
    let mut take = |top: usize, rows: &mut [f32]| {
        is_same &= top == next && top.is_multiple_of(2);
        for (y, row) in (top..).zip(rows.chunks_exact(kept.width * 3)) {
            is_same &= row == kept.row(y);
            next = y + 1;
        }
    };
    let mut brush = Brush::passing(kept.width, kept.height, kept.step, &mut take);
    motif.paint(Isa::BASELINE, &mut brush, time);
    is_same && next == kept.height
}

#[test]
fn every_background_has_the_same_bits_on_every_instruction_set_and_number_of_threads() {
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let three = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    every_background(|_, motif| {
        let wanted = paint(motif, Isa::BASELINE, 0.3);
        if pixels(&wanted).any(|px| px.iter().any(|v| !v.is_finite())) {
            return Err("a pixel is no number".into());
        }
        for isa in Isa::available() {
            if !same_bits(&wanted, &alone.install(|| paint(motif, isa, 0.3))) {
                return Err(format!("{isa:?} differs"));
            }
        }
        if !same_bits(&wanted, &three.install(|| paint(motif, Isa::BASELINE, 0.3))) {
            return Err("three threads differ from one".into());
        }
        if !is_passed_on(motif, 0.3, &wanted) {
            return Err("what is passed on differs from what is kept".into());
        }
        Ok(())
    });
}

#[test]
fn every_background_loops_without_a_seam_and_visibly_moves() {
    let isa = Isa::detect();
    every_background(|_, motif| {
        let at = |time| paint(motif, isa, time);
        let first = at(0.0);
        let seam = differences(&first, &at(1.0));
        let worst = seam.iter().fold(0.0f32, |m, v| m.max(*v));
        if mean(&seam) > 0.03 || worst > 6.0 {
            return Err(format!(
                "time 1 is not time 0: off by {worst} steps at worst"
            ));
        }
        let last = at(1.0 - FRAME);
        let closing = mean(&differences(&last, &first));
        let neighbours = [
            (0.0, FRAME),
            (0.3, 0.3 + FRAME),
            (1.0 - 2.0 * FRAME, 1.0 - FRAME),
        ]
        .map(|(a, b)| mean(&differences(&at(a), &at(b))));
        let usual = neighbours.iter().fold(0.0f32, |m, v| m.max(*v));
        if closing > usual * 1.3 + 0.02 {
            return Err(format!(
                "the loop closes with a jump: {closing} against {usual}"
            ));
        }
        let moved = differences(&first, &at(0.3));
        let share = moved.iter().filter(|v| **v > 6.0).count() as f32 / moved.len() as f32;
        if share < 0.004 {
            return Err(format!("nothing moves: {share} of the picture changes"));
        }
        Ok(())
    });
}
