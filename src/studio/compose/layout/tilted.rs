//! Templates in which the product lies at an angle, seen from above.

use crate::studio::paint::keepout::Rect;
use crate::studio::paint::num::{abs, cos_turns, sin_turns};

use super::frame::{Frame, Shape};
use super::{ESSENTIAL, ProductBox, Sketch, Type};
use crate::studio::compose::block::{Setting, snap};
use crate::studio::compose::{Align, Template};

/// Copy top left, the product lying at an angle below it or beside it.
pub(super) fn tilted(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
    template: Template,
) -> Option<Sketch> {
    if frame.card {
        return None;
    }
    let left = template == Template::TiltedLeft;
    let tall = frame.shape == Shape::Tall;
    let (tallest, widest) = if tall {
        (frame.either(0.62, 0.80), 0.72)
    } else {
        (0.62, frame.either(0.90, 0.78))
    };
    let (w, h) = frame.product(size, tallest, widest);
    let turns = if tall { 0.047 } else { 0.030 } * if left == tall { -1.0 } else { 1.0 };
    let (s, c) = (abs(sin_turns(turns)), cos_turns(turns));
    let (box_w, box_h) = (w * c + h * s, w * s + h * c);
    let reach = (ESSENTIAL - 0.5) * h * c + 0.5 * w * s;
    let lowest = frame.h - box_h * 0.5 + frame.either(0.0, 0.05) * box_h;
    let cy = (frame.safe.bottom() - reach).min(lowest);
    let outside = frame.w * 0.03;
    let cx = match (tall, left) {
        (true, true) => box_w * 0.5 - outside,
        (true, false) => frame.w + outside - box_w * 0.5,
        (false, true) => frame.w * 0.46,
        (false, false) => frame.w * 0.54,
    };
    // Beside a tall product on the left the copy moves right, else it keeps the margin.
    let x = if tall && left {
        snap(cx + box_w * 0.5 + 40.0).max(frame.safe.x)
    } else {
        frame.safe.x
    };
    let column = (frame.safe.right() - x).min(frame.safe.w * 0.9);
    if column < 300.0 {
        return None;
    }
    let beside = if tall && !left {
        cx - box_w * 0.5 - 40.0 - frame.safe.x
    } else {
        column
    };
    let setting = Setting {
        columns: [column, beside.min(680.0)],
        headline,
        most: [3, if tall { 6 } else { 3 }],
        align: Align::Left,
        pill: false,
    };
    let blocks = type_.set(&setting)?;
    let title = blocks.headline;
    let copy = blocks.column();
    let rect = Rect::new(cx - w * 0.5, cy - h * 0.5, w, h);
    let spare = if tall {
        frame.safe.h - copy.height
    } else {
        cy - box_h * 0.5 - frame.safe.y - copy.height
    };
    if spare < 0.0 {
        return None;
    }
    let top = frame.safe.y + snap(spare * if tall { 0.12 } else { 0.35 });
    Some(Sketch {
        title,
        groups: vec![copy.moved(x, top)],
        product: ProductBox { rect, turns },
        merit: if left { -0.05 } else { 0.0 },
    })
}
