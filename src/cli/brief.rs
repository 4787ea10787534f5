//! Flags become a brief: `--brief` first, single flags over it, then the same check as the form's.

use std::fs;

use crate::base::report::{Report, ReportKind};
use crate::model::brief::Brief;
use crate::model::draft::{BriefDraft, Problem};

use super::args::GenerateArgs;

/// The largest brief file that is read.
const MAX_BYTES: u64 = 1024 * 1024;

/// The brief that the flags say.
///
/// # Errors
/// A report that names every wrong flag and its way out, one per line.
pub fn from_args(args: &GenerateArgs) -> Result<Brief, Report> {
    let mut draft = match &args.brief {
        Some(path) => {
            let text = read(path)?;
            BriefDraft::from_json(&text)
                .map_err(|problems| wrong(&problems, &path.display().to_string()))?
        }
        None => BriefDraft {
            count: "1".into(),
            ..BriefDraft::default()
        },
    };
    overlay(&mut draft, args);
    draft.check().map_err(|problems| wrong(&problems, ""))
}

fn overlay(draft: &mut BriefDraft, args: &GenerateArgs) {
    let texts = [
        (&mut draft.count, &args.count),
        (&mut draft.format, &args.format),
        (&mut draft.brand_id, &args.brand_id),
        (&mut draft.copy_angle, &args.copy_angle),
        (&mut draft.brand_tone, &args.brand_tone),
        (&mut draft.style_search, &args.style_search),
        (&mut draft.webhook_url, &args.webhook_url),
    ];
    for (slot, given) in texts {
        if let Some(given) = given {
            slot.clone_from(given);
        }
    }
    if !args.product_ids.is_empty() {
        draft.product_ids.clone_from(&args.product_ids);
    }
    if !args.animation_prompts.is_empty() {
        draft.animation_prompts.clone_from(&args.animation_prompts);
    }
    draft.in_situ |= args.in_situ;
}

fn read(path: &std::path::Path) -> Result<String, Report> {
    let invalid = |sentence: String| {
        Report::new(
            ReportKind::Invalid,
            sentence,
            "Give --brief a JSON file such as {\"count\": 3, \"format\": \"static\"}.",
        )
    };
    let size = fs::metadata(path)
        .map_err(|error| invalid(format!("{} cannot be read: {error}.", path.display())))?
        .len();
    if size > MAX_BYTES {
        return Err(invalid(format!(
            "{} is too large to be a brief.",
            path.display()
        )));
    }
    fs::read_to_string(path)
        .map_err(|error| invalid(format!("{} cannot be read: {error}.", path.display())))
}

fn wrong(problems: &[Problem], file: &str) -> Report {
    let place = if file.is_empty() {
        String::new()
    } else {
        format!("{file}: ")
    };
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{place}{} {}", problem.field.flag(), problem.sentence))
        .collect();
    Report::new(ReportKind::Invalid, lines.join("\n"), "Nothing was sent.")
}
