//! What there is to gain.

use super::common::{CTAS, EFFECT_BODIES, KICKERS, LEAST_BODIES, PLAIN_BODIES};
use super::{LAYER, Pairing, Phrase, SKIN, Sheet, any, bright, exact, only, quiet, tells, warm};

pub const SHEET: Sheet = Sheet {
    pairings: &[
        Pairing {
            leads: GAINS,
            tails: FROM,
        },
        Pairing {
            leads: MADE,
            tails: FOR,
        },
        Pairing {
            leads: THING,
            tails: &[any("{does}.")],
        },
    ],
    bodies: &[PLAIN_BODIES, EFFECT_BODIES, LEAST_BODIES],
    kickers: KICKERS,
    ctas: CTAS,
};

const GAINS: &[Phrase] = &[
    tells(&["lasting hydration"], "Lasting hydration,"),
    tells(&["lasting hydration"], "Hydration that lasts,"),
    tells(&["lasting hydration"], "Skin that stays hydrated,"),
    tells(&["visibly plumper"], "Visibly plumper skin,"),
    tells(&["visibly plumper"], "Skin that looks plumper,"),
    tells(&["glassy finish"], "A glassy finish,"),
    tells(
        &["glassy finish without stick"],
        "A glassy, never sticky finish,",
    ),
    tells(&["softer skin"], "Softer skin,"),
    tells(&["softer skin"], "Skin that feels softer,"),
    tells(&["comfort for dry skin"], "Comfort for dry skin,"),
    tells(&["comfort for dry skin"], "Dry skin, comforted,"),
    tells(&["no shine"], "Comfort without shine,"),
    tells(&["no shine"], "Moisture without shine,"),
    tells(
        &["smooth skin from neck to toe"],
        "Smooth skin, neck to toe,",
    ),
    tells(&["instant absorption"], "Instant absorption,"),
    tells(&["instant absorption"], "Absorption in an instant,"),
    tells(&["no residue on clothes"], "Care without residue,"),
    any("{benefit},"),
];

const FROM: &[Phrase] = &[
    any("from {name}."),
    only(SKIN, quiet("and a {texture2} touch.")),
    warm("with {name}."),
    exact("from a {texture} {category}."),
    only(LAYER, exact("from one {texture} layer.")),
    bright("thanks to {name}."),
    any("from a {texture} {kind}."),
    only(SKIN, any("with a {texture2} touch.")),
];

const THING: &[Phrase] = &[
    any("{subject}"),
    any("A {kind} that"),
    any("A {category} that"),
    any("A {texture} {kind} that"),
    exact("One {kind} that"),
];

const MADE: &[Phrase] = &[
    any("{name},"),
    quiet("Made"),
    only(SKIN, quiet("A {texture2} touch")),
    warm("Thoughtful care"),
    only(SKIN, exact("Formulated")),
    only(LAYER, exact("One {texture} layer")),
    any("A {texture} {kind}"),
    any("A {texture} {category}"),
];

const FOR: &[Phrase] = &[
    tells(&["lasting hydration"], "for lasting hydration."),
    tells(&["lasting hydration"], "for hydration that stays."),
    tells(&["visibly plumper"], "for visibly plumper skin."),
    tells(&["visibly plumper"], "for skin that looks plumper."),
    tells(&["glassy finish"], "for a glassy finish."),
    tells(
        &["glassy finish without stick"],
        "for a glassy, never sticky look.",
    ),
    tells(&["softer skin"], "for softer skin."),
    tells(&["softer skin"], "for skin that feels softer."),
    tells(&["comfort for dry skin"], "to comfort dry skin."),
    tells(&["no shine"], "for skin without shine."),
    tells(&["no shine"], "for a finish without shine."),
    tells(
        &["smooth skin from neck to toe"],
        "for smooth skin, neck to toe.",
    ),
    tells(&["instant absorption"], "for instant absorption."),
    tells(&["instant absorption"], "for dressing without delay."),
    tells(&["no residue on clothes"], "for care without residue."),
    tells(&["no residue on clothes"], "for unmarked sleeves."),
    any("for {gain}."),
];
