//! One file from its address to its final name: `.part`, length, kind, and what is done when any of it goes wrong.
//!
//! Must not stop anything else: whatever goes wrong with one file ends in a sentence for that file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::api::{self, ApiError, Priority};
use crate::base::clock::Timestamp;
use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::library::{FileKey, LibraryError};
use crate::media;
use crate::model::account::Account;
use crate::model::ad::{FileOnDisk, Orientation};

use super::absorb::url_in;
use super::finish::Finished;
use super::note::{Ctx, Look, Note, Turn};
use super::part::{self, Part, Writing, Written};
use super::place::{self, Place};
use super::poll;
use super::room;

/// Attempts at one file, whatever goes wrong with it.
const ATTEMPTS: u32 = 8;

/// One file to be fetched.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub key: FileKey,
    pub account: Arc<Account>,
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
    /// The address was good until then, and the service knows no newer one.
    Expired(Timestamp),
    /// There is no room for it; the sentence says how much is missing.
    NoRoom(String),
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
            Self::Expired(until) => format!(
                "The address of this file was good until {}, and the service gave no newer one. Fetch it again in a few \
                 minutes; if it stays so, ask the service for a new address.",
                until.strftime("%-d %B %Y, %H:%M UTC")
            ),
            Self::NoRoom(sentence) => sentence.clone(),
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
        // Some stores say 400 of an address whose time is over.
        matches!(self, Self::Api(error) if matches!(error.status(), Some(400 | 401 | 403 | 404 | 410)))
    }

    /// Whether what came so far may be part of the right file.
    fn may_be_taken_up(&self) -> bool {
        matches!(self, Self::Api(_) | Self::Expired(_))
    }
}

impl From<LibraryError> for Fault {
    fn from(error: LibraryError) -> Self {
        Self::Library(error)
    }
}

impl From<place::Fault> for Fault {
    fn from(fault: place::Fault) -> Self {
        match fault {
            place::Fault::Disk(error, path) => Self::Disk(error, path),
            place::Fault::Library(error) => Self::Library(error),
        }
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
            Err(sentence)
        }
    };
    let file = order.key;
    ctx.tell(Note::Fetched { file, outcome }).await;
}

async fn bring(ctx: &Ctx, order: &Order) -> Result<FileOnDisk, Fault> {
    let (planned, progress) = match place::begin(ctx, &order.key, &order.place).await {
        Ok(place::Begun::Whole(file)) => return Ok(file),
        Ok(place::Begun::At(path, progress)) => (path, progress),
        Err(error) => return Err(give_up(ctx, order, None, error.into()).await),
    };
    let mut part = Part::of(&planned, progress);
    let copied = copy(ctx, order, &part).await;
    if order.copy_of.is_some() && copied.is_none() {
        // It was written over.
        part.reset();
    }
    let whole = match copied {
        Some(whole) => Ok(whole),
        None => attempts(ctx, order, &mut part).await,
    };
    let finished = match whole {
        Ok(whole) => finish(ctx, order, planned, whole, &part).await,
        Err(fault) => Err(fault),
    };
    match finished {
        Ok(file) => Ok(file),
        Err(fault) => Err(give_up(ctx, order, Some(part), fault).await),
    }
}

async fn finish(
    ctx: &Ctx,
    order: &Order,
    planned: PathBuf,
    whole: place::Whole,
    part: &Part,
) -> Result<FileOnDisk, Fault> {
    let (reply, answer) = oneshot::channel();
    let finished = Finished {
        key: order.key.clone(),
        place: order.place.clone(),
        planned,
        whole,
        part: part.path.clone(),
        reply,
    };
    if ctx.finished.send(finished).await.is_err() {
        return Err(LibraryError::Closed.into());
    }
    match answer.await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(LibraryError::Closed.into()),
    }
}

/// Writes down that a file is given up for now. What there is of it is kept if it can be taken up, and goes otherwise.
async fn give_up(ctx: &Ctx, order: &Order, part: Option<Part>, fault: Fault) -> Fault {
    let mut kept = None;
    if let Some(part) = part {
        let path = part.path.clone();
        let is_kept = fault.may_be_taken_up();
        let there = place::blocking(move || {
            let there = part::sync(&path).filter(|_| is_kept);
            if there.is_none() {
                std::fs::remove_file(&path).ok();
            }
            there
        });
        let there = there.await.flatten();
        kept = there.and_then(|there| part.progress(part.bytes.min(there)));
        if kept.is_none() && there.is_some() {
            let path = part.path;
            place::blocking(move || std::fs::remove_file(path).ok()).await;
        }
    }
    let (key, sentence) = (order.key.clone(), fault.sentence());
    let is_left = matches!(fault, Fault::Library(_));
    let noted = ctx
        .keeper
        .share(move |library| match kept {
            Some(progress) => {
                library.note_progress(&key, &progress)?;
                library.pause_file(&key, &sentence)
            }
            None if is_left => library.leave_file(&key, &sentence),
            None => library.fail_file(&key, &sentence),
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!("that a file failed is not written down: {error}");
    }
    fault
}

async fn attempts(ctx: &Ctx, order: &Order, part: &mut Part) -> Result<place::Whole, Fault> {
    let mut url = order.url.clone();
    let mut may_refresh = true;
    let mut started = Instant::now();
    let mut attempt = 1;
    let mut farthest = part.bytes;
    loop {
        // An address whose time is over is not even tried, if there is a newer one.
        if may_refresh && expired(ctx, &url).is_some() {
            may_refresh = false;
            url = refresh(ctx, order).await.unwrap_or(url);
        }
        let fault = match once(ctx, order, &url, part).await {
            Ok(whole) => return Ok(whole),
            Err(fault) => fault,
        };
        if !fault.may_be_taken_up() {
            part.reset();
        }
        if may_refresh && fault.is_stale() {
            may_refresh = false;
            if let Some(fresh) = refresh(ctx, order).await {
                url = fresh;
                continue;
            }
        }
        if fault.is_stale()
            && let Some(until) = expired(ctx, &url)
        {
            return Err(Fault::Expired(until));
        }
        // Whoever comes further has all patience anew: the end is that much nearer.
        if part.bytes > farthest {
            farthest = part.bytes;
            started = Instant::now();
            attempt = 1;
        }
        let wait = wait_after(ctx, &url, &fault, attempt, started.elapsed());
        let Some(wait) = wait else {
            return Err(fault);
        };
        // The lid may be closed during the pause.
        keep(ctx, order, part).await;
        tracing::info!(ad = %order.key.ad, attempt, from = part.bytes, "a file is fetched again: {}", fault.sentence());
        tokio::time::sleep(wait).await;
        attempt += 1;
    }
}

/// When an address ceased to be good, if it says so and that is over.
fn expired(ctx: &Ctx, url: &str) -> Option<Timestamp> {
    api::expires_at(url).filter(|until| *until <= ctx.clock.now())
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
            Some(ctx.pause(attempt).min(Duration::from_secs(20)))
        }
        Fault::Wrong(_)
        | Fault::Expired(_)
        | Fault::NoRoom(_)
        | Fault::Disk(..)
        | Fault::Library(_) => None,
    }
}

