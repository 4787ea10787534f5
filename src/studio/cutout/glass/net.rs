//! The small learned network that tells how much light passes through a product: a U-shaped chain of 3 x 3
//! convolutions. Its weights come from `assets/glass/`, where it is written how they were learned.
//!
//! Planes of numbers in, one plane out. Sums run in a fixed order without fused operations, so every processor and
//! any number of threads give the same bits. Must not know pictures.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::studio::paint::isa::{Isa, kernel};
use crate::studio::paint::num::{max, min};

/// Planes that go in.
pub const INPUTS: usize = 7;
/// Width and height of what goes in must be multiples of this.
pub const STEP: usize = 32;
/// The first layer sees squares of that many pixels as one, the last gives them back.
const SQUARE: usize = 2;
/// Channels of each level, from the finest to the coarsest; each level halves width and height.
const LEVELS: [usize; 5] = [24, 32, 40, 48, 64];
/// Every weight, in the order of the layers, each `[output][input][row][column]`, then the layer's biases; numbers are
/// the upper halves of 32-bit floats, little-endian.
static WEIGHTS: &[u8] = include_bytes!("../../../../assets/glass/weights.bin");

/// Planes of one size with a border of zeros, so that a convolution needs no case for the margin.
#[derive(Debug, Clone)]
pub struct Planes {
    /// Width without border.
    pub width: usize,
    /// Height without border.
    pub height: usize,
    planes: Vec<Vec<f32>>,
}

impl Planes {
    /// Planes of zeros.
    pub fn zeros(width: usize, height: usize, count: usize) -> Self {
        Self {
            width,
            height,
            planes: vec![vec![0.0; (width + 2) * (height + 2)]; count],
        }
    }

    fn at(&self, x: usize, y: usize) -> usize {
        (y + 1) * (self.width + 2) + x + 1
    }

    /// Sets one number.
    pub fn set(&mut self, plane: usize, x: usize, y: usize, value: f32) {
        let at = self.at(x, y);
        self.planes[plane][at] = value;
    }

    /// One number.
    pub fn get(&self, plane: usize, x: usize, y: usize) -> f32 {
        self.planes[plane][self.at(x, y)]
    }

    /// Each plane of `count`, made from its number and place.
    fn filled(
        (width, height): (usize, usize),
        count: usize,
        value: impl Fn(usize, usize, usize) -> f32 + Sync,
    ) -> Self {
        let mut all = Self::zeros(width, height, count);
        let stride = width + 2;
        all.planes
            .par_iter_mut()
            .enumerate()
            .for_each(|(n, plane)| {
                for (y, row) in plane
                    .chunks_exact_mut(stride)
                    .skip(1)
                    .take(height)
                    .enumerate()
                {
                    for (x, v) in row.iter_mut().skip(1).take(width).enumerate() {
                        *v = value(n, x, y);
                    }
                }
            });
        all
    }

    /// Squares of pixels become channels.
    fn gathered(&self) -> Self {
        let size = (self.width / SQUARE, self.height / SQUARE);
        let count = self.planes.len() * SQUARE * SQUARE;
        Self::filled(size, count, |n, x, y| {
            let (plane, place) = (n / (SQUARE * SQUARE), n % (SQUARE * SQUARE));
            self.get(
                plane,
                x * SQUARE + place % SQUARE,
                y * SQUARE + place / SQUARE,
            )
        })
    }

    /// The way back: four planes become one of twice the size.
    fn spread(&self) -> Self {
        let size = (self.width * SQUARE, self.height * SQUARE);
        Self::filled(size, 1, |_, x, y| {
            let place = y % SQUARE * SQUARE + x % SQUARE;
            self.get(place, x / SQUARE, y / SQUARE)
        })
    }

    /// The largest of each square of four.
    fn halved(&self) -> Self {
        let size = (self.width / 2, self.height / 2);
        Self::filled(size, self.planes.len(), |n, x, y| {
            let v = |i, j| self.get(n, 2 * x + i, 2 * y + j);
            max(max(v(0, 0), v(1, 0)), max(v(0, 1), v(1, 1)))
        })
    }

