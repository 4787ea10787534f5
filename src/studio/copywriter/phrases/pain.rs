//! A need, and the product that was made for it.

use super::common::{CTAS, EFFECT_BODIES, KICKERS, LEAST_BODIES, PLAIN_BODIES};
use super::{
    LAYER, Pairing, Phrase, SKIN, Sheet, any, bright, exact, only, quiet, spare, warm, when,
};

pub const SHEET: Sheet = Sheet {
    pairings: &[
        Pairing {
            leads: MADE,
            tails: FOR,
        },
        Pairing {
            leads: WHEN,
            tails: THEN,
        },
    ],
    bodies: &[
        EFFECT_BODIES,
        &[
            any("{one_liner}"),
            any("{subject} was made for {need}. With {ingredient} and {ingredient2}."),
        ],
        PLAIN_BODIES,
        LEAST_BODIES,
    ],
    kickers: KICKERS,
    ctas: CTAS,
};

const MADE: &[Phrase] = &[
    any("{name},"),
    quiet("Made"),
    only(SKIN, quiet("A {texture2} touch")),
    warm("Thoughtful care"),
    warm("Made with care"),
    only(SKIN, exact("Formulated")),
    only(LAYER, exact("One {texture} layer")),
    any("A {texture} {kind}"),
    any("A {texture} {category}"),
];

const FOR: &[Phrase] = &[
    any("for {need}."),
    spare("for {gain}."),
    when(&["hydrat"], "for skin dry again by noon."),
    when(&["hydrat"], "for skin tight after cleansing."),
    when(&["hydrat"], "for skin dried by indoor heat."),
    when(&["hydrat"], "for thirsty skin."),
    when(&["plump"], "for skin that looks flat."),
    when(&["plump"], "for skin that has lost its bounce."),
    when(&["stickiness"], "for those who dislike stickiness."),
    when(&["stickiness"], "for those tired of tacky finishes."),
    when(&["dry skin"], "for cheeks tight in the cold."),
    when(&["dry skin"], "for skin that winter leaves dry."),
    when(&["dry skin"], "for dry skin in need of comfort."),
    when(&["softer skin"], "for skin rough to the touch."),
    when(&["softer skin"], "for skin that feels like paper."),
    when(&["no shine"], "for skin that shines by noon."),
    when(&["no shine"], "for those who prefer no shine."),
    when(&["absorption"], "for mornings with little time."),
    when(&["absorption"], "for those who dress at once."),
    when(&["residue"], "for those who wear black."),
    when(&["residue"], "for those who wear white."),
    when(&["residue"], "for white-shirt mornings."),
    when(&["smooth skin"], "for rough elbows and dry shins."),
    when(&["smooth skin"], "for skin rough at the elbows."),
    when(&["smooth skin"], "for elbows, shins and heels."),
];

const WHEN: &[Phrase] = &[
    when(&["hydrat"], "When skin is dry by noon,"),
    when(&["hydrat"], "When cleansing leaves skin tight,"),
    when(&["plump"], "When skin looks flat,"),
    when(&["stickiness"], "When serums feel sticky,"),
    when(&["stickiness"], "When tacky will not do,"),
    when(&["dry skin"], "When cold tightens the cheeks,"),
    when(&["dry skin"], "When winter dries the skin,"),
    when(&["softer skin"], "When skin feels like paper,"),
    when(&["softer skin"], "When skin feels rough,"),
    when(&["no shine"], "When skin shines by noon,"),
    when(&["absorption"], "When there is no time to wait,"),
    when(&["absorption"], "When the morning is short,"),
    when(&["residue"], "When the shirt is white,"),
    when(&["residue"], "When the dress is black,"),
    when(&["smooth skin"], "When elbows feel rough,"),
    when(&["smooth skin"], "When shins turn dry,"),
    any("When {lack},"),
    spare("For {gain},"),
];

const THEN: &[Phrase] = &[
    any("{name}."),
    only(SKIN, quiet("a little {name}.")),
    only(SKIN, quiet("a {texture2} touch.")),
    warm("reach for {name}."),
    warm("turn to {name}."),
    only(SKIN, exact("apply {name}.")),
    only(LAYER, exact("one {texture} layer.")),
    bright("begin with {name}."),
    any("a {texture} {kind}."),
];
