//! Looks to choose with the eyes: results as one types, the browser of styles, moving pictures that cost nothing unseen.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, ViewportId};
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::model::catalog::{StyleCard, StyleMatch};
use parfait::model::draft::BriefDraft;
use parfait::model::ids::{AccountId, StyleId};
use parfait::model::settings::{Settings, Theme};
use parfait::runtime::command::Command;
use parfait::runtime::remote::Remote;
use parfait::runtime::styles::Sheets;
use parfait::runtime::view::{StyleSearch, View};
use parfait::studio::compose::Palette;
use parfait::studio::{styles, swatch};

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};

const COLOURS: [&str; 5] = ["#5B2F26", "#F6E7DF", "#E9BFAE", "#C98F7C", "#E2B877"];
/// Sheets that are really painted; it takes a while without optimisation.
const PAINTED: usize = 8;

/// The studio's own styles, none of whose pictures is here yet.
fn cards() -> Vec<StyleCard> {
    let palette = Palette::from_hex(&COLOURS);
    let cards = styles::catalogue().iter().map(|style| StyleCard {
        id: StyleId::new(style.id.as_str()),
        name: style.name.clone(),
        animation_prompt: style.animation_prompt.clone(),
        description: style.description.clone(),
        is_dark: swatch::is_dark(style, &palette),
        swatch: style.id.clone(),
    });
    cards.collect()
}

/// As many made-up styles as one likes.
fn many(count: usize) -> Vec<StyleCard> {
    let card = |number: usize| StyleCard {
        id: StyleId::new(format!("s{number}")),
        name: format!("Style {number}"),
        animation_prompt: format!("Prompt {}", number / 2),
        is_dark: number % 2 == 1,
        ..StyleCard::default()
    };
    (0..count).map(card).collect()
}

fn with_cards(mut view: View, cards: Vec<StyleCard>) -> View {
    let mut prompts: Vec<String> = Vec::new();
    for card in &cards {
        if !prompts.contains(&card.animation_prompt) {
            prompts.push(card.animation_prompt.clone());
        }
    }
    view.accounts[0].prompts = prompts;
    view.catalogue.cards = Remote::Ready(Arc::new(cards));
    view
}

/// Real pictures of the first styles, painted once for all tests.
fn sheets() -> Arc<Sheets> {
    static SHEETS: OnceLock<(tempfile::TempDir, Arc<Sheets>)> = OnceLock::new();
    let (_, sheets) = SHEETS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let palette = Palette::from_hex(&COLOURS);
        // One of each prompt first, because those are what the form shows.
        let mut chosen: Vec<&styles::Style> = Vec::new();
        for style in styles::catalogue() {
            if !chosen
                .iter()
                .any(|held| held.animation_prompt == style.animation_prompt)
            {
                chosen.push(style);
            }
        }
        let sheets = chosen.into_iter().take(PAINTED).map(|style| {
            let path = folder.path().join(format!("{}.jpg", style.id));
            std::fs::write(&path, swatch::sheet(style, &palette).unwrap()).unwrap();
            (StyleId::new(style.id.as_str()), Arc::from(path.as_path()))
        });
        let sheets = Arc::new(sheets.collect());
        (folder, sheets)
    });
    Arc::clone(sheets)
}

