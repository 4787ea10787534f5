//! Fields that are read as far as they can be: whatever is unreadable counts as absent.
//!
//! An answer that carries the handle on paid work must not be lost for a field beside it.

use serde::de::{DeserializeOwned, Error};
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

/// The field as text, be it a text or a number; an error for anything else and for nothing.
pub(super) fn text<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    reader: D,
) -> Result<T, D::Error> {
    let text = match Value::deserialize(reader)? {
        Value::String(text) if !text.trim().is_empty() => text,
        Value::Number(number) => number.to_string(),
        _ => return Err(D::Error::custom("neither a text nor a number")),
    };
    serde_json::from_value(Value::String(text)).map_err(D::Error::custom)
}

/// The field, or an error for anything that is not one.
pub(super) fn needed<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    reader: D,
) -> Result<T, D::Error> {
    or_none(reader)?.ok_or_else(|| D::Error::custom("not readable"))
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
    use crate::wire::dessert::{
        Accepted, BalanceAnswer, BrandStatus, BrandsAnswer, DeliveryAnswer, StylesAnswer,
        UsageAnswer,
    };

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
        for no_handle in [r#"{"status":"queued"}"#, r#"{"delivery_id":""}"#] {
            assert!(serde_json::from_str::<Accepted>(no_handle).is_err());
        }
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

    #[test]
    fn a_status_that_is_not_there_is_none_and_an_odd_row_is_an_ad_all_the_same() {
        for odd in [
            r#"{"delivery_id":"rec1","status":null,"ads":[{"ad_id":7,"orientation":null,"static_url":"u"}]}"#,
            r#"{"delivery_id":"rec1","ads":[{"ad_id":"7","static_url":"u"}]}"#,
        ] {
            let answer: DeliveryAnswer = serde_json::from_str(odd).unwrap();
            assert_eq!(answer.status, DeliveryStatus::Other(String::new()));
            let ad = answer.ads.first().unwrap();
            assert_eq!(
                (ad.ad_id.as_str(), ad.orientation.as_str()),
                ("7", "unknown")
            );
        }
    }

    #[test]
    fn one_odd_entry_never_loses_what_stands_beside_it() {
        let brands: BrandsAnswer = serde_json::from_str(
            r#"{"brands":[{"brand_id":"b1","name":null,"status":"Active","product_count":"many"},null,{"name":"none"},
                {"brand_id":2,"status":null,"onboarding_status":{},"products":[1,{"product_id":"p","name":"P"}]}]}"#,
        )
        .unwrap();
        let told: Vec<_> = brands
            .brands
            .iter()
            .map(|it| (it.brand_id.as_str(), it.status.clone(), it.products.len()))
            .collect();
        let unknown = BrandStatus::Other(String::new());
        assert_eq!(told, [("b1", BrandStatus::Active, 0), ("2", unknown, 1)]);

        let balance: BalanceAnswer = serde_json::from_str(
            r#"{"credits_balance":1250.0,"credits_lifetime_purchased":null,"auto_recharge_enabled":true,
                "auto_recharge_threshold":null,"pricing":{"credit_usd":"cheap","static_ad_credits":6.0}}"#,
        )
        .unwrap();
        assert_eq!(balance.credits_balance, Credits(1250));
        let recharge = (
            balance.auto_recharge_threshold,
            balance.auto_recharge_amount_usd,
        );
        assert_eq!(recharge, (Credits(20), 25.0));
        let prices = (
            balance.pricing.static_ad_credits,
            balance.pricing.full_ad_credits,
        );
        assert_eq!(prices, (6, 15));
        // No balance is better than a wrong one.
        assert!(serde_json::from_str::<BalanceAnswer>(r#"{"credits_balance":null}"#).is_err());

        let usage: UsageAnswer = serde_json::from_str(
            r#"{"transactions":[7,{"transaction_id":"t","type":null,"credits":-15,"delivery_id":null}]}"#,
        )
        .unwrap();
        assert_eq!(usage.transactions.len(), 1);

        let styles: StylesAnswer = serde_json::from_str(
            r#"{"query":null,"results":[{"style_id":null},{"style_id":"s","style_name":null,"similarity":null}]}"#,
        )
        .unwrap();
        assert_eq!(styles.results.len(), 1);
    }
}
