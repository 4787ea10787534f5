//! `parfait delivery ID`: look once, or follow with `--wait`; fetch what is finished.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::base::report::{Report, ReportKind};
use crate::model::ad::AssetState;
use crate::model::ids::AccountId;
use crate::runtime::command::Command;
use crate::runtime::keys::is_opened_by_environment;
use crate::runtime::view::{Job, JobStage, KeyView, View};

use super::args::DeliveryArgs;
use super::exit::Exit;
use super::session::Session;
use super::{account, follow, generate};

/// Looks at the delivery, and follows it if asked to. With another folder, the files are brought there too.
///
/// # Errors
/// A report of why it could not be looked at, or of why following ended.
pub async fn run(session: &mut Session, args: &DeliveryArgs) -> Result<Exit, Report> {
    let typed = args.id.trim();
    if typed.is_empty() {
        return Err(Report::new(
            ReportKind::Invalid,
            "The delivery's id is empty.",
            "Give the id that `parfait generate` or the window showed.",
        ));
    }
    let folder = generate::writable(args.out.as_deref(), "Nothing was fetched.")?;
    let id = session.handle.view().delivery_called(typed);
    let known = session.handle.view().job_of_delivery(&id).cloned();
    let mut account = AccountId::new(&args.account);
    if known.is_none() {
        account = account::called(&session.handle.view(), &args.account)?;
        // Without a key nobody can be asked, and what is followed in vain would be followed for ever.
        has_key(session, &account).await?;
    }
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
            account,
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

/// Waits for the keychain's answer, for a while.
///
/// # Errors
/// When the account has no key.
async fn has_key(session: &Session, account: &AccountId) -> Result<(), Report> {
    for _ in 0..PATIENCE {
        let view = session.handle.view();
        let Some(found) = view.accounts.iter().find(|it| it.account.id == *account) else {
            return Ok(());
        };
        match &found.key {
            KeyView::Unknown(report) => return Err(report.clone()),
            KeyView::Missing => {
                return Err(Report::new(
                    ReportKind::NotAuthorised,
                    format!("There is no key for {}.", found.account.name),
                    if is_opened_by_environment(account) {
                        "Set DESSERT_API_KEY or use `parfait key set`; a delivery of the studio needs `--account studio`."
                    } else {
                        "Use `parfait key set`; a delivery of the studio needs `--account studio`."
                    },
                ));
            }
            KeyView::Asking => tokio::time::sleep(LOOK).await,
            _ => return Ok(()),
        }
    }
    Ok(())
}

/// How often the keychain's answer is looked for, and how many times.
const LOOK: Duration = Duration::from_millis(20);
const PATIENCE: u32 = 100;

/// Whether every file that is on disk is in this folder.
fn lies_in(job: &Job, folder: &Path) -> bool {
    let ads = job.delivery.iter().flat_map(|delivery| &delivery.ads);
    ads.flat_map(|ad| &ad.assets)
        .all(|asset| match &asset.state {
            AssetState::OnDisk(file) => file.path.starts_with(folder),
            _ => true,
        })
}
