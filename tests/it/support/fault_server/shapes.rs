//! Answers that can be read and are not what one would expect: pure changes of what a healthy service says.

use serde_json::Value;

/// What is done to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Every list is in another order.
    Shuffled,
    /// Every entry of every list comes twice.
    Doubled,
    /// Every second entry of every list is missing.
    Halved,
    /// Every status is a word that nobody knows.
    UnknownWords,
    /// Where text belongs there is null.
    Nulls,
    /// Headlines, names and messages are of a megabyte.
    Huge,
    /// Lists hold entries that are none.
    Strangers,
}

impl Shape {
    pub const ALL: [Self; 7] = [
        Self::Shuffled,
        Self::Doubled,
        Self::Halved,
        Self::UnknownWords,
        Self::Nulls,
        Self::Huge,
        Self::Strangers,
    ];

    /// The answer in this shape.
    pub fn of(self, said: Value) -> Value {
        match said {
            Value::Array(entries) => {
                let entries = entries.into_iter().map(|entry| self.of(entry)).collect();
                Value::Array(self.list(entries))
            }
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, value)| {
                    let value = self.field(&name, self.of(value));
                    (name, value)
                })
                .collect(),
            plain => plain,
        }
    }

    fn list(self, entries: Vec<Value>) -> Vec<Value> {
        match self {
            // The last comes first, and the two rows of a concept do not stand together.
            Self::Shuffled => {
                let halves = |parity| {
                    let of_half = move |(at, _): &(usize, Value)| at % 2 == parity;
                    entries.clone().into_iter().enumerate().filter(of_half)
                };
                halves(1).chain(halves(0)).map(|(_, it)| it).collect()
            }
            Self::Doubled => entries.iter().chain(&entries).cloned().collect(),
            Self::Halved => entries.into_iter().step_by(2).collect(),
            Self::Strangers => [Value::Null, 7.into(), "ad".into(), Value::Array(Vec::new())]
                .into_iter()
                .chain(entries)
                .collect(),
            Self::UnknownWords | Self::Nulls | Self::Huge => entries,
        }
    }

    fn field(self, name: &str, value: Value) -> Value {
        let is_text = value.is_string();
        match self {
            Self::UnknownWords if is_text && name.ends_with("status") => "polishing".into(),
            Self::Nulls if is_text => Value::Null,
            Self::Huge
                if is_text && ["headline", "name", "style_name", "message"].contains(&name) =>
            {
                "Slow mornings, softer skin. "
                    .repeat(1024 * 1024 / 28 + 1)
                    .into()
            }
            _ => value,
        }
    }
}

#[test]
fn a_shape_changes_what_it_says_it_does_and_nothing_else() {
    let said = serde_json::json!({ "status": "queued", "count": 2, "ads": [{ "headline": "A" }, { "headline": "B" }] });
    let headlines = |shape: Shape| {
        let shaped = shape.of(said.clone());
        assert_eq!(shaped["count"], 2);
        let ads = shaped["ads"].as_array().unwrap().clone();
        let words = ads
            .iter()
            .map(|ad| ad["headline"].as_str().map_or(0, str::len));
        (
            shaped["status"].as_str().map(str::to_owned),
            words.collect::<Vec<_>>(),
        )
    };
    let queued = Some("queued".to_owned());
    assert_eq!(headlines(Shape::Shuffled), (queued.clone(), vec![1, 1]));
    assert_eq!(Shape::Shuffled.of(said.clone())["ads"][0]["headline"], "B");
    assert_eq!(headlines(Shape::Doubled), (queued.clone(), vec![1; 4]));
    assert_eq!(headlines(Shape::Halved), (queued.clone(), vec![1]));
    assert_eq!(
        headlines(Shape::UnknownWords),
        (Some("polishing".into()), vec![1, 1])
    );
    assert_eq!(headlines(Shape::Nulls), (None, vec![0, 0]));
    assert_eq!(
        headlines(Shape::Strangers),
        (queued.clone(), vec![0, 0, 0, 0, 1, 1])
    );
    let (_, huge) = headlines(Shape::Huge);
    assert!(huge.iter().all(|length| *length >= 1024 * 1024), "{huge:?}");
}
