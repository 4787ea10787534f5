//! `/v1/studio/deliveries/{delivery_id}/concepts/{index}`: a delivered concept made anew by a person. Free of charge.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};

use crate::base::disk;
use crate::model::ad::MediaKind;
use crate::model::ids::RevisionId;
use crate::model::kit::is_id;
use crate::model::revision::Revision;
use crate::wire::dessert::ErrorCode;
use crate::wire::studio::PreviewBody;

use super::super::assets;
use super::super::order::ORIENTATIONS;
use super::super::refusal::Refusal;
use super::super::revise::{ReviseError, Reviser};
use super::super::store::ConceptRecord;
use super::reads::revised;
use super::{App, Shared, json, read_json};

/// The paths of this module.
pub(super) fn routes() -> Router<Shared> {
    let concept = "/v1/studio/deliveries/{delivery_id}/concepts/{index}";
    Router::new()
        .route(concept, get(sheet))
        .route(&format!("{concept}/preview"), post(preview))
        .route(&format!("{concept}/revisions/{{revision_id}}"), put(keep))
}

type Concept = Result<Path<(String, u32)>, PathRejection>;

/// What a revision can start from.
async fn sheet(State(app): State<Shared>, at: Concept) -> Result<Response, Refusal> {
    let Path((delivery, index)) = at.map_err(|_| not_found())?;
    let work = move |app: &App| {
        let record = find(app, &delivery, index)?;
        reviser(app).sheet(&record).map_err(|error| told(&error))
    };
    Ok(json(StatusCode::OK, &app.blocking(work).await?))
}

/// The picture that it would be.
async fn preview(State(app): State<Shared>, at: Concept, body: Bytes) -> Result<Response, Refusal> {
    let Path((delivery, index)) = at.map_err(|_| not_found())?;
    let PreviewBody {
        orientation,
        revision,
    } = read_json(&body)?;
    if !ORIENTATIONS.contains(&orientation) {
        let sentence = "must be vertical or square.";
        return Err(Refusal::field("orientation", sentence).at("orientation"));
    }
    let work = move |app: &App| {
        let record = find(app, &delivery, index)?;
        reviser(app)
            .preview(&record, revision, &orientation)
            .map_err(|error| told(&error))
    };
    let png = app.blocking(work).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, png).into_response())
}

/// Keeps it as the concept's next version. The caller chooses the id, so a repeat is the same version.
async fn keep(
    State(app): State<Shared>,
    headers: HeaderMap,
    at: Result<Path<(String, u32, String)>, PathRejection>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let Path((delivery, index, id)) = at.map_err(|_| not_found())?;
    if !is_id(&id) {
        let sentence = "must be 1 to 40 letters, digits, “-” or “_”.";
        return Err(Refusal::field("revision_id", sentence).at("revision_id"));
    }
    let revision: Revision = read_json(&body)?;
    let base = app.base_url(&headers);
    let work = move |app: &App| {
        let record = find(app, &delivery, index)?;
        let id = RevisionId::new(id);
        let (kept, stills) = reviser(app)
            .keep(&record, id, revision)
            .map_err(|error| told(&error))?;
        let status = if stills.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::CREATED
        };
        for (ad, png) in kept.ads.iter().zip(stills) {
            let version = kept.version;
            let name = assets::revised_name(index, &ad.orientation, MediaKind::Still, version);
            let path = assets::path(&app.folder, &record.token, &name);
            // What is not written now is made by a worker.
            if disk::write_whole(&path, &png).is_ok() {
                let noted = app
                    .store
                    .revision_file_ended(&ad.id, MediaKind::Still, None);
                if let Err(error) = noted {
                    tracing::warn!(%error, "a still of a version is not noted, and is made once more");
                }
            }
        }
        // A repeat too: the request before it may have got no further than the store.
        let left = app.store.revision_files(Some(&kept.id));
        app.jobs
            .revise(left.map_err(|error| Refusal::not_read(&error))?);
        let record = find(app, &delivery, index)?;
        let now = record.revisions.into_iter().find(|it| it.id == kept.id);
        let row = revised(
            now.unwrap_or(kept),
            &format!("{base}/files/{}", record.token),
        );
        Ok((status, row))
    };
    let (status, row) = app.blocking(work).await?;
    Ok(json(status, &row))
}

fn reviser(app: &App) -> Reviser<'_> {
    Reviser {
        store: &app.store,
        shelf: &app.shelf,
        renderer: app.renderer.as_ref(),
    }
}

fn find(app: &App, delivery: &str, index: u32) -> Result<ConceptRecord, Refusal> {
    let found = app.store.concept(delivery, index);
    found
        .map_err(|error| Refusal::not_read(&error))?
        .ok_or_else(not_found)
}

fn not_found() -> Refusal {
    Refusal::new(
        ErrorCode::NotFound,
        "There is no such ad in this studio, or its copy is not written yet.",
    )
}

/// Why it is not shown or kept, as a refusal.
fn told(error: &ReviseError) -> Refusal {
    match error {
        ReviseError::Wrong(problem) => {
            let field = problem.field.to_string();
            Refusal::field(&field, &problem.sentence).at(field)
        }
        ReviseError::Other => Refusal::new(
            ErrorCode::Conflict,
            "This revision_id was used for another version; choose a fresh one.",
        ),
        ReviseError::Full => Refusal::new(
            ErrorCode::Conflict,
            "This ad has as many versions as there may be; order new ads instead.",
        ),
        ReviseError::Broken(why) => {
            tracing::error!(why, "a revision cannot be made");
            Refusal::new(
                ErrorCode::Internal,
                format!("The picture could not be made: {why}."),
            )
        }
        ReviseError::Store(error) => Refusal::not_read(error),
    }
}
