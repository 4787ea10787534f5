//! The one walk over a grid of pixels from neighbour to neighbour: what can be reached from where.
//!
//! Knows places alone, no colours: whoever asks says what may be passed.

/// Which pixels of a picture of `size` (width, height) can be reached from `seeds` by sides, through those that `passes`
/// lets through; a seed that it does not let through reaches nothing.
pub fn reached(
    size: (usize, usize),
    seeds: impl IntoIterator<Item = usize>,
    passes: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let mut reached = vec![false; size.0 * size.1];
    let mut open: Vec<usize> = Vec::new();
    for at in seeds {
        if !reached[at] && passes(at) {
            reached[at] = true;
            open.push(at);
        }
    }
    while let Some(at) = open.pop() {
        beside(at, size, |next| {
            if !reached[next] && passes(next) {
                reached[next] = true;
                open.push(next);
            }
        });
    }
    reached
}

/// Calls `step` for each pixel that shares a side with pixel `at` of a picture of `size`.
#[inline(always)]
pub fn beside(at: usize, size: (usize, usize), mut step: impl FnMut(usize)) {
    let (w, h) = size;
    let (x, y) = (at % w, at / w);
    if x > 0 {
        step(at - 1);
    }
    if x + 1 < w {
        step(at + 1);
    }
    if y > 0 {
        step(at - w);
    }
    if y + 1 < h {
        step(at + w);
    }
}

/// The pixels of the picture's border; corners come twice.
pub fn border(width: usize, height: usize) -> impl Iterator<Item = usize> {
    let is_empty = width == 0 || height == 0;
    let (w, h) = if is_empty { (0, 0) } else { (width, height) };
    let rows = (0..w).flat_map(move |x| [x, (h - 1) * w + x]);
    let columns = (0..h).flat_map(move |y| [y * w, y * w + w - 1]);
    rows.chain(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_ends_at_walls_and_goes_around_corners_by_sides_alone() {
        // A wall with a gap at its foot, and a place behind a diagonal step.
        let rows = ["..#.#", "..##.", "..#..", "....."];
        let passes = |at: usize| rows[at / 5].as_bytes()[at % 5] == b'.';
        let told = |seed| reached((5, 4), [seed], passes);
        let outside = told(0);
        assert_eq!(outside.iter().filter(|it| **it).count(), 14);
        assert!(outside[9] && !outside[3], "only a corner touches");
        assert!(told(2).iter().all(|it| !it), "a wall reaches nothing");
    }

    #[test]
    fn the_border_of_a_picture_is_all_of_it_when_it_is_thin_and_nothing_when_it_is_empty() {
        let pixels = |w, h| {
            border(w, h)
                .collect::<std::collections::BTreeSet<_>>()
                .len()
        };
        for (w, h, count) in [(5, 4, 14), (5, 1, 5), (1, 4, 4), (0, 4, 0), (5, 0, 0)] {
            assert_eq!(pixels(w, h), count, "{w} x {h}");
        }
    }
}
