//! Looks, ranked by how well they fit a description.
//!
//! Three measures of meaning are blended: the description as a whole against the look as a whole, every word of it against
//! the closest word of the look (one telling tag is enough to be found by), and the description against all looks of the
//! same prompt together. Words that are the very same, but for their ending, count on top.

use std::collections::{BTreeMap, BTreeSet};

use super::vectors::{Meaning, Vector, WIDTH, add, dot, unit, vectors};
use super::words::{stem, words};

/// What a look can be found by.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Display name.
    pub name: &'a str,
    /// The motion category that it belongs to.
    pub prompt: &'a str,
    /// One sentence.
    pub description: &'a str,
    /// Further words.
    pub tags: &'a [String],
}

/// How much a source of words counts: in the meaning of the whole, as a single word.
struct Source {
    whole: f32,
    single: f32,
}

const NAME: Source = Source {
    whole: 0.5,
    single: 0.9,
};
const PROMPT: Source = Source {
    whole: 1.0,
    single: 1.0,
};
const TAGS: Source = Source {
    whole: 1.2,
    single: 1.0,
};
const DESCRIPTION: Source = Source {
    whole: 0.5,
    single: 0.75,
};

/// Shares of the three measures of meaning; together 1.
const WHOLE: f32 = 0.28;
const SINGLE: f32 = 0.51;
const FAMILY: f32 = 0.21;

/// How much of the way to 1 the very same words go.
const SAME_WORDS: f32 = 0.15;
/// What every further look that has a word takes from what it tells of one.
const COMMON: f32 = 0.03;
/// A word whose pieces say less than this is a riddle: it counts as not understood.
const LEAST_TRUST: f32 = 0.1;

/// Looks, ready to be searched. Made once; a search then takes a fraction of a millisecond.
#[derive(Debug, Clone)]
pub struct Index {
    /// Every word of every look, each once.
    terms: Vec<Vector>,
    looks: Vec<Entry>,
    families: Vec<Vector>,
    /// How telling a stem is here, 0 to 1: one that few looks have is.
    rarity: BTreeMap<String, f32>,
}

#[derive(Debug, Clone)]
struct Entry {
    whole: Vector,
    /// Which terms, and how much each counts.
    terms: Vec<(usize, f32)>,
    stems: BTreeSet<String>,
    family: usize,
}

/// A word of a query.
struct Wanted {
    meaning: Option<Meaning>,
    stem: String,
    /// Its share of the query.
    weight: f32,
}

