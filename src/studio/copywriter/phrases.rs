//! Phrases, as data. British spelling; quiet, sensorial, exact.
//!
//! Rules for whoever adds one: an effect is said only in a slot or under a condition that the facts must hold; no
//! number but from a slot; both halves of a headline stand alone, because any lead may meet any tail of its angle.

use crate::model::brief::CopyAngle;

/// The voice that a phrase has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Fits every voice.
    Any,
    /// Few words, much air.
    Quiet,
    /// Close, as a friend.
    Warm,
    /// Facts first.
    Exact,
    /// Light on its feet.
    Bright,
    /// Fits every voice, but is said only when there is nothing better left.
    Spare,
}

impl Mood {
    /// The mood that a tone in free words comes closest to.
    pub fn of(tone: &str) -> Self {
        const WORDS: [(Mood, &[&str]); 3] = [
            (
                Mood::Bright,
                &[
                    "playful",
                    "bright",
                    "fun",
                    "bold",
                    "young",
                    "fresh",
                    "witty",
                    "cheer",
                    "energetic",
                ],
            ),
            (
                Mood::Exact,
                &[
                    "clinical",
                    "scien",
                    "expert",
                    "technical",
                    "plain",
                    "matter-of-fact",
                    "minimal",
                    "precise",
                ],
            ),
            (
                Mood::Warm,
                &[
                    "warm", "friend", "caring", "gentle", "tender", "cosy", "cozy", "kind",
                    "honest", "human",
                ],
            ),
        ];
        let tone = tone.to_lowercase();
        let found = WORDS
            .into_iter()
            .find(|(_, words)| words.iter().any(|word| tone.contains(word)));
        found.map_or(Self::Quiet, |(mood, _)| mood)
    }
}

/// A phrase with slots.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// Its voice.
    pub mood: Mood,
    /// At least one of these must be on file; empty means always.
    pub when: &'static [&'static str],
    /// The words.
    pub text: &'static str,
}

/// Everything that one angle can say.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// First halves of headlines.
    pub leads: &'static [Phrase],
    /// Second halves of headlines.
    pub tails: &'static [Phrase],
    /// Bodies.
    pub bodies: &'static [Phrase],
    /// Small lines above.
    pub kickers: &'static [Phrase],
    /// Buttons.
    pub ctas: &'static [Phrase],
}

const fn any(text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Any,
        when: &[],
        text,
    }
}

const fn quiet(text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Quiet,
        when: &[],
        text,
    }
}

const fn warm(text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Warm,
        when: &[],
        text,
    }
}

const fn exact(text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Exact,
        when: &[],
        text,
    }
}

const fn spare(text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Spare,
        when: &[],
        text,
    }
}

const fn bright(text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Bright,
        when: &[],
        text,
    }
}

const fn when(words: &'static [&'static str], text: &'static str) -> Phrase {
    Phrase {
        mood: Mood::Any,
        when: words,
        text,
    }
}

/// What an angle can say.
pub fn of(angle: CopyAngle) -> Sheet {
    let (leads, tails, bodies) = match angle {
        CopyAngle::PainSolution => (PAIN, ANSWERS, PAIN_BODIES),
        CopyAngle::BenefitOutcome => (BENEFITS, PLAINLY, BENEFIT_BODIES),
        CopyAngle::Sensory => (TOUCH, LINGER, TOUCH_BODIES),
        CopyAngle::Transformation => (CHANGES, BETWEEN, CHANGE_BODIES),
        CopyAngle::Ritual => (MOMENTS, GESTURES, RITUAL_BODIES),
        CopyAngle::SocialProof => (VERDICTS, REPLIES, PROOF_BODIES),
    };
    let (kickers, ctas) = match angle {
        CopyAngle::Ritual => (RITUAL_KICKERS, RITUAL_CTAS),
        CopyAngle::SocialProof => (PROOF_KICKERS, PROOF_CTAS),
        CopyAngle::Sensory => (KICKERS, TOUCH_CTAS),
        _ => (KICKERS, CTAS),
    };
    Sheet {
        leads,
        tails,
        bodies,
        kickers,
        ctas,
    }
}

