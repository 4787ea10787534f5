//! Phrases, as data. British spelling; quiet, sensorial, exact.
//!
//! Rules for whoever adds one: an effect is said only in a slot or under a condition that the facts must hold; no
//! number but from a slot; within a pairing, every lead runs on into every tail, as one sentence wherever it can. No
//! colon, no joke, no order to the reader's feelings.
//!
//! Slots: `{texture2}` and its like come later in their list than the first of their kind, and are never the first of
//! the list; `{subject}` is a name that a verb can follow; `{sort}` is the category where no article stands before it,
//! `{kind}` its last word; `{smell}` says what it is scented with, or that it is not; `{gain}` is a benefit that can follow “for”; `{does}` is one that
//! says what the product does. `{need}`, `{lack}`, `{before}` and `{after}` come from the kinds of need in `needs`, where a
//! phrase that has two of them fills them in step.

mod benefit;
mod change;
mod common;
mod needs;
mod pain;
mod proof;
mod ritual;
mod sensory;
mod spare;

use super::told::{FOR_SKIN, LEFT_ON, WORKED_IN};
use crate::model::brief::CopyAngle;

pub use needs::{NEEDS, Need};
pub use spare::PAIRINGS as SPARE;

/// The voice that a phrase has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Fits every voice.
    Any,
    /// Few words, much air.
    Quiet,
    /// Close, as a friend.
    Warm,
    /// Facts first.
    Exact,
    /// Light on its feet.
    Bright,
    /// Fits every voice, but is said only when there is nothing better left.
    Spare,
}

impl Mood {
    /// The mood that a tone in free words comes closest to.
    pub fn of(tone: &str) -> Self {
        const WORDS: [(Mood, &[&str]); 3] = [
            (
                Mood::Bright,
                &[
                    "playful",
                    "bright",
                    "fun",
                    "bold",
                    "young",
                    "fresh",
                    "witty",
                    "cheer",
                    "energetic",
                ],
            ),
            (
                Mood::Exact,
                &[
                    "clinical",
                    "scien",
                    "expert",
                    "technical",
                    "plain",
                    "matter-of-fact",
                    "minimal",
                    "precise",
                ],
            ),
            (
                Mood::Warm,
                &[
                    "warm", "friend", "caring", "gentle", "tender", "cosy", "cozy", "kind",
                    "honest", "human",
                ],
            ),
        ];
        let tone = tone.to_lowercase();
        let found = WORDS
            .into_iter()
            .find(|(_, words)| words.iter().any(|word| tone.contains(word)));
        found.map_or(Self::Quiet, |(mood, _)| mood)
    }
}

/// A phrase with slots.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// Its voice.
    pub mood: Mood,
    /// At least one of these must be on file; empty means always.
    pub when: &'static [&'static str],
    /// Whether it says outright the benefit that its condition asks for.
    pub tells: bool,
    /// The words.
    pub text: &'static str,
}

/// Halves of headlines, of which every first runs on into every second.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// First halves.
    pub leads: &'static [Phrase],
    /// Second halves.
    pub tails: &'static [Phrase],
}

/// Everything that one angle can say.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Headlines.
    pub pairings: &'static [Pairing],
    /// Bodies.
    pub bodies: &'static [&'static [Phrase]],
    /// Small lines above.
    pub kickers: &'static [Phrase],
    /// Buttons.
    pub ctas: &'static [Phrase],
}

const fn phrase(mood: Mood, text: &'static str) -> Phrase {
    Phrase {
        mood,
        when: &[],
        tells: false,
        text,
    }
}

const fn any(text: &'static str) -> Phrase {
    phrase(Mood::Any, text)
}

const fn quiet(text: &'static str) -> Phrase {
    phrase(Mood::Quiet, text)
}

const fn warm(text: &'static str) -> Phrase {
    phrase(Mood::Warm, text)
}

const fn exact(text: &'static str) -> Phrase {
    phrase(Mood::Exact, text)
}

const fn bright(text: &'static str) -> Phrase {
    phrase(Mood::Bright, text)
}

const fn spare(text: &'static str) -> Phrase {
    phrase(Mood::Spare, text)
}

/// Said only when one of these words is on file.
const fn when(words: &'static [&'static str], text: &'static str) -> Phrase {
    Phrase {
        when: words,
        ..any(text)
    }
}

/// A phrase in its voice, said only when one of these words is on file.
const fn only(words: &'static [&'static str], phrase: Phrase) -> Phrase {
    Phrase {
        when: words,
        ..phrase
    }
}

/// Put on the skin.
const SKIN: &[&str] = &[FOR_SKIN];
/// Worked in with the hands.
const HANDS: &[&str] = &[WORKED_IN];
/// Stays where it is put.
const LAYER: &[&str] = &[LEFT_ON];

/// Says outright the benefit that has one of these words.
const fn tells(words: &'static [&'static str], text: &'static str) -> Phrase {
    Phrase {
        tells: true,
        ..when(words, text)
    }
}

/// What an angle can say.
pub fn of(angle: CopyAngle) -> Sheet {
    match angle {
        CopyAngle::PainSolution => pain::SHEET,
        CopyAngle::BenefitOutcome => benefit::SHEET,
        CopyAngle::Sensory => sensory::SHEET,
        CopyAngle::Transformation => change::SHEET,
        CopyAngle::Ritual => ritual::SHEET,
        CopyAngle::SocialProof => proof::SHEET,
    }
}
