//! Brand kits over real HTTP: what is written is kept, what cannot be is refused by its field, and what was ordered is
//! delivered whatever becomes of the kit.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};

use super::bench::{Answer, Bench, Quick};
use crate::cutout::photo::{Product, photo};
use crate::cutout::sets::SETS;

const BRANDS: &str = "/v1/studio/brands";
const MIRELUNE: &str = "recMirelune000001";

impl Bench {
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self
            .client
            .request(method, self.url(path))
            .bearer_auth(self.studio.key().expose());
        if let Some(body) = body {
            request = request
                .header("Content-Type", "application/json")
                .body(body.to_string());
        }
        self.send(request).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    async fn upload(&self, kind: &str, bytes: Vec<u8>) -> Answer {
        let path = format!("/v1/studio/pictures?kind={kind}");
        let request = self
            .client
            .post(self.url(&path))
            .bearer_auth(self.studio.key().expose())
            .body(bytes);
        self.send(request).await
    }

    /// A face of a picture, as pixels.
    async fn face(&self, picture: &str, face: &str) -> image::RgbaImage {
        let path = format!("/v1/studio/pictures/{picture}/{face}");
        let request = self.client.get(self.url(&path));
        let request = request.bearer_auth(self.studio.key().expose());
        let png = request.send().await.unwrap().bytes().await.unwrap();
        image::load_from_memory(&png).unwrap().into_rgba8()
    }

