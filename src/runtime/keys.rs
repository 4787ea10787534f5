//! Keys: checked before they replace one that works, recognised without being shown, and gone before their account is.
//!
//! Must not hold a key longer than a task needs it: keys live in [`crate::secrets`].

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::api::dessert::check_key;
use crate::api::{Dessert, Endpoint, Http, RetryPolicy, Timing};
use crate::base::clock::Timestamp;
use crate::base::report::{Remedy, Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::account::{Account, Service};
use crate::model::ids::AccountId;
use crate::secrets::{DESSERT_API_KEY, KeyFound, KeyMark, KeyPlace, KeyState};

use super::event::Event;
use super::note::{Ctx, Note};
use super::obey::no_account;
use super::orchestrator::Orchestrator;
use super::view::KeyView;

/// A person waits for the check: one attempt, and not for ever.
const CHECKING: Timing = Timing {
    connect: Duration::from_secs(8),
    answer: Duration::from_secs(15),
    stall: Duration::from_secs(15),
};

/// What is known of an account's key beside whether there is one. Never the key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyFacts {
    /// `dsrt_live_••••3f2a`, if there is one.
    pub masked: Option<String>,
    /// What the service says of it.
    pub check: KeyCheck,
    /// A new one is being checked before it takes its place.
    pub is_checking: bool,
    /// Other accounts that have the very same key.
    pub same_as: Vec<AccountId>,
    /// The entry of the system's keychain that it has, or would have.
    pub place: KeyPlace,
}

/// What the service says of a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum KeyCheck {
    /// Nothing yet, in this run.
    #[default]
    NotYet,
    /// It was taken, at this time.
    Good(Timestamp),
    /// It was refused; why, and what to do.
    Refused(Report),
}

impl KeyFacts {
    /// Of a key of which nothing is known.
    pub(super) fn new(account: &AccountId) -> Self {
        Self {
            masked: None,
            check: KeyCheck::default(),
            is_checking: false,
            same_as: Vec::new(),
            place: KeyPlace::of(account),
        }
    }
}

/// A key that was kept.
#[derive(Debug)]
pub(super) struct KeptKey {
    /// Where.
    state: KeyState,
    /// Why the service could not be asked about it.
    doubt: Option<Report>,
    /// What is found for the account from now on.
    found: Result<KeyFound, Report>,
}

/// What the orchestrator remembers of keys.
#[derive(Debug, Default)]
pub(super) struct KeyBook {
    /// By what the keys are recognised.
    marks: HashMap<AccountId, KeyMark>,
    /// Accounts that go once their keys are gone.
    leaving: HashSet<AccountId>,
}

impl KeyBook {
    fn same_as(&self, account: &AccountId) -> Vec<AccountId> {
        let Some(mark) = self.marks.get(account) else {
            return Vec::new();
        };
        let others = self.marks.iter().filter(|(id, _)| *id != account);
        let mut same: Vec<AccountId> = others
            .filter(|(_, other)| mark.is_of_same(other))
            .map(|(id, _)| id.clone())
            .collect();
        same.sort();
        same
    }
}

/// Finds out where the key of an account is.
async fn ask_for_key(ctx: Ctx, account: AccountId) {
    let found = ctx.clients.secrets().find(&account).await;
    ctx.tell(Note::Key { account, found }).await;
}

/// Keeps a key, unless the service refuses it.
async fn keep_key(ctx: Ctx, account: Account, key: Secret) {
    let outcome = try_key(&ctx, &account, key).await;
    ctx.clients.forget(&account.id);
    let account = account.id;
    ctx.tell(Note::KeyKept { account, outcome }).await;
}

async fn try_key(ctx: &Ctx, account: &Account, key: Secret) -> Result<KeptKey, Report> {
    let doubt = ask_service(ctx, account, &key).await?;
    let secrets = ctx.clients.secrets();
    let state = secrets.set(&account.id, key).await?;
    let found = secrets.find(&account.id).await;
    Ok(KeptKey {
        state,
        doubt,
        found,
    })
}

/// Asks the service for the balance with this key: whether it takes it, and if it cannot be asked, why.
async fn ask_service(ctx: &Ctx, account: &Account, key: &Secret) -> Result<Option<Report>, Report> {
    check_key(key).map_err(|error| error.report())?;
    let http = Http::with(CHECKING, RetryPolicy::never()).map_err(|error| error.report())?;
    let endpoint = Endpoint {
        base_url: ctx.clients.address_of(account)?,
        key: key.clone(),
    };
    let client = Dessert::new(http.on(ctx.clock.clone()), endpoint);
    let error = match client.map_err(|error| error.report())?.balance().await {
        Ok(_) => return Ok(None),
        Err(error) => error,
    };
    // A 403 without the service's own word is of something in between, which knows nothing of keys.
    let is_refused = match error.status() {
        Some(401) => true,
        Some(403) => error.code().is_some(),
        _ => false,
    };
    let mut report = error.report_at(ctx.clock.now());
    if !is_refused {
        return Ok(Some(report));
    }
    let before = ctx.clients.secrets().state(&account.id).await;
    let stays = match before {
        Ok(KeyState::Missing) => "It was not kept.",
        Ok(_) | Err(_) => "The key that was there before stays in use.",
    };
    report.hint = format!("{stays} {}", report.hint);
    Err(report.with_remedy(Remedy::EnterKey))
}

