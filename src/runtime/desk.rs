//! Shows things on the person's desktop. The only place that names `opener`.

use std::path::PathBuf;

use crate::base::report::{Report, ReportKind};

use super::note::{Ctx, Note};
use super::place::blocking;

/// Shows a file or a folder in the system's file manager.
pub(super) async fn reveal(ctx: Ctx, path: PathBuf) {
    let asked = path.clone();
    let outcome = match blocking(move || opener::reveal(asked)).await {
        Some(Ok(())) => Ok(Some(path)),
        failed => Err(Report::failed(
            format!("{} could not be shown.", path.display()),
            "Open it in your file manager.",
        )
        .with_details(why(failed))),
    };
    ctx.tell(Note::Shown(outcome)).await;
}

/// Opens a web page; nothing else than a web page.
pub(super) async fn open_page(ctx: Ctx, url: String) {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        let report = Report::new(
            ReportKind::Invalid,
            "That is not a web page.",
            "Only addresses that begin with https:// are opened.",
        );
        return ctx.tell(Note::Shown(Err(report))).await;
    }
    let outcome = match blocking(move || opener::open_browser(url)).await {
        Some(Ok(())) => Ok(None),
        failed => Err(
            Report::failed("The page could not be opened.", "Open it in your browser.")
                .with_details(why(failed)),
        ),
    };
    ctx.tell(Note::Shown(outcome)).await;
}

fn why(failed: Option<Result<(), opener::OpenError>>) -> String {
    match failed {
        Some(Err(error)) => error.to_string(),
        _ => "it did not come to an end".to_owned(),
    }
}