const PAIN: &[Phrase] = &[
    spare("Looking for {benefit}?"),
    spare("Hoping for {benefit}?"),
    when(&["hydrat"], "Dry again by noon?"),
    when(&["hydrat"], "Tight after cleansing?"),
    when(&["hydrat"], "Skin thirsty by three?"),
    when(&["hydrat"], "Central heating, dry skin?"),
    when(&["plump"], "Skin looking a little flat?"),
    when(&["plump"], "A tired look in the mirror?"),
    when(&["stickiness"], "Tired of tacky serums?"),
    when(&["stickiness"], "A serum that clings to your hair?"),
    when(&["stickiness"], "Still sticky at breakfast?"),
    when(&["dry skin"], "Cheeks that pull in the cold?"),
    when(&["dry skin"], "Skin a size too small?"),
    when(&["dry skin"], "Dry patches again?"),
    when(&["dry skin"], "Winter on your face?"),
    when(&["softer skin"], "Rough to the touch?"),
    when(&["softer skin"], "Skin like paper?"),
    when(&["no shine"], "Shiny before lunch?"),
    when(&["no shine"], "Rich cream, shiny noon?"),
    when(&["no shine"], "Blotting again at noon?"),
    when(&["absorption"], "Waiting for lotion to dry?"),
    when(&["absorption"], "Late, and still damp?"),
    when(&["absorption"], "No time to stand about?"),
    when(&["residue"], "Marks on the good shirt?"),
    when(&["residue"], "Lotion on your black dress?"),
    when(&["residue"], "Sleeves that stick?"),
    when(&["smooth skin"], "Rough elbows, dull shins?"),
    when(&["smooth skin"], "Shins like chalk?"),
];

const ANSWERS: &[Phrase] = &[
    any("{name}."),
    quiet("Then {name}."),
    quiet("There is {name}."),
    quiet("Not any more."),
    quiet("It need not be."),
    quiet("A quiet answer."),
    warm("Try {name}."),
    warm("Meet {name}."),
    warm("Let us help."),
    warm("We made this for you."),
    warm("You are not alone."),
    exact("The answer: {name}."),
    exact("Consider {name}."),
    exact("See {name}."),
    exact("It can be solved."),
    bright("Hello, {name}."),
    bright("Not today."),
    bright("Enough of that."),
    bright("Time to switch."),
    bright("Next, please: {name}."),
];

const PAIN_BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("A {texture} {category} with {ingredient}. Expect {benefit}."),
    any("{ingredient} and {ingredient2} in a {texture} {category}. Expect {benefit}."),
    any("We wrote the complaint down first, then made {name}. Expect {benefit}."),
    any("{name} was made for exactly this. Expect {benefit}, and a {texture} touch."),
    any("{name}, a {texture} {category} with {ingredient}. What you get: {benefit}."),
];

const BENEFITS: &[Phrase] = &[
    any("{benefit}."),
    any("Think {benefit}."),
    any("It comes down to {benefit}."),
    any("First, {benefit}."),
    any("The point: {benefit}."),
    any("The short of it: {benefit}."),
    any("Expect {benefit}."),
    any("In plain words, {benefit}."),
    any("Ask it for {benefit}."),
    any("In short, {benefit}."),
];

const PLAINLY: &[Phrase] = &[
    any("{name}."),
    quiet("That is all."),
    quiet("Quietly."),
    quiet("Nothing more."),
    quiet("Said softly."),
    quiet("It is enough."),
    warm("Every day."),
    warm("All yours."),
    warm("You will see."),
    warm("Come closer."),
    exact("No fuss."),
    exact("Plainly put."),
    exact("No more, no less."),
    exact("As it says."),
    bright("Yes, really."),
    bright("Simple as that."),
    bright("Why not?"),
    bright("There you are."),
];

const BENEFIT_BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("A {texture} {category} with {ingredient}. Expect {benefit}."),
    any("Made with {ingredient} and {ingredient2}. {texture}, {texture2}, and easy to live with."),
    any("{name} brings {ingredient} and {ingredient2} together in one {texture} {category}."),
    any("What is in it: {ingredient}, {ingredient2}. What to expect: {benefit}."),
    any("{name}: {benefit} and {benefit2}, from a {texture} {category}."),
];

