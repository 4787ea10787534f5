//! Smooth things on a coarse grid: computed at every few pixels of the picture and interpolated linearly in between.
//!
//! A node lies on the centre of every `cell`-th pixel. Rows and columns have one node more than the picture needs, so that
//! every pixel has a node on both sides.

use super::brush::Brush;
use super::canvas::place;
use super::isa::kernel;
use super::num::mix;

/// Where the nodes of a coarse grid lie on a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Nodes across.
    pub width: usize,
    /// Nodes down.
    pub height: usize,
    /// Pixels of the picture per cell: 1, 2, 4 or 8.
    pub cell: usize,
    /// Pixels of the finished picture per pixel that is painted.
    pub step: f32,
}

impl Grid {
    /// The grid whose cells are at most `pixels` of the finished picture (or one that is painted).
    pub fn over(brush: &Brush<'_>, pixels: f32) -> Self {
        let mut cell = 8;
        while cell > 1 && cell as f32 * brush.step > pixels {
            cell /= 2;
        }
        Self {
            width: brush.width.div_ceil(cell) + 1,
            height: brush.height.div_ceil(cell) + 1,
            cell,
            step: brush.step,
        }
    }

    /// Where node `i` (a column or a row) lies in the finished picture.
    #[inline(always)]
    pub fn place(&self, i: usize) -> f32 {
        place(i * self.cell, self.step)
    }

    /// Distance of two nodes in the finished picture.
    #[inline(always)]
    pub fn pitch(&self) -> f32 {
        self.cell as f32 * self.step
    }

    /// Nodes in all.
    pub fn len(&self) -> usize {
        self.width * self.height
    }

    /// Whether there is no node; there always is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of nodes above pixel row `y`, and how far below it `y` lies, as a share of a cell.
    #[inline(always)]
    pub fn above(&self, y: usize) -> (usize, f32) {
        let row = (y / self.cell).min(self.height - 2);
        let share = (y - row * self.cell) as f32 * (1.0 / self.cell as f32);
        (row, share)
    }
}

#[inline(always)]
fn blend_kernel(a: &[f32], b: &[f32], t: f32, out: &mut [f32]) {
    for ((o, a), b) in out.iter_mut().zip(a).zip(b) {
        *o = mix(*a, *b, t);
    }
}

kernel!(
    /// Linear blend of two rows of nodes.
    pub(super) fn blend = blend_kernel(a: &[f32], b: &[f32], t: f32, out: &mut [f32])
);

#[inline(always)]
fn widen_by<const N: usize>(nodes: &[f32], out: &mut [f32]) {
    let mut shares = [0.0f32; N];
    for (k, share) in shares.iter_mut().enumerate() {
        *share = k as f32 * (1.0 / N as f32);
    }
    let next = nodes.get(1..).unwrap_or(&[]);
    let whole = out.len() / N;
    let mut chunks = out.chunks_exact_mut(N);
    for ((chunk, a), b) in (&mut chunks).zip(nodes).zip(next) {
        for (o, share) in chunk.iter_mut().zip(&shares) {
            *o = mix(*a, *b, *share);
        }
    }
    let ends = (nodes.get(whole), next.get(whole).or(nodes.get(whole)));
    if let (Some(a), Some(b)) = ends {
        for (o, share) in chunks.into_remainder().iter_mut().zip(&shares) {
            *o = mix(*a, *b, *share);
        }
    }
}

#[inline(always)]
fn widen_kernel(nodes: &[f32], cell: usize, out: &mut [f32]) {
    match cell {
        8 => widen_by::<8>(nodes, out),
        4 => widen_by::<4>(nodes, out),
        2 => widen_by::<2>(nodes, out),
        _ => {
            for (o, v) in out.iter_mut().zip(nodes) {
                *o = *v;
            }
        }
    }
}

kernel!(
    /// From a row of nodes to a row of pixels; the first pixel lies on the first node. After the last node its value stays.
    pub(super) fn widen = widen_kernel(nodes: &[f32], cell: usize, out: &mut [f32])
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::paint::canvas::Canvas;
    use crate::studio::paint::isa::Isa;

    #[test]
    fn pixels_between_nodes_are_interpolated_also_in_the_last_piece() {
        for (cell, width) in [(1, 7), (2, 7), (4, 9), (8, 21)] {
            let nodes: Vec<f32> = (0..=width / cell + 1)
                .map(|i| (i * cell) as f32 * 3.0)
                .collect();
            let mut out = vec![0.0; width];
            for isa in Isa::available() {
                widen(isa, &nodes, cell, &mut out);
                for (i, v) in out.iter().enumerate() {
                    assert_eq!(*v, i as f32 * 3.0, "cell {cell}, pixel {i}");
                }
            }
        }
    }

    #[test]
    fn every_pixel_has_nodes_on_both_sides() {
        for (width, height, step) in [(1080, 1920, 1), (1080, 1350, 4), (1080, 1920, 5)] {
            let mut canvas = Canvas::coarse((width, height), step);
            for pixels in [2.0, 8.0] {
                let grid = Grid::over(&canvas.brush(), pixels);
                assert!((grid.width - 1) * grid.cell >= canvas.width);
                let (row, share) = grid.above(canvas.height - 1);
                assert!(row + 1 < grid.height && (0.0..1.0).contains(&share));
            }
        }
    }
}
