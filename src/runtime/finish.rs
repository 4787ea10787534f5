//! The last steps of files, several at a time: all `.part` files reach the disk, one commit promises them, they get their
//! names, their folders reach the disk, one commit records them.
//!
//! Must not change that order: what bears a final name is whole even after a power cut, and a crash between any two steps
//! leaves neither a duplicate nor a doubt.

use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use tokio::sync::{mpsc, oneshot};

use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::base::trial::Disk;
use crate::library::{FileKey, LibraryError};
use crate::model::ad::FileOnDisk;

use super::keeper::Keeper;
use super::place::{self, Fault, Place, Whole, blocking};

/// Files whose last steps are taken together.
const TOGETHER: usize = 32;
/// Files that are synced at the same time: their writes go to the disk side by side.
const SYNCS: usize = 8;

/// A checked `.part` file that waits for its name.
pub(super) struct Finished {
    pub key: FileKey,
    pub place: Place,
    /// The name that was taken for it.
    pub planned: PathBuf,
    pub whole: Whole,
    pub part: PathBuf,
    /// Hears how it ended.
    pub reply: oneshot::Sender<Result<FileOnDisk, Fault>>,
}

/// A file under its name, and when it was written.
type Named = (Finished, FileOnDisk, Option<i64>);

impl Finished {
    fn file(&self, path: PathBuf) -> FileOnDisk {
        FileOnDisk {
            path,
            bytes: self.whole.bytes,
            sha256: self.whole.sha256.clone(),
            width: self.whole.width,
            height: self.whole.height,
        }
    }

    fn answer(self, outcome: Result<FileOnDisk, Fault>) {
        // Whoever fetched it may have been called off; it is on the disk and in the library all the same.
        self.reply.send(outcome).ok();
    }
}

/// Takes files to their names until nobody sends any more.
pub(super) async fn run(keeper: Keeper, disk: Disk, mut files: mpsc::Receiver<Finished>) {
    let mut group = Vec::new();
    while files.recv_many(&mut group, TOGETHER).await > 0 {
        finish(&keeper, &disk, std::mem::take(&mut group)).await;
    }
}

async fn finish(keeper: &Keeper, disk: &Disk, mut group: Vec<Finished>) {
    // Those that were called off meanwhile may be wanted elsewhere by now.
    group.retain(|finished| !finished.reply.is_closed());
    let durable = sync_all(disk, group).await;
    if !durable.is_empty() {
        crash::point(CrashPoint::AfterPart);
    }
    let mut waiting = Vec::new();
    for finished in durable {
        match name(keeper, &finished).await {
            Ok(path) => waiting.push((finished, path)),
            Err(error) => finished.answer(Err(Fault::Library(error))),
        }
    }
    while !waiting.is_empty() {
        let promised = promise(keeper, waiting).await;
        if !promised.is_empty() {
            crash::point(CrashPoint::AfterPromise);
        }
        let (named, taken) = give_names(disk, promised).await;
        record(keeper, named).await;
        // Those whose name somebody took in this very moment get another.
        waiting = Vec::new();
        for finished in taken {
            let relative = finished
                .place
                .relative
                .with_extension(finished.whole.extension);
            match place::take(keeper, &finished.key, &finished.place, &relative).await {
                Ok(path) => waiting.push((finished, path)),
                Err(error) => finished.answer(Err(Fault::Library(error))),
            }
        }
    }
}

/// Makes the bytes of all reach the disk; those that do not are answered.
async fn sync_all(disk: &Disk, group: Vec<Finished>) -> Vec<Finished> {
    let parts: Vec<PathBuf> = group.iter().map(|it| it.part.clone()).collect();
    let disk = disk.clone();
    let synced = blocking(move || {
        let disk = &disk;
        let share = parts.len().div_ceil(SYNCS).max(1);
        std::thread::scope(|scope| {
            let shares: Vec<_> = parts
                .chunks(share)
                .map(|share| {
                    scope.spawn(move || share.iter().map(|part| disk.call(|| sync(part))).collect())
                })
                .collect();
            let of_share = |share: std::thread::ScopedJoinHandle<'_, Vec<io::Result<()>>>| {
                share.join().unwrap_or_default()
            };
            shares.into_iter().flat_map(of_share).collect::<Vec<_>>()
        })
    });
    let mut synced = synced.await.unwrap_or_default().into_iter();
    let mut durable = Vec::new();
    for finished in group {
        match synced.next() {
            Some(Ok(())) => durable.push(finished),
            Some(Err(error)) => {
                let part = finished.part.clone();
                finished.answer(Err(Fault::Disk(error, part)));
            }
            None => {
                let part = finished.part.clone();
                finished.answer(Err(Fault::Disk(io::Error::other("interrupted"), part)));
            }
        }
    }
    durable
}

fn sync(part: &Path) -> io::Result<()> {
    // Windows syncs only what may be written to.
    OpenOptions::new().write(true).open(part)?.sync_all()
}

