//! The HTTP front: paths, and nothing of what they mean.
//!
//! Must not block a thread of tokio: whatever touches the store goes through [`App::blocking`].

mod brands;
mod cancel;
mod door;
mod generate;
mod listener;
mod page;
mod pictures;
mod range;
mod reads;
mod revisions;
mod swatches;
mod upload;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::secret::Secret;
use crate::wire::dessert::ErrorCode;

use super::brand::Shelf;
use super::catalogue::Catalogue;
use super::jobs::Jobs;
use super::refusal::Refusal;
use super::render::Renderer;
use super::store::Store;

pub(super) use listener::Front;
pub(super) use reads::answer;
pub(super) use upload::folder as incoming;

/// What the handlers work with.
pub(super) struct App {
    pub(super) store: Arc<Store>,
    pub(super) shelf: Arc<Shelf>,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) renderer: Arc<dyn Renderer>,
    pub(super) jobs: Jobs,
    pub(super) key: Secret,
    pub(super) addr: SocketAddr,
    pub(super) folder: PathBuf,
    pub(super) queue_limit: u32,
}

pub(super) type Shared = Arc<App>;

/// Every path of the studio.
pub(super) fn router(app: Shared) -> Router {
    Router::new()
        .route("/v1/ads/generate", post(generate::generate))
        .route("/v1/deliveries/{id}", get(reads::delivery))
        .route("/v1/brands", get(reads::brands))
        .route("/v1/styles/search", get(reads::styles))
        .route("/v1/balance", get(reads::balance))
        .route("/v1/usage", get(reads::usage))
        .route("/view/{token}", get(page::viewer))
        .route("/files/{token}/{name}", get(page::file))
        .merge(brands::routes())
        .merge(cancel::routes())
        .merge(pictures::routes())
        .merge(revisions::routes())
        .merge(swatches::routes())
        .method_not_allowed_fallback(wrong_method)
        .fallback(unknown_path)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            door::enter,
        ))
        .with_state(app)
}

async fn unknown_path(method: Method, uri: Uri) -> Refusal {
    let path: String = uri.path().chars().take(200).collect();
    Refusal::new(
        ErrorCode::NotFound,
        format!("There is nothing at {method} {path}."),
    )
}

async fn wrong_method(method: Method, uri: Uri) -> Refusal {
    let path: String = uri.path().chars().take(200).collect();
    Refusal::new(
        ErrorCode::MethodNotAllowed,
        format!("{path} does not take {method}."),
    )
}

impl App {
    /// Runs what may wait for the disk on a thread that may wait.
    async fn blocking<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        match tokio::task::spawn_blocking(move || work(&self)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Refusal::new(
                ErrorCode::Internal,
                "The studio broke down on this request.",
            )),
        }
    }

    /// The root of every address that we give out. When we listen everywhere, the caller's own word for us is the only
    /// one that is known to reach us.
    fn base_url(&self, headers: &HeaderMap) -> String {
        let named = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let is_plain = |host: &&str| {
            host.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b))
        };
        match named.filter(is_plain) {
            Some(host) if self.addr.ip().is_unspecified() && !host.is_empty() => {
                format!("http://{host}")
            }
            _ => base_url(self.addr),
        }
    }
}

/// The root of the studio as seen from this computer.
pub(super) fn base_url(addr: SocketAddr) -> String {
    if addr.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", addr.port())
    } else {
        format!("http://{addr}")
    }
}

/// Reads a JSON body into what it should be.
fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        let message = "The body is empty; send a JSON object.";
        return Err(Refusal::new(ErrorCode::InvalidJson, message));
    }
    serde_json::from_slice(body).map_err(|error| {
        let code = if error.is_data() {
            ErrorCode::InvalidRequest
        } else {
            ErrorCode::InvalidJson
        };
        Refusal::new(code, format!("The body does not read: {error}."))
    })
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => raw_json(status, body),
        Err(error) => Refusal::new(
            ErrorCode::Internal,
            format!("The answer could not be written: {error}."),
        )
        .into_response(),
    }
}

fn raw_json(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
