//! The name of a file on disk: chosen once, taken in the library before anything is written, never somebody else's.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::library::{FileKey, LibraryError};
use crate::model::ad::FileOnDisk;
use crate::model::naming::Taken;

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
    /// It is to be written here.
    At(PathBuf),
}

/// Why a file does not come to its name.
pub(super) enum Fault {
    Disk(io::Error, PathBuf),
    Library(LibraryError),
}

impl From<LibraryError> for Fault {
    fn from(error: LibraryError) -> Self {
        Self::Library(error)
    }
}

/// Recognises what an earlier run left, or takes a name.
pub(super) async fn begin(ctx: &Ctx, key: &FileKey, place: &Place) -> Result<Begun, LibraryError> {
    let asked = key.clone();
    let plan = ctx.keeper.run(move |library| library.plan(&asked)).await?;
    if let Some(plan) = plan {
        // In another folder it may be whole, and still it is wanted in this one.
        let promise = plan
            .promise
            .clone()
            .filter(|file| file.path.starts_with(&place.folder));
        let is_promised = promise.is_some();
        let whole = blocking(move || {
            let file = promise.filter(is_whole)?;
            // Between its two names the program may have ended.
            std::fs::remove_file(disk::part_name(&file.path)).ok();
            Some(file)
        });
        if let Some(file) = whole.await.flatten() {
            record(ctx, key, &file).await?;
            return Ok(Begun::Whole(file));
        }
        let path = plan.path.clone();
        let is_free = blocking(move || {
            let (part, taken) = (disk::part_name(&path), std::fs::metadata(&path));
            // Where files have one name only, an empty file may hold the name of the one that was to follow.
            if is_promised && part.exists() && taken.is_ok_and(|meta| meta.len() == 0) {
                std::fs::remove_file(&path).ok();
            }
            // What an earlier run had begun is begun anew.
            std::fs::remove_file(part).ok();
            is_free(&path)
        });
        if is_free.await.unwrap_or(false) && plan.path.starts_with(&place.folder) {
            return Ok(Begun::At(plan.path));
        }
    }
    Ok(Begun::At(take(ctx, key, place, &place.relative).await?))
}

/// Promises, renames and records. The extension is corrected if what came is of another kind than its address said.
pub(super) async fn finish(
    ctx: &Ctx,
    key: &FileKey,
    place: &Place,
    planned: PathBuf,
    whole: Whole,
    part: &Path,
) -> Result<FileOnDisk, Fault> {
    let wished = planned.with_extension(whole.extension);
    let asked = wished.clone();
    let mut path = if wished == planned && blocking(move || is_free(&asked)).await.unwrap_or(false)
    {
        planned
    } else {
        // Somebody put a file there in the meantime, or it ends otherwise.
        let relative = place.relative.with_extension(whole.extension);
        take(ctx, key, place, &relative).await?
    };
    loop {
        let file = FileOnDisk {
            path: path.clone(),
            bytes: whole.bytes,
            sha256: whole.sha256.clone(),
            width: whole.width,
            height: whole.height,
        };
        let (asked, promised) = (key.clone(), file.clone());
        ctx.keeper
            .run(move |library| library.promise_file(&asked, &promised))
            .await?;
        let (from, to) = (part.to_owned(), path.clone());
        let named = blocking(move || {
            disk::give_name(&from, &to).inspect(|()| disk::sync_folder_of(&to))
        });
        match named.await.unwrap_or_else(|| Err(io::Error::other("interrupted"))) {
            Ok(()) => {
                crash::point(CrashPoint::AfterRename);
                record(ctx, key, &file).await?;
                return Ok(file);
            }
            // It appeared since it was looked for.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let relative = place.relative.with_extension(whole.extension);
                path = take(ctx, key, place, &relative).await?;
            }
            Err(error) => return Err(Fault::Disk(error, path)),
        }
    }
}

async fn record(ctx: &Ctx, key: &FileKey, file: &FileOnDisk) -> Result<(), LibraryError> {
    let (key, file) = (key.clone(), file.clone());
    ctx.keeper
        .run(move |library| library.record_file(&key, &file))
        .await
}

/// Takes the first name that is neither on the disk nor in the library.
async fn take(
    ctx: &Ctx,
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
        let is_ours = ctx
            .keeper
            .run(move |library| library.plan_file(&asked, &wanted))
            .await?;
        if is_ours {
            return Ok(path);
        }
    }
}

fn is_free(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err()
}

/// Whether a file is, byte for byte, what was noted of it.
pub(super) fn is_whole(file: &FileOnDisk) -> bool {
    std::fs::metadata(&file.path).is_ok_and(|meta| meta.len() == file.bytes)
        && read_through(&file.path, |_| Ok(())).is_ok_and(|hash| hash == file.sha256)
}

/// Copies a file of ours, if it is still whole, and syncs the copy.
pub(super) fn copy_whole(from: &FileOnDisk, to: &Path) -> io::Result<()> {
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
