//! The accounts as the orchestrator keeps them: where their keys are, their credits and brands, the style search, and the
//! settings that list them.

use std::sync::Arc;
use std::time::Duration;

use crate::library::names;
use crate::model::account::{Account, Service};
use crate::model::brief::Brief;
use crate::model::catalog::Balance;
use crate::model::cost::Credits;
use crate::model::ids::AccountId;
use crate::model::settings::Settings;

use super::account;
use super::event::Event;
use super::note::Note;
use super::obey::no_account;
use super::orchestrator::Orchestrator;
use super::remote::Remote;
use super::view::AccountView;

impl Orchestrator {
    /// Takes news of an account in.
    pub(super) async fn hear_of_account(&mut self, note: Note) {
        match note {
            Note::Key { account, found } => self.key_is(&account, found),
            Note::KeyKept { account, outcome } => self.key_kept(account, outcome),
            Note::KeyGone { account, outcome } => self.key_gone(account, outcome).await,
            Note::Balance { account, outcome } => {
                self.key_answered(&account, &outcome);
                if let Some(view) = self.account_mut(&account) {
                    view.balance.finish(outcome);
                }
            }
            Note::Brands { account, outcome } => {
                let is_told = outcome.is_ok();
                if let Some(view) = self.account_mut(&account) {
                    view.brands.finish(outcome);
                }
                if is_told {
                    self.brands_seen(&account);
                }
                self.fetch_held(&account).await;
            }
            Note::WatchAgain(account) => self.watch_again(&account),
            Note::Styles { query, outcome } if self.styles.query == query => {
                self.styles.results.finish(outcome);
            }
            Note::Catalogue(news) => self.hear_of_styles(news),
            Note::Prompts { account, names } => {
                let known = self.prompts.entry(account.clone()).or_default();
                known.extend(names);
                self.show_typed(&account);
            }
            Note::Shown(Ok(Some(path))) => self.happened(Event::Revealed(path)),
            Note::Shown(Ok(None)) => {}
            Note::Shown(Err(report)) => self.trouble(report),
            _ => {}
        }
    }

    pub(super) fn search_styles(&mut self, account: &AccountId, query: String) {
        if let Some(search) = self.search.take() {
            search.abort();
        }
        self.styles.query.clone_from(&query);
        self.changed();
        if query.trim().is_empty() {
            self.styles.results = Remote::Absent;
            return;
        }
        let Some(account) = self.settings.account(account).cloned() else {
            return self.styles.results.finish(Err(no_account(account)));
        };
        self.styles.results.start();
        let search = account::search(self.ctx.clone(), account, query);
        self.search = Some(self.tasks.spawn(search));
    }

    pub(super) async fn use_account(&mut self, id: AccountId) {
        if let Err(report) = self.payer(&id) {
            return self.trouble(report);
        }
        let mut settings = (*self.settings).clone();
        settings.account = Some(id);
        self.save_settings(settings).await;
        self.refresh_current();
    }

    pub(super) async fn save_settings(&mut self, settings: Settings) {
        let kept = settings.clone();
        let saved = self
            .ctx
            .keeper
            .run(move |library| library.put(names::SETTINGS, &kept))
            .await;
        // What cannot be kept still holds for this run.
        self.complain(saved);
        if settings.accounts != self.settings.accounts {
            self.ctx.clients.set_accounts(&settings.accounts);
        }
        let before = std::mem::replace(&mut self.settings, Arc::new(settings));
        if before.copywriting != self.settings.copywriting {
            self.copy_changed(&before.copywriting);
        }
        self.list_accounts();
        self.take_up_accounts(&before.accounts);
        self.changed();
    }

    /// Lists the accounts of the settings, keeping what is known of them.
    pub(super) fn list_accounts(&mut self) {
        let mut known = std::mem::take(&mut self.accounts);
        for account in &self.settings.accounts {
            let at = known
                .iter()
                .position(|view| view.account.id == account.id)
                .map(|at| known.swap_remove(at));
            let mut view = AccountView::new(account.clone());
            if let Some(address) = self.ctx.clients.override_of(account) {
                view.is_overridden = true;
                view.address = Some(address);
            }
            if let Some(history) = self.histories.get(&account.id) {
                view.history = Arc::clone(history);
            }
            if let Some(before) = at.filter(|it| it.account.service == account.service) {
                // The key is kept under the id; what was told is of the address.
                view.key = before.key;
                view.key_facts = before.key_facts;
                view.watches = before.watches;
                if before.address == view.address {
                    view.balance = before.balance;
                    view.brands = before.brands;
                    view.usage = before.usage;
                }
            }
            self.accounts.push(view);
        }
        let views = self.accounts.iter();
        let ids: Vec<AccountId> = views.map(|view| view.account.id.clone()).collect();
        ids.iter().for_each(|id| self.show_typed(id));
    }

