//! Exit codes, as the README lists them. The one place that knows their numbers.

use crate::base::report::ReportKind;

/// How the program ends, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything asked for is on disk.
    Done,
    /// Still running when the time was up.
    TimedOut,
    /// Too few credits.
    NotEnoughCredits,
    /// The key is missing, malformed or refused.
    NotAuthorised,
    /// Wrong use, or an invalid brief.
    WrongUse,
    /// The service or a file failed.
    Failed,
}

impl Exit {
    /// The number for the shell.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongUse => 2,
            Self::NotAuthorised => 3,
            Self::NotEnoughCredits => 4,
            Self::TimedOut => 5,
        }
    }
}

impl From<ReportKind> for Exit {
    fn from(kind: ReportKind) -> Self {
        match kind {
            ReportKind::Failed
            | ReportKind::NotKnown
            | ReportKind::Cancelled
            | ReportKind::NotSent => Self::Failed,
            ReportKind::Invalid => Self::WrongUse,
            ReportKind::NotAuthorised => Self::NotAuthorised,
            ReportKind::NotEnoughCredits => Self::NotEnoughCredits,
            ReportKind::TimedOut => Self::TimedOut,
        }
    }
}
