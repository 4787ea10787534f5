//! The writer's promises, on the sample facts and on poor ones.

use super::*;
use crate::studio::brand::{BrandKit, Brands};

fn kit() -> BrandKit {
    Brands::sample().unwrap().all().first().unwrap().clone()
}

const TONES: [&str; 4] = [
    "quiet, sensorial, exact",
    "warm and friendly",
    "clinical",
    "playful",
];

#[test]
fn a_hundred_headlines_of_one_product_and_one_angle_are_all_different() {
    for product in &kit().products {
        for angle in CopyAngle::ALL {
            let mut writer = Writer::new(7);
            let said: BTreeSet<String> = (0..100)
                .map(|_| writer.write(product, angle, "quiet").wording.headline)
                .collect();
            assert_eq!(said.len(), 100, "{} {}", product.name, angle.as_str());
        }
    }
}

#[test]
fn lengths_hold_for_every_angle_tone_and_seed() {
    for seed in 0..12 {
        for tone in TONES {
            let mut writer = Writer::new(seed);
            for product in &kit().products {
                for angle in CopyAngle::ALL {
                    let Wording {
                        kicker,
                        headline,
                        body,
                        cta,
                    } = writer.write(product, angle, tone).wording;
                    assert!(fits(&headline, HEADLINE), "{headline}");
                    assert!(
                        fits(&body, BODY),
                        "{} {}: {body:?}",
                        product.name,
                        angle.as_str()
                    );
                    assert!(
                        fits(&kicker, (3, KICKER)) && fits(&cta, (3, CTA)),
                        "{kicker} / {cta}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_seed_writes_the_same_words() {
    let kit = kit();
    let product = kit.products.first().unwrap();
    let write = |seed| {
        Writer::new(seed)
            .write(product, CopyAngle::Sensory, "quiet")
            .wording
    };
    assert_eq!(write(3), write(3));
    assert!((0..9).any(|seed| write(seed) != write(3)));
}

#[test]
fn nothing_is_said_of_reviews_without_proof_on_file() {
    for product in kit()
        .products
        .iter()
        .filter(|product| product.proof.is_none())
    {
        let mut writer = Writer::new(1);
        for _ in 0..100 {
            let words = format!(
                "{:?}",
                writer
                    .write(product, CopyAngle::SocialProof, "quiet")
                    .wording
            )
            .to_lowercase();
            for word in ["review", "rated", "out of 5", "of 5", "stars", "opinions"] {
                assert!(!words.contains(word), "{words}");
            }
        }
    }
}

#[test]
fn every_number_is_on_file() {
    for product in &kit().products {
        let mut on_file = vec![product.size.clone()];
        if let Some(proof) = &product.proof {
            on_file.extend([proof.rating.to_string(), "2,310".to_owned(), "5".to_owned()]);
        }
        let on_file = on_file.join(" ");
        for (angle, tone) in CopyAngle::ALL.into_iter().zip(TONES.into_iter().cycle()) {
            let mut writer = Writer::new(2);
            for _ in 0..60 {
                let Wording {
                    kicker,
                    headline,
                    body,
                    cta,
                } = writer.write(product, angle, tone).wording;
                let words = format!("{kicker} {headline} {body} {cta}");
                let numbers = words.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
                for number in numbers
                    .map(|number| number.trim_matches(['.', ',']))
                    .filter(|number| !number.is_empty())
                {
                    assert!(on_file.contains(number), "{number} in {words}");
                }
            }
        }
    }
}

#[test]
fn no_worn_word_and_no_open_slot_is_left() {
    const WORN: &[&str] = &[
        "elevate",
        "unlock",
        "game",
        "glow up",
        "radian",
        "revolution",
        "miracle",
        "secret",
        "must-have",
        "grail",
        "unleash",
        "pamper",
        "indulge",
        "luxur",
        "say goodbye",
        "flawless",
        "ultimate",
        "perfect",
        "discover the power",
        "journey",
        "effortless",
        "color",
        "moisturizer",
        "fragrance-free skin",
    ];
    for product in &kit().products {
        for angle in CopyAngle::ALL {
            let mut writer = Writer::new(5);
            for _ in 0..100 {
                let words = format!("{:?}", writer.write(product, angle, "quiet").wording);
                assert!(
                    !words
                        .trim_start_matches("Wording {")
                        .trim_end_matches('}')
                        .contains(['{', '}']),
                    "{words}"
                );
                let lower = words.to_lowercase();
                assert!(!WORN.iter().any(|worn| lower.contains(worn)), "{words}");
            }
        }
    }
}

#[test]
fn a_product_of_which_little_is_known_still_gets_its_words() {
    let mut product = kit().products.first().unwrap().clone();
    product.benefits.clear();
    product.ingredients.clear();
    product.texture.clear();
    product.scent.clear();
    product.proof = None;
    let mut writer = Writer::new(1);
    for angle in CopyAngle::ALL {
        let words = writer.write(&product, angle, "").wording;
        assert!(fits(&words.headline, HEADLINE), "{words:?}");
    }
}

#[test]
fn a_tone_is_heard() {
    let kit = kit();
    let product = kit.products.first().unwrap();
    let first = |tone| {
        Writer::new(9)
            .write(product, CopyAngle::Ritual, tone)
            .wording
            .headline
    };
    assert_ne!(first("playful"), first("clinical"));
}

#[test]
fn every_line_that_can_be_written_is_well_formed() {
    for product in &kit().products {
        for angle in CopyAngle::ALL {
            let script = Script::new(&Facts::of(product), angle);
            if angle != CopyAngle::SocialProof || product.proof.is_some() {
                assert!(script.headlines.len() >= 100, "{} {angle:?}", product.name);
            }
            let headlines = script.headlines.iter().map(|headline| &headline.text);
            for line in headlines.chain(script.bodies.iter().map(|body| &body.text)) {
                let lower = format!(" {}", line.to_lowercase());
                assert!(line.ends_with('.') && !line.contains([':', '|']), "{line}");
                for wrong in [
                    " a a", " a e", " a i", " a o", ",,", " ,", "  ", "for for", "no drama",
                ] {
                    assert!(!lower.contains(wrong), "{line}");
                }
                let begins_well = |sentence: &str| {
                    sentence.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                };
                assert!(line.split(". ").all(begins_well), "{line}");
            }
        }
    }
}

/// A product of a person's own: facts as people type them, and not for skin.
fn candle() -> Product {
    Product {
        name: "Ember No. 4".into(),
        category: "Scented candle".into(),
        one_liner: "A slow candle for long evenings, poured by hand in small batches".into(),
        benefits: vec!["A calmer room.".into(), "Lasts for long evenings".into()],
        ingredients: vec!["Soy wax".into(), "Cedar oil".into()],
        texture: vec!["Warm".into(), "Dry".into()],
        scent: "Cedar and smoke".into(),
        size: "220 g".into(),
        proof: None,
        ..kit().products.first().unwrap().clone()
    }
}

#[test]
fn facts_as_people_type_them_become_sentences() {
    let product = candle();
    for angle in CopyAngle::ALL {
        let mut writer = Writer::new(4);
        for _ in 0..40 {
            let words = writer.write(&product, angle, "warm").wording;
            let text = format!("{} {} {}", words.headline, words.body, words.kicker);
            for wrong in [
                "skin",
                "palms",
                "A calmer room. ",
                "a Scented",
                "with Soy",
                "..",
                "for lasts",
                " A calmer",
            ] {
                assert!(!text.contains(wrong), "{wrong:?} in {text}");
            }
            assert!(
                text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()),
                "{text}"
            );
            assert_eq!(
                rules::check(&words, &product).map_err(|broken| broken.field),
                Ok(()),
                "{words:?}"
            );
        }
    }
}

#[test]
fn hundreds_of_headlines_are_all_different_and_what_gives_way_says_why() {
    let mut poor = candle();
    poor.benefits.clear();
    poor.ingredients.clear();
    poor.texture.clear();
    poor.scent.clear();
    for product in [&poor, &candle(), kit().products.first().unwrap()] {
        let mut writer = Writer::new(8);
        let written: Vec<Written> = (0..250)
            .map(|_| writer.write(product, CopyAngle::Sensory, "quiet"))
            .collect();
        let said: BTreeSet<&String> = written.iter().map(|w| &w.wording.headline).collect();
        assert_eq!(said.len(), 250, "{}", product.name);
        assert!(written.iter().any(|written| written.note.is_some()));
    }
}

#[test]
fn social_proof_without_proof_becomes_another_angle_and_says_so() {
    let written = Writer::new(1).write(&candle(), CopyAngle::SocialProof, "quiet");
    let note = written.note.unwrap();
    assert!(
        note.contains("Ember No. 4 has no proof on file") && note.contains("social proof"),
        "{note}"
    );
    let rated = kit().products.first().unwrap().clone();
    assert_eq!(
        Writer::new(1)
            .write(&rated, CopyAngle::SocialProof, "quiet")
            .note,
        None
    );
}

#[test]
fn an_american_product_is_written_of_in_american() {
    let mut product = kit().products.get(1).unwrap().clone();
    product.category = "moisturizer".into();
    let mut writer = Writer::new(2);
    for angle in CopyAngle::ALL {
        for _ in 0..40 {
            let words =
                format!("{:?}", writer.write(&product, angle, "quiet").wording).to_lowercase();
            assert!(
                !words.contains("moisturis") && !words.contains("colour"),
                "{words}"
            );
        }
    }
}

/// The same product with other facts.
fn with(name: &str, category: &str, one_liner: &str, benefits: &[&str]) -> Product {
    Product {
        name: name.into(),
        category: category.into(),
        one_liner: one_liner.into(),
        benefits: benefits.iter().map(|&b| b.to_owned()).collect(),
        ..kit().products.first().unwrap().clone()
    }
}

fn delivery(product: &Product, angle: CopyAngle, count: usize) -> Vec<Wording> {
    let mut writer = Writer::new(11);
    let tones = TONES.iter().cycle();
    tones
        .take(count)
        .map(|tone| writer.write(product, angle, tone).wording)
        .collect()
}

#[test]
fn an_ad_speaks_of_the_time_that_its_product_is_for() {
    let night = with(
        "Night Oil",
        "facial oil",
        "Ten drops before sleep.",
        &["softer skin"],
    );
    let day = with(
        "First Light",
        "sunscreen",
        "A sheer sunscreen.",
        &["SPF 50 protection"],
    );
    for (product, wrong) in [
        (night, ["coffee", "morning", "kettle"]),
        (day, ["before bed", "before sleep", "lights low"]),
    ] {
        for angle in CopyAngle::ALL {
            for words in delivery(&product, angle, 40) {
                let text = format!("{} {}", words.headline, words.body).to_lowercase();
                assert!(!wrong.iter().any(|wrong| text.contains(wrong)), "{text}");
            }
        }
    }
}

#[test]
fn headline_and_body_never_name_two_times_of_day() {
    for product in &kit().products {
        for words in delivery(product, CopyAngle::Ritual, 60) {
            let (headline, body) = (
                hours::Hours::of(&words.headline),
                hours::Hours::of(&words.body),
            );
            assert!(headline.allow(body), "{words:?}");
        }
    }
}

#[test]
fn names_in_the_plural_get_no_verb_in_the_singular_and_properties_are_no_gains() {
    let salts = with(
        "Bath Salts",
        "bath salts",
        "",
        &["Relaxes tired muscles", "Vegan", "matte finish"],
    );
    for angle in CopyAngle::ALL {
        for words in delivery(&salts, angle, 40) {
            let text = format!("{} {}", words.headline, words.body);
            for wrong in [
                "Salts is",
                "Salts has",
                "Salts leaves",
                "Salts relaxes",
                "a bath salts",
                "for vegan",
                "for relaxes",
                "for matte",
                "with fragrance free",
            ] {
                assert!(!text.contains(wrong), "{wrong:?} in {text}");
            }
        }
    }
}

#[test]
fn no_line_says_a_word_twice_and_what_is_not_for_hands_stays_out_of_them() {
    let gel = with(
        "Clear Gel Cleanser",
        "cleanser",
        "",
        &["Cleanses without tightness"],
    );
    for angle in CopyAngle::ALL {
        for words in delivery(&gel, angle, 40) {
            let text = format!("{} {}", words.headline, words.body).to_lowercase();
            assert!(
                !text.contains("palms") && !text.contains("press it in"),
                "{text}"
            );
            assert!(
                !words.headline.contains("Cleanser cleanses"),
                "{}",
                words.headline
            );
        }
    }
}

#[test]
fn whatever_is_known_a_body_fills_its_place() {
    let mut bare = with("Plain Bar", "soap", "", &[]);
    bare.ingredients.clear();
    bare.texture.clear();
    bare.scent.clear();
    bare.proof = None;
    for angle in CopyAngle::ALL {
        for words in delivery(&bare, angle, 20) {
            assert!(fits(&words.body, BODY), "{words:?}");
            assert_eq!(rules::check(&words, &bare), Ok(()), "{words:?}");
        }
    }
}

/// A headline without what is on file: how it is built.
fn pattern(headline: &str, product: &Product) -> String {
    let kind = product
        .category
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    let facts = [&product.name, &product.category, &kind];
    let lists = product
        .texture
        .iter()
        .chain(&product.ingredients)
        .chain(&product.benefits);
    let mut pattern = headline.to_lowercase().replace("an ", "a ");
    for fact in facts.into_iter().chain(lists) {
        pattern = pattern.replace(&fact.to_lowercase(), "_");
    }
    pattern
}

#[test]
fn fifty_headlines_are_built_in_many_ways() {
    for product in &kit().products {
        let mut writer = Writer::new(5);
        let angles = CopyAngle::ALL.into_iter().cycle().take(50);
        let built: BTreeSet<String> = angles
            .map(|angle| writer.write(product, angle, "quiet").wording.headline)
            .map(|headline| pattern(&headline, product))
            .collect();
        assert!(built.len() >= 40, "{} {}", product.name, built.len());
    }
}
