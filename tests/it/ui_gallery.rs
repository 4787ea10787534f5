//! Gallery, viewer and deliveries: by role and label, by key, and as pictures in `target/pictures/`.

mod made_up;
mod revise;
mod told;

use std::time::{Duration, Instant};

use egui::Key;
use egui::accesskit::{Role, Toggled};
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::model::account::Service;
use parfait::model::ad::{AssetState, Orientation};
use parfait::model::delivery::DeliveryStatus;
use parfait::model::settings::Theme;
use parfait::runtime::command::Command;
use parfait::runtime::view::{Job, JobStage, View};

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};
use made_up::{concept, job, lived_in, on_disk};

const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

/// Opens the window at a place of the rail.
fn open_at(view: View, size: (f32, f32), theme: Theme, place: &str) -> Window {
    let mut window = Window::open_as(view, size, theme);
    go(&mut window, place);
    window
}

fn go(window: &mut Window, place: &str) {
    window
        .harness
        .get_all_by_role(Role::Button)
        .find(|node| {
            node.accesskit_node()
                .label()
                .is_some_and(|label| label.split(',').next() == Some(place))
        })
        .unwrap()
        .click();
    // The pointer must not rest on the rail in the pictures.
    window.harness.remove_cursor();
    window.run();
}

/// Lets the workers bring every picture that is on screen.
fn settle(window: &mut Window) {
    let end = Instant::now() + Duration::from_secs(30);
    window.run();
    while window.harness.state().awaits_pictures() {
        assert!(Instant::now() < end, "pictures never came");
        std::thread::sleep(Duration::from_millis(10));
        window.run();
    }
    window.run();
}

fn gallery(view: View) -> Window {
    open_at(view, LARGE, Theme::Light, "Gallery")
}

/// Nothing before the first concept has the keyboard, so the keys choose.
fn press(window: &mut Window, key: Key) {
    window.harness.key_press(key);
    window.run();
}

/// What is chosen in the grid.
fn chosen(window: &Window) -> Vec<String> {
    window
        .harness
        .get_all_by_role(Role::ListBoxOption)
        .filter(|node| node.accesskit_node().is_selected() == Some(true))
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

fn click(window: &mut Window, label: &str) {
    window
        .harness
        .get_by_role_and_label(Role::Button, label)
        .click();
    window.run();
}

#[test]
fn the_gallery_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = open_at(lived_in(), LARGE, theme, "Gallery");
        settle(&mut window);
        press(&mut window, Key::ArrowRight);
        press(&mut window, Key::ArrowRight);
        settle(&mut window);
        window.picture(&format!("gallery-lived-in-{name}"));
        press(&mut window, Key::Space);
        settle(&mut window);
        window.picture(&format!("viewer-{name}"));
    }
    let mut window = open_at(lived_in(), SMALL, Theme::Light, "Gallery");
    settle(&mut window);
    window.picture("gallery-lived-in-small");
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Space);
    press(&mut window, Key::S);
    settle(&mut window);
    window.picture("viewer-small");
    press(&mut window, Key::Z);
    settle(&mut window);
    window.picture("viewer-all-pixels");
}

#[test]
fn every_state_of_the_gallery_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = open_at(views::studio(), LARGE, theme, "Gallery");
        window.picture(&format!("gallery-empty-{name}"));
        let one = made_up::view(vec![job("d1", 1, 1, Service::Studio, 0)]);
        let mut window = open_at(one, LARGE, theme, "Gallery");
        settle(&mut window);
        window.picture(&format!("gallery-one-{name}"));
        let mut window = open_at(troubled(), LARGE, theme, "Gallery");
        settle(&mut window);
        press(&mut window, Key::ArrowRight);
        window.picture(&format!("gallery-trouble-{name}"));
        press(&mut window, Key::Enter);
        settle(&mut window);
        window.picture(&format!("viewer-trouble-{name}"));
    }
    let mut window = gallery(made_up::huge());
    // Before the workers had time: places only, nothing jumps later.
    window.picture("gallery-loading");
    settle(&mut window);
    window.picture("gallery-huge");
    for (shape, name) in [
        ("Shapes: 9:16", "gallery-vertical"),
        ("Shapes: 4:5", "gallery-square"),
    ] {
        window
            .harness
            .get_by_role_and_label(Role::RadioButton, shape)
            .click();
        settle(&mut window);
        window.picture(name);
    }
}

