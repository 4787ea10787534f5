//! The seam between the service and the pictures: one still in, the bytes of one PNG or of one MP4 out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::ad::Orientation;

use super::brand::{BrandKit, Photograph, Product};
use super::compose::{
    self, AdCopy, AdSpec, ComposeError, Engine, Logo, Palette, Part, ProductPicture,
};
use super::film::{self, FilmError, Making};
use super::order::Concept;
use super::{situ, styles};

/// Everything that a still, or the film of that still, is made from.
#[derive(Clone, Copy, Debug)]
pub struct Still<'a> {
    /// Whose ad.
    pub brand: &'a BrandKit,
    /// What it shows.
    pub product: &'a Product,
    /// What it says and looks like.
    pub concept: &'a Concept,
    /// Which of the two.
    pub orientation: &'a Orientation,
}

/// A still could not be made. The text names the cause for `raw_status`; it is no place for paths or keys.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct RenderError {
    why: String,
    /// What a person can change so that it can be made.
    pub culprit: Option<Culprit>,
}

/// What stands in the way of a still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Culprit {
    /// This part of the copy is too long for every layout.
    TooLong(Part),
    /// This part of the copy has a character that cannot be set.
    Unset(Part),
    /// The colours carry no copy that can be read.
    Palette,
}

impl From<String> for RenderError {
    fn from(why: String) -> Self {
        Self { why, culprit: None }
    }
}

impl From<&str> for RenderError {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}

impl From<ComposeError> for RenderError {
    fn from(error: ComposeError) -> Self {
        let culprit = match &error {
            ComposeError::DoesNotFit(part) => Some(Culprit::TooLong(*part)),
            ComposeError::Unset { part, .. } => Some(Culprit::Unset(*part)),
            ComposeError::Unreadable => Some(Culprit::Palette),
            _ => None,
        };
        Self {
            why: error.to_string(),
            culprit,
        }
    }
}

impl From<FilmError> for RenderError {
    fn from(error: FilmError) -> Self {
        match error {
            FilmError::Compose(error) => error.into(),
            other => other.to_string().into(),
        }
    }
}

/// Makes stills. Called from several threads at once; the same still must give the same bytes.
pub trait Renderer: Send + Sync {
    /// The still as a whole PNG file.
    ///
    /// # Errors
    /// When it cannot be made; the delivery is then given up and refunded.
    fn render(&self, still: &Still<'_>) -> Result<Vec<u8>, RenderError>;

    /// The film of the still as a whole MP4 file, made by that many threads; `None` when it was told to stop.
    ///
    /// # Errors
    /// As [`Self::render`].
    fn film(
        &self,
        still: &Still<'_>,
        threads: usize,
        is_stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<u8>>, RenderError>;
}

/// Decoded photographs that are kept: some tens of megabytes each.
const KEPT_PICTURES: usize = 4;

/// The studio's own renderer.
pub struct Painter {
    engine: Engine,
    pictures: Kept<ProductPicture>,
    logos: Kept<Logo>,
}

/// What was decoded already, by the name of its contents, the latest last.
struct Kept<T>(Mutex<VecDeque<(String, Arc<T>)>>);

impl<T> Kept<T> {
    /// The decoded photograph. `what` names it when it cannot be read.
    fn get<E: Into<RenderError>>(
        &self,
        photograph: &Photograph,
        what: &str,
        decode: impl FnOnce(&[u8]) -> Result<T, E>,
    ) -> Result<Arc<T>, RenderError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = photograph.id();
        if let Some((_, decoded)) = kept.iter().find(|(known, _)| known == id) {
            return Ok(Arc::clone(decoded));
        }
        let bytes = photograph
            .bytes()
            .map_err(|error| format!("{what} cannot be read ({})", error.kind()))?;
        let decoded = decode(&bytes).map_err(Into::into)?;
        let decoded = Arc::new(decoded);
        if kept.len() >= KEPT_PICTURES {
            kept.pop_front();
        }
        kept.push_back((id.to_owned(), Arc::clone(&decoded)));
        Ok(decoded)
    }
}

impl Painter {
    /// A renderer that uses the fastest instructions of this processor.
    pub fn new() -> Self {
        Self {
            engine: Engine::new(),
            pictures: Kept(Mutex::default()),
            logos: Kept(Mutex::default()),
        }
    }
}

impl Painter {
    /// Looks everything up that a still names and hands it to the engine.
    fn with_spec<T, E: Into<RenderError>>(
        &self,
        still: &Still<'_>,
        work: impl FnOnce(&AdSpec<'_>) -> Result<T, E>,
    ) -> Result<T, RenderError> {
        let Still {
            brand,
            product,
            concept,
            orientation,
        } = still;
        let size = orientation
            .size()
            .ok_or_else(|| RenderError::from("the orientation has no size"))?;
        let style = match &concept.scene_id {
            Some(scene) => situ::by_id(scene.as_str()),
            None => styles::by_id(concept.style_id.as_str()),
        };
        let style = style.ok_or_else(|| RenderError::from("the style is gone"))?;
        let picture = self.pictures.get(
            &product.picture,
            "the product's picture",
            ProductPicture::decode,
        )?;
        let logo = match &brand.logo {
            Some(logo) => Some(self.logos.get(logo, "the brand's logo", Logo::decode)?),
            None => None,
        };
        let words = &concept.copy;
        let bound = |text: &str| compose::lines::bind(text, &product.name);
        let copy = AdCopy {
            kicker: bound(&words.kicker),
            headline: bound(&words.headline),
            body: bound(&words.body),
            cta: bound(&words.cta),
        };
        let spec = AdSpec {
            size,
            style,
            palette: &Palette::from_hex(&brand.palette),
            copy: &copy,
            pairing: brand.pairing,
            brand_name: &brand.name,
            logo: logo.as_deref(),
            product: &picture,
            seed: concept.seed,
        };
        work(&spec).map_err(Into::into)
    }
}

impl Default for Painter {
    fn default() -> Self {
        Self::new()
    }
}

impl Renderer for Painter {
    fn render(&self, still: &Still<'_>) -> Result<Vec<u8>, RenderError> {
        self.with_spec(still, |spec| compose::render_still(&self.engine, spec))
    }

