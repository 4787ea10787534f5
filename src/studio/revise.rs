//! Revisions: a delivered concept said, shown or coloured otherwise. Everything that is not changed stays as the concept
//! has it, so a revision that changes nothing is the delivered ad, pixel for pixel, as long as the painter is the one that
//! delivered it: an older delivery is painted as this program paints it now.
//!
//! The brand is the one that the delivery was ordered with. Must not know HTTP, and must not debit anything.

use std::path::{Path, PathBuf};

use crate::model::ad::{MediaKind, Orientation};
use crate::model::ids::RevisionId;
use crate::model::revision::{
    MAX_VERSIONS, Revision, RevisionField, RevisionProblem, RevisionSheet, SheetProduct,
    SheetVersion, check,
};

use super::assets;
use super::brand::{BrandKit, Shelf};
use super::compose::{Part, can_set};
use super::copywriter::Wording;
use super::order::{Concept, ORIENTATIONS};
use super::render::{Culprit, RenderError, Renderer, Still};
use super::store::{
    ConceptRecord, Keeping, NewRevision, RevisionFile, RevisionRecord, Store, StoreError,
};

/// Why a revision is not shown or kept.
#[derive(Debug, thiserror::Error)]
pub enum ReviseError {
    /// A field does not keep the rules, or the ad cannot be laid out with it.
    #[error("{}", .0.said())]
    Wrong(RevisionProblem),
    /// The id names another revision.
    #[error("this revision_id was used for another version")]
    Other,
    /// There are as many versions as there may be.
    #[error("this concept has {MAX_VERSIONS} versions already")]
    Full,
    /// The picture cannot be made, whatever is changed.
    #[error("the picture cannot be made: {0}")]
    Broken(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What revisions are made with.
pub struct Reviser<'a> {
    /// The truth.
    pub store: &'a Store,
    /// The kits of the brands.
    pub shelf: &'a Shelf,
    /// Makes the pictures.
    pub renderer: &'a dyn Renderer,
}

impl Reviser<'_> {
    /// What a revision of this concept can start from.
    ///
    /// # Errors
    /// See [`ReviseError`].
    pub fn sheet(&self, record: &ConceptRecord) -> Result<RevisionSheet, ReviseError> {
        let brand = self.brand(record)?;
        let delivered = SheetVersion {
            version: 1,
            revision_id: None,
            revision: as_revision(&record.concept, &brand.palette),
        };
        let kept = record.revisions.iter().map(|it| SheetVersion {
            version: it.version,
            revision_id: Some(it.id.clone()),
            revision: as_revision(&it.concept, &it.palette),
        });
        let products = brand.products.iter().map(|product| SheetProduct {
            product_id: product.product_id.clone(),
            name: product.name.clone(),
        });
        Ok(RevisionSheet {
            has_film: record.order.format == crate::model::brief::Format::Full,
            products: products.collect(),
            versions: std::iter::once(delivered).chain(kept).collect(),
            brand_name: brand.name,
        })
    }

    /// The picture that a revision would be: a whole PNG file.
    ///
    /// # Errors
    /// See [`ReviseError`].
    pub fn preview(
        &self,
        record: &ConceptRecord,
        revision: Revision,
        orientation: &Orientation,
    ) -> Result<Vec<u8>, ReviseError> {
        let (brand, concept) = self.checked(record, revision)?;
        self.still(&brand, &concept, orientation)
    }

    /// Keeps a revision as the next version of its concept, once both of its pictures are known to be possible. They
    /// come back with it, unless it was kept before.
    ///
    /// # Errors
    /// See [`ReviseError`]; then nothing is kept.
    pub fn keep(
        &self,
        record: &ConceptRecord,
        id: RevisionId,
        revision: Revision,
    ) -> Result<(RevisionRecord, Vec<Vec<u8>>), ReviseError> {
        let (brand, concept) = self.checked(record, revision)?;
        let is_known = record.revisions.iter().any(|known| known.id == id);
        let mut stills = Vec::new();
        if !is_known {
            for orientation in &ORIENTATIONS {
                stills.push(self.still(&brand, &concept, orientation)?);
            }
        }
        let new = NewRevision {
            id,
            delivery: record.delivery.clone(),
            concept,
            palette: brand.palette,
            format: record.order.format,
        };
        match self.store.keep_revision(&new)? {
            Keeping::Kept { record, is_new } => {
                if !is_new {
                    stills.clear();
                }
                Ok((*record, stills))
            }
            Keeping::Other => Err(ReviseError::Other),
            Keeping::Full => Err(ReviseError::Full),
        }
    }

    fn brand(&self, record: &ConceptRecord) -> Result<BrandKit, ReviseError> {
        self.shelf
            .brand_of(&record.delivery, &record.order.brand_id)?
            .ok_or_else(|| ReviseError::Broken("the brand is gone".to_owned()))
    }

    /// The brand in the revision's colours, and the concept in its words.
    fn checked(
        &self,
        record: &ConceptRecord,
        revision: Revision,
    ) -> Result<(BrandKit, Concept), ReviseError> {
        let revision = revision.tidied();
        if let Some(problem) = check(&revision).into_iter().next() {
            return Err(ReviseError::Wrong(problem));
        }
        if let Some(problem) = unset(&revision) {
            return Err(ReviseError::Wrong(problem));
        }
        let mut brand = self.brand(record)?;
        if brand.product(&revision.product_id).is_none() {
            let sentence = "is not one that this brand had when the ad was ordered. Choose another, or order new ads of it.";
            return Err(ReviseError::Wrong(RevisionProblem::new(
                RevisionField::Product,
                sentence,
            )));
        }
        let concept = revised(&record.concept, &revision);
        brand.palette = revision.palette;
        Ok((brand, concept))
    }

