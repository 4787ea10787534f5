//! Pictures on the graphics card, shared by every screen: uploaded a few per frame, kept within a budget of bytes, the
//! longest unseen let go first.
//!
//! Must not read files or decode: workers do, and this only asks them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions, Vec2, vec2};

use crate::runtime::pictures::{
    Fault, Picture, PictureKey, PictureSource, Pictures, RgbaPixels, SizeClass,
};

/// What all textures together may take, unless more is on screen at once.
const BUDGET: usize = 128 << 20;
/// Uploading is done by the thread that paints; this many are done before it paints.
const UPLOADS_PER_FRAME: usize = 4;
/// Faults that are remembered; beyond that all are forgotten and found again.
const MOST_FAULTS: usize = 4096;

/// The pictures that are shown or were shown a moment ago.
#[derive(Default)]
pub struct Textures {
    workers: Option<Pictures>,
    focused: bool,
    inner: RefCell<Inner>,
}

/// How a picture stands now.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// Here, though perhaps a smaller or larger one until the right one comes.
    Loaded {
        /// For painting.
        id: TextureId,
        /// In pixels.
        size: Vec2,
        /// Whether it is the size that was asked for.
        exact: bool,
    },
    /// On its way.
    Pending,
    /// Cannot be shown.
    Failed(Fault),
}

#[derive(Default)]
struct Inner {
    shelf: Shelf<PictureKey, TextureHandle>,
    /// Which sizes of a file are on the shelf.
    sizes: HashMap<PictureSource, Vec<SizeClass>>,
    faults: HashMap<PictureKey, (Fault, u64)>,
    /// Grows whenever faults deserve another try.
    round: u64,
    frame: u64,
    /// What this frame asked for and is not here, in the order of painting.
    wanted: Vec<PictureKey>,
}

impl std::fmt::Debug for Textures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Textures({} bytes)", self.inner.borrow().shelf.bytes)
    }
}

impl Textures {
    /// Takes what the workers finished. Called once per frame, before painting. Starts the workers in the first frame.
    pub fn begin_frame(&mut self, ctx: &Context) {
        if self.workers.is_none() {
            self.workers = start(ctx);
        }
        let focused = ctx.input(|input| input.focused);
        if focused && !self.focused {
            // The person may have put a file back in the meantime.
            self.try_faults_again();
        }
        self.focused = focused;
        let inner = self.inner.get_mut();
        inner.frame += 1;
        let wanted = std::mem::take(&mut inner.wanted);
        let Some(workers) = &self.workers else { return };
        let mut uploaded = 0;
        while uploaded < UPLOADS_PER_FRAME {
            let Some(picture) = workers.try_recv() else {
                break;
            };
            inner.put(ctx, picture);
            uploaded += 1;
        }
        if uploaded == UPLOADS_PER_FRAME {
            ctx.request_repaint();
        }
        workers.want(wanted.into_iter().filter(|key| inner.is_wanting(key)));
        inner.let_go(BUDGET);
    }

    /// The picture of a file at about `width` pixels; asked for if it is not here. Call it for what is on screen only.
    pub fn look(&self, source: &PictureSource, width: f32) -> Look {
        self.look_in(source, SizeClass::at_least(width))
    }

    /// The picture of a file in its own size.
    pub fn look_full(&self, source: &PictureSource) -> Look {
        self.look_in(source, SizeClass::FULL)
    }

    /// A sheet of small pictures in its own size.
    pub fn look_sheet(&self, source: &PictureSource) -> Look {
        self.look_in(source, SizeClass::SHEET)
    }

    fn look_in(&self, source: &PictureSource, size: SizeClass) -> Look {
        let mut inner = self.inner.borrow_mut();
        let key = PictureKey {
            source: source.clone(),
            size,
        };
        if let Some(look) = inner.loaded(&key, true) {
            return look;
        }
        if inner.is_wanting(&key)
            && let Some(workers) = &self.workers
        {
            workers.want_also(&key);
            inner.wanted.push(key.clone());
        }
        if let Some((fault, _)) = inner.faults.get(&key) {
            return Look::Failed(fault.clone());
        }
        let other = inner.nearest(&key);
        other
            .and_then(|other| inner.loaded(&other, false))
            .unwrap_or(Look::Pending)
    }

    /// Whether something that the last frame looked at is still on its way.
    pub fn is_waiting(&self) -> bool {
        !self.inner.borrow().wanted.is_empty()
    }

