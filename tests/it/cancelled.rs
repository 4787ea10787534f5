//! A delivery that is cancelled, from the runtime's side: what was finished is whole on disk, nothing is awaited any
//! more, and the next start of the program finds it so.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use parfait::model::brief::Format;
use parfait::model::ids::{AccountId, IntentId};
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::view::{Job, JobStage};
use parfait::runtime::{Launching, RuntimeConfig, StudioAddress, StudioLauncher};
use parfait::studio::render::{RenderError, Renderer, Still};
use parfait::studio::{RunningStudio, Studio, StudioConfig};
use tokio::sync::Mutex;
use url::Url;

use crate::support::fault_server::Faults;
use crate::support::world::{Run, World, assert_whole, brief};

/// Paints one flat picture after another, slowly.
#[derive(Default)]
struct Flat {
    takes: Duration,
    made: AtomicU32,
}

impl Renderer for Flat {
    fn render(&self, still: &Still<'_>) -> Result<Vec<u8>, RenderError> {
        std::thread::sleep(self.takes);
        self.made.fetch_add(1, Ordering::SeqCst);
        let (width, height) = still.orientation.size().unwrap();
        let mut file = std::io::Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 180, 170]))
            .write_to(&mut file, ImageFormat::Png)
            .unwrap();
        Ok(file.into_inner())
    }

    fn film(
        &self,
        _still: &Still<'_>,
        _threads: usize,
        _is_stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<u8>>, RenderError> {
        Err(RenderError::from("no films here"))
    }
}

struct Launcher {
    folder: PathBuf,
    painter: Arc<Flat>,
    running: Mutex<Option<RunningStudio>>,
}

impl StudioLauncher for Launcher {
    fn launch(&self) -> Launching<'_> {
        Box::pin(async {
            let mut config = StudioConfig::new(&self.folder);
            config.renderer = Arc::clone(&self.painter) as _;
            let studio = Studio::start(config).await.unwrap();
            let base_url = Url::parse(studio.base_url()).unwrap();
            let key = studio.key().clone();
            *self.running.lock().await = Some(studio);
            Ok(StudioAddress { base_url, key })
        })
    }
}

fn start(world: &World, painter: &Arc<Flat>) -> Run {
    world.start_with(|config: &mut RuntimeConfig| {
        config.studio = Some(Arc::new(Launcher {
            folder: world.paths().studio(),
            painter: Arc::clone(painter),
            running: Mutex::default(),
        }));
    })
}

fn submit(run: &Run, count: u32) -> IntentId {
    let intent = IntentId::fresh();
    run.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: AccountId::new("studio"),
        brief: brief(count, Format::Static),
        folder: None,
        over: None,
    })));
    intent
}

fn on_disk(job: &Job) -> usize {
    job.delivery
        .as_ref()
        .map_or(0, |delivery| delivery.files_on_disk())
}

#[test]
fn a_cancelled_delivery_is_done_with_what_it_has_and_stays_so_after_a_restart() {
    let world = World::new(Faults::none());
    let painter = Arc::new(Flat {
        takes: Duration::from_millis(60),
        ..Flat::default()
    });
    let mut run = start(&world, &painter);
    let intent = submit(&run, 60);
    let job = run.wait_job(&intent, "two files on disk", |job| on_disk(job) >= 2);
    run.send(Command::Cancel(job.delivery.as_ref().unwrap().id.clone()));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Done, "{:?}", job.trouble);
    let delivery = job.delivery.clone().unwrap();
    let kept = delivery.files_on_disk();
    assert!((2..100).contains(&kept), "{kept}");
    assert_eq!(delivery.expected_files, Some(kept as u32));
    assert_whole(&delivery);
    world.assert_disk_is(kept);
    let balance = run.wait("the refund", |view| {
        let credits = view
            .account(&AccountId::new("studio"))?
            .balance
            .value()?
            .credits
            .0;
        (credits > 1_250 - 300).then_some(credits)
    });
    assert!(balance >= 1_250 - 5 * (kept as i64 / 2 + 1), "{balance}");
    run.stop();

    let made = painter.made.load(Ordering::SeqCst);
    let mut run = start(&world, &painter);
    let job = run.settled(&intent);
    assert_eq!((job.stage.clone(), on_disk(&job)), (JobStage::Done, kept));
    run.stop();
    assert_eq!(
        painter.made.load(Ordering::SeqCst),
        made,
        "something was made again"
    );
}

#[test]
fn one_that_is_cancelled_at_once_is_called_cancelled_and_nobody_is_alarmed() {
    let world = World::new(Faults::none());
    let painter = Arc::new(Flat {
        takes: Duration::from_secs(3),
        ..Flat::default()
    });
    let mut run = start(&world, &painter);
    let intent = submit(&run, 5);
    let job = run.wait_job(&intent, "a delivery", |job| job.delivery.is_some());
    run.send(Command::Cancel(job.delivery.as_ref().unwrap().id.clone()));
    let job = run.settled(&intent);
    let JobStage::Failed(report) = &job.stage else {
        panic!("{:?}", job.stage);
    };
    assert!(parfait::model::delivery::is_cancelled(report));
    let is_alarm =
        |event: &Event| matches!(event, Event::DeliveryFailed { .. } | Event::Trouble(_));
    assert!(!run.heard().iter().any(is_alarm));
    world.assert_disk_is(0);
    run.stop();
}
