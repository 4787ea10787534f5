//! The floor under every picture: seeded briefs over all styles and scenes, products, palettes, pairings and lengths of copy, and
//! what none of them may do. A quick sample runs always; `PARFAIT_FLOOR=500` runs that many.

use std::path::PathBuf;

use parfait::model::brief::CopyAngle;
use parfait::model::kit::TypePairing;
use parfait::studio::brand::Brands;
use parfait::studio::compose::block::Button;
use parfait::studio::compose::layout::ESSENTIAL;
use parfait::studio::compose::{
    AdCopy, AdSpec, Engine, Logo, Palette, Part, Picture, Plan, ProductPicture, arrange,
    background, prepare,
};
use parfait::studio::copywriter::Writer;
use parfait::studio::film::{self, reel::Reel};
use parfait::studio::paint::canvas::Canvas;
use parfait::studio::paint::isa::Isa;
use parfait::studio::paint::keepout::Rect;
use parfait::studio::situ;
use parfait::studio::styles::{self, Style};
use rayon::prelude::*;

const SIZES: [(u32, u32); 2] = [(1080, 1920), (1080, 1350)];

const PALETTES: [[&str; 5]; 3] = [
    ["#5B2F26", "#F6E7DF", "#E9BFAE", "#C98F7C", "#E2B877"],
    ["#12303A", "#EAF4F2", "#A9D3CE", "#4E9A97", "#F2C6A0"],
    ["#222222", "#F5F5F2", "#D9D7D0", "#8E8B84", "#B59F7A"],
];

const TONES: [&str; 3] = ["warm, quiet", "clinical, exact", "playful, young"];

/// A product without a photograph: a rounded block of that shape, opaque to the corners when it is a card.
fn block(width: u32, height: u32, card: bool) -> ProductPicture {
    ProductPicture::decode(&block_png(width, height, card)).unwrap()
}

fn block_png(width: u32, height: u32, card: bool) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (
                (x as f32 / width as f32 - 0.5).abs() * 2.0,
                (y as f32 / height as f32 - 0.5).abs() * 2.0,
            );
            let inside = u.powi(8) + v.powi(8) < 1.0;
            pixels.extend([190, 160, 140, if inside || card { 255 } else { 0 }]);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