    /// How many pictures of files are on the graphics card; sheets are not counted.
    pub fn loaded(&self) -> usize {
        let inner = self.inner.borrow();
        let sizes = inner.sizes.values().flatten();
        sizes.filter(|size| **size != SizeClass::SHEET).count()
    }

    /// Gives every picture that failed another try when it is next looked at: its file may be whole by now.
    pub fn try_faults_again(&self) {
        self.inner.borrow_mut().round += 1;
    }
}

fn start(ctx: &Context) -> Option<Pictures> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let ctx = ctx.clone();
    let wake = Arc::new(move || ctx.request_repaint());
    Pictures::start(workers.clamp(2, 4), wake)
        .inspect_err(|error| tracing::error!(%error, "no thread for pictures"))
        .ok()
}

impl Inner {
    fn put(&mut self, ctx: &Context, picture: Picture) {
        let key = picture.key;
        match picture.outcome {
            Ok(pixels) => {
                self.faults.remove(&key);
                let (texture, bytes) = upload(ctx, &key, &pixels);
                let sizes = self.sizes.entry(key.source.clone()).or_default();
                if !sizes.contains(&key.size) {
                    sizes.push(key.size);
                }
                self.shelf.put(key, texture, bytes, self.frame);
            }
            Err(fault) => {
                if self.faults.len() >= MOST_FAULTS {
                    self.faults.clear();
                }
                self.faults.insert(key, (fault, self.round));
            }
        }
    }

    /// Neither here nor known to fail in this round.
    fn is_wanting(&self, key: &PictureKey) -> bool {
        let failed = self.faults.get(key).map(|(_, round)| *round);
        !self.shelf.has(key) && failed.is_none_or(|round| round < self.round)
    }

    fn loaded(&mut self, key: &PictureKey, exact: bool) -> Option<Look> {
        let texture = self.shelf.take_out(key, self.frame)?;
        let [width, height] = texture.size();
        Some(Look::Loaded {
            id: texture.id(),
            size: vec2(width as f32, height as f32),
            exact,
        })
    }

    /// Another size of the same file: the next larger one, else the largest.
    fn nearest(&self, key: &PictureKey) -> Option<PictureKey> {
        let sizes = self.sizes.get(&key.source)?;
        let larger = sizes.iter().filter(|size| **size > key.size).min();
        let size = *larger.or_else(|| sizes.iter().max())?;
        Some(PictureKey {
            source: key.source.clone(),
            size,
        })
    }

    fn let_go(&mut self, budget: usize) {
        for key in self.shelf.let_go(budget, self.frame.saturating_sub(1)) {
            if let Some(sizes) = self.sizes.get_mut(&key.source) {
                sizes.retain(|size| *size != key.size);
                if sizes.is_empty() {
                    self.sizes.remove(&key.source);
                }
            }
        }
    }
}

fn upload(ctx: &Context, key: &PictureKey, pixels: &RgbaPixels) -> (TextureHandle, usize) {
    let size = [pixels.width as usize, pixels.height as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, &pixels.bytes);
    let mut options = TextureOptions::LINEAR;
    let mut bytes = pixels.bytes.len();
    if key.size == SizeClass::FULL {
        // Shown at any scale, so it brings its smaller copies.
        options.mipmap_mode = Some(egui::TextureFilter::Linear);
        bytes += bytes / 3;
    }
    (ctx.load_texture("picture", image, options), bytes)
}

/// Things of known size, each with the last frame that used it.
#[derive(Debug)]
struct Shelf<K, T> {
    things: HashMap<K, Thing<T>>,
    bytes: usize,
}

#[derive(Debug)]
struct Thing<T> {
    value: T,
    bytes: usize,
    used: u64,
}

impl<K, T> Default for Shelf<K, T> {
    fn default() -> Self {
        Self {
            things: HashMap::new(),
            bytes: 0,
        }
    }
}

impl<K: Clone + Eq + Hash, T> Shelf<K, T> {
    fn has(&self, key: &K) -> bool {
        self.things.contains_key(key)
    }

    fn put(&mut self, key: K, value: T, bytes: usize, frame: u64) {
        self.bytes += bytes;
        let thing = Thing {
            value,
            bytes,
            used: frame,
        };
        if let Some(old) = self.things.insert(key, thing) {
            self.bytes -= old.bytes;
        }
    }

