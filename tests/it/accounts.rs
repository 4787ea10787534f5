//! Accounts come, change and go while the program runs, and what is shown of them is what is so.

use std::sync::Arc;
use std::time::Duration;

use parfait::base::secret::Secret;
use parfait::model::account::Account;
use parfait::model::ad::AssetState;
use parfait::model::brief::Format;
use parfait::model::catalog::AutoRecharge;
use parfait::model::cost::Credits;
use parfait::model::ids::{AccountId, IntentId};
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::{JobStage, KeyView};
use parfait::secrets::{MemoryStore, Secrets};

use crate::support::fault_server::{FaultServer, Faults, KEY};
use crate::support::world::{Run, World, account, brief};

fn edit(run: &Run, id: &AccountId, change: impl FnOnce(&mut Account)) {
    run.change_settings(|settings| {
        let all = &mut settings.accounts;
        change(all.iter_mut().find(|it| it.id == *id).unwrap());
    });
}

#[test]
fn a_new_account_takes_a_key_and_pays_in_the_same_run_and_a_renamed_one_keeps_it() {
    let world = World::new(Faults::none());
    let store = Arc::new(MemoryStore::default());
    let mut run = world.start_with(|config| {
        config.secrets = Secrets::new(store, Duration::from_secs(5));
        config.endpoints.clear();
    });
    let id = AccountId::new("agency");
    let folder = world.folder.path().join("agency");
    run.change_settings(|settings| {
        settings.accounts.push(Account {
            id: id.clone(),
            base_url: Some(world.server.url()),
            folder: Some(folder.clone()),
            ..Account::dessert()
        });
    });
    let key = |run: &mut Run, wanted: KeyView| {
        run.wait("the key", |view| {
            (view.account(&id)?.key == wanted).then_some(())
        });
    };
    key(&mut run, KeyView::Missing);
    run.send(Command::SetKey {
        account: id.clone(),
        key: Secret::new(KEY),
    });
    key(&mut run, KeyView::Keychain);
    run.send(Command::UseAccount(id.clone()));
    run.wait("the balance", |view| {
        view.account(&id)?.balance.value().map(|_| ())
    });
    edit(&run, &id, |account| account.name = "Moss & Tallow".into());
    run.wait("the name", |view| {
        let it = view.account(&id)?;
        (it.account.name == "Moss & Tallow").then_some(())
    });
    let view = run.view();
    let it = view.account(&id).unwrap();
    assert_eq!(it.key, KeyView::Keychain);
    assert!(it.balance.value().is_some());

    let intent = IntentId::fresh();
    run.send(Command::Submit(Box::new(Submit {
        intent: intent.clone(),
        account: id.clone(),
        brief: brief(1, Format::Static),
        folder: None,
        over: None,
    })));
    let job = run.settled(&intent);
    assert_eq!(job.stage, JobStage::Done);
    // Its files lie where the account says.
    let delivery = job.delivery.as_ref().unwrap();
    for asset in delivery.ads.iter().flat_map(|ad| &ad.assets) {
        assert!(matches!(&asset.state, AssetState::OnDisk(file) if file.path.starts_with(&folder)));
    }
    run.stop();
    world.assert_charged(1);
}

#[test]
fn what_an_account_said_at_one_address_is_not_shown_of_another() {
    let world = World::new(Faults::none());
    let other = FaultServer::start_blocking(Faults::none());
    other.state().balance = 7;
    let mut run = world.start_with(|config| config.endpoints.clear());
    edit(&run, &account(), |it| {
        it.base_url = Some(world.server.url())
    });
    run.send(Command::UseAccount(account()));
    let credits = |run: &mut Run, wanted: i64| {
        run.wait("the balance", |view| {
            let balance = view.account(&account())?.balance.value()?;
            (balance.credits == Credits(wanted)).then_some(())
        });
    };
    credits(&mut run, 1_000_000);
    edit(&run, &account(), |it| it.base_url = Some(other.url()));
    credits(&mut run, 7);
    run.stop();
}

#[test]
fn the_address_that_is_shown_is_the_one_that_is_paid() {
    let world = World::new(Faults::none());
    let run = world.start();
    let view = run.view();
    let it = view.account(&account()).unwrap();
    assert_eq!(it.address, Some(world.server.url()));
    assert!(it.is_overridden && it.account.base_url != it.address);
    let studio = view.account(&Account::studio().id).unwrap();
    assert_eq!((&studio.address, studio.is_overridden), (&None, false));
    run.stop();
}

#[test]
fn a_balance_says_whether_it_tops_itself_up() {
    let world = World::new(Faults::none());
    for (is_on, wanted) in [(false, None), (true, Some((Credits(20), 25.0)))] {
        world.server.state().recharges = is_on;
        let mut run = world.start();
        run.send(Command::UseAccount(account()));
        let recharge = run.wait("the balance", |view| {
            let Remote::Ready(balance) = &view.account(&account())?.balance else {
                return None;
            };
            Some(balance.recharge)
        });
        let wanted = wanted.map(|(threshold, amount_usd)| AutoRecharge {
            threshold,
            amount_usd,
        });
        assert_eq!(recharge, wanted);
        run.stop();
    }
}

#[test]
fn an_answer_about_another_delivery_is_no_answer() {
    let world = World::new(Faults::none());
    world.server.state().mixed_up = Some("recSOMEBODYELSE".into());
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.wait_job(&intent, "trouble", |job| {
        job.delivery.is_some() && job.trouble.is_some()
    });
    let delivery = job.delivery.as_ref().unwrap();
    assert!(delivery.ads.is_empty() && delivery.viewer_url.is_none());
    world.server.state().mixed_up = None;
    run.send(Command::LookNow(delivery.id.clone()));
    assert_eq!(run.settled(&intent).stage, JobStage::Done);
    let is_gone = |event: &Event| matches!(event, Event::DeliveryFailed { .. });
    assert!(!run.heard().iter().any(is_gone));
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
}
