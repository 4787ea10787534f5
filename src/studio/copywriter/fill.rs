//! Filling a phrase's slots with the facts of a product: every way that the facts allow, and none that they do not.

use std::collections::BTreeSet;

use super::super::brand::Product;
use super::phrases::{self, Mood, Need, Phrase};

/// On file for a product that has a scent.
const SCENTED: &str = "is scented";

/// On file for a product that is put on the skin.
const FOR_SKIN: &str = "is for skin";

/// A category with one of these is of a product for the skin.
const SKIN_WORDS: &[&str] = &[
    "skin",
    "face",
    "facial",
    "body",
    "hand",
    "foot",
    "lip ",
    "lips",
    "eye",
    "serum",
    "cream",
    "lotion",
    "moistur",
    "balm",
    "cleans",
    "toner",
    "essence",
    "mask",
    "sunscreen",
    "spf",
    "exfoli",
    "scrub",
    "primer",
    "foundation",
];

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
        let told = Told::by(product);
        let proof = product.proof.as_ref();
        let one = |text: &str| Vec::from_iter((!text.is_empty()).then(|| text.to_owned()));
        let on_file = told.on_file();
        let benefits = [told.benefits.as_slice(), &told.deeds].concat();
        let needs = needs_of(&benefits, &on_file);
        let need =
            |of: fn(&Need) -> &'static str| needs.iter().map(|need| of(need).to_owned()).collect();
        let kind = told.category.rsplit(' ').next().unwrap_or_default();
        let slots = vec![
            ("{name}", one(product.name.trim())),
            ("{category}", one(&told.category)),
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
            ("{kind}", one(kind)),
            ("{ingredient}", told.ingredients.clone()),
            ("{ingredient2}", told.ingredients.clone()),
            ("{texture}", told.texture.clone()),
            ("{texture2}", told.texture.clone()),
            ("{scent}", one(&told.scent)),
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
            if in_step.is_some_and(|(_, other)| *other != at) {
                continue;
            }
            let chosen = [chosen, &[(slot, at)]].concat();
            self.fill(text.replace(slot, value), &chosen, found);
        }
    }
}

/// A product's facts as they read in the middle of a sentence.
struct Told {
    category: String,
    one_liner: String,
    /// Benefits that are things: “softer skin”.
    benefits: Vec<String>,
    /// Benefits that are deeds: “hydrates for a day”.
    deeds: Vec<String>,
    ingredients: Vec<String>,
    texture: Vec<String>,
    scent: String,
}

impl Told {
    fn by(product: &Product) -> Self {
        let all = |facts: &[String]| {
            facts
                .iter()
                .map(|fact| inner(fact))
                .filter(|fact| !fact.is_empty())
                .collect()
        };
        let benefits: Vec<String> = all(&product.benefits);
        let (deeds, benefits) = benefits.into_iter().partition(|benefit| is_deed(benefit));
        let one_liner = product.one_liner.trim();
        let is_whole = one_liner.is_empty() || one_liner.ends_with(['.', '!', '?', '…']);
        Self {
            category: inner(&product.category),
            one_liner: format!("{one_liner}{}", if is_whole { "" } else { "." }),
            benefits,
            deeds,
            ingredients: all(&product.ingredients),
            texture: all(&product.texture),
            scent: inner(&product.scent),
        }
    }

    /// Everything that a condition may ask for, in lower case.
    fn on_file(&self) -> String {
        let mut on_file = vec![
            self.category.clone(),
            self.one_liner.clone(),
            self.scent.clone(),
        ];
        if !self.scent.is_empty() && !self.scent.to_lowercase().contains("free") {
            on_file.push(SCENTED.to_owned());
        }
        on_file.extend(
            self.benefits
                .iter()
                .chain(&self.deeds)
                .chain(&self.texture)
                .cloned(),
        );
        let mut all = on_file.join(" | ").to_lowercase();
        let category = self.category.to_lowercase();
        let is_for_skin = SKIN_WORDS.iter().any(|word| category.contains(word))
            || self
                .benefits
                .iter()
                .chain(&self.deeds)
                .any(|benefit| benefit.contains("skin"));
        if is_for_skin {
            all.push_str(" | ");
            all.push_str(FOR_SKIN);
        }
        all
    }
}

/// A fact without its full stop and, unless it is a name or an abbreviation, without a capital letter in front.
fn inner(fact: &str) -> String {
    let fact = fact.trim().trim_end_matches('.');
    let mut letters = fact.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let is_plain = letters
        .next()
        .is_none_or(|second| second.is_lowercase() || second == ' ');
    let has_more_capitals = fact.split(' ').skip(1).any(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
    });
    if is_plain && !has_more_capitals {
        first.to_lowercase().chain(fact.chars().skip(1)).collect()
    } else {
        fact.to_owned()
    }
}

/// Whether a benefit says what the product does, instead of what there is to gain.
fn is_deed(benefit: &str) -> bool {
    const DEEDS: &[&str] = &[
        "hydrates",
        "moisturises",
        "moisturizes",
        "softens",
        "smooths",
        "smoothes",
        "plumps",
        "firms",
        "calms",
        "soothes",
        "brightens",
        "reduces",
        "leaves",
        "helps",
        "gives",
        "keeps",
        "makes",
        "protects",
        "nourishes",
        "repairs",
        "restores",
        "strengthens",
        "cleanses",
        "removes",
        "refines",
        "evens",
        "lifts",
        "cools",
        "warms",
        "locks",
        "melts",
        "absorbs",
        "sinks",
        "dries",
        "lasts",
        "adds",
        "tames",
        "refreshes",
        "exfoliates",
        "supports",
        "relieves",
        "comforts",
        "minimises",
        "minimizes",
        "improves",
        "balances",
        "controls",
        "feels",
    ];
    let first = benefit.split(' ').next().unwrap_or_default().to_lowercase();
    DEEDS.contains(&first.as_str())
}

/// The kinds of need that the benefits answer. Skin is spoken of only where the product is for skin.
fn needs_of(benefits: &[String], on_file: &str) -> Vec<Need> {
    let is_for_skin = on_file.contains(FOR_SKIN);
    let answers = |need: &&Need| {
        let is_of_skin = need.need.contains("skin") || need.lack.contains("skin");
        benefits.iter().any(|benefit| {
            let benefit = benefit.to_lowercase();
            let fits = !is_of_skin || (is_for_skin && !benefit.contains("hair"));
            fits && need.words.iter().any(|word| benefit.contains(word))
        })
    };
    phrases::NEEDS.iter().filter(answers).copied().collect()
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
