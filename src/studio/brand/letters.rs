//! Whether the typefaces of an ad have every letter of a kit: asked where it is written, not when the ad is made.

use crate::model::kit::{Kit, KitField, KitProblem, ProductField};
use crate::studio::compose::ComposeError;
use crate::studio::compose::text::Type;
use crate::studio::compose::{Pairing, Part};

/// The bundled typefaces, asked for letters.
#[derive(Debug, Default)]
pub struct Letters(Type);

impl Letters {
    /// The first letter of a kit that cannot be set, where it stands.
    pub fn missing(&self, kit: &Kit) -> Option<KitProblem> {
        let mut texts: Vec<(KitField, &str)> = vec![(KitField::Name, &kit.name)];
        for (index, it) in kit.products.iter().enumerate() {
            let at = |field| KitField::Product(index, field);
            texts.push((at(ProductField::Name), &it.name));
            texts.push((at(ProductField::Category), &it.category));
            texts.push((at(ProductField::OneLiner), &it.one_liner));
            texts.push((at(ProductField::Size), &it.size));
            for (field, list) in [
                (ProductField::Benefits, &it.benefits),
                (ProductField::Ingredients, &it.ingredients),
                (ProductField::Texture, &it.texture),
                (ProductField::Scent, &it.scent),
            ] {
                texts.extend(list.iter().map(|text| (at(field), text.as_str())));
            }
        }
        texts.into_iter().find_map(|(field, text)| {
            let letter = self.missing_letter(text)?;
            let sentence = format!(
                "has “{letter}”, which no typeface of the studio has. Write it in Latin or Cyrillic letters."
            );
            Some(KitProblem::new(field, sentence))
        })
    }

    fn missing_letter(&self, text: &str) -> Option<char> {
        // Every bundled face has plain ASCII; only the rest is worth shaping.
        if text.is_ascii() {
            return None;
        }
        match self.0.measure(text, Pairing::default().face(Part::Body)) {
            Err(ComposeError::MissingGlyph(letter)) => Some(letter),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::BrandId;
    use crate::model::kit::KitProduct;

    #[test]
    fn a_letter_that_no_face_has_is_named_with_its_field() {
        let letters = Letters::default();
        let mut kit = Kit::begun(BrandId::new("b"), "Łąka Świt");
        kit.products.push(KitProduct {
            benefits: vec!["мягкая кожа".into(), "柔らかい肌".into()],
            ..KitProduct::default()
        });
        let problem = letters.missing(&kit).unwrap();
        assert_eq!(problem.field.to_string(), "products[0].benefits");
        assert!(problem.sentence.contains('柔'), "{}", problem.sentence);
        kit.products[0].benefits.pop();
        assert_eq!(letters.missing(&kit), None);
    }
}
