//! The typefaces that travel with the program: each family in the scripts that it was drawn for.

/// A file of a bundled typeface under the name that it is registered by.
macro_rules! font {
    ($name:literal, $file:literal) => {
        (
            $name,
            include_bytes!(concat!("../../../assets/fonts/", $file, ".ttf")) as &[u8],
        )
    };
}

/// All files, by the name that shaping knows them by. Families are cut into one file per script.
pub(super) static FONTS: [(&str, &[u8]); 25] = [
    font!("Cormorant", "Cormorant-wght"),
    font!("Cormorant Ext", "Cormorant-latin-ext"),
    font!("Cormorant Cyrillic", "Cormorant-cyrillic"),
    font!("Cormorant Vietnamese", "Cormorant-vietnamese"),
    font!("Cormorant Italic", "Cormorant-Italic-wght"),
    font!("Cormorant Italic Ext", "Cormorant-Italic-latin-ext"),
    font!("Cormorant Italic Cyrillic", "Cormorant-Italic-cyrillic"),
    font!("Cormorant Italic Vietnamese", "Cormorant-Italic-vietnamese"),
    font!("Playfair", "Playfair-wght"),
    font!("Playfair Ext", "Playfair-latin-ext"),
    font!("Playfair Cyrillic", "Playfair-cyrillic"),
    font!("Playfair Vietnamese", "Playfair-vietnamese"),
    font!("Fraunces", "Fraunces-full"),
    font!("Fraunces Ext", "Fraunces-latin-ext"),
    font!("Fraunces Vietnamese", "Fraunces-vietnamese"),
    font!("Italiana", "Italiana"),
    font!("Jost", "Jost-wght"),
    font!("Jost Ext", "Jost-latin-ext"),
    font!("Jost Cyrillic", "Jost-cyrillic"),
    font!("DM Sans", "DMSans-wght"),
    font!("DM Sans Ext", "DMSans-latin-ext"),
    font!("Inter", "Inter-wght"),
    font!("Inter Ext", "Inter-latin-ext"),
    font!("Inter Cyrillic", "Inter-cyrillic"),
    font!("Inter Vietnamese", "Inter-vietnamese"),
];

/// The names to try, in order, for a family: itself and its other scripts.
pub(super) fn stack(family: &str) -> &'static str {
    match family {
        "Cormorant" => "Cormorant, Cormorant Ext, Cormorant Cyrillic, Cormorant Vietnamese",
        "Cormorant Italic" => {
            "Cormorant Italic, Cormorant Italic Ext, Cormorant Italic Cyrillic, Cormorant Italic Vietnamese"
        }
        "Playfair" => "Playfair, Playfair Ext, Playfair Cyrillic, Playfair Vietnamese",
        "Fraunces" => "Fraunces, Fraunces Ext, Fraunces Vietnamese",
        "Italiana" => "Italiana",
        "Jost" => "Jost, Jost Ext, Jost Cyrillic",
        "DM Sans" => "DM Sans, DM Sans Ext",
        _ => LAST,
    }
}

/// Families tried when the wanted one lacks a character: last resort of every face.
pub(super) const LAST: &str = "Inter, Inter Ext, Inter Cyrillic, Inter Vietnamese";
