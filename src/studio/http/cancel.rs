//! Ending a delivery early, which only the studio can.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;

use crate::model::cost::{Credits, Pricing};
use crate::model::ids::DeliveryId;
use crate::wire::studio::CancelAnswer;

use super::super::refusal::Refusal;
use super::{Shared, reads};

/// The path of this file.
pub fn routes() -> Router<Shared> {
    Router::new().route("/v1/studio/deliveries/{id}/cancel", post(cancel))
}

/// `POST /v1/studio/deliveries/{id}/cancel`. One that is over already is answered as it is.
async fn cancel(
    State(app): State<Shared>,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let base = app.base_url(&headers);
    let Path(id) = id.map_err(|_| reads::no_delivery())?;
    let end = move |app: &super::App| {
        let failed = |error| Refusal::not_read(&error);
        let cancelled = app
            .store
            .cancel(&id, &Pricing::default())
            .map_err(failed)?
            .ok_or_else(reads::no_delivery)?;
        if cancelled.is_new {
            app.jobs.cancel(&DeliveryId::new(id.as_str()));
        }
        let record = app.store.delivery(&id).map_err(failed)?;
        Ok((record.ok_or_else(reads::no_delivery)?, cancelled.refunded))
    };
    let (record, refunded) = app.blocking(end).await?;
    let answer = CancelAnswer {
        delivery: reads::answer(record, &base),
        credits_refunded: Credits(refunded),
    };
    Ok(super::json(StatusCode::OK, &answer))
}
