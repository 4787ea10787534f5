//! What the gallery shows, as plain data: concepts grouped by delivery, newest first, filtered by shape and words.
//!
//! Must not paint. Made anew only for what changed: each job is read once, however often the view is replaced.

mod versions;

use std::sync::Arc;

use crate::model::account::Service;
use crate::model::ad::{Ad, AdKey, AssetState, MediaKind, Orientation};
use crate::model::delivery::Delivery;
use crate::model::ids::DeliveryId;
use crate::runtime::pictures::PictureSource;
use crate::runtime::view::{Job, View};
use crate::ui::words;

pub use versions::{CardVersion, Seen};

/// Which shapes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Vertical and square side by side.
    #[default]
    Both,
    /// Vertical only.
    Vertical,
    /// Square only.
    Square,
}

impl Shape {
    /// Whether an ad of this orientation is shown.
    pub fn shows(self, orientation: &Orientation) -> bool {
        match self {
            Self::Both => true,
            Self::Vertical => *orientation == Orientation::Vertical,
            Self::Square => *orientation == Orientation::Square,
        }
    }
}

/// What identifies a concept on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConceptKey {
    /// Its delivery.
    pub delivery: DeliveryId,
    /// Its 1-based number there.
    pub index: u32,
}

/// One concept, ready to be painted.
#[derive(Debug)]
pub struct Card {
    pub key: ConceptKey,
    /// Its headline, or its number until the copy is written.
    pub title: String,
    /// Angle and look, as far as they are known.
    pub subtitle: String,
    /// Why it is not as it was asked for, if the service says so.
    pub note: Option<String>,
    /// Lowercase, everything that a search may meet.
    needle: String,
    /// Those of the version that is shown, vertical first.
    pub ads: Vec<CardAd>,
    /// Which version that is; 1 as it was delivered.
    pub version: u32,
    /// Its film is being made and will come by itself.
    pub film_is_coming: bool,
    /// Every version, the delivered one first; empty while there is no other.
    pub versions: Vec<CardVersion>,
    /// Whether the studio made it, so that a person can make further versions of it.
    pub is_revisable: bool,
}

/// One ad of a concept.
#[derive(Clone, Debug)]
pub struct CardAd {
    pub key: AdKey,
    pub orientation: Orientation,
    pub still: Still,
    /// The video's file, once it is whole.
    pub video: Option<PictureSource>,
}

/// How the still of an ad stands.
#[derive(Clone, Debug)]
pub enum Still {
    /// Whole on disk.
    OnDisk {
        source: PictureSource,
        bytes: u64,
        width: u32,
        height: u32,
    },
    /// Not offered yet, or on its way.
    Waiting,
    /// Given up for now; why.
    Failed(String),
}

/// A delivery's concepts.
#[derive(Debug)]
pub struct Group {
    pub job: Arc<Job>,
    pub delivery: DeliveryId,
    /// Brand or look.
    pub title: String,
    /// What else there is to say, after the title.
    pub facts: String,
    cards: Vec<Card>,
}

/// Everything there is and what is shown of it.
#[derive(Debug, Default)]
pub struct List {
    groups: Vec<Arc<Group>>,
    revision: Option<u64>,
    asked: Query,
    shown: Vec<Shown>,
    /// Concepts in all.
    pub total: usize,
    /// Grows whenever what is shown changed.
    pub generation: u64,
}

/// What the person asks to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub words: String,
    pub shape: Shape,
    /// Only this delivery.
    pub only: Option<DeliveryId>,
}

/// A group and which of its concepts are shown.
#[derive(Clone, Debug)]
pub struct Shown {
    pub group: Arc<Group>,
    at: Arc<[usize]>,
}

impl Shown {
    /// How many concepts of the group are shown.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Which of those shown has this number; they are in the order of their numbers.
    pub fn nth_of(&self, index: u32) -> Option<usize> {
        self.at
            .binary_search_by_key(&Some(index), |at| {
                self.group.cards.get(*at).map(|card| card.key.index)
            })
            .ok()
    }

    /// The `nth` concept that is shown.
    pub fn card(&self, nth: usize) -> Option<&Card> {
        self.group.cards.get(*self.at.get(nth)?)
    }
}

impl List {
    /// Brings the list up to date; returns whether any job is another than before.
    pub fn refresh(&mut self, view: &View, query: &Query) -> bool {
        let new_view = self.revision != Some(view.revision);
        let mut changed = false;
        if new_view {
            changed = self.read(view);
            self.revision = Some(view.revision);
        }
        if changed || self.asked != *query || self.generation == 0 {
            self.asked = query.clone();
            self.filter();
            self.generation += 1;
        }
        changed
    }

