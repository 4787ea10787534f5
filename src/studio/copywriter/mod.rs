//! The words of an ad: kicker, headline, body and call to action, from what is on file about a product.
//!
//! A headline is two halves of a sentence, each true of the product: what a phrase says of its effect comes from the facts,
//! by a slot or under a condition. No headline is written twice in a delivery. Must not invent a claim, a number or a
//! proof; phrases live in `phrases`, as data.

mod desk;
pub mod endpoint;
mod fill;
mod hours;
mod phrases;
pub mod rules;
mod script;
mod spelling;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::model::brief::CopyAngle;
use crate::model::ids::ProductId;

use super::brand::Product;
use super::dice::Dice;
pub use desk::CopyDesk;
use fill::{Facts, Said};
use phrases::Mood;
use script::{Headline, Script};
use spelling::Spelling;

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

/// The words of an ad and, when they are not of the angle that was asked for, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The words.
    pub wording: Wording,
    /// A sentence for the person; `None` when all is as it was asked for.
    pub note: Option<String>,
}

fn gave_way(product: &Product, asked: CopyAngle, tried: CopyAngle) -> String {
    let (name, asked_for, written) = (&product.name, asked.as_str(), tried.as_str());
    if asked == CopyAngle::SocialProof && product.proof.is_none() {
        format!(
            "{name} has no proof on file, so “{asked_for}” became “{written}”. Add a rating with its source to the product."
        )
    } else {
        format!(
            "Everything that “{asked_for}” can say of {name} was said already, so this is “{written}”."
        )
    }
}

/// Writes one delivery, and remembers what it has said.
#[derive(Debug)]
pub struct Writer {
    dice: Dice,
    scripts: BTreeMap<(ProductId, CopyAngle), Rc<Script>>,
    /// Headlines of last resort.
    spares: BTreeMap<ProductId, Rc<[Headline]>>,
    headlines: BTreeSet<String>,
    bodies: BTreeSet<String>,
    phrases: BTreeSet<String>,
}

