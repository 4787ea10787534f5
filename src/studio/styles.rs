//! The catalogue of looks, as data: each is a generator, a material and the roles that brand colours play in it.

use std::sync::OnceLock;

use serde::Deserialize;

use super::paint::dewy::Dew;
use super::paint::discs::Discs;
use super::paint::drips::Drips;
use super::paint::drizzle::Drizzle;
use super::paint::droplets::Droplets;
use super::paint::flutes::Flutes;
use super::paint::glow::Glow;
use super::paint::lens::Lights;
use super::paint::melt::Melt;
use super::paint::pieces::Pieces;
use super::paint::rounds::Ball;
use super::paint::shadows::Shadows;
use super::paint::sheet::Sheet;
use super::paint::situ::Place;
use super::paint::smoke::Smoke;
use super::paint::surface::{Caustics, Folds, Matter, Pleats, Relief, Terrazzo};
use super::paint::vapour::Vapour;

/// A look that an ad can have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Style {
    /// Stable id, for `creative.featured_styles`.
    pub id: String,
    /// Short name for people.
    pub name: String,
    /// The public motion category that it belongs to, exact words.
    pub animation_prompt: String,
    /// One sentence for people and for search.
    pub description: String,
    /// Words for search.
    pub tags: Vec<String>,
    /// How the product is seen.
    pub scene: Scene,
    /// Where the surface comes from.
    pub generator: Generator,
    /// What it is made of.
    pub material: Material,
    /// Backdrop, top to bottom; for cream: light, half light, shade.
    pub backdrop: [Tone; 3],
    /// Colour of the liquid at full depth.
    #[serde(default)]
    pub liquid: Tone,
    /// Strength of the light that gathers behind the product.
    #[serde(default)]
    pub glow: f32,
    /// Strength of the slats of light on the backdrop.
    #[serde(default)]
    pub beam: f32,
    /// What the ground does under the product, where it stands.
    #[serde(default)]
    pub footing: Footing,
}

/// How the product is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// From above, lying on the surface.
    Flat,
    /// Standing on a ground in front of a wall.
    Standing,
    /// Standing in a lifestyle scene: copy keeps off its ground.
    Situ,
}

impl Scene {
    /// Whether the product stands, rather than lies.
    pub fn stands(self) -> bool {
        self != Self::Flat
    }
}

/// What the ground does under a standing product.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Footing {
    /// Strength of the shadow where the product touches the ground; 1 is the studio's paper.
    pub contact: f32,
    /// Strength of the shadow along the ground.
    pub cast: f32,
    /// Softness of the shadows.
    pub soft: f32,
    /// Strength of the mirror image, 0..=1.
    pub mirror: f32,
    /// How far waves pull the mirror image about, in pixels.
    pub sway: f32,
    /// How deep the foot goes into the ground, as a share of the product's width.
    pub sink: f32,
}

impl Default for Footing {
    fn default() -> Self {
        Self {
            contact: 1.0,
            cast: 1.0,
            soft: 1.0,
            mirror: 0.26,
            sway: 0.0,
            sink: 0.0,
        }
    }
}

/// Generator of a background and its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Generator {
    /// Curtains of aurora or leaks of light.
    Glow(Glow),
    /// Glitter or lamps out of focus.
    Lights(Lights),
    /// Petals or citrus, floating.
    Pieces(Pieces),
    /// Sun on a wall.
    Shadows(Shadows),
    /// A plume of smoke.
    Smoke(Smoke),
    /// Mist, powder or ink.
    Vapour(Vapour),
    /// Drops strewn on a surface.
    Droplets(Droplets),
    /// Folds of cream.
    Folds(Folds),
    /// A surface of another shape.
    Surface(Relief),
    /// Knife pleats of satin.
    Pleats(Pleats),
    /// Light on the floor of a pool.
    Caustics(Caustics),
    /// Chips of stone in cement.
    Terrazzo(Terrazzo),
    /// Threads of liquid laid across.
    Drizzle(Drizzle),
    /// Liquid running down from the top.
    Drips(Drips),
    /// Ribbed glass in front of moving colour.
    Flutes(Flutes),
    /// Molten metal.
    Melt(Melt),
    /// Round bodies that keep their shape.
    Discs(Discs),
    /// A sheet of liquid on the side that the copy leaves free.
    Sheet(Sheet),
    /// A dewy pane of glass.
    Dew(Dew),
    /// A lifestyle scene.
    Situ(Place),
}