/// The name that was taken for a file, or another if that is taken on the disk, or ends otherwise than what came.
async fn name(keeper: &Keeper, finished: &Finished) -> Result<PathBuf, LibraryError> {
    let wished = finished.planned.with_extension(finished.whole.extension);
    let asked = wished.clone();
    let is_free = blocking(move || place::is_free(&asked)).await;
    if wished == finished.planned && is_free.unwrap_or(false) {
        return Ok(wished);
    }
    let relative = finished
        .place
        .relative
        .with_extension(finished.whole.extension);
    place::take(keeper, &finished.key, &finished.place, &relative).await
}

/// Writes down what is about to get which name, in one commit; those that are not written are answered.
async fn promise(keeper: &Keeper, files: Vec<(Finished, PathBuf)>) -> Vec<(Finished, FileOnDisk)> {
    let files: Vec<_> = files
        .into_iter()
        .map(|(finished, path)| {
            let file = finished.file(path);
            (finished, file)
        })
        .collect();
    let asked: Vec<_> = files
        .iter()
        .map(|(finished, file)| (finished.key.clone(), file.clone()))
        .collect();
    let promised = keeper
        .share(move |library| {
            let mut promise = |(key, file): &(FileKey, FileOnDisk)| library.promise_file(key, file);
            Ok(asked.iter().map(&mut promise).collect::<Vec<_>>())
        })
        .await;
    sort_out(files, promised)
}

/// Gives the names, then makes the folders reach the disk. Second are those whose name is taken by now.
async fn give_names(
    disk: &Disk,
    files: Vec<(Finished, FileOnDisk)>,
) -> (Vec<Named>, Vec<Finished>) {
    let names: Vec<_> = files
        .iter()
        .map(|(finished, file)| (finished.part.clone(), file.path.clone()))
        .collect();
    let on = disk.clone();
    let given = blocking(move || {
        let give = |(part, path): &(PathBuf, PathBuf)| {
            let given = on.call(|| disk::give_name(part, path));
            given.or_else(|error| {
                if disk::has_name(part, path) {
                    Ok(())
                } else {
                    Err(error)
                }
            })
        };
        let given: Vec<_> = names
            .iter()
            .map(|names| give(names).map(|()| touched(&names.1)))
            .collect();
        let mut folders = HashSet::new();
        for (_, path) in &names {
            if folders.insert(path.parent()) {
                disk::sync_folder_of(path);
            }
        }
        given
    });
    let mut given = given.await.unwrap_or_default().into_iter();
    let (mut named, mut taken) = (Vec::new(), Vec::new());
    for (finished, file) in files {
        match given.next() {
            Some(Ok(touched)) => named.push((finished, file, touched)),
            Some(Err(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                taken.push(finished);
            }
            Some(Err(error)) => finished.answer(Err(Fault::Disk(error, file.path))),
            None => {
                let error = io::Error::other("interrupted");
                finished.answer(Err(Fault::Disk(error, file.path)));
            }
        }
    }
    if !named.is_empty() {
        crash::point(CrashPoint::AfterRename);
    }
    (named, taken)
}

/// Writes down that files are whole under their names, in one commit, and answers all.
async fn record(keeper: &Keeper, files: Vec<Named>) {
    if files.is_empty() {
        return;
    }
    let asked: Vec<_> = files
        .iter()
        .map(|(finished, file, touched)| (finished.key.clone(), file.clone(), *touched))
        .collect();
    let recorded = keeper
        .share(move |library| {
            let mut record = |(key, file, touched): &(FileKey, FileOnDisk, Option<i64>)| {
                library.record_file(key, file, *touched)
            };
            Ok(asked.iter().map(&mut record).collect::<Vec<_>>())
        })
        .await;
    crash::point(CrashPoint::AfterRecord);
    let files = files
        .into_iter()
        .map(|(finished, file, _)| (finished, file))
        .collect();
    for (finished, file) in sort_out(files, recorded) {
        finished.answer(Ok(file));
    }
}

/// Those for which it went well; the others are answered.
fn sort_out(
    files: Vec<(Finished, FileOnDisk)>,
    outcome: Result<Vec<Result<(), LibraryError>>, LibraryError>,
) -> Vec<(Finished, FileOnDisk)> {
    let mut each = match outcome {
        Ok(each) => each.into_iter(),
        Err(error) => {
            for (finished, _) in files {
                finished.answer(Err(Fault::Library(error.for_another())));
            }
            return Vec::new();
        }
    };
    let mut well = Vec::new();
    for (finished, file) in files {
        match each.next().unwrap_or(Err(LibraryError::Closed)) {
            Ok(()) => well.push((finished, file)),
            Err(error) => finished.answer(Err(Fault::Library(error))),
        }
    }
    well
}

/// When a file was last written, in milliseconds since the Unix epoch.
pub(super) fn touched(path: &Path) -> Option<i64> {
    let modified = std::fs::metadata(path).ok()?.modified().ok()?;
    let since = modified.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}
