//! Brands and what is known of their products. The copywriter may say nothing that is not written here.
//!
//! [`Shelf`] keeps the kits that a person writes and edits; [`BrandKit`] is a kit ready for work: only products that
//! ads can be made of, with their photographs at hand. The brand that travels with Parfait is a kit like any other.

mod colours;
mod letters;
mod photograph;
mod pictures;
mod sample;
mod shelf;

use crate::model::ids::{BrandId, ProductId};
use crate::model::kit::{self, Kit, KitProduct, PictureFace, TypePairing};
use crate::wire::dessert::{Brand, BrandProduct, BrandStatus};

pub use crate::model::kit::Proof;
pub use colours::{pick, report};
pub use letters::Letters;
pub use photograph::Photograph;
pub use pictures::{PictureProblem, Pictures};
pub use sample::{SAMPLE_BRAND, sample_kit};
pub use shelf::{KitError, Shelf};

/// A brand ready for work: its colours, its voice, its products.
#[derive(Clone, Debug)]
pub struct BrandKit {
    /// Stable; briefs name it.
    pub brand_id: BrandId,
    /// The version of the kit that it is made from; `None` for a brand that no store keeps.
    pub version: Option<u64>,
    /// Display name.
    pub name: String,
    /// Whether it may be used.
    pub status: BrandStatus,
    /// When it became usable, ISO 8601.
    pub onboarded_at: Option<String>,
    /// The voice, in a few words.
    pub tone: String,
    /// `#RRGGBB`.
    pub palette: Vec<String>,
    /// The typefaces of its ads.
    pub pairing: TypePairing,
    /// Drawn in place of the name, if it stands free of its background; PNG.
    pub logo: Option<Photograph>,
    /// Products that ads can be made of.
    pub products: Vec<Product>,
}

/// What is known of one product.
#[derive(Clone, Debug)]
pub struct Product {
    /// Stable; briefs name it.
    pub product_id: ProductId,
    /// Display name.
    pub name: String,
    /// `face serum`, `moisturiser`, `body lotion`, or whatever else it is.
    pub category: String,
    /// As printed on the pack.
    pub size: String,
    /// The brand's own sentence.
    pub one_liner: String,
    /// What it does, as noun phrases.
    pub benefits: Vec<String>,
    /// What it does it with.
    pub ingredients: Vec<String>,
    /// Adjectives of touch.
    pub texture: Vec<String>,
    /// What it smells of.
    pub scent: String,
    /// What customers said, only if it is on file.
    pub proof: Option<Proof>,
    /// Its photograph, PNG: cut out, or framed in a card.
    pub picture: Photograph,
}

/// Every brand that briefs may name; the first is the default one.
#[derive(Clone, Debug, Default)]
pub struct Brands(Vec<BrandKit>);

impl Brands {
    /// The sample brand that Parfait carries.
    ///
    /// # Errors
    /// When the facts do not read; a test holds that they do.
    pub fn sample() -> Result<Self, serde_json::Error> {
        let kit = sample_kit()?;
        let ready = BrandKit::of(&kit, None, |id, _| sample::photograph(id));
        Ok(Self(vec![ready]))
    }

    /// These brands; the first is the default one.
    pub fn of(kits: Vec<BrandKit>) -> Self {
        Self(kits)
    }

    /// Every brand.
    pub fn all(&self) -> &[BrandKit] {
        &self.0
    }

    /// The brand of that id.
    pub fn by_id(&self, id: &BrandId) -> Option<&BrandKit> {
        self.0.iter().find(|kit| kit.brand_id == *id)
    }
}

impl BrandKit {
    /// A kit made ready. `photograph` finds a picture's face; a product without one waits until it has one.
    pub fn of(
        kit: &Kit,
        onboarded_at: Option<String>,
        photograph: impl Fn(&crate::model::ids::PictureId, PictureFace) -> Option<Photograph>,
    ) -> Self {
        let products: Vec<Product> = kit
            .products
            .iter()
            .filter(|product| kit::missing(product).is_empty())
            .filter_map(|product| {
                let face = PictureFace::from(product.picture_use);
                let id = product.picture.as_ref()?;
                let picture =
                    photograph(id, face).or_else(|| photograph(id, PictureFace::Cutout))?;
                Some(Product::of(product, picture))
            })
            .collect();
        Self {
            brand_id: kit.brand_id.clone(),
            version: (kit.version > 0).then_some(kit.version),
            name: kit.name.clone(),
            status: if products.is_empty() {
                BrandStatus::PendingOnboarding
            } else {
                BrandStatus::Active
            },
            onboarded_at,
            tone: kit.tone.clone(),
            palette: kit.palette.clone(),
            pairing: kit.type_pairing,
            logo: kit
                .logo
                .as_ref()
                .and_then(|id| photograph(id, PictureFace::Cutout)),
            products,
        }
    }

    /// The product of that id.
    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products
            .iter()
            .find(|product| product.product_id == *id)
    }

    /// The brand as `GET /v1/brands` tells it.
    pub fn to_wire(&self) -> Brand {
        let ready = self.status == BrandStatus::Active;
        Brand {
            brand_id: self.brand_id.clone(),
            name: self.name.clone(),
            status: self.status.clone(),
            onboarding_status: Some(if ready { "Complete" } else { WAITING }.to_owned()),
            product_count: u32::try_from(self.products.len()).unwrap_or(u32::MAX),
            onboarded_at: self.onboarded_at.clone(),
            products: self
                .products
                .iter()
                .map(|product| BrandProduct {
                    product_id: product.product_id.clone(),
                    name: product.name.clone(),
                })
                .collect(),
        }
    }
}

/// What a kit waits for, as `GET /v1/brands` says it.
const WAITING: &str = "Needs a product with a name, a category, a benefit and a picture";

impl Product {
    fn of(product: &KitProduct, picture: Photograph) -> Self {
        Self {
            product_id: product.product_id.clone(),
            name: product.name.clone(),
            category: product.category.clone(),
            size: product.size.clone(),
            one_liner: product.one_liner.clone(),
            benefits: product.benefits.clone(),
            ingredients: product.ingredients.clone(),
            texture: product.texture.clone(),
            scent: listed(&product.scent),
            proof: product.proof.clone(),
            picture,
        }
    }
}

/// `neroli`, `neroli and cedar`, `neroli, cedar and musk`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_brand_reads_and_every_product_has_its_photograph() {
        let brands = Brands::sample().unwrap();
        let kit = brands.all().first().unwrap();
        assert_eq!((kit.name.as_str(), kit.products.len()), ("Mirelune", 3));
        assert_eq!(kit.status, BrandStatus::Active);
        for product in &kit.products {
            assert!(
                product.picture.bytes().unwrap().starts_with(b"\x89PNG"),
                "{} has no photograph",
                product.name
            );
        }
    }

    #[test]
    fn the_sample_brand_keeps_the_rules_of_a_kit() {
        assert_eq!(kit::check(&sample_kit().unwrap()), []);
    }

    #[test]
    fn a_brand_without_a_usable_product_is_not_active() {
        let mut kit = sample_kit().unwrap();
        for product in &mut kit.products {
            product.picture = None;
        }
        let ready = BrandKit::of(&kit, None, |id, _| sample::photograph(id));
        assert_eq!(ready.status, BrandStatus::PendingOnboarding);
        assert!(ready.products.is_empty());
    }

    #[test]
    fn words_of_smell_become_one_phrase() {
        let words =
            |words: &[&str]| listed(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["neroli"]), "neroli");
        assert_eq!(
            words(&["neroli", "cedar", "musk"]),
            "neroli, cedar and musk"
        );
    }
}
