//! Style search: descriptions as a marketer would type them, none of which shares a word with what it should find.

use std::collections::{BTreeMap, BTreeSet};

use parfait::studio::catalogue::{Catalogue, Look};
use parfait::studio::search::words::{stem, words};

/// Prompts that the whole catalogue has.
const ALL_PROMPTS: usize = 36;
/// Queries that must have run once the catalogue is whole.
const LEAST_QUERIES: u32 = 60;

/// For each prompt, how people who do not know its name might ask for it. One that shares a word with the prompt's own
/// texts is not counted, so there are more than are needed.
const QUERIES: &str = "\
Serum Droplets: wet skin just after a shower; hyaluronic moisture sprinkled on a table; rainwater on a waxed car; tears on pale leather
Lotion Texture: body butter spread smoothly; moisturiser swatch, buttery and milky; velvety milk for dry hands; yoghurt stroked with a spoon
Serum Drizzles: caramel poured in zigzags on a dessert; sticky strings of maple sauce; stringy icing over a cake; noodles of liquid sugar
Liquid Dripping: wet paint sliding off a bucket; melting chocolate fountain; leaking tap; wax melting down a candle
Honey Flow: sticky breakfast sweetness; slow bees' gold; beehive nectar; sugary maple breakfast
Golden Oil: olive dressing from the mediterranean kitchen; greasy shine for hair ends; sunflower and almond essence; olives pressed for cooking
Micellar Bubbles: sparkling champagne; carbonated soda drink; beer and sparkling mineral drinks; little balloons of air underwater
Cleansing Foam: shaving at the barber; shampoo in the bath; washing hands with detergent; frothy bath
Dewy Glass: steamed up bathroom mirror; rain on the windshield; humid greenhouse windows; moisture on a chilled bottle
Gel Smear: jelly spread on skin; transparent slime; sticky transparent paste on a fingertip; jelly wiped across a plate
Fluted Glass: corrugated shower door; art deco columns with grooves; privacy partition with parallel grooves; distorted view through a ridged screen
Pearl Beads: necklace from the sea; oyster treasure; a string of gems for a bride; necklace of diamonds and gems
Liquid Metal: melted steel and aluminium; a robot made of shiny steel; aluminium foil, industrial and futurist; melted coins and bronze
Cream Swirl: vanilla dessert twirled on a spoon; frosting twisted on a cake; yogurt stirred in circles; coffee with milk stirred in
Silk Drape: wedding gown; lingerie and bed sheets; pyjamas and bed linen; a flowing scarf
Pleated Satin: accordion skirt; theatre costume with creases; ballroom gown, tailored dress; a tailored skirt with ruffles
Water Caustics: snorkeling in a shallow lagoon; sunbeams in the swimming bath; tropical ocean bottom, sunny; coral reef diving
Water Ripples: skipping pebbles across a pond; concentric circles on a river; meditation by the river; a pebble thrown into a pond
Clay Smear: pottery workshop; volcanic ash for the face; dirt and soil; potters and ceramics
Sand Dunes: wind over the sahara; arid wilderness; camels crossing arabia; egypt and the sahara
Marble Veins: italian sculpture and statues; kitchen countertop, expensive granite; roman temple columns; granite sculpture
Terrazzo Stone: venetian tiles; concrete with gravel and pebbles; gravel fragments in tiles; retro paving tiles
Ice Crystal: arctic glacier; freezing blizzard; december in the arctic; cubes from the freezer
Pearl Sheen: inside of an oyster; rainbow glow of an oyster; mermaid scales; opal and abalone
Soft Mist: cloudy morning in the hills; vapour from a sauna; humid clouds in a valley; spray hanging over a waterfall
Curling Smoke: cigarette; a candle just blown out; burning tobacco; chimney fumes
Ink in Water: watercolour spreading on wet paper; calligraphy dissolving; paint stain dissolving in the sea; tattoo colours dissolved in liquid
Powder Burst: flour thrown by a baker; talcum blown off a brush; chalk blast; a bomb of flour
Falling Glitter: disco celebration; new year's eve fireworks; sequins and stardust; twinkling stars and fireworks
Bokeh Lights: blurry street lamps; christmas tree unfocused; traffic at midnight through a camera; nightclub lanterns
Light Leaks: polaroid from the seventies; retro photography overexposed; grandpa's old camera; old cinema projector
Leaf Shadows: jungle foliage; shade under a tree; ferns and ivy silhouettes; tropical vegetation
Window Light: venetian shutters; sunny bedroom; sunshine behind the shutters; afternoon in the living room
Petal Drift: tulips and lilies in a bouquet; japanese sakura; a bouquet for a valentine; lilies and orchids
Citrus Splash: grapefruit and lime; tangy lime cocktail; fruits squeezed for breakfast; summer cocktail with fruits
Gradient Aurora: polar sky in norway; blurred sunset hues; rainbow spectrum fading; neon spectrum wallpaper";

