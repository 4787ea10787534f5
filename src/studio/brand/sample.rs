//! The brand that travels with Parfait: its facts as a kit, its pictures in the program itself.

use serde::Deserialize;

use crate::model::ids::{BrandId, PictureId, ProductId};
use crate::model::kit::{
    Cut, Kit, KitProduct, PictureFacts, PictureKind, PictureUse, Proof, TypePairing,
};

use super::photograph::Photograph;

/// Its id.
pub const SAMPLE_BRAND: &str = "recMirelune000001";

/// The facts as their file has them.
#[derive(Deserialize)]
struct Facts {
    brand_id: BrandId,
    name: String,
    tone: String,
    palette: Vec<String>,
    products: Vec<ProductFacts>,
}

#[derive(Deserialize)]
struct ProductFacts {
    product_id: ProductId,
    file: String,
    name: String,
    category: String,
    size: String,
    one_liner: String,
    benefits: Vec<String>,
    ingredients: Vec<String>,
    texture: Vec<String>,
    scent: String,
    proof: Option<Proof>,
}

/// The sample brand as it was on the first day.
///
/// # Errors
/// When the facts do not read; a test holds that they do.
pub fn sample_kit() -> Result<Kit, serde_json::Error> {
    let facts: Facts = serde_json::from_str(include_str!("../../../assets/brand/brand.json"))?;
    Ok(Kit {
        brand_id: facts.brand_id,
        version: 0,
        name: facts.name,
        tone: facts.tone,
        palette: facts.palette,
        type_pairing: TypePairing::Atelier,
        logo: None,
        products: facts.products.into_iter().map(product).collect(),
    })
}

fn product(facts: ProductFacts) -> KitProduct {
    KitProduct {
        product_id: facts.product_id,
        name: facts.name,
        category: facts.category,
        one_liner: facts.one_liner,
        benefits: facts.benefits,
        ingredients: facts.ingredients,
        texture: facts.texture,
        scent: vec![facts.scent],
        size: facts.size,
        proof: facts.proof,
        picture: facts
            .file
            .strip_suffix(".png")
            .map(|stem| PictureId::new(format!("sample-{stem}"))),
        picture_use: PictureUse::Cutout,
    }
}

/// The bundled picture of that id; all its faces are the same, for it has no background.
pub(super) fn photograph(id: &PictureId) -> Option<Photograph> {
    let bytes: &'static [u8] = match id.as_str() {
        "sample-dew-serum" => include_bytes!("../../../assets/brand/dew-serum.png"),
        "sample-cloud-cream" => include_bytes!("../../../assets/brand/cloud-cream.png"),
        "sample-silk-lotion" => include_bytes!("../../../assets/brand/silk-lotion.png"),
        _ => return None,
    };
    Some(Photograph::bundled(id.as_str(), bytes))
}

/// What is known of a bundled picture.
pub(super) fn picture_facts(id: &PictureId) -> Option<PictureFacts> {
    let size = |bytes: &[u8], at: usize| -> Option<u32> {
        // The header of a PNG: width and height stand at fixed places.
        let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    let photograph = photograph(id)?;
    let bytes = photograph.bytes().ok()?;
    Some(PictureFacts {
        picture_id: id.clone(),
        kind: PictureKind::Product,
        width: size(&bytes, 16)?,
        height: size(&bytes, 20)?,
        cut: Some(Cut {
            is_clean: true,
            has_glass: false,
            sentence: "The picture came without a background; it stands free.".to_owned(),
        }),
    })
}
