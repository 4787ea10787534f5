//! British and American spelling, kept apart: a product's own facts decide which, and everything written follows.
//!
//! Names are left as they are. Must not change meaning: only words with one counterpart are in the table.

use super::super::brand::Product;

/// How words are spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// moisturiser, colour.
    British,
    /// moisturizer, color.
    American,
}

/// British and American, stems that begin a word; what follows the stem is kept.
const PAIRS: &[(&str, &str)] = &[
    ("moisturis", "moisturiz"),
    ("colour", "color"),
    ("odour", "odor"),
    ("flavour", "flavor"),
    ("favour", "favor"),
    ("grey", "gray"),
    ("centre", "center"),
    ("fibre", "fiber"),
    ("litre", "liter"),
    ("aluminium", "aluminum"),
    ("sulphate", "sulfate"),
    ("equalis", "equaliz"),
    ("neutralis", "neutraliz"),
    ("revitalis", "revitaliz"),
    ("normalis", "normaliz"),
    ("minimis", "minimiz"),
    ("optimis", "optimiz"),
    ("energis", "energiz"),
    ("mineralis", "mineraliz"),
    ("stabilis", "stabiliz"),
    ("tranquillis", "tranquiliz"),
    ("ageing", "aging"),
    ("savour", "savor"),
    ("humour", "humor"),
    ("harbour", "harbor"),
];

impl Spelling {
    /// The spelling that a product's facts are written in; British unless they are American.
    pub fn of(product: &Product) -> Self {
        let facts = [&product.category, &product.one_liner, &product.scent]
            .into_iter()
            .chain(&product.benefits)
            .chain(&product.ingredients)
            .chain(&product.texture);
        let mut lead = 0_i32;
        for word in facts.flat_map(|fact| words(fact)) {
            let begins = |stem: &str| word.starts_with(stem);
            lead += PAIRS
                .iter()
                .map(|(british, american)| i32::from(begins(american)) - i32::from(begins(british)))
                .sum::<i32>();
        }
        if lead > 0 {
            Self::American
        } else {
            Self::British
        }
    }

    /// The text in this spelling, but for the product's name.
    pub fn spell(self, text: &str, name: &str) -> String {
        let pieces = if name.is_empty() {
            vec![text]
        } else {
            text.split(name).collect()
        };
        let spelt: Vec<String> = pieces.iter().map(|piece| self.respell(piece)).collect();
        spelt.join(name)
    }

    /// Whether a text holds a word of the other spelling.
    pub fn is_broken_by(self, text: &str, name: &str) -> bool {
        self.spell(text, name) != text
    }

    fn respell(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let length = rest
                .find(|c: char| !is_letter(c))
                .filter(|length| *length > 0);
            let at = match (length, rest.starts_with(is_letter)) {
                (Some(length), _) => length,
                (None, true) => rest.len(),
                (None, false) => rest.chars().next().map_or(rest.len(), char::len_utf8),
            };
            let (word, after) = rest.split_at(at);
            out.push_str(&self.respell_word(word));
            rest = after;
        }
        out
    }

    fn respell_word(self, word: &str) -> String {
        let lower = word.to_lowercase();
        for (british, american) in PAIRS {
            let (from, to) = match self {
                Self::British => (american, british),
                Self::American => (british, american),
            };
            // “color” begins “colour” only by chance: the right spelling is left alone.
            if lower.starts_with(from) && !lower.starts_with(to) && lower.len() == word.len() {
                let tail = word.get(from.len()..).unwrap_or_default();
                // “centred” and “centered” are no stem and tail.
                if matches!(
                    *from,
                    "centre" | "center" | "fibre" | "fiber" | "litre" | "liter"
                ) && !["", "s"].contains(&tail)
                {
                    continue;
                }
                return format!("{}{tail}", cased_like(to, word));
            }
        }
        word.to_owned()
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !is_letter(c)).map(str::to_lowercase)
}

fn cased_like(stem: &str, word: &str) -> String {
    let is_upper = |c: char| c.is_uppercase();
    if word.chars().count() > 1 && word.chars().all(is_upper) {
        return stem.to_uppercase();
    }
    let mut letters = stem.chars();
    match letters.next() {
        Some(first) if word.starts_with(is_upper) => first.to_uppercase().chain(letters).collect(),
        _ => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_is_turned_into_the_other_and_names_are_left() {
        for (british, american) in [
            ("A rich moisturiser.", "A rich moisturizer."),
            ("MOISTURISER in grey", "MOISTURIZER in gray"),
            ("Anti-ageing colours", "Anti-aging colors"),
            ("Colour, softened", "Color, softened"),
        ] {
            assert_eq!(Spelling::American.spell(british, ""), american);
        }
        assert_eq!(
            Spelling::British.spell("Color of moisturizers", ""),
            "Colour of moisturisers"
        );
        assert_eq!(Spelling::British.spell("Colour", ""), "Colour");
        assert_eq!(
            Spelling::American.spell("Grey Colour, a moisturiser", "Grey Colour"),
            "Grey Colour, a moisturizer"
        );
        assert!(
            Spelling::British.is_broken_by("a color", "")
                && !Spelling::British.is_broken_by("a colour", "")
        );
        for odd in ["", "é—ß", "İstanbul color", "–"] {
            Spelling::British.spell(odd, "x");
        }
    }
}
