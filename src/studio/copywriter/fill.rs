//! Filling a phrase's slots with the facts of a product: every way that the facts allow, and none that they do not.

use std::collections::BTreeSet;

use super::super::brand::Product;
use super::hours::Hours;
use super::phrases::{Mood, Need, Phrase};
use super::told::{Told, is_gain, is_plural, needs_of};

/// Between the two halves of a headline while its slots are filled.
const SEAM: char = '|';

/// Slots of one row of the needs: a phrase that has two of them speaks of one need.
const IN_STEP: &[&str] = &["{need}", "{lack}", "{before}", "{after}"];

/// A slot, and which of its values it was given.
type Chosen = (&'static str, usize);

/// The facts of a product, ready for slots.
#[derive(Debug)]
pub struct Facts {
    slots: Vec<(&'static str, Vec<String>)>,
    /// Everything that a condition may ask for, in lower case.
    on_file: String,
    benefits: Vec<String>,
    needs: Vec<Need>,
    /// When it is used.
    hours: Hours,
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
    /// The time of day that it speaks of.
    pub hours: Hours,
}

impl Said {
    /// A sentence that is no phrase of ours.
    pub fn plain(text: String) -> Self {
        Self {
            mood: Mood::Any,
            words: telling_words(&text),
            hours: Hours::of(&text),
            text,
            about: None,
            says_benefit: false,
        }
    }
}

/// How alike two words are allowed to be: “cleanser” and “cleanses” are too much alike.
const STEM: usize = 6;

impl Said {
    /// Whether it says a word, or one of the same stem, twice.
    pub fn stutters(&self) -> bool {
        let mut stems = BTreeSet::new();
        self.text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 3)
            .map(|word| stem(&word.to_lowercase()))
            .any(|stem| !SMALL.contains(&stem.as_str()) && !stems.insert(stem))
    }

    /// Whether it and another share a stem.
    pub fn shares_a_stem_with(&self, other: &Self) -> bool {
        let stems: BTreeSet<String> = self.words.iter().map(|word| stem(word)).collect();
        other.words.iter().any(|word| stems.contains(&stem(word)))
    }
}

fn stem(word: &str) -> String {
    word.chars().take(STEM).collect()
}

/// Words that carry little.
const SMALL: &[&str] = &[
    "with", "from", "this", "that", "then", "your", "have", "just", "skin", "made",
];

/// Words that carry meaning.
fn telling_words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .filter(|word| !SMALL.contains(&word.as_str()))
        .collect()
}

impl Facts {
    /// What is on file about a product.
    pub fn of(product: &Product) -> Self {
        let told = Told::by(product);
        let proof = product.proof.as_ref();
        let one = |text: &str| Vec::from_iter((!text.is_empty()).then(|| text.to_owned()));
        let on_file = told.on_file();
        let benefits = [told.benefits.as_slice(), &told.deeds].concat();
        let needs = needs_of(&benefits, &on_file);
        let need =
            |of: fn(&Need) -> &'static str| needs.iter().map(|need| of(need).to_owned()).collect();
        let kind = told.category.rsplit(' ').next().unwrap_or_default();
        // “A bath salts” and “Bath Salts helps” are no English.
        let one_of = |text: &str| one(if is_plural(&told.category) { "" } else { text });
        let name = product.name.trim();
        let smell = if told.is_unscented() {
            "fragrance free".to_owned()
        } else {
            format!("scented with {}", told.scent)
        };
        let smell = if told.scent.is_empty() { "" } else { &smell };
        let slots = vec![
            ("{name}", one(name)),
            ("{subject}", one(if is_plural(name) { "" } else { name })),
            ("{category}", one_of(&told.category)),
            ("{sort}", one(&told.category)),
            ("{size}", one(product.size.trim())),
            ("{one_liner}", one(&told.one_liner)),
            (
                "{gain}",
                Vec::from_iter(
                    told.benefits
                        .iter()
                        .filter(|benefit| is_gain(benefit))
                        .cloned(),
                ),
            ),
            ("{does}", told.deeds.clone()),
            ("{need}", need(|need| need.need)),
            ("{lack}", need(|need| need.lack)),
            ("{before}", need(|need| need.before)),
            ("{after}", need(|need| need.after)),
            ("{kind}", one_of(kind)),
            ("{ingredient}", told.ingredients.clone()),
            ("{ingredient2}", told.ingredients.clone()),
            ("{texture}", told.texture.clone()),
            ("{texture2}", told.texture.clone()),
            ("{scent}", one(&told.scent)),
            ("{smell}", one(smell)),
            (
                "{rating}",
                Vec::from_iter(proof.map(|proof| proof.rating.to_string())),
            ),
            (
                "{reviews}",
                Vec::from_iter(proof.map(|proof| thousands(proof.reviews))),
            ),
            ("{benefit}", told.benefits.clone()),
            ("{benefit2}", told.benefits.clone()),
        ];
        Self {
            slots,
            on_file,
            benefits,
            needs,
            hours: told.hours(name),
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
        if !self.hours.allow(Hours::of(phrase.text)) {
            return None;
        }
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
        let answered = chosen
            .iter()
            .find(|(slot, _)| IN_STEP.contains(slot) && phrase.text.contains(slot))
            .and_then(|(_, at)| self.needs.get(*at))
            .and_then(|need| need.words.iter().find_map(|word| self.benefit_with(word)));
        let about = slotted
            .or(answered)
            .or_else(|| self.benefit_with(met).filter(|_| !met.is_empty()));
        Said {
            mood: phrase.mood,
            says_benefit: slotted.is_some() || phrase.tells || phrase.text.contains("{after}"),
            about: about.map(str::to_owned),
            // What a fact says of the time is so: only our own words have to fit it.
            hours: Hours::of(phrase.text),
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
        let in_step = chosen
            .iter()
            .find(|(other, _)| IN_STEP.contains(&slot) && IN_STEP.contains(other));
        for (at, value) in values.iter().enumerate().skip(from) {
            if value.is_empty() || in_step.is_some_and(|(_, other)| *other != at) {
                continue;
            }
            let chosen = [chosen, &[(slot, at)]].concat();
            self.fill(text.replace(slot, value), &chosen, found);
        }
    }
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
