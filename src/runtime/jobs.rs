//! Every job and what the orchestrator knows of it. In memory only: what must last is in the library.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::library::{Contents, FileKey, StoredDelivery};
use crate::model::ad::AssetState;
use crate::model::delivery::{Delivery, DeliveryStatus, Intent, IntentState};
use crate::model::ids::{AdId, DeliveryId, IdempotencyKey, IntentId};
use crate::model::ledger::Money;
use crate::model::settings::Settings;

use super::fetcher::Fetching;
use super::note::Reins;
use super::revise::Coming;
use super::stage;
use super::view::{Job, JobStage};

/// A job and what is being done for it.
#[derive(Debug)]
pub(super) struct Work {
    /// What is shown.
    pub job: Arc<Job>,
    /// Its key and bytes, while it may still be sent.
    pub intent: Option<Intent>,
    /// The key that it was sent under, whatever became of it.
    pub key: Option<IdempotencyKey>,
    /// When it was last sent.
    pub last_sent_at: Option<Timestamp>,
    /// Where its files go.
    pub folder: PathBuf,
    /// Why the service gave it up.
    pub failure: Option<Report>,
    /// Nothing more is being done for its files.
    pub is_closed: bool,
    /// Its sidecar is being written.
    pub is_sealing: bool,
    /// The addresses of its files are of this run.
    pub is_fresh: bool,
    /// Its files are wanted in this run.
    pub is_wanted: bool,
    /// Its brand's name was waited for long enough.
    pub is_unheld: bool,
    /// It was accepted in this run.
    pub is_new: bool,
    /// Sends it.
    pub sending: Option<Reins>,
    /// Fetches its files.
    pub fetching: HashMap<FileKey, Fetching>,
    /// Whether there is room for its files is being found out.
    pub is_measured: bool,
    /// Where each ad stands among the ads of the delivery.
    places: HashMap<AdId, usize>,
    /// Versions of its concepts that are on their way.
    pub coming: Coming,
    /// Its end was told of.
    pub is_told: bool,
    /// Files of it that lie whole in an earlier folder.
    pub copies: HashMap<FileKey, crate::model::ad::FileOnDisk>,
}

impl Work {
    fn new(job: Job, folder: PathBuf) -> Self {
        Self {
            job: Arc::new(job),
            intent: None,
            key: None,
            last_sent_at: None,
            folder,
            failure: None,
            is_closed: false,
            is_sealing: false,
            is_fresh: false,
            is_wanted: false,
            is_unheld: false,
            is_new: false,
            sending: None,
            fetching: HashMap::new(),
            is_measured: false,
            places: HashMap::new(),
            coming: Coming::default(),
            is_told: false,
            copies: HashMap::new(),
        }
    }

    /// A new or open intent.
    pub fn of_intent(intent: Intent, settings: &Settings) -> Self {
        let job = Job {
            intent: Some(intent.id.clone()),
            account: intent.account.clone(),
            service: settings
                .account(&intent.account)
                .map_or(crate::model::account::Service::Dessert, |it| it.service),
            brief: Some(intent.brief.clone()),
            stage: match &intent.state {
                IntentState::Open => JobStage::Sending(1),
                IntentState::Refused(report) => JobStage::Refused(report.clone()),
                // An accepted intent is shown as its delivery.
                IntentState::Accepted(_) | IntentState::Dismissed => JobStage::Dismissed,
            },
            delivery: None,
            created_at: intent.created_at,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Money::default(),
        };
        let is_open = intent.state == IntentState::Open;
        let mut work = Self::new(job, intent.folder.clone());
        work.key = Some(intent.key.clone());
        work.last_sent_at = intent.last_sent_at;
        work.intent = is_open.then_some(intent);
        work
    }

    /// A delivery that was adopted.
    pub fn of_delivery(delivery: Delivery, settings: &Settings) -> Self {
        let job = Job {
            intent: delivery.intent.clone(),
            account: delivery.account.clone(),
            service: settings
                .account(&delivery.account)
                .map_or(crate::model::account::Service::Dessert, |it| it.service),
            brief: delivery.brief.clone(),
            stage: JobStage::Making(DeliveryStatus::Queued),
            created_at: delivery.created_at,
            next_look: None,
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Money::default(),
            delivery: None,
        };
        let mut work = Self::new(job, delivery.folder.clone());
        work.set_delivery(delivery);
        work
    }

    fn restore(&mut self, stored: StoredDelivery) {
        self.failure = stored.failure;
        self.is_closed = stored.sealed && stored.revising.is_empty();
        self.is_told = stored.sealed;
        self.coming = Coming::of_earlier(stored.revising);
        self.folder.clone_from(&stored.delivery.folder);
        self.set_delivery(stored.delivery);
    }

    /// The delivery it has become.
    pub fn delivery(&self) -> Option<&Delivery> {
        self.job.delivery.as_ref()
    }

    /// Replaces the delivery and reads its stage anew.
    pub fn set_delivery(&mut self, delivery: Delivery) {
        // Where an id comes twice, the first is meant.
        self.places.clear();
        for (at, ad) in delivery.ads.iter().enumerate() {
            self.places.entry(ad.id.clone()).or_insert(at);
        }
        Arc::make_mut(&mut self.job).delivery = Some(delivery);
        self.read_stage();
    }

