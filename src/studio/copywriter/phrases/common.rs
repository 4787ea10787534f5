//! What several angles share.

use super::{Phrase, SKIN, any, only, quiet, spare, tells, when};

pub const KICKERS: &[Phrase] = &[
    any("{name}"),
    any("{sort}, {size}"),
    any("{name}, {size}"),
    any("With {ingredient}"),
    any("{sort}"),
    when(&["daily", "every day"], "Daily care"),
    when(&["face"], "For the face"),
    when(&["body"], "For the body"),
];

pub const CTAS: &[Phrase] = &[
    any("Discover {name}"),
    any("Shop {name}"),
    any("Discover more"),
    any("Shop the {sort}"),
    any("Shop the {kind}"),
    only(SKIN, any("Explore the formula")),
    any("See what is in it"),
];

/// What the product is, and no effect.
pub const PLAIN_BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("{ingredient} and {ingredient2} in a {texture} {category}."),
    any(
        "{subject} is a {texture}, {texture2} {category} made with {ingredient} and {ingredient2}.",
    ),
    any("{subject} is a {category} made with {ingredient} and {ingredient2}."),
    any("{ingredient} and {ingredient2}, together in one {category}."),
    quiet("A {texture} {category} made with {ingredient}, {texture2} to the touch."),
    any("A {texture} {category} with {ingredient}, {smell}."),
    any("A {category} with {ingredient} and {ingredient2}, {smell}."),
];

/// What can be said of any product, however little is known of it.
pub const LEAST_BODIES: &[Phrase] = &[
    spare("Take a closer look at {name}, and see whether it belongs with you."),
    spare("{name}, {size}. Take a closer look, and decide for yourself."),
    spare("{sort}, {size}. Take a closer look at {name}, and decide for yourself."),
    spare("{name}, made with {ingredient}. Take a closer look, and decide for yourself."),
    spare("{name}, {smell}. Take a closer look, and decide for yourself."),
];

/// What the product is, and one effect.
pub const EFFECT_BODIES: &[Phrase] = &[
    tells(
        &["lasting hydration"],
        "A {texture} {category} with {ingredient}, for hydration that lasts.",
    ),
    tells(
        &["lasting hydration"],
        "{subject} pairs a {texture} texture with lasting hydration. Made with {ingredient}.",
    ),
    tells(
        &["visibly plumper"],
        "A {texture} {category} with {ingredient}, for skin that looks visibly plumper.",
    ),
    tells(
        &["visibly plumper"],
        "{subject} leaves skin looking visibly plumper. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["glassy finish without stick"],
        "A {texture} {category} with {ingredient}. The finish is glassy and never sticky.",
    ),
    tells(
        &["glassy finish without stick"],
        "{subject} leaves a glassy finish without stickiness. {texture} to the touch.",
    ),
    tells(
        &["softer skin"],
        "A {texture} {category} with {ingredient}, for skin that feels softer.",
    ),
    tells(
        &["softer skin"],
        "{subject} leaves skin softer. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["comfort for dry skin"],
        "A {texture} {category} with {ingredient}, made to comfort dry skin.",
    ),
    tells(
        &["comfort for dry skin"],
        "{subject} brings comfort to dry skin, in a {texture}, {texture2} texture.",
    ),
    tells(
        &["no shine"],
        "A {texture} {category} with {ingredient} that leaves no shine.",
    ),
    tells(
        &["no shine"],
        "{texture} to the touch, {subject} leaves no shine.",
    ),
    tells(
        &["smooth skin from neck to toe"],
        "A {texture} {category} with {ingredient}, for smooth skin from neck to toe.",
    ),
    tells(
        &["smooth skin from neck to toe"],
        "{subject} leaves skin smooth from neck to toe. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["instant absorption"],
        "A {texture} {category} with {ingredient}, absorbed in an instant.",
    ),
    tells(
        &["instant absorption"],
        "{subject} is absorbed the instant it is applied. Made with {ingredient} and {ingredient2}.",
    ),
    tells(
        &["no residue on clothes"],
        "A {texture} {category} with {ingredient} that leaves no residue on clothes.",
    ),
    tells(
        &["no residue on clothes"],
        "{subject} leaves no residue on clothes. Made with {ingredient} and {ingredient2}.",
    ),
    any("A {texture} {category} with {ingredient}, for {gain}."),
    any("A {category} with {ingredient} and {ingredient2}, for {gain}."),
    any("{subject} {does}. Made with {ingredient} and {ingredient2}."),
    any("{subject} {does}. A {texture}, {texture2} {category}."),
    any("A {texture} {category} that {does}."),
    any("{subject} is a {category} made for {need}."),
    spare("{name}, a {category} for {gain} and {benefit2}."),
    spare("{name}, a {category} made with {ingredient}."),
    spare("{subject} is a {category}, {size}. See what is in it before you decide."),
    spare("{subject} is a {texture} {category}. Expect {benefit}."),
];
