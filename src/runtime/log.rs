//! The log of requests and answers as the window sees it: which delivery is looked at, and what was sent for it.
//!
//! Every attempt is handed to the library's log as it ends; only what is looked at is read back. Must not decide
//! anything by the log: it may have lost attempts.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use crate::api::Recorder;
use crate::base::report::Report;
use crate::library::RequestLog;
use crate::model::exchange::{Exchange, LogEntry, Subject};
use crate::model::ids::{DeliveryId, IntentId};

use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::remote::Remote;
use super::support;
use super::view::Job;

/// Whose requests are looked at: those of one job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogOf {
    /// What was sent for it.
    pub intent: Option<IntentId>,
    /// What was asked of it since.
    pub delivery: Option<DeliveryId>,
}

impl LogOf {
    /// Of this job.
    pub fn job(job: &Job) -> Self {
        Self {
            intent: job.intent.clone(),
            delivery: job.delivery.as_ref().map(|it| it.id.clone()),
        }
    }
}

/// A wish about the log.
#[derive(Clone, Debug, PartialEq)]
pub enum LogCommand {
    /// Looks at the requests of a job, and at those that come while one looks.
    Open(LogOf),
    /// Writes what is looked at into one file for support, without any key.
    Export,
    /// Looks no more.
    Close,
}

/// The requests that are looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct LogView {
    /// Whose.
    pub of: Option<LogOf>,
    /// Oldest first.
    pub entries: Remote<Arc<Vec<LogEntry>>>,
    /// The file for support.
    pub export: Remote<PathBuf>,
}

impl Default for LogView {
    fn default() -> Self {
        Self {
            of: None,
            entries: Remote::Absent,
            export: Remote::Absent,
        }
    }
}

/// News of the log.
#[derive(Debug)]
pub(super) enum LogNote {
    /// What is kept of a job.
    Read {
        of: LogOf,
        outcome: Result<(Subject, Vec<LogEntry>), Report>,
    },
    /// One more attempt about this.
    Kept(Subject),
    /// The file for support is written, or not.
    Exported {
        of: LogOf,
        outcome: Result<PathBuf, Report>,
    },
}

/// Hands attempts to the log, and tells of them while somebody looks.
#[derive(Debug)]
pub(super) struct Tap {
    log: RequestLog,
    notes: mpsc::Sender<Note>,
    is_watched: AtomicBool,
}

impl Tap {
    pub fn new(log: RequestLog, notes: mpsc::Sender<Note>) -> Arc<Self> {
        Arc::new(Self {
            log,
            notes,
            is_watched: AtomicBool::new(false),
        })
    }
}

impl Recorder for Tap {
    fn record(&self, exchange: Exchange) {
        let is_watched = self.is_watched.load(Ordering::Relaxed);
        let about = is_watched.then(|| exchange.about.clone());
        self.log.keep(exchange);
        if let Some(about) = about {
            // Only shown; a full queue may lose it.
            self.notes.try_send(Note::Log(LogNote::Kept(about))).ok();
        }
    }
}

/// What the orchestrator knows of the log.
#[derive(Debug)]
pub(super) struct LogWork {
    pub view: LogView,
    tap: Arc<Tap>,
    /// By what the requests are known that are looked at.
    subject: Option<Subject>,
    is_reading: bool,
    /// More has come while it was read.
    is_stale: bool,
}

impl LogWork {
    pub fn new(tap: Arc<Tap>) -> Self {
        Self {
            view: LogView::default(),
            tap,
            subject: None,
            is_reading: false,
            is_stale: false,
        }
    }

    /// The log itself.
    pub fn log(&self) -> RequestLog {
        self.tap.log.clone()
    }
}

