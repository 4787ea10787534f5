//! A brand kit: what the studio knows of a brand, and the rules for what it takes.
//!
//! Pure: the window and the studio check with the very same rules. Whether a typeface has a letter is known to the
//! studio alone, which says so in the same shape.

mod check;
mod field;
mod pairing;
mod palette;
mod picture;

use serde::{Deserialize, Serialize};

use super::ids::{BrandId, PictureId, ProductId};

pub use check::{check, check_palette, check_product, check_text, missing};
pub use field::{KitField, KitProblem, ProductField};
pub use pairing::TypePairing;
pub use palette::{MAX_COLOURS, MIN_COLOURS, PaletteReport, PartColour, Swatch, colour};
pub use picture::{Cut, PictureFace, PictureFacts, PictureKind, PictureUse};

/// Most kits that a studio holds.
pub const MAX_KITS: usize = 50;

/// Most products of a kit.
pub const MAX_PRODUCTS: usize = 60;

/// Largest picture file that is taken, in bytes.
pub const MAX_PICTURE_BYTES: u64 = 200 << 20;

/// Most pixels that a picture may have, in millions.
pub const MAX_MEGAPIXELS: u64 = 50;

/// What is known of a brand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kit {
    /// Stable; briefs name it. Letters, digits, `-` and `_`, at most 40.
    pub brand_id: BrandId,
    /// Rises with every change; 0 for a kit that was never saved.
    pub version: u64,
    /// Display name, also set as the wordmark.
    pub name: String,
    /// The voice, in a few words.
    pub tone: String,
    /// Two to six colours, `#RRGGBB`.
    pub palette: Vec<String>,
    /// The typefaces of its ads.
    pub type_pairing: TypePairing,
    /// The logo's picture; its colours count when a palette is picked.
    pub logo: Option<PictureId>,
    /// Its products, in the person's order.
    pub products: Vec<KitProduct>,
}

/// What is known of one product. Copy says nothing that is not written here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KitProduct {
    /// Stable; briefs name it. Letters, digits, `-` and `_`, at most 40.
    pub product_id: ProductId,
    /// As the brand calls it.
    pub name: String,
    /// `face serum`, `body lotion` and the like.
    pub category: String,
    /// The brand's own sentence.
    pub one_liner: String,
    /// What it does, as noun phrases.
    pub benefits: Vec<String>,
    /// What it does it with.
    pub ingredients: Vec<String>,
    /// Words of touch.
    pub texture: Vec<String>,
    /// Words of smell.
    pub scent: Vec<String>,
    /// As printed on the pack.
    pub size: String,
    /// Customers' verdict, only if it is on file somewhere.
    pub proof: Option<Proof>,
    /// Its picture.
    pub picture: Option<PictureId>,
    /// How the picture stands in an ad.
    pub picture_use: PictureUse,
}

/// Customers' verdict, and where it can be looked up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proof {
    /// Out of five.
    pub rating: f64,
    /// How many reviews it rests on.
    pub reviews: u32,
    /// Where it is on file, such as `own shop, May 2026`.
    pub source: String,
}

impl Kit {
    /// A kit to begin with: a name, a calm palette, no product.
    pub fn begun(brand_id: BrandId, name: impl Into<String>) -> Self {
        let palette = ["#F7F2EC", "#E3D3C4", "#B08D74", "#33261F"];
        Self {
            brand_id,
            name: name.into(),
            palette: palette.map(str::to_owned).to_vec(),
            ..Self::default()
        }
    }

    /// The product of that id.
    pub fn product(&self, id: &ProductId) -> Option<&KitProduct> {
        self.products
            .iter()
            .find(|product| product.product_id == *id)
    }

    /// Every picture that the kit needs.
    pub fn pictures(&self) -> impl Iterator<Item = &PictureId> {
        let of_products = self.products.iter().filter_map(|it| it.picture.as_ref());
        self.logo.iter().chain(of_products)
    }

    /// Without white space at the ends, colours written alike, entries that are empty or said twice left out. What a
    /// person typed means the same before and after.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        tidy(&mut self.name);
        tidy(&mut self.tone);
        for text in &mut self.palette {
            if let Some(written) = colour(text) {
                *text = written;
            }
        }
        self.products = self.products.into_iter().map(KitProduct::tidied).collect();
        self
    }
}

impl KitProduct {
    /// As [`Kit::tidied`].
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for text in [
            &mut self.name,
            &mut self.category,
            &mut self.one_liner,
            &mut self.size,
        ] {
            tidy(text);
        }
        for list in [
            &mut self.benefits,
            &mut self.ingredients,
            &mut self.texture,
            &mut self.scent,
        ] {
            tidy_list(list);
        }
        if let Some(proof) = &mut self.proof {
            tidy(&mut proof.source);
        }
        self
    }
}

pub(super) fn tidy(text: &mut String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ");
    if joined != *text {
        *text = joined;
    }
}

fn tidy_list(list: &mut Vec<String>) {
    let mut once: Vec<String> = Vec::new();
    for mut text in list.drain(..) {
        tidy(&mut text);
        if !text.is_empty() && !once.contains(&text) {
            once.push(text);
        }
    }
    *list = once;
}

/// Whether a text can be the id of a brand or a product: it stands in addresses.
pub fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// What stands for a kit among others: its facts and how it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KitEntry {
    /// What is known of the brand.
    #[serde(flatten)]
    pub kit: Kit,
    /// Whether a brief without a brand means this one.
    pub is_default: bool,
    /// Whether it is the brand that travels with Parfait.
    pub is_sample: bool,
    /// What it takes before ads can be made, as noun phrases; empty when it is ready.
    pub missing: Vec<String>,
    /// What is known of its pictures.
    pub pictures: Vec<PictureFacts>,
    /// How its colours serve.
    pub colours: PaletteReport,
}

impl KitEntry {
    /// What is known of a picture of this kit.
    pub fn picture(&self, id: &PictureId) -> Option<&PictureFacts> {
        self.pictures
            .iter()
            .find(|picture| picture.picture_id == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidying_keeps_what_was_said() {
        let kit = Kit {
            name: "  Moss \n &  Tallow ".into(),
            palette: vec!["abcdef".into(), "no colour".into()],
            products: vec![KitProduct {
                benefits: vec![" softer  skin".into(), "".into(), "softer skin".into()],
                ..KitProduct::default()
            }],
            ..Kit::default()
        };
        let kit = kit.tidied();
        assert_eq!(kit.name, "Moss & Tallow");
        assert_eq!(kit.palette, ["#ABCDEF", "no colour"]);
        assert_eq!(kit.products[0].benefits, ["softer skin"]);
    }

    #[test]
    fn an_id_is_safe_in_an_address() {
        for good in ["a", "brand-1_B", &"x".repeat(40)] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "a b", "../x", "ä", "a/b", &"x".repeat(41)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_kit_of_an_older_program_reads() {
        let kit: Kit = serde_json::from_str(r#"{"brand_id":"a","name":"A","whatever":1}"#).unwrap();
        assert_eq!(kit.name, "A");
    }
}