/// A file that is gone, one that was never saved, one that is still on its way, and a garbled one.
fn troubled() -> View {
    let mut job = job("d1", 0, 2, Service::Studio, 0);
    let gone = |at: usize| match on_disk(at, &Orientation::Vertical) {
        AssetState::OnDisk(mut file) => {
            file.path = "/nowhere/ad.png".into();
            AssetState::OnDisk(file)
        }
        other => other,
    };
    let garbled = || match on_disk(0, &Orientation::Square) {
        AssetState::OnDisk(mut file) => {
            file.path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into();
            AssetState::OnDisk(file)
        }
        other => other,
    };
    let full = AssetState::Failed("The disk that holds /home/ada is full. Free some space.".into());
    let ads = [
        concept("d1", 1, "The cream that melts first", [gone(0), garbled()]),
        concept(
            "d1",
            2,
            "Amber hours",
            [on_disk(2, &Orientation::Vertical), full],
        ),
        concept("d1", 3, "", [AssetState::Waiting, AssetState::Waiting]),
    ];
    if let Some(delivery) = &mut job.delivery {
        delivery.ads = ads.concat();
        delivery.finished_at = None;
    }
    job.stage = JobStage::Incomplete { done: 1, total: 6 };
    made_up::view(vec![job])
}

#[test]
fn deliveries_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = open_at(every_stage(), LARGE, theme, "Deliveries");
        settle(&mut window);
        window.picture(&format!("deliveries-lived-in-{name}"));
    }
    let mut window = open_at(every_stage(), SMALL, Theme::Light, "Deliveries");
    settle(&mut window);
    window.picture("deliveries-lived-in-small");
    let mut window = open_at(views::studio(), LARGE, Theme::Light, "Deliveries");
    window.picture("deliveries-empty");
    let mut window = open_at(paid_failure(), LARGE, Theme::Light, "Deliveries");
    settle(&mut window);
    click(&mut window, "Details");
    window.picture("deliveries-failed");
    click(&mut window, "Run again · 20 credits");
    window.picture("deliveries-run-again");
}

fn at_stage(mut job: Job, stage: JobStage, files: usize) -> Job {
    if let Some(delivery) = &mut job.delivery {
        delivery.ads.truncate(files);
        delivery.finished_at = None;
        if let JobStage::Making(status) = &stage {
            delivery.status = status.clone();
        }
    }
    if files == 0 && !matches!(stage, JobStage::Making(_) | JobStage::Failed(_)) {
        job.delivery = None;
    }
    if !stage.is_settled() {
        job.created_at = views::now() - Duration::from_secs(14);
        job.next_look = Some(views::now() + Duration::from_secs(4));
    }
    job.stage = stage;
    job
}

fn every_stage() -> View {
    let rendering = JobStage::Making(DeliveryStatus::Rendering);
    let writing = JobStage::Making(DeliveryStatus::Processing);
    let mut lost = at_stage(
        job("d3", 2, 3, Service::Dessert, 0),
        JobStage::Sending(3),
        0,
    );
    lost.trouble = Some(views::report());
    let partly = JobStage::Incomplete { done: 5, total: 6 };
    made_up::view(vec![
        at_stage(job("d1", 0, 3, Service::Studio, 0), rendering, 4),
        at_stage(job("d2", 1, 6, Service::Dessert, 0), writing, 0),
        lost,
        job("d4", 3, 2, Service::Studio, 0),
        at_stage(job("d5", 0, 3, Service::Studio, 2), partly, 5),
        at_stage(
            job("d6", 1, 4, Service::Dessert, 5),
            JobStage::Failed(views::report()),
            2,
        ),
        at_stage(
            job("d7", 2, 3, Service::Dessert, 30),
            JobStage::NeedsDecision,
            0,
        ),
        at_stage(
            job("d8", 3, 3, Service::Dessert, 50),
            JobStage::Refused(views::report()),
            0,
        ),
        at_stage(
            job("d9", 3, 3, Service::Dessert, 80),
            JobStage::Dismissed,
            0,
        ),
    ])
}

