//! The layout solver: tries templates, headline sizes and product sizes, keeps what obeys the rules and looks best.
//!
//! The rules: copy and product never meet, copy stays in the safe area, and so does the essential part of the product
//! (all but its foot). Which templates are tried first depends on the product's shape and on the seed, so that the
//! concepts of one delivery do not look alike.

use crate::studio::paint::keepout::Rect;
use crate::studio::paint::num::{abs, cos_turns, sin_turns};
use crate::studio::styles::Scene;

use super::block::{Block, Button, Copy, Line, Setting};
use super::{Align, Template};

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
    /// The product.
    pub product: ProductBox,
}

impl Plan {
    /// One padded rectangle per line of copy and one for the button: where backgrounds stay calm.
    pub fn calm(&self) -> Vec<Rect> {
        let lines = self.lines.iter().map(|l| l.ink_box().grown(16.0));
        lines
            .chain(self.button.map(|b| b.rect().grown(16.0)))
            .collect()
    }

    /// The rectangle around all copy.
    pub fn copy_hull(&self) -> Option<Rect> {
        let lines = self.lines.iter().map(Line::ink_box);
        lines
            .chain(self.button.map(|b| b.rect()))
            .reduce(|a, b| a.union(&b))
    }
}

/// The picture to lay out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub w: f32,
    pub h: f32,
    /// Where copy and the essential part of the product must be.
    pub safe: Rect,
    pub scene: Scene,
    /// Width over height of the product.
    pub aspect: f32,
}

impl Frame {
    pub fn new(size: (u32, u32), scene: Scene, aspect: f32, reserved_top: f32) -> Self {
        let (w, h) = (size.0 as f32, size.1 as f32);
        let tall = h / w > 1.5;
        let (top, bottom, side) = if tall {
            (0.14, 0.20, 84.0)
        } else {
            (0.066, 0.062, 78.0)
        };
        let top = (h * top).max(reserved_top);
        let safe = Rect::new(side, top, w - 2.0 * side, h * (1.0 - bottom) - top);
        Self {
            w,
            h,
            safe,
            scene,
            aspect,
        }
    }

    fn tall(&self) -> bool {
        self.h / self.w > 1.5
    }

    /// Lowest place for a standing product's foot, given its height.
    fn foot(&self, height: f32) -> f32 {
        let essential = self.safe.bottom() + (1.0 - ESSENTIAL) * height;
        essential.min(self.h * if self.tall() { 0.875 } else { 0.955 })
    }

    /// Checks the rules that every template shares.
    fn allows(&self, plan: &Plan) -> bool {
        let inside = |r: &Rect| {
            r.x >= self.safe.x - 1.0
                && r.right() <= self.safe.right() + 1.0
                && r.y >= self.safe.y - 1.0
                && r.bottom() <= self.safe.bottom() + 1.0
        };
        let copy: Vec<Rect> = plan
            .lines
            .iter()
            .map(Line::ink_box)
            .chain(plan.button.map(|b| b.rect()))
            .collect();
        let clear = copy
            .iter()
            .all(|r| inside(&r.grown(-6.0)) && !plan.product.meets(r, AIR));
        let corners = plan.product.corners(0.0, ESSENTIAL);
        let slack = self.w * 0.075;
        let whole = corners.iter().all(|[x, y]| {
            *x >= -slack
                && *x <= self.w + slack
                && *y >= self.safe.y - 1.0
                && *y <= self.safe.bottom() + 1.0
        });
        clear && whole
    }
}

/// A plan and how good it is.
type Scored = (f32, Plan);

/// Finds the plan for a picture; `None` when no template can hold the copy.
pub(super) fn solve(frame: &Frame, copy: &Copy, seed: u64) -> Option<Plan> {
    let tried: Vec<Scored> = templates(frame)
        .into_iter()
        .filter_map(|t| best(frame, copy, t))
        .collect();
    // A template that only just works is left for when nothing better is possible.
    let least = tried
        .iter()
        .map(|(score, _)| *score)
        .fold(f32::MIN, f32::max)
        - 0.42;
    let mut good: Vec<Plan> = tried
        .into_iter()
        .filter(|(score, _)| *score >= least)
        .map(|(_, plan)| plan)
        .collect();
    if good.is_empty() {
        return None;
    }
    let pick = (seed % good.len() as u64) as usize;
    Some(good.swap_remove(pick))
}

/// The templates that suit a product's shape and the scene; neighbours in the list look different.
fn templates(frame: &Frame) -> Vec<Template> {
    use Template::{BesideLeft, BesideRight, Centred, Editorial, Offset, TiltedRight, Under};
    match (frame.aspect > 0.95, frame.scene) {
        (true, Scene::Flat) => vec![Centred, TiltedRight, Under, Offset],
        (true, Scene::Standing) => vec![Centred, Offset, Under],
        (false, Scene::Flat) => vec![BesideRight, Centred, TiltedRight, BesideLeft, Editorial],
        (false, Scene::Standing) => vec![BesideRight, Centred, BesideLeft, Editorial],
    }
}

