//! A disk that fails at one chosen call, so that a test can have every call fail in turn. The usual one never does.
//!
//! Must not be global: tests share one process, so each run of the runtime has its own.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFault {
    /// The disk is full.
    Full,
    /// Writing is forbidden.
    Denied,
    /// The disk itself fails.
    Broken,
    /// Half of it is written, then the disk is full.
    Short,
    /// It is done, and an error is told all the same.
    Unsaid,
}

impl DiskFault {
    /// Every way of failing.
    pub const ALL: [Self; 5] = [
        Self::Full,
        Self::Denied,
        Self::Broken,
        Self::Short,
        Self::Unsaid,
    ];

    /// What the system says.
    pub fn error(self) -> io::Error {
        io::Error::from(match self {
            Self::Full | Self::Short => io::ErrorKind::StorageFull,
            Self::Denied => io::ErrorKind::PermissionDenied,
            Self::Broken | Self::Unsaid => return io::Error::other("Input/output error"),
        })
    }
}

/// Goes between whoever writes and the disk. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Disk(Option<Arc<Chosen>>);

#[derive(Debug)]
struct Chosen {
    at: u32,
    fault: DiskFault,
    calls: AtomicU32,
}

impl Disk {
    /// One whose call number `at`, from 1, fails.
    pub fn failing(at: u32, fault: DiskFault) -> Self {
        let calls = AtomicU32::new(0);
        Self(Some(Arc::new(Chosen { at, fault, calls })))
    }

    /// Calls so far; 0 of the usual disk, which does not count.
    pub fn calls(&self) -> u32 {
        let chosen = self.0.as_ref();
        chosen.map_or(0, |it| it.calls.load(Ordering::SeqCst))
    }

    /// Counts a call, and says how it fails if it is the chosen one.
    pub fn next(&self) -> Option<DiskFault> {
        let chosen = self.0.as_ref()?;
        let number = chosen.calls.fetch_add(1, Ordering::SeqCst) + 1;
        (number == chosen.at).then_some(chosen.fault)
    }

    /// Makes a call that changes the disk.
    ///
    /// # Errors
    /// As the call, or the chosen one.
    pub fn call<T>(&self, call: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.next() {
            None => call(),
            Some(fault) => {
                if fault == DiskFault::Unsaid {
                    call()?;
                }
                Err(fault.error())
            }
        }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// As the file, or the chosen one.
    pub fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let Some(fault) = self.next() else {
            return file.write_all(bytes);
        };
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        if matches!(fault, DiskFault::Short | DiskFault::Unsaid) {
            file.write_all(half)?;
        }
        if fault == DiskFault::Unsaid {
            file.write_all(rest)?;
        }
        Err(fault.error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_call_fails_and_no_other() {
        for fault in DiskFault::ALL {
            let disk = Disk::failing(2, fault);
            let clone = disk.clone();
            let mut done = 0;
            for number in 1..=3 {
                let outcome = clone.call(|| {
                    done += 1;
                    Ok(())
                });
                assert_eq!(outcome.is_err(), number == 2, "{fault:?}");
            }
            assert_eq!(done, if fault == DiskFault::Unsaid { 3 } else { 2 });
            assert_eq!(disk.calls(), 3);
        }
        assert!(Disk::default().next().is_none());
    }
}
