//! The keychain of the system: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere.
//!
//! Must be called where blocking is allowed: a locked keychain waits for a person. Whether there is one at all is
//! found out once per process; a service that starts later is seen at the next start.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use crate::base::secret::Secret;
use crate::model::ids::AccountId;

use super::store::{SecretStore, StoreError};

/// Under which name the keychain lists our keys; the account's id is the user.
pub const SERVICE: &str = "parfait";

/// The keychain of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeychain;

impl SecretStore for OsKeychain {
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, StoreError> {
        match entry(account)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(&*Zeroizing::new(text)))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(explain(&error)),
        }
    }

    fn set(&self, account: &AccountId, key: &Secret) -> Result<(), StoreError> {
        entry(account)?
            .set_password(key.expose())
            .map_err(|error| explain(&error))
    }

    fn delete(&self, account: &AccountId) -> Result<(), StoreError> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(explain(&error)),
        }
    }
}

fn entry(account: &AccountId) -> Result<Entry, StoreError> {
    Entry::new(SERVICE, account.as_str()).map_err(|error| explain(&error))
}

/// Only errors whose text is about the system are quoted: some others carry the stored bytes.
fn explain(error: &Error) -> StoreError {
    match error {
        Error::NoDefaultStore => StoreError::Unavailable(match Entry::store_status() {
            Err(cause) => cause.to_string(),
            Ok(()) => "none is set up".to_owned(),
        }),
        // There is a store, and it may hold the key: nobody can say.
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
            StoreError::Failed(cause.to_string())
        }
        Error::BadEncoding(_) => StoreError::Failed("the entry is not text".to_owned()),
        Error::TooLong(..) | Error::Invalid(..) | Error::Ambiguous(_) => {
            StoreError::Failed(error.to_string())
        }
        _ => StoreError::Failed("it gave no reason that may be shown".to_owned()),
    }
}
