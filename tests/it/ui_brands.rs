//! The Brands place: what is typed is saved and never lost, what is wrong stands at its field, pictures come by drop,
//! dialog and path, and every state has a look of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use parfait::model::ids::{BrandId, PictureId, ProductId};
use parfait::model::kit::{
    Cut, Kit, KitEntry, KitField, KitProblem, KitProduct, PaletteReport, PictureFace, PictureFacts,
    PictureKind, PictureUse, ProductField, Proof, Swatch,
};
use parfait::model::settings::Theme;
use parfait::runtime::brands::{KitCommand, KitEvent};
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::pictures::PictureSource;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::View;

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};

fn product(id: &str, name: &str, file: &str) -> KitProduct {
    KitProduct {
        product_id: ProductId::new(id),
        name: name.into(),
        category: "face serum".into(),
        one_liner: "A weightless serum that leaves skin looking freshly rained on.".into(),
        benefits: vec!["visibly plumper skin".into(), "lasting hydration".into()],
        ingredients: vec!["polyglutamic acid".into(), "white tea".into()],
        texture: vec!["weightless".into(), "silky".into()],
        scent: vec!["fragrance free".into()],
        size: "30 ml".into(),
        proof: Some(Proof {
            rating: 4.8,
            reviews: 2310,
            source: "own shop, May 2026".into(),
        }),
        picture: Some(PictureId::new(file)),
        picture_use: PictureUse::Cutout,
    }
}

fn facts(id: &str, is_clean: bool, sentence: &str) -> PictureFacts {
    PictureFacts {
        picture_id: PictureId::new(id),
        kind: PictureKind::Product,
        width: 1200,
        height: 1600,
        cut: Some(Cut {
            has_glass: false,
            is_clean,
            sentence: sentence.into(),
        }),
    }
}

fn mirelune() -> KitEntry {
    let palette = ["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"];
    let copy = ["#5B2F26", "#5B2F26", "#2C1712", "#FBF4F0", "#5B2F26"];
    let swatches = palette.iter().zip(copy).map(|(colour, copy)| Swatch {
        colour: (*colour).into(),
        copy: copy.into(),
        contrast: 8.4,
        is_own: copy != "#2C1712",
    });
    KitEntry {
        kit: Kit {
            brand_id: BrandId::new("recMirelune000001"),
            version: 1,
            name: "Mirelune".into(),
            tone: "quiet, sensorial, exact".into(),
            palette: palette.map(str::to_owned).to_vec(),
            products: vec![
                product("p1", "Dew Serum", "dew-serum"),
                product("p2", "Cloud Cream", "cloud-cream"),
            ],
            ..Kit::default()
        },
        is_default: true,
        is_sample: true,
        pictures: vec![
            facts(
                "dew-serum",
                true,
                "The product is cut out cleanly; it stands free.",
            ),
            facts(
                "cloud-cream",
                false,
                "The background is not plain, so the product is shown in a frame. A plain, even background gives a clean cut.",
            ),
        ],
        colours: PaletteReport {
            swatches: swatches.collect(),
            contrast: 9.6,
            sentence: "Copy reads in your own colours, up to 9.6:1.".into(),
            is_enough: true,
            ..PaletteReport::default()
        },
        ..KitEntry::default()
    }
}

fn moss() -> KitEntry {
    KitEntry {
        kit: Kit {
            version: 4,
            ..Kit::begun(BrandId::new("moss"), "Moss & Tallow")
        },
        missing: vec!["a product with a picture".into()],
        ..KitEntry::default()
    }
}

fn with_kits(mut view: View, kits: Vec<KitEntry>) -> View {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/brand");
    let mut previews = BTreeMap::new();
    for file in ["dew-serum", "cloud-cream"] {
        for face in PictureFace::ALL {
            let source = PictureSource {
                path: Arc::from(assets.join(format!("{file}.png")).as_path()),
                version: 0,
            };
            previews.insert((PictureId::new(file), face.as_str()), source);
        }
    }
    view.brand_kits.kits = Remote::Ready(kits.into_iter().map(Arc::new).collect());
    view.brand_kits.previews = Arc::new(previews);
    view
}

fn press(window: &mut Window, label: &str) {
    let role = Role::Button;
    window.harness.get_by_role_and_label(role, label).click();
    window.run();
}

