//! The versions of a concept as the Gallery shows them, and which of them comes first.

use crate::base::clock::Timestamp;
use crate::model::ad::{Ad, MediaKind};
use crate::model::delivery::Delivery;

use super::CardAd;

/// One version of a concept.
#[derive(Clone, Debug)]
pub struct CardVersion {
    /// 1 as it was delivered.
    pub number: u32,
    /// Its headline, or the number of its concept.
    pub title: String,
    /// Why it is not as it was asked for, if the service says so.
    pub note: Option<String>,
    /// When a person made it; `None` of the one that was delivered.
    pub made_at: Option<Timestamp>,
    /// Vertical first.
    pub ads: Vec<CardAd>,
    /// Its film is being made and will come by itself.
    pub film_is_coming: bool,
}

impl CardVersion {
    /// Whether every still of it is on disk.
    pub fn is_here(&self) -> bool {
        !self.ads.is_empty() && self.ads.iter().all(|ad| ad.file().is_some())
    }
}

/// A version as it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub number: u32,
    pub title: &'a str,
    pub note: Option<&'a str>,
    pub made_at: Option<Timestamp>,
    pub ads: &'a [CardAd],
    pub film_is_coming: bool,
}

/// Every version of a concept, of whose ads these are all, in the order of versions. `films_are_coming` says that the
/// service still makes films of what was ordered.
pub fn of_concept(delivery: &Delivery, ads: &[&Ad], films_are_coming: bool) -> Vec<CardVersion> {
    let mut versions: Vec<CardVersion> = ads
        .chunk_by(|a, b| a.version == b.version)
        .filter_map(|ads| version(delivery, ads))
        .collect();
    let has_film = ads
        .iter()
        .any(|ad| ad.version == 1 && ad.assets.iter().any(|it| it.kind == MediaKind::Video));
    for it in &mut versions {
        let has_all = it.ads.iter().all(|ad| ad.video.is_some());
        it.film_is_coming = match it.number {
            1 => films_are_coming && !has_all,
            _ => has_film && !has_all && it.note.is_none(),
        };
    }
    versions
}

/// The version that the gallery shows: the newest that is whole on disk, so that nothing that was seen goes away while
/// another is on its way.
pub fn shown(versions: &[CardVersion]) -> Option<&CardVersion> {
    let whole = versions.iter().rev().find(|it| it.is_here());
    whole.or_else(|| versions.first())
}

fn version(delivery: &Delivery, ads: &[&Ad]) -> Option<CardVersion> {
    let first = ads.first()?;
    let headline = ads
        .iter()
        .map(|ad| ad.headline.trim())
        .find(|headline| !headline.is_empty());
    let index = first.index;
    Some(CardVersion {
        number: first.version,
        title: headline.map_or_else(|| format!("Concept {index}"), str::to_owned),
        note: ads.iter().find_map(|ad| ad.note.clone()),
        made_at: ads.iter().find_map(|ad| ad.made_at),
        ads: ads.iter().map(|ad| CardAd::of(delivery, ad)).collect(),
        film_is_coming: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::model::ad::{AdKey, Orientation};
    use crate::model::ids::{AdId, DeliveryId};
    use crate::runtime::pictures::PictureSource;
    use crate::ui::gallery::list::Still;

    fn made(number: u32, stills: [Still; 2]) -> CardVersion {
        let ads = [Orientation::Vertical, Orientation::Square]
            .into_iter()
            .zip(stills);
        CardVersion {
            number,
            title: format!("Version {number}"),
            note: None,
            made_at: None,
            ads: ads
                .map(|(orientation, still)| CardAd {
                    key: AdKey {
                        delivery: DeliveryId::new("d"),
                        ad: AdId::new(format!("{number}{}", orientation.as_str())),
                    },
                    orientation,
                    still,
                    video: None,
                })
                .collect(),
            film_is_coming: false,
        }
    }

    #[test]
    fn the_newest_version_that_is_whole_on_disk_is_shown() {
        let here = || Still::OnDisk {
            source: PictureSource {
                path: Arc::from(std::path::Path::new("/ads/a.png")),
                version: 1,
            },
            bytes: 1,
            width: 1080,
            height: 1920,
        };
        let gone = || Still::Failed("No.".into());
        let whole = |number| made(number, [here(), here()]);
        for (versions, wanted) in [
            (vec![whole(1)], 1),
            (vec![whole(1), whole(2), whole(3)], 3),
            (vec![whole(1), made(2, [here(), Still::Waiting])], 1),
            (vec![whole(1), whole(2), made(3, [here(), gone()])], 2),
            (vec![made(1, [Still::Waiting, here()])], 1),
            (vec![made(1, [gone(), gone()]), whole(2)], 2),
        ] {
            assert_eq!(shown(&versions).map(|it| it.number), Some(wanted));
        }
        assert!(shown(&[]).is_none());
    }
}