/// Forgets a key.
async fn forget_key(ctx: Ctx, account: AccountId) {
    let outcome = ctx.clients.secrets().delete(&account).await;
    ctx.clients.forget(&account);
    ctx.tell(Note::KeyGone { account, outcome }).await;
}

/// How a key's place is shown.
pub(super) fn key_view(state: KeyState) -> KeyView {
    match state {
        KeyState::Missing => KeyView::Missing,
        KeyState::Keychain => KeyView::Keychain,
        KeyState::SessionOnly { reason } => KeyView::OnlyThisRun(reason),
        KeyState::Environment => KeyView::Environment(DESSERT_API_KEY),
    }
}

/// Whether `DESSERT_API_KEY` opens this account.
pub fn is_opened_by_environment(account: &AccountId) -> bool {
    *account == Account::dessert().id
}

impl Orchestrator {
    /// Finds out where the keys are.
    pub(super) fn ask_for_keys(&mut self) {
        let views = self.accounts.iter();
        let ids: Vec<AccountId> = views.map(|view| view.account.id.clone()).collect();
        for id in ids {
            self.ask_for_key(&id);
        }
    }

    pub(super) fn ask_for_key(&mut self, id: &AccountId) {
        let ctx = self.ctx.clone();
        let Some(view) = self.account_mut(id) else {
            return;
        };
        if view.account.service == Service::Studio {
            return;
        }
        view.key = KeyView::Asking;
        self.tasks.spawn(ask_for_key(ctx, id.clone()));
    }

    pub(super) fn key_is(&mut self, id: &AccountId, found: Result<KeyFound, Report>) {
        let (key, mark) = match found {
            Ok(found) => (key_view(found.state), found.mark),
            // Nobody knows whether there is one.
            Err(report) => {
                tracing::warn!(account = %id, "{}", report.summary);
                (KeyView::Unknown(report), None)
            }
        };
        let masked = mark.as_ref().map(|mark| mark.masked.clone());
        match mark {
            Some(mark) => self.keys.marks.insert(id.clone(), mark),
            None => self.keys.marks.remove(id),
        };
        if let Some(view) = self.account_mut(id) {
            if view.key_facts.masked != masked || masked.is_none() {
                view.key_facts.check = KeyCheck::NotYet;
            }
            view.key_facts.masked = masked;
            view.key = key;
        }
        for view in &mut self.accounts {
            view.key_facts.same_as = self.keys.same_as(&view.account.id);
        }
    }

    /// Notes what an answer of the service says of the key that it was asked with.
    pub(super) fn key_answered<T>(&mut self, id: &AccountId, outcome: &Result<T, Report>) {
        let now = self.ctx.clock.now();
        let Some(view) = self.account_mut(id) else {
            return;
        };
        match outcome {
            Ok(_) => view.key_facts.check = KeyCheck::Good(now),
            Err(report) if report.kind == ReportKind::NotAuthorised && view.key.is_usable() => {
                view.key_facts.check = KeyCheck::Refused(report.clone());
            }
            Err(_) => {}
        }
    }

    pub(super) fn set_key(&mut self, id: &AccountId, key: Secret) {
        let ctx = self.ctx.clone();
        if let Err(report) = self.may_be_used(id) {
            return self.trouble(report);
        }
        let Some(view) = self.account_mut(id) else {
            return self.trouble(no_account(id));
        };
        let account = view.account.clone();
        if account.service == Service::Studio {
            return self.trouble(Report::new(
                ReportKind::Invalid,
                "The studio brings its own key; there is none to keep.",
                "Enter the key at the account that it belongs to.",
            ));
        }
        view.key_facts.is_checking = true;
        self.changed();
        self.tasks.spawn(keep_key(ctx, account, key));
    }

