//! Stills: copy, product and a painted background become one finished picture.
//!
//! [`render_still`] is the whole service: the same [`AdSpec`] gives the same bytes on every machine and any number of
//! threads. One still is made by (mostly) one thread's work; render several at once for speed.
//!
//! Order of work: [`layout`] finds places for copy and product, `scene` paints a background that keeps calm behind the
//! copy, `product` lays shadow and product on it, [`ink`] chooses colours that read and draws the type.

pub mod block;
mod encode;
pub mod face;
mod fonts;
pub mod ink;
pub mod layout;
pub mod lines;
mod logo;
mod optical;
pub mod pairing;
pub mod palette;
pub(in crate::studio) mod parts;
mod product;
mod scene;
mod script;
mod sense;
pub mod text;

use thiserror::Error;

use crate::model::kit::TypePairing;
use crate::studio::paint::isa::Isa;
use crate::studio::paint::keepout::Rect;
use crate::studio::paint::motif::Motif;
use crate::studio::styles::{Scene, Style};

pub use ink::{Inks, Picture};
pub use layout::Plan;
pub(in crate::studio) use logo::Emblem;
pub use logo::Logo;
pub use palette::Palette;
pub use product::ProductPicture;
pub use script::{Unset, can_set};

/// What is shared by all stills: typefaces and the choice of instructions. Make one, share it between threads.
#[derive(Debug)]
pub struct Engine {
    pub(in crate::studio) faces: text::Type,
    pub(in crate::studio) isa: Isa,
}

impl Engine {
    /// An engine that uses the fastest instructions of this processor.
    pub fn new() -> Self {
        Self::with_isa(Isa::detect())
    }

    /// An engine for a given instruction set; all give the same pictures.
    pub fn with_isa(isa: Isa) -> Self {
        Self {
            faces: text::Type::new(),
            isa,
        }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

/// The words of an ad. Plain text: quotes, dashes and letter case are set by the engine. Only the headline is needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdCopy {
    /// Small letterspaced line above the headline: the product's name or an occasion, up to about 30 characters.
    pub kicker: String,
    /// 10 to 60 characters.
    pub headline: String,
    /// One sentence, up to about 110 characters.
    pub body: String,
    /// Call to action, up to about 20 characters.
    pub cta: String,
}

/// One still to make.
#[derive(Debug, Clone, Copy)]
pub struct AdSpec<'a> {
    /// Width and height in pixels: 1080 x 1920 (vertical) or 1080 x 1350 (square).
    pub size: (u32, u32),
    /// The look.
    pub style: &'a Style,
    /// The brand's colours.
    pub palette: &'a Palette,
    /// The words.
    pub copy: &'a AdCopy,
    /// The brand's type; `TypePairing::default()` where none was chosen.
    pub pairing: TypePairing,
    /// Set as a wordmark where there is no logo; may be empty.
    pub brand_name: &'a str,
    /// Drawn in place of the wordmark.
    pub logo: Option<&'a Logo>,
    /// The product.
    pub product: &'a ProductPicture,
    /// Chance and variety: the same seed gives the same picture, seeds that follow each other give different layouts.
    pub seed: u64,
}

impl AdSpec<'_> {
    /// Width and height in pixels, as the painters take them.
    fn extent(&self) -> [f32; 2] {
        [self.size.0 as f32, self.size.1 as f32]
    }
}

/// Why a still cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ComposeError {
    /// The size is neither 1080 x 1920 nor 1080 x 1350.
    #[error("a still is 1080 x 1920 or 1080 x 1350 pixels, not {0} x {1}")]
    Size(u32, u32),
    /// The headline is empty.
    #[error("the ad has no headline")]
    NoHeadline,
    /// A part of the copy has a character that cannot be set.
    #[error("{part} cannot be set: {why}")]
    Unset {
        /// Where it is.
        part: Part,
        /// Which character, and the way out.
        why: Unset,
    },
    /// The copy is too long for every layout; names the part that is longest for its place.
    #[error("the copy does not fit beside the product; shorten {0}")]
    DoesNotFit(Part),
    /// No ink reaches the needed contrast.
    #[error("the brand colours give no readable copy on this look")]
    Unreadable,
    /// The product's picture cannot be used.
    #[error("the product picture cannot be used: {0}")]
    Product(String),
    /// The logo's picture cannot be used.
    #[error("the logo cannot be used: {0}")]
    Logo(String),
    /// The PNG could not be written.
    #[error("the picture could not be encoded: {0}")]
    Encode(String),
}

/// How a still is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// Copy above the product, both on the axis.
    Centred,
    /// Product above, copy below it on the axis.
    Under,
    /// Headline above the product, body and call to action below it.
    Crown,
    /// Product above, copy flush left below it.
    Caption,
    /// Copy flush left, the product low and running out on the right.
    Offset,
    /// Copy flush left, the product low and running out on the left.
    OffsetLeft,
    /// Product right, copy in a column on the left.
    BesideRight,
    /// Product left, copy in a column on the right.
    BesideLeft,
    /// Product right, headline at the top left, the rest of the copy at the foot.
    Editorial,
    /// Product left, headline at the top right, the rest of the copy at the foot.
    EditorialLeft,
    /// Headline across the whole width, product below it on the right, the rest of the copy on the left.
    MastheadRight,
    /// Headline across the whole width, product below it on the left, the rest of the copy on the right.
    MastheadLeft,
    /// Copy flush left, the product lying at an angle on the right.
    TiltedRight,
    /// The product lying at an angle on the left, copy beside or above it.
    TiltedLeft,
}

/// Which side lines of copy share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// A common left edge.
    Left,
    /// A common axis.
    Centre,
}