impl Index {
    /// An index over these looks, in their order.
    pub fn new<'a>(looks: impl IntoIterator<Item = Text<'a>>) -> Self {
        let mut maker = Maker::default();
        let mut looks: Vec<Entry> = looks.into_iter().map(|look| maker.entry(&look)).collect();
        let mut families = vec![[0.0; WIDTH]; maker.families.len()];
        let mut having: BTreeMap<String, f32> = BTreeMap::new();
        for look in &looks {
            if let Some(family) = families.get_mut(look.family) {
                add(family, &look.whole, 1.0);
            }
            for stem in &look.stems {
                *having.entry(stem.clone()).or_default() += 1.0;
            }
        }
        maker.lighten_common(&mut looks);
        let all = looks.len() as f32;
        Self {
            terms: maker.terms,
            families: families.into_iter().map(unit).collect(),
            rarity: having
                .into_iter()
                .map(|(stem, count)| (stem, all / (all + 4.0 * count)))
                .collect(),
            looks,
        }
    }

    /// How well each look fits, 0 to 1, in the order they were given; `None` when no word of the query is understood.
    pub fn search(&self, query: &str) -> Option<Vec<f32>> {
        let wanted: Vec<Wanted> = words(query)
            .into_iter()
            .map(|word| self.wanted(&word))
            .collect();
        let total: f32 = wanted.iter().map(|word| word.weight).sum();
        let is_understood = wanted
            .iter()
            .any(|word| word.meaning.is_some() || self.rarity.contains_key(&word.stem));
        if !is_understood {
            return None;
        }
        let mut whole = [0.0; WIDTH];
        for word in &wanted {
            if let Some(meaning) = &word.meaning {
                add(&mut whole, &meaning.vector, meaning.weight * meaning.trust);
            }
        }
        let whole = unit(whole);
        let singles = self.singles(&wanted);
        let families: Vec<f32> = self
            .families
            .iter()
            .map(|family| dot(family, &whole))
            .collect();
        // What is not understood lowers every fit alike.
        let understood = wanted
            .iter()
            .filter(|word| word.meaning.is_some())
            .map(|word| word.weight)
            .sum::<f32>()
            / total;
        let fit = |(look, single): (&Entry, &f32)| {
            let family = families.get(look.family).copied().unwrap_or_default();
            let close = WHOLE * dot(&look.whole, &whole) * understood
                + SINGLE * single / total
                + FAMILY * family * understood;
            let same = wanted
                .iter()
                .filter(|word| look.stems.contains(&word.stem))
                .map(|word| word.weight)
                .sum::<f32>();
            let close = close.clamp(0.0, 1.0);
            close + (1.0 - close) * SAME_WORDS * (same / total)
        };
        Some(self.looks.iter().zip(&singles).map(fit).collect())
    }

    /// For each look the sum, over the words wanted, of the closest word that it has.
    fn singles(&self, wanted: &[Wanted]) -> Vec<f32> {
        let mut sums = vec![0.0; self.looks.len()];
        for word in wanted {
            let Some(meaning) = &word.meaning else {
                continue;
            };
            let close: Vec<f32> = self
                .terms
                .iter()
                .map(|term| dot(term, &meaning.vector))
                .collect();
            let by = meaning.trust * word.weight;
            for (sum, look) in sums.iter_mut().zip(&self.looks) {
                let own = look
                    .terms
                    .iter()
                    .filter_map(|(at, weight)| Some(close.get(*at)? * weight));
                *sum += by * own.fold(0.0, f32::max);
            }
        }
        sums
    }

    fn wanted(&self, word: &str) -> Wanted {
        let stem = stem(word);
        let meaning = vectors()
            .meaning(word)
            .filter(|meaning| meaning.trust >= LEAST_TRUST);
        // As telling as the language and this catalogue make it; a riddle is as telling as anything.
        let telling = meaning.as_ref().map_or(1.0, |meaning| meaning.weight);
        let rarity = self.rarity.get(&stem).copied().unwrap_or(1.0);
        Wanted {
            meaning,
            stem,
            weight: telling * (0.5 + 0.5 * rarity),
        }
    }
}

/// Collects terms and families while looks come in.
#[derive(Default)]
struct Maker {
    terms: Vec<Vector>,
    known: BTreeMap<String, Option<(usize, f32)>>,
    families: BTreeMap<String, usize>,
}

impl Maker {
    fn entry(&mut self, look: &Text<'_>) -> Entry {
        let sources = [
            (words(look.name), NAME),
            (words(look.prompt), PROMPT),
            (words(&look.tags.join(" ")), TAGS),
            (words(look.description), DESCRIPTION),
        ];
        let mut whole = [0.0; WIDTH];
        let mut counts: BTreeMap<usize, f32> = BTreeMap::new();
        let mut stems = BTreeSet::new();
        for (words, source) in &sources {
            let mut sum = [0.0; WIDTH];
            for word in words {
                stems.insert(stem(word));
                let Some((at, telling)) = self.term(word) else {
                    continue;
                };
                if let Some(term) = self.terms.get(at) {
                    add(&mut sum, term, telling);
                }
                let count = counts.entry(at).or_default();
                *count = count.max(source.single);
            }
            add(&mut whole, &unit(sum), source.whole);
        }
        let next = self.families.len();
        Entry {
            whole: unit(whole),
            terms: counts.into_iter().collect(),
            stems,
            family: *self.families.entry(look.prompt.to_owned()).or_insert(next),
        }
    }

