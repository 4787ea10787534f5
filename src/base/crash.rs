//! Named places at which a test may end the process as hard as `kill -9` would.
//!
//! Only debug builds look at the variable; a release build has no way to crash on purpose.

/// A place in the life of a paid request. The crash suite walks [`CrashPoint::ALL`], so none can be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// The intent is committed, nothing has been sent.
    AfterIntent,
    /// An attempt is counted, its bytes have not left.
    BeforeSend,
    /// The service has answered, the answer is not yet written down.
    AfterAnswer,
    /// The delivery is in the library, nothing has been polled.
    AfterAccept,
    /// The service says completed, no file has been fetched.
    AfterCompleted,
    /// A `.part` file is on disk, perhaps incomplete.
    DuringPart,
    /// A `.part` file is verified and synced, not yet renamed.
    AfterPart,
    /// A file has its final name, the library does not know yet.
    AfterRename,
    /// Every file is known, the sidecar is not yet written.
    BeforeSidecar,
}

impl CrashPoint {
    /// Every crash point, in the order of a request's life.
    pub const ALL: [Self; 9] = [
        Self::AfterIntent,
        Self::BeforeSend,
        Self::AfterAnswer,
        Self::AfterAccept,
        Self::AfterCompleted,
        Self::DuringPart,
        Self::AfterPart,
        Self::AfterRename,
        Self::BeforeSidecar,
    ];

    /// The name to put into `PARFAIT_CRASH_AT`.
    pub fn name(self) -> &'static str {
        match self {
            Self::AfterIntent => "after_intent",
            Self::BeforeSend => "before_send",
            Self::AfterAnswer => "after_answer",
            Self::AfterAccept => "after_accept",
            Self::AfterCompleted => "after_completed",
            Self::DuringPart => "during_part",
            Self::AfterPart => "after_part",
            Self::AfterRename => "after_rename",
            Self::BeforeSidecar => "before_sidecar",
        }
    }
}

/// Ends the process here when a debug build was started with `PARFAIT_CRASH_AT` naming this point.
pub fn point(at: CrashPoint) {
    if cfg!(debug_assertions)
        && std::env::var("PARFAIT_CRASH_AT").is_ok_and(|name| name == at.name())
    {
        std::process::abort();
    }
}
