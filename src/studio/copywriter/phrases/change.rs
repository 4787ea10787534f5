//! What is different afterwards.

use super::common::{CTAS, EFFECT_BODIES, KICKERS, LEAST_BODIES, PLAIN_BODIES};
use super::{
    LAYER, Pairing, Phrase, SKIN, Sheet, any, bright, exact, only, quiet, spare, tells, warm,
};

pub const SHEET: Sheet = Sheet {
    pairings: &[
        Pairing {
            leads: FROM_TO,
            tails: BY,
        },
        Pairing {
            leads: FIRST,
            tails: THEN,
        },
    ],
    bodies: &[PLAIN_BODIES, EFFECT_BODIES, LEAST_BODIES],
    kickers: KICKERS,
    ctas: CTAS,
};

const FROM_TO: &[Phrase] = &[
    any("From {before} to {after},"),
    tells(&["hydrat"], "From dry to hydrated,"),
    tells(&["hydrat"], "From thirsty to quenched,"),
    tells(&["plump"], "From flat to visibly plumper,"),
    tells(&["glassy"], "From dull to glassy,"),
    tells(&["glassy"], "From matte to glass,"),
    tells(&["softer skin"], "From rough to soft,"),
    tells(&["softer skin"], "From papery to soft,"),
    tells(&["dry skin"], "From tight to comfortable,"),
    tells(&["dry skin"], "From dryness to comfort,"),
    tells(&["no shine"], "From midday shine to none,"),
    tells(&["smooth skin"], "From rough to smooth,"),
    tells(&["smooth skin"], "From chalky to smooth,"),
    tells(&["absorption"], "From damp to dressed,"),
    tells(&["absorption"], "From bath to dressed,"),
    tells(&["residue"], "From towel to black dress,"),
    tells(&["residue"], "From bath to white shirt,"),
];

const BY: &[Phrase] = &[
    any("with {name}."),
    quiet("by way of {name}."),
    quiet("quietly."),
    warm("gently, with {name}."),
    only(LAYER, exact("in one {texture} layer.")),
    exact("with a {texture} {category}."),
    bright("beginning with {name}."),
    any("with a {texture} {kind}."),
    only(SKIN, any("with a {texture2} touch.")),
];

const FIRST: &[Phrase] = &[
    any("{name}, then"),
    quiet("First {name}, then"),
    only(SKIN, quiet("A {texture2} touch, then")),
    warm("A moment with {name}, then"),
    only(LAYER, exact("One {texture} layer, then")),
    bright("Begin with {name}, then"),
    any("A {texture} {kind}, then"),
];

const THEN: &[Phrase] = &[
    tells(&["lasting hydration"], "lasting hydration."),
    tells(&["lasting hydration"], "hydration that stays."),
    tells(&["visibly plumper"], "visibly plumper skin."),
    tells(&["visibly plumper"], "a plumper look."),
    tells(&["glassy finish"], "a glassy finish."),
    tells(&["glassy finish"], "glassy skin."),
    tells(&["softer skin"], "softer skin."),
    tells(&["softer skin"], "a softer feel."),
    tells(&["comfort for dry skin"], "comfort for dry skin."),
    tells(&["comfort for dry skin"], "dry skin at rest."),
    tells(&["no shine"], "no shine."),
    tells(&["no shine"], "skin without shine."),
    tells(&["smooth skin from neck to toe"], "smooth skin."),
    tells(
        &["smooth skin from neck to toe"],
        "smooth skin, neck to toe.",
    ),
    tells(&["instant absorption"], "straight into silk."),
    tells(&["instant absorption"], "straight into linen."),
    tells(&["no residue on clothes"], "the white shirt."),
    tells(&["no residue on clothes"], "the black dress."),
    spare("{benefit}."),
];
