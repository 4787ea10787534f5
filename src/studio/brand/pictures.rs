//! Pictures of kits as files: taken in, cut out, judged, framed, each under a name made from its contents.
//!
//! Must not know kits: which picture belongs where is written in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::base::disk;
use crate::base::hex::hex;
use crate::model::ids::PictureId;
use crate::model::kit::{Cut, PictureFace, PictureFacts, PictureKind};
use crate::studio::cutout::{self, Cutout, Verdict};
use crate::studio::picture::{Picture, PictureError};
use crate::studio::store::{Store, StoreError};

use super::photograph::Photograph;
use super::sample;

/// Why a picture was not taken in, or cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureProblem {
    /// The file is none that can be used; a sentence for the person who chose it.
    #[error("{0}")]
    Unusable(#[from] PictureError),
    /// The file could not be read or written.
    #[error("the picture's file failed: {0}")]
    File(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The pictures of every kit.
#[derive(Debug)]
pub struct Pictures {
    folder: PathBuf,
    store: Arc<Store>,
    /// One picture is taken in at a time: a large one needs some hundred megabytes while it is.
    turn: Mutex<()>,
}

impl Pictures {
    /// Pictures below a folder. Those that nobody needs any more are removed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn open(folder: &Path, store: Arc<Store>) -> Result<Self, StoreError> {
        let pictures = Self {
            folder: folder.join("pictures"),
            store,
            turn: Mutex::new(()),
        };
        for id in pictures.store.forget_unused_pictures()? {
            pictures.remove_files(&id);
        }
        Ok(pictures)
    }

    /// Takes a picture in from the bytes of a file. The same bytes again give the same picture at once. Takes seconds
    /// for a large one.
    ///
    /// # Errors
    /// See [`PictureProblem`]; nothing is kept then.
    pub fn add(&self, kind: PictureKind, bytes: &[u8]) -> Result<PictureFacts, PictureProblem> {
        let id = name_of(kind, bytes);
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.store.picture(&id)?
            && self.path(&id, PictureFace::Original).exists()
        {
            self.store.add_picture(&known)?;
            return Ok(known);
        }
        let picture = Picture::import(bytes)?;
        let write =
            |face, picture: &Picture| disk::write_whole(&self.path(&id, face), &picture.to_png());
        let (alone, cut) = match kind {
            PictureKind::Product => {
                write(PictureFace::Framed, &cutout::framed(&picture))?;
                let found = cutout::cut(&picture);
                if let Some(solid) = &found.solid {
                    write(PictureFace::Solid, solid)?;
                }
                let told = told(&found);
                (Some(found.picture), told)
            }
            PictureKind::Logo => lift_logo(&picture),
        };
        if let Some(alone) = alone {
            write(PictureFace::Cutout, &alone)?;
        }
        // The last one, so that its being there means that all are.
        write(PictureFace::Original, &picture)?;
        let facts = PictureFacts {
            picture_id: id,
            kind,
            width: picture.width(),
            height: picture.height(),
            cut: Some(cut),
        };
        self.store.add_picture(&facts)?;
        Ok(facts)
    }

    /// What is known of a picture.
    ///
    /// # Errors
    /// When the store fails.
    pub fn facts(&self, id: &PictureId) -> Result<Option<PictureFacts>, StoreError> {
        match sample::picture_facts(id) {
            Some(facts) => Ok(Some(facts)),
            None => self.store.picture(id),
        }
    }

    /// One face of a picture; `None` when it has none.
    pub fn photograph(&self, id: &PictureId, face: PictureFace) -> Option<Photograph> {
        if let Some(bundled) = sample::photograph(id) {
            return Some(bundled);
        }
        let path = is_name(id).then(|| self.path(id, face))?;
        let name = format!("{id}/{}", face.as_str());
        path.exists().then(|| Photograph::file(name, path))
    }

    /// A face as a PNG that fits a square of that many pixels.
    ///
    /// # Errors
    /// When the file cannot be read or is no picture any more.
    pub fn preview(&self, photograph: &Photograph, side: u32) -> Result<Vec<u8>, PictureProblem> {
        let picture = Picture::import(&photograph.bytes()?)?;
        Ok(picture.fitted(side).to_png())
    }

    /// The pixels of a face for the picking of colours, small.
    ///
    /// # Errors
    /// As [`Pictures::preview`].
    pub fn pixels(&self, photograph: &Photograph) -> Result<Vec<u8>, PictureProblem> {
        let picture = Picture::import(&photograph.bytes()?)?;
        Ok(picture.fitted(400).rgba().to_vec())
    }

    /// Removes a picture that nothing needs. Says whether it is gone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove(&self, id: &PictureId) -> Result<bool, StoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = self.store.remove_picture(id)?;
        if gone {
            self.remove_files(id);
        }
        Ok(gone)
    }

    fn remove_files(&self, id: &PictureId) {
        if is_name(id) {
            // What cannot be removed now lies there unused.
            fs::remove_dir_all(self.folder.join(id.as_str())).ok();
        }
    }

    fn path(&self, id: &PictureId, face: PictureFace) -> PathBuf {
        self.folder
            .join(id.as_str())
            .join(format!("{}.png", face.as_str()))
    }
}

/// How well a product came out of its background.
fn told(cut: &Cutout) -> Cut {
    let has_glass = cut.solid.is_some();
    let sentence = match cut.verdict {
        Verdict::Clean if cut.measures.own_alpha => {
            "The picture came without a background; it stands free.".to_owned()
        }
        Verdict::Clean if has_glass => {
            "The product is cut out cleanly; an ad’s background shines through its glass."
                .to_owned()
        }
        Verdict::Clean => "The product is cut out cleanly; it stands free.".to_owned(),
        Verdict::Framed { why } => why.to_string(),
    };
    Cut {
        is_clean: cut.verdict == Verdict::Clean,
        has_glass,
        sentence,
    }
}

/// A logo without its background, if it has one to lose.
fn lift_logo(picture: &Picture) -> (Option<Picture>, Cut) {
    let alone = cutout::lift(picture);
    let sentence = match &alone {
        Some(_) => "The logo stands free of its background.",
        None => {
            "The logo does not come free of its background, so ads set the brand’s name instead. Use one on a \
             transparent or plain background."
        }
    };
    let cut = Cut {
        is_clean: alone.is_some(),
        has_glass: false,
        sentence: sentence.to_owned(),
    };
    (alone, cut)
}

/// The name of a picture, from its contents. The number changes when pictures are to be made anew.
fn name_of(kind: PictureKind, bytes: &[u8]) -> PictureId {
    let mut hash = Sha256::new();
    hash.update(match kind {
        PictureKind::Product => b"3",
        PictureKind::Logo => b"2",
    });
    hash.update(kind.as_str());
    hash.update(bytes);
    let mut name = hex(&hash.finalize());
    name.truncate(40);
    PictureId::new(name)
}

/// Whether an id has the shape that we give out, so that no request reaches another file.
fn is_name(id: &PictureId) -> bool {
    let id = id.as_str();
    id.len() == 40
        && id
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
