//! Templates on an axis: copy and product above each other.

use crate::studio::paint::keepout::Rect;

use super::frame::{Frame, Shape};
use super::{ProductBox, Sketch, Type};
use crate::studio::compose::block::{Blocks, Group, Setting, snap};
use crate::studio::compose::{Align, Template};

/// Space between copy and product.
const GAP: f32 = 48.0;

/// Width of running text on an axis: short enough to read at a glance.
const MEASURE: f32 = 720.0;

fn centred(frame: &Frame, headline: f32, most: [usize; 2]) -> Setting {
    Setting {
        columns: [frame.safe.w, MEASURE.min(frame.safe.w)],
        headline,
        most,
        align: Align::Centre,
        pill: true,
    }
}

/// Moves a group that was set for a column of that width so that the column lies on the axis.
fn on_axis(frame: &Frame, group: Group, column: f32, top: f32) -> Group {
    group.moved((frame.w - column) * 0.5, top)
}

/// As [`Blocks::column`] for a foot that is narrower than the title, both on one axis.
fn axis_column(blocks: Blocks, setting: &Setting) -> Group {
    let inset = (setting.columns[0] - setting.columns[1]) * 0.5;
    let mut all = Blocks::head(blocks.mark, blocks.title);
    all.stack(blocks.foot.moved(inset, 0.0), blocks.gap);
    all
}

fn upright(x: f32, y: f32, w: f32, h: f32) -> ProductBox {
    ProductBox {
        rect: Rect::new(x, y, w, h),
        turns: 0.0,
    }
}

/// Copy on the axis above, product on the axis below.
pub(super) fn above(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
) -> Option<Sketch> {
    let setting = centred(frame, headline, [3, 3]);
    let blocks = type_.set(&setting)?;
    let title = blocks.headline;
    let copy = axis_column(blocks, &setting);
    let (tallest, widest) = match frame.shape {
        Shape::Tall => (frame.either(0.52, 0.62), 0.8),
        Shape::Square => (0.54, frame.either(0.86, 0.74)),
        Shape::Wide => (0.5, 0.88),
    };
    let (w, h) = frame.product(size, tallest, widest);
    let spare = frame.foot(h) - h - frame.safe.y - copy.height - GAP;
    if spare < 0.0 {
        return None;
    }
    // What is left over is shared between above the copy, the middle and below the product.
    let top = frame.safe.y + snap(spare * 0.28);
    let y = snap(top + copy.height + GAP + spare * 0.36);
    Some(Sketch {
        title,
        groups: vec![on_axis(frame, copy, setting.columns[0], top)],
        product: upright((frame.w - w) * 0.5, y, w, h),
        merit: 0.0,
    })
}

/// Product above, copy on the axis below it.
pub(super) fn below(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
) -> Option<Sketch> {
    let setting = centred(frame, headline, [2, 3]);
    let blocks = type_.set(&setting)?;
    let title = blocks.headline;
    let copy = axis_column(blocks, &setting);
    let (tallest, widest) = match frame.shape {
        Shape::Tall => (frame.either(0.46, 0.56), 0.8),
        Shape::Square => (0.5, frame.either(0.82, 0.7)),
        Shape::Wide => (0.46, 0.88),
    };
    let (w, h) = frame.product(size, tallest, widest);
    let gap = GAP + 16.0;
    let spare = frame.safe.h - h - gap - copy.height;
    if spare < 0.0 {
        return None;
    }
    let y = frame.safe.y + snap(spare * 0.3);
    let top = snap(y + h + gap + spare * 0.3);
    Some(Sketch {
        title,
        groups: vec![on_axis(frame, copy, setting.columns[0], top)],
        product: upright((frame.w - w) * 0.5, y, w, h),
        merit: if frame.shape == Shape::Tall {
            -0.15
        } else {
            -0.02
        },
    })
}

