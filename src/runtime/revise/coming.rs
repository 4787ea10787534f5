//! Versions that were asked for and are not whole on disk yet: which of them a delivery still waits for. A pure decision,
//! no clock, no tasks. Versions of several concepts never stand for each other.

use std::collections::BTreeMap;

use crate::model::ad::AssetState;
use crate::model::delivery::Delivery;
use crate::model::ids::RevisionId;
use crate::wire::studio::RevisionRow;

/// Looks that may miss a version which the studio said it keeps, before it is waited for no more in this run: one may
/// have been on its way already.
const MOST_MISSED: u32 = 3;

/// How far a version has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// An earlier run asked for it: the first look shows whether the studio keeps it.
    Earlier,
    /// The studio is asked, or its answer was lost; the next start finds out.
    Asked,
    /// The studio keeps it; so many looks have not shown it.
    Kept(u32),
    /// A look has shown it.
    Told {
        index: u32,
        version: u32,
        /// The studio makes no further file of it.
        is_made: bool,
    },
}

/// A version of which nothing is on its way any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::runtime) struct Arrived {
    pub id: RevisionId,
    /// 1-based number of its concept.
    pub index: u32,
    /// From 2.
    pub version: u32,
    /// Files of it that could not be fetched.
    pub failed: usize,
}

/// Versions of one delivery that are on their way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::runtime) struct Coming(BTreeMap<RevisionId, Stand>);

impl Coming {
    /// What an earlier run has left.
    pub fn of_earlier(ids: impl IntoIterator<Item = RevisionId>) -> Self {
        Self(ids.into_iter().map(|id| (id, Stand::Earlier)).collect())
    }

    /// The studio is asked to keep it.
    pub fn asked(&mut self, id: RevisionId) {
        self.0.entry(id).or_insert(Stand::Asked);
    }

    /// The studio keeps it.
    pub fn kept(&mut self, id: RevisionId) {
        self.0.insert(id, Stand::Kept(0));
    }

    /// The studio does not keep it. Others stay.
    pub fn refused(&mut self, id: &RevisionId) {
        self.0.remove(id);
    }

    /// The delivery cannot be looked at: nothing of it is waited for in this run.
    pub fn unknown(&mut self) {
        self.0.clear();
    }

    /// A look has shown these; returned are those of an earlier run that the studio does not keep.
    pub fn looked(&mut self, rows: &[RevisionRow]) -> Vec<RevisionId> {
        let mut never_kept = Vec::new();
        self.0.retain(|id, stand| {
            let row = rows.iter().find(|row| row.revision_id == *id);
            match (&mut *stand, row) {
                // Until the studio has answered, it is not spoken of.
                (Stand::Asked, _) => {}
                (_, Some(row)) => {
                    *stand = Stand::Told {
                        index: row.index,
                        version: row.version,
                        is_made: !row.is_being_made(),
                    };
                }
                (Stand::Earlier, None) => {
                    never_kept.push(id.clone());
                    return false;
                }
                (Stand::Kept(missed), None) => {
                    *missed += 1;
                    return *missed < MOST_MISSED;
                }
                (Stand::Told { .. }, None) => {}
            }
            true
        });
        never_kept
    }

    /// Whether any is to be looked for, though nothing may be said of it yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one was kept after the last look.
    pub fn is_awaited(&self) -> bool {
        let mut stands = self.0.values();
        stands.any(|stand| matches!(stand, Stand::Kept(_)))
    }

