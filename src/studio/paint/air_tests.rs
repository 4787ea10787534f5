//! What every motif of air and light promises: the same picture on every processor, and a loop that closes.

use super::canvas::Canvas;
use super::colour::Light;
use super::glow::{Glow, Radiance, Shape};
use super::isa::Isa;
use super::keepout::{KeepOut, Rect};
use super::lens::{Lamps, Lights, Shine};
use super::motif::{Hues, Motif, Setting};
use super::pieces::{Floating, Pieces, Things};
use super::shadows::{Cast, Shadows, Sunlight};
use super::smoke::{Plume, Smoke};
use super::vapour::{Air, Form, Vapour, Volume};

const SIZE: (u32, u32) = (540, 960);

fn setting() -> Setting {
    let tone = Light::from_rgb8;
    Setting {
        size: [SIZE.0 as f32, SIZE.1 as f32],
        keep_out: KeepOut {
            boxes: vec![Rect::new(60.0, 150.0, 380.0, 90.0)],
        },
        product: Rect::new(180.0, 400.0, 160.0, 380.0),
        floor: None,
        hues: Hues {
            stops: [
                tone([250, 240, 232]),
                tone([233, 191, 174]),
                tone([160, 110, 90]),
            ],
            body: tone([201, 143, 124]),
            light: tone([246, 231, 223]),
            soft: tone([233, 191, 174]),
            deep: tone([201, 143, 124]),
            ink: tone([91, 47, 38]),
            accent: tone([226, 184, 119]),
        },
        glow: 0.1,
        beam: 0.0,
        seed: 7,
    }
}

fn motifs() -> Vec<(String, Box<dyn Motif>)> {
    let air = Air {
        density: 1.0,
        shade: 0.4,
    };
    let mut all: Vec<(String, Box<dyn Motif>)> = Vec::new();
    for form in [Form::Banks, Form::Burst, Form::Bloom] {
        let vapour = Vapour {
            form,
            scale: 1.0,
            reach: 1.0,
        };
        let volume = Volume::new(vapour, air, setting());
        all.push((format!("{form:?}"), Box::new(volume)));
    }
    let smoke = Smoke {
        scale: 1.0,
        curl: 1.0,
    };
    all.push(("smoke".into(), Box::new(Plume::new(smoke, air, setting()))));
    for form in [Lamps::Glitter, Lamps::Bokeh] {
        let lights = Lights {
            form,
            scale: 1.0,
            density: 1.0,
        };
        let shine = Shine::new(lights, 0.5, setting());
        all.push((format!("{form:?}"), Box::new(shine)));
    }
    for form in [Shape::Aurora, Shape::Leaks] {
        let glow = Glow {
            form,
            scale: 1.0,
            strength: 1.0,
        };
        let radiance = Radiance::new(glow, 1.0, setting());
        all.push((format!("{form:?}"), Box::new(radiance)));
    }
    for form in [Cast::Fronds, Cast::Twigs, Cast::Window] {
        let shadows = Shadows {
            form,
            scale: 1.0,
            soft: 26.0,
            depth: 0.7,
        };
        let sun = Sunlight::new(shadows, setting());
        all.push((format!("{form:?}"), Box::new(sun)));
    }
    for form in [Things::Petals, Things::Citrus] {
        let pieces = Pieces {
            form,
            scale: 0.7,
            density: 1.0,
        };
        let floating = Floating::new(pieces, setting());
        all.push((format!("{form:?}"), Box::new(floating)));
    }
    all
}

fn bytes(motif: &dyn Motif, isa: Isa, step: u32, time: f32) -> Vec<u8> {
    let mut canvas = Canvas::coarse(SIZE, step);
    motif.paint(isa, &mut canvas, time);
    canvas.to_rgb8(isa)
}

/// Mean difference of two pictures, in 8-bit steps.
fn apart(a: &[u8], b: &[u8]) -> f64 {
    let sum: f64 = a
        .iter()
        .zip(b)
        .map(|(a, b)| f64::from(a.abs_diff(*b)))
        .sum();
    sum / a.len() as f64
}

#[test]
fn every_instruction_set_paints_the_same_air() {
    for (name, motif) in motifs() {
        for step in [1, 4] {
            let wanted = bytes(&*motif, Isa::BASELINE, step, 0.3);
            for isa in Isa::available() {
                assert!(bytes(&*motif, isa, step, 0.3) == wanted, "{isa:?} {name}");
            }
        }
    }
}

#[test]
fn air_moves_and_its_loops_close() {
    let isa = Isa::detect();
    for (name, motif) in motifs() {
        let at = |time| bytes(&*motif, isa, 2, time);
        let frame = 1.0 / 180.0;
        let closing = apart(&at(1.0 - frame), &at(0.0));
        let usual = (0..4).map(|i| i as f32 * 0.21);
        let usual = usual.map(|t| apart(&at(t), &at(t + frame)));
        let most = usual.fold(0.0, f64::max);
        assert!(closing <= most * 1.6 + 0.05, "{name}: {closing} {most}");
        assert!(apart(&at(0.0), &at(1.0)) < 0.05, "{name}");
        assert!(apart(&at(0.0), &at(0.25)) > 0.15, "{name}");
    }
}

#[test]
fn coarse_air_is_the_fine_one_made_small() {
    let isa = Isa::detect();
    let (wide, high) = (SIZE.0 as usize / 4, SIZE.1 as usize / 4);
    for (name, motif) in motifs() {
        let (fine, coarse) = (bytes(&*motif, isa, 1, 0.1), bytes(&*motif, isa, 4, 0.1));
        let mut small = Vec::with_capacity(coarse.len());
        for y in 0..high {
            for x in 0..wide {
                for c in 0..3 {
                    let block = (0..16).map(|i| {
                        let (row, column) = (y * 4 + i / 4, x * 4 + i % 4);
                        u32::from(fine[(row * wide * 4 + column) * 3 + c])
                    });
                    small.push((block.sum::<u32>() / 16) as u8);
                }
            }
        }
        let far = apart(&small, &coarse);
        assert!(far < 4.0, "{name}: {far}");
    }
}
