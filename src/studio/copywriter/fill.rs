//! Filling a phrase's slots with the facts of a product: every way that the facts allow, and none that they do not.

use std::collections::BTreeSet;

use super::super::brand::Product;
use super::phrases::{Mood, Phrase};

/// On file for a product that has a scent.
const SCENTED: &str = "is scented";

/// Between the two halves of a headline while its slots are filled.
const SEAM: char = '|';

/// A slot, and which of its values it was given.
type Chosen = (&'static str, usize);

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
        "with", "from", "this", "that", "then", "your", "have", "just", "skin",
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
            (
                "{gain}",
                product
                    .benefits
                    .iter()
                    .filter(|benefit| is_gain(benefit))
                    .cloned()
                    .collect(),
            ),
            (
                "{kind}",
                one(product.category.rsplit(' ').next().unwrap_or_default()),
            ),
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
        if !product.scent.is_empty() && !product.scent.to_lowercase().contains("free") {
            on_file.push(SCENTED.to_owned());
        }
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
            let Some(met) = self.meets(phrase) else {
                continue;
            };
            self.fill(phrase.text.to_owned(), &[], &mut |text, chosen| {
                let text = sentences(&text);
                filled.push(self.said(text, phrase, met, chosen));
            });
        }
        filled
    }

    /// Every headline that these two phrases give for this product, in its two halves.
    pub fn fill_pair(&self, lead: &Phrase, tail: &Phrase) -> Vec<(Said, Said)> {
        let mut filled = Vec::new();
        let (Some(lead_met), Some(tail_met)) = (self.meets(lead), self.meets(tail)) else {
            return filled;
        };
        let both = format!("{}{SEAM}{}", lead.text, tail.text);
        self.fill(both, &[], &mut |text, chosen| {
            let text = sentences(&text);
            if let Some((first, second)) = text.split_once(SEAM) {
                filled.push((
                    self.said(first.to_owned(), lead, lead_met, chosen),
                    self.said(second.to_owned(), tail, tail_met, chosen),
                ));
            }
        });
        filled
    }

    /// The word on file that a phrase asks for, empty if it asks for none; `None` if it cannot be said.
    fn meets(&self, phrase: &Phrase) -> Option<&'static str> {
        if phrase.when.is_empty() {
            return Some("");
        }
        let mut words = phrase.when.iter().copied();
        words.find(|word| self.on_file.contains(word))
    }

    fn said(&self, text: String, phrase: &Phrase, met: &str, chosen: &[Chosen]) -> Said {
        let slotted = chosen
            .iter()
            .find(|(slot, _)| matches!(*slot, "{benefit}" | "{gain}") && phrase.text.contains(slot))
            .and_then(|(slot, at)| self.value(slot, *at));
        let about = slotted.or_else(|| self.benefit_with(met).filter(|_| !met.is_empty()));
        Said {
            mood: phrase.mood,
            says_benefit: slotted.is_some() || phrase.tells,
            about: about.map(str::to_owned),
            ..Said::plain(text)
        }
    }

    fn value(&self, slot: &str, at: usize) -> Option<&str> {
        let (_, values) = self.slots.iter().find(|(name, _)| *name == slot)?;
        values.get(at).map(String::as_str)
    }

    fn benefit_with(&self, word: &str) -> Option<&str> {
        self.benefits
            .iter()
            .map(String::as_str)
            .find(|benefit| benefit.to_lowercase().contains(word))
    }

    fn fill(&self, text: String, chosen: &[Chosen], found: &mut impl FnMut(String, &[Chosen])) {
        let places = self
            .slots
            .iter()
            .filter_map(|(slot, values)| Some((text.find(slot)?, *slot, values)));
        let Some((_, slot, values)) = places.min_by_key(|(at, ..)| *at) else {
            return found(text, chosen);
        };
        // The second of a kind comes after the first, in the order that the facts give.
        let from = slot.strip_suffix("2}").map_or(0, |kind| {
            let first = chosen
                .iter()
                .find(|(slot, _)| slot.strip_suffix('}') == Some(kind));
            first.map_or(1, |(_, at)| at + 1)
        });
        for (at, value) in values.iter().enumerate().skip(from) {
            let chosen = [chosen, &[(slot, at)]].concat();
            self.fill(text.replace(slot, value), &chosen, found);
        }
    }
}

/// Whether a benefit can follow “for”.
fn is_gain(benefit: &str) -> bool {
    !benefit.starts_with("no ") && !benefit.contains(" for ")
}

/// Each sentence begins with a capital letter, and `a` becomes `an` where it must.
fn sentences(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut at_start = true;
    for (word, next) in text.split(' ').zip(text.split(' ').skip(1).chain([""])) {
        let ends_sentence = word.ends_with(['.', '?']);
        let vowel_follows = next.starts_with(['a', 'e', 'i', 'o', 'u']);
        let word = match word {
            article if vowel_follows && is_article(article) => format!("{article}n"),
            _ => word.to_owned(),
        };
        words.push(if at_start { capitalised(&word) } else { word });
        at_start = ends_sentence;
    }
    words.join(" ")
}

/// Whether a word is `a`, also where the second half of a headline begins with it.
fn is_article(word: &str) -> bool {
    matches!(word.rsplit(SEAM).next(), Some("a" | "A"))
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
