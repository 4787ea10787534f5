//! Pictures for the screen, decoded and scaled by worker threads. The window says in every frame which ones it wants,
//! most wanted first; what it no longer wants is forgotten before it is begun.
//!
//! Must not keep pictures (the window's texture cache does) and must not know egui: it wakes through a plain callback.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::media::{self, MediaError};
use crate::model::ad::FileOnDisk;

pub use crate::media::RgbaPixels;

/// More can hardly be seen at once.
const MOST_WANTED: usize = 512;
/// Finished pictures that may lie about untaken; workers rest when there are more.
const MOST_UNTAKEN: usize = 8;
/// No picture on the screen is longer than this, so that one texture stays below 64 MB.
const LONGEST_SIDE: u32 = 4096;
/// How long the end may take. A worker that hangs in a dead network folder must not keep the program open.
const PATIENCE: Duration = Duration::from_secs(2);

/// Wakes who waits for pictures.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A file, and the state of it that is meant: a file that was fetched anew is another source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PictureSource {
    /// Absolute path.
    pub path: Arc<Path>,
    /// The beginning of its hash.
    pub version: u64,
}

impl PictureSource {
    /// The source that a verified file is.
    pub fn of(file: &FileOnDisk) -> Self {
        let prefix = file.sha256.get(..16).unwrap_or_default();
        Self {
            path: Arc::from(file.path.as_path()),
            version: u64::from_str_radix(prefix, 16).unwrap_or(file.bytes),
        }
    }
}

/// How large a picture is wanted. A few classes, so that a window that is dragged wider does not decode everything anew
/// at every pixel, each close enough to the next for a smooth picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SizeClass(u32);

impl SizeClass {
    /// As it is on disk.
    pub const FULL: Self = Self(u32::MAX);
    /// A sheet of small pictures, of which one is shown at a time: as on disk, without smaller copies.
    pub const SHEET: Self = Self(2048);
    const WIDTHS: [u32; 8] = [48, 72, 108, 160, 240, 360, 540, 810];

    /// The smallest class that is at least this many pixels wide.
    pub fn at_least(width: f32) -> Self {
        Self::WIDTHS
            .into_iter()
            .find(|class| *class as f32 + 0.5 >= width)
            .map_or(Self::FULL, Self)
    }

    fn width(self) -> u32 {
        self.0.min(LONGEST_SIDE)
    }
}

/// One picture in one size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PictureKey {
    /// Which file.
    pub source: PictureSource,
    /// How large.
    pub size: SizeClass,
}

/// An answer.
#[derive(Debug)]
pub struct Picture {
    /// What was asked for.
    pub key: PictureKey,
    /// The picture, or why there is none.
    pub outcome: Result<RgbaPixels, Fault>,
}

/// Why a picture cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One plain sentence.
    pub sentence: String,
    /// The file is not there any more.
    pub missing: bool,
}

impl Fault {
    pub(super) fn of(error: &MediaError) -> Self {
        let missing = error.is_missing();
        let sentence = if missing {
            "The file is no longer there.".into()
        } else {
            error.to_string()
        };
        Self { sentence, missing }
    }
}

/// The workers. Dropping it stops them in order.
pub struct Pictures {
    shared: Arc<Shared>,
    answers: Option<Receiver<Picture>>,
    workers: Vec<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    work: Condvar,
}

#[derive(Default)]
struct State {
    wanted: VecDeque<PictureKey>,
    /// Begun and not yet taken; never begun twice.
    in_hand: HashSet<PictureKey>,
    stop: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the most wanted picture; `None` at the end.
    fn next(&self) -> Option<PictureKey> {
        let mut state = self.state();
        loop {
            if state.stop {
                return None;
            }
            if let Some(key) = state.wanted.pop_front() {
                state.in_hand.insert(key.clone());
                return Some(key);
            }
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Pictures {
    /// Starts this many workers, at least one. `wake` is called from them whenever an answer is ready.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(workers: usize, wake: Wake) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State::default()),
            work: Condvar::new(),
        });
        let (sender, answers) = sync_channel(MOST_UNTAKEN);
        let mut pictures = Self {
            shared,
            answers: Some(answers),
            workers: Vec::new(),
        };
        for number in 1..=workers.max(1) {
            let (shared, sender, wake) = (
                Arc::clone(&pictures.shared),
                sender.clone(),
                Arc::clone(&wake),
            );
            let worker = thread::Builder::new()
                .name(format!("picture-{number}"))
                .spawn(move || work(&shared, &sender, &wake))?;
            pictures.workers.push(worker);
        }
        Ok(pictures)
    }

    /// Says what is wanted now, most wanted first. Replaces the earlier wish as a whole.
    pub fn want(&self, keys: impl IntoIterator<Item = PictureKey>) {
        let mut state = self.shared.state();
        let mut wanted = VecDeque::new();
        for key in keys.into_iter().take(MOST_WANTED) {
            if !state.in_hand.contains(&key) {
                wanted.push_back(key);
            }
        }
        state.wanted = wanted;
        if !state.wanted.is_empty() {
            self.shared.work.notify_all();
        }
    }

    /// Adds to the newest wish, last in line.
    pub fn want_also(&self, key: &PictureKey) {
        let mut state = self.shared.state();
        let known = state.in_hand.contains(key) || state.wanted.contains(key);
        if !known && state.wanted.len() < MOST_WANTED {
            state.wanted.push_back(key.clone());
            self.shared.work.notify_one();
        }
    }

