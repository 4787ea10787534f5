//! The person's library: what is written down stays, nothing that is there is deleted, two programs never share it.

use std::path::Path;
use std::process::Command;

use parfait::base::clock::Timestamp;
use parfait::base::report::Report;
use parfait::library::{FileKey, Library, LibraryError, VERSION, Written, names};
use parfait::model::ad::{Ad, Asset, AssetState, FileOnDisk, MediaKind, Orientation};
use parfait::model::brief::Format;
use parfait::model::cost::Credits;
use parfait::model::delivery::{
    Delivery, DeliveryStatus, Intent, IntentState, is_cancelled, is_not_known,
};
use parfait::model::draft::BriefDraft;
use parfait::model::ids::{AccountId, AdId, DeliveryId, IdempotencyKey, IntentId, RequestId};

use crate::support::world::brief;

fn now() -> Timestamp {
    Timestamp::from_millisecond(1_770_110_100_007).unwrap()
}

fn intent() -> Intent {
    Intent {
        id: IntentId::fresh(),
        account: AccountId::new("dessert"),
        endpoint: Some("https://api.example.test/".into()),
        key: IdempotencyKey::fresh(),
        body: b"{\"count\":1,\"format\":\"full\"}".to_vec(),
        brief: brief(1, Format::Full),
        folder: "/ads/här".into(),
        created_at: now(),
        sends: 0,
        last_sent_at: None,
        in_doubt: false,
        decision: None,
        over: None,
        state: IntentState::Open,
    }
}

fn delivery(of: Option<&Intent>) -> Delivery {
    let asset = |kind| Asset {
        kind,
        url: format!("https://cdn.example.test/{kind:?}"),
        state: AssetState::Waiting,
    };
    Delivery {
        id: DeliveryId::new("recDELIV000000001"),
        account: AccountId::new("dessert"),
        intent: of.map(|intent| intent.id.clone()),
        brief: of.map(|intent| intent.brief.clone()),
        brand_name: "Moss & Tallow".into(),
        request_id: Some(RequestId::new("req_1")),
        status: DeliveryStatus::Other("polishing".into()),
        credits_charged: Some(Credits(15)),
        expected_files: Some(4),
        viewer_url: Some("https://app.example.test/v".into()),
        folder: "/ads/här".into(),
        created_at: now(),
        looked_at: Some(now()),
        finished_at: None,
        ads: vec![Ad {
            id: AdId::new("ad1"),
            index: 1,
            version: 1,
            orientation: Orientation::Other("panorama".into()),
            headline: "Slow mornings".into(),
            note: None,
            made_at: None,
            assets: vec![asset(MediaKind::Still), asset(MediaKind::Video)],
        }],
    }
}

fn open(folder: &Path) -> Result<Library, LibraryError> {
    Library::open(&folder.join("library.sqlite"))
}

#[test]
fn what_is_written_down_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, refused) = (intent(), intent());
    let report = Report::failed("No.", "Another way.");
    let mut expected = delivery(Some(&first));
    let key = |kind| FileKey {
        delivery: expected.id.clone(),
        ad: AdId::new("ad1"),
        kind,
    };
    let (still, video) = (key(MediaKind::Still), key(MediaKind::Video));
    let file = FileOnDisk {
        path: "/ads/här/1.png".into(),
        bytes: 3,
        sha256: "abc".into(),
        width: 1080,
        height: 1920,
    };
    {
        let mut library = open(folder.path()).unwrap();
        assert_eq!(library.write_intent(&first).unwrap(), Written::New);
        assert_eq!(library.write_intent(&first).unwrap(), Written::Known);
        library.write_intent(&refused).unwrap();
        library.refuse(&refused.id, &report).unwrap();
        library.accept(&first.id, &expected, "{}").unwrap();
        assert!(library.plan_file(&still, &file.path).unwrap());
        // No two files under one name, whatever the case.
        let shouted = Path::new("/ads/här/1.PNG");
        assert!(!library.plan_file(&video, shouted).unwrap());
        library.promise_file(&still, &file).unwrap();
        let plan = library.plan(&still).unwrap().unwrap();
        assert_eq!(plan.promise, Some(file.clone()));
        library.record_file(&still, &file, None).unwrap();
        library.fail_file(&video, "The disk is full.").unwrap();
        library
            .learn(&first.account, &["Fog".into(), "Fog".into()])
            .unwrap();
        let draft = BriefDraft {
            count: "many".into(),
            ..BriefDraft::default()
        };
        library.put(names::DRAFT, &draft).unwrap();
    }
    let library = open(folder.path()).unwrap();
    let contents = library.load().unwrap();
    first.state = IntentState::Accepted(expected.id.clone());
    let refused = Intent {
        state: IntentState::Refused(report),
        ..refused
    };
    assert_eq!(contents.intents, [first, refused]);
    expected.ads[0].assets[0].state = AssetState::OnDisk(file);
    expected.ads[0].assets[1].state = AssetState::Failed("The disk is full.".into());
    assert_eq!(contents.deliveries.len(), 1);
    assert_eq!(contents.deliveries[0].delivery, expected);
    let prompts = &contents.prompts[&AccountId::new("dessert")];
    assert_eq!(*prompts, ["Fog"]);
    let draft: BriefDraft = library.get(names::DRAFT).unwrap().unwrap();
    assert_eq!(draft.count, "many");
}