    /// Asks for the keys of accounts that are new, and anew what an account said at an address that it has left.
    fn take_up_accounts(&mut self, before: &[Account]) {
        let of_before = |id: &AccountId| before.iter().find(|account| account.id == *id);
        let is_current = |id: &AccountId| self.settings.account.as_ref() == Some(id);
        let (mut new, mut moved) = (Vec::new(), Vec::new());
        for account in &self.settings.accounts {
            match of_before(&account.id) {
                None => new.push(account.id.clone()),
                Some(then) if then.base_url == account.base_url => {}
                Some(_) => moved.extend(is_current(&account.id).then(|| account.id.clone())),
            }
        }
        for id in &new {
            self.ask_for_key(id);
        }
        for id in &moved {
            self.refresh(id);
        }
    }

    /// Asks an account for balance, brands and usage; what is there stays until the answer comes.
    pub(super) fn refresh(&mut self, id: &AccountId) {
        let known = self
            .prompts
            .get(id)
            .map_or(0, std::collections::BTreeSet::len);
        let Some(view) = self.account_mut(id) else {
            return;
        };
        view.balance.start();
        view.brands.start();
        if view.account.service == Service::Dessert {
            view.usage.start();
        }
        let account = view.account.clone();
        let task = self
            .tasks
            .spawn(account::refresh(self.ctx.clone(), account, known));
        if let Some(earlier) = self.refreshing.insert(id.clone(), task) {
            earlier.abort();
        }
        self.changed();
    }

    pub(super) fn refresh_current(&mut self) {
        if let Some(id) = self.settings.account.clone() {
            self.refresh(&id);
        }
    }

    /// Asks an account that comes to be shown, if it was never asked and could answer.
    pub(super) fn acquaint(&mut self, id: &AccountId) {
        let is_unknown = self.account_mut(id).is_some_and(|view| {
            matches!(view.balance, Remote::Absent)
                && view.account.service == Service::Dessert
                && view.key.is_usable()
        });
        if is_unknown {
            self.refresh(id);
        }
    }

    pub(super) fn refresh_if_unknown(&mut self, account: &Account) {
        let is_unknown = self
            .account_mut(&account.id)
            .is_some_and(|view| matches!(view.brands, Remote::Absent));
        if is_unknown {
            self.refresh(&account.id);
        }
    }

    pub(super) fn set_credits(&mut self, id: &AccountId, credits: Option<Credits>) {
        let (Some(credits), Some(view)) = (credits, self.account_mut(id)) else {
            return;
        };
        if let Some(balance) = view.balance.value().copied() {
            let balance = Balance { credits, ..balance };
            view.balance.finish(Ok(balance));
        }
    }

    pub(super) fn account(&self, id: &AccountId) -> Option<&AccountView> {
        self.accounts.iter().find(|view| view.account.id == *id)
    }

    /// The person wants its service to be asked, even if that wished to be left alone.
    pub(super) fn reopen(&self, id: &AccountId) {
        if let Some(address) = self.account(id).and_then(|view| view.address.as_ref()) {
            self.ctx.http.open(address);
        }
    }

    /// A delivery was followed to its end: this is how long such a one takes.
    pub(super) fn took(&mut self, id: &AccountId, brief: &Brief, took: Duration) {
        let history = self.histories.entry(id.clone()).or_default();
        Arc::make_mut(history).add(brief.format, brief.count, took);
        let history = Arc::clone(history);
        if let Some(view) = self.account_mut(id) {
            view.history = history;
        }
    }

    pub(super) fn account_mut(&mut self, id: &AccountId) -> Option<&mut AccountView> {
        self.accounts.iter_mut().find(|view| view.account.id == *id)
    }
}
