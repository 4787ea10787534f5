//! Logos: flat artwork comes off a plain ground, the ground in the counters of its letters included.
//!
//! Not the product's cut-out, which must keep what lies within an outline: a label on glass belongs to the jar, the
//! paper in an `o` does not belong to the name.

use crate::studio::paint::num::{max, sat};
use crate::studio::picture::Picture;

/// Longest side of a lifted logo, in pixels: several times what an ad shows.
const LONGEST: u32 = 1200;
/// Share of the picture's edge that must be of one colour.
const PLAIN: f32 = 0.75;
/// How far a channel may be from the ground and still be it, 0..=1: paper, and what JPEG makes of it.
const NOISE: f32 = 0.06;
/// Shares of the picture between which a logo's coverage lies.
const COVERED: (f32, f32) = (0.002, 0.85);

/// The logo alone, straight alpha; `None` when it stands on nothing plain, like a photograph.
pub fn lift(logo: &Picture) -> Option<Picture> {
    let logo = logo.fitted(LONGEST);
    let share = |count: usize| count as f32 * 4.0 / logo.rgba().len() as f32;
    let alpha = || logo.rgba().iter().skip(3).step_by(4);
    if share(alpha().filter(|a| **a < 8).count()) >= 0.01 {
        let seen = share(alpha().filter(|a| **a > 128).count());
        return (seen >= COVERED.0).then_some(logo);
    }
    let ground = plain_ground(&logo)?;
    let far: Vec<f32> = coded(&logo).map(|p| distance(p, ground)).collect();
    let nearby = around(&far, logo.width() as usize);
    let mut covered = 0.0;
    let mut rgba = Vec::with_capacity(logo.rgba().len());
    for ((p, far), most) in coded(&logo).zip(&far).zip(nearby) {
        // The farthest colour nearby is ink alone; an edge pixel is so much of it.
        let a = if most <= NOISE {
            0.0
        } else {
            sat((far - NOISE * 0.5) / (most - NOISE * 0.5))
        };
        covered += a;
        let ink = |c: usize| {
            let v = if a > 0.0 {
                (p[c] - ground[c] * (1.0 - a)) / a
            } else {
                0.0
            };
            (sat(v) * 255.0 + 0.5) as u8
        };
        rgba.extend([ink(0), ink(1), ink(2), (a * 255.0 + 0.5) as u8]);
    }
    let covered = covered / far.len() as f32;
    if covered < COVERED.0 || covered > COVERED.1 {
        return None;
    }
    Picture::from_rgba(logo.width(), logo.height(), rgba)
}

/// The pixels, 0..=1, gamma-coded, in which artwork is drawn with smooth edges.
fn coded(picture: &Picture) -> impl Iterator<Item = [f32; 3]> + '_ {
    picture.rgba().chunks_exact(4).map(|p| match *p {
        [r, g, b, _] => [r, g, b].map(|v| f32::from(v) / 255.0),
        _ => [0.0; 3],
    })
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    let d = |c: usize| max(a[c] - b[c], b[c] - a[c]);
    max(max(d(0), d(1)), d(2))
}

/// The colour of the picture's edge, if it is of one.
fn plain_ground(picture: &Picture) -> Option<[f32; 3]> {
    let (w, h) = (picture.width(), picture.height());
    let rows = [0, h - 1]
        .into_iter()
        .flat_map(|y| (0..w).map(move |x| (x, y)));
    let columns = [0, w - 1]
        .into_iter()
        .flat_map(|x| (0..h).map(move |y| (x, y)));
    let edge: Vec<[u8; 4]> = rows.chain(columns).map(|(x, y)| picture.at(x, y)).collect();
    let ground = [0, 1, 2].map(|c| {
        let mut values: Vec<u8> = edge.iter().map(|p| p[c]).collect();
        values.sort_unstable();
        values
            .get(values.len() / 2)
            .map_or(0.0, |v| f32::from(*v) / 255.0)
    });
    let is_ground =
        |p: &&[u8; 4]| distance([p[0], p[1], p[2]].map(|v| f32::from(v) / 255.0), ground) <= NOISE;
    let plain = edge.iter().filter(is_ground).count();
    (plain as f32 >= PLAIN * edge.len() as f32).then_some(ground)
}

/// The largest value within two pixels of each.
fn around(values: &[f32], width: usize) -> Vec<f32> {
    let along = |from: &[f32], step: usize, length: usize| -> Vec<f32> {
        (0..from.len())
            .map(|at| {
                let place = at / step % length;
                let (before, after) = (place.min(2), (length - 1 - place).min(2));
                (at - before * step..=at + after * step)
                    .step_by(step)
                    .filter_map(|i| from.get(i))
                    .fold(0.0, |a, b| max(a, *b))
            })
            .collect()
    };
    let wide = along(values, 1, width);
    along(&wide, width, values.len() / width)
}
