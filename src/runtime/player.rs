//! A video that plays: one thread decodes a little ahead and rests while nobody takes pictures.
//!
//! Must not know egui, and must not keep time: whoever shows the pictures says which one is due.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use crate::media::{MediaError, Video};

pub use crate::media::Moment;

use super::pictures::{Fault, PictureSource, Wake};

/// Pictures that wait to be shown; the thread rests when there are as many.
pub const AHEAD: usize = 4;

/// A video in a loop, from some moment on. Dropping it ends its thread.
pub struct Player {
    pictures: Receiver<Shown>,
    /// Whoever shows found nothing and waits to be woken.
    hungry: Arc<AtomicBool>,
    decoded: Arc<AtomicUsize>,
}

/// What comes from the thread.
#[derive(Debug)]
pub enum Shown {
    /// Its length, before anything else.
    Length(Duration),
    /// A picture. Times go on growing when the video begins anew.
    Picture(Moment),
    /// It ends here, for this reason.
    Fault(Fault),
}

impl Player {
    /// Opens a file on a thread of its own and decodes from `from` on, pictures at `1 / shrink` of their size (1, 2 or 4).
    /// `wake` is called when a picture comes that was asked for in vain.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn open(
        source: &PictureSource,
        from: Duration,
        shrink: usize,
        wake: Wake,
    ) -> io::Result<Self> {
        let (sender, pictures) = sync_channel(AHEAD);
        let hungry = Arc::new(AtomicBool::new(true));
        let decoded = Arc::new(AtomicUsize::new(0));
        let desk = Desk {
            sender,
            wake,
            hungry: Arc::clone(&hungry),
            decoded: Arc::clone(&decoded),
        };
        let path = source.path.to_path_buf();
        std::thread::Builder::new()
            .name("film".into())
            .spawn(move || desk.work(path, from, shrink))?;
        Ok(Self {
            pictures,
            hungry,
            decoded,
        })
    }

    /// How many pictures were decoded so far.
    pub fn decoded(&self) -> usize {
        self.decoded.load(Ordering::SeqCst)
    }

    /// What comes next, if it is there. Never waits.
    pub fn try_next(&self) -> Option<Shown> {
        // Said before looking, so that what comes in between wakes.
        self.hungry.store(true, Ordering::SeqCst);
        let shown = self.pictures.try_recv().ok()?;
        self.hungry.store(false, Ordering::SeqCst);
        Some(shown)
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Player")
    }
}

/// The thread's side.
struct Desk {
    sender: SyncSender<Shown>,
    wake: Wake,
    hungry: Arc<AtomicBool>,
    decoded: Arc<AtomicUsize>,
}

impl Desk {
    fn work(self, path: PathBuf, from: Duration, shrink: usize) {
        // A decoder's own mistake on a hostile file costs this one film.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.play(path, from, shrink)));
        let fault = match outcome {
            Ok(Ok(())) => return,
            Ok(Err(error)) => Fault::of(&error),
            Err(_) => Fault {
                sentence: "The film is damaged.".into(),
                missing: false,
            },
        };
        self.hand_over(Shown::Fault(fault));
    }

    /// Ends when nobody takes pictures any more.
    fn play(&self, path: PathBuf, from: Duration, shrink: usize) -> Result<(), MediaError> {
        let video = Video::open(&path)?;
        let length = video.duration();
        if !self.hand_over(Shown::Length(length)) {
            return Ok(());
        }
        let mut begun = Duration::ZERO;
        let mut from = from.min(length);
        loop {
            let mut any = false;
            for moment in video.moments(from, shrink)? {
                let Moment { at, pixels } = moment?;
                any = true;
                self.decoded.fetch_add(1, Ordering::SeqCst);
                let at = begun + at;
                if !self.hand_over(Shown::Picture(Moment { at, pixels })) {
                    return Ok(());
                }
            }
            if !any || length.is_zero() {
                return Err(MediaError::Unplayable(
                    "no picture of it can be decoded".into(),
                ));
            }
            begun += length;
            from = Duration::ZERO;
        }
    }

    fn hand_over(&self, shown: Shown) -> bool {
        let taken = self.sender.send(shown).is_ok();
        if taken && self.hungry.swap(false, Ordering::SeqCst) {
            (self.wake)();
        }
        taken
    }
}
