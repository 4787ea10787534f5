//! What the tests of motifs share: a picture to set them up for, and the promises that all of them make.

use super::canvas::Canvas;
use super::colour::Light;
use super::isa::Isa;
use super::keepout::{KeepOut, Rect};
use super::motif::{Hues, Motif, Setting};

/// A motif and what a failed promise calls it.
pub(super) type Named = (String, Box<dyn Motif>);

/// A small picture in warm colours, with copy above the product.
pub(super) fn setting(size: (u32, u32)) -> Setting {
    let tone = Light::from_rgb8;
    let [w, h] = [size.0 as f32, size.1 as f32];
    Setting {
        size: [w, h],
        keep_out: KeepOut {
            boxes: vec![Rect::new(0.12 * w, 0.156 * h, 0.65 * w, 0.1 * h)],
        },
        product: Rect::new(0.34 * w, 0.43 * h, 0.3 * w, 0.39 * h),
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

fn bytes(motif: &dyn Motif, size: (u32, u32), isa: Isa, step: u32, time: f32) -> Vec<u8> {
    let mut canvas = Canvas::coarse(size, step);
    motif.paint(isa, &mut canvas.brush(), time);
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

/// The same picture on every processor.
pub(super) fn is_the_same_on_every_set(motifs: &[Named], size: (u32, u32), steps: &[u32]) {
    for (name, motif) in motifs {
        for step in steps {
            let wanted = bytes(&**motif, size, Isa::BASELINE, *step, 0.3);
            for isa in Isa::available() {
                let got = bytes(&**motif, size, isa, *step, 0.3);
                assert!(got == wanted, "{isa:?} {name}");
            }
        }
    }
}

/// A loop that closes: its last step is no bigger than others, and `quarter` of it away the picture has moved by `least`.
pub(super) fn moves_and_closes(motifs: &[Named], size: (u32, u32), (quarter, least): (f32, f64)) {
    let isa = Isa::detect();
    let frame = 1.0 / 180.0;
    for (name, motif) in motifs {
        let at = |time| bytes(&**motif, size, isa, 2, time);
        let closing = apart(&at(1.0 - frame), &at(0.0));
        let usual = (0..4).map(|i| i as f32 * 0.21);
        let usual = usual.map(|t| apart(&at(t), &at(t + frame)));
        let most = usual.fold(0.0, f64::max);
        assert!(closing <= most * 1.6 + 0.05, "{name}: {closing} {most}");
        assert!(apart(&at(0.0), &at(1.0)) < 0.05, "{name}");
        assert!(apart(&at(0.0), &at(quarter)) > least, "{name}");
    }
}

/// A coarse picture that is the fine one made small.
pub(super) fn is_the_fine_one_made_small(motifs: &[Named], size: (u32, u32)) {
    let isa = Isa::detect();
    let (wide, high) = (size.0 as usize / 4, size.1 as usize / 4);
    for (name, motif) in motifs {
        let [fine, coarse] = [1, 4].map(|step| bytes(&**motif, size, isa, step, 0.1));
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
