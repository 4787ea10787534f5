//! Pictures of a kit: what they are of, which faces they have, and how clean the cut is.

use serde::{Deserialize, Serialize};

use crate::model::ids::PictureId;

/// What a picture is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureKind {
    /// A product.
    #[default]
    Product,
    /// The brand's logo.
    Logo,
}

impl PictureKind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Logo => "logo",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Product, Self::Logo]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// How a product's picture stands in an ad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureUse {
    /// Cut out of its background.
    #[default]
    Cutout,
    /// Cut out, with nothing shining through what was taken for glass.
    Solid,
    /// Whole, framed in a card.
    Framed,
}

impl PictureUse {
    /// Every use.
    pub const ALL: [Self; 3] = [Self::Cutout, Self::Solid, Self::Framed];

    /// The use of that word on the wire.
    pub fn parse(word: &str) -> Option<Self> {
        let is_it = |wanted: &Self| PictureFace::from(*wanted).as_str() == word;
        Self::ALL.into_iter().find(is_it)
    }
}

/// One way of looking at a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureFace {
    /// As it was given, upright.
    Original,
    /// Without its background, which shines through its glass no more.
    Cutout,
    /// Without its background, glass and all as solid as in the photograph; only where there is glass.
    Solid,
    /// In its card.
    Framed,
}

impl PictureFace {
    /// Every face.
    pub const ALL: [Self; 4] = [Self::Original, Self::Cutout, Self::Solid, Self::Framed];

    /// The word on the wire and in the name of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Cutout => "cutout",
            Self::Solid => "solid",
            Self::Framed => "framed",
        }
    }

    /// The face of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|face| face.as_str() == word)
    }
}

impl From<PictureUse> for PictureFace {
    fn from(wanted: PictureUse) -> Self {
        match wanted {
            PictureUse::Cutout => Self::Cutout,
            PictureUse::Solid => Self::Solid,
            PictureUse::Framed => Self::Framed,
        }
    }
}

/// What is known of a picture that the studio holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureFacts {
    /// Made from its contents: the same file has the same id.
    pub picture_id: PictureId,
    /// What it is of.
    #[serde(default)]
    pub kind: PictureKind,
    /// Width in pixels, upright.
    #[serde(default)]
    pub width: u32,
    /// Height in pixels, upright.
    #[serde(default)]
    pub height: u32,
    /// How it came out of its background; `None` for a logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

/// How a picture came out of its background: measured, not guessed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cut {
    /// Whether the cut can be used as it is.
    pub is_clean: bool,
    /// Whether something of it is glass, which lets an ad's background shine through.
    pub has_glass: bool,
    /// The verdict, as one sentence.
    pub sentence: String,
}

impl PictureFacts {
    /// Whether the picture can be looked at in that way.
    pub fn has(&self, face: PictureFace) -> bool {
        match face {
            PictureFace::Original | PictureFace::Cutout => true,
            PictureFace::Solid => self.cut.as_ref().is_some_and(|cut| cut.has_glass),
            PictureFace::Framed => self.kind == PictureKind::Product,
        }
    }

    /// How the picture should stand in an ad unless the person says otherwise.
    pub fn advised(&self) -> PictureUse {
        match &self.cut {
            Some(cut) if !cut.is_clean => PictureUse::Framed,
            _ => PictureUse::Cutout,
        }
    }
}
