//! The Dessert contract (section A): requests, answers and the error envelope.
//!
//! Reading is lenient: unknown fields are ignored, unknown words survive as `Other`, and what may be missing is
//! optional. Writing is exact: absent fields are left out.

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::base::clock::Timestamp;
use crate::model::ad::Orientation;
use crate::model::brief::{Brief, CopyAngle, Format};
use crate::model::cost::{Credits, Pricing};
use crate::model::delivery::DeliveryStatus;
use crate::model::ids::{AdId, BrandId, DeliveryId, ProductId, RequestId, StyleId};

use super::lenient::{needed, or_default, or_none, readable, text};
use super::studio::RevisionRow;

pub use super::error::{ErrorBody, ErrorCode, ErrorEnvelope};

/// The header that makes a repeated POST free (A.1).
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// What every key begins with (A.0); the rest is not to be checked.
pub const KEY_PREFIX: &str = "dsrt_live_";

/// Most results that a style search gives (A.4).
pub const MAX_TOP_N: u32 = 50;

/// Results that a style search gives when `top_n` is absent (A.4).
pub const DEFAULT_TOP_N: u32 = 20;

/// Body of `POST /v1/ads/generate` (A.1, seed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GenerateRequest {
    /// Concepts.
    pub count: u32,
    /// `static` or `full`; always said, because the contract's default is the dearer one.
    pub format: Format,
    /// Brand; the account's default if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_id: Option<BrandId>,
    /// Limits the products.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_ids: Vec<ProductId>,
    /// Left out when nothing in it is set.
    #[serde(skip_serializing_if = "Creative::is_empty")]
    pub creative: Creative,
    /// Lifestyle scene first.
    #[serde(skip_serializing_if = "is_false")]
    pub in_situ: bool,
    /// Called at completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<Url>,
}

/// `creative` of a request (A.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Creative {
    /// One of six.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_angle: Option<CopyAngle>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_tone: Option<String>,
    /// Category names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub animation_prompts: Vec<String>,
    /// A look in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style_search: Option<String>,
    /// Style ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub featured_styles: Vec<StyleId>,
}

impl Creative {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl From<&Brief> for GenerateRequest {
    fn from(brief: &Brief) -> Self {
        Self {
            count: brief.count,
            format: brief.format,
            brand_id: brief.brand_id.clone(),
            product_ids: brief.product_ids.clone(),
            creative: Creative {
                copy_angle: brief.copy_angle,
                brand_tone: brief.brand_tone.clone(),
                animation_prompts: brief.animation_prompts.clone(),
                style_search: brief.style_search.clone(),
                featured_styles: brief.featured_styles.clone(),
            },
            in_situ: brief.in_situ,
            webhook_url: brief.webhook_url.clone(),
        }
    }
}

/// Answer 202 of `POST /v1/ads/generate` (A.1, seed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The only handle on the work: there is no list call.
    #[serde(deserialize_with = "text")]
    pub delivery_id: DeliveryId,
    /// Always `queued`.
    #[serde(default = "queued", deserialize_with = "or_queued")]
    pub status: DeliveryStatus,
    /// Support trace id.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub request_id: Option<RequestId>,
    /// Concepts.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub ad_count_expected: Option<u32>,
    /// Echo; a word, because the answer must be readable whatever it says.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub format: Option<String>,
    /// Debited now.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub credits_charged: Option<Credits>,
    /// Balance after the debit.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub credits_balance_after: Option<Credits>,
    /// Absolute poll URL.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub status_url: Option<String>,
    /// 180 for static, 480 for full.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub eta_seconds: Option<u64>,
    /// Present, and true, only on a replay.
    #[serde(
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "is_false"
    )]
    pub replayed_from_idempotency_key: bool,
}

fn queued() -> DeliveryStatus {
    DeliveryStatus::Queued
}

fn or_queued<'de, D: Deserializer<'de>>(reader: D) -> Result<DeliveryStatus, D::Error> {
    Ok(or_none(reader)?.unwrap_or_else(queued))
}

fn unsaid() -> DeliveryStatus {
    DeliveryStatus::Other(String::new())
}

fn or_unsaid<'de, D: Deserializer<'de>>(reader: D) -> Result<DeliveryStatus, D::Error> {
    Ok(or_none(reader)?.unwrap_or_else(unsaid))
}

