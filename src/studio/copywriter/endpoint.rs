//! Another writer: any server that speaks OpenAI's chat completions, on the internet or on this computer.
//!
//! It is asked for strict JSON, and every ad's words are held against the same rules as our own; what breaks one keeps
//! the words of the built-in writer, with a note that says so. Must not be trusted, must not see a key in a message, and
//! must not hold a delivery up for longer than [`LIMIT`].

mod line;

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::base::secret::Secret;

use super::super::brand::{BrandKit, Product};
use super::super::order::Concept;
use super::rules;
use super::spelling::Spelling;
use super::{BODY, CTA, HEADLINE, KICKER, Wording};

use line::Line;

/// Ads per request: answers stay short enough to be whole.
const AT_ONCE: usize = 10;

/// How long all answers of one delivery may take together.
const LIMIT: Duration = Duration::from_secs(600);

/// Where the other writer is.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// Up to and with `/v1`, as `https://api.openai.com/v1` or `http://localhost:11434/v1`.
    pub base_url: Url,
    /// Its name for the model.
    pub model: String,
    /// Sent as a bearer token, if there is one.
    pub key: Option<Secret>,
}

/// Why it has written nothing; a sentence for the person, without the key and without the server's own text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It cannot be asked.
    #[error(
        "the address must begin with https://, or be on this computer, and have no user name, ? or # in it"
    )]
    Address,
    /// No connection, or it broke.
    #[error("it could not be reached")]
    Unreachable,
    /// Too slow.
    #[error("it did not answer within two minutes")]
    Late,
    /// Each answer came in time, but all of them together did not.
    #[error("it did not finish within ten minutes")]
    Overdue,
    /// 401 or 403.
    #[error("it did not accept the key")]
    Key,
    /// Any other status.
    #[error("it answered {0}")]
    Status(u16),
    /// The answer is not what was asked for.
    #[error("its answer was not the JSON that was asked for")]
    Malformed,
}

impl EndpointError {
    /// Whether asking again for the same delivery would bring the same and only take time.
    fn is_lasting(&self) -> bool {
        match self {
            Self::Address | Self::Unreachable | Self::Late | Self::Overdue | Self::Key => true,
            Self::Status(_) | Self::Malformed => false,
        }
    }
}

/// Has the endpoint write for these concepts. What it writes well replaces the built-in words; the rest keeps them and
/// gets a note. An endpoint that is dead, locked or too slow is not asked again.
pub async fn rewrite(
    endpoint: &Endpoint,
    brand: &BrandKit,
    tone: &str,
    seed: u64,
    concepts: &mut [Concept],
) {
    rewrite_until(
        Instant::now() + LIMIT,
        endpoint,
        brand,
        tone,
        seed,
        concepts,
    )
    .await;
}

async fn rewrite_until(
    deadline: Instant,
    endpoint: &Endpoint,
    brand: &BrandKit,
    tone: &str,
    seed: u64,
    concepts: &mut [Concept],
) {
    let mut said: BTreeSet<String> = concepts
        .iter()
        .map(|concept| key_of(&concept.copy.headline))
        .collect();
    let tell = |error: &EndpointError| tracing::warn!(%error, "the copy endpoint was of no use");
    let mut line = Line::to(endpoint).inspect_err(tell);
    for group in concepts.chunks_mut(AT_ONCE) {
        let written = match &line {
            Ok(line) => timeout_at(deadline, ask(line, brand, tone, seed, group))
                .await
                .unwrap_or(Err(EndpointError::Overdue))
                .inspect_err(tell),
            Err(error) => Err(error.clone()),
        };
        match written {
            Ok(written) => take(group, brand, &written, &mut said),
            Err(error) => {
                for concept in group {
                    step_in(concept, &error.to_string());
                }
                if error.is_lasting() {
                    line = Err(error);
                }
            }
        }
    }
}

/// Asks for one short answer, to see whether address, model and key are right.
///
/// # Errors
/// See [`EndpointError`].
pub async fn check(endpoint: &Endpoint) -> Result<(), EndpointError> {
    let messages = json!([{"role": "user", "content": "Answer with this JSON and nothing else: {\"ads\": []}"}]);
    Line::to(endpoint)?.complete(messages, 0).await.map(drop)
}

fn step_in(concept: &mut Concept, why: &str) {
    let note = format!("The built-in writer wrote this one: of the copy endpoint, {why}.");
    concept.note = Some(match concept.note.take() {
        Some(before) => format!("{before} {note}"),
        None => note,
    });
}

fn take(
    group: &mut [Concept],
    brand: &BrandKit,
    written: &[Answered],
    said: &mut BTreeSet<String>,
) {
    for concept in group {
        let Some(product) = brand.product(&concept.product_id) else {
            continue;
        };
        match chosen(concept, product, written, said) {
            Ok(wording) => {
                said.insert(key_of(&wording.headline));
                concept.copy = wording;
                concept.note = None;
            }
            Err(why) => step_in(concept, &why),
        }
    }
}

fn chosen(
    concept: &Concept,
    product: &Product,
    written: &[Answered],
    said: &BTreeSet<String>,
) -> Result<Wording, String> {
    let mine = written.iter().find(|answered| answered.n == concept.index);
    let wording = mine.ok_or("there was nothing for this ad")?.wording();
    rules::check(&wording, product).map_err(|broken| format!("the {broken}"))?;
    if said.contains(&key_of(&wording.headline)) {
        return Err("the headline was said before".to_owned());
    }
    Ok(wording)
}

