//! Noise that flows: lattice noise whose gradients turn with time, so that it curls like air and comes back to its start.

use super::num::{cos_turns, mix, round, sin_turns};

/// Adding this leaves the rounded integer in the low bits of an `f32`.
const TO_BITS: f32 = 12_582_912.0;

/// The moment of the loop that noise is looked at, and which of many unrelated noises it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    cos: f32,
    sin: f32,
    salt: u32,
}

impl Flow {
    /// The noise of that number at `time`; `turns` whole turns of its gradients make one loop.
    pub fn at(time: f32, turns: f32, salt: u64) -> Self {
        Self {
            cos: cos_turns(time * turns),
            sin: sin_turns(time * turns),
            salt: (salt ^ (salt >> 32)) as u32,
        }
    }

    /// About -1..1 and zero on average; one lump per unit of length.
    #[inline(always)]
    pub fn noise(&self, x: f32, y: f32) -> f32 {
        let (x0, y0) = (round(x - 0.5), round(y - 0.5));
        let (fx, fy) = (x - x0, y - y0);
        let ix = (x0 + TO_BITS).to_bits();
        let iy = (y0 + TO_BITS).to_bits().wrapping_add(self.salt);
        let a = self.corner(ix, iy, fx, fy);
        let b = self.corner(ix.wrapping_add(1), iy, fx - 1.0, fy);
        let c = self.corner(ix, iy.wrapping_add(1), fx, fy - 1.0);
        let d = self.corner(ix.wrapping_add(1), iy.wrapping_add(1), fx - 1.0, fy - 1.0);
        let u = fx * fx * fx * (fx * (fx * 6.0 - 15.0) + 10.0);
        let v = fy * fy * fy * (fy * (fy * 6.0 - 15.0) + 10.0);
        mix(mix(a, b, u), mix(c, d, u), v)
    }

    /// What a lattice point adds: a gradient that stands and one that turns.
    #[inline(always)]
    fn corner(&self, ix: u32, iy: u32, dx: f32, dy: f32) -> f32 {
        let h = ix.wrapping_mul(0x9E37_79B1) ^ iy.wrapping_mul(0x85EB_CA77);
        let h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
        let h = h ^ (h >> 14);
        let byte = |shift: u32| ((h >> shift) & 255) as i32 as f32 * (1.0 / 127.5) - 1.0;
        let (sx, sy, tx, ty) = (byte(0), byte(8), byte(16), byte(24));
        let gx = sx + (tx * self.cos - ty * self.sin);
        let gy = sy + (tx * self.sin + ty * self.cos);
        gx * dx + gy * dy
    }

    /// Three octaves, each half as strong as the one before.
    #[inline(always)]
    pub fn cloud(&self, x: f32, y: f32) -> f32 {
        self.noise(x, y)
            + 0.5 * self.noise(x * 2.03 + 17.1, y * 2.03 - 4.7)
            + 0.25 * self.noise(x * 4.11 - 8.3, y * 4.11 + 31.9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_centred_and_closes_its_loop() {
        let (mut sum, mut largest) = (0.0f32, 0.0f32);
        for i in 0..4000 {
            let (x, y) = (i as f32 * 0.137 - 250.0, i as f32 * 0.071);
            let flow = Flow::at(0.3, 1.0, 9);
            let v = flow.noise(x, y);
            assert!((flow.noise(x + 1e-3, y) - v).abs() < 0.02);
            let (start, end) = (Flow::at(0.0, 1.0, 9), Flow::at(1.0, 1.0, 9));
            assert!((start.noise(x, y) - end.noise(x, y)).abs() < 1e-3);
            sum += v;
            largest = largest.max(v.abs());
        }
        assert!((sum / 4000.0).abs() < 0.05 && (0.5..2.5).contains(&largest));
    }
}
