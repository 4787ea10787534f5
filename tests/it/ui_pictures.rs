//! Every screen, light and dark, as a picture in `target/pictures/` for a person to look at. A picture is no promise;
//! the promise here is that every screen can be painted at both sizes without trouble.

use parfait::model::account::AccountColour;
use parfait::model::settings::Theme;
use parfait::runtime::event::Event;
use parfait::runtime::keys::KeyCheck;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::KeyView;

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

#[test]
fn the_first_run_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = Window::open_as(views::first_run(), LARGE, theme);
        window.picture(&format!("first-run-{name}"));
    }
    let mut window = Window::open_as(views::first_run(), SMALL, Theme::Light);
    window
        .harness
        .get_by_label("Address of the service")
        .click();
    window.run();
    window.picture("first-run-small");
}

#[test]
fn every_place_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = Window::open_as(views::busy(), LARGE, theme);
        for place in ["Compose", "Deliveries, 4 running", "Gallery", "Settings"] {
            window
                .harness
                .get_by_role_and_label(Role::Button, place)
                .click();
            window.run();
            let word = place.split(',').next().unwrap_or(place).to_lowercase();
            window.picture(&format!("{word}-{name}"));
        }
    }
    let mut window = Window::open_as(views::busy(), SMALL, Theme::Light);
    for place in ["Compose", "Deliveries, 4 running", "Gallery", "Settings"] {
        window
            .harness
            .get_by_role_and_label(Role::Button, place)
            .click();
        window.run();
        let word = place.split(',').next().unwrap_or(place).to_lowercase();
        window.picture(&format!("{word}-small"));
    }
}

#[test]
fn what_lies_over_the_screens_can_be_painted() {
    for (theme, name) in THEMES {
        let mut window = Window::open_as(views::dessert(), LARGE, theme);
        window.tell(Event::Trouble(views::report()));
        window.tell(Event::Finished {
            delivery: parfait::model::ids::DeliveryId::new("d5"),
            files: 6,
            failed: 0,
        });
        window
            .harness
            .get_by_label("Account: Dessert, api.dessert.dev")
            .click();
        window.run();
        window.picture(&format!("switcher-and-notices-{name}"));
        window.harness.key_press(egui::Key::Escape);
        window.run();
        window.harness.key_press(egui::Key::F1);
        window.run();
        window.picture(&format!("shortcuts-{name}"));
        window.harness.key_press(egui::Key::Escape);
        window.run();
        window
            .harness
            .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
        window.run();
        window.picture(&format!("palette-{name}"));
    }
}

#[test]
fn settings_in_trouble_can_be_painted() {
    for (theme, name) in THEMES {
        let mut view = views::dessert();
        view.accounts[1].key = KeyView::OnlyThisRun("no secret service answered on the bus".into());
        view.accounts[1].balance =
            Remote::Failed(view.accounts[1].balance.value().copied(), views::report());
        let mut window = Window::open_as(view, LARGE, theme);
        window
            .harness
            .get_by_role_and_label(Role::Button, "Settings")
            .click();
        window.run();
        window.picture(&format!("settings-trouble-{name}"));
    }
}

#[test]
fn several_accounts_and_their_keys_can_be_painted() {
    let mut view = views::dessert();
    let now = views::now();
    let mut other = view.accounts[1].clone();
    other.account.id = parfait::model::ids::AccountId::new("dessert-1a2b3c4d");
    other.account.name = "Moss & Tallow".into();
    other.account.colour = Some(AccountColour::Teal);
    other.account.folder = Some("/home/ada/Clients/Moss".into());
    for (at, it) in [&mut view.accounts[1], &mut other].into_iter().enumerate() {
        it.key_facts.masked = Some("dsrt_live_••••3f2a".into());
        it.key_facts.check = KeyCheck::Good(now - std::time::Duration::from_secs(2400));
        it.typed.prompts = vec!["Gel Swirl".into()];
        let id = ["dessert-1a2b3c4d", "dessert"][at];
        it.key_facts.same_as = vec![parfait::model::ids::AccountId::new(id)];
    }
    view.accounts.push(other.clone());
    let mut settings = (*view.settings).clone();
    settings.accounts.push(other.account);
    view.settings = std::sync::Arc::new(settings);
    for (theme, name) in THEMES {
        let mut window = Window::open_as(view.clone(), LARGE, theme);
        window.picture(&format!("accounts-compose-{name}"));
        let label = "Account: Dessert, api.dessert.dev";
        window.harness.get_by_label(label).click();
        window.run();
        window.picture(&format!("accounts-switcher-{name}"));
        window.harness.key_press(egui::Key::Escape);
        window.run();
        let settings = (Role::Button, "Settings");
        window
            .harness
            .get_by_role_and_label(settings.0, settings.1)
            .click();
        window.run();
        let places = window.harness.get_all_by_label("Where is my key?");
        places.for_each(|place| place.click());
        window.run();
        window.picture(&format!("accounts-settings-{name}"));
    }
}