struct Shelf {
    engine: Engine,
    palettes: Vec<Palette>,
    products: Vec<(&'static str, ProductPicture)>,
    /// Wide, round, tall.
    logos: Vec<Logo>,
}

impl Shelf {
    fn new() -> Self {
        let real = |file: &str| {
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("assets/brand")
                .join(file);
            ProductPicture::decode(&std::fs::read(path).unwrap()).unwrap()
        };
        Self {
            engine: Engine::new(),
            palettes: PALETTES.iter().map(|p| Palette::from_hex(p)).collect(),
            products: vec![
                ("bottle", real("dew-serum.png")),
                ("jar", real("cloud-cream.png")),
                ("tube", real("silk-lotion.png")),
                ("bar", block(600, 240, false)),
                ("pen", block(90, 600, false)),
                ("card", block(450, 500, true)),
            ],
            logos: [(900, 100), (300, 300), (160, 400)]
                .map(|(w, h)| Logo::decode(&block_png(w, h, false)).unwrap())
                .into(),
        }
    }
}

/// One seeded brief: everything but the engine.
struct Brief {
    style: &'static Style,
    palette: usize,
    product: usize,
    copy: AdCopy,
    brand_name: &'static str,
    /// In place of the name, in every fourth brief.
    logo: Option<usize>,
    pairing: TypePairing,
    size: (u32, u32),
    seed: u64,
}

fn written(kicker: &str, headline: &str, body: &str, cta: &str) -> AdCopy {
    AdCopy {
        kicker: kicker.into(),
        headline: headline.into(),
        body: body.into(),
        cta: cta.into(),
    }
}

/// What the studio's own writer says on an angle, and copy of the extremes.
fn copy_of(seed: usize) -> AdCopy {
    let extremes = [
        written("", "Rest easy.", "", ""),
        written("Cloud Cream", "Soft again", "", "Shop now"),
        written(
            "Silk Lotion for Very Dry Skin",
            "Everything your evening routine was missing, in one step now",
            "Shea, rice bran and vitamin E. Absorbs at once, with no residue on clothes, and stays until you wash.",
            "Discover the lotion",
        ),
        written(
            "Krem na noc",
            "Łagodność, która zostaje z tobą do samego rana",
            "Ceramidy owsiane i skwalan: skóra odpoczywa, kiedy śpisz.",
            "Poznaj krem",
        ),
        written(
            "Дневной крем",
            "Мягкость, которая остаётся на весь день",
            "Сквалан и церамиды овса, без липкости.",
            "Подробнее",
        ),
        written(
            "Kem dưỡng",
            "Làn da mềm mại suốt ngày dài",
            "Dưỡng ẩm nhẹ, không nhờn rít.",
            "",
        ),
    ];
    if seed % 3 == 2 {
        return extremes[(seed / 3) % extremes.len()].clone();
    }
    let brands = Brands::sample().unwrap();
    let brand = brands.all().first().unwrap();
    let product = &brand.products[seed % brand.products.len()];
    let angle = CopyAngle::ALL[seed / 2 % CopyAngle::ALL.len()];
    let tone = TONES[seed / 5 % TONES.len()];
    let words = Writer::new(seed as u64).write(product, angle, tone);
    let words = words.wording;
    written(&words.kicker, &words.headline, &words.body, &words.cta)
}

fn brief(seed: usize) -> Brief {
    let styles: Vec<&Style> = styles::catalogue().iter().chain(situ::scenes()).collect();
    let names = ["Mirelune", "Maison Lumière de Provence", "Ida"];
    Brief {
        style: styles[seed % styles.len()],
        palette: (seed / 7) % PALETTES.len(),
        product: (seed / 2) % 6,
        copy: copy_of(seed),
        brand_name: names[seed / 4 % names.len()],
        logo: (seed % 4 == 1).then_some(seed / 4 % 3),
        pairing: TypePairing::ALL[seed / 3 % TypePairing::ALL.len()],
        size: SIZES[(seed + seed / styles.len()) % 2],
        seed: seed as u64,
    }
}

impl Brief {
    fn spec<'a>(&'a self, shelf: &'a Shelf) -> AdSpec<'a> {
        AdSpec {
            size: self.size,
            style: self.style,
            palette: &shelf.palettes[self.palette],
            copy: &self.copy,
            pairing: self.pairing,
            brand_name: self.brand_name,
            logo: self.logo.and_then(|at| shelf.logos.get(at)),
            product: &shelf.products[self.product].1,
            seed: self.seed,
        }
    }
}

fn luminance(px: &[u8]) -> f64 {
    let linear = |v: u8| {
        let c = f64::from(v) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(px[0]) + 0.7152 * linear(px[1]) + 0.0722 * linear(px[2])
}

fn ratio(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn least_contrast(picture: &Picture, rect: &Rect, ink: [u8; 3]) -> f64 {
    let ink = luminance(&ink);
    let columns = rect.x.max(0.0) as usize..(rect.right() as usize + 1).min(picture.width);
    let mut least = f64::MAX;
    for y in rect.y.max(0.0) as usize..(rect.bottom() as usize + 1).min(picture.height) {
        let at = y * picture.width;
        for px in picture.rgb[(at + columns.start) * 3..(at + columns.end) * 3].chunks_exact(3) {
            least = least.min(ratio(ink, luminance(px)));
        }
    }
    least
}

fn places(plan: &Plan, (w, h): (u32, u32), wrong: &mut Vec<String>) {
    let (w, h) = (w as f32, h as f32);
    let (top, bottom) = if h > 1500.0 {
        (0.14 * h, 0.80 * h)
    } else {
        (0.05 * h, 0.95 * h)
    };
    for rect in plan.copy_boxes() {
        let ink = rect.grown(-8.0);
        if ink.y < top || ink.bottom() > bottom || ink.x < 40.0 || ink.right() > w - 40.0 {
            wrong.push(format!("copy outside the safe area {rect:?}"));
        }
        if plan.product.meets(&rect, 8.0) {
            wrong.push(format!("copy on the product {rect:?}"));
        }
    }
    for (i, a) in plan.lines.iter().enumerate() {
        for b in &plan.lines[i + 1..] {
            if a.part != b.part && a.ink_box().grown(-4.0).meets(&b.ink_box().grown(-4.0)) {
                wrong.push(format!("{:?} on {:?}", a.text, b.text));
            }
        }
    }
    let corners = plan.product.corners(0.0, ESSENTIAL);
    if corners
        .iter()
        .any(|c| c[1] < top - 2.0 || c[1] > bottom + 2.0)
    {
        wrong.push("the product's label leaves the safe area".to_owned());
    }
}

fn widows(plan: &Plan, wrong: &mut Vec<String>) {
    for part in [Part::Headline, Part::Body, Part::Kicker] {
        let lines: Vec<&str> = plan
            .lines
            .iter()
            .filter(|l| l.part == part)
            .map(|l| l.text.as_str())
            .collect();
        let Some((last, before)) = lines.split_last().filter(|(_, before)| !before.is_empty())
        else {
            continue;
        };
        let letters = last.chars().filter(|c| c.is_alphanumeric()).count();
        if !last.contains(' ') && (letters <= 6 || part == Part::Body) {
            wrong.push(format!("a widow: {lines:?}"));
        }
        let leaning = |line: &&str| {
            let word = line.rsplit(' ').next().unwrap_or("").to_lowercase();
            ["a", "an", "the", "of"].contains(&word.as_str())
        };
        if part == Part::Headline && before.iter().any(leaning) {
            wrong.push(format!("a line ends before its noun: {lines:?}"));
        }
    }
}

fn hue(px: [f32; 3]) -> Option<usize> {
    let (top, low) = (px[0].max(px[1]).max(px[2]), px[0].min(px[1]).min(px[2]));
    let chroma = top - low;
    // Greys have no hue, and neither has what rounding and dithering leave in near-black.
    if chroma < 0.09 || chroma < 0.10 * top {
        return None;
    }
    let degrees = if top == px[0] {
        60.0 * ((px[1] - px[2]) / chroma)
    } else if top == px[1] {
        60.0 * (2.0 + (px[2] - px[0]) / chroma)
    } else {
        60.0 * (4.0 + (px[0] - px[1]) / chroma)
    };
    Some(((degrees + 360.0) / 5.0) as usize % 72)
}

/// Which hues, in steps of five degrees, mixtures of a palette's colours can have.
fn hues_of(palette: &Palette) -> [bool; 72] {
    let colours = [
        palette.light,
        palette.soft,
        palette.deep,
        palette.ink,
        palette.accent,
    ];
    let mut allowed = [false; 72];
    for a in colours {
        for b in colours {
            for step in 0..=8 {
                let mixed = a.toward(b, step as f32 / 8.0);
                let top = mixed.0.iter().copied().fold(1e-3, f32::max);
                // Hue does not depend on brightness: brought up, so that dark brand colours count too.
                let coded = mixed.0.map(|v| (v / top).max(0.0).sqrt());
                let (max, min) = (
                    coded.iter().copied().fold(0.0, f32::max),
                    coded.iter().copied().fold(1.0, f32::min),
                );
                let saturated = coded.map(|v| (v - min) / (max - min).max(1e-3));
                let Some(at) = (max - min > 0.02).then(|| hue(saturated)).flatten() else {
                    continue;
                };
                for near in 0..9 {
                    allowed[(at + 72 + near - 4) % 72] = true;
                }
            }
        }
    }
    allowed
}

/// Share of the picture, outside the product, whose hue no mixture of the palette has.
fn strangers(picture: &Picture, plan: &Plan, palette: &Palette) -> f64 {
    let allowed = hues_of(palette);
    let (mut all, mut strange) = (0usize, 0usize);
    for y in (0..picture.height).step_by(7) {
        for x in (0..picture.width).step_by(7) {
            let here = Rect::new(x as f32, y as f32, 1.0, 1.0);
            if plan.product.meets(&here, 40.0) {
                continue;
            }
            let at = (y * picture.width + x) * 3;
            let px = [0, 1, 2].map(|c| f32::from(picture.rgb[at + c]) / 255.0);
            all += 1;
            strange += usize::from(hue(px).is_some_and(|h| !allowed[h]));
        }
    }
    strange as f64 / all.max(1) as f64
}

/// What is wrong with the film of a brief, and whether its motion needed a scrim.
fn check_film(shelf: &Shelf, brief: &Brief) -> (Vec<String>, bool) {
    match Reel::new(&shelf.engine, &brief.spec(shelf), film::FRAMES) {
        Ok(reel) => (Vec::new(), reel.first_scene().1.veils > 0),
        Err(error) => (vec![format!("its film: {error}")], false),
    }
}

fn check(shelf: &Shelf, brief: &Brief) -> (Vec<String>, bool) {
    let spec = brief.spec(shelf);
    let mut wrong = Vec::new();
    let prepared = match prepare(&shelf.engine, &spec) {
        Ok(prepared) => prepared,
        Err(error) => return (vec![error.to_string()], false),
    };
    let (plan, inks) = (&prepared.plan, &prepared.inks);
    places(plan, brief.size, &mut wrong);
    widows(plan, &mut wrong);
    let pill = matches!(plan.button, Some(Button::Pill(_)));
    for line in &plan.lines {
        let least = if pill && line.part == Part::Cta {
            ratio(
                luminance(&inks.copy.to_rgb8()),
                luminance(&inks.on_pill.to_rgb8()),
            )
        } else {
            least_contrast(&prepared.picture, &line.ink_box(), inks.copy.to_rgb8())
        };
        if least < 4.45 {
            wrong.push(format!("contrast {least:.2} of {:?}", line.text));
        }
        if line.part == Part::Body && line.em < 28.0 {
            wrong.push(format!("body of {} px", line.em));
        }
    }
    // Worn where the logo's own colours sink, so the ink has to read there too.
    if let Some(place) = plan.logo {
        let least = least_contrast(&prepared.picture, &place, inks.copy.to_rgb8());
        if least < 4.45 {
            wrong.push(format!("contrast {least:.2} of the logo"));
        }
    } else if brief.logo.is_some() {
        wrong.push("no place for the logo".to_owned());
    }
    let strange = strangers(&prepared.picture, plan, spec.palette);
    if strange > 0.03 {
        wrong.push(format!(
            "{:.1} % of hues are not the brand's",
            strange * 100.0
        ));
    }
    let scrim = inks.scrim > 0.0;
    let glyphs = prepared.finish(&shelf.engine, None);
    if glyphs.glyphs == 0 {
        wrong.push("no letters".to_owned());
    }
    (wrong, scrim)
}

#[test]
fn no_brief_falls_below_the_floor() {
    let count = std::env::var("PARFAIT_FLOOR").map_or(48, |n| n.parse().unwrap());
    let shelf = Shelf::new();
    let results: Vec<(String, bool)> = (0..count)
        .into_par_iter()
        .map(|seed| {
            // A step that shares no factor with anything, so that a sample sees all there is.
            let brief = brief(seed * 7 + seed / 40);
            let (mut wrong, mut scrim) = check(&shelf, &brief);
            // Films take longer to lay out, so that a quick sample looks at some of them.
            if count >= 500 || seed % 4 == 0 {
                let (also, veiled) = check_film(&shelf, &brief);
                wrong.extend(also);
                scrim |= veiled;
            }
            let name = format!(
                "brief {seed}: {} {} {:?} palette {} {:?}",
                brief.style.id,
                shelf.products[brief.product].0,
                brief.pairing,
                brief.palette,
                brief.size,
            );
            let told: Vec<String> = wrong.iter().map(|w| format!("{name}: {w}")).collect();
            (told.join("\n"), scrim)
        })
        .collect();
    let wrong: Vec<&str> = results
        .iter()
        .map(|r| r.0.as_str())
        .filter(|t| !t.is_empty())
        .collect();
    let scrims = results.iter().filter(|r| r.1).count();
    assert!(
        wrong.is_empty(),
        "{} of {count} briefs ({scrims} took a scrim):\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    // A veil under the copy is the last resort, not a habit.
    assert!(
        scrims * 5 <= count,
        "{scrims} of {count} briefs took a scrim"
    );
}

#[test]
fn the_floors_own_checks_can_fail() {
    let shelf = Shelf::new();
    let brief = brief(1);
    let plan = arrange(&shelf.engine, &brief.spec(&shelf)).unwrap();
    let (width, height) = (brief.size.0 as usize, brief.size.1 as usize);
    let flat = |px: [u8; 3]| Picture {
        width,
        height,
        rgb: px.repeat(width * height),
    };
    let palette = &shelf.palettes[0];
    assert!(strangers(&flat([40, 90, 200]), &plan, palette) > 0.9);
    assert!(strangers(&flat([0xE9, 0xBF, 0xAE]), &plan, palette) < 0.01);
    let line = plan.lines[0].ink_box();
    assert!(least_contrast(&flat([150; 3]), &line, [120; 3]) < 1.6);
    let told = |change: fn(&mut Plan), check: fn(&Plan, &mut Vec<String>)| {
        let mut plan = plan.clone();
        change(&mut plan);
        let mut wrong = Vec::new();
        check(&plan, &mut wrong);
        !wrong.is_empty()
    };
    let in_place = |plan: &Plan, wrong: &mut Vec<String>| places(plan, (1080, 1920), wrong);
    assert!(told(|p| p.lines[0].at[1] = 100.0, in_place));
    assert!(told(|p| p.lines[0].at = p.product.rect.centre(), in_place));
    let widow = |p: &mut Plan| {
        let mut first = p.lines[0].clone();
        first.part = Part::Headline;
        let mut last = first.clone();
        last.text = "day".to_owned();
        p.lines = vec![first, last];
    };
    assert!(told(widow, widows));
}

#[test]
fn concepts_that_follow_each_other_are_arranged_differently() {
    let shelf = Shelf::new();
    for first in 0..90 {
        for size in SIZES {
            let plans = [first, first + 1].map(|seed| {
                let mut brief = brief(first);
                brief.size = size;
                brief.seed = seed as u64;
                arrange(&shelf.engine, &brief.spec(&shelf))
                    .unwrap()
                    .template
            });
            assert_ne!(plans[0], plans[1], "seed {first} {size:?}");
        }
    }
}

/// The first style of every prompt.
fn firsts() -> Vec<&'static Style> {
    let mut firsts: Vec<&Style> = Vec::new();
    for style in styles::catalogue() {
        if firsts
            .iter()
            .all(|s| s.animation_prompt != style.animation_prompt)
        {
            firsts.push(style);
        }
    }
    firsts
}

/// The background of a style, small: gamma-coded values.
fn thumbnail(shelf: &Shelf, style: &'static Style, time: f32) -> Vec<f32> {
    let brief = Brief {
        style,
        product: 0,
        size: SIZES[0],
        ..brief(1)
    };
    let motif = background(&shelf.engine, &brief.spec(shelf)).unwrap();
    let mut canvas = Canvas::coarse(brief.size, 6);
    motif.paint(Isa::detect(), &mut canvas.brush(), time);
    let coded = canvas.to_rgb8(Isa::BASELINE);
    coded.iter().map(|v| f32::from(*v)).collect()
}

fn apart(a: &[f32], b: &[f32]) -> f32 {
    let sum: f32 = a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum();
    sum / a.len() as f32
}

#[test]
fn first_styles_of_two_prompts_are_told_apart_and_every_loop_closes() {
    let shelf = Shelf::new();
    let firsts = firsts();
    let stills: Vec<Vec<f32>> = firsts
        .par_iter()
        .map(|s| thumbnail(&shelf, s, 0.0))
        .collect();
    for (i, a) in firsts.iter().enumerate() {
        for (j, b) in firsts.iter().enumerate().skip(i + 1) {
            let distance = apart(&stills[i], &stills[j]);
            assert!(distance > 4.0, "{} and {}: {distance:.1}", a.id, b.id);
        }
    }
    let wrong: Vec<String> = firsts
        .par_iter()
        .zip(&stills)
        .filter_map(|(style, still)| {
            let frame = 1.0 / 180.0;
            let at = |time| thumbnail(&shelf, style, time);
            let closes = apart(&at(1.0), still);
            let last = at(1.0 - frame);
            let before = apart(&at(1.0 - 2.0 * frame), &last);
            let (into, out) = (apart(&last, still), apart(still, &at(frame)));
            // The step over the seam is no bigger than its neighbours are.
            let bad = closes > 0.3 || into > 1.5 * out.max(before) + 0.3;
            bad.then(|| {
                format!(
                    "{}: end {closes:.2}, steps {before:.2}, {into:.2} over the seam, {out:.2}",
                    style.id
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
