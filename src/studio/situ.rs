//! Lifestyle scenes as data: where a product can stand instead of in front of a style's background.
//!
//! A scene is a look like any other (a generator, tones, light) but belongs to no motion category and is no answer of
//! the search: a brief asks for scenes with `in_situ`, and the concepts of a delivery take turns.

use std::sync::OnceLock;

use super::dice::Dice;
use super::styles::Style;

/// All scenes. The data is part of the program and checked by a test; should it ever be unreadable, the list is empty.
pub fn scenes() -> &'static [Style] {
    static SCENES: OnceLock<Vec<Style>> = OnceLock::new();
    SCENES.get_or_init(|| {
        serde_json::from_str(include_str!("../../assets/scenes.json")).unwrap_or_default()
    })
}

/// The scene with that id.
pub fn by_id(id: &str) -> Option<&'static Style> {
    scenes().iter().find(|scene| scene.id == id)
}

/// The scenes in the order in which the concepts of a delivery take them, again and again: neighbours differ.
pub fn in_turn(seed: u64) -> Vec<&'static Style> {
    let mut turn: Vec<_> = scenes().iter().collect();
    Dice::new(seed).shuffle(&mut turn);
    turn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::styles::{self, Generator, Scene};
    use std::collections::BTreeSet;

    #[test]
    fn six_scenes_read_and_every_product_stands_in_them() {
        let read: Vec<Style> =
            serde_json::from_str(include_str!("../../assets/scenes.json")).unwrap();
        let places: BTreeSet<_> = read
            .iter()
            .filter_map(|scene| match scene.generator {
                Generator::Situ(place) => Some(format!("{:?}", std::mem::discriminant(&place))),
                _ => None,
            })
            .collect();
        assert_eq!((read.len(), places.len()), (6, 6));
        for scene in scenes() {
            assert_eq!(scene.scene, Scene::Situ, "{}", scene.id);
            assert!(!scene.name.is_empty() && scene.description.ends_with('.'));
            assert!(by_id(&scene.id).is_some() && styles::by_id(&scene.id).is_none());
        }
    }

    #[test]
    fn neighbours_stand_in_different_places_also_where_the_turn_begins_again() {
        for seed in 0..50 {
            let turn = in_turn(seed);
            for (at, scene) in turn.iter().enumerate() {
                assert_ne!(scene.id, turn[(at + 1) % turn.len()].id, "{seed}");
            }
        }
    }
}
