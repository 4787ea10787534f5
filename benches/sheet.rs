//! Pictures for looking: `cargo bench --bench sheet -- FOLDER [PROMPT]` writes, as PNG files,
//! one contact sheet per format with the first style of every prompt and one with every lifestyle scene; and for each of
//! them eight moments of its motion and eight moments of a whole film.
//!
//! It follows the catalogue; a second argument keeps only prompts and scenes whose name contains it.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a report for people"
)]

use std::path::{Path, PathBuf};

use parfait::model::kit::TypePairing;
use parfait::studio::compose::{
    AdCopy, AdSpec, Engine, Palette, ProductPicture, background, compose,
};
use parfait::studio::film::{FRAMES, reel::Reel};
use parfait::studio::paint::canvas::Canvas;
use parfait::studio::paint::isa::Isa;
use parfait::studio::situ;
use parfait::studio::styles::{self, Style};
use rayon::prelude::*;

const SIZES: [((u32, u32), &str); 2] = [((1080, 1920), "vertical"), ((1080, 1350), "square")];

/// Pixels of the picture per pixel of the sheet.
const SMALLER: usize = 3;

/// Pictures in a row.
const ACROSS: usize = 6;

/// Moments in a strip.
const MOMENTS: usize = 8;

/// An 8-bit picture, RGB.
struct Sheet {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Sheet {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            rgb: vec![255; width * height * 3],
        }
    }

    fn put(&mut self, at: (usize, usize), width: usize, rgb: &[u8]) {
        for (y, row) in rgb.chunks_exact(width * 3).enumerate() {
            let from = ((at.1 + y) * self.width + at.0) * 3;
            self.rgb[from..from + row.len()].copy_from_slice(row);
        }
    }

    fn write(&self, path: &Path) {
        let file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&self.rgb).unwrap();
        println!("{}", path.display());
    }
}

/// The mean of every square of pixels.
fn smaller(width: usize, height: usize, rgb: &[u8]) -> Vec<u8> {
    let (w, h) = (width / SMALLER, height / SMALLER);
    let mut out = Vec::with_capacity(w * h * 3);
    for y in 0..h {
        for x in 0..w {
            for c in 0..3 {
                let mut sum = 0;
                for j in 0..SMALLER {
                    for i in 0..SMALLER {
                        let at = ((y * SMALLER + j) * width + x * SMALLER + i) * 3 + c;
                        sum += usize::from(rgb[at]);
                    }
                }
                out.push((sum / (SMALLER * SMALLER)) as u8);
            }
        }
    }
    out
}

struct Studio {
    engine: Engine,
    palette: Palette,
    products: Vec<(ProductPicture, AdCopy)>,
}

impl Studio {
    fn new() -> Self {
        let copy = |kicker: &str, headline: &str, body: &str, cta: &str| AdCopy {
            kicker: kicker.into(),
            headline: headline.into(),
            body: body.into(),
            cta: cta.into(),
        };
        let product = |bytes: &[u8]| ProductPicture::decode(bytes).unwrap();
        Self {
            engine: Engine::new(),
            palette: Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]),
            products: vec![
                (
                    product(include_bytes!("../assets/brand/dew-serum.png")),
                    copy(
                        "Dew Serum",
                        "Skin that looks freshly rained on",
                        "Polyglutamic acid and white tea for visibly plumper skin.",
                        "Discover the serum",
                    ),
                ),
                (
                    product(include_bytes!("../assets/brand/cloud-cream.png")),
                    copy(
                        "Cloud Cream",
                        "Whipped comfort, all day",
                        "Oat ceramides and squalane melt on contact.",
                        "Meet the cream",
                    ),
                ),
                (
                    product(include_bytes!("../assets/brand/silk-lotion.png")),
                    copy(
                        "Silk Lotion",
                        "Dressed in softness before you\u{2019}ve dressed",
                        "Absorbs at once, no residue on clothes.",
                        "Shop now",
                    ),
                ),
            ],
        }
    }

    fn spec<'a>(&'a self, style: &'a Style, at: usize, size: (u32, u32)) -> AdSpec<'a> {
        let (product, copy) = &self.products[at % self.products.len()];
        AdSpec {
            size,
            style,
            palette: &self.palette,
            copy,
            pairing: TypePairing::ALL[at % TypePairing::ALL.len()],
            brand_name: "Mirelune",
            logo: None,
            product,
            seed: at as u64,
        }
    }
}

