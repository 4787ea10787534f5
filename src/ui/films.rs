//! The film that plays, at most one at a time, shared by every screen: whoever wants to see it looks at it in every frame;
//! a film that nobody looked at is let go.
//!
//! Must not decode: a thread of its own does, and this takes the picture that is due.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions};

use crate::runtime::pictures::{Fault, PictureSource};
use crate::runtime::player::{Moment, Player, Shown};

/// How far decoding may fall behind before the film waits for it instead of leaping.
const LATE: Duration = Duration::from_millis(100);

/// How often a film that waits for its next picture looks for it by itself, should it not be woken.
const WATCH: Duration = Duration::from_millis(250);

/// The film that plays.
#[derive(Debug, Default)]
pub struct Films(RefCell<Option<Film>>);

/// What there is to see of a film now.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// A picture of it.
    Picture {
        /// For painting.
        id: TextureId,
        /// From the film's beginning.
        at: Duration,
        /// Of the film.
        length: Duration,
        /// Whether it stands still.
        is_paused: bool,
    },
    /// The first picture is on its way.
    Pending,
    /// It cannot be played here.
    Failed(Fault),
}

struct Film {
    source: PictureSource,
    shrink: usize,
    player: Option<Player>,
    length: Duration,
    playhead: Playhead,
    /// Decoded and not yet due.
    next: Option<Moment>,
    texture: Option<TextureHandle>,
    fault: Option<Fault>,
    is_looked_at: bool,
}

impl std::fmt::Debug for Film {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Film({:?})", self.playhead)
    }
}

/// Where a film is: pure, so that it can be told what time it is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Playhead {
    /// It stands there.
    Paused(Duration),
    /// It was there at that time, and goes on.
    Playing(Duration, Instant),
}

impl Playhead {
    fn at(self, now: Instant) -> Duration {
        match self {
            Self::Paused(at) => at,
            Self::Playing(at, since) => at + now.saturating_duration_since(since),
        }
    }

    fn toggled(self, now: Instant) -> Self {
        match self {
            Self::Paused(at) => Self::Playing(at, now),
            Self::Playing(..) => Self::Paused(self.at(now)),
        }
    }

    /// Put to another moment.
    fn moved(self, at: Duration, now: Instant) -> Self {
        match self {
            Self::Paused(_) => Self::Paused(at),
            Self::Playing(..) => Self::Playing(at, now),
        }
    }

    /// Set back to where decoding has come, if that is too far behind.
    fn held_to(self, decoded: Duration, now: Instant) -> Self {
        match self {
            Self::Playing(..) if self.at(now) > decoded + LATE => Self::Playing(decoded, now),
            as_it_is => as_it_is,
        }
    }
}

impl Films {
    /// Lets a film go that nobody looked at in the last frame. Called once per frame, before painting.
    pub fn begin_frame(&mut self) {
        let film = self.0.get_mut();
        if film.as_ref().is_some_and(|film| !film.is_looked_at) {
            *film = None;
        }
        if let Some(film) = film {
            film.is_looked_at = false;
        }
    }

    /// The film of a file, `width` pixels wide of its `full` ones on the screen. It begins when it is first looked at, and
    /// ends another that plays.
    pub fn look(&self, ctx: &Context, source: &PictureSource, width: f32, full: u32) -> Screen {
        let mut film = self.0.borrow_mut();
        let shrink = shrink(width, full);
        if film.as_ref().is_none_or(|film| film.source != *source) {
            *film = Some(Film::of(ctx, source, shrink, Duration::ZERO));
        }
        let Some(film) = film.as_mut() else {
            return Screen::Pending;
        };
        film.is_looked_at = true;
        let now = Instant::now();
        if film.shrink > shrink && film.fault.is_none() {
            // It is shown larger than before.
            film.reopen(ctx, shrink, film.position(now), now);
        }
        film.advance(ctx, now);
        film.screen(now)
    }

    /// Whether the film of that file is the one that was looked at.
    pub fn is_open(&self, source: &PictureSource) -> bool {
        let film = self.0.borrow();
        film.as_ref().is_some_and(|film| film.source == *source)
    }

    /// Whether a picture of a film was looked at.
    pub fn is_on(&self) -> bool {
        let film = self.0.borrow();
        film.as_ref().is_some_and(|film| film.texture.is_some())
    }

    /// Stops the film or lets it go on.
    pub fn toggle(&self) {
        if let Some(film) = self.0.borrow_mut().as_mut() {
            film.playhead = film.playhead.toggled(Instant::now());
        }
    }

    /// Goes to a moment of the film.
    pub fn seek(&self, ctx: &Context, at: Duration) {
        let mut film = self.0.borrow_mut();
        if let Some(film) = film.as_mut().filter(|film| film.fault.is_none()) {
            film.reopen(ctx, film.shrink, at, Instant::now());
        }
    }
}

/// How much smaller the pictures may be decoded without showing it.
fn shrink(width: f32, full: u32) -> usize {
    let full = full.max(1) as f32;
    [4, 2]
        .into_iter()
        .find(|by| full / *by as f32 >= width)
        .unwrap_or(1)
}

