//! Brands and what is known of their products. The copywriter may say nothing that is not written here.
//!
//! Facts come from `assets/brand`; a brand kit of a person's own would be one more [`BrandKit`] in the list.

use std::borrow::Cow;

use serde::Deserialize;

use crate::model::ids::{BrandId, ProductId};
use crate::wire::dessert::{Brand, BrandProduct, BrandStatus};

/// A brand: its colours, its voice, its products.
#[derive(Clone, Debug, Deserialize)]
pub struct BrandKit {
    /// Stable; briefs name it.
    pub brand_id: BrandId,
    /// Display name.
    pub name: String,
    /// Whether it may be used.
    #[serde(default = "active")]
    pub status: BrandStatus,
    /// When it became usable, ISO 8601.
    #[serde(default)]
    pub onboarded_at: Option<String>,
    /// The voice, in a few words.
    pub tone: String,
    /// `#RRGGBB`, lightest first.
    pub palette: Vec<String>,
    /// Active products.
    pub products: Vec<Product>,
}

fn active() -> BrandStatus {
    BrandStatus::Active
}

/// What is known of one product.
#[derive(Clone, Debug, Deserialize)]
pub struct Product {
    /// Stable; briefs name it.
    pub product_id: ProductId,
    /// Name of the photograph.
    pub file: String,
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
    /// A photograph with a transparent ground, PNG.
    #[serde(skip)]
    pub picture: Cow<'static, [u8]>,
}

/// Customers' verdict, as on file.
#[derive(Clone, Debug, Deserialize)]
pub struct Proof {
    /// Out of five.
    pub rating: f64,
    /// How many reviews it rests on.
    pub reviews: u32,
}

/// Every brand of the studio; the first is the default one.
#[derive(Clone, Debug, Default)]
pub struct Brands(Vec<BrandKit>);

impl Brands {
    /// The sample brand that Parfait carries.
    ///
    /// # Errors
    /// When the facts do not read; a test holds that they do.
    pub fn sample() -> Result<Self, serde_json::Error> {
        let mut kit: BrandKit =
            serde_json::from_str(include_str!("../../assets/brand/brand.json"))?;
        for product in &mut kit.products {
            product.picture = Cow::Borrowed(sample_picture(&product.file));
        }
        Ok(Self(vec![kit]))
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

fn sample_picture(file: &str) -> &'static [u8] {
    match file {
        "dew-serum.png" => include_bytes!("../../assets/brand/dew-serum.png"),
        "cloud-cream.png" => include_bytes!("../../assets/brand/cloud-cream.png"),
        "silk-lotion.png" => include_bytes!("../../assets/brand/silk-lotion.png"),
        _ => &[],
    }
}

impl BrandKit {
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
            onboarding_status: Some(if ready { "Complete" } else { "In progress" }.to_owned()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_brand_reads_and_every_product_has_its_photograph() {
        let brands = Brands::sample().unwrap();
        let kit = brands.all().first().unwrap();
        assert_eq!((kit.name.as_str(), kit.products.len()), ("Mirelune", 3));
        for product in &kit.products {
            assert!(
                product.picture.starts_with(b"\x89PNG"),
                "{} has no photograph",
                product.name
            );
        }
    }
}
