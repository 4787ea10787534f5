//! The looks that a brief can ask for, and which of them fit a description in free words.
//!
//! Fit is the cosine of two TF-IDF vectors of word stems. One place, [`Catalogue::search`], answers both the search
//! endpoint and `creative.style_search`, so a closer measure (word vectors) replaces one function.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::ids::StyleId;

use super::styles::{self, Style};

/// What a person, and the search, know of a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// For `creative.featured_styles`.
    pub id: StyleId,
    /// Display name.
    pub name: String,
    /// The motion category that it belongs to.
    pub animation_prompt: String,
    /// One sentence.
    pub description: String,
    /// Further words to be found by.
    pub tags: Vec<String>,
}

/// A look and how well it fits, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit<'a> {
    /// Which.
    pub look: &'a Look,
    /// Cosine of the two descriptions.
    pub similarity: f64,
}

/// Every look, ready to be searched.
#[derive(Clone, Debug)]
pub struct Catalogue {
    looks: Vec<Look>,
    /// How telling a stem is: rare ones weigh more.
    weight: BTreeMap<String, f64>,
    vectors: Vec<BTreeMap<String, f64>>,
}

/// A word of the name says more than one of the description.
const NAME_WEIGHT: f64 = 2.0;

impl From<&Style> for Look {
    fn from(style: &Style) -> Self {
        Self {
            id: StyleId::new(style.id.as_str()),
            name: style.name.clone(),
            animation_prompt: style.animation_prompt.clone(),
            description: style.description.clone(),
            tags: style.tags.clone(),
        }
    }
}

impl Catalogue {
    /// The looks that the studio can paint.
    pub fn of_styles() -> Self {
        Self::new(styles::catalogue().iter().map(Look::from).collect())
    }

    /// These looks.
    pub fn new(looks: Vec<Look>) -> Self {
        let counted: Vec<BTreeMap<String, f64>> = looks.iter().map(count_of).collect();
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for stem in counted.iter().flat_map(BTreeMap::keys) {
            *seen.entry(stem.clone()).or_default() += 1;
        }
        let all = f64::from(u32::try_from(looks.len()).unwrap_or(u32::MAX));
        let weight = seen
            .into_iter()
            .map(|(stem, within)| (stem, (1.0 + all / f64::from(within)).ln()))
            .collect();
        let mut catalogue = Self {
            looks,
            weight,
            vectors: Vec::new(),
        };
        catalogue.vectors = counted
            .into_iter()
            .map(|counts| catalogue.vector(counts))
            .collect();
        catalogue
    }

    /// Every look.
    pub fn looks(&self) -> &[Look] {
        &self.looks
    }

    /// Whether there is a look of that id.
    pub fn has(&self, id: &StyleId) -> bool {
        self.looks.iter().any(|look| look.id == *id)
    }

    /// The looks of a motion category, exact words.
    pub fn of_prompt<'a>(&'a self, prompt: &'a str) -> impl Iterator<Item = &'a Look> {
        self.looks
            .iter()
            .filter(move |look| look.animation_prompt == prompt)
    }

    /// Every motion category there is, each once, in alphabetical order.
    pub fn prompts(&self) -> BTreeSet<&str> {
        self.looks
            .iter()
            .map(|look| look.animation_prompt.as_str())
            .collect()
    }

    /// The looks that share anything with the description, best first.
    pub fn search(&self, description: &str) -> Vec<Fit<'_>> {
        let mut counts = BTreeMap::new();
        count(description, 1.0, &mut counts);
        let wanted = self.vector(counts);
        let mut fits: Vec<Fit<'_>> = self
            .looks
            .iter()
            .zip(&self.vectors)
            .map(|(look, vector)| Fit {
                look,
                similarity: dot(&wanted, vector).clamp(0.0, 1.0),
            })
            .filter(|fit| fit.similarity > 0.0)
            .collect();
        fits.sort_by(|a, b| {
            b.similarity
                .total_cmp(&a.similarity)
                .then_with(|| a.look.name.cmp(&b.look.name))
        });
        fits
    }

    /// Weighted and of length 1. A stem that no look knows weighs as much as the rarest, and so lowers every fit.
    fn vector(&self, counts: BTreeMap<String, f64>) -> BTreeMap<String, f64> {
        let rarest = self.weight.values().copied().fold(1.0, f64::max);
        let mut vector = counts;
        for (stem, value) in &mut vector {
            *value *= self.weight.get(stem).copied().unwrap_or(rarest);
        }
        let length = vector
            .values()
            .map(|value| value * value)
            .sum::<f64>()
            .sqrt();
        for value in vector.values_mut() {
            *value /= length;
        }
        vector
    }
}