fn best(frame: &Frame, copy: &Copy, template: Template) -> Option<Scored> {
    let mut found: Option<Scored> = None;
    for step in 0..19 {
        let headline = 134.0 - 4.0 * step as f32;
        for size in 0..13 {
            let size = 1.0 - 0.045 * size as f32;
            let scored =
                place(frame, copy, template, headline, size).filter(|(_, plan)| frame.allows(plan));
            if let Some(scored) = scored
                && found.as_ref().is_none_or(|(score, _)| scored.0 > *score)
            {
                found = Some(scored);
            }
        }
    }
    found
}

fn place(
    frame: &Frame,
    copy: &Copy,
    template: Template,
    headline: f32,
    size: f32,
) -> Option<Scored> {
    match template {
        Template::Centred => centred(frame, copy, headline, size),
        Template::Under => under(frame, copy, headline, size),
        Template::Offset => offset(frame, copy, headline, size),
        Template::BesideRight | Template::BesideLeft | Template::Editorial => {
            beside(frame, copy, headline, size, template)
        }
        Template::TiltedRight => tilted(frame, copy, headline, size),
    }
}

/// Size of the product for a share of the largest wanted one.
fn product(frame: &Frame, size: f32, tallest: f32, widest: f32) -> (f32, f32) {
    let h = (frame.h * tallest).min(frame.w * widest / frame.aspect) * size;
    (h * frame.aspect, h)
}

/// A larger product is better, larger type too until it is large `enough`; so are two or three lines of headline.
fn score(headline: f32, enough: f32, block: &Block, size: f32) -> f32 {
    let lines = match block.headline_lines {
        1 => -0.05,
        2 => 0.06,
        3 => 0.0,
        _ => -0.15,
    };
    size * 1.5 + (headline / enough).min(1.0) + lines
}

fn plan(template: Template, block: Block, left: f32, top: f32, product: ProductBox) -> Plan {
    let shift = |r: Rect| Rect::new(r.x + left, r.y + top, r.w, r.h);
    let mut lines = block.lines;
    for line in &mut lines {
        line.at = [line.at[0] + left, line.at[1] + top];
    }
    let button = block.button.map(|b| match b {
        Button::Pill(r) => Button::Pill(shift(r)),
        Button::Rule(r) => Button::Rule(shift(r)),
    });
    Plan {
        template,
        lines,
        button,
        product,
    }
}

/// Copy on the axis above, product on the axis below.
fn centred(frame: &Frame, copy: &Copy, headline: f32, size: f32) -> Option<Scored> {
    let column = frame.safe.w * 0.96;
    let setting = Setting {
        column,
        headline,
        body: 31.0,
        most: [3, 3],
        align: Align::Centre,
        pill: true,
    };
    let block = copy.set(&setting)?;
    let (tallest, widest) = if frame.tall() {
        (0.52, 0.80)
    } else {
        (0.60, 0.70)
    };
    let (w, h) = product(frame, size, tallest, widest);
    let foot = frame.foot(h);
    let spare = foot - h - frame.safe.y - block.height - 58.0;
    if spare < 0.0 {
        return None;
    }
    // What is left over is shared between above the copy, the middle and below the product.
    let top = frame.safe.y + spare * 0.30;
    let y = top + block.height + 58.0 + spare * 0.36;
    let product = ProductBox {
        rect: Rect::new((frame.w - w) * 0.5, y, w, h),
        turns: 0.0,
    };
    let score = score(headline, if w < h { 88.0 } else { 112.0 }, &block, size);
    Some((
        score,
        plan(
            Template::Centred,
            block,
            (frame.w - column) * 0.5,
            top,
            product,
        ),
    ))
}

/// Product above, copy on the axis below it.
fn under(frame: &Frame, copy: &Copy, headline: f32, size: f32) -> Option<Scored> {
    let column = frame.safe.w * 0.96;
    let setting = Setting {
        column,
        headline,
        body: 31.0,
        most: [2, 3],
        align: Align::Centre,
        pill: true,
    };
    let block = copy.set(&setting)?;
    let (tallest, widest) = if frame.tall() {
        (0.42, 0.72)
    } else {
        (0.50, 0.62)
    };
    let (w, h) = product(frame, size, tallest, widest);
    let gap = 76.0;
    let spare = frame.safe.h - h - gap - block.height;
    if spare < 0.0 {
        return None;
    }
    let y = frame.safe.y + spare * 0.30;
    let top = y + h + gap + spare * 0.30;
    let product = ProductBox {
        rect: Rect::new((frame.w - w) * 0.5, y, w, h),
        turns: 0.0,
    };
    let score = score(headline, 104.0, &block, size) - 0.05;
    Some((
        score,
        plan(
            Template::Under,
            block,
            (frame.w - column) * 0.5,
            top,
            product,
        ),
    ))
}

