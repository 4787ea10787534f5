//! A moment of the day, and what the hands do in it.

use super::common::LEAST_BODIES;
use super::{
    HANDS, LAYER, Pairing, Phrase, SKIN, Sheet, any, bright, exact, only, quiet, warm, when,
};

pub const SHEET: Sheet = Sheet {
    pairings: &[
        Pairing {
            leads: MOMENTS,
            tails: GESTURES,
        },
        Pairing {
            leads: THINGS,
            tails: HOURS,
        },
    ],
    bodies: &[BODIES, LEAST_BODIES],
    kickers: KICKERS,
    ctas: CTAS,
};

const MOMENTS: &[Phrase] = &[
    any("Before the first coffee,"),
    any("While the kettle warms,"),
    any("When the house is quiet,"),
    any("Before the day begins,"),
    any("After the last email,"),
    any("As the light fades,"),
    any("With the lights low,"),
    any("On a slow Sunday,"),
    any("When the day slows down,"),
    any("In the first quiet minute,"),
    any("Before the morning starts,"),
    any("In the hush before sleep,"),
    when(&["serum", "moistur"], "Before the mirror clears,"),
    when(&["serum", "moistur"], "On freshly washed skin,"),
    when(&["body"], "Fresh from the bath,"),
    when(&["body"], "On skin still warm,"),
];

const GESTURES: &[Phrase] = &[
    any("{name}."),
    only(HANDS, any("a little {name}.")),
    only(SKIN, quiet("a {texture2} touch.")),
    only(HANDS, quiet("slow hands and {name}.")),
    warm("time for {name}."),
    warm("a moment with {name}."),
    only(LAYER, exact("one {texture} layer.")),
    only(HANDS, exact("press in {name}.")),
    only(HANDS, bright("smooth on {name}.")),
    bright("reach for {name}."),
    any("a {texture} {kind}."),
    any("a minute for {name}."),
];

const THINGS: &[Phrase] = &[
    any("{name},"),
    any("A {texture} {kind}"),
    any("A {texture} {category}"),
    only(SKIN, quiet("A {texture2} touch")),
    only(LAYER, exact("One {texture} layer")),
    warm("A moment with {name}"),
    bright("Time for {name}"),
];

const HOURS: &[Phrase] = &[
    any("before the first coffee."),
    any("in the quiet hours."),
    any("before the house wakes."),
    any("at the end of the day."),
    any("by morning light."),
    any("before bed."),
    when(&["body"], "after the bath."),
    when(&["serum", "moistur"], "after cleansing."),
];

const BODIES: &[Phrase] = &[
    any("{one_liner}"),
    when(
        HANDS,
        "Warm {name} between the palms, then press it in slowly. {smell}.",
    ),
    when(
        HANDS,
        "Warm a little between the palms and press it in. {texture}, then {texture2}.",
    ),
    any("A {texture} {category} with {ingredient} and {ingredient2}, for an unhurried minute."),
    any("A {texture} {category} with {ingredient}, {smell}. Take your time with it."),
    any(
        "{ingredient} and {ingredient2} in a {texture} {category}. Take a minute, and use it well.",
    ),
    any("A {category} with {ingredient} and {ingredient2}, {smell}. Make a little time for it."),
    any("A {texture}, {texture2} {category} for a moment of your own. {smell}."),
    when(
        HANDS,
        "Smooth it on slowly, and let it settle. Made with {ingredient} and {ingredient2}.",
    ),
    quiet("A {texture} {category} with {ingredient}. Take a breath, and begin."),
    when(
        HANDS,
        "All that {subject} asks for is a little time and two warm hands. With {ingredient}.",
    ),
    when(
        &["serum", "moistur"],
        "Press it in with flat palms, from the centre outwards. {texture}, then {texture2}.",
    ),
    when(
        &["body"],
        "From ankle to shoulder, in long, slow strokes. {texture}, then {texture2}.",
    ),
    when(
        HANDS,
        "Begin with warm hands, and end with a slow breath. Made with {ingredient}.",
    ),
    when(
        HANDS,
        "Breathe in as you press it into the skin. Made with {ingredient}, {smell}.",
    ),
];

const KICKERS: &[Phrase] = &[
    any("{name}"),
    only(SKIN, any("The {kind} ritual")),
    any("A small ritual"),
    any("With {ingredient}"),
    any("{sort}, {size}"),
    any("{sort}"),
];

const CTAS: &[Phrase] = &[
    any("Begin with {name}"),
    any("Begin the ritual"),
    any("Discover {name}"),
    any("Discover the ritual"),
    any("Discover more"),
    any("Shop {name}"),
];
