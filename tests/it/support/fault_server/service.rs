//! The contract itself (section A), small and in memory: keys, brands, credits, idempotency, deliveries, files.

use std::time::Duration;

use parfait::base::clock::{Clock, Timestamp};
use parfait::model::ad::Orientation;
use parfait::model::fate::KEY_LIFE;
use parfait::wire::dessert::KEY_PREFIX;
use serde_json::{Value, json};

use super::{Incoming, KEY, Outgoing, Route};

/// Credits taken for one accepted request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The `Idempotency-Key` header, if there was one.
    pub key: Option<String>,
    pub credits: i64,
    pub delivery: String,
    /// By the service's clock.
    pub at: Timestamp,
}

/// One delivery.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: String,
    pub count: u32,
    pub full: bool,
    pub polls: u32,
    /// The exact body that made it.
    pub body: Vec<u8>,
    answer: Value,
}

/// What the service knows.
#[derive(Debug)]
pub struct State {
    pub balance: i64,
    /// Polls that find a delivery unfinished: queued, processing, then rendering.
    pub pace: u32,
    /// Whether deliveries end as failed, their credits given back.
    pub fails: bool,
    /// Id, name and status of every brand; the first is the default.
    pub brands: Vec<(String, String, String)>,
    pub charges: Vec<Charge>,
    pub refunds: i64,
    pub deliveries: Vec<Delivery>,
    /// By which keys grow old: a day after its charge a key is forgotten, and what comes under it is new.
    pub clock: Clock,
    /// Looks at credits and brands before it looks for the key, so that a repeat may be refused.
    pub checks_before_key: bool,
    /// Length of a video, in units of 8 bytes.
    pub weight: usize,
    /// Stills are thumbnails of a few bytes.
    pub is_tiny: bool,
    /// When the addresses of files cease to be good, in seconds since the Unix epoch, as they say themselves.
    pub expires: Option<i64>,
    /// Whether a short balance is said to be topped up by itself.
    pub recharges: bool,
    /// How long credits of a failed delivery take to come back.
    pub refund_after: Duration,
    /// How `GET /v1/usage` words what it has to say: the contract publishes no fields.
    pub usage: UsageShape,
    /// Answers to a look are for this delivery, whichever was asked about.
    pub mixed_up: Option<String>,
    owed: Vec<Refund>,
    entries: Vec<Entry>,
}

/// One form that the answer of `GET /v1/usage` may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageShape {
    /// As the studio writes it.
    Studio,
    /// Other names, amounts without a sign, times in seconds, no ids of entries.
    Renamed,
    /// A bare list with odd entries among the others.
    Bare,
    /// No list at all.
    Empty,
}

#[derive(Clone, Debug)]
struct Refund {
    delivery: String,
    credits: i64,
    due: Timestamp,
}

/// One change of the balance.
#[derive(Clone, Debug)]
struct Entry {
    kind: &'static str,
    credits: i64,
    balance: i64,
    delivery: String,
    at: Timestamp,
}

impl Default for State {
    fn default() -> Self {
        Self {
            balance: 1_000_000,
            pace: 3,
            fails: false,
            brands: vec![(
                "recBRAND000000001".into(),
                "Moss & Tallow".into(),
                "Active".into(),
            )],
            charges: Vec::new(),
            refunds: 0,
            deliveries: Vec::new(),
            clock: Clock::system(),
            checks_before_key: false,
            weight: WEIGHT,
            is_tiny: false,
            expires: None,
            recharges: false,
            refund_after: Duration::ZERO,
            usage: UsageShape::Studio,
            mixed_up: None,
            owed: Vec::new(),
            entries: Vec::new(),
        }
    }
}

impl State {
    /// Has a delivery that nobody sent: to be adopted by its id.
    pub fn put(&mut self, id: &str, count: u32) {
        self.deliveries.push(Delivery {
            id: id.to_owned(),
            count,
            full: false,
            polls: 0,
            body: Vec::new(),
            answer: Value::Null,
        });
    }

    /// Does the work of a request.
    pub fn handle(&mut self, route: Route, incoming: &Incoming, base: &str) -> Outgoing {
        if route == Route::Asset {
            return self.asset(&incoming.path).of_range(incoming);
        }
        if let Some(refusal) = refuse(incoming) {
            return refusal;
        }
        self.pay_back();
        match route {
            Route::Generate => self.generate(incoming, base),
            Route::Delivery => {
                let id = incoming.path.rsplit('/').next().unwrap_or_default();
                self.delivery(id, base)
            }
            Route::Brands => self.brands(),
            Route::Balance => self.balance_answer(),
            Route::Usage => Outgoing::json(200, &self.usage_answer()),
            Route::Styles => styles(&incoming.query),
            Route::Asset | Route::Other => Outgoing::error(404, "not_found"),
        }
    }

