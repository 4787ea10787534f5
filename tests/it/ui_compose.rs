//! The Compose screen by role and label: what is typed, what is said about it, what is sent, and how it looks.

use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::model::brief::CopyAngle;
use parfait::model::catalog::{Balance, Brand, Product, StyleMatch};
use parfait::model::cost::{Credits, Pricing};
use parfait::model::draft::BriefDraft;
use parfait::model::ids::{BrandId, ProductId, StyleId};
use parfait::model::settings::Theme;
use parfait::runtime::command::{Command, Submit};
use parfait::runtime::event::Event;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::{KeyView, StyleSearch, View};

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};

/// The studio with its own brand.
fn studio() -> View {
    let mut view = views::studio();
    let product = |id: &str, name: &str| Product {
        id: ProductId::new(id),
        name: name.into(),
    };
    view.accounts[0].brands = Remote::Ready(vec![Brand {
        product_count: 3,
        products: vec![
            product("prod_dew", "Dew Serum"),
            product("prod_cloud", "Cloud Cream"),
            product("prod_silk", "Silk Lotion"),
        ],
        ..Brand::new(BrandId::new("brand_mirelune"), "Mirelune")
    }]);
    view
}

/// Dessert, with few credits and a brand whose products it does not tell.
fn dessert() -> View {
    let mut view = views::dessert();
    view.accounts[1].balance = Remote::Ready(Balance {
        credits: Credits(118),
        pricing: Pricing::default(),
        recharge: None,
    });
    view.accounts[1].brands = Remote::Ready(vec![
        Brand {
            product_count: 4,
            ..Brand::new(BrandId::new("rec1"), "Moss & Tallow")
        },
        Brand {
            unusable: Some("It is still being read in; that takes 15 to 60 minutes.".into()),
            is_active: false,
            status: "Pending Onboarding".into(),
            onboarding: Some("Scraping".into()),
            ..Brand::new(BrandId::new("rec2"), "Harrow Glass")
        },
    ]);
    view
}

fn with_draft(mut view: View, change: impl FnOnce(&mut BriefDraft)) -> View {
    let mut draft = BriefDraft::default();
    change(&mut draft);
    view.saved_draft = Arc::new(draft);
    view
}

fn found(query: &str) -> StyleSearch {
    let style = |id: &str, name: &str, prompt: &str, similarity: f64| StyleMatch {
        id: StyleId::new(id),
        name: name.into(),
        animation_prompt: prompt.into(),
        similarity,
    };
    StyleSearch {
        query: query.into(),
        results: Remote::Ready(vec![
            style("s1", "Fog Bank", "Lotion Texture", 0.793),
            style("s2", "Pale Stone", "Serum Droplets", 0.741),
            style("s3", "Morning Glass", "Serum Drizzles", 0.688),
            style("s4", "Slow Honey", "Liquid Dripping", 0.55),
            style("s5", "Cloud Fold", "Lotion Texture", 0.52),
            style("s6", "Rain on Slate", "Serum Droplets", 0.47),
            style("s7", "Ember Veil", "Liquid Dripping", 0.21),
        ]),
    }
}

fn type_into(window: &mut Window, label: &str, words: &str) {
    let role = Role::TextInput;
    window.harness.get_by_role_and_label(role, label).focus();
    window.run();
    window
        .harness
        .get_by_role_and_label(role, label)
        .type_text(words);
    window.run();
}

fn press(window: &mut Window, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click();
    window.run();
}

/// Lets the clock of the window's own frames go on.
fn linger(window: &mut Window) {
    window.harness.run_steps(6);
}

fn submits(asked: Vec<Command>) -> Vec<Submit> {
    asked
        .into_iter()
        .filter_map(|command| match command {
            Command::Submit(submit) => Some(*submit),
            _ => None,
        })
        .collect()
}

fn saved(asked: Vec<Command>) -> Option<BriefDraft> {
    asked.into_iter().rev().find_map(|command| match command {
        Command::SaveDraft(draft) => Some(*draft),
        _ => None,
    })
}

