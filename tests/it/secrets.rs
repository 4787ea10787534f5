//! A key lives in the keychain and in memory, nowhere else.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parfait::base::secret::Secret;
use parfait::model::account::Account;
use parfait::model::ids::AccountId;
use parfait::secrets::{KeyState, MemoryStore, OsKeychain, SecretStore, Secrets, StoreError};

use crate::support::logged::Logged;
use crate::support::sentinel::{KEY, assert_not_in};

fn account() -> AccountId {
    Account::dessert().id
}

fn secret() -> Secret {
    Secret::new(KEY)
}

/// A store that always answers the same, after a while.
struct Broken {
    error: StoreError,
    after: Duration,
}

impl Broken {
    fn secrets(error: StoreError, after: Duration) -> Secrets {
        let limit = if after.is_zero() { 20_000 } else { 50 };
        Secrets::new(
            Arc::new(Self { error, after }),
            Duration::from_millis(limit),
        )
    }

    fn fail<T>(&self) -> Result<T, StoreError> {
        std::thread::sleep(self.after);
        Err(self.error.clone())
    }
}

impl SecretStore for Broken {
    fn get(&self, _: &AccountId) -> Result<Option<Secret>, StoreError> {
        self.fail()
    }

    fn set(&self, _: &AccountId, _: &Secret) -> Result<(), StoreError> {
        self.fail()
    }

