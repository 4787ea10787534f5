//! What skin and hair may need, as data: for each kind of benefit the state before it, the state after it, and how a
//! person would say so. A row is used only when a product's own benefits hold one of its words.

/// One kind of benefit.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// A benefit that holds one of these (lower case) is of this kind.
    pub words: &'static [&'static str],
    /// Who it is for: follows “for”.
    pub need: &'static str,
    /// Follows “When”.
    pub lack: &'static str,
    /// Follows “From”; empty where nobody would say so.
    pub before: &'static str,
    /// Follows “to”; no more than what the words themselves say.
    pub after: &'static str,
}

const fn need(
    words: &'static [&'static str],
    need: &'static str,
    lack: &'static str,
    before: &'static str,
    after: &'static str,
) -> Need {
    Need {
        words,
        need,
        lack,
        before,
        after,
    }
}

/// The kinds, in the order in which they are looked for.
pub const NEEDS: &[Need] = &[
    need(
        &["dry lips", "chapped lips"],
        "dry lips",
        "lips feel dry",
        "dry lips",
        "cared-for lips",
    ),
    need(
        &["hydrat"],
        "thirsty skin",
        "skin feels parched",
        "parched",
        "hydrated",
    ),
    need(
        &["moistur"],
        "dry skin",
        "skin feels dry",
        "dry",
        "moisturised",
    ),
    need(
        &["plump"],
        "skin that looks flat",
        "skin looks flat",
        "flat",
        "plumper",
    ),
    need(
        &["softer skin", "soft skin", "softens"],
        "skin rough to the touch",
        "skin feels rough",
        "rough",
        "soft",
    ),
    need(
        &["smooth"],
        "uneven texture",
        "texture turns uneven",
        "uneven",
        "smooth",
    ),
    need(
        &["glow", "luminous"],
        "skin that looks dull",
        "skin looks dull",
        "dull",
        "glowing",
    ),
    need(
        &["brighten", "brighter"],
        "skin that looks tired",
        "skin looks tired",
        "tired",
        "brighter",
    ),
    need(
        &["firm"],
        "skin that feels slack",
        "skin feels slack",
        "slack",
        "firm",
    ),
    need(
        &["calm", "sooth"],
        "unsettled skin",
        "skin feels unsettled",
        "unsettled",
        "calm",
    ),
    need(
        &["redness"],
        "skin that shows red",
        "redness shows",
        "flushed",
        "calmer",
    ),
    need(
        &["barrier"],
        "skin under strain",
        "the weather wears on skin",
        "fragile",
        "supported",
    ),
    need(
        &["even tone", "even skin tone", "evens"],
        "uneven tone",
        "tone looks uneven",
        "patchy",
        "even",
    ),
    need(
        &["fine line", "wrinkle"],
        "fine lines",
        "fine lines show",
        "lined",
        "smoother-looking",
    ),
    need(
        &["pore"],
        "pores that show",
        "pores show",
        "coarse",
        "refined",
    ),
    need(
        &["blemish", "breakout"],
        "skin prone to blemishes",
        "blemishes return",
        "blemished",
        "clearer",
    ),
    need(
        &["matte", "oil control", "excess oil"],
        "skin that shines by noon",
        "skin shines by noon",
        "shiny",
        "matte",
    ),
    need(
        &["cleans", "impurit"],
        "the end of a long day",
        "the day has settled in",
        "a long day",
        "clean skin",
    ),
    need(
        &["make-up", "makeup"],
        "the end of a long day",
        "make-up has done its work",
        "make-up",
        "bare skin",
    ),
    need(
        &["exfoliat", "dead skin"],
        "skin that has lost its polish",
        "skin loses its polish",
        "coarse",
        "polished",
    ),
    need(
        &["nourish"],
        "skin that asks for more",
        "skin asks for more",
        "depleted",
        "nourished",
    ),
    need(
        &["comfort"],
        "skin that feels tight",
        "skin feels tight",
        "tight",
        "comfortable",
    ),
    need(
        &["refresh", "cooling"],
        "warm afternoons",
        "the afternoon drags",
        "weary",
        "refreshed",
    ),
    need(
        &["spf", "sunscreen", "sun protection"],
        "days under the sun",
        "the sun is out",
        "exposed",
        "protected",
    ),
    need(
        &["absorb"],
        "those with no time to wait",
        "there is no time to wait",
        "",
        "",
    ),
    need(
        &["frizz"],
        "hair that frizzes",
        "the air turns humid",
        "frizzy",
        "calm",
    ),
    need(
        &["split end", "brittle", "strengthen"],
        "hair that breaks",
        "hair turns brittle",
        "brittle",
        "strong",
    ),
    need(
        &["volume"],
        "hair that falls flat",
        "hair falls flat",
        "flat",
        "full",
    ),
    need(
        &["shiny hair", "shine for hair", "glossy hair"],
        "hair that looks dull",
        "hair looks dull",
        "dull",
        "glossy",
    ),
    need(
        &["scalp"],
        "a scalp that feels tight",
        "the scalp feels tight",
        "a tight scalp",
        "a calm one",
    ),
    need(
        &["puff"],
        "eyes that look tired",
        "the night was short",
        "puffy",
        "rested",
    ),
    need(
        &["dark circle"],
        "eyes that look tired",
        "the night was short",
        "shadowed",
        "brighter",
    ),
    need(
        &["relax", "unwind"],
        "evenings that arrive late",
        "the day runs long",
        "wound up",
        "unwound",
    ),
    need(
        &["odour", "odor"],
        "long days",
        "the day runs long",
        "heavy",
        "fresh",
    ),
];
