//! A Dessert service on this machine that fails as told: the contract's happy paths and refusals, idempotency, charges,
//! deliveries that advance with every poll, files of the right size, and a fault for any request.
//!
//! It runs on a thread of its own, so that a test may block while a child process talks to it. Everything it saw can be
//! read back. Same seed, same order of requests: same faults.
#![allow(dead_code)]

mod faults;
mod http;
mod service;
mod shapes;
mod tls;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use parfait::api::Endpoint;
use parfait::base::secret::Secret;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use url::Url;

pub use crate::support::sentinel::KEY;
pub use faults::{Call, Fault, Faults, Route};
pub use http::{Incoming, Outgoing};
pub use service::{Charge, State, UsageShape, video};
pub use shapes::Shape;
pub use tls::{Handshake, Identities};

/// One request as it arrived, and what was done to it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// 1 for the first of all.
    pub number: u32,
    pub route: Route,
    pub incoming: Incoming,
    pub fault: Option<Fault>,
}

/// The server. Ends when it is dropped.
pub struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    base: String,
    faults: Mutex<Faults>,
    seen: Mutex<Vec<Seen>>,
    state: Mutex<State>,
    /// Files on their way now, and at most so far.
    files: Mutex<(usize, usize)>,
    /// How connections are secured; `None` for plain HTTP.
    secured: Option<Secured>,
}

/// Who the server says that it is, connection by connection.
struct Secured {
    identities: Identities,
    choose: Mutex<Box<dyn FnMut() -> Handshake + Send>>,
}

impl FaultServer {
    pub async fn start(faults: Faults) -> Self {
        Self::start_blocking(faults)
    }

    /// For tests without an async runtime.
    pub fn start_blocking(faults: Faults) -> Self {
        Self::start_as(faults, None)
    }

    /// Over HTTPS; each connection begins as `choose` says.
    pub fn start_secured(
        identities: Identities,
        choose: impl FnMut() -> Handshake + Send + 'static,
    ) -> Self {
        let secured = Secured {
            identities,
            choose: Mutex::new(Box::new(choose)),
        };
        Self::start_as(Faults::none(), Some(secured))
    }

    fn start_as(faults: Faults, secured: Option<Secured>) -> Self {
        let scheme = if secured.is_some() { "https" } else { "http" };
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        let shared = Arc::new(Shared {
            base: format!("{scheme}://{address}"),
            faults: Mutex::new(faults),
            seen: Mutex::default(),
            state: Mutex::default(),
            files: Mutex::default(),
            secured,
        });
        let (stop, stopped) = oneshot::channel();
        let serving = shared.clone();
        let thread = std::thread::Builder::new()
            .name("fault server".into())
            .spawn(move || serve(socket, serving, stopped))
            .unwrap();
        Self {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Root of the service, without `/v1`.
    pub fn url(&self) -> Url {
        Url::parse(&self.shared.base).unwrap()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The key that it accepts.
    pub fn key(&self) -> Secret {
        Secret::new(KEY)
    }

    /// For `Dessert::new`.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            base_url: self.url(),
            key: self.key(),
        }
    }

    /// Other faults from the next request on.
    pub fn set_faults(&self, faults: Faults) {
        *lock(&self.shared.faults) = faults;
    }

    /// The service's own state, to look at or to change (balance, pace, outcome, brands).
    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }

    /// Every charge so far: one per accepted request, none for a replay.
    pub fn charges(&self) -> Vec<Charge> {
        self.state().charges.clone()
    }

    /// Ids of all deliveries so far, in the order of their acceptance.
    pub fn deliveries(&self) -> Vec<String> {
        self.state()
            .deliveries
            .iter()
            .map(|d| d.id.clone())
            .collect()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }

    /// Every request so far to one route.
    pub fn requests_to(&self, route: Route) -> Vec<Seen> {
        let mut seen = self.requests();
        seen.retain(|request| request.route == route);
        seen
    }

    /// How many files were on their way at the same time, at most.
    pub fn files_at_once(&self) -> usize {
        lock(&self.shared.files).1
    }

    /// Fails the test when a key travelled to where files lie.
    pub fn assert_no_key_reached_a_file(&self) {
        for seen in self.requests_to(Route::Asset) {
            assert_eq!(seen.incoming.header("authorization"), None, "{seen:?}");
        }
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(socket: std::net::TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let listener = TcpListener::from_std(socket).unwrap();
        let accept = async {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(connected(stream, shared.clone()));
                }
            }
        };
        tokio::select! {
            () = accept => {}
            _ = stopped => {}
        }
    });
}

async fn connected(stream: TcpStream, shared: Arc<Shared>) {
    let Some(secured) = &shared.secured else {
        return answer(stream, shared).await;
    };
    let handshake = lock(&secured.choose)();
    if let Some(stream) = secured.identities.accept(handshake, stream).await {
        answer(stream, shared).await;
    }
}

/// One request, one answer, closed.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, shared: Arc<Shared>) {
    let Some(incoming) = http::read(&mut stream).await else {
        return;
    };
    let route = Route::of(&incoming);
    let fault = shared.note(&incoming, route);
    let process = || lock(&shared.state).handle(route, &incoming, &shared.base);
    if route == Route::Asset {
        let mut files = lock(&shared.files);
        files.0 += 1;
        files.1 = files.1.max(files.0);
    }
    http::act(&mut stream, fault, route, process).await;
    if route == Route::Asset {
        lock(&shared.files).0 -= 1;
    }
}

impl Shared {
    /// Writes the request down and decides its fault.
    fn note(&self, incoming: &Incoming, route: Route) -> Option<Fault> {
        let mut seen = lock(&self.seen);
        let call = Call {
            number: seen.len() as u32 + 1,
            route,
            nth: seen.iter().filter(|s| s.route == route).count() as u32 + 1,
            path: incoming.path.clone(),
        };
        let fault = lock(&self.faults).decide(&call);
        seen.push(Seen {
            number: call.number,
            route,
            incoming: incoming.clone(),
            fault: fault.clone(),
        });
        fault
    }
}
