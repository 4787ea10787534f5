//! A key is asked about before it replaces one that works, and no account leaves a key or paid work behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parfait::base::report::{Remedy, Report, ReportKind};
use parfait::base::secret::Secret;
use parfait::model::account::Account;
use parfait::model::brief::Format;
use parfait::model::ids::{AccountId, DeliveryId, IntentId};
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::keys::KeyCheck;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::{JobStage, KeyView};
use parfait::secrets::{MemoryStore, SecretStore, Secrets, StoreError};

use crate::support::fault_server::{Fault, Faults, KEY, Route};
use crate::support::world::{Run, World, account, brief};

const OTHER: &str = "dsrt_live_00000000000000000000000000000000000000ff";

fn start(world: &World, store: &Arc<MemoryStore>) -> Run {
    let store = Arc::clone(store);
    let run = world.start_with(|config| {
        config.secrets = Secrets::new(store, Duration::from_secs(20));
        config.endpoints.clear();
    });
    run.change_settings(|settings| {
        let dessert = settings.accounts.iter_mut().find(|it| it.id == account());
        dessert.unwrap().base_url = Some(world.server.url());
    });
    run
}

fn set(run: &Run, id: &AccountId, key: &str) {
    run.send(Command::SetKey {
        account: id.clone(),
        key: Secret::new(key),
    });
}

fn trouble(run: &mut Run) -> Report {
    let is_trouble = |event: &Event| matches!(event, Event::Trouble(_));
    match run.wait_for_event("trouble", is_trouble) {
        Event::Trouble(report) => report,
        other => panic!("{other:?}"),
    }
}

fn kept(store: &MemoryStore, id: &AccountId) -> Option<String> {
    let key = store.get(id).unwrap();
    key.map(|key| key.expose().to_owned())
}

#[test]
fn a_key_that_the_service_refuses_never_replaces_one_that_works() {
    let world = World::new(Faults::none());
    let store = Arc::new(MemoryStore::default());
    store.set(&account(), &Secret::new(KEY)).unwrap();
    let mut run = start(&world, &store);
    run.wait("the key", |view| {
        (view.account(&account())?.key == KeyView::Keychain).then_some(())
    });
    set(&run, &account(), OTHER);
    let report = trouble(&mut run);
    assert_eq!(report.kind, ReportKind::NotAuthorised);
    assert_eq!(report.remedy(), Some(&Remedy::EnterKey));
    assert!(report.hint.contains("stays in use"), "{report}");
    assert_eq!(kept(&store, &account()).as_deref(), Some(KEY));
    // And it pays as before.
    let intent = run.submit(&brief(1, Format::Static));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
}

#[test]
fn a_key_that_nobody_can_be_asked_about_is_kept_and_checked_with_the_next_answer() {
    let busy = Faults::first(Route::Balance, vec![Fault::status(503)]);
    let world = World::new(busy);
    let store = Arc::new(MemoryStore::default());
    let mut run = start(&world, &store);
    run.wait("no key", |view| {
        (view.account(&account())?.key == KeyView::Missing).then_some(())
    });
    set(&run, &account(), KEY);
    let told = run.wait_for_event("it", |event| matches!(event, Event::KeyKept { .. }));
    let Event::KeyKept {
        unchecked, same_as, ..
    } = told
    else {
        unreachable!();
    };
    assert!(unchecked.is_some() && same_as.is_empty());
    assert_eq!(kept(&store, &account()).as_deref(), Some(KEY));
    let facts = run.wait("the check", |view| {
        let view = view.account(&account())?;
        let is_good = matches!(view.key_facts.check, KeyCheck::Good(_));
        is_good.then(|| view.key_facts.clone())
    });
    let last: String = KEY.chars().skip(KEY.len() - 4).collect();
    assert_eq!(facts.masked, Some(format!("dsrt_live_••••{last}")));
    assert_eq!(
        (facts.place.service, &*facts.place.user),
        ("parfait", "dessert")
    );
    run.stop();
}

#[test]
fn the_same_key_in_two_accounts_is_said() {
    let world = World::new(Faults::none());
    let store = Arc::new(MemoryStore::default());
    store.set(&account(), &Secret::new(KEY)).unwrap();
    let mut run = start(&world, &store);
    let id = AccountId::new("agency");
    run.change_settings(|settings| {
        settings.accounts.push(Account {
            id: id.clone(),
            base_url: Some(world.server.url()),
            ..Account::dessert()
        });
    });
    run.wait("both", |view| {
        let first = &view.account(&account())?.key;
        let second = &view.account(&id)?.key;
        (*first == KeyView::Keychain && *second == KeyView::Missing).then_some(())
    });
    set(&run, &id, KEY);
    run.wait_for_event(
        "it",
        |event| matches!(event, Event::KeyKept { same_as, .. } if *same_as == [account()]),
    );
    let view = run.view();
    assert_eq!(
        view.account(&account()).unwrap().key_facts.same_as,
        std::slice::from_ref(&id)
    );
    run.send(Command::RemoveAccount(id.clone()));
    run.wait("the end of it", |view| {
        let same = &view.account(&account())?.key_facts.same_as;
        (view.account(&id).is_none() && same.is_empty()).then_some(())
    });
    assert_eq!(kept(&store, &id), None);
    run.stop();
}