/// A part of the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The brand's name.
    Wordmark,
    /// The small line above the headline.
    Kicker,
    /// The headline.
    Headline,
    /// Running text.
    Body,
    /// The call to action.
    Cta,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Wordmark => "the brand's name",
            Self::Kicker => "the line above the headline",
            Self::Headline => "the headline",
            Self::Body => "the body",
            Self::Cta => "the call to action",
        })
    }
}

/// A finished still and how it came to be; the record lets tests and reports check the promises.
#[derive(Debug)]
pub struct Still {
    /// The picture.
    pub picture: Picture,
    /// Where everything went.
    pub plan: Plan,
    /// The colours of the copy and their measured contrast.
    pub inks: Inks,
    /// Glyphs drawn.
    pub glyphs: usize,
}

impl Still {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// [`ComposeError::Encode`] when the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, ComposeError> {
        encode::png(&self.picture)
    }
}

/// Makes a still: the bytes of a PNG file (8-bit RGB).
///
/// # Errors
/// See [`ComposeError`]; nothing is painted before size, characters and fit are known to be good.
pub fn render_still(engine: &Engine, spec: &AdSpec<'_>) -> Result<Vec<u8>, ComposeError> {
    compose(engine, spec)?.png()
}

/// As [`render_still`], but gives the picture and its record.
///
/// # Errors
/// As [`render_still`].
pub fn compose(engine: &Engine, spec: &AdSpec<'_>) -> Result<Still, ComposeError> {
    Ok(prepare(engine, spec)?.finish(engine, spec.logo))
}

/// A still before its copy is drawn: what the copy will be read against.
#[derive(Debug)]
pub struct Prepared {
    /// Background and product.
    pub picture: Picture,
    /// Where everything goes.
    pub plan: Plan,
    /// The colours chosen for the copy.
    pub inks: Inks,
}

impl Prepared {
    /// Draws the copy and, where there is one, the logo.
    pub fn finish(mut self, engine: &Engine, logo: Option<&Logo>) -> Still {
        if let (Some(logo), Some(rect)) = (logo, self.plan.logo) {
            logo.draw(&mut self.picture, &rect, self.inks.copy);
        }
        let glyphs = ink::draw(&mut self.picture, &engine.faces, &self.plan, &self.inks);
        Still {
            picture: self.picture,
            plan: self.plan,
            inks: self.inks,
            glyphs,
        }
    }
}

/// Lays out a still, paints background and product, and chooses the ink.
///
/// # Errors
/// As [`render_still`].
pub fn prepare(engine: &Engine, spec: &AdSpec<'_>) -> Result<Prepared, ComposeError> {
    let parts::Parts {
        picture,
        plan,
        inks,
        ..
    } = parts::parts(engine, spec)?;
    Ok(Prepared {
        picture,
        plan,
        inks,
    })
}

/// The background of an ad, set up to be painted at any moment of its loop.
///
/// # Errors
/// As [`arrange`].
pub fn background(engine: &Engine, spec: &AdSpec<'_>) -> Result<Box<dyn Motif>, ComposeError> {
    let plan = arrange(engine, spec)?;
    Ok(scene::Stage::of(spec, &plan).motif(spec.extent()))
}

/// The look alone, without copy and product, for a picture of that size: what a preview of a style moves through.
pub fn backdrop(style: &Style, palette: &Palette, size: (u32, u32)) -> Box<dyn Motif> {
    let [w, h] = [size.0 as f32, size.1 as f32];
    let plan = Plan {
        template: Template::Centred,
        lines: Vec::new(),
        button: None,
        logo: None,
        product: layout::ProductBox {
            rect: Rect::new(w * 0.31, h * 0.36, w * 0.38, h * 0.5),
            turns: 0.0,
        },
    };
    let stage = scene::Stage {
        style,
        palette,
        plan: &plan,
        seed: 7,
    };
    stage.motif([w, h])
}

/// The layout of a still, without painting it.
///
/// # Errors
/// [`ComposeError::Size`], [`ComposeError::NoHeadline`], [`ComposeError::Unset`] or [`ComposeError::DoesNotFit`].
pub fn arrange(engine: &Engine, spec: &AdSpec<'_>) -> Result<Plan, ComposeError> {
    if !matches!(spec.size, (1080, 1920 | 1350)) {
        return Err(ComposeError::Size(spec.size.0, spec.size.1));
    }
    let logo = spec.logo.map(Logo::aspect);
    let copy = block::Copy::new(
        &engine.faces,
        spec.pairing,
        spec.brand_name,
        logo,
        spec.copy,
    )?;
    // Drips hang into the picture: copy starts below them.
    let reserved = spec.style.generator.reserved_top() * spec.size.1 as f32;
    let frame = layout::Frame::new(
        spec.size,
        spec.style.scene,
        spec.product.aspect(),
        spec.product.is_card(),
        reserved,
    );
    // Long copy that does not fit above a scene's ground may lie across it, rather than nowhere.
    let across = || {
        let frame = layout::Frame {
            scene: Scene::Standing,
            ..frame
        };
        layout::solve(&frame, &copy, spec.seed).filter(|_| spec.style.scene == Scene::Situ)
    };
    let mut plan = layout::solve(&frame, &copy, spec.seed)
        .or_else(across)
        .ok_or(ComposeError::DoesNotFit(copy.longest()))?;
    optical::align(&engine.faces, &mut plan);
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared<T: Send + Sync>() {}

    #[test]
    fn an_engine_can_be_shared_between_threads() {
        shared::<Engine>();
        shared::<ProductPicture>();
    }
}
