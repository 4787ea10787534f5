//! One suite of service behaviour, run against the studio over real HTTP.

mod bench;
mod cancel;
mod films;
mod flow;
mod kits;
mod life;
mod money;
mod raw;
mod reads;
mod refusals;
mod revisions;
mod webhooks;
mod writer;