    /// Changes what is shown.
    pub fn edit(&mut self, change: impl FnOnce(&mut Job)) {
        change(Arc::make_mut(&mut self.job));
    }

    /// Reads the stage anew from the delivery, after something about it changed.
    pub fn read_stage(&mut self) {
        let Some(delivery) = &self.job.delivery else {
            return;
        };
        let stage = stage::of_delivery(delivery, self.failure.as_ref(), self.is_closed);
        if self.job.stage != stage {
            self.edit(|job| job.stage = stage);
        }
    }

    /// Changes the state of one file. Who has changed the last of several reads the stage anew.
    pub fn set_file(&mut self, key: &FileKey, state: AssetState) {
        let Some(at) = self.places.get(&key.ad).copied() else {
            return;
        };
        self.edit(|job| {
            let ad = job.delivery.as_mut().and_then(|it| it.ads.get_mut(at));
            let assets = ad.into_iter().flat_map(|ad| &mut ad.assets);
            for asset in assets.filter(|asset| asset.kind == key.kind) {
                asset.state = state.clone();
            }
        });
    }

    /// Whether any file is still to be fetched.
    pub fn is_waiting(&self) -> bool {
        let ads = self.delivery().into_iter().flat_map(|it| &it.ads);
        ads.flat_map(|ad| &ad.assets)
            .any(|asset| asset.state == AssetState::Waiting)
    }

    /// Every file of it with its state.
    pub fn files(&self) -> Vec<(FileKey, AssetState)> {
        let Some(delivery) = self.delivery() else {
            return Vec::new();
        };
        let of_ad = |ad: &crate::model::ad::Ad| {
            let key = |kind| FileKey {
                delivery: delivery.id.clone(),
                ad: ad.id.clone(),
                kind,
            };
            ad.assets
                .iter()
                .map(|asset| (key(asset.kind), asset.state.clone()))
                .collect::<Vec<_>>()
        };
        delivery.ads.iter().flat_map(of_ad).collect()
    }
}

/// All jobs in the order in which they were begun.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    works: BTreeMap<u64, Work>,
    intents: HashMap<IntentId, u64>,
    deliveries: HashMap<DeliveryId, u64>,
    next: u64,
}

impl Jobs {
    /// Puts together what the library remembers.
    pub fn of_library(contents: Contents, settings: &Settings) -> Self {
        let mut stored: HashMap<DeliveryId, StoredDelivery> = HashMap::new();
        let mut works = Vec::new();
        for delivery in contents.deliveries {
            if delivery.delivery.intent.is_some() {
                stored.insert(delivery.delivery.id.clone(), delivery);
            } else {
                let mut work = Work::of_delivery(delivery.delivery.clone(), settings);
                work.restore(delivery);
                works.push(work);
            }
        }
        for intent in contents.intents {
            let accepted = match &intent.state {
                IntentState::Accepted(delivery) => stored.remove(delivery),
                _ => None,
            };
            let mut work = Work::of_intent(intent, settings);
            if let Some(delivery) = accepted {
                work.restore(delivery);
            }
            works.push(work);
        }
        // Paid work is shown even where its intent cannot be read, or does not say so.
        for delivery in stored.into_values() {
            let mut work = Work::of_delivery(delivery.delivery.clone(), settings);
            work.restore(delivery);
            let is_shown = |it: &Work| it.job.intent == work.job.intent;
            if works.iter().any(is_shown) {
                work.edit(|job| job.intent = None);
            }
            works.push(work);
        }
        works.sort_by_key(|work| work.job.created_at);
        let mut jobs = Self::default();
        for work in works {
            jobs.add(work);
        }
        jobs
    }

    /// Adds the newest job. A delivery that was followed before, without its intent, is then part of it.
    pub fn add(&mut self, work: Work) {
        let number = self.next;
        self.next += 1;
        if let Some(intent) = &work.job.intent {
            self.intents.insert(intent.clone(), number);
        }
        if let Some(delivery) = work.delivery() {
            self.deliveries.insert(delivery.id.clone(), number);
        }
        self.works.insert(number, work);
    }

    /// An intent became a delivery.
    pub fn join(&mut self, intent: &IntentId, delivery: Delivery) {
        let Some(number) = self.intents.get(intent).copied() else {
            return;
        };
        let known = self.deliveries.insert(delivery.id.clone(), number);
        if let Some(adopted) = known.filter(|known| *known != number) {
            self.works.remove(&adopted);
        }
        if let Some(work) = self.works.get_mut(&number) {
            work.intent = None;
            work.sending = None;
            work.is_new = true;
            work.is_wanted = true;
            work.edit(|job| job.trouble = None);
            work.set_delivery(delivery);
        }
    }

    /// The job of an intent.
    pub fn of_intent(&mut self, intent: &IntentId) -> Option<&mut Work> {
        self.works.get_mut(self.intents.get(intent)?)
    }

    /// The job of a delivery.
    pub fn of_delivery(&mut self, delivery: &DeliveryId) -> Option<&mut Work> {
        self.works.get_mut(self.deliveries.get(delivery)?)
    }

    /// Every job, oldest first.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Work> {
        self.works.values_mut()
    }

    /// What is shown: newest first.
    pub fn shown(&self) -> Vec<Arc<Job>> {
        self.works
            .values()
            .rev()
            .map(|work| Arc::clone(&work.job))
            .collect()
    }
}