/// Lets the pictures that are on screen be decoded.
fn pictures_arrive(window: &mut Window) {
    for _ in 0..200 {
        window.run();
        if !window.harness.state().awaits_pictures() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    window.run();
}

fn press(window: &mut Window, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click();
    window.run();
}

fn wanted(asked: &[Command]) -> Option<&Vec<StyleId>> {
    asked.iter().rev().find_map(|command| match command {
        Command::WantSwatches(styles) => Some(styles),
        _ => None,
    })
}

fn settings_of(asked: Vec<Command>) -> Option<Settings> {
    asked.into_iter().rev().find_map(|command| match command {
        Command::SaveSettings(settings) => Some(settings.wished),
        _ => None,
    })
}

fn draft_of(window: &mut Window) -> BriefDraft {
    window.harness.run_steps(6);
    let asked = window.asked().into_iter().rev();
    let mut drafts = asked.filter_map(|command| match command {
        Command::SaveDraft(draft) => Some(*draft),
        _ => None,
    });
    drafts.next().expect("the draft was not saved")
}

fn browse(window: &mut Window) {
    // It may be below the fold.
    window
        .harness
        .get_by_role_and_label(Role::Button, "Browse every style")
        .click_accesskit();
    window.run();
}

fn tiles(window: &Window) -> usize {
    window
        .harness
        .query_all_by_role(Role::CheckBox)
        .filter(|node| {
            node.accesskit_node()
                .label()
                .is_some_and(|label| label.starts_with("Style "))
        })
        .count()
}

#[test]
fn the_form_asks_for_the_catalogue_and_for_the_pictures_on_screen_only() {
    let mut window = Window::open(with_cards(views::studio(), many(400)));
    let asked = window.asked_for_styles();
    assert_eq!(
        asked
            .iter()
            .filter(|command| **command == Command::LoadStyles(None))
            .count(),
        1
    );
    let wanted = wanted(&asked).expect("no picture was asked for");
    assert!(
        !wanted.is_empty() && wanted.len() < 80,
        "{} pictures",
        wanted.len()
    );
    // Once is enough.
    window.run();
    assert!(window.asked_for_styles().is_empty());
}

#[test]
fn a_style_is_pinned_from_the_browser_and_remembered_as_recent() {
    let mut window = Window::open(with_cards(views::studio(), many(12)));
    browse(&mut window);
    press(&mut window, Role::CheckBox, "Style 3, Prompt 1");
    let asked = window.asked();
    assert_eq!(settings_of(asked).unwrap().recent_styles, ["s3"]);
    let draft = draft_of(&mut window);
    assert_eq!(draft.featured_styles, ["s3"]);
    assert!(draft.animation_prompts.is_empty());
    press(&mut window, Role::CheckBox, "Style 3, Prompt 1");
    assert!(draft_of(&mut window).featured_styles.is_empty());
    window.harness.key_press(Key::Escape);
    window.run();
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::Button, "Done")
            .is_none()
    );
}

#[test]
fn for_a_service_with_styles_of_its_own_the_prompt_is_chosen() {
    let mut window = Window::open(with_cards(views::dessert(), many(12)));
    browse(&mut window);
    press(&mut window, Role::CheckBox, "Style 3, Prompt 1");
    let draft = draft_of(&mut window);
    assert_eq!(draft.animation_prompts, ["Prompt 1"]);
    assert!(draft.featured_styles.is_empty());
}

#[test]
fn favourites_are_kept_and_listed_and_filters_narrow() {
    let mut window = Window::open(with_cards(views::studio(), many(12)));
    browse(&mut window);
    press(&mut window, Role::CheckBox, "Favourite: Style 4");
    let kept = settings_of(window.asked()).unwrap();
    assert_eq!(kept.favourite_styles, ["s4"]);
    window.settings(|settings| settings.favourite_styles = kept.favourite_styles);
    press(&mut window, Role::RadioButton, "Which styles: Favourites");
    assert_eq!(tiles(&window), 1);
    press(&mut window, Role::RadioButton, "Light or dark: Dark");
    assert_eq!(tiles(&window), 0);
    press(&mut window, Role::Button, "Show every style");
    assert_eq!(tiles(&window), 12);
    press(&mut window, Role::ComboBox, "Prompt: Every prompt");
    press(&mut window, Role::MenuItemRadio, "Prompt 2");
    assert_eq!(tiles(&window), 2);
}

