//! Everything that one angle can say of one product, worked out once per delivery.

use std::collections::BTreeSet;

use crate::model::brief::CopyAngle;

use super::fill::{Facts, Said};
use super::hours::Hours;
use super::phrases::{self, Mood, Pairing, Phrase};
use super::{BODY, CTA, HEADLINE, KICKER, fits};

/// Everything that one angle can say of one product.
#[derive(Debug)]
pub struct Script {
    /// Headlines that fit and do not repeat themselves.
    pub headlines: Vec<Headline>,
    /// Bodies that fit.
    pub bodies: Vec<Said>,
    /// Kickers that fit.
    pub kickers: Vec<Said>,
    /// Calls to action that fit.
    pub ctas: Vec<Said>,
}

/// Two phrases that make a headline.
#[derive(Clone, Debug)]
pub struct Headline {
    /// Both.
    pub text: String,
    /// First half.
    pub lead: Said,
    /// Second half; `None` for one that is not from the sheet.
    pub tail: Option<Said>,
}

impl Script {
    /// What this angle can say from these facts.
    pub fn new(facts: &Facts, angle: CopyAngle) -> Self {
        let sheet = phrases::of(angle);
        let fitting = |phrases: &[&[Phrase]], size| {
            let mut said: Vec<Said> = phrases
                .iter()
                .flat_map(|some| facts.fill_all(some))
                .collect();
            said.retain(|said| fits(&said.text, size));
            said
        };
        Self {
            headlines: headlines(facts, sheet.pairings),
            bodies: fitting(sheet.bodies, BODY),
            kickers: fitting(&[sheet.kickers], (1, KICKER)),
            ctas: fitting(&[sheet.ctas], (1, CTA)),
        }
    }

    /// Headlines that hold for every product.
    pub fn spare(facts: &Facts) -> Vec<Headline> {
        headlines(facts, phrases::SPARE)
    }
}

fn headlines(facts: &Facts, pairings: &[Pairing]) -> Vec<Headline> {
    let mut headlines = Vec::new();
    for pairing in pairings {
        for lead in pairing.leads {
            for tail in pairing.tails {
                headlines.extend(facts.fill_pair(lead, tail).into_iter().filter_map(joined));
            }
        }
    }
    headlines
}

/// Both halves as a headline, if it fits and does not repeat itself.
fn joined((lead, tail): (Said, Said)) -> Option<Headline> {
    let text = format!("{} {}", lead.text, tail.text);
    let is_good = fits(&text, HEADLINE)
        && !lead.shares_a_stem_with(&tail)
        && !lead.stutters()
        && !tail.stutters()
        && lead.hours.allow(tail.hours);
    is_good.then_some(Headline {
        text,
        lead,
        tail: Some(tail),
    })
}

impl Headline {
    /// A headline that is one sentence.
    pub fn plain(text: String) -> Self {
        let lead = Said::plain(text.clone());
        Self {
            text,
            lead,
            tail: None,
        }
    }

    /// Its two halves.
    pub fn halves(&self) -> impl Iterator<Item = &Said> {
        std::iter::once(&self.lead).chain(&self.tail)
    }

    /// How much is to be said against it: words used before, another mood, a phrase kept for later.
    pub fn staleness(&self, used: &BTreeSet<String>, mood: Mood) -> usize {
        let again = self
            .halves()
            .filter(|said| used.contains(&said.text))
            .count();
        let is_off_mood = self
            .halves()
            .any(|said| said.mood != mood && !matches!(said.mood, Mood::Any | Mood::Spare));
        let is_spare = self.halves().any(|said| said.mood == Mood::Spare);
        again * 2 + usize::from(is_off_mood) + 5 * usize::from(is_spare)
    }

    /// The half that is about a benefit, if one is.
    pub fn topic(&self) -> &Said {
        let about = self.halves().find(|said| said.about.is_some());
        about.unwrap_or(&self.lead)
    }

    /// Whether a body only says the headline again: it holds the first half, or most of the telling words.
    pub fn is_repeated_by(&self, body: &Said) -> bool {
        let said = || self.halves().flat_map(|half| &half.words);
        let again = said().filter(|word| body.words.contains(*word)).count();
        again * 2 > said().count() || body.text.contains(&self.lead.text)
    }

    /// How many of its telling words a body uses, but for these.
    pub fn echoes_in(&self, body: &Said, but: &BTreeSet<String>) -> usize {
        self.halves()
            .flat_map(|half| half.words.intersection(&body.words))
            .filter(|word| !but.contains(*word))
            .count()
    }

    /// The time of day that it speaks of.
    pub fn hours(&self) -> Hours {
        let mut times = self.halves().map(|half| half.hours);
        times
            .find(|hours| *hours != Hours::Any)
            .unwrap_or(Hours::Any)
    }
}
