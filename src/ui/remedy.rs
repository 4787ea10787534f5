//! The one thing to do about a failure, as a button: which one follows from the report and from what it concerns.
//!
//! [`way`] is pure and under a table test over every documented code. Must not invent a remedy: what the report does not
//! name is not offered, and nothing here costs anything.

use egui::Ui;

use crate::base::clock::Timestamp;
use crate::base::report::{Remedy, Report};
use crate::model::draft::Field;
use crate::model::ids::AccountId;
use crate::runtime::command::Command;
use crate::runtime::view::{Job, JobStage, View};
use crate::runtime::watch::WatchState;

use super::frame::{Action, Frame, Place, Wish};
use super::widgets::{Button, text_button};
use super::words;

/// Where credits are bought.
pub const BILLING: &str = "https://app.dessert.dev/billing";

/// What a failure concerns.
#[derive(Clone, Copy, Debug)]
pub enum Concern<'a> {
    /// What an account was asked: balance, brands.
    Account(&'a AccountId),
    /// A request or a delivery.
    Job(&'a Job),
    /// The form, before anything was sent.
    Form,
    /// Nothing that could be told.
    Anything,
}

/// A button: its words, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Its words.
    pub text: String,
    /// What pressing it does; nothing yet, while one has to wait.
    pub deed: Option<Deed>,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Something that is asked for.
    Ask(Box<Wish>),
    /// Puts this into the clipboard.
    Copy(String),
}

impl Way {
    fn ask(text: impl Into<String>, wish: Wish) -> Self {
        Self {
            text: text.into(),
            deed: Some(Deed::Ask(Box::new(wish))),
        }
    }

    fn act(text: impl Into<String>, action: Action) -> Self {
        Self::ask(text, Wish::Act(action))
    }

    fn send(text: impl Into<String>, command: Command) -> Self {
        Self::ask(text, Wish::Ask(command))
    }
}

/// The button for a report, if one thing helps.
pub fn way(report: &Report, concern: Concern<'_>, view: &View, now: Timestamp) -> Option<Way> {
    let settings = |text: &str| Some(Way::act(text, Action::Go(Place::Settings)));
    match report.remedy()? {
        Remedy::TopUp => Some(Way::send(
            "Top up at Dessert",
            Command::OpenPage(BILLING.into()),
        )),
        Remedy::EnterKey => settings("Enter the key"),
        Remedy::CheckAddress => settings("Check the address"),
        Remedy::ChooseFolder => settings("Choose a folder"),
        Remedy::PickBrand => lead("Pick a brand".into(), Field::BrandId, concern),
        Remedy::FixField(name) => {
            let field = Field::of_request(name)?;
            let text = format!("Fix {}", field.label().to_lowercase());
            lead(text, field, concern)
        }
        Remedy::EditBrief => lead("Edit the brief".into(), Field::Whole, concern),
        Remedy::WatchBrand => watch(concern, view),
        Remedy::Wait => Some(match report.until().filter(|until| *until > now) {
            Some(until) => Way {
                text: format!("Wait until {}", moment(until, now)),
                deed: None,
            },
            None => again(concern, view)?,
        }),
        Remedy::RetryNow => again(concern, view),
        Remedy::LookAgain | Remedy::FetchAgain => match concern {
            Concern::Job(_) => again(concern, view),
            _ => None,
        },
        Remedy::CopyForSupport => Some(Way {
            text: "Copy for support".into(),
            deed: Some(Deed::Copy(for_support(report))),
        }),
        // It costs, so that it is a button of the delivery with its price on it; and nobody can free space from here.
        Remedy::RunAgain | Remedy::FreeSpace => None,
    }
}

/// To a field of the form, with the brief that is at fault in it.
fn lead(text: String, field: Field, concern: Concern<'_>) -> Option<Way> {
    let brief = match concern {
        Concern::Job(job) => Some(Box::new(job.brief.clone()?)),
        Concern::Form => None,
        Concern::Account(_) | Concern::Anything => return None,
    };
    Some(Way::act(text, Action::LeadTo { brief, field }))
}

