//! Who writes the studio's copy: the built-in writer, or a server of the person's own. The choice is in the settings, the
//! key in the keychain, and both reach the studio before it starts and whenever they change.
//!
//! A key belongs to the scheme, host and port that it was entered for, and must not be sent anywhere else.

use std::sync::Arc;

use url::Url;

use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::ids::AccountId;
use crate::model::settings::{CopyServer, Copywriting};
use crate::secrets::{KeyState, Secrets};

use super::config::{CopyAccess, CopyChoice};
use super::keys::key_view;
use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::remote::Remote;
use super::view::KeyView;

/// What the keychain's names for keys of servers begin with.
const KEY_NAME: &str = "copy-server";

/// A wish about the server.
#[derive(Clone, Debug, PartialEq)]
pub enum CopyCommand {
    /// Keeps its key in the keychain, or for this run only where there is none.
    SetKey {
        /// The address that the key is for; no other host is ever sent it.
        address: Url,
        /// The key.
        key: Secret,
    },
    /// Forgets the key for this address.
    DeleteKey(Url),
    /// Asks it for one short answer.
    Check {
        /// Which.
        server: CopyServer,
        /// The key that is typed and not kept yet; else the one that is kept for its address.
        key: Option<Secret>,
    },
}

/// How it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyView {
    /// Whether this run can choose at all.
    pub is_available: bool,
    /// The server that the environment has chosen; it goes before the settings.
    pub environment: Option<CopyServer>,
    /// Where the key is for the address in the settings.
    pub key: KeyView,
    /// What the last check brought: the server that answered.
    pub check: Remote<CopyServer>,
    /// Changes of server or key that the studio has not heard of yet.
    pub on_the_way: usize,
}

impl Default for CopyView {
    fn default() -> Self {
        Self {
            is_available: false,
            environment: None,
            key: KeyView::Asking,
            check: Remote::Absent,
            on_the_way: 0,
        }
    }
}

/// News about it.
#[derive(Debug)]
pub(super) enum CopyNote {
    /// Where the key of that name is.
    Key(AccountId, Result<KeyState, Report>),
    /// The key of that name was to be kept.
    Kept(AccountId, Result<KeyState, Report>),
    /// The key of that name was to be forgotten.
    Gone(AccountId, Result<(), Report>),
    /// A check has ended.
    Checked(Result<CopyServer, Report>),
    /// The choice has reached the studio, or its key could not be had.
    Applied(Result<(), Report>),
}

/// Carries the choice to the studio's desk, one change after the other.
#[derive(Default)]
pub(super) struct CopyRelay {
    desk: Option<Arc<dyn CopyChoice>>,
    /// The newest choice; held while it is carried over, so that the last one wins.
    chosen: tokio::sync::Mutex<()>,
    settings: std::sync::Mutex<Copywriting>,
}

impl CopyRelay {
    pub fn new(desk: Option<Arc<dyn CopyChoice>>) -> Self {
        Self {
            desk,
            ..Self::default()
        }
    }

    /// This is the choice from now on; [`CopyRelay::apply`] carries it over.
    pub fn set(&self, choice: &Copywriting) {
        let mut settings = self
            .settings
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        settings.clone_from(choice);
    }

    /// Reads the key, if a server is chosen, and tells the studio's desk.
    ///
    /// # Errors
    /// When the keychain did not open: the server is then asked without a key.
    pub async fn apply(&self, secrets: &Secrets) -> Result<(), Report> {
        let Some(desk) = &self.desk else {
            return Ok(());
        };
        let _turn = self.chosen.lock().await;
        let server = {
            let settings = self
                .settings
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            settings.in_use().cloned()
        };
        let Some(server) = server.filter(|_| desk.of_environment().is_none()) else {
            desk.choose(None);
            return Ok(());
        };
        let key = secrets.key(&key_name(&server.base_url)).await;
        let (key, outcome) = match key {
            Ok(key) => (key, Ok(())),
            Err(report) => (None, Err(report)),
        };
        desk.choose(Some(CopyAccess { server, key }));
        outcome
    }
}

/// The name under which the keychain holds the key for an address: one for each scheme, host and port.
fn key_name(address: &Url) -> AccountId {
    let origin = address.origin().ascii_serialization();
    AccountId::new(format!("{KEY_NAME}:{origin}"))
}

fn key_name_of(choice: &Copywriting) -> Option<AccountId> {
    let server = choice.server.as_ref()?;
    Some(key_name(&server.base_url))
}

impl Orchestrator {
    /// What there is to see before anything was asked.
    pub(super) fn first_copy_view(desk: Option<&Arc<dyn CopyChoice>>) -> CopyView {
        CopyView {
            is_available: desk.is_some(),
            environment: desk.and_then(|desk| desk.of_environment()),
            ..CopyView::default()
        }
    }

    /// The name of the key for the server in the settings.
    pub(super) fn copy_key_name(&self) -> Option<AccountId> {
        key_name_of(&self.settings.copywriting)
    }

