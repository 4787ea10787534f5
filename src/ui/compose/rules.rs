//! What is wrong with the form as it stands, in words: what the brief itself says, and what this account would refuse.
//!
//! Pure; must not paint.

use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::catalog::Brand;
use crate::model::draft::{BriefDraft, Field, Problem};
use crate::runtime::remote::Remote;
use crate::runtime::view::{AccountView, KeyView};

/// The brief, or everything that keeps it from being made with this account.
pub fn check(draft: &BriefDraft, account: Option<&AccountView>) -> Result<Brief, Vec<Problem>> {
    let mut problems = Vec::new();
    if let Some(account) = account {
        problems.extend(prompt_problem(draft, account));
        problems.extend(brand_problem(draft, account));
    }
    match draft.check() {
        Ok(brief) if problems.is_empty() => Ok(brief),
        outcome => {
            // What is wrong with the brief itself comes first where both have something to say.
            let mut all = outcome.err().unwrap_or_default();
            let told: Vec<Field> = all.iter().map(|problem| problem.field).collect();
            problems.retain(|problem| !told.contains(&problem.field));
            all.extend(problems);
            all.sort_by_key(|problem| place_of(problem.field));
            Err(all)
        }
    }
}

/// Where a field stands in the form, from top to bottom.
fn place_of(field: Field) -> u8 {
    match field {
        Field::Whole => 0,
        Field::Count => 1,
        Field::Format => 2,
        Field::BrandId => 3,
        Field::ProductIds => 4,
        Field::CopyAngle => 5,
        Field::BrandTone => 6,
        Field::InSitu => 7,
        Field::AnimationPrompts => 8,
        Field::StyleSearch => 9,
        Field::FeaturedStyles => 10,
        Field::WebhookUrl => 11,
    }
}

/// The studio knows every name that it takes; Dessert has more than anybody knows.
fn prompt_problem(draft: &BriefDraft, account: &AccountView) -> Option<Problem> {
    if account.account.service != Service::Studio || account.prompts.is_empty() {
        return None;
    }
    let stranger = draft
        .animation_prompts
        .iter()
        .map(|prompt| prompt.trim())
        .find(|prompt| {
            !prompt.is_empty() && !account.prompts.iter().any(|known| known == prompt)
        })?;
    Some(Problem::new(
        Field::AnimationPrompts,
        format!(
            "is “{stranger}”, which the studio does not know. Let it go, or switch to Dessert."
        ),
    ))
}

fn brand_problem(draft: &BriefDraft, account: &AccountView) -> Option<Problem> {
    let problem = |sentence: String| Some(Problem::new(Field::BrandId, sentence));
    let Remote::Ready(brands) = &account.brands else {
        // Nothing certain is known; the service will say.
        return None;
    };
    if let Some(brand) = brand_of(draft, brands) {
        let why = brand.unusable.as_ref()?;
        return problem(format!("{} cannot be used now. {why}", brand.name));
    }
    let id = draft.brand_id.trim();
    if !id.is_empty() && !brands.is_empty() {
        return problem(format!(
            "“{id}” is not on this account. Choose another brand."
        ));
    }
    None
}

/// The brand that the draft means: the one it names, or the only one there is.
pub fn brand_of<'a>(draft: &BriefDraft, brands: &'a [Brand]) -> Option<&'a Brand> {
    let id = draft.brand_id.trim();
    match brands {
        [only] if id.is_empty() => Some(only),
        _ => brands.iter().find(|brand| brand.id.as_str() == id),
    }
}

/// A problem as one sentence that stands alone.
pub fn sentence(problem: &Problem) -> String {
    let subject = match problem.field {
        // This one already names the brand.
        Field::BrandId => return problem.sentence.clone(),
        Field::Count => "The count",
        Field::Format => "The format",
        Field::ProductIds => "A product",
        Field::CopyAngle => "The copy angle",
        Field::BrandTone => "The tone",
        Field::AnimationPrompts => "An animation prompt",
        Field::StyleSearch => "The description",
        Field::FeaturedStyles => "A pinned style",
        Field::InSitu => "The scene",
        Field::WebhookUrl => "The webhook URL",
        Field::Whole => "The brief",
    };
    format!("{subject} {}", problem.sentence)
}

/// Why nothing can be sent at all right now, whatever the brief says.
pub fn blocked(account: Option<&AccountView>, is_sending: bool) -> Option<&'static str> {
    if is_sending {
        return Some("The last brief is still being written down.");
    }
    let Some(account) = account else {
        return Some("Choose an account first.");
    };
    match account.key {
        KeyView::Missing => Some("This account has no key yet."),
        KeyView::Unknown(_) => Some("The keychain does not open, so there is no key to use."),
        KeyView::Asking => Some("The keychain has not answered yet; it may be waiting for you."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::Account;
    use crate::model::ids::BrandId;

    fn account(account: Account, brands: Vec<Brand>) -> AccountView {
        AccountView {
            key: KeyView::NotNeeded,
            brands: Remote::Ready(brands),
            ..AccountView::new(account)
        }
    }

    fn brand(id: &str, unusable: Option<&str>) -> Brand {
        Brand {
            unusable: unusable.map(Into::into),
            product_count: 1,
            ..Brand::new(BrandId::new(id), id.to_uppercase())
        }
    }

    fn fields(outcome: Result<Brief, Vec<Problem>>) -> Vec<Field> {
        outcome
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| problem.field)
            .collect()
    }

    #[test]
    fn the_studio_names_a_prompt_that_it_cannot_serve_and_takes_a_scene() {
        let draft = BriefDraft {
            animation_prompts: vec!["Serum Droplets".into(), "Gel Swirl".into()],
            in_situ: true,
            ..BriefDraft::default()
        };
        let mut studio = account(Account::studio(), Vec::new());
        studio.prompts = vec!["Serum Droplets".into()];
        assert_eq!(
            fields(check(&draft, Some(&studio))),
            [Field::AnimationPrompts]
        );
        let dessert = account(Account::dessert(), Vec::new());
        assert!(check(&draft, Some(&dessert)).is_ok());
        // One field, one sentence: what is plainly wrong goes first.
        let draft = BriefDraft {
            webhook_url: "nonsense".into(),
            ..BriefDraft::default()
        };
        let problems = check(&draft, Some(&studio)).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].sentence.contains("not a URL"));
    }

    #[test]
    fn a_brand_must_be_there_and_usable_when_the_list_is_known() {
        let brands = vec![brand("a", None), brand("b", Some("It is being read in."))];
        let known = account(Account::dessert(), brands);
        for (id, wrong) in [("", false), ("a", false), ("b", true), ("gone", true)] {
            let draft = BriefDraft {
                brand_id: id.into(),
                ..BriefDraft::default()
            };
            assert_eq!(check(&draft, Some(&known)).is_err(), wrong, "{id}");
        }
        let mut unknown = known;
        unknown.brands = Remote::Loading(None);
        let draft = BriefDraft {
            brand_id: "gone".into(),
            ..BriefDraft::default()
        };
        assert!(check(&draft, Some(&unknown)).is_ok());
    }

    #[test]
    fn every_sentence_stands_alone() {
        let problem = Problem::new(Field::Count, "is empty.");
        assert_eq!(sentence(&problem), "The count is empty.");
        let problem = Problem::new(Field::BrandId, "“x” is not on this account.");
        assert_eq!(sentence(&problem), "“x” is not on this account.");
    }
}