#[test]
fn a_bad_count_is_told_at_the_field_and_in_the_summary_and_is_not_sent() {
    let mut window = Window::open(with_draft(studio(), |draft| draft.count = String::new()));
    assert!(
        window
            .harness
            .query_by_label_contains("The count")
            .is_none()
    );
    type_into(&mut window, "Concepts", "many");
    let sentence = "The count is “many”. Enter a whole number from 1 to 500.";
    assert_eq!(window.harness.query_all_by_label(sentence).count(), 2);
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Concepts");
    let node = field.accesskit_node();
    assert_eq!(node.description().as_deref(), Some(sentence));
    press(&mut window, Role::Button, "Generate");
    assert!(submits(window.asked()).is_empty());
    assert!(
        window
            .harness
            .get_by_role_and_label(Role::TextInput, "Concepts")
            .is_focused()
    );
}

#[test]
fn generate_sends_exactly_what_was_chosen_and_only_once() {
    let mut window = Window::open(studio());
    press(&mut window, Role::Button, "More: Concepts");
    press(&mut window, Role::Button, "Ritual");
    press(&mut window, Role::CheckBox, "Serum Droplets");
    press(&mut window, Role::CheckBox, "Lotion Texture");
    press(&mut window, Role::CheckBox, "Serum Droplets");
    type_into(&mut window, "Tone", "quiet apothecary");
    press(
        &mut window,
        Role::ComboBox,
        "Products: All products in turn",
    );
    press(&mut window, Role::MenuItemCheckBox, "Cloud Cream");
    window.harness.key_press(Key::Escape);
    window.run();
    let button = "Generate 4 concepts";
    window
        .harness
        .get_by_role_and_label(Role::Button, button)
        .click();
    window
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, Key::Enter);
    window.run();
    window
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, Key::Enter);
    window.run();
    let sent = submits(window.asked());
    let [submit] = &sent[..] else {
        panic!("{} submits", sent.len());
    };
    assert_eq!(submit.account.as_str(), "studio");
    assert_eq!(submit.brief.count, 4);
    assert_eq!(submit.brief.copy_angle, Some(CopyAngle::Ritual));
    assert_eq!(submit.brief.animation_prompts, ["Lotion Texture"]);
    assert_eq!(submit.brief.brand_tone.as_deref(), Some("quiet apothecary"));
    assert_eq!(submit.brief.product_ids, [ProductId::new("prod_cloud")]);
    assert!(
        window
            .harness
            .get_by_role_and_label(Role::Button, "Writing it down…")
            .accesskit_node()
            .is_disabled()
    );
    // Written down: the window goes where it can be followed, and the form is ready for another.
    window.tell(Event::WrittenDown(submit.intent.clone()));
    window.run();
    assert_eq!(window.harness.state().state().place.label(), "Deliveries");
    press(&mut window, Role::Button, "Compose");
    press(&mut window, Role::Button, button);
    let again = submits(window.asked());
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].intent, submit.intent);
}

#[test]
fn a_refusal_is_shown_and_the_form_can_be_sent_again() {
    let mut window = Window::open(studio());
    press(&mut window, Role::Button, "Generate 3 concepts");
    let sent = submits(window.asked());
    window.tell(Event::Refused {
        intent: sent[0].intent.clone(),
        report: views::report(),
    });
    assert!(
        window
            .harness
            .query_all_by_label("Dessert could not be reached.")
            .count()
            >= 1
    );
    press(&mut window, Role::Button, "Generate 3 concepts");
    assert_eq!(submits(window.asked()).len(), 1);
}

#[test]
fn an_angle_is_picked_and_pressed_again_it_rotates() {
    let mut window = Window::open(studio());
    press(&mut window, Role::Button, "Sensory");
    linger(&mut window);
    assert_eq!(saved(window.asked()).unwrap().copy_angle, "sensory");
    press(&mut window, Role::Button, "Sensory");
    linger(&mut window);
    assert_eq!(saved(window.asked()).unwrap().copy_angle, "");
}

#[test]
fn prompts_grey_out_the_description_and_say_why_and_the_other_way_round() {
    let mut window = Window::open(with_draft(studio(), |draft| {
        draft.animation_prompts = vec!["Serum Droplets".into()];
    }));
    press(&mut window, Role::RadioButton, "Look: Describe it");
    let field = |window: &Window| {
        window
            .harness
            .get_by_role_and_label(Role::TextInput, "Describe the look")
            .accesskit_node()
            .is_disabled()
    };
    assert!(field(&window));
    window
        .harness
        .get_by_label("Prompts win over a description, so this would not be used.");
    press(&mut window, Role::Button, "Let the prompts go");
    assert!(!field(&window));
    type_into(&mut window, "Describe the look", "pale stone");
    press(&mut window, Role::RadioButton, "Look: Animation prompts");
    assert!(
        window
            .harness
            .get_by_role_and_label(Role::CheckBox, "Serum Droplets")
            .accesskit_node()
            .is_disabled()
    );
    window
        .harness
        .get_by_label("You described the look in words, and prompts would win over them.");
}

