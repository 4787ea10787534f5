//! The calls of the Dessert contract (section A), for the paid service and the studio alike.
//!
//! Must not invent an idempotency key: it comes from the library, where it was written down first.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde_json::Value;
use url::Url;

use crate::base::secret::Secret;
use crate::model::account::may_carry_a_key;
use crate::model::ids::{BrandId, DeliveryId, StyleId};
use crate::wire::dessert::{
    Accepted, BalanceAnswer, BrandsAnswer, DeliveryAnswer, KEY_PREFIX, MAX_TOP_N, StylesAnswer,
};

use crate::wire::styles::CatalogueAnswer;

use super::budget::Priority;
use super::error::{ApiError, Fault};
use super::exchange::Request;
use super::gate::{Paid, Permit};
use super::http::Http;
use super::retry::Method;

/// Where a service is and what opens it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Root of the service, without `/v1`.
    pub base_url: Url,
    /// The key that every call carries.
    pub key: Secret,
}

/// A client of one account. Every call repeats itself as [`super::retry`] decides and ends when it is dropped.
#[derive(Clone, Debug)]
pub struct Dessert {
    pub(super) http: Http,
    endpoint: Endpoint,
    token: HeaderValue,
}

impl Dessert {
    /// A client, if the key may be sent to that address at all.
    ///
    /// # Errors
    /// [`Fault::Insecure`], [`Fault::BadAddress`] or [`Fault::BadKey`]; nothing was sent.
    pub fn new(http: Http, endpoint: Endpoint) -> Result<Self, ApiError> {
        let Endpoint { base_url, key } = endpoint;
        if !may_carry_a_key(&base_url) {
            return Err(Fault::Insecure {
                host: base_url.host_str().unwrap_or_default().to_owned(),
            }
            .into());
        }
        Ok(Self {
            token: token(&key)?,
            endpoint: Endpoint {
                base_url: root(base_url)?,
                key,
            },
            http,
        })
    }

    /// Root of the service, as every call uses it.
    pub fn base_url(&self) -> &Url {
        &self.endpoint.base_url
    }

    /// `POST /v1/ads/generate` (A.1, seed) with exactly these bytes under exactly this key, as often as it takes and as
    /// long as its gate and its window let it.
    ///
    /// # Errors
    /// See [`ApiError::is_final_refusal`] and [`ApiError::may_have_been_accepted`] for what it means for the money.
    pub async fn generate(&self, paid: Paid<'_>) -> Result<Accepted, ApiError> {
        let request = Request {
            method: Method::Post,
            priority: Priority::Paid,
            // An empty key would be no key to the service: then there is no repeat.
            key: Some(paid.key).filter(|key| !key.as_str().is_empty()),
            body: Some(Bytes::copy_from_slice(paid.body)),
            permit: Some(Permit {
                window: paid.window,
                gate: paid.gate,
            }),
            ..self.request(&["ads", "generate"])
        };
        self.http.exchange(&request).await
    }

    /// `GET /v1/deliveries/{id}` (A.2, seed).
    ///
    /// # Errors
    /// When no readable answer came in all attempts, or the service refused.
    pub async fn delivery(&self, id: &DeliveryId) -> Result<DeliveryAnswer, ApiError> {
        self.look(id, Priority::Asked).await
    }

    /// As [`Dessert::delivery`], as urgent as it is.
    ///
    /// # Errors
    /// As [`Dessert::delivery`].
    pub async fn look(
        &self,
        id: &DeliveryId,
        priority: Priority,
    ) -> Result<DeliveryAnswer, ApiError> {
        let request = Request {
            priority,
            about: Some(id.clone()),
            ..self.request(&["deliveries", id.as_str()])
        };
        let answer: DeliveryAnswer = self.http.exchange(&request).await?;
        if answer.delivery_id == *id {
            return Ok(answer);
        }
        // Something in between has mixed answers up: these are somebody else's ads.
        let fault = Fault::Garbled {
            status: 200,
            cause: "it tells of another delivery".into(),
        };
        Err(ApiError::from(fault).after(1, Duration::ZERO))
    }

    /// `GET /v1/brands` (A.3).
    ///
    /// # Errors
    /// As [`Dessert::delivery`].
    pub async fn brands(&self) -> Result<BrandsAnswer, ApiError> {
        let request = self.of_account(&["brands"]);
        self.http.exchange(&request).await
    }

