//! A key goes to the service, over a safe way, and nowhere else.

use parfait::api::dessert::check_key;
use parfait::api::{Dessert, Endpoint, Fault as Failure, Http, fetch};
use parfait::base::secret::Secret;
use parfait::model::ids::DeliveryId;
use parfait::wire::dessert::ErrorCode;
use url::Url;

use super::{client, generate, hasty, pay};
use crate::support::fault_server::{Fault, FaultServer, Faults, KEY, Route};
use crate::support::logged::Logged;

#[tokio::test]
async fn a_key_goes_nowhere_but_to_the_service() {
    let elsewhere = FaultServer::start(Faults::none()).await;
    let to = format!("{}v1/balance", elsewhere.url());
    let server = FaultServer::start(Faults::always(Route::Balance, Fault::Redirect(to))).await;
    let error = client(&server).balance().await.unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert!(elsewhere.requests().is_empty());

    let accepted = generate(&server, "k").await.unwrap();
    let url = format!(
        "{}assets/{}/1-vertical.png",
        server.url(),
        accepted.delivery_id
    );
    let mut file = fetch(&hasty(), &url).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = file.chunk().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    assert_eq!(file.total, Some(bytes.len() as u64));
    assert_eq!(file.content_type.as_deref(), Some("image/png"));
    assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 1080);
    server.assert_no_key_reached_a_file();
}

#[test]
fn insecure_addresses_and_malformed_keys_are_refused_before_anything_is_sent() {
    let http = hasty();
    let new = |url: &str, key: &str| {
        let endpoint = Endpoint {
            base_url: Url::parse(url).unwrap(),
            key: Secret::new(key),
        };
        Dessert::new(http.clone(), endpoint).map_err(|error| error.fault)
    };
    assert!(new("https://api.dessert.dev", KEY).is_ok());
    assert!(new("http://127.0.0.1:8787/v1/", KEY).is_ok());
    assert!(matches!(
        new("http://api.dessert.dev", KEY),
        Err(Failure::Insecure { .. })
    ));
    assert!(matches!(
        new("ftp://127.0.0.1", KEY),
        Err(Failure::Insecure { .. })
    ));
    assert!(matches!(
        new("https://me:pw@api.dessert.dev", KEY),
        Err(Failure::BadAddress)
    ));
    for key in [
        "",
        "dsrt_live_",
        "ck_live_0123",
        "dsrt_live_a b",
        "dsrt_live_ä",
    ] {
        assert_eq!(
            new("https://api.dessert.dev", key).err(),
            Some(Failure::BadKey),
            "{key}"
        );
        assert!(check_key(&Secret::new(key)).is_err());
    }
}

#[tokio::test]
async fn an_address_that_was_pasted_with_too_much_still_works_and_ids_cannot_leave_their_place() {
    let server = FaultServer::start(Faults::none()).await;
    let mut endpoint = server.endpoint();
    endpoint.base_url = server.url().join("/v1/?a=b#c").unwrap();
    let client = Dessert::new(hasty(), endpoint).unwrap();
    client.balance().await.unwrap();
    let error = client
        .delivery(&DeliveryId::new("../balance?x"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::DeliveryNotFound));
    let path = &server.requests().last().unwrap().incoming.path.clone();
    assert_eq!(path, "/v1/deliveries/..%2Fbalance%3Fx");
}

#[tokio::test]
async fn a_key_is_in_no_error_no_report_and_no_log() {
    let log = Logged::start();
    let secret = KEY.strip_prefix("dsrt_live_").unwrap();
    for fault in [
        Fault::Status {
            status: 400,
            code: "dsrt_live_5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
            retry_after: None,
        },
        Fault::status(401),
        Fault::CutBeforeAnswer,
        Fault::Html,
    ] {
        let server = FaultServer::start(Faults::always(Route::Generate, fault)).await;
        let client = client(&server);
        let error = pay(&client, "k").await.unwrap_err();
        let said = format!("{error} {error:?} {:?} {client:?}", error.report());
        assert!(!said.contains(secret), "{said}");
    }
    let logged = log.text();
    assert!(
        logged.contains("/v1/ads/generate") && !logged.contains(secret),
        "{logged}"
    );
}

// This machine is never asked through a proxy, which would see the key.

#[test]
fn a_service_on_this_machine_is_asked_without_a_proxy() {
    let server = FaultServer::start_blocking(Faults::none());
    let out = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "retry::keys::child_asks_past_a_proxy",
        ])
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env("http_proxy", "http://127.0.0.1:9")
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .env("NO_PROXY", "")
        .env("DESSERT_API_URL", server.url().as_str())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && text.contains("1 passed"), "{text}");
    assert_eq!(server.requests_to(Route::Balance).len(), 1);
}

#[tokio::test]
#[ignore = "run by a_service_on_this_machine_is_asked_without_a_proxy"]
async fn child_asks_past_a_proxy() {
    let endpoint = Endpoint {
        base_url: std::env::var("DESSERT_API_URL").unwrap().parse().unwrap(),
        key: Secret::new(KEY),
    };
    let client = Dessert::new(Http::new().unwrap(), endpoint).unwrap();
    client.balance().await.unwrap();
}
