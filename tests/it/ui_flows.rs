//! What a person does, by role and label, and what is asked of the runtime for it.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::model::ids::AccountId;
use parfait::model::settings::Theme;
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::KeyView;
use parfait::ui::frame::Place;

use super::support::sentinel::KEY;
use super::support::views;
use super::support::window::{LARGE, Window};

fn press(window: &mut Window, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click();
    window.run();
}

fn type_into(window: &mut Window, role: Role, label: &str, text: &str) {
    window.harness.get_by_role_and_label(role, label).focus();
    window.run();
    window
        .harness
        .get_by_role_and_label(role, label)
        .type_text(text);
    window.run();
}

/// The settings of the one save among the commands.
fn saved(window: &mut Window) -> parfait::model::settings::Settings {
    let mut saved: Vec<_> = window
        .asked()
        .into_iter()
        .filter_map(|command| match command {
            Command::SaveSettings(settings) => Some(settings.wished),
            _ => None,
        })
        .collect();
    assert_eq!(saved.len(), 1, "saved once");
    saved.remove(0)
}

#[test]
fn the_studio_starts_with_one_press_and_nothing_entered() {
    let mut window = Window::open(views::first_run());
    press(&mut window, Role::Button, "Start with the Studio");
    assert_eq!(
        window.asked(),
        [Command::UseAccount(AccountId::new("studio"))]
    );
    window.settings(|settings| settings.account = Some(AccountId::new("studio")));
    assert!(
        window
            .harness
            .query_by_label("Start with the Studio")
            .is_none()
    );
    assert!(window.harness.query_all_by_label("Free here").count() > 0);
}

#[test]
fn dessert_starts_with_a_key_which_goes_to_the_runtime_only() {
    let mut window = Window::open(views::first_run());
    let connect = window.harness.get_by_label("Connect");
    assert!(
        connect.accesskit_node().is_disabled(),
        "no key, no connection"
    );
    type_into(&mut window, Role::PasswordInput, "API key", KEY);
    press(&mut window, Role::Button, "Connect");
    let asked = window.asked();
    assert_eq!(asked.len(), 2, "the address was not touched: {asked:?}");
    assert!(matches!(&asked[0], Command::SetKey { key, .. } if key.expose() == KEY));
    assert_eq!(asked[1], Command::UseAccount(AccountId::new("dessert")));
    let field = window
        .harness
        .get_by_role_and_label(Role::PasswordInput, "API key");
    assert_eq!(
        field.value().unwrap_or_default(),
        "",
        "the field forgets the key"
    );
}

#[test]
fn a_key_never_goes_to_an_address_without_https() {
    let mut window = Window::open(views::first_run());
    type_into(&mut window, Role::PasswordInput, "API key", KEY);
    press(
        &mut window,
        Role::DisclosureTriangle,
        "Address of the service",
    );
    let address = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Address");
    address.focus();
    window.run();
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    type_into(
        &mut window,
        Role::TextInput,
        "Address",
        "http://api.dessert.dev",
    );
    assert!(
        window
            .harness
            .get_by_label("Connect")
            .accesskit_node()
            .is_disabled()
    );
    assert!(
        window
            .harness
            .query_by_label_contains("over https:// only")
            .is_some()
    );
}

#[test]
fn the_keyboard_reaches_every_place() {
    let mut window = Window::open(views::studio());
    for (key, place) in [
        (Key::Num2, Place::Deliveries),
        (Key::Num3, Place::Gallery),
        (Key::Comma, Place::Settings),
        (Key::Num1, Place::Compose),
    ] {
        window.harness.key_press_modifiers(Modifiers::COMMAND, key);
        window.run();
        assert_eq!(window.harness.state().state().place, place);
    }
}

#[test]
fn the_sheet_of_shortcuts_opens_and_closes_by_key() {
    let mut window = Window::open(views::studio());
    for opener in [Key::F1, Key::Questionmark] {
        window.harness.key_press(opener);
        window.run();
        assert!(
            window
                .harness
                .query_by_label("Search the gallery")
                .is_some()
        );
        window.harness.key_press(Key::Escape);
        window.run();
        assert!(
            window
                .harness
                .query_by_label("Search the gallery")
                .is_none()
        );
    }
}

