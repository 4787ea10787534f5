//! Accepted work is never lost: crashes, restarts, a second studio, an orderly end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parfait::studio::{Studio, StudioError};
use serde_json::Value;

use super::bench::{Bench, Quick, quick};

/// What identifies a delivery's ads, without the address, whose port is new in every run.
fn ads(delivery: &Value) -> Vec<(u64, String, String, String)> {
    let text = |ad: &Value, field: &str| ad[field].as_str().unwrap_or_default().to_owned();
    let list = delivery["ads"].as_array().unwrap().iter();
    list.map(|ad| {
        (
            ad["index"].as_u64().unwrap(),
            text(ad, "orientation"),
            text(ad, "headline"),
            text(ad, "ad_id"),
        )
    })
    .collect()
}

async fn files(bench: &Bench, delivery: &Value) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for ad in delivery["ads"].as_array().unwrap() {
        let url = ad["static_url"].as_str().unwrap();
        let bytes = bench
            .client
            .get(url)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        files.insert(ad["ad_id"].as_str().unwrap().to_owned(), bytes.to_vec());
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_a_crash_interrupted_is_finished_to_the_same_result() {
    let slow = || {
        Arc::new(Quick {
            takes: Duration::from_millis(60),
            ..Quick::default()
        })
    };
    let bench = Bench::start(|config| config.renderer = slow()).await;
    let running = bench.order(8).await;
    let waiting = bench.order(2).await;
    let started = Instant::now();
    let before = loop {
        let delivery = bench.get(&format!("/v1/deliveries/{running}")).await.json();
        let done = delivery["ads"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|ad| ad["status"] == "rendered")
            .count();
        if done >= 3 {
            break delivery;
        }
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "nothing is made: {delivery}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!(before["status"], "rendering");
    let bench = bench
        .crash_and_restart(|config| config.renderer = slow())
        .await;
    let after = bench.end(&running).await;
    assert_eq!(after["status"], "completed");
    assert_eq!(
        (after["ad_count"].as_u64(), ads(&after)),
        (Some(16), ads(&before))
    );
    assert_eq!(files(&bench, &after).await.len(), 16);
    assert_eq!(bench.end(&waiting).await["status"], "completed");
    assert_eq!(bench.balance().await, 1250 - 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_first_still_changes_nothing_of_the_ads() {
    // No worker gets to it before the crash: all are held up by another delivery.
    let slow = Arc::new(Quick {
        takes: Duration::from_secs(2),
        ..Quick::default()
    });
    let bench = Bench::start(|config| config.renderer = slow).await;
    let id = bench.order(3).await;
    let bench = bench.crash_and_restart(|_| {}).await;
    let first = bench.end(&id).await;
    let first_files = files(&bench, &first).await;
    // And a finished delivery stays what it is over every further restart.
    let bench = bench.crash_and_restart(|_| {}).await;
    let again = bench.end(&id).await;
    assert_eq!(ads(&again), ads(&first));
    assert_eq!(files(&bench, &again).await, first_files);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_studio_on_the_same_folder_is_refused_in_words() {
    let bench = Bench::start(|_| {}).await;
    let Err(error) = Studio::start(quick(bench.folder.path())).await else {
        panic!("two studios share one store");
    };
    assert!(matches!(error, StudioError::InUse(_)));
    assert!(
        error.report().summary.contains("already"),
        "{}",
        error.report()
    );
    // And one that has ended makes room.
    let Bench { studio, folder, .. } = bench;
    studio.shutdown().await;
    Studio::start(quick(folder.path()))
        .await
        .unwrap()
        .shutdown()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_and_a_folder_that_is_a_file_are_told_in_words() {
    let bench = Bench::start(|_| {}).await;
    let other = tempfile::tempdir().unwrap();
    let mut config = quick(other.path());
    config.addr = bench
        .studio
        .base_url()
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap();
    let Err(error) = Studio::start(config).await else {
        panic!("two studios share one port");
    };
    assert!(error.report().hint.contains("port"), "{}", error.report());
    let file = other.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let Err(error) = Studio::start(quick(&file)).await else {
        panic!("a file is no folder");
    };
    assert!(
        !error.report().summary.is_empty() && matches!(error, StudioError::Folder { .. }),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_delivery_does_not_wait_for_a_long_one() {
    let slow = Quick {
        takes: Duration::from_millis(15),
        ..Quick::default()
    };
    let bench = Bench::start(|config| config.renderer = Arc::new(slow)).await;
    let long = bench.order(100).await;
    let short = bench.order(1).await;
    bench.end(&short).await;
    let status = bench.get(&format!("/v1/deliveries/{long}")).await.json();
    assert_ne!(status["status"], "completed", "the long one was done first");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orderly_end_is_quick_and_loses_nothing() {
    let slow = || {
        Arc::new(Quick {
            takes: Duration::from_millis(100),
            ..Quick::default()
        })
    };
    let bench = Bench::start(|config| config.renderer = slow()).await;
    let id = bench.order(50).await;
    // An open connection that says nothing does not hold the end up for ever.
    let addr = bench
        .studio
        .base_url()
        .strip_prefix("http://")
        .unwrap()
        .to_owned();
    let _idle = std::net::TcpStream::connect(addr).unwrap();
    let Bench { studio, folder, .. } = bench;
    let started = Instant::now();
    studio.shutdown().await;
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "{:?}",
        started.elapsed()
    );
    let bench = Bench::in_folder(folder, |_| {}).await;
    assert_eq!(bench.end(&id).await["status"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_concepts_are_made_once_each_though_the_studio_dies_on_the_way() {
    let slow = Arc::new(Quick {
        takes: Duration::from_millis(2),
        ..Quick::default()
    });
    let painter = Arc::clone(&slow);
    let bench = Bench::start(|config| config.renderer = painter).await;
    let id = bench.order(200).await;
    let made = || slow.made.load(std::sync::atomic::Ordering::SeqCst);
    let started = Instant::now();
    let mut seen = 0;
    while made() < 120 {
        // It can be told at any moment how far it is, and that never goes back.
        let delivery = bench.get(&format!("/v1/deliveries/{id}")).await.json();
        let rows = delivery["ads"].as_array().unwrap();
        let done = rows.iter().filter(|ad| ad["status"] == "rendered").count();
        assert!(done >= seen, "{done} after {seen}");
        seen = done;
        assert!(started.elapsed() < Duration::from_secs(60));
    }
    let painter = Arc::clone(&slow);
    let bench = bench
        .crash_and_restart(|config| config.renderer = painter)
        .await;
    let delivery = bench.end(&id).await;
    assert_eq!(
        (&delivery["status"], &delivery["ad_count"]),
        (&"completed".into(), &400.into())
    );
    assert_eq!(made(), 400, "a still was made twice, or never");
    assert_eq!(bench.balance().await, 1250 - 1000);
}
