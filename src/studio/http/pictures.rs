//! `/v1/studio/pictures`: taking pictures in and showing them.

use axum::Router;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use url::form_urlencoded;

use crate::model::ids::PictureId;
use crate::model::kit::{PictureFace, PictureKind};
use crate::wire::dessert::ErrorCode;
use crate::wire::studio::PictureGone;

use super::super::brand::PictureProblem;
use super::super::refusal::Refusal;
use super::upload::{PICTURES, Taken};
use super::{Shared, json};

/// Sides of previews, in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 16..=2000;

/// The paths of this module.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route(PICTURES, post(add))
        .route(
            "/v1/studio/pictures/{picture_id}",
            get(facts).delete(remove),
        )
        .route("/v1/studio/pictures/{picture_id}/{face}", get(face))
}

/// `POST /v1/studio/pictures?kind=product|logo` with the bytes of the file. The same file again gives the same picture.
async fn add(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    Extension(taken): Extension<Taken>,
) -> Result<Response, Refusal> {
    let word = parameter(query.as_deref(), "kind");
    let kind = match word.as_deref() {
        None => PictureKind::Product,
        Some(word) => PictureKind::parse(word)
            .ok_or_else(|| Refusal::field("kind", "must be product or logo.").at("kind"))?,
    };
    let work = move |app: &super::App| {
        let bytes = taken
            .read()
            .map_err(|error| refused(&PictureProblem::File(error)))?;
        app.shelf
            .pictures()
            .add(kind, &bytes)
            .map_err(|error| refused(&error))
    };
    let facts = app.blocking(work).await?;
    Ok(json(StatusCode::CREATED, &facts))
}

async fn facts(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let work = move |app: &super::App| {
        let found = app.shelf.pictures().facts(&PictureId::new(id));
        found
            .map_err(|error| Refusal::not_read(&error))?
            .ok_or_else(not_found)
    };
    Ok(json(StatusCode::OK, &app.blocking(work).await?))
}

/// `GET /v1/studio/pictures/{picture_id}/original|cutout|solid|framed?side=480`: a PNG.
async fn face(
    State(app): State<Shared>,
    Path((id, face)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let face = PictureFace::parse(&face).ok_or_else(not_found)?;
    let side = match parameter(query.as_deref(), "side") {
        None => None,
        Some(text) => {
            let side = text.parse().ok().filter(|side| SIDES.contains(side));
            let sentence = "must be a whole number from 16 to 2000.";
            Some(side.ok_or_else(|| Refusal::field("side", sentence).at("side"))?)
        }
    };
    let work = move |app: &super::App| {
        let pictures = app.shelf.pictures();
        let photograph = pictures
            .photograph(&PictureId::new(id), face)
            .ok_or_else(not_found)?;
        match side {
            Some(side) => pictures.preview(&photograph, side),
            None => photograph
                .bytes()
                .map(std::borrow::Cow::into_owned)
                .map_err(PictureProblem::File),
        }
        .map_err(|error| refused(&error))
    };
    let png = app.blocking(work).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        // The name stands for the contents.
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
    ];
    Ok((headers, png).into_response())
}

async fn remove(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let picture_id = PictureId::new(id);
    let asked = picture_id.clone();
    let work = move |app: &super::App| {
        let gone = app.shelf.pictures().remove(&asked);
        if gone.map_err(|error| Refusal::not_read(&error))? {
            Ok(())
        } else {
            Err(Refusal::new(
                ErrorCode::Conflict,
                "The picture is used by a brand or by ads that were ordered; take it out of the brand first.",
            ))
        }
    };
    app.blocking(work).await?;
    Ok(json(StatusCode::OK, &PictureGone { picture_id }))
}

pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn not_found() -> Refusal {
    Refusal::new(
        ErrorCode::NotFound,
        "There is no such picture, or it has no such face.",
    )
}

/// A picture's problem as a refusal.
pub(super) fn refused(problem: &PictureProblem) -> Refusal {
    match problem {
        PictureProblem::Unusable(why) => {
            Refusal::new(ErrorCode::UnusablePicture, why.to_string()).at("picture")
        }
        PictureProblem::Store(error) => Refusal::not_read(error),
        PictureProblem::File(error) => {
            tracing::error!(%error, "a picture's file failed");
            Refusal::new(
                ErrorCode::Internal,
                "A file in the studio's folder could not be read or written; check the disk and try again.",
            )
        }
    }
}
