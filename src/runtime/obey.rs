//! What each command does.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::report::{Report, ReportKind};
use crate::library::{LibraryError, names};
use crate::model::ad::{AdKey, AssetState};
use crate::model::brief::MAX_COUNT;
use crate::model::delivery::{Intent, IntentState};
use crate::model::fate::{Fate, fate};
use crate::model::ids::{AccountId, DeliveryId, IdempotencyKey, IntentId};
use crate::model::spend::Override;
use crate::wire::dessert::GenerateRequest;

use super::command::{Command, Submit};
use super::event::Event;
use super::note::Reins;
use super::orchestrator::Orchestrator;
use super::view::JobStage;
use super::{desk, seal, submit};

impl Orchestrator {
    /// Carries a command out, or begins to.
    pub(super) async fn obey(&mut self, command: Command) {
        match command {
            Command::Submit(it) => self.submit(*it),
            Command::Retry(intent) => self.retry(&intent),
            Command::RunAgain { of, as_new, over } => self.run_again(&of, as_new, over).await,
            Command::Dismiss(intent) => self.dismiss(&intent).await,
            Command::Cancel(delivery) => self.cancel(&delivery),
            Command::LookNow(delivery) => self.look_now(&delivery),
            Command::Adopt {
                account,
                delivery,
                folder,
            } => self.adopt(account, delivery, folder).await,
            Command::FollowNamed { intent, delivery } => {
                self.follow_named(&intent, delivery).await;
            }
            Command::Fetch {
                delivery,
                ad,
                folder,
            } => self.fetch(delivery, ad, folder).await,
            Command::Refresh(account) => {
                self.reopen(&account);
                self.refresh(&account);
            }
            Command::WatchBrand(intent) => self.watch_brand(&intent).await,
            Command::StopWatching(intent) => self.stop_watching(&intent).await,
            Command::KeepPrompt { account, name } => self.keep_prompt(&account, &name).await,
            Command::ForgetPrompt { account, name } => self.forget_prompt(&account, &name).await,
            Command::Acquaint(account) => self.acquaint(&account),
            Command::SearchStyles { account, query } => self.search_styles(&account, query),
            Command::LoadStyles(brand) => self.load_styles(brand),
            Command::WantSwatches(styles) => self.want_sheets(styles),
            Command::UseAccount(account) => self.use_account(account).await,
            Command::SetKey { account, key } => self.set_key(&account, key),
            Command::DeleteKey(account) => self.delete_key(account),
            Command::RemoveAccount(account) => self.remove_account(account),
            Command::SaveSettings(change) => {
                self.save_settings(change.onto(&self.settings)).await;
            }
            Command::SaveDraft(draft) => {
                let kept = draft.clone();
                let saved = self
                    .ctx
                    .keeper
                    .run(move |library| library.put(names::DRAFT, &*kept))
                    .await;
                self.complain(saved);
                self.draft = Arc::from(draft);
                self.changed();
            }
            Command::KeepUnsavedKits(kits) => {
                let kept = self
                    .ctx
                    .keeper
                    .run(move |library| library.put(names::UNSAVED_KITS, &kits))
                    .await;
                self.complain(kept);
            }
            Command::Kit(command) => self.obey_kit(command),
            Command::Copy(command) => self.obey_copy(command),
            Command::Revise(command) => self.obey_revision(command),
            Command::Log(command) => self.obey_log(command),
            Command::Reveal(path) => {
                self.tasks.spawn(desk::reveal(self.ctx.clone(), path));
            }
            Command::OpenPage(url) => {
                self.tasks.spawn(desk::open_page(self.ctx.clone(), url));
            }
            // The loop ends before it comes here.
            Command::Shutdown => {}
        }
    }

