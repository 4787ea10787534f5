//! The studio's pictures: sizes, determinism, contrast, safe areas.
