//! The studio's own calls: brand kits, their pictures, versions of ads, the end of a delivery. Only an account that is a
//! studio answers them.
//!
//! Every writing call may be repeated, so each repeats itself as [`super::retry`] decides; only a picture is sent once.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::ad::Orientation;
use crate::model::ids::{BrandId, DeliveryId, PictureId, RevisionId};
use crate::model::kit::{Kit, KitEntry, PictureFace, PictureFacts, PictureKind};
use crate::model::revision::{ConceptRef, Revision, RevisionSheet};
use crate::wire::studio::{
    CancelAnswer, KitsAnswer, PaletteAnswer, PaletteBody, PreviewBody, RevisionRow,
};

use super::dessert::Dessert;
use super::error::{ApiError, Fault};
use super::exchange::Request;
use super::retry::Method;

impl Dessert {
    /// Every kit.
    ///
    /// # Errors
    /// When no readable answer came in all attempts, or the studio refused.
    pub async fn kits(&self) -> Result<KitsAnswer, ApiError> {
        self.ask(Method::Get, &["studio", "brands"], None).await
    }

    /// Makes a kit, or writes it anew; `kit.version` is the version that the change rests on.
    ///
    /// # Errors
    /// As [`Dessert::kits`]; see [`ApiError::field`].
    pub async fn put_kit(&self, kit: &Kit) -> Result<KitEntry, ApiError> {
        let path = ["studio", "brands", kit.brand_id.as_str()];
        self.ask(Method::Put, &path, Some(body(kit)?)).await
    }

    /// Deletes a kit; the sample brand is put away.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn delete_kit(&self, id: &BrandId) -> Result<KitsAnswer, ApiError> {
        let path = ["studio", "brands", id.as_str()];
        self.ask(Method::Delete, &path, None).await
    }

    /// Makes a kit the default one.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn make_default_kit(&self, id: &BrandId) -> Result<KitsAnswer, ApiError> {
        let path = ["studio", "brands", id.as_str(), "default"];
        self.ask(Method::Post, &path, None).await
    }

    /// Brings the sample brand back as it was.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn restore_sample(&self) -> Result<KitsAnswer, ApiError> {
        self.ask(Method::Post, &["studio", "sample"], None).await
    }

    /// Colours picked from the pictures of a kit; nothing is saved.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn pick_palette(
        &self,
        id: &BrandId,
        colours: usize,
    ) -> Result<PaletteAnswer, ApiError> {
        let mut request = self.request(&["studio", "brands", id.as_str(), "palette"]);
        request
            .url
            .query_pairs_mut()
            .append_pair("colours", &colours.to_string());
        self.http.exchange(&request).await
    }

    /// How colours serve.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn check_palette(&self, palette: &[String]) -> Result<PaletteAnswer, ApiError> {
        let asked = PaletteBody {
            palette: palette.to_vec(),
        };
        let path = ["studio", "palette", "check"];
        self.ask(Method::Post, &path, Some(body(&asked)?)).await
    }

    /// Ends a delivery early: what is finished stays, the rest is refunded. May be repeated.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn cancel(&self, id: &DeliveryId) -> Result<CancelAnswer, ApiError> {
        let path = ["studio", "deliveries", id.as_str(), "cancel"];
        let request = Request {
            method: Method::Post,
            about: Some(id.clone()),
            ..self.request(&path)
        };
        self.http.exchange(&request).await
    }

    /// Takes a picture in: the bytes of a file as they are. The same bytes again give the same picture.
    ///
    /// # Errors
    /// As [`Dessert::kits`]; a refusal's message says why the file cannot be used.
    pub async fn add_picture(
        &self,
        kind: PictureKind,
        bytes: Bytes,
    ) -> Result<PictureFacts, ApiError> {
        let mut request = Request {
            method: Method::Post,
            body: Some(bytes),
            ..self.request(&["studio", "pictures"])
        };
        request
            .url
            .query_pairs_mut()
            .append_pair("kind", kind.as_str());
        self.http.exchange(&request).await
    }

    /// One face of a picture as a PNG that fits a square of that many pixels.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn picture(
        &self,
        id: &PictureId,
        face: PictureFace,
        side: u32,
    ) -> Result<Vec<u8>, ApiError> {
        let mut request = self.request(&["studio", "pictures", id.as_str(), face.as_str()]);
        request
            .url
            .query_pairs_mut()
            .append_pair("side", &side.to_string());
        self.http.exchange_bytes(&request).await
    }

    /// What a revision of a concept can start from.
    ///
    /// # Errors
    /// As [`Dessert::kits`].
    pub async fn revision_sheet(&self, of: &ConceptRef) -> Result<RevisionSheet, ApiError> {
        let index = of.index.to_string();
        self.ask(Method::Get, &concept_path(of, &index), None).await
    }

    /// The picture that a revision would be: a whole PNG.
    ///
    /// # Errors
    /// As [`Dessert::kits`]; see [`ApiError::field`].
    pub async fn preview_revision(
        &self,
        of: &ConceptRef,
        orientation: &Orientation,
        revision: &Revision,
    ) -> Result<Vec<u8>, ApiError> {
        let asked = PreviewBody {
            orientation: orientation.clone(),
            revision: revision.clone(),
        };
        let index = of.index.to_string();
        let path = [&concept_path(of, &index)[..], &["preview"]].concat();
        let request = Request {
            method: Method::Post,
            body: Some(body(&asked)?),
            ..self.request(&path)
        };
        self.http.exchange_bytes(&request).await
    }

    /// Keeps a revision as the concept's next version; under the same id it is kept once.
    ///
    /// # Errors
    /// As [`Dessert::kits`]; see [`ApiError::field`].
    pub async fn keep_revision(
        &self,
        of: &ConceptRef,
        id: &RevisionId,
        revision: &Revision,
    ) -> Result<RevisionRow, ApiError> {
        let index = of.index.to_string();
        let path = [&concept_path(of, &index)[..], &["revisions", id.as_str()]].concat();
        self.ask(Method::Put, &path, Some(body(revision)?)).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<Bytes>,
    ) -> Result<T, ApiError> {
        let request = Request {
            method,
            body,
            ..self.request(path)
        };
        self.http.exchange(&request).await
    }
}

fn concept_path<'a>(of: &'a ConceptRef, index: &'a str) -> [&'a str; 5] {
    let delivery = of.delivery.as_str();
    ["studio", "deliveries", delivery, "concepts", index]
}

fn body(value: &impl Serialize) -> Result<Bytes, ApiError> {
    // Strings and numbers always serialise; if not, nothing is sent.
    serde_json::to_vec(value)
        .map(Bytes::from)
        .map_err(|_| Fault::BadAddress.into())
}
