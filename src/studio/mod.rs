//! The studio: a local service that makes ads.
