//! The layout solver: tries templates, headline sizes and product sizes, keeps what obeys the rules and looks best.
//!
//! The rules: copy and product never meet, copy stays in the safe area, and so does the essential part of the product
//! (all but its foot). Which templates are tried depends on the product's shape and on the scene; of those that come
//! out well the seed chooses, so that the concepts of one delivery do not look alike.

mod beside;
mod frame;
mod stacked;
mod tilted;

use crate::studio::paint::keepout::{KeepOut, Rect};
use crate::studio::paint::num::{abs, cos_turns, sin_turns};

use super::Template;
use super::block::{Blocks, Button, Copy, Group, Headline, Line, Setting};

pub(super) use frame::Frame;
use frame::Shape;

/// Share of the product's height, from its top, that must be inside the safe area: cap and label.
pub const ESSENTIAL: f32 = 0.87;

/// Free space between copy and product, in pixels.
const AIR: f32 = 26.0;

/// A product in place: an upright box, then turned about its centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProductBox {
    /// The upright box, in pixels.
    pub rect: Rect,
    /// Clockwise turn about its centre, in turns.
    pub turns: f32,
}

impl ProductBox {
    /// The corners of the part between two shares of its height (0 is its top), clockwise from top left.
    pub fn corners(&self, from: f32, to: f32) -> [[f32; 2]; 4] {
        let [cx, cy] = self.rect.centre();
        let (s, c) = (sin_turns(self.turns), cos_turns(self.turns));
        let (hw, h) = (self.rect.w * 0.5, self.rect.h);
        [
            (-hw, from - 0.5),
            (hw, from - 0.5),
            (hw, to - 0.5),
            (-hw, to - 0.5),
        ]
        .map(|(x, y)| [cx + c * x - s * y * h, cy + s * x + c * y * h])
    }

    /// Whether it comes nearer than `air` to a rectangle.
    pub fn meets(&self, rect: &Rect, air: f32) -> bool {
        let [cx, cy] = self.rect.centre();
        let (s, c) = (sin_turns(self.turns), cos_turns(self.turns));
        let (hw, hh) = (self.rect.w * 0.5 + air, self.rect.h * 0.5 + air);
        let [rx, ry] = rect.centre();
        let (dx, dy) = (rx - cx, ry - cy);
        let (rw, rh) = (rect.w * 0.5, rect.h * 0.5);
        // Separating axes of two boxes: the product's two, the rectangle's two.
        let apart = abs(dx * c + dy * s) > hw + rw * abs(c) + rh * abs(s)
            || abs(dy * c - dx * s) > hh + rw * abs(s) + rh * abs(c)
            || abs(dx) > rw + hw * abs(c) + hh * abs(s)
            || abs(dy) > rh + hw * abs(s) + hh * abs(c);
        !apart
    }
}

/// Where everything goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The template that was chosen.
    pub template: Template,
    /// Lines of copy.
    pub lines: Vec<Line>,
    /// The mark of the call to action.
    pub button: Option<Button>,
    /// Where the logo goes, if one stands for the wordmark.
    pub logo: Option<Rect>,
    /// The product.
    pub product: ProductBox,
}

impl Plan {
    /// The areas of everything that is read: lines, button and logo.
    pub fn copy_boxes(&self) -> Vec<Rect> {
        let lines = self.lines.iter().map(Line::ink_box);
        lines
            .chain(self.button.map(|b| b.rect()))
            .chain(self.logo)
            .collect()
    }

    /// Padded rectangles around the copy: where backgrounds stay calm. Lines that follow each other closely are joined,
    /// so that nothing settles between them.
    pub fn calm(&self) -> Vec<Rect> {
        const PAD: f32 = 24.0;
        let mut calm: Vec<Rect> = self.copy_boxes().iter().map(|b| b.grown(PAD)).collect();
        for (i, a) in self.lines.iter().enumerate() {
            for b in &self.lines[i + 1..] {
                let (a, b) = (a.ink_box(), b.ink_box());
                let (from, to) = (a.x.max(b.x), a.right().min(b.right()));
                let (top, bottom) = (a.bottom().min(b.bottom()), a.y.max(b.y));
                if to > from && bottom > top && bottom - top < 4.0 * PAD {
                    calm.push(Rect::new(from, top, to - from, bottom - top));
                }
            }
        }
        calm
    }

