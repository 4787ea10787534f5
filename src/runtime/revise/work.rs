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
use crate::model::ids::{DeliveryId, RevisionId};
use crate::model::revision::{ConceptRef, Revision, RevisionField, RevisionProblem};
use crate::runtime::event::Event;
use crate::runtime::note::{Ctx, Note};
use crate::runtime::orchestrator::Orchestrator;
use crate::runtime::pictures::PictureSource;
use crate::runtime::place::blocking;

use super::coming::Arrived;
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
    /// Nothing asked yet; pictures go into `folder`. What an earlier run has left there is removed.
    pub(in crate::runtime) fn new(folder: PathBuf) -> Self {
        std::fs::remove_dir_all(&folder).ok();
        Self {
            folder,
            ..Self::default()
        }
    }

    /// Removes every picture, at the end.
    pub(in crate::runtime) async fn clear(&self) {
        let folder = self.folder.clone();
        blocking(move || std::fs::remove_dir_all(folder).ok()).await;
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
                if let Some(work) = self.jobs.of_delivery(&concept.delivery) {
                    work.coming.asked(id.clone());
                }
                self.tasks
                    .spawn(keep(self.ctx.clone(), account, id, concept, revision));
            }
            ReviseCommand::Close => {
                self.revise.latest.let_go();
                self.revise.view = ReviseView::default();
                let files = std::mem::take(&mut self.revise.files);
                self.remove_pictures(files);
                self.changed();
            }
        }
    }

    fn remove_pictures(&mut self, files: impl IntoIterator<Item = PathBuf>) {
        for file in files {
            self.tasks.spawn(async move {
                tokio::fs::remove_file(file).await.ok();
            });
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
        let ctx = self.ctx.clone();
        self.tasks.spawn(async move {
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
                } else if let Ok(source) = outcome {
                    // Nobody will look at it.
                    self.remove_pictures([source.path.to_path_buf()]);
                }
                self.draw_next();
            }
            ReviseNote::Kept {
                id,
                concept,
                outcome,
            } => match outcome {
                Ok(version) => self.kept(id, concept, version),
                Err((problem, report)) => {
                    // The studio has named a field, so this one is not kept. Whatever else went wrong, it may be.
                    if problem.is_some()
                        && let Some(work) = self.jobs.of_delivery(&concept.delivery)
                    {
                        work.coming.refused(&id);
                    }
                    self.not_kept(id, problem, report);
                }
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
                if self.revise.files.len() > KEPT {
                    let old = self.revise.files.pop_front();
                    self.remove_pictures(old);
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
            work.coming.kept(id.clone());
            work.read_stage();
        }
        self.follow(&concept.delivery);
        self.happened(Event::Revise(ReviseEvent::Kept {
            id,
            concept,
            version,
        }));
    }

    /// Nothing more of these versions is on its way. What failed is tried again at the next start.
    pub(in crate::runtime) async fn arrived(&mut self, id: &DeliveryId, arrived: Vec<Arrived>) {
        let whole = arrived.iter().filter(|it| it.failed == 0);
        let whole = whole.map(|it| it.id.clone()).collect();
        self.end_revising(id, whole).await;
        for it in arrived {
            self.happened(Event::Revise(ReviseEvent::OnDisk {
                concept: ConceptRef {
                    delivery: id.clone(),
                    index: it.index,
                },
                version: it.version,
                failed: it.failed,
            }));
        }
    }

    /// These versions need not be looked for at the next start.
    pub(in crate::runtime) async fn end_revising(&self, id: &DeliveryId, ended: Vec<RevisionId>) {
        if ended.is_empty() {
            return;
        }
        let delivery = id.clone();
        let noted = self.ctx.keeper.run(move |library| {
            let mut ended = ended.iter();
            ended.try_for_each(|revision| library.end_revising(&delivery, revision))
        });
        if let Err(error) = noted.await {
            // The next start looks once more.
            tracing::warn!(delivery = %id, "the end of a version is not written down: {error}");
        }
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
                    "Run the brief again, which costs, to get other ads from this service.",
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
    // First, so that a version whose answer is lost is found at the next start.
    let (delivery, revision_id) = (concept.delivery.clone(), id.clone());
    let noted = ctx
        .keeper
        .run(move |library| library.begin_revising(&delivery, &revision_id));
    noted.await.map_err(|error| (None, error.report()))?;
    let client = ctx.clients.client(account).await;
    let client = client.map_err(|report| (None, report))?;
    let error = match client.keep_revision(concept, id, revision).await {
        Ok(row) => return Ok(row.version),
        Err(error) => error,
    };
    let told = spoken(&error);
    // Only where a field is at fault is it certain that nothing was kept.
    if told.0.is_some() {
        let (delivery, revision_id) = (concept.delivery.clone(), id.clone());
        let noted = ctx
            .keeper
            .run(move |library| library.end_revising(&delivery, &revision_id));
        if let Err(error) = noted.await {
            tracing::warn!("a note about a version is not taken back: {error}");
        }
    }
    Err(told)
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
