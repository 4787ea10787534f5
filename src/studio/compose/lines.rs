//! Breaking text into lines: as few as fit, even, broken at sense, without widows.
//!
//! Pure arithmetic on measured words; knows nothing of fonts.

use super::face::Face;

/// A text cut into words whose widths are known, in em.
#[derive(Debug, Clone)]
pub struct Measured {
    pub(super) words: Vec<(String, f32)>,
    pub(super) space: f32,
    /// Its face.
    pub face: &'static Face,
}

/// How strictly lines are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A headline: neither widows nor lines that end in a little word.
    Display,
    /// Running text: no widows, little words may end a line where it helps evenness.
    Running,
}

/// Words that belong to what follows them: a line never ends in one if it can be helped.
const LEANING: [&str; 32] = [
    "a",
    "an",
    "the",
    "of",
    "in",
    "on",
    "at",
    "to",
    "for",
    "from",
    "with",
    "by",
    "as",
    "and",
    "or",
    "but",
    "that",
    "than",
    "your",
    "you",
    "our",
    "my",
    "its",
    "it\u{2019}s",
    "is",
    "are",
    "no",
    "so",
    "i",
    "we",
    "before",
    "&",
];

/// Words that never end a line of a headline.
pub const NEVER_LAST: [&str; 4] = ["a", "an", "the", "of"];

/// A single last word of up to this many letters is a widow.
const SHORT: usize = 8;

impl Measured {
    /// Whether there is nothing to set.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Width of the whole text on one line, in em.
    pub fn width(&self) -> f32 {
        self.span(0, self.words.len())
    }

    /// Width of words `from..to` on one line, in em.
    fn span(&self, from: usize, to: usize) -> f32 {
        let words: f32 = self.words[from..to].iter().map(|w| w.1).sum();
        words + self.space * (to - from).saturating_sub(1) as f32 - self.face.tracking.max(0.0)
    }

    /// The best lines within `width` em: as few as possible without a widow, then the evenest that break at sense, each
    /// with its width. `None` when a word is wider, or it takes more than `most` lines.
    pub fn lines(&self, width: f32, most: usize, manner: Manner) -> Option<Vec<(String, f32)>> {
        let fewest = self.fewest(width)?;
        let ends = (fewest..=most).find_map(|count| self.ends(count, width, manner))?;
        let mut from = 0;
        let mut lines = Vec::with_capacity(ends.len());
        for to in ends {
            let text: Vec<&str> = self.words[from..to].iter().map(|w| w.0.as_str()).collect();
            lines.push((text.join(" "), self.span(from, to)));
            from = to;
        }
        Some(lines)
    }

    fn fewest(&self, width: f32) -> Option<usize> {
        let (mut lines, mut from) = (1, 0);
        for to in 1..=self.words.len() {
            if self.span(to - 1, to) > width {
                return None;
            }
            if self.span(from, to) > width {
                lines += 1;
                from = to - 1;
            }
        }
        (!self.words.is_empty()).then_some(lines)
    }

    /// Where each of exactly `count` lines ends, at the least cost; `None` when every way leaves a widow or overflows.
    fn ends(&self, count: usize, width: f32, manner: Manner) -> Option<Vec<usize>> {
        let n = self.words.len();
        if count > n {
            return None;
        }
        // Even lines are those nearest to their mean.
        let mean = self.span(0, n) / count as f32;
        // best[to]: cost of setting the first `to` words in the lines so far, and where the last of them begins.
        let mut best: Vec<Vec<Option<(f32, usize)>>> = vec![vec![None; n + 1]; count + 1];
        best[0][0] = Some((0.0, 0));
        for line in 1..=count {
            for to in line..=n - (count - line) {
                for from in (line - 1..to).rev() {
                    let span = self.span(from, to);
                    if span > width {
                        break;
                    }
                    let Some((before, _)) = best[line - 1][from] else {
                        continue;
                    };
                    let lonely = if line == 1 && count > 1 && to == 1 {
                        0.10
                    } else {
                        0.0
                    };
                    let end = if line == count {
                        self.last_line(from, to, count, mean, manner)
                    } else {
                        self.broken_after(to - 1, manner)
                    };
                    let Some(end) = end else { continue };
                    let cost = before + square((span - mean) / mean) + end + lonely;
                    if best[line][to].is_none_or(|b| cost < b.0) {
                        best[line][to] = Some((cost, from));
                    }
                }
            }
        }
        let mut ends = vec![n];
        for line in (1..=count).rev() {
            let from = best[line][*ends.last()?]?.1;
            ends.push(from);
        }
        ends.pop();
        ends.reverse();
        Some(ends)
    }

