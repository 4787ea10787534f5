//! The pairings of typefaces that a brand may have: a small closed set of the bundled faces, each chosen to go together.

use serde::{Deserialize, Serialize};

/// A pairing: the face of headlines first, the face of everything else second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypePairing {
    /// Cormorant over Jost.
    #[default]
    CormorantJost,
    /// Playfair Display over DM Sans.
    PlayfairDmSans,
    /// Fraunces over Inter.
    FrauncesInter,
    /// Italiana over Jost.
    ItalianaJost,
    /// Cormorant Italic over DM Sans.
    CormorantItalicDmSans,
    /// Jost alone, large and light over small and regular.
    JostInter,
}

impl TypePairing {
    /// Every pairing, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::CormorantJost,
        Self::PlayfairDmSans,
        Self::FrauncesInter,
        Self::ItalianaJost,
        Self::CormorantItalicDmSans,
        Self::JostInter,
    ];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CormorantJost => "cormorant-jost",
            Self::PlayfairDmSans => "playfair-dm-sans",
            Self::FrauncesInter => "fraunces-inter",
            Self::ItalianaJost => "italiana-jost",
            Self::CormorantItalicDmSans => "cormorant-italic-dm-sans",
            Self::JostInter => "jost-inter",
        }
    }

    /// The pairing of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }

    /// How people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::CormorantJost => "Cormorant & Jost",
            Self::PlayfairDmSans => "Playfair & DM Sans",
            Self::FrauncesInter => "Fraunces & Inter",
            Self::ItalianaJost => "Italiana & Jost",
            Self::CormorantItalicDmSans => "Cormorant Italic & DM Sans",
            Self::JostInter => "Jost & Inter",
        }
    }

    /// What it says about a brand.
    pub fn voice(self) -> &'static str {
        match self {
            Self::CormorantJost => "Quiet, classical",
            Self::PlayfairDmSans => "Editorial, confident",
            Self::FrauncesInter => "Warm, hand-made",
            Self::ItalianaJost => "Slender, couture",
            Self::CormorantItalicDmSans => "Poetic, personal",
            Self::JostInter => "Clean, clinical",
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
