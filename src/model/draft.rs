//! What was typed, before it is a brief: any text at all in any field. Checking it is the one gate to [`Brief`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::account::is_loopback;
use super::brief::{Brief, CopyAngle, Format, MAX_COUNT};
use super::ids::{BrandId, ProductId, StyleId};

/// The longest free text that we send. The services state no limit; this one is far above any real tone or look.
const MAX_TEXT: usize = 500;

/// A field of the brief, for naming it in the form, on the command line and in a JSON file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `count`
    Count,
    /// `format`
    Format,
    /// `brand_id`
    BrandId,
    /// `product_ids`
    ProductIds,
    /// `creative.copy_angle`
    CopyAngle,
    /// `creative.brand_tone`
    BrandTone,
    /// `creative.animation_prompts`
    AnimationPrompts,
    /// `creative.style_search`
    StyleSearch,
    /// `creative.featured_styles`
    FeaturedStyles,
    /// `in_situ`
    InSitu,
    /// `webhook_url`
    WebhookUrl,
    /// The brief as a whole, such as a file that is not JSON
    Whole,
}

impl Field {
    /// What the form calls it; sentences about the field begin with it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Count => "Concepts",
            Self::Format => "Format",
            Self::BrandId => "Brand",
            Self::ProductIds => "Products",
            Self::CopyAngle => "Copy angle",
            Self::BrandTone => "Tone",
            Self::AnimationPrompts => "Animation prompt",
            Self::StyleSearch => "Style search",
            Self::FeaturedStyles => "Featured styles",
            Self::InSitu => "Scene",
            Self::WebhookUrl => "Webhook URL",
            Self::Whole => "The brief",
        }
    }

    /// The field of that name in a request, with or without `creative.` in front.
    pub fn of_request(name: &str) -> Option<Self> {
        Some(match name.strip_prefix("creative.").unwrap_or(name) {
            "count" => Self::Count,
            "format" => Self::Format,
            "brand_id" => Self::BrandId,
            "product_ids" => Self::ProductIds,
            "copy_angle" => Self::CopyAngle,
            "brand_tone" => Self::BrandTone,
            "animation_prompts" => Self::AnimationPrompts,
            "style_search" => Self::StyleSearch,
            "featured_styles" => Self::FeaturedStyles,
            "in_situ" => Self::InSitu,
            "webhook_url" => Self::WebhookUrl,
            _ => return None,
        })
    }

    /// What the command line calls it.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Count => "--count",
            Self::Format => "--format",
            Self::BrandId => "--brand-id",
            Self::ProductIds => "--product-id",
            Self::CopyAngle => "--copy-angle",
            Self::BrandTone => "--brand-tone",
            Self::AnimationPrompts => "--animation-prompt",
            Self::StyleSearch => "--style-search",
            Self::FeaturedStyles => "--brief (featured_styles)",
            Self::InSitu => "--in-situ",
            Self::WebhookUrl => "--webhook-url",
            Self::Whole => "--brief",
        }
    }
}

/// One thing that is wrong with a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What, and the way out, as a sentence without the field's name in front.
    pub sentence: String,
}

impl Problem {
    /// A problem at a field.
    pub fn new(field: Field, sentence: impl Into<String>) -> Self {
        Self {
            field,
            sentence: sentence.into(),
        }
    }
}

/// The form as typed. Saved as it is, so that nothing typed is ever lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BriefDraft {
    /// Any text; must come to a whole number.
    pub count: String,
    /// Any text; `static` or `full`.
    pub format: String,
    /// Empty means the account's default.
    pub brand_id: String,
    /// Empty means all.
    pub product_ids: Vec<String>,
    /// Empty means rotate.
    pub copy_angle: String,
    /// Empty means the brand's own.
    pub brand_tone: String,
    /// Named categories.
    pub animation_prompts: Vec<String>,
    /// A look in words.
    pub style_search: String,
    /// Ids of pinned styles.
    pub featured_styles: Vec<String>,
    /// Lifestyle scene.
    pub in_situ: bool,
    /// Empty means none.
    pub webhook_url: String,
}

