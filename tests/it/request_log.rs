//! Every attempt is kept, with what was sent and what came back, and never with a key.

use std::sync::Arc;
use std::time::Duration;

use parfait::model::brief::Format;
use parfait::model::exchange::LogEntry;
use parfait::model::ids::{AccountId, IntentId};
use parfait::runtime::command::Command;
use parfait::runtime::log::{LogCommand, LogOf};
use parfait::runtime::preview;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::JobStage;
use parfait::secrets::{MemoryStore, Secrets};

use crate::support::fault_server::{Fault, Faults, KEY, Route};
use crate::support::world::{Run, World, account, brief};

fn open(run: &mut Run, intent: &IntentId, until: impl Fn(&[LogEntry]) -> bool) -> Vec<LogEntry> {
    let of = LogOf::job(run.view().job_of_intent(intent).unwrap());
    run.send(Command::Log(LogCommand::Open(of.clone())));
    let entries = run.wait("the log", |view| {
        let is_it = view.log.of.as_ref() == Some(&of);
        let entries = view.log.entries.value().filter(|_| is_it)?;
        until(entries).then(|| Arc::clone(entries))
    });
    entries.to_vec()
}

#[test]
fn every_attempt_of_a_delivery_is_kept_with_its_bytes_and_answers_and_without_a_key() {
    // The first call is the request itself: its answer is lost after it was accepted.
    let world = World::new(Faults::first(Route::Generate, vec![Fault::AnswerLost]));
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Done);
    let is_file = |entry: &&LogEntry| !entry.exchange.had_key();
    let entries = open(&mut run, &intent, |it| {
        it.iter().filter(is_file).count() == 2
    });
    let paid: Vec<_> = entries
        .iter()
        .map(|entry| &entry.exchange)
        .filter(|it| it.method == "POST")
        .collect();
    let [lost, accepted] = &paid[..] else {
        panic!("{paid:#?}");
    };
    assert_eq!((lost.attempt, lost.status), (1, None));
    assert!(lost.fault.is_some());
    assert_eq!((accepted.attempt, accepted.status), (2, Some(202)));
    // What is shown as sent is what reached the service, to the byte, and under the same key.
    let seen = world.server.requests_to(Route::Generate);
    let sent = accepted.sent.as_ref().unwrap();
    assert_eq!(sent.text.as_bytes(), &seen[1].incoming.body[..]);
    assert!(sent.is_exact);
    let key = |it: &parfait::model::exchange::Exchange| it.about.key.clone().unwrap();
    assert_eq!(key(lost), key(accepted));
    let delivery = job.delivery.as_ref().unwrap();
    let answer = accepted.answer.as_ref().unwrap();
    assert!(answer.text.contains(delivery.id.as_str()));
    let looks = entries.iter().filter(|entry| {
        let it = &entry.exchange;
        it.path().ends_with(delivery.id.as_str()) && it.status == Some(200)
    });
    assert!(looks.count() >= 1);
    for file in entries.iter().filter(is_file) {
        assert_eq!(file.exchange.status, Some(200));
        assert_eq!(file.exchange.answer, None);
    }
    let text = serde_json::to_string(&entries).unwrap();
    assert!(!text.contains(KEY), "the key is in the log");
    let curl = preview::again(
        accepted,
        job.service,
        preview::is_replayed(&job, world.clock.now()),
    );
    assert!(
        curl.contains("$DESSERT_API_KEY") && curl.contains("Idempotency-Key"),
        "{curl}"
    );
    world.clock.advance(Duration::from_secs(24 * 60 * 60));
    assert!(!preview::is_replayed(&job, world.clock.now()));
    run.stop();
    // The next run still has it.
    let mut run = world.start();
    let again = open(&mut run, &intent, |it| it.len() >= entries.len());
    assert_eq!(&again[..entries.len()], &entries[..]);
    run.stop();
    world.assert_promises();
}

#[test]
fn a_log_that_is_looked_at_grows_by_itself() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.settled(&intent);
    let before = open(&mut run, &intent, |it| !it.is_empty()).len();
    let delivery = run
        .view()
        .job_of_intent(&intent)
        .unwrap()
        .delivery
        .as_ref()
        .unwrap()
        .id
        .clone();
    run.send(Command::LookNow(delivery));
    run.wait("one more attempt", |view| {
        let entries = view.log.entries.value()?;
        (entries.len() > before).then_some(())
    });
    run.send(Command::Log(LogCommand::Close));
    run.wait("the end of looking", |view| {
        view.log.of.is_none().then_some(())
    });
    run.stop();
}

#[test]
fn the_file_for_support_holds_the_requests_and_no_key_and_is_not_written_when_one_is_in_it() {
    let world = World::new(Faults::none());
    let store = MemoryStore::default();
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.settled(&intent);
    open(&mut run, &intent, |it| it.len() >= 3);
    run.send(Command::Log(LogCommand::Export));
    let path = run.wait("the file", |view| view.log.export.value().cloned());
    let text = std::fs::read_to_string(&path).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(file["requests"].as_array().unwrap().len() >= 3);
    assert!(!text.contains(KEY));
    run.stop();
    std::fs::remove_file(&path).unwrap();

    // A key that happens to be a word of the log: what nobody expects to leak is found all the same.
    let key = AccountId::new("studio");
    let secrets = Secrets::new(Arc::new(store), Duration::from_secs(5))
        .with_environment(account(), world.server.key())
        .with_environment(
            key,
            parfait::base::secret::Secret::new("Idempotency-Key".to_lowercase()),
        );
    let mut run = world.start_with(|config| config.secrets = secrets);
    open(&mut run, &intent, |it| it.len() >= 3);
    run.send(Command::Log(LogCommand::Export));
    let report = run.wait("the refusal", |view| match &view.log.export {
        Remote::Failed(None, report) => Some(report.clone()),
        _ => None,
    });
    assert!(report.summary.contains("a key is in it"), "{report:?}");
    assert!(!path.exists());
    run.stop();
}
