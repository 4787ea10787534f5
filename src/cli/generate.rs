//! `parfait generate`: send a brief, follow it, leave the files on disk.

use std::path::{Path, PathBuf};

use crate::base::disk;
use crate::base::report::Report;
use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::ids::{AccountId, IntentId};
use crate::model::spend::{GivenBy, Override};
use crate::model::tone;
use crate::runtime::command::{Command, Submit};
use crate::runtime::view::{Job, View};

use super::args::GenerateArgs;
use super::exit::Exit;
use super::session::Session;
use super::{account, follow, output};

/// Sends the brief and follows it to its end.
///
/// # Errors
/// A report of what went wrong before there was anything to follow, or of why following ended.
pub async fn run(session: &mut Session, args: &GenerateArgs, brief: Brief) -> Result<Exit, Report> {
    let folder = writable(args.out.as_deref(), "Nothing was sent.")?;
    let intent = IntentId::fresh();
    let view = session.handle.view();
    let account = account::called(&view, &args.account)?;
    tell_of_tone(&view, &account, &brief);
    session.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account,
        brief,
        folder,
        over: args.over_limit.then(|| Override {
            by: GivenBy::Flag,
            over: Vec::new(),
        }),
    })))?;
    follow::until_written_down(session, &args.follow, &intent).await?;
    let find = |view: &View| view.job_of_intent(&intent).cloned();
    let settled = |job: &Job| job.stage.is_settled();
    let job = follow::until(session, &args.follow, &find, &settled).await?;
    Ok(follow::conclude(&job, args.follow.json))
}

/// Says what of the tone is not used, where that is known.
fn tell_of_tone(view: &View, account: &AccountId, brief: &Brief) {
    let is_studio = view
        .account(account)
        .is_some_and(|it| it.account.service == Service::Studio);
    if is_studio && view.has_built_in_writer() {
        let unread = brief.brand_tone.as_deref().and_then(tone::unread);
        if let Some(unread) = unread {
            output::note(&format!("note: --brand-tone: {unread}"));
        }
    }
}

/// The folder of `--out` as an absolute path, made and tried out before anything is done; `so_far` says, if it cannot be
/// written, what became of the rest.
///
/// # Errors
/// When nothing can be written there.
pub fn writable(folder: Option<&Path>, so_far: &str) -> Result<Option<PathBuf>, Report> {
    let Some(folder) = folder else {
        return Ok(None);
    };
    let explain = |error: &std::io::Error| {
        let (summary, hint) = disk::explain(error, folder);
        Report::failed(summary, format!("{hint} {so_far}"))
    };
    let folder = std::path::absolute(folder).map_err(|error| explain(&error))?;
    std::fs::create_dir_all(&folder).map_err(|error| explain(&error))?;
    let probe = folder.join(format!(".parfait-{}", std::process::id()));
    let tried = std::fs::write(&probe, b"parfait");
    std::fs::remove_file(&probe).ok();
    tried.map_err(|error| explain(&error))?;
    Ok(Some(folder))
}