const TOUCH: &[Phrase] = &[
    any("{texture} at first touch."),
    any("{texture} under the fingers."),
    any("{texture}. {texture2}."),
    any("{texture}, and {texture2}."),
    any("{texture}, then {texture2}."),
    any("Feel it: {texture}."),
    any("Simply {texture}."),
    any("{scent}."),
    when(&["fragrance free"], "No scent at all."),
];

const LINGER: &[Phrase] = &[
    any("{name}."),
    quiet("Close your eyes."),
    quiet("Then quiet."),
    quiet("Take your time."),
    quiet("Nothing else to notice."),
    quiet("Listen with your hands."),
    quiet("Slowly, now."),
    warm("Stay a moment."),
    warm("Breathe out."),
    warm("Your hands will know."),
    warm("This one is for you."),
    exact("That is {name}."),
    exact("Touch decides."),
    exact("Judge by hand."),
    exact("Note the texture."),
    bright("Go on, touch it."),
    bright("Hands first."),
    bright("Again, please."),
];

const TOUCH_BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("{texture} and {texture2}, with {ingredient} and {ingredient2}. {scent}."),
    any("A {texture}, {texture2} {category} with {ingredient}. {scent}."),
    any("{name} is a {category} to judge by hand: {texture}, {texture2}. {scent}."),
    any("Made with {ingredient}. {texture}, {texture2}, and quiet about it."),
];

const CHANGES: &[Phrase] = &[
    when(&["hydrat"], "From dry to hydrated."),
    when(&["hydrat"], "Dry, then quenched."),
    when(&["hydrat"], "From thirst to ease."),
    when(&["plump"], "From flat to plump."),
    when(&["plump"], "Flat first. Then plumper."),
    when(&["plump"], "A little flat, then fuller."),
    when(&["glassy"], "From dull to glassy."),
    when(&["glassy"], "Matte, then glass."),
    when(&["glassy"], "A glassier morning."),
    when(&["softer skin"], "From rough to soft."),
    when(&["softer skin"], "Rough first. Softer after."),
    when(&["softer skin"], "Softer than yesterday."),
    when(&["dry skin"], "From tight to at ease."),
    when(&["dry skin"], "Dry skin, comforted."),
    when(&["dry skin"], "Tight, then comfortable."),
    when(&["no shine"], "From shine to calm."),
    when(&["no shine"], "Shine, then none."),
    when(&["no shine"], "Moisture, minus the shine."),
    when(&["smooth skin"], "From rough to smooth."),
    when(&["smooth skin"], "Chalk, then satin."),
    when(&["smooth skin"], "Smoother, neck to toe."),
    when(&["absorption"], "On. In. Dressed."),
    when(&["absorption"], "From damp to dressed."),
    when(&["absorption"], "On, then sunk in."),
    when(&["residue"], "From towel to silk shirt."),
    when(&["residue"], "Bare skin, clean sleeves."),
    when(&["residue"], "Lotion on, sleeves clean."),
    spare("Before. After: {benefit}."),
    spare("And then, {benefit}."),
];

const BETWEEN: &[Phrase] = &[
    any("{name}."),
    quiet("{name} in between."),
    quiet("Look again."),
    quiet("No drama."),
    quiet("Quietly done."),
    quiet("In its own time."),
    warm("Day by day."),
    warm("Be patient with it."),
    warm("Gently does it."),
    warm("You will notice."),
    exact("Ask the mirror."),
    exact("Compare."),
    exact("Look closely."),
    exact("See the difference."),
    bright("Mirror, please."),
    bright("Spot the difference."),
    bright("Well, look at that."),
];

const CHANGE_BODIES: &[Phrase] = &[
    any("{one_liner}"),
    any("Before: the usual. After: {benefit}. In between: {name}, with {ingredient}."),
    any("{name}, a {texture} {category} with {ingredient} and {ingredient2}. Expect {benefit}."),
    any("A {texture} {category} with {ingredient}. The difference to look for: {benefit}."),
    any("Give {name} its place by the mirror, then look for {benefit}."),
];

