//! The studio's own calls about styles, under `/v1/studio/styles`: the whole catalogue, and how a style looks in motion.
//! The contract knows nothing of them.
//!
//! `GET /v1/studio/styles/{id}/swatch?brand_id=` answers with a JPEG: the pictures of one loop, row by row, as
//! [`crate::model::catalog::sheet`] says.

use serde::{Deserialize, Serialize};

use crate::model::catalog::StyleCard;

/// Answer of `GET /v1/studio/styles?brand_id=`; an unknown or absent brand is the default one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueAnswer {
    /// Every style, in the catalogue's order.
    pub styles: Vec<StyleCard>,
}
