//! Height fields: how a surface is folded, drawn or blown.
//!
//! A generator fills a row of nodes with heights in pixels of the finished picture and with one more value for the
//! matter. Every phase is a whole multiple of time, so that motion loops.

use serde::Deserialize;

use super::cloth::{self, Cloth};
use super::shapes::{self, Drape, Dunes, Rings, Swirl};
use super::solids::{self, Facets, Lustre, Smear, Veins};
use crate::studio::paint::isa::{Isa, kernel};
use crate::studio::paint::num::{cos_turns, float, sin_turns};
use crate::studio::paint::situ::view::View;

/// How a surface is shaped.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Relief {
    /// Strokes of a spatula.
    Folds(Folds),
    /// One long stroke around a centre.
    Swirl(Swirl),
    /// Cloth that hangs in pipes.
    Drape(Drape),
    /// Sand under the wind.
    Dunes(Dunes),
    /// Water that drops fall on.
    Rings(Rings),
    /// Clay under a palette knife.
    Smear(Smear),
    /// A polished slab.
    Veins(Veins),
    /// Crystal with flat faces.
    Facets(Facets),
    /// Mother of pearl.
    Lustre(Lustre),
    /// Cloth that falls from behind and over the ground.
    Cloth(Cloth),
}

/// How cream is folded.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Folds {
    /// Folds per picture width.
    pub frequency: f32,
    /// Height of folds in pixels.
    pub relief: f32,
    /// Spatula marks along the folds.
    pub marks: f32,
}

/// A row of nodes and when it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// First node, in pixels.
    pub x: f32,
    /// The row, in pixels.
    pub y: f32,
    /// Pixels between nodes.
    pub gap: f32,
    /// 0..1, loops.
    pub time: f32,
    /// Which surface this is: any number.
    pub phase: f32,
    /// Where the picture's product lies.
    pub focus: [f32; 2],
    /// How a ground would be seen that the product stands on.
    pub view: &'a View,
}

impl Relief {
    /// Pixels between nodes that this shape needs.
    pub(super) fn cell(&self) -> f32 {
        match self {
            Self::Folds(_) | Self::Swirl(_) => 4.0,
            _ => 3.0,
        }
    }

    /// Fills heights and the value for the matter.
    pub(super) fn fill(&self, isa: Isa, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
        match self {
            Self::Folds(folds) => fold(isa, folds, row, z, aux),
            Self::Swirl(swirl) => shapes::swirl(isa, swirl, row, z, aux),
            Self::Drape(drape) => shapes::drape(isa, drape, row, z, aux),
            Self::Dunes(dunes) => shapes::dunes(isa, dunes, row, z, aux),
            Self::Rings(rings) => shapes::rings(isa, rings, row, z, aux),
            Self::Smear(smear) => solids::smear(isa, smear, row, z, aux),
            Self::Veins(veins) => solids::veins(isa, veins, row, z, aux),
            Self::Facets(facets) => solids::facets(isa, facets, row, z, aux),
            Self::Lustre(lustre) => solids::lustre(isa, lustre, row, z, aux),
            Self::Cloth(cloth) => cloth::fall(isa, cloth, row, z, aux),
        }
    }
}

#[inline(always)]
fn fold_kernel(folds: &Folds, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = folds.frequency / 1080.0;
    // The whole drifts on a small circle while the warps breathe: cream that is slowly kneaded.
    let (drift_x, drift_y) = (0.045 * cos_turns(t), 0.06 * sin_turns(t));
    let sway = 0.09 * sin_turns(t + 0.15);
    let swell = 0.08 * cos_turns(t + 0.4);
    let ay = row.y * scale + drift_y;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let ax = (row.x + float(i) * row.gap) * scale + drift_x;
        // Three rounds of sine warp.
        let bx = ax + 0.34 * sin_turns(0.62 * ay + 0.13 * ax + p + sway);
        let by = ay + 0.30 * sin_turns(0.55 * ax - 0.21 * ay + p * 1.7 + swell);
        let cx = bx + 0.20 * sin_turns(1.15 * by + 0.3 * bx + p * 2.3 - swell);
        let cy = by + 0.17 * cos_turns(1.25 * bx - 0.2 * by + p * 0.7 + sway);
        let dx = cx + 0.085 * sin_turns(2.3 * cy + p * 3.1);
        let dy = cy + 0.07 * cos_turns(2.1 * cx + p * 1.3);
        // Broad spatula folds: a soft slope and a tucked edge.
        let a = 0.72 * dx + 1.02 * dy;
        let r1 = 0.5 + 0.5 * sin_turns(a + 0.12 * sin_turns(2.0 * a + 0.15));
        let r2 = 0.5 + 0.5 * sin_turns(1.9 * dx - 0.6 * dy + 0.2 * r1 + p);
        let fine = sin_turns(5.2 * a + 1.1 * dx) * 0.5 + 0.5;
        let high = r1 * r1 * (3.0 - 2.0 * r1)
            + 0.34 * r2 * r2 * (1.0 - 0.55 * r1)
            + folds.marks * 0.02 * fine * r1 * (1.0 - r1) * 4.0;
        *z = high * folds.relief;
        *aux = high;
    }
}

kernel!(fn fold = fold_kernel(folds: &Folds, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));
