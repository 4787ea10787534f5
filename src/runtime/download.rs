//! How a file comes to its final name: `.part`, length, kind, sync, promise in the library, rename, record.
//!
//! Must not stop anything else: whatever goes wrong with one file ends in a sentence for that file.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use crate::api::{self, ApiError};
use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::library::{FileKey, LibraryError};
use crate::media;
use crate::model::account::Account;
use crate::model::ad::{FileOnDisk, Orientation};

use super::absorb::url_in;
use super::note::{Ctx, Look, Note, Turn};
use super::pace;
use super::place::{self, Place};
use super::poll;

/// Attempts at one file, whatever goes wrong with it.
const ATTEMPTS: u32 = 8;

/// One file to be fetched.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub key: FileKey,
    pub account: Account,
    pub orientation: Orientation,
    pub url: String,
    /// Where it shall go.
    pub place: Place,
    /// The same file, whole in another folder: copied instead of fetched.
    pub copy_of: Option<FileOnDisk>,
}

/// Why there is no file, so far.
enum Fault {
    /// The service, or the way to it.
    Api(ApiError),
    /// What came is not what it should be.
    Wrong(String),
    /// Our own disk; another attempt is pointless.
    Disk(io::Error, PathBuf),
    /// The library; another attempt is pointless.
    Library(LibraryError),
}

impl Fault {
    fn sentence(&self) -> String {
        match self {
            Self::Api(error) => {
                let report = error.report();
                format!("{} {}", report.summary, report.hint)
            }
            Self::Wrong(what) => format!("{what} Fetch it again; if it stays so, ask the service."),
            Self::Disk(error, path) => {
                let (what, hint) = disk::explain(error, path);
                format!("{what} {hint} Then fetch it again; nothing is lost.")
            }
            Self::Library(error) => {
                let report = error.report();
                format!("{} {}", report.summary, report.hint)
            }
        }
    }

    /// The address has grown stale; the service knows a fresh one.
    fn is_stale(&self) -> bool {
        matches!(self, Self::Api(error) if matches!(error.status(), Some(401 | 403 | 404 | 410)))
    }
}