    fn film(
        &self,
        still: &Still<'_>,
        threads: usize,
        is_stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<u8>>, RenderError> {
        let making = Making {
            frames: film::FRAMES,
            threads,
            is_stopped,
        };
        self.with_spec(still, |spec| match film::make(&self.engine, spec, making) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(FilmError::Stopped) => Ok(None),
            Err(error) => Err(error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::brief::CopyAngle;
    use crate::model::ids::StyleId;
    use crate::studio::brand::Brands;
    use crate::studio::order::{self, ORIENTATIONS, Order};

    #[test]
    fn all_that_the_copywriter_writes_fits_on_every_style() {
        let brands = Brands::sample().unwrap();
        let brand = brands.all().first().unwrap();
        let painter = Painter::new();
        for (seed, angle) in CopyAngle::ALL.into_iter().enumerate() {
            let order = Order {
                product_ids: brand
                    .products
                    .iter()
                    .map(|product| product.product_id.clone())
                    .collect(),
                style_ids: styles::catalogue()
                    .iter()
                    .map(|style| StyleId::new(style.id.as_str()))
                    .collect(),
                copy_angle: Some(angle),
                in_situ: seed % 2 == 1,
                ..Order::trial(brand, 60)
            };
            for concept in order::lay_out(&order, brand, seed as u64) {
                for orientation in &ORIENTATIONS {
                    let product = brand.product(&concept.product_id).unwrap();
                    let still = Still {
                        brand,
                        product,
                        concept: &concept,
                        orientation,
                    };
                    let arranged = painter.with_spec(&still, |spec| {
                        compose::arrange(&painter.engine, spec).map(drop)
                    });
                    assert!(arranged.is_ok(), "{arranged:?} {concept:?} {orientation:?}");
                }
            }
        }
    }

    #[test]
    fn in_situ_neighbours_stand_in_different_scenes_and_otherwise_nothing_changes() {
        let brands = Brands::sample().unwrap();
        let brand = brands.all().first().unwrap();
        let order = |in_situ| Order {
            in_situ,
            ..Order::trial(brand, 14)
        };
        let staged = order::lay_out(&order(true), brand, 3);
        for pair in staged.windows(2) {
            assert_ne!(pair[0].scene_id, pair[1].scene_id);
        }
        let known = |id: &StyleId| situ::by_id(id.as_str()).is_some();
        assert!(
            staged
                .iter()
                .all(|c| c.scene_id.as_ref().is_some_and(known))
        );
        let plain = order::lay_out(&order(false), brand, 3);
        assert!(plain.iter().all(|concept| concept.scene_id.is_none()));
        for (a, b) in staged.iter().zip(&plain) {
            assert_eq!((&a.copy, a.seed), (&b.copy, b.seed));
        }
    }
}
