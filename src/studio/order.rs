//! What a checked request asks the studio to make, and how it is laid out into concepts.
//!
//! Pure: the same order and seed give the same concepts. Must not touch the store, the network or a picture.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::ad::Orientation;
use crate::model::brief::{CopyAngle, Format};
use crate::model::ids::{BrandId, ProductId, StyleId};

use super::brand::BrandKit;
use super::copywriter::{Wording, Writer, Written};
use super::dice::Dice;
use super::situ;

/// The two ads of every concept, in the order in which they are made.
pub const ORIENTATIONS: [Orientation; 2] = [Orientation::Vertical, Orientation::Square];

/// A request with everything looked up: what the store keeps and the workers make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Concepts.
    pub count: u32,
    /// Stills alone, or a film beside each.
    #[serde(default)]
    pub format: Format,
    /// Whose ads.
    pub brand_id: BrandId,
    /// The products, in turn; never empty.
    pub product_ids: Vec<ProductId>,
    /// The styles to choose from; never empty.
    pub style_ids: Vec<StyleId>,
    /// Whether the first of `style_ids` comes first, because a person pinned it.
    #[serde(default)]
    pub keep_style_order: bool,
    /// What of the look in words could not be taken as it was meant; said with every ad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_note: Option<String>,
    /// One angle for all; `None` means that they rotate.
    pub copy_angle: Option<CopyAngle>,
    /// The voice.
    pub tone: String,
    /// Whether the products stand in lifestyle scenes instead of in front of the styles' backgrounds.
    #[serde(default)]
    pub in_situ: bool,
    /// To be called at the end.
    pub webhook_url: Option<Url>,
}

#[cfg(test)]
impl Order {
    /// What tests order of a brand: stills of its first product in the first style.
    pub(crate) fn trial(brand: &BrandKit, count: u32) -> Self {
        let style = &super::styles::catalogue()[0];
        Self {
            count,
            format: Format::Static,
            brand_id: brand.brand_id.clone(),
            product_ids: vec![brand.products[0].product_id.clone()],
            style_ids: vec![StyleId::new(style.id.as_str())],
            keep_style_order: false,
            look_note: None,
            copy_angle: None,
            tone: brand.tone.clone(),
            in_situ: false,
            webhook_url: None,
        }
    }
}

/// One concept, decided: what both of its ads say and look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concept {
    /// 1-based.
    pub index: u32,
    /// What is shown.
    pub product_id: ProductId,
    /// How it looks.
    pub style_id: StyleId,
    /// The lifestyle scene that takes the place of the style's background.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene_id: Option<StyleId>,
    /// What it says.
    pub copy: Wording,
    /// Why it does not say what was asked for, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The angle that was asked for.
    #[serde(default)]
    pub angle: Option<CopyAngle>,
    /// Chance of the picture.
    pub seed: u64,
}

/// Says with every concept what of the look in words could not be taken as it was meant.
pub fn tell_of_look(order: &Order, concepts: &mut [Concept]) {
    let Some(said) = &order.look_note else {
        return;
    };
    for concept in concepts {
        concept.note = Some(match concept.note.take() {
            Some(before) => format!("{before} {said}"),
            None => said.clone(),
        });
    }
}

/// Lays an order out: products, styles and angles in turn, every headline once.
pub fn lay_out(order: &Order, brand: &BrandKit, seed: u64) -> Vec<Concept> {
    let mut dice = Dice::new(seed);
    let mut styles = order.style_ids.clone();
    if !order.keep_style_order {
        dice.shuffle(&mut styles);
    }
    let first_product = dice.below(order.product_ids.len());
    let first_angle = dice.below(CopyAngle::ALL.len());
    let mut writer = Writer::new(dice.roll());
    // Room above, so that no sum leaves what JSON numbers can hold everywhere.
    let picture_seed = dice.roll() >> 16;
    let scenes = if order.in_situ {
        situ::in_turn(picture_seed)
    } else {
        Vec::new()
    };
    let mut concepts = Vec::new();
    for (at, index) in (1..=order.count).enumerate() {
        let Some(product) =
            turn(&order.product_ids, first_product + at).and_then(|id| brand.product(id))
        else {
            continue;
        };
        let Some(style_id) = turn(&styles, at) else {
            continue;
        };
        // One step further in every round of products, so that a product does not meet the same angle again and again.
        let round = at / order.product_ids.len().max(1);
        let angle = order
            .copy_angle
            .or_else(|| turn(&CopyAngle::ALL, first_angle + at + round).copied());
        let angle = angle.unwrap_or(CopyAngle::Sensory);
        let Written { wording, note } = writer.write(product, angle, &order.tone);
        concepts.push(Concept {
            index,
            product_id: product.product_id.clone(),
            style_id: style_id.clone(),
            scene_id: turn(&scenes, at).map(|scene| StyleId::new(scene.id.as_str())),
            copy: wording,
            note,
            angle: Some(angle),
            // Seeds that follow each other give different layouts.
            seed: picture_seed.wrapping_add(u64::from(index)),
        });
    }
    concepts
}

fn turn<T>(items: &[T], at: usize) -> Option<&T> {
    items.get(at.checked_rem(items.len())?)
}
