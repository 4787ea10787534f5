//! Arithmetic that gives the same bits on every processor.
//!
//! Only IEEE-exact operations (`+ - * / sqrt`, comparisons) are used: no fused multiply-add and no `libm`, whose last
//! bits differ between platforms. Everything is branch-free so that the kernels vectorise.

/// Adding and subtracting this rounds an `f32` to the nearest integer (valid for |x| < 2^22).
const ROUND: f32 = 12_582_912.0;

/// Nearest integer, for |x| < 2^22.
#[inline(always)]
pub fn round(x: f32) -> f32 {
    (x + ROUND) - ROUND
}

/// An index as a number. Plain `as f32` converts an unsigned 64-bit integer, which vector units before AVX-512 cannot.
#[inline(always)]
pub fn float(i: usize) -> f32 {
    i as u32 as i32 as f32
}

/// Cosine of an angle in turns (1.0 is a full circle); error below 1e-5.
#[inline(always)]
pub fn cos_turns(turns: f32) -> f32 {
    let u = turns - round(turns);
    let v = abs(u) - 0.25;
    let x = v * std::f32::consts::TAU;
    let x2 = x * x;
    let p = -0.000_198_408_74 + x2 * 2.752_556_2e-6;
    -(x * (1.0 + x2 * (-0.166_666_67 + x2 * (0.008_333_331 + x2 * p))))
}

/// Sine of an angle in turns.
#[inline(always)]
pub fn sin_turns(turns: f32) -> f32 {
    cos_turns(turns - 0.25)
}

/// Absolute value without a libm call at any optimisation level.
#[inline(always)]
pub fn abs(x: f32) -> f32 {
    if x < 0.0 { -x } else { x }
}

/// Larger of two, as a select.
#[inline(always)]
pub fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Smaller of two, as a select.
#[inline(always)]
pub fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// Clamps to 0..=1.
#[inline(always)]
pub fn sat(x: f32) -> f32 {
    min(max(x, 0.0), 1.0)
}

/// Linear blend.
#[inline(always)]
pub fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

/// Hermite step from 0 at `a` to 1 at `b`.
#[inline(always)]
pub fn smoothstep(a: f32, b: f32, x: f32) -> f32 {
    // The reciprocal is the same for a whole row, a quotient would not be.
    let t = sat((x - a) * (1.0 / (b - a)));
    t * t * (3.0 - 2.0 * t)
}

/// Seeded generator (SplitMix64): the only source of chance in a picture.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator for one purpose: the same seed with another `stream` gives unrelated numbers.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = Self(seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03));
        rng.unit();
        rng
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Uniform in `a..b`.
    pub fn range(&mut self, a: f32, b: f32) -> f32 {
        a + (b - a) * self.unit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosine_is_close_to_the_exact_one() {
        for i in -400..400 {
            let turns = i as f32 * 0.013;
            let exact = f64::from(turns) * std::f64::consts::TAU;
            assert!((f64::from(cos_turns(turns)) - exact.cos()).abs() < 1e-5);
            assert!((f64::from(sin_turns(turns)) - exact.sin()).abs() < 1e-5);
        }
    }

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let draw = |seed, stream| Rng::new(seed, stream).unit().to_bits();
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }
}
