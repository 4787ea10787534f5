//! Where things stand in the grid: pure arithmetic over the list, so that only what is visible is painted.

use std::ops::Range;

use super::list::{ConceptKey, List, Shape};

/// Around the pictures of a concept, inside its selection.
pub const PAD: f32 = 10.0;
/// Between vertical and square, and between pictures and words.
pub const GAP: f32 = 10.0;
/// Two lines of words under the pictures.
pub const CAPTION: f32 = 40.0;
/// A group's line above its concepts.
pub const HEADER: f32 = 44.0;
/// Between concepts side by side.
const BETWEEN: f32 = 20.0;
/// Between rows of concepts.
const ROW_GAP: f32 = 12.0;
/// Above the first row and below the last.
const EDGE: f32 = 8.0;

/// The size of a concept and how many stand side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    pub columns: usize,
    /// Of one concept, selection and words included.
    pub width: f32,
    pub height: f32,
    /// Of the pictures.
    pub pictures: f32,
}

impl Grid {
    /// The grid that fills `width`.
    pub fn new(width: f32, shape: Shape) -> Self {
        let least = match shape {
            Shape::Both => 264.0,
            Shape::Vertical => 176.0,
            Shape::Square => 196.0,
        };
        let columns = (((width + BETWEEN) / (least + BETWEEN)).floor() as usize).max(1);
        let card = (width - BETWEEN * (columns - 1) as f32) / columns as f32;
        // A narrow window shows one column; a picture must still not grow beyond reason.
        let card = card.clamp(120.0, 420.0);
        let inner = card - 2.0 * PAD;
        let pictures = match shape {
            Shape::Both => (inner - GAP) * VERTICAL_SHARE * 16.0 / 9.0,
            Shape::Vertical => inner * 16.0 / 9.0,
            Shape::Square => inner * 5.0 / 4.0,
        };
        let pictures = pictures.round();
        Self {
            columns,
            width: card,
            height: PAD + pictures + GAP + CAPTION + PAD,
            pictures,
        }
    }

    /// Left edge of a column.
    pub fn x(&self, column: usize) -> f32 {
        column as f32 * (self.width + BETWEEN)
    }
}

/// Lines that a page key steps over: about what is seen at once.
const PAGE: usize = 3;

/// How much of the room for two pictures the vertical one gets.
pub const VERTICAL_SHARE: f32 = 0.482;

/// One line of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub y: f32,
    pub height: f32,
    /// Which of the groups that are shown.
    pub group: usize,
    pub kind: RowKind,
}

/// What a line holds.
#[derive(Clone, Debug, PartialEq)]
pub enum RowKind {
    Header,
    /// These concepts of the group.
    Concepts(Range<usize>),
}

/// Every line of the grid.
#[derive(Debug)]
pub struct Layout {
    rows: Vec<Row>,
    pub grid: Grid,
    pub height: f32,
    made_for: (u64, u32),
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            grid: Grid::new(0.0, Shape::Both),
            height: 0.0,
            made_for: (0, 0),
        }
    }
}

impl Layout {
    /// Lays the list out anew if it, or the room for it, is another.
    pub fn refresh(&mut self, list: &List, width: f32, shape: Shape) {
        let wanted = (list.generation, width.to_bits());
        if self.made_for == wanted {
            return;
        }
        self.made_for = wanted;
        self.grid = Grid::new(width, shape);
        self.rows.clear();
        let mut y = 0.0;
        for (group, shown) in list.shown().iter().enumerate() {
            let mut add = |height: f32, kind: RowKind| {
                self.rows.push(Row {
                    y,
                    height,
                    group,
                    kind,
                });
                y += height;
            };
            add(HEADER, RowKind::Header);
            let mut from = 0;
            while from < shown.len() {
                let to = (from + self.grid.columns).min(shown.len());
                add(self.grid.height + ROW_GAP, RowKind::Concepts(from..to));
                from = to;
            }
            y += EDGE;
        }
        self.height = y + EDGE;
    }

    /// The lines that touch this stretch.
    pub fn visible(&self, from: f32, to: f32) -> &[Row] {
        let first = self.rows.partition_point(|row| row.y + row.height <= from);
        let end = self.rows.partition_point(|row| row.y < to);
        self.rows.get(first..end.max(first)).unwrap_or_default()
    }

    /// From where to where the line of a concept reaches; its group's header too if it is the first line.
    pub fn stretch(&self, list: &List, key: &ConceptKey) -> Option<Range<f32>> {
        let (row, _) = self.place(list, key)?;
        let line = self.rows.get(row)?;
        let above = row.checked_sub(1).and_then(|row| self.rows.get(row));
        let top = match above {
            Some(above) if above.kind == RowKind::Header => above.y,
            _ => line.y,
        };
        Some(top..line.y + line.height)
    }

    /// The concept that a step of so many columns and lines leads to; itself at the edges.
    pub fn step(&self, list: &List, key: &ConceptKey, step: Step) -> Option<ConceptKey> {
        let (at, card) = list.find(key)?;
        let cards = list.count();
        let target = match step {
            Step::Left => at.saturating_sub(1),
            Step::Right => (at + 1).min(cards.saturating_sub(1)),
            Step::First => 0,
            Step::Last => cards.saturating_sub(1),
            Step::Up => return Some(self.lines(list, &card.key, true, 1)),
            Step::Down => return Some(self.lines(list, &card.key, false, 1)),
            Step::PageUp => return Some(self.lines(list, &card.key, true, PAGE)),
            Step::PageDown => return Some(self.lines(list, &card.key, false, PAGE)),
        };
        list.nth(target).map(|card| card.key.clone())
    }

    fn lines(&self, list: &List, key: &ConceptKey, up: bool, count: usize) -> ConceptKey {
        let mut at = key.clone();
        for _ in 0..count {
            match self.line_step(list, &at, up) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    fn line_step(&self, list: &List, key: &ConceptKey, up: bool) -> Option<ConceptKey> {
        let (row, column) = self.place(list, key)?;
        let is_line = |row: &&Row| matches!(row.kind, RowKind::Concepts(_));
        let line = if up {
            self.rows.get(..row)?.iter().rev().find(is_line)?
        } else {
            self.rows.get(row + 1..)?.iter().find(is_line)?
        };
        let RowKind::Concepts(range) = &line.kind else {
            return None;
        };
        let nth = (range.start + column).min(range.end.saturating_sub(1));
        let card = list.shown().get(line.group)?.card(nth)?;
        Some(card.key.clone())
    }

    /// Line and column of a concept.
    fn place(&self, list: &List, key: &ConceptKey) -> Option<(usize, usize)> {
        let group = list
            .shown()
            .iter()
            .position(|shown| shown.group.delivery == key.delivery)?;
        let shown = list.shown().get(group)?;
        let nth = shown.nth_of(key.index)?;
        let row = self.rows.iter().position(|row| {
            row.group == group
                && matches!(&row.kind, RowKind::Concepts(range) if range.contains(&nth))
        })?;
        Some((row, nth % self.grid.columns))
    }
}

/// A step by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}
