//! What the Compose screen remembers: the draft as typed, what is wrong with it, when to save it, what is being sent.
//!
//! Must not paint.

use std::collections::HashMap;
use std::time::Duration;

use egui::Ui;

use crate::base::report::Report;
use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::draft::{BriefDraft, Field, Problem};
use crate::model::ids::{AccountId, IntentId};
use crate::model::spend::Override;
use crate::runtime::command::{Command, Submit};
use crate::runtime::event::Event;
use crate::runtime::preview::RequestPreview;
use crate::runtime::view::View;
use crate::ui::frame::{Action, Frame, Place};

use super::browser::Browser;
use super::over::Question;
use super::rules;
use super::swatches::Swatches;

/// How long after the last change the draft is saved.
const SAVE_AFTER: f64 = 0.8;
/// How long after the last change of its words a search is asked for.
const SEARCH_AFTER: f64 = 0.25;

/// Which way of saying a look is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LookBy {
    /// By named animation prompts.
    #[default]
    Prompts,
    /// In words.
    Words,
}

/// What this screen alone shows: typed text, what is open, what is chosen.
#[derive(Debug, Default)]
pub struct State {
    pub(super) draft: BriefDraft,
    pub(super) look_by: LookBy,
    /// Typed, not yet added.
    pub(super) new_product: String,
    pub(super) new_prompt: String,
    pub(super) new_style: String,
    /// Show every result of the search, not the first few.
    pub(super) all_results: bool,
    /// Names of pinned styles, as far as they were seen.
    pub(super) style_names: HashMap<String, String>,
    /// What the form held before it was cleared or replaced.
    pub(super) before: Option<BriefDraft>,
    /// Where the keyboard shall go.
    pub(super) goto: Option<Field>,
    goto_is_old: bool,
    /// Why the last brief was refused.
    pub(super) refused: Option<Report>,
    /// A brief over a limit, which waits for a yes.
    pub(super) question: Option<Question>,
    pub(super) swatches: Swatches,
    pub(super) browser: Browser,
    pub(super) request: Option<(Brief, Option<url::Url>, RequestPreview)>,
    touched: Vec<Field>,
    attempted: bool,
    checked: Option<Checked>,
    saved: BriefDraft,
    seen: BriefDraft,
    changed_at: Option<f64>,
    search: Search,
    sending: Option<IntentId>,
    arrived: bool,
}

#[derive(Debug)]
struct Checked {
    draft: BriefDraft,
    revision: u64,
    outcome: Result<Brief, Vec<Problem>>,
}

#[derive(Debug, Default)]
struct Search {
    words: String,
    changed_at: Option<f64>,
    asked: Option<(AccountId, String)>,
}

impl State {
    /// What it starts with: the form as it was last saved.
    pub fn new(view: &View) -> Self {
        let mut state = Self::default();
        state.replace((*view.saved_draft).clone());
        state.saved = state.draft.clone();
        state.seen = state.draft.clone();
        state
    }

    /// Puts a brief into the form.
    pub fn take_brief(&mut self, brief: &Brief) {
        let before = self.draft.clone();
        self.replace(draft_of(brief));
        self.before = (before != self.draft && before != BriefDraft::default()).then_some(before);
    }

    /// Hears what happened, once each.
    pub fn hear(&mut self, event: &Event, _view: &View) {
        match event {
            Event::WrittenDown(intent) if self.sending.as_ref() == Some(intent) => self.arrive(),
            Event::Refused { intent, report } if self.sending.as_ref() == Some(intent) => {
                self.sending = None;
                self.refused = Some(report.clone());
            }
            _ => {}
        }
    }

    /// What must still be written down, for whoever leaves the screen or closes the window before it was.
    pub fn unsaved(&mut self) -> Option<Command> {
        if self.draft == self.saved {
            return None;
        }
        self.saved = self.draft.clone();
        self.changed_at = None;
        Some(Command::SaveDraft(Box::new(self.draft.clone())))
    }

    /// Whether everything typed is written down.
    pub(super) fn is_saved(&self) -> bool {
        self.draft == self.saved
    }

    /// Whether a brief is on its way to being written down.
    pub(super) fn is_sending(&self) -> bool {
        self.sending.is_some()
    }

    fn replace(&mut self, draft: BriefDraft) {
        self.look_by = if draft.animation_prompts.is_empty()
            && (!draft.style_search.trim().is_empty() || !draft.featured_styles.is_empty())
        {
            LookBy::Words
        } else {
            LookBy::Prompts
        };
        self.search.words.clone_from(&draft.style_search);
        self.search.changed_at = Some(f64::NEG_INFINITY);
        self.draft = draft;
        self.touched.clear();
        self.attempted = false;
        self.refused = None;
    }

