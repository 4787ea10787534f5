//! A text as words: lower case, without accents, without those that say nothing about a look.

use crate::model::naming::slug::slug;

/// Words that say nothing about a look.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "in", "into", "is",
    "it", "its", "just", "like", "of", "on", "onto", "or", "over", "so", "some", "that", "the",
    "their", "them", "then", "there", "this", "to", "under", "up", "very", "was", "with",
];

/// The telling words of a text, in its order; a repeated one comes again.
pub fn words(text: &str) -> Vec<String> {
    // What follows an apostrophe is grammar: “bees' gold”, “grandpa’s camera”.
    let text = text.replace(['\'', '’', 'ʼ'], " ");
    slug(&text, usize::MAX)
        .split('-')
        .filter(|word| word.chars().count() > 1 && !EMPTY_WORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

/// What inflected forms of a word have in common: `droplets` → `droplet`, `dripping` → `drip`, `glossy` → `glos`. For
/// comparing, not for reading.
pub fn stem(word: &str) -> String {
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    let ends = ["ing", "ies", "ed", "es", "s", "y", "e"];
    let stem = ends.iter().find_map(|end| {
        if *end == "s" && word.ends_with("ss") {
            return None;
        }
        word.strip_suffix(end).filter(long_enough)
    });
    let mut stem = stem.unwrap_or(word).to_owned();
    let mut tail = stem.chars().rev();
    if let (Some(last), Some(before)) = (tail.next(), tail.next())
        && last == before
        && stem.chars().count() > 3
    {
        stem.pop();
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_its_telling_words() {
        assert_eq!(
            words("The bees' slow GOLD, on a Café-Crème ground"),
            ["bees", "slow", "gold", "cafe", "creme", "ground"]
        );
        assert_eq!(words("cafe\u{301}"), ["cafe"]);
        assert!(words("of the …").is_empty());
    }

    #[test]
    fn inflected_words_meet_in_one_stem() {
        for (a, b) in [
            ("drip", "dripping"),
            ("gloss", "glossy"),
            ("fold", "folds"),
            ("drizzle", "drizzles"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("glass"), "glas");
        assert_ne!(stem("sand"), stem("sandal"));
    }
}
