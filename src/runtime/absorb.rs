//! What an answer of the service changes about a delivery: a pure step. Nothing that we have is taken away by an answer
//! that no longer mentions it.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::base::clock::Timestamp;
use crate::model::ad::{Ad, Asset, AssetState, MediaKind, Orientation};
use crate::model::delivery::Delivery;
use crate::model::ids::AdId;
use crate::wire::dessert::{AdRow, DeliveryAnswer};

/// What [`absorb`] found new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Absorbed {
    /// Something worth keeping, beyond the time of the look.
    pub changed: bool,
    /// Ads that the service now calls otherwise: old id, new id.
    pub renamed: Vec<(AdId, AdId)>,
}

/// Takes an answer in.
pub(super) fn absorb(delivery: &mut Delivery, answer: &DeliveryAnswer, now: Timestamp) -> Absorbed {
    let before = delivery.clone();
    // An end is an end: an answer that is older than the one before it, or says nothing, does not undo it.
    let is_told = !answer.status.as_str().is_empty();
    if is_told && (answer.status.is_terminal() || !delivery.status.is_terminal()) {
        delivery.status = answer.status.clone();
    }
    if answer.viewer_url.is_some() {
        delivery.viewer_url.clone_from(&answer.viewer_url);
    }
    delivery.finished_at = match (delivery.finished_at, delivery.status.is_terminal()) {
        (_, false) => None,
        (Some(then), true) => Some(then),
        (None, true) => Some(now),
    };
    let mut renamed = take_ads(delivery, &answer.ads, 1);
    for revision in &answer.revisions {
        let version = revision.version.max(2);
        renamed.extend(take_ads(delivery, &revision.ads, version));
        let made_at = revision.created_at.as_deref();
        if let Some(made_at) = made_at.and_then(|time| time.parse().ok()) {
            let ads = delivery.ads.iter_mut();
            for ad in ads.filter(|ad| ad.index == revision.index && ad.version == version) {
                ad.made_at = Some(made_at);
            }
        }
    }
    if answer.files_kept.is_some() {
        // Cancelled: what is not made by now will not come.
        delivery.expected_files = answer.files_kept;
        delivery.ads.retain(|ad| !ad.assets.is_empty());
    }
    let changed = !renamed.is_empty() || *delivery != before || before.looked_at.is_none();
    delivery.looked_at = Some(now);
    Absorbed { changed, renamed }
}

/// Where ads stand among those of a delivery, so that an answer of ten thousand rows is one walk.
struct Places {
    /// Where an id comes twice, the first is meant.
    by_id: HashMap<AdId, usize>,
    /// Ads that the answer does not name, by the place that they fill: one may have been given another id.
    unnamed: HashMap<(u32, Orientation), VecDeque<usize>>,
}

impl Places {
    fn of(ads: &[Ad], rows: &[AdRow], version: u32) -> Self {
        let named: HashSet<&AdId> = rows.iter().map(|row| &row.ad_id).collect();
        let mut places = Self {
            by_id: HashMap::with_capacity(ads.len()),
            unnamed: HashMap::new(),
        };
        for (at, ad) in ads.iter().enumerate() {
            places.by_id.entry(ad.id.clone()).or_insert(at);
            if ad.version == version && !named.contains(&ad.id) {
                let place = (ad.index, ad.orientation.clone());
                places.unnamed.entry(place).or_default().push_back(at);
            }
        }
        places
    }

    /// The ad that a row tells of, if it is known.
    fn of_row(&mut self, row: &AdRow, index: u32) -> Option<usize> {
        self.by_id.get(&row.ad_id).copied().or_else(|| {
            let place = (index, row.orientation.clone());
            self.unnamed.get_mut(&place)?.pop_front()
        })
    }
}

fn take_ads(delivery: &mut Delivery, rows: &[AdRow], version: u32) -> Vec<(AdId, AdId)> {
    let mut places = Places::of(&delivery.ads, rows, version);
    let mut renamed = Vec::new();
    for (row, place) in rows.iter().zip(0_u32..) {
        // Rows of one concept share an index; where it is left out, two rows in turn are one concept.
        let index = row.index.unwrap_or(place / 2 + 1);
        let known = places.of_row(row, index);
        let at = known.unwrap_or(delivery.ads.len());
        match delivery.ads.get_mut(at) {
            Some(ad) => {
                if ad.id != row.ad_id {
                    renamed.push((ad.id.clone(), row.ad_id.clone()));
                    ad.id = row.ad_id.clone();
                }
                ad.index = row.index.unwrap_or(ad.index);
                take_row(ad, row);
            }
            None => {
                let mut ad = Ad {
                    id: row.ad_id.clone(),
                    index,
                    version,
                    orientation: row.orientation.clone(),
                    headline: String::new(),
                    note: None,
                    made_at: None,
                    assets: Vec::new(),
                };
                take_row(&mut ad, row);
                delivery.ads.push(ad);
            }
        }
        places.by_id.entry(row.ad_id.clone()).or_insert(at);
    }
    renamed
}