#[test]
fn what_an_older_library_holds_of_a_cancelled_or_unknown_delivery_is_still_understood() {
    type Says = fn(&Report) -> bool;
    let cases: [(&str, Says); 2] = [
        (
            "This delivery was cancelled before anything was finished.",
            is_cancelled,
        ),
        (
            "The service does not know this delivery under this key and address.",
            is_not_known,
        ),
    ];
    for (sentence, is_so) in cases {
        let folder = tempfile::tempdir().unwrap();
        let mut library = open(folder.path()).unwrap();
        library.adopt(&delivery(None)).unwrap();
        let old = Report::failed(sentence, "As it was said then.");
        library.fail_delivery(&delivery(None), &old).unwrap();
        let contents = library.load().unwrap();
        let failure = contents.deliveries[0].failure.as_ref().unwrap();
        assert!(is_so(failure), "{failure:?}");
        assert_eq!(failure.summary, sentence);
    }
}

#[test]
fn a_later_look_changes_no_finished_file_and_follows_an_ad_to_its_new_id() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = open(folder.path()).unwrap();
    let mut it = delivery(None);
    library.adopt(&it).unwrap();
    let key = FileKey {
        delivery: it.id.clone(),
        ad: AdId::new("ad1"),
        kind: MediaKind::Still,
    };
    let file = FileOnDisk {
        path: "/ads/1.png".into(),
        bytes: 3,
        sha256: "abc".into(),
        width: 1,
        height: 1,
    };
    library.plan_file(&key, &file.path).unwrap();
    library.record_file(&key, &file, None).unwrap();
    it.ads[0].id = AdId::new("ad2");
    it.ads[0].assets[0].url = "https://cdn.example.test/new".into();
    let renamed = [(AdId::new("ad1"), AdId::new("ad2"))];
    library.save_look(&it, &renamed, "{}").unwrap();
    let stored = library.load().unwrap().deliveries.remove(0).delivery;
    assert_eq!(stored.ads.len(), 1);
    assert_eq!(stored.ads[0].id, AdId::new("ad2"));
    assert_eq!(stored.ads[0].assets[0].state, AssetState::OnDisk(file));
    assert_eq!(stored.ads[0].assets[0].url, "https://cdn.example.test/new");
}

#[test]
fn an_acceptance_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = open(folder.path()).unwrap();
    let (known, unknown) = (intent(), intent());
    library.write_intent(&known).unwrap();
    // The delivery names an intent that is not there, so the transaction fails at its first step.
    let wrong = delivery(Some(&unknown));
    assert!(library.accept(&known.id, &wrong, "{}").is_err());
    let contents = library.load().unwrap();
    assert_eq!(contents.intents[0].state, IntentState::Open);
    assert!(contents.deliveries.is_empty());
}

#[test]
fn a_second_program_on_the_same_library_is_refused_until_the_first_ends() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path()).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, LibraryError::InUse(_)));
    let report = error.report();
    assert!(report.summary.contains("already open"), "{report}");
    assert!(report.hint.contains("--data-dir"), "{report}");
    drop(first);
    open(folder.path()).unwrap();
}

#[test]
fn a_file_that_is_no_library_is_named_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    std::fs::write(&path, b"my holiday photos").unwrap();
    let error = open(folder.path()).unwrap_err();
    let report = error.report();
    assert!(
        report.summary.contains(&path.display().to_string()),
        "{report}"
    );
    assert!(report.hint.contains("aside"), "{report}");
    assert_eq!(std::fs::read(&path).unwrap(), b"my holiday photos");
}

#[test]
fn a_library_of_a_newer_version_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    drop(open(folder.path()).unwrap());
    // `user_version` stands at byte 60 of the file, big-endian.
    let mut bytes = std::fs::read(&path).unwrap();
    let newer = u32::try_from(VERSION + 1).unwrap();
    bytes[60..64].copy_from_slice(&newer.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, LibraryError::Newer { .. }), "{error:?}");
    assert!(error.report().hint.contains("newer Parfait"));
    assert_eq!(std::fs::read(&path).unwrap()[60..64], newer.to_be_bytes());
}

#[test]
fn damage_is_found_at_the_start_and_nothing_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    {
        let mut library = open(folder.path()).unwrap();
        for _ in 0..200 {
            library.write_intent(&intent()).unwrap();
        }
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xAA);
    std::fs::write(&path, &bytes).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, LibraryError::Damaged { .. }), "{error:?}");
    assert!(error.report().summary.contains("damaged"));
    assert_eq!(std::fs::read(&path).unwrap().len(), bytes.len());
}

#[test]
fn a_library_in_a_folder_that_cannot_be_written_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("file");
    std::fs::write(&in_the_way, b"x").unwrap();
    let error = Library::open(&in_the_way.join("library.sqlite")).unwrap_err();
    assert!(matches!(error, LibraryError::Disk(..)), "{error:?}");
    assert!(!error.report().hint.is_empty());
}

/// A tiny file system in memory, if this machine lets us mount one.
pub struct TinyDisk(pub std::path::PathBuf);

impl TinyDisk {
    pub fn mount(at: &Path, kilobytes: u32) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at)
            .output();
        if mounted.is_ok_and(|out| out.status.success()) {
            return Some(Self(at.to_owned()));
        }
        eprintln!("SKIPPED: this machine does not let us mount a tiny disk");
        None
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(&self.0).status().ok();
    }
}
