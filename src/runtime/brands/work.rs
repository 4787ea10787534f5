//! What each wish about kits does, and what its news change.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::AbortHandle;

use crate::api::{ApiError, Dessert};
use crate::base::disk;
use crate::base::report::Report;
use crate::model::account::{Account, Service};
use crate::model::ids::{BrandId, PictureId};
use crate::model::kit::{
    Kit, KitField, KitProblem, MAX_PICTURE_BYTES, PictureFace, PictureFacts, PictureKind,
};
use crate::runtime::event::Event;
use crate::runtime::note::{Ctx, Note};
use crate::runtime::orchestrator::Orchestrator;
use crate::runtime::pictures::PictureSource;
use crate::wire::dessert::ErrorCode;
use crate::wire::studio::KitsAnswer;

use super::{KitCommand, KitEvent, KitNote, KitsView, preview_path};

/// Longest side of a small copy, in pixels.
const PREVIEW: u32 = 640;

/// What the orchestrator keeps of kits.
#[derive(Debug, Default)]
pub(in crate::runtime) struct KitsWork {
    /// What is shown.
    pub view: KitsView,
    /// Where small copies lie.
    pub folder: PathBuf,
    /// Small copies that are on their way or cannot be had in this run.
    asked: HashSet<(PictureId, &'static str)>,
    /// Pictures that are being taken in.
    pictures: HashMap<u64, AbortHandle>,
    checking: Option<AbortHandle>,
}

impl Orchestrator {
    /// Carries a wish about kits out, or begins to.
    pub(in crate::runtime) fn obey_kit(&mut self, command: KitCommand) {
        let Some(account) = self.studio_account() else {
            return self.trouble(Report::failed(
                "There is no studio among the accounts.",
                "Add the Studio in Settings; brand kits belong to it.",
            ));
        };
        let ctx = self.ctx.clone();
        match command {
            KitCommand::Load => {
                self.kits.view.kits.start();
                self.changed();
                self.list_kits(None, |client| async move { client.kits().await });
            }
            KitCommand::Save(kit) => {
                self.kits.view.saving.insert(kit.brand_id.clone());
                self.changed();
                self.tasks.spawn(save(ctx, account, kit));
            }
            KitCommand::Delete(id) => {
                let gone = id.clone();
                self.list_kits(Some(gone), move |client| async move {
                    client.delete_kit(&id).await
                });
            }
            KitCommand::MakeDefault(id) => {
                self.list_kits(None, move |client| async move {
                    client.make_default_kit(&id).await
                });
            }
            KitCommand::RestoreSample => {
                self.list_kits(None, |client| async move { client.restore_sample().await });
            }
            KitCommand::PickPalette { brand, colours } => {
                self.tasks.spawn(async move {
                    let outcome = match ctx.clients.client(&account).await {
                        Ok(client) => match client.pick_palette(&brand, colours).await {
                            Ok(answer) => Ok(answer.palette),
                            Err(error) => Err(spoken(&error).1),
                        },
                        Err(report) => Err(report),
                    };
                    ctx.tell(Note::Kit(KitNote::Picked(brand, outcome))).await;
                });
            }
            KitCommand::CheckPalette(palette) => {
                let task = self.tasks.spawn(async move {
                    let Ok(client) = ctx.clients.client(&account).await else {
                        return;
                    };
                    // Without an answer the badge simply stays as it was.
                    if let Ok(answer) = client.check_palette(&palette).await {
                        let note = KitNote::Checked(answer.palette, answer.colours);
                        ctx.tell(Note::Kit(note)).await;
                    }
                });
                if let Some(earlier) = self.kits.checking.replace(task) {
                    earlier.abort();
                }
            }
            KitCommand::AddPicture { ticket, kind, from } => {
                let task = self.tasks.spawn(async move {
                    let outcome = take_in(&ctx, &account, kind, from).await;
                    ctx.tell(Note::Kit(KitNote::Picture(ticket, outcome))).await;
                });
                self.kits.pictures.insert(ticket, task);
            }
            KitCommand::CancelPicture(ticket) => {
                if let Some(task) = self.kits.pictures.remove(&ticket) {
                    task.abort();
                }
            }
        }
    }