/// Answer of `GET /v1/deliveries/{id}` (A.2, seed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryAnswer {
    /// Echo.
    #[serde(deserialize_with = "text")]
    pub delivery_id: DeliveryId,
    /// One of five, or a new word; an empty one where the answer has none.
    #[serde(default = "unsaid", deserialize_with = "or_unsaid")]
    pub status: DeliveryStatus,
    /// Debug label, not stable.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub raw_status: Option<String>,
    /// Ad rows (not concepts) attached right now.
    #[serde(default, deserialize_with = "or_default")]
    pub ad_count: u32,
    /// May be empty before `processing`. A row that cannot be read is left out.
    #[serde(default, deserialize_with = "readable")]
    pub ads: Vec<AdRow>,
    /// Human review page.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub viewer_url: Option<String>,
    /// Creation time.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<String>,
    /// The studio's own, for a delivery that was cancelled: the files that it has, which are all that there will be.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub files_kept: Option<u32>,
    /// Versions that a person made of its concepts: the studio's own addition, in no documented answer. `ads` stay as
    /// they were delivered.
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub revisions: Vec<RevisionRow>,
}

/// One ad row (A.2, seed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdRow {
    /// Unique per row.
    #[serde(deserialize_with = "text")]
    pub ad_id: AdId,
    /// 1-based; shared by the two rows of one concept. Absent in webhook samples.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub index: Option<u32>,
    /// `vertical` or `square`; `unknown` where the row does not say.
    #[serde(default = "unknown", deserialize_with = "or_unknown")]
    pub orientation: Orientation,
    /// Generated copy.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub headline: Option<String>,
    /// PNG or JPEG, once rendered.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub static_url: Option<String>,
    /// MP4, only for `full`, once rendered.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub video_url: Option<String>,
    /// Why the copy is not of the angle that was asked for: the studio's own addition, in no documented answer.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub note: Option<String>,
    /// Per-ad word; `rendered` and `queued` are examples, not a closed list.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<String>,
}

impl AdRow {
    /// Files that it offers.
    pub fn files(&self) -> u32 {
        u32::from(self.static_url.is_some()) + u32::from(self.video_url.is_some())
    }
}

fn unknown() -> Orientation {
    Orientation::Other("unknown".into())
}

fn or_unknown<'de, D: Deserializer<'de>>(reader: D) -> Result<Orientation, D::Error> {
    Ok(or_none(reader)?.unwrap_or_else(unknown))
}

/// Answer of `GET /v1/brands` (A.3, docs).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BrandsAnswer {
    /// Every brand of the account.
    #[serde(default, deserialize_with = "readable")]
    pub brands: Vec<Brand>,
}

/// One brand (A.3, docs). `products` is the studio's own addition: the contract has no way to obtain product ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brand {
    /// For generate.
    #[serde(deserialize_with = "text")]
    pub brand_id: BrandId,
    /// Display name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// `Active`, `Pending Onboarding` or `Suspended`.
    #[serde(default, deserialize_with = "or_default")]
    pub status: BrandStatus,
    /// Finer state; only `Complete` is known.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub onboarding_status: Option<String>,
    /// Active products.
    #[serde(default, deserialize_with = "or_default")]
    pub product_count: u32,
    /// When it became active.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub onboarded_at: Option<String>,
    /// Studio only; absent at Dessert.
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub products: Vec<BrandProduct>,
}

/// A product that a brief may name; studio only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandProduct {
    /// For `product_ids`.
    pub product_id: ProductId,
    /// Display name.
    pub name: String,
}

/// Whether a brand may be used (A.3, docs).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum BrandStatus {
    /// Ready.
    Active,
    /// Being read in, 15 to 60 minutes.
    PendingOnboarding,
    /// Not to be used.
    Suspended,
    /// A word that this version does not know.
    Other(String),
}

impl Default for BrandStatus {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl BrandStatus {
    /// The word of the contract.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "Active",
            Self::PendingOnboarding => "Pending Onboarding",
            Self::Suspended => "Suspended",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for BrandStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "Active" => Self::Active,
            "Pending Onboarding" => Self::PendingOnboarding,
            "Suspended" => Self::Suspended,
            _ => Self::Other(word),
        }
    }
}

impl From<BrandStatus> for String {
    fn from(status: BrandStatus) -> Self {
        status.as_str().to_owned()
    }
}

