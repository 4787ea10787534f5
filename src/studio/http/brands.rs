//! `/v1/studio/brands` and what belongs to it: kits, products, palettes, pairings.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde::Serialize;

use crate::model::ids::{BrandId, ProductId};
use crate::model::kit::{
    Kit, KitField, KitProblem, KitProduct, MAX_COLOURS, MIN_COLOURS, PictureUse, ProductField,
    TypePairing,
};
use crate::wire::dessert::ErrorCode;
use crate::wire::studio::{
    KitsAnswer, NewKit, PairingRow, PairingsAnswer, PaletteAnswer, PaletteBody, PictureBody,
};

use super::super::brand::{KitError, Shelf, report};
use super::super::dice;
use super::super::refusal::Refusal;
use super::pictures::{parameter, refused};
use super::{App, Shared, json, read_json};

/// Colours that are picked unless the caller names a number.
const USUAL_COLOURS: usize = 5;

/// The paths of this module.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/studio/brands", get(list).post(create))
        .route(
            "/v1/studio/brands/{brand_id}",
            get(one).put(write).delete(remove),
        )
        .route("/v1/studio/brands/{brand_id}/default", post(make_default))
        .route("/v1/studio/brands/{brand_id}/palette", get(pick_palette))
        .route(
            "/v1/studio/brands/{brand_id}/products",
            get(products).post(create_product),
        )
        .route(
            "/v1/studio/brands/{brand_id}/products/{product_id}",
            get(product).put(write_product).delete(remove_product),
        )
        .route(
            "/v1/studio/brands/{brand_id}/products/{product_id}/picture",
            put(choose_picture).delete(drop_picture),
        )
        .route("/v1/studio/sample", post(restore_sample))
        .route("/v1/studio/palette/check", post(check_palette))
        .route("/v1/studio/type-pairings", get(pairings))
}

/// Runs work on the shelf and answers with what it gives.
async fn answer<T: Serialize + Send + 'static>(
    app: Shared,
    work: impl FnOnce(&Shelf) -> Result<(StatusCode, T), KitError> + Send + 'static,
) -> Result<Response, Refusal> {
    let run = move |app: &App| work(&app.shelf).map_err(|error| told(&error));
    let (status, value) = app.blocking(run).await?;
    Ok(json(status, &value))
}

fn all(shelf: &Shelf) -> Result<(StatusCode, KitsAnswer), KitError> {
    let list = KitsAnswer {
        brands: shelf.entries()?,
        sample_is_hidden: shelf.is_sample_hidden()?,
    };
    Ok((StatusCode::OK, list))
}

fn created(is_new: bool) -> StatusCode {
    if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    }
}

async fn list(State(app): State<Shared>) -> Result<Response, Refusal> {
    answer(app, all).await
}

async fn one(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        Ok((StatusCode::OK, shelf.entry_of(&BrandId::new(id))?))
    })
    .await
}

/// Makes a kit under an id of our own. A caller that may have to repeat itself chooses the id and uses PUT.
async fn create(State(app): State<Shared>, body: Bytes) -> Result<Response, Refusal> {
    let NewKit { mut kit } = read_json(&body)?;
    kit.brand_id = BrandId::new(dice::fresh_id());
    kit.version = 0;
    if kit.palette.is_empty() {
        kit.palette = Kit::begun(kit.brand_id.clone(), "").palette;
    }
    answer(app, move |shelf| {
        let (entry, _) = shelf.put(kit)?;
        Ok((StatusCode::CREATED, entry))
    })
    .await
}

async fn write(
    State(app): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut kit: Kit = read_json(&body)?;
    kit.brand_id = BrandId::new(id);
    answer(app, move |shelf| {
        let (entry, is_new) = shelf.put(kit)?;
        Ok((created(is_new), entry))
    })
    .await
}

async fn remove(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        shelf.remove(&BrandId::new(id))?;
        all(shelf)
    })
    .await
}

async fn make_default(
    State(app): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        shelf.make_default(&BrandId::new(id))?;
        all(shelf)
    })
    .await
}

async fn restore_sample(State(app): State<Shared>) -> Result<Response, Refusal> {
    answer(app, |shelf| {
        shelf.restore_sample()?;
        all(shelf)
    })
    .await
}

async fn pick_palette(
    State(app): State<Shared>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let count = match parameter(query.as_deref(), "colours") {
        None => USUAL_COLOURS,
        Some(text) => text
            .parse()
            .ok()
            .filter(|count| (MIN_COLOURS..=MAX_COLOURS).contains(count))
            .ok_or_else(|| {
                let sentence =
                    format!("must be a whole number from {MIN_COLOURS} to {MAX_COLOURS}.");
                Refusal::field("colours", sentence).at("colours")
            })?,
    };
    answer(app, move |shelf| {
        let palette = shelf.pick_palette(&BrandId::new(id), count)?;
        Ok((StatusCode::OK, judged(palette)))
    })
    .await
}

async fn check_palette(body: Bytes) -> Result<Response, Refusal> {
    let PaletteBody { palette } = read_json(&body)?;
    Ok(json(StatusCode::OK, &judged(palette)))
}

