//! Revise: an ad of the studio in other words, colours or with another product, seen at once beside what it was.
//!
//! [`Panel`] is what was typed and what became of it; `panel` paints it. Must not draw an ad: the studio does, and the
//! runtime brings the picture.

mod colours;
mod panel;

use crate::base::report::Report;
use crate::model::ad::Orientation;
use crate::model::ids::RevisionId;
use crate::model::revision::{
    ConceptRef, Revision, RevisionField, RevisionProblem, RevisionSheet, check,
};
use crate::runtime::pictures::PictureSource;
use crate::runtime::revise::{ReviseCommand, ReviseEvent, ReviseView};

pub use panel::panel_ui;

/// What is typed for one version of one concept. Put away and taken up again, it is as it was.
#[derive(Debug)]
pub struct Panel {
    /// Of what.
    pub concept: ConceptRef,
    /// The version that it starts from.
    pub from: u32,
    /// What that version says and shows; `None` until the studio has told.
    start: Option<Revision>,
    draft: Revision,
    /// The newest wish for a picture: its ticket and what was wished.
    asked: Option<(u64, Orientation, Revision)>,
    keeping: Keeping,
    /// What the studio did not keep, and why.
    refused: Option<(Revision, Option<RevisionProblem>, Report)>,
    /// The last picture that was on the screen, and its shape.
    last: Option<(Orientation, PictureSource)>,
    /// The keyboard was given to the first field.
    has_begun: bool,
}

/// How far a version has come.
#[derive(Clone, Debug, PartialEq)]
enum Keeping {
    /// It is not to be kept yet. The id is used again for the very same revision, so that nothing is kept twice.
    No(Option<(RevisionId, Revision)>),
    /// The studio is asked.
    Asked(RevisionId, Revision),
    /// The studio keeps it; its pictures are on their way.
    Kept(u32),
}

impl Panel {
    /// A panel for a version of a concept.
    pub fn new(concept: ConceptRef, from: u32) -> Self {
        Self {
            concept,
            from,
            start: None,
            draft: Revision::default(),
            asked: None,
            keeping: Keeping::No(None),
            refused: None,
            last: None,
            has_begun: false,
        }
    }

    /// Takes what the studio tells of the concept, once.
    pub fn take(&mut self, sheet: &RevisionSheet) {
        if self.start.is_none()
            && let Some(version) = sheet.version(self.from).or(sheet.versions.first())
        {
            self.from = version.version;
            self.start = Some(version.revision.clone());
            self.draft = version.revision.clone();
        }
    }

    /// Nobody looks any more: its pictures are let go, and drawn again when it is taken up.
    pub fn put_away(&mut self) {
        self.asked = None;
        self.last = None;
    }

    /// Whether anything differs from the version that it starts from.
    pub fn is_changed(&self) -> bool {
        let start = self.start.as_ref();
        start.is_some_and(|start| self.draft.clone().tidied() != start.clone().tidied())
    }

    /// Puts everything back as the version has it.
    pub fn start_over(&mut self) {
        if let Some(start) = &self.start {
            self.draft = start.clone();
            self.refused = None;
        }
    }

    /// The picture that is to be wished for now, if it is another than was wished for last. What breaks a rule is not
    /// wished for: its sentence stands at its field.
    pub fn wish(&mut self, orientation: &Orientation, tickets: &mut u64) -> Option<ReviseCommand> {
        let draft = self.draft.clone().tidied();
        let is_news = self
            .asked
            .as_ref()
            .is_none_or(|(_, of, what)| of != orientation || *what != draft);
        let is_open = matches!(self.keeping, Keeping::No(_));
        if !is_open || !is_news || !self.is_changed() || !check(&draft).is_empty() {
            return None;
        }
        *tickets += 1;
        self.asked = Some((*tickets, orientation.clone(), draft.clone()));
        Some(ReviseCommand::Draw {
            ticket: *tickets,
            concept: self.concept.clone(),
            orientation: orientation.clone(),
            revision: Box::new(draft),
        })
    }

