//! What can be said when everything better has been said: true of every product, and there are many of them.

use super::{Pairing, Phrase, spare};

/// Kept for deliveries that ask for more headlines than the facts give.
pub const PAIRINGS: &[Pairing] = &[Pairing {
    leads: LEADS,
    tails: TAILS,
}];

const LEADS: &[Phrase] = &[
    spare("{name},"),
    spare("Meet {name},"),
    spare("Make room for {name},"),
    spare("Keep {name} close,"),
    spare("Reach for {name},"),
    spare("A little {name},"),
    spare("Begin with {name},"),
];

const TAILS: &[Phrase] = &[
    spare("on a Monday."),
    spare("on a Tuesday."),
    spare("on a Wednesday."),
    spare("on a Thursday."),
    spare("on a Friday."),
    spare("on a Saturday."),
    spare("on a Sunday."),
    spare("early in the day."),
    spare("late in the day."),
    spare("at first light."),
    spare("at nightfall."),
    spare("after the rain."),
    spare("in the first warm week."),
    spare("in the first cold week."),
    spare("at home."),
    spare("beside the window."),
    spare("whenever there is a minute."),
    spare("while the tea cools."),
    spare("while the bath runs."),
    spare("while the city wakes."),
    spare("with the phone off."),
    spare("every other evening."),
    spare("in spring."),
    spare("in summer."),
    spare("in autumn."),
    spare("in winter."),
    spare("on holiday."),
    spare("after the gym."),
];
