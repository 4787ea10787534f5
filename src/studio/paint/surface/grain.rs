//! The tooth of matt matter: a tile of seeded noise, made once, whose rows kernels read as they are.

use crate::studio::paint::num::Rng;

/// Rows of the tile; further down it repeats, shifted sideways.
const ROWS: usize = 256;

/// Noise of about -1..1, a little wider than a pixel.
#[derive(Debug, Clone)]
pub(super) struct Grain {
    rows: usize,
    width: usize,
    data: Vec<f32>,
}

impl Grain {
    /// Grain for pictures of up to that width.
    pub fn new(seed: u64, width: f32) -> Self {
        let width = width as usize + ROWS + 8;
        let mut rng = Rng::new(seed, 31);
        let white: Vec<f32> = (0..width * ROWS)
            .map(|_| rng.unit() + rng.unit() - 1.0)
            .collect();
        let mut data = white.clone();
        for j in 0..ROWS {
            for i in 0..width {
                let at = |dj: usize, di: usize| white[(j + dj) % ROWS * width + (i + di) % width];
                let near = at(0, 1) + at(1, 0) + at(ROWS - 1, 0) + at(0, width - 1);
                let wide = at(0, 2) + at(2, 0) + at(1, 1) + at(2, 1);
                data[j * width + i] = white[j * width + i] * 0.8 + near * 0.35 + wide * 0.15;
            }
        }
        Self {
            rows: ROWS,
            width,
            data,
        }
    }

    /// No grain at all.
    pub fn none(width: f32) -> Self {
        let width = width as usize + ROWS + 8;
        Self {
            rows: 1,
            width,
            data: vec![0.0; width],
        }
    }

    /// `width` values for row `y` of a canvas.
    pub fn row(&self, y: usize, width: usize) -> &[f32] {
        let shift = (y / self.rows * 97) % (self.width - width).max(1);
        let at = y % self.rows * self.width + shift;
        &self.data[at..at + width]
    }
}
