//! `parfait key`: keep, look at or forget the key of an account.

use std::io::{self, IsTerminal, Read};
use std::time::Duration;

use tokio::time::Instant;

use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::account::Service;
use crate::model::ids::AccountId;
use crate::runtime::command::Command;
use crate::runtime::event::Event;
use crate::runtime::keys::is_opened_by_environment;
use crate::runtime::view::KeyView;

use super::account;
use super::args::KeyAction;
use super::exit::Exit;
use super::output;
use super::session::Session;

/// Longer than the keychain itself is given, which may wait for a person to unlock it.
const ANSWER_WITHIN: Duration = Duration::from_secs(45);
/// No key is longer than this.
const MAX_BYTES: u64 = 4096;

/// Does what is asked with the key.
///
/// # Errors
/// When the account is unknown, no key is given, or the keychain cannot keep it.
pub async fn run(session: &mut Session, action: &KeyAction) -> Result<Exit, Report> {
    let (KeyAction::Set(whose) | KeyAction::Status(whose) | KeyAction::Delete(whose)) = action;
    let account = known(
        session,
        &whose.account,
        !matches!(action, KeyAction::Status(_)),
    )?;
    match action {
        KeyAction::Set(_) => set(session, account).await,
        KeyAction::Status(_) => status(session, &account).await,
        KeyAction::Delete(_) => {
            session.send(Command::DeleteKey(account.clone()))?;
            deleted(session, &account).await?;
            let key = answered(session, &account, |key| *key != KeyView::Asking).await?;
            if let KeyView::Environment(name) = key {
                output::note(&format!(
                    "Deleted. The environment variable {name} still holds a key."
                ));
            } else {
                output::note("Deleted.");
            }
            Ok(Exit::Done)
        }
    }
}

async fn set(session: &mut Session, account: AccountId) -> Result<Exit, Report> {
    let key = read_key()?;
    session.send(Command::SetKey {
        account: account.clone(),
        key,
    })?;
    let kept = session
        .wait_for(
            Some(Instant::now() + ANSWER_WITHIN),
            |_, event| match event {
                Some(Event::KeyKept {
                    account: whose,
                    only_this_run,
                    unchecked,
                    same_as,
                }) if *whose == account => {
                    let told = (only_this_run.clone(), unchecked.clone(), same_as.clone());
                    Some(Ok(told))
                }
                Some(Event::Trouble(report)) => Some(Err(report.clone())),
                _ => None,
            },
        )
        .await;
    let (only_this_run, unchecked, same_as) = match kept {
        Ok(outcome) => outcome?,
        Err(_) => return Err(slow_keychain(&account)),
    };
    if let Some(why) = only_this_run {
        let hint = if is_opened_by_environment(&account) {
            "Unlock or install a keychain (such as gnome-keyring), or set DESSERT_API_KEY for each run."
        } else {
            "Unlock or install a keychain (such as gnome-keyring)."
        };
        return Err(Report::failed(format!("The key was not kept. {why}"), hint));
    }
    output::note(match unchecked {
        None => "Kept in the system's keychain; the service accepts it.",
        Some(_) => "Kept in the system's keychain.",
    });
    if let Some(why) = unchecked {
        output::note(&format!("It is not checked yet: {}", why.summary));
    }
    for other in same_as {
        output::note(&format!("The account {other} has the very same key."));
    }
    Ok(Exit::Done)
}

async fn status(session: &mut Session, account: &AccountId) -> Result<Exit, Report> {
    let key = answered(session, account, |key| *key != KeyView::Asking).await?;
    let (words, exit) = match key {
        KeyView::NotNeeded => (
            "not needed: the studio brings its own".to_owned(),
            Exit::Done,
        ),
        KeyView::Keychain => ("in the system's keychain".to_owned(), Exit::Done),
        KeyView::Environment(name) => (format!("from the environment variable {name}"), Exit::Done),
        KeyView::OnlyThisRun(why) => (format!("for this run only: {why}"), Exit::Done),
        KeyView::Unknown(report) => return Err(report),
        KeyView::Missing | KeyView::Asking => ("missing".to_owned(), Exit::NotAuthorised),
    };
    output::line(&format!("{account}: {words}"));
    Ok(exit)
}

/// Waits until the keychain has forgotten the key.
async fn deleted(session: &mut Session, account: &AccountId) -> Result<(), Report> {
    let gone = session
        .wait_for(
            Some(Instant::now() + ANSWER_WITHIN),
            |_, event| match event {
                Some(Event::KeyGone(whose)) if whose == account => Some(Ok(())),
                Some(Event::Trouble(report)) => Some(Err(report.clone())),
                _ => None,
            },
        )
        .await;
    gone.unwrap_or_else(|_| Err(slow_keychain(account)))
}

async fn answered(
    session: &mut Session,
    account: &AccountId,
    enough: impl Fn(&KeyView) -> bool,
) -> Result<KeyView, Report> {
    let answer = session
        .wait_for(Some(Instant::now() + ANSWER_WITHIN), |view, event| {
            if let Some(Event::Trouble(report)) = event {
                return Some(Err(report.clone()));
            }
            let key = &view.account(account)?.key;
            enough(key).then(|| Ok(key.clone()))
        })
        .await;
    answer.unwrap_or_else(|_| Err(slow_keychain(account)))
}

fn slow_keychain(account: &AccountId) -> Report {
    Report::failed(
        "The system's keychain does not answer.",
        if is_opened_by_environment(account) {
            "Unlock it and try again, or set DESSERT_API_KEY."
        } else {
            "Unlock it and try again."
        },
    )
}

fn known(session: &Session, typed: &str, needs_key: bool) -> Result<AccountId, Report> {
    let view = session.handle.view();
    let account = account::called(&view, typed)?;
    let service = view.account(&account).map(|view| view.account.service);
    if needs_key && service == Some(Service::Studio) {
        return Err(Report::new(
            ReportKind::Invalid,
            "The studio brings its own key; there is none to keep or to forget.",
            "Name another account with --account.",
        ));
    }
    Ok(account)
}

fn read_key() -> Result<Secret, Report> {
    if io::stdin().is_terminal() {
        output::note("Paste the key, then press Enter and Ctrl+D:");
    }
    let mut text = String::new();
    let read = io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text);
    let key = Secret::new(&text);
    if read.is_err() || key.is_empty() {
        return Err(Report::new(
            ReportKind::Invalid,
            "There is no key on standard input.",
            "Pipe it in, such as: parfait key set --account dessert < key.txt",
        ));
    }
    Ok(key)
}
