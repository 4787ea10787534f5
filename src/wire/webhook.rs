//! What the ad service sends by itself when a delivery ends, and how the receiver knows that it is genuine (contract A.7).
//!
//! The same bytes are written by the studio and read by whoever listens. Must not send or receive anything.

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::base::hex::hex;
use crate::base::secret::Secret;
use crate::model::delivery::DeliveryStatus;
use crate::model::ids::{DeliveryId, RequestId};

use super::dessert::AdRow;
use super::lenient::or_none;

/// Header with the signature of the body (A.7, docs).
pub const SIGNATURE: &str = "X-Dessert-Signature";

/// `event` of a delivery whose every ad is there.
pub const COMPLETED: &str = "delivery.completed";

/// `event` of a delivery that was given up and refunded.
pub const FAILED: &str = "delivery.failed";

/// The body of a call (A.7, docs). The printed sample of a failed one is not known; it has the same fields here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryEvent {
    /// `delivery.completed` or `delivery.failed`.
    pub event: String,
    /// Which delivery.
    pub delivery_id: DeliveryId,
    /// Trace id of the request that started it.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub request_id: Option<RequestId>,
    /// `completed` or `failed`.
    pub status: DeliveryStatus,
    /// Ad rows.
    #[serde(default)]
    pub ad_count: u32,
    /// The ads; of a failed delivery those that were made.
    #[serde(default)]
    pub ads: Vec<AdRow>,
    /// Page for people.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub viewer_url: Option<String>,
    /// When the delivery ended, ISO 8601.
    #[serde(
        default,
        deserialize_with = "or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub delivered_at: Option<String>,
}

/// The signature of a body: HMAC-SHA256 under the account's webhook secret, lower-case hex, no prefix (A.7, docs).
pub fn signature(secret: &Secret, body: &[u8]) -> String {
    // HMAC takes keys of every length, so this never fails; without a key there is no signature to give.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_everybody_else_computes() {
        // RFC 4231, test case 2.
        let signed = signature(&Secret::new("Jefe"), b"what do ya want for nothing?");
        assert_eq!(
            signed,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_documented_sample_reads() {
        let sample = r#"{"event": "delivery.completed", "delivery_id": "recDELIV000000042",
            "request_id": "req_0f1e2d3c4b5a69788796a5b4", "status": "completed", "ad_count": 4,
            "ads": [{"ad_id": "recAD000000000001", "orientation": "vertical", "headline": "Slow mornings, softer skin",
                     "static_url": "https://cdn.dessert.dev/demo/1-v.png"}],
            "viewer_url": "https://app.dessert.dev/viewer/recDELIV000000042", "delivered_at": "2026-02-03T09:18:11.000Z"}"#;
        let event: DeliveryEvent = serde_json::from_str(sample).unwrap();
        assert_eq!((event.event.as_str(), event.ads.len()), (COMPLETED, 1));
    }
}
