//! Bytes that no HTTP library would send. Whatever comes, the answer is the envelope and the studio stays well.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::bench::Bench;

/// Sends raw bytes, says that no more will come, and reads all that is answered.
fn exchange(bench: &Bench, bytes: &[u8]) -> String {
    let addr = bench.studio.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(addr).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn code(answer: &str) -> (u16, String) {
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let body = answer
        .split("\r\n\r\n")
        .nth(1)
        .unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let body: serde_json::Value =
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer:?}"));
    (
        status.unwrap_or_default(),
        body["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_bytes_come_the_answer_is_the_envelope() {
    let bench = Bench::start(|_| {}).await;
    let key = bench.studio.key().expose().to_owned();
    let post = |headers: &str, body: &[u8]| {
        let head = format!(
            "POST /v1/ads/generate HTTP/1.1\r\nHost: studio\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n{headers}\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    };
    let get = |headers: &[u8]| {
        [
            b"GET /v1/balance HTTP/1.1\r\nHost: studio\r\n".as_slice(),
            headers,
            b"\r\n\r\n",
        ]
        .concat()
    };
    let many_headers: String = (0..300).map(|n| format!("X-{n}: 1\r\n")).collect();
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        (
            "no HTTP at all",
            b"hello, is there anybody?\r\n\r\n".to_vec(),
            400,
            "invalid_request",
        ),
        (
            "a TLS hello",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
            400,
            "invalid_request",
        ),
        (
            "a bad header",
            get(b"Bad Header Name: 1"),
            400,
            "invalid_request",
        ),
        (
            "two lengths",
            post("Content-Length: 2\r\nContent-Length: 3", b"{}"),
            400,
            "invalid_request",
        ),
        (
            "a negative length",
            post("Content-Length: -5", b"{}"),
            400,
            "invalid_request",
        ),
        (
            "a body cut short",
            post("Content-Length: 500", b"{\"count\""),
            400,
            "invalid_request",
        ),
        (
            "broken chunks",
            post("Transfer-Encoding: chunked", b"zz\r\n{}\r\n0\r\n\r\n"),
            400,
            "invalid_request",
        ),
        (
            "chunks cut short",
            post("Transfer-Encoding: chunked", b"5\r\n{\"co"),
            400,
            "invalid_request",
        ),
        (
            "no length and no body",
            post("X-Nothing: 1", b""),
            400,
            "invalid_json",
        ),
        (
            "too many headers",
            get(many_headers.as_bytes()),
            431,
            "invalid_request",
        ),
        (
            "a header without end",
            get(format!("X-Long: {}", "x".repeat(1 << 20)).as_bytes()),
            431,
            "invalid_request",
        ),
        ("no key", get(b"X-Nothing: 1"), 401, "missing_authorization"),
        (
            "a key that is no text",
            get(b"Authorization: Bearer \xff\xfe\x80"),
            401,
            "invalid_key_format",
        ),
        (
            "two keys",
            get(format!("Authorization: Bearer {key}\r\nAuthorization: Bearer {key}").as_bytes()),
            401,
            "invalid_authorization_scheme",
        ),
    ];
    for (what, bytes, status, wanted) in cases {
        let answer = exchange(&bench, &bytes);
        assert!(!answer.is_empty(), "{what}: the connection was dropped");
        assert_eq!(code(&answer), (status, wanted.to_owned()), "{what}");
        assert!(!answer.contains(&key), "{what}: the key is told");
    }
    // A sender that asks first is told before it sends.
    let asks = post("Content-Length: 99999999\r\nExpect: 100-continue", b"");
    assert_eq!(
        code(&exchange(&bench, &asks)),
        (413, "payload_too_large".to_owned())
    );
    assert_eq!(bench.balance().await, 1250);
    assert_eq!(
        bench.end(&bench.order(1).await).await["status"],
        "completed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_closes_its_side_at_once_still_hears_the_answer() {
    let bench = Bench::start(|_| {}).await;
    let key = bench.studio.key().expose().to_owned();
    let body = r#"{"format":"static"}"#;
    let head = format!(
        "POST /v1/ads/generate HTTP/1.1\r\nHost: studio\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..20 {
        let answer = exchange(&bench, format!("{head}{body}").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_beyond_the_limit_is_refused_without_being_read() {
    let bench = Bench::start(|_| {}).await;
    let addr = bench
        .studio
        .base_url()
        .strip_prefix("http://")
        .unwrap()
        .to_owned();
    let key = bench.studio.key().expose().to_owned();
    for (what, length, more) in [
        ("far beyond", 50_u64 << 30, ""),
        (
            "a little beyond, asking first",
            201 << 20,
            "Expect: 100-continue\r\n",
        ),
    ] {
        let mut stream = TcpStream::connect(&addr).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let head = format!(
            "POST /v1/studio/pictures HTTP/1.1\r\nHost: {addr}\r\nAuthorization: Bearer {key}\r\n\
             Content-Length: {length}\r\n{more}\r\n"
        );
        // Not one byte of the file is sent: an answer can only come from who did not wait for it.
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains("}}") {
            let read = stream.read(&mut piece).unwrap();
            assert!(read > 0, "{what}: closed without an answer");
            answer.extend_from_slice(&piece[..read]);
        }
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(
            code(&answer),
            (413, "payload_too_large".to_owned()),
            "{what}"
        );
        assert!(answer.contains("larger than 200 MB"), "{what}: {answer}");
        // The rest is not waited for: the connection is given up, and nothing lies on the disk.
        let rest = vec![0; 1 << 20];
        let mut taken = 0_u64;
        while taken < 64 << 20 && stream.write_all(&rest).is_ok() {
            taken += rest.len() as u64;
        }
        assert!(
            taken < 64 << 20,
            "{what}: {taken} bytes were taken after the refusal"
        );
        let incoming = bench.folder.path().join("incoming");
        let left = std::fs::read_dir(incoming).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{what}");
    }
}