/// Headline above the product, body and call to action below it.
pub(super) fn crown(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
) -> Option<Sketch> {
    let setting = centred(frame, headline, [2, 2]);
    let blocks = type_.set(&setting)?;
    if blocks.foot.is_empty() {
        return None;
    }
    let title = blocks.headline;
    let (tallest, widest) = match frame.shape {
        Shape::Tall => (frame.either(0.5, 0.6), 0.8),
        Shape::Square => (0.5, frame.either(0.84, 0.72)),
        Shape::Wide => (0.46, 0.88),
    };
    let (w, h) = frame.product(size, tallest, widest);
    let head = Blocks::head(blocks.mark, blocks.title);
    let foot = blocks.foot;
    let spare = frame.safe.h - head.height - foot.height - h - 2.0 * GAP;
    if spare < 0.0 {
        return None;
    }
    let share = spare.min(frame.h * 0.16);
    let top = frame.safe.y + snap((spare - share) * 0.5);
    let y = snap(top + head.height + GAP + share * 0.5);
    let under = snap(y + h + GAP + share * 0.5);
    let under = under.min(frame.safe.bottom() - foot.height);
    Some(Sketch {
        title,
        groups: vec![
            on_axis(frame, head, setting.columns[0], top),
            on_axis(frame, foot, setting.columns[1], under),
        ],
        product: upright((frame.w - w) * 0.5, y, w, h),
        merit: 0.0,
    })
}

/// Product above, copy flush left below it.
pub(super) fn caption(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
) -> Option<Sketch> {
    let setting = Setting {
        columns: [frame.safe.w * 0.94, 680.0],
        headline,
        most: [2, 3],
        align: Align::Left,
        pill: false,
    };
    let blocks = type_.set(&setting)?;
    let title = blocks.headline;
    let copy = blocks.column();
    let (tallest, widest) = match frame.shape {
        Shape::Tall => (frame.either(0.46, 0.54), 0.8),
        Shape::Square => (0.5, frame.either(0.84, 0.72)),
        Shape::Wide => (0.48, 0.92),
    };
    let (w, h) = frame.product(size, tallest, widest);
    let gap = GAP + 16.0;
    let spare = frame.safe.h - h - gap - copy.height;
    if spare < 0.0 {
        return None;
    }
    let y = frame.safe.y + snap(spare * 0.25);
    let top = snap(y + h + gap + spare * 0.35);
    // Off the axis, against the copy's weight; a card keeps its distance from the edge.
    let outside = if frame.card { -48.0 } else { frame.w * 0.05 };
    let right = frame.w + outside;
    let x = if frame.shape == Shape::Tall {
        frame.w * 0.62 - w * 0.5
    } else {
        right - w
    };
    Some(Sketch {
        title,
        groups: vec![copy.moved(frame.safe.x, top)],
        product: upright(x, y, w, h),
        merit: -0.04,
    })
}

/// Copy top left, a large product low, running a little out of the picture at one side.
pub(super) fn offset(
    frame: &Frame,
    type_: &mut Type<'_>,
    headline: f32,
    size: f32,
    template: Template,
) -> Option<Sketch> {
    let setting = Setting {
        columns: [frame.safe.w * 0.94, 680.0],
        headline,
        most: [3, 3],
        align: Align::Left,
        pill: false,
    };
    let blocks = type_.set(&setting)?;
    let title = blocks.headline;
    let copy = blocks.column();
    let (w, h) = frame.product(size, 0.62, frame.either(0.92, 0.84));
    let spare = frame.foot(h) - h - frame.safe.y - copy.height - GAP;
    if spare < 0.0 {
        return None;
    }
    let top = frame.safe.y + snap(spare * 0.25);
    let y = snap(top + copy.height + GAP + spare * 0.4);
    let outside = if frame.card { -48.0 } else { frame.w * 0.055 };
    let x = if template == Template::OffsetLeft {
        -outside
    } else {
        frame.w + outside - w
    };
    Some(Sketch {
        title,
        groups: vec![copy.moved(frame.safe.x, top)],
        product: upright(x, y, w, h),
        merit: if template == Template::OffsetLeft {
            -0.06
        } else {
            0.0
        },
    })
}
