//! A brand's logo on its way into ads: off its background, into stills, films and end cards, in colours that read.

use std::io::Cursor;
use std::path::PathBuf;

use image::{ImageFormat, Rgb, RgbImage};
use parfait::model::ad::Orientation;
use parfait::model::brief::Format;
use parfait::model::ids::StyleId;
use parfait::model::kit::TypePairing;
use parfait::studio::brand::{BrandKit, Brands, Photograph};
use parfait::studio::compose::{
    AdCopy, AdSpec, Engine, Logo, Palette, Picture, ProductPicture, compose,
};
use parfait::studio::cutout::lift;
use parfait::studio::film::reel::Reel;
use parfait::studio::order::{self, Order};
use parfait::studio::paint::keepout::Rect;
use parfait::studio::picture;
use parfait::studio::render::{Painter, Renderer, Still};
use parfait::studio::styles;

const GREEN: [u8; 3] = [16, 120, 70];
const WHITE: [u8; 3] = [255; 3];

/// A wide ring on a plain ground: a letter with paper in its counter.
fn ring(ink: [u8; 3], ground: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(600, 300, |x, y| {
        let (u, v) = ((x as f32 - 299.5) / 280.0, (y as f32 - 149.5) / 130.0);
        let d = (u * u + v * v).sqrt();
        // A smooth edge, as artwork is drawn.
        let a =
            ((1.0 - d) * 130.0 + 0.5).clamp(0.0, 1.0) * ((d - 0.6) * 130.0 + 0.5).clamp(0.0, 1.0);
        Rgb([0, 1, 2]
            .map(|c: usize| (f32::from(ink[c]) * a + f32::from(ground[c]) * (1.0 - a) + 0.5) as u8))
    });
    encoded(&picture, format)
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn lifted(file: &[u8]) -> Option<picture::Picture> {
    lift(&picture::Picture::import(file).unwrap())
}

#[test]
fn a_logo_on_a_plain_ground_loses_it_also_inside_its_letters() {
    for (ink, ground, format) in [
        (GREEN, WHITE, ImageFormat::Jpeg),
        (GREEN, WHITE, ImageFormat::Png),
        (WHITE, GREEN, ImageFormat::Jpeg),
        ([250, 214, 220], WHITE, ImageFormat::Png),
        ([30, 30, 34], [244, 240, 232], ImageFormat::WebP),
    ] {
        let logo = lifted(&ring(ink, ground, format)).unwrap();
        let at = |x, y| logo.at(x, y);
        assert!(
            at(5, 5)[3] == 0 && at(300, 150)[3] == 0,
            "{ink:?} on {ground:?}: ground is left"
        );
        let [r, g, b, a] = at(70, 150);
        assert_eq!(a, 255, "{ink:?} on {ground:?}");
        for (got, wanted) in [r, g, b].into_iter().zip(ink) {
            assert!(
                got.abs_diff(wanted) <= 8,
                "{ink:?} on {ground:?}: {r} {g} {b}"
            );
        }
    }
}

#[test]
fn a_picture_without_a_plain_ground_is_no_logo_and_one_without_a_ground_stays_as_it_is() {
    let photograph = RgbImage::from_fn(400, 300, |x, y| {
        Rgb([(x / 2) as u8, (y / 2) as u8, ((x * 7 + y * 13) % 256) as u8])
    });
    assert!(lifted(&encoded(&photograph, ImageFormat::Png)).is_none());
    let blank = RgbImage::from_pixel(400, 300, Rgb(WHITE));
    assert!(lifted(&encoded(&blank, ImageFormat::Png)).is_none());

    let free = lifted(&ring(GREEN, WHITE, ImageFormat::Png)).unwrap();
    assert_eq!(lift(&free), Some(free));
}

fn logo(ink: [u8; 3]) -> Logo {
    let ground = if ink == WHITE { GREEN } else { WHITE };
    Logo::decode(
        &lifted(&ring(ink, ground, ImageFormat::Png))
            .unwrap()
            .to_png(),
    )
    .unwrap()
}

/// The commonest colours of the logo's ring in a picture: its left and right arcs, at half height.
fn colour_at(rgb: &[u8], width: usize, place: &Rect) -> [u8; 3] {
    let x = (place.x + place.w * 0.1) as usize;
    let y = (place.y + place.h * 0.5) as usize;
    let at = (y * width + x) * 3;
    [rgb[at], rgb[at + 1], rgb[at + 2]]
}

fn is_near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 14)
}

