//! The shelf of kits: what a person writes, checked and kept; what work needs, ready at hand.
//!
//! Calls may wait for the disk: from async code, go through `spawn_blocking`. [`Shelf::brands`] never waits.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::model::ids::{BrandId, DeliveryId, PictureId, ProductId};
use crate::model::kit::{
    self, Kit, KitEntry, KitField, KitProblem, KitProduct, MAX_KITS, PictureFace, PictureKind,
    ProductField,
};
use crate::studio::store::{KitRow, Put, Store, StoreError};
use crate::wire::dessert::iso;

use super::letters::Letters;
use super::pictures::{PictureProblem, Pictures};
use super::sample::{SAMPLE_BRAND, sample_kit};
use super::{BrandKit, Brands, colours};

/// Why a kit was not written, or a part of it not found.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// A field does not keep the rules.
    #[error("{} {}", .0.field, .0.sentence)]
    Wrong(KitProblem),
    /// There is no kit of that id.
    #[error("there is no brand {0}")]
    NoBrand(BrandId),
    /// The kit has no product of that id.
    #[error("the brand has no product {0}")]
    NoProduct(ProductId),
    /// Somebody else changed it meanwhile.
    #[error("{0} was changed elsewhere meanwhile")]
    Stale(String),
    /// There is no room for another.
    #[error("there are {MAX_KITS} brands already; delete one that is not used any more")]
    Full,
    /// A picture failed.
    #[error(transparent)]
    Picture(#[from] PictureProblem),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Every kit of the studio.
#[derive(Debug)]
pub struct Shelf {
    store: Arc<Store>,
    pictures: Pictures,
    letters: Letters,
    /// Whose ads a test makes, in place of the kits.
    fixed: Option<Arc<Brands>>,
    /// The kits made ready, as of the last change.
    ready: RwLock<Arc<Brands>>,
}

impl Shelf {
    /// Opens the shelf; at its first start the sample brand stands on it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn open(
        folder: &Path,
        store: Arc<Store>,
        fixed: Option<Brands>,
    ) -> Result<Self, StoreError> {
        store.seed_kit(&sample_kit()?)?;
        let shelf = Self {
            pictures: Pictures::open(folder, Arc::clone(&store))?,
            store,
            letters: Letters,
            fixed: fixed.map(Arc::new),
            ready: RwLock::default(),
        };
        shelf.make_ready()?;
        Ok(shelf)
    }

    /// The pictures of every kit.
    pub fn pictures(&self) -> &Pictures {
        &self.pictures
    }

    /// The brands that briefs may name; the first is the default.
    pub fn brands(&self) -> Arc<Brands> {
        match &self.fixed {
            Some(fixed) => Arc::clone(fixed),
            None => Arc::clone(&self.ready.read().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// The brand of a delivery as it was when it was ordered.
    ///
    /// # Errors
    /// When the store fails.
    pub fn brand_of(
        &self,
        delivery: &DeliveryId,
        brand: &BrandId,
    ) -> Result<Option<BrandKit>, StoreError> {
        if self.fixed.is_none()
            && let Some(kit) = self.store.kit_of(delivery)?
        {
            return Ok(Some(self.readied(&kit, None)));
        }
        Ok(self.brands().by_id(brand).cloned())
    }

    /// Every kit that is not put away, the default one first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entries(&self) -> Result<Vec<KitEntry>, StoreError> {
        let rows = self.shown()?;
        rows.into_iter()
            .enumerate()
            .map(|(at, row)| self.entry(row, at == 0))
            .collect()
    }

    /// The kit of that id.
    ///
    /// # Errors
    /// [`KitError::NoBrand`] or [`KitError::Store`].
    pub fn entry_of(&self, id: &BrandId) -> Result<KitEntry, KitError> {
        let entries = self.shown()?.into_iter().enumerate();
        for (at, row) in entries {
            if row.kit.brand_id == *id {
                return Ok(self.entry(row, at == 0)?);
            }
        }
        Err(KitError::NoBrand(id.clone()))
    }

    /// Whether the sample brand is put away.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_sample_hidden(&self) -> Result<bool, StoreError> {
        let row = self.store.kit(&BrandId::new(SAMPLE_BRAND))?;
        Ok(row.is_some_and(|row| row.is_hidden))
    }

    /// Writes a kit; `kit.version` is the version that the change rests on, 0 for whatever stands. Gives it as it stands
    /// then, and whether it is new.
    ///
    /// # Errors
    /// See [`KitError`]; the kit is then what it was before.
    pub fn put(&self, kit: Kit) -> Result<(KitEntry, bool), KitError> {
        let kit = kit.tidied();
        if let Some(problem) = kit::check(&kit).into_iter().next() {
            return Err(KitError::Wrong(problem));
        }
        if let Some(problem) = self.letters.missing(&kit) {
            return Err(KitError::Wrong(problem));
        }
        self.check_pictures(&kit)?;
        let is_ready = !self.readied(&kit, None).products.is_empty();
        match self.store.put_kit(&kit, is_ready, MAX_KITS)? {
            Put::Done { row, is_new } => {
                // Written to again, a brand that was put away is wanted again.
                if row.is_hidden {
                    self.store.hide_kit(&kit.brand_id, false)?;
                }
                self.make_ready()?;
                Ok((self.entry_of(&kit.brand_id)?, is_new))
            }
            Put::Stale(row) => Err(KitError::Stale(row.kit.name)),
            Put::Full => Err(KitError::Full),
        }
    }

    /// Changes one kit as it stands now.
    ///
    /// # Errors
    /// As [`Shelf::put`].
    pub fn change(
        &self,
        id: &BrandId,
        change: impl Fn(&mut Kit) -> Result<(), KitError>,
    ) -> Result<KitEntry, KitError> {
        // Somebody may write between reading and writing; then the change is made to what they wrote.
        for _ in 0..4 {
            let mut kit = self.entry_of(id)?.kit;
            change(&mut kit)?;
            match self.put(kit) {
                Err(KitError::Stale(_)) => {}
                outcome => return outcome.map(|(entry, _)| entry),
            }
        }
        Err(KitError::Stale(id.to_string()))
    }

    /// Adds a product, or writes it anew. Says whether it is new.
    ///
    /// # Errors
    /// As [`Shelf::put`].
    pub fn put_product(
        &self,
        brand: &BrandId,
        product: &KitProduct,
    ) -> Result<(KitEntry, bool), KitError> {
        let is_new = std::cell::Cell::new(false);
        let entry = self.change(brand, |kit| {
            let found = kit
                .products
                .iter_mut()
                .find(|it| it.product_id == product.product_id);
            is_new.set(found.is_none());
            match found {
                Some(found) => *found = product.clone(),
                None => kit.products.push(product.clone()),
            }
            Ok(())
        })?;
        Ok((entry, is_new.get()))
    }

    /// Takes a product out; one that is not there is no error.
    ///
    /// # Errors
    /// As [`Shelf::put`].
    pub fn remove_product(
        &self,
        brand: &BrandId,
        product: &ProductId,
    ) -> Result<KitEntry, KitError> {
        self.change(brand, |kit| {
            kit.products.retain(|it| it.product_id != *product);
            Ok(())
        })
    }

    /// Deletes a kit; the sample brand is only put away. One that is not there is no error.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove(&self, id: &BrandId) -> Result<(), KitError> {
        if id.as_str() == SAMPLE_BRAND {
            self.store.hide_kit(id, true)?;
        } else {
            self.store.remove_kit(id)?;
        }
        Ok(self.make_ready()?)
    }

    /// Brings the sample brand back as it was on the first day.
    ///
    /// # Errors
    /// When the store fails.
    pub fn restore_sample(&self) -> Result<KitEntry, KitError> {
        let kit = sample_kit().map_err(StoreError::from)?;
        self.put(kit).map(|(entry, _)| entry)
    }

    /// Makes a kit the default one.
    ///
    /// # Errors
    /// [`KitError::NoBrand`] or [`KitError::Store`].
    pub fn make_default(&self, id: &BrandId) -> Result<(), KitError> {
        if !self.store.make_default(id)? {
            return Err(KitError::NoBrand(id.clone()));
        }
        Ok(self.make_ready()?)
    }

    /// Colours picked from the pictures of a kit: of its products, and of its logo.
    ///
    /// # Errors
    /// [`KitError::NoBrand`], a problem that says that there is no picture, or a failure of a file.
    pub fn pick_palette(&self, id: &BrandId, count: usize) -> Result<Vec<String>, KitError> {
        let kit = self.entry_of(id)?.kit;
        let mut pixels = Vec::new();
        for picture in kit.pictures() {
            // Without its background where it can be had: a white wall is no colour of a brand.
            let face = self
                .pictures
                .photograph(picture, self.truest_face(picture)?)
                .or_else(|| self.pictures.photograph(picture, PictureFace::Original));
            if let Some(photograph) = face {
                pixels.push(self.pictures.pixels(&photograph)?);
            }
        }
        let picked = colours::pick(pixels.iter().map(Vec::as_slice), count);
        if picked.is_empty() {
            let sentence = "can be picked once there is a picture. Add one to a product first.";
            return Err(KitError::Wrong(KitProblem::new(
                KitField::Palette,
                sentence,
            )));
        }
        Ok(picked)
    }

    fn truest_face(&self, id: &PictureId) -> Result<PictureFace, StoreError> {
        let is_clean = self
            .pictures
            .facts(id)?
            .and_then(|facts| facts.cut)
            .is_some_and(|cut| cut.is_clean);
        Ok(if is_clean {
            PictureFace::Cutout
        } else {
            PictureFace::Original
        })
    }

    /// The kits that are not put away, the default one first.
    fn shown(&self) -> Result<Vec<KitRow>, StoreError> {
        let mut rows = self.store.kits()?;
        rows.retain(|row| !row.is_hidden);
        rows.sort_by_key(|row| !row.is_default);
        Ok(rows)
    }

    fn entry(&self, row: KitRow, is_default: bool) -> Result<KitEntry, StoreError> {
        let kit = row.kit;
        let mut pictures = Vec::new();
        for id in kit.pictures() {
            pictures.extend(self.pictures.facts(id)?);
        }
        Ok(KitEntry {
            is_default,
            is_sample: kit.brand_id.as_str() == SAMPLE_BRAND,
            missing: missing(&kit),
            colours: colours::report(&kit.palette),
            pictures,
            kit,
        })
    }

    fn readied(&self, kit: &Kit, onboarded_at: Option<String>) -> BrandKit {
        BrandKit::of(kit, onboarded_at, |id, face| {
            self.pictures.photograph(id, face)
        })
    }

    fn make_ready(&self) -> Result<(), StoreError> {
        let ready = self.shown()?.into_iter().map(|row| {
            let since = row.onboarded_at.unwrap_or(row.created_at);
            self.readied(&row.kit, Some(iso(since)))
        });
        let ready = Arc::new(Brands::of(ready.collect()));
        *self.ready.write().unwrap_or_else(PoisonError::into_inner) = ready;
        Ok(())
    }

    /// Every picture that a kit names must be here, and be of the right kind.
    fn check_pictures(&self, kit: &Kit) -> Result<(), KitError> {
        let of_products = kit.products.iter().enumerate().filter_map(|(index, it)| {
            let field = KitField::Product(index, ProductField::Picture);
            Some((field, it.picture.as_ref()?, PictureKind::Product))
        });
        let logo = kit
            .logo
            .iter()
            .map(|id| (KitField::Logo, id, PictureKind::Logo));
        for (field, id, kind) in logo.chain(of_products) {
            if self
                .pictures
                .facts(id)?
                .is_none_or(|facts| facts.kind != kind)
            {
                let sentence = format!(
                    "is not on file as a {}; send the file to POST /v1/studio/pictures first.",
                    kind.as_str()
                );
                return Err(KitError::Wrong(KitProblem::new(field, sentence)));
            }
        }
        Ok(())
    }
}

/// What a kit needs before ads can be made: nothing once one product is ready.
fn missing(kit: &Kit) -> Vec<String> {
    let mut nearest: Option<Vec<&str>> = None;
    for product in &kit.products {
        let missing = kit::missing(product);
        if nearest.as_ref().is_none_or(|it| missing.len() < it.len()) {
            nearest = Some(missing);
        }
    }
    nearest
        .unwrap_or_else(|| vec!["a product with a picture"])
        .into_iter()
        .map(str::to_owned)
        .collect()
}
