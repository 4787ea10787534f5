//! What an account offers: balance, brands, products, styles.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;

use super::cost::{Credits, Pricing};
use super::ids::{BrandId, ProductId, StyleId};

/// Credits now, and what things cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// Credits now.
    pub credits: Credits,
    /// Prices of this account.
    pub pricing: Pricing,
    /// How a short balance is topped up by itself, if it is.
    pub recharge: Option<AutoRecharge>,
}

/// A balance that is topped up by itself, within the very request that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoRecharge {
    /// Once the balance is lower.
    pub threshold: Credits,
    /// US dollars each time.
    pub amount_usd: f64,
}

/// A brand that a brief may name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brand {
    /// The service's.
    pub id: BrandId,
    /// Display name.
    pub name: String,
    /// Why it cannot be used now, as a sentence; `None` when it can.
    pub unusable: Option<String>,
    /// Whether the service says in so many words that ads can be made for it.
    pub is_active: bool,
    /// The service's own word for how it stands.
    pub status: String,
    /// How far it is read in, in the service's own word.
    pub onboarding: Option<String>,
    /// When it became active.
    pub onboarded_at: Option<Timestamp>,
    /// How many products the service counts.
    pub product_count: u32,
    /// The products, where the service tells them (the studio does, Dessert does not).
    pub products: Vec<Product>,
}

impl Brand {
    /// An active brand of which no more is known.
    pub fn new(id: BrandId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            unusable: None,
            is_active: true,
            status: "Active".into(),
            onboarding: None,
            onboarded_at: None,
            product_count: 0,
            products: Vec::new(),
        }
    }
}

/// A product of a brand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The service's.
    pub id: ProductId,
    /// Display name.
    pub name: String,
}

/// One result of a style search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StyleMatch {
    /// For pinning.
    pub id: StyleId,
    /// Display name.
    pub name: String,
    /// The animation prompt that it belongs to.
    pub animation_prompt: String,
    /// 0 to 1, higher is closer.
    pub similarity: f64,
}

/// A style of the studio's catalogue, as the browser of styles shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StyleCard {
    /// For pinning.
    pub id: StyleId,
    /// Display name.
    pub name: String,
    /// The animation prompt that it belongs to.
    pub animation_prompt: String,
    /// One sentence.
    pub description: String,
    /// Whether it is a dark picture in the brand's colours.
    pub is_dark: bool,
    /// Names its moving picture; another version of the style or another palette has another.
    pub swatch: String,
}

/// A style's moving picture: one sheet of small pictures that are a loop.
pub mod sheet {
    /// Pictures beside each other.
    pub const COLUMNS: u32 = 6;
    /// Pictures above each other.
    pub const ROWS: u32 = 4;
    /// Pictures in all.
    pub const FRAMES: u32 = COLUMNS * ROWS;
    /// How long the loop takes.
    pub const SECONDS: f64 = 6.0;
    /// Width of one picture in pixels.
    pub const WIDTH: u32 = 216;
    /// Height of one picture in pixels.
    pub const HEIGHT: u32 = 270;
}

/// The least similarity of a style that has to do with the words searched for, in the studio's measure: what is meant as
/// a look finds one above it, `tax return` and `football stadium` do not.
pub const NEAR: f64 = 0.32;

/// The animation prompts whose names are public (contract A.5). There are 36; the rest are learned from searches or
/// typed by the person.
pub const PUBLIC_PROMPTS: [&str; 4] = [
    "Serum Droplets",
    "Lotion Texture",
    "Serum Drizzles",
    "Liquid Dripping",
];
