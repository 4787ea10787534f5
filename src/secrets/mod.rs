//! Where keys live: in the system's keychain and in memory, nowhere else.
//!
//! The only module that may name `keyring`. Must not write a key to disk, to a log or into an error.
//! [`Secrets`] is what the rest of the program uses; [`SecretStore`] is a place that keeps keys.

mod keychain;
mod store;
mod worker;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::account::Account;
use crate::model::ids::AccountId;

pub use keychain::OsKeychain;
pub use store::{MemoryStore, SecretStore, StoreError};

use worker::{Worker, WorkerError};

/// The environment variable that opens the Dessert account without a keychain.
pub const DESSERT_API_KEY: &str = "DESSERT_API_KEY";

/// How long a person may take to unlock the keychain.
pub const UNLOCK_LIMIT: Duration = Duration::from_secs(30);

/// Where the key of an account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Nowhere.
    Missing,
    /// In the system's keychain.
    Keychain,
    /// In memory until the program ends, because the keychain could not take it.
    SessionOnly {
        /// Why, in a person's words.
        reason: String,
    },
    /// In the environment of this run; it goes before every other.
    Environment,
}

/// Where the key of an account is, and by what it is recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFound {
    /// Where.
    pub state: KeyState,
    /// By what it is recognised, if there is one.
    pub mark: Option<KeyMark>,
}

/// By what a key is recognised. Nobody can make the key of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMark {
    /// `dsrt_live_••••3f2a`, for a person.
    pub masked: String,
    /// Means something in this run only.
    print: u64,
}

impl KeyMark {
    /// Whether it is the very same key.
    pub fn is_of_same(&self, other: &Self) -> bool {
        self.print == other.print
    }
}

/// Where the system's keychain keeps the key of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// What the system calls its keychain.
    pub store: &'static str,
    /// Under which name the entry is listed.
    pub service: &'static str,
    /// Its user.
    pub user: String,
}

impl KeyPlace {
    /// The entry of this account.
    pub fn of(account: &AccountId) -> Self {
        let store = if cfg!(target_os = "macos") {
            "Keychain of macOS"
        } else if cfg!(target_os = "windows") {
            "Windows Credential Manager"
        } else {
            "Secret Service (the login keyring)"
        };
        Self {
            store,
            service: keychain::SERVICE,
            user: account.to_string(),
        }
    }
}

/// The keys of all accounts. Cheap to clone; waits for the keychain off the async workers and never for ever.
#[derive(Clone)]
pub struct Secrets(Arc<Inner>);

struct Inner {
    worker: Worker,
    limit: Duration,
    environment: HashMap<AccountId, Secret>,
    session: Mutex<HashMap<AccountId, Kept>>,
    /// Of this run alone, so that prints tell nobody anything.
    prints: RandomState,
}

/// A key for this run only.
struct Kept {
    key: Secret,
    reason: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    /// The system's keychain, and `DESSERT_API_KEY` for the Dessert account.
    pub fn of_this_machine() -> Self {
        let secrets = Self::new(Arc::new(OsKeychain), UNLOCK_LIMIT);
        match std::env::var(DESSERT_API_KEY) {
            Ok(key) => secrets.with_environment(Account::dessert().id, Secret::new(key)),
            Err(_) => secrets,
        }
    }

    /// Any store; a call that takes longer than `limit` counts as no keychain.
    pub fn new(store: Arc<dyn SecretStore>, limit: Duration) -> Self {
        Self(Arc::new(Inner {
            worker: Worker::new(store),
            limit,
            environment: HashMap::new(),
            session: Mutex::default(),
            prints: RandomState::new(),
        }))
    }

    /// Adds a key that comes from the environment of this run and goes before every other of that account.
    #[must_use]
    pub fn with_environment(self, account: AccountId, key: Secret) -> Self {
        let inner = &self.0;
        let mut environment = inner.environment.clone();
        if !key.is_empty() {
            environment.insert(account, key);
        }
        Self(Arc::new(Inner {
            worker: inner.worker.clone(),
            limit: inner.limit,
            environment,
            session: Mutex::new(std::mem::take(&mut *self.session())),
            prints: inner.prints.clone(),
        }))
    }

