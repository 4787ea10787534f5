//! The log of a delivery in the window: every attempt is found, read, copied and exported by name.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use parfait::base::report::Report;
use parfait::model::account::Service;
use parfait::model::exchange::{Body, Exchange, LogEntry, Subject};
use parfait::model::ids::{AccountId, DeliveryId, IdempotencyKey};
use parfait::model::settings::Theme;
use parfait::runtime::command::Command;
use parfait::runtime::log::{LogCommand, LogOf, LogView};
use parfait::runtime::remote::Remote;
use parfait::runtime::view::{Job, JobStage, View};

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};

const SENT: &str = r#"{"brand_id":"brand_lumera","product_ids":["prod_serum"],"brand_tone":"quiet, warm, exact","copy_angle":"ritual","count":3,"format":"static","webhook_url":"https://hooks.example.com/••••"}"#;
const ACCEPTED: &str = r#"{"delivery_id":"recDELIV000000042","status":"queued","credits_charged":15,"credits_balance_after":1235,"request_id":"req_91c0"}"#;
const LOOK: &str = r#"{"delivery_id":"recDELIV000000042","status":"completed","ads":[{"ad_id":"recAD1","index":1,"orientation":"vertical","headline":"Glow that looks like sleep","static_url":"https://files.dessert.dev/a/1.png?X-Amz-Expires=••••&X-Amz-Signature=••••"}]}"#;

