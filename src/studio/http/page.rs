//! What a browser may see without a key, under addresses that cannot be guessed: the review page and the files.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::io::SeekFrom;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::model::ad::MediaKind;
use crate::model::delivery::DeliveryStatus;
use crate::wire::dessert::ErrorCode;

use super::super::assets;
use super::super::refusal::Refusal;
use super::super::store::{AdRecord, DeliveryRecord, MediaState};
use super::Shared;
use super::range::{Part, part};

/// Nothing but our own pictures and style may load, and the address goes nowhere else.
const SAFETY: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

fn not_found() -> Refusal {
    Refusal::new(ErrorCode::NotFound, "There is nothing at this address.")
}

/// `GET /files/{token}/{name}`: one file, or the part of it that a player asks for.
pub async fn file(
    State(app): State<Shared>,
    headers: HeaderMap,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path((token, name)) = path.map_err(|_| not_found())?;
    if !assets::is_well_formed(&token, &name) {
        return Err(not_found());
    }
    let mut file = tokio::fs::File::open(assets::path(&app.folder, &token, &name))
        .await
        .map_err(|_| not_found())?;
    let length = file.metadata().await.map_err(|_| not_found())?.len();
    let asked = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let kept = [
        (header::CONTENT_TYPE, assets::content_type(&name)),
        // A file under its name never changes.
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    let (status, span) = match part(asked, length) {
        Part::Whole => (StatusCode::OK, 0..length),
        Part::Of(span) => (StatusCode::PARTIAL_CONTENT, span),
        Part::Beyond => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, SAFETY, range).into_response());
        }
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(span.start))
        .await
        .map_err(|_| not_found())?;
    file.take(span.end - span.start)
        .read_to_end(&mut bytes)
        .await
        .map_err(|_| not_found())?;
    let mut response = (status, SAFETY, kept, Body::from(bytes)).into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = format!("bytes {}-{}/{length}", span.start, span.end - 1).parse()
    {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// `GET /view/{token}`: a delivery's pictures side by side.
pub async fn viewer(
    State(app): State<Shared>,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path(token) = token.map_err(|_| not_found())?;
    let read = move |app: &super::App| {
        app.store
            .delivery_of_token(&token)
            .map_err(|error| Refusal::not_read(&error))
    };
    let record = app.blocking(read).await?.ok_or_else(not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((StatusCode::OK, SAFETY, headers, page(&record)).into_response())
}

const STYLE: &str = "body{margin:0;padding:32px;background:#faf7f5;color:#221a1d;font:16px/1.5 system-ui,sans-serif}\
h1{font-size:22px;font-weight:600;margin:0 0 4px}p{margin:0 0 24px;color:#6f6267}\
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:24px;align-items:start}\
figure{margin:0}img,video,.wait{width:100%;border-radius:16px;display:block;background:#ece5e0}.wait{aspect-ratio:9/16}\
figcaption{margin-top:8px;font-size:14px;color:#6f6267}\
@media(prefers-color-scheme:dark){body{background:#171214;color:#f4ecee}p,figcaption{color:#b3a5aa}.wait,img{background:#282023}}";

fn page(record: &DeliveryRecord) -> String {
    let again = if record.status.is_terminal() {
        ""
    } else {
        "<meta http-equiv=\"refresh\" content=\"2\">"
    };
    let ready = record.ads.iter().filter(|ad| ad.is_rendered()).count();
    let line = match &record.status {
        DeliveryStatus::Completed => format!("{ready} pictures, all ready."),
        DeliveryStatus::Failed => "This delivery failed; its credits were given back.".to_owned(),
        _ => format!(
            "{ready} of {} pictures are ready. This page looks again by itself.",
            record.ads.len()
        ),
    };
    let figures: String = record.ads.iter().map(|ad| figure(record, ad)).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\">{again}<title>Delivery {id}</title><style>{STYLE}</style></head>\
         <body><h1>Delivery {id}</h1><p>{line}</p><main>{figures}</main></body></html>",
        id = escaped(record.id.as_str()),
    )
}

fn figure(record: &DeliveryRecord, ad: &AdRecord) -> String {
    let headline = escaped(&ad.headline);
    let note = ad
        .note
        .as_deref()
        .map(|note| format!("<br>{}", escaped(note)));
    let note = note.unwrap_or_default();
    let address = |kind| {
        let name = assets::file_name(ad.index, &ad.orientation, kind);
        format!("/files/{}/{name}", record.token)
    };
    let still = address(MediaKind::Still);
    let picture = if ad.film == MediaState::Rendered && ad.still == MediaState::Rendered {
        format!(
            "<video controls playsinline loop preload=\"none\" poster=\"{still}\" src=\"{}\" \
             aria-label=\"{headline}\"></video>",
            address(MediaKind::Video)
        )
    } else if ad.still == MediaState::Rendered {
        format!("<a href=\"{still}\"><img src=\"{still}\" alt=\"{headline}\"></a>")
    } else {
        "<div class=\"wait\"></div>".to_owned()
    };
    format!(
        "<figure>{picture}<figcaption>{} · {} · {headline}{note}</figcaption></figure>",
        ad.index,
        escaped(ad.orientation.label())
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}