    /// The key of an account: from the environment, from this run, or from the keychain. `None` when there is none, also
    /// when this system has no keychain.
    ///
    /// # Errors
    /// When there is a keychain that did not open in time or failed: then nobody knows whether it has the key.
    pub async fn key(&self, account: &AccountId) -> Result<Option<Secret>, Report> {
        if let Some(key) = self.0.environment.get(account) {
            return Ok(Some(key.clone()));
        }
        if let Some(kept) = self.session().get(account) {
            return Ok(Some(kept.key.clone()));
        }
        let id = account.clone();
        match self.0.worker.run(self.0.limit, move |s| s.get(&id)).await {
            Ok(key) => Ok(key),
            Err(WorkerError::Store(StoreError::Unavailable(_))) => Ok(None),
            Err(error) => Err(unopened(&error)),
        }
    }

    /// Keeps a key: in the keychain if it takes it, else for this run only, as the answer says. A key from the
    /// environment goes on before it in this run; [`Secrets::state`] tells.
    ///
    /// # Errors
    /// When there is no text in it.
    pub async fn set(&self, account: &AccountId, key: Secret) -> Result<KeyState, Report> {
        if key.is_empty() {
            return Err(Report::new(
                ReportKind::Invalid,
                "That key is empty.",
                "Paste the whole key.",
            ));
        }
        let (id, stored) = (account.clone(), key.clone());
        let put = move |store: &dyn SecretStore| store.set(&id, &stored);
        Ok(match self.0.worker.run(self.0.limit, put).await {
            Ok(()) => {
                self.session().remove(account);
                KeyState::Keychain
            }
            Err(error) => {
                tracing::warn!(%account, "the key is kept for this run only: {error}");
                let reason = error.reason();
                let kept = Kept {
                    key,
                    reason: reason.clone(),
                };
                self.session().insert(account.clone(), kept);
                KeyState::SessionOnly { reason }
            }
        })
    }

    /// Forgets the key of an account; a key from the environment stays for this run.
    ///
    /// # Errors
    /// When the keychain did not open in time or failed: then it may still hold the key.
    pub async fn delete(&self, account: &AccountId) -> Result<(), Report> {
        self.session().remove(account);
        let id = account.clone();
        match self
            .0
            .worker
            .run(self.0.limit, move |s| s.delete(&id))
            .await
        {
            Ok(()) | Err(WorkerError::Store(StoreError::Unavailable(_))) => Ok(()),
            Err(error) => Err(unopened(&error)),
        }
    }

    /// Where the key of an account is.
    ///
    /// # Errors
    /// As [`Secrets::key`].
    pub async fn state(&self, account: &AccountId) -> Result<KeyState, Report> {
        Ok(self.find(account).await?.state)
    }

    /// Where the key of an account is, and by what it is recognised.
    ///
    /// # Errors
    /// As [`Secrets::key`].
    pub async fn find(&self, account: &AccountId) -> Result<KeyFound, Report> {
        if let Some(key) = self.0.environment.get(account) {
            return Ok(self.found(KeyState::Environment, Some(key)));
        }
        if let Some(kept) = self.session().get(account) {
            let reason = kept.reason.clone();
            return Ok(self.found(KeyState::SessionOnly { reason }, Some(&kept.key)));
        }
        Ok(match self.key(account).await? {
            Some(key) => self.found(KeyState::Keychain, Some(&key)),
            None => self.found(KeyState::Missing, None),
        })
    }

    fn found(&self, state: KeyState, key: Option<&Secret>) -> KeyFound {
        let mark = key.map(|key| KeyMark {
            masked: key.masked(),
            print: self.0.prints.hash_one(key.expose()),
        });
        KeyFound { state, mark }
    }

    fn session(&self) -> MutexGuard<'_, HashMap<AccountId, Kept>> {
        self.0
            .session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn unopened(error: &WorkerError) -> Report {
    let hint = "Unlock the system's keychain and try again, or enter the key for this run only.";
    let summary = match error {
        WorkerError::Late => "The system's keychain did not open in time.",
        WorkerError::Gone | WorkerError::Store(_) => "The system's keychain could not be used.",
    };
    Report::failed(summary, hint).with_details(error.to_string())
}
