//! The panel that makes a further version of an ad: what it asks for, what it says, how it looks.

use std::sync::Arc;

use egui::{Key, Modifiers};
use parfait::base::report::Report;
use parfait::model::ids::{DeliveryId, ProductId};
use parfait::model::revision::{
    ConceptRef, Revision, RevisionField, RevisionProblem, RevisionSheet, SheetProduct, SheetVersion,
};
use parfait::runtime::event::Event;
use parfait::runtime::pictures::PictureSource;
use parfait::runtime::remote::Remote;
use parfait::runtime::revise::{Drawn, Refused, ReviseCommand, ReviseEvent, ReviseView};

use super::made_up::{concept, job, on_disk};
use super::*;

/// Longer than any headline may be.
const TOO_LONG: &str = "Glow that looks like sleep, and then goes on for far too long to be read";

fn of() -> ConceptRef {
    ConceptRef {
        delivery: DeliveryId::new("d1"),
        index: 1,
    }
}

fn sheet() -> RevisionSheet {
    let product = |id: &str, name: &str| SheetProduct {
        product_id: ProductId::new(id),
        name: name.into(),
    };
    let palette = ["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"];
    RevisionSheet {
        brand_name: "Mirelune".into(),
        has_film: true,
        products: vec![
            product("dew", "Dew Serum"),
            product("velvet", "Velvet Night Cream"),
            product("silk", "Silk Body Lotion"),
        ],
        versions: vec![SheetVersion {
            version: 1,
            revision_id: None,
            revision: Revision {
                kicker: "Dew Serum".into(),
                headline: "Glow that looks like sleep".into(),
                body: "White tea and polyglutamic acid, light as rain.".into(),
                cta: "Discover Dew Serum".into(),
                product_id: ProductId::new("dew"),
                palette: palette.map(str::to_owned).to_vec(),
            },
        }],
    }
}

fn told() -> ReviseView {
    ReviseView {
        concept: Some(of()),
        sheet: Remote::Ready(Arc::new(sheet())),
        ..ReviseView::default()
    }
}

/// The viewer on the first concept, with the panel opened by its key.
fn opened(service: Service, size: (f32, f32), theme: Theme) -> Window {
    let view = made_up::view(vec![job("d1", 0, 4, service, 0)]);
    let mut window = open_at(view, size, theme, "Gallery");
    settle(&mut window);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Space);
    window.asked();
    press(&mut window, Key::E);
    window
}

fn panel() -> Window {
    let mut window = opened(Service::Studio, LARGE, Theme::Light);
    assert_eq!(window.asked(), [Command::Revise(ReviseCommand::Open(of()))]);
    window.show(|view| view.revise = told());
    window
}

fn write(window: &mut Window, role: Role, label: &str, text: &str) {
    window.harness.get_by_role_and_label(role, label).focus();
    window.run();
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    window
        .harness
        .get_by_role_and_label(role, label)
        .type_text(text);
    window.run();
}

fn headline(window: &mut Window, text: &str) {
    write(window, Role::MultilineTextInput, "Headline", text);
}

/// The newest picture that was wished for.
fn wished(window: &mut Window) -> Option<(u64, Orientation, Revision)> {
    let asked = window.asked().into_iter().rev();
    let mut drawn = asked.filter_map(|command| match command {
        Command::Revise(ReviseCommand::Draw {
            ticket,
            orientation,
            revision,
            ..
        }) => Some((ticket, orientation, *revision)),
        _ => None,
    });
    drawn.next()
}

/// As the runtime shows a picture that was drawn; another idea stands for it.
fn draw(window: &mut Window, ticket: u64, idea: usize) {
    let AssetState::OnDisk(file) = on_disk(idea, &Orientation::Vertical) else {
        panic!("it is on disk");
    };
    window.show(|view| {
        view.revise.is_drawing = false;
        view.revise.refused = None;
        view.revise.picture = Some(Drawn {
            ticket,
            orientation: Orientation::Vertical,
            source: PictureSource::of(&file),
        });
    });
    settle(window);
}

fn shows(window: &Window, label: &str) -> bool {
    window
        .harness
        .query_all_by_label_contains(label)
        .next()
        .is_some()
}

#[test]
fn an_ad_of_the_paid_service_is_not_revised() {
    let mut window = opened(Service::Dessert, LARGE, Theme::Light);
    assert!(window.harness.query_by_label("Revise…").is_none());
    assert_eq!(window.asked(), []);
}

