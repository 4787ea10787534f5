//! A picture on its way in: streamed to a file, never whole in memory until it is looked at.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, header};
use futures_util::StreamExt;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::model::kit::MAX_PICTURE_BYTES;
use crate::wire::dessert::ErrorCode;

use super::super::dice;
use super::super::refusal::Refusal;

/// The only path that takes more than a brief.
pub const PICTURES: &str = "/v1/studio/pictures";

/// How much of a file that is too large is read away, so that the sender gets to read the answer.
const DRAIN_LIMIT: u64 = MAX_PICTURE_BYTES * 2;

/// How long the next piece of a file may take to arrive.
const STALL: Duration = Duration::from_secs(30);

/// A file that came whole. It is gone when the last holder lets go.
#[derive(Clone, Debug)]
pub struct Taken(Arc<Temporary>);

impl Taken {
    /// Its bytes. Waits for the disk.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        std::fs::read(&self.0.0)
    }
}

#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // A start of the studio clears what a crash has left.
        std::fs::remove_file(&self.0).ok();
    }
}

/// Where files lie while they come in.
pub fn folder(studio: &Path) -> PathBuf {
    studio.join("incoming")
}

/// Whether this request brings a picture.
pub fn is_upload(parts: &Parts) -> bool {
    parts.method == Method::POST && parts.uri.path() == PICTURES
}

/// Takes the file in, or says why not.
pub async fn take_in(studio: &Path, parts: &Parts, body: Body) -> Result<Taken, Refusal> {
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let is_waiting_for_leave = parts.headers.contains_key(header::EXPECT);
    let is_hopeless = announced.is_some_and(|length| length > DRAIN_LIMIT)
        || is_waiting_for_leave && announced.is_some_and(|length| length > MAX_PICTURE_BYTES);
    if is_hopeless {
        return Err(too_large());
    }
    let folder = folder(studio);
    fs::create_dir_all(&folder).await.map_err(not_written)?;
    let path = folder.join(format!("{}.part", dice::fresh_token()));
    let mut file = fs::File::create(&path).await.map_err(not_written)?;
    let taken = Taken(Arc::new(Temporary(path)));
    let mut chunks = body.into_data_stream();
    let mut seen = 0_u64;
    loop {
        let Ok(next) = tokio::time::timeout(STALL, chunks.next()).await else {
            return Err(broken("The picture did not arrive in time; send it again."));
        };
        let Some(chunk) = next else { break };
        let chunk = chunk
            .map_err(|_| broken("The picture ended before its announced length; send it again."))?;
        seen = seen.saturating_add(chunk.len() as u64);
        if seen <= MAX_PICTURE_BYTES {
            file.write_all(&chunk).await.map_err(not_written)?;
        } else if seen > DRAIN_LIMIT {
            break;
        }
    }
    if seen > MAX_PICTURE_BYTES {
        return Err(too_large());
    }
    file.flush().await.map_err(not_written)?;
    Ok(taken)
}

fn too_large() -> Refusal {
    let message = format!(
        "The file is larger than {} MB. Save the picture smaller, as JPEG for instance.",
        MAX_PICTURE_BYTES >> 20
    );
    Refusal::new(ErrorCode::PayloadTooLarge, message)
}

fn broken(message: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequest, message)
}

fn not_written(error: io::Error) -> Refusal {
    tracing::error!(%error, "a picture could not be taken in");
    Refusal::new(
        ErrorCode::Internal,
        "The picture could not be written to the studio's folder; free some space and send it again.",
    )
}