impl From<LibraryError> for Fault {
    fn from(error: LibraryError) -> Self {
        Self::Library(error)
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// Fetches a file and tells what became of it.
pub(super) async fn fetch(ctx: Ctx, order: Order) {
    let outcome = match bring(&ctx, &order).await {
        Ok(file) => Ok(file),
        Err(fault) => {
            let sentence = fault.sentence();
            tracing::warn!(delivery = %order.key.delivery, ad = %order.key.ad, "a file is given up for now: {sentence}");
            let (key, kept) = (order.key.clone(), sentence.clone());
            let noted = ctx
                .keeper
                .run(move |library| library.fail_file(&key, &kept))
                .await;
            if let Err(error) = noted {
                tracing::warn!("that a file failed is not written down: {error}");
            }
            Err(sentence)
        }
    };
    let file = order.key;
    ctx.tell(Note::Fetched { file, outcome }).await;
}

async fn bring(ctx: &Ctx, order: &Order) -> Result<FileOnDisk, Fault> {
    let path = match place::begin(ctx, &order.key, &order.place).await? {
        place::Begun::Whole(file) => return Ok(file),
        place::Begun::At(path) => path,
    };
    let part = Part::at(&path)
        .await
        .map_err(|error| Fault::Disk(error, path.clone()))?;
    let whole = match copy(ctx, order, &part).await {
        Some(whole) => whole,
        None => attempts(ctx, order, &part).await?,
    };
    crash::point(CrashPoint::AfterPart);
    let file = place::finish(ctx, &order.key, &order.place, path, whole, &part.0)
        .await
        .map_err(|fault| match fault {
            place::Fault::Disk(error, path) => Fault::Disk(error, path),
            place::Fault::Library(error) => Fault::Library(error),
        })?;
    Ok(file)
}

async fn attempts(ctx: &Ctx, order: &Order, part: &Part) -> Result<place::Whole, Fault> {
    let mut url = order.url.clone();
    let mut may_refresh = true;
    let started = Instant::now();
    let mut attempt = 1;
    loop {
        let fault = match once(ctx, order, &url, part).await {
            Ok(whole) => return Ok(whole),
            Err(fault) => fault,
        };
        if may_refresh && fault.is_stale() {
            may_refresh = false;
            if let Some(fresh) = refresh(ctx, order).await {
                url = fresh;
                continue;
            }
        }
        let wait = wait_after(ctx, &url, &fault, attempt, started.elapsed());
        let Some(wait) = wait else {
            return Err(fault);
        };
        tracing::info!(ad = %order.key.ad, attempt, "a file is fetched again: {}", fault.sentence());
        tokio::time::sleep(wait).await;
        attempt += 1;
    }
}

fn wait_after(
    ctx: &Ctx,
    url: &str,
    fault: &Fault,
    attempt: u32,
    elapsed: Duration,
) -> Option<Duration> {
    match fault {
        Fault::Api(error) => ctx.http.wait_before_retry(url, error, attempt, elapsed),
        Fault::Wrong(_) if attempt < ATTEMPTS => {
            Some(pace::pause(ctx.poll_every, attempt).min(Duration::from_secs(20)))
        }
        Fault::Wrong(_) | Fault::Disk(..) | Fault::Library(_) => None,
    }
}

/// Asks the service for the address of today.
async fn refresh(ctx: &Ctx, order: &Order) -> Option<String> {
    let look = poll::look(ctx, &order.account, &order.key.delivery).await;
    let Look::Answer(answer) = look else {
        return None;
    };
    let url = url_in(&answer, &order.key.ad, order.key.kind);
    ctx.tell(Note::Looked {
        delivery: order.key.delivery.clone(),
        look: Look::Answer(answer),
        turn: Turn::Aside,
    })
    .await;
    url
}

async fn once(ctx: &Ctx, order: &Order, url: &str, part: &Part) -> Result<place::Whole, Fault> {
    // Few are fetched at the same time; one that pauses between attempts keeps nobody waiting.
    let _permit = ctx.fetches.acquire().await.ok();
    let mut download = api::fetch(&ctx.http, url).await?;
    let at = |error| Fault::Disk(error, part.0.clone());
    let mut file = tokio::fs::File::create(&part.0).await.map_err(at)?;
    let mut hash = Sha256::new();
    let mut bytes: u64 = 0;
    while let Some(piece) = download.chunk().await? {
        hash.update(&piece);
        file.write_all(&piece).await.map_err(at)?;
        bytes += piece.len() as u64;
        crash::point(CrashPoint::DuringPart);
    }
    if let Some(told) = download.content_length.filter(|told| *told != bytes) {
        return Err(Fault::Wrong(format!(
            "The file has {bytes} bytes where {told} were announced."
        )));
    }
    file.flush().await.map_err(at)?;
    file.sync_all().await.map_err(at)?;
    drop(file);
    let sha256 = format!("{:x}", hash.finalize());
    verify(order, &part.0, bytes, sha256).await
}

/// What came is judged by its bytes, not by what it is called.
async fn verify(
    order: &Order,
    part: &Path,
    bytes: u64,
    sha256: String,
) -> Result<place::Whole, Fault> {
    let probed = {
        let part = part.to_owned();
        place::blocking(move || media::probe_file(&part)).await
    };
    let probe = match probed {
        Some(Ok(probe)) => probe,
        Some(Err(error)) => return Err(Fault::Wrong(error.to_string())),
        None => return Err(Fault::Wrong("The file could not be checked.".into())),
    };
    if probe.kind != order.key.kind {
        return Err(Fault::Wrong(format!(
            "A {} was expected and a {} came.",
            order.key.kind.as_str(),
            probe.kind.as_str()
        )));
    }
    let promised = order.orientation.size();
    let size = (probe.width, probe.height);
    if promised.is_some_and(|promised| promised != size) && size != (0, 0) {
        // It is paid for, so it is kept; the size on disk is told as it is.
        tracing::warn!(ad = %order.key.ad, ?size, "a picture has another size than the contract promises");
    }
    let (width, height) = if size == (0, 0) {
        promised.unwrap_or_default()
    } else {
        size
    };
    Ok(place::Whole {
        bytes,
        sha256,
        width,
        height,
        extension: probe.format.extension(),
    })
}

/// Copies a whole file of ours from another folder, if it is still what it was.
async fn copy(ctx: &Ctx, order: &Order, part: &Part) -> Option<place::Whole> {
    let from = order.copy_of.clone()?;
    let _permit = ctx.fetches.acquire().await.ok();
    let to = part.0.clone();
    let copied = place::blocking(move || place::copy_whole(&from, &to).ok().map(|()| from));
    let from = copied.await.flatten()?;
    verify(order, &part.0, from.bytes, from.sha256).await.ok()
}

/// A `.part` file, which goes when it is not needed any more, also when fetching is called off.
struct Part(PathBuf);

impl Part {
    async fn at(path: &Path) -> io::Result<Self> {
        let part = disk::part_name(path);
        if let Some(folder) = part.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        Ok(Self(part))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is nothing to remove.
        std::fs::remove_file(&self.0).ok();
    }
}