impl Film {
    fn of(ctx: &Context, source: &PictureSource, shrink: usize, from: Duration) -> Self {
        let ctx = ctx.clone();
        let wake = Arc::new(move || ctx.request_repaint());
        let player = Player::open(source, from, shrink, wake);
        let fault = player.as_ref().err().map(|error| Fault {
            sentence: format!("The film cannot be played now: {error}."),
            missing: false,
        });
        Self {
            source: source.clone(),
            shrink,
            player: player.ok(),
            length: Duration::ZERO,
            playhead: Playhead::Playing(from, Instant::now()),
            next: None,
            texture: None,
            fault,
            is_looked_at: true,
        }
    }

    /// Decodes anew from another moment or in another size; the old picture stays until the new one is there.
    fn reopen(&mut self, ctx: &Context, shrink: usize, at: Duration, now: Instant) {
        *self = Self {
            texture: self.texture.take(),
            length: self.length,
            is_looked_at: self.is_looked_at,
            playhead: self.playhead.moved(at, now),
            ..Self::of(ctx, &self.source, shrink, at)
        };
    }

    /// Takes what the thread has decoded, up to the picture that is due, and asks to be painted when the next one is.
    fn advance(&mut self, ctx: &Context, now: Instant) {
        // Only the last picture that is due is worth its way to the graphics card.
        let mut due = None;
        loop {
            let is_first = self.texture.is_none() && due.is_none();
            let is_due = is_first || self.is_due(now);
            if let Some(moment) = self.next.take_if(|_| is_due) {
                self.playhead = match self.playhead {
                    // The film begins when it is seen, not when it was asked for.
                    Playhead::Playing(..) if is_first => Playhead::Playing(moment.at, now),
                    playhead => playhead,
                };
                due = Some(moment);
            }
            if self.next.is_some() {
                break;
            }
            match self.player.as_ref().and_then(Player::try_next) {
                Some(Shown::Length(length)) => self.length = length,
                Some(Shown::Picture(moment)) => self.next = Some(moment),
                Some(Shown::Fault(fault)) => {
                    self.fault = Some(fault);
                    self.player = None;
                }
                None => break,
            }
        }
        if let Some(moment) = due {
            self.playhead = self.playhead.held_to(moment.at, now);
            self.upload(ctx, &moment);
        }
        if let (Playhead::Playing(..), None) = (self.playhead, &self.fault) {
            let at = self.playhead.at(now);
            let wait = self.next.as_ref().map(|next| next.at.saturating_sub(at));
            ctx.request_repaint_after(wait.unwrap_or(WATCH));
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        let at = self.playhead.at(now);
        self.next.as_ref().is_some_and(|next| next.at <= at)
    }

    fn upload(&mut self, ctx: &Context, moment: &Moment) {
        let pixels = &moment.pixels;
        let size = [pixels.width as usize, pixels.height as usize];
        // Opaque, so that nothing has to be multiplied.
        let image = ColorImage::from_rgba_premultiplied(size, &pixels.bytes);
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            none => *none = Some(ctx.load_texture("film", image, TextureOptions::LINEAR)),
        }
    }

    /// Where it is within its length.
    fn position(&self, now: Instant) -> Duration {
        let at = self.playhead.at(now);
        match self.length.as_nanos() {
            0 => Duration::ZERO,
            length => Duration::from_nanos((at.as_nanos() % length) as u64),
        }
    }

    fn screen(&self, now: Instant) -> Screen {
        match (&self.fault, &self.texture) {
            (Some(fault), _) => Screen::Failed(fault.clone()),
            (None, None) => Screen::Pending,
            (None, Some(texture)) => Screen::Picture {
                id: texture.id(),
                at: self.position(now),
                length: self.length,
                is_paused: matches!(self.playhead, Playhead::Paused(_)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn a_playhead_goes_with_time_stands_when_paused_and_waits_for_the_decoder() {
        let start = Instant::now();
        let playing = Playhead::Playing(2 * S, start);
        assert_eq!(playing.at(start + 3 * S), 5 * S);
        let paused = playing.toggled(start + S);
        assert_eq!(paused, Playhead::Paused(3 * S));
        assert_eq!(paused.at(start + 60 * S), 3 * S);
        assert_eq!(paused.toggled(start + 60 * S).at(start + 61 * S), 4 * S);
        // A little late is made up for, much is waited for.
        assert_eq!(playing.held_to(2 * S, start + LATE), playing);
        assert_eq!(playing.held_to(2 * S, start + S).at(start + S), 2 * S);
        assert_eq!(paused.held_to(Duration::ZERO, start + S), paused);
    }

    #[test]
    fn pictures_are_decoded_as_small_as_they_are_shown() {
        let of = |width| shrink(width, 1080);
        assert_eq!(
            [
                of(200.0),
                of(270.0),
                of(271.0),
                of(540.0),
                of(541.0),
                of(2000.0)
            ],
            [4, 4, 2, 2, 1, 1]
        );
    }
}
