//! Bytes on the wire, by hand, so that every way of breaking off can be acted out.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;

use super::{Fault, Route};

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Incoming {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An answer before anything is done to it.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub status: u16,
    pub content_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Outgoing {
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            content_type: "application/json",
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        }
    }

    pub fn error(status: u16, code: &str) -> Self {
        let message = format!("internal words about {code}");
        Self::json(
            status,
            &serde_json::json!({ "error": { "code": code, "message": message } }),
        )
    }

    /// Sets a header that is there, or adds it.
    fn set(&mut self, name: &'static str, value: String) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }

    /// The part of a file that was asked for, if it is still the same file; the whole otherwise.
    pub fn of_range(mut self, incoming: &Incoming) -> Self {
        let tag = format!("\"{:x}\"", Sha256::digest(&self.body));
        let is_same = incoming.header("if-range").is_none_or(|known| known == tag);
        self.headers.push(("ETag", tag));
        let first: Option<usize> = incoming.header("range").and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse()
                .ok()
        });
        let (Some(first), true) = (first, is_same) else {
            return self;
        };
        let total = self.body.len();
        if first >= total {
            self.status = 416;
            self.body.clear();
            self.set("Content-Range", format!("bytes */{total}"));
            return self;
        }
        self.status = 206;
        self.body.drain(..first);
        self.set(
            "Content-Range",
            format!("bytes {first}-{}/{total}", total - 1),
        );
        self
    }

    fn html(status: u16) -> Self {
        Self {
            status,
            content_type: "text/html",
            headers: Vec::new(),
            body: b"<!doctype html><title>Something else</title>".to_vec(),
        }
    }

    /// Head and body; the head states `length` bytes.
    fn bytes(&self, length: usize, sent: &[u8]) -> Vec<u8> {
        let mut bytes = format!(
            "HTTP/1.1 {} Told\r\nContent-Type: {}\r\nContent-Length: {length}\r\nConnection: close\r\n",
            self.status, self.content_type
        )
        .into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(sent);
        bytes
    }

    fn whole(&self) -> Vec<u8> {
        self.bytes(self.body.len(), &self.body)
    }

    /// States the whole length and sends half.
    fn half(&self) -> Vec<u8> {
        self.bytes(self.body.len(), &self.body[..self.body.len() / 2])
    }
}

/// Reads one request; `None` when the other side goes away.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Incoming> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let method = first.next()?.to_owned();
    let (path, query) = match first.next()?.split_once('?') {
        Some((path, query)) => (path.to_owned(), query.to_owned()),
        None => (head.split(' ').nth(1)?.to_owned(), String::new()),
    };
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut incoming = Incoming {
        method,
        path,
        query,
        headers,
        body: bytes[end + 4..].to_vec(),
    };
    let length = incoming
        .header("content-length")
        .map_or(Some(0), |text| text.parse().ok())?;
    while incoming.body.len() < length {
        if stream.read_buf(&mut incoming.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(incoming)
}

/// Answers, or acts out the fault. `process` does the work of the request; some faults come before it.
pub async fn act(
    stream: &mut (impl AsyncWrite + Unpin),
    fault: Option<Fault>,
    route: Route,
    process: impl Fn() -> Outgoing,
) {
    if let Some(Fault::Drip(pause)) = fault {
        for byte in process().whole() {
            if stream.write_all(&[byte]).await.is_err() || stream.flush().await.is_err() {
                return;
            }
            sleep(pause).await;
        }
        return;
    }
    let (bytes, silence) = match fault {
        None => (process().whole(), None),
        Some(fault) => broken(fault, route, process),
    };
    if let Some((wait, before)) = silence {
        if before {
            sleep(wait).await;
        }
        stream.write_all(&bytes).await.ok();
        if !before {
            stream.flush().await.ok();
            sleep(wait).await;
        }
    } else {
        stream.write_all(&bytes).await.ok();
    }
    stream.shutdown().await.ok();
}

/// What is sent, and a silence before (`true`) or after it.
type Broken = (Vec<u8>, Option<(Duration, bool)>);

fn broken(fault: Fault, route: Route, process: impl Fn() -> Outgoing) -> Broken {
    let bytes = match fault {
        Fault::Status {
            status,
            code,
            retry_after,
        } => {
            let mut answer = Outgoing::error(status, code);
            answer
                .headers
                .extend(retry_after.map(|r| ("Retry-After", r)));
            answer.whole()
        }
        Fault::StatusHtml(status) => Outgoing::html(status).whole(),
        Fault::Redirect(to) => {
            let mut answer = Outgoing::html(302);
            answer.headers.push(("Location", to));
            answer.whole()
        }
        Fault::CutBeforeAnswer => Vec::new(),
        Fault::AnswerLost => {
            process();
            Vec::new()
        }
        Fault::CutInBody => process().half(),
        Fault::Stall(wait) => {
            process();
            return (Vec::new(), Some((wait, true)));
        }
        Fault::StallInBody(wait) => return (process().half(), Some((wait, false))),
        Fault::Slow(wait) => return (process().whole(), Some((wait, true))),
        Fault::WrongLength => {
            let mut answer = process();
            answer.body.truncate(answer.body.len() / 2);
            answer.whole()
        }
        Fault::Drip(_) => process().whole(),
        Fault::PartOfAnother => {
            let mut answer = process();
            if answer.status == 206 {
                answer.body.iter_mut().for_each(|byte| *byte = !*byte);
                answer.set("ETag", "\"another\"".into());
            }
            answer.whole()
        }
        Fault::PartElsewhere => {
            let mut answer = process();
            if answer.status == 206 {
                let (start, total) = (7, answer.body.len() + 7);
                let last = total - 1;
                answer.set("Content-Range", format!("bytes {start}-{last}/{total}"));
            }
            answer.whole()
        }
        Fault::Shape(shape) => {
            let mut answer = process();
            if let Ok(said) = serde_json::from_slice(&answer.body) {
                answer.body = shape.of(said).to_string().into_bytes();
            }
            answer.whole()
        }
        Fault::Html => {
            process();
            Outgoing::html(200).whole()
        }
        Fault::WrongType => {
            let mut answer = process();
            answer.content_type = if route == Route::Asset {
                "application/octet-stream"
            } else {
                "text/plain"
            };
            answer.whole()
        }
    };
    (bytes, None)
}
