//! What several angles share.

use super::{Phrase, any, quiet, spare, tells, when};

pub const KICKERS: &[Phrase] = &[
    any("{name}"),
    any("{category}, {size}"),
    any("{name}, {size}"),
    any("With {ingredient}"),
    any("Daily care"),
    when(&["face"], "For the face"),
    when(&["body"], "For the body"),
];

pub const CTAS: &[Phrase] = &[
    any("Discover {name}"),
    any("Shop {name}"),
    any("Discover more"),
    any("Shop the {category}"),
    any("Shop the {kind}"),
    any("Explore the formula"),
];

/// What the product is, and no effect.
pub const PLAIN_BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("{ingredient} and {ingredient2} in a {texture} {category}."),
    any("{name} is a {texture}, {texture2} {category} made with {ingredient} and {ingredient2}."),
    any("{name} is a {category} made with {ingredient} and {ingredient2}."),
    quiet("A {texture} {category} made with {ingredient}, {texture2} to the touch."),
    when(
        &["is scented"],
        "A {texture} {category} with {ingredient}, scented with {scent}.",
    ),
];

/// What the product is, and one effect.
pub const EFFECT_BODIES: &[Phrase] = &[
    tells(
        &["lasting hydration"],
        "A {texture} {category} with {ingredient}, for hydration that lasts.",
    ),
    tells(
        &["lasting hydration"],
        "{name} pairs a {texture} texture with lasting hydration. Made with {ingredient}.",
    ),
    tells(
        &["visibly plumper"],
        "A {texture} {category} with {ingredient}, for skin that looks visibly plumper.",
    ),
    tells(
        &["visibly plumper"],
        "{name} leaves skin looking visibly plumper. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["glassy finish without stick"],
        "A {texture} {category} with {ingredient}. The finish is glassy and never sticky.",
    ),
    tells(
        &["glassy finish without stick"],
        "{name} leaves a glassy finish without stickiness. {texture} to the touch.",
    ),
    tells(
        &["softer skin"],
        "A {texture} {category} with {ingredient}, for skin that feels softer.",
    ),
    tells(
        &["softer skin"],
        "{name} leaves skin softer. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["comfort for dry skin"],
        "A {texture} {category} with {ingredient}, made to comfort dry skin.",
    ),
    tells(
        &["comfort for dry skin"],
        "{name} brings comfort to dry skin, in a {texture}, {texture2} texture.",
    ),
    tells(
        &["no shine"],
        "A {texture} {category} with {ingredient} that leaves no shine.",
    ),
    tells(
        &["no shine"],
        "{texture} to the touch, {name} leaves no shine.",
    ),
    tells(
        &["smooth skin from neck to toe"],
        "A {texture} {category} with {ingredient}, for smooth skin from neck to toe.",
    ),
    tells(
        &["smooth skin from neck to toe"],
        "{name} leaves skin smooth from neck to toe. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["instant absorption"],
        "A {texture} {category} with {ingredient}, absorbed in an instant.",
    ),
    tells(
        &["instant absorption"],
        "{name} is absorbed the instant it is applied. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["no residue on clothes"],
        "A {texture} {category} with {ingredient} that leaves no residue on clothes.",
    ),
    tells(
        &["no residue on clothes"],
        "{name} leaves no residue on clothes. Made with {ingredient} and {ingredient2}.",
    ),
    any("A {texture} {category} with {ingredient}, for {gain}."),
    any("A {category} with {ingredient} and {ingredient2}, for {gain}."),
    any("{name} {does}. Made with {ingredient} and {ingredient2}."),
    any("{name} {does}. A {texture}, {texture2} {category}."),
    any("A {texture} {category} that {does}."),
    any("{name} is a {category} made for {need}."),
    spare("{name}, a {category} for {gain} and {benefit2}."),
    spare("{name}, a {category} made with {ingredient}."),
    spare("{name} is a {category}, {size}. See what is in it before you decide."),
    spare("{name} is a {texture} {category}. Expect {benefit}."),
];