    /// Empties the form; what it held can be brought back.
    pub(super) fn clear(&mut self) {
        let before = std::mem::take(&mut self.draft);
        self.replace(BriefDraft::default());
        self.before = Some(before);
    }

    /// Brings back what the form held before it was cleared or replaced; what it holds now takes its place.
    pub(super) fn bring_back(&mut self) {
        if let Some(before) = self.before.take() {
            let now = std::mem::take(&mut self.draft);
            self.replace(before);
            self.before = (now != BriefDraft::default()).then_some(now);
        }
    }

    /// Before painting.
    pub(super) fn begin_frame(&mut self, ui: &Ui, frame: &Frame<'_>) {
        self.swatches
            .begin_frame(ui.ctx(), frame, &self.draft.brand_id);
        for style in frame.view.styles.results.value().into_iter().flatten() {
            let id = style.id.as_str();
            if self.draft.featured_styles.iter().any(|held| held == id) {
                self.style_names
                    .entry(id.to_owned())
                    .or_insert_with(|| style.name.clone());
            }
        }
        let known = self
            .sending
            .as_ref()
            .is_some_and(|intent| frame.view.job_of_intent(intent).is_some());
        if known {
            self.arrive();
        }
        if std::mem::take(&mut self.arrived) {
            frame.act(Action::Go(Place::Deliveries));
        }
        self.check(frame);
    }

    fn arrive(&mut self) {
        self.sending = None;
        self.attempted = false;
        self.refused = None;
        self.arrived = true;
    }

    /// After painting: notes what changed, saves and searches when the time has come.
    pub(super) fn end_frame(&mut self, ui: &Ui, frame: &Frame<'_>) {
        let now = ui.input(|input| input.time);
        if self.draft != self.seen {
            self.seen = self.draft.clone();
            self.changed_at = Some(now);
        }
        // The field that was to get the keyboard had one whole frame to take it.
        if self.goto.is_some() && std::mem::replace(&mut self.goto_is_old, true) {
            self.goto = None;
        }
        if let Some(changed_at) = self.changed_at {
            let left = SAVE_AFTER - (now - changed_at);
            if left > 0.0 {
                ui.ctx()
                    .request_repaint_after(Duration::from_secs_f64(left));
            } else {
                self.changed_at = None;
                if let Some(command) = self.unsaved() {
                    frame.send(command);
                }
            }
        }
        self.search_when_due(ui, frame, now);
        self.swatches.end_frame(frame);
    }

    /// What is to be searched now, and whose styles: the browser's while it is open, which shows the studio's, else the
    /// form's.
    fn search_wanted(&self, frame: &Frame<'_>) -> Option<(AccountId, &str)> {
        if !self.browser.is_open {
            let account = frame.account()?.account.id.clone();
            return Some((account, &self.draft.style_search));
        }
        let mut accounts = frame.view.accounts.iter();
        let studio = accounts.find(|view| view.account.service == Service::Studio)?;
        Some((studio.account.id.clone(), &self.browser.words))
    }

