//! What a person sees and says of money: amounts with their evidence, entries to decide by, limits and the yes to go over
//! them.

use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use parfait::base::report::Report;
use parfait::model::account::{Limits, Service};
use parfait::model::catalog::{AutoRecharge, Balance};
use parfait::model::cost::{Credits, Pricing};
use parfait::model::fate::{Undecided, Why};
use parfait::model::ids::{AccountId, DeliveryId};
use parfait::model::ledger::Booked;
use parfait::model::settings::Theme;
use parfait::model::spend::{GivenBy, Limit, Over, Override, Spending};
use parfait::model::usage::{UsageEntry, UsageKind};
use parfait::runtime::command::Command;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::{Job, JobStage, View};

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};

fn dessert(id: &str, age: u64, stage: JobStage, files: usize) -> Job {
    let mut job = Arc::unwrap_or_clone(views::job(id, age, stage, files));
    job.service = Service::Dessert;
    job.account = AccountId::new("dessert");
    if let Some(delivery) = &mut job.delivery {
        delivery.account = AccountId::new("dessert");
        job.money.charged = Some(booked(age, true, &["t1"]));
    }
    job
}

fn booked(age: u64, by_answer: bool, entries: &[&str]) -> Booked {
    Booked {
        credits: Credits(15),
        at: views::now() - Duration::from_secs(age),
        by_answer,
        entries: entries.iter().map(|it| (*it).to_owned()).collect(),
    }
}

fn entry(id: &str, age: u64, delivery: Option<&str>) -> UsageEntry {
    UsageEntry {
        id: id.into(),
        kind: UsageKind::Charge,
        word: "Debit".into(),
        credits: Some(Credits(-15)),
        balance_after: Some(Credits(1_235)),
        delivery: delivery.map(DeliveryId::new),
        request: None,
        key: None,
        at: Some(views::now() - Duration::from_secs(age)),
        raw: "{}".into(),
    }
}

/// Paid work in every state in which its money is a question.
fn paid() -> View {
    let gave_up = || {
        Report::failed(
            "The service could not make these ads.",
            "Change the brief first.",
        )
    };
    let mut view = views::dessert();
    let mut decided = dessert("d1", 90_000, JobStage::NeedsDecision, 0);
    decided.trouble = Some(Undecided::new(Why::TooOld).report);
    decided.money.possible = vec![
        entry("t7", 89_990, Some("recDELIV000000042")),
        entry("t6", 89_400, None),
    ];
    let mut nothing_fits = dessert("d2", 95_000, JobStage::NeedsDecision, 0);
    nothing_fits.trouble = Some(Undecided::new(Why::RefusedAfterDoubt).report);
    let failed = dessert("d3", 4_000, JobStage::Failed(gave_up()), 0);
    let mut refunded = dessert("d4", 8_000, JobStage::Failed(gave_up()), 0);
    refunded.money.refunded = Some(booked(7_000, false, &["t9"]));
    let done = dessert("d5", 900, JobStage::Done, 6);
    view.jobs = [done, failed, refunded, decided, nothing_fits]
        .map(Arc::new)
        .into();
    view.accounts[1].usage = Remote::Ready(Arc::new(vec![entry(
        "t7",
        89_990,
        Some("recDELIV000000042"),
    )]));
    view
}

fn limited() -> View {
    let mut view = views::dessert();
    let limits = Limits {
        per_delivery: Some(Credits(10)),
        per_day: Some(Credits(60)),
    };
    let mut settings = (*view.settings).clone();
    settings.accounts[1].limits = limits;
    view.settings = Arc::new(settings);
    view.accounts[1].account.limits = limits;
    view.accounts[1].spending = Spending {
        today: Credits(50),
        month: Credits(1_320),
        open: Credits(15),
    };
    view
}

fn press(window: &mut Window, label: &str) {
    window
        .harness
        .get_by_role_and_label(Role::Button, label)
        .click();
    window.run();
}

fn to_deliveries(view: View, size: (f32, f32), theme: Theme) -> Window {
    let mut window = Window::open_as(view, size, theme);
    press(&mut window, "Deliveries");
    window.asked();
    window
}

#[test]
fn amounts_stand_with_their_evidence_and_entries_beside_the_decision() {
    for (theme, size, name) in [
        (Theme::Light, LARGE, "light"),
        (Theme::Dark, LARGE, "dark"),
        (Theme::Light, SMALL, "small"),
    ] {
        let mut window = to_deliveries(paid(), size, theme);
        for words in [
            "Refund of 15 credits expected, not seen yet",
            "15 credits refunded",
        ] {
            assert_eq!(
                window.harness.query_all_by_label(words).count(),
                1,
                "{words}"
            );
        }
        let fold = window
            .harness
            .get_all_by_role_and_label(Role::Button, "Details")
            .next();
        fold.unwrap().click();
        window.run();
        window.picture(&format!("money-deliveries-{name}"));
    }
}