    /// `GET /v1/balance` (A.6).
    ///
    /// # Errors
    /// As [`Dessert::delivery`].
    pub async fn balance(&self) -> Result<BalanceAnswer, ApiError> {
        let request = self.of_account(&["balance"]);
        self.http.exchange(&request).await
    }

    /// `GET /v1/usage` (A.6): JSON as it is, since its fields are not published.
    ///
    /// # Errors
    /// As [`Dessert::delivery`].
    pub async fn usage(&self) -> Result<Value, ApiError> {
        let request = self.of_account(&["usage"]);
        self.http.exchange(&request).await
    }

    /// `GET /v1/styles/search` (A.4), with `top_n` brought into 1 to 50.
    ///
    /// # Errors
    /// As [`Dessert::delivery`].
    pub async fn search_styles(&self, q: &str, top_n: u32) -> Result<StylesAnswer, ApiError> {
        self.search_styles_as(q, top_n, Priority::Asked).await
    }

    /// As [`Dessert::search_styles`], as urgent as it is.
    ///
    /// # Errors
    /// As [`Dessert::delivery`].
    pub async fn search_styles_as(
        &self,
        q: &str,
        top_n: u32,
        priority: Priority,
    ) -> Result<StylesAnswer, ApiError> {
        let mut request = Request {
            priority,
            ..self.request(&["styles", "search"])
        };
        request
            .url
            .query_pairs_mut()
            .append_pair("q", q)
            .append_pair("top_n", &top_n.clamp(1, MAX_TOP_N).to_string());
        self.http.exchange(&request).await
    }

    /// `GET /v1/studio/styles`: the studio's whole catalogue, with what it looks like in a brand's colours.
    ///
    /// # Errors
    /// As [`Dessert::delivery`]; only the studio has it.
    pub async fn catalogue(&self, brand: Option<&BrandId>) -> Result<CatalogueAnswer, ApiError> {
        let mut request = self.request(&["studio", "styles"]);
        of_brand(&mut request.url, brand);
        self.http.exchange(&request).await
    }

    /// `GET /v1/studio/styles/{id}/swatch`: a JPEG.
    ///
    /// # Errors
    /// As [`Dessert::delivery`]; only the studio has it.
    pub async fn swatch(&self, id: &StyleId, brand: Option<&BrandId>) -> Result<Vec<u8>, ApiError> {
        let mut request = self.request(&["studio", "styles", id.as_str(), "swatch"]);
        of_brand(&mut request.url, brand);
        self.http.exchange_bytes(&request).await
    }

    fn of_account(&self, path: &[&str]) -> Request<'static> {
        Request {
            priority: Priority::Account,
            ..self.request(path)
        }
    }

    /// A GET of `/v1/…` that a person waits for; each part is escaped, so that no id can leave its place in the path.
    pub(super) fn request(&self, path: &[&str]) -> Request<'static> {
        let mut url = self.endpoint.base_url.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().push("v1").extend(path);
        }
        Request {
            method: Method::Get,
            priority: Priority::Asked,
            url,
            token: self.token.clone(),
            secret: self.endpoint.key.clone(),
            key: None,
            body: None,
            about: None,
            permit: None,
        }
    }
}

fn of_brand(url: &mut Url, brand: Option<&BrandId>) {
    if let Some(brand) = brand {
        url.query_pairs_mut()
            .append_pair("brand_id", brand.as_str());
    }
}

/// Whether this can be a key of the service: the documented prefix, something behind it, and fit for a header.
///
/// # Errors
/// [`Fault::BadKey`].
pub fn check_key(key: &Secret) -> Result<(), ApiError> {
    token(key).map(|_| ())
}

fn token(key: &Secret) -> Result<HeaderValue, ApiError> {
    let bad = || ApiError::from(Fault::BadKey);
    let rest = key.expose().strip_prefix(KEY_PREFIX).ok_or_else(bad)?;
    if rest.is_empty() || !rest.chars().all(|c| c.is_ascii_graphic()) {
        return Err(bad());
    }
    let mut token =
        HeaderValue::from_str(&format!("Bearer {}", key.expose())).map_err(|_| bad())?;
    token.set_sensitive(true);
    Ok(token)
}

/// The root of the service; what people paste too much is taken off: `/v1`, a query, a fragment.
fn root(mut url: Url) -> Result<Url, ApiError> {
    if !url.username().is_empty() || url.password().is_some() || url.cannot_be_a_base() {
        return Err(Fault::BadAddress.into());
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/v1").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}
