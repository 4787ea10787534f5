//! Reads the answer of `GET /v1/usage` (A.6), whose fields are published nowhere: under several plausible names each,
//! one entry at a time, so that an odd one loses nothing beside it.
//!
//! The studio's own way of writing it is [`super::dessert::UsageAnswer`]; what is read here must never bind it.

use std::collections::HashMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::base::clock::Timestamp;
use crate::base::hex::hex;
use crate::model::cost::Credits;
use crate::model::ids::{DeliveryId, IdempotencyKey, RequestId};
use crate::model::usage::{UsageEntry, UsageKind};

/// Names that the list may have.
const LISTS: [&str; 8] = [
    "transactions",
    "usage",
    "entries",
    "data",
    "items",
    "results",
    "records",
    "history",
];
/// What the ids begin with that are made here.
const MADE: &str = "made-";
const IDS: [&str; 5] = ["transaction_id", "id", "entry_id", "usage_id", "uuid"];
const KINDS: [&str; 7] = [
    "type",
    "kind",
    "transaction_type",
    "event",
    "action",
    "reason",
    "description",
];
const AMOUNTS: [&str; 9] = [
    "credits",
    "amount",
    "credits_delta",
    "credits_charged",
    "amount_credits",
    "delta",
    "change",
    "credit_amount",
    "value",
];
const BALANCES: [&str; 5] = [
    "credits_balance_after",
    "balance_after",
    "balance",
    "credits_balance",
    "running_balance",
];
const DELIVERIES: [&str; 4] = ["delivery_id", "delivery", "reference_id", "reference"];
const REQUESTS: [&str; 3] = ["request_id", "request", "trace_id"];
const KEYS: [&str; 2] = ["idempotency_key", "key"];
const TIMES: [&str; 8] = [
    "created_at",
    "timestamp",
    "at",
    "time",
    "date",
    "occurred_at",
    "createdAt",
    "created",
];
/// Where ids may lie one level deeper.
const INSIDE: [&str; 4] = ["metadata", "meta", "details", "context"];

/// Every entry that the answer holds, in its order. Never fails: what cannot be read is left out, and what is no list
/// of entries is none.
pub fn read(answer: &Value) -> Vec<UsageEntry> {
    let mut entries: Vec<UsageEntry> = list(answer).iter().filter_map(entry).collect();
    // Entries without an id that say the very same are told apart by how many of them there were before, counted from
    // the oldest: newer ones come in front. One that comes twice under an id of the service's is one.
    let mut seen: HashMap<String, u32> = HashMap::new();
    entries.reverse();
    entries.retain_mut(|entry| {
        let times = seen.entry(entry.id.clone()).or_default();
        *times += 1;
        if *times > 1 && entry.id.starts_with(MADE) {
            entry.id = format!("{}-{times}", entry.id);
            return true;
        }
        *times == 1
    });
    entries.reverse();
    entries
}

/// One entry as it was kept: the text that the service wrote, read by what is known today.
pub fn kept(id: String, raw: &str) -> Option<UsageEntry> {
    let value = serde_json::from_str(raw).ok()?;
    Some(UsageEntry {
        id,
        ..entry(&value)?
    })
}

/// The list of entries: the answer itself, under one of the names, or one level deeper.
fn list(answer: &Value) -> &[Value] {
    let found = match answer {
        Value::Array(rows) => Some(rows),
        Value::Object(fields) => LISTS.iter().find_map(|name| match fields.get(*name) {
            Some(Value::Array(rows)) => Some(rows),
            Some(Value::Object(inner)) => LISTS
                .iter()
                .find_map(|name| inner.get(*name).and_then(Value::as_array)),
            _ => None,
        }),
        _ => None,
    };
    found.map_or(&[], Vec::as_slice)
}

/// `None` for what says neither an amount, nor a time, nor what it belongs to.
fn entry(value: &Value) -> Option<UsageEntry> {
    let fields = value.as_object()?;
    let word = text(fields, &KINDS).unwrap_or_default();
    let amount = number(fields, &AMOUNTS).map(Credits);
    let kind = UsageKind::of(&word, amount);
    let credits = amount.map(|amount| kind.signed(amount));
    let delivery = within(fields, &DELIVERIES).map(DeliveryId::new);
    let request = within(fields, &REQUESTS).map(RequestId::new);
    let key = within(fields, &KEYS).map(IdempotencyKey::new);
    let at = TIMES.iter().find_map(|name| time(fields.get(*name)?));
    let says_nothing = credits.is_none() && at.is_none() && delivery.is_none();
    if says_nothing && request.is_none() && key.is_none() {
        return None;
    }
    let raw = value.to_string();
    let balance_after = number(fields, &BALANCES).map(Credits);
    Some(UsageEntry {
        id: text(fields, &IDS).unwrap_or_else(|| {
            // What a service may add to an entry later is left out, where enough is said without it.
            let said = match at {
                Some(at) => format!(
                    "{word}|{credits:?}|{balance_after:?}|{delivery:?}|{request:?}|{key:?}|{at}"
                ),
                None => raw.clone(),
            };
            let hash = hex(&Sha256::digest(said.as_bytes()));
            format!("{MADE}{}", hash.get(..24).unwrap_or_default())
        }),
        kind,
        word,
        credits,
        balance_after,
        delivery,
        request,
        key,
        at,
        raw,
    })
}