impl Default for BriefDraft {
    fn default() -> Self {
        Self {
            count: "3".into(),
            format: Format::Static.as_str().into(),
            brand_id: String::new(),
            product_ids: Vec::new(),
            copy_angle: String::new(),
            brand_tone: String::new(),
            animation_prompts: Vec::new(),
            style_search: String::new(),
            featured_styles: Vec::new(),
            in_situ: false,
            webhook_url: String::new(),
        }
    }
}

impl BriefDraft {
    /// Makes a brief of the draft, or names everything that is wrong with it at once.
    pub fn check(&self) -> Result<Brief, Vec<Problem>> {
        let mut problems = Vec::new();
        let count = keep(&mut problems, check_count(&self.count));
        let format = keep(&mut problems, check_format(&self.format));
        let copy_angle = keep(&mut problems, check_angle(&self.copy_angle)).flatten();
        let brand_tone = keep(
            &mut problems,
            check_text(Field::BrandTone, &self.brand_tone),
        )
        .flatten();
        let style_search = keep(
            &mut problems,
            check_text(Field::StyleSearch, &self.style_search),
        )
        .flatten();
        let prompts = keep(
            &mut problems,
            check_list(Field::AnimationPrompts, &self.animation_prompts),
        );
        let products = keep(
            &mut problems,
            check_list(Field::ProductIds, &self.product_ids),
        );
        let styles = keep(
            &mut problems,
            check_list(Field::FeaturedStyles, &self.featured_styles),
        );
        let webhook_url = keep(&mut problems, check_webhook(&self.webhook_url)).flatten();
        let brand_id = self.brand_id.trim();
        match (count, format, prompts, products, styles) {
            (Some(count), Some(format), Some(prompts), Some(products), Some(styles))
                if problems.is_empty() =>
            {
                Ok(Brief {
                    count,
                    format,
                    brand_id: (!brand_id.is_empty()).then(|| BrandId::new(brand_id)),
                    product_ids: products.into_iter().map(ProductId::new).collect(),
                    copy_angle,
                    brand_tone,
                    animation_prompts: prompts,
                    style_search,
                    featured_styles: styles.into_iter().map(StyleId::new).collect(),
                    in_situ: self.in_situ,
                    webhook_url,
                })
            }
            _ => Err(problems),
        }
    }

    /// Reads a request body of the contract (A.1), as `--brief FILE.json` gives it. Absent fields keep the contract's
    /// meaning, except that an absent `format` stays `static`: the dearer choice is never made silently.
    pub fn from_json(text: &str) -> Result<Self, Vec<Problem>> {
        let whole = |sentence: String| vec![Problem::new(Field::Whole, sentence)];
        let value: Value =
            serde_json::from_str(text).map_err(|error| whole(format!("is not JSON: {error}.")))?;
        let Value::Object(body) = value else {
            return Err(whole("must be a JSON object like {\"count\": 3}.".into()));
        };
        let mut draft = Self {
            count: "1".into(),
            ..Self::default()
        };
        let mut problems = Vec::new();
        for (name, value) in &body {
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                ("creative", Value::Object(creative)) => {
                    for (name, value) in creative {
                        draft.take(name, value, &mut problems);
                    }
                }
                _ => draft.take(name, value, &mut problems),
            }
        }
        if problems.is_empty() {
            Ok(draft)
        } else {
            Err(problems)
        }
    }

    fn take(&mut self, name: &str, value: &Value, problems: &mut Vec<Problem>) {
        let (field, slot) = match name {
            "count" => (Field::Count, Slot::Text(&mut self.count)),
            "format" => (Field::Format, Slot::Text(&mut self.format)),
            "brand_id" => (Field::BrandId, Slot::Text(&mut self.brand_id)),
            "copy_angle" => (Field::CopyAngle, Slot::Text(&mut self.copy_angle)),
            "brand_tone" => (Field::BrandTone, Slot::Text(&mut self.brand_tone)),
            "style_search" => (Field::StyleSearch, Slot::Text(&mut self.style_search)),
            "webhook_url" => (Field::WebhookUrl, Slot::Text(&mut self.webhook_url)),
            "product_ids" => (Field::ProductIds, Slot::List(&mut self.product_ids)),
            "animation_prompts" => (
                Field::AnimationPrompts,
                Slot::List(&mut self.animation_prompts),
            ),
            "featured_styles" => (Field::FeaturedStyles, Slot::List(&mut self.featured_styles)),
            "in_situ" => (Field::InSitu, Slot::Flag(&mut self.in_situ)),
            // A mistyped name would be ignored by the service and paid for: say so instead.
            other => {
                let sentence = format!("has a field “{other}” that the service does not know.");
                problems.push(Problem::new(Field::Whole, sentence));
                return;
            }
        };
        if let Err(wanted) = slot.fill(value) {
            problems.push(Problem::new(
                field,
                format!("must be {wanted}, not {value}."),
            ));
        }
    }
}

