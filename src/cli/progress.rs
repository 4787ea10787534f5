//! How work goes on, on standard error: a bar on a terminal, a line per change of stage elsewhere, nothing beside JSON.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::runtime::view::{Job, JobStage};

use super::args::FollowArgs;
use super::output;

/// Tells of the jobs that are followed.
pub enum Progress {
    /// One bar for all of them.
    Bar(ProgressBar),
    /// What was last said of each, by its [`key`].
    Lines(HashMap<String, String>),
    /// Nothing is said.
    Silent,
}

impl Progress {
    /// What suits where standard error leads.
    pub fn new(args: &FollowArgs) -> Self {
        if args.json {
            return Self::Silent;
        }
        if !io::stderr().is_terminal() {
            return Self::Lines(HashMap::new());
        }
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template("{elapsed_precise} {bar:32} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self::Bar(bar)
    }

    /// Tells how these jobs stand now.
    pub fn tell(&mut self, jobs: &[Arc<Job>]) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => {
                let (done, total) = jobs
                    .iter()
                    .map(|job| files(job))
                    .fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
                bar.set_length(total.max(1));
                bar.set_position(done);
                let open = jobs.iter().filter(|job| !job.stage.is_settled());
                let words = match open.clone().count() {
                    0 | 1 => open.chain(jobs).next().map(|job| counted(job)),
                    more => Some(format!("{more} deliveries")),
                };
                bar.set_message(words.unwrap_or_default());
            }
            Self::Lines(said) => {
                for (name, line) in news(said, jobs) {
                    output::note(&format!("{name}: {line}"));
                }
            }
        }
    }

    /// Takes the bar away; what was said in lines stays.
    pub fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// What changed since it was last said.
fn news(said: &mut HashMap<String, String>, jobs: &[Arc<Job>]) -> Vec<(String, String)> {
    let mut news = Vec::new();
    for job in jobs {
        let (key, line) = (key(job), with_trouble(stage(job), job));
        if said.get(&key) != Some(&line) {
            said.insert(key, line.clone());
            news.push((called(job), line));
        }
    }
    news
}

/// What tells it from the others from its beginning to its end.
fn key(job: &Job) -> String {
    let intent = job.intent.as_ref().map(|intent| intent.as_str());
    let delivery = job.delivery.as_ref().map(|delivery| delivery.id.as_str());
    intent.or(delivery).unwrap_or_default().to_owned()
}

/// The id of its delivery, or that it is only a request yet.
fn called(job: &Job) -> String {
    match &job.delivery {
        Some(delivery) => format!("delivery {}", delivery.id),
        None => "request".to_owned(),
    }
}

/// Files on disk and files in all.
fn files(job: &Job) -> (u64, u64) {
    let ordered = job
        .brief
        .as_ref()
        .map(|brief| brief.stills() + brief.films());
    let files = job
        .delivery
        .as_ref()
        .map(|delivery| delivery.ordered_files());
    let (done, known) = files.map_or((0, 0), |files| (files.done as u64, files.total() as u64));
    let total = if known > 0 {
        known
    } else {
        u64::from(ordered.unwrap_or(0))
    };
    (done, total)
}

/// The stage in words that do not change while it lasts.
fn stage(job: &Job) -> String {
    match &job.stage {
        JobStage::Sending(1) => "sending".to_owned(),
        JobStage::Sending(attempt) => format!("sending, attempt {attempt}"),
        JobStage::Making(status) => status.as_str().to_owned(),
        other => output::stage_word(other).to_owned(),
    }
}

fn counted(job: &Job) -> String {
    let words = match &job.stage {
        JobStage::Fetching { done, total } => format!("fetching {done} of {total}"),
        _ => stage(job),
    };
    with_trouble(words, job)
}

fn with_trouble(words: String, job: &Job) -> String {
    match &job.trouble {
        Some(trouble) => format!("{words} · {}", trouble.summary),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::model::account::Service;
    use crate::model::ids::AccountId;

    #[test]
    fn a_line_is_said_once_for_every_change_of_stage() {
        let job = |stage| {
            Arc::new(Job {
                intent: None,
                account: AccountId::new("studio"),
                service: Service::Studio,
                brief: None,
                stage,
                delivery: None,
                created_at: Timestamp::UNIX_EPOCH,
                next_look: None,
                silent_since: None,
                is_overdue: false,
                trouble: None,
                money: Default::default(),
            })
        };
        let mut said = HashMap::new();
        let stages = [
            JobStage::Sending(1),
            JobStage::Sending(1),
            JobStage::Fetching { done: 0, total: 2 },
            JobStage::Fetching { done: 1, total: 2 },
            JobStage::Done,
        ];
        let lines: Vec<String> = stages
            .into_iter()
            .flat_map(|stage| news(&mut said, &[job(stage)]))
            .map(|(_, line)| line)
            .collect();
        assert_eq!(lines, ["sending", "fetching", "done"]);
    }
}
