//! The copy in three groups: the brand's mark, the title (kicker and headline) and the foot (body and call to action).
//! Each is set for a column; templates decide where the groups go.

use crate::studio::paint::keepout::Rect;

use super::ComposeError;
use super::face::Face;
use super::lines::{Manner, Measured};
use super::script;
use super::text::Type;
use super::{AdCopy, Align, Part};
use crate::model::kit::TypePairing;

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

/// Distances are whole steps of this many pixels.
pub(super) const STEP: f32 = 8.0;

/// The nearest whole number of steps.
pub(super) fn snap(v: f32) -> f32 {
    (v / STEP + 0.5).floor() * STEP
}

/// The copy of an ad, measured.
#[derive(Debug)]
pub(super) struct Copy {
    /// Width over height of the logo that stands for the wordmark.
    logo: Option<f32>,
    wordmark: Measured,
    kicker: Measured,
    headline: Measured,
    body: Measured,
    cta: Measured,
    /// Letters of the headline.
    pub letters: usize,
}

/// What a template asks of the copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setting {
    /// Width of the column of mark and title, and of the foot.
    pub columns: [f32; 2],
    /// Nominal headline size.
    pub headline: f32,
    /// Most lines of headline and of body.
    pub most: [usize; 2],
    pub align: Align,
    /// Pill, else a rule.
    pub pill: bool,
}

/// Some lines with what belongs to them; coordinates are relative to the column's left edge and the group's top.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub lines: Vec<Line>,
    pub button: Option<Button>,
    pub logo: Option<Rect>,
    pub height: f32,
}

/// The three groups.
#[derive(Debug, Clone)]
pub(super) struct Blocks {
    pub mark: Group,
    pub title: Group,
    pub foot: Group,
    /// How the headline came out.
    pub headline: Headline,
    /// Space between title and foot.
    pub gap: f32,
}

/// How a headline was broken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Headline {
    /// How many lines it took.
    pub lines: usize,
    /// What is to be said against them.
    pub flaw: f32,
}

/// Space between mark and title.
const AFTER_MARK: f32 = 48.0;

impl Copy {
    pub fn new(
        faces: &Type,
        pairing: TypePairing,
        brand_name: &str,
        logo: Option<f32>,
        copy: &AdCopy,
    ) -> Result<Self, ComposeError> {
        let set = pairing.set();
        let brand_name = if logo.is_some() { "" } else { brand_name };
        let measure = |part, text: &str, face| {
            script::can_set(text)
                .and_then(|()| faces.measure(text, face))
                .map_err(|why| ComposeError::Unset { part, why })
        };
        let headline = measure(Part::Headline, &copy.headline, &set.headline)?;
        if headline.is_empty() {
            return Err(ComposeError::NoHeadline);
        }
        Ok(Self {
            logo,
            wordmark: measure(Part::Wordmark, brand_name, &set.wordmark)?,
            kicker: measure(Part::Kicker, &copy.kicker, &set.kicker)?,
            headline,
            body: measure(Part::Body, &copy.body, &set.body)?,
            cta: measure(Part::Cta, &copy.cta, &set.cta)?,
            letters: copy.headline.chars().count(),
        })
    }

    /// The part that alone keeps the copy from fitting, were it the only one; for messages.
    pub fn longest(&self) -> Part {
        let parts = [
            (Part::Headline, &self.headline, 32.0),
            (Part::Body, &self.body, 64.0),
            (Part::Kicker, &self.kicker, 36.0),
            (Part::Wordmark, &self.wordmark, 20.0),
            (Part::Cta, &self.cta, 16.0),
        ];
        let excess = |(_, text, usual): &(Part, &Measured, f32)| {
            if text.is_empty() {
                0.0
            } else {
                text.width() / usual
            }
        };
        parts
            .iter()
            .max_by(|a, b| excess(a).total_cmp(&excess(b)))
            .map_or(Part::Headline, |p| p.0)
    }

    /// Sets the groups; `None` when something does not fit its column.
    pub fn set(&self, setting: &Setting) -> Option<Blocks> {
        let [wide, narrow] = setting.columns;
        let mut title = Stack::new(setting, wide);
        title.push(Part::Kicker, &self.kicker, 24.0, 2, 0.0)?;
        let gap = if self.kicker.is_empty() {
            0.0
        } else {
            snap(24.0 + setting.headline * 0.14)
        };
        let headline = title.push(
            Part::Headline,
            &self.headline,
            setting.headline,
            setting.most[0],
            gap,
        )?;
        let mut foot = Stack::new(setting, narrow);
        foot.push(Part::Body, &self.body, BODY, setting.most[1], 0.0)?;
        if !self.cta.is_empty() {
            foot.cta(&self.cta)?;
        }
        Some(Blocks {
            mark: self.mark(setting)?,
            title: title.group,
            foot: foot.group,
            headline,
            gap: snap(20.0 + setting.headline * 0.22),
        })
    }

