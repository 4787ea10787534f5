//! Following one job to its end.

use std::sync::Arc;

use tokio::time::Instant;

use crate::base::report::{Remedy, Report, ReportKind};
use crate::model::ids::IntentId;
use crate::runtime::event::Event;
use crate::runtime::view::{Job, JobStage, View};

use super::args::FollowArgs;
use super::exit::Exit;
use super::output;
use super::progress::Progress;
use super::session::{Interrupted, Session};

/// Finds the job that is followed.
pub type Find<'a> = &'a dyn Fn(&View) -> Option<Arc<Job>>;

/// Waits until `enough` says so of the job.
///
/// # Errors
/// When a command could not be carried out, the time is up, the person interrupts, or the runtime is gone.
pub async fn until(
    session: &mut Session,
    args: &FollowArgs,
    find: Find<'_>,
    enough: &dyn Fn(&Job) -> bool,
) -> Result<Arc<Job>, Report> {
    let mut progress = Progress::new(args);
    let deadline = args.timeout.map(|timeout| Instant::now() + timeout);
    let end = session
        .wait_for(deadline, |view, event| {
            if let Some(Event::Trouble(report)) = event {
                return Some(Err(report.clone()));
            }
            let job = find(view)?;
            progress.tell(std::slice::from_ref(&job));
            enough(&job).then_some(Ok(job))
        })
        .await;
    progress.end();
    end.unwrap_or_else(|why| Err(still_running(why, find(&session.handle.view()))))
}

/// Waits until an intent is a job of the view, so that it can be followed, or was refused before it became one.
///
/// # Errors
/// The reason why it was refused.
pub async fn until_written_down(
    session: &mut Session,
    args: &FollowArgs,
    intent: &IntentId,
) -> Result<(), Report> {
    let deadline = args.timeout.map(|timeout| Instant::now() + timeout);
    let outcome = session
        .wait_for(deadline, |view, event| match event {
            Some(Event::Refused {
                intent: refused,
                report,
            }) if refused == intent => Some(Err(report.clone())),
            _ => view.job_of_intent(intent).is_some().then_some(Ok(())),
        })
        .await;
    outcome.unwrap_or_else(|why| Err(still_running(why, None)))
}

/// Prints what became of one job, as the whole answer, and says how the program ends.
pub fn conclude(job: &Job, as_json: bool) -> Exit {
    if as_json {
        output::document(&output::job_value(job));
    }
    words(job, as_json)
}

/// What became of a job in words: files on standard output (unless that carries JSON), complaints on standard error.
pub fn words(job: &Job, as_json: bool) -> Exit {
    if let Some(delivery) = job.delivery.as_ref().filter(|_| !as_json) {
        output::list_files(delivery);
        output::tell_notes(delivery);
    }
    match &job.stage {
        JobStage::Done => {
            if let Some(cut) = job.cut_short() {
                output::note(&format!("cancelled: {cut}"));
            }
            Exit::Done
        }
        JobStage::Refused(report) | JobStage::Failed(report) => {
            output::complain(report, false);
            report.kind.into()
        }
        JobStage::Incomplete { done, total } => {
            output::note(&format!(
                "error: {done} of {total} files are on disk; the rest could not be fetched."
            ));
            output::note(
                "hint: Run `parfait resume`, with --out DIR to put them elsewhere. Nothing is charged again.",
            );
            Exit::Failed
        }
        JobStage::NeedsDecision => {
            let lost =
                "The answer to this request was lost, and its key is too old to retry it safely.";
            let why = job
                .trouble
                .as_ref()
                .map_or(lost, |trouble| trouble.summary.as_str());
            output::note(&format!("error: {why}"));
            // What is certain to be paid has a way out of its own.
            let paid = job.trouble.as_ref();
            let paid = paid.filter(|it| it.remedy() == Some(&Remedy::CopyForSupport));
            let decide = "See `parfait usage` for what the service charged, then open the window (`parfait`) and decide there.";
            output::note(&format!("hint: {}", paid.map_or(decide, |it| &it.hint)));
            Exit::Failed
        }
        JobStage::Dismissed => Exit::Failed,
        JobStage::Sending(_) | JobStage::Making(_) | JobStage::Fetching { .. } => {
            output::note(&format!(
                "still running: {}",
                output::stage_word(&job.stage)
            ));
            Exit::TimedOut
        }
    }
}

/// What to say when following ended before the work did.
pub fn still_running(why: Interrupted, job: Option<Arc<Job>>) -> Report {
    let id = job
        .as_deref()
        .and_then(|job| job.delivery.as_ref())
        .map(|delivery| delivery.id.clone());
    let hint = match &id {
        Some(id) => format!(
            "Go on with `parfait delivery {id} --wait`, or with `parfait resume`. Nothing is charged again."
        ),
        None => "Go on with `parfait resume`: the request is kept, and nothing is charged twice."
            .to_owned(),
    };
    let is_unanswered = id.is_none();
    let summary = match why {
        Interrupted::TimeUp if is_unanswered => {
            "The time is up and the service has not answered the request."
        }
        Interrupted::TimeUp => "The time is up and the work is still running.",
        Interrupted::ByPerson => "Stopped following; nothing that was made is lost.",
        Interrupted::Gone => {
            return Report::failed("Parfait's background work has stopped.", hint);
        }
    };
    let trouble = job.as_deref().and_then(|job| job.trouble.as_ref());
    let details = trouble
        .map(|trouble| trouble.summary.clone())
        .unwrap_or_default();
    let id = id.map(|id| format!("delivery {id} ")).unwrap_or_default();
    Report::new(ReportKind::TimedOut, summary, hint).with_details(format!("{id}{details}").trim())
}