/// Headlines are the same if only case and punctuation differ.
fn key_of(headline: &str) -> String {
    headline
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// One ad of an answer.
#[derive(Debug, Deserialize)]
struct Answered {
    n: u32,
    kicker: String,
    headline: String,
    body: String,
    cta: String,
}

impl Answered {
    fn wording(&self) -> Wording {
        let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Wording {
            kicker: clean(&self.kicker),
            headline: clean(&self.headline),
            body: clean(&self.body),
            cta: clean(&self.cta),
        }
    }
}

#[derive(Debug, Deserialize)]
struct Answer {
    ads: Vec<Answered>,
}

/// What is told of a product: what is on file, and nothing else.
#[derive(Debug, Serialize)]
struct Facts<'a> {
    id: &'a str,
    name: &'a str,
    category: &'a str,
    size: &'a str,
    one_liner: &'a str,
    benefits: &'a [String],
    ingredients: &'a [String],
    texture: &'a [String],
    scent: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<String>,
    spelling: &'static str,
}

impl<'a> Facts<'a> {
    fn of(product: &'a Product) -> Self {
        Self {
            id: product.product_id.as_str(),
            name: &product.name,
            category: &product.category,
            size: &product.size,
            one_liner: &product.one_liner,
            benefits: &product.benefits,
            ingredients: &product.ingredients,
            texture: &product.texture,
            scent: &product.scent,
            proof: product
                .proof
                .as_ref()
                .map(|proof| format!("{} out of 5 in {} reviews", proof.rating, proof.reviews)),
            spelling: match Spelling::of(product) {
                Spelling::British => "British",
                Spelling::American => "American",
            },
        }
    }
}

async fn ask(
    line: &Line<'_>,
    brand: &BrandKit,
    tone: &str,
    seed: u64,
    group: &[Concept],
) -> Result<Vec<Answered>, EndpointError> {
    let products: BTreeSet<&str> = group
        .iter()
        .map(|concept| concept.product_id.as_str())
        .collect();
    let facts: Vec<Facts<'_>> = brand
        .products
        .iter()
        .filter(|product| products.contains(product.product_id.as_str()))
        .map(Facts::of)
        .collect();
    let ads: Vec<_> = group
        .iter()
        .map(|concept| {
            json!({"n": concept.index, "product_id": concept.product_id,
                   "angle": concept.angle.map(|angle| angle.as_str())})
        })
        .collect();
    let brief = json!({"brand": brand.name, "tone": tone, "products": facts, "ads": ads});
    let messages = json!([
        {"role": "system", "content": instructions()},
        {"role": "user", "content": brief.to_string()},
    ]);
    let text = line.complete(messages, seed).await?;
    // Some models wrap their JSON in a code fence; nothing else is forgiven.
    let inner = text
        .trim()
        .trim_start_matches("```json")
        .trim_matches('`')
        .trim();
    let answer: Answer = serde_json::from_str(inner).map_err(|_| EndpointError::Malformed)?;
    Ok(answer.ads)
}

fn instructions() -> String {
    format!(
        "You write advertisements. The user's message is a JSON brief: a brand, a tone of voice, products with everything \
         that is known of them, and the ads to write, each with its number n, a product and a copy angle. Answer with one \
         JSON object and nothing else: {{\"ads\": [{{\"n\": 1, \"kicker\": \"\", \"headline\": \"\", \"body\": \"\", \
         \"cta\": \"\"}}]}}, one entry for each ad. Lengths in characters: kicker at most {KICKER}, headline {} to {}, body \
         {} to {}, cta at most {CTA}. Say nothing that the product's facts do not hold: no effect, number, rating, \
         ingredient or award of your own. Speak of reviews only if there is a proof. No two headlines alike. No clichés, \
         no exclamation marks, no emoji, no markup. Use the spelling that the product names.",
        HEADLINE.0, HEADLINE.1, BODY.0, BODY.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::brand::Brands;
    use crate::studio::order::{self, Order};

    #[test]
    fn only_what_may_be_better_the_next_time_is_asked_again() {
        use EndpointError::{Address, Key, Late, Malformed, Overdue, Status, Unreachable};
        for error in [Address, Key, Late, Overdue, Unreachable] {
            assert!(error.is_lasting(), "{error}");
        }
        for error in [Malformed, Status(429), Status(500)] {
            assert!(!error.is_lasting(), "{error}");
        }
    }

    #[tokio::test]
    async fn when_the_time_for_a_delivery_is_up_the_built_in_writer_writes_all_that_is_left() {
        // Connections are taken and never answered.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint {
            base_url: format!("http://{}/v1", silent.local_addr().unwrap())
                .parse()
                .unwrap(),
            model: "m".into(),
            key: None,
        };
        let brand = Brands::sample().unwrap().all()[0].clone();
        let order = Order::trial(&brand, 12);
        let mut concepts = order::lay_out(&order, &brand, 3);
        let built_in: Vec<Wording> = concepts.iter().map(|it| it.copy.clone()).collect();
        let deadline = Instant::now() + Duration::from_millis(100);
        rewrite_until(deadline, &endpoint, &brand, "", 3, &mut concepts).await;
        for (concept, words) in concepts.iter().zip(&built_in) {
            assert_eq!(&concept.copy, words);
            let note = concept.note.as_deref().unwrap_or_default();
            assert!(note.contains("within ten minutes"), "{note}");
        }
    }
}