fn body(text: &str) -> Option<Body> {
    Some(Body {
        text: text.into(),
        bytes: text.len() as u64,
        is_exact: !text.contains("••••"),
    })
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn entry(id: i64, age: u64, method: &str, path: &str, status: Option<u16>) -> LogEntry {
    let mut headers = vec![("authorization", "Bearer ••••")];
    if method == "POST" {
        headers.push(("idempotency-key", "5f0c1d52-7a5b-4b0c-9a58-6f6f0f0c2a11"));
        headers.push(("content-type", "application/json"));
    }
    let answered = [
        ("content-type", "application/json"),
        ("date", "Sat, 21 Nov 2026 10:41:00 GMT"),
        ("x-request-id", "req_91c0"),
        ("set-cookie", "••••"),
    ];
    LogEntry {
        id,
        lost_before: 0,
        exchange: Exchange {
            about: Subject {
                key: Some(IdempotencyKey::new("5f0c1d52-7a5b-4b0c-9a58-6f6f0f0c2a11")),
                delivery: Some(DeliveryId::new("d5")),
            },
            attempt: 1,
            method: method.into(),
            url: format!("https://api.dessert.dev{path}"),
            sent_headers: pairs(&headers),
            sent: if method == "POST" { body(SENT) } else { None },
            started_at: views::now() - Duration::from_secs(age),
            took_ms: 340 + id as u64 * 131,
            status,
            headers: if status.is_some() {
                pairs(&answered)
            } else {
                Vec::new()
            },
            answer: if status.is_some() { body(LOOK) } else { None },
            fault: None,
        },
    }
}

fn entries() -> Vec<LogEntry> {
    let mut lost = entry(1, 900, "POST", "/v1/ads/generate", None);
    lost.exchange.fault = Some("no whole answer within 60 s".into());
    lost.exchange.took_ms = 60_000;
    let mut accepted = entry(2, 838, "POST", "/v1/ads/generate", Some(202));
    accepted.exchange.attempt = 2;
    accepted.exchange.answer = body(ACCEPTED);
    let mut busy = entry(3, 800, "GET", "/v1/deliveries/recDELIV000000042", Some(503));
    busy.exchange.fault = Some("503 service_warming_up: The renderer is starting.".into());
    let mut all = vec![lost, accepted, busy];
    for id in 4..6 {
        let age = 790 - id as u64 * 15;
        let look = entry(
            id,
            age,
            "GET",
            "/v1/deliveries/recDELIV000000042",
            Some(200),
        );
        all.push(look);
    }
    let mut file = entry(6, 600, "GET", "", Some(200));
    file.exchange.url =
        "https://files.dessert.dev/a/1.png?X-Amz-Expires=••••&X-Amz-Signature=••••".into();
    file.exchange.sent_headers = Vec::new();
    file.exchange.answer = None;
    all.push(file);
    all
}

fn done() -> Job {
    let mut job = Arc::unwrap_or_clone(views::job("d5", 900, JobStage::Done, 6));
    job.service = Service::Dessert;
    job.account = AccountId::new("dessert");
    job
}

fn logged(entries: Vec<LogEntry>) -> View {
    let mut view = views::dessert();
    let job = done();
    view.log = LogView {
        of: Some(LogOf::job(&job)),
        entries: Remote::Ready(Arc::new(entries)),
        export: Remote::Absent,
    };
    view.jobs = vec![Arc::new(job)];
    view
}

fn press(window: &mut Window, label: &str) {
    let found = window.harness.get_by_role_and_label(Role::Button, label);
    found.click();
    window.run();
}

fn opened(view: View, size: (f32, f32), theme: Theme) -> Window {
    let mut window = Window::open_as(view, size, theme);
    press(&mut window, "Deliveries");
    window.asked();
    let is_link = |label: String| label.starts_with("Requests of ");
    window
        .harness
        .get_all_by_role(Role::Button)
        .find(|it| it.accesskit_node().label().is_some_and(is_link))
        .unwrap()
        .click();
    window.run();
    window
}

fn row(window: &Window, has: &str) -> String {
    window
        .harness
        .get_all_by_role(Role::Button)
        .filter_map(|it| it.accesskit_node().label())
        .find(|it| it.contains(has))
        .unwrap()
}

#[test]
fn the_log_of_a_delivery_is_opened_read_and_closed() {
    for (theme, size, name) in [
        (Theme::Light, LARGE, "light"),
        (Theme::Dark, LARGE, "dark"),
        (Theme::Light, SMALL, "small"),
    ] {
        let mut window = opened(logged(entries()), size, theme);
        let of = LogOf::job(&done());
        let asked = window.asked();
        assert!(
            asked.contains(&Command::Log(LogCommand::Open(of))),
            "{asked:?}"
        );
        // The newest is read first: a file, of which no body is kept.
        assert!(
            window
                .harness
                .query_by_label("The file itself is not kept here.")
                .is_some()
        );
        let accepted = row(&window, "202");
        assert!(
            accepted.contains("POST /v1/ads/generate, 202, ") && accepted.ends_with("attempt 2"),
            "{accepted}"
        );
        press(&mut window, &accepted);
        window.picture(&format!("log-{name}"));
        let lost = row(&window, "no answer");
        press(&mut window, &lost);
        window.picture(&format!("log-lost-{name}"));
        assert!(
            window
                .harness
                .query_by_label("no whole answer within 60 s")
                .is_some()
        );
        press(&mut window, "Close the log");
        assert_eq!(window.asked(), [Command::Log(LogCommand::Close)]);
        assert!(
            window
                .harness
                .query_by_label("Export for support")
                .is_none()
        );
    }
}

#[test]
fn an_attempt_is_copied_as_a_command_without_a_key() {
    let mut window = opened(logged(entries()), LARGE, Theme::Light);
    let look = row(&window, "503");
    press(&mut window, &look);
    let button = window
        .harness
        .get_by_role_and_label(Role::Button, "Copy as curl");
    button.click();
    window.harness.step();
    let copied = window
        .harness
        .output()
        .platform_output
        .commands
        .iter()
        .find_map(|it| match it {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
    let copied = copied.unwrap();
    assert!(
        copied.contains("Bearer $DESSERT_API_KEY") && copied.contains("/v1/deliveries/"),
        "{copied}"
    );
}

#[test]
fn the_file_for_support_is_asked_for_and_shown_or_its_failure_told() {
    let mut window = opened(logged(entries()), LARGE, Theme::Light);
    window.asked();
    press(&mut window, "Export for support");
    assert_eq!(window.asked(), [Command::Log(LogCommand::Export)]);
    let path = PathBuf::from("/home/ada/.local/share/parfait/support/parfait-support-d5.json");
    window.show(|view| view.log.export = Remote::Ready(path.clone()));
    window.picture("log-exported");
    press(&mut window, "Show in folder");
    assert_eq!(window.asked(), [Command::Reveal(path)]);
    let report = Report::failed(
        "The log was not exported: a key is in it.",
        "Replace that key.",
    );
    window.show(|view| view.log.export = Remote::Failed(None, report));
    window.picture("log-refused");
    let told = "The log was not exported: a key is in it. Replace that key.";
    assert!(window.harness.query_by_label(told).is_some());
}

#[test]
fn a_log_of_thousands_paints_only_what_is_in_sight() {
    let many: Vec<_> = (0..2_000)
        .map(|id| {
            entry(
                id,
                90_000 - id as u64,
                "GET",
                "/v1/deliveries/recDELIV000000042",
                Some(200),
            )
        })
        .collect();
    let window = opened(logged(many), LARGE, Theme::Dark);
    let rows = window.harness.get_all_by_role(Role::Button);
    let rows = rows.filter(|it| {
        it.accesskit_node()
            .label()
            .is_some_and(|it| it.contains("GET /v1"))
    });
    let rows = rows.count();
    assert!((5..40).contains(&rows), "{rows} rows");
}

#[test]
fn an_empty_log_says_why() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = opened(logged(Vec::new()), LARGE, theme);
        assert!(
            window
                .harness
                .query_by_label("No requests are kept")
                .is_some()
        );
        window.picture(&format!("log-empty-{name}"));
    }
}
