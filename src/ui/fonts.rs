//! The bundled faces: Inter for everything, Cormorant for the wordmark. Nothing is taken from the system's list, so that
//! the window looks alike everywhere; the system helps out only with scripts that Inter lacks.

use std::sync::Arc;

use egui::epaint::text::{FontData, FontDefinitions, FontTweak, VariationCoords};
use egui::{Context, FontFamily, FontId};

use super::tokens::type_size;

static INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-wght.ttf");
static INTER_LATIN_EXT: &[u8] = include_bytes!("../../assets/fonts/Inter-latin-ext.ttf");
static INTER_CYRILLIC: &[u8] = include_bytes!("../../assets/fonts/Inter-cyrillic.ttf");
static CORMORANT: &[u8] = include_bytes!("../../assets/fonts/Cormorant-wght.ttf");

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