    fn generate(&mut self, incoming: &Incoming, base: &str) -> Outgoing {
        let key = incoming.header("idempotency-key").map(str::to_owned);
        let replay = self.replay(key.as_deref());
        if let Some(answer) = replay.as_ref().filter(|_| !self.checks_before_key) {
            return Outgoing::json(202, answer);
        }
        let Ok(body) = serde_json::from_slice::<Value>(&incoming.body) else {
            return Outgoing::error(400, "invalid_json");
        };
        let Some(count) = body
            .get("count")
            .map_or(Some(1), Value::as_u64)
            .filter(|n| *n > 0)
        else {
            return Outgoing::error(400, "invalid_count");
        };
        let full = match body.get("format").and_then(Value::as_str).unwrap_or("full") {
            "full" => true,
            "static" => false,
            _ => return Outgoing::error(400, "invalid_format"),
        };
        let wanted = body.get("brand_id").and_then(Value::as_str);
        let brand = match wanted {
            Some(id) => self.brands.iter().find(|(brand, ..)| brand == id),
            None => self.brands.first(),
        };
        match (brand, wanted) {
            (None, Some(_)) => return Outgoing::error(404, "brand_not_found"),
            (None, None) => return Outgoing::error(400, "no_brand_selected"),
            (Some((_, _, status)), _) if status != "Active" => {
                return Outgoing::error(425, "brand_onboarding_in_progress");
            }
            _ => {}
        }
        let credits = count as i64 * if full { 15 } else { 5 };
        if credits > self.balance {
            return Outgoing::error(402, "insufficient_credits");
        }
        if let Some(answer) = replay {
            return Outgoing::json(202, &answer);
        }
        self.accept(key, &incoming.body, count as u32, full, credits, base)
    }

    fn replay(&self, key: Option<&str>) -> Option<Value> {
        let key = key?;
        let charge = self
            .charges
            .iter()
            .rev()
            .find(|c| c.key.as_deref() == Some(key))
            .filter(|charge| self.clock.since(charge.at) < KEY_LIFE)?;
        let delivery = self.deliveries.iter().find(|d| d.id == charge.delivery)?;
        let mut answer = delivery.answer.clone();
        answer["replayed_from_idempotency_key"] = true.into();
        Some(answer)
    }

    fn accept(
        &mut self,
        key: Option<String>,
        body: &[u8],
        count: u32,
        full: bool,
        credits: i64,
        base: &str,
    ) -> Outgoing {
        let number = self.deliveries.len() + 1;
        let id = format!("recDELIV{number:09}");
        self.balance -= credits;
        let answer = json!({
            "delivery_id": id,
            "status": "queued",
            "request_id": format!("req_{number:024x}"),
            "ad_count_expected": count,
            "format": if full { "full" } else { "static" },
            "credits_charged": credits,
            "credits_balance_after": self.balance,
            "status_url": format!("{base}/v1/deliveries/{id}"),
            "eta_seconds": if full { 480 } else { 180 },
        });
        self.enter("Debit", -credits, &id);
        self.charges.push(Charge {
            key,
            credits,
            delivery: id.clone(),
            at: self.clock.now(),
        });
        self.deliveries.push(Delivery {
            id,
            count,
            full,
            polls: 0,
            body: body.to_vec(),
            answer: answer.clone(),
        });
        Outgoing::json(202, &answer)
    }

    fn delivery(&mut self, id: &str, base: &str) -> Outgoing {
        let (pace, fails, expires) = (self.pace, self.fails, self.expires);
        let due = self
            .clock
            .now()
            .checked_add(self.refund_after)
            .unwrap_or(Timestamp::MAX);
        let Some(delivery) = self.deliveries.iter_mut().find(|d| d.id == id) else {
            return Outgoing::error(404, "delivery_not_found");
        };
        delivery.polls += 1;
        let left = (pace + 1).saturating_sub(delivery.polls);
        let status = match left {
            0 if fails => "failed",
            0 => "completed",
            _ if delivery.polls == 1 => "queued",
            1 => "rendering",
            _ => "processing",
        };
        if status == "failed" && delivery.polls == pace + 1 {
            let credits = i64::from(delivery.count) * if delivery.full { 15 } else { 5 };
            self.owed.push(Refund {
                delivery: id.to_owned(),
                credits,
                due,
            });
        }
        let ads = ads(delivery, status, base, expires);
        let raw_status = format!("{}. internal", delivery.polls);
        self.pay_back();
        let id = self.mixed_up.as_deref().unwrap_or(id);
        Outgoing::json(
            200,
            &json!({
                "delivery_id": id,
                "status": status,
                "raw_status": raw_status,
                "ad_count": ads.len(),
                "ads": ads,
                "viewer_url": format!("{base}/viewer/{id}"),
                "created_at": "2026-02-03T09:15:00.000Z",
            }),
        )
    }

