//! What the hand and the nose find.

use super::common::{KICKERS, LEAST_BODIES, PLAIN_BODIES};
use super::{HANDS, Pairing, Phrase, SKIN, Sheet, any, bright, exact, only, quiet, warm, when};

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
            leads: &[when(&["is scented"], "{scent},")],
            tails: NOSE,
        },
        Pairing {
            leads: &[when(&["is fragrance free"], "Fragrance free,")],
            tails: BARE,
        },
    ],
    bodies: &[BODIES, PLAIN_BODIES, LEAST_BODIES],
    kickers: KICKERS,
    ctas: CTAS,
};

const FIRST: &[Phrase] = &[
    any("{texture} at first,"),
    when(HANDS, "{texture} in the palm,"),
    when(SKIN, "{texture} on the fingertips,"),
    quiet("{texture} to begin,"),
    only(SKIN, exact("{texture} in the hand,")),
];

const AFTER: &[Phrase] = &[
    any("then {texture2}."),
    when(SKIN, "{texture2} on the skin."),
    quiet("{texture2} as it settles."),
    only(HANDS, warm("{texture2} as it warms.")),
    only(SKIN, exact("{texture2} to the touch.")),
    bright("{texture2} moments later."),
];

const THING: &[Phrase] = &[
    any("A {texture} {category}"),
    any("A {texture} {kind}"),
    any("A {texture}, {texture2} {kind}"),
    any("{name},"),
];

const USE: &[Phrase] = &[
    when(HANDS, "to press in slowly."),
    only(HANDS, quiet("for slow hands.")),
    only(HANDS, quiet("for unhurried hands.")),
    quiet("for the quiet hours."),
    when(HANDS, "to warm in the palms."),
    warm("to linger over."),
    only(SKIN, exact("best judged by touch.")),
    only(SKIN, exact("best known by hand.")),
    only(SKIN, bright("made to be touched.")),
    bright("to come back to."),
    when(SKIN, "for bare skin."),
];

const WITHIN: &[Phrase] = &[any("{ingredient},"), any("{ingredient} and {ingredient2},")];

const HOLDS: &[Phrase] = &[
    any("in a {texture} {kind}."),
    exact("in a {texture} {category}."),
    only(SKIN, quiet("and a {texture2} touch.")),
];

const NOSE: &[Phrase] = &[
    any("in a {texture} {kind}."),
    exact("in a {texture} {category}."),
    only(SKIN, quiet("and a {texture} touch.")),
    warm("and {name}."),
];

const BARE: &[Phrase] = &[
    only(SKIN, any("and {texture} to the touch.")),
    only(SKIN, quiet("{texture}, then {texture2}.")),
];

const BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("{texture} and {texture2}, with {ingredient} and {ingredient2}. {smell}."),
    any("A {texture}, {texture2} {category} with {ingredient}. {smell}."),
    any("A {texture} {category} made with {ingredient} and {ingredient2}. {smell}."),
    when(
        SKIN,
        "Made with {ingredient}. {texture} in the hand, {texture2} on the skin.",
    ),
    when(
        SKIN,
        "{texture} in the hand and {texture2} on the skin. {smell}.",
    ),
    when(
        &["is scented"],
        "{texture} and {texture2}, scented with {scent}. Made with {ingredient}.",
    ),
    when(
        &["is fragrance free"],
        "Free of fragrance, so that only touch remains. {texture} at first, then {texture2}.",
    ),
];

const CTAS: &[Phrase] = &[
    any("Discover {name}"),
    any("Shop {name}"),
    only(SKIN, any("Explore the texture")),
    any("Discover more"),
];