impl Writer {
    /// A writer whose every choice comes from this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            scripts: BTreeMap::new(),
            spares: BTreeMap::new(),
            headlines: BTreeSet::new(),
            bodies: BTreeSet::new(),
            phrases: BTreeSet::new(),
        }
    }

    /// The words for one ad, of that angle or, where it cannot be held, of another one: then the words say why.
    pub fn write(&mut self, product: &Product, angle: CopyAngle, tone: &str) -> Written {
        let mood = Mood::of(tone);
        let has_proof = product.proof.is_some();
        let others = CopyAngle::ALL.into_iter().filter(|other| *other != angle);
        for tried in std::iter::once(angle).chain(others) {
            if tried == CopyAngle::SocialProof && !has_proof {
                continue;
            }
            let script = self.script(product, tried);
            if let Some(headline) = self.headline(&script.headlines, mood) {
                let note = (tried != angle).then(|| gave_way(product, angle, tried));
                return Written {
                    wording: self.around(headline, &script, product),
                    note,
                };
            }
        }
        self.last_resort(product)
    }

    /// What is true of every product, and then, with a delivery of hundreds, that there is one more of it.
    fn last_resort(&mut self, product: &Product) -> Written {
        let script = self.script(product, CopyAngle::Sensory);
        let spares = self.spares.entry(product.product_id.clone());
        let spares = Rc::clone(spares.or_insert_with(|| Script::spare(&Facts::of(product)).into()));
        let headline = self
            .headline(&spares, Mood::Any)
            .unwrap_or_else(|| self.numbered(product));
        Written {
            wording: self.around(headline, &script, product),
            note: Some(format!(
                "The facts on file about {} give no more headlines: add benefits, ingredients or textures.",
                product.name
            )),
        }
    }

    fn numbered(&mut self, product: &Product) -> Headline {
        let mut number = 1_u64;
        loop {
            let text = format!("{}, thought {number}.", product.name);
            if self.headlines.insert(text.clone()) {
                return Headline::plain(text);
            }
            number += 1;
        }
    }

    fn script(&mut self, product: &Product, angle: CopyAngle) -> Rc<Script> {
        let key = (product.product_id.clone(), angle);
        let script = self
            .scripts
            .entry(key)
            .or_insert_with(|| Rc::new(Script::new(&Facts::of(product), angle)));
        Rc::clone(script)
    }

    /// A headline that has not been said, from phrases that have not been used if there are some left, in the mood if
    /// it has one left.
    fn headline(&mut self, choices: &[Headline], mood: Mood) -> Option<Headline> {
        let fresh = choices
            .iter()
            .filter(|headline| !self.headlines.contains(&headline.text));
        let mut choices: Vec<(usize, &Headline)> = fresh
            .map(|headline| (headline.staleness(&self.phrases, mood), headline))
            .collect();
        let best = choices.iter().map(|(rank, _)| *rank).min()?;
        choices.retain(|(rank, _)| *rank == best);
        let (_, headline) = choices.get(self.dice.below(choices.len()))?;
        self.phrases
            .extend(headline.halves().map(|said| said.text.clone()));
        self.headlines.insert(headline.text.clone());
        Some((*headline).clone())
    }

    fn around(&mut self, headline: Headline, script: &Script, product: &Product) -> Wording {
        // What the product is, is called and is made with is read once, if the sheet allows.
        let mut read = headline.text.to_lowercase();
        let facts = [&product.name, &product.category]
            .into_iter()
            .chain(&product.ingredients);
        let said: Vec<String> = facts.map(|said| said.to_lowercase()).collect();
        let again = |read: &str, line: &str| {
            let line = line.to_lowercase();
            said.iter()
                .any(|said| !said.is_empty() && read.contains(said) && line.contains(said))
        };
        let body = self.body(script, &headline, product, |line| !again(&read, line));
        read.push_str(&format!(" | {}", body.to_lowercase()));
        let kicker = self.pick(&preferred(script.kickers.iter().collect(), |line| {
            !again(&read, &line.text)
        }));
        read.push_str(&format!(" | {}", kicker.to_lowercase()));
        let cta = self.pick(&preferred(script.ctas.iter().collect(), |line| {
            !again(&read, &line.text)
        }));
        let spelling = Spelling::of(product);
        let spell = |text: &str| spelling.spell(text, &product.name);
        Wording {
            kicker: spell(&kicker),
            headline: spell(&headline.text),
            body: spell(&body),
            cta: spell(&cta),
        }
    }

    /// A body that goes on where the headline stopped: about the same benefit, unless the headline has said it.
    fn body(
        &mut self,
        script: &Script,
        headline: &Headline,
        product: &Product,
        is_news: impl Fn(&str) -> bool,
    ) -> String {
        let topic = headline.topic();
        let goes_on = |body: &Said| {
            topic.about.is_none()
                || body.about.is_none()
                || (body.about == topic.about) != topic.says_benefit
        };
        // Every product of a kind says its kind: that alone is no echo.
        let kind = Said::plain(product.category.clone()).words;
        let faults = |body: &Said| {
            8 * usize::from(headline.is_repeated_by(body))
                + 6 * usize::from(body.mood == Mood::Spare)
                + 4 * usize::from(!goes_on(body))
                + 3 * usize::from(self.bodies.contains(&body.text))
                + 2 * usize::from(!is_news(&body.text))
                + 2 * headline.echoes_in(body, &kind).min(3)
                + 3 * usize::from(body.stutters())
                + 9 * usize::from(!headline.hours().allow(body.hours))
        };
        let rated: Vec<(usize, &Said)> = script
            .bodies
            .iter()
            .map(|body| (faults(body), body))
            .collect();
        let fewest = rated.iter().map(|(faults, _)| *faults).min();
        let best: Vec<&Said> = rated
            .into_iter()
            .filter(|(faults, _)| Some(*faults) == fewest)
            .map(|(_, body)| body)
            .collect();
        let body = self.pick(&best);
        self.bodies.insert(body.clone());
        body
    }

    fn pick(&mut self, from: &[&Said]) -> String {
        from.get(self.dice.below(from.len()))
            .map(|said| said.text.clone())
            .unwrap_or_default()
    }
}

/// Those that are liked, or all if none is.
fn preferred<'a>(items: Vec<&'a Said>, is_liked: impl Fn(&&'a Said) -> bool) -> Vec<&'a Said> {
    let liked: Vec<&Said> = items
        .iter()
        .copied()
        .filter(|item| is_liked(item))
        .collect();
    if liked.is_empty() { items } else { liked }
}

fn fits(text: &str, (least, most): (usize, usize)) -> bool {
    (least..=most).contains(&text.chars().count())
}

#[cfg(test)]
mod tests;
