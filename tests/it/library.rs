//! The library: migrations, damage, two programs at once.