    fn search_when_due(&mut self, ui: &Ui, frame: &Frame<'_>, now: f64) {
        let Some((account, words)) = self.search_wanted(frame) else {
            return;
        };
        if self.search.words != words {
            self.search.words = words.to_owned();
            self.search.changed_at = Some(now);
        }
        let query = self.search.words.trim().to_owned();
        let is_news = match &self.search.asked {
            Some((of, asked)) => *of != account || *asked != query,
            None => !query.is_empty(),
        };
        if !is_news {
            return;
        }
        let since = self.search.changed_at.unwrap_or(f64::NEG_INFINITY);
        let left = SEARCH_AFTER - (now - since);
        if left > 0.0 {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(left));
            return;
        }
        self.all_results = false;
        self.search.asked = Some((account.clone(), query.clone()));
        frame.send(Command::SearchStyles { account, query });
    }

    /// Checks the draft, unless neither it nor the view changed since the last time.
    fn check(&mut self, frame: &Frame<'_>) {
        let revision = frame.view.revision;
        let is_fresh = self
            .checked
            .as_ref()
            .is_some_and(|checked| checked.revision == revision && checked.draft == self.draft);
        if !is_fresh {
            self.checked = Some(Checked {
                draft: self.draft.clone(),
                revision,
                outcome: rules::check(&self.draft, frame.account()),
            });
        }
    }

    /// The brief, if nothing is wrong with the form as it was at the beginning of this frame.
    pub(super) fn brief(&self) -> Option<&Brief> {
        self.checked.as_ref()?.outcome.as_ref().ok()
    }

    /// Everything that is wrong, whether or not it is shown yet.
    pub(super) fn problems(&self) -> &[Problem] {
        match self.checked.as_ref().map(|checked| &checked.outcome) {
            Some(Err(problems)) => problems,
            _ => &[],
        }
    }

    /// What is wrong and may be said: at fields that were edited, or everywhere after an attempt to send.
    pub(super) fn shown_problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems().iter().filter(|problem| {
            self.attempted
                || self.touched.contains(&problem.field)
                // Not the person's slip: the account changed under the brief.
                || matches!(
                    problem.field,
                    Field::Format | Field::InSitu | Field::BrandId | Field::AnimationPrompts
                )
        })
    }

    /// What is wrong with a field, as a sentence, if it may be said.
    pub(super) fn error(&self, field: Field) -> Option<String> {
        self.shown_problems()
            .find(|problem| problem.field == field)
            .map(rules::sentence)
    }

    /// The field was edited, so that it may be told off.
    pub(super) fn touch(&mut self, field: Field) {
        if !self.touched.contains(&field) {
            self.touched.push(field);
        }
    }

    /// Gives a field the keyboard and scrolls to it.
    pub fn lead_to(&mut self, field: Field) {
        match field {
            Field::AnimationPrompts => self.look_by = LookBy::Prompts,
            Field::StyleSearch | Field::FeaturedStyles => self.look_by = LookBy::Words,
            Field::Whole => return,
            _ => {}
        }
        self.goto = Some(field);
        self.goto_is_old = false;
    }

    /// Sends the brief, or leads to the first thing that is wrong. Once per press; pressing again before the runtime
    /// has answered does nothing.
    pub(super) fn generate(&mut self, frame: &Frame<'_>) {
        if rules::blocked(frame.account(), self.is_sending()).is_some() {
            return;
        }
        // Something may have been typed since the frame began.
        self.check(frame);
        let Some(account) = frame.account().map(|account| account.account.id.clone()) else {
            return;
        };
        let Some(brief) = self.brief().cloned() else {
            self.attempted = true;
            if let Some(problem) = self.problems().first() {
                self.lead_to(problem.field);
            }
            return;
        };
        if let Some(command) = self.unsaved() {
            frame.send(command);
        }
        self.question = Question::of(frame, &brief);
        if self.question.is_none() {
            self.send(frame, account, brief, None);
        }
    }

    /// Sends a brief. `over` is the person's yes to going over a limit.
    pub(super) fn send(
        &mut self,
        frame: &Frame<'_>,
        account: AccountId,
        brief: Brief,
        over: Option<Override>,
    ) {
        let intent = IntentId::fresh();
        self.sending = Some(intent.clone());
        self.refused = None;
        frame.send(Command::Submit(Box::new(Submit {
            intent,
            account,
            brief,
            folder: None,
            over,
        })));
    }
}

/// The form as it would have been typed to give this brief.
fn draft_of(brief: &Brief) -> BriefDraft {
    BriefDraft {
        count: brief.count.to_string(),
        format: brief.format.as_str().into(),
        brand_id: brief
            .brand_id
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        product_ids: brief.product_ids.iter().map(ToString::to_string).collect(),
        copy_angle: brief
            .copy_angle
            .map_or_else(String::new, |angle| angle.as_str().into()),
        brand_tone: brief.brand_tone.clone().unwrap_or_default(),
        animation_prompts: brief.animation_prompts.clone(),
        style_search: brief.style_search.clone().unwrap_or_default(),
        featured_styles: brief
            .featured_styles
            .iter()
            .map(ToString::to_string)
            .collect(),
        in_situ: brief.in_situ,
        webhook_url: brief
            .webhook_url
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_put_into_the_form_comes_out_the_same() {
        let json = r#"{"count": 4, "format": "full", "brand_id": "b", "product_ids": ["p", "q"], "in_situ": true,
            "webhook_url": "https://example.com/hook", "creative": {"copy_angle": "ritual", "brand_tone": "calm",
            "animation_prompts": ["Serum Droplets"], "style_search": "mist", "featured_styles": ["s"]}}"#;
        let brief = BriefDraft::from_json(json).unwrap().check().unwrap();
        assert_eq!(draft_of(&brief).check().unwrap(), brief);
        let plain = BriefDraft::default().check().unwrap();
        assert_eq!(draft_of(&plain), BriefDraft::default());
    }
}
