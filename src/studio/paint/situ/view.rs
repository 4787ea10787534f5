//! The camera and the key light that all scenes share: a wall, a ground that runs toward it, a lamp at the top left.

use crate::studio::paint::motif::Setting;
use crate::studio::paint::num::{max, min};

/// How much wider than deep things on the ground look where the product stands.
const FLATTENED: f32 = 6.0;

/// How a scene is seen. Lengths are pixels of the finished picture, at the product's own distance.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Width and height of the picture.
    pub size: [f32; 2],
    /// Middle of the product's foot.
    pub foot: [f32; 2],
    /// Half the width of the product's foot.
    pub girth: f32,
    /// Where the ground ends, in pixels from the top.
    pub floor: f32,
    /// Where it would end if it had no end.
    pub horizon: f32,
    /// The product's size: its height, or less if it is a slim one.
    pub unit: f32,
}

impl View {
    /// A view whose ground reaches `rise` product sizes above the product's foot, with the horizon `far` sizes above that.
    pub fn new(setting: &Setting, rise: f32, far: f32) -> Self {
        let product = setting.product;
        let unit = min(product.h, product.w * 2.4);
        let base = product.bottom();
        let floor = base - unit * rise;
        Self {
            size: setting.size,
            foot: [product.centre()[0], base],
            girth: product.w * 0.5,
            floor,
            horizon: floor - unit * far,
            unit,
        }
    }

    /// Size of things on the ground at row `y`: 1 at the product's foot, less farther away.
    #[inline(always)]
    pub fn scale(&self, y: f32) -> f32 {
        max((y - self.horizon) / (self.foot[1] - self.horizon), 0.02)
    }

    /// Where on the ground a place of the picture lies: across from the product, and away from the eye.
    #[inline(always)]
    pub fn ground(&self, x: f32, y: f32) -> [f32; 2] {
        let near = 1.0 / self.scale(y);
        let deep = (self.foot[1] - self.horizon) * FLATTENED;
        [(x - self.foot[0]) * near, (near - 1.0) * deep]
    }

    /// Light of the key at a place, about 1: it falls off to the lower right.
    #[inline(always)]
    pub fn key(&self, x: f32, y: f32) -> f32 {
        let (u, v) = (x / self.size[0] + 0.1, y / self.size[1] - 0.05);
        1.06 - 0.20 * u * u - 0.14 * v * v
    }

    /// How much light the corner of wall and ground takes at a distance from it.
    #[inline(always)]
    pub fn corner(&self, away: f32, reach: f32) -> f32 {
        let q = 1.0 / (1.0 + max(away, 0.0) / reach);
        q * q
    }
}
