//! Every screen as a picture, written to target/pictures/.
