//! The studio's catalogue of styles and their moving pictures: asked for once per brand, painted by the studio when one is
//! first seen, kept on disk under a name that tells style, version and colours.
//!
//! Must not decode: whoever shows a picture does. Must not keep more than [`MOST_BYTES`] on disk.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::disk::write_whole;
use crate::base::report::Report;
use crate::model::account::Account;
use crate::model::catalog::StyleCard;
use crate::model::ids::{BrandId, StyleId};

use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::remote::Remote;

/// Moving pictures that are fetched at the same time: the studio paints each on all cores.
const AT_ONCE: usize = 2;
/// What all of them together may take on disk; the oldest go first.
const MOST_BYTES: u64 = 64 << 20;

/// Files of moving pictures, by style.
pub type Sheets = BTreeMap<StyleId, Arc<Path>>;

/// What there is to see of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Styles {
    /// Every style of the studio.
    pub cards: Remote<Arc<Vec<StyleCard>>>,
    /// Where the moving pictures lie that are here; see [`crate::model::catalog::sheet`].
    pub sheets: Arc<Sheets>,
}

impl Default for Styles {
    fn default() -> Self {
        Self {
            cards: Remote::Absent,
            sheets: Arc::default(),
        }
    }
}

impl Styles {
    /// The style of that id.
    pub fn card(&self, id: &str) -> Option<&StyleCard> {
        self.cards
            .value()?
            .iter()
            .find(|card| card.id.as_str() == id)
    }

    /// The styles of a prompt, exact words.
    pub fn of_prompt<'a>(&'a self, prompt: &'a str) -> impl Iterator<Item = &'a StyleCard> {
        let cards = self.cards.value().map_or(&[][..], |cards| cards.as_slice());
        cards
            .iter()
            .filter(move |card| card.animation_prompt == prompt)
    }
}

/// The catalogue as the orchestrator keeps it.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub view: Styles,
    /// Where moving pictures are kept.
    folder: PathBuf,
    brand: Option<BrandId>,
    /// Grows with every list, so that a late answer is known as such.
    round: u64,
    /// What is to be seen now and is not here, most wanted first.
    wanted: Vec<StyleId>,
    fetching: HashSet<StyleId>,
    failed: HashSet<StyleId>,
}

impl Shelf {
    /// Nothing asked for yet; moving pictures go into `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }
}

/// What a task brought.
#[derive(Debug)]
pub(super) enum News {
    /// The catalogue, and which moving pictures were on disk already.
    Cards {
        round: u64,
        outcome: Result<(Vec<StyleCard>, Sheets), Report>,
    },
    /// A moving picture.
    Sheet {
        round: u64,
        style: StyleId,
        outcome: Result<Arc<Path>, Report>,
    },
}

impl Orchestrator {
    /// Asks the studio for its catalogue in a brand's colours.
    pub(super) fn load_styles(&mut self, brand: Option<BrandId>) {
        let Some(studio) = self.studio_account() else {
            return;
        };
        let shelf = &mut self.shelf;
        shelf.round += 1;
        shelf.brand.clone_from(&brand);
        shelf.fetching.clear();
        shelf.failed.clear();
        shelf.view.cards.start();
        let (ctx, folder, round) = (self.ctx.clone(), shelf.folder.clone(), shelf.round);
        self.tasks.spawn(async move {
            let outcome = cards(&ctx, &studio, brand.as_ref(), &folder).await;
            ctx.tell(Note::Catalogue(News::Cards { round, outcome }))
                .await;
        });
        self.changed();
    }

    /// Notes which moving pictures are to be seen now.
    pub(super) fn want_sheets(&mut self, styles: Vec<StyleId>) {
        self.shelf.wanted = styles;
        self.fetch_sheets();
    }

    pub(super) fn hear_of_styles(&mut self, news: News) {
        match news {
            News::Cards { round, outcome } if round == self.shelf.round => {
                let outcome = outcome.map(|(cards, sheets)| {
                    self.shelf.view.sheets = Arc::new(sheets);
                    Arc::new(cards)
                });
                self.shelf.view.cards.finish(outcome);
            }
            News::Sheet {
                round,
                style,
                outcome,
            } if round == self.shelf.round => {
                self.shelf.fetching.remove(&style);
                match outcome {
                    Ok(path) => {
                        Arc::make_mut(&mut self.shelf.view.sheets).insert(style, path);
                    }
                    Err(report) => {
                        // Decoration: the placeholder stays until the catalogue is asked for again.
                        tracing::warn!(%style, "no moving picture: {}", report.summary);
                        self.shelf.failed.insert(style);
                    }
                }
            }
            // Of an earlier brand.
            News::Cards { .. } | News::Sheet { .. } => {}
        }
        self.fetch_sheets();
    }