/// The same once more, where that is free.
fn again(concern: Concern<'_>, view: &View) -> Option<Way> {
    match concern {
        Concern::Account(id) => Some(Way::send("Ask again", Command::Refresh(id.clone()))),
        Concern::Job(job) => match (&job.stage, &job.delivery, &job.intent) {
            (JobStage::Incomplete { .. } | JobStage::Fetching { .. }, Some(delivery), _) => {
                Some(Way::send(
                    "Fetch again",
                    Command::Fetch {
                        delivery: delivery.id.clone(),
                        ad: None,
                        folder: None,
                    },
                ))
            }
            (_, Some(delivery), _) => Some(Way::send(
                "Look again",
                Command::LookNow(delivery.id.clone()),
            )),
            (JobStage::Sending(_) | JobStage::NeedsDecision, None, Some(intent)) => {
                Some(Way::send("Retry now", Command::Retry(intent.clone())))
            }
            _ => None,
        },
        Concern::Form => {
            let id = view.current()?.account.id.clone();
            Some(Way::send("Ask again", Command::Refresh(id)))
        }
        Concern::Anything => None,
    }
}

/// Begins or ends to watch over the brand of a refused request. Once it is ready, running it again is offered with its
/// price.
fn watch(concern: Concern<'_>, view: &View) -> Option<Way> {
    let Concern::Job(job) = concern else {
        return None;
    };
    let intent = job.intent.clone()?;
    let account = view.account(&job.account)?;
    let watched = account.watches.iter().find(|it| it.intent == intent);
    match watched.map(|it| it.state) {
        // Running it again is offered beside it.
        Some(WatchState::Ready) => Some(Way::send("Let it go", Command::StopWatching(intent))),
        Some(WatchState::Waiting) => {
            Some(Way::send("Stop watching", Command::StopWatching(intent)))
        }
        Some(WatchState::GivenUp) | None => {
            Some(Way::send("Watch the brand", Command::WatchBrand(intent)))
        }
    }
}

/// `14:32`, or with its day if that is another.
fn moment(then: Timestamp, now: Timestamp) -> String {
    let (day, time) = (words::day(then, now), words::clock_time(then));
    if day == "Today" {
        time
    } else {
        format!("{day} {time}")
    }
}

/// Everything that the service's support would ask for.
fn for_support(report: &Report) -> String {
    let mut lines = vec![report.summary.clone(), report.details.clone()];
    if let Some(id) = report
        .request_id()
        .filter(|id| !report.details.contains(id))
    {
        lines.push(format!("request id {id}"));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// How a way out is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As a button.
    Button,
    /// As a word to press, where a button would be too loud.
    Word,
}

/// Paints the button, and the service's own page about it where there is one; whether there was anything.
pub fn way_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    report: &Report,
    concern: Concern<'_>,
    shape: Shape,
) -> bool {
    let way = way(report, concern, frame.view, frame.now);
    let (has_way, page) = (way.is_some(), report.doc_url());
    if let Some(way) = way {
        button_ui(ui, frame, &way, shape);
    }
    if let Some(page) = page
        && text_button(ui, "Read about it").clicked()
    {
        frame.send(Command::OpenPage(page.to_owned()));
    }
    has_way || page.is_some()
}

/// Paints one button and does what it does.
pub fn button_ui(ui: &mut Ui, frame: &Frame<'_>, way: &Way, shape: Shape) {
    let waits = way.deed.is_none();
    let pressed = match shape {
        Shape::Word if !waits => text_button(ui, &way.text).clicked(),
        _ => {
            let reason = waits.then_some("The service asked for that; it goes on by itself");
            let button = Button::secondary(&way.text).dense();
            ui.add(button.disabled_because(reason)).clicked()
        }
    };
    if let (true, Some(deed)) = (pressed, &way.deed) {
        match deed {
            Deed::Ask(wish) => frame.outbox.push((**wish).clone()),
            Deed::Copy(text) => ui.ctx().copy_text(text.clone()),
        }
    }
}