    /// Takes those out of which nothing is on its way any more, lowest concept and version first.
    pub fn take_arrived(&mut self, delivery: &Delivery) -> Vec<Arrived> {
        let mut arrived = Vec::new();
        self.0.retain(|id, stand| {
            let Stand::Told {
                index,
                version,
                is_made: true,
            } = *stand
            else {
                return true;
            };
            let ads = delivery.ads.iter();
            let ours = ads.filter(|ad| (ad.index, ad.version) == (index, version));
            let states: Vec<&AssetState> = ours
                .flat_map(|ad| ad.assets.iter().map(|asset| &asset.state))
                .collect();
            if states.iter().any(|state| **state == AssetState::Waiting) {
                return true;
            }
            let failed = states.iter();
            arrived.push(Arrived {
                id: id.clone(),
                index,
                version,
                failed: failed
                    .filter(|state| matches!(state, AssetState::Failed(_)))
                    .count(),
            });
            false
        });
        arrived.sort_by_key(|it| (it.index, it.version));
        arrived
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ad::MediaKind;
    use crate::model::trial;

    fn id(text: &str) -> RevisionId {
        RevisionId::new(text)
    }

    fn row(text: &str, index: u32, version: u32, status: &str) -> RevisionRow {
        let row = serde_json::json!({ "revision_id": text, "index": index, "version": version,
            "ads": [{ "ad_id": "a", "orientation": "square", "status": status }] });
        serde_json::from_value(row).unwrap()
    }

    /// One file for each concept and version.
    fn delivery(files: &[(u32, u32, AssetState)]) -> Delivery {
        let ad = |(index, version, state): &(u32, u32, AssetState)| {
            trial::ad(*index, *version, vec![(MediaKind::Still, state.clone())])
        };
        trial::delivery(files.iter().map(ad).collect())
    }

    fn failed() -> AssetState {
        AssetState::Failed("No.".into())
    }

    #[test]
    fn a_version_of_one_concept_does_not_stand_for_another_concepts() {
        let mut coming = Coming::default();
        coming.kept(id("a3"));
        coming.kept(id("b2"));
        coming.looked(&[row("a3", 1, 3, "ready")]);
        assert!(coming.is_awaited(), "concept 2 is not told of yet");
        coming.looked(&[row("a3", 1, 3, "ready"), row("b2", 2, 2, "ready")]);
        assert!(!coming.is_awaited());
        let half = delivery(&[
            (1, 1, failed()),
            (1, 3, failed()),
            (2, 2, AssetState::Waiting),
        ]);
        let arrived = coming.take_arrived(&half);
        let told: Vec<_> = arrived
            .iter()
            .map(|it| (it.index, it.version, it.failed))
            .collect();
        assert_eq!(told, [(1, 3, 1)], "only its own files count");
        assert!(!coming.is_empty() && coming.take_arrived(&half).is_empty());
        let whole = delivery(&[(2, 2, failed())]);
        assert_eq!(coming.take_arrived(&whole).len(), 1);
        assert!(coming.is_empty());
    }

    #[test]
    fn a_refusal_takes_back_that_very_version_alone() {
        let mut coming = Coming::default();
        for name in ["a", "b"] {
            coming.asked(id(name));
        }
        coming.kept(id("a"));
        coming.refused(&id("b"));
        let mut only = Coming::default();
        only.kept(id("a"));
        assert_eq!(coming, only);
    }

    #[test]
    fn a_version_is_there_only_when_the_studio_makes_no_further_file_of_it() {
        let mut coming = Coming::default();
        coming.kept(id("a"));
        let it = delivery(&[(1, 2, failed())]);
        coming.looked(&[row("a", 1, 2, "queued")]);
        assert!(coming.take_arrived(&it).is_empty() && !coming.is_awaited());
        coming.looked(&[row("a", 1, 2, "ready")]);
        assert_eq!(coming.take_arrived(&it).len(), 1);
    }

    #[test]
    fn what_is_never_told_is_not_looked_for_for_ever() {
        let mut coming = Coming::default();
        coming.kept(id("a"));
        let looks = (0..20).take_while(|_| {
            coming.looked(&[]);
            coming.is_awaited()
        });
        assert_eq!(looks.count() + 1, MOST_MISSED as usize);
        coming.kept(id("a"));
        coming.unknown();
        assert!(!coming.is_awaited());
    }

    #[test]
    fn the_first_look_of_a_run_shows_what_an_earlier_one_has_left() {
        let mut coming = Coming::of_earlier([id("kept"), id("lost")]);
        coming.asked(id("asked"));
        assert!(!coming.is_awaited());
        let never_kept = coming.looked(&[row("kept", 1, 2, "ready")]);
        assert_eq!(never_kept, [id("lost")]);
        assert_eq!(coming.take_arrived(&delivery(&[])).len(), 1);
        assert!(!coming.is_empty(), "one is asked for in this run");
    }
}
