//! A client for each account: finds its address and its key, and starts the studio when it is first used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;
use url::Url;

use crate::api::{Dessert, Endpoint, Http};
use crate::base::report::{Remedy, Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::account::{Account, Service};
use crate::model::ids::AccountId;
use crate::secrets::Secrets;

use super::config::{CopyChoice, StudioAddress, StudioLauncher};
use super::copywriting::CopyRelay;
use super::keys::is_opened_by_environment;

/// Makes clients and keeps them. Cheap to clone.
#[derive(Clone)]
pub(super) struct Clients(Arc<Inner>);

struct Inner {
    http: Http,
    secrets: Secrets,
    studio: Option<Arc<dyn StudioLauncher>>,
    copy: CopyRelay,
    address: OnceCell<StudioAddress>,
    endpoints: HashMap<AccountId, Url>,
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    /// The accounts as they are now; tasks know them as they were.
    accounts: HashMap<AccountId, Account>,
    clients: HashMap<AccountId, Dessert>,
}

impl Clients {
    pub fn new(
        http: Http,
        secrets: Secrets,
        studio: Option<Arc<dyn StudioLauncher>>,
        copy: Option<Arc<dyn CopyChoice>>,
        endpoints: HashMap<AccountId, Url>,
    ) -> Self {
        Self(Arc::new(Inner {
            http,
            secrets,
            studio,
            copy: CopyRelay::new(copy),
            address: OnceCell::new(),
            endpoints,
            made: Mutex::default(),
        }))
    }

    /// The client of an account, or why there is none.
    pub async fn client(&self, account: &Account) -> Result<Dessert, Report> {
        let account = {
            let made = self.made();
            if let Some(client) = made.clients.get(&account.id) {
                return Ok(client.clone());
            }
            &made.accounts.get(&account.id).unwrap_or(account).clone()
        };
        let endpoint = match account.service {
            Service::Studio => self.studio().await?,
            Service::Dessert => self.dessert(account).await?,
        };
        let client = Dessert::new(self.0.http.clone(), endpoint).map_err(|error| error.report())?;
        let mut made = self.made();
        made.clients.insert(account.id.clone(), client.clone());
        Ok(client)
    }

    /// The next client of this account is made anew: its key or its address may have changed.
    pub fn forget(&self, account: &AccountId) {
        self.made().clients.remove(account);
    }

    /// These are the accounts now; their clients are made anew.
    pub fn set_accounts(&self, accounts: &[Account]) {
        let mut made = self.made();
        made.clients.clear();
        made.accounts = accounts
            .iter()
            .map(|account| (account.id.clone(), account.clone()))
            .collect();
    }

    /// The address that the environment gives this account in place of its own.
    pub fn override_of(&self, account: &Account) -> Option<Url> {
        let is_dessert = account.service == Service::Dessert;
        let address = self.0.endpoints.get(&account.id);
        address.filter(|_| is_dessert).cloned()
    }

    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// The studio's key of this run, once it has started.
    pub fn studio_key(&self) -> Option<Secret> {
        self.0.address.get().map(|address| address.key.clone())
    }

    /// Carries the choice of a writer to the studio.
    pub fn copy(&self) -> &CopyRelay {
        &self.0.copy
    }

    async fn studio(&self) -> Result<Endpoint, Report> {
        let Some(launcher) = &self.0.studio else {
            return Err(Report::failed(
                "The studio is not part of this run.",
                "Use another account, or start Parfait as usual.",
            ));
        };
        let launch = || async {
            // Whoever is to write is known before the first delivery is taken up.
            if let Err(report) = self.0.copy.apply(&self.0.secrets).await {
                tracing::warn!("the copy server has no key: {}", report.summary);
            }
            launcher.launch().await
        };
        let address = self.0.address.get_or_try_init(launch).await?;
        Ok(Endpoint {
            base_url: address.base_url.clone(),
            key: address.key.clone(),
        })
    }

    /// Where the requests of an account of the paid service go in this run.
    pub fn address_of(&self, account: &Account) -> Result<Url, Report> {
        let of_environment = self.0.endpoints.get(&account.id);
        let address = of_environment.or(account.base_url.as_ref()).cloned();
        address.ok_or_else(|| {
            Report::new(
                ReportKind::Invalid,
                format!("The account {} has no address.", account.name),
                "Enter the address of the service in Settings.",
            )
            .with_remedy(Remedy::CheckAddress)
        })
    }

    async fn dessert(&self, account: &Account) -> Result<Endpoint, Report> {
        let base_url = self.address_of(account)?;
        let key = self.0.secrets.key(&account.id).await?.ok_or_else(|| {
            Report::new(
                ReportKind::NotAuthorised,
                format!("There is no key for {}.", account.name),
                if is_opened_by_environment(&account.id) {
                    "Enter the key of this account in Settings, or set DESSERT_API_KEY."
                } else {
                    "Enter the key of this account in Settings."
                },
            )
            .with_remedy(Remedy::EnterKey)
        })?;
        Ok(Endpoint { base_url, key })
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.0.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