    /// Rectangles around copy that stands together: what a scrim covers, so that it leaves the product between them alone.
    pub fn copy_hulls(&self) -> KeepOut {
        const TOGETHER: f32 = 64.0;
        let mut hulls: Vec<Rect> = Vec::new();
        for mut rect in self.copy_boxes() {
            // Each one takes in all that it comes near to; what it grew into may be near to others.
            while let Some(at) = hulls.iter().position(|h| h.meets(&rect.grown(TOGETHER))) {
                rect = rect.union(&hulls.swap_remove(at));
            }
            hulls.push(rect);
        }
        KeepOut { boxes: hulls }
    }
}

/// What a template makes of a headline size and a product size.
struct Sketch {
    /// How the headline came out.
    title: Headline,
    /// Copy in place.
    groups: Vec<Group>,
    product: ProductBox,
    /// How much better (or worse) than others it is by nature.
    merit: f32,
}

impl Sketch {
    fn plan(self, template: Template) -> (Plan, Headline, f32) {
        let mut plan = Plan {
            template,
            lines: Vec::new(),
            button: None,
            logo: None,
            product: self.product,
        };
        for group in self.groups {
            plan.lines.extend(group.lines);
            plan.button = plan.button.or(group.button);
            plan.logo = plan.logo.or(group.logo);
        }
        (plan, self.title, self.merit)
    }
}

/// The copy, with what was set before kept: neighbouring tries ask for the same again and again.
struct Type<'a> {
    copy: &'a Copy,
    last: Vec<(Setting, Option<Blocks>)>,
}

impl Type<'_> {
    fn set(&mut self, setting: &Setting) -> Option<Blocks> {
        if let Some((_, blocks)) = self.last.iter().rev().find(|(s, _)| s == setting) {
            return blocks.clone();
        }
        let blocks = self.copy.set(setting);
        self.last.push((*setting, blocks.clone()));
        blocks
    }
}

/// A plan and how good it is.
type Scored = (f32, Plan);

/// Plans this much worse than the best are still good ones.
const GOOD: f32 = 0.46;

/// Finds the plan for a picture; `None` when no template can hold the copy.
pub(super) fn solve(frame: &Frame, copy: &Copy, seed: u64) -> Option<Plan> {
    let kinds = templates(frame);
    let tried: Vec<(usize, Scored)> = kinds
        .iter()
        .enumerate()
        .flat_map(|(kind, list)| list.iter().map(move |t| (kind, *t)))
        .filter_map(|(kind, t)| Some((kind, best(frame, copy, t)?)))
        .collect();
    let best = tried.iter().map(|(_, s)| s.0).fold(f32::MIN, f32::max);
    // Seeds that follow each other take templates of different kinds.
    let kind = (seed % kinds.len() as u64) as usize;
    let among = |least: f32, kind: Option<usize>| -> Vec<&Plan> {
        tried
            .iter()
            .filter(|(k, (score, _))| kind.is_none_or(|kind| kind == *k) && *score >= least)
            .map(|(_, (_, plan))| plan)
            .collect()
    };
    [
        among(best - GOOD, Some(kind)),
        among(best - 2.2 * GOOD, Some(kind)),
        among(best - GOOD, None),
    ]
    .into_iter()
    .find(|good| !good.is_empty())
    .and_then(|good| {
        let at = (seed / kinds.len() as u64) % good.len() as u64;
        good.get(at as usize).map(|plan| (*plan).clone())
    })
}