#[test]
fn every_change_is_drawn_and_letters_are_letters_while_typing() {
    let mut window = panel();
    // The keys of the viewer, typed as words.
    headline(&mut window, "serve easy zzz");
    let (first, shape, revision) = wished(&mut window).unwrap();
    assert_eq!(revision.headline, "serve easy zzz");
    assert_eq!(shape, Orientation::Vertical);
    write(&mut window, Role::MultilineTextInput, "Body", "One line.");
    let (second, _, revision) = wished(&mut window).unwrap();
    assert!(second > first);
    assert_eq!(
        (revision.headline.as_str(), revision.body.as_str()),
        ("serve easy zzz", "One line.")
    );
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, "Product: Velvet Night Cream")
        .click();
    window.run();
    let (_, _, revision) = wished(&mut window).unwrap();
    assert_eq!(revision.product_id, ProductId::new("velvet"));
    assert_eq!(revision.kicker, "Velvet Night Cream");
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, "Shape: 4:5")
        .click();
    window.run();
    assert_eq!(wished(&mut window).unwrap().1, Orientation::Square);
    click(&mut window, "Start over");
    assert!(wished(&mut window).is_none());
    assert!(shows(&window, "As it is"));
}

#[test]
fn wrong_input_has_its_sentence_and_loses_nothing() {
    let mut window = panel();
    headline(&mut window, TOO_LONG);
    assert!(wished(&mut window).is_none(), "no ad can bear it");
    assert!(shows(&window, "60 is what an ad can bear. Shorten it."));
    window
        .harness
        .get_by_role_and_label(Role::Button, "Keep this version")
        .click();
    window.run();
    assert_eq!(window.asked(), []);
    headline(
        &mut window,
        "A line that no layout of this ad has room for, alas",
    );
    let (ticket, ..) = wished(&mut window).unwrap();
    window.show(|view| {
        let problem = RevisionProblem::new(
            RevisionField::Headline,
            "is too long for the 9:16 layout. Shorten it.",
        );
        view.revise.refused = Some(Refused {
            ticket,
            report: Report::failed(problem.said(), ""),
            problem: Some(problem),
        });
    });
    assert!(shows(
        &window,
        "The headline is too long for the 9:16 layout"
    ));
    // Away and back: what was typed is still there.
    press(&mut window, Key::Escape);
    assert!(window.harness.query_by_label("Keep this version").is_none());
    assert!(shows(&window, "1 of 4"), "the viewer stays");
    press(&mut window, Key::E);
    window.show(|view| view.revise = told());
    let field = window
        .harness
        .get_by_role_and_label(Role::MultilineTextInput, "Headline");
    let typed = field.accesskit_node().value().unwrap_or_default();
    assert!(typed.starts_with("A line that no layout"), "{typed}");
}

#[test]
fn a_version_is_kept_once_and_shown_when_it_is_on_disk() {
    let mut window = panel();
    headline(&mut window, "Slow dew, soft days.");
    let (ticket, ..) = wished(&mut window).unwrap();
    draw(&mut window, ticket, 2);
    assert!(shows(&window, "Preview, not kept yet"));
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    window.run();
    let asked = window.asked();
    let [Command::Revise(ReviseCommand::Keep { id, revision, .. })] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(revision.headline, "Slow dew, soft days.");
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    window.run();
    assert_eq!(window.asked(), [], "it is being kept already");
    window.tell(Event::Revise(ReviseEvent::Kept {
        id: id.clone(),
        concept: of(),
        version: 2,
    }));
    assert!(shows(&window, "Version 2 is kept"));
    window.show(|view| view.jobs = vec![Arc::new(with_version(true))]);
    settle(&mut window);
    assert!(window.harness.query_by_label("Keep this version").is_none());
    let second = window
        .harness
        .get_by_role_and_label(Role::RadioButton, "Version: 2");
    assert_eq!(second.accesskit_node().toggled(), Some(Toggled::True));
    assert!(shows(&window, "Slow dew, soft days."));
    press(&mut window, Key::OpenBracket);
    let first = window
        .harness
        .get_by_role_and_label(Role::RadioButton, "Version: 1");
    assert_eq!(first.accesskit_node().toggled(), Some(Toggled::True));
    press(&mut window, Key::Escape);
    assert_eq!(
        chosen(&window),
        ["Slow dew, soft days."],
        "the gallery shows the newest"
    );
}

/// A job whose first concept has a second version.
fn with_version(is_here: bool) -> Job {
    let mut job = job("d1", 0, 4, Service::Studio, 0);
    let still = [Orientation::Vertical, Orientation::Square].map(|shape| {
        if is_here {
            on_disk(2, &shape)
        } else {
            AssetState::Waiting
        }
    });
    let mut ads = concept("d1", 1, "Slow dew, soft days.", still);
    for ad in &mut ads {
        ad.version = 2;
        ad.id = parfait::model::ids::AdId::new(format!("{}-v2", ad.id));
    }
    if let Some(delivery) = &mut job.delivery {
        delivery.ads.extend(ads);
    }
    job
}

#[test]
fn an_earlier_preview_is_not_called_one_of_what_is_typed() {
    let mut window = panel();
    headline(&mut window, "Slow dew, soft days.");
    let (ticket, ..) = wished(&mut window).unwrap();
    draw(&mut window, ticket, 2);
    assert!(shows(&window, "Preview, not kept yet"));
    headline(&mut window, TOO_LONG);
    assert!(wished(&mut window).is_none(), "no ad can bear it");
    assert!(shows(
        &window,
        "An earlier preview; what is typed is not drawn"
    ));
    assert!(!shows(&window, "not kept yet"));
    window.picture("revise-earlier-preview");
}