    /// Gives back what is due.
    fn pay_back(&mut self) {
        let now = self.clock.now();
        let (due, owed) = std::mem::take(&mut self.owed)
            .into_iter()
            .partition(|refund| refund.due <= now);
        self.owed = owed;
        for Refund {
            delivery, credits, ..
        } in due
        {
            self.balance += credits;
            self.refunds += credits;
            self.enter("Refund", credits, &delivery);
        }
    }

    fn enter(&mut self, kind: &'static str, credits: i64, delivery: &str) {
        self.entries.push(Entry {
            kind,
            credits,
            balance: self.balance,
            delivery: delivery.to_owned(),
            at: self.clock.now(),
        });
    }

    /// The latest 50, newest first.
    fn usage_answer(&self) -> Value {
        let latest = self.entries.iter().enumerate().rev().take(50);
        let rows = latest.map(|(number, it)| match self.usage {
            UsageShape::Studio | UsageShape::Bare => json!({
                "transaction_id": format!("txn_{number:08}"),
                "type": it.kind,
                "credits": it.credits,
                "credits_balance_after": it.balance,
                "delivery_id": it.delivery,
                "created_at": it.at.to_string(),
            }),
            UsageShape::Renamed | UsageShape::Empty => json!({
                "kind": it.kind.to_uppercase(),
                "amount": it.credits.abs(),
                "metadata": { "delivery_id": it.delivery },
                "timestamp": it.at.as_second(),
                "note": null,
            }),
        });
        let rows: Vec<Value> = rows.collect();
        match self.usage {
            UsageShape::Studio => json!({ "transactions": rows }),
            UsageShape::Renamed => json!({ "page": 1, "data": rows }),
            UsageShape::Bare => {
                let odd = [Value::Null, json!("entry"), json!({ "type": 7 })];
                odd.into_iter().chain(rows).collect()
            }
            UsageShape::Empty => json!({ "message": "Nothing here." }),
        }
    }

    fn brands(&self) -> Outgoing {
        let brands: Vec<_> = self
            .brands
            .iter()
            .map(|(id, name, status)| {
                json!({ "brand_id": id, "name": name, "status": status, "product_count": 4,
                        "onboarding_status": "Complete", "onboarded_at": "2026-01-20T11:00:00.000Z" })
            })
            .collect();
        Outgoing::json(200, &json!({ "brands": brands }))
    }

    fn balance_answer(&self) -> Outgoing {
        Outgoing::json(
            200,
            &json!({
                "credits_balance": self.balance,
                "credits_balance_usd_equivalent": self.balance as f64 / 10.0,
                "credits_lifetime_purchased": 1_000_000,
                "auto_recharge_enabled": self.recharges,
                "auto_recharge_threshold": 20,
                "auto_recharge_amount_usd": 25.0,
                "pricing": { "credit_usd": 0.1, "static_ad_credits": 5, "full_ad_credits": 15 },
            }),
        )
    }

    /// `/assets/DELIVERY/INDEX-ORIENTATION.png` or `.mp4`.
    fn asset(&self, path: &str) -> Outgoing {
        let missing = || Outgoing::error(404, "not_found");
        let mut parts = path.trim_start_matches("/assets/").split(['/', '-', '.']);
        let (Some(id), Some(index), Some(word), Some(kind)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return missing();
        };
        let index: u32 = index.parse().unwrap_or(0);
        let known = self
            .deliveries
            .iter()
            .any(|d| d.id == id && index <= d.count);
        if !known || index == 0 {
            return missing();
        }
        let (content_type, body) = match kind {
            "mp4" => ("video/mp4", film(id, index, word, self.weight)),
            _ if self.is_tiny => ("image/png", thumbnail(id, index, word)),
            _ => ("image/png", still(id, index, word)),
        };
        Outgoing {
            status: 200,
            content_type,
            headers: Vec::new(),
            body,
        }
    }
}

fn refuse(incoming: &Incoming) -> Option<Outgoing> {
    let code = match incoming.header("authorization") {
        None => "missing_authorization",
        Some(header) => match header.strip_prefix("Bearer ") {
            None => "invalid_authorization_scheme",
            Some(key) if !key.starts_with(KEY_PREFIX) => "invalid_key_format",
            Some(key) if key != KEY => "invalid_api_key",
            Some(_) => return None,
        },
    };
    Some(Outgoing::error(401, code))
}

