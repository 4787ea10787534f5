//! `parfait serve`: the studio alone.

use std::net::SocketAddr;

use crate::base::paths::Paths;
use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::studio::{Studio, StudioConfig};
use crate::wire::dessert::KEY_PREFIX;

use super::{log_to, parts};

/// Runs the studio until Ctrl+C. Its URL, its key and the secret that signs its webhooks are the answer,
/// and stand on standard output.
pub fn run(paths: &Paths, addr: SocketAddr) -> Result<Exit, Report> {
    log_to(paths);
    let mut config = StudioConfig::new(&paths.studio());
    config.addr = addr;
    if let Some(key) = given_key()? {
        config.key = key;
    }
    config.copy.choose(super::studio::given_copy_endpoint()?);
    let told_secret = super::studio::given_webhook_secret(&mut config);
    let webhook_secret = config.webhook_secret.clone();
    parts::executor()?.block_on(async {
        let studio = Studio::start(config)
            .await
            .map_err(|error| error.report())?;
        output::line(&format!("DESSERT_API_URL={}", studio.base_url()));
        output::line(&format!("DESSERT_API_KEY={}", studio.key().expose()));
        if !told_secret {
            output::line(&format!(
                "DESSERT_WEBHOOK_SECRET={}",
                webhook_secret.expose()
            ));
        }
        if !addr.ip().is_loopback() {
            output::note(
                "note: other computers can reach this studio; its key is all that keeps them out.",
            );
        }
        output::note("The studio is running. Ctrl+C ends it.");
        ended().await;
        studio.shutdown().await;
        Ok(Exit::Done)
    })
}

/// `PARFAIT_STUDIO_KEY`, if it is set.
fn given_key() -> Result<Option<Secret>, Report> {
    let key = Secret::new(std::env::var("PARFAIT_STUDIO_KEY").unwrap_or_default());
    if key.is_empty() {
        return Ok(None);
    }
    if !key.expose().starts_with(KEY_PREFIX) {
        return Err(Report::new(
            ReportKind::Invalid,
            "PARFAIT_STUDIO_KEY is not a key.",
            format!("Let it begin with {KEY_PREFIX}, or remove it for a fresh key per run."),
        ));
    }
    Ok(Some(key))
}

/// Waits for Ctrl+C, or for the system to end the program politely.
async fn ended() {
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = term.recv() => {}
        }
        return;
    }
    tokio::signal::ctrl_c().await.ok();
}
