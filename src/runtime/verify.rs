//! Whether the files that were recorded still lie on the disk as they were: looked at once after the start, a few a
//! second. What was taken away is the person's business; what they changed is kept and said; what is damaged is offered
//! to be fetched again.
//!
//! Must not change or remove any file.

use std::path::Path;
use std::time::Duration;

use crate::base::report::Report;
use crate::library::{FileKey, Recorded};
use crate::media;
use crate::model::ad::{AssetState, FileOnDisk};
use crate::model::ids::DeliveryId;

use super::finish::touched;
use super::note::{Ctx, Note};
use super::orchestrator::Orchestrator;
use super::place::{self, blocking};

/// Between two files, so that nobody feels it.
const PAUSE: Duration = Duration::from_millis(50);

/// How a recorded file lies on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// As it was recorded.
    AsRecorded,
    /// Not there: moved or deleted, or its disk is not.
    Gone,
    /// Another picture or film than it was.
    Changed,
    /// No whole picture or film any more.
    Damaged,
}

/// What was found of the files of one delivery.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub changed: Vec<(FileKey, FileOnDisk)>,
    pub damaged: Vec<(FileKey, FileOnDisk)>,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lies {
    bytes: u64,
    touched: Option<i64>,
}

/// Judges one file; it is read only when it was written since, or has another length.
fn judge(
    recorded: &Recorded,
    lies: Option<Lies>,
    is_same: impl FnOnce() -> bool,
    is_whole_media: impl FnOnce() -> bool,
) -> Verdict {
    let Some(lies) = lies else {
        return Verdict::Gone;
    };
    let is_untouched = recorded.touched.is_none() || recorded.touched == lies.touched;
    if lies.bytes == recorded.file.bytes && (is_untouched || is_same()) {
        return Verdict::AsRecorded;
    }
    // Nobody wrote to it, and still it has another length.
    let is_broken = recorded.touched.is_some() && is_untouched;
    if lies.bytes == 0 || is_broken || !is_whole_media() {
        Verdict::Damaged
    } else {
        Verdict::Changed
    }
}

fn look(recorded: &Recorded) -> Verdict {
    let path: &Path = &recorded.file.path;
    let lies = std::fs::metadata(path).ok().map(|meta| Lies {
        bytes: meta.len(),
        touched: touched(path),
    });
    judge(
        recorded,
        lies,
        || place::is_whole(&recorded.file),
        || media::probe_file(path).is_ok(),
    )
}

/// Looks at every recorded file, and tells of each delivery of which something was found.
pub(super) async fn run(ctx: Ctx) {
    let recorded = match ctx.keeper.run(|library| library.recorded()).await {
        Ok(recorded) => recorded,
        Err(error) => {
            tracing::warn!("the files on the disk are not looked at: {error}");
            return;
        }
    };
    let mut found: Option<(DeliveryId, Found)> = None;
    for recorded in recorded {
        let delivery = recorded.key.delivery.clone();
        if found.as_ref().is_none_or(|(id, _)| *id != delivery) {
            tell(&ctx, found.take()).await;
        }
        let (_, of_delivery) = found.get_or_insert_with(|| (delivery, Found::default()));
        tokio::time::sleep(PAUSE).await;
        let seen = blocking(move || {
            let verdict = look(&recorded);
            (recorded, verdict)
        });
        match seen.await {
            Some((it, Verdict::Changed)) => of_delivery.changed.push((it.key, it.file)),
            Some((it, Verdict::Damaged)) => of_delivery.damaged.push((it.key, it.file)),
            _ => {}
        }
    }
    tell(&ctx, found).await;
}

async fn tell(ctx: &Ctx, found: Option<(DeliveryId, Found)>) {
    if let Some((delivery, found)) = found
        && !(found.changed.is_empty() && found.damaged.is_empty())
    {
        ctx.tell(Note::Found { delivery, found }).await;
    }
}

impl Orchestrator {
    /// Shows what was found of the files of a delivery, as far as they are still meant.
    pub(super) fn found(&mut self, id: &DeliveryId, mut found: Found) {
        let Some(work) = self.jobs.of_delivery(id) else {
            return;
        };
        let files = work.files();
        let is_meant = |(key, file): &(FileKey, FileOnDisk)| {
            files
                .iter()
                .any(|(known, state)| known == key && *state == AssetState::OnDisk(file.clone()))
        };
        found.changed.retain(is_meant);
        found.damaged.retain(is_meant);
        for (key, file) in &found.damaged {
            let sentence = format!(
                "{} is damaged. Fetch it again; what lies there is left as it is.",
                file.path.display()
            );
            tracing::warn!(delivery = %id, "{sentence}");
            work.set_file(key, AssetState::Failed(sentence));
        }
        work.read_stage();
        if let Some(report) = report(&found) {
            work.edit(|job| job.trouble = Some(report));
        }
    }
}