/// Keeps keys and lets none go.
#[derive(Default)]
struct Jealous(MemoryStore);

impl SecretStore for Jealous {
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, StoreError> {
        self.0.get(account)
    }

    fn set(&self, account: &AccountId, key: &Secret) -> Result<(), StoreError> {
        self.0.set(account, key)
    }

    fn delete(&self, _: &AccountId) -> Result<(), StoreError> {
        Err(StoreError::Failed("locked".into()))
    }
}

#[test]
fn an_account_stays_while_its_work_runs_and_until_its_key_is_gone() {
    let world = World::new(Faults::none());
    let store = Arc::new(Jealous::default());
    store.set(&account(), &Secret::new(KEY)).unwrap();
    world.server.state().pace = 1_000_000;
    let mut run = world.start_with(|config| {
        config.secrets = Secrets::new(store, Duration::from_secs(20));
    });
    run.send(Command::UseAccount(Account::studio().id));
    let intent = run.submit(&brief(1, Format::Static));
    run.wait_job(&intent, "a delivery", |job| job.delivery.is_some());
    run.send(Command::RemoveAccount(account()));
    let report = trouble(&mut run);
    assert!(report.summary.contains("not over yet"), "{report}");
    assert!(run.view().account(&account()).is_some());

    world.server.state().pace = 0;
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    run.send(Command::RemoveAccount(account()));
    run.wait_for_event(
        "trouble",
        |event| matches!(event, Event::Trouble(report) if report.summary.contains("keychain")),
    );
    run.wait("the key", |view| {
        (view.account(&account())?.key == KeyView::Keychain).then_some(())
    });
    run.stop();
}

/// Keeps keys, and lets one go once it may.
#[derive(Default)]
struct Slow {
    keys: MemoryStore,
    may_go: AtomicBool,
}

impl SecretStore for Slow {
    fn get(&self, account: &AccountId) -> Result<Option<Secret>, StoreError> {
        self.keys.get(account)
    }

    fn set(&self, account: &AccountId, key: &Secret) -> Result<(), StoreError> {
        self.keys.set(account, key)
    }

    fn delete(&self, account: &AccountId) -> Result<(), StoreError> {
        while !self.may_go.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.keys.delete(account)
    }
}

#[test]
fn nothing_new_is_begun_with_an_account_whose_key_is_going() {
    let world = World::new(Faults::none());
    let store = Arc::new(Slow::default());
    store.set(&account(), &Secret::new(KEY)).unwrap();
    let secrets = Arc::clone(&store);
    let mut run = world.start_with(|config| {
        config.secrets = Secrets::new(secrets, Duration::from_secs(20));
    });
    run.send(Command::UseAccount(Account::studio().id));
    // It is not written down yet, and keeps its account all the same.
    let intent = run.submit(&brief(1, Format::Static));
    run.send(Command::RemoveAccount(account()));
    let report = trouble(&mut run);
    assert!(report.summary.contains("not over yet"), "{report}");
    assert_eq!(run.settled(&intent).stage, JobStage::Done);

    run.send(Command::RemoveAccount(account()));
    let late = run.submit(&brief(1, Format::Static));
    let refused = run.wait_for_event(
        "a refusal",
        |event| matches!(event, Event::Refused { intent, .. } if *intent == late),
    );
    assert!(
        format!("{refused:?}").contains("is being removed"),
        "{refused:?}"
    );
    for (before, command) in [
        Command::Retry(intent.clone()),
        Command::RunAgain {
            of: intent.clone(),
            as_new: IntentId::fresh(),
            over: None,
        },
        Command::Adopt {
            account: account(),
            delivery: DeliveryId::new("recOTHER"),
            folder: None,
        },
        Command::UseAccount(account()),
        Command::SetKey {
            account: account(),
            key: Secret::new(OTHER),
        },
    ]
    .into_iter()
    .enumerate()
    {
        run.send(command);
        let until = Instant::now() + Duration::from_secs(20);
        let is_no = |event: &&Event| matches!(event, Event::Trouble(it) if it.summary.contains("is being removed"));
        while run.heard().iter().filter(is_no).count() <= before {
            assert!(Instant::now() < until, "{:#?}", run.heard());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    store.may_go.store(true, Ordering::SeqCst);
    run.wait("the end of it", |view| {
        view.account(&account()).is_none().then_some(())
    });
    run.stop();
    assert!(store.get(&account()).unwrap().is_none());
    world.assert_charged(1);
}

#[test]
fn an_account_that_comes_to_be_shown_is_asked_once() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    run.send(Command::UseAccount(Account::studio().id));
    run.wait("the key", |view| {
        view.account(&account())?.key.is_usable().then_some(())
    });
    for _ in 0..5 {
        run.send(Command::Acquaint(account()));
    }
    run.wait("the balance", |view| {
        matches!(view.account(&account())?.balance, Remote::Ready(_)).then_some(())
    });
    run.stop();
    assert_eq!(world.server.requests_to(Route::Balance).len(), 1);
}