/// The first of these fields that is a text or a number.
fn text(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match fields.get(*name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// As [`text`], also one level deeper.
fn within(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let deeper = || {
        let inner = INSIDE.iter().filter_map(|name| fields.get(*name));
        inner
            .filter_map(Value::as_object)
            .find_map(|inner| text(inner, names))
    };
    text(fields, names).or_else(deeper)
}

/// The first of these fields that is a whole number, be it written as a text.
fn number(fields: &Map<String, Value>, names: &[&str]) -> Option<i64> {
    names.iter().find_map(|name| {
        let number = match fields.get(*name)? {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => text.trim().replace(',', "").parse::<f64>().ok()?,
            _ => return None,
        };
        // Whole, and small enough to be exact.
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

/// ISO 8601, or seconds or milliseconds since 1970.
fn time(value: &Value) -> Option<Timestamp> {
    /// Milliseconds since 1970 were more than this in 1973, seconds will be in 5138.
    const MILLIS_FROM: i64 = 100_000_000_000;
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => {
            let number = number.as_f64().filter(|it| it.abs() < 9e15)? as i64;
            if number.abs() >= MILLIS_FROM {
                Timestamp::from_millisecond(number).ok()
            } else {
                Timestamp::from_second(number).ok()
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dessert::{Transaction, UsageAnswer};
    use serde_json::json;

    type Told = (UsageKind, Option<i64>, Option<String>, Option<i64>);

    fn told(answer: &Value) -> Vec<Told> {
        read(answer)
            .into_iter()
            .map(|it| {
                (
                    it.kind,
                    it.credits.map(|credits| credits.0),
                    it.delivery.map(|id| id.to_string()),
                    it.at.map(|at| at.as_second()),
                )
            })
            .collect()
    }

    #[test]
    fn the_same_two_entries_are_read_in_whatever_words_they_come() {
        let wanted = [
            (
                UsageKind::Refund,
                Some(15),
                Some("rec1".to_owned()),
                Some(1_770_110_160),
            ),
            (
                UsageKind::Charge,
                Some(-15),
                Some("rec1".to_owned()),
                Some(1_770_110_100),
            ),
        ];
        let (late, early) = ("2026-02-03T09:16:00.000Z", "2026-02-03T09:15:00.000Z");
        for answer in [
            json!({"transactions": [
                {"transaction_id": "t2", "type": "Refund", "credits": 15, "delivery_id": "rec1", "created_at": late},
                {"transaction_id": "t1", "type": "Debit", "credits": -15, "delivery_id": "rec1", "created_at": early}]}),
            // Without signs and ids, seconds and milliseconds, one level deeper.
            json!({"page": 1, "data": [
                {"kind": "REFUND", "amount": 15, "metadata": {"delivery_id": "rec1"}, "timestamp": 1_770_110_160},
                {"kind": "DEBIT", "amount": "15", "metadata": {"delivery_id": "rec1"}, "timestamp": 1_770_110_100_000_i64}]}),
            json!({"data": {"items": [
                {"id": 2, "reason": "refund", "delta": 15.0, "reference": "rec1", "at": late},
                {"id": 1, "reason": "ads/generate", "delta": -15.0, "reference": "rec1", "at": early}]}}),
            // Odd ones lose nothing beside them.
            json!([null, "entry", {"type": 7}, {},
                {"type": "refund", "credits": 15, "delivery_id": "rec1", "created_at": late, "note": [null]},
                7, {"type": null, "credits": -15, "delivery_id": "rec1", "created_at": early}]),
        ] {
            assert_eq!(told(&answer), wanted, "{answer}");
        }
        for nothing in [
            json!(null),
            json!("none"),
            json!({}),
            json!({"usage": 7}),
            json!({"message": "Nothing here."}),
        ] {
            assert!(read(&nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn an_entry_without_an_id_has_the_same_in_every_answer_and_no_other_has_it() {
        let old = json!({"kind": "debit", "amount": 15, "timestamp": 1_770_110_100});
        let twin = json!({"kind": "debit", "amount": 15, "timestamp": 1_770_110_100, "note": "later said"});
        let other = json!({"kind": "debit", "amount": 20, "timestamp": 1_770_110_100});
        let timeless = json!({"kind": "debit", "amount": 15});
        let ids = |rows: &[&Value]| -> Vec<String> {
            let mut ids: Vec<_> = read(&json!(rows)).into_iter().map(|it| it.id).collect();
            ids.reverse();
            ids
        };
        let first = ids(&[&other, &old]);
        let later = ids(&[&timeless, &twin, &other, &old]);
        assert_eq!(later[..2], first[..]);
        let mut distinct = later.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 4, "{later:?}");
        let entry = &read(&json!([old]))[0];
        assert_eq!(kept(entry.id.clone(), &entry.raw).as_ref(), Some(entry));
    }

    /// The studio writes what it documents, whatever can be read.
    #[test]
    fn what_the_studio_writes_keeps_its_shape_and_is_read_whole() {
        let answer = UsageAnswer {
            transactions: vec![Transaction {
                transaction_id: "7".into(),
                kind: "Refund".into(),
                credits: Credits(20),
                credits_balance_after: Credits(1_230),
                delivery_id: Some(DeliveryId::new("rec1")),
                created_at: Some("2026-02-03T09:15:00.000Z".into()),
            }],
        };
        let written = serde_json::to_value(&answer).unwrap();
        assert_eq!(
            written,
            json!({"transactions": [{"transaction_id": "7", "type": "Refund", "credits": 20,
                "credits_balance_after": 1230, "delivery_id": "rec1", "created_at": "2026-02-03T09:15:00.000Z"}]})
        );
        let read = read(&written);
        assert_eq!(read.len(), 1);
        assert_eq!(
            (read[0].id.as_str(), read[0].kind, read[0].balance_after),
            ("7", UsageKind::Refund, Some(Credits(1_230)))
        );
    }
}
