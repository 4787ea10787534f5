//! The judgement: numbers first, then a verdict by fixed limits.

use super::backdrop::Backdrop;
use super::field::Image;
use super::matte::Matte;
use super::region::Region;
use crate::studio::flood::border;
use crate::studio::picture::Picture;

/// What was measured. Shares are 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// Whether the picture brought its own transparency, which was used as it is.
    pub own_alpha: bool,
    /// Share of the picture's border that fits one smooth backdrop.
    pub plain_border: f32,
    /// Root mean square of the backdrop's deviation from a smooth surface; 1 is black to white.
    pub residual: f32,
    /// Noise of single pixels on the backdrop; 1 is black to white.
    pub noise: f32,
    /// Share of the picture that the product covers.
    pub covered: f32,
    /// Share of the picture's border that the product touches.
    pub touching: f32,
    /// How many separate pieces were kept.
    pub pieces: usize,
    /// Share of the product that is in its largest piece.
    pub largest: f32,
    /// Usual contrast of the outline against the backdrop, in light.
    pub contrast: f32,
    /// Share of the outline where the colours do not tell product from backdrop.
    pub unsolved: f32,
    /// Share of the product that only the closed outline holds together.
    pub pockets: f32,
    /// Share of the product that looks like plain backdrop.
    pub hollow: f32,
    /// Share of the product in slivers: the remains of an outline that was too faint to hold.
    pub slivers: f32,
}

/// Whether a cut-out may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is clean.
    Clean,
    /// It is not; the photograph is to be shown framed in a card.
    Framed {
        /// What is wrong; a sentence for a person by `Display`.
        why: Fault,
    },
}

/// What keeps a cut-out from being used. Each is a sentence that says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The border is not one smooth backdrop.
    #[error(
        "The background is not plain, so the product is shown in a frame. A plain, even background gives a clean cut."
    )]
    Busy,
    /// Nothing stands out.
    #[error(
        "No product stands out from the background, so the picture is shown in a frame. More contrast to the background helps."
    )]
    Nothing,
    /// Product and backdrop are too much alike.
    #[error(
        "The product is hardly told from its background, so it is shown in a frame. A darker or lighter background helps."
    )]
    Faint,
    /// The product runs out of the picture.
    #[error(
        "The product is cut off by the edge of the picture, so it is shown in a frame. Leave some space on every side."
    )]
    Cropped,
    /// Several things, none of them the product.
    #[error(
        "Several separate things are in the picture, so it is shown in a frame. Use one product per picture."
    )]
    Scattered,
}

/// The verdict on those numbers.
pub fn verdict(m: &Measures) -> Verdict {
    let limits = [
        (!m.own_alpha && m.plain_border < 0.72, Fault::Busy),
        (m.residual > 0.012 || m.noise > 0.045, Fault::Busy),
        (m.covered < 0.004, Fault::Nothing),
        (m.touching > 0.012, Fault::Cropped),
        (m.covered > 0.93, Fault::Busy),
        (m.pieces > 4 || m.largest < 0.6, Fault::Scattered),
        (
            m.unsolved > 0.12 || m.slivers > 0.06 || m.pockets > 0.3,
            Fault::Faint,
        ),
    ];
    limits
        .into_iter()
        .find(|(broken, _)| *broken)
        .map_or(Verdict::Clean, |(_, why)| Verdict::Framed { why })
}

/// Measures a cut.
pub fn measure(image: &Image, backdrop: &Backdrop, region: &Region, matte: &Matte) -> Measures {
    let all: usize = region.pieces.iter().sum();
    Measures {
        own_alpha: false,
        plain_border: backdrop.plain_border,
        residual: backdrop.residual,
        noise: backdrop.noise,
        covered: matte.alpha.iter().map(|a| f64::from(*a)).sum::<f64>() as f32
            / matte.alpha.len().max(1) as f32,
        touching: touching(image.width, image.height, |i| matte.alpha[i] > 0.5),
        pieces: region.pieces.len(),
        largest: region.pieces.first().copied().unwrap_or(0) as f32 / all.max(1) as f32,
        contrast: matte.contrast,
        unsolved: matte.unsolved,
        pockets: region.pockets,
        hollow: region.hollow,
        slivers: region.slivers,
    }
}

/// Share of the border's pixels that are covered.
fn touching(width: usize, height: usize, covered: impl Fn(usize) -> bool) -> f32 {
    let (mut count, mut all) = (0.0f32, 0.0f32);
    for at in border(width, height) {
        all += 1.0;
        count += f32::from(u8::from(covered(at)));
    }
    count / all.max(1.0)
}

/// The numbers of a picture that is cut out already: a fair part of its border is transparent. `None` for all others.
pub fn measure_own_alpha(picture: &Picture) -> Option<Measures> {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let alpha: Vec<f32> = picture
        .rgba()
        .chunks_exact(4)
        .map(|p| f32::from(p.last().copied().unwrap_or(255)) / 255.0)
        .collect();
    let clear = alpha.iter().filter(|a| **a < 0.02).count() as f32 / alpha.len().max(1) as f32;
    let solid = touching(w, h, |i| alpha[i] > 0.5);
    if clear < 0.01 || solid > 0.9 {
        return None;
    }
    Some(Measures {
        own_alpha: true,
        plain_border: 1.0 - solid,
        covered: alpha.iter().map(|a| f64::from(*a)).sum::<f64>() as f32 / alpha.len() as f32,
        // A cut-out is often cropped to its outline; it may touch every side.
        touching: 0.0,
        pieces: 1,
        largest: 1.0,
        contrast: 1.0,
        ..Measures::default()
    })
}