    /// The newest picture of what is typed, if one was drawn in this shape.
    pub fn drawn<'a>(
        &self,
        view: &'a ReviseView,
        orientation: &Orientation,
    ) -> Option<&'a PictureSource> {
        let picture = view.picture.as_ref()?;
        let is_ours = view.concept.as_ref() == Some(&self.concept) && self.asked.is_some();
        (is_ours && self.is_changed() && picture.orientation == *orientation)
            .then_some(&picture.source)
    }

    /// What the picture beside the panel is; `has_picture` says that it is one that was drawn for this panel.
    pub fn picture_words(&self, view: &ReviseView, has_picture: bool) -> &'static str {
        let draft = self.draft.clone().tidied();
        let asked = self.asked.as_ref().filter(|(_, _, what)| *what == draft);
        let is_of = |ticket: u64| asked.is_some_and(|(asked, ..)| *asked == ticket);
        let is_drawn = view.picture.as_ref().is_some_and(|it| is_of(it.ticket));
        let is_refused = view.refused.as_ref().is_some_and(|it| is_of(it.ticket));
        if view.is_drawing || has_picture && asked.is_some() && !is_drawn && !is_refused {
            return "Drawing…";
        }
        match (has_picture, is_drawn) {
            (true, true) => "Preview, not kept yet",
            (true, false) => "An earlier preview; what is typed is not drawn",
            (false, _) => "As it is",
        }
    }

    /// The picture to paint: the newest that is ready to be painted, so that nothing flashes while the next one loads.
    pub fn painted(
        &mut self,
        drawn: Option<&PictureSource>,
        orientation: &Orientation,
        is_ready: impl Fn(&PictureSource) -> bool,
    ) -> Option<PictureSource> {
        if let Some(source) = drawn.filter(|source| is_ready(source)) {
            self.last = Some((orientation.clone(), source.clone()));
        }
        let last = self.last.as_ref().filter(|(shape, _)| shape == orientation);
        last.filter(|_| self.is_changed())
            .map(|(_, source)| source.clone())
    }

    /// Everything that is wrong with what is typed: by the rules, or else by the studio's word on this very revision.
    fn problems(&self, view: &ReviseView) -> Vec<RevisionProblem> {
        let found = check(&self.draft);
        if !found.is_empty() || self.start.is_none() {
            return found;
        }
        let told = self.told(view).and_then(|(problem, _)| problem);
        told.into_iter().collect()
    }

    /// The studio's word on this very revision, if it is no.
    fn told(&self, view: &ReviseView) -> Option<(Option<RevisionProblem>, Report)> {
        let draft = self.draft.clone().tidied();
        let not_kept = self.refused.as_ref().filter(|(what, ..)| *what == draft);
        if let Some((_, problem, report)) = not_kept {
            return Some((problem.clone(), report.clone()));
        }
        let (ticket, _, asked) = self.asked.as_ref()?;
        let refused = view.refused.as_ref();
        let refused = refused.filter(|it| it.ticket == *ticket && *asked == draft)?;
        Some((refused.problem.clone(), refused.report.clone()))
    }

    /// Why it cannot be kept now; `None` when it can.
    fn why_not(&self, view: &ReviseView) -> Option<&'static str> {
        match &self.keeping {
            Keeping::Asked(..) => Some("It is being kept"),
            Keeping::Kept(_) => Some("It is kept; its pictures are on their way"),
            Keeping::No(_) if self.start.is_none() => {
                Some("The studio has not told yet what the ad says")
            }
            Keeping::No(_) if !self.is_changed() => Some("Change something first"),
            Keeping::No(_) if !self.problems(view).is_empty() => Some("Mend what is marked first"),
            Keeping::No(_) => None,
        }
    }

    /// Asks the studio to keep it, if it can be.
    pub fn keep(&mut self, view: &ReviseView) -> Option<ReviseCommand> {
        if self.why_not(view).is_some() {
            return None;
        }
        let draft = self.draft.clone().tidied();
        let id = match &self.keeping {
            Keeping::No(Some((id, what))) if *what == draft => id.clone(),
            _ => RevisionId::fresh(),
        };
        self.refused = None;
        self.keeping = Keeping::Asked(id.clone(), draft.clone());
        Some(ReviseCommand::Keep {
            id,
            concept: self.concept.clone(),
            revision: Box::new(draft),
        })
    }

    /// Hears what became of it.
    pub fn hear(&mut self, event: &ReviseEvent) {
        let Keeping::Asked(ours, what) = self.keeping.clone() else {
            return;
        };
        match event {
            ReviseEvent::Kept { id, version, .. } if *id == ours => {
                self.keeping = Keeping::Kept(*version);
            }
            ReviseEvent::NotKept {
                id,
                problem,
                report,
            } if *id == ours => {
                self.refused = Some((what.clone(), problem.clone(), report.clone()));
                self.keeping = Keeping::No(Some((ours, what)));
            }
            _ => {}
        }
    }

    /// The version that it became.
    pub fn kept(&self) -> Option<u32> {
        match self.keeping {
            Keeping::Kept(version) => Some(version),
            _ => None,
        }
    }

    /// The text of a field, to be typed into.
    fn text_mut(&mut self, field: RevisionField) -> Option<&mut String> {
        Some(match field {
            RevisionField::Kicker => &mut self.draft.kicker,
            RevisionField::Headline => &mut self.draft.headline,
            RevisionField::Body => &mut self.draft.body,
            RevisionField::Cta => &mut self.draft.cta,
            _ => return None,
        })
    }
}