    /// The next answer, if one is ready. Never waits.
    pub fn try_recv(&self) -> Option<Picture> {
        let picture = self.answers.as_ref()?.try_recv().ok()?;
        self.shared.state().in_hand.remove(&picture.key);
        Some(picture)
    }
}

impl Drop for Pictures {
    fn drop(&mut self) {
        {
            let mut state = self.shared.state();
            state.stop = true;
            state.wanted.clear();
        }
        self.shared.work.notify_all();
        // Frees a worker that waits to hand over its answer.
        self.answers = None;
        let step = Duration::from_millis(5);
        let mut waited = Duration::ZERO;
        while waited < PATIENCE && self.workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(step);
            waited += step;
        }
        for worker in self.workers.drain(..).filter(JoinHandle::is_finished) {
            worker.join().ok();
        }
    }
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pictures({} workers)", self.workers.len())
    }
}

fn work(shared: &Shared, answers: &SyncSender<Picture>, wake: &Wake) {
    while let Some(key) = shared.next() {
        let outcome = decode(&key);
        if answers.send(Picture { key, outcome }).is_err() {
            return;
        }
        wake();
    }
}

fn decode(key: &PictureKey) -> Result<RgbaPixels, Fault> {
    // A decoder's own mistake on a hostile file costs this one picture, not the worker.
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        media::thumbnail(&key.source.path, key.size.width(), LONGEST_SIDE)
    }));
    match decoded {
        Ok(Ok(pixels)) => Ok(pixels),
        Ok(Err(error)) => Err(Fault::of(&error)),
        Err(_) => Err(Fault {
            sentence: "The picture is damaged.".into(),
            missing: false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn picture_file(folder: &Path, name: &str, side: u32) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, media::test_png(side, side)).unwrap();
        path
    }

    fn key(path: &Path, size: SizeClass) -> PictureKey {
        PictureKey {
            source: PictureSource {
                path: Arc::from(path),
                version: 1,
            },
            size,
        }
    }

    fn take(pictures: &Pictures) -> Picture {
        for _ in 0..2000 {
            if let Some(picture) = pictures.try_recv() {
                return picture;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("no answer");
    }

    #[test]
    fn wanted_pictures_arrive_in_the_wanted_size_and_wake() {
        let folder = tempfile::tempdir().unwrap();
        let path = picture_file(folder.path(), "a.png", 600);
        let woken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&woken);
        let wake: Wake = Arc::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let pictures = Pictures::start(2, wake).unwrap();
        pictures.want([key(&path, SizeClass::at_least(100.0))]);
        let small = take(&pictures);
        assert_eq!(small.outcome.unwrap().width, 108);
        pictures.want([key(&path, SizeClass::FULL)]);
        assert_eq!(take(&pictures).outcome.unwrap().width, 600);
        drop(pictures);
        assert_eq!(woken.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_fault_is_told_and_the_worker_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let bad = folder.path().join("bad.png");
        std::fs::write(&bad, b"<html>no</html>").unwrap();
        let pictures = Pictures::start(1, Arc::new(|| {})).unwrap();
        pictures.want([
            key(&folder.path().join("gone.png"), SizeClass::FULL),
            key(&bad, SizeClass::FULL),
        ]);
        assert!(take(&pictures).outcome.unwrap_err().missing);
        let fault = take(&pictures).outcome.unwrap_err();
        assert!(!fault.missing && fault.sentence.contains("neither PNG"));
        let good = picture_file(folder.path(), "good.png", 10);
        pictures.want([key(&good, SizeClass::FULL)]);
        assert!(take(&pictures).outcome.is_ok());
    }

    #[test]
    fn a_newer_wish_replaces_the_older_and_nothing_is_begun_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = picture_file(folder.path(), "a.png", 8);
        let pictures = Pictures::start(1, Arc::new(|| {})).unwrap();
        let of = |version| PictureKey {
            source: PictureSource {
                path: Arc::from(path.as_path()),
                version,
            },
            size: SizeClass::FULL,
        };
        // More than may lie about untaken, so that the worker must rest.
        pictures.want((0..100).map(of));
        thread::sleep(Duration::from_millis(100));
        pictures.want([of(3), of(500)]);
        let mut got = Vec::new();
        while got.last() != Some(&500) {
            got.push(take(&pictures).key.source.version);
        }
        assert!(got.len() < 20, "{got:?}");
        assert_eq!(got.iter().filter(|version| **version == 3).count(), 1);
    }

    #[test]
    fn the_end_does_not_wait_for_answers_that_nobody_takes() {
        let folder = tempfile::tempdir().unwrap();
        let path = picture_file(folder.path(), "a.png", 8);
        let pictures = Pictures::start(3, Arc::new(|| {})).unwrap();
        pictures.want((0..100).map(|version| PictureKey {
            source: PictureSource {
                path: Arc::from(path.as_path()),
                version,
            },
            size: SizeClass::FULL,
        }));
        thread::sleep(Duration::from_millis(50));
        drop(pictures);
    }

    #[test]
    fn size_classes_are_never_smaller_than_asked() {
        for width in [1.0, 48.0, 49.0, 240.4, 700.0, 1080.0] {
            assert!(SizeClass::at_least(width).width() as f32 + 0.5 >= width);
        }
        assert_eq!(SizeClass::at_least(811.0), SizeClass::FULL);
    }
}
