//! A value that comes from afar, with what was there before it.

use crate::base::report::Report;

/// A value that is fetched. The old one stays on screen while the new one loads or when loading failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Remote<T> {
    /// Never asked for.
    Absent,
    /// Asked for; the previous value, if there was one.
    Loading(Option<T>),
    /// Here.
    Ready(T),
    /// Could not be had; the previous value, if there was one, and why.
    Failed(Option<T>, Report),
}

impl<T> Remote<T> {
    /// The newest value there is, even while a newer one loads.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Absent => None,
            Self::Ready(value) => Some(value),
            Self::Loading(previous) | Self::Failed(previous, _) => previous.as_ref(),
        }
    }

    /// Why the last attempt failed.
    pub fn trouble(&self) -> Option<&Report> {
        match self {
            Self::Failed(_, report) => Some(report),
            _ => None,
        }
    }

    /// Whether an answer is awaited.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading(_))
    }

    /// Whether the last attempt ended, well or not.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Ready(_) | Self::Failed(..))
    }

    /// Starts loading, keeping the previous value.
    pub fn start(&mut self) {
        *self = Self::Loading(self.take());
    }

    /// Ends loading with a value, or with a reason and the previous value.
    pub fn finish(&mut self, outcome: Result<T, Report>) {
        *self = match outcome {
            Ok(value) => Self::Ready(value),
            Err(report) => Self::Failed(self.take(), report),
        };
    }

    fn take(&mut self) -> Option<T> {
        match std::mem::replace(self, Self::Absent) {
            Self::Absent => None,
            Self::Ready(value) => Some(value),
            Self::Loading(previous) | Self::Failed(previous, _) => previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_value_stays_while_the_new_one_loads_and_when_it_fails() {
        let mut remote = Remote::Absent;
        remote.start();
        assert_eq!(remote.value(), None);
        remote.finish(Ok(1));
        remote.start();
        assert_eq!((remote.value(), remote.is_loading()), (Some(&1), true));
        remote.finish(Err(Report::failed("No.", "Again.")));
        assert_eq!(remote.value(), Some(&1));
        assert!(remote.trouble().is_some());
    }
}