#[test]
fn still_film_and_end_card_show_the_logo_in_its_colours_where_they_read_and_in_the_ink_elsewhere() {
    let engine = Engine::new();
    let palette = Palette::from_hex(&["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]);
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/brand/dew-serum.png");
    let product = ProductPicture::decode(&std::fs::read(path).unwrap()).unwrap();
    let copy = AdCopy {
        headline: "Skin that looks freshly rained on".into(),
        cta: "Discover the serum".into(),
        ..AdCopy::default()
    };
    // Green reads on a light cream, white does not.
    for (ink, keeps) in [(GREEN, true), (WHITE, false)] {
        let logo = logo(ink);
        let spec = AdSpec {
            size: (1080, 1350),
            style: styles::by_id("sty_whipped_silk").unwrap(),
            palette: &palette,
            copy: &copy,
            pairing: TypePairing::default(),
            brand_name: "Mirelune",
            logo: Some(&logo),
            product: &product,
            seed: 3,
        };
        let still = compose(&engine, &spec).unwrap();
        let reel = Reel::new(&engine, &spec, 60).unwrap();
        let mut desk = reel.desk();
        let (first, (card, [card_ink, _])) = (reel.first_scene(), reel.end_card());
        let shots: [(Vec<u8>, Rect, [u8; 3]); 3] = [
            (
                still.picture.rgb,
                still.plan.logo.unwrap(),
                still.inks.copy.to_rgb8(),
            ),
            (
                reel.rgb(33, true, &mut desk),
                first.0.logo.unwrap(),
                first.1.copy.to_rgb8(),
            ),
            (
                reel.rgb(59, true, &mut desk),
                card.logo.unwrap(),
                card_ink.to_rgb8(),
            ),
        ];
        for (shot, (rgb, place, copy_ink)) in ["still", "film", "card"].into_iter().zip(shots) {
            let wanted = if keeps { ink } else { copy_ink };
            let got = colour_at(&rgb, 1080, &place);
            assert!(is_near(got, wanted), "{shot}: {got:?}, not {wanted:?}");
            // The brand's name is not set beside it.
            let named = |picture: &[parfait::studio::compose::block::Line]| {
                picture
                    .iter()
                    .any(|l| l.part == parfait::studio::compose::Part::Wordmark)
            };
            assert!(!named(&first.0.lines) && !named(&card.lines));
        }
    }
}

fn decoded(png: &[u8]) -> Picture {
    let picture = image::load_from_memory(png).unwrap().into_rgb8();
    Picture {
        width: picture.width() as usize,
        height: picture.height() as usize,
        rgb: picture.into_raw(),
    }
}

#[test]
fn the_logo_of_a_kit_stands_in_its_ads_and_without_one_the_name_does() {
    let brands = Brands::sample().unwrap();
    let named = brands.all().first().unwrap().clone();
    assert!(named.logo.is_none());
    let lifted = lifted(&ring(GREEN, WHITE, ImageFormat::Jpeg)).unwrap();
    let marked = BrandKit {
        logo: Some(Photograph::memory("ring", lifted.to_png())),
        ..named.clone()
    };
    let order = Order {
        count: 1,
        format: Format::Static,
        brand_id: named.brand_id.clone(),
        product_ids: vec![named.products[0].product_id.clone()],
        style_ids: vec![StyleId::new("sty_whipped_silk")],
        keep_style_order: false,
        look_note: None,
        copy_angle: None,
        tone: named.tone.clone(),
        in_situ: false,
        webhook_url: None,
    };
    let concept = order::lay_out(&order, &named, 5).remove(0);
    let painter = Painter::new();
    let greens = |brand: &BrandKit| {
        let still = Still {
            brand,
            product: &brand.products[0],
            concept: &concept,
            orientation: &Orientation::Vertical,
        };
        let picture = decoded(&painter.render(&still).unwrap());
        picture
            .rgb
            .chunks_exact(3)
            .filter(|px| is_near([px[0], px[1], px[2]], GREEN))
            .count()
    };
    assert_eq!(greens(&named), 0);
    assert!(greens(&marked) > 1500);
}
