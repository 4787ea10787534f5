//! What a service does not make (yet), known before anything is sent. The one place that says so to people.

use super::account::Service;
use super::draft::{BriefDraft, Field, Problem};

/// Why a service does not take a field for now; `None` when it does.
pub fn refused_here(service: Service, field: Field) -> Option<&'static str> {
    match (service, field) {
        (Service::Studio, Field::InSitu) => Some("Scenes come from Dessert for now."),
        _ => None,
    }
}

/// Everything in the draft that this service would refuse because it does not make it.
pub fn beyond(service: Service, draft: &BriefDraft) -> Vec<Problem> {
    let asked = [(
        Field::InSitu,
        draft.in_situ,
        "asks for a lifestyle scene, which comes from Dessert for now. Leave it off, or send it to Dessert.",
    )];
    asked
        .into_iter()
        .filter(|(field, is_asked, _)| *is_asked && refused_here(service, *field).is_some())
        .map(|(field, _, sentence)| Problem::new(field, sentence))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_studio_says_what_it_does_not_make_and_dessert_takes_it() {
        let draft = BriefDraft {
            in_situ: true,
            ..BriefDraft::default()
        };
        let fields = |service| {
            beyond(service, &draft)
                .into_iter()
                .map(|problem| problem.field)
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(Service::Studio), [Field::InSitu]);
        assert!(fields(Service::Dessert).is_empty());
        assert!(beyond(Service::Studio, &BriefDraft::default()).is_empty());
    }
}