#[test]
fn the_delivery_that_an_entry_names_is_followed_for_nothing() {
    let mut window = to_deliveries(paid(), LARGE, Theme::Light);
    press(&mut window, "Follow the named one");
    let asked = window.asked();
    assert!(
        matches!(&asked[..], [Command::FollowNamed { intent, delivery }]
            if intent.as_str() == "d1" && delivery.as_str() == "recDELIV000000042"),
        "{asked:?}"
    );
}

#[test]
fn running_again_names_the_refund_and_the_limit() {
    let mut view = paid();
    view.accounts[1] = limited().accounts[1].clone();
    view.settings = limited().settings;
    view.jobs.truncate(2);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = to_deliveries(view.clone(), LARGE, theme);
        press(&mut window, "Run again · 15 credits");
        window.picture(&format!("money-run-again-{name}"));
        press(&mut window, "Run again, over the limit · 15 credits");
        let asked = window.asked();
        let [
            Command::RunAgain {
                over: Some(over), ..
            },
        ] = &asked[..]
        else {
            panic!("{asked:?}");
        };
        assert_eq!((over.by, over.over.len()), (GivenBy::Dialog, 2));
    }
}

#[test]
fn a_brief_over_a_limit_is_sent_only_after_a_yes_that_names_it() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = Window::open_as(limited(), LARGE, theme);
        window.asked();
        press(&mut window, "Generate 3 concepts");
        let sent = |window: &mut Window| {
            let asked = window.asked().into_iter();
            asked
                .filter_map(|it| match it {
                    Command::Submit(submit) => Some(submit),
                    _ => None,
                })
                .next()
        };
        assert_eq!(sent(&mut window), None);
        window.picture(&format!("money-over-limit-{name}"));
        press(&mut window, "Not now");
        assert_eq!(sent(&mut window), None);
        press(&mut window, "Generate 3 concepts");
        press(&mut window, "Go over the limit · 15 credits");
        let over = |limit, allowed, sum| Over {
            limit,
            allowed: Credits(allowed),
            sum: Credits(sum),
        };
        let yes = Override {
            by: GivenBy::Dialog,
            over: vec![
                over(Limit::PerDelivery, 10, 15),
                over(Limit::PerDay, 60, 65),
            ],
        };
        assert_eq!(sent(&mut window).unwrap().over, Some(yes));
    }
}

#[test]
fn a_brief_that_sets_off_a_recharge_says_so_before_it_is_sent() {
    let mut view = views::dessert();
    view.accounts[1].balance = Remote::Ready(Balance {
        credits: Credits(40),
        pricing: Pricing::default(),
        recharge: Some(AutoRecharge {
            threshold: Credits(20),
            amount_usd: 25.0,
        }),
    });
    view.accounts[1].spending.open = Credits(15);
    let mut window = Window::open(view);
    let words = "This brief makes the account recharge itself: $25.00.";
    assert_eq!(window.harness.query_all_by_label(words).count(), 1);
    let words = "Balance after, 15 being sent";
    assert_eq!(window.harness.query_all_by_label(words).count(), 1);
    window.picture("money-recharge-light");
}

#[test]
fn limits_are_typed_in_settings_and_saved_when_they_are_right() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = Window::open_as(limited(), LARGE, theme);
        press(&mut window, "Settings");
        window.asked();
        window.picture(&format!("money-settings-{name}"));
        let field = window
            .harness
            .get_by_role_and_label(Role::TextInput, "Limit for one day");
        field.focus();
        window.run();
        let field = window
            .harness
            .get_by_role_and_label(Role::TextInput, "Limit for one day");
        field.type_text("0");
        window.run();
        window
            .harness
            .get_by_role_and_label(Role::TextInput, "Limit for one delivery")
            .focus();
        window.run();
        let asked = window.asked();
        let [Command::SaveSettings(settings)] = &asked[..] else {
            panic!("{asked:?}");
        };
        assert_eq!(
            settings.wished.accounts[1].limits.per_day,
            Some(Credits(600))
        );
        assert_eq!(
            settings.wished.accounts[1].limits.per_delivery,
            Some(Credits(10))
        );
    }
}
