//! What every motif of air and light promises: the same picture on every processor, and a loop that closes.

use super::glow::{Glow, Radiance, Shape};
use super::lens::{Lamps, Lights, Shine};
use super::motif::Setting;
use super::pieces::{Floating, Pieces, Things};
use super::shadows::{Cast, Shadows, Sunlight};
use super::smoke::{Plume, Smoke};
use super::trial::{self, Named};
use super::vapour::{Air, Form, Vapour, Volume};

const SIZE: (u32, u32) = (540, 960);

fn setting() -> Setting {
    trial::setting(SIZE)
}

fn motifs() -> Vec<Named> {
    let air = Air {
        density: 1.0,
        shade: 0.4,
    };
    let mut all: Vec<Named> = Vec::new();
    for form in [Form::Banks, Form::Burst, Form::Bloom] {
        let vapour = Vapour {
            form,
            scale: 1.0,
            reach: 1.0,
        };
        let volume = Volume::new(vapour, air, setting());
        all.push((format!("{form:?}"), Box::new(volume)));
    }
    let smoke = Smoke {
        scale: 1.0,
        curl: 1.0,
    };
    all.push(("smoke".into(), Box::new(Plume::new(smoke, air, setting()))));
    for form in [Lamps::Glitter, Lamps::Bokeh] {
        let lights = Lights {
            form,
            scale: 1.0,
            density: 1.0,
        };
        let shine = Shine::new(lights, 0.5, setting());
        all.push((format!("{form:?}"), Box::new(shine)));
    }
    for form in [Shape::Aurora, Shape::Leaks] {
        let glow = Glow {
            form,
            scale: 1.0,
            strength: 1.0,
        };
        let radiance = Radiance::new(glow, 1.0, setting());
        all.push((format!("{form:?}"), Box::new(radiance)));
    }
    for form in [Cast::Fronds, Cast::Twigs, Cast::Window] {
        let shadows = Shadows {
            form,
            scale: 1.0,
            soft: 26.0,
            depth: 0.7,
        };
        let sun = Sunlight::new(shadows, setting());
        all.push((format!("{form:?}"), Box::new(sun)));
    }
    for form in [Things::Petals, Things::Citrus] {
        let pieces = Pieces {
            form,
            scale: 0.7,
            density: 1.0,
        };
        let floating = Floating::new(pieces, setting());
        all.push((format!("{form:?}"), Box::new(floating)));
    }
    all
}

#[test]
fn every_instruction_set_paints_the_same_air() {
    trial::is_the_same_on_every_set(&motifs(), SIZE, &[1, 4]);
}

#[test]
fn air_moves_and_its_loops_close() {
    trial::moves_and_closes(&motifs(), SIZE, (0.25, 0.15));
}

#[test]
fn coarse_air_is_the_fine_one_made_small() {
    trial::is_the_fine_one_made_small(&motifs(), SIZE);
}
