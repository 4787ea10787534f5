//! Every key of the gallery, of an open ad and of a revision: taken from here and shown from here.

use egui::Key;

use crate::model::ad::Orientation;
use crate::ui::keys::{COPY, KeyLine, command, plain};

use super::layout::Step;
use super::viewer_side::Pressed;

/// What a key does among the concepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridKey {
    /// The choice moves.
    Step(Step),
    /// The chosen concept is opened.
    Open,
}

/// Among the concepts.
pub static GRID: [KeyLine<GridKey>; 4] = [
    KeyLine {
        text: "Choose a concept",
        keys: &[
            (plain(Key::ArrowLeft), GridKey::Step(Step::Left)),
            (plain(Key::ArrowRight), GridKey::Step(Step::Right)),
            (plain(Key::ArrowUp), GridKey::Step(Step::Up)),
            (plain(Key::ArrowDown), GridKey::Step(Step::Down)),
        ],
    },
    KeyLine {
        text: "A page up, a page down",
        keys: &[
            (plain(Key::PageUp), GridKey::Step(Step::PageUp)),
            (plain(Key::PageDown), GridKey::Step(Step::PageDown)),
        ],
    },
    KeyLine {
        text: "The first, the last",
        keys: &[
            (plain(Key::Home), GridKey::Step(Step::First)),
            (plain(Key::End), GridKey::Step(Step::Last)),
        ],
    },
    KeyLine {
        text: "Open it at full size",
        keys: &[
            (plain(Key::Space), GridKey::Open),
            (plain(Key::Enter), GridKey::Open),
        ],
    },
];

/// While an ad is open.
pub static VIEWER: [KeyLine<Pressed>; 10] = [
    KeyLine {
        text: "Previous, next concept",
        keys: &[
            (plain(Key::ArrowLeft), Pressed::Step(-1)),
            (plain(Key::ArrowRight), Pressed::Step(1)),
        ],
    },
    KeyLine {
        text: "Vertical",
        keys: &[
            (plain(Key::V), Pressed::Turn(Orientation::Vertical)),
            (plain(Key::ArrowUp), Pressed::Turn(Orientation::Vertical)),
        ],
    },
    KeyLine {
        text: "Square",
        keys: &[
            (plain(Key::S), Pressed::Turn(Orientation::Square)),
            (plain(Key::ArrowDown), Pressed::Turn(Orientation::Square)),
        ],
    },
    KeyLine {
        text: "Earlier, later version",
        keys: &[
            (plain(Key::OpenBracket), Pressed::StepVersion(-1)),
            (plain(Key::CloseBracket), Pressed::StepVersion(1)),
        ],
    },
    KeyLine {
        text: "Fitted, or pixel by pixel",
        keys: &[(plain(Key::Z), Pressed::SwitchZoom)],
    },
    KeyLine {
        text: "Play or pause the film",
        keys: &[(plain(Key::P), Pressed::SwitchFilm)],
    },
    KeyLine {
        text: "Revise",
        keys: &[(plain(Key::E), Pressed::Revise)],
    },
    KeyLine {
        text: "Show in folder",
        keys: &[(plain(Key::R), Pressed::Reveal)],
    },
    KeyLine {
        text: "Copy path",
        keys: &[(COPY, Pressed::CopyPath)],
    },
    KeyLine {
        text: "Close",
        keys: &[(plain(Key::Space), Pressed::Close)],
    },
];

/// While an ad is revised; letters are letters there.
pub static REVISE: [KeyLine<Pressed>; 1] = [KeyLine {
    text: "Keep this version",
    keys: &[(command(Key::Enter), Pressed::Keep)],
}];

#[cfg(test)]
mod tests {
    use super::*;

    fn no_key_twice<A>(lines: &[KeyLine<A>]) {
        let keys = || lines.iter().flat_map(|line| line.keys);
        for (at, (key, _)) in keys().enumerate() {
            let again = keys().skip(at + 1).any(|(other, _)| other == key);
            assert!(!again, "{key:?} means two things");
        }
    }

    #[test]
    fn no_key_means_two_things_at_once() {
        no_key_twice(&GRID);
        no_key_twice(&VIEWER);
        no_key_twice(&REVISE);
    }
}
