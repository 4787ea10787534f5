//! A kit as it is being typed: the person's words beside what was saved, and when the difference is worth saving.
//!
//! Pure: knows the rules of the model and the time that it is told; asks nobody.

use std::time::Duration;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::model::ids::ProductId;
use crate::model::kit::{
    self, Kit, KitEntry, KitField, KitProblem, KitProduct, PaletteReport, PictureFacts, Proof,
};

/// Somebody who types pauses this long before it is saved.
const PAUSE: Duration = Duration::from_millis(700);

/// A kit as typed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Everything but the products.
    pub kit: Kit,
    /// The products as typed.
    pub products: Vec<ProductDraft>,
    /// How the colours serve, as far as the studio has told.
    pub colours: PaletteReport,
    /// What is known of pictures that are not in the saved kit yet.
    pub pictures: Vec<PictureFacts>,
    /// The colours that the studio was last asked about.
    pub asked: Vec<String>,
    /// What the studio found wrong with the kit as it was sent.
    pub refused: Option<KitProblem>,
    /// Why it could not be saved, where no field is at fault.
    pub trouble: Option<Report>,
    saved: Kit,
    seen: Kit,
    changed_at: Option<Timestamp>,
    sent: Option<Kit>,
    failed: Option<Kit>,
}

/// A product as typed.
#[derive(Clone, Debug, Default)]
pub struct ProductDraft {
    /// Everything but the lists and the proof.
    pub product: KitProduct,
    /// One a line.
    pub benefits: String,
    /// Between commas.
    pub ingredients: String,
    /// Between commas.
    pub texture: String,
    /// Between commas.
    pub scent: String,
    /// Whether there is a rating.
    pub has_proof: bool,
    /// As typed.
    pub rating: String,
    /// As typed.
    pub reviews: String,
    /// As typed.
    pub source: String,
}

/// How a draft stands, for the line that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As it is here, so it is kept.
    Saved,
    /// On its way.
    Saving,
    /// A field has to be put right first.
    Wrong,
    /// The studio could not be reached or failed.
    Failed,
}

impl Draft {
    /// What is typed to begin with: what is saved.
    pub fn of(entry: &KitEntry) -> Self {
        let kit = entry.kit.clone();
        Self {
            products: kit.products.iter().map(ProductDraft::of).collect(),
            colours: entry.colours.clone(),
            pictures: entry.pictures.clone(),
            asked: kit.palette.clone(),
            refused: None,
            trouble: None,
            saved: kit.clone(),
            seen: kit.clone(),
            changed_at: None,
            sent: None,
            failed: None,
            kit,
        }
    }

    /// A brand that the studio has not heard of: all of it is to be saved.
    pub fn begun(kit: Kit) -> Self {
        let mut draft = Self::of(&KitEntry {
            kit,
            ..KitEntry::default()
        });
        draft.saved = Kit::default();
        // The studio has not judged its colours yet.
        draft.asked = Vec::new();
        draft
    }

    /// What was typed in an earlier run and could not be saved.
    #[must_use]
    pub fn retyped(mut self, kit: &Kit) -> Self {
        self.products = kit.products.iter().map(ProductDraft::of).collect();
        self.kit = kit.clone();
        self
    }

    /// The kit that was typed.
    pub fn to_kit(&self) -> Kit {
        let mut kit = self.kit.clone();
        kit.version = self.saved.version;
        kit.products = self.products.iter().map(ProductDraft::to_product).collect();
        kit.tidied()
    }

    /// Takes what the view has, unless something typed here would be lost.
    pub fn follow(&mut self, entry: &KitEntry) {
        if entry.kit.version > self.saved.version && self.sent.is_none() && !self.is_dirty() {
            *self = Self::of(entry);
        }
    }

    /// Whether something typed is not saved.
    pub fn is_dirty(&self) -> bool {
        self.to_kit() != self.saved.clone().tidied()
    }

    /// Whether it was sent and not answered yet.
    pub fn is_on_its_way(&self) -> bool {
        self.sent.is_some()
    }

    /// Everything that is wrong with what is typed, the studio's own finding last.
    pub fn problems(&self, kit: &Kit) -> Vec<KitProblem> {
        let mut problems = kit::check(kit);
        if self.failed.as_ref() == Some(kit) {
            problems.extend(self.refused.clone());
        }
        problems
    }

    /// Notes the time of a change.
    pub fn look(&mut self, kit: &Kit, now: Timestamp) {
        if *kit != self.seen {
            self.seen = kit.clone();
            self.changed_at = Some(now);
        }
    }