/// Opens a product, which may lie below what is seen.
fn edit(window: &mut Window, product: &str) {
    let name = format!("Edit {product}");
    let button = window
        .harness
        .get_by_role_and_label(Role::Button, name.as_str());
    button.scroll_to_me();
    window.run();
    press(window, &name);
}

fn open(view: View) -> Window {
    let mut window = Window::open(view);
    press(&mut window, "Brands");
    window
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

fn kits(window: &mut Window) -> Vec<KitCommand> {
    let asked = window.asked().into_iter();
    asked
        .filter_map(|command| match command {
            Command::Kit(command) => Some(command),
            _ => None,
        })
        .collect()
}

fn saved(window: &mut Window) -> Vec<Kit> {
    let kits = kits(window).into_iter();
    kits.filter_map(|command| match command {
        KitCommand::Save(kit) => Some(*kit),
        _ => None,
    })
    .collect()
}

/// Lets pictures come from their files.
fn develop(window: &mut Window) {
    for _ in 0..200 {
        window.run();
        if !window.harness.state().awaits_pictures() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_place_asks_for_the_kits_once_and_is_found_by_its_key() {
    let mut window = Window::open(views::studio());
    window
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, Key::Num4);
    window.run();
    window.run();
    assert_eq!(kits(&mut window), [KitCommand::Load]);
}

#[test]
fn what_is_typed_is_saved_after_a_pause_and_not_before() {
    let mut window = open(with_kits(views::studio(), vec![mirelune(), moss()]));
    kits(&mut window);
    type_into(&mut window, "Tone", " and warm");
    assert_eq!(saved(&mut window), []);
    window.wait(Duration::from_secs(1));
    let sent = saved(&mut window);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].tone, "quiet, sensorial, exact and warm");
    assert_eq!(sent[0].version, 1);
    window.tell(Event::Kit(KitEvent::Saved {
        asked: Box::new(sent[0].clone()),
        version: 2,
    }));
    assert!(window.harness.query_by_label("Saved").is_some());
    type_into(&mut window, "Tone", ", slow");
    // Going elsewhere does not wait for the pause.
    press(&mut window, "Gallery");
    let sent = saved(&mut window);
    assert_eq!((sent.len(), sent[0].version), (1, 2));
}

#[test]
fn what_is_wrong_stands_at_its_field_is_not_sent_and_is_not_lost() {
    let mut window = open(with_kits(views::studio(), vec![mirelune(), moss()]));
    kits(&mut window);
    type_into(
        &mut window,
        "Name",
        " with a name that no wordmark could ever bear",
    );
    window.wait(Duration::from_secs(2));
    assert_eq!(saved(&mut window), []);
    assert!(
        window
            .harness
            .query_all_by_label_contains("Shorten it")
            .count()
            >= 1
    );
    press(&mut window, "Gallery");
    press(&mut window, "Brands");
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Name");
    assert!(
        field
            .value()
            .unwrap_or_default()
            .contains("could ever bear")
    );
    window.picture("brands-wrong");
}

#[test]
fn what_was_wrong_when_the_window_closed_is_there_again_unless_the_kit_was_changed_since() {
    let with_unsaved = |version: u64| {
        let mut view = with_kits(views::studio(), vec![mirelune(), moss()]);
        let mut kit = mirelune().kit;
        kit.version += version;
        kit.name = "A name that no wordmark could ever bear, typed yesterday".into();
        view.brand_kits.unsaved = std::sync::Arc::new(vec![kit]);
        let mut window = open(view);
        window.wait(Duration::from_secs(2));
        assert_eq!(saved(&mut window), [], "what is wrong is not sent");
        let name = window
            .harness
            .get_by_role_and_label(Role::TextInput, "Name")
            .value();
        name.unwrap_or_default()
    };
    assert!(with_unsaved(0).ends_with("typed yesterday"));
    assert_eq!(with_unsaved(1), mirelune().kit.name);
}

#[test]
fn what_the_studio_refuses_stands_at_its_field_too() {
    let mut window = open(with_kits(views::studio(), vec![mirelune()]));
    edit(&mut window, "Dew Serum");
    kits(&mut window);
    type_into(&mut window, "Product name", " No. 5");
    window.wait(Duration::from_secs(1));
    let sent = saved(&mut window);
    let field = KitField::Product(0, ProductField::Name);
    let problem = KitProblem::new(
        field,
        "has a letter that no typeface of the studio has. Write it in Latin or Cyrillic letters.",
    );
    window.tell(Event::Kit(KitEvent::NotSaved {
        asked: Box::new(sent[0].clone()),
        problem: Some(problem),
        report: views::report(),
    }));
    window.wait(Duration::from_secs(2));
    assert_eq!(saved(&mut window), [], "the same is not sent again");
    let shown = window
        .harness
        .query_all_by_label_contains("no typeface of the studio")
        .count();
    assert!(shown >= 1);
}