fn take_row(ad: &mut Ad, row: &AdRow) {
    if let Some(headline) = &row.headline {
        ad.headline.clone_from(headline);
    }
    if row.note.is_some() {
        ad.note.clone_from(&row.note);
    }
    for (kind, url) in [
        (MediaKind::Still, &row.static_url),
        (MediaKind::Video, &row.video_url),
    ] {
        let Some(url) = url.as_ref().filter(|url| !url.trim().is_empty()) else {
            continue;
        };
        match ad.assets.iter_mut().find(|asset| asset.kind == kind) {
            Some(asset) => asset.url.clone_from(url),
            None => ad.assets.push(Asset {
                kind,
                url: url.clone(),
                state: AssetState::Waiting,
            }),
        }
    }
    ad.assets.sort_by_key(|asset| asset.kind);
}

/// The address of one file in an answer.
pub(super) fn url_in(answer: &DeliveryAnswer, ad: &AdId, kind: MediaKind) -> Option<String> {
    let revised = answer.revisions.iter().flat_map(|revision| &revision.ads);
    let row = answer
        .ads
        .iter()
        .chain(revised)
        .find(|row| row.ad_id == *ad)?;
    match kind {
        MediaKind::Still => row.static_url.clone(),
        MediaKind::Video => row.video_url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ad::FileOnDisk;
    use crate::model::delivery::DeliveryStatus;
    use crate::model::ids::{AccountId, DeliveryId};

    fn delivery() -> Delivery {
        let (id, account) = (DeliveryId::new("d"), AccountId::new("dessert"));
        Delivery::new(id, account, "/ads".into(), Timestamp::UNIX_EPOCH)
    }

    fn answer(json: &str) -> DeliveryAnswer {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn ads_and_files_attach_as_they_arrive_and_finished_files_stay() {
        let mut it = delivery();
        let now = Timestamp::UNIX_EPOCH;
        let first = answer(
            r#"{"delivery_id":"d","status":"processing","ads":[{"ad_id":"a","index":1,"orientation":"square"}]}"#,
        );
        assert!(absorb(&mut it, &first, now).changed);
        assert!(!absorb(&mut it, &first, now).changed);
        assert_eq!(it.finished_at, None);
        let second = answer(
            r#"{"delivery_id":"d","status":"completed","ads":[{"ad_id":"a","index":1,"orientation":"square",
                "headline":"H","static_url":"u1","video_url":"v1"}]}"#,
        );
        assert!(absorb(&mut it, &second, now).changed);
        let file = FileOnDisk {
            path: "/ads/a.png".into(),
            bytes: 1,
            sha256: "00".into(),
            width: 1,
            height: 1,
        };
        let still = |it: &Delivery| it.ads.first().and_then(|ad| ad.assets.first()).cloned();
        it.ads[0].assets[0].state = AssetState::OnDisk(file.clone());
        // A shorter answer takes nothing away.
        absorb(
            &mut it,
            &answer(r#"{"delivery_id":"d","status":"completed","ads":[]}"#),
            now,
        );
        assert_eq!(still(&it).unwrap().state, AssetState::OnDisk(file));
        assert_eq!(it.ads[0].headline, "H");
        assert_eq!(it.finished_at, Some(now));
    }

    #[test]
    fn an_end_stays_and_a_word_that_is_not_there_changes_nothing() {
        for (before, said, after) in [
            ("rendering", "null", "rendering"),
            ("rendering", "\"completed\"", "completed"),
            ("completed", "\"rendering\"", "completed"),
            ("completed", "\"polishing\"", "completed"),
            ("completed", "null", "completed"),
            ("failed", "\"queued\"", "failed"),
            ("failed", "\"completed\"", "completed"),
        ] {
            let status = DeliveryStatus::from(before.to_owned());
            let mut it = Delivery {
                finished_at: status.is_terminal().then_some(Timestamp::UNIX_EPOCH),
                status,
                ..delivery()
            };
            let said = answer(&format!(r#"{{"delivery_id":"d","status":{said}}}"#));
            absorb(&mut it, &said, Timestamp::UNIX_EPOCH);
            assert_eq!(it.status.as_str(), after, "{before}, then {said:?}");
            assert_eq!(it.finished_at.is_some(), it.status.is_terminal());
        }
    }

    #[test]
    fn ten_thousand_ads_are_taken_in_at_once_under_their_ids_and_under_new_ones() {
        let rows = |prefix: &str| {
            let row = |n: u32| {
                let word = ["vertical", "square"][n as usize % 2];
                let (id, index) = (format!("{prefix}{n}"), n / 2 + 1);
                serde_json::json!({ "ad_id": id, "index": index, "orientation": word, "static_url": id })
            };
            let rows: Vec<_> = (0..10_000).map(row).collect();
            let told =
                serde_json::json!({ "delivery_id": "d", "status": "rendering", "ads": rows });
            answer(&told.to_string())
        };
        let mut it = delivery();
        let started = std::time::Instant::now();
        for (prefix, renamed) in [("a", 0), ("a", 0), ("b", 10_000)] {
            let absorbed = absorb(&mut it, &rows(prefix), Timestamp::UNIX_EPOCH);
            assert_eq!((it.ads.len(), absorbed.renamed.len()), (10_000, renamed));
        }
        let last = it.ads.last().unwrap();
        assert_eq!((last.id.as_str(), last.index), ("b9999", 5_000));
        // Walked row by row for each row, this took a minute.
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }

    #[test]
    fn a_cancelled_delivery_waits_for_nothing_that_was_not_made() {
        let mut it = Delivery {
            expected_files: Some(4),
            ..delivery()
        };
        let before = answer(
            r#"{"delivery_id":"d","status":"rendering","ads":[
                {"ad_id":"a","index":1,"orientation":"vertical","static_url":"u"},
                {"ad_id":"b","index":1,"orientation":"square"}]}"#,
        );
        absorb(&mut it, &before, Timestamp::UNIX_EPOCH);
        assert_eq!(it.ads.len(), 2);
        let after = answer(
            r#"{"delivery_id":"d","status":"completed","files_kept":1,"ads":[
                {"ad_id":"a","index":1,"orientation":"vertical","static_url":"u"}]}"#,
        );
        assert!(absorb(&mut it, &after, Timestamp::UNIX_EPOCH).changed);
        assert_eq!((it.ads.len(), it.expected_files), (1, Some(1)));
    }

    #[test]
    fn a_version_stands_beside_the_ad_that_it_was_made_of() {
        let mut it = delivery();
        let now = Timestamp::UNIX_EPOCH;
        let said = answer(
            r#"{"delivery_id":"d","status":"completed","ads":[{"ad_id":"a","index":1,"orientation":"square",
                "headline":"H","static_url":"u1"}],"revisions":[{"revision_id":"r","version":2,"index":1,"ads":[
                {"ad_id":"b","index":1,"orientation":"square","headline":"G","static_url":"u2"}]}]}"#,
        );
        for _ in 0..2 {
            absorb(&mut it, &said, now);
            let ads: Vec<_> = it
                .ads
                .iter()
                .map(|ad| (ad.version, ad.headline.as_str()))
                .collect();
            assert_eq!(ads, [(1, "H"), (2, "G")]);
        }
        let url = url_in(&said, &AdId::new("b"), MediaKind::Still);
        assert_eq!(url.as_deref(), Some("u2"));
        // A new row for the delivered ad does not take the version's place.
        let renamed = answer(
            r#"{"delivery_id":"d","status":"completed","ads":[{"ad_id":"c","index":1,"orientation":"square"}]}"#,
        );
        assert_eq!(
            absorb(&mut it, &renamed, now).renamed,
            [(AdId::new("a"), AdId::new("c"))]
        );
        assert_eq!(it.ads.len(), 2);
    }

    #[test]
    fn an_ad_whose_row_was_renamed_is_still_the_same_ad() {
        let mut it = delivery();
        let row = |id: &str| {
            answer(&format!(
                r#"{{"delivery_id":"d","status":"rendering","ads":[{{"ad_id":"{id}","index":1,
                    "orientation":"vertical","static_url":"u"}}]}}"#
            ))
        };
        absorb(&mut it, &row("old"), Timestamp::UNIX_EPOCH);
        let absorbed = absorb(&mut it, &row("new"), Timestamp::UNIX_EPOCH);
        assert_eq!(absorbed.renamed, [(AdId::new("old"), AdId::new("new"))]);
        assert_eq!(it.ads.len(), 1);
        assert_eq!(it.ads[0].orientation, Orientation::Vertical);
    }
}