    /// The groups that are shown, newest first.
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// Concepts that are shown.
    pub fn count(&self) -> usize {
        self.shown.iter().map(Shown::len).sum()
    }

    /// Every concept that is shown, in order.
    pub fn cards(&self) -> impl DoubleEndedIterator<Item = &Card> {
        self.shown
            .iter()
            .flat_map(|shown| shown.at.iter().filter_map(|at| shown.group.cards.get(*at)))
    }

    /// The concept of that key and its place among those shown.
    pub fn find(&self, key: &ConceptKey) -> Option<(usize, &Card)> {
        let mut before = 0;
        for shown in &self.shown {
            if shown.group.delivery == key.delivery {
                let nth = shown.nth_of(key.index)?;
                return Some((before + nth, shown.card(nth)?));
            }
            before += shown.len();
        }
        None
    }

    /// The `nth` concept of all that are shown.
    pub fn nth(&self, mut nth: usize) -> Option<&Card> {
        for shown in &self.shown {
            match shown.card(nth) {
                Some(card) => return Some(card),
                None => nth -= shown.len(),
            }
        }
        None
    }

    /// The group of a delivery, shown or not.
    pub fn group(&self, delivery: &DeliveryId) -> Option<&Arc<Group>> {
        self.groups.iter().find(|group| group.delivery == *delivery)
    }

    fn read(&mut self, view: &View) -> bool {
        let mut old: std::collections::HashMap<*const Job, Arc<Group>> = self
            .groups
            .drain(..)
            .map(|group| (Arc::as_ptr(&group.job), group))
            .collect();
        let had = old.len();
        let mut kept = 0;
        for job in &view.jobs {
            // The group holds its job, so the address cannot have been given to another.
            let group = match old.remove(&Arc::as_ptr(job)) {
                Some(group) => {
                    kept += 1;
                    Some(group)
                }
                None => Group::of(job).map(Arc::new),
            };
            self.groups.extend(group);
        }
        self.groups
            .sort_by_key(|group| std::cmp::Reverse(group.job.created_at));
        self.total = self.groups.iter().map(|group| group.cards.len()).sum();
        kept != had || self.groups.len() != had
    }

    fn filter(&mut self) {
        let words: Vec<String> = self
            .asked
            .words
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let query = &self.asked;
        self.shown = self
            .groups
            .iter()
            .filter(|group| {
                query
                    .only
                    .as_ref()
                    .is_none_or(|only| *only == group.delivery)
            })
            .filter_map(|group| {
                let at: Arc<[usize]> = group
                    .cards
                    .iter()
                    .enumerate()
                    .filter(|(_, card)| card.matches(&words, query.shape))
                    .map(|(at, _)| at)
                    .collect();
                (!at.is_empty()).then(|| Shown {
                    group: Arc::clone(group),
                    at,
                })
            })
            .collect();
    }
}