fn paid_failure() -> View {
    let mut view = views::dessert();
    let failed = at_stage(
        job("d6", 1, 4, Service::Dessert, 5),
        JobStage::Failed(views::report()),
        2,
    );
    view.jobs = vec![failed.into()];
    view
}

#[test]
fn the_viewer_opens_steps_and_closes_by_key_alone() {
    let mut window = gallery(lived_in());
    press(&mut window, Key::ArrowDown);
    assert_eq!(chosen(&window), ["Glow that looks like sleep"]);
    press(&mut window, Key::ArrowRight);
    assert_eq!(chosen(&window), ["Softness, all day long"]);
    press(&mut window, Key::Enter);
    assert!(window.harness.query_by_label("2 of 16").is_some());
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowLeft);
    assert!(window.harness.query_by_label("3 of 16").is_some());
    press(&mut window, Key::S);
    let square = window
        .harness
        .get_by_role_and_label(Role::RadioButton, "Shape: 4:5");
    assert_eq!(square.accesskit_node().toggled(), Some(Toggled::True));
    press(&mut window, Key::R);
    assert!(matches!(window.asked().as_slice(), [Command::Reveal(path)]
        if path.to_string_lossy().contains("1350")));
    press(&mut window, Key::Escape);
    assert!(window.harness.query_by_label("3 of 16").is_none());
    assert_eq!(chosen(&window), ["Ten drops. One calm morning."]);
    // The keyboard is back in the grid.
    press(&mut window, Key::ArrowLeft);
    assert_eq!(chosen(&window), ["Softness, all day long"]);
    press(&mut window, Key::Space);
    press(&mut window, Key::Space);
    assert!(window.harness.query_by_label("2 of 16").is_none());
}

#[test]
fn arrows_keep_their_column_and_stop_at_the_edges() {
    let mut window = gallery(lived_in());
    press(&mut window, Key::Home);
    press(&mut window, Key::ArrowLeft);
    assert_eq!(chosen(&window), ["Glow that looks like sleep"]);
    press(&mut window, Key::End);
    press(&mut window, Key::ArrowDown);
    assert_eq!(chosen(&window).len(), 1);
    press(&mut window, Key::Enter);
    assert!(window.harness.query_by_label("16 of 16").is_some());
}

#[test]
fn a_search_and_the_shapes_narrow_what_is_shown() {
    let mut window = gallery(lived_in());
    assert!(window.harness.query_by_label("16 concepts").is_some());
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Search the gallery")
        .focus();
    window.run();
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Search the gallery")
        .type_text("softness RITUAL");
    window.run();
    assert!(window.harness.query_by_label("1 of 16 concepts").is_some());
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Search the gallery")
        .type_text(" xyz");
    window.run();
    window.picture("gallery-no-match");
    click(&mut window, "Show everything");
    assert!(window.harness.query_by_label("16 concepts").is_some());
}

#[test]
fn a_missing_file_says_so_and_can_be_fetched_again() {
    let mut window = gallery(troubled());
    settle(&mut window);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Enter);
    settle(&mut window);
    assert!(
        window
            .harness
            .query_by_label("The file is no longer there.")
            .is_some()
    );
    window.asked();
    // The grid behind the viewer offers the same; the viewer's is painted last.
    let again: Vec<_> = window
        .harness
        .get_all_by_role_and_label(Role::Button, "Download again")
        .collect();
    again.last().unwrap().click();
    window.run();
    assert!(matches!(
        window.asked().as_slice(),
        [Command::Fetch {
            ad: Some(_),
            folder: None,
            ..
        }]
    ));
}

