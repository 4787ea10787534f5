//! Which account is meant by what was typed: its id, or its name as the window shows it.

use crate::base::report::{Report, ReportKind};
use crate::model::ids::AccountId;
use crate::runtime::view::View;

/// The account of that id, or else the only one of that name, however it is capitalised.
///
/// # Errors
/// When there is none, or several have that name.
pub fn called(view: &View, typed: &str) -> Result<AccountId, Report> {
    let exact = AccountId::new(typed);
    if view.account(&exact).is_some() {
        return Ok(exact);
    }
    let wanted = typed.trim().to_lowercase();
    let all = view.accounts.iter().map(|view| &view.account);
    let mut alike = all
        .clone()
        .filter(|account| account.name.trim().to_lowercase() == wanted);
    let (summary, candidates) = match (alike.next(), alike.next()) {
        (Some(one), None) => return Ok(one.id.clone()),
        (Some(_), Some(_)) => (
            format!("--account is “{typed}”, and several accounts are called so."),
            all.filter(|account| account.name.trim().to_lowercase() == wanted)
                .map(|account| account.id.to_string())
                .collect(),
        ),
        (None, _) => (
            format!("--account is “{typed}”, which is not an account here."),
            all.map(|account| format!("{} ({})", account.id, account.name))
                .collect::<Vec<String>>(),
        ),
    };
    let hint = format!("Choose one of: {}.", candidates.join(", "));
    Err(Report::new(ReportKind::Invalid, summary, hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::Account;
    use crate::runtime::view::AccountView;

    #[test]
    fn an_account_is_known_by_its_id_or_its_name_and_never_guessed() {
        let account = |id: &str, name: &str| {
            AccountView::new(Account {
                id: AccountId::new(id),
                name: name.into(),
                ..Account::dessert()
            })
        };
        let mut view = View::empty();
        view.accounts = vec![
            account("dessert", "Moss & Tallow"),
            account("dessert-1", "Luméra"),
            account("dessert-2", "luméra"),
            account("dessert-3", "Dessert"),
        ];
        for (typed, meant) in [
            ("dessert", Some("dessert")),
            ("moss & tallow", Some("dessert")),
            (" Moss & Tallow ", Some("dessert")),
            ("Dessert", Some("dessert-3")),
            ("dessert-2", Some("dessert-2")),
            ("Luméra", None),
            ("nobody", None),
            ("", None),
        ] {
            let found = called(&view, typed);
            assert_eq!(found.as_ref().ok().map(AccountId::as_str), meant, "{typed}");
        }
        let several = called(&view, "LUMÉRA").unwrap_err();
        assert!(several.hint.contains("dessert-1, dessert-2"), "{several}");
    }
}