/// Copy top left, a large product low, running out of the picture on the right.
fn offset(frame: &Frame, copy: &Copy, headline: f32, size: f32) -> Option<Scored> {
    let setting = Setting {
        column: frame.safe.w * 0.92,
        headline,
        body: 31.0,
        most: [3, 3],
        align: Align::Left,
        pill: false,
    };
    let block = copy.set(&setting)?;
    let (w, h) = product(frame, size, 0.62, 0.90);
    let foot = frame.foot(h);
    let spare = foot - h - frame.safe.y - block.height - 56.0;
    if spare < 0.0 {
        return None;
    }
    let top = frame.safe.y + spare * 0.25;
    let rect = Rect::new(
        frame.w * 1.055 - w,
        top + block.height + 56.0 + spare * 0.40,
        w,
        h,
    );
    let score = score(headline, 112.0, &block, size);
    Some((
        score,
        plan(
            Template::Offset,
            block,
            frame.safe.x,
            top,
            ProductBox { rect, turns: 0.0 },
        ),
    ))
}

/// Two columns: a large product on one side, copy flush left on the other; in one block, or (editorial) with the
/// headline at the top and the rest at the foot.
fn beside(
    frame: &Frame,
    copy: &Copy,
    headline: f32,
    size: f32,
    template: Template,
) -> Option<Scored> {
    let editorial = template == Template::Editorial;
    let (w, h) = product(frame, size, if frame.tall() { 0.66 } else { 0.86 }, 0.5);
    let (edge, gutter) = (46.0, 52.0);
    let column = frame.w - frame.safe.x - edge - w - gutter;
    let setting = Setting {
        column,
        headline,
        body: 29.0,
        most: [4, 6],
        align: Align::Left,
        pill: false,
    };
    let mut block = copy.set(&setting)?;
    let room = frame.safe.h - block.height;
    if room < 0.0 || (editorial && room < frame.h * 0.14) {
        return None;
    }
    let foot = frame
        .foot(h)
        .min(frame.h * if frame.tall() { 0.86 } else { 0.93 });
    let (x, left) = if template == Template::BesideLeft {
        (edge, edge + w + gutter)
    } else {
        (frame.w - edge - w, frame.safe.x)
    };
    let rect = Rect::new(x, (foot - h).max(frame.safe.y), w, h);
    let mut top = (rect.y + h * 0.47 - block.height * 0.5).clamp(frame.safe.y, frame.safe.y + room);
    if editorial {
        top = rect.y.clamp(frame.safe.y, frame.safe.y + room * 0.4);
        let bottom = frame.safe.bottom().min(rect.bottom() - 20.0);
        block.drop_foot((bottom - top - block.height).max(0.0));
    }
    let score = score(headline, 86.0, &block, size) - if editorial { 0.10 } else { 0.0 };
    Some((
        score,
        plan(template, block, left, top, ProductBox { rect, turns: 0.0 }),
    ))
}

/// Copy top left, the product lying at an angle in the lower right.
fn tilted(frame: &Frame, copy: &Copy, headline: f32, size: f32) -> Option<Scored> {
    let wide = frame.aspect > 0.95;
    let setting = Setting {
        column: frame.safe.w * 0.86,
        headline,
        body: 31.0,
        most: [3, 3],
        align: Align::Left,
        pill: false,
    };
    let block = copy.set(&setting)?;
    let (tallest, widest) = if frame.tall() {
        (0.62, 0.86)
    } else {
        (0.80, 0.72)
    };
    let (w, h) = product(frame, size, tallest, widest);
    let turns = if wide { -0.028 } else { 0.047 };
    let (s, c) = (abs(sin_turns(turns)), cos_turns(turns));
    let (box_w, box_h) = (w * c + h * s, w * s + h * c);
    let reach = (ESSENTIAL - 0.5) * h * c + 0.5 * w * s;
    let cy = (frame.safe.bottom() - reach)
        .min(frame.h - box_h * 0.5 + if frame.tall() { 0.0 } else { box_h * 0.05 });
    let cx = if wide {
        frame.w * 0.54
    } else {
        frame.w + 0.03 * frame.w - box_w * 0.5
    };
    let rect = Rect::new(cx - w * 0.5, cy - h * 0.5, w, h);
    let spare = (rect.centre()[1] - box_h * 0.5 - frame.safe.y - block.height).max(0.0);
    let score = score(headline, if wide { 112.0 } else { 96.0 }, &block, size);
    let top = frame.safe.y + spare * 0.35;
    Some((
        score,
        plan(
            Template::TiltedRight,
            block,
            frame.safe.x,
            top,
            ProductBox { rect, turns },
        ),
    ))
}
