//! What copy may say, as rules that any writer's words are held against: ours in tests, another's before they are used.
//!
//! Pure. Must not mend copy: it is right, or it is told what is wrong.

use super::super::brand::Product;
use super::spelling::Spelling;
use super::{BODY, CTA, HEADLINE, KICKER, Wording};

/// Words that every brand has worn out; lower case, as they begin.
pub const WORN: &[&str] = &[
    "elevate",
    "unlock",
    "game-chang",
    "game chang",
    "glow up",
    "revolution",
    "miracle",
    "secret weapon",
    "must-have",
    "holy grail",
    "unleash",
    "pamper",
    "indulge",
    "say goodbye",
    "say hello",
    "flawless",
    "ultimate",
    "discover the power",
    "journey",
    "effortless",
    "transform your",
    "next level",
    "next-level",
    "like never before",
    "look no further",
];

/// Words that promise an effect or a quality: said only if the facts hold one of the stems beside it.
const CLAIMS: &[(&str, &[&str])] = &[
    ("hydrat", &["hydrat", "moistur"]),
    ("moistur", &["hydrat", "moistur"]),
    ("plump", &["plump"]),
    ("firm", &["firm", "lift"]),
    ("lift", &["firm", "lift"]),
    ("glow", &["glow", "luminous", "radian", "bright"]),
    ("radian", &["glow", "luminous", "radian", "bright"]),
    ("bright", &["bright", "glow", "luminous", "radian"]),
    ("wrinkle", &["wrinkle", "fine line"]),
    ("fine line", &["wrinkle", "fine line"]),
    ("anti-age", &["age", "aging", "ageing"]),
    ("ageing", &["ageing", "aging", "age"]),
    ("aging", &["ageing", "aging", "age"]),
    ("acne", &["acne", "blemish"]),
    ("blemish", &["acne", "blemish", "breakout"]),
    ("redness", &["redness", "sooth", "calm"]),
    ("soothe", &["sooth", "calm", "comfort"]),
    ("repair", &["repair", "restor"]),
    ("heal", &["heal"]),
    ("cure", &["cure"]),
    ("detox", &["detox"]),
    ("whiten", &["whiten"]),
    ("exfoliat", &["exfoliat"]),
    ("spf", &["spf"]),
    ("non-greasy", &["greas", "absorb", "residue", "shine"]),
    ("clinical", &["clinical"]),
    ("proven", &["proven"]),
    ("dermatolog", &["dermatolog"]),
    ("scientific", &["scientific"]),
    ("organic", &["organic"]),
    ("vegan", &["vegan"]),
    ("natural", &["natural"]),
    ("cruelty", &["cruelty"]),
    ("hypoallergenic", &["hypoallergenic"]),
    ("sustainab", &["sustainab"]),
    ("recycl", &["recycl"]),
    (
        "fragrance-free",
        &["fragrance free", "fragrance-free", "unscented"],
    ),
    ("instant", &["instant", "at once", "immediate"]),
    ("overnight", &["overnight", "night"]),
    ("guarantee", &["guarantee"]),
    ("permanent", &["permanent"]),
    ("the best", &["the best"]),
    ("no. 1", &["no. 1"]),
    ("number one", &["number one"]),
    ("award", &["award"]),
    ("doctor", &["doctor"]),
    ("free shipping", &["free shipping"]),
    ("sale", &["sale"]),
    ("discount", &["discount"]),
];

/// Words of social proof: only with a proof on file.
const PROOF: &[&str] = &[
    "review",
    "rated",
    "stars",
    "customers",
    "bestsell",
    "best-sell",
    "loved by",
    "thousands",
    "everyone",
    "people say",
    "favourite",
    "favorite",
];

/// What is wrong with an ad's words; the text says where and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct Broken {
    /// `kicker`, `headline`, `body` or `cta`.
    pub field: &'static str,
    /// Why, in words.
    pub why: String,
}

/// Holds an ad's words against everything but what other ads say.
///
/// # Errors
/// The first rule that is broken.
pub fn check(wording: &Wording, product: &Product) -> Result<(), Broken> {
    let fields = [
        ("kicker", &wording.kicker, (1, KICKER)),
        ("headline", &wording.headline, (10, HEADLINE.1)),
        ("body", &wording.body, BODY),
        ("cta", &wording.cta, (2, CTA)),
    ];
    let facts = facts_of(product);
    let spelling = Spelling::of(product);
    for (field, text, (least, most)) in fields {
        let broken = |why: String| Err(Broken { field, why });
        let length = text.chars().count();
        if !(least..=most).contains(&length) {
            return broken(format!("it has {length} characters, {least} to {most} fit"));
        }
        if let Some(why) = ill_formed(text) {
            return broken(why.to_owned());
        }
        if let Some(why) = unfounded(&text.to_lowercase(), &facts, product.proof.is_some()) {
            return broken(why);
        }
        if spelling.is_broken_by(text, &product.name) {
            return broken("it mixes British and American spelling".to_owned());
        }
    }
    Ok(())
}

