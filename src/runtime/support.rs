//! One file with everything that was sent and answered for a job, for whoever helps.
//!
//! It is searched for every key that this program knows before it is written, and not written if one is in it or if a
//! keychain that may hold one does not open.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::base::clock::Timestamp;
use crate::base::disk;
use crate::base::report::{Report, ReportKind};
use crate::base::secret::Secret;
use crate::model::exchange::LogEntry;
use crate::model::ids::AccountId;
use crate::model::naming;

use super::note::Ctx;
use super::place::blocking;
use super::view::{Job, JobStage};

/// What keys of the services begin with; behind it no letter may follow.
const KEY_MARKS: [&str; 4] = ["dsrt_live_", "ck_live_", "ck_test_", "ck_acct_"];

/// Writes the file and says where it is.
pub(super) async fn export(
    ctx: &Ctx,
    job: &Job,
    entries: &[LogEntry],
    names: Vec<AccountId>,
    folder: &Path,
) -> Result<PathBuf, Report> {
    let text = text(job, entries, ctx.clock.now());
    let mut keys: Vec<Secret> = ctx.clients.studio_key().into_iter().collect();
    for name in names {
        let key = ctx.clients.secrets().key(&name).await;
        keys.extend(key.map_err(unchecked)?);
    }
    if holds_a_key(&text, &keys) {
        return Err(Report::new(
            ReportKind::Failed,
            "The log was not exported: a key is in it.",
            "This should never be. Send support the request id from Details instead, and replace that key to be safe.",
        ));
    }
    let path = folder.join(file_name(job));
    let place = path.clone();
    let written = blocking(move || {
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        disk::write_whole(&place, text.as_bytes())
    })
    .await;
    match written {
        Some(Ok(())) => Ok(path),
        Some(Err(error)) => {
            let (summary, hint) = disk::explain(&error, &path);
            Err(Report::failed(summary, hint).with_details(error.to_string()))
        }
        None => Err(Report::failed(
            "The log was not exported.",
            "Parfait is closing; export it after the next start.",
        )),
    }
}

fn unchecked(report: Report) -> Report {
    let summary = "The log was not exported: whether a key is in it could not be checked.";
    Report::failed(summary, report.hint.as_str())
        .with_details(format!("{} {}", report.summary, report.details))
}

/// `parfait-support-` and what the job is called.
fn file_name(job: &Job) -> String {
    let id = match (&job.delivery, &job.intent) {
        (Some(delivery), _) => naming::of_delivery(&delivery.id),
        (None, Some(intent)) => intent.as_str().to_owned(),
        (None, None) => "request".to_owned(),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let id: String = id.chars().filter(|c| plain(*c)).take(60).collect();
    format!("parfait-support-{id}.json")
}

fn text(job: &Job, entries: &[LogEntry], now: Timestamp) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        what: &'static str,
        parfait: &'static str,
        system: &'static str,
        exported_at: Timestamp,
        delivery: Value,
        requests: &'a [LogEntry],
    }
    let of = job.delivery.as_ref();
    let report = match &job.stage {
        JobStage::Refused(report) | JobStage::Failed(report) => Some(report),
        _ => job.trouble.as_ref(),
    };
    let file = File {
        what: "Requests and answers of one delivery of Parfait. Keys, signatures of addresses and webhooks are hidden.",
        parfait: env!("CARGO_PKG_VERSION"),
        system: std::env::consts::OS,
        exported_at: now,
        delivery: json!({
            "id": of.map(|it| it.id.as_str()),
            "request_id": of.and_then(|it| it.request_id.as_ref()).map(|it| it.as_str()),
            "intent": job.intent.as_ref().map(|it| it.as_str()),
            "service": job.service,
            "status": of.map(|it| it.status.as_str().to_owned()),
            "credits_charged": of.and_then(|it| it.credits_charged),
            "expected_files": of.and_then(|it| it.expected_files),
            "files_on_disk": of.map(|it| it.files_on_disk()),
            "created_at": job.created_at,
            "trouble": report,
        }),
        requests: entries,
    };
    // Plain fields always have a JSON form.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

/// Whether one of these keys, or anything that looks like a key of a service, is in a text: as it is, or as it stands in
/// JSON or in an address.
fn holds_a_key(text: &str, keys: &[Secret]) -> bool {
    let is_in = |key: &Secret| {
        let key = key.expose();
        let in_json = serde_json::to_string(key).unwrap_or_default();
        let in_json = in_json.trim_matches('"');
        let in_address: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
        !key.is_empty()
            && [key, in_json, in_address.as_str()]
                .iter()
                .any(|it| text.contains(it))
    };
    let follows_a_mark = |mark: &&str| {
        let mut after = text.split(*mark).skip(1);
        after.any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    keys.iter().any(is_in) || KEY_MARKS.iter().any(follows_a_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_however_it_stands_there_and_a_masked_one_is_none() {
        let keys = [Secret::new("a\"key+of/mine"), Secret::new("")];
        for text in [
            "x a\"key+of/mine x",
            r#"{"k":"a\"key+of/mine"}"#,
            "?k=a%22key%2Bof%2Fmine",
            "dsrt_live_7",
            "ck_test_abc",
        ] {
            assert!(holds_a_key(text, &keys), "{text}");
        }
        for text in [
            "",
            "dsrt_live_••••",
            "a key of mine",
            "starts with ck_live_.",
        ] {
            assert!(!holds_a_key(text, &keys), "{text}");
        }
    }
}
