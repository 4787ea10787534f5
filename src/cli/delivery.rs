//! `parfait delivery ID`: look once, or follow with `--wait`; fetch what is finished.

use std::path::Path;
use std::sync::Arc;

use crate::base::report::{Report, ReportKind};
use crate::model::ad::AssetState;
use crate::model::ids::{AccountId, DeliveryId};
use crate::runtime::command::Command;
use crate::runtime::view::{Job, JobStage, View};

use super::args::DeliveryArgs;
use super::exit::Exit;
use super::session::Session;
use super::{follow, generate};

/// Looks at the delivery, and follows it if asked to. With another folder, the files are brought there too.
///
/// # Errors
/// A report of why it could not be looked at, or of why following ended.
pub async fn run(session: &mut Session, args: &DeliveryArgs) -> Result<Exit, Report> {
    let id = DeliveryId::new(args.id.trim());
    if id.as_str().is_empty() {
        return Err(Report::new(
            ReportKind::Invalid,
            "The delivery's id is empty.",
            "Give the id that `parfait generate` or the window showed.",
        ));
    }
    let folder = args.out.as_deref().map(generate::writable).transpose()?;
    let known = session.handle.view().job_of_delivery(&id).cloned();
    let looked_before = known
        .as_ref()
        .and_then(|job| job.delivery.as_ref()?.looked_at);
    session.send(match known {
        Some(_) => Command::Fetch {
            delivery: id.clone(),
            ad: None,
            folder: folder.clone(),
        },
        None => Command::Adopt {
            account: AccountId::new(&args.account),
            delivery: id.clone(),
            folder: folder.clone(),
        },
    })?;
    session.send(Command::LookNow(id.clone()))?;
    let find = |view: &View| view.job_of_delivery(&id).cloned();
    let enough = |job: &Job| {
        let looked = job
            .delivery
            .as_ref()
            .and_then(|delivery| delivery.looked_at);
        let fresh = looked > looked_before;
        match &job.stage {
            JobStage::Done => folder.as_deref().is_none_or(|folder| lies_in(job, folder)),
            JobStage::Making(_) => !args.wait && (fresh || job.trouble.is_some()),
            stage => stage.is_settled() && (fresh || job.trouble.is_some()),
        }
    };
    let job: Arc<Job> = follow::until(session, &args.follow, &find, &enough).await?;
    Ok(follow::conclude(&job, args.follow.json))
}

/// Whether every file that is on disk is in this folder.
fn lies_in(job: &Job, folder: &Path) -> bool {
    let ads = job.delivery.iter().flat_map(|delivery| &delivery.ads);
    ads.flat_map(|ad| &ad.assets)
        .all(|asset| match &asset.state {
            AssetState::OnDisk(file) => file.path.starts_with(folder),
            _ => true,
        })
}
