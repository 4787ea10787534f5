//! From the bytes of a request body to a checked order, with one refusal that names the field and the way out.
//!
//! Unknown fields are ignored and `null` means absent, as a real service would have it; an absent `format` means
//! `full`. What the studio cannot do is refused rather than quietly left out.

use serde_json::{Map, Value};
use url::Url;

use crate::model::account::is_loopback;
use crate::model::brief::{CopyAngle, Format, MAX_COUNT};
use crate::model::ids::{BrandId, ProductId, StyleId};
use crate::wire::dessert::{BrandStatus, ErrorCode};

use super::brand::{BrandKit, Brands};
use super::catalogue::Catalogue;
use super::described::Described;
use super::order::Order;
use super::refusal::Refusal;

/// No text of a brief needs more characters.
const MAX_TEXT: usize = 500;

/// No list of a brief needs more entries.
const MAX_LIST: usize = 100;

/// What the studio has to fill an order from.
#[derive(Clone, Copy, Debug)]
pub struct Stock<'a> {
    /// Its brands.
    pub brands: &'a Brands,
    /// Its styles.
    pub catalogue: &'a Catalogue,
}

/// Reads a body and looks everything up.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn order(body: &[u8], stock: Stock<'_>) -> Result<Order, Refusal> {
    let body = object(body)?;
    let top = Fields {
        map: &body,
        within: "",
    };
    let count = count(top.get("count"))?;
    let format = format(&top)?;
    let brand = brand(top.text("brand_id")?, stock.brands)?;
    let product_ids = products(top.list("product_ids")?, brand)?;
    let creative = match top.get("creative") {
        None => &Map::new(),
        Some(Value::Object(map)) => map,
        Some(other) => return Err(wrong_kind("creative", "an object", other)),
    };
    let creative = Fields {
        map: creative,
        within: "creative.",
    };
    let copy_angle = creative
        .text("copy_angle")?
        .map(|text| angle(&text))
        .transpose()?;
    let tone = creative
        .text("brand_tone")?
        .unwrap_or_else(|| brand.tone.clone());
    let looks = looks(&creative, stock.catalogue, &brand.palette)?;
    let in_situ = top.flag("in_situ")?;
    let webhook_url = top
        .text("webhook_url")?
        .map(|text| webhook(&text))
        .transpose()?;
    Ok(Order {
        count,
        format,
        brand_id: brand.brand_id.clone(),
        product_ids,
        style_ids: looks.style_ids,
        keep_style_order: looks.keep_order,
        look_note: looks.note,
        copy_angle,
        tone,
        in_situ,
        webhook_url,
    })
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let refuse = |message: String| Refusal::new(ErrorCode::InvalidJson, message);
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse(
            "The body is empty; send a JSON object such as {\"count\": 3, \"format\": \"static\"}."
                .into(),
        ));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        refuse(format!(
            "The body is not UTF-8 text (at byte {}).",
            error.valid_up_to()
        ))
    })?;
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(other) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            format!("The body must be a JSON object, not {}.", kind(&other)),
        )),
        Err(error) => Err(refuse(format!("The body is not JSON: {error}."))),
    }
}

/// The fields of one object, read one by one.
struct Fields<'a> {
    map: &'a Map<String, Value>,
    within: &'static str,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.within)
    }

    /// A text without the white space around it; an empty one counts as absent.
    fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => {
                check_length(&self.name(name), text)?;
                Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
            }
            Some(other) => Err(wrong_kind(&self.name(name), "a string", other)),
        }
    }

    fn list(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let field = self.name(name);
        let items = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(other) => return Err(wrong_kind(&field, "an array of strings", other)),
        };
        if items.len() > MAX_LIST {
            return Err(Refusal::field(
                &field,
                format!("has {} entries; at most {MAX_LIST} are taken.", items.len()),
            ));
        }
        let mut texts: Vec<String> = Vec::new();
        for item in items {
            let Value::String(text) = item else {
                return Err(wrong_kind(&field, "an array of strings", item));
            };
            check_length(&field, text)?;
            let text = text.trim();
            if text.is_empty() {
                return Err(Refusal::field(
                    &field,
                    "has an empty entry; name it or leave it out.",
                ));
            }
            if !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
        Ok(texts)
    }

    fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(wrong_kind(&self.name(name), "true or false", other)),
        }
    }
}

fn check_length(field: &str, text: &str) -> Result<(), Refusal> {
    if text.chars().count() > MAX_TEXT {
        return Err(Refusal::field(
            field,
            format!("is longer than {MAX_TEXT} characters."),
        ));
    }
    Ok(())
}