#[test]
fn a_search_waits_for_a_pause_and_its_results_can_be_pinned() {
    let mut window = Window::open(studio());
    press(&mut window, Role::RadioButton, "Look: Describe it");
    window.asked();
    type_into(&mut window, "Describe the look", "cool mist");
    linger(&mut window);
    let searches: Vec<String> = window
        .asked()
        .into_iter()
        .filter_map(|command| match command {
            Command::SearchStyles { query, .. } => Some(query),
            _ => None,
        })
        .collect();
    assert_eq!(searches, ["cool mist"]);
    window.show(|view| view.styles = found("cool mist"));
    press(
        &mut window,
        Role::CheckBox,
        "Fog Bank, Lotion Texture, 79 % close",
    );
    window
        .harness
        .get_by_role_and_label(Role::Button, "Remove Fog Bank");
    linger(&mut window);
    let draft = saved(window.asked()).unwrap();
    assert_eq!(draft.featured_styles, ["s1"]);
    assert_eq!(draft.style_search, "cool mist");
}

#[test]
fn the_form_says_when_no_look_is_near_the_words_and_whose_the_colours_are() {
    let mut window = Window::open(studio());
    press(&mut window, Role::RadioButton, "Look: Describe it");
    type_into(&mut window, "Describe the look", "cool mist");
    linger(&mut window);
    window.show(|view| view.styles = found("cool mist"));
    window
        .harness
        .get_by_label("Words choose motion and material; the colours are the brand’s.");
    window.picture("compose-look-near");
    window.show(|view| {
        let mut search = found("cool mist");
        if let Remote::Ready(styles) = &mut search.results {
            for style in styles {
                style.similarity = 0.2;
            }
        }
        view.styles = search;
    });
    window
        .harness
        .get_by_label("No look is near these words; these are the closest.");
}

#[test]
fn a_tone_that_the_built_in_writer_cannot_read_is_told_at_its_field() {
    let mut window = Window::open(studio());
    let told = parfait::model::tone::UNREAD;
    type_into(&mut window, "Tone", "warm, честный");
    window.harness.get_by_label(told);
    window.picture("compose-tone-unread");
    // A server of the person's own reads any script.
    window.settings(|settings| {
        settings.copywriting.is_own = true;
        settings.copywriting.server = Some(parfait::model::settings::CopyServer {
            base_url: "http://localhost:11434/v1".parse().unwrap(),
            model: "llama3.1".into(),
        });
    });
    assert!(window.harness.query_by_label(told).is_none());
}

#[test]
fn what_was_typed_is_saved_after_a_pause_and_on_leaving() {
    let mut window = Window::open(studio());
    type_into(&mut window, "Tone", "dry wit");
    window
        .harness
        .get_by_role_and_label(Role::Button, "Deliveries")
        .click();
    window.run();
    assert_eq!(saved(window.asked()).unwrap().brand_tone, "dry wit");
    press(&mut window, Role::Button, "Compose");
    type_into(&mut window, "Concepts", "0");
    linger(&mut window);
    assert_eq!(saved(window.asked()).unwrap().count, "30");
    // A cleared form can be had back.
    press(&mut window, Role::Button, "Clear form");
    press(&mut window, Role::Button, "Bring back what was here");
    let tone = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Tone");
    assert_eq!(tone.value().as_deref(), Some("dry wit"));
}

#[test]
fn the_keyboard_alone_goes_from_a_name_to_a_sent_brief() {
    let mut window = Window::open(dessert());
    // The name of any of the 36 prompts can be typed.
    type_into(&mut window, "Add an animation prompt by name", "Gel Swirl");
    window.harness.key_press(Key::Enter);
    window.run();
    window
        .harness
        .get_by_role_and_label(Role::CheckBox, "Gel Swirl");
    window
        .harness
        .get_by_role_and_label(Role::Button, "Transformation")
        .focus();
    window.run();
    window.harness.key_press(Key::Space);
    window.run();
    window.harness.key_press(Key::Tab);
    window.run();
    window.harness.key_press(Key::Enter);
    window.run();
    window
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, Key::Enter);
    window.run();
    let sent = submits(window.asked());
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].brief.copy_angle, Some(CopyAngle::Ritual));
    assert_eq!(sent[0].brief.animation_prompts, ["Gel Swirl"]);
    assert_eq!(sent[0].account.as_str(), "dessert");
}

