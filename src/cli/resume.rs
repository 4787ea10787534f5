//! `parfait resume`: finish whatever was interrupted.

use std::sync::Arc;

use serde_json::json;
use tokio::time::Instant;

use crate::base::report::Report;
use crate::runtime::command::Command;
use crate::runtime::view::{Job, JobStage, View};

use super::args::ResumeArgs;
use super::exit::Exit;
use super::session::Session;
use super::{follow, generate, output};

/// Waits until everything that was open when the program started has settled. The runtime takes it up by itself.
///
/// # Errors
/// When the folder cannot be written, the time is up, the person interrupts, or the runtime is gone.
pub async fn run(session: &mut Session, args: &ResumeArgs) -> Result<Exit, Report> {
    let folder = args.out.as_deref().map(generate::writable).transpose()?;
    let open: Vec<Arc<Job>> = session
        .handle
        .view()
        .jobs
        .iter()
        .filter(|job| needs_work(job))
        .cloned()
        .collect();
    if let Some(folder) = folder {
        for delivery in open.iter().filter_map(|job| job.delivery.as_ref()) {
            let folder = Some(folder.clone());
            session.send(Command::Fetch {
                delivery: delivery.id.clone(),
                ad: None,
                folder,
            })?;
        }
    }
    let deadline = args.follow.timeout.map(|timeout| Instant::now() + timeout);
    let now = |view: &View| {
        open.iter()
            .filter_map(|job| again(view, job))
            .collect::<Vec<_>>()
    };
    let settled = |view: &View| {
        now(view)
            .iter()
            .all(|job| job.stage.is_settled())
            .then_some(())
    };
    let ended = session.wait_for(deadline, |view, _| settled(view)).await;
    let jobs = now(&session.handle.view());
    if let Err(why) = ended {
        // What did finish is part of the answer all the same.
        let report = follow::still_running(why, None);
        let exit = conclude(&jobs, args.follow.json).max(report.kind.into());
        output::complain(&report, false);
        return Ok(exit);
    }
    Ok(conclude(&jobs, args.follow.json))
}

/// Whether there is still something to do for a job, by itself or by a person.
fn needs_work(job: &Job) -> bool {
    matches!(
        job.stage,
        JobStage::NeedsDecision | JobStage::Incomplete { .. }
    ) || !job.stage.is_settled()
}

/// The same job in a newer view.
fn again(view: &View, job: &Job) -> Option<Arc<Job>> {
    let by_intent = job
        .intent
        .as_ref()
        .and_then(|intent| view.job_of_intent(intent));
    let by_delivery = || view.job_of_delivery(&job.delivery.as_ref()?.id);
    by_intent.or_else(by_delivery).cloned()
}

fn conclude(jobs: &[Arc<Job>], as_json: bool) -> Exit {
    if as_json {
        let values: Vec<_> = jobs.iter().map(|job| output::job_value(job)).collect();
        output::document(&json!({ "deliveries": values }));
    } else if jobs.is_empty() {
        output::note("Nothing was interrupted; everything is finished.");
    }
    let exits = jobs.iter().map(|job| follow::words(job, as_json));
    exits.max().unwrap_or(Exit::Done)
}