fn wrong_kind(field: &str, wanted: &str, found: &Value) -> Refusal {
    Refusal::field(field, format!("must be {wanted}, not {}.", kind(found)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn count(value: Option<&Value>) -> Result<u32, Refusal> {
    let refuse = |found: String| {
        let message = format!("count must be a whole number from 1 to {MAX_COUNT}, not {found}.");
        Err(Refusal::new(ErrorCode::InvalidCount, message))
    };
    match value {
        None => Ok(1),
        Some(Value::Number(number)) => {
            // `3.0` is the same number as `3` in JSON, and some languages write it so.
            let whole = number.as_u64().or_else(|| {
                number
                    .as_f64()
                    .filter(|n| n.fract() == 0.0 && (1.0..1e6).contains(n))
                    .map(|n| n as u64)
            });
            match whole.and_then(|n| u32::try_from(n).ok()) {
                Some(count) if (1..=MAX_COUNT).contains(&count) => Ok(count),
                _ => refuse(number.to_string()),
            }
        }
        Some(other) => refuse(kind(other).to_owned()),
    }
}

fn format(top: &Fields<'_>) -> Result<Format, Refusal> {
    let refuse = |message: String| Err(Refusal::new(ErrorCode::InvalidFormat, message));
    match top.get("format") {
        None => Ok(Format::Full),
        Some(Value::String(word)) => match Format::parse(word) {
            Some(format) => Ok(format),
            None => refuse(format!(
                "format must be \"full\" or \"static\", not {}.",
                quoted(word)
            )),
        },
        Some(other) => refuse(format!(
            "format must be \"full\" or \"static\", not {}.",
            kind(other)
        )),
    }
}

fn brand(id: Option<String>, brands: &Brands) -> Result<&BrandKit, Refusal> {
    let brand = match id {
        Some(id) => brands.by_id(&BrandId::new(id.as_str())).ok_or_else(|| {
            Refusal::new(
                ErrorCode::BrandNotFound,
                format!("There is no brand {} on this account.", quoted(&id)),
            )
        })?,
        None => brands.all().first().ok_or_else(|| {
            Refusal::new(
                ErrorCode::NoBrandSelected,
                "This account has no brand yet, and brand_id is absent.",
            )
        })?,
    };
    match &brand.status {
        BrandStatus::Active if brand.products.is_empty() => Err(Refusal::field(
            "brand_id",
            format!("names {}, which has no active product.", brand.name),
        )),
        BrandStatus::Active => Ok(brand),
        BrandStatus::Suspended => Err(Refusal::new(
            ErrorCode::AccountSuspended,
            format!("{} is suspended.", brand.name),
        )),
        BrandStatus::PendingOnboarding | BrandStatus::Other(_) => Err(Refusal::new(
            ErrorCode::BrandOnboardingInProgress,
            format!(
                "{} is not ready yet: it needs a product with a name, a category, a benefit and a picture. Watch GET /v1/brands.",
                brand.name
            ),
        )),
    }
}

fn products(ids: Vec<String>, brand: &BrandKit) -> Result<Vec<ProductId>, Refusal> {
    if ids.is_empty() {
        return Ok(brand
            .products
            .iter()
            .map(|product| product.product_id.clone())
            .collect());
    }
    let known = || {
        brand
            .products
            .iter()
            .map(|product| product.product_id.as_str())
    };
    ids.into_iter()
        .map(|id| match brand.product(&ProductId::new(id.as_str())) {
            Some(product) => Ok(product.product_id.clone()),
            None => Err(unknown("product_ids", &id, known())),
        })
        .collect()
}

fn angle(text: &str) -> Result<CopyAngle, Refusal> {
    CopyAngle::parse(text).ok_or_else(|| {
        unknown(
            "creative.copy_angle",
            text,
            CopyAngle::ALL.into_iter().map(CopyAngle::as_str),
        )
    })
}

/// How the ads of an order are to look.
struct Looks {
    style_ids: Vec<StyleId>,
    /// Whether their order is the person's.
    keep_order: bool,
    /// What could not be taken as it was meant.
    note: Option<String>,
}

/// The styles of an order. Pinned ones lead; then those of `animation_prompts` or, only without them, of
/// `style_search`; with nothing said, every style.
fn looks(
    creative: &Fields<'_>,
    catalogue: &Catalogue,
    palette: &[String],
) -> Result<Looks, Refusal> {
    let mut chosen: Vec<StyleId> = Vec::new();
    let mut note = None;
    let pinned = creative.list("featured_styles")?;
    for id in &pinned {
        let style = StyleId::new(id.as_str());
        if !catalogue.has(&style) {
            let message = format!(
                "names no known style: {}. GET /v1/styles/search gives their ids.",
                quoted(id)
            );
            return Err(Refusal::field("creative.featured_styles", message));
        }
        chosen.push(style);
    }
    let prompts = creative.list("animation_prompts")?;
    let search = creative.text("style_search")?;
    for prompt in &prompts {
        let known = catalogue.prompts();
        if !known.contains(prompt.as_str()) {
            return Err(unknown(
                "creative.animation_prompts",
                prompt,
                known.into_iter(),
            ));
        }
        chosen.extend(catalogue.of_prompt(prompt).map(|look| look.id.clone()));
    }
    if let Some(words) = search.filter(|_| prompts.is_empty()) {
        let described = Described::of(&words, catalogue, palette);
        chosen.extend(described.styles);
        note = described.note;
    }
    if chosen.is_empty() {
        chosen.extend(catalogue.looks().iter().map(|look| look.id.clone()));
    }
    let mut once: Vec<StyleId> = Vec::new();
    for id in chosen {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    Ok(Looks {
        style_ids: once,
        keep_order: !pinned.is_empty(),
        note,
    })
}

fn webhook(text: &str) -> Result<Url, Refusal> {
    let refuse = |sentence: &str| Err(Refusal::field("webhook_url", sentence));
    let Ok(url) = Url::parse(text) else {
        return refuse("is not a URL.");
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return refuse("must begin with https:// (http:// only to this computer).");
    }
    Ok(url)
}

fn unknown<'a>(field: &str, found: &str, known: impl Iterator<Item = &'a str>) -> Refusal {
    let known: Vec<&str> = known.collect();
    Refusal::field(
        field,
        format!(
            "does not know {}. Known: {}.",
            quoted(found),
            known.join(", ")
        ),
    )
}

/// Foreign text in a message, cut to a length that a log bears.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    format!("{cut:?}")
}
