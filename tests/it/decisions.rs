//! When something is sent or looked at again, as a page that a person can read: every line is worked out by the function
//! that decides it in the program, and the page is compared with `tests/snapshots/decisions.md`. After a change that is
//! meant, `UPDATE_SNAPSHOTS=1` writes it anew.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use parfait::api::budget::{Admission, HostBudget, Rate};
use parfait::api::retry::{
    self, Decision, Method, NetworkKind, Outcome, Situation, decide, retry_after,
};
use parfait::api::{Priority, Rates, RetryPolicy};
use parfait::base::clock::Timestamp;
use parfait::base::wake::{EVERY, Jump, Watch};
use parfait::model::account::Service;
use parfait::model::brief::Format;
use parfait::model::cadence::{self, History, Moment, Phase, Step, Usual};

use crate::support::world::brief;

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// `250 ms`, `5 s`, `5 min`, `1 h`.
fn span(time: Duration) -> String {
    let millis = time.as_millis();
    match millis {
        0 => "at once".into(),
        1..1_000 => format!("{millis} ms"),
        _ if millis.is_multiple_of(3_600_000) => format!("{} h", millis / 3_600_000),
        _ if millis.is_multiple_of(60_000) => format!("{} min", millis / 60_000),
        _ => format!("{} s", (millis as f64 / 100.0).round() / 10.0),
    }
}

/// What chance may make of it: `2.5–5 s`.
fn between(least: Duration, most: Duration) -> String {
    match (least.is_zero(), least == most) {
        (_, true) => span(least),
        (true, false) => format!("within {}", span(most)),
        (false, false) => format!("{} to {}", span(least), span(most)),
    }
}

struct Page(String);

impl Page {
    fn table(&mut self, title: &str, says: &str, heads: (&str, &str), rows: &[(String, String)]) {
        let (left, right) = heads;
        write!(
            self.0,
            "\n## {title}\n\n{says}\n\n| {left} | {right} |\n|---|---|\n"
        )
        .unwrap();
        for (when, then) in rows {
            writeln!(self.0, "| {when} | {then} |").unwrap();
        }
    }
}

fn retries() -> Vec<(String, String)> {
    let policy = RetryPolicy::default();
    let get = |outcome, attempt| Situation {
        method: Method::Get,
        outcome,
        attempt,
        has_key: false,
        retry_after: None,
        random: 0.0,
        elapsed: Duration::ZERO,
    };
    let status = |status, attempt| get(Outcome::Status(status), attempt);
    let asked = |status, asked| Situation {
        retry_after: Some(asked),
        ..get(Outcome::Status(status), 1)
    };
    let lost = |kind| get(Outcome::Network(kind), 1);
    let paid = |it: Situation, has_key| Situation {
        method: Method::Post,
        has_key,
        ..it
    };
    let now: Timestamp = "1994-11-06T08:49:30Z".parse().unwrap();
    let date = |text: &str| retry_after(text, now).unwrap();
    let cases = [
        ("503, first time, no Retry-After", status(503, 1)),
        ("503, fourth time, no Retry-After", status(503, 4)),
        ("503, Retry-After: 7", asked(503, secs(7))),
        (
            "503, Retry-After: a date in 7 s",
            asked(503, date("Sun, 06 Nov 1994 08:49:37 GMT")),
        ),
        ("429, first time, no Retry-After", status(429, 1)),
        ("429, Retry-After: 0", asked(429, date("0"))),
        ("429, Retry-After: 60", asked(429, date("60"))),
        ("429, Retry-After: 3600", asked(429, date("3600"))),
        ("500, first time", status(500, 1)),
        ("500, second time", status(500, 2)),
        ("500, seventh time", status(500, 7)),
        ("500, eighth time", status(500, 8)),
        ("502, first time", status(502, 1)),
        (
            "500, after five minutes in all",
            Situation {
                elapsed: secs(300),
                ..status(500, 3)
            },
        ),
        ("no connection", lost(NetworkKind::Connect)),
        ("no answer in time", lost(NetworkKind::TimedOut)),
        ("answer cut off", lost(NetworkKind::Cut)),
        ("answer that cannot be read", lost(NetworkKind::Garbled)),
        (
            "a paid request, answer cut off, under its key",
            paid(lost(NetworkKind::Cut), true),
        ),
        (
            "a paid request, answer cut off, without a key",
            paid(lost(NetworkKind::Cut), false),
        ),
        (
            "a paid request, 500, under its key",
            paid(status(500, 1), true),
        ),
        (
            "a paid request, 503, no Retry-After",
            paid(status(503, 1), true),
        ),
        (
            "a paid request, Retry-After: 7",
            paid(asked(429, secs(7)), true),
        ),
        ("a look at its turn, 500, first time", status(500, 1)),
        ("400", status(400, 1)),
        ("401", status(401, 1)),
        ("402", status(402, 1)),
        ("404", status(404, 1)),
        ("409", status(409, 1)),
        ("425", status(425, 1)),
        ("501", status(501, 1)),
        ("504", status(504, 1)),
    ];
    let rows = cases.map(|(words, it)| {
        let policy = match words {
            _ if words.starts_with("a paid request") => policy.of(Priority::Paid),
            _ if words.starts_with("a look at its turn") => policy.of(Priority::Poll),
            _ => policy.of(Priority::Asked),
        };
        let asked = retry::asked(&policy, it.outcome, it.retry_after);
        let with = |random| decide(&policy, &Situation { random, ..it });
        let then = match (with(0.0), with(1.0)) {
            (Decision::After(least), Decision::After(most)) => {
                format!("again, {}", between(least, most))
            }
            _ if asked.is_some_and(|asked| asked > policy.wait_in_call) => {
                "the call ends; its caller comes back when that is over".to_owned()
            }
            _ => "the call ends".to_owned(),
        };
        (words.to_owned(), then)
    });
    rows.to_vec()
}