    fn submit(&mut self, it: Submit) {
        let is_known = self.jobs.of_intent(&it.intent).is_some();
        if is_known || self.pending.contains_key(&it.intent) {
            return;
        }
        let account = match self.payer(&it.account) {
            Ok(account) => account,
            Err(report) => return self.refuse(it.intent, report),
        };
        let body = serde_json::to_vec(&GenerateRequest::from(&it.brief));
        let (Ok(body), 1..=MAX_COUNT) = (body, it.brief.count) else {
            let report = Report::new(
                ReportKind::Invalid,
                "This brief cannot be sent.",
                format!("Ask for 1 to {MAX_COUNT} concepts."),
            );
            return self.refuse(it.intent, report);
        };
        let over = match self.guard(&account, &it.brief, it.over.as_ref()) {
            Ok(over) => over,
            Err(report) => return self.refuse(it.intent, report),
        };
        let cost = self.price(&account.id, &it.brief);
        self.pending
            .insert(it.intent.clone(), (account.id.clone(), cost));
        let folder = it
            .folder
            .or_else(|| account.folder.clone())
            .unwrap_or_else(|| self.ads_folder());
        let intent = Intent {
            id: it.intent,
            account: it.account,
            // Known when its client is made.
            endpoint: None,
            key: IdempotencyKey::fresh(),
            body,
            brief: it.brief,
            folder: std::path::absolute(&folder).unwrap_or(folder),
            created_at: self.ctx.clock.now(),
            sends: 0,
            last_sent_at: None,
            in_doubt: false,
            decision: None,
            over,
            state: IntentState::Open,
        };
        self.refresh_if_unknown(&account);
        let reins = Reins::default();
        self.tasks
            .spawn(submit::begin(self.ctx.clone(), account, intent, reins));
    }

    /// Before it was written down.
    pub(super) fn refuse(&mut self, intent: IntentId, report: Report) {
        self.pending.remove(&intent);
        self.happened(Event::Refused { intent, report });
    }

    fn retry(&mut self, id: &IntentId) {
        let now = self.ctx.clock.now();
        let account = self.jobs.of_intent(id).map(|it| it.job.account.clone());
        if let Some(account) = account {
            if let Err(report) = self.may_be_used(&account) {
                return self.trouble(report);
            }
            self.reopen(&account);
        }
        let Some(work) = self.jobs.of_intent(id) else {
            return self.trouble(not_open());
        };
        if let Some(reins) = &work.sending {
            return reins.hurry();
        }
        let Some(intent) = work.intent.clone() else {
            return self.trouble(not_open());
        };
        // Only the library knows how its attempts ended; here the worst is assumed.
        let doubtful = Intent {
            in_doubt: true,
            ..intent
        };
        match fate(&doubtful, now) {
            Fate::Unknown(it) if !it.why.may_be_retried() => self.trouble(it.report),
            _ => self.send_again(&doubtful),
        }
    }

    /// Sends an intent of the library, of which an earlier attempt may have been accepted.
    pub(super) fn send_again(&mut self, intent: &Intent) {
        let account = self.settings.account(&intent.account).cloned();
        let Some(work) = self.jobs.of_intent(&intent.id) else {
            return;
        };
        let Some(account) = account else {
            let report = no_account(&intent.account);
            work.edit(|job| {
                job.stage = JobStage::NeedsDecision;
                job.trouble = Some(report);
            });
            return self.changed();
        };
        let reins = Reins::default();
        work.sending = Some(reins.clone());
        work.edit(|job| {
            job.stage = JobStage::Sending(1);
            job.trouble = None;
        });
        self.changed();
        self.refresh_if_unknown(&account);
        let ctx = self.ctx.clone();
        self.tasks
            .spawn(submit::again(ctx, account, intent.id.clone(), reins));
    }

    async fn run_again(&mut self, of: &IntentId, as_new: IntentId, over: Option<Override>) {
        let Some(work) = self.jobs.of_intent(of) else {
            return self.trouble(not_known());
        };
        let (account, folder) = (work.job.account.clone(), work.folder.clone());
        let Some(brief) = work.job.brief.clone() else {
            return self.trouble(not_known());
        };
        let is_open = work.intent.is_some();
        let decision = work.intent.as_ref().and_then(|it| it.decision.as_ref());
        if let Some(paid) = decision.filter(|it| it.why.is_paid()) {
            let report = paid.report.clone();
            return self.trouble(report);
        }
        // The earlier one is not let go for one that is not sent.
        let payer = match self.payer(&account) {
            Ok(payer) => payer,
            Err(report) => return self.trouble(report),
        };
        if let Err(report) = self.guard(&payer, &brief, over.as_ref()) {
            return self.trouble(report);
        }
        if is_open && !self.let_go(of).await {
            return;
        }
        // What is held back may be run again once the limit allows it: until then its brand is watched.
        self.stop_watching(of).await;
        self.submit(Submit {
            intent: as_new,
            account,
            brief,
            folder: Some(folder),
            over,
        });
    }

