//! The work that is done for every pixel of every frame, as plain loops over rows. Bit-identical on every processor.

use super::super::paint::canvas::shoulder;
use super::super::paint::isa::kernel;
use super::super::paint::num::{float, max, min, mix, round, sat};

/// Dest columns `from..to` whose filter taps begin at `from + shift`, `from + 1 + shift`, … in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// First column.
    pub from: usize,
    /// Column after the last.
    pub to: usize,
    /// First tap of the first column.
    pub tap: usize,
}

#[inline(always)]
fn blend4_kernel(rows: [&[f32]; 4], w: [f32; 4], out: &mut [f32]) {
    let n = out.len();
    let [a, b, c, d] = rows.map(|row| &row[..n]);
    for i in 0..n {
        out[i] = a[i] * w[0] + b[i] * w[1] + (c[i] * w[2] + d[i] * w[3]);
    }
}
kernel!(pub(super) fn blend4 = blend4_kernel(rows: [&[f32]; 4], w: [f32; 4], out: &mut [f32]));

/// Filters a row sideways: `out[x]` is the sum of four taps times the weights of that column.
#[inline(always)]
fn sideways_kernel(runs: &[Run], weights: [&[f32]; 4], source: &[f32], out: &mut [f32]) {
    for run in runs {
        let n = run.to - run.from;
        let [a, b, c, d] = weights.map(|w| &w[run.from..run.to]);
        let (s0, s1) = (&source[run.tap..][..n], &source[run.tap + 1..][..n]);
        let (s2, s3) = (&source[run.tap + 2..][..n], &source[run.tap + 3..][..n]);
        let out = &mut out[run.from..run.to];
        for i in 0..n {
            out[i] = s0[i] * a[i] + s1[i] * b[i] + (s2[i] * c[i] + s3[i] * d[i]);
        }
    }
}
kernel!(pub(super) fn sideways = sideways_kernel(runs: &[Run], weights: [&[f32]; 4], source: &[f32], out: &mut [f32]));

/// Darkens light by `amount` toward `shade`.
#[inline(always)]
fn shade_kernel(channels: [&mut [f32]; 3], amount: &[f32], shade: [f32; 3]) {
    let n = amount.len();
    let [r, g, b] = channels;
    let (r, g, b) = (&mut r[..n], &mut g[..n], &mut b[..n]);
    let k = shade.map(|s| 1.0 - s);
    for i in 0..n {
        let a = sat(amount[i]);
        r[i] *= 1.0 - a * k[0];
        g[i] *= 1.0 - a * k[1];
        b[i] *= 1.0 - a * k[2];
    }
}
kernel!(pub(super) fn shade = shade_kernel(channels: [&mut [f32]; 3], amount: &[f32], shade: [f32; 3]));

/// Lays premultiplied light over light.
#[inline(always)]
fn over_kernel(channels: [&mut [f32]; 3], layer: [&[f32]; 4]) {
    let n = layer[3].len();
    let [r, g, b] = channels;
    let (r, g, b) = (&mut r[..n], &mut g[..n], &mut b[..n]);
    let [lr, lg, lb, la] = layer.map(|l| &l[..n]);
    for i in 0..n {
        let through = 1.0 - sat(la[i]);
        r[i] = r[i] * through + max(lr[i], 0.0);
        g[i] = g[i] * through + max(lg[i], 0.0);
        b[i] = b[i] * through + max(lb[i], 0.0);
    }
}
kernel!(pub(super) fn over = over_kernel(channels: [&mut [f32]; 3], layer: [&[f32]; 4]));

/// Pulls light toward a colour, by an amount per column.
#[inline(always)]
fn veil_kernel(channels: [&mut [f32]; 3], amount: &[f32], colour: [f32; 3]) {
    let n = amount.len();
    let [r, g, b] = channels;
    let (r, g, b) = (&mut r[..n], &mut g[..n], &mut b[..n]);
    for i in 0..n {
        r[i] = mix(r[i], colour[0], amount[i]);
        g[i] = mix(g[i], colour[1], amount[i]);
        b[i] = mix(b[i], colour[2], amount[i]);
    }
}
kernel!(pub(super) fn veil = veil_kernel(channels: [&mut [f32]; 3], amount: &[f32], colour: [f32; 3]));