enum Slot<'a> {
    Text(&'a mut String),
    List(&'a mut Vec<String>),
    Flag(&'a mut bool),
}

impl Slot<'_> {
    /// Puts the value in, or says what kind was wanted.
    fn fill(self, value: &Value) -> Result<(), &'static str> {
        match (self, value) {
            (_, Value::Null) => {}
            (Self::Text(slot), Value::String(text)) => slot.clone_from(text),
            (Self::Text(slot), Value::Number(number)) => *slot = number.to_string(),
            (Self::Text(_), _) => return Err("a text or a number"),
            (Self::List(slot), Value::Array(items)) => {
                let texts: Option<Vec<String>> = items
                    .iter()
                    .map(|item| item.as_str().map(str::to_owned))
                    .collect();
                *slot = texts.ok_or("a list of texts")?;
            }
            (Self::List(_), _) => return Err("a list of texts"),
            (Self::Flag(slot), Value::Bool(flag)) => *slot = *flag,
            (Self::Flag(_), _) => return Err("true or false"),
        }
        Ok(())
    }
}

fn keep<T>(problems: &mut Vec<Problem>, checked: Result<T, Problem>) -> Option<T> {
    checked.map_err(|problem| problems.push(problem)).ok()
}

fn check_count(text: &str) -> Result<u32, Problem> {
    let text = text.trim();
    let problem = |sentence: String| Problem::new(Field::Count, sentence);
    if text.is_empty() {
        return Err(problem(format!(
            "is empty. Enter a whole number from 1 to {MAX_COUNT}."
        )));
    }
    match text.parse::<i128>() {
        Ok(count) if count < 1 => Err(problem(format!("is {text}. Ask for at least 1 concept."))),
        Ok(count) => match u32::try_from(count) {
            Ok(count) if count <= MAX_COUNT => Ok(count),
            _ => Err(problem(format!(
                "is {text}. One brief makes at most {MAX_COUNT}; send several for more."
            ))),
        },
        Err(_) => Err(problem(format!(
            "is “{text}”. Enter a whole number from 1 to {MAX_COUNT}."
        ))),
    }
}

fn check_format(text: &str) -> Result<Format, Problem> {
    Format::parse(text.trim()).ok_or_else(|| {
        Problem::new(
            Field::Format,
            format!("is “{text}”. Choose “static” (stills) or “full” (stills and films)."),
        )
    })
}

fn check_angle(text: &str) -> Result<Option<CopyAngle>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    CopyAngle::parse(text).map(Some).ok_or_else(|| {
        let known: Vec<&str> = CopyAngle::ALL.into_iter().map(CopyAngle::as_str).collect();
        Problem::new(
            Field::CopyAngle,
            format!("is “{text}”. Choose one of: {}.", known.join(", ")),
        )
    })
}

