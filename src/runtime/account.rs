//! What is asked of an account beside its deliveries: balance, brands, styles, and where its key is.

use std::time::Duration;

use crate::api::{Dessert, Priority};
use crate::base::report::Report;
use crate::model::account::{Account, Service};
use crate::model::catalog::{AutoRecharge, Balance, Brand, PUBLIC_PROMPTS, Product, StyleMatch};
use crate::model::ids::AccountId;
use crate::wire::dessert::{self as wire, BrandStatus, DEFAULT_TOP_N, MAX_TOP_N};

use super::ledger;
use super::note::{Ctx, Note};

/// Somebody who types pauses this long before a search is worth sending.
const TYPING: Duration = Duration::from_millis(250);

/// There are this many animation prompts (contract A.5, seed).
const ALL_PROMPTS: usize = 36;

/// Words that lie near many styles, to learn the names of their prompts from.
const BROAD_SEARCH: &str = "product texture in motion";

/// Asks for balance, brands and usage, and for the names of animation prompts as long as not all are known.
pub(super) async fn refresh(ctx: Ctx, account: Account, known_prompts: usize) {
    let id = account.id.clone();
    let client = match ctx.clients.client(&account).await {
        Ok(client) => client,
        Err(report) => {
            ctx.tell(Note::Balance {
                account: id.clone(),
                outcome: Err(report.clone()),
            })
            .await;
            if account.service == Service::Dessert {
                ledger::tell(&ctx, id.clone(), Err(report.clone())).await;
            }
            let outcome = Err(report);
            return ctx
                .tell(Note::Brands {
                    account: id,
                    outcome,
                })
                .await;
        }
    };
    let balance = async {
        let outcome = match client.balance().await {
            Ok(answer) => Ok(Balance {
                credits: answer.credits_balance,
                pricing: answer.pricing,
                recharge: answer.auto_recharge_enabled.then_some(AutoRecharge {
                    threshold: answer.auto_recharge_threshold,
                    amount_usd: answer.auto_recharge_amount_usd,
                }),
            }),
            Err(error) => Err(error.report_at(ctx.clock.now())),
        };
        let account = id.clone();
        ctx.tell(Note::Balance { account, outcome }).await;
    };
    let brands = async {
        let outcome = brands_of(&ctx, &client).await;
        let account = id.clone();
        ctx.tell(Note::Brands { account, outcome }).await;
    };
    let prompts = async {
        if known_prompts >= ALL_PROMPTS {
            return;
        }
        // A nicety, asked once: when it fails, the names come with the next search.
        let broad = client.search_styles_as(BROAD_SEARCH, MAX_TOP_N, Priority::Poll);
        if let Ok(answer) = broad.await {
            learn(
                &ctx,
                &id,
                answer.results.iter().map(|style| &style.animation_prompt),
            )
            .await;
        }
    };
    let usage = async {
        // The studio's play money is nobody's business.
        if account.service == Service::Dessert {
            ledger::ask(&ctx, &client, &id).await;
        }
    };
    tokio::join!(balance, brands, prompts, usage);
}

/// Asks for the brands alone.
pub(super) async fn brands(ctx: &Ctx, account: &Account) -> Result<Vec<Brand>, Report> {
    let client = ctx.clients.client(account).await?;
    brands_of(ctx, &client).await
}

async fn brands_of(ctx: &Ctx, client: &Dessert) -> Result<Vec<Brand>, Report> {
    let answer = client.brands().await;
    let answer = answer.map_err(|error| error.report_at(ctx.clock.now()))?;
    Ok(answer.brands.into_iter().map(brand).collect())
}

/// Searches styles, after the person has stopped typing.
pub(super) async fn search(ctx: Ctx, account: Account, query: String) {
    tokio::time::sleep(TYPING).await;
    // The studio's browser ranks what it shows; a service that is far away is asked for the usual.
    let top_n = match account.service {
        Service::Studio => MAX_TOP_N,
        Service::Dessert => DEFAULT_TOP_N,
    };
    let outcome = match ctx.clients.client(&account).await {
        Ok(client) => client
            .search_styles(&query, top_n)
            .await
            .map_err(|error| error.report()),
        Err(report) => Err(report),
    };
    if let Ok(answer) = &outcome {
        let names = answer.results.iter().map(|style| &style.animation_prompt);
        learn(&ctx, &account.id, names).await;
    }
    let outcome = outcome.map(|answer| answer.results.into_iter().map(style).collect());
    ctx.tell(Note::Styles { query, outcome }).await;
}

async fn learn(ctx: &Ctx, account: &AccountId, names: impl Iterator<Item = &String>) {
    let mut names: Vec<String> = names
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names.dedup();
    let (id, kept) = (account.clone(), names.clone());
    let noted = ctx
        .keeper
        .run(move |library| library.learn(&id, &kept))
        .await;
    if let Err(error) = noted {
        tracing::warn!("names of animation prompts are not kept: {error}");
    }
    let account = account.clone();
    ctx.tell(Note::Prompts { account, names }).await;
}

/// The public prompts, then what was learned, each once.
pub(super) fn prompts<'a>(learned: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut all: Vec<String> = PUBLIC_PROMPTS.map(str::to_owned).to_vec();
    for name in learned {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    all
}

fn brand(brand: wire::Brand) -> Brand {
    let unusable = match &brand.status {
        BrandStatus::Active => None,
        // The studio says what a kit waits for.
        BrandStatus::PendingOnboarding
            if brand
                .onboarding_status
                .as_ref()
                .is_some_and(|state| state.starts_with("Needs ")) =>
        {
            brand
                .onboarding_status
                .as_ref()
                .map(|needs| format!("{needs}; add it under Brands."))
        }
        BrandStatus::PendingOnboarding => Some(
            "The service is still reading this brand in; that takes 15 to 60 minutes.".to_owned(),
        ),
        BrandStatus::Suspended => Some("This brand is suspended. Ask the service why.".to_owned()),
        // An unknown word is the service's to judge.
        BrandStatus::Other(_) => None,
    };
    Brand {
        unusable,
        is_active: brand.status == BrandStatus::Active,
        status: brand.status.as_str().to_owned(),
        onboarding: brand.onboarding_status.filter(|word| !word.is_empty()),
        onboarded_at: brand.onboarded_at.and_then(|at| at.parse().ok()),
        product_count: brand.product_count,
        products: brand
            .products
            .into_iter()
            .map(|product| Product {
                id: product.product_id,
                name: product.name,
            })
            .collect(),
        id: brand.brand_id,
        name: brand.name,
    }
}

fn style(style: wire::StyleMatch) -> StyleMatch {
    StyleMatch {
        id: style.style_id,
        name: style.style_name,
        animation_prompt: style.animation_prompt,
        similarity: style.similarity,
    }
}

/// The name under which files of this brief are kept, if the brands tell it: the chosen brand, or the only one.
pub(super) fn brand_name(brands: &[Brand], chosen: Option<&str>) -> Option<String> {
    let brand = match (chosen, brands) {
        (Some(id), _) => brands.iter().find(|brand| brand.id.as_str() == id),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    brand
        .map(|brand| brand.name.trim().to_owned())
        .filter(|name| !name.is_empty())
}