    /// What it costs to end with words `from..to`; `None` for a widow.
    fn last_line(
        &self,
        from: usize,
        to: usize,
        count: usize,
        mean: f32,
        manner: Manner,
    ) -> Option<f32> {
        if count == 1 {
            return Some(0.0);
        }
        let single = to - from == 1;
        let letters = self.words[from].0.chars().filter(|c| c.is_alphanumeric());
        let short = letters.count() <= SHORT;
        let share = self.span(from, to) / mean;
        let least = match manner {
            Manner::Display => 0.45,
            Manner::Running => 0.36,
        };
        if single && (short || manner == Manner::Running) || share < least {
            return None;
        }
        Some(if single { 0.12 } else { 0.0 })
    }

    /// What it costs to break after a word; `None` where a headline must not.
    fn broken_after(&self, word: usize, manner: Manner) -> Option<f32> {
        let text = self.words[word].0.to_lowercase();
        if manner == Manner::Display && NEVER_LAST.contains(&text.as_str()) {
            return None;
        }
        let leaning = LEANING.contains(&text.as_str())
            || text.chars().all(|c| c.is_ascii_digit()) && word + 1 < self.words.len();
        let sense = text.ends_with([
            ',', '.', ';', ':', '!', '?', '\u{2014}', '\u{2013}', '\u{2026}',
        ]);
        let strength = if manner == Manner::Display { 1.0 } else { 0.25 };
        Some(strength * (if leaning { 0.10 } else { 0.0 } + if sense { -0.12 } else { 0.0 }))
    }
}

fn square(x: f32) -> f32 {
    x * x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::compose::face::ATELIER;

    /// Every letter and every space is half an em wide.
    fn measured(text: &str) -> Measured {
        let word = |w: &str| (w.to_owned(), w.chars().count() as f32 * 0.5);
        Measured {
            words: text.split(' ').map(word).collect(),
            space: 0.5,
            face: &ATELIER.headline,
        }
    }

    fn set(text: &str, letters: usize, most: usize) -> Option<String> {
        let width = letters as f32 * 0.5 + 0.01;
        let lines = measured(text).lines(width, most, Manner::Display)?;
        Some(
            lines
                .into_iter()
                .map(|l| l.0)
                .collect::<Vec<_>>()
                .join(" / "),
        )
    }

    #[test]
    fn headlines_are_even_break_at_sense_and_leave_no_widow() {
        for (text, letters, wanted) in [
            ("Softness, all day long", 18, "Softness, / all day long"),
            (
                "Skin that drinks in the morning",
                24,
                "Skin that drinks / in the morning",
            ),
            ("The quiet end of the day", 16, "The quiet end / of the day"),
            (
                "Everything your evening was missing",
                22,
                "Everything your / evening was missing",
            ),
            (
                "A calm that lasts until noon",
                20,
                "A calm that lasts / until noon",
            ),
        ] {
            assert_eq!(set(text, letters, 3).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_short_last_word_never_stands_alone() {
        // It would fit in two lines only with `easy.` alone.
        assert_eq!(set("Rest easy.", 8, 4), None);
        assert_eq!(set("Rest easy.", 10, 4).as_deref(), Some("Rest easy."));
        let lines = measured("melts on contact and stays until evening")
            .lines(16.0, 6, Manner::Running)
            .unwrap();
        assert!(lines.last().unwrap().0.contains(' '), "{lines:?}");
        assert_eq!(set("wide", 2, 9), None);
    }
}