/// Columns that are looked at together when it is decided whether highlights have to be rolled off.
const BLOCK: usize = 72;

/// Light to gamma-coded values, 0..=1: the still's own tone curve.
#[inline(always)]
fn develop_kernel(row: &mut [f32]) {
    let width = row.len() / 3;
    let (r, gb) = row.split_at_mut(width);
    let (g, b) = gb.split_at_mut(width);
    let blocks = r
        .chunks_mut(BLOCK)
        .zip(g.chunks_mut(BLOCK))
        .zip(b.chunks_mut(BLOCK));
    for ((r, g), b) in blocks {
        let n = r.len();
        let (g, b) = (&mut g[..n], &mut b[..n]);
        let mut tops = [0.0f32; 8];
        for (i, ((r, g), b)) in r.iter().zip(g.iter()).zip(b.iter()).enumerate() {
            let top = &mut tops[i % 8];
            *top = max(*top, max(max(*r, *g), *b));
        }
        let top = tops.iter().fold(0.0f32, |a, b| max(a, *b));
        // Below the knee the shoulder changes nothing, to the last bit: it is spared.
        if top > super::super::paint::canvas::KNEE {
            for i in 0..n {
                let rgb = shoulder([r[i], g[i], b[i]]);
                r[i] = min(rgb[0].sqrt(), 1.0);
                g[i] = min(rgb[1].sqrt(), 1.0);
                b[i] = min(rgb[2].sqrt(), 1.0);
            }
        } else {
            for i in 0..n {
                r[i] = max(r[i], 0.0).sqrt();
                g[i] = max(g[i], 0.0).sqrt();
                b[i] = max(b[i], 0.0).sqrt();
            }
        }
    }
}
kernel!(pub(super) fn develop = develop_kernel(row: &mut [f32]));

/// Draws one row of letters between two rows of coverage (`0..=255`), `by` of the way from the first to the second.
#[inline(always)]
fn letters_kernel(
    channels: [&mut [f32]; 3],
    coverage: [&[u8]; 2],
    by: f32,
    gain: &[f32],
    ink: [f32; 3],
) {
    let n = gain.len();
    let [r, g, b] = channels;
    let (r, g, b) = (&mut r[..n], &mut g[..n], &mut b[..n]);
    let [upper, lower] = coverage.map(|c| &c[..n]);
    for i in 0..n {
        let a = mix(f32::from(upper[i]), f32::from(lower[i]), by) * gain[i];
        r[i] = mix(r[i], ink[0], a);
        g[i] = mix(g[i], ink[1], a);
        b[i] = mix(b[i], ink[2], a);
    }
}
kernel!(pub(super) fn letters = letters_kernel(
    channels: [&mut [f32]; 3], coverage: [&[u8]; 2], by: f32, gain: &[f32], ink: [f32; 3],
));

/// A row under the rising edge of the end card: darkened by `shadow`, then covered by `cover`.
#[inline(always)]
fn wipe_kernel(row: &mut [f32], card: &[f32], cover: &[f32], shadow: &[f32]) {
    let n = cover.len();
    for (row, card) in row.chunks_exact_mut(n).zip(card.chunks_exact(n)) {
        let shadow = &shadow[..n];
        for i in 0..n {
            row[i] = mix(row[i] * (1.0 - shadow[i]), card[i], cover[i]);
        }
    }
}
kernel!(pub(super) fn wipe = wipe_kernel(row: &mut [f32], card: &[f32], cover: &[f32], shadow: &[f32]));

/// Adding this leaves the rounded integer of a small number in its low bits: a cast that vectorises.
const TO_BITS: f32 = 8_388_608.0;

