//! The one key of the suite, wherever it must not be. Every test's folder, everything that the program prints and every
//! text of a window is looked through as the suite goes ([`crate::support::sentinel`]); here is what lasts longer.

use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::support::sentinel::{KEY, assert_not_in, found_below};
use crate::support::views;
use crate::support::window::Window;

#[test]
#[ignore = "run by .ci/run after the suite"]
fn the_suite_left_its_key_nowhere() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let pictures = target.join("pictures");
    assert!(
        pictures.is_dir(),
        "the suite has not run: {}",
        pictures.display()
    );
    let found = [found_below(&pictures), found_below(&target.join("tmp"))].concat();
    assert!(found.is_empty(), "the key is in {found:#?}");
}

#[test]
fn a_key_that_is_being_typed_is_in_no_text_of_the_window() {
    let mut window = Window::open(views::first_run());
    let field = |window: &Window| -> String {
        let root = window.harness.root();
        let field = root.get_by_role_and_label(Role::PasswordInput, "API key");
        field.accesskit_node().value().unwrap_or_default()
    };
    window
        .harness
        .get_by_role_and_label(Role::PasswordInput, "API key")
        .focus();
    window.run();
    window
        .harness
        .get_by_role_and_label(Role::PasswordInput, "API key")
        .type_text(KEY);
    window.run();
    assert_eq!(field(&window).chars().count(), KEY.len(), "it was typed");
    assert_not_in("the window", window.text().as_bytes());
    window.picture("key-being-typed");
}
