//! What the product stands before: a smooth surface of colour, fitted to the border of the picture and grown inward.
//!
//! Works on a coarse grid of cell means. Robust: a product that runs out of the picture, a shadow or a prop at the
//! border count as outliers as long as most of the border is backdrop.

use super::field::{Image, Mask, boxed, sampled};

/// Cells along the longer side.
const CELLS: usize = 256;
/// Cells that the border ring is deep.
const RING: usize = 4;
/// Terms of the surface: a cubic in two variables.
const TERMS: usize = 10;

/// The backdrop as it would look without the product.
#[derive(Debug, Clone)]
pub struct Backdrop {
    /// Pixels per cell.
    cell: usize,
    columns: usize,
    rows: usize,
    /// One colour per cell, gamma-coded.
    grid: Vec<[f32; 3]>,
    /// Pixel noise on the backdrop: the usual deviation within a cell, gamma-coded.
    pub noise: f32,
    /// Share of the border that is this backdrop, 0..=1.
    pub plain_border: f32,
    /// How far the backdrop strays from the fitted surface: root mean square over what was grown, gamma-coded.
    pub residual: f32,
}

/// Length of a colour difference, so that a grey step of `x` counts as `x`.
#[inline(always)]
pub fn apart(a: [f32; 3], b: [f32; 3]) -> f32 {
    let [r, g, b] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    ((r * r + g * g + b * b) * (1.0 / 3.0)).sqrt()
}

struct Cells {
    columns: usize,
    rows: usize,
    mean: Vec<[f32; 3]>,
    detail: Vec<f32>,
}

impl Cells {
    fn of(image: &Image, cell: usize) -> Self {
        let (columns, rows) = (image.width.div_ceil(cell), image.height.div_ceil(cell));
        let mut cells = Self {
            columns,
            rows,
            mean: Vec::with_capacity(columns * rows),
            detail: Vec::with_capacity(columns * rows),
        };
        for j in 0..rows {
            for i in 0..columns {
                let across = i * cell..((i + 1) * cell).min(image.width);
                let down = j * cell..((j + 1) * cell).min(image.height);
                let mut sum = [0.0f32; 3];
                // Differences of neighbours tell noise from a slope.
                let (mut steps, mut count) = (0.0f32, 0.0f32);
                let area = (across.len() * down.len()) as f32;
                for y in down {
                    let row = &image.rgb[y * image.width..(y + 1) * image.width];
                    for x in across.clone() {
                        for (s, v) in sum.iter_mut().zip(row[x]) {
                            *s += v;
                        }
                        if let Some(right) = row.get(x + 1) {
                            let d = apart(*right, row[x]);
                            steps += d * d;
                            count += 1.0;
                        }
                    }
                }
                cells.mean.push(sum.map(|s| s / area));
                cells
                    .detail
                    .push((steps / (2.0 * if count > 0.0 { count } else { 1.0 })).sqrt());
            }
        }
        cells
    }

    fn is_ring(&self, at: usize) -> bool {
        let (x, y) = (at % self.columns, at / self.columns);
        x.min(y).min(self.columns - 1 - x).min(self.rows - 1 - y) < RING
    }

    /// The terms of the surface at a cell.
    fn terms(&self, at: usize) -> [f64; TERMS] {
        let scale = |i: usize, n: usize| (2 * i + 1) as f64 / n as f64 - 1.0;
        let u = scale(at % self.columns, self.columns);
        let v = scale(at / self.columns, self.rows);
        [
            1.0,
            u,
            v,
            u * u,
            u * v,
            v * v,
            u * u * u,
            u * u * v,
            u * v * v,
            v * v * v,
        ]
    }

    /// The surface of the first `terms` terms that fits those cells best.
    fn surface(&self, weights: &[f32], terms: usize) -> Vec<[f32; 3]> {
        let mut normal = [[0.0f64; TERMS + 3]; TERMS];
        for (at, w) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
            let t = self.terms(at);
            let w = f64::from(*w);
            for i in 0..terms {
                for j in 0..terms {
                    normal[i][j] += w * t[i] * t[j];
                }
                for (c, v) in self.mean[at].iter().enumerate() {
                    normal[i][TERMS + c] += w * t[i] * f64::from(*v);
                }
            }
        }
        let solved = solve(&mut normal, terms);
        (0..self.mean.len())
            .map(|at| {
                let t = self.terms(at);
                [0, 1, 2].map(|c| {
                    let sum: f64 = (0..terms).map(|i| t[i] * solved[i][c]).sum();
                    sum.clamp(0.0, 1.0) as f32
                })
            })
            .collect()
    }
}

