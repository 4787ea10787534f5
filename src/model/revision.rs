//! A revision: an ad of the studio said, shown or coloured otherwise. What may be changed, and the rules for it.
//!
//! Pure: the window and the studio check with the very same rules. Whether a typeface has a letter and whether the copy
//! fits beside the product is known to the studio alone, which says so in the same shape.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ids::{DeliveryId, ProductId, RevisionId};
use super::kit::{KitField, check_palette, check_text, colour, tidy};

/// Most characters of each text that an ad can bear.
const LIMITS: [(RevisionField, usize); 4] = [
    (RevisionField::Kicker, 30),
    (RevisionField::Headline, 60),
    (RevisionField::Body, 120),
    (RevisionField::Cta, 20),
];

/// Most versions of one concept, the delivered one among them.
pub const MAX_VERSIONS: u32 = 99;

/// Which concept is revised: both of its ads together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConceptRef {
    /// Its delivery.
    pub delivery: DeliveryId,
    /// Its 1-based number there.
    pub index: u32,
}

/// Everything about an ad that a person can change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Revision {
    /// The small line above the headline; may be empty.
    pub kicker: String,
    /// The line that is read.
    pub headline: String,
    /// Running text; may be empty.
    pub body: String,
    /// On the button; may be empty.
    pub cta: String,
    /// What is shown: a product of the ad's brand kit.
    pub product_id: ProductId,
    /// `#RRGGBB`.
    pub palette: Vec<String>,
}

/// A field of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevisionField {
    /// The small line above the headline.
    Kicker,
    /// The headline.
    Headline,
    /// The body.
    Body,
    /// The call to action.
    Cta,
    /// The product.
    Product,
    /// The palette as a whole.
    Palette,
    /// One of its colours.
    Colour(usize),
}

/// What is wrong with a field: the sentence goes on where the field's name stops, and names the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionProblem {
    /// Where.
    pub field: RevisionField,
    /// Why, without the field's name.
    pub sentence: String,
}

impl RevisionProblem {
    /// A problem.
    pub fn new(field: RevisionField, sentence: impl Into<String>) -> Self {
        Self {
            field,
            sentence: sentence.into(),
        }
    }

    /// As one whole sentence.
    pub fn said(&self) -> String {
        format!("{} {}", self.field.label(), self.sentence)
    }
}

impl RevisionField {
    /// How the window calls it, as the beginning of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kicker => "The line above the headline",
            Self::Headline => "The headline",
            Self::Body => "The body",
            Self::Cta => "The call to action",
            Self::Product => "The product",
            Self::Palette => "The palette",
            Self::Colour(_) => "This colour",
        }
    }

    /// Most characters that an ad can bear of it; `None` for what is no text.
    pub fn most(self) -> Option<usize> {
        let mut limits = LIMITS.iter();
        limits
            .find(|(field, _)| *field == self)
            .map(|(_, most)| *most)
    }

    /// The field of that address; `None` for one that no revision has.
    pub fn parse(path: &str) -> Option<Self> {
        Some(match path {
            "kicker" => Self::Kicker,
            "headline" => Self::Headline,
            "body" => Self::Body,
            "cta" => Self::Cta,
            "product_id" => Self::Product,
            "palette" => Self::Palette,
            _ => {
                let index = path.strip_prefix("palette[")?.strip_suffix(']')?;
                Self::Colour(index.parse().ok()?)
            }
        })
    }
}

impl fmt::Display for RevisionField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kicker => f.write_str("kicker"),
            Self::Headline => f.write_str("headline"),
            Self::Body => f.write_str("body"),
            Self::Cta => f.write_str("cta"),
            Self::Product => f.write_str("product_id"),
            Self::Palette => f.write_str("palette"),
            Self::Colour(index) => write!(f, "palette[{index}]"),
        }
    }
}

impl Revision {
    /// The text of a field that is one.
    pub fn text(&self, field: RevisionField) -> Option<&str> {
        Some(match field {
            RevisionField::Kicker => &self.kicker,
            RevisionField::Headline => &self.headline,
            RevisionField::Body => &self.body,
            RevisionField::Cta => &self.cta,
            RevisionField::Product | RevisionField::Palette | RevisionField::Colour(_) => {
                return None;
            }
        })
    }

    /// Without white space at the ends, colours written alike: it means the same before and after.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for text in [
            &mut self.kicker,
            &mut self.headline,
            &mut self.body,
            &mut self.cta,
        ] {
            tidy(text);
        }
        for text in &mut self.palette {
            if let Some(written) = colour(text) {
                *text = written;
            }
        }
        self
    }

    /// The same for another product: where a text names the one it was of, it names the other. A text that would grow
    /// too long by it stays as it is.
    #[must_use]
    pub fn about(mut self, product: ProductId, old_name: &str, new_name: &str) -> Self {
        self.product_id = product;
        if old_name.is_empty() || old_name == new_name {
            return self;
        }
        let texts = [
            (RevisionField::Kicker, &mut self.kicker),
            (RevisionField::Headline, &mut self.headline),
            (RevisionField::Body, &mut self.body),
            (RevisionField::Cta, &mut self.cta),
        ];
        for (field, text) in texts {
            let renamed = text.replace(old_name, new_name);
            let fits = |most| renamed.chars().count() <= most;
            if field.most().is_some_and(fits) {
                *text = renamed;
            }
        }
        self
    }
}