fn pauses() -> Vec<(String, String)> {
    let rounds = [1, 2, 3, 4, 5, 6, 7, 20];
    let row = |round| {
        let of = |random| cadence::pause(None, round, random);
        (
            format!("failure {round} in a row"),
            between(of(0.0), of(1.0)),
        )
    };
    rounds.map(row).to_vec()
}

fn moment(step: Step, age: Duration, in_step: Duration) -> Moment {
    Moment {
        service: Service::Dessert,
        step,
        age,
        in_step,
        looks: 0,
        followed: 1,
        wished: None,
        random: 0.0,
    }
}

fn looks(usual: &Usual, cases: &[(&str, Moment)]) -> Vec<(String, String)> {
    let row = |(words, now): &(&str, Moment)| {
        let with = |random| cadence::next(usual, &Moment { random, ..*now });
        let (least, most) = (with(0.0), with(1.0));
        let phase = match least.phase {
            Phase::Early => "too early to be ready",
            Phase::Near => "may be ready any moment",
            Phase::Late => "later than most",
            Phase::StillRunning => "**still running**",
        };
        let mean = span(with(0.5).wait);
        let range = between(least.wait, most.wait);
        (
            (*words).to_owned(),
            format!("{phase}; {mean} on average ({range})"),
        )
    };
    cases.iter().map(row).collect()
}

fn cadence_of_stills() -> Vec<(String, String)> {
    let usual = Usual::documented(Service::Dessert, &brief(3, Format::Static));
    let at = |step, age, in_step| moment(step, secs(age), secs(in_step));
    let spent = |looks, it: Moment| Moment { looks, ..it };
    looks(
        &usual,
        &[
            ("just accepted", at(Step::Queued, 0, 0)),
            ("queued for 60 s", at(Step::Queued, 60, 60)),
            ("rendering, 100 s old", at(Step::Render, 100, 30)),
            (
                "rendering, 2 min old, 3 looks so far",
                spent(3, at(Step::Render, 120, 60)),
            ),
            (
                "rendering, 2 min old, 9 looks so far",
                spent(9, at(Step::Render, 120, 60)),
            ),
            ("rendering, 5 min old", at(Step::Render, 300, 90)),
            ("rendering, 8 min old", at(Step::Render, 480, 90)),
            ("rendering, 12 min old", at(Step::Render, 720, 90)),
            ("queued for 9 min", at(Step::Queued, 540, 540)),
            ("writing copy for 11 min", at(Step::Copy, 720, 660)),
            ("rendering for 31 min", at(Step::Render, 1900, 1860)),
            ("an unknown word for 31 min", at(Step::Other, 1900, 1860)),
            ("46 min old, whatever it does", at(Step::Render, 2760, 10)),
            ("completed with files missing", at(Step::Completed, 200, 0)),
        ],
    )
}

