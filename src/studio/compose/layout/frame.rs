//! The picture to lay out: its safe area, the product's shape, and the rules that every plan obeys.

use crate::studio::paint::keepout::Rect;
use crate::studio::styles::Scene;

use super::{AIR, ESSENTIAL, Plan, ProductBox};

/// How far above the product's foot copy ends in a lifestyle scene, in product sizes: all grounds end below that.
const GROUND: f32 = 0.21;

/// What a product's outline asks of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::studio::compose) enum Shape {
    /// Bottles, tubes, droppers.
    Tall,
    /// Jars, boxes, cards.
    Square,
    /// Bars, palettes, flat boxes.
    Wide,
}

impl Shape {
    fn of(aspect: f32) -> Self {
        if aspect < 0.74 {
            Self::Tall
        } else if aspect < 1.35 {
            Self::Square
        } else {
            Self::Wide
        }
    }
}

/// The picture to lay out.
#[derive(Debug, Clone, Copy)]
pub(in crate::studio::compose) struct Frame {
    pub w: f32,
    pub h: f32,
    /// Where copy and the essential part of the product must be.
    pub safe: Rect,
    pub scene: Scene,
    /// Width over height of the product.
    pub aspect: f32,
    pub shape: Shape,
    /// A photograph in a card: nothing of it may be cut off, and it does not stand.
    pub card: bool,
}

impl Frame {
    pub fn new(size: (u32, u32), scene: Scene, aspect: f32, card: bool, reserved_top: f32) -> Self {
        let (w, h) = (size.0 as f32, size.1 as f32);
        // Stories and reels lay their own things over the top 14 % and the bottom 20 %.
        let (top, bottom) = if h / w > 1.5 {
            (272.0, 1536.0)
        } else {
            (88.0, 1264.0)
        };
        let top = (reserved_top / 8.0).ceil().max(top / 8.0) * 8.0;
        let side = 80.0;
        Self {
            w,
            h,
            safe: Rect::new(side, top, w - 2.0 * side, bottom - top),
            scene,
            aspect,
            shape: Shape::of(aspect),
            card,
        }
    }

    /// Whether it is the vertical format.
    pub fn tall(&self) -> bool {
        self.h / self.w > 1.5
    }

    /// One value for the vertical format, one for the square one.
    pub fn either(&self, vertical: f32, square: f32) -> f32 {
        if self.tall() { vertical } else { square }
    }

    /// Width and height of the product at a share of the largest wanted size, given as shares of the frame.
    pub fn product(&self, size: f32, tallest: f32, widest: f32) -> (f32, f32) {
        let h = (self.h * tallest).min(self.w * widest / self.aspect) * size;
        (h * self.aspect, h)
    }

    /// Lowest place for a product's foot, given its height.
    pub fn foot(&self, height: f32) -> f32 {
        let hanging = if self.card { 0.0 } else { 1.0 - ESSENTIAL };
        let essential = self.safe.bottom() + hanging * height;
        essential.min(self.h * self.either(0.875, 0.955))
    }

    /// How far a product falls short of the size at which it dominates the picture; 0 when it does.
    pub fn timid(&self, product: &ProductBox) -> f32 {
        let (across, up) = (product.rect.w / self.w, product.rect.h / self.h);
        let wanted = match self.shape {
            Shape::Tall => self.either(0.46, 0.56),
            Shape::Square | Shape::Wide => 0.60,
        };
        let reached = match self.shape {
            Shape::Tall => up,
            Shape::Square | Shape::Wide => across.max(up),
        };
        5.0 * (wanted - reached).max(0.0)
    }

    /// Checks the rules that every template shares.
    pub fn allows(&self, plan: &Plan) -> bool {
        let inside = |r: &Rect| {
            r.x >= self.safe.x - 1.0
                && r.right() <= self.safe.right() + 1.0
                && r.y >= self.safe.y - 1.0
                && r.bottom() <= self.safe.bottom() + 1.0
        };
        let copy = plan.copy_boxes();
        // Accents and descenders may reach a hair over the edge.
        let clear = copy
            .iter()
            .all(|r| inside(&r.grown(-6.0)) && !plan.product.meets(r, AIR));
        let whole_to = if self.card { 1.0 } else { ESSENTIAL };
        let slack = if self.card { -40.0 } else { self.w * 0.075 };
        let whole = plan.product.corners(0.0, whole_to).iter().all(|[x, y]| {
            *x >= -slack
                && *x <= self.w + slack
                && *y >= self.safe.y - 1.0
                && *y <= self.safe.bottom() + 1.0
        });
        // In a lifestyle scene copy lies on the wall or the sky, never across the ground.
        let rect = plan.product.rect;
        let ground = rect.bottom() - GROUND * rect.h.min(rect.w * 2.4);
        let on_wall = self.scene != Scene::Situ || copy.iter().all(|r| r.bottom() <= ground);
        clear && whole && on_wall
    }
}