fn judged(palette: Vec<String>) -> PaletteAnswer {
    PaletteAnswer {
        colours: report(&palette),
        palette,
    }
}

async fn pairings() -> Response {
    let rows = TypePairing::ALL.into_iter().map(|pairing| PairingRow {
        type_pairing: pairing,
        name: pairing.label().to_owned(),
        voice: pairing.voice().to_owned(),
    });
    let answer = PairingsAnswer {
        type_pairings: rows.collect(),
    };
    json(StatusCode::OK, &answer)
}

async fn products(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        let entry = shelf.entry_of(&BrandId::new(id))?;
        let products = serde_json::json!({ "products": entry.kit.products });
        Ok((StatusCode::OK, products))
    })
    .await
}

async fn product(
    State(app): State<Shared>,
    Path((brand, product)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        let product = ProductId::new(product);
        let entry = shelf.entry_of(&BrandId::new(brand))?;
        let found = entry.kit.product(&product).cloned();
        Ok((StatusCode::OK, found.ok_or(KitError::NoProduct(product))?))
    })
    .await
}

async fn create_product(
    State(app): State<Shared>,
    Path(brand): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut product: KitProduct = read_json(&body)?;
    product.product_id = ProductId::new(dice::fresh_id());
    answer(app, move |shelf| {
        let (entry, _) = shelf.put_product(&BrandId::new(brand), &product)?;
        Ok((StatusCode::CREATED, entry))
    })
    .await
}

async fn write_product(
    State(app): State<Shared>,
    Path((brand, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut product: KitProduct = read_json(&body)?;
    product.product_id = ProductId::new(id);
    answer(app, move |shelf| {
        let (entry, is_new) = shelf.put_product(&BrandId::new(brand), &product)?;
        Ok((created(is_new), entry))
    })
    .await
}

async fn remove_product(
    State(app): State<Shared>,
    Path((brand, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        let entry = shelf.remove_product(&BrandId::new(brand), &ProductId::new(id))?;
        Ok((StatusCode::OK, entry))
    })
    .await
}

async fn choose_picture(
    State(app): State<Shared>,
    Path((brand, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let chosen: PictureBody = read_json(&body)?;
    let wanted = match chosen.picture_use.as_deref() {
        None => None,
        Some(word) => Some(PictureUse::parse(word).ok_or_else(|| {
            let sentence = "must be cutout, solid or framed.";
            Refusal::field("picture_use", sentence).at("picture_use")
        })?),
    };
    put_picture(app, brand, id, move |product, shelf| {
        if let Some(picture) = &chosen.picture_id {
            let facts = shelf.pictures().facts(picture)?;
            product.picture_use = facts.map(|facts| facts.advised()).unwrap_or_default();
        }
        product.picture_use = wanted.unwrap_or(product.picture_use);
        product.picture = chosen.picture_id.clone();
        Ok(())
    })
    .await
}

async fn drop_picture(
    State(app): State<Shared>,
    Path((brand, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    put_picture(app, brand, id, |product, _| {
        product.picture = None;
        Ok(())
    })
    .await
}

async fn put_picture(
    app: Shared,
    brand: String,
    id: String,
    change: impl Fn(&mut KitProduct, &Shelf) -> Result<(), KitError> + Send + 'static,
) -> Result<Response, Refusal> {
    answer(app, move |shelf| {
        let id = ProductId::new(id);
        let entry = shelf.change(&BrandId::new(brand), |kit| {
            let mut products = kit.products.iter_mut();
            match products.find(|it| it.product_id == id) {
                Some(product) => change(product, shelf),
                None => Err(KitError::NoProduct(id.clone())),
            }
        })?;
        Ok((StatusCode::OK, entry))
    })
    .await
}

/// Why a kit was not written, as a refusal.
fn told(error: &KitError) -> Refusal {
    match error {
        KitError::Wrong(problem) => wrong(problem),
        KitError::NoBrand(id) => {
            let message = format!("There is no brand {:?} in this studio.", id.as_str());
            Refusal::new(ErrorCode::BrandNotFound, message)
        }
        KitError::NoProduct(id) => {
            let message = format!("The brand has no product {:?}.", id.as_str());
            Refusal::new(ErrorCode::NotFound, message)
        }
        KitError::Stale(name) => Refusal::new(
            ErrorCode::Conflict,
            format!(
                "{name} was changed elsewhere meanwhile; look at it again and make the change anew."
            ),
        ),
        KitError::Full => Refusal::new(ErrorCode::Conflict, sentence(&error.to_string())),
        KitError::Picture(problem) => refused(problem),
        KitError::Store(error) => Refusal::not_read(error),
    }
}

fn wrong(problem: &KitProblem) -> Refusal {
    let field = problem.field.to_string();
    let shown = match problem.field {
        KitField::Product(_, ProductField::Picture) => ErrorCode::UnusablePicture,
        _ => ErrorCode::InvalidRequest,
    };
    Refusal::new(shown, format!("{field} {}", problem.sentence)).at(field)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
