//! What those who reviewed it gave it.

use super::common::{EFFECT_BODIES, LEAST_BODIES, PLAIN_BODIES};
use super::{Pairing, Phrase, Sheet, any, bright, exact, quiet, warm};

pub const SHEET: Sheet = Sheet {
    pairings: &[
        Pairing {
            leads: RATED,
            tails: BY,
        },
        Pairing {
            leads: COUNTED,
            tails: OF,
        },
        Pairing {
            leads: THING,
            tails: SCORED,
        },
        Pairing {
            leads: STATED,
            tails: REPLIES,
        },
    ],
    bodies: &[PLAIN_BODIES, EFFECT_BODIES, LEAST_BODIES],
    kickers: KICKERS,
    ctas: CTAS,
};

const RATED: &[Phrase] = &[
    any("Rated {rating} out of 5"),
    any("{rating} out of 5"),
    any("{name}, rated {rating} out of 5"),
    any("{rating} stars out of 5"),
    any("An average of {rating} out of 5"),
];

const BY: &[Phrase] = &[
    any("in {reviews} reviews."),
    any("across {reviews} reviews."),
    any("from {reviews} reviews."),
    any("after {reviews} reviews."),
];

const COUNTED: &[Phrase] = &[any("{reviews} reviews"), any("{reviews} opinions")];

const OF: &[Phrase] = &[
    any("of {name}."),
    any("of a {texture} {kind}."),
    any("of a {texture} {category}."),
    any("of a {texture}, {texture2} {kind}."),
];

const THING: &[Phrase] = &[
    any("{name},"),
    any("A {texture} {kind},"),
    any("A {texture} {category},"),
];

const SCORED: &[Phrase] = &[
    any("rated {rating} out of 5."),
    any("{rating} out of 5 on average."),
    any("{rating} stars out of 5."),
    any("with {reviews} reviews."),
];

const STATED: &[Phrase] = &[
    any("{reviews} reviews so far."),
    any("{reviews} reviews of {name}."),
    any("{reviews} opinions of {name}."),
    any("Rated {rating} out of 5."),
    any("{rating} out of 5, on average."),
    any("{name}, {rating} out of 5."),
];

const REPLIES: &[Phrase] = &[
    quiet("Read them slowly."),
    quiet("Read at leisure."),
    warm("Thank you."),
    warm("With our thanks."),
    warm("We are grateful."),
    exact("See for yourself."),
    exact("Judge for yourself."),
    bright("Add your own."),
    bright("Yours is welcome."),
];

const KICKERS: &[Phrase] = &[any("{name}"), any("{sort}, {size}"), any("Reviewed")];

const CTAS: &[Phrase] = &[
    any("Read the reviews"),
    any("Discover {name}"),
    any("Shop {name}"),
];
