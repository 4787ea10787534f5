//! A look in words becomes styles, and what is to be said of it where the words cannot be taken as they were meant.
//!
//! Pure. Words choose the motion and the material; the colours are always the brand's.

use crate::model::catalog::NEAR;
use crate::model::ids::StyleId;

use super::catalogue::{Catalogue, Fit};

/// Most styles that a search in words pins.
const MOST: usize = 3;

/// What a further style must reach of the best one's similarity to be pinned with it.
const NEARLY_AS_GOOD: f64 = 0.8;

/// A colour of the brand further from a named one is another colour, in degrees of hue.
const SAME_HUE: f32 = 32.0;
/// A colour weaker than this has no hue that anybody would name.
const LEAST_CHROMA: f32 = 0.18;

/// Names of hues, in degrees.
const HUES: [(&str, f32); 22] = [
    ("red", 0.0),
    ("scarlet", 5.0),
    ("crimson", 350.0),
    ("coral", 15.0),
    ("orange", 30.0),
    ("yellow", 55.0),
    ("lime", 75.0),
    ("green", 120.0),
    ("emerald", 145.0),
    ("mint", 150.0),
    ("turquoise", 175.0),
    ("teal", 180.0),
    ("aqua", 185.0),
    ("cyan", 190.0),
    ("blue", 220.0),
    ("navy", 230.0),
    ("indigo", 250.0),
    ("purple", 280.0),
    ("violet", 275.0),
    ("lilac", 285.0),
    ("magenta", 310.0),
    ("pink", 335.0),
];

/// What a description has become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// The styles, best first; none when no word is understood.
    pub styles: Vec<StyleId>,
    /// What of it could not be taken as it was meant, as a sentence.
    pub note: Option<String>,
}

impl Described {
    /// Finds the styles of a description for a brand of these colours (`#RRGGBB`).
    pub fn of(words: &str, catalogue: &Catalogue, palette: &[String]) -> Self {
        let fits = catalogue.search(words);
        let best = fits.first().map_or(0.0, |best| best.similarity);
        let good: Vec<Fit<'_>> = fits
            .into_iter()
            .filter(|fit| fit.similarity >= best * NEARLY_AS_GOOD)
            .take(MOST)
            .collect();
        let names: Vec<&str> = good.iter().map(|fit| fit.look.name.as_str()).collect();
        let asked = quoted(words);
        let note = if good.is_empty() {
            Some(format!(
                "No word of {asked} is understood as a look, so it chose none."
            ))
        } else if best < NEAR {
            Some(format!(
                "No look is near {asked}; the closest were taken: {}.",
                listed(&names)
            ))
        } else {
            foreign_hue(words, palette).map(|hue| {
                format!(
                    "{asked} chose the look, {}; its colours are the brand’s, which has no {hue}.",
                    listed(&names)
                )
            })
        };
        Self {
            styles: good.into_iter().map(|fit| fit.look.id.clone()).collect(),
            note,
        }
    }
}

/// The first hue that the words name and that no colour of the palette has.
fn foreign_hue(words: &str, palette: &[String]) -> Option<&'static str> {
    let hues: Vec<f32> = palette.iter().filter_map(|colour| hue_of(colour)).collect();
    let words = words.to_lowercase();
    let mut named = words.split(|c: char| !c.is_alphabetic());
    named.find_map(|word| {
        let (name, hue) = HUES.iter().find(|(name, _)| *name == word)?;
        let apart = |own: &f32| {
            let apart = (own - hue).abs() % 360.0;
            apart.min(360.0 - apart)
        };
        hues.iter()
            .all(|own| apart(own) > SAME_HUE)
            .then_some(*name)
    })
}

/// The hue of `#RRGGBB` in degrees; `None` for greys and for what is no colour.
fn hue_of(colour: &str) -> Option<f32> {
    let digits = colour.strip_prefix('#')?;
    let part = |at: usize| {
        let byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
        Some(f32::from(byte) / 255.0)
    };
    let (r, g, b) = (part(0)?, part(2)?, part(4)?);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = most - least;
    if chroma < LEAST_CHROMA {
        return None;
    }
    let sixth = if most == r {
        (g - b) / chroma
    } else if most == g {
        (b - r) / chroma + 2.0
    } else {
        (r - g) / chroma + 4.0
    };
    Some((sixth * 60.0).rem_euclid(360.0))
}

/// `A`, `A and B`, `A, B and C`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Foreign text in a sentence, cut to a length that a line bears; not repeated where the window could not show it.
fn quoted(text: &str) -> String {
    let is_shown = |c: char| matches!(c, ' '..='~' | '\u{00A1}'..='\u{024F}' | '\u{0400}'..='\u{045F}' | '‘'..='”' | '–' | '—');
    if !text.trim().chars().all(is_shown) {
        return "the description".to_owned();
    }
    let mut cut: String = text.trim().chars().take(60).collect();
    if cut.len() < text.trim().len() {
        cut.push('…');
    }
    format!("“{cut}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(words: &str, palette: &[&str]) -> Option<String> {
        let palette: Vec<String> = palette.iter().map(|it| (*it).to_owned()).collect();
        Described::of(words, &Catalogue::of_styles(), &palette).note
    }

    const WARM: [&str; 4] = ["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26"];

    #[test]
    fn a_colour_that_the_brand_does_not_have_is_said_to_be_not_taken() {
        let said = note("blue ocean", &WARM).unwrap();
        assert!(said.contains("has no blue"), "{said}");
        assert!(said.contains("“blue ocean” chose the look, "), "{said}");
        assert_eq!(note("blue ocean", &["#1F4E9E", "#FFFFFF"]), None);
        assert_eq!(note("coral reef diving", &WARM), None);
        assert_eq!(note("cool mist over pale stone", &WARM), None);
    }

    #[test]
    fn words_that_are_near_no_look_and_words_that_nobody_knows_are_told_apart() {
        for far in ["tax return", "spreadsheet", "football stadium"] {
            let described = Described::of(far, &Catalogue::of_styles(), &[]);
            let said = described.note.unwrap();
            assert!(said.starts_with("No look is near “"), "{said}");
            assert!(!described.styles.is_empty());
        }
        let nothing = Described::of("日本 ✨", &Catalogue::of_styles(), &[]);
        assert!(nothing.styles.is_empty());
        let said = nothing.note.unwrap();
        assert!(said.starts_with("No word of the description is understood"));
        let nothing = note("qzxvqzkw", &[]).unwrap();
        assert!(nothing.starts_with("No word of “qzxvqzkw” is understood"));
    }

    #[test]
    fn hues_are_read_and_greys_have_none() {
        assert_eq!(hue_of("#FF0000"), Some(0.0));
        assert_eq!(hue_of("#00FF00"), Some(120.0));
        assert_eq!(hue_of("#0000FF"), Some(240.0));
        for none in ["#808080", "#F4F1EE", "nonsense", "#12", "#ÄÖ0000"] {
            assert_eq!(hue_of(none), None, "{none}");
        }
    }
}
