//! Whether the typefaces of an ad have every letter of a kit: asked where it is written, not when the ad is made.

use crate::model::kit::{Kit, KitField, KitProblem, ProductField};
use crate::studio::compose::can_set;

/// The bundled typefaces, asked for letters.
#[derive(Debug, Default)]
pub struct Letters;

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
            let why = can_set(text).err()?;
            let sentence = format!("cannot be set: {why}.");
            Some(KitProblem::new(field, sentence))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::BrandId;
    use crate::model::kit::KitProduct;

    #[test]
    fn a_letter_that_no_face_has_is_named_with_its_field() {
        let letters = Letters;
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
