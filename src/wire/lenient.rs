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
