//! What a kit may hold: lengths that ads can bear, characters that can be set, proofs that name their source.

use std::collections::BTreeSet;

use super::field::{KitField, KitProblem, ProductField};
use super::palette::{MAX_COLOURS, MIN_COLOURS, colour};
use super::{Kit, KitProduct, MAX_PRODUCTS, is_id};

const MAX_BRAND_NAME: usize = 30;
const MAX_TONE: usize = 120;
const MAX_PRODUCT_NAME: usize = 40;
const MAX_CATEGORY: usize = 30;
const MAX_ONE_LINER: usize = 120;
const MAX_SIZE: usize = 20;
const MAX_SOURCE: usize = 80;
const MAX_REVIEWS: u32 = 10_000_000;

/// Limits of a list: the field, most entries, most characters of one.
const LISTS: [(ProductField, usize, usize); 4] = [
    (ProductField::Benefits, 8, 48),
    (ProductField::Ingredients, 12, 32),
    (ProductField::Texture, 8, 20),
    (ProductField::Scent, 6, 32),
];

/// Everything that is wrong with a kit, in the order of its fields. A kit that is merely unfinished is not wrong; see
/// [`missing`].
pub fn check(kit: &Kit) -> Vec<KitProblem> {
    let mut found = Vec::new();
    if !is_id(kit.brand_id.as_str()) {
        found.push(KitProblem::new(
            KitField::Kit,
            "needs a brand_id of 1 to 40 letters, digits, “-” or “_”.",
        ));
    }
    if kit.name.trim().is_empty() {
        found.push(KitProblem::new(
            KitField::Name,
            "is empty; ads need a name to stand under.",
        ));
    }
    text(&mut found, KitField::Name, &kit.name, MAX_BRAND_NAME);
    length(&mut found, KitField::Tone, &kit.tone, MAX_TONE);
    palette(&mut found, &kit.palette);
    if kit.products.len() > MAX_PRODUCTS {
        found.push(KitProblem::new(
            KitField::Kit,
            format!(
                "has {} products; {MAX_PRODUCTS} is the most. Put the others into a kit of their own.",
                kit.products.len()
            ),
        ));
    }
    let mut ids = BTreeSet::new();
    for (index, it) in kit.products.iter().enumerate() {
        if !ids.insert(it.product_id.as_str()) {
            found.push(KitProblem::new(
                KitField::Product(index, ProductField::Name),
                "has the product_id of another product; every product needs its own.",
            ));
        }
        found.extend(check_product(index, it));
    }
    found
}

/// Everything that is wrong with one product, which stands at `index` in its kit.
pub fn check_product(index: usize, it: &KitProduct) -> Vec<KitProblem> {
    use ProductField as F;
    let mut found = Vec::new();
    let at = |field| KitField::Product(index, field);
    if !is_id(it.product_id.as_str()) {
        found.push(KitProblem::new(
            at(F::Name),
            "needs a product_id of 1 to 40 letters, digits, “-” or “_”.",
        ));
    }
    text(&mut found, at(F::Name), &it.name, MAX_PRODUCT_NAME);
    text(&mut found, at(F::Category), &it.category, MAX_CATEGORY);
    text(&mut found, at(F::OneLiner), &it.one_liner, MAX_ONE_LINER);
    let lists = [&it.benefits, &it.ingredients, &it.texture, &it.scent];
    for ((field, most, longest), list) in LISTS.into_iter().zip(lists) {
        if list.len() > most {
            found.push(KitProblem::new(
                at(field),
                format!(
                    "is one of {}; {most} is the most. Keep those that matter.",
                    list.len()
                ),
            ));
        }
        if let Some(problem) = list
            .iter()
            .find_map(|entry| wrong_text(at(field), entry, longest))
        {
            found.push(problem);
        }
    }
    text(&mut found, at(F::Size), &it.size, MAX_SIZE);
    let Some(proof) = &it.proof else {
        return found;
    };
    if !(1.0..=5.0).contains(&proof.rating) {
        found.push(KitProblem::new(
            at(F::Rating),
            "must be a number from 1 to 5, such as 4.8.",
        ));
    }
    if !(1..=MAX_REVIEWS).contains(&proof.reviews) {
        found.push(KitProblem::new(
            at(F::Reviews),
            "must be at least 1: a rating rests on reviews.",
        ));
    }
    if proof.source.trim().is_empty() {
        found.push(KitProblem::new(
            at(F::Source),
            "is empty; say where the reviews can be looked up, such as “own shop, May 2026”.",
        ));
    }
    length(&mut found, at(F::Source), &proof.source, MAX_SOURCE);
    found
}

/// What it takes before ads can be made of this product, as noun phrases.
pub fn missing(product: &KitProduct) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if product.name.trim().is_empty() {
        missing.push("a name");
    }
    if product.category.trim().is_empty() {
        missing.push("a category");
    }
    if product.benefits.is_empty() {
        missing.push("a benefit");
    }
    if product.picture.is_none() {
        missing.push("a picture");
    }
    missing
}

/// Everything that is wrong with the colours of a palette.
pub fn check_palette(palette: &[String]) -> Vec<KitProblem> {
    let mut found = Vec::new();
    self::palette(&mut found, palette);
    found
}

/// What is wrong with a text that is to be set in an ad and may have that many characters, as the end of a sentence.
pub fn check_text(text: &str, most: usize) -> Option<String> {
    wrong_text(KitField::Kit, text, most).map(|problem| problem.sentence)
}

