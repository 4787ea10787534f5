//! The pairings of typefaces that a brand may have: a small closed set of the bundled faces, each chosen to go together.
//! How they are set is the studio's matter.

use serde::{Deserialize, Serialize};

/// A pairing: the face of headlines first, the face of everything else second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypePairing {
    /// Cormorant over Jost.
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

impl TypePairing {
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

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
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

    /// The pairing of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }

    /// How people call it.
    pub fn label(self) -> &'static str {
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

    /// The typefaces in it.
    pub fn faces(self) -> &'static str {
        match self {
            Self::Atelier => "Cormorant & Jost",
            Self::Verse => "Cormorant Italic & Jost",
            Self::Gazette => "Playfair & DM Sans",
            Self::Botanica => "Fraunces & DM Sans",
            Self::Salon => "Italiana & Jost",
            Self::Clinic => "Inter",
            Self::Nordic => "Jost, light",
            Self::Studio => "DM Sans, bold",
        }
    }

    /// What it says about a brand.
    pub fn voice(self) -> &'static str {
        match self {
            Self::Atelier => "quiet, classic",
            Self::Verse => "tender, written",
            Self::Gazette => "a magazine’s voice",
            Self::Botanica => "warm, natural",
            Self::Salon => "tall, perfumery",
            Self::Clinic => "plain, exact",
            Self::Nordic => "geometric, airy",
            Self::Studio => "direct, young",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pairing_survives_the_wire() {
        for pairing in TypePairing::ALL {
            assert_eq!(TypePairing::parse(pairing.as_str()), Some(pairing));
            let json = serde_json::to_string(&pairing).unwrap();
            assert_eq!(json, format!("\"{}\"", pairing.as_str()));
        }
        assert_eq!(TypePairing::parse("comic-sans"), None);
    }
}
