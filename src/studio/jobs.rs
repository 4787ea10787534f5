//! The workers: named threads, one per core, that turn accepted deliveries into files, stills before films.
//!
//! They take turns between deliveries, so a long one never starves a short one. All truth is in the store: a worker
//! can vanish at any moment, and the next start of the program goes on. Must not run on tokio's threads.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::base::disk;
use crate::model::ad::MediaKind;
use crate::model::ids::{AdId, DeliveryId};

use super::assets;
use super::brand::{BrandKit, Shelf};
use super::copywriter::{CopyDesk, endpoint};
use super::order::{self, Concept};
use super::render::{Renderer, Still};
use super::revise;
use super::store::{AdToMake, Pending, RevisionFile, Store, StoreError};

/// How often somebody who waits for an endpoint looks whether the delivery is still wanted.
const LOOK_UP: Duration = Duration::from_millis(50);

/// Called, on a worker's thread, when a delivery has reached its end.
pub type OnEnd = Box<dyn Fn(&DeliveryId) + Send + Sync>;

/// What the workers work with.
pub struct Workshop {
    /// The truth.
    pub store: Arc<Store>,
    /// The kits of the brands.
    pub shelf: Arc<Shelf>,
    /// Makes the pictures.
    pub renderer: Arc<dyn Renderer>,
    /// Which writer to use.
    pub copy: CopyDesk,
    /// Where calls to a writer outside run.
    pub tokio: Handle,
    /// Turns true when the studio closes.
    pub closing: watch::Receiver<bool>,
    /// Where files go.
    pub folder: PathBuf,
    /// Told of every end.
    pub on_end: OnEnd,
}

/// The running workers. Dropping it stops them after the still that each is at; a film is left
/// where it is and made anew at the next start.
pub struct Jobs {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    workshop: Workshop,
    queue: Mutex<Queue>,
    wake: Condvar,
    workers: usize,
}

#[derive(Default)]
struct Queue {
    lanes: VecDeque<Lane>,
    /// Files of versions that a person waits for: they come first.
    revisions: VecDeque<RevisionFile>,
    /// Those of them that workers are at.
    in_hand: Vec<(AdId, MediaKind)>,
    /// Steps that workers are at.
    busy: usize,
    is_closed: bool,
    /// Deliveries that were ended early; a step that is at one of them is left.
    cancelled: HashSet<DeliveryId>,
}

/// A delivery and what is left to do for it.
struct Lane {
    delivery: Arc<Pending>,
    work: Work,
}

enum Work {
    Begin,
    Files(VecDeque<AdToMake>),
}

enum Step {
    Begin(Arc<Pending>),
    Make(Arc<Pending>, Box<AdToMake>),
    Revise(Box<RevisionFile>),
}

