//! The studio's pictures: sizes, determinism, contrast, safe areas.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use parfait::model::kit::TypePairing;
use parfait::studio::compose::block::Button;
use parfait::studio::compose::layout::ESSENTIAL;
use parfait::studio::compose::{
    AdCopy, AdSpec, ComposeError, Engine, Palette, Part, Picture, Plan, ProductPicture, arrange,
    prepare, render_still,
};
use parfait::studio::paint::isa::Isa;
use parfait::studio::paint::keepout::Rect;
use parfait::studio::styles::{self, Scene, Style};
use rayon::prelude::*;

const SIZES: [(u32, u32); 2] = [(1080, 1920), (1080, 1350)];

struct Shelf {
    engine: Engine,
    palette: Palette,
    products: Vec<(&'static str, ProductPicture, AdCopy)>,
}

fn copy(kicker: &str, headline: &str, body: &str, cta: &str) -> AdCopy {
    AdCopy {
        kicker: kicker.into(),
        headline: headline.into(),
        body: body.into(),
        cta: cta.into(),
    }
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let product = |file: &str| {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("assets/brand")
            .join(file);
        ProductPicture::decode(&std::fs::read(path).unwrap()).unwrap()
    };
    let dew = copy(
        "Dew Serum",
        "Skin that looks freshly rained on",
        "Polyglutamic acid and white tea for visibly plumper skin, without the stickiness.",
        "Discover the serum",
    );
    let cloud = copy(
        "Cloud Cream",
        "Whipped comfort, all day",
        "Oat ceramides and squalane melt on contact and stay until evening.",
        "Meet the cream",
    );
    let silk = copy(
        "Silk Lotion",
        "Dressed in softness before you've dressed",
        "Shea, rice bran and vitamin E. Absorbs at once, no residue on clothes.",
        "Shop now",
    );
    Shelf {
        engine: Engine::new(),
        palette: Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]),
        products: vec![
            ("dew-serum", product("dew-serum.png"), dew),
            ("cloud-cream", product("cloud-cream.png"), cloud),
            ("silk-lotion", product("silk-lotion.png"), silk),
        ],
    }
});

fn spec(style: &'static Style, product: usize, size: (u32, u32), seed: u64) -> AdSpec<'static> {
    let (_, picture, copy) = &SHELF.products[product];
    AdSpec {
        size,
        style,
        palette: &SHELF.palette,
        copy,
        pairing: TypePairing::default(),
        brand_name: "Mirelune",
        logo: None,
        product: picture,
        seed,
    }
}

static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|v| {
        let c = v as f64 / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    })
});

fn luminance(px: &[u8]) -> f64 {
    let linear = |v: u8| LINEAR[usize::from(v)];
    0.2126 * linear(px[0]) + 0.7152 * linear(px[1]) + 0.0722 * linear(px[2])
}

/// The least contrast of a colour against every pixel of a rectangle.
fn least_contrast(picture: &Picture, rect: &Rect, ink: [u8; 3]) -> f64 {
    let ink = luminance(&ink);
    let mut least = f64::MAX;
    for y in rect.y.max(0.0) as usize..(rect.bottom() as usize).min(picture.height) {
        for x in rect.x.max(0.0) as usize..(rect.right() as usize).min(picture.width) {
            let at = (y * picture.width + x) * 3;
            let l = luminance(&picture.rgb[at..at + 3]);
            least = least.min((ink.max(l) + 0.05) / (ink.min(l) + 0.05));
        }
    }
    least
}

fn check_contrast(name: &str, picture: &Picture, plan: &Plan, copy: [u8; 3], on_pill: [u8; 3]) {
    for line in &plan.lines {
        let pill = line.part == Part::Cta && matches!(plan.button, Some(Button::Pill(_)));
        let least = if pill {
            let (a, b) = (luminance(&copy), luminance(&on_pill));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        } else {
            least_contrast(picture, &line.ink_box(), copy)
        };
        assert!(least >= 4.45, "{name}: {:?} has only {least:.2}", line.text);
    }
}

fn check_places(name: &str, plan: &Plan, (w, h): (u32, u32)) {
    let (w, h) = (w as f32, h as f32);
    let (top, bottom) = if h > 1500.0 {
        (0.14 * h, 0.80 * h)
    } else {
        (0.05 * h, 0.95 * h)
    };
    let copy: Vec<Rect> = plan
        .lines
        .iter()
        .map(|l| l.ink_box())
        .chain(plan.button.map(|b| b.rect()))
        .collect();
    for rect in &copy {
        assert!(
            rect.y >= top - 12.0 && rect.bottom() <= bottom + 12.0,
            "{name}: copy outside the safe area {rect:?}"
        );
        assert!(
            rect.x >= 60.0 && rect.right() <= w - 60.0,
            "{name}: copy outside the margins {rect:?}"
        );
        assert!(
            !plan.product.meets(rect, 12.0),
            "{name}: copy on the product"
        );
    }
    for [_, y] in plan.product.corners(0.0, ESSENTIAL) {
        assert!(
            y >= top - 2.0 && y <= bottom + 2.0,
            "{name}: the product's label leaves the safe area"
        );
    }
    let hidden = plan
        .product
        .corners(0.0, 1.0)
        .iter()
        .filter(|c| c[0] < -90.0 || c[0] > w + 90.0)
        .count();
    assert_eq!(hidden, 0, "{name}: too much of the product is cut off");
}