    /// Takes a packshot in and gives its id.
    async fn picture(&self) -> String {
        let answer = self.upload("product", packshot(ImageFormat::Png)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["picture_id"].as_str().unwrap().to_owned()
    }

    async fn names(&self) -> Vec<String> {
        let answer = self.get(BRANDS).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let brands = answer.json()["brands"].clone();
        let names = brands.as_array().unwrap().iter();
        names
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// A plum jar before a white wall.
fn packshot(format: ImageFormat) -> Vec<u8> {
    let drawn = RgbImage::from_fn(360, 480, |x, y| {
        let inside = (110..250).contains(&x) && (120..400).contains(&y);
        Rgb(if inside {
            [110, 40, 80]
        } else {
            [250, 250, 250]
        })
    });
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG of a few kilobytes that would unpack to 20,000 by 20,000 pixels.
fn bomb() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 20_000, 20_000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; 2500 * 20_000]).unwrap();
    writer.finish().unwrap();
    assert!(file.len() < 1 << 20);
    file
}

fn kit(name: &str) -> Value {
    json!({
        "name": name,
        "tone": "plain and warm",
        "palette": ["#F4EFE6", "#C9B79C", "#7A5C3E", "#2B2118"],
        "type_pairing": "gazette",
    })
}

fn product(picture: &str) -> Value {
    json!({
        "name": "Tallow Balm", "category": "balm", "size": "60 ml",
        "one_liner": "One balm for everything that is dry.",
        "benefits": ["softer hands", "calm skin"], "ingredients": ["tallow", "moss"],
        "texture": ["dense"], "scent": ["cedar", "smoke"],
        "picture": picture,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kit_is_made_changed_listed_and_deleted_and_a_restart_forgets_nothing() {
    let bench = Bench::start(|_| {}).await;
    assert_eq!(bench.names().await, ["Mirelune"]);
    let made = bench
        .put(&format!("{BRANDS}/moss"), kit("Moss & Tallow"))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.json()["missing"], json!(["a product with a picture"]));
    assert_eq!(made.json()["is_default"], false);
    let picture = bench.picture().await;
    let path = format!("{BRANDS}/moss/products/balm");
    let added = bench.put(&path, product(&picture)).await;
    assert_eq!(added.status, 201, "{}", added.text);
    assert_eq!(added.json()["missing"], json!([]));
    assert_eq!(
        added.json()["products"][0]["scent"],
        json!(["cedar", "smoke"])
    );
    assert_eq!(bench.put(&path, product(&picture)).await.status, 200);
    let listed = bench
        .call(Method::POST, &format!("{BRANDS}/moss/default"), None)
        .await;
    assert_eq!(listed.json()["brands"][0]["name"], "Moss & Tallow");

    let bench = bench.crash_and_restart(|_| {}).await;
    assert_eq!(bench.names().await, ["Moss & Tallow", "Mirelune"]);
    let contract = bench.get("/v1/brands").await.json();
    assert_eq!(contract["brands"][0]["status"], "Active");
    assert_eq!(contract["brands"][0]["products"][0]["name"], "Tallow Balm");
    let order = bench.order(2).await;
    assert_eq!(bench.end(&order).await["status"], "completed");

    assert_eq!(bench.delete(&path).await.json()["products"], json!([]));
    assert_eq!(bench.delete(&format!("{BRANDS}/moss")).await.status, 200);
    assert_eq!(bench.delete(&format!("{BRANDS}/moss")).await.status, 200);
    assert_eq!(bench.names().await, ["Mirelune"]);
    assert_eq!(
        bench.get(&format!("{BRANDS}/moss")).await.code(),
        "brand_not_found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_brand_is_put_away_and_comes_back_as_it_was() {
    let bench = Bench::start(|_| {}).await;
    let path = format!("{BRANDS}/{MIRELUNE}");
    let mut changed = bench.get(&path).await.json();
    changed["name"] = json!("Mirelune & Co");
    assert_eq!(bench.put(&path, changed).await.status, 200);
    let list = bench.delete(&path).await.json();
    assert_eq!(
        (&list["brands"], &list["sample_is_hidden"]),
        (&json!([]), &json!(true))
    );
    let refused = bench.post(json!({"format": "static"})).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "no_brand_selected")
    );
    let bench = bench.crash_and_restart(|_| {}).await;
    assert_eq!(bench.names().await, Vec::<String>::new());
    let back = bench
        .call(Method::POST, "/v1/studio/sample", None)
        .await
        .json();
    assert_eq!(back["brands"][0]["name"], "Mirelune");
    assert_eq!(back["sample_is_hidden"], false);
    let order = bench.order(1).await;
    assert_eq!(bench.end(&order).await["status"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_without_a_usable_product_is_not_active() {
    let bench = Bench::start(|_| {}).await;
    bench.put(&format!("{BRANDS}/moss"), kit("Moss")).await;
    let listed = bench.get("/v1/brands").await.json();
    let moss = listed["brands"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "Moss");
    assert_eq!(moss.unwrap()["status"], "Pending Onboarding");
    assert_eq!(moss.unwrap()["product_count"], 0);
    let refused = bench
        .post(json!({"format": "static", "brand_id": "moss"}))
        .await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (425, "brand_onboarding_in_progress")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_ad_can_bear_is_refused_by_its_field_and_the_kit_stays_as_it_was() {
    let bench = Bench::start(|_| {}).await;
    let path = format!("{BRANDS}/moss");
    let before = bench.put(&path, kit("Moss")).await.json();
    let picture = bench.picture().await;
    let with = |field: &str, value: Value| {
        let mut kit = kit("Moss");
        let mut product = product(&picture);
        product["product_id"] = json!("balm");
        match field.strip_prefix("products[0].") {
            Some(inner) => product[inner] = value,
            None => kit[field] = value,
        }
        kit["products"] = json!([product]);
        kit
    };
    for (field, value, says) in [
        ("name", json!(""), "empty"),
        ("name", json!("x".repeat(400)), "Shorten"),
        ("name", json!("Mo🌿ss"), "Leave it out"),
        ("name", json!("水の力"), "no typeface"),
        ("palette", json!(["#FFFFFF"]), "Add one"),
        ("palette[1]", json!(["#FFFFFF", "blush"]), "six digits"),
        ("tone", json!("t".repeat(121)), "Shorten"),
        ("products[0].name", json!("n".repeat(400)), "Shorten"),
        ("products[0].name", json!("קרם לחות"), "right to left"),
        (
            "products[0].benefits",
            json!(
                vec!["b"; 30]
                    .iter()
                    .enumerate()
                    .map(|(n, b)| format!("{b}{n}"))
                    .collect::<Vec<_>>()
            ),
            "most",
        ),
        (
            "products[0].proof.rating",
            json!({"rating": 9.0, "reviews": 3, "source": "shop"}),
            "1 to 5",
        ),
        (
            "products[0].proof.source",
            json!({"rating": 4.0, "reviews": 3, "source": ""}),
            "looked up",
        ),
        ("products[0].picture", json!("f".repeat(40)), "not on file"),
    ] {
        let place = match field {
            "palette[1]" => "palette",
            "products[0].proof.rating" | "products[0].proof.source" => "products[0].proof",
            other => other,
        };
        let answer = bench.put(&path, with(place, value)).await;
        assert!(
            (400..500).contains(&answer.status),
            "{field}: {}",
            answer.text
        );
        answer.code();
        let error = answer.json()["error"].clone();
        assert_eq!(error["field"], field, "{}", answer.text);
        let message = error["message"].as_str().unwrap();
        assert!(
            message.starts_with(field) && message.contains(says),
            "{message}"
        );
        let now = bench.get(&path).await.json();
        assert_eq!(now, before, "{field}");
    }
    assert_eq!(
        bench.put(&format!("{BRANDS}/a%20b"), kit("A")).await.status,
        400
    );
    assert_eq!(bench.put(&path, json!([1])).await.code(), "invalid_request");
    assert_eq!(
        bench.put(&path, json!({"name": 3})).await.code(),
        "invalid_request"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_rests_on_an_older_version_is_refused_and_a_repeat_is_not() {
    let bench = Bench::start(|_| {}).await;
    let path = format!("{BRANDS}/moss");
    let first = bench.put(&path, kit("Moss")).await.json();
    let mut second = first.clone();
    second["tone"] = json!("dry");
    let written = bench.put(&path, second.clone()).await;
    assert_eq!(written.status, 200, "{}", written.text);
    // The answer was lost on the way, so it is sent again.
    let again = bench.put(&path, second).await;
    assert_eq!((again.status, again.json()), (200, written.json()));
    let mut other = first;
    other["tone"] = json!("loud");
    let stale = bench.put(&path, other).await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "conflict"));
    assert_eq!(bench.get(&path).await.json()["tone"], "dry");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_under_way_keeps_the_kit_that_it_was_ordered_with() {
    let slow = |made: &Arc<Quick>| {
        let made = Arc::clone(made);
        move |config: &mut parfait::studio::StudioConfig| {
            config.renderer = made;
            config.workers = 1;
        }
    };
    let renderer = Arc::new(Quick {
        takes: Duration::from_millis(60),
        ..Quick::default()
    });
    let bench = Bench::start(slow(&renderer)).await;
    let picture = bench.picture().await;
    let mut moss = kit("Moss");
    let mut balm = product(&picture);
    balm["product_id"] = json!("balm");
    moss["products"] = json!([balm]);
    let path = format!("{BRANDS}/moss");
    assert_eq!(bench.put(&path, moss).await.status, 201);
    let order = json!({"format": "static", "count": 6, "brand_id": "moss"});
    let id = bench.post(order).await.json()["delivery_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(bench.delete(&path).await.status, 200);
    let gone = bench
        .delete(&format!("/v1/studio/pictures/{picture}"))
        .await;
    assert_eq!((gone.status, gone.code().as_str()), (409, "conflict"));
    let bench = bench.crash_and_restart(slow(&renderer)).await;
    let end = bench.end(&id).await;
    assert_eq!(end["status"], "completed", "{end}");
    assert_eq!(end["ad_count"], 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_from_every_side_with_its_verdict() {
    let bench = Bench::start(|_| {}).await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let answer = bench.upload("product", packshot(format)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let facts = answer.json();
        assert_eq!(
            (&facts["width"], &facts["height"]),
            (&json!(360), &json!(480))
        );
        assert!(
            facts["cut"]["sentence"].as_str().unwrap().len() > 20,
            "{facts}"
        );
        let id = facts["picture_id"].as_str().unwrap();
        for face in ["original", "cutout", "framed"] {
            let path = format!("/v1/studio/pictures/{id}/{face}");
            let whole = bench.get(&path).await;
            assert_eq!(
                whole.headers["content-type"], "image/png",
                "{format:?} {face}"
            );
            let small = bench.get(&format!("{path}?side=120")).await;
            assert_eq!(small.status, 200);
            assert_eq!(bench.get(&format!("{path}?side=999999")).await.status, 400);
        }
        // The same file again is the same picture.
        assert_eq!(
            bench.upload("product", packshot(format)).await.json(),
            facts
        );
        let gone = bench.delete(&format!("/v1/studio/pictures/{id}")).await;
        assert_eq!(gone.status, 200);
        assert_eq!(
            bench.get(&format!("/v1/studio/pictures/{id}")).await.status,
            404
        );
    }
    for strange in ["x", "..%2F..%2Fstudio.sqlite", &"0".repeat(40)] {
        let path = format!("/v1/studio/pictures/{strange}/original");
        assert_eq!(bench.get(&path).await.status, 404, "{strange}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_usable_picture_gets_its_sentence_and_leaves_nothing_behind() {
    let bench = Bench::start(|_| {}).await;
    let jpeg = packshot(ImageFormat::Jpeg);
    let tiny = {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::new(1, 1)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    };
    for (what, bytes, says) in [
        ("no bytes", Vec::new(), "is empty"),
        ("one pixel", tiny, "only 1 x 1 pixels"),
        (
            "half a JPEG",
            jpeg[..jpeg.len() / 2].to_vec(),
            "ends too soon",
        ),
        ("a bomb", bomb(), "20000 x 20000 pixels, which is more"),
        // Also under the name of a picture: names are not sent, and nobody would trust them.
        ("a text file", b"just a note\n".repeat(20), "holds text"),
        (
            "an SVG",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>".to_vec(),
            "Save the picture as PNG",
        ),
        ("noise", vec![0xA7; 4096], "no picture that Parfait knows"),
    ] {
        for kind in ["product", "logo"] {
            let answer = bench.upload(kind, bytes.clone()).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (422, "unusable_picture"),
                "{what}"
            );
            let message = answer.json()["error"]["message"].clone();
            let message = message.as_str().unwrap();
            assert!(
                message.contains(says) && message.ends_with('.'),
                "{what}: {message}"
            );
        }
    }
    assert_eq!(bench.upload("poster", jpeg.clone()).await.status, 400);
    let stranger = bench
        .client
        .post(bench.url("/v1/studio/pictures"))
        .body(jpeg);
    assert_eq!(bench.send(stranger).await.code(), "missing_authorization");
    let incoming = bench.folder.path().join("incoming");
    let left = std::fs::read_dir(incoming).unwrap().count();
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_its_limit_is_refused_in_a_sentence() {
    let bench = Bench::start(|_| {}).await;
    let large = "x".repeat(300 * 1024);
    let answer = bench
        .put(&format!("{BRANDS}/moss"), json!({ "name": large }))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (413, "payload_too_large")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_palette_is_picked_from_the_pictures_and_judged_before_it_is_saved() {
    let bench = Bench::start(|_| {}).await;
    let path = format!("{BRANDS}/moss");
    bench.put(&path, kit("Moss")).await;
    let refused = bench.get(&format!("{path}/palette")).await;
    assert_eq!(refused.json()["error"]["field"], "palette");
    let picture = bench.picture().await;
    bench
        .put(&format!("{path}/products/balm"), product(&picture))
        .await;
    let picked = bench.get(&format!("{path}/palette?colours=3")).await.json();
    assert!(
        (2..=3).contains(&picked["palette"].as_array().unwrap().len()),
        "{picked}"
    );
    assert_eq!(picked["colours"]["is_enough"], true, "{picked}");
    assert_eq!(
        picked,
        bench.get(&format!("{path}/palette?colours=3")).await.json()
    );
    assert_eq!(
        bench.get(&format!("{path}/palette?colours=9")).await.status,
        400
    );
    assert_eq!(
        bench.get(&path).await.json()["palette"],
        kit("Moss")["palette"]
    );
    let pale = json!({"palette": ["#FFFFFF", "#F2F2F2"]});
    let judged = bench
        .call(Method::POST, "/v1/studio/palette/check", Some(pale))
        .await
        .json();
    assert_eq!(judged["colours"]["swatches"].as_array().unwrap().len(), 2);
    let pairings = bench.get("/v1/studio/type-pairings").await.json();
    assert_eq!(pairings["type_pairings"].as_array().unwrap().len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn glass_lets_the_background_through_unless_the_person_wants_it_solid() {
    let bench = Bench::start(|_| {}).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packshots");
    let bottle = photo(&Product::read(&folder, "clear"), &SETS[1], 0.12).picture;
    let facts = bench.upload("product", bottle.to_png()).await.json();
    assert_eq!(facts["cut"]["has_glass"], true, "{facts}");
    let picture = facts["picture_id"].as_str().unwrap();
    let middle = |face: image::RgbaImage| {
        let (width, height) = face.dimensions();
        face.get_pixel(width / 2, height * 2 / 3).0[3]
    };
    let through = middle(bench.face(picture, "cutout").await);
    assert!(through < 140, "{through}");
    assert_eq!(middle(bench.face(picture, "solid").await), 255);

    bench.put(&format!("{BRANDS}/moss"), kit("Moss")).await;
    let balm = format!("{BRANDS}/moss/products/balm");
    bench.put(&balm, product(picture)).await;
    let solid = json!({"picture_id": picture, "picture_use": "solid"});
    let kit = bench.put(&format!("{balm}/picture"), solid).await.json();
    assert_eq!(kit["products"][0]["picture_use"], "solid", "{kit}");

    // A product without glass has no solid face; asking for one gives its cut-out.
    let plain = bench.picture().await;
    let path = format!("/v1/studio/pictures/{plain}/solid");
    assert_eq!(bench.get(&path).await.status, 404);
    let solid = json!({"picture_id": plain, "picture_use": "solid"});
    let kit = bench.put(&format!("{balm}/picture"), solid).await.json();
    assert!(kit["missing"].as_array().is_none_or(Vec::is_empty), "{kit}");
    let unknown = json!({"picture_id": plain, "picture_use": "sideways"});
    let refused = bench.put(&format!("{balm}/picture"), unknown).await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.text.contains("cutout, solid or framed"),
        "{}",
        refused.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_face_of_a_picture_is_chosen_per_product() {
    let bench = Bench::start(|_| {}).await;
    let path = format!("{BRANDS}/moss");
    bench.put(&path, kit("Moss")).await;
    let picture = bench.picture().await;
    let balm = format!("{path}/products/balm");
    bench.put(&balm, product(&picture)).await;
    let framed = json!({"picture_id": picture, "picture_use": "framed"});
    let kit = bench.put(&format!("{balm}/picture"), framed).await;
    assert_eq!(
        kit.json()["products"][0]["picture_use"],
        "framed",
        "{}",
        kit.text
    );
    let without = bench.delete(&format!("{balm}/picture")).await.json();
    assert_eq!(without["products"][0]["picture"], Value::Null);
    assert_eq!(without["missing"], json!(["a picture"]));
    let nobody = bench
        .delete(&format!("{path}/products/nobody/picture"))
        .await;
    assert_eq!(nobody.status, 404);
}
