//! What each wish about revisions does, and what its news change.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::api::ApiError;
use crate::base::disk;
use crate::base::report::Report;
use crate::model::account::{Account, Service};
use crate::model::ad::Orientation;
use crate::model::ids::RevisionId;
use crate::model::revision::{ConceptRef, Revision, RevisionField, RevisionProblem};
use crate::runtime::event::Event;
use crate::runtime::note::{Ctx, Note};
use crate::runtime::orchestrator::Orchestrator;
use crate::runtime::pictures::PictureSource;
use crate::runtime::place::blocking;

use super::latest::Latest;
use super::{Drawn, Refused, ReviseCommand, ReviseEvent, ReviseNote, ReviseView, Told};

/// How long nothing is typed before a picture is drawn.
const REST: Duration = Duration::from_millis(140);

/// Pictures that are kept on disk: the one that is shown, and the one before it, which may still be being read.
const KEPT: usize = 2;

/// What is to be drawn.
type Wish = (ConceptRef, Orientation, Box<Revision>);

/// What the orchestrator keeps of revisions.
#[derive(Debug, Default)]
pub(in crate::runtime) struct ReviseWork {
    /// What is shown.
    pub view: ReviseView,
    /// Where pictures lie until they are replaced.
    folder: PathBuf,
    files: VecDeque<PathBuf>,
    latest: Latest<Wish>,
}

impl ReviseWork {
    /// Nothing asked yet; pictures go into `folder`.
    pub(in crate::runtime) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }
}

impl Orchestrator {
    /// Carries a wish about revisions out, or begins to.
    pub(in crate::runtime) fn obey_revision(&mut self, command: ReviseCommand) {
        match command {
            ReviseCommand::Open(concept) => self.open_revision(concept),
            ReviseCommand::Draw {
                ticket,
                concept,
                orientation,
                revision,
            } => {
                let wish = (concept, orientation, revision);
                self.revise.latest.wish(ticket, wish);
                self.revise.view.is_drawing = self.revise.latest.is_busy();
                self.changed();
                let ctx = self.ctx.clone();
                self.tasks.spawn(async move {
                    tokio::time::sleep(REST).await;
                    ctx.tell(Note::Revise(ReviseNote::Due(ticket))).await;
                });
            }
            ReviseCommand::Keep {
                id,
                concept,
                revision,
            } => {
                let account = match self.account_of(&concept) {
                    Ok(account) => account,
                    Err(report) => return self.not_kept(id, None, report),
                };
                self.tasks
                    .spawn(keep(self.ctx.clone(), account, id, concept, revision));
            }
            ReviseCommand::Close => {
                self.revise.latest.let_go();
                self.revise.view = ReviseView::default();
                self.changed();
            }
        }
    }

    fn open_revision(&mut self, concept: ConceptRef) {
        self.revise.latest.let_go();
        self.revise.view = ReviseView {
            concept: Some(concept.clone()),
            ..ReviseView::default()
        };
        self.changed();
        let account = match self.account_of(&concept) {
            Ok(account) => account,
            Err(report) => return self.revise.view.sheet.finish(Err(report)),
        };
        self.revise.view.sheet.start();
        let (ctx, folder) = (self.ctx.clone(), self.revise.folder.clone());
        let is_first = self.revise.files.is_empty();
        self.tasks.spawn(async move {
            if is_first {
                // What an earlier run has left.
                blocking(move || std::fs::remove_dir_all(folder).ok()).await;
            }
            let outcome = match ctx.clients.client(&account).await {
                Ok(client) => client
                    .revision_sheet(&concept)
                    .await
                    .map_err(|error| spoken(&error).1),
                Err(report) => Err(report),
            };
            ctx.tell(Note::Revise(ReviseNote::Sheet(concept, outcome)))
                .await;
        });
    }

    /// Takes news about revisions in.
    pub(in crate::runtime) fn hear_of_revision(&mut self, note: ReviseNote) {
        match note {
            ReviseNote::Sheet(concept, outcome) => {
                if self.revise.view.concept.as_ref() == Some(&concept) {
                    self.revise.view.sheet.finish(outcome.map(Arc::new));
                }
            }
            ReviseNote::Due(ticket) => {
                self.revise.latest.is_due(ticket);
                self.draw_next();
            }
            ReviseNote::Drawn {
                ticket,
                concept,
                orientation,
                outcome,
            } => {
                let is_news = self.revise.latest.answer(ticket);
                if is_news && self.revise.view.concept.as_ref() == Some(&concept) {
                    self.drawn(ticket, orientation, outcome);
                }
                self.draw_next();
            }
            ReviseNote::Kept {
                id,
                concept,
                outcome,
            } => match outcome {
                Ok(version) => self.kept(id, concept, version),
                Err((problem, report)) => self.not_kept(id, problem, report),
            },
        }
    }

    fn drawn(
        &mut self,
        ticket: u64,
        orientation: Orientation,
        outcome: Result<PictureSource, Told>,
    ) {
        match outcome {
            Ok(source) => {
                self.revise.files.push_back(source.path.to_path_buf());
                if self.revise.files.len() > KEPT
                    && let Some(old) = self.revise.files.pop_front()
                {
                    self.tasks.spawn(async move {
                        tokio::fs::remove_file(old).await.ok();
                    });
                }
                self.revise.view.refused = None;
                self.revise.view.picture = Some(Drawn {
                    ticket,
                    orientation,
                    source,
                });
            }
            Err((problem, report)) => {
                self.revise.view.refused = Some(Refused {
                    ticket,
                    problem,
                    report,
                });
            }
        }
    }

