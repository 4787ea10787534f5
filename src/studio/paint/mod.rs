//! Pixels: surfaces of liquid and cream as arithmetic on rows of floats.
//!
//! A look is (a generator of a height field) x (a material) x (a palette). Generators take a `time` in 0..1 that loops,
//! so the same code can move; [`motif`] is how the rest sees them all. Nothing here knows of copy, products or styles; [`keepout`] says where to stay calm.

#[cfg(test)]
mod air_tests;
pub mod backdrop;
pub mod brush;
pub mod canvas;
pub mod colour;
pub mod dewy;
pub mod discs;
pub mod drips;
pub mod drizzle;
pub mod droplets;
pub mod field;
pub mod film;
mod flow;
pub mod flutes;
pub mod gel;
pub mod glow;
pub mod grid;
mod haze;
pub mod isa;
pub mod keepout;
pub mod lay;
pub mod lens;
pub mod liquid;
pub mod lowres;
pub mod melt;
pub mod motif;
pub mod nacre;
pub mod num;
mod petal;
pub mod pieces;
pub mod resample;
pub mod rounds;
pub mod shadows;
pub mod sheet;
pub mod situ;
mod slice;
pub mod slide;
pub mod smoke;
pub mod soft;
pub mod surface;
pub mod syrup;
#[cfg(test)]
mod trial;
pub mod vapour;