/// Writes every picture to `target/pictures` for people to look at.
#[test]
fn every_look_keeps_copy_readable_and_in_place_in_both_sizes() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../pictures");
    std::fs::create_dir_all(&folder).unwrap();
    let mut jobs = Vec::new();
    for (i, style) in styles::catalogue().iter().enumerate() {
        // Every style in both sizes, the products in turn; all combinations are the floor's business.
        let product = i % SHELF.products.len();
        jobs.extend(SIZES.map(|size| (style, product, size, i as u64)));
    }
    jobs.into_par_iter()
        .for_each(|(style, product, size, seed)| {
            let name = format!("{}_{}_{}", style.id, SHELF.products[product].0, size.1);
            let prepared = prepare(&SHELF.engine, &spec(style, product, size, seed)).unwrap();
            let (copy, on_pill) = (
                prepared.inks.copy.to_rgb8(),
                prepared.inks.on_pill.to_rgb8(),
            );
            check_contrast(&name, &prepared.picture, &prepared.plan, copy, on_pill);
            check_places(&name, &prepared.plan, size);
            let still = prepared.finish(&SHELF.engine, None);
            let letters: usize = still
                .plan
                .lines
                .iter()
                .map(|l| l.text.chars().filter(|c| *c != ' ').count())
                .sum();
            assert!(
                still.glyphs >= letters,
                "{name}: {} glyphs for {letters} letters",
                still.glyphs
            );
            assert_eq!(
                (still.picture.width, still.picture.height),
                (size.0 as usize, size.1 as usize)
            );
            std::fs::write(folder.join(format!("{name}.png")), still.png().unwrap()).unwrap();
        });
}

#[test]
fn the_same_ad_is_the_same_bytes_for_every_instruction_set_and_thread_count() {
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let three = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    for prompt in [
        "Serum Droplets",
        "Lotion Texture",
        "Serum Drizzles",
        "Liquid Dripping",
    ] {
        let style = styles::by_prompt(prompt).next().unwrap();
        let ad = spec(style, 1, (1080, 1350), 1);
        let reference = one
            .install(|| render_still(&Engine::with_isa(Isa::BASELINE), &ad))
            .unwrap();
        for isa in Isa::available() {
            let again = three
                .install(|| render_still(&Engine::with_isa(isa), &ad))
                .unwrap();
            assert!(again == reference, "{prompt}: {isa:?} differs");
        }
    }
}

#[test]
fn headlines_from_ten_to_sixty_characters_fit_and_longer_ones_say_so() {
    let headlines = [
        "Rest easy.",
        "Softness that lasts",
        "A quieter kind of morning glow",
        "Comfort for skin that has had a very long winter",
        "Everything your evening routine was missing, in one step now",
    ];
    let both = [Scene::Flat, Scene::Standing]
        .map(|s| styles::catalogue().iter().find(|l| l.scene == s).unwrap());
    for style in both {
        for product in 0..SHELF.products.len() {
            for size in SIZES {
                let base = spec(style, product, size, 0);
                let set = |headline: &str| {
                    let copy = AdCopy {
                        headline: headline.into(),
                        ..base.copy.clone()
                    };
                    arrange(
                        &SHELF.engine,
                        &AdSpec {
                            copy: &copy,
                            ..base
                        },
                    )
                    .map(|_| ())
                };
                for headline in headlines {
                    assert_eq!(
                        set(headline),
                        Ok(()),
                        "{headline:?} on {size:?}, product {product}"
                    );
                }
                assert_eq!(
                    set(&"much too long a headline ".repeat(12)),
                    Err(ComposeError::DoesNotFit(Part::Headline))
                );
                assert_eq!(set("  "), Err(ComposeError::NoHeadline));
            }
        }
    }
}

#[test]
fn three_concepts_of_one_delivery_are_arranged_in_three_ways() {
    for style in styles::catalogue() {
        for product in 0..SHELF.products.len() {
            for size in SIZES {
                let kinds: BTreeSet<String> = (7..10)
                    .map(|seed| {
                        format!(
                            "{:?}",
                            arrange(&SHELF.engine, &spec(style, product, size, seed))
                                .unwrap()
                                .template
                        )
                    })
                    .collect();
                assert_eq!(
                    kinds.len(),
                    3,
                    "{} product {product} {size:?}: {kinds:?}",
                    style.id
                );
            }
        }
    }
}

#[test]
fn other_sizes_and_broken_pictures_are_refused() {
    let style = &styles::catalogue()[0];
    let ad = spec(style, 0, (500, 500), 0);
    assert_eq!(
        render_still(&SHELF.engine, &ad),
        Err(ComposeError::Size(500, 500))
    );
    assert!(matches!(
        ProductPicture::decode(b"not a picture"),
        Err(ComposeError::Product(_))
    ));
}
