//! Whether there is room for the files of a delivery, before the first of them is begun.

use std::path::{Path, PathBuf};

use crate::base::disk;
use crate::model::ids::DeliveryId;

use super::note::{Ctx, Note};
use super::place::blocking;

/// A still, where none was ever fetched.
const STILL: u64 = 2 << 20;
/// A video, where none was ever fetched.
const VIDEO: u64 = 12 << 20;
/// What is left to the rest of the machine, the library among it.
const RESERVE: u64 = 32 << 20;

/// Files that shall be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub stills: u64,
    pub videos: u64,
    /// Bytes of files that are copied from another folder.
    pub copied: u64,
}

/// Finds out what is free and what is needed, as far as that can be known. A disk that does not say stops nothing: each
/// file says for itself whether it could be written.
pub(super) async fn measure(ctx: Ctx, delivery: DeliveryId, folder: PathBuf, wanted: Wanted) {
    let usual = ctx.keeper.run(|library| library.usual_sizes()).await;
    let need = need(wanted, usual.unwrap_or_default());
    let asked = folder.clone();
    let free = blocking(move || disk::free_space(&asked)).await;
    let refusal = free
        .and_then(Result::ok)
        .and_then(|free| refusal(&folder, need, free));
    ctx.tell(Note::Room { delivery, refusal }).await;
}

fn need(wanted: Wanted, usual: (Option<u64>, Option<u64>)) -> u64 {
    let stills = wanted.stills.saturating_mul(usual.0.unwrap_or(STILL));
    let videos = wanted.videos.saturating_mul(usual.1.unwrap_or(VIDEO));
    stills.saturating_add(videos).saturating_add(wanted.copied)
}

/// What is said when `need` more bytes do not fit; `None` when they do.
pub(super) fn refusal(folder: &Path, need: u64, free: u64) -> Option<String> {
    if free >= need.saturating_add(RESERVE) {
        return None;
    }
    Some(format!(
        "The disk that holds {} is full: {} free, about {} needed. Free some space, or choose another folder. Then fetch \
         the files again; nothing is lost.",
        folder.display(),
        size(free),
        size(need.saturating_add(RESERVE))
    ))
}

fn size(bytes: u64) -> String {
    let mega = bytes as f64 / 1e6;
    if mega >= 1000.0 {
        format!("{:.1} GB", mega / 1000.0)
    } else {
        format!("{mega:.0} MB")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_begun_only_where_all_of_them_fit() {
        let wanted = Wanted {
            stills: 2,
            videos: 1,
            copied: 7,
        };
        assert_eq!(need(wanted, (None, None)), (16 << 20) + 7);
        assert_eq!(need(wanted, (Some(100), Some(1000))), 1207);
        assert_eq!(need(Wanted::default(), (None, None)), 0);
        let folder = Path::new("/ads");
        assert_eq!(refusal(folder, 1000, RESERVE + 1000), None);
        let sentence = refusal(folder, 2_000_000_000, 1_500_000_000).unwrap();
        assert!(
            sentence.contains("/ads is full: 1.5 GB free, about 2.0 GB needed"),
            "{sentence}"
        );
        assert!(sentence.contains("choose another folder"));
        assert!(refusal(folder, u64::MAX, u64::MAX - 1).is_some());
    }
}
