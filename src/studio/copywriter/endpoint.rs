//! Another writer: any server that speaks OpenAI's chat completions, on the internet or on this computer.
//!
//! It is asked for strict JSON, and every ad's words are held against the same rules as our own; what breaks one keeps
//! the words of the built-in writer, with a note that says so. Must not be trusted, and must not see a key in a message.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::redirect::Policy;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use crate::base::secret::Secret;
use crate::model::account::{is_loopback, may_carry_a_key};

use super::super::brand::{BrandKit, Product};
use super::super::order::Concept;
use super::rules;
use super::spelling::Spelling;
use super::{BODY, CTA, HEADLINE, KICKER, Wording};

/// How long one answer may take; local servers on small machines are slow.
const ANSWER_LIMIT: Duration = Duration::from_secs(120);

/// Ads per request: answers stay short enough to be whole.
const AT_ONCE: usize = 10;

/// No answer needs more bytes.
const LARGEST: usize = 1 << 20;

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
    #[error("the address must begin with https://, or be on this computer")]
    Address,
    /// No connection, or it broke.
    #[error("it could not be reached")]
    Unreachable,
    /// Too slow.
    #[error("it did not answer within two minutes")]
    Late,
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

/// Has the endpoint write for these concepts. What it writes well replaces the built-in words; the rest keeps them and
/// gets a note.
pub async fn rewrite(
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
    let line = Line::to(endpoint);
    for group in concepts.chunks_mut(AT_ONCE) {
        let written = match &line {
            Ok(line) => ask(line, brand, tone, seed, group).await,
            Err(error) => Err(error.clone()),
        };
        match written {
            Ok(written) => take(group, brand, &written, &mut said),
            Err(error) => {
                tracing::warn!(%error, "the copy endpoint was of no use");
                for concept in group {
                    step_in(concept, &error.to_string());
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

#[derive(Debug, Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<String>,
}

/// An endpoint that may be asked, and the connection to it.
struct Line<'a> {
    endpoint: &'a Endpoint,
    client: reqwest::Client,
}

impl<'a> Line<'a> {
    /// Checks the address before anything is sent there.
    fn to(endpoint: &'a Endpoint) -> Result<Self, EndpointError> {
        if !may_carry_a_key(&endpoint.base_url) {
            return Err(EndpointError::Address);
        }
        Ok(Self {
            endpoint,
            client: client(&endpoint.base_url)?,
        })
    }

    /// One call of `POST {base}/chat/completions`; gives the text of the first choice.
    async fn complete(
        &self,
        messages: serde_json::Value,
        seed: u64,
    ) -> Result<String, EndpointError> {
        let base = self.endpoint.base_url.as_str().trim_end_matches('/');
        // Numbers that every JSON reader holds exactly.
        let seed = seed & 0x7FFF_FFFF;
        let body = json!({"model": self.endpoint.model, "messages": messages, "temperature": 0.7, "seed": seed,
            "response_format": {"type": "json_object"}});
        let request = self.client.post(format!("{base}/chat/completions"));
        let mut request = request.json_body(&body);
        if let Some(key) = &self.endpoint.key {
            request = request.bearer_auth(key.expose());
        }
        let answer = request.send().await.map_err(|error| fault(&error))?;
        match answer.status() {
            StatusCode::OK => first_choice(answer).await,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(EndpointError::Key),
            status => Err(EndpointError::Status(status.as_u16())),
        }
    }
}

async fn first_choice(mut answer: reqwest::Response) -> Result<String, EndpointError> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| fault(&error))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST {
            return Err(EndpointError::Malformed);
        }
    }
    let completion: Completion =
        serde_json::from_slice(&bytes).map_err(|_| EndpointError::Malformed)?;
    let first = completion.choices.into_iter().next();
    first
        .and_then(|choice| choice.message.content)
        .ok_or(EndpointError::Malformed)
}

fn fault(error: &reqwest::Error) -> EndpointError {
    if error.is_timeout() {
        EndpointError::Late
    } else {
        EndpointError::Unreachable
    }
}

fn client(base: &Url) -> Result<reqwest::Client, EndpointError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("parfait/", env!("CARGO_PKG_VERSION")))
        .timeout(ANSWER_LIMIT)
        .redirect(Policy::none())
        .referer(false);
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|_| EndpointError::Unreachable)
}

/// A JSON body without reqwest's own feature for it.
trait JsonBody {
    fn json_body(self, body: &serde_json::Value) -> Self;
}

impl JsonBody for reqwest::RequestBuilder {
    fn json_body(self, body: &serde_json::Value) -> Self {
        self.header(reqwest::header::CONTENT_TYPE, "application/json")
            .body(body.to_string())
    }
}