    /// The choice of the settings has changed from this one.
    pub(super) fn copy_changed(&mut self, before: &Copywriting) {
        self.ctx.clients.copy().set(&self.settings.copywriting);
        self.copywriting.check = Remote::Absent;
        if key_name_of(before) != key_name_of(&self.settings.copywriting) {
            self.ask_for_copy_key();
        }
        self.apply_copy();
    }

    fn apply_copy(&mut self) {
        self.copywriting.on_the_way += 1;
        let ctx = self.ctx.clone();
        self.tasks.spawn(async move {
            let outcome = ctx.clients.copy().apply(ctx.clients.secrets()).await;
            tell(&ctx, CopyNote::Applied(outcome)).await;
        });
    }

    /// Finds out where the key is for the address in the settings.
    pub(super) fn ask_for_copy_key(&mut self) {
        if !self.copywriting.is_available {
            return;
        }
        let Some(name) = key_name_of(&self.settings.copywriting) else {
            self.copywriting.key = KeyView::Missing;
            return self.changed();
        };
        self.copywriting.key = KeyView::Asking;
        self.changed();
        let ctx = self.ctx.clone();
        self.tasks.spawn(async move {
            let state = ctx.clients.secrets().state(&name).await;
            tell(&ctx, CopyNote::Key(name, state)).await;
        });
    }

    /// Carries a wish out.
    pub(super) fn obey_copy(&mut self, command: CopyCommand) {
        let ctx = self.ctx.clone();
        match command {
            CopyCommand::SetKey { address, key } => {
                let name = key_name(&address);
                self.tasks.spawn(async move {
                    let state = ctx.clients.secrets().set(&name, key).await;
                    tell(&ctx, CopyNote::Kept(name, state)).await;
                });
            }
            CopyCommand::DeleteKey(address) => {
                let name = key_name(&address);
                self.tasks.spawn(async move {
                    let outcome = ctx.clients.secrets().delete(&name).await;
                    tell(&ctx, CopyNote::Gone(name, outcome)).await;
                });
            }
            CopyCommand::Check { server, key } => {
                self.copywriting.check.start();
                self.changed();
                self.tasks.spawn(async move {
                    let outcome = check(&ctx, server, key).await;
                    tell(&ctx, CopyNote::Checked(outcome)).await;
                });
            }
        }
    }

    /// Takes news in.
    pub(super) fn hear_of_copy(&mut self, note: CopyNote) {
        match note {
            CopyNote::Key(name, state) => {
                self.show_copy_key(&name, state.map_or_else(KeyView::Unknown, key_view));
            }
            CopyNote::Kept(name, Ok(state)) => {
                self.show_copy_key(&name, key_view(state));
                self.copy_key_changed();
            }
            CopyNote::Gone(name, Ok(())) => {
                self.show_copy_key(&name, KeyView::Missing);
                self.copy_key_changed();
            }
            CopyNote::Checked(outcome) => self.copywriting.check.finish(outcome),
            CopyNote::Applied(outcome) => {
                self.copywriting.on_the_way = self.copywriting.on_the_way.saturating_sub(1);
                if let Err(report) = outcome {
                    self.trouble(report);
                }
            }
            CopyNote::Kept(_, Err(report)) | CopyNote::Gone(_, Err(report)) => self.trouble(report),
        }
    }

    /// News of a key are to be seen only while the settings name its address.
    fn show_copy_key(&mut self, name: &AccountId, key: KeyView) {
        if key_name_of(&self.settings.copywriting).as_ref() == Some(name) {
            self.copywriting.key = key;
        }
    }

    fn copy_key_changed(&mut self) {
        self.copywriting.check = Remote::Absent;
        self.apply_copy();
    }
}

async fn check(ctx: &Ctx, server: CopyServer, typed: Option<Secret>) -> Result<CopyServer, Report> {
    let Some(desk) = ctx.clients.copy().desk.clone() else {
        return Err(Report::new(
            ReportKind::Invalid,
            "The studio is not part of this run.",
            "Start Parfait as usual.",
        ));
    };
    let key = match typed {
        Some(key) => Some(key),
        None => {
            let name = key_name(&server.base_url);
            ctx.clients.secrets().key(&name).await?
        }
    };
    let access = CopyAccess {
        server: server.clone(),
        key,
    };
    match desk.check(access).await {
        Ok(()) => Ok(server),
        Err(why) => Err(Report::failed(
            format!("The server cannot write: {why}."),
            "Until it can, the built-in writer steps in and each ad says so.",
        )),
    }
}

async fn tell(ctx: &Ctx, note: CopyNote) {
    ctx.tell(Note::Copy(note)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_under_the_scheme_host_and_port_that_it_was_entered_for() {
        let name = |address: &str| key_name(&Url::parse(address).unwrap());
        let home = name("https://words.example.com/v1");
        assert_eq!(home.as_str(), "copy-server:https://words.example.com");
        for same in [
            "https://words.example.com:443/v2",
            "https://WORDS.example.com",
        ] {
            assert_eq!(name(same), home, "{same}");
        }
        for other in [
            "https://words.example.com:8443/v1",
            "https://words.example.com.example.net/v1",
            "http://words.example.com/v1",
            "https://127.0.0.1/v1",
        ] {
            assert_ne!(name(other), home, "{other}");
        }
    }
}
