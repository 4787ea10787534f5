//! Ads and concepts: what a delivery yields.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;

use super::ids::{AdId, DeliveryId};

/// The two shapes of an ad. Note that "square" is really 4:5 (contract A.1, seed).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Orientation {
    /// 1080 x 1920 px.
    Vertical,
    /// 1080 x 1350 px.
    Square,
    /// A word that this version does not know; kept as it came.
    Other(String),
}

impl Orientation {
    /// The word of the contract.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Vertical => "vertical",
            Self::Square => "square",
            Self::Other(word) => word,
        }
    }

    /// Width and height in pixels that the contract promises; `None` for an unknown word.
    pub fn size(&self) -> Option<(u32, u32)> {
        match self {
            Self::Vertical => Some((1080, 1920)),
            Self::Square => Some((1080, 1350)),
            Self::Other(_) => None,
        }
    }

    /// `9:16`, `4:5`, or the unknown word.
    pub fn label(&self) -> &str {
        match self {
            Self::Vertical => "9:16",
            Self::Square => "4:5",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Orientation {
    fn from(word: String) -> Self {
        match word.as_str() {
            "vertical" => Self::Vertical,
            "square" => Self::Square,
            _ => Self::Other(word),
        }
    }
}

impl From<Orientation> for String {
    fn from(orientation: Orientation) -> Self {
        orientation.as_str().to_owned()
    }
}

/// Still or video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// PNG or JPEG.
    Still,
    /// MP4.
    Video,
}

impl MediaKind {
    /// `still` or `video`, as stored and as printed in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Still => "still",
            Self::Video => "video",
        }
    }
}

/// What identifies one ad of a delivery: (`index`, `orientation`) is the natural key (contract A.2), `ad_id` the
/// service's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AdKey {
    /// The delivery it belongs to.
    pub delivery: DeliveryId,
    /// The service's id for the row.
    pub ad: AdId,
}

/// A file that belongs to an ad: promised, on its way, on disk, or failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// Still or video.
    pub kind: MediaKind,
    /// Where the service offers it. May grow stale; polled again before a late download.
    pub url: String,
    /// How far it has come.
    pub state: AssetState,
}

/// How far a file has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetState {
    /// Known, not yet fetched.
    Waiting,
    /// Whole under its final name.
    OnDisk(FileOnDisk),
    /// Given up for now; a sentence that says why and what to do.
    Failed(String),
}

/// A verified file under its final name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOnDisk {
    /// Absolute path.
    pub path: std::path::PathBuf,
    /// Length in bytes.
    pub bytes: u64,
    /// Lowercase hex SHA-256 of the content.
    pub sha256: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// One ad: one orientation of one concept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ad {
    /// The service's id for the row.
    pub id: AdId,
    /// 1-based number of the concept.
    pub index: u32,
    /// 1 as it was delivered; higher for what a person made of it since.
    #[serde(default = "delivered")]
    pub version: u32,
    /// Vertical or square.
    pub orientation: Orientation,
    /// Generated copy; empty until it is written.
    pub headline: String,
    /// Why it does not say what the brief asked for, if the service tells.
    pub note: Option<String>,
    /// When a person made this version of it; `None` of what was delivered.
    #[serde(default)]
    pub made_at: Option<Timestamp>,
    /// Still first, then film.
    pub assets: Vec<Asset>,
}

fn delivered() -> u32 {
    1
}

impl Ad {
    /// The still, if the service has offered one.
    pub fn still(&self) -> Option<&Asset> {
        self.assets
            .iter()
            .find(|asset| asset.kind == MediaKind::Still)
    }

    /// The still's file, once it is whole on disk.
    pub fn still_file(&self) -> Option<&FileOnDisk> {
        match &self.still()?.state {
            AssetState::OnDisk(file) => Some(file),
            _ => None,
        }
    }
}

/// One idea: the ads that share an index, vertical first.
#[derive(Clone, Debug, PartialEq)]
pub struct Concept {
    /// 1-based, within the delivery.
    pub index: u32,
    /// The first headline among its ads.
    pub headline: String,
    /// Vertical, square, then unknown orientations.
    pub ads: Vec<Ad>,
}

/// Groups ads into concepts, ordered by index; within one, vertical comes first.
pub fn concepts(ads: &[Ad]) -> Vec<Concept> {
    let mut sorted: Vec<Ad> = ads.to_vec();
    sorted.sort_by(|a, b| {
        (a.index, &a.orientation, a.id.as_str()).cmp(&(b.index, &b.orientation, b.id.as_str()))
    });
    let mut concepts: Vec<Concept> = Vec::new();
    for ad in sorted {
        match concepts.last_mut() {
            Some(last) if last.index == ad.index => {
                if last.headline.is_empty() {
                    last.headline.clone_from(&ad.headline);
                }
                last.ads.push(ad);
            }
            _ => concepts.push(Concept {
                index: ad.index,
                headline: ad.headline.clone(),
                ads: vec![ad],
            }),
        }
    }
    concepts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ad(index: u32, orientation: &str, headline: &str) -> Ad {
        Ad {
            id: AdId::new(format!("{index}{orientation}")),
            index,
            version: 1,
            orientation: Orientation::from(orientation.to_owned()),
            headline: headline.into(),
            note: None,
            made_at: None,
            assets: Vec::new(),
        }
    }

    #[test]
    fn ads_pair_into_concepts_in_any_order() {
        let ads = [
            ad(2, "square", "B"),
            ad(1, "square", ""),
            ad(2, "vertical", "B"),
            ad(1, "vertical", "A"),
            ad(1, "wide", "A"),
        ];
        let pairs: Vec<(u32, String, Vec<String>)> = concepts(&ads)
            .into_iter()
            .map(|c| {
                (
                    c.index,
                    c.headline,
                    c.ads.into_iter().map(|ad| ad.orientation.into()).collect(),
                )
            })
            .collect();
        let words = |list: &[&str]| {
            list.iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            pairs,
            [
                (1, "A".to_owned(), words(&["vertical", "square", "wide"])),
                (2, "B".to_owned(), words(&["vertical", "square"]))
            ]
        );
    }
}
