//! Cut-outs: a packshot on a plain or gently graded backdrop becomes a product with a soft edge and nothing of its
//! backdrop left, and a measured judgement says whether the result may be used.
//!
//! [`cut`] is the whole service: `backdrop` models what the product stands before, `region` finds what belongs to the
//! product (holes, glass and highlights inside its outline count as product, its shadow does not), `matte` solves
//! coverage and true colour in the narrow band at the outline, `judge` decides by numbers, `glass` takes out what
//! shines through. A picture that is not cut clean is shown in a card by [`framed`]. Logos are flat artwork and go
//! another way: [`lift`].
//!
//! Pure pixels: the same picture gives the same bytes on every machine. Must not know files, HTTP or the window.

mod backdrop;
mod field;
mod frame;
mod glass;
mod judge;
mod lift;
mod matte;
mod region;

use super::picture::Picture;

pub use frame::framed;
pub use judge::{Fault, Measures, Verdict};
pub use lift::lift;

/// The longest side of the band's working resolution; larger pictures are scaled down first.
const LONGEST: u32 = super::picture::WORKING;

/// What came of a picture.
#[derive(Debug, Clone)]
pub struct Cutout {
    /// The product before nothing: straight alpha, same size as the picture (or scaled to 2000 pixels if it was larger).
    pub picture: Picture,
    /// The same without anything shining through; only where glass was found, for a person who knows better.
    pub solid: Option<Picture>,
    /// Whether it may be used; if not, use [`framed`] with the original picture.
    pub verdict: Verdict,
    /// The numbers that the verdict rests on.
    pub measures: Measures,
}

/// Cuts the product out. Always gives a picture; [`Cutout::verdict`] says whether it is good enough. A picture that
/// brings its own transparency keeps it.
pub fn cut(picture: &Picture) -> Cutout {
    let picture = &picture.fitted(LONGEST);
    if let Some(measures) = judge::measure_own_alpha(picture) {
        return Cutout {
            picture: picture.clone(),
            solid: None,
            verdict: judge::verdict(&measures),
            measures,
        };
    }
    let image = field::Image::of(picture);
    let backdrop = backdrop::Backdrop::fit(&image);
    let region = region::Region::find(&image, &backdrop);
    let mut matte = matte::Matte::solve(&image, &region, backdrop.noise);
    let measures = judge::measure(&image, &backdrop, &region, &matte);
    let verdict = judge::verdict(&measures);
    let solid = matte.picture(&image);
    let glass = match verdict {
        Verdict::Clean => glass::see_through(&image, &backdrop, &region.product),
        Verdict::Framed { .. } => None,
    };
    let (picture, solid) = match glass {
        Some(through) => {
            matte.let_through(&through, |i| {
                backdrop.light(i % image.width, i / image.width)
            });
            (matte.picture(&image), Some(solid))
        }
        None => (solid, None),
    };
    Cutout {
        picture,
        solid,
        verdict,
        measures,
    }
}
