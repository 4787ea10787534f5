//! Revisions of the studio's ads as the window sees them: what may be asked, what is to be seen, what happens.
//!
//! Must not check a revision: the model's rules are the window's to show and the studio's to hold. `latest` decides what
//! is drawn next, `coming` which versions a delivery still waits for.

mod coming;
mod latest;
mod work;

use std::sync::Arc;

use crate::base::report::Report;
use crate::model::ad::Orientation;
use crate::model::ids::RevisionId;
use crate::model::revision::{ConceptRef, Revision, RevisionProblem, RevisionSheet};

use super::pictures::PictureSource;
use super::remote::Remote;

pub(super) use coming::Coming;
pub(super) use work::ReviseWork;

/// What may be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviseCommand {
    /// Asks what a revision of this concept can start from. What was drawn of another one is forgotten.
    Open(ConceptRef),
    /// Draws the picture that a revision would be. A newer wish takes the place of an older one.
    Draw {
        /// Made by the caller, rising; the answer bears it.
        ticket: u64,
        /// Of what.
        concept: ConceptRef,
        /// Which of its two pictures.
        orientation: Orientation,
        /// What it says and shows.
        revision: Box<Revision>,
    },
    /// Keeps a revision as the concept's next version. Costs nothing; a repeat under the same id is the same version.
    Keep {
        /// Made by the caller.
        id: RevisionId,
        /// Of what.
        concept: ConceptRef,
        /// What it says and shows.
        revision: Box<Revision>,
    },
    /// Nobody looks any more.
    Close,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviseEvent {
    /// The studio keeps a version; its files are on their way.
    Kept {
        /// Of the command.
        id: RevisionId,
        /// Of what.
        concept: ConceptRef,
        /// From 2.
        version: u32,
    },
    /// A version is not kept.
    NotKept {
        /// Of the command.
        id: RevisionId,
        /// The field at fault, if it is one.
        problem: Option<RevisionProblem>,
        /// Why, and what to do.
        report: Report,
    },
    /// Every file of a version is on disk, or given up for now.
    OnDisk {
        /// Of what.
        concept: ConceptRef,
        /// From 2.
        version: u32,
        /// Files of this version that could not be fetched.
        failed: usize,
    },
}

/// What is to be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviseView {
    /// Of what; `None` while nobody looks.
    pub concept: Option<ConceptRef>,
    /// What a revision can start from.
    pub sheet: Remote<Arc<RevisionSheet>>,
    /// The newest picture that was drawn.
    pub picture: Option<Drawn>,
    /// Why the newest wish was not drawn; a picture that is newer takes it away.
    pub refused: Option<Refused>,
    /// Whether a picture is on its way.
    pub is_drawing: bool,
}

impl Default for ReviseView {
    fn default() -> Self {
        Self {
            concept: None,
            sheet: Remote::Absent,
            picture: None,
            refused: None,
            is_drawing: false,
        }
    }
}

/// A picture that a revision would be.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Of the command.
    pub ticket: u64,
    /// Which of the two.
    pub orientation: Orientation,
    /// Where it is.
    pub source: PictureSource,
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Of the command.
    pub ticket: u64,
    /// The field at fault, if it is one.
    pub problem: Option<RevisionProblem>,
    /// Why, and what to do.
    pub report: Report,
}

/// What a refusal comes to: the field at fault, and a report.
type Told = (Option<RevisionProblem>, Report);

/// News of a task.
#[derive(Debug)]
pub(super) enum ReviseNote {
    /// What a revision can start from.
    Sheet(ConceptRef, Result<RevisionSheet, Report>),
    /// Nothing was typed for a moment after this wish.
    Due(u64),
    /// A picture was to be drawn.
    Drawn {
        ticket: u64,
        concept: ConceptRef,
        orientation: Orientation,
        outcome: Result<PictureSource, Told>,
    },
    /// A version was to be kept.
    Kept {
        id: RevisionId,
        concept: ConceptRef,
        outcome: Result<u32, Told>,
    },
}
