//! What a place for keys must be able to do, and one that forgets everything at the end.
//!
//! Must not know how long a person waits, nor what to do when there is no store: that is [`super::Secrets`].

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;

use crate::base::secret::Secret;
use crate::model::ids::AccountId;

/// A place that keeps keys by account. Calls may block for as long as a person needs to unlock it.
pub trait SecretStore: Send + Sync + 'static {
    /// The key of an account, if there is one.
    ///
    /// # Errors
    /// When nobody can say.
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, StoreError>;

    /// Keeps a key in place of an earlier one.
    ///
    /// # Errors
    /// When it is not kept.
    fn set(&self, account: &AccountId, key: &Secret) -> Result<(), StoreError>;

    /// Forgets a key; one that is not there is forgotten already.
    ///
    /// # Errors
    /// When it may still be there.
    fn delete(&self, account: &AccountId) -> Result<(), StoreError>;
}

/// Why a store did not do it. Texts hold no key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// There is no store, or none that may be used: it holds no key and takes none.
    #[error("no keychain: {0}")]
    Unavailable(String),
    /// There is one, and it failed.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

/// Keeps keys in memory: for tests, and for a run that shall leave no trace.
#[derive(Default)]
pub struct MemoryStore(Mutex<HashMap<AccountId, Secret>>);

impl MemoryStore {
    fn keys(&self) -> MutexGuard<'_, HashMap<AccountId, Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for MemoryStore {
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, StoreError> {
        Ok(self.keys().get(account).cloned())
    }

    fn set(&self, account: &AccountId, key: &Secret) -> Result<(), StoreError> {
        self.keys().insert(account.clone(), key.clone());
        Ok(())
    }

    fn delete(&self, account: &AccountId) -> Result<(), StoreError> {
        self.keys().remove(account);
        Ok(())
    }
}
