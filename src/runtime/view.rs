//! What there is to see: one immutable snapshot, replaced as a whole whenever something changed.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::model::account::{Account, Service};
use crate::model::ad::MediaKind;
use crate::model::brief::Brief;
use crate::model::cadence::{History, Usual};
use crate::model::catalog::{Balance, Brand, StyleMatch};
use crate::model::cost::{self, Credits, Estimate};
use crate::model::delivery::{Delivery, DeliveryStatus};
use crate::model::draft::BriefDraft;
use crate::model::ids::{AccountId, DeliveryId, IntentId};
use crate::model::ledger::{Money, REFUND_WATCH};
use crate::model::naming;
use crate::model::settings::Settings;
use crate::model::spend::Spending;
use crate::model::usage::UsageEntry;

use super::brands::KitsView;
use super::copywriting::CopyView;
use super::keys::KeyFacts;
use super::log::LogView;
use super::recall::Typed;
use super::remote::Remote;
use super::revise::ReviseView;
use super::styles::Styles;
use super::watch::BrandWatch;

/// Everything the window and the command line may look at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Grows with every change.
    pub revision: u64,
    /// What the person chose.
    pub settings: Arc<Settings>,
    /// The folder that new ads go to.
    pub ads_folder: PathBuf,
    /// The form as it was last saved; the window takes it once, at its start.
    pub saved_draft: Arc<BriefDraft>,
    /// Every account, in the order of the settings.
    pub accounts: Vec<AccountView>,
    /// Everything that was ever sent, newest first.
    pub jobs: Vec<Arc<Job>>,
    /// The newest style search.
    pub styles: StyleSearch,
    /// Brand kits of the studio.
    pub brand_kits: KitsView,
    /// The ad that is being revised.
    pub revise: ReviseView,
    /// The studio's styles and how they move.
    pub catalogue: Styles,
    /// The server that may write copy.
    pub copywriting: CopyView,
    /// The requests of the job that is looked at.
    pub log: LogView,
}

impl View {
    /// Nothing yet: what is there before the library was read.
    pub fn empty() -> Self {
        Self {
            revision: 0,
            settings: Arc::new(Settings::default()),
            ads_folder: PathBuf::new(),
            saved_draft: Arc::new(BriefDraft::default()),
            accounts: Vec::new(),
            jobs: Vec::new(),
            styles: StyleSearch {
                query: String::new(),
                results: Remote::Absent,
            },
            brand_kits: KitsView::default(),
            revise: ReviseView::default(),
            catalogue: Styles::default(),
            copywriting: CopyView::default(),
            log: LogView::default(),
        }
    }

    /// The account of that id.
    pub fn account(&self, id: &AccountId) -> Option<&AccountView> {
        self.accounts.iter().find(|view| view.account.id == *id)
    }

    /// The account in use; `None` until the first run has chosen one.
    pub fn current(&self) -> Option<&AccountView> {
        self.account(self.settings.account.as_ref()?)
    }

    /// How long a brief usually takes with an account: the one answer for the form, the rows and the command line.
    pub fn usual(&self, account: &AccountId, service: Service, brief: &Brief) -> Usual {
        match self.account(account) {
            Some(view) if view.account.service == service => view.history.usual(service, brief),
            _ => Usual::documented(service, brief),
        }
    }

    /// What a brief costs with an account; at the documented prices if nobody knows it.
    pub fn price(&self, account: &AccountId, brief: &Brief) -> Estimate {
        price(self.account(account), brief)
    }

    /// Whether the studio's copy is written by its built-in writer, and not by a server that was chosen.
    pub fn has_built_in_writer(&self) -> bool {
        let is_chosen = self.settings.copywriting.in_use().is_some();
        !is_chosen && self.copywriting.environment.is_none()
    }

    /// The job that an intent became.
    pub fn job_of_intent(&self, id: &IntentId) -> Option<&Arc<Job>> {
        self.jobs.iter().find(|job| job.intent.as_ref() == Some(id))
    }

