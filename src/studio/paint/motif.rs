//! What every background is to the rest: set up once for a picture, then painted at any moment of its loop.
//!
//! Coordinates are pixels of the finished picture, whatever the canvas' own resolution: see [`Brush::step`]. Setting up
//! may be slow (placing, sorting); painting is called once per frame of a film and must not be.

use super::brush::Brush;
use super::colour::Light;
use super::isa::Isa;
use super::keepout::{KeepOut, Rect};

/// A background, ready to be painted.
pub trait Motif: Send + Sync + std::fmt::Debug {
    /// Covers the picture with the background at `time`: 0..1 is one loop, and 1 looks like 0.
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32);
}

/// The picture that a background is set up for.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Width and height of the finished picture, in pixels.
    pub size: [f32; 2],
    /// Where copy will lie: shapes stay away, textures run calm.
    pub keep_out: KeepOut,
    /// Where the product will be: light gathers there.
    pub product: Rect,
    /// Where the wall meets the ground, in pixels from the top, when the product stands; `None` when seen from above.
    pub floor: Option<f32>,
    /// Colours to paint in; no others may appear but their mixtures, white and black.
    pub hues: Hues,
    /// Strength of the light that gathers behind the product.
    pub glow: f32,
    /// Strength of slats of light on the backdrop.
    pub beam: f32,
    /// The only source of chance.
    pub seed: u64,
}

/// The brand's colours by part, and those that the look has mixed from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hues {
    /// The look's ground, top to bottom; for a surface: light, half light, shade.
    pub stops: [Light; 3],
    /// The look's liquid, particles or other matter at full depth.
    pub body: Light,
    /// Lightest colour of the brand.
    pub light: Light,
    /// Second lightest.
    pub soft: Light,
    /// Middle.
    pub deep: Light,
    /// Darkest.
    pub ink: Light,
    /// The one that stands apart.
    pub accent: Light,
}
