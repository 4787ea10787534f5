//! A product's facts as they read in the middle of a sentence, and what follows from them: how it is used, and when.
//!
//! Must not add to the facts: what is worked out here is grammar and handling, never an effect.

use super::super::brand::Product;
use super::hours::Hours;
use super::phrases::{self, Need};

/// On file for a product that has a scent.
pub const SCENTED: &str = "is scented";

/// On file for a product that says it has none.
pub const UNSCENTED: &str = "is fragrance free";

/// On file for a product that is put on the skin.
pub const FOR_SKIN: &str = "is for skin";

/// On file for a product that hands work into the skin and that stays there.
pub const WORKED_IN: &str = "is worked in";

/// On file for a product that stays where it is put: in layers, if one likes.
pub const LEFT_ON: &str = "is left on";

/// A category with one of these is of a product for the skin.
const SKIN_WORDS: &str = "skin face facial body hand foot lip lips eye serum cream lotion moistur balm cleans toner essence \
    mask sunscreen spf exfoli scrub primer foundation";

/// A category with one of these is of a product that is washed off.
const WASHED_OFF: &str =
    "cleans wash soap scrub exfoli shampoo conditioner rinse bath shower peel remover";

/// A category with one of these is worked in with the hands.
const BY_HAND: &str = "serum cream lotion moistur balm oil essence butter milk";

/// A category with one of these is put on too small a place for hands, or in another way.
const SMALL_PLACES: &str = "lip eye lash brow nail mask sun spf hair beard perfume parfum candle";

/// A product's facts as they read in the middle of a sentence.
pub struct Told {
    /// In the singular or the plural, as it was typed.
    pub category: String,
    /// The brand's own sentence, ended.
    pub one_liner: String,
    /// Benefits that are things: “softer skin”.
    pub benefits: Vec<String>,
    /// Benefits that are deeds: “hydrates for a day”.
    pub deeds: Vec<String>,
    /// What it is made with.
    pub ingredients: Vec<String>,
    /// Adjectives of touch.
    pub texture: Vec<String>,
    /// What it smells of, or that it does not.
    pub scent: String,
    /// Properties that no sentence can say as a gain: “vegan”, “fragrance-free”.
    pub traits: Vec<String>,
}

impl Told {
    /// The facts of a product.
    pub fn by(product: &Product) -> Self {
        let all = |facts: &[String]| {
            facts
                .iter()
                .map(|fact| inner(fact))
                .filter(|fact| !fact.is_empty())
                .collect()
        };
        let benefits: Vec<String> = all(&product.benefits);
        let (traits, benefits): (Vec<_>, Vec<_>) = benefits.into_iter().partition(|b| is_trait(b));
        let (deeds, benefits): (Vec<_>, Vec<_>) = benefits.into_iter().partition(|b| is_deed(b));
        let benefits = benefits.into_iter().map(with_article).collect();
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
            traits,
        }
    }

    /// Everything that a condition may ask for, in lower case.
    pub fn on_file(&self) -> String {
        let mut on_file = vec![
            self.category.clone(),
            self.one_liner.clone(),
            self.scent.clone(),
        ];
        if self.is_unscented() {
            on_file.push(UNSCENTED.to_owned());
        } else if !self.scent.is_empty() {
            on_file.push(SCENTED.to_owned());
        }
        on_file.extend(
            self.benefits
                .iter()
                .chain(&self.deeds)
                .chain(&self.texture)
                .chain(&self.traits)
                .cloned(),
        );
        let mut all = on_file.join(" | ").to_lowercase();
        let category = self.category.to_lowercase();
        let has = |words: &str| words.split_whitespace().any(|word| category.contains(word));
        let benefits = || self.benefits.iter().chain(&self.deeds);
        let is_for_skin = has(SKIN_WORDS) || benefits().any(|benefit| benefit.contains("skin"));
        let is_left_on = is_for_skin && !has(WASHED_OFF);
        let is_worked_in = is_left_on && has(BY_HAND) && !has(SMALL_PLACES);
        for (holds, fact) in [
            (is_for_skin, FOR_SKIN),
            (is_left_on, LEFT_ON),
            (is_worked_in, WORKED_IN),
        ] {
            if holds {
                all.push_str(" | ");
                all.push_str(fact);
            }
        }
        all
    }

    /// Whether it says that it has no scent.
    pub fn is_unscented(&self) -> bool {
        let said = format!("{} | {}", self.scent, self.traits.join(" | ")).to_lowercase();
        ["free", "unscented", "no scent", "no fragrance"]
            .iter()
            .any(|word| self.scent.to_lowercase().contains(word))
            || said.contains("fragrance-free")
            || said.contains("fragrance free")
            || said.contains("unscented")
    }

    /// When it is used, as far as the facts and its name say.
    pub fn hours(&self, name: &str) -> Hours {
        Hours::of_product(&format!("{name} | {}", self.on_file()))
    }
}