fn cadence_of_many() -> Vec<(String, String)> {
    let usual = Usual::documented(Service::Dessert, &brief(3, Format::Static));
    let of = |followed, service, wished| Moment {
        followed,
        service,
        wished,
        ..moment(Step::Render, secs(150), secs(20))
    };
    looks(
        &usual,
        &[
            ("1 delivery", of(1, Service::Dessert, None)),
            ("40 deliveries", of(40, Service::Dessert, None)),
            ("1,000 deliveries", of(1000, Service::Dessert, None)),
            (
                "1 delivery, `--poll-every 10s`",
                of(1, Service::Dessert, Some(secs(10))),
            ),
            (
                "1,000 deliveries, `--poll-every 10s`",
                of(1000, Service::Dessert, Some(secs(10))),
            ),
            ("1 delivery of the studio", of(1, Service::Studio, None)),
            (
                "100 deliveries of the studio",
                of(100, Service::Studio, None),
            ),
        ],
    )
}

fn usual() -> Vec<(String, String)> {
    let mut history = History::default();
    let mut rows = Vec::new();
    let mut say = |words: &str, history: &History, count, format| {
        let usual = history.usual(Service::Dessert, &brief(count, format));
        let of = match usual.seen {
            0 => "as the service says".to_owned(),
            seen => format!("as {seen} of this account took"),
        };
        rows.push((words.to_owned(), format!("{usual}, {of}")));
    };
    say("3 concepts, nothing seen yet", &history, 3, Format::Static);
    say(
        "3 concepts with films, nothing seen yet",
        &history,
        3,
        Format::Full,
    );
    (0..4).for_each(|_| history.add(Format::Static, 3, secs(70)));
    say(
        "3 concepts, 4 such were followed to their end",
        &history,
        3,
        Format::Static,
    );
    (0..8).for_each(|n| history.add(Format::Static, 2, secs(60 + 5 * n)));
    say(
        "3 concepts, 12 of 2 or 3 were followed to their end",
        &history,
        3,
        Format::Static,
    );
    say("4 concepts, the same", &history, 4, Format::Static);
    rows
}

fn ends() -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for (words, offered, had) in [
        ("completed, all 6 files offered", 6, false),
        ("completed, 5 of 6 files offered", 5, false),
        (
            "completed, 5 of 6 files offered, for the second time",
            5,
            true,
        ),
    ] {
        let then = match cadence::looks_once_more(offered, Some(6), had) {
            true => "one more look, then no more",
            false => "that was the last look",
        };
        rows.push((words.to_owned(), then.to_owned()));
    }
    rows
}

/// How many of each go through in ten seconds, from a full bucket, and in ten more.
fn budget() -> Vec<(String, String)> {
    let rate: Rate = Rates::default().remote;
    let wall = Timestamp::UNIX_EPOCH;
    let row = |(words, priority)| {
        let mut budget = HostBudget::new(rate, Duration::ZERO);
        let mut in_ten = |from: u64| {
            let (mut now, mut made) = (secs(from), 0);
            while now < secs(from + 10) && made < 1000 {
                match budget.ask(priority, now, wall) {
                    Admission::Go => made += 1,
                    Admission::Spent(wait) | Admission::Closed(wait) => now += wait,
                }
            }
            made
        };
        let then = match (in_ten(0), in_ten(10)) {
            (1000, 1000) => "never waits for the budget".to_owned(),
            (first, then) => format!("{first} in the first ten seconds, {then} in the next ten"),
        };
        (String::from(words), then)
    };
    let mut rows = [
        ("a paid request", Priority::Paid),
        ("what a person waits for", Priority::Asked),
        ("balance, brands, usage", Priority::Account),
        ("looks at deliveries", Priority::Poll),
    ]
    .map(row)
    .to_vec();
    for (words, status, asked) in [
        ("anything, after a 503 without Retry-After", 503, None),
        ("anything, after `503, Retry-After: 7`", 503, Some(secs(7))),
        ("anything, after a 429 without Retry-After", 429, None),
    ] {
        let then = match retry::closes(Outcome::Status(status), asked) {
            Some(wait) => format!("nothing goes for {}", span(wait)),
            None => "goes; only what was refused waits".to_owned(),
        };
        rows.push((words.to_owned(), then));
    }
    let mut closed = HostBudget::new(rate, Duration::ZERO);
    closed.close(secs(3600), Duration::ZERO, wall);
    let told = match closed.ask(Priority::Paid, secs(60), wall + secs(60)) {
        Admission::Closed(left) => format!("nothing goes for {} more", span(left)),
        other => panic!("{other:?}"),
    };
    rows.push((
        "anything, one minute after `429, Retry-After: 3600`".into(),
        told,
    ));
    closed.open();
    let told = match closed.ask(Priority::Asked, secs(60), wall + secs(60)) {
        Admission::Go => "goes, and a next 429 closes the host again",
        other => panic!("{other:?}"),
    };
    rows.push((
        "the same, and the person says *look now* or *retry now*".into(),
        told.into(),
    ));
    rows
}