/// Gauss's elimination with a whiff of ridge, so that no system is singular.
fn solve(normal: &mut [[f64; TERMS + 3]; TERMS], terms: usize) -> [[f64; 3]; TERMS] {
    let trace: f64 = (0..terms).map(|i| normal[i][i]).sum();
    for (i, row) in normal.iter_mut().enumerate().take(terms) {
        row[i] += 1e-7 * trace + 1e-12;
    }
    for k in 0..terms {
        for i in k + 1..terms {
            let by = normal[i][k] / normal[k][k];
            let pivot = normal[k];
            for (v, p) in normal[i].iter_mut().zip(pivot).skip(k) {
                *v -= by * p;
            }
        }
    }
    let mut out = [[0.0; 3]; TERMS];
    for k in (0..terms).rev() {
        for c in 0..3 {
            let mut v = normal[k][TERMS + c];
            for j in k + 1..terms {
                v -= normal[k][j] * out[j][c];
            }
            out[k][c] = v / normal[k][k];
        }
    }
    out
}

fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

impl Backdrop {
    /// Fits the surface.
    pub fn fit(image: &Image) -> Self {
        let cell = image.width.max(image.height).div_ceil(CELLS).max(2);
        let cells = Cells::of(image, cell);
        let ring: Vec<usize> = (0..cells.mean.len())
            .filter(|at| cells.is_ring(*at))
            .collect();
        let noise = median(ring.iter().map(|at| cells.detail[*at]).collect());

        // On the ring alone, from the median colour; outliers lose their say.
        let channel = |c: usize| median(ring.iter().map(|at| cells.mean[*at][c]).collect());
        let middle = [channel(0), channel(1), channel(2)];
        let mut surface = vec![middle; cells.mean.len()];
        for round in 0..10 {
            let far = |at: usize| apart(cells.mean[at], surface[at]);
            let usual = median(ring.iter().map(|at| far(*at)).collect());
            let reach = (usual * 4.0).clamp(0.012, 0.12);
            let mut weights = vec![0.0; cells.mean.len()];
            for at in &ring {
                let r = far(*at) / reach;
                let t = if r < 1.0 { 1.0 - r * r } else { 0.0 };
                weights[*at] = t * t;
            }
            let terms = if round < 4 { 3 } else { 6 };
            surface = cells.surface(&weights, terms);
        }
        let near = 0.02 + 2.0 * noise;
        let plain = |at: &usize| apart(cells.mean[*at], surface[*at]) < near;
        let plain_border =
            ring.iter().filter(|at| plain(at)).count() as f32 / ring.len().max(1) as f32;

        // Grown inward through what fits, then fitted again with more freedom.
        let mut grown = Mask::none(cells.columns, cells.rows);
        for round in 0..4 {
            let reach = if round == 0 {
                near
            } else {
                0.008 + 0.4 * noise
            };
            let fits = Mask::of(cells.columns, cells.rows, |at| {
                apart(cells.mean[at], surface[at]) < reach
            });
            grown = fits.flooded(ring.iter().copied());
            if grown.count() < ring.len() / 4 {
                break;
            }
            let weights: Vec<f32> = grown.bits.iter().map(|b| f32::from(u8::from(*b))).collect();
            surface = cells.surface(&weights, TERMS);
        }
        let mut squares = 0.0f32;
        for (at, _) in grown.bits.iter().enumerate().filter(|(_, b)| **b) {
            let d = apart(cells.mean[at], surface[at]);
            squares += d * d;
        }
        let residual = (squares / grown.count().max(1) as f32).sqrt();
        Self {
            cell,
            columns: cells.columns,
            rows: cells.rows,
            grid: corrected(&cells, surface, &grown),
            noise,
            plain_border,
            residual,
        }
    }

    /// The backdrop's colour at a pixel, gamma-coded.
    pub fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let place = |i: usize| (i as f32 + 0.5) / self.cell as f32 - 0.5;
        sampled(&self.grid, (self.columns, self.rows), place(x), place(y))
    }

    /// The backdrop's light at a pixel (gamma 2.0).
    pub fn light(&self, x: usize, y: usize) -> [f32; 3] {
        self.at(x, y).map(|v| v * v)
    }
}

/// The surface plus what the grown cells say it misses, carried smoothly under the product.
fn corrected(cells: &Cells, surface: Vec<[f32; 3]>, grown: &Mask) -> Vec<[f32; 3]> {
    let missing: Vec<[f32; 4]> = surface
        .iter()
        .zip(&cells.mean)
        .zip(&grown.bits)
        .map(|((s, m), known)| {
            if *known {
                [m[0] - s[0], m[1] - s[1], m[2] - s[2], 1.0]
            } else {
                [0.0; 4]
            }
        })
        .collect();
    let smooth = |radius: usize| {
        let once = boxed(&missing, cells.columns, cells.rows, radius);
        boxed(&once, cells.columns, cells.rows, radius)
    };
    // Where a narrow mean knows little, a wide one speaks.
    let (narrow, wide) = (smooth(10), smooth(40));
    surface
        .into_iter()
        .zip(narrow)
        .zip(wide)
        .map(|((s, n), w)| {
            let mean = |c: usize| {
                let far = w[c] / (w[3] + 0.02);
                (n[c] + far * 0.1) / (n[3] + 0.1)
            };
            [0, 1, 2].map(|c| (s[c] + mean(c)).clamp(0.0, 1.0))
        })
        .collect()
}