#[test]
fn a_bad_picture_gets_its_sentence_and_the_old_one_stays() {
    let mut window = open(with_kits(views::studio(), vec![mirelune()]));
    edit(&mut window, "Dew Serum");
    kits(&mut window);
    type_into(&mut window, "Path of the picture", "/home/ada/note.png");
    window.harness.key_press(Key::Enter);
    window.run();
    let asked = kits(&mut window);
    let [KitCommand::AddPicture { ticket, kind, from }] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(
        (*kind, from.as_path()),
        (PictureKind::Product, Path::new("/home/ada/note.png"))
    );
    let sentence = "The file holds text, not a picture. Choose a PNG, JPEG or WebP picture.";
    window.tell(Event::Kit(KitEvent::Picture {
        ticket: *ticket,
        outcome: Err(sentence.into()),
    }));
    assert!(window.harness.query_by_label(sentence).is_some());
    window.wait(Duration::from_secs(2));
    assert_eq!(saved(&mut window), []);
}

#[test]
fn a_picture_that_is_taken_in_is_saved_with_the_face_that_its_verdict_advises() {
    let mut window = open(with_kits(views::studio(), vec![mirelune()]));
    edit(&mut window, "Dew Serum");
    kits(&mut window);
    type_into(&mut window, "Path of the picture", "/home/ada/new.jpg");
    window.harness.key_press(Key::Enter);
    window.run();
    assert_eq!(kits(&mut window).len(), 1);
    let busy = facts(
        "busy",
        false,
        "The background is not plain, so the product is shown in a frame.",
    );
    window.tell(Event::Kit(KitEvent::Picture {
        ticket: 1,
        outcome: Ok(busy),
    }));
    window.wait(Duration::from_secs(2));
    let sent = saved(&mut window);
    assert_eq!(sent[0].products[0].picture, Some(PictureId::new("busy")));
    assert_eq!(sent[0].products[0].picture_use, PictureUse::Framed);
}

#[test]
fn glass_is_see_through_until_the_person_wants_it_solid() {
    let mut window = open(with_kits(views::studio(), vec![mirelune()]));
    edit(&mut window, "Dew Serum");
    let solid = "How ads show it: Solid";
    assert!(window.harness.query_by_label(solid).is_none());
    kits(&mut window);
    type_into(&mut window, "Path of the picture", "/home/ada/glass.jpg");
    window.harness.key_press(Key::Enter);
    window.run();
    let sentence = "The product is cut out cleanly; an ad’s background shines through its glass.";
    let mut glass = facts("glass", true, sentence);
    glass.cut.as_mut().unwrap().has_glass = true;
    window.tell(Event::Kit(KitEvent::Picture {
        ticket: 1,
        outcome: Ok(glass),
    }));
    window.run();
    window.picture("brands-glass");
    let choice = window
        .harness
        .get_by_role_and_label(Role::RadioButton, solid);
    choice.click();
    window.run();
    window.wait(Duration::from_secs(2));
    let last = saved(&mut window).pop().unwrap();
    assert_eq!(last.products[0].picture_use, PictureUse::Solid);
}

#[test]
fn a_picture_on_its_way_can_be_cancelled() {
    let mut window = open(with_kits(views::studio(), vec![mirelune()]));
    edit(&mut window, "Dew Serum");
    kits(&mut window);
    type_into(&mut window, "Path of the picture", "/home/ada/new.jpg");
    window.harness.key_press(Key::Enter);
    window.run();
    window.picture("brands-taking-in");
    press(&mut window, "Cancel");
    let asked = kits(&mut window);
    assert!(asked.contains(&KitCommand::CancelPicture(1)), "{asked:?}");
    window.tell(Event::Kit(KitEvent::Picture {
        ticket: 1,
        outcome: Ok(facts("late", true, "Too late.")),
    }));
    window.wait(Duration::from_secs(2));
    assert_eq!(saved(&mut window), []);
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("never asked".into())
    }
}

