//! What a person typed for an account and may want again, kept per account and given back in every run.
//!
//! Must not judge it: only the service knows whether an id or a name is right, and a wrong one can be forgotten.

use crate::library::{Recent, RecentKind};
use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::ids::{AccountId, BrandId, ProductId};

use super::account;
use super::orchestrator::Orchestrator;

/// Product ids that are offered for one brand.
const MOST: usize = 12;

/// What was typed for one account, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// Product ids, each with the brand that it was used with; empty for the account's default.
    products: Vec<(String, ProductId)>,
    /// Names of animation prompts that the service has not told by itself.
    pub prompts: Vec<String>,
}

impl Typed {
    /// The product ids that were used with this brand.
    pub fn products(&self, brand: &str) -> impl Iterator<Item = &ProductId> {
        let of_brand = self.products.iter().filter(move |(of, _)| of == brand);
        of_brand.map(|(_, id)| id).take(MOST)
    }

    /// Puts one to the front.
    fn note(&mut self, kind: RecentKind, scope: &str, value: &str) {
        self.forget(kind, scope, value);
        match kind {
            RecentKind::Product => {
                let entry = (scope.to_owned(), ProductId::new(value));
                self.products.insert(0, entry);
            }
            RecentKind::Prompt => self.prompts.insert(0, value.to_owned()),
        }
    }

    fn forget(&mut self, kind: RecentKind, scope: &str, value: &str) {
        match kind {
            RecentKind::Product => self
                .products
                .retain(|(of, id)| of != scope || id.as_str() != value),
            RecentKind::Prompt => self.prompts.retain(|name| name != value),
        }
    }
}

impl Orchestrator {
    /// Takes up what earlier runs kept.
    pub(super) fn take_up_typed(&mut self, mut recents: Vec<Recent>) {
        recents.reverse();
        for it in recents {
            let typed = self.typed.entry(it.account).or_default();
            typed.note(it.kind, &it.scope, &it.value);
        }
    }

    /// A brief was accepted: its product ids and its named prompts may be wanted again. What the studio knows it lists.
    pub(super) async fn remember_brief(&mut self, id: &AccountId, brief: &Brief) {
        let service = self.settings.account(id).map(|account| account.service);
        if service != Some(Service::Dessert) {
            return;
        }
        let brand = brief.brand_id.as_ref().map_or("", BrandId::as_str);
        let recent = |kind, scope: &str, value: &str| Recent {
            account: id.clone(),
            kind,
            scope: scope.to_owned(),
            value: value.to_owned(),
        };
        let products = brief.product_ids.iter().rev();
        let mut recents: Vec<Recent> = products
            .map(|product| recent(RecentKind::Product, brand, product.as_str()))
            .collect();
        let prompts = brief.animation_prompts.iter().rev();
        let typed = prompts.filter(|name| !self.is_told(id, name));
        recents.extend(typed.map(|name| recent(RecentKind::Prompt, "", name)));
        self.note_typed(recents).await;
    }

    /// Keeps the name of an animation prompt as it was typed.
    pub(super) async fn keep_prompt(&mut self, id: &AccountId, name: &str) {
        let name = name.trim();
        if !name.is_empty() && !self.is_told(id, name) {
            let recent = Recent {
                account: id.clone(),
                kind: RecentKind::Prompt,
                scope: String::new(),
                value: name.to_owned(),
            };
            self.note_typed(vec![recent]).await;
        }
    }

    /// Forgets a name that was typed.
    pub(super) async fn forget_prompt(&mut self, id: &AccountId, name: &str) {
        let recent = Recent {
            account: id.clone(),
            kind: RecentKind::Prompt,
            scope: String::new(),
            value: name.to_owned(),
        };
        if let Some(typed) = self.typed.get_mut(id) {
            typed.forget(RecentKind::Prompt, "", name);
        }
        let kept = self
            .ctx
            .keeper
            .run(move |library| library.forget_recent(&recent))
            .await;
        self.complain(kept);
        self.show_typed(id);
    }

    /// Whether the name is public or was told by the service.
    fn is_told(&self, id: &AccountId, name: &str) -> bool {
        let learned = self.prompts.get(id).into_iter().flatten();
        account::prompts(learned).iter().any(|told| told == name)
    }

    async fn note_typed(&mut self, recents: Vec<Recent>) {
        let Some(id) = recents.first().map(|it| it.account.clone()) else {
            return;
        };
        let typed = self.typed.entry(id.clone()).or_default();
        for it in &recents {
            typed.note(it.kind, &it.scope, &it.value);
        }
        let now = self.ctx.clock.now();
        let kept = self
            .ctx
            .keeper
            .run(move |library| library.note_recents(&recents, now))
            .await;
        // A nicety: what is not kept is typed once more in the next run.
        if let Err(error) = kept {
            tracing::warn!("what was typed is not kept: {error}");
        }
        self.show_typed(&id);
    }

    /// Brings what was typed into the view, and the prompts with it.
    pub(super) fn show_typed(&mut self, id: &AccountId) {
        let mut typed = self.typed.get(id).cloned().unwrap_or_default();
        let learned = self.prompts.get(id).into_iter().flatten();
        let mut all = account::prompts(learned);
        // What the service tells by itself needs no remembering.
        typed.prompts.retain(|name| !all.contains(name));
        all.extend(typed.prompts.iter().cloned());
        if let Some(view) = self.account_mut(id) {
            view.prompts = all;
            view.typed = typed;
        }
        self.changed();
    }
}
