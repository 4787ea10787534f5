//! How many files are fetched at the same time: six in all, and of one host four over HTTP/1, where each needs a
//! connection of its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Files being fetched at the same time.
const AT_ONCE: usize = 6;
/// Connections to one host.
const PER_HOST: usize = 4;

/// Shared by all who fetch.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    all: Arc<Semaphore>,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Debug)]
struct Host {
    lane: Arc<Semaphore>,
    is_wide: bool,
}

/// The right to fetch one file, for as long as it lives.
#[derive(Debug)]
pub(super) struct Lane {
    _of_host: Option<OwnedSemaphorePermit>,
    _of_all: Option<OwnedSemaphorePermit>,
}

impl Lanes {
    pub fn new() -> Self {
        Self {
            all: Arc::new(Semaphore::new(AT_ONCE)),
            hosts: Arc::default(),
        }
    }

    /// Waits for a way to the host of `url`.
    pub async fn take(&self, url: &str) -> Lane {
        // The host's first: who waits for a busy host must not keep others from theirs.
        let lane = self.with(url, |host| Arc::clone(&host.lane));
        let of_host = lane.acquire_owned().await.ok();
        Lane {
            _of_host: of_host,
            _of_all: Arc::clone(&self.all).acquire_owned().await.ok(),
        }
    }

    /// Waits for a turn without the network.
    pub async fn take_local(&self) -> Lane {
        Lane {
            _of_host: None,
            _of_all: Arc::clone(&self.all).acquire_owned().await.ok(),
        }
    }

    /// The host of `url` speaks HTTP/2: all its files share one connection.
    pub fn widen(&self, url: &str) {
        self.with(url, |host| {
            if !host.is_wide {
                host.is_wide = true;
                host.lane.add_permits(AT_ONCE - PER_HOST);
            }
        });
    }

    fn with<T>(&self, url: &str, act: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        act(hosts.entry(host_of(url)).or_insert_with(|| Host {
            lane: Arc::new(Semaphore::new(PER_HOST)),
            is_wide: false,
        }))
    }
}

/// Host and port of an address; what is no address is a host of its own, and its failure comes soon.
pub(super) fn host_of(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.authority().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn a_busy_host_keeps_nobody_from_another_and_http_2_widens_it() {
        let lanes = Lanes::new();
        let (one, two) = ("https://one.test/a", "https://two.test/a");
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(lanes.take(one).await);
        }
        assert!(lanes.take(one).now_or_never().is_none());
        held.push(lanes.take(two).await);
        lanes.widen(one);
        lanes.widen(one);
        held.push(lanes.take(one).await);
        // Six in all.
        assert!(lanes.take(two).now_or_never().is_none());
        assert!(lanes.take_local().now_or_never().is_none());
        held.clear();
        assert!(lanes.take_local().now_or_never().is_some());
    }
}