/// The templates that suit a product's shape and the scene, in three kinds that look different from each other.
fn templates(frame: &Frame) -> [Vec<Template>; 3] {
    use Template::{
        BesideLeft, BesideRight, Caption, Centred, Crown, Editorial, EditorialLeft, MastheadLeft,
        MastheadRight, Offset, OffsetLeft, TiltedLeft, TiltedRight, Under,
    };
    let mut kinds = match frame.shape {
        Shape::Tall => [
            vec![Centred, MastheadRight, Crown, Under, Caption],
            vec![BesideRight, EditorialLeft, TiltedLeft],
            vec![TiltedRight, BesideLeft, MastheadLeft, Editorial],
        ],
        Shape::Square => [
            vec![Centred, BesideRight],
            vec![Crown, Under, Caption],
            vec![Offset, TiltedRight, OffsetLeft, TiltedLeft, MastheadRight],
        ],
        Shape::Wide => [
            vec![Centred, OffsetLeft],
            vec![Crown, Under, Caption],
            vec![TiltedRight, Offset, TiltedLeft],
        ],
    };
    if frame.scene.stands() {
        for kind in &mut kinds {
            kind.retain(|t| !matches!(t, TiltedLeft | TiltedRight));
        }
    }
    kinds
}

fn best(frame: &Frame, copy: &Copy, template: Template) -> Option<Scored> {
    let mut type_ = Type {
        copy,
        last: Vec::new(),
    };
    let mut found: Option<Scored> = None;
    for step in 0..15 {
        let headline = 168.0 - 8.0 * step as f32;
        for size in 0..20 {
            let size = 1.0 - 0.03 * size as f32;
            let Some(sketch) = place(frame, &mut type_, template, headline, size) else {
                continue;
            };
            let (plan, title, merit) = sketch.plan(template);
            if !frame.allows(&plan) {
                continue;
            }
            let score = score(headline, copy, title, size) + merit - frame.timid(&plan.product);
            if found.as_ref().is_none_or(|(s, _)| score > *s) {
                found = Some((score, plan));
            }
            // With the same headline nothing smaller is better.
            break;
        }
    }
    found
}

fn place(
    frame: &Frame,
    type_: &mut Type<'_>,
    template: Template,
    headline: f32,
    size: f32,
) -> Option<Sketch> {
    use Template as T;
    match template {
        T::Centred => stacked::above(frame, type_, headline, size),
        T::Under => stacked::below(frame, type_, headline, size),
        T::Crown => stacked::crown(frame, type_, headline, size),
        T::Caption => stacked::caption(frame, type_, headline, size),
        T::Offset | T::OffsetLeft => stacked::offset(frame, type_, headline, size, template),
        T::BesideRight | T::BesideLeft => beside::block(frame, type_, headline, size, template),
        T::Editorial | T::EditorialLeft => {
            beside::editorial(frame, type_, headline, size, template)
        }
        T::MastheadRight | T::MastheadLeft => {
            beside::masthead(frame, type_, headline, size, template)
        }
        T::TiltedRight | T::TiltedLeft => tilted::tilted(frame, type_, headline, size, template),
    }
}

/// A larger product is better, larger type too until it is large enough for its length; so are two or three lines of a
/// headline that part nothing. A product much smaller than wanted is worse than small type.
fn score(headline: f32, copy: &Copy, title: Headline, size: f32) -> f32 {
    let enough = match copy.letters {
        0..=14 => 144.0,
        15..=30 => 112.0,
        31..=46 => 96.0,
        _ => 88.0,
    };
    let lines = match title.lines {
        1 if copy.letters > 22 => -0.22,
        1 if copy.letters > 14 => -0.04,
        1 | 2 => 0.06,
        3 => 0.0,
        _ => -0.12,
    };
    let small = (0.82 - size).max(0.0);
    size * 1.3 - small * 1.2 + (headline / enough).min(1.0) + lines - title.flaw.clamp(-0.1, 0.45)
}