    fn delete(&self, _: &AccountId) -> Result<(), StoreError> {
        self.fail()
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("no bus".into())
}

#[tokio::test]
async fn a_key_is_kept_found_and_forgotten() {
    let secrets = Secrets::new(Arc::new(MemoryStore::default()), Duration::from_secs(20));
    assert_eq!(secrets.state(&account()).await, Ok(KeyState::Missing));
    assert_eq!(secrets.key(&account()).await, Ok(None));
    assert_eq!(
        secrets.set(&account(), secret()).await,
        Ok(KeyState::Keychain)
    );
    assert_eq!(secrets.key(&account()).await, Ok(Some(secret())));
    assert_eq!(secrets.key(&AccountId::new("other")).await, Ok(None));
    assert_eq!(secrets.delete(&account()).await, Ok(()));
    assert_eq!(secrets.delete(&account()).await, Ok(()));
    assert_eq!(secrets.state(&account()).await, Ok(KeyState::Missing));
    assert!(secrets.set(&account(), Secret::new(" \n")).await.is_err());
}

#[tokio::test]
async fn the_environment_goes_before_the_keychain_and_outlives_deletion() {
    let store = Arc::new(MemoryStore::default());
    store
        .set(&account(), &Secret::new("dsrt_live_other"))
        .unwrap();
    let secrets = Secrets::new(store, Duration::from_secs(20))
        .with_environment(account(), secret())
        .with_environment(AccountId::new("empty"), Secret::new(""));
    assert_eq!(secrets.key(&account()).await, Ok(Some(secret())));
    assert_eq!(secrets.state(&account()).await, Ok(KeyState::Environment));
    let other = Secret::new("dsrt_live_third");
    assert_eq!(
        secrets.set(&account(), other).await,
        Ok(KeyState::Keychain),
        "what is said of the keychain is true of the keychain"
    );
    secrets.delete(&account()).await.unwrap();
    assert_eq!(secrets.key(&account()).await, Ok(Some(secret())));
    assert_eq!(
        secrets.state(&AccountId::new("empty")).await,
        Ok(KeyState::Missing)
    );
}

#[tokio::test]
async fn without_a_keychain_a_key_is_kept_for_this_run_and_the_state_says_why() {
    let failed = StoreError::Failed("locked".into());
    for (error, after, words) in [
        (unavailable(), 0, "no keychain"),
        (failed, 0, "did not take"),
        (unavailable(), 500, "not unlocked in time"),
    ] {
        let secrets = Broken::secrets(error, Duration::from_millis(after));
        let state = secrets.set(&account(), secret()).await.unwrap();
        let KeyState::SessionOnly { reason } = &state else {
            panic!("{state:?}");
        };
        assert!(reason.contains(words), "{reason}");
        assert_eq!(secrets.key(&account()).await, Ok(Some(secret())));
        assert_eq!(secrets.state(&account()).await, Ok(state));
        secrets.delete(&account()).await.ok();
        assert_ne!(secrets.key(&account()).await.ok().flatten(), Some(secret()));
    }
}

#[tokio::test]
async fn a_keychain_that_nobody_can_ask_is_not_taken_for_an_empty_one() {
    let none = Broken::secrets(unavailable(), Duration::ZERO);
    assert_eq!(none.key(&account()).await, Ok(None));
    assert_eq!(none.delete(&account()).await, Ok(()));
    let failed = StoreError::Failed("locked".into());
    let failing = Broken::secrets(failed, Duration::ZERO);
    assert!(failing.key(&account()).await.is_err());
    assert!(failing.state(&account()).await.is_err());
    assert!(failing.delete(&account()).await.is_err());
}

#[test]
fn a_keychain_that_hangs_holds_up_neither_the_caller_nor_the_end_of_the_program() {
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let secrets = Broken::secrets(unavailable(), Duration::from_secs(60));
    let report = runtime
        .block_on(secrets.key(&account()))
        .expect_err("nobody unlocks it");
    assert!(report.summary.contains("in time"), "{report}");
    drop((secrets, runtime));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_key_is_in_no_text_that_anybody_prints() {
    let log = Logged::start();
    let secrets = Broken::secrets(StoreError::Failed("locked".into()), Duration::ZERO)
        .with_environment(AccountId::new("other"), secret());
    let state = secrets.set(&account(), secret()).await.unwrap();
    let report = secrets.delete(&account()).await.unwrap_err();
    let said = format!("{secrets:?} {state:?} {report:?} {report} {:?}", secret());
    assert_not_in("what is said", said.as_bytes());
    let logged = log.text();
    assert!(logged.contains("this run only"), "{logged}");
    assert_not_in("the log", logged.as_bytes());
}

// The keychain of the system, each in a process of its own: whether there is one is found out once per process.

#[test]
fn the_secret_service_keeps_a_key_across_processes() {
    if !has("dbus-run-session") || !has("gnome-keyring-daemon") {
        eprintln!(
            "SKIPPED the_secret_service_keeps_a_key_across_processes: needs dbus-run-session and gnome-keyring-daemon"
        );
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let test = std::env::current_exe().unwrap();
    let run = |name: &str| format!("'{}' --ignored --exact secrets::{name}", test.display());
    let script = format!(
        "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null; {} && exec {}",
        run("child_puts_a_key_into_the_keychain"),
        run("child_finds_the_key_in_the_keychain_and_deletes_it"),
    );
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "bash", "-c", &script]);
    assert_child_passes(command, home.path());
}

#[test]
fn without_a_session_bus_a_key_is_kept_for_this_run_only() {
    if !cfg!(target_os = "linux") {
        eprintln!("SKIPPED without_a_session_bus_a_key_is_kept_for_this_run_only: Linux only");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", "secrets::child_has_no_session_bus"])
        .env_remove("DBUS_SESSION_BUS_ADDRESS");
    assert_child_passes(command, home.path());
}

fn assert_child_passes(mut command: Command, home: &Path) {
    let out = command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("DISPLAY")
        .env_remove("DESSERT_API_KEY")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let errors = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{text}\n{errors}");
    assert!(text.contains("1 passed"), "{text}\n{errors}");
    assert_not_in("what the test printed", &out.stdout);
    assert_not_in("what the test complained of", &out.stderr);
}

fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = |folder: PathBuf| folder.join(program).is_file();
    std::env::split_paths(&path).any(found)
}

fn of_this_machine() -> Secrets {
    Secrets::new(Arc::new(OsKeychain), Duration::from_secs(60))
}

#[tokio::test]
#[ignore = "run by the_secret_service_keeps_a_key_across_processes"]
async fn child_puts_a_key_into_the_keychain() {
    let secrets = of_this_machine();
    assert_eq!(secrets.key(&account()).await, Ok(None));
    assert_eq!(
        secrets.set(&account(), secret()).await,
        Ok(KeyState::Keychain)
    );
}

#[tokio::test]
#[ignore = "run by the_secret_service_keeps_a_key_across_processes"]
async fn child_finds_the_key_in_the_keychain_and_deletes_it() {
    let secrets = of_this_machine();
    assert_eq!(secrets.key(&account()).await, Ok(Some(secret())));
    assert_eq!(secrets.state(&account()).await, Ok(KeyState::Keychain));
    assert_eq!(secrets.delete(&account()).await, Ok(()));
    assert_eq!(secrets.state(&account()).await, Ok(KeyState::Missing));
}

#[tokio::test]
#[ignore = "run by without_a_session_bus_a_key_is_kept_for_this_run_only"]
async fn child_has_no_session_bus() {
    let secrets = of_this_machine();
    assert_eq!(secrets.state(&account()).await, Ok(KeyState::Missing));
    let state = secrets.set(&account(), secret()).await.unwrap();
    assert!(matches!(state, KeyState::SessionOnly { .. }), "{state:?}");
    assert_eq!(secrets.key(&account()).await, Ok(Some(secret())));
}