#[test]
fn words_rank_the_studios_styles_whatever_account_is_in_use() {
    let mut window = Window::open(with_cards(views::dessert(), many(12)));
    browse(&mut window);
    let field = Role::TextInput;
    window
        .harness
        .get_by_role_and_label(field, "Find a style")
        .focus();
    window.run();
    window
        .harness
        .get_by_role_and_label(field, "Find a style")
        .type_text("slow gold");
    window.harness.run_steps(4);
    let search = Command::SearchStyles {
        account: AccountId::new("studio"),
        query: "slow gold".into(),
    };
    assert!(window.asked().contains(&search));
    window.show(|view| {
        let found = ["s7", "s2", "elsewhere"].map(|id| StyleMatch {
            id: StyleId::new(id),
            name: String::new(),
            animation_prompt: String::new(),
            similarity: 0.5,
        });
        view.styles = StyleSearch {
            query: "slow gold".into(),
            results: Remote::Ready(found.to_vec()),
        };
    });
    assert_eq!(tiles(&window), 2);
    // The form's own words are empty: closing clears the search.
    press(&mut window, Role::Button, "Done");
    window.harness.run_steps(4);
    let asked = window.asked();
    assert!(
        asked.iter().any(
            |command| matches!(command, Command::SearchStyles { query, .. } if query.is_empty())
        )
    );
}

#[test]
fn the_grid_holds_only_what_is_on_screen() {
    let mut window = Window::open(with_cards(views::studio(), many(2000)));
    browse(&mut window);
    let shown = tiles(&window);
    assert!((8..80).contains(&shown), "{shown} tiles");
}

/// How long until the window wants to paint again by itself.
fn next_frame(window: &Window) -> Duration {
    window.harness.output().viewport_output[&ViewportId::ROOT].repaint_delay
}

#[test]
fn pictures_move_only_while_seen_with_focus_and_where_motion_is_wanted() {
    let calm = Duration::from_secs(1);
    let mut view = with_cards(views::studio(), cards());
    view.catalogue.sheets = sheets();
    let mut window = Window::open(view);
    pictures_arrive(&mut window);
    window.harness.run_steps(8);
    assert!(next_frame(&window) < calm, "nothing moves");
    window.settings(|settings| settings.reduced_motion = true);
    window.harness.run_steps(8);
    assert!(
        next_frame(&window) >= calm,
        "it moves against the person's wish"
    );
    window.settings(|settings| settings.reduced_motion = false);
    window.harness.run_steps(2);
    assert!(next_frame(&window) < calm);
    window.harness.input_mut().focused = false;
    window.harness.run_steps(4);
    assert!(next_frame(&window) >= calm, "it moves without the focus");
    window.harness.input_mut().focused = true;
    press(&mut window, Role::Button, "Settings");
    window.harness.run_steps(8);
    assert!(next_frame(&window) >= calm, "it moves unseen");
}

#[test]
fn the_styles_can_be_painted() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let open = |size, change: &dyn Fn(&mut View)| {
            let mut view = with_cards(views::studio(), cards());
            view.catalogue.sheets = sheets();
            change(&mut view);
            let mut window = Window::open_as(view, size, theme);
            pictures_arrive(&mut window);
            window
        };
        let mut window = open(LARGE, &|_| {});
        window.picture(&format!("styles-form-{name}"));
        browse(&mut window);
        let first = format!("Favourite: {}", cards()[0].name);
        press(&mut window, Role::CheckBox, &first);
        pictures_arrive(&mut window);
        window.picture(&format!("styles-browser-{name}"));
        let mut window = open(SMALL, &|view| {
            let mut settings = (*view.settings).clone();
            settings.favourite_styles = vec!["sty_night_rain".into()];
            view.settings = Arc::new(settings);
        });
        browse(&mut window);
        pictures_arrive(&mut window);
        window.picture(&format!("styles-browser-small-{name}"));
        let mut window = open(LARGE, &|view| {
            let draft = BriefDraft {
                style_search: "slow gold".into(),
                featured_styles: vec!["sty_slow_honey".into()],
                ..BriefDraft::default()
            };
            view.saved_draft = Arc::new(draft);
            let found = cards()
                .into_iter()
                .rev()
                .take(12)
                .enumerate()
                .map(|(at, card)| StyleMatch {
                    id: card.id,
                    name: card.name,
                    animation_prompt: card.animation_prompt,
                    similarity: 0.7 - at as f64 * 0.03,
                });
            view.styles = StyleSearch {
                query: "slow gold".into(),
                results: Remote::Ready(found.collect()),
            };
        });
        pictures_arrive(&mut window);
        window.picture(&format!("styles-search-{name}"));
    }
    assert!(sheets().values().all(|path: &Arc<Path>| path.is_file()));
}
