//! The studio's own calls under `/v1/studio/`: brand kits, their pictures, and versions of ads. The contract knows nothing of them.
//!
//! Kits travel as [`Kit`] and [`KitEntry`] of the model, so that the window and the studio mean the same by them. Reading
//! is lenient (unknown fields are ignored, absent ones are empty); refusals use the contract's envelope and name the
//! field in `error.field`.

use serde::{Deserialize, Serialize};

use crate::model::ad::Orientation;
use crate::model::cost::Credits;
use crate::model::ids::{PictureId, RevisionId};
use crate::model::kit::{Kit, KitEntry, PaletteReport, TypePairing};
use crate::model::revision::Revision;

use super::dessert::{AdRow, DeliveryAnswer};
use super::lenient::readable;

/// Answer of `GET /v1/studio/brands`, and of every call that changes which kits there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KitsAnswer {
    /// Every kit, the default one first.
    pub brands: Vec<KitEntry>,
    /// Whether the sample brand is put away; `POST /v1/studio/sample` brings it back.
    pub sample_is_hidden: bool,
}

/// Body of `POST /v1/studio/brands`: a kit without an id. `PUT /v1/studio/brands/{brand_id}` takes a [`Kit`] as it is,
/// makes it or writes it anew, and may be repeated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewKit {
    /// Everything but the id; a palette is given to a kit without one.
    #[serde(flatten)]
    pub kit: Kit,
}

/// Body of `POST /v1/studio/palette/check`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaletteBody {
    /// `#RRGGBB`.
    pub palette: Vec<String>,
}

/// Answer of `POST /v1/studio/palette/check` and of `GET /v1/studio/brands/{brand_id}/palette`, which picks colours from
/// the pictures of the kit and saves nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaletteAnswer {
    /// `#RRGGBB`.
    pub palette: Vec<String>,
    /// How they serve.
    pub colours: PaletteReport,
}

/// Body of `POST /v1/studio/brands/{brand_id}/products/{product_id}/picture`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PictureBody {
    /// Which, as `POST /v1/studio/pictures` named it; `null` takes the picture away.
    pub picture_id: Option<PictureId>,
    /// `cutout`, `solid` (glass lets nothing through) or `framed`; without a word, what the verdict advises.
    #[serde(default)]
    pub picture_use: Option<String>,
}

/// Answer of `POST /v1/studio/deliveries/{delivery_id}/cancel`, which may be repeated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelAnswer {
    /// The delivery as it ended: `completed` with what is finished, `failed` when nothing is.
    #[serde(flatten)]
    pub delivery: DeliveryAnswer,
    /// Given back for what was not made.
    #[serde(default)]
    pub credits_refunded: Credits,
}

/// Answer of `GET /v1/studio/type-pairings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PairingsAnswer {
    /// Every pairing.
    #[serde(default)]
    pub type_pairings: Vec<PairingRow>,
}

/// One pairing of typefaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairingRow {
    /// For `type_pairing` of a kit.
    pub type_pairing: TypePairing,
    /// Display name.
    #[serde(default)]
    pub name: String,
    /// What it says about a brand.
    #[serde(default)]
    pub voice: String,
}

/// Body of `POST /v1/studio/deliveries/{delivery_id}/concepts/{index}/preview`; the answer is the PNG that the version
/// would be. `PUT .../revisions/{revision_id}` takes a [`Revision`] as it is, keeps it as the concept's next version and
/// may be repeated; `GET` of the concept answers with a [`crate::model::revision::RevisionSheet`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewBody {
    /// `vertical` or `square`.
    pub orientation: Orientation,
    /// What it says and shows.
    #[serde(flatten)]
    pub revision: Revision,
}

/// A version that a person made of a concept; studio only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevisionRow {
    /// The caller's.
    pub revision_id: RevisionId,
    /// From 2; 1 is the one that was delivered.
    pub version: u32,
    /// 1-based number of the concept.
    pub index: u32,
    /// Its ads, vertical first. One whose status is `queued` still gets files.
    #[serde(default, deserialize_with = "readable")]
    pub ads: Vec<AdRow>,
    /// When it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
}

impl RevisionRow {
    /// Whether files of it are still to come.
    pub fn is_being_made(&self) -> bool {
        self.ads
            .iter()
            .any(|ad| ad.status.as_deref() == Some("queued"))
    }
}

/// Answer of `DELETE /v1/studio/pictures/{picture_id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureGone {
    /// Which.
    pub picture_id: PictureId,
}

/// Path of the list of kits, without the leading `/v1/`.
pub const BRANDS: [&str; 2] = ["studio", "brands"];
