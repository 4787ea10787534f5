//! The ten products and what they are photographed before.

use super::photo::Set;

/// Every product, by the name of its file.
pub const PRODUCTS: &[&str] = &[
    "serum", "clear", "tube", "chrome", "cream", "box", "lotion", "amber", "black", "lipstick",
];

/// Every kind of backdrop.
pub const SETS: &[Set] = &[
    Set {
        name: "white",
        top: [255, 255, 255],
        foot: [250, 250, 250],
        falloff: 0.0,
        shadow: 0.35,
        noise: 0.6,
        quality: 90,
    },
    Set {
        name: "grey",
        top: [226, 227, 229],
        foot: [206, 206, 208],
        falloff: 0.12,
        shadow: 0.5,
        noise: 1.2,
        quality: 85,
    },
    Set {
        name: "tinted",
        top: [233, 205, 192],
        foot: [222, 190, 176],
        falloff: 0.06,
        shadow: 0.55,
        noise: 0.8,
        quality: 80,
    },
    Set {
        name: "noisy",
        top: [205, 214, 216],
        foot: [190, 199, 202],
        falloff: 0.08,
        shadow: 0.4,
        noise: 2.2,
        quality: 0,
    },
];

/// A backdrop of the very tone of the pale products; faint outlines are broken by noise.
pub const ALIKE: Set = Set {
    name: "alike",
    top: [240, 238, 234],
    foot: [228, 226, 222],
    falloff: 0.08,
    shadow: 0.4,
    noise: 2.2,
    quality: 0,
};