/// Everything that is wrong with a revision, in the order of its fields.
pub fn check(revision: &Revision) -> Vec<RevisionProblem> {
    let mut found = Vec::new();
    for (field, most) in LIMITS {
        let text = revision.text(field).unwrap_or_default();
        if field == RevisionField::Headline && text.trim().is_empty() {
            let sentence = "is empty; an ad needs one line that is read.";
            found.push(RevisionProblem::new(field, sentence));
        }
        found.extend(check_text(text, most).map(|sentence| RevisionProblem::new(field, sentence)));
    }
    let colours = check_palette(&revision.palette).into_iter();
    found.extend(colours.map(|problem| {
        let field = match problem.field {
            KitField::Colour(index) => RevisionField::Colour(index),
            _ => RevisionField::Palette,
        };
        RevisionProblem::new(field, problem.sentence)
    }));
    found
}

/// What a revision of a concept can start from: its versions, and the products of its brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RevisionSheet {
    /// Whose ad, as the ad has it.
    pub brand_name: String,
    /// Whether a film belongs to every version.
    pub has_film: bool,
    /// What can be shown.
    pub products: Vec<SheetProduct>,
    /// Every version, the delivered one first.
    pub versions: Vec<SheetVersion>,
}

/// A product that a revision can show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetProduct {
    /// For [`Revision::product_id`].
    pub product_id: ProductId,
    /// Display name.
    pub name: String,
}

/// One version of a concept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetVersion {
    /// 1 is the one that was delivered.
    pub version: u32,
    /// `None` for the one that was delivered.
    pub revision_id: Option<RevisionId>,
    /// What it says and shows.
    #[serde(flatten)]
    pub revision: Revision,
}

impl RevisionSheet {
    /// What a version says and shows.
    pub fn version(&self, version: u32) -> Option<&SheetVersion> {
        self.versions.iter().find(|it| it.version == version)
    }

    /// The name of a product.
    pub fn product_name(&self, id: &ProductId) -> &str {
        let mut products = self.products.iter();
        products
            .find(|product| product.product_id == *id)
            .map_or("", |product| &product.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision() -> Revision {
        Revision {
            kicker: "Dew Serum".into(),
            headline: "Hydration that stays with you.".into(),
            body: "A weightless serum with white tea.".into(),
            cta: "Discover Dew Serum".into(),
            product_id: ProductId::new("dew"),
            palette: ["#F7F2EC", "#E3D3C4", "#B08D74", "#7A5A46", "#33261F"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    #[test]
    fn whatever_no_ad_can_bear_is_named_with_its_field_and_the_way_out() {
        assert_eq!(check(&revision()), []);
        type Change = fn(&mut Revision);
        let cases: [(Change, &str, &str); 10] = [
            (|r| r.headline = "  ".into(), "headline", "is empty"),
            (
                |r| r.headline = "x".repeat(61),
                "headline",
                "61 characters; 60",
            ),
            (
                |r| r.headline = "Glow ✨".into(),
                "headline",
                "Leave it out",
            ),
            (|r| r.body = "קרם לילה".into(), "body", "right to left"),
            (|r| r.body = "x".repeat(121), "body", "Shorten it"),
            (|r| r.cta = "x".repeat(21), "cta", "Shorten it"),
            (|r| r.kicker = "\u{7}".into(), "kicker", "type it again"),
            (|r| r.palette.truncate(1), "palette", "Add one"),
            (|r| r.palette[2] = "rose".into(), "palette[2]", "#E2B877"),
            (|r| r.palette[1] = "f7f2ec".into(), "palette[1]", "once"),
        ];
        for (change, field, says) in cases {
            let mut it = revision();
            change(&mut it);
            let found = check(&it);
            let [problem] = found.as_slice() else {
                panic!("{field}: {found:?}");
            };
            assert_eq!(problem.field.to_string(), field);
            assert!(problem.sentence.contains(says), "{}", problem.sentence);
            assert_eq!(RevisionField::parse(field), Some(problem.field));
        }
        for unknown in ["", "palette[x]", "name"] {
            assert_eq!(RevisionField::parse(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_fresh_id_can_stand_in_an_address() {
        let id = RevisionId::fresh();
        assert!(crate::model::kit::is_id(id.as_str()), "{id}");
        assert_ne!(id, RevisionId::fresh());
    }

    #[test]
    fn what_may_be_left_out_of_an_ad_may_be_empty() {
        let mut it = revision();
        for text in [&mut it.kicker, &mut it.body, &mut it.cta] {
            text.clear();
        }
        assert_eq!(check(&it), []);
    }

    #[test]
    fn copy_names_the_product_that_the_ad_shows() {
        let other = ProductId::new("velvet");
        let it = revision().about(other.clone(), "Dew Serum", "Velvet Night Cream");
        assert_eq!(it.product_id, other);
        assert_eq!(it.kicker, "Velvet Night Cream");
        // 27 characters are more than a call to action bears.
        assert_eq!(it.cta, "Discover Dew Serum");
        assert_eq!(it.headline, revision().headline);
    }

    #[test]
    fn tidying_keeps_what_was_said() {
        let mut it = revision();
        it.headline = "  Hydration \n that stays  with you. ".into();
        it.palette[0] = "f7f2ec".into();
        assert_eq!(it.tidied(), revision());
    }
}