#[test]
fn the_sheet_of_shortcuts_lists_the_keys_of_the_gallery_and_of_an_open_ad() {
    for size in [LARGE, (960.0, 640.0)] {
        let mut window = Window::open_as(views::studio(), size, Theme::Light);
        window.harness.key_press(Key::F1);
        window.run();
        for (what, keys) in [
            ("Choose a concept", vec!["Left", "Right", "Up", "Down"]),
            ("Open it at full size", vec!["Space", "Enter"]),
            ("Earlier, later version", vec!["[", "]"]),
            ("Play or pause the film", vec!["P"]),
            ("Revise", vec!["E"]),
            ("Show in folder", vec!["R"]),
            ("Copy path", vec!["Ctrl+C"]),
            ("Keep this version", vec!["Ctrl+Enter"]),
            (
                "Larger, smaller, usual size",
                vec!["Ctrl++", "Ctrl+-", "Ctrl+0"],
            ),
            ("Quit", vec!["Ctrl+Q"]),
        ] {
            let line = window.harness.get_by_label(what).rect();
            for key in keys {
                let mut caps = window.harness.query_all_by_label(key);
                let beside = caps.any(|cap| (cap.rect().center().y - line.center().y).abs() < 4.0);
                assert!(beside, "{what} does not show {key}");
            }
        }
        window.picture(&format!("shortcuts-{}", size.0));
    }
}

#[test]
fn everything_grows_and_the_window_closes_by_key() {
    let mut window = Window::open(views::studio());
    let before = window.harness.ctx.zoom_factor();
    for (key, wanted) in [(Key::Plus, 1.1), (Key::Minus, 1.0), (Key::Num0, 1.0)] {
        window.harness.key_press_modifiers(Modifiers::COMMAND, key);
        window.run();
        let now = window.harness.ctx.zoom_factor();
        assert!((now - before * wanted).abs() < 0.01, "{key:?}: {now}");
    }
    window.harness.event(egui::Event::Key {
        key: Key::Q,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    });
    window.harness.step();
    let outputs = window.harness.output().viewport_output.values();
    let mut commands = outputs.flat_map(|it| &it.commands);
    assert!(commands.any(|it| *it == egui::ViewportCommand::Close));
}

#[test]
fn the_switcher_changes_the_account() {
    let mut window = Window::open(views::dessert());
    press(
        &mut window,
        Role::ComboBox,
        "Account: Dessert, api.dessert.dev",
    );
    press(&mut window, Role::MenuItemRadio, "Studio, on this computer");
    assert_eq!(
        window.asked(),
        [Command::UseAccount(AccountId::new("studio"))]
    );
}

#[test]
fn the_last_known_balance_stays_when_the_service_is_gone() {
    let mut window = Window::open(views::dessert());
    assert!(window.harness.query_by_label("1,250 credits").is_some());
    window.show(|view| view.accounts[1].balance.start());
    assert!(
        window.harness.query_by_label("1,250 credits").is_some(),
        "while it loads"
    );
    window.show(|view| view.accounts[1].balance.finish(Err(views::report())));
    press(&mut window, Role::Button, "1,250 credits · offline");
    assert_eq!(
        window.asked(),
        [Command::Refresh(AccountId::new("dessert"))]
    );
    window.show(|view| view.accounts[1].balance = Remote::Loading(None));
    assert!(window.harness.query_by_label("Balance…").is_some());
}

#[test]
fn trouble_is_told_with_a_way_out_and_stays_until_put_away() {
    let mut window = Window::open(views::studio());
    window.tell(Event::Trouble(views::report()));
    window.wait(Duration::from_secs(60));
    assert!(
        window
            .harness
            .query_by_label("Dessert could not be reached.")
            .is_some()
    );
    press(&mut window, Role::DisclosureTriangle, "Details");
    assert!(window.harness.query_by_label_contains("req_91c0").is_some());
    press(&mut window, Role::Button, "Dismiss");
    assert!(
        window
            .harness
            .query_by_label("Dessert could not be reached.")
            .is_none()
    );
}

#[test]
fn good_news_leaves_by_itself() {
    let mut window = Window::open(views::studio());
    window.tell(Event::Finished {
        delivery: parfait::model::ids::DeliveryId::new("d5"),
        files: 6,
        failed: 0,
    });
    assert!(
        window
            .harness
            .query_by_label("6 new files on disk.")
            .is_some()
    );
    window.wait(Duration::from_secs(7));
    assert!(
        window
            .harness
            .query_by_label("6 new files on disk.")
            .is_none()
    );
}

