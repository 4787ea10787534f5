//! A server on this machine that answers every request by its path alone, with a thread for each connection.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

/// What is answered.
#[allow(dead_code, reason = "not every bench answers with both")]
pub enum Reply {
    /// A status and a document.
    Json(u16, String),
    /// A picture.
    Png(Arc<[u8]>),
}

/// Starts it; it ends with the program. `answer` is given the path and the server's own address.
pub fn serve(answer: impl Fn(&str, SocketAddr) -> Reply + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || talk(stream.unwrap(), |path| answer(path, address)));
        }
    });
    address
}

/// Until the other side hangs up.
fn talk(stream: TcpStream, answer: impl Fn(&str) -> Reply) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let mut stream = stream;
    loop {
        let mut first = String::new();
        if lines.read_line(&mut first).ok()? == 0 {
            return None;
        }
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).ok()?;
            if line.trim().is_empty() {
                break;
            }
        }
        let reply = answer(first.split(' ').nth(1)?);
        let (status, kind, body) = match &reply {
            Reply::Json(status, text) => (*status, "application/json", text.as_bytes()),
            Reply::Png(bytes) => (200, "image/png", &bytes[..]),
        };
        let head = format!(
            "HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nETag: \"1\"\r\nAccept-Ranges: bytes\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body).ok()?;
    }
}