fn ill_formed(text: &str) -> Option<&'static str> {
    if text.trim() != text || text.contains("  ") {
        return Some("it has spaces where none belong");
    }
    if text.chars().any(|c| {
        c.is_control() || matches!(c, '{' | '}' | '<' | '>' | '|' | '\\' | '`' | '#' | '*')
    }) {
        return Some("it has a character that belongs in no ad");
    }
    let shouts = text
        .split(' ')
        .filter(|word| word.chars().filter(|c| c.is_uppercase()).count() > 3);
    if text.contains("!!") || shouts.count() > 1 {
        return Some("it shouts");
    }
    None
}

/// What the facts do not hold, if anything.
fn unfounded(text: &str, facts: &str, has_proof: bool) -> Option<String> {
    if let Some(worn) = WORN.iter().find(|worn| holds(text, worn)) {
        return Some(format!("“{worn}” is worn out"));
    }
    if let Some(number) = numbers(text).find(|number| !numbers(facts).any(|known| known == *number))
    {
        return Some(format!("the number {number} is not on file"));
    }
    let claim = CLAIMS
        .iter()
        .find(|(word, stems)| holds(text, word) && !stems.iter().any(|stem| facts.contains(stem)));
    if let Some((word, _)) = claim {
        return Some(format!(
            "“{word}…” is a claim that the product's facts do not hold"
        ));
    }
    let proof = PROOF
        .iter()
        .find(|word| holds(text, word) && !facts.contains(*word));
    match proof {
        Some(word) if !has_proof => Some(format!("“{word}…” needs a proof on file")),
        _ => None,
    }
}

/// Whether a word of the text begins so.
fn holds(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(char::is_alphanumeric)
    })
}

/// The numbers of a text, as written but for separators.
fn numbers(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map(|number| number.trim_matches(['.', ',']).replace(',', ""))
        .filter(|number| !number.is_empty())
}

/// Everything that is on file about a product, in lower case.
fn facts_of(product: &Product) -> String {
    let mut facts = vec![
        product.name.clone(),
        product.category.clone(),
        product.size.clone(),
        product.one_liner.clone(),
        product.scent.clone(),
    ];
    facts.extend(
        product
            .benefits
            .iter()
            .chain(&product.ingredients)
            .chain(&product.texture)
            .cloned(),
    );
    if let Some(proof) = &product.proof {
        facts.push(format!(
            "{} of 5 stars, {} reviews",
            proof.rating, proof.reviews
        ));
    }
    facts.join(" | ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::brief::CopyAngle;
    use crate::studio::brand::Brands;
    use crate::studio::copywriter::Writer;

    fn serum() -> Product {
        Brands::sample().unwrap().all()[0].products[0].clone()
    }

    fn good() -> Wording {
        Wording {
            kicker: "Dew Serum".into(),
            headline: "Hydration that stays with you.".into(),
            body: "A weightless serum with white tea, for skin that looks visibly plumper.".into(),
            cta: "Discover Dew Serum".into(),
        }
    }

    #[test]
    fn each_rule_is_held_and_says_what_is_wrong() {
        assert_eq!(check(&good(), &serum()), Ok(()));
        let cream = Brands::sample().unwrap().all()[0].products[1].clone();
        let headline = |text: &str| Wording {
            headline: text.into(),
            ..good()
        };
        for (words, product, says) in [
            (headline("Short"), serum(), "5 characters"),
            (
                headline("Unlock your softest skin yet."),
                serum(),
                "worn out",
            ),
            (
                headline("Works in 7 days, every time."),
                serum(),
                "number 7",
            ),
            (headline("Rated 4.9 out of 5 by you."), serum(), "4.9"),
            (headline("Firmer skin by tomorrow noon."), serum(), "firm"),
            (headline("Loved by those who know cream."), cream, "proof"),
            (headline("A color you can feel today."), serum(), "spelling"),
            (
                headline("Softness <b>today</b> and on."),
                serum(),
                "character",
            ),
            (headline("SOFTNESS TODAY and tomorrow."), serum(), "shouts"),
            (headline(" Softness today and always."), serum(), "spaces"),
        ] {
            let broken = check(&words, &product).unwrap_err();
            assert!(
                broken.why.contains(says) && broken.field == "headline",
                "{broken}"
            );
        }
        let rated = headline("Rated 4.8 out of 5 in 2,310 reviews.");
        assert_eq!(check(&rated, &serum()), Ok(()));
    }

    #[test]
    fn the_built_in_writer_keeps_its_own_rules() {
        for product in &Brands::sample().unwrap().all()[0].products {
            for angle in CopyAngle::ALL {
                let mut writer = Writer::new(3);
                for _ in 0..60 {
                    let wording = writer.write(product, angle, "quiet").wording;
                    assert_eq!(check(&wording, product), Ok(()), "{wording:?}");
                }
            }
        }
    }
}
