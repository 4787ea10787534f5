//! A brief that is refused because its brand is still being read in: the brand is watched, also after a restart, and
//! nothing is sent before the person says so.

use parfait::base::report::ReportKind;
use parfait::model::brief::Format;
use parfait::model::cost::Credits;
use parfait::model::ids::IntentId;
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::view::{JobStage, View};
use parfait::runtime::watch::WatchState;

use crate::support::fault_server::{Faults, Route};
use crate::support::world::{World, account, brief};

fn state(view: &View) -> Option<WatchState> {
    let watches = &view.account(&account())?.watches;
    watches.first().map(|watch| watch.state)
}

fn pending(world: &World, is_pending: bool) {
    let status = if is_pending {
        "Pending Onboarding"
    } else {
        "Active"
    };
    for brand in &mut world.server.state().brands {
        brand.2 = status.into();
    }
}

#[test]
fn a_brand_that_is_read_in_is_watched_over_a_restart_and_nothing_is_sent_by_itself() {
    let world = World::new(Faults::none());
    pending(&world, true);
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    let job = run.settled(&intent);
    assert!(matches!(job.stage, JobStage::Refused(_)), "{job:#?}");
    run.wait("a watch", |view| {
        (state(view) == Some(WatchState::Waiting)).then_some(())
    });
    run.stop();

    let mut run = world.start();
    assert_eq!(state(&run.view()), Some(WatchState::Waiting));
    run.wait("a look", |view| {
        view.account(&account())?.watches.first()?.asked_at
    });
    pending(&world, false);
    let told = |event: &Event| *event == Event::BrandReady(intent.clone());
    run.wait_for_event("the news", told);
    assert_eq!(state(&run.view()), Some(WatchState::Ready));
    assert_eq!(world.server.requests_to(Route::Generate).len(), 1);
    assert!(world.server.charges().is_empty());

    let as_new = IntentId::fresh();
    run.send(Command::RunAgain {
        of: intent.clone(),
        as_new: as_new.clone(),
        over: None,
    });
    assert_eq!(run.settled(&as_new).stage, JobStage::Done);
    assert_eq!(state(&run.view()), None);
    run.stop();
    world.assert_charged(1);
    world.assert_promises();
    assert_eq!(world.library().watches().unwrap(), []);
}

#[test]
fn a_brand_is_watched_on_while_running_again_is_held_back() {
    let world = World::new(Faults::none());
    pending(&world, true);
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait("a watch", |view| state(view).map(|_| ()));
    run.change_settings(|settings| {
        for it in settings.accounts.iter_mut().filter(|it| it.id == account()) {
            it.limits.per_delivery = Some(Credits(0));
        }
    });
    run.send(Command::RunAgain {
        of: intent.clone(),
        as_new: IntentId::fresh(),
        over: None,
    });
    run.wait_for_event("trouble", |event| {
        matches!(event, Event::Trouble(report) if report.kind == ReportKind::NotEnoughCredits)
    });
    assert_eq!(state(&run.view()), Some(WatchState::Waiting));
    run.stop();
    assert_eq!(world.library().watches().unwrap().len(), 1);
    world.assert_charged(0);
}

#[test]
fn a_watch_that_is_ended_asks_no_more() {
    let world = World::new(Faults::none());
    pending(&world, true);
    let mut run = world.start();
    let intent = run.submit(&brief(1, Format::Static));
    run.wait("a watch", |view| state(view).map(|_| ()));
    run.send(Command::StopWatching(intent));
    run.wait("no watch", |view| state(view).is_none().then_some(()));
    pending(&world, false);
    run.stop();
    assert_eq!(world.library().watches().unwrap(), []);
    let mut run = world.start();
    assert_eq!(state(&run.view()), None);
    run.send(Command::Refresh(account()));
    run.wait("the brands", |view| {
        let brands = view.account(&account())?.brands.value()?;
        brands.iter().all(|brand| brand.is_active).then_some(())
    });
    let is_news = |event: &Event| matches!(event, Event::BrandReady(_));
    assert!(!run.heard().iter().any(is_news));
    run.stop();
}

#[test]
fn what_was_typed_for_an_account_is_there_again_and_can_be_forgotten() {
    let world = World::new(Faults::none());
    let mut run = world.start();
    let mut brief = brief(1, Format::Static);
    brief.product_ids = vec!["recPROD2".into(), "recPROD1".into()]
        .into_iter()
        .map(|id: String| parfait::model::ids::ProductId::new(id))
        .collect();
    brief.animation_prompts = vec!["Serum Droplets".into(), "Gel Swirl".into()];
    let intent = run.submit(&brief);
    run.settled(&intent);
    run.send(Command::KeepPrompt {
        account: account(),
        name: " Wrong Name ".into(),
    });
    let prompts = |view: &View| view.account(&account()).map(|it| it.typed.prompts.clone());
    run.wait("both names", |view| {
        (prompts(view)?.len() == 2).then_some(())
    });
    run.stop();

    let mut run = world.start();
    let view = run.view();
    let typed = &view.account(&account()).unwrap().typed;
    assert_eq!(typed.prompts, ["Wrong Name", "Gel Swirl"]);
    let products: Vec<&str> = typed.products("").map(|id| id.as_str()).collect();
    assert_eq!(products, ["recPROD2", "recPROD1"]);
    assert_eq!(typed.products("recOTHER").count(), 0);
    run.send(Command::ForgetPrompt {
        account: account(),
        name: "Wrong Name".into(),
    });
    run.wait("one name", |view| {
        let it = view.account(&account())?;
        let is_gone = !it.prompts.iter().any(|name| name == "Wrong Name");
        (is_gone && it.typed.prompts == ["Gel Swirl"]).then_some(())
    });
    run.stop();
    let run = world.start();
    assert_eq!(prompts(&run.view()), Some(vec!["Gel Swirl".to_owned()]));
    run.stop();
}
