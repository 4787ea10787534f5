//! Breaking text into lines: as few as fit, even, broken at sense, without widows.
//!
//! Pure arithmetic on measured words; knows nothing of fonts.

use super::face::Face;
use super::sense::{self, Break};

/// A word whose width is known.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    /// In em.
    pub width: f32,
    /// Whether it belongs to the word before it, by a no-break space.
    pub bound: bool,
}

/// A text cut into words whose widths are known, in em.
#[derive(Debug, Clone)]
pub struct Measured {
    pub(super) words: Vec<Word>,
    pub(super) space: f32,
    /// Its face.
    pub face: &'static Face,
}

/// A text in lines.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The words of each line and its width in em.
    pub lines: Vec<(String, f32)>,
    /// What is to be said against them: unevenness, and breaks that part what belongs together. 0 for one line.
    pub flaw: f32,
}

/// How strictly lines are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A headline: neither widows nor lines that end in a little word.
    Display,
    /// Running text: no widows, little words may end a line where it helps evenness.
    Running,
}

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
        let words: f32 = self.words[from..to].iter().map(|w| w.width).sum();
        words + self.space * (to - from).saturating_sub(1) as f32 - self.face.tracking.max(0.0)
    }

    /// The best lines within `width` em; `None` when a word is wider, or it takes more than `most` lines. Running text
    /// takes as few lines as leave no widow; a headline takes one more where that keeps together what belongs together.
    pub fn lines(&self, width: f32, most: usize, manner: Manner) -> Option<Broken> {
        const ONE_MORE: f32 = 0.16;
        let fewest = self.fewest(width)?;
        let breaks = sense::breaks(self.words.iter().map(|w| (w.text.as_str(), w.bound)));
        let mut found: Option<(f32, f32, Vec<usize>)> = None;
        for count in fewest..=most {
            let Some((flaw, ends)) = self.ends(count, width, manner, &breaks) else {
                continue;
            };
            let cost = flaw + ONE_MORE * (count - fewest) as f32;
            if found.as_ref().is_none_or(|(least, ..)| cost < *least) {
                found = Some((cost, flaw, ends));
            }
            if manner == Manner::Running {
                break;
            }
        }
        let (_, flaw, ends) = found?;
        let mut from = 0;
        let mut lines = Vec::with_capacity(ends.len());
        for to in ends {
            let text: Vec<&str> = self.words[from..to]
                .iter()
                .map(|w| w.text.as_str())
                .collect();
            lines.push((text.join(" "), self.span(from, to)));
            from = to;
        }
        Some(Broken { lines, flaw })
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

    /// Where each of exactly `count` lines ends and what that costs, the least; `None` when every way leaves a widow,
    /// strands a little word or overflows.
    fn ends(
        &self,
        count: usize,
        width: f32,
        manner: Manner,
        breaks: &[Break],
    ) -> Option<(f32, Vec<usize>)> {
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
                    let end = if line == count {
                        self.last_line(from, to, count, mean, manner)
                    } else {
                        broken(breaks[to - 1], manner)
                    };
                    let (Some(end), Some(alone)) = (end, self.alone(from, to, manner)) else {
                        continue;
                    };
                    let cost = before + square((span - mean) / mean) + end + alone;
                    if best[line][to].is_none_or(|b| cost < b.0) {
                        best[line][to] = Some((cost, from));
                    }
                }
            }
        }
        let flaw = best[count][n]?.0;
        let mut ends = vec![n];
        for line in (1..=count).rev() {
            let from = best[line][*ends.last()?]?.1;
            ends.push(from);
        }
        ends.pop();
        ends.reverse();
        Some((flaw, ends))
    }

    /// What it costs that words `from..to` are one word on a line that is not the last; `None` where a short one would
    /// stand between longer lines.
    fn alone(&self, from: usize, to: usize, manner: Manner) -> Option<f32> {
        if to - from > 1 || to == self.words.len() {
            return Some(0.0);
        }
        let word = &self.words[from].text;
        let short = letters(word) <= SHORT;
        match (from, manner) {
            (0, _) if sense::pauses(word) => Some(0.0),
            (0, _) => Some(if letters(word) <= 4 { 0.24 } else { 0.10 }),
            (_, Manner::Display) if short => None,
            (_, Manner::Running) if short => Some(0.2),
            _ => Some(0.08),
        }
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
        let short = letters(&self.words[from].text) <= SHORT;
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
}