fn dot(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>) -> f64 {
    a.iter()
        .filter_map(|(stem, value)| Some(value * b.get(stem)?))
        .sum()
}

fn count_of(look: &Look) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    count(&look.name, NAME_WEIGHT, &mut counts);
    count(&look.animation_prompt, NAME_WEIGHT, &mut counts);
    count(&look.description, 1.0, &mut counts);
    for tag in &look.tags {
        count(tag, 1.0, &mut counts);
    }
    counts
}

fn count(text: &str, weight: f64, counts: &mut BTreeMap<String, f64>) {
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if let Some(stem) = stem(word) {
            *counts.entry(stem).or_default() += weight;
        }
    }
}

/// Words that say nothing about a look.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "like",
    "of", "on", "or", "over", "that", "the", "to", "under", "with",
];

/// `Droplets` → `droplet`, `dripping` → `drip`, `glossy` → `gloss`.
fn stem(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    if word.is_empty() || EMPTY_WORDS.contains(&word.as_str()) {
        return None;
    }
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    let ends = ["ing", "ies", "ed", "es", "s", "y", "e"];
    let stem = ends.iter().find_map(|end| {
        if *end == "s" && word.ends_with("ss") {
            return None;
        }
        word.strip_suffix(end).filter(long_enough)
    });
    let mut stem = stem.unwrap_or(&word).to_owned();
    let mut tail = stem.chars().rev();
    if let (Some(last), Some(before)) = (tail.next(), tail.next())
        && last == before
        && stem.chars().count() > 3
    {
        stem.pop();
    }
    Some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(name: &str, prompt: &str, description: &str) -> Look {
        Look {
            id: StyleId::new(format!("rec{name}")),
            name: name.into(),
            animation_prompt: prompt.into(),
            description: description.into(),
            tags: vec!["skincare".into()],
        }
    }

    fn catalogue() -> Catalogue {
        Catalogue::new(vec![
            look(
                "Fog Bank",
                "Lotion Texture",
                "Cool mist over folds of pale cream",
            ),
            look(
                "Honey Thread",
                "Serum Drizzles",
                "Amber syrup falls in thin threads",
            ),
            look(
                "First Rain",
                "Serum Droplets",
                "Clear drops on a wet surface",
            ),
        ])
    }

    #[test]
    fn the_best_fit_comes_first_and_similarity_stays_between_0_and_1() {
        let catalogue = catalogue();
        for (wanted, best) in [
            ("cool mist over pale stone", "Fog Bank"),
            ("droplet", "First Rain"),
            ("THREADS of honey!", "Honey Thread"),
            ("drizzling serum", "Honey Thread"),
        ] {
            let fits = catalogue.search(wanted);
            assert_eq!(
                fits.first().map(|fit| fit.look.name.as_str()),
                Some(best),
                "{wanted}"
            );
            assert!(
                fits.iter()
                    .all(|fit| fit.similarity > 0.0 && fit.similarity <= 1.0)
            );
            assert!(fits.is_sorted_by(|a, b| a.similarity >= b.similarity));
        }
        assert!(catalogue.search("of the").is_empty());
        assert!(catalogue.search("日本 ✨").is_empty());
    }

    #[test]
    fn an_unknown_word_lowers_the_fit() {
        let catalogue = catalogue();
        let best = |wanted| {
            catalogue
                .search(wanted)
                .first()
                .map_or(0.0, |fit| fit.similarity)
        };
        assert!(best("mist") > best("mist zeppelin"));
    }

    #[test]
    fn inflected_words_meet_in_one_stem() {
        for (a, b) in [
            ("drip", "dripping"),
            ("gloss", "glossy"),
            ("fold", "folds"),
            ("Drizzle", "drizzles"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("glass").as_deref(), Some("glas"));
        assert_eq!(stem("and"), None);
    }
}