fn jumps() -> Vec<(String, String)> {
    let start = Timestamp::from_second(1_770_110_100).unwrap();
    let row = |(words, wall, steady): (&str, i64, u64)| {
        let mut watch = Watch::new(start, Duration::ZERO);
        let wall = Timestamp::from_second(start.as_second() + wall).unwrap();
        let then = match watch.compare(wall, secs(steady)) {
            None => "nothing".to_owned(),
            Some(Jump::Ahead(by)) => format!(
                "asleep for {}: new connections, overdue looks within 20 s, keys judged again",
                span(by)
            ),
            Some(Jump::Back(by)) => {
                format!(
                    "put back by {}: keys judged again, times told anew",
                    span(by)
                )
            }
        };
        (words.to_owned(), then)
    };
    let tick = EVERY.as_secs();
    [
        ("5 s by both clocks", 5, tick),
        ("15 s by both clocks: a busy machine", 15, 15),
        (
            "8 h by the wall clock, 5 s by the steady one",
            8 * 3600,
            tick,
        ),
        ("8 h by both clocks", 8 * 3600, 8 * 3600),
        ("an hour back", -3600, tick),
    ]
    .map(row)
    .to_vec()
}

fn page() -> String {
    let mut page = Page(String::from(
        "# What is asked again, and when\n\nWorked out by the functions that decide it (`tests/it/decisions.rs`). Where a \
         range is given, chance picks a moment in it, so that many never come together.\n",
    ));
    page.table(
        "A request that failed",
        "The same bytes under the same key, at most eight times and for five minutes.",
        ("What happened", "What follows"),
        &retries(),
    );
    page.table(
        "Between calls that failed",
        "After a whole call was in vain, unless the service says for how long it wants to be left alone.",
        ("What happened", "The next call"),
        &pauses(),
    );
    page.table(
        "How long a brief usually takes",
        "Said in the form, in the rows and on the command line alike.",
        ("Brief", "Usually"),
        &usual(),
    );
    page.table(
        "Looks at one delivery of stills",
        "Never more than one look in 15 s on average: what is saved early is spent around the usual end.",
        ("Delivery", "The next look"),
        &cadence_of_stills(),
    );
    page.table(
        "Looks at many deliveries of one account",
        "Each of them is 150 s old and rendering.",
        ("Followed", "The next look at each"),
        &cadence_of_many(),
    );
    page.table(
        "After the end",
        "An end is an end: no later answer undoes it.",
        ("Answer", "What follows"),
        &ends(),
    );
    page.table(
        "One host on the web",
        "All requests to it share one budget; the less urgent leave room for the more urgent.",
        ("Request", "What goes"),
        &budget(),
    );
    page.table(
        "Sleep and clocks",
        "Two clocks are compared every five seconds while anything waits.",
        ("Passed since the last comparison", "What follows"),
        &jumps(),
    );
    page.0
}

#[test]
fn the_page_of_decisions_says_what_the_program_does() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/decisions.md");
    let page = page();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&place, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&place).unwrap_or_default();
    for (number, (now, then)) in (1..).zip(page.lines().zip(kept.lines())) {
        assert_eq!(now, then, "line {number} of {}", place.display());
    }
    assert_eq!(
        page.lines().count(),
        kept.lines().count(),
        "lines of the page"
    );
}