/// Asks the service for the address of today.
async fn refresh(ctx: &Ctx, order: &Order) -> Option<String> {
    let look = poll::look(ctx, &order.account, &order.key.delivery, Priority::Account).await;
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

async fn once(ctx: &Ctx, order: &Order, url: &str, part: &mut Part) -> Result<place::Whole, Fault> {
    let written = {
        // Few are fetched at the same time; one that pauses between attempts keeps nobody waiting.
        let _lane = ctx.lanes.take(url).await;
        receive(ctx, order, url, part).await?
    };
    verify(order, &part.path, written.bytes, written.sha256).await
}

/// Fetches what is missing in the `.part`.
async fn receive(ctx: &Ctx, order: &Order, url: &str, part: &mut Part) -> Result<Written, Fault> {
    let http = ctx.http.about(&order.key.delivery);
    let mut download = api::fetch_from(&http, url, part.resume().as_ref()).await?;
    if download.is_multiplexed {
        ctx.lanes.widen(url);
    }
    if let Some(total) = download.total {
        has_room(order, total.saturating_sub(download.start)).await?;
    }
    let is_taken_up = download.start > 0 && download.version.is_none();
    if !is_taken_up {
        part.version = download.version.take();
    }
    part.bytes = download.start;
    let writing = Writing::begin(&ctx.disk, &part.path, download.start);
    let mut noted = 0;
    let ended = loop {
        match download.chunk().await {
            Ok(Some(piece)) => {
                if !writing.push(piece).await {
                    break Ok(());
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
        let durable = writing.durable();
        if durable > noted {
            noted = durable;
            note_progress(ctx, order, part, durable).await;
        }
    };
    let written = writing.end().await.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => Fault::Wrong("What was there of it has gone.".to_owned()),
        _ => Fault::Disk(error, part.path.clone()),
    })?;
    part.bytes = written.bytes;
    ended?;
    match download.total {
        Some(told) if told != written.bytes => Err(Fault::Wrong(format!(
            "The file has {} bytes where {told} were announced.",
            written.bytes
        ))),
        _ => Ok(written),
    }
}

/// Makes what there is of a file reach the disk and notes it, if it is worth being taken up.
async fn keep(ctx: &Ctx, order: &Order, part: &Part) {
    if part.progress(part.bytes).is_none() {
        return;
    }
    let path = part.path.clone();
    let there = place::blocking(move || part::sync(&path)).await.flatten();
    note_progress(ctx, order, part, part.bytes.min(there.unwrap_or(0))).await;
}

/// Notes how much of a file has reached the disk, so that it can be taken up after a crash. Not worth stopping for.
async fn note_progress(ctx: &Ctx, order: &Order, part: &Part, durable: u64) {
    let Some(progress) = part.progress(durable) else {
        return;
    };
    let key = order.key.clone();
    let noted = ctx
        .keeper
        .share(move |library| library.note_progress(&key, &progress))
        .await;
    match noted {
        Ok(()) => crash::point(CrashPoint::AfterProgress),
        Err(error) => tracing::warn!("how far a file has come is not written down: {error}"),
    }
}

/// Refuses a file for which there is no room, before the first byte of it is written.
async fn has_room(order: &Order, need: u64) -> Result<(), Fault> {
    let folder = order.place.folder.clone();
    let refusal = place::blocking(move || {
        let free = disk::free_space(&folder).ok()?;
        room::refusal(&folder, need, free)
    });
    match refusal.await.flatten() {
        Some(sentence) => Err(Fault::NoRoom(sentence)),
        None => Ok(()),
    }
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
    let _lane = ctx.lanes.take_local().await;
    let to = part.path.clone();
    let copied = place::blocking(move || place::copy_whole(&from, &to).ok().map(|()| from));
    let from = copied.await.flatten()?;
    verify(order, &part.path, from.bytes, from.sha256)
        .await
        .ok()
}
