//! The bundled pictures of the animation prompts whose names are public, painted by the studio's own engine.
//!
//! Decoded once, on a thread of their own, so that the first frame does not wait for them.

use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::media;

use super::pictures::{RgbaPixels, Wake};

/// A picture for each public name.
const BUNDLED: [(&str, &[u8]); 4] = [
    (
        "Serum Droplets",
        include_bytes!("../../assets/swatches/serum-droplets.jpg"),
    ),
    (
        "Lotion Texture",
        include_bytes!("../../assets/swatches/lotion-texture.jpg"),
    ),
    (
        "Serum Drizzles",
        include_bytes!("../../assets/swatches/serum-drizzles.jpg"),
    ),
    (
        "Liquid Dripping",
        include_bytes!("../../assets/swatches/liquid-dripping.jpg"),
    ),
];

/// No swatch is shown larger.
const LARGEST: u32 = 512;

/// A prompt's name and how it looks.
#[derive(Debug)]
pub struct Swatch {
    /// The exact name.
    pub name: &'static str,
    /// The picture.
    pub pixels: RgbaPixels,
}

/// Starts decoding; `wake` is called whenever one is ready. What cannot be had is left out: it is decoration.
pub fn start(wake: Wake) -> Receiver<Swatch> {
    let (sender, swatches) = channel();
    let started = thread::Builder::new()
        .name("swatches".into())
        .spawn(move || {
            for (name, bytes) in BUNDLED {
                let decoded = media::thumbnail_of(bytes, LARGEST, LARGEST).inspect_err(|error| {
                    tracing::warn!(%error, name, "a bundled swatch is no picture");
                });
                let Ok(pixels) = decoded else { continue };
                if sender.send(Swatch { name, pixels }).is_err() {
                    return;
                }
                wake();
            }
        });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread for the swatches");
    }
    swatches
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::catalog::PUBLIC_PROMPTS;

    #[test]
    fn every_public_prompt_has_a_small_picture() {
        let swatches: Vec<Swatch> = start(Arc::new(|| {})).into_iter().collect();
        let names: Vec<&str> = swatches.iter().map(|swatch| swatch.name).collect();
        assert_eq!(names, PUBLIC_PROMPTS);
        assert!(swatches.iter().all(|swatch| swatch.pixels.width >= 360));
        assert!(BUNDLED.iter().all(|(_, bytes)| bytes.len() < 40_000));
    }
}
