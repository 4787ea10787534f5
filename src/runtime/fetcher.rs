//! Files that wait for their turn, host by host, in the order in which they were asked for. A file that waits is a line in
//! a queue and not a task, so that ten thousand of them cost nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::AbortHandle;

use super::download::{self, Order};
use super::lanes::host_of;
use super::orchestrator::Orchestrator;

/// Files of one host that are begun at the same time. Few of them are on the line ([`super::lanes`]); the others are
/// being named, or pause after a failure.
const BEGUN: usize = 24;

/// Which asking for a file is meant: it may be called off and asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// How far a wanted file is.
#[derive(Debug)]
pub(super) struct Fetching {
    ticket: Ticket,
    task: Option<AbortHandle>,
}

impl Fetching {
    /// Calls it off, whether it waits or is being fetched.
    pub fn abort(self) {
        if let Some(task) = self.task {
            task.abort();
        }
    }
}

/// All queues.
#[derive(Debug, Default)]
pub(super) struct Fetcher {
    hosts: HashMap<String, Queue>,
    next: u64,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<(Ticket, Order)>,
    begun: Arc<AtomicUsize>,
}

impl Fetcher {
    /// Puts a file at the end of its host's queue.
    fn add(&mut self, order: Order) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        let queue = self.hosts.entry(host_of(&order.url)).or_default();
        queue.waiting.push_back((ticket, order));
        ticket
    }

    /// The next file that may begin, with what must be held as long as it is begun.
    fn next(&mut self) -> Option<(Ticket, Order, Begun)> {
        for queue in self.hosts.values_mut() {
            if queue.begun.load(Ordering::SeqCst) >= BEGUN {
                continue;
            }
            if let Some((ticket, order)) = queue.waiting.pop_front() {
                return Some((ticket, order, Begun::of(&queue.begun)));
            }
        }
        // Hosts come and go with signed addresses.
        self.hosts
            .retain(|_, queue| queue.begun.load(Ordering::SeqCst) > 0 || !queue.waiting.is_empty());
        None
    }
}

/// Counts a file as begun for as long as it lives, also when its task is ended from outside.
struct Begun(Arc<AtomicUsize>);

impl Begun {
    fn of(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Orchestrator {
    /// Asks for a file. It begins with the next [`Orchestrator::begin_files`].
    pub(super) fn queue_file(&mut self, order: Order) {
        let key = order.key.clone();
        let ticket = self.fetcher.add(order);
        if let Some(work) = self.jobs.of_delivery(&key.delivery) {
            work.fetching.insert(key, Fetching { ticket, task: None });
        }
    }

    /// Begins as many files as may be begun.
    pub(super) fn begin_files(&mut self) {
        while let Some((ticket, order, begun)) = self.fetcher.next() {
            let wanted = self
                .jobs
                .of_delivery(&order.key.delivery)
                .and_then(|work| work.fetching.get_mut(&order.key))
                .filter(|fetching| fetching.ticket == ticket);
            // It may have been called off while it waited.
            let Some(fetching) = wanted else {
                continue;
            };
            let ctx = self.ctx.clone();
            let task = self.tasks.spawn(async move {
                let _begun = begun;
                download::fetch(ctx, order).await;
            });
            fetching.task = Some(task);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::library::FileKey;
    use crate::model::account::Account;
    use crate::model::ad::{MediaKind, Orientation};
    use crate::model::ids::{AdId, DeliveryId};
    use crate::runtime::place::Place;

    fn order(host: &str, number: u32) -> Order {
        Order {
            key: FileKey {
                delivery: DeliveryId::new("d"),
                ad: AdId::new(format!("{host}{number}")),
                kind: MediaKind::Still,
            },
            account: Arc::new(Account::studio()),
            orientation: Orientation::Vertical,
            url: format!("https://{host}.test/{number}"),
            place: Place {
                folder: "/ads".into(),
                relative: format!("{number}.png").into(),
            },
            copy_of: None,
        }
    }

    #[test]
    fn files_of_a_host_begin_in_their_order_and_a_busy_host_holds_up_no_other() {
        let mut fetcher = Fetcher::default();
        for number in 0..100 {
            fetcher.add(order("one", number));
        }
        let mut begun = Vec::new();
        while let Some((_, order, count)) = fetcher.next() {
            assert_eq!(order.key.ad.as_str(), format!("one{}", begun.len()));
            begun.push(count);
        }
        assert_eq!(begun.len(), BEGUN);
        fetcher.add(order("two", 0));
        let (_, other, _count) = fetcher.next().unwrap();
        assert_eq!(other.key.ad.as_str(), "two0");
        begun.pop();
        assert_eq!(fetcher.next().unwrap().1.key.ad.as_str(), "one24");
    }
}
