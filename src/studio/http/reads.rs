//! Everything that is only read: deliveries, brands, styles, balance, usage (contract A.2 to A.6).

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use url::form_urlencoded;

use crate::model::ad::MediaKind;
use crate::model::cost::{Credits, Pricing};
use crate::wire::dessert::{
    AdRow, BalanceAnswer, BrandsAnswer, DEFAULT_TOP_N, DeliveryAnswer, ErrorCode, MAX_TOP_N,
    StyleMatch, StylesAnswer, Transaction, UsageAnswer, iso,
};
use crate::wire::studio::RevisionRow;

use super::super::assets;
use super::super::brand::BrandKit;
use super::super::refusal::Refusal;
use super::super::store::{DeliveryRecord, Entry, MediaState, RevisionRecord};
use super::Shared;

/// Entries that `GET /v1/usage` gives (A.6).
const USAGE_ENTRIES: u32 = 50;

/// Longest description that a search reads.
const MAX_QUERY: usize = 500;

/// `GET /v1/deliveries/{id}`.
pub async fn delivery(
    State(app): State<Shared>,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let base = app.base_url(&headers);
    let Path(id) = id.map_err(|_| no_delivery())?;
    let read = move |app: &super::App| {
        app.store
            .delivery(&id)
            .map_err(|error| Refusal::not_read(&error))
    };
    let record = app.blocking(read).await?.ok_or_else(no_delivery)?;
    Ok(super::json(StatusCode::OK, &answer(record, &base)))
}

/// The refusal of an id that is not ours.
pub fn no_delivery() -> Refusal {
    let message = "There is no such delivery on this account.";
    Refusal::new(ErrorCode::DeliveryNotFound, message)
}

/// A delivery in the words of the contract. Addresses are made now, because the port changes between runs.
pub fn answer(record: DeliveryRecord, base: &str) -> DeliveryAnswer {
    let DeliveryRecord {
        id,
        token,
        ads,
        revisions,
        ..
    } = record;
    let revisions = revisions
        .into_iter()
        .map(|revision| revised(revision, &format!("{base}/files/{token}")));
    let revisions: Vec<RevisionRow> = revisions.collect();
    let rows = ads.into_iter().map(|ad| {
        let url = |made: MediaState, kind| {
            (made == MediaState::Rendered).then(|| {
                let name = assets::file_name(ad.index, &ad.orientation, kind);
                format!("{base}/files/{token}/{name}")
            })
        };
        let status = if ad.is_rendered() {
            "rendered"
        } else {
            "queued"
        };
        AdRow {
            static_url: url(ad.still, MediaKind::Still),
            video_url: url(ad.film, MediaKind::Video),
            ad_id: ad.id,
            index: Some(ad.index),
            orientation: ad.orientation,
            headline: Some(ad.headline),
            note: ad.note,
            status: Some(status.to_owned()),
        }
    });
    let ads: Vec<AdRow> = rows.collect();
    let files = || ads.iter().map(AdRow::files).sum();
    let files_kept = record.is_cancelled.then(files);
    DeliveryAnswer {
        delivery_id: id,
        status: record.status,
        raw_status: Some(record.raw_status),
        ad_count: u32::try_from(ads.len()).unwrap_or(u32::MAX),
        ads,
        viewer_url: Some(format!("{base}/view/{token}")),
        created_at: Some(iso(record.created_at)),
        files_kept,
        revisions,
    }
}

