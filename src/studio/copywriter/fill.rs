//! Filling a phrase's slots with the facts of a product: every way that the facts allow, and none that they do not.

use std::collections::BTreeSet;

use super::super::brand::Product;
use super::phrases::{Mood, Phrase};

/// The facts of a product, ready for slots.
#[derive(Debug)]
pub struct Facts {
    slots: Vec<(&'static str, Vec<String>)>,
    /// Everything that a condition may ask for, in lower case.
    on_file: String,
    benefits: Vec<String>,
}

/// A phrase with its slots filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its voice.
    pub mood: Mood,
    /// The words.
    pub text: String,
    /// The benefit that it is about, if any.
    pub about: Option<String>,
    /// Whether it says that benefit outright.
    pub says_benefit: bool,
    /// Its words that carry meaning, in lower case.
    pub words: BTreeSet<String>,
}

impl Said {
    /// A sentence that is no phrase of ours.
    pub fn plain(text: String) -> Self {
        Self {
            mood: Mood::Any,
            words: telling_words(&text),
            text,
            about: None,
            says_benefit: false,
        }
    }
}

/// Words that carry meaning.
fn telling_words(text: &str) -> BTreeSet<String> {
    const SMALL: &[&str] = &[
        "with", "from", "this", "that", "then", "your", "have", "just",
    ];
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .filter(|word| !SMALL.contains(&word.as_str()))
        .collect()
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
            benefits: product.benefits.clone(),
        }
    }

    /// Every sentence that these phrases give for this product.
    pub fn fill_all(&self, phrases: &[Phrase]) -> Vec<Said> {
        let mut filled = Vec::new();
        for phrase in phrases {
            let met = phrase
                .when
                .iter()
                .find(|word| self.on_file.contains(**word));
            if !phrase.when.is_empty() && met.is_none() {
                continue;
            }
            let about = met.and_then(|word| self.benefit_with(word));
            self.fill(phrase.text.to_owned(), None, &mut |text, benefit| {
                filled.push(Said {
                    mood: phrase.mood,
                    about: benefit.or(about).map(str::to_owned),
                    says_benefit: benefit.is_some(),
                    ..Said::plain(sentences(&text))
                });
            });
        }
        filled
    }

    fn benefit_with(&self, word: &str) -> Option<&str> {
        self.benefits
            .iter()
            .map(String::as_str)
            .find(|benefit| benefit.to_lowercase().contains(word))
    }

    fn fill<'a>(
        &'a self,
        text: String,
        benefit: Option<&'a str>,
        found: &mut impl FnMut(String, Option<&'a str>),
    ) {
        let places = self
            .slots
            .iter()
            .filter_map(|(slot, values)| Some((text.find(slot)?, *slot, values)));
        let Some((_, slot, values)) = places.min_by_key(|(at, ..)| *at) else {
            return found(text, benefit);
        };
        for value in values {
            // The second of a kind is never the first again.
            if slot.ends_with("2}") && text.to_lowercase().contains(&value.to_lowercase()) {
                continue;
            }
            let benefit = if slot == "{benefit}" {
                Some(value.as_str())
            } else {
                benefit
            };
            self.fill(text.replace(slot, value), benefit, found);
        }
    }
}

/// Each sentence begins with a capital letter, and `a` becomes `an` where it must.
fn sentences(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut at_start = true;
    for (word, next) in text.split(' ').zip(text.split(' ').skip(1).chain([""])) {
        let vowel_follows = next.starts_with(['a', 'e', 'i', 'o', 'u']);
        let word = match word {
            "a" if vowel_follows => "an",
            "A" if vowel_follows => "An",
            _ => word,
        };
        words.push(if at_start {
            capitalised(word)
        } else {
            word.to_owned()
        });
        at_start = word.ends_with(['.', '?']);
    }
    words.join(" ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn thousands(number: u32) -> String {
    crate::model::cost::Credits(i64::from(number)).to_string()
}
