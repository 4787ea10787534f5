//! The brief: what a person asks for, checked and ready to be priced and sent.

use serde::{Deserialize, Serialize};
use url::Url;

use super::ids::{BrandId, ProductId, StyleId};

/// The most concepts that one brief may ask for. The services state no limit; a mistyped count is dear, so we do.
pub const MAX_COUNT: u32 = 500;

/// Stills only, or stills and films. Wire words `static` and `full` (contract A.1, seed).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A still per orientation.
    #[default]
    Static,
    /// A still and a film per orientation.
    Full,
}

impl Format {
    /// Both formats, cheaper first.
    pub const ALL: [Self; 2] = [Self::Static, Self::Full];

    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Full => "full",
        }
    }

    /// The word of the contract, read.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The word on the form.
    pub fn label(self) -> &'static str {
        match self {
            Self::Static => "Still",
            Self::Full => "Still + film",
        }
    }
}

/// How the copy argues. Six, exactly as the contract spells them (contract A.1, seed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CopyAngle {
    /// Name the problem, then end it.
    #[serde(rename = "pain + solution")]
    PainSolution,
    /// What changes, plainly.
    #[serde(rename = "benefit outcome")]
    BenefitOutcome,
    /// Texture, scent, touch.
    #[serde(rename = "sensory")]
    Sensory,
    /// Before and after.
    #[serde(rename = "transformation")]
    Transformation,
    /// A moment of the day.
    #[serde(rename = "ritual")]
    Ritual,
    /// What others found.
    #[serde(rename = "social proof")]
    SocialProof,
}

impl CopyAngle {
    /// All six, in the order of the contract.
    pub const ALL: [Self; 6] = [
        Self::PainSolution,
        Self::BenefitOutcome,
        Self::Sensory,
        Self::Transformation,
        Self::Ritual,
        Self::SocialProof,
    ];

    /// The words of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PainSolution => "pain + solution",
            Self::BenefitOutcome => "benefit outcome",
            Self::Sensory => "sensory",
            Self::Transformation => "transformation",
            Self::Ritual => "ritual",
            Self::SocialProof => "social proof",
        }
    }

    /// The words of the contract, read.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|angle| angle.as_str() == text)
    }

    /// The title of its card.
    pub fn label(self) -> &'static str {
        match self {
            Self::PainSolution => "Pain + solution",
            Self::BenefitOutcome => "Benefit outcome",
            Self::Sensory => "Sensory",
            Self::Transformation => "Transformation",
            Self::Ritual => "Ritual",
            Self::SocialProof => "Social proof",
        }
    }

    /// The line under the title.
    pub fn hint(self) -> &'static str {
        match self {
            Self::PainSolution => "Name the problem, then end it",
            Self::BenefitOutcome => "What changes, plainly",
            Self::Sensory => "Texture, scent, touch",
            Self::Transformation => "Before and after",
            Self::Ritual => "A moment of the day",
            Self::SocialProof => "What others found",
        }
    }
}

/// A checked brief. Built by [`super::draft::BriefDraft::check`]; every value in it may be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Concepts, 1 to [`MAX_COUNT`]. Each gives a vertical and a square ad.
    pub count: u32,
    /// Stills, or stills and films.
    pub format: Format,
    /// The brand; the account's default if absent.
    #[serde(default)]
    pub brand_id: Option<BrandId>,
    /// Limits the products; empty means all active ones in turn.
    #[serde(default)]
    pub product_ids: Vec<ProductId>,
    /// One angle for all concepts; absent means they rotate.
    #[serde(default)]
    pub copy_angle: Option<CopyAngle>,
    /// Free text, this brief only; absent means the brand's own.
    #[serde(default)]
    pub brand_tone: Option<String>,
    /// Named motion categories, exact words. Beat `style_search` when not empty.
    #[serde(default)]
    pub animation_prompts: Vec<String>,
    /// A look in free words.
    #[serde(default)]
    pub style_search: Option<String>,
    /// Styles pinned by id.
    #[serde(default)]
    pub featured_styles: Vec<StyleId>,
    /// Put the product into a lifestyle scene first.
    #[serde(default)]
    pub in_situ: bool,
    /// Called once at completion. HTTPS only.
    #[serde(default)]
    pub webhook_url: Option<Url>,
}

impl Brief {
    /// Stills that the brief yields: one per orientation and concept.
    pub fn stills(&self) -> u32 {
        self.count * 2
    }

    /// Films that the brief yields.
    pub fn films(&self) -> u32 {
        if self.format == Format::Full {
            self.stills()
        } else {
            0
        }
    }
}