impl Group {
    /// The concepts of a job that has any.
    fn of(job: &Arc<Job>) -> Option<Self> {
        let delivery = job.delivery.as_ref()?;
        let look = job.brief.as_ref().and_then(words::look);
        let angle = job
            .brief
            .as_ref()
            .and_then(|brief| brief.copy_angle)
            .map(|angle| angle.label().to_owned());
        let brand = Some(delivery.brand_name.clone()).filter(|name| !name.is_empty());
        let subtitle = [angle, look.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        let beside = format!("{subtitle} {}", delivery.brand_name);
        let wants_films = job.brief.as_ref().is_some_and(|brief| brief.films() > 0);
        let films_are_coming = wants_films && !job.stage.is_settled();
        let mut cards = cards(delivery, &subtitle, &beside, films_are_coming);
        for card in &mut cards {
            card.is_revisable = job.service == Service::Studio && card.file().is_some();
        }
        if cards.is_empty() {
            return None;
        }
        let title = brand
            .clone()
            .or_else(|| look.clone())
            .unwrap_or_else(|| words::service(job.service).to_owned());
        let facts = look.filter(|look| *look != title).unwrap_or_default();
        Some(Self {
            job: Arc::clone(job),
            delivery: delivery.id.clone(),
            title,
            facts,
            cards,
        })
    }
}

fn cards(delivery: &Delivery, subtitle: &str, beside: &str, films_are_coming: bool) -> Vec<Card> {
    let mut ads: Vec<&Ad> = delivery
        .ads
        .iter()
        .filter(|ad| !ad.assets.is_empty())
        .collect();
    ads.sort_by(|a, b| {
        (a.index, a.version, &a.orientation, a.id.as_str()).cmp(&(
            b.index,
            b.version,
            &b.orientation,
            b.id.as_str(),
        ))
    });
    ads.chunk_by(|a, b| a.index == b.index)
        .filter_map(|ads| {
            let versions = versions::of_concept(delivery, ads, films_are_coming);
            card(delivery, ads, versions, subtitle, beside)
        })
        .collect()
}

/// The concept of these ads, which are all of one index.
fn card(
    delivery: &Delivery,
    ads: &[&Ad],
    mut versions: Vec<CardVersion>,
    subtitle: &str,
    beside: &str,
) -> Option<Card> {
    let shown = versions::shown(&versions)?.clone();
    if versions.len() == 1 {
        versions.clear();
    }
    let others = versions.iter().map(|it| it.title.as_str());
    let needle = std::iter::once(shown.title.as_str()).chain(others);
    let needle = needle.collect::<Vec<_>>().join(" ");
    Some(Card {
        key: ConceptKey {
            delivery: delivery.id.clone(),
            index: ads.first()?.index,
        },
        needle: format!("{needle} {beside}").to_lowercase(),
        title: shown.title,
        subtitle: subtitle.to_owned(),
        note: shown.note,
        ads: shown.ads,
        version: shown.number,
        film_is_coming: shown.film_is_coming,
        versions,
        is_revisable: false,
    })
}

impl Card {
    fn matches(&self, words: &[String], shape: Shape) -> bool {
        self.ads.iter().any(|ad| shape.shows(&ad.orientation))
            && words.iter().all(|word| self.needle.contains(word))
    }

    /// A version of it; the one that is shown if there is none of that number.
    pub fn version(&self, number: Option<u32>) -> Seen<'_> {
        let found = number.and_then(|number| self.versions.iter().find(|it| it.number == number));
        let found = found.or_else(|| self.versions.iter().find(|it| it.number == self.version));
        match found {
            Some(it) => Seen {
                number: it.number,
                title: &it.title,
                note: it.note.as_deref(),
                made_at: it.made_at,
                ads: &it.ads,
                film_is_coming: it.film_is_coming,
            },
            None => Seen {
                number: self.version,
                title: &self.title,
                note: self.note.as_deref(),
                made_at: None,
                ads: &self.ads,
                film_is_coming: self.film_is_coming,
            },
        }
    }

    /// The folder or file to show in the file manager: the first still on disk.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.ads.iter().find_map(CardAd::file)
    }
}

impl CardAd {
    fn of(delivery: &Delivery, ad: &Ad) -> Self {
        let video = ad.assets.iter().find_map(|asset| match &asset.state {
            AssetState::OnDisk(file) if asset.kind == MediaKind::Video => {
                Some(PictureSource::of(file))
            }
            _ => None,
        });
        let still = match ad.still().map(|asset| &asset.state) {
            Some(AssetState::OnDisk(file)) => Still::OnDisk {
                source: PictureSource::of(file),
                bytes: file.bytes,
                width: file.width,
                height: file.height,
            },
            Some(AssetState::Failed(why)) => Still::Failed(why.clone()),
            Some(AssetState::Waiting) | None => Still::Waiting,
        };
        Self {
            key: AdKey {
                delivery: delivery.id.clone(),
                ad: ad.id.clone(),
            },
            orientation: ad.orientation.clone(),
            still,
            video,
        }
    }

    /// The still's file.
    pub fn file(&self) -> Option<&std::path::Path> {
        match &self.still {
            Still::OnDisk { source, .. } => Some(&source.path),
            _ => None,
        }
    }

    /// Width in pixels: as measured, or as promised.
    pub fn width(&self) -> u32 {
        match &self.still {
            Still::OnDisk { width, .. } if *width > 0 => *width,
            _ => self.orientation.size().unwrap_or((1080, 1350)).0,
        }
    }

    /// Width over height: as measured, as promised, or tall.
    pub fn aspect(&self) -> f32 {
        let (width, height) = match &self.still {
            Still::OnDisk { width, height, .. } if *width > 0 && *height > 0 => (*width, *height),
            _ => self.orientation.size().unwrap_or((4, 5)),
        };
        // A freak of a picture must not break the grid.
        (width as f32 / height as f32).clamp(0.3, 2.5)
    }
}
