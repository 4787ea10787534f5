//! What a word means, as a direction in 128 dimensions. The table was distilled from a sentence encoder; see
//! `assets/word-vectors/NOTICE.md`.
//!
//! Must not keep a second copy of the table: rows stay where the program was loaded, as signed bytes.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Dimensions.
pub const WIDTH: usize = 128;

/// A direction of length 1, or all zero for a text without known words.
pub type Vector = [f32; WIDTH];

const VOCABULARY: &str = include_str!("../../../assets/word-vectors/vocab.txt");
const ROWS: &[u8] = include_bytes!("../../../assets/word-vectors/vectors.i8");
const SCALES: &[u8] = include_bytes!("../../../assets/word-vectors/scales.f32");

/// How fast the weight of frequent pieces falls: `A / (A + p)`.
const SIF: f32 = 1e-4;
/// A piece's share of all text is about `1 / (rank * ln(pieces))` by Zipf's law; this is that logarithm.
const ZIPF: f32 = 10.217;
/// What each further piece takes from the trust in a word: the meaning of `con ##fe ##tti` is a guess.
const TRUST_PER_PIECE: f32 = 0.5;
/// Words of more letters are cut: no known one is longer.
const LONGEST_WORD: usize = 32;

/// What is known of a word.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Its direction.
    pub vector: Vector,
    /// How telling it is, 0 to 1: rare words are.
    pub weight: f32,
    /// How far the direction can be trusted, 0 to 1.
    pub trust: f32,
}

/// The vocabulary, ready to be looked up.
#[derive(Debug)]
pub struct Vectors {
    ranks: HashMap<&'static str, usize>,
}

/// The table, read once, when it is first needed.
pub fn vectors() -> &'static Vectors {
    static VECTORS: OnceLock<Vectors> = OnceLock::new();
    VECTORS.get_or_init(|| Vectors {
        ranks: VOCABULARY.lines().zip(0..).collect(),
    })
}

impl Vectors {
    /// The meaning of a word; `None` when no piece of it is known.
    pub fn meaning(&self, word: &str) -> Option<Meaning> {
        let ranks = self.pieces(word)?;
        let mut sum = [0.0; WIDTH];
        let mut weight = 0.0_f32;
        for rank in &ranks {
            let telling = telling(*rank);
            weight = weight.max(telling);
            add(&mut sum, &row(*rank), telling);
        }
        let trust = ranks
            .iter()
            .skip(1)
            .fold(1.0, |trust, _| trust * TRUST_PER_PIECE);
        Some(Meaning {
            vector: unit(sum),
            weight,
            trust,
        })
    }

    /// The longest known pieces from left to right, by rank; `None` where a part is not known.
    fn pieces(&self, word: &str) -> Option<Vec<usize>> {
        if let Some(rank) = self.whole(word) {
            return Some(vec![rank]);
        }
        let letters: String = word.chars().take(LONGEST_WORD).collect();
        let mut found = Vec::new();
        let mut rest = letters.as_str();
        while !rest.is_empty() {
            let (rank, taken) = self.longest(rest, !found.is_empty())?;
            found.push(rank);
            rest = rest.get(taken..)?;
        }
        (!found.is_empty()).then_some(found)
    }

    /// The word itself, or the form that it is an inflection of.
    fn whole(&self, word: &str) -> Option<usize> {
        if let Some(rank) = self.ranks.get(word) {
            return Some(*rank);
        }
        let ends = ["s", "es", "ed", "d", "ing", "ly", "y", "er"];
        ends.iter().find_map(|end| {
            let form = word.strip_suffix(end).filter(|form| form.len() >= 4)?;
            self.ranks.get(form).copied()
        })
    }

    fn longest(&self, rest: &str, continues: bool) -> Option<(usize, usize)> {
        let mark = if continues { "##" } else { "" };
        let mut piece = format!("{mark}{rest}");
        while piece.len() > mark.len() {
            if let Some(rank) = self.ranks.get(piece.as_str()) {
                return Some((*rank, piece.len() - mark.len()));
            }
            piece.pop();
        }
        None
    }
}

/// Smooth inverse frequency.
fn telling(rank: usize) -> f32 {
    let share = 1.0 / ((rank + 1) as f32 * ZIPF);
    SIF / (SIF + share)
}

/// A row of the table in floating point; zero if the table were cut short.
fn row(rank: usize) -> Vector {
    let mut vector = [0.0; WIDTH];
    let scale = SCALES
        .get(rank * 4..rank * 4 + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0.0, f32::from_le_bytes);
    let bytes = ROWS
        .get(rank * WIDTH..(rank + 1) * WIDTH)
        .unwrap_or_default();
    for (value, byte) in vector.iter_mut().zip(bytes) {
        *value = f32::from(byte.cast_signed()) * scale;
    }
    vector
}

/// Adds `by` times another vector.
pub fn add(sum: &mut Vector, other: &Vector, by: f32) {
    for (value, other) in sum.iter_mut().zip(other) {
        *value += other * by;
    }
}

/// The same direction with length 1; nothing stays nothing.
pub fn unit(vector: Vector) -> Vector {
    let length = dot(&vector, &vector).sqrt();
    if length > 0.0 {
        vector.map(|value| value / length)
    } else {
        vector
    }
}

/// The cosine of two directions. Sixteen sums side by side, in a fixed order.
pub fn dot(a: &Vector, b: &Vector) -> f32 {
    let mut lanes = [0.0_f32; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closeness(a: &str, b: &str) -> f32 {
        let meaning = |word| vectors().meaning(word).unwrap().vector;
        dot(&meaning(a), &meaning(b))
    }

    #[test]
    fn the_table_is_whole() {
        let pieces = VOCABULARY.lines().count();
        assert_eq!(pieces, 27_367);
        assert_eq!((ROWS.len(), SCALES.len()), (pieces * WIDTH, pieces * 4));
        assert_eq!(vectors().ranks.len(), pieces);
    }

    #[test]
    fn words_of_one_kind_lie_close() {
        assert!(closeness("honey", "nectar") > closeness("honey", "granite") + 0.2);
        assert!(closeness("marble", "granite") > closeness("marble", "smoke") + 0.2);
        assert!((closeness("silk", "silk") - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_word_of_many_pieces_is_trusted_less_and_an_inflection_is_not() {
        let trust = |word| vectors().meaning(word).map(|meaning| meaning.trust);
        assert_eq!(trust("gold"), Some(1.0));
        assert_eq!(trust("swirlings"), trust("swirl"));
        assert!(trust("confetti") < Some(0.5));
        assert_eq!(trust("日本"), None);
        assert!(vectors().meaning(&"x".repeat(5000)).is_some());
    }

    #[test]
    fn common_words_weigh_little() {
        let weight = |word| vectors().meaning(word).unwrap().weight;
        assert!(weight("new") < weight("gold") && weight("gold") < weight("nectar"));
    }
}
