//! Made-up views to put before the window.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parfait::base::clock::Timestamp;
use parfait::base::report::Report;
use parfait::model::account::{Account, Service};
use parfait::model::ad::{Ad, Asset, AssetState, FileOnDisk, MediaKind, Orientation};
use parfait::model::catalog::{Balance, Brand, PUBLIC_PROMPTS, Product};
use parfait::model::cost::{Credits, Pricing};
use parfait::model::delivery::{Delivery, DeliveryStatus};
use parfait::model::draft::BriefDraft;
use parfait::model::fate::{Undecided, Why};
use parfait::model::ids::{AccountId, AdId, BrandId, DeliveryId, IntentId, ProductId};
use parfait::model::settings::Settings;
use parfait::runtime::copywriting::CopyView;
use parfait::runtime::remote::Remote;
use parfait::runtime::styles::Styles;
use parfait::runtime::view::{AccountView, Job, JobStage, KeyView, StyleSearch, View};

/// When every made-up view happens: 10:42 on a Saturday, UTC.
pub fn now() -> Timestamp {
    "2026-11-21T10:42:00Z".parse().unwrap()
}

/// Nothing was ever chosen: the window shows the first run.
pub fn first_run() -> View {
    with_account(None)
}

/// The studio is in use and nothing was ever sent.
pub fn studio() -> View {
    with_account(Some("studio"))
}

/// Dessert is in use, with a key and a balance.
pub fn dessert() -> View {
    with_account(Some("dessert"))
}

/// The studio is in use; jobs of every stage.
pub fn busy() -> View {
    let mut view = studio();
    view.jobs = vec![
        job("d1", 14, JobStage::Sending(2), 0),
        job("d2", 74, JobStage::Making(DeliveryStatus::Processing), 0),
        job("d3", 40, JobStage::Making(DeliveryStatus::Rendering), 2),
        job("d4", 300, JobStage::Fetching { done: 4, total: 6 }, 4),
        job("d5", 900, JobStage::Done, 6),
        job("d6", 2_000, JobStage::Incomplete { done: 5, total: 6 }, 5),
        job("d7", 4_000, JobStage::Failed(report()), 0),
        undecided(job("d8", 90_000, JobStage::NeedsDecision, 0)),
        job("d9", 95_000, JobStage::Refused(report()), 0),
    ];
    view
}

fn undecided(mut job: Arc<Job>) -> Arc<Job> {
    Arc::make_mut(&mut job).trouble = Some(Undecided::new(Why::TooOld).report);
    job
}

/// A failure with everything that a report can hold.
pub fn report() -> Report {
    Report::failed(
        "Dessert could not be reached.",
        "Check the network; Parfait tries again by itself.",
    )
    .with_details("GET https://api.dessert.dev/v1/credits\nconnection refused\nrequest req_91c0")
}

fn with_account(account: Option<&str>) -> View {
    let settings = Settings {
        account: account.map(AccountId::new),
        ..Settings::default()
    };
    View {
        revision: 1,
        settings: Arc::new(settings),
        ads_folder: PathBuf::from("/home/ada/Documents/Parfait"),
        saved_draft: Arc::new(BriefDraft::default()),
        accounts: vec![
            AccountView {
                balance: Remote::Ready(balance(1_000)),
                brands: Remote::Ready(brands()),
                prompts: PUBLIC_PROMPTS.iter().map(ToString::to_string).collect(),
                ..AccountView::new(Account::studio())
            },
            AccountView {
                key: if account == Some("dessert") {
                    KeyView::Keychain
                } else {
                    KeyView::Missing
                },
                balance: if account == Some("dessert") {
                    Remote::Ready(balance(1_250))
                } else {
                    Remote::Absent
                },
                brands: Remote::Ready(brands()),
                prompts: PUBLIC_PROMPTS.iter().map(ToString::to_string).collect(),
                ..AccountView::new(Account::dessert())
            },
        ],
        jobs: Vec::new(),
        styles: StyleSearch {
            query: String::new(),
            results: Remote::Absent,
        },
        brand_kits: parfait::runtime::brands::KitsView::default(),
        revise: parfait::runtime::revise::ReviseView::default(),
        catalogue: Styles::default(),
        copywriting: CopyView {
            is_available: true,
            key: KeyView::Missing,
            ..CopyView::default()
        },
        log: parfait::runtime::log::LogView::default(),
    }
}

fn balance(credits: i64) -> Balance {
    Balance {
        credits: Credits(credits),
        pricing: Pricing::default(),
        recharge: None,
    }
}

fn brands() -> Vec<Brand> {
    let product = |id: &str, name: &str| Product {
        id: ProductId::new(id),
        name: name.into(),
    };
    vec![Brand {
        product_count: 3,
        products: vec![
            product("prod_serum", "Radiance Serum"),
            product("prod_cream", "Night Cream"),
            product("prod_lotion", "Silk Lotion"),
        ],
        ..Brand::new(BrandId::new("brand_lumera"), "Luméra")
    }]
}

/// A job of three still concepts, `files` of whose six stills are on disk, written down `age` seconds ago.
pub fn job(id: &str, age: u64, stage: JobStage, files: usize) -> Arc<Job> {
    let brief = BriefDraft::default().check().unwrap();
    let created_at = now() - Duration::from_secs(age);
    let is_sent = !matches!(
        stage,
        JobStage::Sending(_) | JobStage::NeedsDecision | JobStage::Refused(_)
    );
    let delivery = is_sent.then(|| Delivery {
        id: DeliveryId::new(id),
        account: AccountId::new("studio"),
        intent: Some(IntentId::new(id)),
        brief: Some(brief.clone()),
        brand_name: "Luméra".into(),
        request_id: None,
        status: match &stage {
            JobStage::Making(status) => status.clone(),
            JobStage::Failed(_) => DeliveryStatus::Failed,
            _ => DeliveryStatus::Completed,
        },
        credits_charged: Some(Credits(15)),
        expected_files: Some(6),
        viewer_url: None,
        folder: PathBuf::from("/home/ada/Documents/Parfait"),
        created_at,
        looked_at: Some(now() - Duration::from_secs(4)),
        finished_at: None,
        ads: ads(id, files),
    });
    Arc::new(Job {
        intent: Some(IntentId::new(id)),
        account: AccountId::new("studio"),
        service: Service::Studio,
        brief: Some(brief),
        stage,
        delivery,
        created_at,
        next_look: Some(now() + Duration::from_secs(11)),
        silent_since: None,
        is_overdue: false,
        trouble: None,
        money: Default::default(),
    })
}

fn ads(delivery: &str, files: usize) -> Vec<Ad> {
    let headlines = [
        "Glow that looks like sleep",
        "Softness, all day long",
        "Ten drops. One calm morning.",
    ];
    (0..files)
        .map(|at| {
            let orientation = if at % 2 == 0 {
                Orientation::Vertical
            } else {
                Orientation::Square
            };
            let (width, height) = orientation.size().unwrap();
            Ad {
                id: AdId::new(format!("{delivery}-{at}")),
                index: at as u32 / 2 + 1,
                version: 1,
                orientation,
                headline: headlines[at / 2 % 3].into(),
                note: None,
                made_at: None,
                assets: vec![Asset {
                    kind: MediaKind::Still,
                    url: "http://127.0.0.1:1/still.png".into(),
                    state: AssetState::OnDisk(FileOnDisk {
                        path: PathBuf::from(format!("/nowhere/{delivery}-{at}.png")),
                        bytes: 1,
                        sha256: String::new(),
                        width,
                        height,
                    }),
                }],
            }
        })
        .collect()
}