    /// The kit to be sent now; `is_last` does not wait for a pause. `None` as long as there is nothing to save, something
    /// is wrong, or an earlier version is on its way.
    pub fn due(&mut self, kit: &Kit, now: Timestamp, is_last: bool) -> Option<Kit> {
        let is_worth = self.sent.is_none()
            && self.failed.as_ref() != Some(kit)
            && *kit != self.saved.clone().tidied()
            && kit::check(kit).is_empty();
        let paused = self
            .changed_at
            .is_none_or(|at| now.duration_since(at).unsigned_abs() >= PAUSE);
        if !is_worth || !(paused || is_last) {
            return None;
        }
        self.sent = Some(kit.clone());
        Some(kit.clone())
    }

    /// How long until it may be due.
    pub fn wait(&self, kit: &Kit, now: Timestamp) -> Option<Duration> {
        if *kit == self.saved.clone().tidied() || self.sent.is_some() {
            return None;
        }
        let since = now.duration_since(self.changed_at?).unsigned_abs();
        PAUSE.checked_sub(since)
    }

    /// A kit that was sent from here is written.
    pub fn was_saved(&mut self, asked: &Kit, version: u64) {
        self.saved = asked.clone();
        self.saved.version = version;
        self.sent = None;
        self.failed = None;
        self.refused = None;
        self.trouble = None;
    }

    /// A kit that was sent from here is not written.
    pub fn was_refused(&mut self, asked: &Kit, problem: Option<KitProblem>, report: &Report) {
        self.sent = None;
        self.failed = Some(asked.clone());
        self.trouble = problem.is_none().then(|| report.clone());
        self.refused = problem;
    }

    /// Tries again what failed, on top of whatever stands by now: the person has seen the sentence and wants it so.
    pub fn try_again(&mut self, newest: u64) {
        self.saved.version = self.saved.version.max(newest);
        self.failed = None;
        self.trouble = None;
    }

    /// How it stands.
    pub fn standing(&self, kit: &Kit, problems: &[KitProblem]) -> Standing {
        if !problems.is_empty() {
            Standing::Wrong
        } else if self.trouble.is_some() {
            Standing::Failed
        } else if *kit != self.saved.clone().tidied() || self.sent.is_some() {
            Standing::Saving
        } else {
            Standing::Saved
        }
    }

    /// The product of that id.
    pub fn product_mut(&mut self, id: &ProductId) -> Option<&mut ProductDraft> {
        self.products
            .iter_mut()
            .find(|draft| draft.product.product_id == *id)
    }

    /// What is known of a picture.
    pub fn facts(&self, id: &crate::model::ids::PictureId) -> Option<&PictureFacts> {
        self.pictures.iter().find(|facts| facts.picture_id == *id)
    }
}

impl ProductDraft {
    /// A product that is to be written.
    pub fn begun(name: impl Into<String>) -> Self {
        Self {
            product: KitProduct {
                product_id: ProductId::fresh(),
                name: name.into(),
                ..KitProduct::default()
            },
            ..Self::default()
        }
    }

    fn of(product: &KitProduct) -> Self {
        let proof = product.proof.clone();
        Self {
            benefits: product.benefits.join("\n"),
            ingredients: product.ingredients.join(", "),
            texture: product.texture.join(", "),
            scent: product.scent.join(", "),
            has_proof: proof.is_some(),
            rating: proof
                .as_ref()
                .map_or(String::new(), |it| it.rating.to_string()),
            reviews: proof
                .as_ref()
                .map_or(String::new(), |it| it.reviews.to_string()),
            source: proof.map_or(String::new(), |it| it.source),
            product: product.clone(),
        }
    }

    /// The product that was typed.
    pub fn to_product(&self) -> KitProduct {
        let list = |text: &str, at: &[char]| -> Vec<String> {
            text.split(at)
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect()
        };
        let mut product = self.product.clone();
        product.benefits = list(&self.benefits, &['\n']);
        product.ingredients = list(&self.ingredients, &[',', '\n']);
        product.texture = list(&self.texture, &[',', '\n']);
        product.scent = list(&self.scent, &[',', '\n']);
        product.proof = self.has_proof.then(|| Proof {
            rating: self.rating.trim().replace(',', ".").parse().unwrap_or(0.0),
            reviews: self
                .reviews
                .chars()
                .filter(|c| !matches!(c, ' ' | ',' | '.' | '\u{2009}' | '\''))
                .collect::<String>()
                .parse()
                .unwrap_or(0),
            source: self.source.trim().to_owned(),
        });
        product
    }
}

