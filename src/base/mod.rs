//! Tools that know nothing of ads: secrets, reports, clock, paths, disk, log, hexadecimal digits, crash points,
//! a disk that fails on trial, sleep.
//!
//! Must not name anything of the layers above, nor any service.

pub mod clock;
pub mod crash;
pub mod disk;
pub mod hex;
pub mod log;
pub mod paths;
pub mod report;
pub mod secret;
pub mod trial;
pub mod wake;