#[test]
fn a_key_can_be_set_replaced_and_deleted_in_settings() {
    let mut window = Window::open(views::dessert());
    press(&mut window, Role::Button, "Settings");
    press(&mut window, Role::Button, "Replace");
    type_into(&mut window, Role::PasswordInput, "New key", KEY);
    press(&mut window, Role::Button, "Keep key");
    assert!(matches!(&window.asked()[..], [Command::SetKey { key, .. }] if key.expose() == KEY));
    window.tell(Event::KeyKept {
        account: AccountId::new("dessert"),
        only_this_run: None,
        unchecked: None,
        same_as: Vec::new(),
    });
    assert!(window.harness.query_by_label("Keep key").is_none());
    press(&mut window, Role::Button, "Delete");
    assert!(window.asked().is_empty(), "one press asks back");
    press(&mut window, Role::Button, "Really delete");
    assert_eq!(
        window.asked(),
        [Command::DeleteKey(AccountId::new("dessert"))]
    );
}

#[test]
fn a_machine_without_a_keychain_is_told_of_plainly() {
    let mut window = Window::open(views::dessert());
    window.tell(Event::KeyKept {
        account: AccountId::new("dessert"),
        only_this_run: Some("This system has no keychain that Parfait may use.".into()),
        unchecked: None,
        same_as: Vec::new(),
    });
    assert!(
        window
            .harness
            .query_by_label("The key for Dessert is kept for this run only.")
            .is_some()
    );
    window.show(|view| view.accounts[1].key = KeyView::OnlyThisRun("no secret service".into()));
    press(&mut window, Role::Button, "Settings");
    assert!(window.harness.query_by_label("For this run only").is_some());
}

#[test]
fn a_typed_folder_is_saved_when_it_is_right_and_left() {
    let mut window = Window::open(views::studio());
    press(&mut window, Role::Button, "Settings");
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Folder")
        .focus();
    window.run();
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    type_into(&mut window, Role::TextInput, "Folder", "ads");
    window.harness.key_press(Key::Tab);
    window.run();
    assert!(window.asked().is_empty(), "half a path is not saved");
    assert!(
        window
            .harness
            .query_by_label_contains("Enter the whole path")
            .is_some()
    );
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Folder")
        .focus();
    window.run();
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    type_into(&mut window, Role::TextInput, "Folder", "/srv/ads");
    window.harness.key_press(Key::Tab);
    window.run();
    assert_eq!(saved(&mut window).ads_folder, Some("/srv/ads".into()));
}

#[test]
fn theme_and_motion_are_saved_at_once() {
    let mut window = Window::open(views::studio());
    press(&mut window, Role::Button, "Settings");
    for _ in 0..12 {
        window.harness.get_by_label("Theme: Dark").scroll_to_me();
        window.run();
    }
    press(&mut window, Role::RadioButton, "Theme: Dark");
    assert_eq!(saved(&mut window).theme, Theme::Dark);
    press(&mut window, Role::Switch, "Reduced motion");
    assert!(saved(&mut window).reduced_motion);
}

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    for view in [views::first_run(), views::studio(), views::busy()] {
        let mut window = Window::open(view);
        // What was asked for from disk may still arrive; after that one step is enough each time.
        let end = Instant::now() + Duration::from_secs(20);
        while window.harness.state().awaits_pictures() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
            window.run();
        }
        // `run` fails when the window never settles; a settled one needs one step.
        window.run();
        assert_eq!(window.harness.run(), 1);
    }
}

#[test]
fn a_template_that_would_be_unsafe_is_not_saved_and_says_why() {
    let mut window = Window::open(views::studio());
    press(&mut window, Role::Button, "Settings");
    type_into(&mut window, Role::TextInput, "File names", "/{nonsense}");
    window.harness.key_press(Key::Tab);
    window.run();
    assert!(window.asked().is_empty());
    assert!(
        window.harness.query_by_label_contains("nonsense").is_some(),
        "the trouble names the token"
    );
}

#[test]
fn a_command_is_found_by_a_part_of_its_name_and_run_by_key() {
    let mut window = Window::open(views::studio());
    let open = |window: &mut Window| {
        window
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::K);
        window.run();
    };
    open(&mut window);
    type_into(&mut window, Role::TextInput, "Command", "folder");
    window.harness.key_press(Key::Enter);
    window.run();
    let folder = views::studio().ads_folder;
    assert_eq!(window.asked(), [Command::Reveal(folder)]);
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::TextInput, "Command")
            .is_none()
    );
    open(&mut window);
    for _ in 0..2 {
        window.harness.key_press(Key::ArrowDown);
        window.run();
    }
    window.harness.key_press(Key::Enter);
    window.run();
    assert_eq!(window.harness.state().state().place, Place::Gallery);
    open(&mut window);
    type_into(&mut window, Role::TextInput, "Command", "dessert");
    window.harness.key_press(Key::Enter);
    window.run();
    assert_eq!(
        window.asked(),
        [Command::UseAccount(AccountId::new("dessert"))]
    );
}
