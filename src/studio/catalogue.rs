//! The looks that a brief can ask for, and which of them fit a description in free words.
//!
//! One place, [`Catalogue::search`], answers both the search endpoint and `creative.style_search`; how looks are ranked
//! is the business of [`super::search`].

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::model::ids::StyleId;

use super::search::{Index, Text};
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
    /// 1 is the look's own words; see [`super::search`].
    pub similarity: f64,
}

/// Every look, ready to be searched.
#[derive(Debug, Default)]
pub struct Catalogue {
    looks: Vec<Look>,
    /// Made by the first search.
    index: OnceLock<Index>,
}

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
        Self {
            looks,
            index: OnceLock::new(),
        }
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

    /// Every look, best first. Empty when no word of the description is understood.
    pub fn search(&self, description: &str) -> Vec<Fit<'_>> {
        let Some(similarities) = self.index().search(description) else {
            return Vec::new();
        };
        let mut fits: Vec<Fit<'_>> = self
            .looks
            .iter()
            .zip(similarities)
            .map(|(look, similarity)| Fit {
                look,
                similarity: f64::from(similarity),
            })
            .collect();
        fits.sort_by(|a, b| {
            b.similarity
                .total_cmp(&a.similarity)
                .then_with(|| a.look.name.cmp(&b.look.name))
        });
        fits
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            Index::new(self.looks.iter().map(|look| Text {
                name: &look.name,
                prompt: &look.animation_prompt,
                description: &look.description,
                tags: &look.tags,
            }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fit_comes_first_and_every_look_has_its_place() {
        let catalogue = Catalogue::of_styles();
        for look in catalogue.looks() {
            let fits = catalogue.search(&format!("{} {}", look.name, look.description));
            assert_eq!(fits.first().map(|fit| fit.look), Some(look));
            assert_eq!(fits.len(), catalogue.looks().len());
            assert!(fits.is_sorted_by(|a, b| a.similarity >= b.similarity));
            assert!(fits.iter().all(|fit| (0.0..=1.0).contains(&fit.similarity)));
        }
        assert!(catalogue.search("of the").is_empty());
    }
}