#[test]
fn a_version_tells_its_own_time_and_the_first_one_the_deliverys() {
    let mut job = with_version(true);
    if let Some(delivery) = &mut job.delivery {
        for ad in delivery.ads.iter_mut().filter(|ad| ad.version == 2) {
            ad.made_at = Some(delivery.created_at + Duration::from_secs(3 * 3600));
        }
    }
    let mut window = gallery(made_up::view(vec![job]));
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Space);
    let times = |window: &Window| {
        let clock = |node: &egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            let label = node.label().or(node.value()).unwrap_or_default();
            (label.starts_with("Today ") || label.starts_with("Yesterday ")).then_some(label)
        };
        let labels = window.harness.get_all_by_role(Role::Label);
        labels.filter_map(|node| clock(&node)).next().unwrap()
    };
    let second = times(&window);
    press(&mut window, Key::OpenBracket);
    let first = times(&window);
    assert_ne!(first, second);
}

#[test]
fn a_version_that_is_still_on_its_way_does_not_take_the_place_of_the_one_that_is_here() {
    let view = made_up::view(vec![with_version(false)]);
    let mut window = gallery(view);
    settle(&mut window);
    press(&mut window, Key::ArrowRight);
    assert_eq!(chosen(&window), ["Glow that looks like sleep"]);
}

#[test]
fn the_panel_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = opened(Service::Studio, LARGE, theme);
        window.picture(&format!("revise-loading-{name}"));
        window.show(|view| view.revise = told());
        settle(&mut window);
        window.picture(&format!("revise-{name}"));
        headline(&mut window, "Slow dew, soft days.");
        let (ticket, ..) = wished(&mut window).unwrap();
        draw(&mut window, ticket, 2);
        window.picture(&format!("revise-changed-{name}"));
        headline(&mut window, TOO_LONG);
        write(
            &mut window,
            Role::TextInput,
            "Call to action",
            "Discover everything there is",
        );
        window.picture(&format!("revise-wrong-{name}"));
        let view = made_up::view(vec![with_version(true)]);
        let mut window = open_at(view, LARGE, theme, "Gallery");
        settle(&mut window);
        press(&mut window, Key::ArrowRight);
        press(&mut window, Key::Space);
        settle(&mut window);
        window.picture(&format!("viewer-versions-{name}"));
    }
    let mut window = opened(Service::Studio, SMALL, Theme::Light);
    window.show(|view| view.revise = told());
    settle(&mut window);
    window.picture("revise-small");
    let mut window = opened(Service::Studio, LARGE, Theme::Light);
    window.show(|view| view.revise = told());
    settle(&mut window);
    window.harness.get_by_label_contains("Colour 3").click();
    window.run();
    window.picture("revise-colour");
    let mut window = opened(Service::Studio, LARGE, Theme::Light);
    window.show(|view| {
        view.revise = ReviseView {
            concept: Some(of()),
            sheet: Remote::Failed(
                None,
                Report::failed(
                    "The studio did not answer.",
                    "Try again; if it stays so, start Parfait again.",
                ),
            ),
            ..ReviseView::default()
        };
    });
    window.picture("revise-failed");
}

#[test]
fn what_is_typed_outlives_the_viewer_however_that_is_closed() {
    let mut window = panel();
    let jobs = made_up::view(vec![job("d1", 0, 4, Service::Studio, 0)]).jobs;
    let closed = [Command::Revise(ReviseCommand::Close)];
    let reopen = |window: &mut Window| {
        press(window, Key::Space);
        press(window, Key::E);
        window.show(|view| view.revise = told());
        let field = window
            .harness
            .get_by_role_and_label(Role::MultilineTextInput, "Headline");
        field.accesskit_node().value().unwrap_or_default()
    };
    headline(&mut window, "Slow dew, soft days.");
    assert!(wished(&mut window).is_some());
    // The delivery is gone from the list and comes back.
    window.show(|view| view.jobs.clear());
    assert_eq!(window.asked(), closed);
    window.show(|view| view.jobs = jobs);
    settle(&mut window);
    press(&mut window, Key::ArrowLeft);
    assert_eq!(reopen(&mut window), "Slow dew, soft days.");
    window.run();
    assert!(wished(&mut window).is_some(), "its picture is drawn again");
    // Another place leads to the gallery anew.
    headline(&mut window, "Slow dew, softer days.");
    window.asked();
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    window.run();
    click(&mut window, "Open in gallery");
    settle(&mut window);
    assert!(window.asked().contains(&closed[0]));
    press(&mut window, Key::ArrowRight);
    assert_eq!(reopen(&mut window), "Slow dew, softer days.");
}
