//! Names of files are safe on every system.