fn check_text(field: Field, text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT {
        return Err(Problem::new(
            field,
            format!("is too long. Keep it under {MAX_TEXT} characters."),
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn check_list(field: Field, items: &[String]) -> Result<Vec<String>, Problem> {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        match check_text(field, item)? {
            None => {
                return Err(Problem::new(
                    field,
                    "is empty. Give it a name or leave it out.",
                ));
            }
            Some(text) if kept.contains(&text) => {}
            Some(text) => kept.push(text),
        }
    }
    Ok(kept)
}

fn check_webhook(text: &str) -> Result<Option<Url>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let problem = |sentence: String| Problem::new(Field::WebhookUrl, sentence);
    let url = Url::parse(text).map_err(|_| {
        problem(format!(
            "is “{text}”, which is not a URL. Enter one like https://example.com/hook."
        ))
    })?;
    match url.scheme() {
        "https" => Ok(Some(url)),
        // Loopback is for trying a receiver on this very machine, against the studio.
        "http" if is_loopback(&url) => Ok(Some(url)),
        _ => Err(problem(
            "must begin with https://; the service calls no other address.".into(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_problem(change: impl FnOnce(&mut BriefDraft)) -> Option<Problem> {
        let mut draft = BriefDraft::default();
        change(&mut draft);
        draft
            .check()
            .err()
            .and_then(|problems| problems.into_iter().next())
    }

    #[test]
    fn a_bad_count_is_named_with_its_way_out() {
        for (text, says) in [
            ("", "is empty"),
            ("0", "at least 1"),
            ("-1", "at least 1"),
            ("2.5", "whole number"),
            ("three", "whole number"),
            ("1000000000000", "at most 500"),
            (
                "999999999999999999999999999999999999999999999",
                "whole number",
            ),
        ] {
            let problem = first_problem(|draft| draft.count = text.into()).unwrap();
            assert_eq!(problem.field, Field::Count);
            assert!(
                problem.sentence.contains(says),
                "{text}: {}",
                problem.sentence
            );
        }
        assert!(first_problem(|draft| draft.count = " 7 ".into()).is_none());
    }

    #[test]
    fn every_bad_field_is_reported_at_once() {
        let draft = BriefDraft {
            count: "0".into(),
            format: "video".into(),
            copy_angle: "shouting".into(),
            animation_prompts: vec![" ".into()],
            webhook_url: "http://hooks.example.test/x".into(),
            ..BriefDraft::default()
        };
        let fields: Vec<Field> = draft
            .check()
            .unwrap_err()
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        let wanted = [
            Field::Count,
            Field::Format,
            Field::CopyAngle,
            Field::AnimationPrompts,
            Field::WebhookUrl,
        ];
        assert_eq!(fields, wanted);
    }

    #[test]
    fn a_json_brief_is_read_field_by_field() {
        let draft = BriefDraft::from_json(
            r#"{"count":2,"format":"static","creative":{"copy_angle":"ritual","animation_prompts":["Serum Droplets"]},"in_situ":true}"#,
        )
        .unwrap();
        let brief = draft.check().unwrap();
        assert_eq!(
            (brief.count, brief.copy_angle, brief.in_situ),
            (2, Some(CopyAngle::Ritual), true)
        );
        assert_eq!(brief.animation_prompts, ["Serum Droplets"]);
        assert!(
            BriefDraft::from_json(r#"{"count":2.5}"#)
                .unwrap()
                .check()
                .is_err()
        );
        assert!(BriefDraft::from_json(r#"{"cuont":2}"#).is_err());
        assert!(BriefDraft::from_json(r#"{"product_ids":"one"}"#).is_err());
        assert!(BriefDraft::from_json("[]").is_err());
    }
}