    /// Takes news about kits in.
    pub(in crate::runtime) fn hear_of_kit(&mut self, note: KitNote) {
        match note {
            KitNote::Kits(outcome, gone) => {
                let is_first = self.kits.view.kits.value().is_none();
                match outcome {
                    Ok(answer) => self.take_kits(answer),
                    Err(report) if is_first || gone.is_none() => {
                        self.kits.view.kits.finish(Err(report));
                    }
                    Err(report) => return self.trouble(report),
                }
                if let Some(gone) = gone {
                    self.happened(Event::Kit(KitEvent::Deleted(gone)));
                }
                if !is_first {
                    self.refresh_studio();
                }
            }
            KitNote::Written { asked, outcome } => self.kit_written(asked, outcome),
            KitNote::Picked(brand, palette) => {
                self.happened(Event::Kit(KitEvent::Picked { brand, palette }));
            }
            KitNote::Checked(palette, colours) => {
                self.happened(Event::Kit(KitEvent::Checked { palette, colours }));
            }
            KitNote::Picture(ticket, outcome) => {
                if self.kits.pictures.remove(&ticket).is_none() {
                    // Cancelled in the last moment.
                    return;
                }
                if let Ok(facts) = &outcome {
                    self.want_previews(std::iter::once(facts.clone()));
                }
                self.happened(Event::Kit(KitEvent::Picture { ticket, outcome }));
            }
            KitNote::Preview(id, face, source) => {
                let previews = Arc::make_mut(&mut self.kits.view.previews);
                previews.insert((id, face.as_str()), source);
            }
        }
    }

    fn kit_written(
        &mut self,
        asked: Box<Kit>,
        outcome: Result<Box<crate::model::kit::KitEntry>, (Option<KitProblem>, Report)>,
    ) {
        self.kits.view.saving.remove(&asked.brand_id);
        match outcome {
            Ok(entry) => {
                let version = entry.kit.version;
                self.want_previews(entry.pictures.clone().into_iter());
                let mut kits = self.kits.view.kits.value().cloned().unwrap_or_default();
                let entry = Arc::from(entry);
                match kits
                    .iter_mut()
                    .find(|known| known.kit.brand_id == asked.brand_id)
                {
                    Some(known) => *known = entry,
                    None => kits.push(entry),
                }
                self.kits.view.kits.finish(Ok(kits));
                self.happened(Event::Kit(KitEvent::Saved { asked, version }));
                self.refresh_studio();
            }
            Err((problem, report)) => {
                if problem.is_none() {
                    // It may have been changed elsewhere: let the person see how it stands.
                    self.list_kits(None, |client| async move { client.kits().await });
                }
                self.happened(Event::Kit(KitEvent::NotSaved {
                    asked,
                    problem,
                    report,
                }));
            }
        }
    }

    fn take_kits(&mut self, answer: KitsAnswer) {
        self.kits.view.sample_is_hidden = answer.sample_is_hidden;
        let pictures: Vec<PictureFacts> = answer
            .brands
            .iter()
            .flat_map(|entry| entry.pictures.clone())
            .collect();
        let kits = answer.brands.into_iter().map(Arc::new).collect();
        self.kits.view.kits.finish(Ok(kits));
        self.want_previews(pictures.into_iter());
    }

    /// Runs a call that answers with every kit.
    fn list_kits<F>(
        &mut self,
        gone: Option<BrandId>,
        call: impl FnOnce(Dessert) -> F + Send + 'static,
    ) where
        F: Future<Output = Result<KitsAnswer, ApiError>> + Send,
    {
        let Some(account) = self.studio_account() else {
            return;
        };
        let ctx = self.ctx.clone();
        self.tasks.spawn(async move {
            let outcome = match ctx.clients.client(&account).await {
                Ok(client) => call(client).await.map_err(|error| spoken(&error).1),
                Err(report) => Err(report),
            };
            ctx.tell(Note::Kit(KitNote::Kits(outcome, gone))).await;
        });
    }

    pub(in crate::runtime) fn studio_account(&self) -> Option<Account> {
        self.settings
            .accounts
            .iter()
            .find(|account| account.service == Service::Studio)
            .cloned()
    }

    /// The form shows the studio's brands, so it hears of a change.
    fn refresh_studio(&mut self) {
        if let Some(account) = self.studio_account() {
            self.refresh(&account.id);
        }
    }