/// A version that a person made; its files are below `files`.
pub(super) fn revised(record: RevisionRecord, files: &str) -> RevisionRow {
    let RevisionRecord {
        id,
        version,
        concept,
        created_at,
        ads,
        ..
    } = record;
    let rows = ads.into_iter().map(|ad| {
        let url = |made: MediaState, kind| {
            (made == MediaState::Rendered).then(|| {
                let name = assets::revised_name(concept.index, &ad.orientation, kind, version);
                format!("{files}/{name}")
            })
        };
        let states = [ad.still, ad.film];
        let status = if states.contains(&MediaState::Queued) {
            "queued"
        } else if states.contains(&MediaState::Failed) {
            "failed"
        } else {
            "rendered"
        };
        AdRow {
            static_url: url(ad.still, MediaKind::Still),
            video_url: url(ad.film, MediaKind::Video),
            ad_id: ad.id,
            index: Some(concept.index),
            orientation: ad.orientation,
            headline: Some(concept.copy.headline.clone()),
            note: ad.why.map(|why| {
                format!("A file of this version could not be made: {why}. Revise it once more.")
            }),
            status: Some(status.to_owned()),
        }
    });
    RevisionRow {
        revision_id: id,
        version,
        index: concept.index,
        ads: rows.collect(),
        created_at: Some(iso(created_at)),
    }
}

/// `GET /v1/brands`.
pub async fn brands(State(app): State<Shared>) -> Response {
    let brands = app
        .shelf
        .brands()
        .all()
        .iter()
        .map(BrandKit::to_wire)
        .collect();
    super::json(StatusCode::OK, &BrandsAnswer { brands })
}

/// `GET /v1/styles/search`.
pub async fn styles(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let words = parameter("q").unwrap_or_default();
    if words.trim().is_empty() || words.chars().count() > MAX_QUERY {
        return Err(Refusal::field(
            "q",
            format!("must describe a look in 1 to {MAX_QUERY} characters."),
        ));
    }
    let top_n = match parameter("top_n") {
        None => DEFAULT_TOP_N,
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| (1..=MAX_TOP_N).contains(n))
            .ok_or_else(|| {
                Refusal::field(
                    "top_n",
                    format!("must be a whole number from 1 to {MAX_TOP_N}."),
                )
            })?,
    };
    let fits = app
        .catalogue
        .search(&words)
        .into_iter()
        .take(usize::try_from(top_n).unwrap_or(usize::MAX));
    let results = fits.map(|fit| StyleMatch {
        style_id: fit.look.id.clone(),
        style_name: fit.look.name.clone(),
        animation_prompt: fit.look.animation_prompt.clone(),
        similarity: (fit.similarity * 1000.0).round() / 1000.0,
    });
    let results = results.collect();
    Ok(super::json(
        StatusCode::OK,
        &StylesAnswer {
            query: words,
            results,
        },
    ))
}

/// `GET /v1/balance`.
pub async fn balance(State(app): State<Shared>) -> Result<Response, Refusal> {
    let read = |app: &super::App| app.store.purse().map_err(|error| Refusal::not_read(&error));
    let purse = app.blocking(read).await?;
    let pricing = Pricing::default();
    let usd = |credits: i64| credits as f64 / (1.0 / pricing.credit_usd).round();
    let answer = BalanceAnswer {
        credits_balance: Credits(purse.balance),
        credits_balance_usd_equivalent: usd(purse.balance),
        credits_lifetime_purchased: Credits(purse.purchased),
        auto_recharge_enabled: purse.funds.auto_recharge,
        auto_recharge_threshold: Credits(purse.funds.recharge_below),
        auto_recharge_amount_usd: usd(purse.funds.recharge_credits),
        pricing,
    };
    Ok(super::json(StatusCode::OK, &answer))
}

/// `GET /v1/usage`.
pub async fn usage(State(app): State<Shared>) -> Result<Response, Refusal> {
    let read = |app: &super::App| {
        app.store
            .usage(USAGE_ENTRIES)
            .map_err(|error| Refusal::not_read(&error))
    };
    let transactions = app
        .blocking(read)
        .await?
        .into_iter()
        .map(transaction)
        .collect();
    Ok(super::json(StatusCode::OK, &UsageAnswer { transactions }))
}

fn transaction(entry: Entry) -> Transaction {
    Transaction {
        transaction_id: entry.id.to_string(),
        kind: entry.kind.as_str().to_owned(),
        credits: Credits(entry.credits),
        credits_balance_after: Credits(entry.balance_after),
        delivery_id: entry.delivery,
        created_at: Some(iso(entry.created_at)),
    }
}
