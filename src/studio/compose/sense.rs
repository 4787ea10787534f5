//! Which words of a text belong together: names, a number and what it counts, a little word and what it leads to.
//!
//! Pure; knows words, not widths. The lists hold the languages that the typefaces can set; a word that is missing here
//! costs evenness at most, never a promise.

/// How bad it is to break a line between two words; below zero it is good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Break {
    /// Never.
    Never,
    /// At a price.
    At(f32),
}

/// Splitting a name costs more than any unevenness that a column asks for.
const NAME: f32 = 0.70;
/// A break after a word that leads on.
const LEANING: f32 = 0.16;
/// A number and what it counts.
const COUNTED: f32 = 0.24;
/// One word cut off from the rest of its phrase.
const TORN: f32 = 0.10;
/// After a comma or a full stop.
const PAUSE: f32 = -0.14;
/// Before a word that opens a phrase.
const OPENING: f32 = -0.05;

/// Words that never end a line of a headline.
const NEVER_LAST: &str = "a an the of";

/// Prepositions and conjunctions: a phrase begins with them.
const OPENERS: &str = "of in on at to for from with without by as and or but that than then before after when while until \
    into like so & because across и а но или в во на с со к ко о об от до из за для по под над без при у \
    что как когда пока после перед і й та з зі від із як що або але коли після i w we z ze od po dla bez \
    przed nad pod przy że jak oraz kiedy gdy k s v ve pro při de du des et ou à au aux en dans pour avec \
    sans sur qui y con sin para por del e di da per senza che com sem und oder mit ohne für von vom zu \
    zum zur im am auf wie wenn met zonder voor van";

/// Articles, possessives and others that belong to what follows but open no phrase.
const LEADERS: &str = "a an the your you our my its it\u{2019}s is are no not never i we this every each one two ten all more very \
    just only which who который которая которое которые który która które \
    не ни мы я ваша ваш твоя твой весь всю вся ні nie twoja twój cały całą le la les un une \
    votre el los las una su tu il lo der die das den dem ein eine einen het een";

/// Where the lines of a headline may end: the price of a break after each word but the last.
pub fn breaks<'a>(words: impl Iterator<Item = (&'a str, bool)>) -> Vec<Break> {
    let words: Vec<(&str, bool)> = words.collect();
    let has_names = has_names(&words);
    let in_name = |at: usize| {
        has_names
            && at > 0
            && words
                .get(at)
                .is_some_and(|(b, _)| continues(words[at - 1].0, b))
    };
    (1..words.len())
        .map(|at| {
            let ((word, _), (next, is_bound)) = (words[at - 1], words[at]);
            if is_bound {
                return Break::At(NAME);
            }
            if in_name(at) {
                // A sentence begins with a capital letter, name or not: “Meet / Silk Lotion”.
                let begins = at == 1 || pauses(words[at - 2].0);
                let begins = begins && !words[at].0.ends_with('.') && in_name(at + 1);
                return Break::At(if begins { 0.08 } else { NAME });
            }
            // The number of a name counts nothing: “SPF 50 / every morning”.
            if in_name(at - 1) && word.ends_with(|c: char| c.is_ascii_digit()) {
                return Break::At(0.0);
            }
            // One word on the wrong side of a pause: “feel / rough, a lotion”, “to glass, with / a touch”.
            let is_torn = pauses(next) && at + 1 < words.len() || at > 1 && pauses(words[at - 2].0);
            match between(word, next) {
                Break::At(cost) if is_torn && !pauses(word) => Break::At(cost + TORN),
                other => other,
            }
        })
        .collect()
}

fn between(word: &str, next: &str) -> Break {
    let (word, next) = (word.to_lowercase(), next.to_lowercase());
    if holds(NEVER_LAST, &word) {
        return Break::Never;
    }
    if word
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        && !pauses_for_long(&word)
    {
        return Break::At(COUNTED);
    }
    if holds(OPENERS, &word) || holds(LEADERS, &word) {
        return Break::At(LEANING);
    }
    let pause = if pauses(&word) { PAUSE } else { 0.0 };
    let opening = if holds(OPENERS, &next) { OPENING } else { 0.0 };
    Break::At(pause.min(opening))
}

/// Whether capital letters in the text tell names: not where every word has one.
fn has_names(words: &[(&str, bool)]) -> bool {
    let mut long = words.iter().skip(1).filter(|(word, _)| letters(word) > 3);
    long.any(|(word, _)| !is_capitalised(word))
}

/// Whether a word goes on with a name that the word before it belongs to: “Silk” and “Lotion”, “SPF” and “50”,
/// “No.” and “4”.
fn continues(before: &str, word: &str) -> bool {
    let number = word.starts_with(|c: char| c.is_ascii_digit());
    let abbreviated = before.eq_ignore_ascii_case("no.") || before == "\u{2116}";
    if number && abbreviated {
        return true;
    }
    let is_pronoun = word == "I" || word.starts_with("I\u{2019}");
    is_capitalised(before)
        && !pauses(before)
        && !is_pronoun
        && (is_capitalised(word)
            || number && before.chars().filter(|c| c.is_uppercase()).count() > 1)
}

fn is_capitalised(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase)
}

/// Whether a list, its words apart by spaces, has a word.
fn holds(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Whether one draws breath after a word.
pub fn pauses(word: &str) -> bool {
    word.ends_with([
        ',', '.', ';', ':', '!', '?', '\u{2014}', '\u{2013}', '\u{2026}',
    ])
}

fn pauses_for_long(word: &str) -> bool {
    word.ends_with(['.', ','])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced(text: &str) -> Vec<f32> {
        let price = |b| match b {
            Break::Never => f32::MAX,
            Break::At(price) => price,
        };
        breaks(text.split(' ').map(|w| (w, false)))
            .into_iter()
            .map(price)
            .collect()
    }

    #[test]
    fn what_belongs_together_is_dear_to_part() {
        for (text, dear) in [
            ("With Silk Lotion, quietly", vec![1]),
            ("Silk Lotion, to linger over", vec![0]),
            ("Ember No. 4 at dusk", vec![0, 1]),
            ("First Light SPF 50 every morning", vec![1, 2]),
            ("Крем Нежность для вечера", vec![0]),
            ("Softness That Lasts All Day", vec![]),
            ("What I know of calm skin", vec![]),
        ] {
            let prices = priced(text);
            let found: Vec<usize> = (0..prices.len())
                .filter(|i| prices[*i] >= NAME && prices[*i] < 9.0)
                .collect();
            assert_eq!(found, dear, "{text}");
        }
    }

    #[test]
    fn phrases_end_at_pauses_and_begin_with_their_little_words() {
        let prices = priced("Softness, all day in the sun");
        assert!(prices[0] < prices[2] && prices[2] < 0.0 && prices[3] > 0.0);
        assert_eq!(prices[4], f32::MAX);
        assert!(priced("Мягкость на весь день")[1] > 0.0);
        assert!(priced("Soft skin in 30 seconds")[3] > 0.2);
    }
}