/// Answer of `GET /v1/balance` (A.6, docs).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BalanceAnswer {
    /// Credits now. Without them there is no balance to show.
    #[serde(deserialize_with = "needed")]
    pub credits_balance: Credits,
    /// Balance in US dollars.
    #[serde(default, deserialize_with = "or_default")]
    pub credits_balance_usd_equivalent: f64,
    /// All time.
    #[serde(default, deserialize_with = "or_default")]
    pub credits_lifetime_purchased: Credits,
    /// Whether a short balance is topped up by itself.
    #[serde(default, deserialize_with = "or_default")]
    pub auto_recharge_enabled: bool,
    /// Credits below which it is; 20 unless it says otherwise.
    #[serde(default = "threshold", deserialize_with = "or_threshold")]
    pub auto_recharge_threshold: Credits,
    /// US dollars per recharge; 25 unless it says otherwise.
    #[serde(default = "recharge", deserialize_with = "or_recharge")]
    pub auto_recharge_amount_usd: f64,
    /// Prices; the documented ones where they are absent.
    #[serde(default, deserialize_with = "prices")]
    pub pricing: Pricing,
}

fn threshold() -> Credits {
    Credits(20)
}

fn or_threshold<'de, D: Deserializer<'de>>(reader: D) -> Result<Credits, D::Error> {
    Ok(or_none(reader)?.unwrap_or_else(threshold))
}

fn recharge() -> f64 {
    25.0
}

fn or_recharge<'de, D: Deserializer<'de>>(reader: D) -> Result<f64, D::Error> {
    Ok(or_none(reader)?.unwrap_or_else(recharge))
}

/// Each price for itself: one that is odd does not take the others with it.
fn prices<'de, D: Deserializer<'de>>(reader: D) -> Result<Pricing, D::Error> {
    #[derive(Default, Deserialize)]
    struct Said {
        #[serde(default, deserialize_with = "or_none")]
        credit_usd: Option<f64>,
        #[serde(default, deserialize_with = "or_none")]
        static_ad_credits: Option<i64>,
        #[serde(default, deserialize_with = "or_none")]
        full_ad_credits: Option<i64>,
    }
    let said: Said = or_default(reader)?;
    let usual = Pricing::default();
    Ok(Pricing {
        credit_usd: said.credit_usd.unwrap_or(usual.credit_usd),
        static_ad_credits: said.static_ad_credits.unwrap_or(usual.static_ad_credits),
        full_ad_credits: said.full_ad_credits.unwrap_or(usual.full_ad_credits),
    })
}

/// Answer of `GET /v1/usage` (A.6, docs). The documentation does not give its fields: these are the studio's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UsageAnswer {
    /// The latest 50, newest first.
    #[serde(default, deserialize_with = "readable")]
    pub transactions: Vec<Transaction>,
}

/// One change of the balance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// Unique per account.
    #[serde(default, deserialize_with = "or_default")]
    pub transaction_id: String,
    /// `Bonus` and `Refund` are documented words; the studio also writes `Debit` and `Recharge`.
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    pub kind: String,
    /// Negative for a debit.
    #[serde(default, deserialize_with = "or_default")]
    pub credits: Credits,
    /// Balance after it.
    #[serde(default, deserialize_with = "or_default")]
    pub credits_balance_after: Credits,
    /// The delivery that it belongs to.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub delivery_id: Option<DeliveryId>,
    /// When.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<String>,
}

/// Answer of `GET /v1/styles/search` (A.4, docs).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StylesAnswer {
    /// Echo.
    #[serde(default, deserialize_with = "or_default")]
    pub query: String,
    /// Most similar first.
    #[serde(default, deserialize_with = "readable")]
    pub results: Vec<StyleMatch>,
}

/// One style that fits a search (A.4, docs).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StyleMatch {
    /// For `creative.featured_styles`.
    #[serde(deserialize_with = "text")]
    pub style_id: StyleId,
    /// Display name.
    #[serde(default, deserialize_with = "or_default")]
    pub style_name: String,
    /// The category it belongs to.
    #[serde(default, deserialize_with = "or_default")]
    pub animation_prompt: String,
    /// Cosine similarity.
    #[serde(default, deserialize_with = "or_default")]
    pub similarity: f64,
}

/// ISO 8601 in UTC with milliseconds (A.0), as the services write times.
pub fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draft::BriefDraft;

    #[test]
    fn absent_fields_are_left_out_of_a_request_and_the_format_is_always_said() {
        let brief = BriefDraft::default().check().unwrap();
        let body = serde_json::to_string(&GenerateRequest::from(&brief)).unwrap();
        assert_eq!(body, r#"{"count":3,"format":"static"}"#);
    }

    #[test]
    fn times_are_written_in_utc_with_milliseconds() {
        assert_eq!(
            iso(Timestamp::from_millisecond(1_770_110_100_007).unwrap()),
            "2026-02-03T09:15:00.007Z"
        );
    }
}
