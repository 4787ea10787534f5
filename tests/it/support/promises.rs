//! The promises that hold at any moment, whatever failed: about money, work, files, words and the key.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use parfait::base::report::Report;
use parfait::library::{Contents, FileKey, Library, LibraryError};
use parfait::model::ad::{AssetState, FileOnDisk};
use parfait::model::delivery::IntentState;
use sha2::{Digest, Sha256};

use super::fault_server::FaultServer;
use super::program::files_below;
use super::sentinel;

/// Nothing in these tests takes longer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a run of the program left behind, and whom it dealt with.
pub struct Left<'a> {
    pub server: &'a FaultServer,
    /// The library's file.
    pub library: &'a Path,
    /// Where finished ads lie.
    pub ads: &'a Path,
    /// Everything of this person.
    pub below: &'a Path,
}

/// Opens the library; a run that was dropped may take a moment to let it go.
pub fn open_library(path: &Path) -> Library {
    let until = Instant::now() + PATIENCE;
    loop {
        match Library::open(path) {
            Err(LibraryError::InUse(_)) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            opened => return opened.unwrap(),
        }
    }
}

impl Left<'_> {
    /// Fails unless all five hold. Nothing may be running.
    ///
    /// Every key was paid for at most once and is that of a wish; what was paid is in the library, or its wish is still
    /// open there; what bears a final name is whole and known; every end and every trouble is told in whole sentences;
    /// and the key is in no file.
    #[track_caller]
    pub fn assert_promises(&self) {
        let library = open_library(self.library);
        let contents = library.load().unwrap();
        self.assert_money(&contents);
        self.assert_files(&library, &contents);
        assert_all_told(&contents);
        sentinel::assert_not_below(self.below);
    }

    fn assert_money(&self, contents: &Contents) {
        let charges = self.server.charges();
        for charge in &charges {
            let key = charge.key.as_deref().expect("paid without a key");
            let paid = charges.iter().filter(|it| it.key == charge.key).count();
            assert_eq!(paid, 1, "one click, {paid} charges: {charges:?}");
            let intent = contents.intents.iter().find(|it| it.key.as_str() == key);
            let intent = intent.expect("paid, and no intent says so");
            match &intent.state {
                IntentState::Accepted(id) => {
                    assert_eq!(id.as_str(), charge.delivery);
                    let is_kept = contents.deliveries.iter().any(|it| it.delivery.id == *id);
                    assert!(is_kept, "paid, and its delivery is lost: {charge:?}");
                }
                IntentState::Open | IntentState::Dismissed => assert!(intent.in_doubt),
                IntentState::Refused(report) => panic!("paid, and told as {report:?}"),
            }
        }
    }

    fn assert_files(&self, library: &Library, contents: &Contents) {
        let mut known: HashSet<PathBuf> = HashSet::new();
        for stored in &contents.deliveries {
            for ad in &stored.delivery.ads {
                for asset in &ad.assets {
                    let file = match &asset.state {
                        AssetState::OnDisk(file) => Some(file.clone()),
                        // Promised, and under its name before the library could be told.
                        _ => {
                            let key = FileKey {
                                delivery: stored.delivery.id.clone(),
                                ad: ad.id.clone(),
                                kind: asset.kind,
                            };
                            let promise = library.plan(&key).unwrap().and_then(|it| it.promise);
                            promise.filter(|file| file.path.exists())
                        }
                    };
                    if let Some(file) = file {
                        assert_file(&file);
                        assert!(known.insert(file.path), "one file for two ads");
                    }
                }
            }
        }
        for path in files_below(self.ads) {
            let kind = path.extension().and_then(|it| it.to_str());
            let is_ours = known.contains(&path) || matches!(kind, Some("part" | "json"));
            assert!(is_ours, "nobody knows {}", path.display());
        }
    }
}

fn assert_all_told(contents: &Contents) {
    for stored in &contents.deliveries {
        stored.failure.iter().for_each(assert_told);
        for asset in stored.delivery.ads.iter().flat_map(|ad| &ad.assets) {
            if let AssetState::Failed(reason) = &asset.state {
                assert_way_out(reason);
            }
        }
    }
    for intent in &contents.intents {
        match &intent.state {
            IntentState::Refused(report) => assert_told(report),
            _ => intent
                .decision
                .iter()
                .for_each(|it| assert_told(&it.report)),
        }
    }
}

/// A file is what was recorded of it: its length, its hash, and a picture or a film.
#[track_caller]
pub fn assert_file(file: &FileOnDisk) {
    let bytes =
        std::fs::read(&file.path).unwrap_or_else(|why| panic!("{}: {why}", file.path.display()));
    assert_eq!(bytes.len() as u64, file.bytes, "{}", file.path.display());
    assert_eq!(format!("{:x}", Sha256::digest(&bytes)), file.sha256);
    parfait::media::probe_bytes(&bytes).unwrap();
}

/// What happened is a sentence, and what to do is another, or both are in one text.
#[track_caller]
pub fn assert_told(report: &Report) {
    if report.hint.is_empty() {
        return assert_way_out(&report.summary);
    }
    assert_sentence(&report.summary);
    assert_sentence(&report.hint);
    assert_ne!(report.summary, report.hint);
}

/// What happened and what to do, in one piece of text.
#[track_caller]
pub fn assert_way_out(words: &str) {
    assert_sentence(words);
    assert!(words.contains(". "), "what is one to do? {words:?}");
}

#[track_caller]
fn assert_sentence(words: &str) {
    let begins = words
        .chars()
        .next()
        .is_some_and(|sign| !sign.is_lowercase());
    assert!(
        begins && words.ends_with('.') && words.len() > 10,
        "no sentence: {words:?}"
    );
    // What a program would say is no sentence either.
    for word in [
        "Err(",
        "Some(",
        "None",
        "http error",
        "os error",
        "panicked",
    ] {
        assert!(!words.contains(word), "{word} in {words:?}");
    }
}
