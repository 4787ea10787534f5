//! Fields that are read as far as they can be: whatever is unreadable counts as absent.
//!
//! An answer that carries the handle on paid work must not be lost for a field beside it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The field, or `None` for anything that is not one.
pub(super) fn or_none<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    reader: D,
) -> Result<Option<T>, D::Error> {
    Ok(read(Value::deserialize(reader)?))
}

/// The field, or its default for anything that is not one.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    reader: D,
) -> Result<T, D::Error> {
    Ok(or_none(reader)?.unwrap_or_default())
}

/// A list without the entries that are not readable; empty for anything that is not a list.
pub(super) fn readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    reader: D,
) -> Result<Vec<T>, D::Error> {
    let Value::Array(entries) = Value::deserialize(reader)? else {
        return Ok(Vec::new());
    };
    Ok(entries.into_iter().filter_map(read).collect())
}

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_null() {
        return None;
    }
    let whole = whole(&value);
    serde_json::from_value(value)
        .ok()
        .or_else(|| serde_json::from_value(whole?).ok())
}

/// `10.0` as `10`.
fn whole(value: &Value) -> Option<Value> {
    let number = value
        .as_f64()
        .filter(|it| it.fract() == 0.0 && it.abs() < 9e15)?;
    // Whole, and small enough to be exact.
    Some(Value::from(number as i64))
}

#[cfg(test)]
mod tests {
    use crate::model::cost::Credits;
    use crate::model::delivery::DeliveryStatus;
    use crate::wire::dessert::{Accepted, DeliveryAnswer};

    #[test]
    fn a_delivery_with_unknown_words_and_nulls_is_read() {
        let answer: DeliveryAnswer = serde_json::from_str(
            r#"{"delivery_id":"rec1","status":"polishing","new_field":1,"ads":[
                {"ad_id":"a","index":1,"orientation":"panorama","headline":null,"static_url":null,"status":"odd"}]}"#,
        )
        .unwrap();
        assert_eq!(answer.status, DeliveryStatus::Other("polishing".into()));
        assert_eq!(
            answer
                .ads
                .first()
                .map(|ad| ad.orientation.as_str().to_owned())
                .as_deref(),
            Some("panorama")
        );
        let empty: DeliveryAnswer =
            serde_json::from_str(r#"{"delivery_id":"rec1","status":"queued","ads":null}"#).unwrap();
        assert!(empty.ads.is_empty());
    }

    #[test]
    fn an_acceptance_is_read_whatever_stands_beside_its_handle() {
        let answer: Accepted = serde_json::from_str(
            r#"{"delivery_id":"rec1","status":null,"credits_charged":10.0,"eta_seconds":180.5,
                "ad_count_expected":"two","format":7,"request_id":{},"status_url":[],
                "replayed_from_idempotency_key":null}"#,
        )
        .unwrap();
        assert_eq!(answer.delivery_id.as_str(), "rec1");
        assert_eq!(answer.status, DeliveryStatus::Queued);
        assert_eq!(answer.credits_charged, Some(Credits(10)));
        assert_eq!((answer.eta_seconds, answer.ad_count_expected), (None, None));
        assert!(answer.request_id.is_none() && !answer.replayed_from_idempotency_key);
        assert!(serde_json::from_str::<Accepted>(r#"{"status":"queued"}"#).is_err());
    }

    #[test]
    fn an_unreadable_ad_does_not_take_the_others_with_it() {
        let answer: DeliveryAnswer = serde_json::from_str(
            r#"{"delivery_id":"rec1","status":"completed","ad_count":null,"viewer_url":false,"ads":[
                {"ad_id":"a","index":1.0,"orientation":"square","headline":3},{"orientation":"square"},null]}"#,
        )
        .unwrap();
        assert_eq!((answer.ads.len(), answer.ad_count), (1, 0));
        assert_eq!(answer.ads.first().and_then(|ad| ad.index), Some(1));
        assert_eq!(answer.viewer_url, None);
    }
}
