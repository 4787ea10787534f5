//! Templates in two columns: a large product on one side, copy flush left on the other.

use crate::studio::paint::keepout::Rect;

use super::frame::{Frame, Shape};
use super::{ProductBox, Sketch, Type};
use crate::studio::compose::block::{Blocks, Setting, snap};
use crate::studio::compose::{Align, Template};

/// Space between the columns.
const GUTTER: f32 = 56.0;

/// Where the product and the copy's column lie: the product's left edge, the column's left edge and width.
fn columns(frame: &Frame, w: f32, product_left: bool) -> [f32; 3] {
    // A slim product does not stand at the very edge.
    let edge = 48.0 + (frame.w * 0.34 - w).max(0.0) * 0.5;
    if product_left {
        let left = snap(edge + w + GUTTER);
        [edge, left, frame.safe.right() - left]
    } else {
        let left = frame.w - edge - w;
        [left, frame.safe.x, left - GUTTER - frame.safe.x]
    }
}

fn flush_left(columns: [f32; 2], headline: f32, most: [usize; 2]) -> Setting {
    Setting {
        columns,
        headline,
        most,
        align: Align::Left,
        pill: false,
    }
}

fn upright(x: f32, y: f32, w: f32, h: f32) -> ProductBox {
    ProductBox {
        rect: Rect::new(x, y, w, h),
        turns: 0.0,
    }
}

/// Where a product of that height stands beside copy: as low as it may, never above the safe area.
fn standing(frame: &Frame, h: f32) -> f32 {
    let foot = frame.foot(h).min(frame.h * frame.either(0.86, 0.94));
    (foot - h).max(frame.safe.y)
}

/// Copy in one block at the height of the product's heart.
pub(super) fn block(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
    template: Template,
) -> Option<Sketch> {
    let (w, h) = frame.product(size, frame.either(0.66, 0.86), 0.5);
    let [x, left, column] = columns(frame, w, template == Template::BesideLeft);
    let setting = flush_left([column; 2], headline, [4, 6]);
    let blocks = type_.set(&setting)?;
    let title = blocks.headline;
    let copy = blocks.column();
    let room = frame.safe.h - copy.height;
    if room < 0.0 {
        return None;
    }
    let y = standing(frame, h);
    let top = (y + h * 0.47 - copy.height * 0.5).clamp(frame.safe.y, frame.safe.y + room);
    Some(Sketch {
        title,
        groups: vec![copy.moved(left, snap(top))],
        product: upright(x, y, w, h),
        merit: 0.0,
    })
}

/// Headline at the top of the column, body and call to action at its foot.
pub(super) fn editorial(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
    template: Template,
) -> Option<Sketch> {
    let (w, h) = frame.product(size, frame.either(0.66, 0.84), 0.5);
    let [x, left, column] = columns(frame, w, template == Template::EditorialLeft);
    let setting = flush_left([column; 2], headline, [4, 6]);
    let blocks = type_.set(&setting)?;
    if blocks.foot.is_empty() {
        return None;
    }
    let title = blocks.headline;
    let head = Blocks::head(blocks.mark, blocks.title);
    let y = standing(frame, h);
    let top = snap(y.max(frame.safe.y));
    let bottom = frame.safe.bottom().min(y + h - 16.0);
    let under = (bottom - blocks.foot.height) / 8.0;
    let under = under.floor() * 8.0;
    // The two ends must stand clearly apart, or one block is better.
    if under - (top + head.height) < frame.h * 0.10 {
        return None;
    }
    Some(Sketch {
        title,
        groups: vec![head.moved(left, top), blocks.foot.moved(left, under)],
        product: upright(x, y, w, h),
        merit: -0.04,
    })
}

/// The headline across the whole width, below it the product on one side and the rest of the copy on the other.
pub(super) fn masthead(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
    template: Template,
) -> Option<Sketch> {
    let (w, h) = frame.product(size, frame.either(0.54, 0.68), 0.56);
    let [x, left, column] = columns(frame, w, template == Template::MastheadLeft);
    if column < 300.0 {
        return None;
    }
    let setting = flush_left([frame.safe.w, column], headline, [2, 6]);
    let blocks = type_.set(&setting)?;
    if blocks.foot.is_empty() {
        return None;
    }
    let title = blocks.headline;
    let head = Blocks::head(blocks.mark, blocks.title);
    let foot = frame.foot(h);
    let spare = foot - h - frame.safe.y - head.height - 48.0;
    if spare < 0.0 {
        return None;
    }
    let top = frame.safe.y + snap(spare * 0.3);
    let y = foot - h - snap(spare * 0.25);
    let bottom = frame.safe.bottom().min(y + h - 16.0);
    let under = ((bottom - blocks.foot.height) / 8.0).floor() * 8.0;
    if under < y {
        return None;
    }
    Some(Sketch {
        title,
        groups: vec![
            head.moved(frame.safe.x, top),
            blocks.foot.moved(left, under),
        ],
        product: upright(x, y, w, h),
        merit: if frame.shape == Shape::Tall {
            0.02
        } else {
            -0.2
        },
    })
}
