//! How each type pairing of a brand is set: its faces with their spacing, sizes and casing.

use super::Part;
use super::face::{self, Face, Faces};
use crate::model::kit::TypePairing;

impl TypePairing {
    /// The faces that set it, part by part.
    pub fn set(self) -> &'static Faces {
        match self {
            Self::Atelier => &face::ATELIER,
            Self::Verse => &face::VERSE,
            Self::Gazette => &face::GAZETTE,
            Self::Botanica => &face::BOTANICA,
            Self::Salon => &face::SALON,
            Self::Clinic => &face::CLINIC,
            Self::Nordic => &face::NORDIC,
            Self::Studio => &face::STUDIO,
        }
    }

    /// The face of one part of the copy.
    pub fn face(self, part: Part) -> &'static Face {
        let faces = self.set();
        match part {
            Part::Wordmark => &faces.wordmark,
            Part::Kicker => &faces.kicker,
            Part::Headline => &faces.headline,
            Part::Body => &faces.body,
            Part::Cta => &faces.cta,
        }
    }
}
