//! When things happen in a film. Pure: moments in seconds of the full-length film to shares and offsets.

use super::super::compose::Part;

/// Length of the score in seconds; a film of another number of frames plays the same score faster.
pub const SECONDS: f32 = 6.0;

/// Seconds at which the end card begins to rise and covers the picture.
pub const WIPE: (f32, f32) = (4.28, 4.92);

/// How a piece of copy looks at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// 0..=1.
    pub opacity: f32,
    /// Pixels below its resting place.
    pub drop: f32,
    /// Share of its width that is uncovered, from the left; 1 and more is all of it.
    pub reveal: f32,
}

impl Pose {
    /// Not there.
    const HIDDEN: Self = Self {
        opacity: 0.0,
        drop: 0.0,
        reveal: 0.0,
    };
    /// At rest.
    pub const REST: Self = Self {
        opacity: 1.0,
        drop: 0.0,
        reveal: 1.0,
    };
}

/// How far a move from `start` over `length` seconds has got, 0..=1.
fn share(t: f32, start: f32, length: f32) -> f32 {
    ((t - start) / length).clamp(0.0, 1.0)
}

/// Fast at first, then settling for a long time.
pub fn settle(x: f32) -> f32 {
    let r = 1.0 - x;
    1.0 - r * r * r * r * r
}

/// Slow, fast, slow.
pub fn glide(x: f32) -> f32 {
    x * x * x * (x * (x * 6.0 - 15.0) + 10.0)
}

/// An entrance of that length and depth.
fn enter(t: f32, start: f32, length: f32, depth: f32, sweep: bool) -> Pose {
    let x = share(t, start, length);
    if x <= 0.0 {
        return Pose::HIDDEN;
    }
    let fade = (x * 2.2).min(1.0);
    Pose {
        opacity: fade * fade * (3.0 - 2.0 * fade),
        drop: depth * (1.0 - settle(x)),
        reveal: if sweep { settle(x) } else { 1.0 },
    }
}

/// How a line of copy looks at `t` seconds: `line` counts the lines of its part, `headlines` those of the headline.
pub fn copy(t: f32, part: Part, line: usize, headlines: usize) -> Pose {
    let after = 0.30 + 0.17 * headlines as f32;
    match part {
        Part::Wordmark => enter(t, 0.08, 0.70, 10.0, false),
        Part::Kicker => enter(t, 0.20, 0.75, 14.0, false),
        Part::Headline => enter(t, 0.32 + 0.17 * line as f32, 1.0, 46.0, true),
        Part::Body => enter(t, after + 0.28 + 0.09 * line as f32, 0.85, 22.0, false),
        Part::Cta => enter(t, after + 0.58, 0.85, 20.0, false),
    }
}

/// Seconds from which all copy is at rest until the end card comes.
pub fn rests_from(headlines: usize) -> f32 {
    0.30 + 0.17 * headlines as f32 + 0.58 + 0.85
}

/// How the end card's copy looks.
pub fn card(t: f32, part: Part) -> Pose {
    match part {
        Part::Wordmark => enter(t, 4.62, 0.90, 40.0, true),
        Part::Kicker => enter(t, 4.78, 0.75, 18.0, false),
        _ => enter(t, 4.92, 0.72, 26.0, false),
    }
}

/// How far the end card has risen, 0..=1.
pub fn wipe(t: f32) -> f32 {
    glide(share(t, WIPE.0, WIPE.1 - WIPE.0))
}

/// How much of the product's way on the end card is left, 1..=0.
pub fn arrival(t: f32) -> f32 {
    1.0 - settle(share(t, WIPE.0 + 0.08, 1.15))
}

/// How far the slow camera move of the first scene has got, 0..=1.
pub fn push(t: f32) -> f32 {
    share(t, 0.0, WIPE.1)
}

/// How far the camera move of the end card has got, 0..=1.
pub fn breath(t: f32) -> f32 {
    share(t, WIPE.0, SECONDS - WIPE.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_copy_rests_for_two_seconds_before_the_end_card() {
        for headlines in 1..=4 {
            let rest = rests_from(headlines);
            assert!(WIPE.0 - rest > 1.8, "{headlines} lines: {rest}");
            for part in [
                Part::Wordmark,
                Part::Kicker,
                Part::Headline,
                Part::Body,
                Part::Cta,
            ] {
                let pose = copy(rest + 0.01, part, headlines - 1, headlines);
                assert!(
                    pose.opacity > 0.999 && pose.drop < 0.01,
                    "{part:?} {pose:?}"
                );
            }
        }
    }

    #[test]
    fn headline_lines_come_one_after_the_other_and_nothing_jumps() {
        let opacity = |t, line| copy(t, Part::Headline, line, 3).opacity;
        assert!(opacity(0.45, 0) > opacity(0.45, 1) && opacity(0.6, 1) > opacity(0.6, 2));
        let mut before = copy(0.0, Part::Headline, 0, 3);
        for frame in 1..180 {
            let now = copy(frame as f32 / 30.0, Part::Headline, 0, 3);
            let jump = before.opacity > 0.0 && (now.drop - before.drop).abs() > 9.0;
            assert!(
                !jump && now.opacity >= before.opacity,
                "{frame} {before:?} {now:?}"
            );
            before = now;
        }
    }

    #[test]
    fn the_end_card_is_whole_and_still_for_the_last_third_of_a_second() {
        assert!(wipe(WIPE.0) == 0.0 && wipe(WIPE.1) == 1.0);
        for part in [Part::Wordmark, Part::Kicker, Part::Cta] {
            let pose = card(5.67, part);
            assert!(
                pose.opacity > 0.999 && pose.drop < 0.05,
                "{part:?} {pose:?}"
            );
        }
        assert!(arrival(5.67) < 0.001);
    }
}
