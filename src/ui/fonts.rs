//! The bundled faces: Inter for everything, Cormorant for the wordmark, all of them for specimens of brands. Nothing is taken from the system's list, so that
//! the window looks alike everywhere; the system helps out only with scripts that Inter lacks.

use std::sync::Arc;

use egui::epaint::text::{FontData, FontDefinitions, FontTweak, VariationCoords};
use egui::{Context, FontFamily, FontId};

use crate::model::kit::TypePairing;

use super::tokens::type_size;

static INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-wght.ttf");
static INTER_LATIN_EXT: &[u8] = include_bytes!("../../assets/fonts/Inter-latin-ext.ttf");
static INTER_CYRILLIC: &[u8] = include_bytes!("../../assets/fonts/Inter-cyrillic.ttf");
static CORMORANT: &[u8] = include_bytes!("../../assets/fonts/Cormorant-wght.ttf");
static CORMORANT_ITALIC: &[u8] = include_bytes!("../../assets/fonts/Cormorant-Italic-wght.ttf");
static PLAYFAIR: &[u8] = include_bytes!("../../assets/fonts/Playfair-wght.ttf");
static FRAUNCES: &[u8] = include_bytes!("../../assets/fonts/Fraunces-full.ttf");
static ITALIANA: &[u8] = include_bytes!("../../assets/fonts/Italiana.ttf");
static JOST: &[u8] = include_bytes!("../../assets/fonts/Jost-wght.ttf");
static DM_SANS: &[u8] = include_bytes!("../../assets/fonts/DMSans-wght.ttf");

const MEDIUM: &str = "medium";
const STRONG: &str = "strong";
const WORDMARK: &str = "wordmark";

/// Gives the context its faces. Once, before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(definitions());
}

/// Inter 400.
pub fn body() -> FontId {
    FontId::new(type_size::BODY, FontFamily::Proportional)
}

/// Inter 500: what can be pressed.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// Inter 600: titles and labels.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Inter 400 in the size of a hint.
pub fn hint() -> FontId {
    FontId::new(type_size::HINT, FontFamily::Proportional)
}

/// Cormorant 600.
pub fn wordmark(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(WORDMARK.into()))
}

/// The two faces of a type pairing, as its ads have them.
#[derive(Clone, Debug)]
pub struct Specimen {
    /// Headlines.
    pub headline: FontId,
    /// Everything else.
    pub text: FontId,
}

/// A pairing in its own faces.
pub fn specimen(pairing: TypePairing) -> Specimen {
    let (_, _, scale, _) = faces_of(pairing);
    let family = |part: &str| FontFamily::Name(specimen_name(pairing, part).into());
    Specimen {
        headline: FontId::new(22.0 * scale, family("headline")),
        text: FontId::new(type_size::HINT, family("text")),
    }
}

fn specimen_name(pairing: TypePairing, part: &str) -> String {
    format!("specimen-{}-{part}", pairing.as_str())
}

/// Face and weight of a pairing's headline, how large it is set beside the others, and its text face.
fn faces_of(pairing: TypePairing) -> (&'static [u8], f32, f32, &'static [u8]) {
    match pairing {
        TypePairing::Atelier => (CORMORANT, 500.0, 1.0, JOST),
        TypePairing::Verse => (CORMORANT_ITALIC, 500.0, 1.04, JOST),
        TypePairing::Gazette => (PLAYFAIR, 430.0, 0.80, DM_SANS),
        TypePairing::Botanica => (FRAUNCES, 340.0, 0.83, DM_SANS),
        TypePairing::Salon => (ITALIANA, 400.0, 0.90, JOST),
        TypePairing::Clinic => (INTER, 520.0, 0.70, INTER),
        TypePairing::Nordic => (JOST, 330.0, 0.86, JOST),
        TypePairing::Studio => (DM_SANS, 600.0, 0.76, DM_SANS),
    }
}

/// For JSON, commands and paths.
pub fn code() -> FontId {
    FontId::new(type_size::HINT, FontFamily::Monospace)
}

fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallbacks: Vec<String> = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, weight) in [
        (FontFamily::Proportional, 400.0),
        (FontFamily::Name(MEDIUM.into()), 500.0),
        (FontFamily::Name(STRONG.into()), 600.0),
    ] {
        let mut chain = Vec::new();
        for (script, bytes) in [
            ("latin", INTER),
            ("latin-ext", INTER_LATIN_EXT),
            ("cyrillic", INTER_CYRILLIC),
        ] {
            let name = format!("inter-{script}-{weight}");
            fonts
                .font_data
                .insert(name.clone(), Arc::new(at_weight(bytes, weight)));
            chain.push(name);
        }
        chain.extend(fallbacks.iter().cloned());
        fonts.families.insert(family, chain);
    }
    fonts
        .font_data
        .insert(WORDMARK.into(), Arc::new(at_weight(CORMORANT, 600.0)));
    for pairing in TypePairing::ALL {
        let (headline, weight, _, text) = faces_of(pairing);
        for (part, bytes, weight) in [("headline", headline, weight), ("text", text, 400.0)] {
            let name = specimen_name(pairing, part);
            fonts
                .font_data
                .insert(name.clone(), Arc::new(at_weight(bytes, weight)));
            let mut chain = vec![name.clone(), "inter-latin-ext-400".to_owned()];
            chain.extend(fallbacks.iter().cloned());
            fonts.families.insert(FontFamily::Name(name.into()), chain);
        }
    }
    let mut chain = vec![WORDMARK.to_owned()];
    chain.extend(fallbacks);
    fonts
        .families
        .insert(FontFamily::Name(WORDMARK.into()), chain);
    fonts
}

fn at_weight(bytes: &'static [u8], weight: f32) -> FontData {
    FontData::from_static(bytes).tweak(FontTweak {
        coords: VariationCoords::new([(b"wght", weight)]),
        ..FontTweak::default()
    })
}