    async fn dismiss(&mut self, id: &IntentId) {
        let is_open = self
            .jobs
            .of_intent(id)
            .is_some_and(|work| work.intent.is_some());
        if is_open {
            self.let_go(id).await;
        } else {
            self.trouble(not_open());
        }
    }

    /// Lets an open intent go. An attempt that is under way ends by itself, and counts if it is accepted.
    async fn let_go(&mut self, id: &IntentId) -> bool {
        let asked = id.clone();
        let kept = self
            .ctx
            .keeper
            .run(move |library| library.dismiss(&asked))
            .await;
        if !self.complain(kept) {
            return false;
        }
        if let Some(work) = self.jobs.of_intent(id) {
            if let Some(reins) = &work.sending {
                reins.let_go();
            }
            work.intent = None;
            work.edit(|job| {
                job.stage = JobStage::Dismissed;
                job.trouble = None;
                job.next_look = None;
            });
        }
        self.changed();
        true
    }

    fn look_now(&mut self, id: &DeliveryId) {
        let account = self.jobs.of_delivery(id).map(|it| it.job.account.clone());
        match account {
            Some(account) => {
                self.reopen(&account);
                self.follow(id);
            }
            None => self.trouble(not_known()),
        }
    }

    pub(super) async fn fetch(
        &mut self,
        id: DeliveryId,
        ad: Option<AdKey>,
        folder: Option<PathBuf>,
    ) {
        let Some(work) = self.jobs.of_delivery(&id) else {
            return self.trouble(not_known());
        };
        work.is_wanted = true;
        work.is_closed = false;
        let folder = folder.map(|folder| std::path::absolute(&folder).unwrap_or(folder));
        if let Some(folder) = folder.filter(|folder| *folder != work.folder) {
            for (_, task) in work.fetching.drain() {
                task.abort();
            }
            work.folder.clone_from(&folder);
            work.edit(|job| {
                if let Some(delivery) = &mut job.delivery {
                    delivery.folder.clone_from(&folder);
                }
            });
            let asked = id.clone();
            let kept = self
                .ctx
                .keeper
                .run(move |library| {
                    library.set_folder(&asked, &folder)?;
                    library.seal(&asked, false)
                })
                .await;
            self.complain(kept);
        }
        let Some(work) = self.jobs.of_delivery(&id) else {
            return;
        };
        let mut to_check = Vec::new();
        for (key, state) in work.files() {
            let is_meant = ad.as_ref().is_none_or(|ad| ad.ad == key.ad);
            match state {
                AssetState::OnDisk(file) if is_meant && !file.path.starts_with(&work.folder) => {
                    // Whole elsewhere: it is copied, not fetched.
                    work.copies.insert(key.clone(), file);
                    work.set_file(&key, AssetState::Waiting);
                }
                AssetState::OnDisk(file) if is_meant => to_check.push((key, file)),
                AssetState::Failed(_) if is_meant => work.set_file(&key, AssetState::Waiting),
                _ => {}
            }
        }
        work.read_stage();
        self.changed();
        self.tasks
            .spawn(seal::check(self.ctx.clone(), id, to_check));
    }

    /// Tells of a library error; whether there was none.
    pub(super) fn complain(&mut self, outcome: Result<(), LibraryError>) -> bool {
        if let Err(error) = outcome {
            self.trouble(error.report());
            return false;
        }
        true
    }

    /// Where new ads go.
    pub(super) fn ads_folder(&self) -> PathBuf {
        self.settings
            .ads_folder
            .clone()
            .unwrap_or_else(|| self.default_folder.clone())
    }
}

pub(super) fn no_account(id: &AccountId) -> Report {
    Report::new(
        ReportKind::Invalid,
        format!("There is no account called “{id}”."),
        "Choose one of the accounts in Settings.",
    )
}

pub(super) fn not_open() -> Report {
    Report::new(
        ReportKind::Invalid,
        "This request is not open any more.",
        "Run it again to send the same brief anew; that costs.",
    )
}

pub(super) fn not_known() -> Report {
    Report::new(
        ReportKind::Invalid,
        "This library does not know that delivery.",
        "Check its id, or follow it with the account that made it.",
    )
}