    /// The thing, noted as used in this frame.
    fn take_out(&mut self, key: &K, frame: u64) -> Option<&T> {
        let thing = self.things.get_mut(key)?;
        thing.used = frame;
        Some(&thing.value)
    }

    /// Lets the longest unused go until the rest fits, but nothing that was used in frame `since` or later.
    fn let_go(&mut self, budget: usize, since: u64) -> Vec<K> {
        if self.bytes <= budget {
            return Vec::new();
        }
        let mut unused: Vec<(u64, K)> = self
            .things
            .iter()
            .filter(|(_, thing)| thing.used < since)
            .map(|(key, thing)| (thing.used, key.clone()))
            .collect();
        unused.sort_by_key(|(used, _)| *used);
        let mut gone = Vec::new();
        for (_, key) in unused {
            if self.bytes <= budget {
                break;
            }
            if let Some(thing) = self.things.remove(&key) {
                self.bytes -= thing.bytes;
                gone.push(key);
            }
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unseen_goes_first_and_only_as_much_as_must() {
        let mut shelf = Shelf::default();
        for (frame, key) in ["a", "b", "c", "d"].into_iter().enumerate() {
            shelf.put(key, (), 10, frame as u64);
        }
        shelf.take_out(&"a", 4);
        assert_eq!(shelf.let_go(40, 100), Vec::<&str>::new());
        assert_eq!(shelf.let_go(25, 100), ["b", "c"]);
        assert!(shelf.has(&"a") && shelf.has(&"d"));
        assert_eq!(shelf.bytes, 20);
    }

    #[test]
    fn what_is_on_screen_stays_even_over_budget() {
        let mut shelf = Shelf::default();
        shelf.put("old", (), 10, 1);
        shelf.put("seen", (), 100, 7);
        shelf.put("seen too", (), 100, 8);
        assert_eq!(shelf.let_go(50, 7), ["old"]);
        assert_eq!(shelf.bytes, 200);
        assert!(shelf.let_go(50, 7).is_empty());
    }

    #[test]
    fn a_replaced_thing_is_counted_once() {
        let mut shelf = Shelf::default();
        shelf.put("a", (), 100, 1);
        shelf.put("a", (), 30, 2);
        assert_eq!(shelf.bytes, 30);
        shelf.let_go(0, 100);
        assert_eq!(shelf.bytes, 0);
    }

    #[test]
    fn a_fault_is_tried_again_only_when_there_is_reason() {
        let ctx = Context::default();
        let mut inner = Inner::default();
        let key = PictureKey {
            source: PictureSource {
                path: Arc::from(std::path::Path::new("/a.png")),
                version: 1,
            },
            size: SizeClass::FULL,
        };
        assert!(inner.is_wanting(&key));
        let fault = Fault {
            sentence: "Gone.".into(),
            missing: true,
        };
        inner.put(
            &ctx,
            Picture {
                key: key.clone(),
                outcome: Err(fault),
            },
        );
        assert!(!inner.is_wanting(&key));
        inner.round += 1;
        assert!(inner.is_wanting(&key));
        let pixels = RgbaPixels {
            width: 1,
            height: 1,
            bytes: vec![1, 2, 3, 255],
        };
        inner.put(
            &ctx,
            Picture {
                key: key.clone(),
                outcome: Ok(pixels),
            },
        );
        assert!(!inner.is_wanting(&key) && inner.faults.is_empty());
    }

    #[test]
    fn another_size_is_shown_until_the_right_one_comes() {
        let ctx = Context::default();
        let mut inner = Inner::default();
        let key = |width: f32| PictureKey {
            source: PictureSource {
                path: Arc::from(std::path::Path::new("/a.png")),
                version: 1,
            },
            size: SizeClass::at_least(width),
        };
        for width in [48.0, 540.0] {
            let pixels = RgbaPixels {
                width: width as u32,
                height: 1,
                bytes: vec![0; width as usize * 4],
            };
            inner.put(
                &ctx,
                Picture {
                    key: key(width),
                    outcome: Ok(pixels),
                },
            );
        }
        assert_eq!(inner.nearest(&key(100.0)), Some(key(540.0)));
        assert_eq!(inner.nearest(&key(2000.0)), Some(key(540.0)));
        inner.frame = 10;
        inner.let_go(0);
        assert_eq!(inner.nearest(&key(100.0)), None);
    }
}