impl Generator {
    /// Share of the picture's height that the matter itself needs at the top: copy starts below it.
    pub fn reserved_top(&self) -> f32 {
        match self {
            Self::Drips(_) => 0.155,
            _ => 0.0,
        }
    }
}

/// What a surface is made of.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Material {
    /// Matter that hangs in air or water.
    Air {
        /// How opaque it is.
        density: f32,
        /// How dark its far side is: 0 as the light side .. 1 the brand's ink.
        shade: f32,
    },
    /// Clear drops.
    Gel {
        /// Depth of colour.
        absorb: f32,
        /// Strength of the mirrored lamps.
        gloss: f32,
    },
    /// Thick syrup.
    Syrup {
        /// Depth of colour.
        absorb: f32,
        /// 0 clear .. 1 opaque.
        cloud: f32,
    },
    /// Cream.
    Cream {
        /// Strength of highlights.
        gloss: f32,
    },
    /// What other surfaces are made of.
    Surface {
        /// Silk, clay, sand and so on.
        of: Matter,
        /// Strength of highlights.
        gloss: f32,
    },
    /// What its generator makes of it.
    Own,
    /// Round bodies.
    Round {
        /// Pearls, bubbles, oil or foam.
        of: Ball,
    },
}

/// A part that a brand colour plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Pure white.
    White,
    /// Lightest colour of the brand.
    #[default]
    Light,
    /// Second lightest.
    Soft,
    /// Middle.
    Deep,
    /// Darkest.
    Ink,
    /// Most colourful of those that stand apart.
    Accent,
    /// Pure black.
    Black,
}

/// A colour by role: `role`, moved `by` (0..=1) toward another role.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(from = "(Role, Role, f32)")]
pub struct Tone {
    /// Start.
    pub role: Role,
    /// Direction.
    pub toward: Role,
    /// How far.
    pub by: f32,
}

impl From<(Role, Role, f32)> for Tone {
    fn from((role, toward, by): (Role, Role, f32)) -> Self {
        Self { role, toward, by }
    }
}

/// All looks. The data is part of the program and checked by a test; should it ever be unreadable, the list is empty.
pub fn catalogue() -> &'static [Style] {
    static STYLES: OnceLock<Vec<Style>> = OnceLock::new();
    STYLES.get_or_init(|| {
        serde_json::from_str(include_str!("../../assets/styles.json")).unwrap_or_default()
    })
}

/// The look with that id.
pub fn by_id(id: &str) -> Option<&'static Style> {
    catalogue().iter().find(|style| style.id == id)
}

/// The looks of a motion category; letter case does not matter.
pub fn by_prompt(prompt: &str) -> impl Iterator<Item = &'static Style> {
    let prompt = prompt.trim().to_lowercase();
    catalogue()
        .iter()
        .filter(move |style| style.animation_prompt.to_lowercase() == prompt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_reads_and_every_prompt_has_at_least_two_looks() {
        let _: Vec<Style> = serde_json::from_str(include_str!("../../assets/styles.json")).unwrap();
        let prompts = [
            "Serum Droplets",
            "Lotion Texture",
            "Serum Drizzles",
            "Liquid Dripping",
        ];
        for prompt in prompts {
            assert!(by_prompt(prompt).count() >= 2, "{prompt}");
        }
        for style in catalogue() {
            let prompt = &style.animation_prompt;
            assert!(by_prompt(prompt).count() >= 2, "{prompt}");
        }
        let ids: BTreeSet<_> = catalogue().iter().map(|s| &s.id).collect();
        assert_eq!(ids.len(), catalogue().len());
        assert_eq!(
            by_prompt(" serum DROPLETS ")
                .next()
                .unwrap()
                .animation_prompt,
            "Serum Droplets"
        );
        assert!(by_id(&catalogue()[0].id).is_some() && by_id("nope").is_none());
    }
}