/// Interleaved gradient noise, -0.5..=0.5: breaks up gradients without visible grain.
#[inline(always)]
fn noise(x: f32, y: f32) -> f32 {
    let q = 0.067_110_56 * x + 0.005_837_15 * y;
    let q = 52.982_918 * (q - round(q) + 0.5);
    q - round(q)
}

/// Luma of a gamma-coded row (BT.709, limited range), dithered.
#[inline(always)]
fn luma_kernel(y: usize, row: &[f32], out: &mut [u8]) {
    let n = out.len();
    let (r, gb) = row.split_at(n);
    let (g, b) = gb.split_at(n);
    let (g, b) = (&g[..n], &b[..n]);
    let y = y as f32;
    for i in 0..n {
        let light = 0.2126 * r[i] + 0.7152 * g[i] + 0.0722 * b[i];
        let v = 16.0 + 219.0 * light + noise(float(i), y);
        out[i] = (min(max(v, 16.0), 235.0) + TO_BITS).to_bits() as u8;
    }
}
kernel!(pub(super) fn luma = luma_kernel(y: usize, row: &[f32], out: &mut [u8]));

/// Colour differences of two gamma-coded rows, dithered. Samples lie on every second column, between the two rows, as
/// H.264 has it when nothing else is said.
#[inline(always)]
fn chroma_kernel(y: usize, rows: [&[f32]; 2], sums: &mut [f32], out: [&mut [u8]; 2]) {
    let width = rows[0].len() / 3;
    let [upper, lower] = rows;
    // Two colour differences per column, summed over both rows, with a column to spare on the left.
    let (us, vs) = sums.split_at_mut(width + 1);
    let (us, vs) = (&mut us[..width + 1], &mut vs[..width + 1]);
    let of = |row: usize| -> ([&[f32]; 3], usize) {
        let row = [upper, lower][row];
        let (r, gb) = row.split_at(width);
        let (g, b) = gb.split_at(width);
        ([r, g, &b[..width]], width)
    };
    let ([r0, g0, b0], n) = of(0);
    let ([r1, g1, b1], _) = of(1);
    let (g0, b0, r1, g1, b1) = (&g0[..n], &b0[..n], &r1[..n], &g1[..n], &b1[..n]);
    for i in 0..n {
        let (r, g, b) = (r0[i] + r1[i], g0[i] + g1[i], b0[i] + b1[i]);
        let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        us[i + 1] = (b - light) * (224.0 / 1.8556 / 8.0);
        vs[i + 1] = (r - light) * (224.0 / 1.5748 / 8.0);
    }
    us[0] = us[1];
    vs[0] = vs[1];
    let y = y as f32;
    let [u_out, v_out] = out;
    for (sums, out) in [(us, u_out), (vs, v_out)] {
        let left = &sums[..n];
        let mid = &sums[1..=n];
        for (i, out) in out.iter_mut().enumerate() {
            let (l, m) = (left[2 * i], mid[2 * i]);
            let r = mid[2 * i + 1];
            let v = 128.0 + (l + 2.0 * m + r) + noise(float(i) + 0.5, y + 7.0);
            *out = (min(max(v, 16.0), 240.0) + TO_BITS).to_bits() as u8;
        }
    }
}
kernel!(pub(super) fn chroma = chroma_kernel(y: usize, rows: [&[f32]; 2], sums: &mut [f32], out: [&mut [u8]; 2]));

/// One row of the end card's ground: a sweep of two colours under a soft light.
#[inline(always)]
fn ground_kernel(row: &mut [f32], base: [f32; 3], glow: [f32; 3], centre: f32, dy2: f32) {
    let width = row.len() / 3;
    for (c, channel) in row.chunks_exact_mut(width).enumerate() {
        for (i, v) in channel.iter_mut().enumerate() {
            let dx = (float(i) - centre) * (1.0 / 900.0);
            let q = 1.0 / (1.0 + (dx * dx + dy2) * 3.2);
            *v = base[c] + glow[c] * (q * q);
        }
    }
}
kernel!(pub(super) fn ground = ground_kernel(row: &mut [f32], base: [f32; 3], glow: [f32; 3], centre: f32, dy2: f32));