/// The first problem of a field, as the sentence under it.
pub fn said(problems: &[KitProblem], field: KitField) -> Option<String> {
    problems
        .iter()
        .find(|problem| problem.field == field)
        .map(KitProblem::said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::BrandId;

    fn entry() -> KitEntry {
        let mut kit = Kit::begun(BrandId::new("moss"), "Moss");
        kit.version = 3;
        kit.products.push(KitProduct {
            product_id: ProductId::new("balm"),
            name: "Balm".into(),
            benefits: vec!["soft hands".into(), "calm, even skin".into()],
            proof: Some(Proof {
                rating: 4.8,
                reviews: 2310,
                source: "own shop".into(),
            }),
            ..KitProduct::default()
        });
        KitEntry {
            kit,
            ..KitEntry::default()
        }
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn what_is_saved_comes_back_unchanged_from_the_fields() {
        let draft = Draft::of(&entry());
        assert_eq!(draft.to_kit(), entry().kit);
        assert!(!draft.is_dirty());
    }

    #[test]
    fn typing_is_saved_after_a_pause_once_and_rests_on_the_version_seen() {
        let mut draft = Draft::of(&entry());
        draft.kit.tone = "dry".into();
        let kit = draft.to_kit();
        draft.look(&kit, at(1000));
        assert_eq!(draft.due(&kit, at(1200), false), None);
        let sent = draft.due(&kit, at(1800), false).unwrap();
        assert_eq!((sent.version, sent.tone.as_str()), (3, "dry"));
        assert_eq!(draft.due(&kit, at(9000), true), None, "it is on its way");
        draft.kit.tone = "drier".into();
        draft.was_saved(&sent, 4);
        let kit = draft.to_kit();
        assert_eq!(draft.due(&kit, at(9000), true).unwrap().version, 4);
    }

    #[test]
    fn nothing_wrong_is_sent_and_nothing_typed_is_lost() {
        let mut draft = Draft::of(&entry());
        draft.kit.name.clear();
        let kit = draft.to_kit();
        assert_eq!(draft.due(&kit, at(0), true), None);
        let mut newer = entry();
        newer.kit.version = 9;
        draft.follow(&newer);
        assert_eq!(draft.kit.name, "", "typing is kept");
        draft.kit.name = "Moss".into();
        draft.follow(&newer);
        assert_eq!(draft.to_kit().version, 9);
    }

    #[test]
    fn after_a_change_elsewhere_trying_again_rests_on_what_stands_by_now() {
        let mut draft = Draft::of(&entry());
        draft.kit.tone = "dry".into();
        let kit = draft.to_kit();
        let sent = draft.due(&kit, at(0), true).unwrap();
        draft.was_refused(&sent, None, &Report::failed("Changed elsewhere.", ""));
        let kit = draft.to_kit();
        assert_eq!(draft.standing(&kit, &[]), Standing::Failed);
        assert_eq!(draft.due(&kit, at(9000), true), None);
        draft.try_again(7);
        let kit = draft.to_kit();
        assert_eq!(draft.due(&kit, at(9000), true).unwrap().version, 7);
    }

    #[test]
    fn a_brand_that_was_begun_is_sent_until_it_is_saved() {
        let mut draft = Draft::begun(Kit::begun(BrandId::new("new"), "New brand"));
        let kit = draft.to_kit();
        let sent = draft.due(&kit, at(0), false).unwrap();
        assert_eq!(sent.version, 0);
        draft.was_saved(&sent, 1);
        let kit = draft.to_kit();
        assert_eq!(draft.due(&kit, at(0), true), None);
    }

    #[test]
    fn what_the_studio_refuses_stands_at_its_field_until_it_is_changed() {
        let mut draft = Draft::of(&entry());
        draft.kit.name = "水".into();
        let kit = draft.to_kit();
        let sent = draft.due(&kit, at(0), true).unwrap();
        let problem = KitProblem::new(KitField::Name, "has “水”, which no typeface has.");
        let report = Report::failed("No.", "");
        draft.was_refused(&sent, Some(problem), &report);
        let problems = draft.problems(&kit);
        assert!(said(&problems, KitField::Name).unwrap().contains('水'));
        assert_eq!(draft.standing(&kit, &problems), Standing::Wrong);
        assert_eq!(
            draft.due(&kit, at(9000), true),
            None,
            "not sent again and again"
        );
        draft.kit.name = "Moss & Co".into();
        let kit = draft.to_kit();
        assert!(draft.problems(&kit).is_empty());
        assert!(draft.due(&kit, at(9000), true).is_some());
    }
}