    pub(super) fn key_kept(&mut self, id: AccountId, outcome: Result<KeptKey, Report>) {
        if let Some(view) = self.account_mut(&id) {
            view.key_facts.is_checking = false;
        }
        let kept = match outcome {
            Ok(kept) => kept,
            Err(report) => return self.trouble(report),
        };
        let only_this_run = match &kept.state {
            KeyState::SessionOnly { reason } => Some(reason.clone()),
            _ => None,
        };
        let now = self.ctx.clock.now();
        self.key_is(&id, kept.found);
        if let Some(view) = self.account_mut(&id) {
            // What was said of an earlier key is not said of this one.
            view.key_facts.check = match &kept.doubt {
                None => KeyCheck::Good(now),
                Some(_) => KeyCheck::NotYet,
            };
        }
        // Whatever waited for a key goes on.
        let at = Instant::now();
        for work in self.jobs.iter_mut().filter(|work| work.job.account == id) {
            if let Some(reins) = &work.sending {
                reins.hurry();
            }
            if let Some(delivery) = work.delivery() {
                self.looks.hurry(&delivery.id, at);
            }
        }
        self.refresh(&id);
        let same_as = self.keys.same_as(&id);
        self.happened(Event::KeyKept {
            account: id,
            only_this_run,
            unchecked: kept.doubt,
            same_as,
        });
    }

    pub(super) fn delete_key(&mut self, id: AccountId) {
        self.tasks.spawn(forget_key(self.ctx.clone(), id));
    }

    /// Removes an account: its key first, for a key without an account is nobody's to find.
    pub(super) fn remove_account(&mut self, id: AccountId) {
        if let Err(report) = self.may_leave(&id) {
            return self.trouble(report);
        }
        if self.keys.leaving.insert(id.clone()) {
            self.delete_key(id);
        }
    }

    pub(super) async fn key_gone(&mut self, id: AccountId, outcome: Result<(), Report>) {
        let is_leaving = self.keys.leaving.remove(&id);
        if let Err(report) = outcome {
            self.trouble(report);
            return self.ask_for_key(&id);
        }
        self.happened(Event::KeyGone(id.clone()));
        if !is_leaving {
            return self.ask_for_key(&id);
        }
        // Something may have been sent while the keychain was asked.
        if let Err(report) = self.may_leave(&id) {
            self.trouble(report);
            return self.ask_for_key(&id);
        }
        self.keys.marks.remove(&id);
        let mut settings = (*self.settings).clone();
        settings.accounts.retain(|account| account.id != id);
        self.save_settings(settings).await;
        for view in &mut self.accounts {
            view.key_facts.same_as = self.keys.same_as(&view.account.id);
        }
    }

    /// The account that something new is asked of.
    ///
    /// # Errors
    /// When there is none of that name, or it is being removed.
    pub(super) fn payer(&self, id: &AccountId) -> Result<Account, Report> {
        let account = self.settings.account(id).ok_or_else(|| no_account(id))?;
        self.may_be_used(id)?;
        Ok(account.clone())
    }

    /// # Errors
    /// While the account is being removed: its key may be gone already.
    pub(super) fn may_be_used(&self, id: &AccountId) -> Result<(), Report> {
        if !self.keys.leaving.contains(id) {
            return Ok(());
        }
        let name = self.settings.account(id).map(|it| it.name.as_str());
        Err(Report::new(
            ReportKind::Invalid,
            format!("{} is being removed.", name.unwrap_or(id.as_str())),
            "Choose another account.",
        ))
    }

    /// Why an account has to stay: it is in use, or work of it is under way that its key is needed for.
    fn may_leave(&mut self, id: &AccountId) -> Result<(), Report> {
        let Some(account) = self.settings.account(id) else {
            return Err(no_account(id));
        };
        let name = account.name.clone();
        let invalid = |summary: String, hint: &str| Report::new(ReportKind::Invalid, summary, hint);
        if account.service == Service::Studio {
            return Err(invalid(
                "The Studio is part of Parfait and stays.".into(),
                "Choose another account to remove.",
            ));
        }
        if self.settings.account.as_ref() == Some(id) {
            return Err(invalid(
                format!("{name} is in use."),
                "Switch to another account first, then remove it.",
            ));
        }
        let is_open = |work: &&mut super::jobs::Work| {
            work.job.account == *id && (work.intent.is_some() || !work.job.stage.is_settled())
        };
        // What is being written down is not a job yet.
        let begun = self.pending.values().filter(|(of, _)| of == id).count();
        match self.jobs.iter_mut().filter(is_open).count() + begun {
            0 => Ok(()),
            1 => Err(invalid(
                format!("One delivery of {name} is not over yet, and it needs the key."),
                "Wait for its end, or decide about it under Deliveries; then remove the account.",
            )),
            count => Err(invalid(
                format!("{count} deliveries of {name} are not over yet, and they need the key."),
                "Wait for their end, or decide about them under Deliveries; then remove the account.",
            )),
        }
    }
}
