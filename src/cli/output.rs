//! Everything that is printed. Standard output carries the answer; standard error carries progress and complaints.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::base::report::Report;
use crate::model::ad::{Ad, Asset, AssetState, FileOnDisk};
use crate::model::delivery::Delivery;
use crate::runtime::view::{Job, JobStage};

/// Writes one line of the answer to standard output. A closed pipe is the reader's choice, not our failure.
pub fn line(text: &str) {
    writeln!(io::stdout().lock(), "{text}").ok();
}

/// Writes one line about what goes on to standard error.
pub fn note(text: &str) {
    writeln!(io::stderr().lock(), "{text}").ok();
}

/// Writes the one JSON document.
pub fn document(value: &impl Serialize) {
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Tells of a failure: in the JSON document for machines, and always in words.
pub fn complain(report: &Report, as_json: bool) {
    if as_json {
        document(&json!({ "error": error_value(report) }));
    }
    note(&format!("error: {}", report.summary));
    if !report.hint.is_empty() {
        note(&format!("hint: {}", report.hint));
    }
    if !report.details.is_empty() && !as_json {
        note(&format!("details: {}", report.details));
    }
}

/// A failure for machines.
pub fn error_value(report: &Report) -> Value {
    json!({ "kind": report.kind, "summary": report.summary, "hint": report.hint, "details": report.details })
}

/// One job for machines: what it is, how it stands, every file with its facts, and what failed.
pub fn job_value(job: &Job) -> Value {
    let delivery = job.delivery.as_ref();
    let error = match &job.stage {
        JobStage::Refused(report) | JobStage::Failed(report) => Some(report),
        _ => job.trouble.as_ref(),
    };
    json!({
        "delivery_id": delivery.map(|delivery| &delivery.id),
        "account": job.account,
        "stage": stage_word(&job.stage),
        "status": delivery.map(|delivery| delivery.status.as_str()),
        "request_id": delivery.and_then(|delivery| delivery.request_id.as_ref()),
        "format": job.brief.as_ref().map(|brief| brief.format),
        "count": job.brief.as_ref().map(|brief| brief.count),
        "credits_charged": delivery.and_then(|delivery| delivery.credits_charged),
        "folder": delivery.map(Delivery::own_folder),
        "files": delivery.map(files).unwrap_or_default(),
        "missing": delivery.map(missing).unwrap_or_default(),
        "error": error.map(error_value),
    })
}

/// The stage in one word, stable for machines.
pub fn stage_word(stage: &JobStage) -> &'static str {
    match stage {
        JobStage::Sending(_) => "sending",
        JobStage::NeedsDecision => "needs_decision",
        JobStage::Refused(_) => "refused",
        JobStage::Dismissed => "dismissed",
        JobStage::Making(_) => "making",
        JobStage::Fetching { .. } => "fetching",
        JobStage::Done => "done",
        JobStage::Incomplete { .. } => "incomplete",
        JobStage::Failed(_) => "failed",
    }
}

/// Every file that is whole on disk, in the order of concepts.
pub fn files(delivery: &Delivery) -> Vec<Value> {
    each_asset(delivery)
        .filter_map(|(ad, asset)| match &asset.state {
            AssetState::OnDisk(file) => Some(file_value(ad, asset, file)),
            _ => None,
        })
        .collect()
}

/// Every file that is not, with why.
fn missing(delivery: &Delivery) -> Vec<Value> {
    each_asset(delivery)
        .filter_map(|(ad, asset)| {
            let why = match &asset.state {
                AssetState::OnDisk(_) => return None,
                AssetState::Failed(why) => why.as_str(),
                AssetState::Waiting => "not fetched yet",
            };
            Some(json!({ "index": ad.index, "version": ad.version, "orientation": ad.orientation, "kind": asset.kind, "why": why }))
        })
        .collect()
}

fn each_asset(delivery: &Delivery) -> impl Iterator<Item = (&Ad, &Asset)> {
    let mut ads: Vec<&Ad> = delivery.ads.iter().collect();
    ads.sort_by(|a, b| {
        (a.index, a.version, &a.orientation).cmp(&(b.index, b.version, &b.orientation))
    });
    ads.into_iter()
        .flat_map(|ad| ad.assets.iter().map(move |asset| (ad, asset)))
}

fn file_value(ad: &Ad, asset: &Asset, file: &FileOnDisk) -> Value {
    json!({
        "path": file.path,
        "index": ad.index,
        "version": ad.version,
        "orientation": ad.orientation,
        "headline": ad.headline,
        "note": ad.note,
        "kind": asset.kind,
        "width": file.width,
        "height": file.height,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "ad_id": ad.id,
    })
}

/// The files of a finished delivery for a person: the folder, then one line each.
pub fn list_files(delivery: &Delivery) {
    for (ad, asset) in each_asset(delivery) {
        match &asset.state {
            AssetState::OnDisk(file) => line(&format!(
                "{}  {}x{}",
                shown(&file.path),
                file.width,
                file.height
            )),
            AssetState::Failed(why) => note(&format!(
                "missing: {:02} {} {}: {why}",
                ad.index,
                ad.orientation.as_str(),
                asset.kind.as_str()
            )),
            AssetState::Waiting => note(&format!(
                "not there yet: {:02} {} {}",
                ad.index,
                ad.orientation.as_str(),
                asset.kind.as_str()
            )),
        }
    }
}

/// What the service says of ads that are not as they were asked for, each sentence once.
pub fn tell_notes(delivery: &Delivery) {
    let mut said: Vec<&str> = Vec::new();
    for text in delivery.ads.iter().filter_map(|ad| ad.note.as_deref()) {
        if !said.contains(&text) {
            said.push(text);
            note(&format!("note: {text}"));
        }
    }
}

/// A path as short as it can be said from here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let short = here
        .as_deref()
        .and_then(|here| path.strip_prefix(here).ok());
    short.unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ad::{MediaKind, Orientation};
    use crate::model::trial;

    #[test]
    fn files_of_several_versions_are_told_apart_and_in_order() {
        let ad = |version, orientation, state| Ad {
            orientation,
            ..trial::ad(1, version, vec![(MediaKind::Still, state)])
        };
        let on_disk = || trial::on_disk("/ads/a.png");
        let delivery = trial::delivery(vec![
            ad(2, Orientation::Vertical, on_disk()),
            ad(3, Orientation::Vertical, AssetState::Waiting),
            ad(1, Orientation::Square, on_disk()),
        ]);
        let versions = |values: Vec<Value>| -> Vec<Option<u64>> {
            values
                .iter()
                .map(|it| it.get("version")?.as_u64())
                .collect()
        };
        assert_eq!(versions(files(&delivery)), [Some(1), Some(2)]);
        assert_eq!(versions(missing(&delivery)), [Some(3)]);
    }
}
