//! Instruction sets: each kernel is compiled for several and chosen at run time.
//!
//! A kernel is one `#[inline(always)]` function of plain slice loops; the `kernel!` macro instantiates it for the
//! baseline, AVX2 and AVX-512. Since kernels contain no fused operations, all give the same bits.

/// An instruction set that this processor is known to have. Can only be obtained by asking the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isa(pub(in crate::studio) Level);

/// What an [`Isa`] stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::studio) enum Level {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Isa {
    /// What every processor of this architecture has.
    pub const BASELINE: Self = Self(Level::Baseline);

    /// The fastest set of this processor.
    pub fn detect() -> Self {
        Self::available().last().copied().unwrap_or(Self::BASELINE)
    }

    /// All sets of this processor, slowest first.
    pub fn available() -> Vec<Self> {
        #[allow(unused_mut, reason = "only x86-64 adds to the list")]
        let mut sets = vec![Self::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                sets.push(Self(Level::Avx2));
            }
            let wide = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512bw");
            if wide {
                sets.push(Self(Level::Avx512));
            }
        }
        sets
    }
}

/// Declares `fn $name(isa, …)` that runs the kernel `$kernel` compiled for that instruction set.
macro_rules! kernel {
    ($(#[$meta:meta])* $vis:vis fn $name:ident = $kernel:ident($($p:ident: $t:ty),* $(,)?)) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "kernels take plain slices so that they vectorise")]
        $vis fn $name(isa: $crate::studio::paint::isa::Isa, $($p: $t),*) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            #[allow(clippy::too_many_arguments, reason = "as above")]
            fn avx2($($p: $t),*) {
                $kernel($($p),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
            #[allow(clippy::too_many_arguments, reason = "as above")]
            fn avx512($($p: $t),*) {
                $kernel($($p),*)
            }
            use $crate::studio::paint::isa::Level;
            match isa.0 {
                Level::Baseline => $kernel($($p),*),
                #[cfg(target_arch = "x86_64")]
                // SAFETY: `Isa` values come only from `Isa::available`, which has asked this processor for the features.
                Level::Avx2 => unsafe { avx2($($p),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                Level::Avx512 => unsafe { avx512($($p),*) },
            }
        }
    };
}
pub(in crate::studio) use kernel;
