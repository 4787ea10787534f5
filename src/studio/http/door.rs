//! What every request passes first: its body is taken in whole within limits, its key is checked, and a panic behind
//! the door becomes an answer.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::base::secret::Secret;
use crate::wire::dessert::{ErrorCode, KEY_PREFIX};

use super::super::refusal::Refusal;
use super::{Shared, upload};

/// No brief is larger.
pub const BODY_LIMIT: usize = 256 * 1024;

/// How much of a body that is too large is read away, so that the sender gets to read the answer.
const DRAIN_LIMIT: usize = 64 * 1024 * 1024;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);

/// Lets a request in, or answers it at the door.
pub async fn enter(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if upload::is_upload(&parts) {
        // Pictures are large: nothing of them is kept for a caller without the key.
        if let Err(refusal) = check_key(&parts.headers, &app.key) {
            return leave(refusal, true);
        }
        return match upload::take_in(&app.folder, &parts, body).await {
            Ok(taken) => {
                parts.extensions.insert(taken);
                run(Request::from_parts(parts, Body::empty()), next).await
            }
            Err(refusal) => leave(refusal, true),
        };
    }
    let body = take_in(&parts, body).await;
    if is_api(&parts)
        && let Err(refusal) = check_key(&parts.headers, &app.key)
    {
        return leave(refusal, body.is_err());
    }
    let body = match body {
        Ok(body) => body,
        Err(refusal) => return leave(refusal, true),
    };
    run(Request::from_parts(parts, Body::from(body)), next).await
}

async fn run(request: Request, next: Next) -> Response {
    // In a task of its own: a caller that hangs up does not stop half-done work, and a panic stays in there.
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::new(
            ErrorCode::Internal,
            "The studio broke down on this request.",
        )
        .into_response(),
    }
}

fn leave(refusal: Refusal, is_body_unread: bool) -> Response {
    let mut response = refusal.into_response();
    if is_body_unread {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn is_api(parts: &Parts) -> bool {
    let path = parts.uri.path();
    path == "/v1" || path.starts_with("/v1/")
}

async fn take_in(parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let too_large = || {
        let message = format!(
            "The body is larger than {} KiB; no brief is.",
            BODY_LIMIT / 1024
        );
        Refusal::new(ErrorCode::PayloadTooLarge, message)
    };
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let is_waiting_for_leave = parts.headers.contains_key(header::EXPECT);
    if is_waiting_for_leave && announced.is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err(too_large());
    }
    let mut chunks = body.into_data_stream();
    let mut taken: Vec<u8> = Vec::new();
    let mut seen = 0_usize;
    let reading = async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| {
                Refusal::new(
                    ErrorCode::InvalidRequest,
                    "The body ended before its announced length or is not well formed.",
                )
            })?;
            seen = seen.saturating_add(chunk.len());
            if seen <= BODY_LIMIT {
                taken.extend_from_slice(&chunk);
            } else if seen > DRAIN_LIMIT {
                break;
            }
        }
        Ok(())
    };
    match tokio::time::timeout(BODY_TIME, reading).await {
        Ok(outcome) => outcome?,
        Err(_) => {
            return Err(Refusal::new(
                ErrorCode::InvalidRequest,
                "The body did not arrive in time.",
            ));
        }
    }
    if seen > BODY_LIMIT {
        Err(too_large())
    } else {
        Ok(Bytes::from(taken))
    }
}

fn check_key(headers: &HeaderMap, key: &Secret) -> Result<(), Refusal> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let refuse = |code, message: &str| Err(Refusal::new(code, message));
    let Some(value) = sent.next() else {
        return refuse(
            ErrorCode::MissingAuthorization,
            "Send the header Authorization: Bearer <key>.",
        );
    };
    let (Some(found), None) = (value.as_bytes().strip_prefix(b"Bearer "), sent.next()) else {
        let message = "The Authorization header must be sent once and start with \"Bearer \".";
        return refuse(ErrorCode::InvalidAuthorizationScheme, message);
    };
    let found = found.trim_ascii();
    if !found.starts_with(KEY_PREFIX.as_bytes()) {
        return refuse(
            ErrorCode::InvalidKeyFormat,
            "The key must start with dsrt_live_.",
        );
    }
    // Hashes have one length, so the comparison tells nothing about the key, not even how long it is.
    let same = Sha256::digest(found).ct_eq(&Sha256::digest(key.expose().as_bytes()));
    if bool::from(same) {
        Ok(())
    } else {
        refuse(
            ErrorCode::InvalidApiKey,
            "The key is not that of this studio; it is new in every run unless it was given.",
        )
    }
}