#[test]
fn the_studio_takes_a_scene_and_films() {
    let mut window = Window::open(studio());
    press(&mut window, Role::RadioButton, "Format: Still + film");
    press(&mut window, Role::Switch, "Set it in a lifestyle scene");
    press(&mut window, Role::Button, "Generate 3 concepts");
    let sent = submits(window.asked());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].brief.in_situ);
}

#[test]
fn without_a_key_nothing_is_sent_and_the_way_out_is_there() {
    let mut view = dessert();
    view.accounts[1].key = KeyView::Missing;
    let mut window = Window::open(view);
    assert!(
        window
            .harness
            .get_by_role_and_label(Role::Button, "Generate 3 concepts")
            .accesskit_node()
            .is_disabled()
    );
    press(&mut window, Role::Button, "Add a key in Settings");
    assert_eq!(window.harness.state().state().place.label(), "Settings");
}

fn rich(draft: &mut BriefDraft) {
    draft.copy_angle = "sensory".into();
    draft.brand_tone = "quiet apothecary".into();
    draft.product_ids = vec!["prod_dew".into(), "prod_cloud".into()];
    draft.animation_prompts = vec!["Serum Droplets".into(), "Lotion Texture".into()];
}

#[test]
fn the_form_can_be_painted() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = Window::open_as(with_draft(studio(), rich), LARGE, theme);
        window.picture(&format!("compose-studio-{name}"));
        let mut window = Window::open_as(with_draft(studio(), rich), SMALL, theme);
        window.picture(&format!("compose-studio-small-{name}"));
        let mut view = with_draft(dessert(), |draft| {
            rich(draft);
            draft.count = "9".into();
            draft.format = "full".into();
            draft.animation_prompts.push("Gel Swirl".into());
            draft.animation_prompts.push("Pearl Glow".into());
        });
        view.accounts[1].prompts.extend(
            ["Silk Waves", "Bubble Float", "Water Caustics", "Smoke Noir"].map(String::from),
        );
        let mut window = Window::open_as(view, LARGE, theme);
        window.picture(&format!("compose-dessert-{name}"));
        press(
            &mut window,
            Role::DisclosureTriangle,
            "Request as JSON and curl",
        );
        window.picture(&format!("compose-request-{name}"));
    }
}

#[test]
fn the_form_in_trouble_can_be_painted() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let draft = |draft: &mut BriefDraft| {
            draft.count = "many".into();
            draft.format = "full".into();
            draft.in_situ = true;
            draft.webhook_url = "ftp://nowhere".into();
        };
        let mut window = Window::open_as(with_draft(studio(), draft), LARGE, theme);
        press(&mut window, Role::Button, "Generate");
        window.picture(&format!("compose-errors-{name}"));
        let mut view = dessert();
        view.accounts[1].balance = Remote::Failed(None, views::report());
        view.accounts[1].brands = Remote::Failed(None, views::report());
        let mut window = Window::open_as(view, LARGE, theme);
        window.picture(&format!("compose-offline-{name}"));
        let mut view = dessert();
        view.accounts[1].balance = Remote::Loading(None);
        view.accounts[1].brands = Remote::Loading(None);
        let mut window = Window::open_as(view, SMALL, theme);
        window.picture(&format!("compose-loading-{name}"));
    }
}

#[test]
fn the_search_can_be_painted() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut view = with_draft(studio(), |draft| {
            draft.style_search = "cool mist over pale stone".into();
            draft.featured_styles = vec!["s1".into()];
        });
        view.styles = found("cool mist over pale stone");
        let mut window = Window::open_as(view, LARGE, theme);
        press(
            &mut window,
            Role::CheckBox,
            "Pale Stone, Serum Droplets, 74 % close",
        );
        window.picture(&format!("compose-search-{name}"));
        let mut window = Window::open_as(with_draft(studio(), rich), SMALL, theme);
        press(&mut window, Role::ComboBox, "Products: Add…");
        window.picture(&format!("compose-products-{name}"));
    }
}