const MOMENTS: &[Phrase] = &[
    any("Before the first coffee."),
    any("While the kettle hums."),
    any("When the house is quiet."),
    any("Phone face down."),
    any("After the last email."),
    any("The window open."),
    any("Lights low."),
    any("Sunday, no plans."),
    any("Before the day begins."),
    any("When the door closes."),
    any("Bare feet, cool floor."),
    when(&["serum", "moisturiser"], "Before the mirror clears."),
    when(&["serum", "moisturiser"], "Face washed, hair up."),
    when(&["body"], "Straight from the bath."),
    when(&["body"], "Towel down, steam up."),
];

const GESTURES: &[Phrase] = &[
    any("{name}."),
    quiet("Then {name}."),
    quiet("{name}, unhurried."),
    quiet("Slow hands."),
    quiet("Nothing to do but this."),
    quiet("A pause with a name."),
    warm("A moment of yours."),
    warm("Be kind to yourself."),
    warm("Hands, warmth, breath."),
    exact("Press, pause, breathe."),
    exact("Same time, same place."),
    exact("Make room for it."),
    bright("Me first."),
    bright("World, wait a minute."),
    bright("Back in a moment."),
];

const RITUAL_BODIES: &[Phrase] = &[
    any("Warm {name} between the palms, press in, breathe out. {scent}."),
    any("Warm a little between your hands and press it in. {texture}, {texture2}, unhurried."),
    any("{name}, with {ingredient} and {ingredient2}. {texture}, {texture2}, and nothing to rush."),
    any("{one_liner}"),
    any("Keep {name} where you will see it. The rest is a {texture} habit."),
    any("A {texture} {category} for the quiet end of a day, or its beginning. {scent}."),
];

const VERDICTS: &[Phrase] = &[
    any("{rating} out of 5."),
    any("Rated {rating} out of 5."),
    any("{reviews} reviews."),
    any("{reviews} opinions."),
    any("{reviews} reviews, {rating} out of 5."),
    any("{rating} from {reviews} reviews."),
    any("{rating} stars out of 5."),
    any("{reviews} reviews so far."),
];

const REPLIES: &[Phrase] = &[
    any("{name}."),
    quiet("We only listened."),
    quiet("In their own words."),
    quiet("Read them slowly."),
    quiet("We add nothing."),
    warm("Thank you."),
    warm("Tell us yours."),
    warm("Come and see."),
    warm("We read them all."),
    exact("Judge for yourself."),
    exact("That is {name}."),
    exact("No adjectives needed."),
    exact("The sum so far."),
    bright("Your turn."),
    bright("Care to add one?"),
    bright("Room for yours."),
];

const PROOF_BODIES: &[Phrase] = &[
    any("{name} is rated {rating} out of 5 across {reviews} reviews. {texture}, {texture2}."),
    any("{reviews} reviews, {rating} out of 5, for a {texture} {category} with {ingredient}."),
    any("Rated {rating} out of 5 by those who reviewed it. Expect {benefit}."),
    any("{one_liner}"),
];

const KICKERS: &[Phrase] = &[
    any("{name}"),
    any("{category}, {size}"),
    any("{name}, {size}"),
    any("With {ingredient}"),
];

const RITUAL_KICKERS: &[Phrase] = &[
    any("{name}"),
    any("The {category} ritual"),
    any("A daily ritual"),
    any("{category}, {size}"),
];

const PROOF_KICKERS: &[Phrase] = &[any("{name}"), any("{category}, {size}"), any("Reviewed")];

const CTAS: &[Phrase] = &[
    any("Discover {name}"),
    any("Shop {name}"),
    any("See {name}"),
    any("Discover more"),
    any("Shop the {category}"),
    any("Find yours"),
];

const TOUCH_CTAS: &[Phrase] = &[
    any("Feel {name}"),
    any("Discover {name}"),
    any("Feel the texture"),
    any("Discover the feel"),
];

const RITUAL_CTAS: &[Phrase] = &[
    any("Begin with {name}"),
    any("Begin the ritual"),
    any("Make it yours"),
    any("Shop {name}"),
];

const PROOF_CTAS: &[Phrase] = &[
    any("Read the reviews"),
    any("See why"),
    any("Shop {name}"),
    any("Try {name}"),
];
