//! Type pairings: which bundled faces speak for a brand. A closed list, so that every pairing has been looked at.

use serde::{Deserialize, Serialize};

use super::Part;
use super::face::{self, Face, Faces};

/// A pairing of a display face with a text face, with their own spacing, sizes and casing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairing {
    /// Cormorant over Jost, an Italiana wordmark.
    #[default]
    Atelier,
    /// Cormorant Italic over Jost.
    Verse,
    /// Playfair Display over DM Sans.
    Gazette,
    /// Fraunces over DM Sans.
    Botanica,
    /// Italiana over Jost.
    Salon,
    /// Inter alone.
    Clinic,
    /// Light Jost over Jost.
    Nordic,
    /// Bold DM Sans alone.
    Studio,
}

impl Pairing {
    /// Every pairing, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Atelier,
        Self::Verse,
        Self::Gazette,
        Self::Botanica,
        Self::Salon,
        Self::Clinic,
        Self::Nordic,
        Self::Studio,
    ];

    /// Stable id, as kept in files; the same as its serialised form.
    pub fn id(self) -> &'static str {
        match self {
            Self::Atelier => "atelier",
            Self::Verse => "verse",
            Self::Gazette => "gazette",
            Self::Botanica => "botanica",
            Self::Salon => "salon",
            Self::Clinic => "clinic",
            Self::Nordic => "nordic",
            Self::Studio => "studio",
        }
    }

    /// The pairing of that id.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pairing| pairing.id() == id)
    }

    /// Short name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atelier => "Atelier",
            Self::Verse => "Verse",
            Self::Gazette => "Gazette",
            Self::Botanica => "Botanica",
            Self::Salon => "Salon",
            Self::Clinic => "Clinic",
            Self::Nordic => "Nordic",
            Self::Studio => "Studio",
        }
    }

    /// What it is made of and how it sounds, in one line for people.
    pub fn description(self) -> &'static str {
        match self {
            Self::Atelier => "Cormorant and Jost: a fine serif, quiet and classic",
            Self::Verse => "Cormorant Italic and Jost: a written line, tender",
            Self::Gazette => "Playfair Display and DM Sans: contrast, a magazine's voice",
            Self::Botanica => "Fraunces and DM Sans: a warm old-style serif, natural",
            Self::Salon => "Italiana and Jost: tall and thin, perfumery",
            Self::Clinic => "Inter: plain and exact, dermatology",
            Self::Nordic => "Jost, light: geometric, airy",
            Self::Studio => "DM Sans, bold: direct and young",
        }
    }

    /// Its faces.
    pub fn faces(self) -> &'static Faces {
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
        let faces = self.faces();
        match part {
            Part::Wordmark => &faces.wordmark,
            Part::Kicker => &faces.kicker,
            Part::Headline => &faces.headline,
            Part::Body => &faces.body,
            Part::Cta => &faces.cta,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_and_serialise_as_they_read() {
        for pairing in Pairing::ALL {
            let json = serde_json::to_string(&pairing).unwrap();
            assert_eq!(json, format!("{:?}", pairing.id()));
            assert_eq!(Pairing::by_id(pairing.id()), Some(pairing));
        }
        assert_eq!(Pairing::by_id("comic"), None);
    }
}