    /// Each pixel four times.
    fn doubled(&self) -> Self {
        let size = (self.width * 2, self.height * 2);
        Self::filled(size, self.planes.len(), |n, x, y| self.get(n, x / 2, y / 2))
    }

    fn with(mut self, others: Self) -> Self {
        self.planes.extend(others.planes);
        self
    }
}

/// One output plane of a convolution: the sum over all input planes, `SIDE` x `SIDE` weights each, and the bias.
#[inline(always)]
fn convolve_kernel(out: &mut [f32], input: &[Vec<f32>], weights: &[f32], bias: f32, stride: usize) {
    let width = stride - 2;
    for (y, out) in out.chunks_exact_mut(stride).skip(1).enumerate() {
        // The last row of the buffer is border.
        let from = y * stride;
        let Some(out) = out.get_mut(1..=width) else {
            return;
        };
        if input.first().is_none_or(|p| p.len() < from + 3 * stride) {
            return;
        }
        out.fill(bias);
        for (plane, w) in input.iter().zip(weights.chunks_exact(9)) {
            let row = |j: usize| &plane[from + j * stride..from + (j + 1) * stride];
            let (a, b, c) = (row(0), row(1), row(2));
            for (x, v) in out.iter_mut().enumerate() {
                *v += (a[x] * w[0] + a[x + 1] * w[1] + a[x + 2] * w[2])
                    + (b[x] * w[3] + b[x + 1] * w[4] + b[x + 2] * w[5])
                    + (c[x] * w[6] + c[x + 1] * w[7] + c[x + 2] * w[8]);
            }
        }
    }
}

kernel! {
    fn convolve = convolve_kernel(
        out: &mut [f32], input: &[Vec<f32>], weights: &[f32], bias: f32, stride: usize,
    )
}

/// A layer of 3 x 3 convolutions.
#[derive(Debug)]
struct Layer {
    inputs: usize,
    weights: Vec<f32>,
    biases: Vec<f32>,
}

impl Layer {
    fn read(
        numbers: &mut impl Iterator<Item = f32>,
        inputs: usize,
        outputs: usize,
    ) -> Option<Self> {
        let mut take = |n: usize| {
            let taken: Vec<f32> = numbers.by_ref().take(n).collect();
            (taken.len() == n).then_some(taken)
        };
        Some(Self {
            inputs,
            weights: take(outputs * inputs * 9)?,
            biases: take(outputs)?,
        })
    }

    fn run(&self, input: &Planes, isa: Isa) -> Planes {
        let mut out = Planes::zeros(input.width, input.height, self.biases.len());
        let stride = input.width + 2;
        out.planes
            .par_iter_mut()
            .zip(self.weights.par_chunks_exact(self.inputs * 9))
            .zip(&self.biases)
            .for_each(|((plane, weights), bias)| {
                convolve(isa, plane, &input.planes, weights, *bias, stride);
            });
        out
    }

    /// The same, with everything below zero cut off.
    fn rectified(&self, input: &Planes, isa: Isa) -> Planes {
        let mut out = self.run(input, isa);
        for v in out.planes.iter_mut().flatten() {
            *v = max(*v, 0.0);
        }
        out
    }
}

/// The network.
#[derive(Debug)]
pub struct Net {
    down: Vec<[Layer; 2]>,
    up: Vec<Layer>,
    last: Layer,
}