/// Prompts and their queries.
fn queries() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    QUERIES.lines().map(|line| {
        let (prompt, queries) = line.split_once(": ").unwrap();
        (prompt, queries.split("; ").collect())
    })
}

/// Every stem by which a prompt's looks could be found word for word.
fn own_stems<'a>(looks: impl Iterator<Item = &'a Look>) -> BTreeSet<String> {
    let texts = looks.map(|look| {
        let tags = look.tags.join(" ");
        format!(
            "{} {} {} {tags}",
            look.name, look.animation_prompt, look.description
        )
    });
    texts
        .flat_map(|text| words(&text))
        .map(|word| stem(&word))
        .collect()
}

/// Whether two stems are one word to a strict eye: the same, or one the beginning of the other.
fn is_shared(a: &str, b: &str) -> bool {
    a == b || a.len().min(b.len()) >= 4 && (a.starts_with(b) || b.starts_with(a))
}

/// The prompts in the order in which a search brings them.
fn found<'a>(catalogue: &'a Catalogue, query: &str) -> Vec<&'a str> {
    let mut prompts = Vec::new();
    for fit in catalogue.search(query) {
        let prompt = fit.look.animation_prompt.as_str();
        if !prompts.contains(&prompt) {
            prompts.push(prompt);
        }
    }
    prompts
}

#[test]
fn a_look_is_found_by_words_that_it_does_not_have() {
    let catalogue = Catalogue::of_styles();
    let stems: BTreeMap<&str, BTreeSet<String>> = catalogue
        .prompts()
        .into_iter()
        .map(|prompt| (prompt, own_stems(catalogue.of_prompt(prompt))))
        .collect();
    let (mut ran, mut good, mut missed) = (0_u32, 0_u32, Vec::new());
    for (prompt, queries) in queries() {
        let Some(own) = stems.get(prompt) else {
            continue;
        };
        let mut counted = 0;
        for query in queries {
            let asked: Vec<String> = words(query).iter().map(|word| stem(word)).collect();
            if asked.iter().any(|a| own.iter().any(|b| is_shared(a, b))) {
                continue;
            }
            counted += 1;
            let prompts = found(&catalogue, query);
            if prompts.iter().take(3).any(|found| *found == prompt) {
                good += 1;
            } else {
                missed.push(format!("{prompt}: “{query}” gave {:?}", &prompts[..3]));
            }
        }
        assert!(
            counted > 0,
            "no query for {prompt} is free of its own words"
        );
        ran += counted;
    }
    assert!(
        ran >= LEAST_QUERIES || stems.len() < ALL_PROMPTS,
        "only {ran} queries ran"
    );
    let share = f64::from(good) / f64::from(ran);
    println!(
        "style search: {good} of {ran} among the first three ({:.0} %)",
        share * 100.0
    );
    assert!(share >= 0.8, "{good} of {ran}:\n{}", missed.join("\n"));
}

#[test]
fn every_prompt_of_the_catalogue_has_queries() {
    let named: BTreeSet<&str> = queries().map(|(prompt, _)| prompt).collect();
    let catalogue = Catalogue::of_styles();
    let prompts = catalogue.prompts();
    let unasked: Vec<&&str> = prompts.difference(&named).collect();
    assert!(unasked.is_empty(), "{unasked:?}");
    assert_eq!(named.len(), ALL_PROMPTS);
}
