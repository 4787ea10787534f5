//! Parfait: a brief becomes finished ads on disk.
//!
//! This file is the map of the code. Dependence runs downward only, and `tests/it/architecture.rs` holds it so.
//!
//! | layer | module | what it is |
//! |---|---|---|
//! | 5 | [`start`] | composition root: builds the parts and hands them to each other |
//! | 4 | [`ui`], [`cli`] | the window; the same runtime without a window |
//! | 3 | [`runtime`] | everything that takes time: submit, poll, download, recover |
//! | 2 | [`api`], [`library`], [`secrets`], [`media`] | HTTP clients; the person's library; keychain; pictures and films |
//! | 2 | [`studio`] | the local service that makes ads behind the Dessert contract |
//! | 1 | [`model`], [`wire`] | pure meaning; the bytes of the services |
//! | 0 | [`base`] | tools that know nothing of ads |
//!
//! Reading order for a newcomer: [`model::brief`] (what a person asks for), [`wire::dessert`] (how it is said over
//! HTTP), [`runtime`] (how money moves and how work is followed), then [`studio`] (how an ad is made) or [`ui`]
//! (how it is seen).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod api;
pub mod base;
pub mod cli;
pub mod library;
pub mod media;
pub mod model;
pub mod runtime;
pub mod secrets;
pub mod start;
pub mod studio;
pub mod ui;
pub mod wire;
