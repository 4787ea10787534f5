//! The time of day that words speak of, so that an ad says one time and a night mask is not sold for the first coffee.
//!
//! Pure: words in, a time out.

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// None in particular.
    Any,
    /// From the first light until the work is done.
    Day,
    /// From dusk until morning.
    Night,
}

const DAY: &[&str] = &[
    "morning",
    "coffee",
    "kettle",
    "noon",
    "day begins",
    "daylight",
    "first light",
    "breakfast",
    "getting dressed",
    "early in the day",
    "city wakes",
    "the shirt is white",
    "midday",
];

const NIGHT: &[&str] = &[
    "night",
    "evening",
    "sleep",
    "before bed",
    "bedtime",
    "light fades",
    "lights low",
    "house is quiet",
    "end of the day",
    "end of a long day",
    "quiet hours",
    "late in the day",
    "last email",
    "day runs long",
    "lamp",
    "dusk",
    "day has settled",
];

/// Facts that say a product is for the day although they name no hour.
const FOR_DAY: &[&str] = &[
    "spf",
    "sunscreen",
    "sun protection",
    "day cream",
    "all day",
    "have dressed",
    "get dressed",
    "before dressing",
];

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

impl Hours {
    /// The time that a phrase speaks of.
    pub fn of(text: &str) -> Self {
        let text = text.to_lowercase();
        match (holds(&text, DAY), holds(&text, NIGHT)) {
            (true, false) => Self::Day,
            (false, true) => Self::Night,
            _ => Self::Any,
        }
    }

    /// The time that a product is for. “By morning” is what a night does, so night outweighs it; who says “day and night”
    /// means both.
    pub fn of_product(facts: &str) -> Self {
        let facts = facts.to_lowercase();
        if facts.contains("day and night")
            || facts.contains("morning and night")
            || facts.contains("morning and evening")
        {
            return Self::Any;
        }
        if holds(&facts, NIGHT) {
            Self::Night
        } else if holds(&facts, DAY) || holds(&facts, FOR_DAY) {
            Self::Day
        } else {
            Self::Any
        }
    }

    /// Whether two can be said together.
    pub fn allow(self, other: Self) -> bool {
        self == Self::Any || other == Self::Any || self == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_products_have_their_time() {
        for (text, hours) in [
            ("Before the first coffee,", Hours::Day),
            ("In the hush before sleep,", Hours::Night),
            ("On a slow Sunday,", Hours::Any),
            ("From morning to night", Hours::Any),
        ] {
            assert_eq!(Hours::of(text), hours, "{text}");
        }
        for (facts, hours) in [
            (
                "Night Oil | ten drops before sleep | brighter skin by morning",
                Hours::Night,
            ),
            ("First Light | SPF 50 protection", Hours::Day),
            ("a cream that stays all day", Hours::Day),
            ("a balm for day and night", Hours::Any),
            ("face serum | lasting hydration", Hours::Any),
        ] {
            assert_eq!(Hours::of_product(facts), hours, "{facts}");
        }
        assert!(!Hours::Day.allow(Hours::Night) && Hours::Any.allow(Hours::Night));
    }
}