impl Jobs {
    /// Starts `count` workers.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn start(workshop: Workshop, count: usize) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            workshop,
            queue: Mutex::default(),
            wake: Condvar::new(),
            workers: count.max(1),
        });
        let jobs = Self {
            shared,
            threads: Mutex::default(),
        };
        for number in 1..=count.max(1) {
            let shared = Arc::clone(&jobs.shared);
            let thread = std::thread::Builder::new()
                .name(format!("studio-{number}"))
                .spawn(move || shared.work())?;
            jobs.threads().push(thread);
        }
        Ok(jobs)
    }

    /// Puts a delivery into the queue. It must be in the store already.
    pub fn add(&self, delivery: Pending) {
        self.shared.queue().lanes.push_back(Lane {
            delivery: Arc::new(delivery),
            work: Work::Begin,
        });
        self.shared.wake.notify_one();
    }

    /// Puts files of versions into the queue, each once. They must be in the store already.
    pub fn revise(&self, files: Vec<RevisionFile>) {
        let mut queue = self.shared.queue();
        for file in files {
            let key = (&file.ad, file.kind);
            let mut waiting = queue.revisions.iter().map(|it| (&it.ad, it.kind));
            let mut in_hand = queue.in_hand.iter().map(|(ad, kind)| (ad, *kind));
            if !waiting.any(|it| it == key) && !in_hand.any(|it| it == key) {
                queue.revisions.push_back(file);
            }
        }
        drop(queue);
        self.shared.wake.notify_all();
    }

    /// Leaves a delivery that the store has ended: no file of it is begun any more, a film is left between two frames.
    pub fn cancel(&self, id: &DeliveryId) {
        let mut queue = self.shared.queue();
        queue.cancelled.insert(id.clone());
        queue.lanes.retain(|lane| lane.delivery.id != *id);
        drop(queue);
        (self.shared.workshop.on_end)(id);
    }

    /// Closes the queue and waits until every worker has finished its still or left its film.
    pub fn stop(&self) {
        self.close();
        let threads: Vec<JoinHandle<()>> = self.threads().drain(..).collect();
        for thread in threads {
            // A worker that broke down has been reported by its own step.
            thread.join().ok();
        }
    }

    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets no worker begin another file.
    pub fn close(&self) {
        self.shared.queue().is_closed = true;
        self.shared.wake.notify_all();
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(step) = self.next() {
            match step {
                Step::Begin(delivery) => self.guarded(&delivery, || self.begin(&delivery)),
                Step::Make(delivery, ad) => self.guarded(&delivery, || self.make(&delivery, &ad)),
                Step::Revise(file) => {
                    self.revise(&file);
                    let is_other =
                        |(ad, kind): &(AdId, MediaKind)| (ad, *kind) != (&file.ad, file.kind);
                    self.queue().in_hand.retain(is_other);
                }
            }
            self.queue().busy -= 1;
        }
    }

    /// Waits for something to do; `None` once the queue is closed.
    fn next(&self) -> Option<Step> {
        let mut queue = self.queue();
        loop {
            if queue.is_closed {
                return None;
            }
            if let Some(file) = queue.revisions.pop_front() {
                queue.busy += 1;
                queue.in_hand.push((file.ad.clone(), file.kind));
                return Some(Step::Revise(Box::new(file)));
            }
            if let Some(lane) = queue.lanes.pop_front() {
                match lane.work {
                    Work::Begin => {
                        queue.busy += 1;
                        return Some(Step::Begin(lane.delivery));
                    }
                    Work::Files(mut files) => {
                        if let Some(ad) = files.pop_front() {
                            let delivery = Arc::clone(&lane.delivery);
                            if !files.is_empty() {
                                queue.lanes.push_back(Lane {
                                    delivery: lane.delivery,
                                    work: Work::Files(files),
                                });
                            }
                            queue.busy += 1;
                            return Some(Step::Make(delivery, Box::new(ad)));
                        }
                    }
                }
            } else {
                queue = self
                    .wake
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Runs one step. Whatever goes wrong, even a panic, ends this delivery and no other.
    fn guarded(&self, delivery: &Pending, step: impl FnOnce() -> Result<(), String>) {
        let outcome = catch_unwind(AssertUnwindSafe(step))
            .unwrap_or_else(|_| Err("the renderer broke down".to_owned()));
        if let Err(why) = outcome {
            self.queue()
                .lanes
                .retain(|lane| lane.delivery.id != delivery.id);
            self.give_up(&delivery.id, &why);
        }
    }

    /// Writes the copy and queues the files, or those that an interruption has left.
    fn begin(&self, delivery: &Arc<Pending>) -> Result<(), String> {
        let brand = self.brand_of(delivery)?;
        let store = &self.workshop.store;
        if !store.is_written(&delivery.id).map_err(store_failed)? {
            let Some(concepts) = self.write_copy(delivery, &brand) else {
                // It is cancelled, or the studio is closing and the next start takes it up.
                return Ok(());
            };
            store
                .attach(&delivery.id, delivery.order.format, &concepts)
                .map_err(store_failed)?;
        }
        let files = store
            .start_rendering(&delivery.id)
            .and_then(|()| store.to_make(&delivery.id))
            .map_err(store_failed)?;
        if files.is_empty() {
            return self.end_if(store.complete_if_done(&delivery.id), &delivery.id);
        }
        self.queue().lanes.push_back(Lane {
            delivery: Arc::clone(delivery),
            work: Work::Files(files.into()),
        });
        self.wake.notify_all();
        Ok(())
    }

    /// The brand as it was when the delivery was ordered: what is changed since then is of no concern to it.
    fn brand_of(&self, delivery: &Pending) -> Result<BrandKit, String> {
        self.workshop
            .shelf
            .brand_of(&delivery.id, &delivery.order.brand_id)
            .map_err(store_failed)?
            .ok_or_else(|| "the brand is gone".to_owned())
    }

    /// Lays the concepts out; an endpoint that was chosen has its say once, before they are attached. `None` when the
    /// studio closes or the delivery is cancelled meanwhile.
    fn write_copy(&self, delivery: &Pending, brand: &BrandKit) -> Option<Vec<Concept>> {
        let order = &delivery.order;
        let mut concepts = order::lay_out(order, brand, delivery.seed);
        if let Some(endpoint) = self.workshop.copy.endpoint() {
            let rewriting =
                endpoint::rewrite(&endpoint, brand, &order.tone, delivery.seed, &mut concepts);
            let mut closing = self.workshop.closing.clone();
            let was_closed = self.workshop.tokio.block_on(async {
                tokio::select! {
                    () = rewriting => false,
                    _ = closing.wait_for(|closing| *closing) => true,
                    () = self.until_cancelled(&delivery.id) => true,
                }
            });
            if was_closed {
                return None;
            }
        }
        order::tell_of_look(order, &mut concepts);
        Some(concepts)
    }

    /// Ends when the delivery has been ended early.
    async fn until_cancelled(&self, id: &DeliveryId) {
        while !self.queue().cancelled.contains(id) {
            tokio::time::sleep(LOOK_UP).await;
        }
    }

    fn make(&self, delivery: &Pending, ad: &AdToMake) -> Result<(), String> {
        if self.queue().cancelled.contains(&delivery.id) {
            return Ok(());
        }
        let brand = self.brand_of(delivery)?;
        let product = brand
            .product(&ad.concept.product_id)
            .ok_or("the product is gone")?;
        let still = Still {
            brand: &brand,
            product,
            concept: &ad.concept,
            orientation: &ad.orientation,
        };
        let renderer = &self.workshop.renderer;
        let made = match ad.kind {
            MediaKind::Still => renderer.render(&still).map(Some),
            MediaKind::Video => {
                let is_stopped = || {
                    let queue = self.queue();
                    queue.is_closed || queue.cancelled.contains(&delivery.id)
                };
                renderer.film(&still, self.threads_for_a_film(), &is_stopped)
            }
        };
        let Some(bytes) = made.map_err(|error| error.to_string())? else {
            return Ok(());
        };
        let name = assets::file_name(ad.concept.index, &ad.orientation, ad.kind);
        let path = assets::path(&self.workshop.folder, &delivery.token, &name);
        write(&path, &bytes)?;
        let done = self.workshop.store.rendered(&delivery.id, &ad.id, ad.kind);
        self.end_if(done, &delivery.id)
    }

    /// Makes a file of a version. Whatever goes wrong is noted of that file and of nothing else.
    fn revise(&self, file: &RevisionFile) {
        let Workshop {
            store,
            shelf,
            renderer,
            folder,
            ..
        } = &self.workshop;
        let is_stopped = || self.queue().is_closed;
        let threads = self.threads_for_a_film();
        let make = || revise::make(shelf, renderer.as_ref(), file, threads, &is_stopped);
        let made = catch_unwind(AssertUnwindSafe(make))
            .unwrap_or_else(|_| Err("the renderer broke down".to_owned()));
        let why_not = match made {
            // The studio is closing; the next start makes it anew.
            Ok(None) => return,
            Ok(Some(bytes)) => write(&revise::path(folder, file), &bytes).err(),
            Err(why) => Some(why),
        };
        if let Some(why) = &why_not {
            tracing::warn!(delivery = %file.delivery, why, "a file of a version was given up");
        }
        let noted = store.revision_file_ended(&file.ad, file.kind, why_not.as_deref());
        if let Err(error) = noted {
            // It stays open in the store and is taken up again at the next start.
            tracing::error!(delivery = %file.delivery, %error, "a file of a version is not noted");
        }
    }

    /// A film that is alone takes the cores that would have nothing to do.
    fn threads_for_a_film(&self) -> usize {
        let queue = self.queue();
        let waiting = queue.lanes.iter().map(|lane| match &lane.work {
            Work::Begin => 1,
            Work::Files(files) => files.len(),
        });
        let waiting = waiting.sum::<usize>() + queue.revisions.len();
        share_of(self.workers, queue.busy, waiting)
    }

    fn end_if(&self, done: Result<bool, StoreError>, id: &DeliveryId) -> Result<(), String> {
        if done.map_err(store_failed)? {
            (self.workshop.on_end)(id);
        }
        Ok(())
    }

    fn give_up(&self, id: &DeliveryId, why: &str) {
        match self.workshop.store.fail(id, why) {
            Ok(true) => {
                tracing::warn!(delivery = %id, why, "a delivery was given up and refunded");
                (self.workshop.on_end)(id);
            }
            Ok(false) => {}
            // It stays open in the store and is taken up again at the next start.
            Err(error) => {
                tracing::error!(delivery = %id, %error, "a delivery could not be given up")
            }
        }
    }
}

/// Threads for one of `busy` steps (itself among them), when `waiting` more could be begun.
fn share_of(workers: usize, busy: usize, waiting: usize) -> usize {
    let at_work = (busy.max(1) + waiting).min(workers.max(1));
    (workers / at_work).max(1)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    disk::write_whole(path, bytes).map_err(|error| {
        tracing::error!(path = %path.display(), %error, "a file could not be written");
        format!("the file could not be written ({})", error.kind())
    })
}

fn store_failed(error: StoreError) -> String {
    tracing::error!(%error, "the store failed under a worker");
    "the delivery store failed".to_owned()
}

#[cfg(test)]
mod tests {
    use super::share_of;

    #[test]
    fn a_film_takes_the_cores_that_nobody_else_could_use() {
        for (workers, busy, waiting, threads) in [
            (2, 1, 0, 2),
            (2, 1, 1, 1),
            (2, 2, 0, 1),
            (8, 1, 0, 8),
            (8, 2, 0, 4),
            (8, 1, 2, 2),
            (8, 3, 90, 1),
            (1, 1, 0, 1),
            (0, 0, 0, 1),
        ] {
            assert_eq!(
                share_of(workers, busy, waiting),
                threads,
                "{workers} {busy} {waiting}"
            );
        }
    }
}
