//! What tests of deliveries share: one that is complete, its ads and their files.

use super::ad::{Ad, Asset, AssetState, FileOnDisk, MediaKind, Orientation};
use super::delivery::{Delivery, DeliveryStatus};
use super::ids::{AccountId, AdId, DeliveryId};
use crate::base::clock::Timestamp;

/// A completed delivery of the studio, with these ads.
pub(crate) fn delivery(ads: Vec<Ad>) -> Delivery {
    let (id, account) = (DeliveryId::new("d"), AccountId::new("studio"));
    Delivery {
        status: DeliveryStatus::Completed,
        ads,
        ..Delivery::new(id, account, "/ads".into(), Timestamp::UNIX_EPOCH)
    }
}

/// A square ad whose files stand so.
pub(crate) fn ad(index: u32, version: u32, files: Vec<(MediaKind, AssetState)>) -> Ad {
    Ad {
        id: AdId::new(format!("{index}-{version}")),
        index,
        version,
        orientation: Orientation::Square,
        headline: String::new(),
        note: None,
        made_at: None,
        assets: files
            .into_iter()
            .map(|(kind, state)| Asset {
                kind,
                url: String::new(),
                state,
            })
            .collect(),
    }
}

/// A file that is whole under that name.
pub(crate) fn on_disk(path: &str) -> AssetState {
    AssetState::OnDisk(FileOnDisk {
        path: path.into(),
        bytes: 1,
        sha256: String::new(),
        width: 1,
        height: 1,
    })
}