fn palette(found: &mut Vec<KitProblem>, palette: &[String]) {
    if !(MIN_COLOURS..=MAX_COLOURS).contains(&palette.len()) {
        let advice = if palette.len() < MIN_COLOURS {
            "Add one, or pick them from the pictures."
        } else {
            "Take one out."
        };
        found.push(KitProblem::new(
            KitField::Palette,
            format!(
                "has {} colours; it needs {MIN_COLOURS} to {MAX_COLOURS}. {advice}",
                palette.len()
            ),
        ));
    }
    for (index, text) in palette.iter().enumerate() {
        let written = colour(text);
        if written.is_none() {
            found.push(KitProblem::new(
                KitField::Colour(index),
                "must be written as six digits such as #E2B877.",
            ));
        } else if palette
            .iter()
            .take(index)
            .any(|other| colour(other) == written)
        {
            found.push(KitProblem::new(
                KitField::Colour(index),
                "is there already; every colour counts once.",
            ));
        }
    }
}

/// A text that may be set in an ad.
fn text(found: &mut Vec<KitProblem>, field: KitField, text: &str, most: usize) {
    found.extend(wrong_text(field, text, most));
}

fn wrong_text(field: KitField, text: &str, most: usize) -> Option<KitProblem> {
    too_long(field, text, most).or_else(|| {
        text.chars().find_map(|c| {
            let why = why_not(c)?;
            Some(KitProblem::new(field, why))
        })
    })
}

fn length(found: &mut Vec<KitProblem>, field: KitField, text: &str, most: usize) {
    found.extend(too_long(field, text, most));
}

fn too_long(field: KitField, text: &str, most: usize) -> Option<KitProblem> {
    let count = text.trim().chars().count();
    (count > most).then(|| {
        KitProblem::new(
            field,
            format!("has {count} characters; {most} is what an ad can bear. Shorten it."),
        )
    })
}

/// Why a character can never be set, whatever the typefaces have.
fn why_not(c: char) -> Option<String> {
    if c.is_control() && !c.is_whitespace() {
        return Some("has an invisible control character; type it again.".to_owned());
    }
    if is_from_right_to_left(c) {
        return Some(format!(
            "is written from right to left (“{c}”), which the studio cannot set yet. Use Latin or Cyrillic letters."
        ));
    }
    is_emoji(c).then(|| {
        format!("has “{c}”, a symbol that the typefaces of an ad do not have. Leave it out.")
    })
}

fn is_from_right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x0590..=0x08FF | 0x200F | 0x202B | 0x202E | 0x2067 | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x200D | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE00..=0xFE0F | 0x1F000..=0x1FAFF | 0xE0000..=0xE01FF)
}

#[cfg(test)]
mod tests {
    use super::super::Proof;
    use super::*;
    use crate::model::ids::{BrandId, ProductId};

    fn kit() -> Kit {
        let mut kit = Kit::begun(BrandId::new("moss"), "Moss & Tallow");
        kit.products.push(KitProduct {
            product_id: ProductId::new("balm"),
            name: "Tallow Balm".into(),
            ..KitProduct::default()
        });
        kit
    }

    #[test]
    fn an_unfinished_kit_is_not_wrong() {
        let kit = kit();
        assert_eq!(check(&kit), []);
        assert_eq!(
            missing(&kit.products[0]),
            ["a category", "a benefit", "a picture"]
        );
    }

    #[test]
    fn whatever_no_ad_can_bear_is_named_with_its_field_and_the_way_out() {
        type Change = fn(&mut Kit);
        let cases: [(Change, &str, &str); 14] = [
            (|k| k.name.clear(), "name", "empty"),
            (|k| k.name = "x".repeat(31), "name", "Shorten"),
            (|k| k.tone = "x".repeat(500), "tone", "Shorten"),
            (|k| k.palette.truncate(1), "palette", "Add one"),
            (|k| k.palette[1] = "rose".into(), "palette[1]", "#E2B877"),
            (|k| k.palette[1] = "f7f2ec".into(), "palette[1]", "once"),
            (
                |k| k.products[0].name = "n".repeat(400),
                "products[0].name",
                "Shorten",
            ),
            (
                |k| k.products[0].name = "Balm 🌿".into(),
                "products[0].name",
                "Leave it out",
            ),
            (
                |k| k.products[0].name = "קרם".into(),
                "products[0].name",
                "right to left",
            ),
            (
                |k| k.products[0].benefits = vec!["x".into(); 9],
                "products[0].benefits",
                "Keep",
            ),
            (
                |k| k.products[0].scent = vec!["ok".into(), "\u{7}".into()],
                "products[0].scent",
                "type it again",
            ),
            (
                |k| k.products[0].proof = Some(Proof::default()),
                "products[0].proof.rating",
                "1 to 5",
            ),
            (
                |k| k.products.push(k.products[0].clone()),
                "products[1].name",
                "its own",
            ),
            (|k| k.brand_id = BrandId::new("../x"), "kit", "letters"),
        ];
        for (change, field, words) in cases {
            let mut kit = kit();
            change(&mut kit);
            let problems = check(&kit);
            let problem = problems.first().unwrap();
            assert_eq!(problem.field.to_string(), field);
            assert!(problem.sentence.contains(words), "{}", problem.sentence);
        }
    }

    #[test]
    fn a_proof_needs_its_source() {
        let mut kit = kit();
        kit.products[0].proof = Some(Proof {
            rating: 4.8,
            reviews: 12,
            source: String::new(),
        });
        let fields: Vec<String> = check(&kit).iter().map(|p| p.field.to_string()).collect();
        assert_eq!(fields, ["products[0].proof.source"]);
    }
}
