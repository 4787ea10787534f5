//! A moment of the day, and what the hands do in it.

use super::{Pairing, Phrase, Sheet, any, bright, exact, quiet, warm, when};

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
    bodies: &[BODIES],
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
    any("With the window open,"),
    any("With the lights low,"),
    any("On a slow Sunday,"),
    any("When the door closes,"),
    any("In the hush before sleep,"),
    when(&["serum", "moisturiser"], "Before the mirror clears,"),
    when(&["serum", "moisturiser"], "On freshly washed skin,"),
    when(&["body"], "Fresh from the bath,"),
    when(&["body"], "On skin still warm,"),
];

const GESTURES: &[Phrase] = &[
    any("{name}."),
    any("a little {name}."),
    quiet("a {texture2} touch."),
    quiet("slow hands and {name}."),
    warm("time for {name}."),
    warm("a moment with {name}."),
    exact("one {texture} layer."),
    exact("{name}, pressed in."),
    bright("reach for {name}."),
    any("a {texture} {kind}."),
    any("a {texture} {category}."),
];

const THINGS: &[Phrase] = &[
    any("{name},"),
    any("A {texture} {kind}"),
    any("A {texture} {category}"),
    quiet("A {texture2} touch"),
    exact("One {texture} layer"),
    warm("A moment with {name}"),
    bright("Time for {name}"),
];

const HOURS: &[Phrase] = &[
    any("before the first coffee."),
    any("in the quiet hours."),
    any("while the house sleeps."),
    any("at the end of the day."),
    any("by morning light."),
    any("before bed."),
    when(&["body"], "after the bath."),
    when(&["serum", "moisturiser"], "after cleansing."),
];

const BODIES: &[Phrase] = &[
    any("{one_liner}"),
    when(
        &["is for skin"],
        "Warm {name} between the palms, then press it in slowly. {scent}.",
    ),
    when(
        &["is for skin"],
        "Warm a little between the palms and press it in. {texture}, then {texture2}.",
    ),
    any("A {texture} {category} with {ingredient} and {ingredient2}, for unhurried hands."),
    any("A {texture}, {texture2} {category} for either end of the day. {scent}."),
    when(
        &["is for skin"],
        "Smooth it on slowly, and let it settle. Made with {ingredient} and {ingredient2}.",
    ),
    quiet("A {texture} {category} with {ingredient}. Take a breath, and begin."),
    when(
        &["is for skin"],
        "{name}, with {ingredient}, asks only for a little time and two warm hands.",
    ),
    when(
        &["serum", "moisturiser"],
        "Press it in with flat palms, from the centre outwards. {texture}, then {texture2}.",
    ),
    when(
        &["body"],
        "From ankle to shoulder, in long, slow strokes. {texture}, then {texture2}.",
    ),
    when(
        &["is for skin"],
        "Begin with warm hands, and end with a slow breath. Made with {ingredient}.",
    ),
    when(
        &["is for skin"],
        "Breathe in as you press it into the skin. Scented with {scent}.",
    ),
];

const KICKERS: &[Phrase] = &[
    any("{name}"),
    any("The {category} ritual"),
    any("A daily ritual"),
    any("With {ingredient}"),
    any("{category}, {size}"),
];

const CTAS: &[Phrase] = &[
    any("Begin with {name}"),
    any("Begin the ritual"),
    any("Discover {name}"),
    any("Discover the ritual"),
    any("Discover more"),
    any("Shop {name}"),
];
