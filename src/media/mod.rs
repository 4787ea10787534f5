//! Pictures: probing, decoding, scaling.