/// The sentence at a field.
fn said(problems: &[RevisionProblem], field: RevisionField) -> Option<String> {
    let mut problems = problems.iter();
    problems
        .find(|problem| problem.field == field)
        .map(RevisionProblem::said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{DeliveryId, ProductId};
    use crate::model::revision::{SheetProduct, SheetVersion};
    use crate::runtime::revise::Refused;

    fn revision() -> Revision {
        Revision {
            headline: "Quiet mornings.".into(),
            product_id: ProductId::new("dew"),
            palette: vec!["#FFFFFF".into(), "#101010".into()],
            ..Revision::default()
        }
    }

    fn panel() -> Panel {
        let concept = ConceptRef {
            delivery: DeliveryId::new("d"),
            index: 1,
        };
        let mut panel = Panel::new(concept, 1);
        panel.take(&RevisionSheet {
            products: vec![SheetProduct::default()],
            versions: vec![SheetVersion {
                version: 1,
                revision_id: None,
                revision: revision(),
            }],
            ..RevisionSheet::default()
        });
        panel
    }

    #[test]
    fn a_picture_is_wished_for_once_per_change_and_never_of_what_breaks_a_rule() {
        let (mut panel, mut tickets) = (panel(), 0);
        let mut wished = |panel: &mut Panel, orientation: &Orientation| {
            panel.wish(orientation, &mut tickets).is_some()
        };
        let (tall, wide) = (Orientation::Vertical, Orientation::Square);
        assert!(!wished(&mut panel, &tall), "nothing is changed");
        panel.draft.headline = "Slow mornings.".into();
        assert!(wished(&mut panel, &tall));
        assert!(!wished(&mut panel, &tall), "it is on its way");
        assert!(wished(&mut panel, &wide), "the other shape");
        panel.draft.headline = "Slow mornings.  ".into();
        assert!(!wished(&mut panel, &wide), "a space says nothing");
        panel.draft.headline = "Slow ✨".into();
        assert!(!wished(&mut panel, &wide));
        assert!(
            said(
                &panel.problems(&ReviseView::default()),
                RevisionField::Headline
            )
            .is_some()
        );
        panel.draft.headline = "Slow days.".into();
        assert!(wished(&mut panel, &wide));
        panel.start_over();
        assert!(!wished(&mut panel, &wide) && !panel.is_changed());
        assert_eq!(tickets, 3);
    }

    #[test]
    fn the_studios_no_stands_only_as_long_as_it_is_about_what_is_typed() {
        let (mut panel, mut tickets) = (panel(), 0);
        panel.draft.headline = "Slow mornings.".into();
        panel.wish(&Orientation::Square, &mut tickets);
        let problem = RevisionProblem::new(RevisionField::Headline, "is too long.");
        let mut view = ReviseView {
            refused: Some(Refused {
                ticket: 1,
                problem: Some(problem.clone()),
                report: Report::failed("No.", ""),
            }),
            ..ReviseView::default()
        };
        assert_eq!(panel.problems(&view), [problem]);
        assert_eq!(panel.why_not(&view), Some("Mend what is marked first"));
        panel.draft.headline = "Slow days.".into();
        assert_eq!(panel.problems(&view), []);
        assert_eq!(panel.why_not(&view), None);
        view.refused = None;
        assert!(panel.keep(&view).is_some());
    }

    #[test]
    fn keeping_the_same_again_after_a_failure_bears_the_same_id() {
        let view = ReviseView::default();
        let mut panel = panel();
        assert!(panel.keep(&view).is_none(), "nothing is changed");
        panel.draft.headline = "Slow mornings.".into();
        let id_of = |command: Option<ReviseCommand>| match command {
            Some(ReviseCommand::Keep { id, .. }) => id,
            other => panic!("{other:?}"),
        };
        let first = id_of(panel.keep(&view));
        assert!(panel.keep(&view).is_none(), "it is asked already");
        let failed = |id: &RevisionId| ReviseEvent::NotKept {
            id: id.clone(),
            problem: None,
            report: Report::failed("No way there.", "Try again."),
        };
        panel.hear(&failed(&RevisionId::new("another")));
        assert_eq!(panel.why_not(&view), Some("It is being kept"));
        panel.hear(&failed(&first));
        assert!(panel.told(&view).is_some());
        assert_eq!(id_of(panel.keep(&view)), first);
        panel.hear(&failed(&first));
        panel.draft.headline = "Slow days.".into();
        let second = id_of(panel.keep(&view));
        assert_ne!(second, first);
        panel.hear(&ReviseEvent::Kept {
            id: second,
            concept: panel.concept.clone(),
            version: 2,
        });
        assert_eq!(panel.kept(), Some(2));
    }
}
