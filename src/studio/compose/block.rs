//! The copy block: wordmark, kicker, headline, body and call to action, stacked for a column.

use crate::studio::paint::keepout::Rect;

use super::ComposeError;
use super::face::Face;
use super::pairing::Pairing;
use super::text::{Measured, Type};
use super::{AdCopy, Align, Part};

/// A line of type in place.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which part of the copy it belongs to.
    pub part: Part,
    /// The words, already polished.
    pub text: String,
    /// Type size in pixels.
    pub em: f32,
    /// Left end of the baseline.
    pub at: [f32; 2],
    /// Width in pixels.
    pub width: f32,
    pub(in crate::studio) face: &'static Face,
}

impl Line {
    /// The face that it is set in.
    pub fn face(&self) -> &'static Face {
        self.face
    }

    /// The area that its letters may touch.
    pub fn ink_box(&self) -> Rect {
        let face = self.face();
        let top = self.at[1] - face.ascent.min(face.cap + 0.12) * self.em;
        Rect::new(
            self.at[0],
            top,
            self.width,
            self.at[1] + face.descent * self.em - top,
        )
    }
}

/// How the call to action is marked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Button {
    /// A filled pill around the words.
    Pill(Rect),
    /// A fine rule below the words.
    Rule(Rect),
}

impl Button {
    /// Its outline.
    pub fn rect(&self) -> Rect {
        match self {
            Self::Pill(rect) | Self::Rule(rect) => *rect,
        }
    }
}

/// The copy of an ad, measured.
#[derive(Debug)]
pub(super) struct Copy {
    wordmark: Measured,
    kicker: Measured,
    headline: Measured,
    body: Measured,
    cta: Measured,
}

/// What a template asks of the block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Column width.
    pub column: f32,
    /// Headline size.
    pub headline: f32,
    /// Body size.
    pub body: f32,
    /// Most lines of headline and of body.
    pub most: [usize; 2],
    pub align: Align,
    /// Pill, else a rule.
    pub pill: bool,
}

/// A set block; coordinates are relative to the column's left edge and the block's top.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub lines: Vec<Line>,
    pub button: Option<Button>,
    pub height: f32,
    /// How many lines the headline took.
    pub headline_lines: usize,
}

impl Copy {
    pub fn new(
        faces: &Type,
        pairing: Pairing,
        brand_name: &str,
        copy: &AdCopy,
    ) -> Result<Self, ComposeError> {
        let set = pairing.faces();
        let headline = faces.measure(&copy.headline, &set.headline)?;
        if headline.is_empty() {
            return Err(ComposeError::NoHeadline);
        }
        Ok(Self {
            wordmark: faces.measure(brand_name, &set.wordmark)?,
            kicker: faces.measure(&copy.kicker, &set.kicker)?,
            headline,
            body: faces.measure(&copy.body, &set.body)?,
            cta: faces.measure(&copy.cta, &set.cta)?,
        })
    }

    /// Sets the block; `None` when it does not fit the column.
    pub fn set(&self, setting: &Setting) -> Option<Block> {
        let mut stack = Stack {
            setting,
            y: 0.0,
            lines: Vec::new(),
        };
        stack.push(Part::Wordmark, &self.wordmark, 38.0, 1, 0.0)?;
        let after_mark = if self.wordmark.is_empty() { 0.0 } else { 50.0 };
        stack.push(Part::Kicker, &self.kicker, 22.0, 2, after_mark)?;
        let after_kicker = if self.kicker.is_empty() {
            after_mark
        } else {
            24.0 + setting.headline * 0.14
        };
        let headline_lines = stack.push(
            Part::Headline,
            &self.headline,
            setting.headline,
            setting.most[0],
            after_kicker,
        )?;
        let gap = 14.0 + setting.headline * 0.30;
        stack.push(Part::Body, &self.body, setting.body, setting.most[1], gap)?;
        let button = if self.cta.is_empty() {
            None
        } else {
            Some(stack.cta(&self.cta)?)
        };
        Some(Block {
            lines: stack.lines,
            button,
            height: stack.y,
            headline_lines,
        })
    }
}

impl Block {
    /// Moves everything after the headline down.
    pub fn drop_foot(&mut self, by: f32) {
        for line in self
            .lines
            .iter_mut()
            .filter(|l| matches!(l.part, Part::Body | Part::Cta))
        {
            line.at[1] += by;
        }
        match &mut self.button {
            Some(Button::Pill(rect) | Button::Rule(rect)) => rect.y += by,
            None => {}
        }
        self.height += by;
    }
}

struct Stack<'a> {
    setting: &'a Setting,
    /// Bottom of what is set.
    y: f32,
    lines: Vec<Line>,
}

impl Stack<'_> {
    /// Adds a text `gap` below what is there; gives the number of its lines.
    fn push(
        &mut self,
        part: Part,
        text: &Measured,
        em: f32,
        most: usize,
        gap: f32,
    ) -> Option<usize> {
        if text.is_empty() {
            return Some(0);
        }
        let face = text.face;
        let em = em * face.scale;
        let lines = text.lines(self.setting.column / em, most)?;
        let count = lines.len();
        let mut baseline = self.y + gap + face.cap * em;
        for (i, (text, width)) in lines.into_iter().enumerate() {
            if i > 0 {
                baseline += face.leading * em;
            }
            let width = width * em;
            self.lines.push(Line {
                part,
                text,
                em,
                at: [self.left(width), baseline],
                width,
                face,
            });
        }
        self.y = baseline
            + if part == Part::Headline {
                0.16 * em
            } else {
                0.0
            };
        Some(count)
    }

    fn left(&self, width: f32) -> f32 {
        match self.setting.align {
            Align::Left => 0.0,
            Align::Centre => (self.setting.column - width) * 0.5,
        }
    }

    fn cta(&mut self, text: &Measured) -> Option<Button> {
        let em = 26.0;
        if !self.setting.pill {
            self.push(Part::Cta, text, em, 1, 52.0)?;
            let line = self.lines.last()?;
            let rule = Rect::new(line.at[0], line.at[1] + 13.0, line.width, 2.0);
            self.y = rule.bottom();
            return Some(Button::Rule(rule));
        }
        let (pad, tall, gap) = (46.0, 72.0, 44.0);
        let size = em * text.face.scale;
        let width = text
            .lines((self.setting.column - 2.0 * pad) / size, 1)?
            .first()?
            .1
            * size;
        let pill = Rect::new(
            self.left(width + 2.0 * pad),
            self.y + gap,
            width + 2.0 * pad,
            tall,
        );
        let inset = match self.setting.align {
            Align::Left => pad,
            Align::Centre => 0.0,
        };
        self.push(
            Part::Cta,
            text,
            em,
            1,
            gap + (tall - text.face.cap * em * text.face.scale) * 0.5,
        )?;
        self.lines.last_mut()?.at[0] += inset;
        self.y = pill.bottom();
        Some(Button::Pill(pill))
    }
}
