//! The film's scrim: how strongly the veil behind the copy covers each pixel of the first scene. It does not move, so it
//! is worked out once. Must not know what it is laid over.

use rayon::prelude::*;

use super::super::compose::ink;
use super::super::paint::keepout::{KeepOut, Rect};
use super::super::paint::num::smoothstep;

/// Amounts per row; rows that the scrim does not reach hold nothing.
#[derive(Debug, Default)]
pub struct Scrim {
    rows: Vec<Vec<f32>>,
}

impl Scrim {
    /// The scrim around calm areas of a picture of `size` pixels, laid `veils` times over itself.
    pub fn new(hulls: &KeepOut, size: (usize, usize), veils: u32) -> Self {
        let reach = ink::VEIL_REACH;
        let row = |y: usize| {
            let near = |hull: &Rect| hull.distance(hull.x + 1.0, y as f32) < reach.1;
            if veils == 0 || !hulls.boxes.iter().any(near) {
                return Vec::new();
            }
            let amount = |x: usize| {
                let d = hulls.distance(x as f32, y as f32);
                let pass = 1.0 - ink::VEIL * (1.0 - smoothstep(reach.0, reach.1, d));
                1.0 - (0..veils).fold(1.0, |all, _| all * pass)
            };
            (0..size.0).map(amount).collect()
        };
        Self {
            rows: (0..size.1).into_par_iter().map(row).collect(),
        }
    }

    /// The amount per column of row `y`, 0..=1; `None` where there is none.
    pub fn row(&self, y: usize) -> Option<&[f32]> {
        let row = self.rows.get(y)?;
        (!row.is_empty()).then_some(row)
    }
}
