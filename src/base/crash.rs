//! Named places at which a test may end the process as hard as `kill -9` would.
//!
//! Only debug builds look at the variables; a release build has no way to crash on purpose.

/// What has to happen for a place to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// A brief is sent, accepted, made and fetched.
    Generate,
    /// The service refuses it: there are not enough credits.
    Refusal,
    /// The service refuses it: the brand is still being read in.
    NotReady,
    /// The service accepts it, gives up and pays back.
    Failure,
    /// A file breaks off and is taken up.
    Resume,
}

/// A place in the life of a paid request. The crash suite walks [`CrashPoint::ALL`], so none can be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// The intent is committed, nothing has been sent.
    AfterIntent,
    /// An attempt is counted, its bytes have not left.
    BeforeSend,
    /// The service has answered, the answer is not yet written down.
    AfterAnswer,
    /// The service has refused, the refusal is not yet written down.
    BeforeRefusal,
    /// The refusal is written down, nobody has been told.
    AfterRefusal,
    /// The delivery is in the library, nothing has been polled.
    AfterAccept,
    /// What a look brought is written down, nothing has followed from it.
    AfterLook,
    /// That the service gave up is written down, nobody has been told.
    AfterFailure,
    /// The service says completed, no file has been fetched.
    AfterCompleted,
    /// A file's name is taken in the library, nothing is on disk.
    AfterPlan,
    /// A `.part` file is on disk, perhaps incomplete.
    DuringPart,
    /// A file broke off, and how far it came is written down.
    AfterProgress,
    /// A file that broke off is being taken up.
    DuringRest,
    /// A `.part` file is verified and synced, not yet renamed.
    AfterPart,
    /// What is about to get which name is written down.
    AfterPromise,
    /// A file has its final name, the library does not know yet.
    AfterRename,
    /// The library knows a file under its final name, nobody has been told.
    AfterRecord,
    /// Every file is known, the sidecar is not yet written.
    BeforeSidecar,
    /// The sidecar is written, the delivery is not yet closed.
    AfterSidecar,
}

impl CrashPoint {
    /// Every crash point, in the order of a request's life.
    pub const ALL: [Self; 19] = [
        Self::AfterIntent,
        Self::BeforeSend,
        Self::AfterAnswer,
        Self::BeforeRefusal,
        Self::AfterRefusal,
        Self::AfterAccept,
        Self::AfterLook,
        Self::AfterFailure,
        Self::AfterCompleted,
        Self::AfterPlan,
        Self::DuringPart,
        Self::AfterProgress,
        Self::DuringRest,
        Self::AfterPart,
        Self::AfterPromise,
        Self::AfterRename,
        Self::AfterRecord,
        Self::BeforeSidecar,
        Self::AfterSidecar,
    ];

    /// The name to put into `PARFAIT_CRASH_AT`.
    pub fn name(self) -> &'static str {
        match self {
            Self::AfterIntent => "after_intent",
            Self::BeforeSend => "before_send",
            Self::AfterAnswer => "after_answer",
            Self::BeforeRefusal => "before_refusal",
            Self::AfterRefusal => "after_refusal",
            Self::AfterAccept => "after_accept",
            Self::AfterLook => "after_look",
            Self::AfterFailure => "after_failure",
            Self::AfterCompleted => "after_completed",
            Self::AfterPlan => "after_plan",
            Self::DuringPart => "during_part",
            Self::AfterProgress => "after_progress",
            Self::DuringRest => "during_rest",
            Self::AfterPart => "after_part",
            Self::AfterPromise => "after_promise",
            Self::AfterRename => "after_rename",
            Self::AfterRecord => "after_record",
            Self::BeforeSidecar => "before_sidecar",
            Self::AfterSidecar => "after_sidecar",
        }
    }

    /// What has to happen for it to be reached.
    pub fn scenario(self) -> Scenario {
        match self {
            Self::BeforeRefusal => Scenario::Refusal,
            Self::AfterRefusal => Scenario::NotReady,
            Self::AfterFailure => Scenario::Failure,
            Self::AfterProgress | Self::DuringRest => Scenario::Resume,
            _ => Scenario::Generate,
        }
    }
}

/// Ends the process here when a debug build was started with `PARFAIT_CRASH_AT` naming this point. The name is written
/// to the file in `PARFAIT_CRASH_LOG` first: that the point was reached is known, not concluded.
pub fn point(at: CrashPoint) {
    if cfg!(debug_assertions)
        && std::env::var("PARFAIT_CRASH_AT").is_ok_and(|name| name == at.name())
    {
        if let Some(log) = std::env::var_os("PARFAIT_CRASH_LOG") {
            std::fs::write(log, at.name()).ok();
        }
        std::process::abort();
    }
}
