//! Who writes the studio's copy: the built-in writer, or a server of the person's own. The choice is in the settings, the
//! key in the keychain, and both reach the studio before it starts and whenever they change.

use std::sync::Arc;

use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::ids::AccountId;
use crate::model::settings::{CopyServer, Copywriting};
use crate::secrets::{KeyState, Secrets};

use super::account::key_view;
use super::config::{CopyAccess, CopyChoice};
use super::event::Event;
use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::remote::Remote;
use super::view::KeyView;

/// The name under which the keychain holds the server's key.
const KEY_NAME: &str = "copy-server";

/// A wish about the server.
#[derive(Clone, Debug, PartialEq)]
pub enum CopyCommand {
    /// Keeps its key in the keychain, or for this run only where there is none.
    SetKey(Secret),
    /// Forgets its key.
    DeleteKey,
    /// Asks it for one short answer, with the key that is kept.
    Check(CopyServer),
}

/// How it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyView {
    /// Whether this run can choose at all.
    pub is_available: bool,
    /// The server that the environment has chosen; it goes before the settings.
    pub environment: Option<CopyServer>,
    /// Where the server's key is.
    pub key: KeyView,
    /// What the last check brought: the server that answered.
    pub check: Remote<CopyServer>,
}

impl Default for CopyView {
    fn default() -> Self {
        Self {
            is_available: false,
            environment: None,
            key: KeyView::Asking,
            check: Remote::Absent,
        }
    }
}

/// News about it.
#[derive(Debug)]
pub(super) enum CopyNote {
    /// Where the key is.
    Key(Result<KeyState, Report>),
    /// The key was to be kept.
    Kept(Result<KeyState, Report>),
    /// The key was to be forgotten.
    Gone(Result<(), Report>),
    /// A check has ended.
    Checked(Result<CopyServer, Report>),
    /// The choice has reached the studio, or its key could not be had.
    Applied(Result<(), Report>),
}

/// Carries the choice to the studio's desk, one change after the other.
#[derive(Default)]
pub(super) struct CopyDesk {
    desk: Option<Arc<dyn CopyChoice>>,
    /// The newest choice; held while it is carried over, so that the last one wins.
    chosen: tokio::sync::Mutex<()>,
    settings: std::sync::Mutex<Copywriting>,
}

impl CopyDesk {
    pub fn new(desk: Option<Arc<dyn CopyChoice>>) -> Self {
        Self {
            desk,
            ..Self::default()
        }
    }

    /// This is the choice from now on; [`CopyDesk::apply`] carries it over.
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
        let key = secrets.key(&key_name()).await;
        let (key, outcome) = match key {
            Ok(key) => (key, Ok(())),
            Err(report) => (None, Err(report)),
        };
        desk.choose(Some(CopyAccess { server, key }));
        outcome
    }
}

fn key_name() -> AccountId {
    AccountId::new(KEY_NAME)
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

    /// The choice of the settings has changed.
    pub(super) fn copy_changed(&mut self) {
        self.ctx.clients.copy().set(&self.settings.copywriting);
        self.copywriting.check = Remote::Absent;
        self.apply_copy();
    }

    fn apply_copy(&mut self) {
        let ctx = self.ctx.clone();
        self.tasks.spawn(async move {
            let outcome = ctx.clients.copy().apply(ctx.clients.secrets()).await;
            tell(&ctx, CopyNote::Applied(outcome)).await;
        });
    }

    /// Finds out where the server's key is.
    pub(super) fn ask_for_copy_key(&mut self) {
        if !self.copywriting.is_available {
            return;
        }
        let ctx = self.ctx.clone();
        self.tasks.spawn(async move {
            let state = ctx.clients.secrets().state(&key_name()).await;
            tell(&ctx, CopyNote::Key(state)).await;
        });
    }

    /// Carries a wish out.
    pub(super) fn obey_copy(&mut self, command: CopyCommand) {
        let ctx = self.ctx.clone();
        match command {
            CopyCommand::SetKey(key) => {
                self.tasks.spawn(async move {
                    let state = ctx.clients.secrets().set(&key_name(), key).await;
                    tell(&ctx, CopyNote::Kept(state)).await;
                });
            }
            CopyCommand::DeleteKey => {
                self.tasks.spawn(async move {
                    let outcome = ctx.clients.secrets().delete(&key_name()).await;
                    tell(&ctx, CopyNote::Gone(outcome)).await;
                });
            }
            CopyCommand::Check(server) => {
                self.copywriting.check.start();
                self.changed();
                self.tasks.spawn(async move {
                    let outcome = check(&ctx, server).await;
                    tell(&ctx, CopyNote::Checked(outcome)).await;
                });
            }
        }
    }

    /// Takes news in.
    pub(super) fn hear_of_copy(&mut self, note: CopyNote) {
        match note {
            CopyNote::Key(state) => {
                self.copywriting.key = state.map_or_else(KeyView::Unknown, key_view);
            }
            CopyNote::Kept(Ok(state)) => {
                self.copywriting.key = key_view(state);
                self.key_changed();
            }
            CopyNote::Gone(Ok(())) => {
                self.copywriting.key = KeyView::Missing;
                self.key_changed();
            }
            CopyNote::Checked(outcome) => self.copywriting.check.finish(outcome),
            CopyNote::Applied(Ok(())) => {}
            CopyNote::Kept(Err(report))
            | CopyNote::Gone(Err(report))
            | CopyNote::Applied(Err(report)) => self.happened(Event::Trouble(report)),
        }
    }

    fn key_changed(&mut self) {
        self.copywriting.check = Remote::Absent;
        self.apply_copy();
    }
}

async fn check(ctx: &Ctx, server: CopyServer) -> Result<CopyServer, Report> {
    let Some(desk) = ctx.clients.copy().desk.clone() else {
        return Err(Report::new(
            ReportKind::Invalid,
            "The studio is not part of this run.",
            "Start Parfait as usual.",
        ));
    };
    let key = ctx.clients.secrets().key(&key_name()).await?;
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