    fn draw_next(&mut self) {
        if let Some((ticket, (concept, orientation, revision))) = self.revise.latest.next() {
            match self.account_of(&concept) {
                Ok(account) => {
                    let (ctx, folder) = (self.ctx.clone(), self.revise.folder.clone());
                    self.tasks.spawn(async move {
                        let outcome = draw(
                            &ctx,
                            &account,
                            &folder,
                            ticket,
                            &concept,
                            &orientation,
                            &revision,
                        )
                        .await;
                        let note = ReviseNote::Drawn {
                            ticket,
                            concept,
                            orientation,
                            outcome,
                        };
                        ctx.tell(Note::Revise(note)).await;
                    });
                }
                Err(report) => {
                    self.revise.latest.answer(ticket);
                    self.drawn(ticket, orientation, Err((None, report)));
                }
            }
        }
        self.revise.view.is_drawing = self.revise.latest.is_busy();
        self.changed();
    }

    /// The studio keeps it: its files are followed and fetched like those of any delivery.
    fn kept(&mut self, id: RevisionId, concept: ConceptRef, version: u32) {
        if let Some(work) = self.jobs.of_delivery(&concept.delivery) {
            work.is_wanted = true;
            work.is_closed = false;
            work.revising = Some(version);
        }
        self.follow(&concept.delivery);
        self.happened(Event::Revise(ReviseEvent::Kept {
            id,
            concept,
            version,
        }));
    }

    fn not_kept(&mut self, id: RevisionId, problem: Option<RevisionProblem>, report: Report) {
        self.happened(Event::Revise(ReviseEvent::NotKept {
            id,
            problem,
            report,
        }));
    }

    /// The studio that made the ad.
    fn account_of(&mut self, concept: &ConceptRef) -> Result<Account, Report> {
        let work = self.jobs.of_delivery(&concept.delivery);
        let account = work.map(|work| work.job.account.clone());
        account
            .and_then(|id| self.settings.account(&id).cloned())
            .filter(|account| account.service == Service::Studio)
            .ok_or_else(|| {
                Report::failed(
                    "Only ads that the studio made can be revised.",
                    "Send the brief again to get other ads from this service.",
                )
            })
    }
}

#[allow(clippy::too_many_arguments)]
async fn draw(
    ctx: &Ctx,
    account: &Account,
    folder: &Path,
    ticket: u64,
    concept: &ConceptRef,
    orientation: &Orientation,
    revision: &Revision,
) -> Result<PictureSource, Told> {
    let client = ctx.clients.client(account).await;
    let client = client.map_err(|report| (None, report))?;
    let png = client
        .preview_revision(concept, orientation, revision)
        .await
        .map_err(|error| spoken(&error))?;
    let path = folder.join(format!("{ticket}.png"));
    let to = path.clone();
    let written = blocking(move || {
        let version = Sha256::digest(&png).into_iter().take(8);
        let version = version.fold(0, |hash: u64, byte| (hash << 8) | u64::from(byte));
        disk::write_whole(&to, &png).map(|()| version)
    });
    let written = written
        .await
        .unwrap_or_else(|| Err(std::io::Error::other("interrupted")));
    match written {
        Ok(version) => Ok(PictureSource {
            path: Arc::from(path.as_path()),
            version,
        }),
        Err(error) => {
            let (summary, hint) = disk::explain(&error, &path);
            Err((None, Report::failed(summary, hint)))
        }
    }
}

async fn keep(
    ctx: Ctx,
    account: Account,
    id: RevisionId,
    concept: ConceptRef,
    revision: Box<Revision>,
) {
    let outcome = keep_at_studio(&ctx, &account, &id, &concept, &revision).await;
    let note = ReviseNote::Kept {
        id,
        concept,
        outcome,
    };
    ctx.tell(Note::Revise(note)).await;
}

async fn keep_at_studio(
    ctx: &Ctx,
    account: &Account,
    id: &RevisionId,
    concept: &ConceptRef,
    revision: &Revision,
) -> Result<u32, Told> {
    let mark = |revising| {
        let delivery = concept.delivery.clone();
        ctx.keeper
            .run(move |library| library.set_revising(&delivery, revising))
    };
    // First, so that a version whose answer is lost is found at the next start.
    mark(true).await.map_err(|error| (None, error.report()))?;
    let client = ctx.clients.client(account).await;
    let client = client.map_err(|report| (None, report))?;
    match client.keep_revision(concept, id, revision).await {
        Ok(row) => Ok(row.version),
        Err(error) => {
            if error.code().is_some()
                && let Err(error) = mark(false).await
            {
                tracing::warn!("a mark is not taken back: {error}");
            }
            Err(spoken(&error))
        }
    }
}

/// What a refusal says: the field at fault, and a report in the studio's own words, which are written for people.
fn spoken(error: &ApiError) -> Told {
    let mut report = error.report();
    let Some((field, sentence)) = error.field() else {
        return (None, report);
    };
    let problem = RevisionField::parse(field).map(|field| RevisionProblem::new(field, sentence));
    report.summary = match &problem {
        Some(problem) => problem.said(),
        None => sentence.to_owned(),
    };
    report.hint = String::new();
    (problem, report)
}