    fn still(
        &self,
        brand: &BrandKit,
        concept: &Concept,
        orientation: &Orientation,
    ) -> Result<Vec<u8>, ReviseError> {
        let product = brand
            .product(&concept.product_id)
            .ok_or_else(|| ReviseError::Broken("the product is gone".to_owned()))?;
        let still = Still {
            brand,
            product,
            concept,
            orientation,
        };
        self.renderer
            .render(&still)
            .map_err(|error| told(&error, orientation))
    }
}

/// Makes a file of a version that is kept; `None` when it was told to stop.
///
/// # Errors
/// Why it cannot be made, in words.
pub fn make(
    shelf: &Shelf,
    renderer: &dyn Renderer,
    file: &RevisionFile,
    threads: usize,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<u8>>, String> {
    let mut brand = shelf
        .brand_of(&file.delivery, &file.order.brand_id)
        .map_err(|error| error.to_string())?
        .ok_or("the brand is gone")?;
    brand.palette.clone_from(&file.palette);
    let product = brand
        .product(&file.concept.product_id)
        .ok_or("the product is gone")?;
    let still = Still {
        brand: &brand,
        product,
        concept: &file.concept,
        orientation: &file.orientation,
    };
    let made = match file.kind {
        MediaKind::Still => renderer.render(&still).map(Some),
        MediaKind::Video => renderer.film(&still, threads, is_stopped),
    };
    made.map_err(|error| error.to_string())
}

/// Where a file of a version lies.
pub fn path(folder: &Path, file: &RevisionFile) -> PathBuf {
    let index = file.concept.index;
    let name = assets::revised_name(index, &file.orientation, file.kind, file.version);
    assets::path(folder, &file.token, &name)
}

fn as_revision(concept: &Concept, palette: &[String]) -> Revision {
    let Wording {
        kicker,
        headline,
        body,
        cta,
    } = concept.copy.clone();
    Revision {
        kicker,
        headline,
        body,
        cta,
        product_id: concept.product_id.clone(),
        palette: palette.to_vec(),
    }
}

/// The concept in other words and with another product; its look and its chance stay.
fn revised(concept: &Concept, revision: &Revision) -> Concept {
    let Revision {
        kicker,
        headline,
        body,
        cta,
        product_id,
        ..
    } = revision.clone();
    Concept {
        product_id,
        copy: Wording {
            kicker,
            headline,
            body,
            cta,
        },
        // It was about the words that the writer found.
        note: None,
        ..concept.clone()
    }
}

/// The first text with a letter that no typeface has.
fn unset(revision: &Revision) -> Option<RevisionProblem> {
    let fields = [
        RevisionField::Kicker,
        RevisionField::Headline,
        RevisionField::Body,
        RevisionField::Cta,
    ];
    fields.into_iter().find_map(|field| {
        let why = can_set(revision.text(field)?).err()?;
        Some(RevisionProblem::new(
            field,
            format!("cannot be set: {why}."),
        ))
    })
}

/// Why a picture is not made, at the field that a person can change.
fn told(error: &RenderError, orientation: &Orientation) -> ReviseError {
    let field_of = |part| match part {
        Part::Wordmark => None,
        Part::Kicker => Some(RevisionField::Kicker),
        Part::Headline => Some(RevisionField::Headline),
        Part::Body => Some(RevisionField::Body),
        Part::Cta => Some(RevisionField::Cta),
    };
    let shape = orientation.label();
    let problem = match error.culprit {
        Some(Culprit::TooLong(part)) => field_of(part).map(|field| {
            let sentence = format!("is too long for the {shape} layout. Shorten it.");
            RevisionProblem::new(field, sentence)
        }),
        Some(Culprit::Unset(part)) => field_of(part).map(|field| {
            let sentence = "has a letter that the typefaces do not have, so it may show as a box. Leave it out.";
            RevisionProblem::new(field, sentence)
        }),
        Some(Culprit::Palette) => Some(RevisionProblem::new(
            RevisionField::Palette,
            format!(
                "carries no copy that can be read on the {shape} picture. Make one colour much lighter or darker."
            ),
        )),
        None => None,
    };
    match problem {
        Some(problem) => ReviseError::Wrong(problem),
        None => ReviseError::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::brand::Brands;
    use crate::studio::compose::ComposeError;
    use crate::studio::order::{Order, lay_out};

    fn concept() -> (Concept, BrandKit) {
        let brand = Brands::sample().unwrap().all()[0].clone();
        let order = Order::trial(&brand, 1);
        (lay_out(&order, &brand, 3).remove(0), brand)
    }

    #[test]
    fn a_revision_that_changes_nothing_is_the_same_concept() {
        let (mut concept, brand) = concept();
        let same = as_revision(&concept, &brand.palette);
        assert_eq!(same.palette, brand.palette);
        concept.note = None;
        assert_eq!(revised(&concept, &same.tidied()), concept);
    }

    #[test]
    fn what_the_layout_refuses_is_said_at_its_field() {
        let wide = Orientation::Square;
        for (error, field, says) in [
            (ComposeError::DoesNotFit(Part::Headline), "headline", "4:5"),
            (ComposeError::DoesNotFit(Part::Body), "body", "Shorten"),
            (ComposeError::Unreadable, "palette", "lighter or darker"),
        ] {
            let ReviseError::Wrong(problem) = told(&RenderError::from(error), &wide) else {
                panic!("{field} is not told");
            };
            assert_eq!(problem.field.to_string(), field);
            assert!(problem.sentence.contains(says), "{}", problem.sentence);
        }
        let broken = RenderError::from(ComposeError::Product("it is gone".into()));
        assert!(matches!(told(&broken, &wide), ReviseError::Broken(_)));
    }
}
