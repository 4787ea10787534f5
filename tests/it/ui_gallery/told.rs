//! What the grid says of a delivery and of a concept in words: how it ended, and how its films stand.

use egui::Rect;
use parfait::model::brief::Format;
use parfait::model::delivery::DeliveryStatus;
use parfait::runtime::view::{Job, JobStage};

use super::*;

fn shows(window: &Window, words: &str) -> bool {
    let mut found = window.harness.query_all_by_label_contains(words);
    found.next().is_some()
}

/// Three concepts with films, of which only so many are there yet.
fn of_films(stage: JobStage, films: usize) -> Job {
    let mut job = made_up::with_films(job("d1", 0, 3, Service::Studio, 0));
    if let Some(brief) = &mut job.brief {
        brief.format = Format::Full;
    }
    job.stage = stage;
    if let Some(delivery) = &mut job.delivery {
        delivery.expected_files = Some(12);
        if !job.stage.is_settled() {
            delivery.finished_at = None;
        }
        for ad in delivery.ads.iter_mut().skip(films) {
            ad.assets.truncate(1);
        }
    }
    job
}

#[test]
fn the_first_version_says_that_its_film_is_being_made() {
    let making = JobStage::Making(DeliveryStatus::Rendering);
    let mut window = gallery(made_up::view(vec![of_films(making.clone(), 2)]));
    settle(&mut window);
    let being_made = window
        .harness
        .query_all_by_label_contains("Film is being made")
        .count();
    assert_eq!(being_made, 2, "the films of the first concept are there");
    assert!(shows(&window, "being made"));
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    window.picture("gallery-films-coming");
    press(&mut window, Key::Space);
    settle(&mut window);
    assert!(
        window
            .harness
            .query_by_label("Film is being made")
            .is_some()
    );
    let done = gallery(made_up::view(vec![of_films(JobStage::Done, 6)]));
    assert!(!shows(&done, "Film is being made"));
}

#[test]
fn the_sign_of_a_film_stands_among_the_words_and_covers_no_picture() {
    for shape in ["Both", "4:5"] {
        let mut window = gallery(made_up::view(vec![of_films(JobStage::Done, 6)]));
        let option = format!("Shapes: {shape}");
        window
            .harness
            .get_by_role_and_label(Role::RadioButton, &option)
            .click();
        settle(&mut window);
        window.picture(&format!("gallery-films-{}", shape.replace(':', "-")));
        let films: Vec<Rect> = window
            .harness
            .query_all_by_label_contains("Film · ")
            .map(|it| it.rect())
            .collect();
        assert_eq!(films.len(), 3);
        let cards = window.harness.query_all_by_role(Role::ListBoxOption);
        for (film, card) in films.iter().zip(cards) {
            let from_below = card.rect().bottom() - film.top();
            assert!(from_below < 40.0, "{film:?} in {:?}", card.rect());
        }
    }
}

#[test]
fn a_delivery_that_was_cancelled_is_not_called_delivered() {
    let mut job = job("d1", 0, 3, Service::Studio, 0);
    if let Some(delivery) = &mut job.delivery {
        delivery.ads.truncate(3);
        delivery.expected_files = Some(3);
    }
    let mut window = gallery(made_up::view(vec![job]));
    settle(&mut window);
    window.picture("gallery-cancelled");
    assert!(shows(&window, "cancelled: 3 of 6 ads"));
    assert!(!shows(&window, "delivered"));
}
