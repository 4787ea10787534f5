//! The log file. What goes in must be safe to paste into a support request: never a key, never a request body.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Beyond this the previous log is moved aside, so that the file never grows without end.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Sends warnings, and what Parfait itself says at `info`, to `path`. A second call in one process changes nothing.
///
/// # Errors
/// When the file or its folder cannot be made.
pub fn start(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if std::fs::metadata(path).is_ok_and(|meta| meta.len() > MAX_BYTES) {
        std::fs::rename(path, path.with_extension("log.old"))?;
    }
    let file: File = OpenOptions::new().create(true).append(true).open(path)?;
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(file));
    tracing_subscriber::registry()
        .with(LevelFilter::INFO)
        .with(layer)
        .try_init()
        .ok();
    Ok(())
}
