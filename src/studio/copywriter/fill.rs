//! Filling a phrase's slots with the facts of a product: every way that the facts allow, and none that they do not.

use super::super::brand::Product;
use super::phrases::{Mood, Phrase};

/// The facts of a product, ready for slots.
#[derive(Debug)]
pub struct Facts {
    slots: Vec<(&'static str, Vec<String>)>,
    /// Everything that a condition may ask for, in lower case.
    on_file: String,
    name: String,
}

impl Facts {
    /// What is on file about a product.
    pub fn of(product: &Product) -> Self {
        let proof = product.proof.as_ref();
        let one = |text: &str| {
            vec![text.to_owned()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect()
        };
        let slots = vec![
            ("{name}", one(&product.name)),
            ("{category}", one(&product.category)),
            ("{size}", one(&product.size)),
            ("{one_liner}", one(&product.one_liner)),
            ("{benefit}", product.benefits.clone()),
            ("{benefit2}", product.benefits.clone()),
            ("{ingredient}", product.ingredients.clone()),
            ("{ingredient2}", product.ingredients.clone()),
            ("{texture}", product.texture.clone()),
            ("{texture2}", product.texture.clone()),
            ("{scent}", one(&product.scent)),
            (
                "{rating}",
                proof
                    .map(|proof| proof.rating.to_string())
                    .into_iter()
                    .collect(),
            ),
            (
                "{reviews}",
                proof
                    .map(|proof| thousands(proof.reviews))
                    .into_iter()
                    .collect(),
            ),
        ];
        let mut on_file = vec![
            product.category.clone(),
            product.one_liner.clone(),
            product.scent.clone(),
        ];
        on_file.extend(product.benefits.iter().cloned());
        on_file.extend(product.texture.iter().cloned());
        Self {
            slots,
            on_file: on_file.join(" | ").to_lowercase(),
            name: product.name.clone(),
        }
    }

    /// The product's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every sentence that these phrases give for this product.
    pub fn fill_all(&self, phrases: &[Phrase]) -> Vec<(Mood, String)> {
        let mut filled = Vec::new();
        for phrase in phrases {
            if phrase.when.is_empty() || phrase.when.iter().any(|word| self.on_file.contains(word))
            {
                self.fill(phrase.text.to_owned(), &mut |text| {
                    filled.push((phrase.mood, sentences(&text)))
                });
            }
        }
        filled
    }

    fn fill(&self, text: String, found: &mut impl FnMut(String)) {
        let first = self
            .slots
            .iter()
            .filter_map(|(slot, values)| Some((text.find(slot)?, *slot, values)))
            .min_by_key(|(at, ..)| *at);
        let Some((_, slot, values)) = first else {
            return found(text);
        };
        for value in values {
            // The second of a kind is never the first again.
            if slot.ends_with("2}") && text.to_lowercase().contains(&value.to_lowercase()) {
                continue;
            }
            self.fill(text.replace(slot, value), found);
        }
    }
}

/// Each sentence begins with a capital letter.
fn sentences(text: &str) -> String {
    let mut written = String::new();
    let mut at_start = true;
    let mut last = ' ';
    for c in text.chars() {
        if at_start && c.is_alphanumeric() {
            written.extend(c.to_uppercase());
            at_start = false;
        } else {
            written.push(c);
        }
        if c == ' ' && matches!(last, '.' | '?') {
            at_start = true;
        }
        last = c;
    }
    written
}

fn thousands(number: u32) -> String {
    crate::model::cost::Credits(i64::from(number)).to_string()
}
