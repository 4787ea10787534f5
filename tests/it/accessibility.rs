//! Every interactive thing has a name, and the keyboard gets everywhere and out again.

use std::collections::BTreeSet;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::runtime::event::Event;

use super::support::views;
use super::support::window::Window;

/// Roles of things that a person can act on.
const INTERACTIVE: [Role; 10] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::DisclosureTriangle,
    Role::Link,
    Role::MenuItemRadio,
    Role::PasswordInput,
    Role::RadioButton,
    Role::Switch,
    Role::TextInput,
];

/// `role: name` of every interactive thing that can be pressed now; fails on one without a name.
fn interactive(window: &Window) -> BTreeSet<String> {
    let root = window.harness.root();
    let mut found = BTreeSet::new();
    for node in root.query_all(egui_kittest::kittest::By::new().recursive(true)) {
        let node = node.accesskit_node();
        if !INTERACTIVE.contains(&node.role()) || node.is_disabled() {
            continue;
        }
        let name = node.label().unwrap_or_default();
        assert!(!name.trim().is_empty(), "a {:?} has no name", node.role());
        found.insert(format!("{:?}: {name}", node.role()));
    }
    found
}

/// What has the keyboard now.
fn focused(window: &Window) -> Option<String> {
    let root = window.harness.root();
    root.query_all(egui_kittest::kittest::By::new().recursive(true))
        .map(|node| node.accesskit_node())
        .find(|node| node.is_focused() && INTERACTIVE.contains(&node.role()))
        .map(|node| format!("{:?}: {}", node.role(), node.label().unwrap_or_default()))
}

/// Walks with Tab until it has seen everything; fails if something cannot be reached.
fn tab_reaches_everything(window: &mut Window) {
    let wanted = interactive(window);
    let mut reached = BTreeSet::new();
    for _ in 0..wanted.len() * 2 + 8 {
        window.harness.key_press(Key::Tab);
        window.run();
        reached.extend(focused(window));
    }
    let missed: Vec<_> = wanted.difference(&reached).collect();
    assert!(missed.is_empty(), "Tab never reaches {missed:?}");
}

#[test]
fn tab_reaches_everything_on_every_screen() {
    let mut window = Window::open(views::first_run());
    tab_reaches_everything(&mut window);
    for place in ["Compose", "Deliveries", "Gallery", "Brands", "Settings"] {
        let mut window = Window::open(views::dessert());
        window
            .harness
            .get_by_role_and_label(Role::Button, place)
            .click();
        window.run();
        tab_reaches_everything(&mut window);
    }
}

#[test]
fn notices_and_the_sheet_of_shortcuts_can_be_reached_and_left() {
    let mut window = Window::open(views::studio());
    window.tell(Event::Trouble(views::report()));
    let names = interactive(&window);
    assert!(names.contains("Button: Dismiss"), "{names:?}");
    tab_reaches_everything(&mut window);
    window.harness.key_press(Key::F1);
    window.run();
    window.harness.key_press(Key::Escape);
    window.run();
    assert!(window.harness.query_by_label("Close").is_none());
}

#[test]
fn focus_goes_from_the_top_bar_to_the_rail_to_the_screen() {
    let mut window = Window::open(views::dessert());
    window
        .harness
        .get_by_role_and_label(Role::Button, "Settings")
        .click();
    window.run();
    let mut order = Vec::new();
    for _ in 0..40 {
        window.harness.key_press(Key::Tab);
        window.run();
        order.extend(focused(&window));
    }
    let at = |name: &str| {
        order
            .iter()
            .position(|seen| seen.contains(name))
            .unwrap_or_else(|| panic!("{name} is not reached: {order:?}"))
    };
    assert!(at("Account: Dessert") < at("Button: Compose"));
    assert!(at("Button: Compose") < at("Button: Deliveries"));
    assert!(at("Button: Settings") < at("TextInput: Name"));
}