#[test]
fn a_file_that_is_dropped_becomes_a_product_named_after_it() {
    let mut window = open(with_kits(views::studio(), vec![moss()]));
    kits(&mut window);
    let file = Dropped(PathBuf::from("/home/ada/night-oil.png"));
    window
        .harness
        .input_mut()
        .dropped_files
        .push(Arc::new(file));
    window.run();
    let asked = kits(&mut window);
    let is_asked = asked.iter().any(|command| {
        matches!(command, KitCommand::AddPicture { from, .. } if from.ends_with("night-oil.png"))
    });
    assert!(is_asked, "{asked:?}");
    window.wait(Duration::from_secs(1));
    let sent = saved(&mut window);
    assert_eq!(sent[0].products[0].name, "Night oil");
}

#[test]
fn a_new_brand_is_written_at_once_and_deleting_asks_once_more() {
    let mut window = open(with_kits(views::studio(), vec![mirelune(), moss()]));
    kits(&mut window);
    press(&mut window, "New brand");
    let sent = saved(&mut window);
    assert_eq!((sent[0].name.as_str(), sent[0].version), ("New brand", 0));
    press(&mut window, "Moss & Tallow");
    press(&mut window, "Delete brand");
    assert!(
        !kits(&mut window)
            .iter()
            .any(|it| matches!(it, KitCommand::Delete(_)))
    );
    press(&mut window, "Delete it");
    assert_eq!(
        kits(&mut window),
        [KitCommand::Delete(BrandId::new("moss"))]
    );
}

#[test]
fn colours_are_added_removed_and_picked_and_a_wrong_one_is_told() {
    let mut window = open(with_kits(views::studio(), vec![mirelune()]));
    kits(&mut window);
    press(&mut window, "Remove colour 5");
    press(&mut window, "Pick from the pictures");
    let asked = kits(&mut window);
    let brand = BrandId::new("recMirelune000001");
    let pick = KitCommand::PickPalette {
        brand: brand.clone(),
        colours: 5,
    };
    assert!(asked.contains(&pick), "{asked:?}");
    window.tell(Event::Kit(KitEvent::Picked {
        brand,
        palette: Ok(vec!["#FAF0EB".into(), "#281E23".into()]),
    }));
    window.wait(Duration::from_secs(1));
    assert_eq!(saved(&mut window)[0].palette, ["#FAF0EB", "#281E23"]);
    type_into(&mut window, "Hex value of colour 2", "zz");
    window.wait(Duration::from_secs(1));
    assert_eq!(saved(&mut window), []);
    assert!(
        window
            .harness
            .query_all_by_label_contains("six digits")
            .count()
            >= 1
    );
}

#[test]
fn with_dessert_the_place_says_whose_kits_they_are_and_changes_nothing() {
    let window = open(views::dessert());
    assert!(
        window
            .harness
            .query_by_label_contains("belong to the studio")
            .is_some()
    );
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::Button, "New brand")
            .is_none()
    );
    assert_eq!(window.harness.query_all_by_role(Role::TextInput).count(), 0);
}

#[test]
fn every_state_of_the_place_can_be_painted() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let kits = with_kits(views::studio(), vec![mirelune(), moss()]);
        let mut window = Window::open_as(kits, LARGE, theme);
        press(&mut window, "Brands");
        develop(&mut window);
        window.picture(&format!("brands-{name}"));
        for product in ["Dew Serum", "Cloud Cream"] {
            edit(&mut window, product);
            window
                .harness
                .get_by_role_and_label(Role::MultilineTextInput, "Benefits")
                .scroll_to_me();
            develop(&mut window);
            window.picture(&format!(
                "brands-{}-{name}",
                product.to_lowercase().replace(' ', "-")
            ));
        }
    }
    let mut window = Window::open_as(
        with_kits(views::studio(), vec![moss()]),
        SMALL,
        Theme::Light,
    );
    press(&mut window, "Brands");
    window.picture("brands-small");
    let mut window = open(with_kits(views::studio(), Vec::new()));
    window.picture("brands-empty");
    let mut window = open(views::studio());
    window.picture("brands-loading");
    window.show(|view| view.brand_kits.kits = Remote::Failed(None, views::report()));
    window.picture("brands-failed");
    let mut window = open(views::dessert());
    window.picture("brands-dessert");
}