impl Orchestrator {
    /// Carries a wish about the log out.
    pub(super) fn obey_log(&mut self, command: LogCommand) {
        match command {
            LogCommand::Open(of) => {
                let earlier = self.log.view.of.take();
                // The same job, perhaps known by its delivery now: what is shown stays until more is read.
                let is_same =
                    earlier.is_some_and(|it| it.intent.is_some() && it.intent == of.intent);
                if !is_same {
                    self.log.view = LogView::default();
                }
                self.log.view.of = Some(of);
                self.log.subject = None;
                self.log.tap.is_watched.store(true, Ordering::Relaxed);
                self.read_log();
            }
            LogCommand::Export => self.export_log(),
            LogCommand::Close => {
                self.log.tap.is_watched.store(false, Ordering::Relaxed);
                self.log.view = LogView::default();
                self.log.subject = None;
                self.changed();
            }
        }
    }

    /// Takes news of the log in.
    pub(super) fn hear_of_log(&mut self, note: LogNote) {
        match note {
            LogNote::Read { of, outcome } => {
                self.log.is_reading = false;
                let is_stale = std::mem::take(&mut self.log.is_stale);
                let is_wanted = self.log.view.of.as_ref() == Some(&of);
                if is_wanted {
                    let outcome = outcome.map(|(subject, entries)| {
                        self.log.subject = Some(subject);
                        Arc::new(entries)
                    });
                    self.log.view.entries.finish(outcome);
                    self.changed();
                }
                if self.log.view.of.is_some() && (is_stale || !is_wanted) {
                    self.read_log();
                }
            }
            LogNote::Kept(about) => {
                let is_ours = |ours: &Subject| ours.meets(&about);
                if self.log.subject.as_ref().is_none_or(is_ours) {
                    self.read_log();
                }
            }
            LogNote::Exported { of, outcome } => {
                if self.log.view.of.as_ref() == Some(&of) {
                    self.log.view.export.finish(outcome);
                    self.changed();
                }
            }
        }
    }

    fn read_log(&mut self) {
        let Some(of) = self.log.view.of.clone() else {
            return;
        };
        if std::mem::replace(&mut self.log.is_reading, true) {
            self.log.is_stale = true;
            return;
        }
        self.log.view.entries.start();
        self.changed();
        let (ctx, log) = (self.ctx.clone(), self.log.log());
        self.tasks.spawn(async move {
            let outcome = read(&ctx, &log, &of).await;
            ctx.tell(Note::Log(LogNote::Read { of, outcome })).await;
        });
    }

    fn export_log(&mut self) {
        let Some(of) = self.log.view.of.clone() else {
            return;
        };
        let job = self
            .jobs
            .shown()
            .into_iter()
            .find(|job| LogOf::job(job) == of);
        let (Some(job), false) = (job, self.log.view.export.is_loading()) else {
            return;
        };
        self.log.view.export.start();
        self.changed();
        let accounts = self.settings.accounts.iter().map(|it| it.id.clone());
        let names = accounts.chain(self.copy_key_name()).collect();
        let (ctx, log) = (self.ctx.clone(), self.log.log());
        let folder = self.support_folder.clone();
        self.tasks.spawn(async move {
            let outcome = match read(&ctx, &log, &of).await {
                Ok((_, entries)) => support::export(&ctx, &job, &entries, names, &folder).await,
                Err(report) => Err(report),
            };
            ctx.tell(Note::Log(LogNote::Exported { of, outcome })).await;
        });
    }
}

/// Reads what is kept of a job. A request is known by its key until its delivery is.
async fn read(ctx: &Ctx, log: &RequestLog, of: &LogOf) -> Result<(Subject, Vec<LogEntry>), Report> {
    let key = match of.intent.clone() {
        Some(id) => {
            let intent = ctx.keeper.run(move |library| library.intent(&id)).await;
            intent.map_err(|error| error.report())?.map(|it| it.key)
        }
        None => None,
    };
    let subject = Subject {
        key,
        delivery: of.delivery.clone(),
    };
    let entries = log.read(subject.clone()).await;
    Ok((
        subject,
        entries.map_err(|error| unread(&error.to_string()))?,
    ))
}

fn unread(why: &str) -> Report {
    Report::failed(
        "The log of requests could not be read.",
        "Nothing else needs it: your deliveries and ads are not in it. Start Parfait anew to begin a new log.",
    )
    .with_details(why)
}
