//! Many small worlds beside each other: most of their time is waiting.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Cases that are tried at the same time.
const AT_ONCE: usize = 4;

/// Tries every case, and fails with all that failed.
pub fn at_once<T: Debug + Sync>(cases: &[T], try_one: impl Fn(&T) + Sync) {
    assert!(!cases.is_empty(), "there is nothing to try");
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(cases.len()) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let Err(why) = catch_unwind(AssertUnwindSafe(|| try_one(case))) else {
                        continue;
                    };
                    let text = why.downcast_ref::<String>().cloned();
                    let plain = || why.downcast_ref::<&str>().map(ToString::to_string);
                    let text = text.or_else(plain).unwrap_or_default();
                    failed.lock().unwrap().push(format!("{case:?}: {text}"));
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    let (count, of) = (failed.len(), cases.len());
    assert!(
        failed.is_empty(),
        "{count} of {of} failed:\n\n{}",
        failed.join("\n\n")
    );
}