    /// The delivery that is meant by what a person typed: the id itself, or as folders carry it, in lower case and
    /// without signs. What fits several deliveries, or none, is taken as it is.
    pub fn delivery_called(&self, typed: &str) -> DeliveryId {
        let ids = || {
            let jobs = self.jobs.iter();
            jobs.filter_map(|job| Some(&job.delivery.as_ref()?.id))
        };
        let exact = DeliveryId::new(typed);
        let wanted = typed.to_lowercase();
        let mut alike = ids()
            .filter(|id| id.as_str().to_lowercase() == wanted || naming::of_delivery(id) == wanted);
        match (alike.next(), alike.next()) {
            (Some(one), None) if !ids().any(|id| *id == exact) => one.clone(),
            _ => exact,
        }
    }

    /// The job that follows a delivery.
    pub fn job_of_delivery(&self, id: &DeliveryId) -> Option<&Arc<Job>> {
        self.jobs.iter().find(|job| {
            job.delivery
                .as_ref()
                .is_some_and(|delivery| delivery.id == *id)
        })
    }
}

/// One account as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountView {
    /// Its settings.
    pub account: Account,
    /// Where its requests go in this run; `None` for the studio.
    pub address: Option<Url>,
    /// The address is the environment's instead of that of the settings.
    pub is_overridden: bool,
    /// Whether there is a key, and where.
    pub key: KeyView,
    /// What else is known of the key.
    pub key_facts: KeyFacts,
    /// Credits and prices.
    pub balance: Remote<Balance>,
    /// Brands and, where told, products.
    pub brands: Remote<Vec<Brand>>,
    /// How long its deliveries took.
    pub history: Arc<History>,
    /// Animation prompts that are known by name: the public ones and those learned from searches.
    pub prompts: Vec<String>,
    /// What was spent with it.
    pub spending: Spending,
    /// What the service says of it, newest first, with what it does not tell of any more.
    pub usage: Remote<Arc<Vec<UsageEntry>>>,
    /// What was typed for it and may be wanted again.
    pub typed: Typed,
    /// Refused briefs whose brands are watched.
    pub watches: Vec<BrandWatch>,
}

impl AccountView {
    /// An account that nothing is known of yet.
    pub fn new(account: Account) -> Self {
        Self {
            address: account.base_url.clone(),
            is_overridden: false,
            key: match account.service {
                Service::Studio => KeyView::NotNeeded,
                Service::Dessert => KeyView::Asking,
            },
            key_facts: KeyFacts::new(&account.id),
            balance: Remote::Absent,
            brands: Remote::Absent,
            history: Arc::default(),
            prompts: Vec::new(),
            spending: Spending::default(),
            usage: Remote::Absent,
            typed: Typed::default(),
            watches: Vec::new(),
            account,
        }
    }

    /// What a brief costs with it: nothing in the studio, else at its own prices or at the documented ones until they
    /// are known.
    pub fn price(&self, brief: &Brief) -> Estimate {
        match (self.account.service, self.balance.value()) {
            (Service::Studio, _) => Estimate {
                credits: Credits(0),
                usd: 0.0,
            },
            (Service::Dessert, Some(balance)) => cost::estimate(brief, &balance.pricing),
            (Service::Dessert, None) => cost::documented(brief),
        }
    }
}

/// What a brief costs with this account, or at the documented prices where there is none.
pub(super) fn price(account: Option<&AccountView>, brief: &Brief) -> Estimate {
    account.map_or_else(|| cost::documented(brief), |it| it.price(brief))
}

/// Where an account's key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyView {
    /// The studio brings its own.
    NotNeeded,
    /// The keychain has not answered yet; it may be waiting to be unlocked.
    Asking,
    /// There is none.
    Missing,
    /// The keychain did not open in time or failed, so nobody knows; why, and what to do.
    Unknown(Report),
    /// In the keychain.
    Keychain,
    /// Kept for this run only; the reason.
    OnlyThisRun(String),
    /// From this environment variable, which overrides the keychain.
    Environment(&'static str),
}

impl KeyView {
    /// Whether requests can be made.
    pub fn is_usable(&self) -> bool {
        !matches!(self, Self::Asking | Self::Missing | Self::Unknown(_))
    }
}

/// The newest style search.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleSearch {
    /// What was searched.
    pub query: String,
    /// What was found, closest first.
    pub results: Remote<Vec<StyleMatch>>,
}

