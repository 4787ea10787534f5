//! One integration binary: quicker to link, helpers shared. Tests are named after the promise that they hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod accessibility;
mod account_keys;
mod accounts;
mod architecture;
mod backgrounds;
mod brand_watch;
mod cancelled;
mod cli;
mod cold_start;
mod contract;
mod copywriting;
mod crash;
mod cutout;
mod decisions;
mod downloads;
mod errors;
mod fate;
mod faults;
mod film;
mod floor;
mod following;
mod library;
mod logos;
mod money;
mod naming;
mod playback;
mod recovery;
mod request_log;
mod retry;
mod revising;
mod secrets;
mod sentinel;
mod studio;
mod style_search;
mod support;
mod tls;
mod ui_brands;
mod ui_cancel;
mod ui_compose;
mod ui_flows;
mod ui_gallery;
mod ui_log;
mod ui_money;
mod ui_pictures;
mod ui_styles;
mod waiting;
