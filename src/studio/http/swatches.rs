//! The whole catalogue, and its styles in motion: for people who choose with their eyes. The contract knows nothing of it.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::form_urlencoded;

use crate::model::catalog::StyleCard;
use crate::model::ids::StyleId;
use crate::wire::dessert::ErrorCode;
use crate::wire::styles::CatalogueAnswer;

use super::super::compose::Palette;
use super::super::refusal::Refusal;
use super::super::{styles, swatch};
use super::{App, Shared};

/// The paths of this file.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/studio/styles", get(catalogue))
        .route("/v1/studio/styles/{id}/swatch", get(moving))
}

/// `GET /v1/studio/styles`.
async fn catalogue(State(app): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let colours = colours(&app, query.as_deref());
    let palette = Palette::from_hex(&colours);
    let cards = styles::catalogue().iter().map(|style| StyleCard {
        id: StyleId::new(style.id.as_str()),
        name: style.name.clone(),
        animation_prompt: style.animation_prompt.clone(),
        description: style.description.clone(),
        is_dark: swatch::is_dark(style, &palette),
        swatch: swatch::key(style, &colours),
    });
    let styles = cards.collect();
    super::json(StatusCode::OK, &CatalogueAnswer { styles })
}

/// `GET /v1/studio/styles/{id}/swatch`.
async fn moving(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let style = id.ok().and_then(|Path(id)| styles::by_id(&id));
    let Some(style) = style else {
        return Err(Refusal::new(
            ErrorCode::NotFound,
            "There is no such style. GET /v1/studio/styles lists them.",
        ));
    };
    let colours = colours(&app, query.as_deref());
    let tag = format!("\"{}\"", swatch::key(style, &colours));
    let paint = move |_: &App| {
        swatch::sheet(style, &Palette::from_hex(&colours)).map_err(|error| {
            Refusal::new(
                ErrorCode::Internal,
                format!("The swatch could not be painted: {error}."),
            )
        })
    };
    let sheet = app.blocking(paint).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg".to_owned()),
        (header::ETAG, tag),
    ];
    Ok((headers, sheet).into_response())
}

/// The colours of the brand that a query names, else of the default one.
fn colours(app: &App, query: Option<&str>) -> Vec<String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let wanted = pairs.find(|(name, _)| name == "brand_id").map(|(_, id)| id);
    let brands = app.shelf.brands();
    let brands = brands.all();
    let named = brands
        .iter()
        .find(|brand| Some(brand.brand_id.as_str()) == wanted.as_deref());
    named
        .or(brands.first())
        .map(|brand| brand.palette.clone())
        .unwrap_or_default()
}