/// What is said of all of them.
fn report(found: &Found) -> Option<Report> {
    let names = |files: &[(FileKey, FileOnDisk)]| {
        let names = files
            .iter()
            .map(|(_, file)| file.path.display().to_string());
        names.collect::<Vec<_>>().join("\n")
    };
    let count = |number: usize| match number {
        1 => "One file".to_owned(),
        number => format!("{number} files"),
    };
    let (changed, damaged) = (found.changed.len(), found.damaged.len());
    let (summary, hint) = match (changed, damaged) {
        (0, 0) => return None,
        (changed, 0) => (
            format!(
                "{} changed since the delivery.",
                was(&count(changed), changed)
            ),
            "What you changed is kept as it is.",
        ),
        (0, damaged) => (
            format!("{} damaged on the disk.", is(&count(damaged), damaged)),
            "Download what is missing; what lies there is left as it is.",
        ),
        (changed, damaged) => (
            format!(
                "{} damaged on the disk, and {} changed since the delivery.",
                is(&count(damaged), damaged),
                was(&count(changed).to_lowercase(), changed)
            ),
            "Download what is missing; what you changed is kept as it is.",
        ),
    };
    let details = [names(&found.damaged), names(&found.changed)].join("\n");
    Some(Report::failed(summary, hint).with_details(details.trim().to_owned()))
}

fn is(files: &str, number: usize) -> String {
    format!("{files} {}", if number == 1 { "is" } else { "are" })
}

fn was(files: &str, number: usize) -> String {
    format!("{files} {}", if number == 1 { "was" } else { "were" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ad::MediaKind;
    use crate::model::ids::AdId;

    fn recorded(touched: Option<i64>) -> Recorded {
        Recorded {
            key: FileKey {
                delivery: DeliveryId::new("d"),
                ad: AdId::new("a"),
                kind: MediaKind::Still,
            },
            file: FileOnDisk {
                path: "/ads/a.png".into(),
                bytes: 100,
                sha256: "abc".into(),
                width: 1080,
                height: 1350,
            },
            touched,
        }
    }

    #[test]
    fn what_a_person_changed_and_what_is_damaged_are_told_apart() {
        let lies = |bytes, touched| Some(Lies { bytes, touched });
        let cases = [
            (
                "as it was",
                Some(5),
                lies(100, Some(5)),
                false,
                false,
                Verdict::AsRecorded,
            ),
            (
                "of an older library",
                None,
                lies(100, Some(9)),
                false,
                false,
                Verdict::AsRecorded,
            ),
            (
                "copied back",
                Some(5),
                lies(100, Some(9)),
                true,
                true,
                Verdict::AsRecorded,
            ),
            ("moved away", Some(5), None, false, false, Verdict::Gone),
            (
                "painted on",
                Some(5),
                lies(100, Some(9)),
                false,
                true,
                Verdict::Changed,
            ),
            (
                "cropped",
                Some(5),
                lies(60, Some(9)),
                false,
                true,
                Verdict::Changed,
            ),
            (
                "cropped, of an older library",
                None,
                lies(60, Some(9)),
                false,
                true,
                Verdict::Changed,
            ),
            (
                "emptied",
                Some(5),
                lies(0, Some(9)),
                false,
                false,
                Verdict::Damaged,
            ),
            (
                "cut by the disk",
                Some(5),
                lies(60, Some(5)),
                false,
                true,
                Verdict::Damaged,
            ),
            (
                "torn",
                Some(5),
                lies(100, Some(9)),
                false,
                false,
                Verdict::Damaged,
            ),
            (
                "cut, of an older library",
                None,
                lies(60, None),
                false,
                false,
                Verdict::Damaged,
            ),
        ];
        for (name, touched, lies, is_same, is_media, expected) in cases {
            let verdict = judge(&recorded(touched), lies, || is_same, || is_media);
            assert_eq!(verdict, expected, "{name}");
        }
    }

    #[test]
    fn what_was_found_is_one_sentence_with_a_way_on() {
        let of = |changed: usize, damaged: usize| {
            let file = (recorded(None).key, recorded(None).file);
            let found = Found {
                changed: vec![file.clone(); changed],
                damaged: vec![file; damaged],
            };
            report(&found).map(|report| report.summary)
        };
        assert_eq!(of(0, 0), None);
        assert_eq!(
            of(1, 0).unwrap(),
            "One file was changed since the delivery."
        );
        assert_eq!(of(0, 2).unwrap(), "2 files are damaged on the disk.");
        assert_eq!(
            of(1, 1).unwrap(),
            "One file is damaged on the disk, and one file was changed since the delivery."
        );
    }
}
