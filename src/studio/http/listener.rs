//! The door to the network. It gives the HTTP library's own bare refusals (bytes that are no HTTP, headers without
//! end) the body that the contract promises for every refusal, and lets a caller that has said its last word hear the
//! answer.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Sleep;

use crate::wire::dessert::ErrorCode;

use super::super::refusal;

/// A listener whose connections never refuse without saying why.
pub struct Front(pub TcpListener);

impl Listener for Front {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, addr) = Listener::accept(&mut self.0).await;
        // Small answers should not wait for company.
        stream.set_nodelay(true).ok();
        (Connection::new(stream), addr)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// How long an answer is waited for after a caller has closed its side.
const OWED: Duration = Duration::from_secs(3);

/// How long after the last written bytes a closed side is taken for the end of the conversation.
const SAID: Duration = Duration::from_millis(500);

/// One connection.
pub struct Connection {
    stream: TcpStream,
    /// What is written in place of a bare refusal, and how much of it has gone.
    instead: Option<(Vec<u8>, usize)>,
    /// Whether anything has been read since the last bytes were written.
    is_owing: bool,
    /// Runs once the caller has closed its side. The HTTP library drops the answer at once when it hears of that, so it
    /// hears of it late.
    hush: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            instead: None,
            is_owing: false,
            hush: None,
        }
    }

    /// Holds the end of the caller's bytes back while an answer may be on its way.
    fn end_of_bytes(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wait = if self.is_owing { OWED } else { SAID };
        let hush = self
            .hush
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        hush.as_mut().poll(cx).map(Ok)
    }

    fn has_written(&mut self) {
        self.is_owing = false;
        if let Some(hush) = &mut self.hush {
            hush.as_mut().reset(tokio::time::Instant::now() + SAID);
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.hush.is_some() {
            return this.end_of_bytes(cx);
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            this.is_owing = true;
            Poll::Ready(Ok(()))
        } else if buffer.remaining() == 0 {
            Poll::Ready(Ok(()))
        } else {
            this.end_of_bytes(cx)
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.instead.is_none() {
            this.instead = speaking(bytes).map(|answer| (answer, 0));
        }
        let Some((answer, gone)) = &mut this.instead else {
            let written = ready!(Pin::new(&mut this.stream).poll_write(cx, bytes))?;
            this.has_written();
            return Poll::Ready(Ok(written));
        };
        while let Some(rest) = answer.get(*gone..).filter(|rest| !rest.is_empty()) {
            let written = ready!(Pin::new(&mut this.stream).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *gone += written;
        }
        this.instead = None;
        this.has_written();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The answer to give in place of a bare refusal; `None` when the bytes are anything else. Our own refusals always
/// have a body, so an empty one can only be the library's.
fn speaking(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(bytes.get(..bytes.len().min(512))?).ok()?;
    let status = head.strip_prefix("HTTP/1.1 4")?;
    if !head.ends_with("\r\n\r\n")
        || !head
            .to_ascii_lowercase()
            .contains("\r\ncontent-length: 0\r\n")
    {
        return None;
    }
    let (line, message) = match status.get(..2)? {
        "00" => ("400 Bad Request", "The request is not well-formed HTTP."),
        "14" => (
            "414 URI Too Long",
            "The address of the request is too long.",
        ),
        "31" => (
            "431 Request Header Fields Too Large",
            "The request has too many headers, or too large ones.",
        ),
        _ => return None,
    };
    let body = refusal::envelope(ErrorCode::InvalidRequest, message.to_owned());
    let mut answer = format!(
        "HTTP/1.1 {line}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(&body);
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_refusal_is_replaced() {
        let bare = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let answer = String::from_utf8(speaking(bare).unwrap()).unwrap();
        assert!(answer.contains("\"code\":\"invalid_request\""), "{answer}");
        assert!(speaking(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_none());
        assert!(speaking(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}").is_none());
        assert!(speaking(b"").is_none());
    }
}