#[test]
fn a_file_that_comes_back_is_shown_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ad.png");
    let mut view = made_up::view(vec![job("d1", 0, 1, Service::Studio, 0)]);
    let AssetState::OnDisk(real) = on_disk(0, &Orientation::Vertical) else {
        return;
    };
    let moved = |file: &parfait::model::ad::FileOnDisk| {
        let mut file = file.clone();
        file.path = path.clone();
        AssetState::OnDisk(file)
    };
    let mut changed = (*view.jobs[0]).clone();
    if let Some(delivery) = &mut changed.delivery {
        delivery.ads.truncate(1);
        delivery.ads[0].assets[0].state = moved(&real);
    }
    view.jobs = vec![changed.into()];
    let mut window = gallery(view);
    settle(&mut window);
    assert!(window.harness.query_by_label("Needs a look").is_some());
    std::fs::copy(&real.path, &path).unwrap();
    window.tell(parfait::runtime::event::Event::Finished {
        delivery: parfait::model::ids::DeliveryId::new("d1"),
        files: 1,
        failed: 0,
    });
    settle(&mut window);
    assert!(window.harness.query_by_label("Needs a look").is_none());
}

#[test]
fn running_a_paid_brief_again_asks_with_the_price_first() {
    let mut window = open_at(paid_failure(), LARGE, Theme::Light, "Deliveries");
    window.asked();
    click(&mut window, "Run again · 20 credits");
    assert!(window.asked().is_empty(), "nothing is sent before the yes");
    click(&mut window, "Not now");
    assert!(window.asked().is_empty());
    click(&mut window, "Run again · 20 credits");
    let buttons: Vec<_> = window
        .harness
        .get_all_by_role_and_label(Role::Button, "Run again · 20 credits")
        .collect();
    buttons.last().unwrap().click();
    window.run();
    assert!(matches!(
        window.asked().as_slice(),
        [Command::RunAgain { of, as_new, .. }] if of.as_str() == "d6" && of != as_new
    ));
}

#[test]
fn retry_is_free_and_another_word_than_run_again() {
    let mut window = open_at(every_stage(), LARGE, Theme::Light, "Deliveries");
    window.asked();
    click(&mut window, "Retry now");
    assert!(
        matches!(window.asked().as_slice(), [Command::Retry(intent)] if intent.as_str() == "d3")
    );
    click(&mut window, "Download missing");
    assert!(matches!(
        window.asked().as_slice(),
        [Command::Fetch { ad: None, .. }]
    ));
}

#[test]
fn five_thousand_concepts_scroll_as_lightly_as_a_hundred() {
    let few = made_up::view(vec![job("d1", 0, 100, Service::Studio, 0)]);
    let [few, many] = [few, made_up::huge()].map(|view| {
        let mut window = gallery(view);
        settle(&mut window);
        scroll(&mut window, 60)
    });
    println!("a frame: {few:?} of 100 concepts, {many:?} of 5,000");
    // A list that is walked per frame would take fifty times as long.
    assert!(many < few * 8, "{many:?} against {few:?}");
}

#[test]
fn a_thousand_deliveries_scroll_as_lightly_as_thirty() {
    let [few, many] = [30, 1000].map(|count| {
        let job = |at| job(&format!("d{at}"), at, 1, Service::Studio, at as u64);
        let view = made_up::view((0..count).map(job).collect());
        let mut window = open_at(view, LARGE, Theme::Light, "Deliveries");
        settle(&mut window);
        scroll(&mut window, 60)
    });
    println!("a frame: {few:?} of 30 deliveries, {many:?} of 1,000");
    assert!(many < few * 8, "{many:?} against {few:?}");
}