    fn fetch_sheets(&mut self) {
        let Some(studio) = self.studio_account() else {
            return;
        };
        let shelf = &mut self.shelf;
        if shelf.view.cards.is_loading() {
            // The names of the pictures are about to change.
            return;
        }
        let wanted = std::mem::take(&mut shelf.wanted);
        let mut later = Vec::new();
        for style in wanted {
            let is_settled = shelf.view.sheets.contains_key(&style)
                || shelf.failed.contains(&style)
                || shelf.fetching.contains(&style);
            let Some(card) = shelf.view.card(style.as_str()).filter(|_| !is_settled) else {
                continue;
            };
            if shelf.fetching.len() >= AT_ONCE {
                later.push(style);
                continue;
            }
            let path = file_of(&shelf.folder, card);
            shelf.fetching.insert(style.clone());
            let (ctx, studio, round, brand) = (
                self.ctx.clone(),
                studio.clone(),
                shelf.round,
                shelf.brand.clone(),
            );
            self.tasks.spawn(async move {
                let outcome = sheet(&ctx, &studio, &style, brand.as_ref(), path).await;
                let news = News::Sheet {
                    round,
                    style,
                    outcome,
                };
                ctx.tell(Note::Catalogue(news)).await;
            });
        }
        shelf.wanted = later;
    }
}

fn file_of(folder: &Path, card: &StyleCard) -> PathBuf {
    // The name comes over a socket: nothing in it may lead out of the folder.
    let name: String = card
        .swatch
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c))
        .collect();
    folder.join(format!("{name}.jpg"))
}

async fn cards(
    ctx: &Ctx,
    studio: &Account,
    brand: Option<&BrandId>,
    folder: &Path,
) -> Result<(Vec<StyleCard>, Sheets), Report> {
    let client = ctx.clients.client(studio).await?;
    let answer = client
        .catalogue(brand)
        .await
        .map_err(|error| error.report())?;
    let folder = folder.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let here = answer.styles.iter().filter_map(|card| {
            let path = file_of(&folder, card);
            path.is_file().then(|| (card.id.clone(), Arc::from(path)))
        });
        let here = here.collect();
        (answer.styles, here)
    });
    looked
        .await
        .map_err(|_| not_kept("the look was interrupted"))
}

async fn sheet(
    ctx: &Ctx,
    studio: &Account,
    style: &StyleId,
    brand: Option<&BrandId>,
    path: PathBuf,
) -> Result<Arc<Path>, Report> {
    let client = ctx.clients.client(studio).await?;
    let bytes = client
        .swatch(style, brand)
        .await
        .map_err(|error| error.report())?;
    let written = tokio::task::spawn_blocking(move || {
        write_whole(&path, &bytes)?;
        keep_within(&path, MOST_BYTES)?;
        Ok::<_, io::Error>(Arc::from(path))
    });
    match written.await {
        Ok(Ok(path)) => Ok(path),
        Ok(Err(error)) => Err(not_kept(&error.to_string())),
        Err(_) => Err(not_kept("the writing was interrupted")),
    }
}

fn not_kept(cause: &str) -> Report {
    Report::failed(
        "A moving picture of a style could not be kept.",
        "Check that the disk has room.",
    )
    .with_details(cause)
}

/// Removes the oldest neighbours of a file until the folder holds at most `most` bytes; the file itself stays.
fn keep_within(newest: &Path, most: u64) -> io::Result<()> {
    let Some(folder) = newest.parent() else {
        return Ok(());
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let facts = entry.metadata()?;
        files.push((facts.modified()?, facts.len(), entry.path()));
    }
    let mut all: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    files.sort();
    for (_, bytes, path) in files {
        if all <= most {
            break;
        }
        if path != newest && fs::remove_file(&path).is_ok() {
            all -= bytes;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_stays_within_its_bounds_and_the_newest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for (age, name) in ["c", "b", "a"].into_iter().enumerate() {
            write_whole(&file(name), &[0; 100]).unwrap();
            let when = std::time::SystemTime::UNIX_EPOCH
                + std::time::Duration::from_secs(1000 + age as u64);
            fs::File::options()
                .write(true)
                .open(file(name))
                .unwrap()
                .set_modified(when)
                .unwrap();
        }
        keep_within(&file("a"), 250).unwrap();
        assert!(!file("c").exists() && file("b").exists() && file("a").exists());
        keep_within(&file("a"), 0).unwrap();
        assert!(!file("b").exists() && file("a").exists());
    }

    #[test]
    fn no_name_of_a_picture_leads_out_of_the_folder() {
        let card = StyleCard {
            swatch: "../../etc/passwd".into(),
            ..StyleCard::default()
        };
        assert_eq!(
            file_of(Path::new("/cache"), &card),
            Path::new("/cache/etcpasswd.jpg")
        );
    }
}
