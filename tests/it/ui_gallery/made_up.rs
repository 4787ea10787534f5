//! Made-up deliveries whose pictures are real: a few ads rendered by the studio, once for all tests.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parfait::model::account::Service;
use parfait::model::ad::{Ad, Asset, AssetState, FileOnDisk, MediaKind, Orientation};
use parfait::model::brief::CopyAngle;
use parfait::model::cost::Credits;
use parfait::model::delivery::{Delivery, DeliveryStatus};
use parfait::model::draft::BriefDraft;
use parfait::model::ids::{AccountId, AdId, DeliveryId, IntentId};
use parfait::model::kit::TypePairing;
use parfait::runtime::view::{Job, JobStage, View};
use parfait::studio::compose::{AdCopy, AdSpec, Engine, Palette, ProductPicture, render_still};
use parfait::studio::styles;

use crate::film;
use crate::support::views;

/// One idea: prompt, angle, headline, body.
type Idea = (&'static str, CopyAngle, &'static str, &'static str);

const IDEAS: [Idea; 4] = [
    (
        "Serum Droplets",
        CopyAngle::Sensory,
        "Glow that looks like sleep",
        "White tea and polyglutamic acid, light as rain.",
    ),
    (
        "Lotion Texture",
        CopyAngle::Ritual,
        "Softness, all day long",
        "Whipped shea and oat lipids. No residue.",
    ),
    (
        "Serum Drizzles",
        CopyAngle::BenefitOutcome,
        "Ten drops. One calm morning.",
        "Comfort that stays until the evening.",
    ),
    (
        "Liquid Dripping",
        CopyAngle::Transformation,
        "Skin that holds on to light",
        "A glassy finish without stickiness.",
    ),
];
const PRODUCTS: [&[u8]; 2] = [
    include_bytes!("../../../assets/brand/dew-serum.png"),
    include_bytes!("../../../assets/brand/silk-lotion.png"),
];

/// Where idea `at` lies on disk in this orientation.
fn picture(at: usize, orientation: &Orientation) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::new();
        std::thread::scope(|scope| {
            for at in 0..IDEAS.len() {
                let (engine, folder) = (&engine, folder.path());
                scope.spawn(move || {
                    for size in [(1080, 1920), (1080, 1350)] {
                        let path = folder.join(format!("{at}-{}.png", size.1));
                        std::fs::write(path, render(engine, at, size)).unwrap();
                    }
                });
            }
        });
        folder
    });
    let height = orientation.size().map_or(0, |size| size.1);
    folder
        .path()
        .join(format!("{}-{height}.png", at % IDEAS.len()))
}

fn render(engine: &Engine, at: usize, size: (u32, u32)) -> Vec<u8> {
    let (prompt, _, headline, body) = IDEAS[at];
    let palette = Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]);
    let product = ProductPicture::decode(PRODUCTS[at % PRODUCTS.len()]).unwrap();
    let copy = AdCopy {
        kicker: "Dew Serum".into(),
        headline: headline.into(),
        body: body.into(),
        cta: String::new(),
    };
    let style = styles::by_prompt(prompt).next().unwrap();
    let spec = AdSpec {
        size,
        style,
        palette: &palette,
        copy: &copy,
        pairing: TypePairing::default(),
        brand_name: "Mirelune",
        logo: None,
        product: &product,
        seed: at as u64 + 3,
    };
    render_still(engine, &spec).unwrap()
}

/// How the still of an ad stands.
pub fn on_disk(at: usize, orientation: &Orientation) -> AssetState {
    let (width, height) = orientation.size().unwrap();
    let path = picture(at, orientation);
    let bytes = std::fs::metadata(&path).unwrap().len();
    AssetState::OnDisk(FileOnDisk {
        path,
        bytes,
        sha256: format!("{at:064x}"),
        width,
        height,
    })
}

