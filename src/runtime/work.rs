//! What the orchestrator sets going by itself: following, fetching, sealing, asking accounts, and at the start whatever
//! an earlier run left unfinished.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::library::FileKey;
use crate::model::account::Account;
use crate::model::ad::{Ad, Asset, AssetState, MediaKind};
use crate::model::delivery::{Delivery, DeliveryStatus, is_not_known};
use crate::model::fate::{Fate, fate};
use crate::model::ids::{AccountId, BrandId, DeliveryId};
use crate::model::naming::{NameParts, Template, versioned};

use super::download::Order;
use super::note::Note;
use super::orchestrator::Orchestrator;
use super::place::Place;
use super::remote::Remote;
use super::room::Wanted;
use super::view::JobStage;
use super::{account, room, seal};

/// How long files wait for the brand's name.
const HOLD: Duration = Duration::from_secs(3);
/// Files that could not be fetched are tried again at every start for this long.
const TRY_AGAIN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Orchestrator {
    /// Follows a delivery again after a pause, if nobody does.
    pub(super) fn follow_later(&mut self, id: &DeliveryId) {
        let (ctx, delivery) = (self.ctx.clone(), id.clone());
        let wait = ctx.pause(1);
        self.tasks.spawn(async move {
            tokio::time::sleep(wait).await;
            ctx.tell(Note::Checked {
                delivery,
                gone: Vec::new(),
            })
            .await;
        });
    }

    /// Fetches every file that waits and whose address is of this run.
    pub(super) async fn fetch_files(&mut self, id: &DeliveryId) {
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        if !work.is_fresh || !work.is_wanted {
            return;
        }
        let waiting: Vec<FileKey> = work
            .files()
            .into_iter()
            .filter(|(key, state)| {
                *state == AssetState::Waiting && !work.fetching.contains_key(key)
            })
            .map(|(key, _)| key)
            .collect();
        if waiting.is_empty() || !self.fix_brand_name(id).await {
            return;
        }
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        work.is_closed = false;
        if work.is_measured {
            return;
        }
        let mut wanted = Wanted::default();
        for key in &waiting {
            match (work.copies.get(key), key.kind) {
                (Some(copied), _) => wanted.copied += copied.bytes,
                (None, MediaKind::Still) => wanted.stills += 1,
                (None, MediaKind::Video) => wanted.videos += 1,
            }
        }
        work.is_measured = true;
        let folder = work.folder.clone();
        self.tasks
            .spawn(room::measure(self.ctx.clone(), id.clone(), folder, wanted));
    }

    /// There is room for the files of a delivery, or nothing of it is begun.
    pub(super) async fn measured(&mut self, id: &DeliveryId, refusal: Option<String>) {
        let template = Template::parse(&self.settings.naming).unwrap_or_default();
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        work.is_measured = false;
        if !work.is_fresh || !work.is_wanted {
            return;
        }
        if let Some(sentence) = refusal {
            return self.refuse_files(id, sentence).await;
        }
        let Some(delivery) = work.delivery() else {
            return;
        };
        let Some(account) = self.settings.account(&delivery.account) else {
            return;
        };
        let account = Arc::new(account.clone());
        let mut orders = Vec::new();
        for ad in &delivery.ads {
            for asset in &ad.assets {
                let order = order(&template, delivery, &account, ad, asset);
                let is_wanted =
                    asset.state == AssetState::Waiting && !work.fetching.contains_key(&order.key);
                if is_wanted {
                    let copy_of = work.copies.get(&order.key).cloned();
                    orders.push(Order { copy_of, ..order });
                }
            }
        }
        for order in orders {
            self.queue_file(order);
        }
    }

    async fn refuse_files(&mut self, id: &DeliveryId, sentence: String) {
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let refused: Vec<FileKey> = work
            .files()
            .into_iter()
            .filter(|(key, state)| {
                *state == AssetState::Waiting && !work.fetching.contains_key(key)
            })
            .map(|(key, _)| key)
            .collect();
        for key in &refused {
            work.set_file(key, AssetState::Failed(sentence.clone()));
        }
        self.landed.insert(id.clone());
        let noted = self
            .ctx
            .keeper
            .share(move |library| {
                refused
                    .iter()
                    .try_for_each(|key| library.pause_file(key, &sentence))
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(delivery = %id, "that there is no room is not written down: {error}");
        }
    }

    /// Fixes the brand's name for the names of files, before the first; `false` as long as it is worth waiting for.
    async fn fix_brand_name(&mut self, id: &DeliveryId) -> bool {
        let Some(work) = self.jobs.of_delivery(id) else {
            return false;
        };
        let is_unheld = work.is_unheld;
        let Some(delivery) = work.delivery().filter(|it| it.brand_name.is_empty()) else {
            return true;
        };
        let chosen: Option<BrandId> = delivery
            .brief
            .as_ref()
            .and_then(|brief| brief.brand_id.clone());
        let account = delivery.account.clone();
        let brands = self.account_mut(&account).map(|view| &view.brands);
        let is_loading = brands.is_some_and(Remote::is_loading);
        let name = brands
            .and_then(Remote::value)
            .and_then(|brands| account::brand_name(brands, chosen.as_ref().map(BrandId::as_str)));
        if name.is_none() && is_loading && !is_unheld {
            let (ctx, delivery) = (self.ctx.clone(), id.clone());
            self.tasks.spawn(async move {
                tokio::time::sleep(HOLD).await;
                ctx.tell(Note::Unhold(delivery)).await;
            });
            return false;
        }
        let name = name.unwrap_or_else(|| "ads".to_owned());
        let (asked, kept) = (id.clone(), name.clone());
        let noted = self
            .ctx
            .keeper
            .run(move |library| library.set_brand_name(&asked, &kept))
            .await;
        if let Err(error) = noted {
            tracing::warn!(delivery = %id, "a brand's name is not kept: {error}");
        }
        if let Some(work) = self.jobs.of_delivery(id) {
            work.edit(|job| {
                if let Some(delivery) = &mut job.delivery {
                    delivery.brand_name = name;
                }
            });
        }
        true
    }

    /// Brands were told, or will not be: files that waited for a name go on.
    pub(super) async fn fetch_held(&mut self, account: &AccountId) {
        let held: Vec<DeliveryId> = self
            .jobs
            .iter_mut()
            .filter(|work| work.is_fresh && work.is_wanted && !work.is_closed)
            .filter_map(|work| work.delivery())
            .filter(|delivery| delivery.account == *account && delivery.brand_name.is_empty())
            .map(|delivery| delivery.id.clone())
            .collect();
        for id in held {
            self.fetch_files(&id).await;
        }
    }

    /// Takes the last step of a delivery when nothing is awaited any more.
    pub(super) fn settle(&mut self, id: &DeliveryId) {
        let is_followed = self.looks.follows(id);
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let is_terminal = work.delivery().map(|it| it.status.is_terminal());
        let is_over = is_terminal == Some(true) && !is_followed;
        if is_over && work.coming.is_awaited() {
            return self.follow_later(id);
        }
        let is_held = work.is_sealing || work.is_closed || !work.is_wanted;
        if !is_over || is_held || !work.fetching.is_empty() || work.is_waiting() {
            return;
        }
        let Some(delivery) = work.delivery().cloned() else {
            return;
        };
        let Some(account) = self.settings.account(&delivery.account).cloned() else {
            return;
        };
        work.is_sealing = true;
        self.tasks
            .spawn(seal::seal(self.ctx.clone(), account, delivery));
    }

    /// Before anything is done: how open intents stand.
    pub(super) fn prepare_jobs(&mut self) {
        let now = self.ctx.clock.now();
        for work in self.jobs.iter_mut() {
            let fate = work.intent.as_ref().map(|intent| fate(intent, now));
            if let Some(Fate::Unknown(why)) = fate {
                work.edit(|job| {
                    job.stage = JobStage::NeedsDecision;
                    job.trouble = Some(why.report);
                });
            }
        }
    }

    /// Sends open intents again, follows running deliveries, fetches what is missing.
    pub(super) fn take_up_unfinished(&mut self) {
        let clock = self.ctx.clock.clone();
        let (mut intents, mut deliveries, mut whole) = (Vec::new(), Vec::new(), Vec::new());
        for work in self.jobs.iter_mut() {
            if let Some(intent) = &work.intent {
                if work.job.stage != JobStage::NeedsDecision {
                    intents.push(intent.clone());
                }
                continue;
            }
            // Its account may have its key or its address back, so it is looked at once more.
            let is_not_known = work.failure.as_ref().is_some_and(is_not_known);
            let is_closed = work.is_closed && !is_not_known;
            let Some(delivery) = work.delivery().filter(|_| !is_closed) else {
                continue;
            };
            let id = delivery.id.clone();
            let is_old = delivery
                .finished_at
                .is_some_and(|then| clock.since(then) > TRY_AGAIN);
            let has_failed = delivery.status == DeliveryStatus::Failed && !is_not_known;
            let is_revised = !work.coming.is_empty();
            if (is_old || has_failed) && !is_revised {
                work.is_closed = true;
                work.read_stage();
                continue;
            }
            work.is_wanted = true;
            work.is_closed = false;
            for (key, state) in work.files() {
                if matches!(state, AssetState::Failed(_)) {
                    work.set_file(&key, AssetState::Waiting);
                }
            }
            work.read_stage();
            let is_whole = work.job.stage.is_settled()
                || matches!(work.job.stage, JobStage::Fetching { done, total } if done == total);
            if is_whole && !is_not_known && !is_revised {
                whole.push(id);
            } else {
                deliveries.push((id, work.job.account.clone(), work.job.service));
            }
        }
        for intent in &intents {
            self.send_again(intent);
        }
        // Addresses may be of an earlier run, so every delivery is looked at before its files are fetched.
        // The newest first: somebody may be waiting for them.
        let mut places: HashMap<AccountId, u32> = HashMap::new();
        for (id, account, service) in deliveries.into_iter().rev() {
            let place = places.entry(account).or_default();
            self.follow_left(&id, service, *place);
            *place += 1;
        }
        for id in whole {
            self.settle(&id);
        }
        self.changed();
    }
}

/// What to fetch for one file.
fn order(
    template: &Template,
    delivery: &Delivery,
    account: &Arc<Account>,
    ad: &Ad,
    asset: &Asset,
) -> Order {
    let name = template.path(&NameParts {
        brand: &delivery.brand_name,
        created_at: delivery.created_at,
        delivery: &delivery.id,
        index: ad.index,
        orientation: &ad.orientation,
        headline: &ad.headline,
        // Corrected when the bytes are there.
        ext: match asset.kind {
            MediaKind::Still => "png",
            MediaKind::Video => "mp4",
        },
    });
    Order {
        key: FileKey {
            delivery: delivery.id.clone(),
            ad: ad.id.clone(),
            kind: asset.kind,
        },
        account: Arc::clone(account),
        orientation: ad.orientation.clone(),
        url: asset.url.clone(),
        place: Place {
            folder: delivery.folder.clone(),
            relative: versioned(&name, ad.version),
        },
        copy_of: None,
    }
}