/// Turns the wheel over the middle, once a frame; how long the quickest took, which a busy machine does not change.
fn scroll(window: &mut Window, frames: u32) -> Duration {
    window.harness.hover_at(egui::pos2(700.0, 500.0));
    let frame = |window: &mut Window| {
        let start = Instant::now();
        window.harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -60.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        });
        window.harness.step();
        start.elapsed()
    };
    (0..frames).map(|_| frame(window)).min().unwrap_or_default()
}

/// Lets the window paint until it shows something of that name.
fn wait_for(window: &mut Window, label: &str) {
    let end = Instant::now() + Duration::from_secs(30);
    while window.harness.query_by_label_contains(label).is_none() {
        assert!(Instant::now() < end, "{label} never came");
        std::thread::sleep(Duration::from_millis(10));
        window.harness.step();
    }
}

#[test]
fn a_film_plays_in_the_viewer_pauses_and_rests_and_the_next_concept_plays_on() {
    let films = made_up::with_films(job("d1", 0, 3, Service::Studio, 0));
    let mut window = gallery(made_up::view(vec![films]));
    settle(&mut window);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Space);
    settle(&mut window);
    window.picture("viewer-film-offered");
    press(&mut window, Key::P);
    wait_for(&mut window, "Film, 0:00 of 0:00");
    click(&mut window, "Pause");
    wait_for(&mut window, "Play");
    window.picture("viewer-film");
    // A film that stands costs nothing.
    window.run();
    for _ in 0..3 {
        std::thread::sleep(Duration::from_millis(120));
        assert_eq!(window.harness.run(), 1);
    }
    press(&mut window, Key::P);
    wait_for(&mut window, "Pause");
    press(&mut window, Key::S);
    press(&mut window, Key::ArrowRight);
    wait_for(&mut window, "Film, 0:00 of 0:00");
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, "Shown: Still")
        .click();
    window.run();
    assert!(window.harness.query_by_label("Play the film  P").is_some());
    assert!(window.harness.query_by_label_contains("Film, ").is_none());
}

#[test]
fn a_film_plays_in_the_grid_where_the_pointer_rests() {
    let films = made_up::with_films(job("d1", 0, 3, Service::Studio, 0));
    let mut window = gallery(made_up::view(vec![films]));
    settle(&mut window);
    let card = window
        .harness
        .get_all_by_role(Role::ListBoxOption)
        .next()
        .unwrap()
        .rect();
    window
        .harness
        .hover_at(card.center() - egui::vec2(card.width() * 0.3, 0.0));
    let end = Instant::now() + Duration::from_secs(30);
    while !window.harness.state().plays_a_film() {
        assert!(Instant::now() < end, "the film never began");
        std::thread::sleep(Duration::from_millis(20));
        window.harness.step();
    }
    window.picture("gallery-film-in-the-grid");
    window.harness.remove_cursor();
    window.run();
    window.run();
    assert!(!window.harness.state().plays_a_film());
}

#[test]
fn a_film_that_cannot_be_played_says_so_over_its_still() {
    let mut films = made_up::with_films(job("d1", 0, 1, Service::Studio, 0));
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.mp4");
    std::fs::write(&broken, b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42").unwrap();
    for ad in films
        .delivery
        .iter_mut()
        .flat_map(|delivery| &mut delivery.ads)
    {
        if let Some(AssetState::OnDisk(file)) = ad.assets.last_mut().map(|film| &mut film.state) {
            file.path.clone_from(&broken);
            file.sha256 = "b".repeat(64);
        }
    }
    let mut window = gallery(made_up::view(vec![films]));
    settle(&mut window);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Space);
    press(&mut window, Key::P);
    wait_for(&mut window, "damaged");
    settle(&mut window);
    window.picture("viewer-film-broken");
}