    /// A word that many looks have counts a little less as a single one.
    fn lighten_common(&self, looks: &mut [Entry]) {
        let mut having = vec![0.0_f32; self.terms.len()];
        for (at, _) in looks.iter().flat_map(|look| &look.terms) {
            if let Some(count) = having.get_mut(*at) {
                *count += 1.0;
            }
        }
        for (at, weight) in looks.iter_mut().flat_map(|look| &mut look.terms) {
            let others = having.get(*at).map_or(0.0, |count| count - 1.0);
            *weight /= 1.0 + COMMON * others;
        }
    }

    /// Where the word's direction is, and how much it tells.
    fn term(&mut self, word: &str) -> Option<(usize, f32)> {
        if let Some(known) = self.known.get(word) {
            return *known;
        }
        let term = vectors().meaning(word).map(|meaning| {
            self.terms.push(meaning.vector);
            (self.terms.len() - 1, meaning.weight * meaning.trust)
        });
        self.known.insert(word.to_owned(), term);
        term
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Look(&'static str, &'static str, &'static str, Vec<String>);

    fn index() -> (Vec<&'static str>, Index) {
        let look = |name, prompt, description, tags: &[&str]| {
            Look(
                name,
                prompt,
                description,
                tags.iter().map(|tag| (*tag).to_owned()).collect(),
            )
        };
        let looks = [
            look(
                "Fog Bank",
                "Soft Mist",
                "Cool mist over pale stone",
                &["haze", "calm"],
            ),
            look(
                "Amber Fall",
                "Honey Flow",
                "Amber honey runs in thin threads",
                &["syrup", "warm"],
            ),
            look(
                "First Rain",
                "Serum Droplets",
                "Clear drops on a wet surface",
                &["fresh", "water"],
            ),
            look(
                "Carrara",
                "Marble Veins",
                "White polished stone",
                &["marble", "spa"],
            ),
        ];
        let texts = looks
            .iter()
            .map(|Look(name, prompt, description, tags)| Text {
                name,
                prompt,
                description,
                tags,
            });
        (looks.iter().map(|look| look.0).collect(), Index::new(texts))
    }

    fn best(query: &str) -> (&'static str, f32) {
        let (names, index) = index();
        let fits = index.search(query).unwrap();
        let at = (0..fits.len())
            .max_by(|a, b| fits[*a].total_cmp(&fits[*b]))
            .unwrap();
        (names[at], fits[at])
    }

    #[test]
    fn the_same_words_and_words_of_like_meaning_find_a_look() {
        for (query, name) in [
            ("cool mist over pale stone", "Fog Bank"),
            ("droplet", "First Rain"),
            ("THREADS of Hóney!", "Amber Fall"),
            ("slow bees' nectar", "Amber Fall"),
            ("granite sculpture", "Carrara"),
            ("fog", "Fog Bank"),
            ("clouds in a valley", "Fog Bank"),
        ] {
            assert_eq!(best(query).0, name, "{query}");
        }
    }

    #[test]
    fn similarity_is_a_share_and_says_how_close() {
        let exact = best("amber honey runs in thin threads").1;
        let near = best("sweet nectar").1;
        let far = best("tax return").1;
        assert!(exact > 0.8 && exact <= 1.0, "{exact}");
        assert!(exact > near && near > far, "{exact} {near} {far}");
        assert!((0.0..0.3).contains(&far), "{far}");
    }

    #[test]
    fn what_is_not_understood_lowers_the_fit_and_alone_finds_nothing() {
        assert!(best("mist").1 > best("mist qzxvqzkw").1);
        let (_, index) = index();
        for query in ["", "of the", "日本 ✨", "qzxvqzkw"] {
            assert!(index.search(query).is_none(), "{query}");
        }
    }

    #[test]
    fn an_index_over_nothing_finds_nothing() {
        assert_eq!(
            Index::new([]).search("mist").map(|fits| fits.len()),
            Some(0)
        );
    }
}