    fn mark(&self, setting: &Setting) -> Option<Group> {
        let column = setting.columns[0];
        let mut stack = Stack::new(setting, column);
        if let Some(aspect) = self.logo {
            // Logos of any shape look alike in size when they cover a like area.
            let h = (12_500.0 / aspect).sqrt().clamp(36.0, 112.0);
            let h = h.min(column.min(360.0) / aspect);
            let w = h * aspect;
            stack.group.logo = Some(Rect::new(stack.left(w), 0.0, w, h));
            stack.group.height = h;
            return Some(stack.group);
        }
        // A long name is set smaller, a very long one in two lines.
        [(38.0, 1), (32.0, 1), (28.0, 2), (24.0, 2)]
            .into_iter()
            .find_map(|(size, most)| {
                let mut stack = Stack::new(setting, column);
                stack
                    .push(Part::Wordmark, &self.wordmark, size, most, 0.0)
                    .map(|_| stack.group)
            })
    }
}

/// Nominal size of running text: large enough for a phone.
pub(super) const BODY: f32 = 32.0;

impl Group {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.button.is_none() && self.logo.is_none()
    }

    /// Everything moved.
    pub fn moved(mut self, x: f32, y: f32) -> Self {
        let shift = |r: Rect| Rect::new(r.x + x, r.y + y, r.w, r.h);
        for line in &mut self.lines {
            line.at = [line.at[0] + x, line.at[1] + y];
        }
        self.button = self.button.map(|b| match b {
            Button::Pill(r) => Button::Pill(shift(r)),
            Button::Rule(r) => Button::Rule(shift(r)),
        });
        self.logo = self.logo.map(shift);
        self
    }

    /// Adds another group `gap` below; an empty one changes nothing.
    pub fn stack(&mut self, below: Self, gap: f32) {
        if below.is_empty() {
            return;
        }
        let gap = if self.is_empty() { 0.0 } else { gap };
        let at = snap(self.height) + gap;
        let below = below.moved(0.0, at);
        self.height = at + below.height;
        self.lines.extend(below.lines);
        self.button = self.button.or(below.button);
        self.logo = self.logo.or(below.logo);
    }
}

impl Blocks {
    /// Mark over title.
    pub fn head(mark: Group, title: Group) -> Group {
        let mut head = mark;
        head.stack(title, AFTER_MARK);
        head
    }

    /// Everything in one column.
    pub fn column(self) -> Group {
        let mut all = Self::head(self.mark, self.title);
        all.stack(self.foot, self.gap);
        all
    }
}

struct Stack<'a> {
    setting: &'a Setting,
    column: f32,
    group: Group,
}

impl<'a> Stack<'a> {
    fn new(setting: &'a Setting, column: f32) -> Self {
        Self {
            setting,
            column,
            group: Group::default(),
        }
    }

    /// Adds a text `gap` below what is there; gives how its lines came out.
    fn push(
        &mut self,
        part: Part,
        text: &Measured,
        nominal: f32,
        most: usize,
        gap: f32,
    ) -> Option<Headline> {
        if text.is_empty() {
            return Some(Headline {
                lines: 0,
                flaw: 0.0,
            });
        }
        let face = text.face;
        let em = nominal * face.scale;
        let manner = if part == Part::Body {
            Manner::Running
        } else {
            Manner::Display
        };
        let broken = text.lines(self.column / em, most, manner)?;
        let came_out = Headline {
            lines: broken.lines.len(),
            flaw: broken.flaw,
        };
        let mut baseline = self.group.height + gap + face.cap * em;
        for (i, (text, width)) in broken.lines.into_iter().enumerate() {
            if i > 0 {
                baseline += (face.leading * em / 2.0 + 0.5).floor() * 2.0;
            }
            let width = width * em;
            self.group.lines.push(Line {
                part,
                text,
                em,
                at: [self.left(width), baseline],
                width,
                face,
            });
        }
        let below = if part == Part::Headline {
            0.12 * em
        } else {
            0.0
        };
        self.group.height = baseline + below;
        Some(came_out)
    }

    fn left(&self, width: f32) -> f32 {
        match self.setting.align {
            Align::Left => 0.0,
            Align::Centre => (self.column - width) * 0.5,
        }
    }

    fn cta(&mut self, text: &Measured) -> Option<()> {
        let nominal = 28.0;
        let gap = if self.group.is_empty() { 0.0 } else { 40.0 };
        if !self.setting.pill {
            self.push(Part::Cta, text, nominal, 1, gap + 8.0)?;
            let line = self.group.lines.last()?;
            let rule = Rect::new(line.at[0], line.at[1] + 14.0, line.width, 2.0);
            self.group.height = rule.bottom();
            self.group.button = Some(Button::Rule(rule));
            return Some(());
        }
        let (pad, tall) = (48.0, 80.0);
        let em = nominal * text.face.scale;
        let width = text.width() * em;
        if width + 2.0 * pad > self.column {
            return None;
        }
        let top = snap(self.group.height) + gap;
        let pill = Rect::new(self.left(width + 2.0 * pad), top, width + 2.0 * pad, tall);
        let centred = top - self.group.height + (tall - text.face.cap * em) * 0.5;
        self.push(Part::Cta, text, nominal, 1, centred)?;
        self.group.lines.last_mut()?.at[0] = pill.x + pad;
        self.group.height = pill.bottom();
        self.group.button = Some(Button::Pill(pill));
        Some(())
    }
}
