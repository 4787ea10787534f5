//! Cancelling a delivery in the window, by role and label, by mouse and by keyboard.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::model::account::Service;
use parfait::model::ad::{Asset, AssetState, MediaKind};
use parfait::model::delivery::DeliveryStatus;
use parfait::model::ids::DeliveryId;
use parfait::model::settings::Theme;
use parfait::runtime::command::Command;
use parfait::runtime::view::{Job, JobStage, View};

use super::support::views;
use super::support::window::Window;

/// One delivery of six stills that is being made, `made` of which are offered.
fn being_made(service: Service, made: usize) -> View {
    let mut view = views::studio();
    let job = views::job("d3", 40, JobStage::Making(DeliveryStatus::Rendering), made);
    let mut job = Arc::unwrap_or_clone(job);
    job.service = service;
    view.jobs = vec![Arc::new(job)];
    view
}

fn open(view: View) -> Window {
    let mut window = Window::open_as(view, (1280.0, 800.0), Theme::Light);
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    window.run();
    window.asked();
    window
}

fn press(window: &mut Window, label: &str) {
    window
        .harness
        .get_by_role_and_label(Role::Button, label)
        .click();
    window.run();
}

fn shows(window: &Window, words: &str) -> bool {
    window
        .harness
        .query_all_by_label_contains(words)
        .next()
        .is_some()
}

#[test]
fn cancelling_asks_once_more_and_says_what_stays_and_what_is_given_back() {
    let mut window = open(being_made(Service::Studio, 2));
    press(&mut window, "Cancel…");
    assert!(window.asked().is_empty(), "nothing is sent before the yes");
    assert!(shows(&window, "2 of 6 files are finished and stay"));
    assert!(shows(&window, "The others are not made."));
    window.picture("deliveries-cancel");
    press(&mut window, "Keep making");
    assert!(window.asked().is_empty() && !shows(&window, "Cancel this delivery?"));
    press(&mut window, "Cancel…");
    press(&mut window, "Cancel delivery");
    assert_eq!(window.asked(), [Command::Cancel(DeliveryId::new("d3"))]);
    assert!(!shows(&window, "Cancel this delivery?"));
}

#[test]
fn the_keyboard_alone_cancels_and_escape_thinks_better_of_it() {
    let mut window = open(being_made(Service::Studio, 0));
    let tab_to = |window: &mut Window, label: &str| {
        for _ in 0..60 {
            window.harness.key_press(Key::Tab);
            window.run();
            let node = window.harness.get_by_role_and_label(Role::Button, label);
            if node.accesskit_node().is_focused() {
                return;
            }
        }
        panic!("Tab never came to {label}");
    };
    tab_to(&mut window, "Cancel…");
    window.harness.key_press(Key::Enter);
    window.run();
    assert!(shows(&window, "Nothing of it is finished yet"));
    window.harness.key_press(Key::Escape);
    window.run();
    assert!(!shows(&window, "Cancel this delivery?"));
    tab_to(&mut window, "Cancel…");
    window.harness.key_press(Key::Enter);
    window.run();
    tab_to(&mut window, "Cancel delivery");
    window.harness.key_press(Key::Enter);
    window.run();
    assert_eq!(window.asked(), [Command::Cancel(DeliveryId::new("d3"))]);
}

#[test]
fn the_paid_service_cannot_be_told_to_stop_so_nothing_offers_it() {
    let window = open(being_made(Service::Dessert, 2));
    assert!(window.harness.query_by_label("Cancel…").is_none());
    assert!(window.harness.query_by_label("Look now").is_some());
}

#[test]
fn the_question_goes_away_when_there_is_nothing_left_to_cancel() {
    let mut window = open(being_made(Service::Studio, 2));
    press(&mut window, "Cancel…");
    window.show(|view| view.jobs = vec![views::job("d3", 60, JobStage::Done, 6)]);
    assert!(!shows(&window, "Cancel this delivery?"));
}

#[test]
fn a_delivery_that_was_cut_short_says_so_and_is_no_failure() {
    let mut job: Job = Arc::unwrap_or_clone(views::job("d3", 60, JobStage::Done, 2));
    if let Some(delivery) = &mut job.delivery {
        delivery.expected_files = Some(2);
        let on_disk = |asset: &Asset| {
            asset.kind == MediaKind::Still && matches!(asset.state, AssetState::OnDisk(_))
        };
        delivery.ads.retain(|ad| ad.assets.iter().any(on_disk));
    }
    let mut view = views::studio();
    let ordered = job
        .brief
        .as_ref()
        .map_or(0, |brief| brief.stills() + brief.films());
    view.jobs = vec![Arc::new(job)];
    let mut window = open(view);
    assert!(shows(&window, &format!("Cancelled · 2 of {ordered} files")));
    window.picture("deliveries-cut-short");
}
