//! Generator: round bodies that keep their shape, such as pearls, bubbles and drops of oil, carried by one slow current.

use serde::Deserialize;

use super::droplets::Class;
use super::field::Blob;
use super::motif::Setting;
use super::num::{Rng, cos_turns, sin_turns};
use super::slide::Slide;

/// How round bodies are spread.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Discs {
    /// Largest radius in pixels.
    pub largest: f32,
    /// Factor on their number.
    pub density: f32,
    /// Space between neighbours in pixels; negative when they overlap.
    pub gap: f32,
    /// Distance over which neighbours flow together, in pixels; near 0 they stay apart.
    pub merge: f32,
    /// How far the current carries them to and fro, in pixels.
    pub drift: f32,
    /// Tracks of bodies that rise through the picture.
    pub rising: usize,
}

/// Round bodies that have been placed in a picture.
#[derive(Debug)]
pub struct Spread {
    discs: Vec<[f32; 3]>,
    tracks: Vec<Slide>,
    drift: f32,
}

impl Discs {
    /// Places the bodies of a picture.
    pub fn spread(&self, setting: &Setting) -> Spread {
        let Setting { size, keep_out, .. } = setting;
        let mut rng = Rng::new(setting.seed, 33);
        let area = size[0] * size[1] / (1080.0 * 1920.0) * self.density;
        let mut discs = Vec::new();
        for (count, small, large) in [
            (7.0, 0.70, 1.0),
            (16.0, 0.34, 0.66),
            (44.0, 0.14, 0.32),
            (70.0, 0.05, 0.13),
        ] {
            let class = Class {
                small: self.largest * small,
                large: self.largest * large,
                gap: self.gap,
            };
            class.strew(
                &mut rng,
                (count * area) as usize,
                *size,
                keep_out,
                &mut discs,
            );
        }
        let radii = [self.largest * 0.10, self.largest * 0.62];
        let mut tracks = Vec::new();
        if self.rising > 0 {
            tracks = Slide::tracks(&mut rng, *size, keep_out, self.rising, radii, -12.0);
        }
        Spread {
            discs,
            tracks,
            drift: self.drift,
        }
    }
}

impl Spread {
    /// The bodies at `time` (0..1, loops).
    pub fn blobs(&self, time: f32) -> Vec<Blob> {
        let mut blobs: Vec<Blob> = self
            .discs
            .iter()
            .map(|[x, y, r]| {
                // Neighbours move together, so they never run into each other.
                let (u, v) = (x * 0.00062, y * 0.00048);
                let dx = self.drift * sin_turns(time + u + v);
                let dy = self.drift * cos_turns(time + v - 0.6 * u);
                Blob::drop(x + dx, y + dy, *r)
            })
            .collect();
        for track in &self.tracks {
            // Upward is time running back; two whole rounds of the track, so that it does not overtake itself.
            blobs.extend(
                track
                    .at(2.0 - time)
                    .filter(|d| d[2] > 1.5)
                    .map(|[x, y, r]| Blob::drop(x, y, r)),
            );
        }
        blobs
    }
}
