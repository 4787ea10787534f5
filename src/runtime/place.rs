//! The name of a file on disk: chosen once, taken in the library before anything is written, never somebody else's.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::library::{FileKey, LibraryError, Plan, Progress};
use crate::model::ad::FileOnDisk;
use crate::model::naming::Taken;

use super::finish;
use super::keeper::Keeper;
use super::note::Ctx;

/// Where a file shall go.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The delivery's folder.
    pub folder: PathBuf,
    /// Its name below, as the template says.
    pub relative: PathBuf,
}

/// What is known of a checked `.part` file.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    pub bytes: u64,
    pub sha256: String,
    pub width: u32,
    pub height: u32,
    pub extension: &'static str,
}

/// How a file begins.
pub(super) enum Begun {
    /// An earlier run brought it as far as its final name.
    Whole(FileOnDisk),
    /// It is to be written here; so much of it is there already.
    At(PathBuf, Option<Progress>),
}

/// Why a file does not come to its name.
#[derive(Debug)]
pub(super) enum Fault {
    Disk(io::Error, PathBuf),
    Library(LibraryError),
}

/// Recognises what an earlier run left, or takes a name.
pub(super) async fn begin(ctx: &Ctx, key: &FileKey, place: &Place) -> Result<Begun, LibraryError> {
    let asked = key.clone();
    let plan = ctx.keeper.run(move |library| library.plan(&asked)).await?;
    if let Some(plan) = plan {
        let folder = place.folder.clone();
        match blocking(move || left(plan, &folder)).await.flatten() {
            Some(Left::Whole(file, touched)) => {
                let (asked, whole) = (key.clone(), file.clone());
                ctx.keeper
                    .share(move |library| library.record_file(&asked, &whole, touched))
                    .await?;
                return Ok(Begun::Whole(file));
            }
            Some(Left::Free(path, progress)) => return Ok(Begun::At(path, progress)),
            None => {}
        }
    }
    let path = take(&ctx.keeper, key, place, &place.relative).await?;
    crash::point(CrashPoint::AfterPlan);
    Ok(Begun::At(path, None))
}

/// What an earlier run left of a file.
enum Left {
    /// All of it, under its name, and when it was written.
    Whole(FileOnDisk, Option<i64>),
    /// Its name, and what there is in its `.part`.
    Free(PathBuf, Option<Progress>),
}

fn left(plan: Plan, folder: &Path) -> Option<Left> {
    let part = disk::part_name(&plan.path);
    if !plan.path.starts_with(folder) {
        // In another folder it may be whole, and still it is wanted in this one.
        std::fs::remove_file(part).ok();
        return None;
    }
    let is_promised = plan.promise.is_some();
    if let Some(file) = plan.promise.filter(is_whole) {
        // Between its two names the program may have ended.
        std::fs::remove_file(part).ok();
        let touched = finish::touched(&file.path);
        return Some(Left::Whole(file, touched));
    }
    let there = std::fs::metadata(&part).map(|meta| meta.len()).ok();
    // Where files have one name only, an empty file may hold the name of the one that was to follow.
    let is_empty = std::fs::metadata(&plan.path).is_ok_and(|meta| meta.len() == 0);
    if is_promised && is_empty && there.is_some() {
        std::fs::remove_file(&plan.path).ok();
    }
    let progress = plan
        .progress
        .filter(|progress| there.is_some_and(|there| there >= progress.bytes));
    let is_free = is_free(&plan.path);
    if progress.is_none() || !is_free {
        // What cannot be taken up is begun anew.
        std::fs::remove_file(part).ok();
    }
    is_free.then_some(Left::Free(plan.path, progress))
}

/// Takes the first name that is neither on the disk nor in the library.
pub(super) async fn take(
    keeper: &Keeper,
    key: &FileKey,
    place: &Place,
    relative: &Path,
) -> Result<PathBuf, LibraryError> {
    let mut tried = Taken::default();
    loop {
        let path = place.folder.join(tried.claim(relative));
        let asked = path.clone();
        if !blocking(move || is_free(&asked)).await.unwrap_or(true) {
            continue;
        }
        let (asked, wanted) = (key.clone(), path.clone());
        let is_ours = keeper
            .share(move |library| library.plan_file(&asked, &wanted))
            .await?;
        if is_ours {
            return Ok(path);
        }
    }
}

pub(super) fn is_free(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err()
}

/// Whether a file is, byte for byte, what was noted of it.
pub(super) fn is_whole(file: &FileOnDisk) -> bool {
    std::fs::metadata(&file.path).is_ok_and(|meta| meta.len() == file.bytes)
        && read_through(&file.path, |_| Ok(())).is_ok_and(|hash| hash == file.sha256)
}

/// Copies a file of ours, if it is still whole, and syncs the copy.
pub(super) fn copy_whole(from: &FileOnDisk, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut copy = File::create(to)?;
    let hash = read_through(&from.path, |piece| copy.write_all(piece))?;
    if hash != from.sha256 {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    copy.sync_all()
}

/// Hands a file on piece by piece; its hash.
fn read_through(path: &Path, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else {
            return Ok(format!("{:x}", hash.finalize()));
        };
        hash.update(piece);
        take(piece)?;
    }
}

/// Work that blocks; `None` if it panicked. Where the program ends before it was begun, whoever waits for it waits until
/// it ends too: nothing may follow from work that was not done.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Some(done),
        Err(error) if error.is_cancelled() => std::future::pending().await,
        Err(_) => None,
    }
}
