//! Texts of people and services as parts of file names.
//!
//! Must not drop a script that it does not know: letters and digits of any language stay.

/// Most bytes of a brand.
pub const BRAND: usize = 32;
/// Most bytes of a delivery id.
pub const DELIVERY: usize = 48;
/// Most bytes of an orientation.
pub const ORIENTATION: usize = 12;
/// Most bytes of a headline.
pub const HEADLINE: usize = 48;
/// Most bytes of an extension.
pub const EXT: usize = 4;

/// Latin letters with marks, and what they are written as.
const PLAIN: [(&str, &str); 26] = [
    ("àáâãäåāăąǎ", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįıǐ", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņň", "n"),
    ("ŋ", "ng"),
    ("òóôõöøōŏőǒơ", "o"),
    ("œ", "oe"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ß", "ss"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűųǔư", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
    ("ªᵃ", "a"),
    ("º", "o"),
];

/// Lower case, letters and digits of any script, single dashes between them, at most `max` bytes. May be empty.
pub fn slug(text: &str, max: usize) -> String {
    let mut slug = String::new();
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if is_silent(c) {
            continue;
        }
        if !c.is_alphanumeric() && !is_mark(c) {
            gap = true;
            continue;
        }
        let mut buffer = [0; 4];
        let plain = PLAIN
            .iter()
            .find(|(letters, _)| letters.contains(c))
            .map_or_else(|| &*c.encode_utf8(&mut buffer), |(_, plain)| plain);
        let dash = if gap && !slug.is_empty() { "-" } else { "" };
        if slug.len() + dash.len() + plain.len() > max {
            break;
        }
        slug.push_str(dash);
        slug.push_str(plain);
        gap = false;
    }
    slug
}

/// The slug, or `other` when nothing is left of the text.
pub fn or(text: &str, max: usize, other: &str) -> String {
    let slug = slug(text, max);
    if slug.is_empty() {
        other.to_owned()
    } else {
        slug
    }
}

/// A slug that tells different texts apart (but for case): where slugging or cutting loses something, a fingerprint of
/// the whole text is added.
pub fn whole(text: &str, max: usize) -> String {
    const FINGERPRINT: usize = 12;
    let slug = slug(text, max);
    if slug == text.to_lowercase() && !slug.is_empty() {
        return slug;
    }
    let short = self::slug(text, max.saturating_sub(FINGERPRINT + 1));
    let print = fingerprint(text) & 0xFFFF_FFFF_FFFF;
    let dash = if short.is_empty() { "" } else { "-" };
    format!("{short}{dash}{print:012x}")
}

/// FNV-1a: the same on every machine and in every version.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// One name of a path that every system accepts: not hidden, not reserved, no dot or space at its end, not empty.
pub fn safe(name: &str) -> String {
    let name = name
        .trim_start_matches(['.', ' '])
        .trim_end_matches(['.', ' ']);
    let (stem, rest) = match name.split_once('.') {
        Some((stem, rest)) => (stem.trim_end(), format!(".{rest}")),
        None => (name, String::new()),
    };
    match stem {
        "" => format!("_{rest}"),
        _ if is_reserved(stem) => format!("{stem}_{rest}"),
        _ => format!("{stem}{rest}"),
    }
}

/// Names of devices on Windows, with any extension.
fn is_reserved(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let numbered = ["com", "lpt"]
        .iter()
        .filter_map(|device| stem.strip_prefix(device))
        .any(|rest| {
            let mut rest = rest.chars();
            let is_one = rest
                .next()
                .is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
            is_one && rest.next().is_none()
        });
    numbered || ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&stem.as_str())
}

/// What belongs to a word and is not written: accents on their own, apostrophes, joiners, soft hyphens.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | 'ʼ' | '\u{00AD}' | '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// Marks without which a word of its script reads wrong, and which do not count as letters: viramas, nuktas, tone marks.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{093C}' | '\u{094D}' | '\u{09BC}' | '\u{09CD}' | '\u{0A3C}' | '\u{0A4D}' | '\u{0ABC}'
            | '\u{0ACD}' | '\u{0B3C}' | '\u{0B4D}' | '\u{0BCD}' | '\u{0C4D}' | '\u{0CBC}'
            | '\u{0CCD}' | '\u{0D4D}' | '\u{0DCA}' | '\u{0E47}'..='\u{0E4E}'
            | '\u{0EC8}'..='\u{0ECC}' | '\u{1039}'..='\u{103A}' | '\u{17C9}'..='\u{17D3}'
            | '\u{3099}'..='\u{309A}'
    )
}
