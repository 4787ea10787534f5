//! The fields of a kit by name, so that a sentence can stand where it belongs.

use std::fmt;

/// A field of a kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KitField {
    /// The kit as a whole.
    Kit,
    /// The brand's name.
    Name,
    /// The voice.
    Tone,
    /// The palette as a whole.
    Palette,
    /// One of its colours.
    Colour(usize),
    /// The logo.
    Logo,
    /// A field of a product.
    Product(usize, ProductField),
}

/// A field of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProductField {
    /// What the brand calls it.
    Name,
    /// What it is.
    Category,
    /// The brand's own sentence.
    OneLiner,
    /// What it does.
    Benefits,
    /// What it does it with.
    Ingredients,
    /// Words of touch.
    Texture,
    /// Words of smell.
    Scent,
    /// What stands on the pack.
    Size,
    /// Stars.
    Rating,
    /// How many reviews.
    Reviews,
    /// Where they are on file.
    Source,
    /// Its picture.
    Picture,
}

impl ProductField {
    const ALL: [Self; 12] = [
        Self::Name,
        Self::Category,
        Self::OneLiner,
        Self::Benefits,
        Self::Ingredients,
        Self::Texture,
        Self::Scent,
        Self::Size,
        Self::Rating,
        Self::Reviews,
        Self::Source,
        Self::Picture,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::OneLiner => "one_liner",
            Self::Benefits => "benefits",
            Self::Ingredients => "ingredients",
            Self::Texture => "texture",
            Self::Scent => "scent",
            Self::Size => "size",
            Self::Rating => "proof.rating",
            Self::Reviews => "proof.reviews",
            Self::Source => "proof.source",
            Self::Picture => "picture",
        }
    }

    /// How the window calls it, as the beginning of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "The product’s name",
            Self::Category => "The category",
            Self::OneLiner => "The sentence",
            Self::Benefits => "A benefit",
            Self::Ingredients => "An ingredient",
            Self::Texture => "A texture word",
            Self::Scent => "A scent word",
            Self::Size => "The size",
            Self::Rating => "The rating",
            Self::Reviews => "The number of reviews",
            Self::Source => "The source of the rating",
            Self::Picture => "The picture",
        }
    }
}

impl KitField {
    /// How the window calls it, as the beginning of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kit => "The kit",
            Self::Name => "The brand’s name",
            Self::Tone => "The tone",
            Self::Palette => "The palette",
            Self::Colour(_) => "This colour",
            Self::Logo => "The logo",
            Self::Product(_, field) => field.label(),
        }
    }

    /// The field of that address; `None` for one that no kit has.
    pub fn parse(path: &str) -> Option<Self> {
        let indexed = |name: &str| -> Option<(usize, &str)> {
            let (index, rest) = path
                .strip_prefix(name)?
                .strip_prefix('[')?
                .split_once(']')?;
            Some((index.parse().ok()?, rest))
        };
        match path {
            "kit" => Some(Self::Kit),
            "name" => Some(Self::Name),
            "tone" => Some(Self::Tone),
            "palette" => Some(Self::Palette),
            "logo" => Some(Self::Logo),
            _ => {
                if let Some((index, "")) = indexed("palette") {
                    return Some(Self::Colour(index));
                }
                let (index, rest) = indexed("products")?;
                let rest = rest.strip_prefix('.')?;
                let field = ProductField::ALL
                    .into_iter()
                    .find(|field| field.as_str() == rest)?;
                Some(Self::Product(index, field))
            }
        }
    }
}

impl fmt::Display for KitField {
    /// The address in the kit's JSON: `products[2].name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kit => f.write_str("kit"),
            Self::Name => f.write_str("name"),
            Self::Tone => f.write_str("tone"),
            Self::Palette => f.write_str("palette"),
            Self::Colour(index) => write!(f, "palette[{index}]"),
            Self::Logo => f.write_str("logo"),
            Self::Product(index, field) => write!(f, "products[{index}].{}", field.as_str()),
        }
    }
}

/// What is wrong with a field. `"{field} {sentence}"` is a whole sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitProblem {
    /// Where.
    pub field: KitField,
    /// What, and the way out; begins with a verb.
    pub sentence: String,
}

impl KitProblem {
    /// A problem.
    pub fn new(field: KitField, sentence: impl Into<String>) -> Self {
        Self {
            field,
            sentence: sentence.into(),
        }
    }

    /// The whole sentence, as the window shows it.
    pub fn said(&self) -> String {
        format!("{} {}", self.field.label(), self.sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_address() {
        let mut fields = vec![
            KitField::Kit,
            KitField::Name,
            KitField::Tone,
            KitField::Palette,
            KitField::Colour(3),
            KitField::Logo,
        ];
        fields.extend(ProductField::ALL.map(|field| KitField::Product(12, field)));
        for field in fields {
            assert_eq!(KitField::parse(&field.to_string()), Some(field));
        }
        for unknown in ["", "products", "products[x].name", "products[1].price"] {
            assert_eq!(KitField::parse(unknown), None, "{unknown}");
        }
    }
}
