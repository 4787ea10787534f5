//! Brand kits of the studio as the window sees them: what may be asked, what is to be seen, what happens.
//!
//! Must not check a kit: the model's rules are the window's to show and the studio's to hold.

mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::report::Report;
use crate::model::ids::{BrandId, PictureId};
use crate::model::kit::{
    Kit, KitEntry, KitProblem, PaletteReport, PictureFace, PictureFacts, PictureKind,
};
use crate::wire::studio::KitsAnswer;

use super::pictures::PictureSource;
use super::remote::Remote;

pub(super) use work::KitsWork;

/// What may be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum KitCommand {
    /// Asks for every kit.
    Load,
    /// Writes a kit; its version is the one that the change rests on.
    Save(Box<Kit>),
    /// Deletes a kit; the sample brand is put away.
    Delete(BrandId),
    /// Makes a kit the default one.
    MakeDefault(BrandId),
    /// Brings the sample brand back as it was.
    RestoreSample,
    /// Picks colours from the pictures of a kit.
    PickPalette {
        /// Whose pictures.
        brand: BrandId,
        /// How many colours.
        colours: usize,
    },
    /// Asks how colours serve. A newer question replaces an older one.
    CheckPalette(Vec<String>),
    /// Takes a picture in.
    AddPicture {
        /// Made by the caller; the answer bears it.
        ticket: u64,
        /// What it is of.
        kind: PictureKind,
        /// The file.
        from: PathBuf,
    },
    /// Wants a picture no more.
    CancelPicture(u64),
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum KitEvent {
    /// A kit is written; it stands in the view.
    Saved {
        /// What was to be written.
        asked: Box<Kit>,
        /// Its version now.
        version: u64,
    },
    /// A kit is not written.
    NotSaved {
        /// What was to be written.
        asked: Box<Kit>,
        /// The field at fault, if it is one.
        problem: Option<KitProblem>,
        /// Why, and what to do.
        report: Report,
    },
    /// A kit is gone.
    Deleted(BrandId),
    /// Colours were picked.
    Picked {
        /// For which kit.
        brand: BrandId,
        /// `#RRGGBB`, or why there are none.
        palette: Result<Vec<String>, Report>,
    },
    /// How colours serve.
    Checked {
        /// Which.
        palette: Vec<String>,
        /// How.
        colours: PaletteReport,
    },
    /// A picture is taken in, or why not.
    Picture {
        /// Of the command.
        ticket: u64,
        /// What is known of it, or one sentence.
        outcome: Result<PictureFacts, String>,
    },
}

/// What is to be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct KitsView {
    /// Every kit, the default one first.
    pub kits: Remote<Vec<Arc<KitEntry>>>,
    /// Whether the sample brand is put away.
    pub sample_is_hidden: bool,
    /// Kits that are being written.
    pub saving: BTreeSet<BrandId>,
    /// Kits as they were typed in an earlier run and could not be saved, because something in them was wrong.
    pub unsaved: Arc<Vec<Kit>>,
    /// Small copies of pictures on disk, for showing.
    pub previews: Arc<BTreeMap<(PictureId, &'static str), PictureSource>>,
}

impl Default for KitsView {
    fn default() -> Self {
        Self {
            kits: Remote::Absent,
            sample_is_hidden: false,
            saving: BTreeSet::new(),
            unsaved: Arc::default(),
            previews: Arc::default(),
        }
    }
}

impl KitsView {
    /// The kit of that id.
    pub fn kit(&self, id: &BrandId) -> Option<&Arc<KitEntry>> {
        let kits = self.kits.value()?;
        kits.iter().find(|entry| entry.kit.brand_id == *id)
    }

    /// The small copy of a picture's face, once it is here.
    pub fn preview(&self, id: &PictureId, face: PictureFace) -> Option<&PictureSource> {
        self.previews.get(&(id.clone(), face.as_str()))
    }
}

/// News of the tasks.
#[derive(Debug)]
pub(super) enum KitNote {
    /// Which kits there are; with the one that was deleted.
    Kits(Result<KitsAnswer, Report>, Option<BrandId>),
    /// A kit was to be written.
    Written {
        asked: Box<Kit>,
        outcome: Result<Box<KitEntry>, (Option<KitProblem>, Report)>,
    },
    /// Colours were to be picked.
    Picked(BrandId, Result<Vec<String>, Report>),
    /// Colours were judged.
    Checked(Vec<String>, PaletteReport),
    /// A picture was to be taken in.
    Picture(u64, Result<PictureFacts, String>),
    /// A small copy is on disk.
    Preview(PictureId, PictureFace, PictureSource),
}

/// Where small copies lie.
fn preview_path(folder: &Path, id: &PictureId, face: PictureFace) -> PathBuf {
    folder.join(format!("{id}-{}.png", face.as_str()))
}
