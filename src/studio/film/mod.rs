//! Films: a concept becomes six seconds of H.264 in an MP4 file, made in memory.
//!
//! [`reel`] draws everything once and develops any frame straight to the encoder's planes; [`make`] cuts the film into a
//! fixed number of chunks that any number of threads encode. Must not know the service. The same film gives the same
//! bytes on every processor and any number of threads, because nothing depends on who made which chunk.

pub mod card;
pub mod encode;
mod kernels;
pub mod mux;
pub mod plate;
pub mod reel;
pub mod score;
mod scrim;
pub mod sprite;
pub mod yuv;

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU32, Ordering};

use thiserror::Error;

use super::compose::{AdSpec, ComposeError, Engine};
use encode::{Coder, Unit};
use reel::Reel;
use yuv::Yuv;

/// Frames per second.
pub const FPS: u32 = 30;

/// Frames of a film: six seconds.
pub const FRAMES: u32 = 180;

/// Chunks of a film, each of which begins with a key frame. Fixed, so that the bytes do not depend on the machine;
/// enough that two threads finish at about the same time although the end is quicker than the beginning.
pub const CHUNKS: u32 = 12;

/// How a film is to be made.
#[derive(Clone, Copy)]
pub struct Making<'a> {
    /// Its length; [`FRAMES`] but for tests.
    pub frames: u32,
    /// Threads that share the work.
    pub threads: usize,
    /// Asked between frames: whether to give up.
    pub is_stopped: &'a (dyn Fn() -> bool + Sync),
}

/// Why a film cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilmError {
    /// The picture itself cannot be made.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// The frames could not be encoded.
    #[error("the film could not be encoded: {0}")]
    Encode(String),
    /// It was told to stop.
    #[error("the film was stopped before its end")]
    Stopped,
}

/// Makes the film of a still: the bytes of an MP4 file.
///
/// # Errors
/// See [`FilmError`].
pub fn make(engine: &Engine, spec: &AdSpec<'_>, making: Making<'_>) -> Result<Vec<u8>, FilmError> {
    let threads = making.threads.max(1);
    let reel = pool(threads)?.install(|| Reel::new(engine, spec, making.frames))?;
    let (width, height) = reel.size();
    mux::mp4(
        width,
        height,
        &encode_all(&reel, threads, making.is_stopped)?,
    )
}

/// Every frame of a reel, encoded.
///
/// # Errors
/// [`FilmError::Encode`], [`FilmError::Stopped`].
pub fn encode_all(
    reel: &Reel,
    threads: usize,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Unit>, FilmError> {
    let (width, height) = reel.size();
    encode_frames(reel.frames(), threads, is_stopped, || {
        let (mut desk, mut frame) = (reel.desk(), Yuv::new(width, height));
        move |i, coder: &mut Coder| {
            reel.frame(i, &mut desk, &mut frame);
            coder.encode(&frame)
        }
    })
}

/// Every frame of a film, encoded: each thread takes one chunk after the other. `hand` gives a thread what makes a
/// frame and hands it to the coder.
///
/// # Errors
/// [`FilmError::Encode`], [`FilmError::Stopped`].
pub fn encode_frames<H: FnMut(u32, &mut Coder) -> Result<Unit, FilmError> + Send>(
    frames: u32,
    threads: usize,
    is_stopped: &(dyn Fn() -> bool + Sync),
    hand: impl Fn() -> H + Sync,
) -> Result<Vec<Unit>, FilmError> {
    let chunks = CHUNKS.min(frames);
    let next = AtomicU32::new(0);
    let done: Vec<Mutex<Vec<Unit>>> = (0..chunks).map(|_| Mutex::default()).collect();
    let work = || -> Result<(), FilmError> {
        let mut hand = hand();
        // One thread of its own: a frame is painted where it is encoded, and no other frame is begun meanwhile.
        let alone = pool(1)?;
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = done.get(chunk as usize) else {
                return Ok(());
            };
            let units = alone.install(|| -> Result<Vec<Unit>, FilmError> {
                let mut coder = Coder::new()?;
                let range = chunk * frames / chunks..(chunk + 1) * frames / chunks;
                range
                    .map(|i| {
                        if is_stopped() {
                            next.store(chunks, Ordering::Relaxed);
                            return Err(FilmError::Stopped);
                        }
                        hand(i, &mut coder)
                    })
                    .collect()
            })?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = units;
        }
    };
    let outcome: Vec<Result<(), FilmError>> = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut outcome = vec![work()];
        for helper in helpers {
            let broke = |_| Err(FilmError::Encode("a thread broke down".to_owned()));
            outcome.push(helper.join().unwrap_or_else(broke));
        }
        outcome
    });
    outcome.into_iter().collect::<Result<(), FilmError>>()?;
    let units = done
        .into_iter()
        .flat_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(units.collect())
}

fn pool(threads: usize) -> Result<rayon::ThreadPool, FilmError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("film-{i}"))
        .build()
        .map_err(|error| FilmError::Encode(error.to_string()))
}