/// Two rows a concept; while rendering, the first half of the rows has its files.
fn ads(delivery: &Delivery, status: &str, base: &str, expires: Option<i64>) -> Vec<Value> {
    let until = expires.map_or_else(String::new, |at| format!("&Expires={at}"));
    let rows = match status {
        "queued" => 0,
        _ => delivery.count * 2,
    };
    let done = match status {
        "completed" => rows,
        "rendering" => rows / 2,
        _ => 0,
    };
    (0..rows)
        .map(|row| {
            let (index, word) = (row / 2 + 1, ["vertical", "square"][row as usize % 2]);
            let mut ad = json!({
                "ad_id": format!("{}-{index}-{word}", delivery.id),
                "index": index,
                "orientation": word,
                "headline": format!("Slow mornings, softer skin {index}"),
                "status": if row < done { "rendered" } else { "queued" },
            });
            if row < done {
                let file = format!("{base}/assets/{}/{index}-{word}", delivery.id);
                ad["static_url"] = format!("{file}.png?signature=s3cret{until}").into();
                if delivery.full {
                    ad["video_url"] = format!("{file}.mp4?signature=s3cret{until}").into();
                }
            }
            ad
        })
        .collect()
}

fn styles(query: &str) -> Outgoing {
    let asked = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let top: usize = asked("top_n").and_then(|n| n.parse().ok()).unwrap_or(20);
    let results: Vec<_> = (0..top.min(3))
        .map(|n| {
            json!({ "style_id": format!("recSTYLE{n:08}"), "style_name": format!("Fog Bank {n}"),
                    "animation_prompt": "Lotion Texture", "similarity": 0.9 - n as f64 / 10.0 })
        })
        .collect();
    let echo = asked("q").unwrap_or_default();
    Outgoing::json(200, &json!({ "query": echo, "results": results }))
}

/// Width and height of an orientation.
fn size(orientation: &str) -> (u32, u32) {
    Orientation::from(orientation.to_owned())
        .size()
        .unwrap_or((1080, 1350))
}

/// A number that is another for every ad.
fn seed(delivery: &str, index: u32, orientation: &str) -> u64 {
    let start = u64::from(index) ^ 0xcbf2_9ce4_8422_2325;
    let bytes = delivery.bytes().chain(orientation.bytes());
    bytes.fold(start, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A PNG of the orientation's size in two colours, other ones for every ad, with a band of noise at its foot that gives
/// the file some weight.
pub fn still(delivery: &str, index: u32, orientation: &str) -> Vec<u8> {
    picture(delivery, index, orientation, size(orientation))
}

/// The same, of the orientation's shape in a few pixels.
fn thumbnail(delivery: &str, index: u32, orientation: &str) -> Vec<u8> {
    let (width, height) = size(orientation);
    picture(delivery, index, orientation, (width / 120, height / 120))
}

fn picture(delivery: &str, index: u32, orientation: &str, size: (u32, u32)) -> Vec<u8> {
    let (width, height) = size;
    let mut noise = seed(delivery, index, orientation);
    let colour = noise.to_be_bytes();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(colour[..6].to_vec());
    let row = width.div_ceil(8) as usize;
    let mut pixels = vec![0; row * height as usize];
    for pixel in pixels.iter_mut().rev().take(row * 200) {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        *pixel = noise as u8;
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

/// The usual length of a video, in units of 8 bytes.
const WEIGHT: usize = 4096;

/// An MP4 of the orientation's size by its headers; there is nothing to play in it.
pub fn video(delivery: &str, index: u32, orientation: &str) -> Vec<u8> {
    film(delivery, index, orientation, WEIGHT)
}

fn film(delivery: &str, index: u32, orientation: &str, weight: usize) -> Vec<u8> {
    let boxed = |name: &[u8; 4], payload: &[u8]| {
        let mut bytes = (payload.len() as u32 + 8).to_be_bytes().to_vec();
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(payload);
        bytes
    };
    let (width, height) = size(orientation);
    let mut track = vec![0; 76];
    track.extend_from_slice(&(width << 16).to_be_bytes());
    track.extend_from_slice(&(height << 16).to_be_bytes());
    let movie = boxed(b"trak", &boxed(b"tkhd", &track));
    let data = seed(delivery, index, orientation)
        .to_be_bytes()
        .repeat(weight);
    [
        boxed(b"ftyp", b"isom\0\0\x02\0isommp41"),
        boxed(b"moov", &movie),
        boxed(b"mdat", &data),
    ]
    .concat()
}