impl Net {
    /// The network with the weights that come with the program.
    pub fn learned() -> Option<&'static Self> {
        static NET: OnceLock<Option<Net>> = OnceLock::new();
        NET.get_or_init(|| Self::read(WEIGHTS)).as_ref()
    }

    fn read(file: &[u8]) -> Option<Self> {
        let mut numbers = file.chunks_exact(2).map(|p| {
            let upper = p.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b));
            f32::from_bits(upper << 16)
        });
        let mut inputs = INPUTS * SQUARE * SQUARE;
        let mut down = Vec::new();
        for channels in LEVELS {
            let first = Layer::read(&mut numbers, inputs, channels)?;
            down.push([first, Layer::read(&mut numbers, channels, channels)?]);
            inputs = channels;
        }
        let mut up = Vec::new();
        for channels in LEVELS.into_iter().rev().skip(1) {
            up.push(Layer::read(&mut numbers, inputs + channels, channels)?);
            inputs = channels;
        }
        let last = Layer::read(&mut numbers, inputs, SQUARE * SQUARE)?;
        let net = Self { down, up, last };
        numbers.next().is_none().then_some(net)
    }

    /// One plane of shares, 0..=1, from [`INPUTS`] planes whose sizes are multiples of [`STEP`].
    pub fn run(&self, input: &Planes) -> Planes {
        self.run_on(input, Isa::detect())
    }

    fn run_on(&self, input: &Planes, isa: Isa) -> Planes {
        let mut now = input.gathered();
        let mut levels: Vec<Planes> = Vec::new();
        for [first, second] in &self.down {
            if let Some(finer) = levels.last() {
                now = finer.halved();
            }
            levels.push(second.rectified(&first.rectified(&now, isa), isa));
        }
        let mut levels = levels.into_iter().rev();
        let Some(mut now) = levels.next() else {
            return input.clone();
        };
        for (layer, finer) in self.up.iter().zip(levels) {
            now = layer.rectified(&now.doubled().with(finer), isa);
        }
        let mut out = self.last.run(&now, isa).spread();
        for v in out.planes.iter_mut().flatten() {
            *v = sigmoid(*v);
        }
        out
    }
}

/// The logistic function; its exponential is a power, for libm's last bits differ between platforms.
fn sigmoid(x: f32) -> f32 {
    let mut power = 1.0 - min(max(x, -16.0), 16.0) * (1.0 / 4096.0);
    for _ in 0..12 {
        power *= power;
    }
    1.0 / (1.0 + power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::paint::num::Rng;

    fn some_input() -> Planes {
        let mut rng = Rng::new(4, 9);
        let mut input = Planes::zeros(64, 32, INPUTS);
        for plane in 0..INPUTS {
            for (y, x) in (0..32).flat_map(|y| (0..64).map(move |x| (y, x))) {
                input.set(plane, x, y, rng.range(-1.0, 1.0));
            }
        }
        input
    }

    #[test]
    fn the_weights_of_the_program_fill_the_network_exactly() {
        assert!(Net::learned().is_some());
        assert!(Net::read(&WEIGHTS[..WEIGHTS.len() - 2]).is_none());
        assert!(Net::read(&[WEIGHTS, &[0, 0]].concat()).is_none());
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let (net, input) = (Net::learned().unwrap(), some_input());
        let first = net.run_on(&input, Isa::BASELINE);
        assert_eq!((first.width, first.height), (64, 32));
        for isa in Isa::available() {
            assert_eq!(net.run_on(&input, isa).planes, first.planes, "{isa:?}");
        }
    }

    #[test]
    fn the_logistic_function_is_close_to_the_exact_one() {
        for i in -300..300 {
            let x = i as f32 * 0.1;
            assert!((sigmoid(x) - 1.0 / (1.0 + (-x).exp())).abs() < 1e-3, "{x}");
        }
    }

    #[test]
    fn a_convolution_is_the_weighted_sum_of_the_neighbourhood() {
        let input = some_input();
        let weights: Vec<f32> = (0..INPUTS * 9).map(|i| i as f32 * 0.01 - 0.3).collect();
        let layer = Layer {
            inputs: INPUTS,
            weights: weights.clone(),
            biases: vec![0.25],
        };
        let out = layer.run(&input, Isa::BASELINE);
        for (x, y) in [(0, 0), (63, 31), (20, 0), (0, 15), (13, 17)] {
            let mut sum = 0.25;
            for (plane, w) in weights.chunks(9).enumerate() {
                for (k, w) in w.iter().enumerate() {
                    let (i, j) = ((x + k % 3).wrapping_sub(1), (y + k / 3).wrapping_sub(1));
                    if i < 64 && j < 32 {
                        sum += w * input.get(plane, i, j);
                    }
                }
            }
            assert!((out.get(0, x, y) - sum).abs() < 1e-4, "{x} {y}");
        }
    }
}