/// Both ads of a concept, with this still.
pub fn concept(delivery: &str, index: u32, headline: &str, still: [AssetState; 2]) -> Vec<Ad> {
    [Orientation::Vertical, Orientation::Square]
        .into_iter()
        .zip(still)
        .map(|(orientation, state)| Ad {
            id: AdId::new(format!("{delivery}-{index}-{}", orientation.as_str())),
            index,
            version: 1,
            orientation,
            headline: headline.into(),
            note: None,
            made_at: None,
            assets: vec![Asset {
                kind: MediaKind::Still,
                url: "http://127.0.0.1:1/still.png".into(),
                state,
            }],
        })
        .collect()
}

/// Adds a film to every ad of a job, as the studio makes them, but short.
pub fn with_films(mut job: Job) -> Job {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        for size in [(1080, 1920), (1080, 1350)] {
            let film = film::short(&Engine::new(), size, 24, 2);
            std::fs::write(folder.path().join(format!("{}.mp4", size.1)), film).unwrap();
        }
        folder
    });
    for ad in job
        .delivery
        .iter_mut()
        .flat_map(|delivery| &mut delivery.ads)
    {
        let (width, height) = ad.orientation.size().unwrap();
        let path = folder.path().join(format!("{height}.mp4"));
        ad.assets.push(Asset {
            kind: MediaKind::Video,
            url: "http://127.0.0.1:1/film.mp4".into(),
            state: AssetState::OnDisk(FileOnDisk {
                bytes: std::fs::metadata(&path).unwrap().len(),
                path,
                sha256: format!("{height:064x}"),
                width,
                height,
            }),
        });
    }
    job
}

/// A finished job of so many concepts, all alike in look, `hours` old.
pub fn job(id: &str, idea: usize, concepts: u32, service: Service, hours: u64) -> Job {
    let (prompt, angle, ..) = IDEAS[idea % IDEAS.len()];
    let draft = BriefDraft {
        count: concepts.clamp(1, 100).to_string(),
        animation_prompts: vec![prompt.into()],
        copy_angle: angle.as_str().into(),
        ..BriefDraft::default()
    };
    let brief = draft.check().unwrap();
    let created_at = views::now() - Duration::from_secs(hours * 3600 + 240);
    let account = AccountId::new(match service {
        Service::Studio => "studio",
        Service::Dessert => "dessert",
    });
    let ads = (1..=concepts)
        .flat_map(|index| {
            let at = idea + index as usize - 1;
            let still = [Orientation::Vertical, Orientation::Square].map(|o| on_disk(at, &o));
            concept(id, index, IDEAS[at % IDEAS.len()].2, still)
        })
        .collect();
    Job {
        intent: Some(IntentId::new(id)),
        account: account.clone(),
        service,
        brief: Some(brief.clone()),
        stage: JobStage::Done,
        delivery: Some(Delivery {
            id: DeliveryId::new(id),
            account,
            intent: Some(IntentId::new(id)),
            brief: Some(brief),
            brand_name: "Mirelune".into(),
            request_id: None,
            status: DeliveryStatus::Completed,
            credits_charged: (service == Service::Dessert)
                .then_some(Credits(5 * i64::from(concepts))),
            expected_files: Some(concepts * 2),
            viewer_url: None,
            folder: PathBuf::from("/home/ada/Documents/Parfait/mirelune"),
            created_at,
            looked_at: Some(created_at),
            finished_at: Some(created_at + Duration::from_secs(14)),
            ads,
        }),
        created_at,
        next_look: None,
        silent_since: None,
        is_overdue: false,
        trouble: None,
        money: Default::default(),
    }
}

/// The studio is in use and these jobs were sent.
pub fn view(jobs: Vec<Job>) -> View {
    let mut view = views::studio();
    view.jobs = jobs.into_iter().map(Arc::new).collect();
    view
}

/// A gallery as a person has it after two days.
pub fn lived_in() -> View {
    view(vec![
        job("d1", 0, 8, Service::Studio, 0),
        job("d2", 1, 3, Service::Dessert, 3),
        job("d3", 2, 5, Service::Studio, 26),
    ])
}

/// Five thousand concepts in fifty deliveries.
pub fn huge() -> View {
    view(
        (0..50)
            .map(|at| job(&format!("d{at}"), at, 100, Service::Studio, at as u64))
            .collect(),
    )
}
