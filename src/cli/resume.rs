//! `parfait resume`: finish whatever was interrupted.

use std::sync::Arc;

use serde_json::json;
use tokio::time::Instant;

use crate::base::report::Report;
use crate::runtime::command::Command;
use crate::runtime::view::{Job, JobStage, View};

use super::args::ResumeArgs;
use super::exit::Exit;
use super::progress::Progress;
use super::session::Session;
use super::{follow, generate, output};

/// Waits until everything that was open when the program started has settled. The runtime takes it up by itself.
///
/// # Errors
/// When the folder cannot be written, the time is up, the person interrupts, or the runtime is gone.
pub async fn run(session: &mut Session, args: &ResumeArgs) -> Result<Exit, Report> {
    let folder = generate::writable(args.out.as_deref(), "Nothing was fetched.")?;
    let open: Vec<Arc<Job>> = session
        .handle
        .view()
        .jobs
        .iter()
        .filter(|job| needs_work(job))
        .cloned()
        .collect();
    for job in &open {
        let is_given_up = matches!(job.stage, JobStage::Incomplete { .. });
        if let Some(delivery) = job
            .delivery
            .as_ref()
            .filter(|_| is_given_up || folder.is_some())
        {
            session.send(Command::Fetch {
                delivery: delivery.id.clone(),
                ad: None,
                folder: folder.clone(),
            })?;
            session.send(Command::LookNow(delivery.id.clone()))?;
        }
    }
    let deadline = args.follow.timeout.map(|timeout| Instant::now() + timeout);
    let now = |view: &View| {
        open.iter()
            .filter_map(|before| Some((before, again(view, before)?)))
            .collect::<Vec<_>>()
    };
    let mut progress = Progress::new(&args.follow);
    let ended = session
        .wait_for(deadline, |view, _| {
            let now = now(view);
            let jobs: Vec<_> = now.iter().map(|(_, job)| Arc::clone(job)).collect();
            progress.tell(&jobs);
            now.iter()
                .all(|(before, job)| has_settled(before, job))
                .then_some(())
        })
        .await;
    progress.end();
    let jobs: Vec<_> = now(&session.handle.view())
        .into_iter()
        .map(|(_, job)| job)
        .collect();
    if let Err(why) = ended {
        // What did finish is part of the answer all the same.
        let report = follow::still_running(why, None);
        let exit = conclude(&jobs, args.follow.json).max(report.kind.into());
        output::complain(&report, false);
        return Ok(exit);
    }
    Ok(conclude(&jobs, args.follow.json))
}

/// Whether nothing more will happen to a job; what had been given up must have been tried anew.
fn has_settled(before: &Job, now: &Job) -> bool {
    let looked = |job: &Job| job.delivery.as_ref().and_then(|it| it.looked_at);
    let is_tried = !matches!(before.stage, JobStage::Incomplete { .. })
        || now.trouble.is_some()
        || looked(now) > looked(before);
    now.stage.is_settled() && is_tried
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
