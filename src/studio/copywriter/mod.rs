//! The words of an ad: kicker, headline, body and call to action, from what is on file about a product.
//!
//! A headline is two short phrases, each true of the product: what a phrase says of its effect comes from the facts,
//! by a slot or under a condition. No headline is written twice in a delivery. Must not invent a claim, a number or a
//! proof; phrases live in `phrases`, as data.

mod fill;
mod phrases;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::brief::CopyAngle;

use super::brand::Product;
use super::dice::Dice;
use fill::Facts;
use phrases::{Mood, Phrase};

/// Shortest and longest headline, in characters.
pub const HEADLINE: (usize, usize) = (12, 46);

/// Shortest and longest body, in characters.
pub const BODY: (usize, usize) = (40, 110);

/// Longest kicker, in characters.
pub const KICKER: usize = 30;

/// Longest call to action, in characters.
pub const CTA: usize = 20;

/// What an ad says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Small line above the headline.
    pub kicker: String,
    /// The line that is read.
    pub headline: String,
    /// One or two sentences.
    pub body: String,
    /// On the button.
    pub cta: String,
}

/// Writes one delivery, and remembers what it has said.
#[derive(Debug)]
pub struct Writer {
    dice: Dice,
    headlines: BTreeSet<String>,
    bodies: BTreeSet<String>,
    phrases_used: BTreeSet<String>,
}

impl Writer {
    /// A writer whose every choice comes from this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            headlines: BTreeSet::new(),
            bodies: BTreeSet::new(),
            phrases_used: BTreeSet::new(),
        }
    }

    /// The words for one ad. Social proof without proof on file, and an angle that has said all it can, give way to
    /// another angle.
    pub fn write(&mut self, product: &Product, angle: CopyAngle, tone: &str) -> Wording {
        let facts = Facts::of(product);
        let mood = Mood::of(tone);
        let others = [
            CopyAngle::Sensory,
            CopyAngle::BenefitOutcome,
            CopyAngle::Ritual,
        ];
        for angle in std::iter::once(angle).chain(others) {
            if angle == CopyAngle::SocialProof && product.proof.is_none() {
                continue;
            }
            if let Some(headline) = self.headline(&facts, angle, mood) {
                return self.around(headline, &facts, angle);
            }
        }
        // Only a product of which nothing but the name is known gets here.
        self.around(
            format!("{}, quietly made", product.name),
            &facts,
            CopyAngle::Sensory,
        )
    }

    /// A headline of this angle that has not been said, in the mood if there is one left, from phrases that have not
    /// been used if there are some left.
    fn headline(&mut self, facts: &Facts, angle: CopyAngle, mood: Mood) -> Option<String> {
        let sheet = phrases::of(angle);
        let leads = facts.fill_all(sheet.leads);
        let tails = facts.fill_all(sheet.tails);
        let mut choices: Vec<(usize, String, &str, &str)> = Vec::new();
        for (_, lead) in &leads {
            for (tail_mood, tail) in &tails {
                let headline = format!("{lead} {tail}");
                if !fits(&headline, HEADLINE)
                    || self.headlines.contains(&headline)
                    || repeats_a_word(lead, tail)
                {
                    continue;
                }
                let stale = [lead, tail]
                    .into_iter()
                    .filter(|phrase| self.phrases_used.contains(*phrase))
                    .count();
                let rank = stale * 2 + usize::from(*tail_mood != mood && *tail_mood != Mood::Any);
                choices.push((rank, headline, lead.as_str(), tail.as_str()));
            }
        }
        let best = choices.iter().map(|(rank, ..)| *rank).min()?;
        choices.retain(|(rank, ..)| *rank == best);
        let (_, headline, lead, tail) = choices.get(self.dice.below(choices.len()))?;
        let headline = headline.clone();
        self.phrases_used
            .extend([(*lead).to_owned(), (*tail).to_owned()]);
        self.headlines.insert(headline.clone());
        Some(headline)
    }

    fn around(&mut self, headline: String, facts: &Facts, angle: CopyAngle) -> Wording {
        let sheet = phrases::of(angle);
        let body = self.body(facts, sheet.bodies, &headline);
        let kickers = short_enough(facts, sheet.kickers, KICKER, &headline);
        let ctas = short_enough(facts, sheet.ctas, CTA, &headline);
        Wording {
            kicker: self.pick(&kickers),
            body,
            cta: self.pick(&ctas),
            headline,
        }
    }

    fn body(&mut self, facts: &Facts, phrases: &[Phrase], headline: &str) -> String {
        let all = facts.fill_all(phrases);
        let good = |text: &String| fits(text, BODY) && !repeats_a_phrase(headline, text);
        let mut bodies: Vec<String> = all.into_iter().map(|(_, text)| text).filter(good).collect();
        if bodies.iter().any(|body| !self.bodies.contains(body)) {
            bodies.retain(|body| !self.bodies.contains(body));
        }
        let body = self.pick(&bodies);
        self.bodies.insert(body.clone());
        body
    }

    fn pick(&mut self, from: &[String]) -> String {
        from.get(self.dice.below(from.len()))
            .cloned()
            .unwrap_or_default()
    }
}

fn fits(text: &str, (least, most): (usize, usize)) -> bool {
    (least..=most).contains(&text.chars().count())
}

/// Phrases that are short enough, and of those rather such as do not say the product's name a second time.
fn short_enough(facts: &Facts, phrases: &[Phrase], most: usize, headline: &str) -> Vec<String> {
    let all = facts.fill_all(phrases).into_iter().map(|(_, text)| text);
    let short: Vec<String> = all.filter(|text| text.chars().count() <= most).collect();
    let fresh: Vec<String> = short
        .iter()
        .filter(|text| !(headline.contains(facts.name()) && text.contains(facts.name())))
        .cloned()
        .collect();
    if fresh.is_empty() { short } else { fresh }
}

/// Whether two phrases share a word that carries meaning.
fn repeats_a_word(lead: &str, tail: &str) -> bool {
    let said: BTreeSet<String> = telling_words(lead).collect();
    telling_words(tail).any(|word| said.contains(&word))
}

/// Whether a body only says the headline again: more than half of the headline's telling words are in it.
fn repeats_a_phrase(headline: &str, body: &str) -> bool {
    let body: BTreeSet<String> = telling_words(body).collect();
    let said: Vec<String> = telling_words(headline).collect();
    let again = said.iter().filter(|word| body.contains(*word)).count();
    again * 2 > said.len()
}

fn telling_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .filter(|word| {
            ![
                "with", "from", "this", "that", "then", "your", "have", "just",
            ]
            .contains(&word.as_str())
        })
}

#[cfg(test)]
mod tests;