fn contact(studio: &Studio, firsts: &[&'static Style], folder: &Path, what: &str) {
    if firsts.is_empty() {
        return;
    }
    for (size, name) in SIZES {
        let (w, h) = (size.0 as usize / SMALLER, size.1 as usize / SMALLER);
        let mut sheet = Sheet::new(w * ACROSS, h * firsts.len().div_ceil(ACROSS));
        let stills: Vec<Vec<u8>> = firsts
            .par_iter()
            .enumerate()
            .map(|(at, style)| {
                let still = compose(&studio.engine, &studio.spec(style, at, size)).unwrap();
                if still.inks.scrim > 0.0 {
                    println!("{}: scrim {:.2}", style.id, still.inks.scrim);
                }
                smaller(
                    still.picture.width,
                    still.picture.height,
                    &still.picture.rgb,
                )
            })
            .collect();
        for (at, still) in stills.iter().enumerate() {
            sheet.put((at % ACROSS * w, at / ACROSS * h), w, still);
        }
        sheet.write(&folder.join(format!("{what}-{name}.png")));
    }
}

fn strip(studio: &Studio, style: &'static Style, at: usize, folder: &Path) {
    let size = SIZES[0].0;
    let motif = background(&studio.engine, &studio.spec(style, at, size)).unwrap();
    let mut canvas = Canvas::coarse(size, SMALLER as u32);
    let mut sheet = Sheet::new(canvas.width * MOMENTS, canvas.height);
    for moment in 0..MOMENTS {
        motif.paint(
            Isa::detect(),
            &mut canvas.brush(),
            moment as f32 / MOMENTS as f32,
        );
        let rgb = canvas.to_rgb8(Isa::detect());
        sheet.put((moment * canvas.width, 0), canvas.width, &rgb);
    }
    sheet.write(&folder.join(format!("strip-{}.png", style.id)));
}

/// Eight moments of the film of an ad: the first scene, the wipe, the end card.
fn film(studio: &Studio, style: &'static Style, at: usize, folder: &Path) {
    let spec = studio.spec(style, at, SIZES[at % 2].0);
    let reel = Reel::new(&studio.engine, &spec, FRAMES).unwrap();
    let (width, height) = reel.size();
    let (w, h) = (width / SMALLER, height / SMALLER);
    let mut sheet = Sheet::new(w * MOMENTS, h);
    let mut desk = reel.desk();
    for (i, frame) in [0, 12, 24, 60, 130, 138, 150, 179].into_iter().enumerate() {
        let rgb = smaller(width, height, &reel.rgb(frame, true, &mut desk));
        sheet.put((i * w, 0), w, &rgb);
    }
    sheet.write(&folder.join(format!("film-{}.png", style.id)));
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let folder = arguments
        .next()
        .map_or_else(|| PathBuf::from("target/sheet"), PathBuf::from);
    let only = arguments.next().unwrap_or_default().to_lowercase();
    std::fs::create_dir_all(&folder).unwrap();
    let mut firsts: Vec<&'static Style> = Vec::new();
    for style in styles::catalogue() {
        let prompt = &style.animation_prompt;
        if prompt.to_lowercase().contains(&only)
            && firsts.iter().all(|s| s.animation_prompt != *prompt)
        {
            firsts.push(style);
        }
    }
    let scenes: Vec<&'static Style> = situ::scenes()
        .iter()
        .filter(|scene| scene.name.to_lowercase().contains(&only))
        .collect();
    let studio = Studio::new();
    contact(&studio, &firsts, &folder, "contact");
    contact(&studio, &scenes, &folder, "scenes");
    let all: Vec<&'static Style> = firsts.into_iter().chain(scenes).collect();
    all.par_iter().enumerate().for_each(|(at, style)| {
        strip(&studio, style, at, &folder);
        film(&studio, style, at, &folder);
    });
}
