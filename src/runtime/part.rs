//! A `.part` file and what is known of it, and the thread that writes it: bytes and hash, off the async workers.
//!
//! Must not decide what is fetched. What is in a `.part` stays there when fetching is called off, so that it can be taken
//! up again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::api::{Resume, Version};
use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::base::trial::Disk;
use crate::library::Progress;

/// Pieces that may wait for the disk; more, and the network waits.
const PIECES: usize = 8;
/// How often the bytes of a file that takes long are made to reach the disk.
const SYNC_EVERY: Duration = Duration::from_secs(2);
/// Less than this is not worth being taken up.
const WORTH: u64 = 64 * 1024;

/// A `.part` file as far as it is known.
#[derive(Debug)]
pub(super) struct Part {
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes in it that are of `version`.
    pub bytes: u64,
    /// Of which state of the file they are; what cannot be told is not taken up.
    pub version: Option<Version>,
}

impl Part {
    /// The `.part` of a file, with what an earlier run left of it.
    pub fn of(path: &Path, progress: Option<Progress>) -> Self {
        let found = progress.and_then(|it| Some((it.bytes, Version::of_text(&it.version)?)));
        Self {
            path: disk::part_name(path),
            bytes: found.as_ref().map_or(0, |(bytes, _)| *bytes),
            version: found.map(|(_, version)| version),
        }
    }

    /// What the server may be asked to go on from.
    pub fn resume(&self) -> Option<Resume> {
        let version = self.version.clone().filter(|_| self.bytes > 0)?;
        Some(Resume {
            offset: self.bytes,
            version,
        })
    }

    /// What is in it is of no use.
    pub fn reset(&mut self) {
        self.bytes = 0;
        self.version = None;
    }

    /// What the library keeps of it, if it is worth being taken up at a later start, `bytes` of it being on the disk.
    pub fn progress(&self, bytes: u64) -> Option<Progress> {
        let version = self.version.as_ref().filter(|_| bytes >= WORTH)?;
        Some(Progress {
            bytes,
            version: version.to_text(),
        })
    }
}

/// What lies in a `.part` after writing.
#[derive(Debug)]
pub(super) struct Written {
    pub bytes: u64,
    /// Lowercase hex, of all of it.
    pub sha256: String,
}

/// A `.part` that is being written.
#[derive(Debug)]
pub(super) struct Writing {
    pieces: mpsc::Sender<Bytes>,
    durable: Arc<AtomicU64>,
    end: JoinHandle<io::Result<Written>>,
}

impl Writing {
    /// Goes on writing after the first `start` bytes; whatever is behind them is cut off.
    pub fn begin(disk: &Disk, path: &Path, start: u64) -> Self {
        let (pieces, queue) = mpsc::channel(PIECES);
        let durable = Arc::new(AtomicU64::new(0));
        let (disk, path, noted) = (disk.clone(), path.to_owned(), Arc::clone(&durable));
        let end = tokio::task::spawn_blocking(move || write(&disk, &path, start, queue, &noted));
        Self {
            pieces,
            durable,
            end,
        }
    }

    /// Hands a piece on; `false` when it cannot be written, and [`Writing::end`] says why.
    pub async fn push(&self, piece: Bytes) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    /// Bytes from the beginning that have reached the disk, as far as that was waited for.
    pub fn durable(&self) -> u64 {
        self.durable.load(Ordering::SeqCst)
    }

    /// Waits until everything is written.
    pub async fn end(self) -> io::Result<Written> {
        drop(self.pieces);
        match self.end.await {
            Ok(written) => written,
            // The program ends: nothing may follow from what was not done.
            Err(error) if error.is_cancelled() => std::future::pending().await,
            Err(_) => Err(io::Error::other("interrupted")),
        }
    }
}

fn write(
    disk: &Disk,
    path: &Path,
    start: u64,
    mut pieces: mpsc::Receiver<Bytes>,
    durable: &AtomicU64,
) -> io::Result<Written> {
    let mut file = disk.call(|| open(path))?;
    // Whoever wrote it before may have been called off a moment ago and still be about its last piece. Where files
    // cannot be locked the hash is of what was written here, and the file is checked again before it has a name.
    file.lock().ok();
    let mut hash = Sha256::new();
    read_first(&mut file, start, &mut hash)?;
    file.set_len(start)?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = start;
    let mut synced = Instant::now();
    while let Some(piece) = pieces.blocking_recv() {
        disk.write(&mut file, &piece)?;
        hash.update(&piece);
        bytes += piece.len() as u64;
        crash::point(CrashPoint::DuringPart);
        if start > 0 {
            crash::point(CrashPoint::DuringRest);
        }
        if synced.elapsed() >= SYNC_EVERY {
            disk.call(|| file.sync_data())?;
            durable.store(bytes, Ordering::SeqCst);
            synced = Instant::now();
        }
    }
    Ok(Written {
        bytes,
        sha256: format!("{:x}", hash.finalize()),
    })
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// Reads the first `count` bytes into the hash.
fn read_first(file: &mut File, count: u64, hash: &mut Sha256) -> io::Result<()> {
    let mut first = file.take(count);
    let mut buffer = vec![0; 64 * 1024];
    let mut left = count;
    while left > 0 {
        let read = first.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        };
        hash.update(piece);
        left -= read as u64;
    }
    Ok(())
}

/// Makes everything in a `.part` reach the disk: its length, if it is there.
pub(super) fn sync(path: &Path) -> Option<u64> {
    // Windows syncs only what may be written to.
    let file = OpenOptions::new().write(true).open(path).ok()?;
    file.sync_data().ok()?;
    Some(file.metadata().ok()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_taken_up_has_the_hash_of_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/a.part");
        let disk = Disk::default();
        let writing = Writing::begin(&disk, &path, 0);
        assert!(writing.push(Bytes::from_static(b"one two")).await);
        assert_eq!(writing.end().await.unwrap().bytes, 7);
        let writing = Writing::begin(&disk, &path, 4);
        assert!(writing.push(Bytes::from_static(b"three")).await);
        let written = writing.end().await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one three");
        assert_eq!(written.bytes, 9);
        assert_eq!(
            written.sha256,
            format!("{:x}", Sha256::digest(b"one three"))
        );
        // What is not there cannot be taken up.
        assert!(Writing::begin(&disk, &path, 100).end().await.is_err());
    }

    #[test]
    fn only_what_can_be_told_apart_and_is_worth_it_is_kept() {
        let mut part = Part::of(Path::new("/ads/a.png"), None);
        assert!(part.resume().is_none());
        part.bytes = WORTH;
        assert!(part.resume().is_none() && part.progress(WORTH).is_none());
        part.version = Version::of_text("* \"a\"");
        let kept = part.progress(WORTH).unwrap();
        assert!(part.progress(WORTH - 1).is_none());
        let again = Part::of(Path::new("/ads/a.png"), Some(kept));
        assert_eq!(again.resume(), part.resume());
        part.reset();
        assert!(part.resume().is_none());
    }
}
