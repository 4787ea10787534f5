//! Where a background must stay calm, so that copy reads on clean ground.

/// An axis-aligned rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// A rectangle by its left, top, width and height.
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// Right edge.
    pub fn right(&self) -> f32 {
        self.x + self.w
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.h
    }

    /// Centre.
    pub fn centre(&self) -> [f32; 2] {
        [self.x + self.w / 2.0, self.y + self.h / 2.0]
    }

    /// Grown by `by` on every side.
    pub fn grown(&self, by: f32) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            self.w + 2.0 * by,
            self.h + 2.0 * by,
        )
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self::new(
            x,
            y,
            self.right().max(other.right()) - x,
            self.bottom().max(other.bottom()) - y,
        )
    }

    /// Whether the two share any area.
    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Distance of a point to the rectangle; negative inside.
    pub fn distance(&self, x: f32, y: f32) -> f32 {
        let dx = (self.x - x).max(x - self.right());
        let dy = (self.y - y).max(y - self.bottom());
        let (ox, oy) = (dx.max(0.0), dy.max(0.0));
        (ox * ox + oy * oy).sqrt() + dx.max(dy).min(0.0)
    }
}

/// The calm areas of a picture.
#[derive(Debug, Clone, Default)]
pub struct KeepOut {
    /// One rectangle per line of copy, already padded.
    pub boxes: Vec<Rect>,
}

impl KeepOut {
    /// Distance to the nearest calm area; negative inside, large when there is none.
    pub fn distance(&self, x: f32, y: f32) -> f32 {
        self.boxes
            .iter()
            .map(|b| b.distance(x, y))
            .fold(1e6, f32::min)
    }

    /// The rectangle around all calm areas.
    pub fn hull(&self) -> Option<Rect> {
        self.boxes.iter().copied().reduce(|a, b| a.union(&b))
    }
}
