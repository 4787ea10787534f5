//! `POST /v1/ads/generate` (contract A.1).
//!
//! What the contract leaves open: only a 202 is kept under its idempotency key, since a refusal has charged nothing
//! and may be put right; the same key with another body is refused and charges nothing; a replay's `status_url` is
//! written anew, because the studio's port changes between runs.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::model::brief::Format;
use crate::model::cost::{Credits, Pricing};
use crate::model::delivery::DeliveryStatus;
use crate::model::ids::{DeliveryId, RequestId};
use crate::wire::dessert::{Accepted, ErrorCode, IDEMPOTENCY_KEY};

use super::super::ask::{self, Stock};
use super::super::dice;
use super::super::refusal::Refusal;
use super::super::store::{Acceptance, NewDelivery, Pending, Replay};
use super::{App, Shared};

/// Longest idempotency key.
const MAX_KEY: usize = 255;

/// Seconds that the contract names.
fn eta_seconds(format: Format) -> u64 {
    match format {
        Format::Static => 180,
        Format::Full => 480,
    }
}

/// Accepts a brief, or says why not.
pub async fn generate(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let key = idempotency_key(&headers)?;
    check_content_type(&headers)?;
    let base = app.base_url(&headers);
    let answer = app
        .blocking(move |app| accept(app, key, &body, &base))
        .await?;
    Ok(super::raw_json(StatusCode::ACCEPTED, answer.into_bytes()))
}

fn accept(app: &App, key: Option<String>, body: &[u8], base: &str) -> Result<String, Refusal> {
    if let Some(key) = &key
        && let Some(seen) = app
            .store
            .replay(key, body)
            .map_err(|error| Refusal::not_accepted(&error))?
    {
        return replayed(seen, base);
    }
    let brands = app.shelf.brands();
    let stock = Stock {
        brands: &brands,
        catalogue: &app.catalogue,
    };
    let order = ask::order(body, stock)?;
    let pricing = Pricing::default();
    let each = match order.format {
        Format::Static => pricing.static_ad_credits,
        Format::Full => pricing.full_ad_credits,
    };
    let cost = each.saturating_mul(i64::from(order.count));
    let new = NewDelivery {
        id: DeliveryId::new(dice::fresh_id()),
        token: dice::fresh_token(),
        request_id: RequestId::new(dice::fresh_request_id()),
        seed: dice::fresh_seed(),
        credits: cost,
        kit_version: brands.by_id(&order.brand_id).and_then(|it| it.version),
        order,
        key: key.map(|key| (key, body.to_vec())),
    };
    let outcome = app
        .store
        .accept(&new, app.queue_limit, |balance| {
            promise(&new, balance, base)
        })
        .map_err(|error| Refusal::not_accepted(&error))?;
    match outcome {
        Acceptance::Accepted { answer } => {
            app.jobs.add(Pending {
                id: new.id,
                token: new.token,
                seed: new.seed,
                order: new.order,
            });
            Ok(answer)
        }
        Acceptance::Seen(seen) => replayed(seen, base),
        Acceptance::Insufficient { balance } => Err(Refusal::new(
            ErrorCode::InsufficientCredits,
            format!("This brief costs {cost} credits, the balance is {balance}."),
        )),
        Acceptance::QueueFull => Err(Refusal::new(
            ErrorCode::RateLimited,
            format!(
                "{} deliveries are waiting already; try again shortly.",
                app.queue_limit
            ),
        )
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))),
    }
}

fn promise(new: &NewDelivery, balance: i64, base: &str) -> String {
    let accepted = Accepted {
        delivery_id: new.id.clone(),
        status: DeliveryStatus::Queued,
        request_id: Some(new.request_id.clone()),
        ad_count_expected: Some(new.order.count),
        format: Some(new.order.format.as_str().to_owned()),
        credits_charged: Some(Credits(new.credits)),
        credits_balance_after: Some(Credits(balance)),
        status_url: Some(status_url(base, &new.id)),
        eta_seconds: Some(eta_seconds(new.order.format)),
        replayed_from_idempotency_key: false,
    };
    // Strings and numbers always serialise.
    serde_json::to_string(&accepted).unwrap_or_default()
}

fn replayed(seen: Replay, base: &str) -> Result<String, Refusal> {
    let Replay::Same { answer, .. } = seen else {
        let message = format!(
            "This {IDEMPOTENCY_KEY} was used for another body within 24 hours. Nothing was charged; send a new key."
        );
        return Err(Refusal::new(ErrorCode::InvalidRequest, message));
    };
    let damaged = |error: serde_json::Error| {
        Refusal::new(
            ErrorCode::Internal,
            format!("The first answer does not read: {error}."),
        )
    };
    let mut accepted: Accepted = serde_json::from_str(&answer).map_err(damaged)?;
    accepted.replayed_from_idempotency_key = true;
    accepted.status_url = Some(status_url(base, &accepted.delivery_id));
    serde_json::to_string(&accepted).map_err(damaged)
}

fn status_url(base: &str, id: &DeliveryId) -> String {
    format!("{base}/v1/deliveries/{id}")
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut sent = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = sent.next() else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim();
    if key.is_empty() || key.len() > MAX_KEY || sent.next().is_some() {
        let message = format!("must be sent once, with 1 to {MAX_KEY} plain characters.");
        return Err(Refusal::field(IDEMPOTENCY_KEY, message));
    }
    Ok(Some(key.to_owned()))
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Refusal::field("Content-Type", "must be application/json."))
    }
}
