//! What the hand and the nose find.

use super::common::KICKERS;
use super::{Pairing, Phrase, Sheet, any, bright, exact, quiet, warm, when};

pub const SHEET: Sheet = Sheet {
    pairings: &[
        Pairing {
            leads: FIRST,
            tails: AFTER,
        },
        Pairing {
            leads: THING,
            tails: USE,
        },
        Pairing {
            leads: WITHIN,
            tails: HOLDS,
        },
        Pairing {
            leads: &[any("{scent},")],
            tails: NOSE,
        },
    ],
    bodies: &[BODIES],
    kickers: KICKERS,
    ctas: CTAS,
};

const FIRST: &[Phrase] = &[
    any("{texture} at first,"),
    when(&["is for skin"], "{texture} in the palm,"),
    when(&["is for skin"], "{texture} on the fingertips,"),
    quiet("{texture} to begin,"),
    exact("{texture} in the hand,"),
];

const AFTER: &[Phrase] = &[
    any("then {texture2}."),
    when(&["is for skin"], "{texture2} on the skin."),
    quiet("{texture2} as it settles."),
    warm("{texture2} as it warms."),
    exact("{texture2} to the touch."),
    bright("{texture2} moments later."),
];

const THING: &[Phrase] = &[
    any("A {texture} {category}"),
    any("A {texture} {kind}"),
    any("A {texture}, {texture2} {kind}"),
    any("{name},"),
];

const USE: &[Phrase] = &[
    when(&["is for skin"], "to press in slowly."),
    quiet("for slow hands."),
    quiet("for unhurried hands."),
    quiet("for the quiet hours."),
    when(&["is for skin"], "to warm in the palms."),
    warm("to linger over."),
    exact("best judged by touch."),
    exact("best known by hand."),
    bright("made to be touched."),
    when(&["is for skin"], "for bare skin."),
];

const WITHIN: &[Phrase] = &[any("{ingredient},"), any("{ingredient} and {ingredient2},")];

const HOLDS: &[Phrase] = &[
    any("in a {texture} {kind}."),
    exact("in a {texture} {category}."),
    quiet("and a {texture2} touch."),
];

const NOSE: &[Phrase] = &[
    any("{texture2} to the touch."),
    when(&["is for skin"], "{texture2} on the skin."),
    quiet("and a {texture2} touch."),
];

const BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("{texture} and {texture2}, with {ingredient} and {ingredient2}. {scent}."),
    any("A {texture}, {texture2} {category} with {ingredient}. {scent}."),
    any("A {texture} {category} made with {ingredient} and {ingredient2}. {scent}."),
    when(
        &["is for skin"],
        "Made with {ingredient}. {texture} in the hand, {texture2} on the skin.",
    ),
    when(
        &["is for skin"],
        "{texture} in the hand and {texture2} on the skin. {scent}.",
    ),
    when(
        &["is scented"],
        "{texture} and {texture2}, scented with {scent}. Made with {ingredient}.",
    ),
    when(
        &["is scented"],
        "A {texture} {category} with {ingredient}, scented with {scent}.",
    ),
    when(
        &["fragrance free"],
        "Free of fragrance, so that only touch remains. {texture} at first, then {texture2}.",
    ),
];

const CTAS: &[Phrase] = &[
    any("Discover {name}"),
    any("Shop {name}"),
    any("Explore the texture"),
    any("Discover more"),
];