/// Whether a name or a kind is in the plural: “Bath Salts”.
pub fn is_plural(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    last.chars().count() > 3
        && last.ends_with('s')
        && !last.ends_with("ss")
        && !last.ends_with("us")
        && !last.ends_with("is")
}

/// Whether a benefit is a property that cannot follow “for”.
fn is_trait(benefit: &str) -> bool {
    const TRAITS: &[&str] = &[
        "vegan",
        "organic",
        "natural",
        "hypoallergenic",
        "unscented",
        "waterproof",
    ];
    let benefit = benefit.to_lowercase();
    let first = benefit.split(' ').next().unwrap_or_default();
    benefit.ends_with("-free")
        || benefit.ends_with(" free")
        || benefit.starts_with("non-")
        || benefit.ends_with(" tested")
        || TRAITS.contains(&first)
}

/// “matte finish” is said with its article.
fn with_article(benefit: String) -> String {
    const COUNTED: &[&str] = &[
        "finish",
        "tint",
        "scalp",
        "look",
        "feel",
        "touch",
        "barrier",
        "complexion",
        "texture",
        "room",
        "scent",
        "shave",
    ];
    const STARTS: &[&str] = &["a", "an", "the", "no", "your", "more", "less", "one"];
    let first = benefit.split(' ').next().unwrap_or_default();
    let ends = [
        " for ", " with", " of ", " on ", " in ", " from ", " by ", " after ",
    ];
    let head = ends
        .iter()
        .filter_map(|end| benefit.find(end))
        .min()
        .unwrap_or(benefit.len());
    let noun = benefit
        .get(..head)
        .and_then(|head| head.rsplit(' ').next())
        .unwrap_or_default();
    if COUNTED.contains(&noun) && !STARTS.contains(&first) {
        format!("a {benefit}")
    } else {
        benefit
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
        "relaxes",
        "eases",
        "conditions",
        "detangles",
        "clears",
        "boosts",
        "replenishes",
        "purifies",
        "shields",
        "blurs",
        "covers",
        "stays",
        "glides",
        "rinses",
        "clarifies",
        "tightens",
        "fills",
        "burns",
        "defines",
        "rests",
        "renews",
        "wakes",
    ];
    let first = benefit.split(' ').next().unwrap_or_default().to_lowercase();
    DEEDS.contains(&first.as_str())
}

/// The kinds of need that the benefits answer. Skin is spoken of only where the product is for skin.
pub fn needs_of(benefits: &[String], on_file: &str) -> Vec<Need> {
    let is_for_skin = on_file.contains(FOR_SKIN);
    let is_for_hair = ["hair", "shampoo", "conditioner"]
        .iter()
        .any(|word| on_file.contains(word));
    let answers = |need: &&Need| {
        let is_of_skin = need.need.contains("skin") || need.lack.contains("skin");
        benefits.iter().any(|benefit| {
            let benefit = benefit.to_lowercase();
            let elsewhere = ["hair", "lip", "lash", "scalp", "nail"];
            let fits = if need.need.contains("hair") {
                is_for_hair && !benefit.contains("lash")
            } else {
                !is_of_skin
                    || (is_for_skin && !elsewhere.iter().any(|place| benefit.contains(place)))
            };
            fits && need.words.iter().any(|word| benefit.contains(word))
        })
    };
    phrases::NEEDS.iter().filter(answers).copied().collect()
}

/// Whether a benefit can follow “for”.
pub fn is_gain(benefit: &str) -> bool {
    !benefit.starts_with("no ") && !benefit.contains(" for ")
}