/// What a break costs; `None` where a headline must not have one.
fn broken(at: Break, manner: Manner) -> Option<f32> {
    match (at, manner) {
        (Break::Never, Manner::Display) => None,
        (Break::Never, Manner::Running) => Some(0.03),
        (Break::At(cost), Manner::Display) => Some(cost),
        (Break::At(cost), Manner::Running) => Some(cost * 0.25),
    }
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count()
}

/// A text in which a name's words are bound to each other, so that lines break inside it only where nothing else helps.
pub fn bind(text: &str, name: &str) -> String {
    let name = name.trim();
    if !name.contains(char::is_whitespace) {
        return text.to_owned();
    }
    let bound: Vec<&str> = name.split_whitespace().collect();
    text.replace(name, &bound.join("\u{a0}"))
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
        let mut words = Vec::new();
        for piece in text.split(' ') {
            for (at, word) in piece.split('\u{a0}').enumerate() {
                words.push(Word {
                    text: word.to_owned(),
                    width: word.chars().count() as f32 * 0.5,
                    bound: at > 0,
                });
            }
        }
        Measured {
            words,
            space: 0.5,
            face: &ATELIER.headline,
        }
    }

    fn set(text: &str, letters: usize, most: usize) -> Option<String> {
        let width = letters as f32 * 0.5 + 0.01;
        let broken = measured(text).lines(width, most, Manner::Display)?;
        let lines: Vec<String> = broken.lines.into_iter().map(|l| l.0).collect();
        Some(lines.join(" / "))
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
            (
                "Silk Lotion, to linger over.",
                15,
                "Silk Lotion, / to linger over.",
            ),
            (
                "Silk Lotion, to linger over.",
                24,
                "Silk Lotion, / to linger over.",
            ),
            (
                "Ten drops. One calm morning.",
                18,
                "Ten drops. / One calm morning.",
            ),
            (
                "A moment with Cloud Cream before bed.",
                19,
                "A moment / with Cloud Cream / before bed.",
            ),
            (
                "On freshly washed skin, Dew Serum.",
                24,
                "On freshly / washed skin, / Dew Serum.",
            ),
            (
                "Rated 4.8 out of 5 in 2,310 reviews.",
                20,
                "Rated 4.8 out of 5 / in 2,310 reviews.",
            ),
            (
                "Time for First Light SPF 50 after cleansing.",
                24,
                "Time for / First Light SPF 50 / after cleansing.",
            ),
            (
                "From rough to soft, with Silk Lotion.",
                20,
                "From rough to soft, / with Silk Lotion.",
            ),
            (
                "Dressed in softness before you\u{2019}ve dressed",
                24,
                "Dressed in softness / before you\u{2019}ve dressed",
            ),
            (
                "Мягкость, которая остаётся на весь день",
                22,
                "Мягкость, / которая остаётся / на весь день",
            ),
            (
                "Лёгкий крем для сухой кожи",
                18,
                "Лёгкий крем / для сухой кожи",
            ),
            (
                "Łagodność, która zostaje z tobą do rana",
                22,
                "Łagodność, / która zostaje / z tobą do rana",
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
        let broken = measured("melts on contact and stays until evening")
            .lines(16.0, 6, Manner::Running)
            .unwrap();
        assert!(broken.lines.last().unwrap().0.contains(' '), "{broken:?}");
        assert_eq!(set("wide", 2, 9), None);
    }

    #[test]
    fn no_short_word_stands_between_longer_lines() {
        // Smaller type is the way out, not `all` on a line of its own.
        assert_eq!(set("Softness, all day long", 9, 4), None);
        assert_eq!(set("Ten drops. One calm morning.", 12, 4), None);
    }

    #[test]
    fn a_name_that_is_told_stays_whole_and_parts_where_nothing_else_helps() {
        let text = bind("With Crème de nuit riche, calm skin", "Crème de nuit riche");
        assert_eq!(text, "With Crème\u{a0}de\u{a0}nuit\u{a0}riche, calm skin");
        assert_eq!(
            set(&text, 25, 3).as_deref(),
            Some("With Crème de nuit riche, / calm skin")
        );
        assert!(set(&text, 14, 4).is_some());
        assert_eq!(bind("Dew and more", "Dew"), "Dew and more");
    }

    #[test]
    fn parting_a_name_is_told_as_a_flaw() {
        let flaw = |letters: usize| {
            let width = letters as f32 * 0.5 + 0.01;
            measured("Silk Lotion, to linger over.")
                .lines(width, 3, Manner::Display)
                .unwrap()
                .flaw
        };
        assert!(flaw(12) > flaw(15) + 0.3, "{} {}", flaw(12), flaw(15));
    }
}