    /// Fetches the small copies that are not here.
    fn want_previews(&mut self, pictures: impl Iterator<Item = PictureFacts>) {
        let Some(account) = self.studio_account() else {
            return;
        };
        let mut wanted = Vec::new();
        for facts in pictures {
            for face in PictureFace::ALL {
                let key = (facts.picture_id.clone(), face.as_str());
                if facts.has(face) && self.kits.asked.insert(key) {
                    wanted.push((facts.picture_id.clone(), face));
                }
            }
        }
        if wanted.is_empty() {
            return;
        }
        let (ctx, folder) = (self.ctx.clone(), self.kits.folder.clone());
        self.tasks.spawn(async move {
            for (id, face) in wanted {
                if let Some(source) = preview(&ctx, &account, &folder, &id, face).await {
                    ctx.tell(Note::Kit(KitNote::Preview(id, face, source)))
                        .await;
                }
            }
        });
    }
}

async fn save(ctx: Ctx, account: Account, kit: Box<Kit>) {
    let outcome = match ctx.clients.client(&account).await {
        Ok(client) => client.put_kit(&kit).await.map_err(|error| spoken(&error)),
        Err(report) => Err((None, report)),
    };
    let note = KitNote::Written {
        asked: kit,
        outcome: outcome.map(Box::new),
    };
    ctx.tell(Note::Kit(note)).await;
}

/// What a refusal says: the field at fault, and a report in the studio's own words, which are written for people.
fn spoken(error: &ApiError) -> (Option<KitProblem>, Report) {
    let mut report = error.report();
    let Some((field, sentence)) = error.field() else {
        if error.code() == Some(&ErrorCode::Conflict) {
            report.summary = "This brand was changed elsewhere meanwhile.".to_owned();
            report.hint = "Look at it as it stands now, and make the change again.".to_owned();
        }
        return (None, report);
    };
    let problem = KitField::parse(field).map(|field| KitProblem::new(field, sentence));
    report.summary = match &problem {
        Some(problem) => problem.said(),
        None => sentence.to_owned(),
    };
    report.hint = String::new();
    (problem, report)
}

async fn take_in(
    ctx: &Ctx,
    account: &Account,
    kind: PictureKind,
    from: PathBuf,
) -> Result<PictureFacts, String> {
    let bytes = read(from).await?;
    let client = ctx
        .clients
        .client(account)
        .await
        .map_err(|report| report.to_string())?;
    client
        .add_picture(kind, bytes)
        .await
        .map_err(|error| match error.field() {
            Some((_, sentence)) => sentence.to_owned(),
            None => error.report().to_string(),
        })
}

async fn read(path: PathBuf) -> Result<Bytes, String> {
    let name = path.display().to_string();
    let facts = tokio::fs::metadata(&path)
        .await
        .map_err(|_| format!("There is no file {name} that can be read. Check the path."))?;
    if !facts.is_file() {
        return Err(format!("{name} is a folder. Choose a picture in it."));
    }
    if facts.len() > MAX_PICTURE_BYTES {
        return Err(format!(
            "The file is larger than {} MB. Save the picture smaller, as JPEG for instance.",
            MAX_PICTURE_BYTES >> 20
        ));
    }
    tokio::fs::read(&path)
        .await
        .map(Bytes::from)
        .map_err(|error| format!("{name} cannot be read ({error}). Check that you may open it."))
}

/// The small copy of a face: from disk, or from the studio. `None` when it cannot be had; its place then stays calm.
async fn preview(
    ctx: &Ctx,
    account: &Account,
    folder: &Path,
    id: &PictureId,
    face: PictureFace,
) -> Option<PictureSource> {
    let path = preview_path(folder, id, face);
    if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
        let client = ctx.clients.client(account).await.ok()?;
        let png = client.picture(id, face, PREVIEW).await.ok()?;
        let to = path.clone();
        let written = tokio::task::spawn_blocking(move || disk::write_whole(&to, &png)).await;
        if let Ok(Err(error)) = written {
            tracing::warn!(%error, "a preview could not be kept");
            return None;
        }
    }
    Some(PictureSource {
        path: Arc::from(path.as_path()),
        // The name stands for the contents.
        version: 0,
    })
}

/// Nothing asked yet; small copies go into `folder`.
impl KitsWork {
    pub(in crate::runtime) fn new(folder: PathBuf, unsaved: Vec<Kit>) -> Self {
        Self {
            folder,
            view: KitsView {
                previews: Arc::new(BTreeMap::new()),
                unsaved: Arc::new(unsaved),
                ..KitsView::default()
            },
            ..Self::default()
        }
    }
}