/// One thing that was sent (or is about to be): an intent, and the delivery that it became.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Ours; `None` for a delivery that was adopted by id.
    pub intent: Option<IntentId>,
    /// Who pays.
    pub account: AccountId,
    /// The account's service at a glance.
    pub service: Service,
    /// What was asked for; `None` when adopted.
    pub brief: Option<Brief>,
    /// How it stands.
    pub stage: JobStage,
    /// What the service made of it so far.
    pub delivery: Option<Delivery>,
    /// When it was written down (or adopted).
    pub created_at: Timestamp,
    /// When the runtime will look at it next.
    pub next_look: Option<Timestamp>,
    /// Since when the service has not answered a look; `None` while it does.
    pub silent_since: Option<Timestamp>,
    /// It takes so much longer than usual that nobody knows when it ends: it is *still running*.
    pub is_overdue: bool,
    /// What keeps it from going on right now, such as a lost connection; it goes on by itself.
    pub trouble: Option<Report>,
    /// What it cost and what came back, as far as is known.
    pub money: Money,
}

/// What was made of a delivery that was ended before all of it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutShort {
    /// Stills that were made, of those ordered.
    pub stills: (usize, usize),
    /// Films that were made, of those ordered.
    pub films: (usize, usize),
}

impl CutShort {
    /// Files that were made.
    pub fn made(self) -> usize {
        self.stills.0 + self.films.0
    }

    /// Files that were ordered.
    pub fn ordered(self) -> usize {
        self.stills.1 + self.films.1
    }
}

impl fmt::Display for CutShort {
    /// `3 of 6 ads`, and with films `3 of 6 ads, 1 of 6 films`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} ads", self.stills.0, self.stills.1)?;
        match self.films {
            (_, 0) => Ok(()),
            (made, ordered) => write!(f, ", {made} of {ordered} films"),
        }
    }
}

impl Job {
    /// Whether the service is still asked for the refund of a failure.
    pub fn is_refund_asked_for(&self, now: Timestamp) -> bool {
        let ended = self.delivery.as_ref().and_then(|it| it.finished_at);
        let ended = ended.unwrap_or(self.created_at);
        now.duration_since(ended).unsigned_abs() < REFUND_WATCH
    }

    /// What was made of it, if it was ended before all of it was: the service then promises less than was ordered.
    pub fn cut_short(&self) -> Option<CutShort> {
        let (brief, delivery) = (self.brief.as_ref()?, self.delivery.as_ref()?);
        let ordered = brief.stills() + brief.films();
        if !self.stage.is_settled() || delivery.expected_files? >= ordered {
            return None;
        }
        let made = |kind| {
            let assets = delivery.ordered().flat_map(|ad| &ad.assets);
            assets.filter(|asset| asset.kind == kind).count()
        };
        Some(CutShort {
            stills: (made(MediaKind::Still), brief.stills() as usize),
            films: (made(MediaKind::Video), brief.films() as usize),
        })
    }
}

/// How a job stands for a person.
#[derive(Clone, Debug, PartialEq)]
pub enum JobStage {
    /// Written down and being sent; the number of the attempt, from 1.
    Sending(u32),
    /// Sent some time ago without an answer, and its key is too old to be sent again by itself.
    NeedsDecision,
    /// Refused for good; nothing was charged.
    Refused(Report),
    /// Let go by the person.
    Dismissed,
    /// The service works on it.
    Making(DeliveryStatus),
    /// The service is done; files are on their way.
    Fetching {
        /// Files on disk.
        done: usize,
        /// Files in all.
        total: usize,
    },
    /// Every file is whole on disk.
    Done,
    /// Some files could not be fetched.
    Incomplete {
        /// Files on disk.
        done: usize,
        /// Files in all.
        total: usize,
    },
    /// The service gave up; its words, if any, are in the report.
    Failed(Report),
}

impl JobStage {
    /// Whether nothing more will happen by itself.
    pub fn is_settled(&self) -> bool {
        !matches!(
            self,
            Self::Sending(_) | Self::Making(_) | Self::Fetching { .. }
        )
    }
}
