//! The last step of a delivery: its sidecar beside the files, then the note that nothing is left to do. And the check
//! whether files are still what they were.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::base::crash::{self, CrashPoint};
use crate::base::disk;
use crate::base::report::Report;
use crate::library::FileKey;
use crate::model::account::Account;
use crate::model::ad::{AssetState, FileOnDisk};
use crate::model::delivery::Delivery;
use crate::wire::dessert::{GenerateRequest, iso};

use super::note::{Ctx, Note};
use super::place::{blocking, is_whole};

/// The sidecar's name.
const NAME: &str = "delivery.json";

/// Writes the sidecar and notes whether anything is left to do. A sidecar that cannot be written is trouble, no loss.
pub(super) async fn seal(ctx: Ctx, account: Account, delivery: Delivery) {
    crash::point(CrashPoint::BeforeSidecar);
    let id = delivery.id.clone();
    let trouble = match folder_of(&delivery) {
        Some(folder) => sidecar(&ctx, &account, &delivery, folder).await.err(),
        None => None,
    };
    crash::point(CrashPoint::AfterSidecar);
    let all_on_disk = delivery
        .ads
        .iter()
        .flat_map(|ad| &ad.assets)
        .all(|asset| matches!(asset.state, AssetState::OnDisk(_)));
    // What was promised and never offered may still come: such a delivery stays open.
    let ordered = delivery.ordered_files();
    let nothing_is_missing = ordered.done >= ordered.expected;
    if all_on_disk && nothing_is_missing && trouble.is_none() {
        let asked = id.clone();
        let sealed = ctx
            .keeper
            .run(move |library| library.seal(&asked, true))
            .await;
        if let Err(error) = sealed {
            tracing::warn!(delivery = %id, "a finished delivery is not noted as such: {error}");
        }
    }
    let delivery = id;
    ctx.tell(Note::Sealed { delivery, trouble }).await;
}

async fn sidecar(
    ctx: &Ctx,
    account: &Account,
    delivery: &Delivery,
    folder: PathBuf,
) -> Result<(), Report> {
    let id = delivery.id.clone();
    let (accepted, answer) = ctx
        .keeper
        .run(move |library| library.answers(&id))
        .await
        .map_err(|error| error.report())?;
    let read = |text: Option<String>| -> Value {
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or(Value::Null)
    };
    let document = json!({
        "delivery_id": delivery.id,
        "account": account.id,
        "service": account.service,
        "brief": delivery.brief.as_ref().map(GenerateRequest::from),
        "accepted": read(accepted),
        "answer": read(answer),
        "files": files(delivery, &folder),
        "written_at": iso(ctx.clock.now()),
    });
    let place = folder.join(NAME);
    let id = delivery.id.as_str().to_owned();
    let on = ctx.disk.clone();
    let written = blocking(move || {
        let path = free_name(&folder, &id);
        let text = serde_json::to_vec_pretty(&document)?;
        on.call(|| disk::write_whole(&path, &text))
            .map_err(|error| {
                tracing::warn!("a sidecar is not written: {error}");
                error
            })
    })
    .await;
    written
        .unwrap_or_else(|| Err(std::io::Error::other("interrupted")))
        .map_err(|error| {
            let (summary, hint) = disk::explain(&error, &place);
            Report::failed(summary, hint)
        })
}

fn files(delivery: &Delivery, folder: &Path) -> Vec<Value> {
    let mut files = Vec::new();
    for ad in &delivery.ads {
        for asset in &ad.assets {
            if let AssetState::OnDisk(file) = &asset.state {
                let path = file.path.strip_prefix(folder).unwrap_or(&file.path);
                files.push(json!({
                    "ad_id": ad.id,
                    "index": ad.index,
                    "version": ad.version,
                    "orientation": ad.orientation,
                    "kind": asset.kind,
                    "path": path.to_string_lossy().replace('\\', "/"),
                    "bytes": file.bytes,
                    "sha256": file.sha256,
                    "width": file.width,
                    "height": file.height,
                }));
            }
        }
    }
    files
}

/// The folder of its first file.
fn folder_of(delivery: &Delivery) -> Option<PathBuf> {
    let first = delivery
        .ads
        .iter()
        .flat_map(|ad| &ad.assets)
        .find_map(|asset| match &asset.state {
            AssetState::OnDisk(file) => Some(file),
            _ => None,
        })?;
    first.path.parent().map(Path::to_owned)
}

/// Deliveries may share a folder, if the person's template says so; then each has a sidecar of its own.
fn free_name(folder: &Path, id: &str) -> PathBuf {
    let usual = folder.join(NAME);
    let is_free = match std::fs::read(&usual) {
        Ok(text) => serde_json::from_slice::<Value>(&text)
            .ok()
            .and_then(|value| Some(value.get("delivery_id")?.as_str()? == id))
            .unwrap_or(false),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if is_free {
        usual
    } else {
        let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        folder.join(format!("delivery-{id}.json"))
    }
}

/// Finds out which of these files are gone or changed.
pub(super) async fn check(
    ctx: Ctx,
    delivery: crate::model::ids::DeliveryId,
    files: Vec<(FileKey, FileOnDisk)>,
) {
    let gone = blocking(move || {
        files
            .into_iter()
            .filter(|(_, file)| !is_whole(file))
            .map(|(key, _)| key)
            .collect()
    })
    .await
    .unwrap_or_default();
    ctx.tell(Note::Checked { delivery, gone }).await;
}
